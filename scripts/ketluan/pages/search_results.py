"""What the search page shows of an answer, as ready values for `search_results.html`.

The built page has none of it: the service fills it in, or the page's script, which makes the very same.
"""

from dataclasses import dataclass
from typing import Final

from ketluan.pages.tasks import NO_LINK, Link

# The region of the built page that the service replaces, and what is true only without it.
REGION: Final = ("<!--ketluan:ket-qua-->", "<!--/ketluan:ket-qua-->")
ALONE: Final = ("<!--ketluan:khong-co-dich-vu-->", "<!--/ketluan:khong-co-dich-vu-->")
START: Final = "data-search-start"  # the lists to begin with; hidden where there are results

FIELD_NAMES: Final = {
    "loai": "Loại kết quả",
    "trang_thai": "Trạng thái",
    "han": "Thời hạn",
    "don_vi": "Đơn vị",
    "ky": "Kỳ",
    "nam": "Năm",
    "van_ban": "Văn bản viện dẫn",
    "tu": "Từ ngày",
    "den": "Đến ngày",
}


@dataclass(frozen=True, slots=True)
class Go:
    """A link to another search on this page: `address` begins with "?", or is "./".

    `label` is what it is called where its text alone says too little. `key` tells it from its
    neighbours when the page is made anew.
    """

    text: str
    address: str
    label: str = ""
    count: str = ""
    is_on: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A status: its key, its word, the last day and what is left of the time, as far as told."""

    status: str
    word: str
    day: str = ""
    left: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One result: `pieces` are its text, each with whether it answers the query."""

    title: Link
    pieces: tuple[tuple[str, bool], ...]
    sign: Sign | None = None
    duties: tuple[Link, ...] = ()
    thread: Link = NO_LINK
    documents: tuple[Link, ...] = ()
    similar: Go | None = None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Results of one kind; `more` leads to all of them where only the first are here."""

    name: str
    count: str
    hits: tuple[ShownHit, ...]
    more: Go | None = None


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """The values of one field: those shown, those folded, and what to say if there are more."""

    name: str
    shown: tuple[Go, ...]
    folded: tuple[Go, ...] = ()
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter of the chart: `top` and `height` of its bar in units of the drawing.

    `year` stands below the first quarter of each year; a quarter without results leads nowhere.
    """

    quarter: str
    year: str
    top: int
    height: int
    go: Go


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything between the form and the lists to begin with."""

    is_answered: bool = False
    status: str = ""
    chips: tuple[Go, ...] = ()
    orders: tuple[Go, ...] = ()
    files: tuple[Link, ...] = ()
    feed: Link = NO_LINK
    bars: tuple[Bar, ...] = ()
    direct: Link = NO_LINK
    notes: tuple[str, ...] = ()
    hints: tuple[tuple[str, tuple[Go, ...]], ...] = ()
    fault: str = ""
    is_nothing: bool = False
    without_filters: Go | None = None
    groups: tuple[ShownGroup, ...] = ()
    before: Go | None = None
    after: Go | None = None
    page: str = ""
    facets: tuple[ShownFacet, ...] = ()


NOTHING_SHOWN: Final = Shown()
