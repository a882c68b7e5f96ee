"""What a request asks, read once and held to its bounds."""

from typing import Final

from flask import Request

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


def search_request(request: Request) -> SearchRequest:
    """Return the search that the address asks for. Raise RequestError if it is out of bounds."""
    sort = asked_text(request, "sap_xep") or SORTS[0]
    if sort not in SORTS:
        raise RequestError(400, "bad-sort", f"sap_xep phải là một trong: {', '.join(SORTS)}.")
    return SearchRequest(
        q=asked_text(request, "q"),
        units=_values(request, "don_vi"),
        periods=_values(request, "ky"),
        years=_values(request, "nam"),
        types=_values(request, "loai"),
        documents=_values(request, "van_ban"),
        statuses=_values(request, "trang_thai"),
        limits=_values(request, "han"),
        start=asked_text(request, "tu"),
        end=asked_text(request, "den"),
        sort=sort,
        as_typed=asked_text(request, "nguyen_van") == "1",
        page=_page(request),
    )


def asked_text(request: Request, name: Parameter) -> str:
    """Return a parameter without blanks around it, empty if it is not there."""
    # `get` would make a whole answer 400 for each that is not there, and throw it away
    return next((_bounded(name, one).strip() for one in request.args.getlist(name)), "")


def _values(request: Request, name: Parameter) -> tuple[str, ...]:
    values = request.args.getlist(name)
    if not values:
        return ()
    if len(values) > MAX_VALUES:
        raise RequestError(400, "too-many", f"{name} có quá {MAX_VALUES} giá trị.")
    return tuple(dict.fromkeys(v for value in values if (v := _bounded(name, value).strip())))


def _bounded(name: Parameter, value: str) -> str:
    if len(value) > MAX_QUERY:
        raise RequestError(400, "too-long", f"{name} dài quá {MAX_QUERY} ký tự.")
    return value


def _page(request: Request) -> int:
    text = asked_text(request, "trang") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        raise RequestError(400, "bad-page", f"trang phải là số từ 1 đến {MAX_PAGE}.")
    return int(text)
