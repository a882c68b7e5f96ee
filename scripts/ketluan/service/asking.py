"""What a request asks, read once and held to its bounds."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Request

from ketluan.openapi import MAX_QUERY, MAX_VALUES
from ketluan.search.request import MAX_PAGE, SORTS, SearchRequest
from ketluan.service.addressing import Parameter

_AS_TYPED: Final = "1"
Asked = Mapping[str, Sequence[str]]
"""The parameters of a request: the values of each, in order."""


class RequestError(Exception):
    """A request that cannot be answered: `code` for programs, a Vietnamese message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def asked_of(request: Request) -> Asked:
    """Return the parameters in the address of a request."""
    return request.args.to_dict(flat=False)


def search_request(asked: Asked) -> SearchRequest:
    """Return the search that the address asks for. Raise RequestError if it is out of bounds."""
    sort = asked_text(asked, "sap_xep") or SORTS[0]
    if sort not in SORTS:
        raise RequestError(400, "bad-sort", f"sap_xep phải là một trong: {', '.join(SORTS)}.")
    as_typed = asked_text(asked, "nguyen_van")
    if as_typed not in ("", _AS_TYPED):
        raise RequestError(400, "bad-as-typed", f"nguyen_van chỉ nhận giá trị {_AS_TYPED}.")
    return SearchRequest(
        q=asked_text(asked, "q"),
        units=_values(asked, "don_vi"),
        periods=_values(asked, "ky"),
        years=_values(asked, "nam"),
        types=_values(asked, "loai"),
        documents=_values(asked, "van_ban"),
        statuses=_values(asked, "trang_thai"),
        limits=_values(asked, "han"),
        start=asked_text(asked, "tu"),
        end=asked_text(asked, "den"),
        sort=sort,
        as_typed=bool(as_typed),
        page=_page(asked),
    )


def asked_text(asked: Asked, name: Parameter) -> str:
    """Return a parameter without blanks around it, empty if it is not there."""
    values = asked.get(name)
    return _bounded(name, values[0]).strip() if values else ""


def _values(asked: Asked, name: Parameter) -> tuple[str, ...]:
    values = asked.get(name)
    if not values:
        return ()
    if len(values) > MAX_VALUES:
        raise RequestError(400, "too-many", f"{name} có quá {MAX_VALUES} giá trị.")
    return tuple(dict.fromkeys(v for value in values if (v := _bounded(name, value).strip())))


def _bounded(name: Parameter, value: str) -> str:
    if len(value) > MAX_QUERY:
        raise RequestError(400, "too-long", f"{name} dài quá {MAX_QUERY} ký tự.")
    return value


def _page(asked: Asked) -> int:
    text = asked_text(asked, "trang") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        raise RequestError(400, "bad-page", f"trang phải là số từ 1 đến {MAX_PAGE}.")
    return int(text)
