"""What a request asks, read once and held to its bounds."""

from typing import Final

from flask import request

from ketluan.openapi import MAX_QUERY
from ketluan.search.request import MAX_PAGE, SORTS, SearchRequest
from ketluan.service.addressing import Parameter

MAX_VALUES: Final = 20  # of one filter in a request


class RequestError(Exception):
    """A request that cannot be answered: `code` for programs, a Vietnamese message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def search_request() -> SearchRequest:
    """Return the search that the address asks for. Raise RequestError if it is out of bounds."""
    sort = asked_text("sap_xep") or SORTS[0]
    if sort not in SORTS:
        raise RequestError(400, "bad-sort", f"sap_xep phải là một trong: {', '.join(SORTS)}.")
    return SearchRequest(
        q=asked_text("q"),
        units=_values("don_vi"),
        periods=_values("ky"),
        years=_values("nam"),
        types=_values("loai"),
        documents=_values("van_ban"),
        statuses=_values("trang_thai"),
        limits=_values("han"),
        start=asked_text("tu"),
        end=asked_text("den"),
        sort=sort,
        as_typed=asked_text("nguyen_van") == "1",
        page=_page(),
    )


def asked_text(name: Parameter) -> str:
    """Return a parameter without blanks around it, empty if it is not there."""
    return _bounded(name, request.args.get(name, "")).strip()


def _values(name: Parameter) -> tuple[str, ...]:
    values = request.args.getlist(name)
    if len(values) > MAX_VALUES:
        raise RequestError(400, "too-many", f"{name} có quá {MAX_VALUES} giá trị.")
    return tuple(dict.fromkeys(v for value in values if (v := _bounded(name, value).strip())))


def _bounded(name: Parameter, value: str) -> str:
    if len(value) > MAX_QUERY:
        raise RequestError(400, "too-long", f"{name} dài quá {MAX_QUERY} ký tự.")
    return value


def _page() -> int:
    text = asked_text("trang") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        raise RequestError(400, "bad-page", f"trang phải là số từ 1 đến {MAX_PAGE}.")
    return int(text)
