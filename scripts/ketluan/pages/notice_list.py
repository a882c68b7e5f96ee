"""The list of notices by year, a long one with a page for each year."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from ketluan.addresses import HOME, NOTICES, notice_address, part_address, period_address
from ketluan.model import Notice, Period
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT, newest_notices
from ketluan.pages.lists_by_year import NO_YEARS, Years, by_year, ways
from ketluan.pages.lists_filter import FEW, Field, Filter, Order
from ketluan.pages.page import Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import UNKNOWN, notice_name, notice_title
from ketluan.vietnamese import day_in_words, slug

_TITLE: Final = "Thông báo kết luận"
_ORDERS: Final = (Order("", "Mới nhất trước"), Order("nhiem-vu", "Nhiều nhiệm vụ trước", "so"))


class NoticeRow(NamedTuple):
    """A notice in a list; `issuer_id` and `period_ids` are what the list is filtered by."""

    title: Link
    name: str
    day: str
    issuer: str
    reviewed: Link
    directed: Link
    task_count: int
    issuer_id: str
    period_ids: str


def notice_row(notice: Notice) -> NoticeRow:
    """Return the notice as a row of a list."""
    reviewed, directed = notice.reviewed_period, notice.directed_period
    periods = [period for period in (reviewed, directed) if period]
    return NoticeRow(
        title=Link(notice_title(notice), notice_address(notice.id)),
        name=notice_name(notice),
        day=day_in_words(notice.day) if notice.day else UNKNOWN,
        issuer=notice.issuer or UNKNOWN,
        reviewed=Link(reviewed.label, period_address(reviewed.id)) if reviewed else NO_LINK,
        directed=Link(directed.label, period_address(directed.id)) if directed else NO_LINK,
        task_count=len(notice.tasks),
        issuer_id=slug(notice.issuer),
        period_ids=" ".join(period.id for period in periods),
    )


def year_address(notice: Notice, known: Catalogue) -> str:
    """Return where the list shows the year of `notice`."""
    year = notice.id[:4]
    is_long = len(known.archive.notices) > LIST_LIMIT
    return part_address(NOTICES, year) if is_long else f"{NOTICES}#nam-{year}"


def notice_list_pages(known: Catalogue) -> Iterator[Page | Later]:
    """Yield the list of all notices, the newest first; a long one by year, its own page the newest."""
    notices = newest_notices(known)
    if len(notices) <= LIST_LIMIT:
        yield _list_page(NOTICES, _TITLE, notices, NO_YEARS)
        return
    parts = by_year(reversed(notices), NOTICES, lambda one: one.id[:4], prefix="")
    newest = [part for part in parts if part.year == parts[0].year][-1]
    yield _list_page(NOTICES, _TITLE, newest.items[::-1], ways(parts, newest))
    for part in parts:
        title = f"{_TITLE} {part.title.lower()}"
        ways_on = ways(parts, part)
        key = known.origins.of(title, ways_on, written=(one.id for one in part.items))
        make = partial(_list_page, part.address, title, part.items[::-1], ways_on)
        yield Later(part.address, key, make)


def _list_page(address: str, title: str, notices: Sequence[Notice], ways_on: Years) -> Page:
    years: dict[str, list[NoticeRow]] = {}
    for notice in notices:
        years.setdefault(notice.id[:4], []).append(notice_row(notice))
    own = () if address == NOTICES else (Link(title),)
    body = rendered(
        "notices.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Thông báo", NOTICES if own else ""), *own),
        title=title,
        ways=ways_on,
        filter=_filter(notices),
        years=years,
    )
    return Page(
        address=address,
        title=title,
        description="Mọi thông báo kết luận cuộc họp trong kho lưu trữ, theo năm.",
        body=body,
        headings=tuple(Heading(f"nam-{year}", f"Năm {year}") for year in years),
    )


def _filter(notices: Sequence[Notice]) -> Filter | None:
    """Return the form above `notices`, none where one overlooks them without it."""
    if len(notices) < FEW:
        return None
    issuers = {slug(one.issuer): one.issuer for one in notices if one.issuer}
    periods: set[Period] = set()
    for one in notices:
        periods |= {period for period in (one.reviewed_period, one.directed_period) if period}
    ordered = sorted(periods, key=lambda one: (one.start, one.id), reverse=True)
    fields = (
        Field("co_quan", "Cơ quan", "Mọi cơ quan", tuple(sorted(issuers.items()))),
        Field("ky", "Kỳ", "Tất cả các kỳ", tuple((one.id, one.label) for one in ordered)),
    )
    return Filter(
        "thông báo", len(notices), tuple(one for one in fields if len(one.options) > 1), _ORDERS
    )
