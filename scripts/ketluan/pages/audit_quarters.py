"""The audit as it was at the end of each past quarter: figures and matrix, without the lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from ketluan.addresses import AUDIT, HOME, audit_quarter_address
from ketluan.as_of import notice_day
from ketluan.auditing import Figures, FindingKind, past_figures, quarter_of
from ketluan.model import Period
from ketluan.pages.audit_lists import list_figures
from ketluan.pages.audit_matrix import YearMatrices, status_totals
from ketluan.pages.audit_rows import Source
from ketluan.pages.audit_words import LINKED, none_words, waiting_words
from ketluan.pages.page import Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words

HEADS: Final = ("Nhiệm vụ", "Quá hạn", "Chuyển nhiều kỳ", "Không được nhắc lại")
_NONE: Final = "không có"


class Snapshot(NamedTuple):
    """A past quarter: its page, the link that leads there, and its `counts` below `HEADS`."""

    page: Later
    link: Link
    counts: tuple[str, ...]


def quarter_snapshots(source: Source) -> Iterator[Snapshot]:
    """Yield the quarters that ended between the first notice and the day, in order of time."""
    quarters = tuple(_past_quarters(source))
    each = past_figures(source.audit, [quarter.end for quarter in quarters])
    links = (NO_LINK, *(_link(quarter) for quarter in quarters), NO_LINK)
    matrices, so_far = YearMatrices(source.known), ""
    for at, (quarter, figures) in enumerate(zip(quarters, each, strict=True)):
        # What changed from the first quarter to this one tells all cells; each of them would be long.
        apart = replace(figures, cells={}, totals={}, periods=())
        so_far = source.known.origins.of(so_far, apart)
        beside = links[at], links[at + 2]
        page = Later(
            address=links[at + 1].address,
            key=source.known.origins.of(so_far, beside),
            make=partial(_page, quarter, figures, matrices, *beside),
        )
        counts = (
            count_in_words(figures.tasks) if figures.tasks else _NONE,
            *(_count(kind, figures) for kind in LINKED),
        )
        yield Snapshot(page, links[at + 1], counts)


def _past_quarters(source: Source) -> Iterator[Period]:
    days = [day for notice in source.known.archive.notices if (day := notice_day(notice))]
    quarter = quarter_of(min(days)) if days else None
    while quarter and quarter.end < source.audit.day:
        yield quarter
        quarter = quarter_of(date.fromordinal(quarter.end.toordinal() + 1))


def _count(kind: FindingKind, figures: Figures) -> str:
    count = figures.rows[kind]
    return count_in_words(count) if count else none_words(kind, figures)


def _link(quarter: Period) -> Link:
    return Link(quarter.label, audit_quarter_address(quarter.id))


def _page(
    quarter: Period, figures: Figures, matrices: YearMatrices, earlier: Link, later: Link
) -> Page:
    address, day = audit_quarter_address(quarter.id), day_in_words(quarter.end)
    title = f"Kiểm toán cuối {quarter.label[0].lower()}{quarter.label[1:]}"
    years = matrices.of(figures)
    body = rendered(
        "audit_quarter.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT), Link(quarter.label)),
        title=title,
        day=day,
        command=f"ketluan report --as-of {day}",
        lists=tuple((link.text, count, noun) for link, count, noun in list_figures(figures)),
        tasks=count_in_words(figures.tasks),
        notices=count_in_words(figures.notices),
        statuses=status_totals(figures),
        years=years,
        waiting=waiting_words(figures),
        earlier=earlier,
        later=later,
    )
    of_years = tuple(Heading(year.id, year.title, 3) for year in years)
    return Page(
        address=address,
        title=title,
        description=f"Số liệu kiểm toán như kho biết đến hết ngày {day}.",
        body=body,
        headings=(
            Heading("danh-sach", "Các danh sách"),
            Heading("ma-tran", "Trạng thái theo đơn vị và kỳ", 2, of_years),
        ),
    )
