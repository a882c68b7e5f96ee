"""The audit as it was at the end of each past quarter: figures and matrix, without the lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.addresses import AUDIT, HOME, audit_quarter_address
from ketluan.as_of import notice_day
from ketluan.auditing import Audit, FindingKind, audit_on, quarter_of
from ketluan.model import Period
from ketluan.pages.audit_lists import figures
from ketluan.pages.audit_matrix import status_totals, year_matrices
from ketluan.pages.audit_rows import Source
from ketluan.pages.audit_words import LINKED, none_words, waiting_words
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words

HEADS: Final = ("Nhiệm vụ", "Quá hạn", "Chuyển nhiều kỳ", "Không được nhắc lại")
_NONE: Final = "không có"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A past quarter: its page, the link that leads there, and its `counts` below `HEADS`."""

    page: Page
    link: Link
    counts: tuple[str, ...]


def quarter_snapshots(source: Source) -> tuple[Snapshot, ...]:
    """Return the quarters that ended between the first notice and the day, in order of time."""
    quarters = tuple(_past_quarters(source))
    return tuple(_snapshot(at, quarters, source) for at in range(len(quarters)))


def _past_quarters(source: Source) -> Iterator[Period]:
    days = [day for notice in source.known.archive.notices if (day := notice_day(notice))]
    quarter = quarter_of(min(days)) if days else None
    while quarter and quarter.end < source.audit.day:
        yield quarter
        quarter = quarter_of(date.fromordinal(quarter.end.toordinal() + 1))


def _snapshot(at: int, quarters: tuple[Period, ...], source: Source) -> Snapshot:
    quarter = quarters[at]
    audit = audit_on(source.known.archive, quarter.end)
    then = Source(audit, source.known, source.views, listed=False)
    earlier = _link(quarters[at - 1]) if at else NO_LINK
    later = _link(quarters[at + 1]) if at + 1 < len(quarters) else NO_LINK
    counts = (
        count_in_words(len(audit.tasks)) if audit.tasks else _NONE,
        *(_count(kind, audit) for kind in LINKED),
    )
    return Snapshot(_page(quarter, then, earlier, later), _link(quarter), counts)


def _count(kind: FindingKind, audit: Audit) -> str:
    rows = audit.rows(kind)
    return count_in_words(len(rows)) if rows else none_words(kind, audit)


def _link(quarter: Period) -> Link:
    return Link(quarter.label, audit_quarter_address(quarter.id))


def _page(quarter: Period, then: Source, earlier: Link, later: Link) -> Page:
    address, day = audit_quarter_address(quarter.id), day_in_words(quarter.end)
    title = f"Kiểm toán cuối {quarter.label[0].lower()}{quarter.label[1:]}"
    years = year_matrices(then)
    html = rendered(
        "audit_quarter.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT), Link(quarter.label)),
        title=title,
        day=day,
        command=f"ketluan report --as-of {day}",
        lists=tuple((link.text, count, noun) for link, count, noun in figures(then)),
        tasks=count_in_words(len(then.audit.tasks)),
        notices=count_in_words(len(then.audit.state.notices)),
        statuses=status_totals(then),
        years=years,
        waiting=waiting_words(then.audit),
        earlier=earlier,
        later=later,
    )
    matrices = tuple(Heading(year.id, year.title, 3) for year in years)
    return Page(
        address=address,
        title=title,
        description=f"Số liệu kiểm toán như kho biết đến hết ngày {day}.",
        html=html,
        headings=(
            Heading("danh-sach", "Các danh sách"),
            Heading("ma-tran", "Trạng thái theo đơn vị và kỳ", 2, matrices),
        ),
    )
