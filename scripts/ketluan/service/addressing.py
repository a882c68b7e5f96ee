"""A search as the part of an address behind "?", always written in one way.

The script of the search page writes the same: names in this order, letters coded as forms code them.
"""

from dataclasses import replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from ketluan.search.request import SORTS, SearchRequest

Parameter = Literal[
    "q", "loai", "don_vi", "ky", "nam", "trang_thai", "han", "van_ban", "tu", "den", "sap_xep",
    "nguyen_van", "trang", "id", "tuong_tu",
]  # fmt: skip
FIELDS: Final[dict[Parameter, str]] = {
    "q": "q",
    "loai": "types",
    "don_vi": "units",
    "ky": "periods",
    "nam": "years",
    "trang_thai": "statuses",
    "han": "limits",
    "van_ban": "documents",
    "tu": "start",
    "den": "end",
    "sap_xep": "sort",
    "nguyen_van": "as_typed",
    "trang": "page",
}
FILTERS: Final[tuple[Parameter, ...]] = tuple(
    name for name in FIELDS if name not in ("q", "sap_xep", "nguyen_van", "trang")
)


def values_of(wanted: SearchRequest, name: Parameter) -> tuple[str, ...]:
    """Return the values of one parameter; none where it is as if nothing was said."""
    value: Any = getattr(wanted, FIELDS[name])
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return ("1",) if value else ()
    return () if value in ("", 1, SORTS[0]) else (str(value),)


def query_of(wanted: SearchRequest) -> str:
    """Return the search as the part of an address behind "?"; empty if it asks for nothing."""
    pairs = [(name, value) for name in FIELDS for value in values_of(wanted, name)]
    return urlencode(pairs, safe="*")


def first_page(wanted: SearchRequest) -> SearchRequest:
    """Return the search as it stands on its first page."""
    return replace(wanted, page=1)


def is_empty(wanted: SearchRequest) -> bool:
    """Tell whether nothing is asked for, whatever the order and the page."""
    return not any(values_of(wanted, name) for name in ("q", *FILTERS))
