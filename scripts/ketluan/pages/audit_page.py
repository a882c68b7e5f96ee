"""The audit's first page (kiểm toán): the day, the figure of each list, the matrix of statuses."""

from collections.abc import Iterator

from ketluan.addresses import AUDIT, AUDIT_SOURCES, HOME
from ketluan.auditing import Audit
from ketluan.exports import AUDIT_CSV
from ketluan.pages.audit_lists import audit_list_pages, list_figures
from ketluan.pages.audit_matrix import YearMatrices, status_totals
from ketluan.pages.audit_quarters import HEADS, Snapshot, quarter_snapshots
from ketluan.pages.audit_rows import Source
from ketluan.pages.audit_sources import audit_sources_pages
from ketluan.pages.audit_tasks import audit_task_pages
from ketluan.pages.audit_words import waiting_words
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import Bundle, Heading, Later, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words


def audit_pages(known: Catalogue, audit: Audit) -> Iterator[Page | Later | Bundle]:
    """Yield the pages of `audit`; every number equals the rows that it links to."""
    source = Source.of(audit, known)
    quarters = tuple(quarter_snapshots(source))
    yield _overview(source, quarters)
    yield from audit_list_pages(source)
    yield from audit_task_pages(source)
    yield from (quarter.page for quarter in quarters)
    yield from audit_sources_pages(known, audit.day)


def _overview(source: Source, quarters: tuple[Snapshot, ...]) -> Page:
    day = day_in_words(source.audit.day)
    years = YearMatrices(source.known, listed=True).of(source.figures)
    later = len(source.known.archive.notices) - source.figures.notices
    headings = (
        Heading("danh-sach", "Các danh sách"),
        Heading(
            "ma-tran", "Trạng thái theo đơn vị và kỳ", 2,
            tuple(Heading(year.id, year.title, 3) for year in years),
        ),
        *((Heading("cuoi-quy", "Cuối mỗi quý"),) if quarters else ()),
        Heading("nguon", "Nguồn và chỗ chưa rõ"),
    )  # fmt: skip
    body = rendered(
        "audit.html",
        AUDIT,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán")),
        day=day,
        later=later,
        lists=tuple(list_figures(source.figures)),
        waiting=waiting_words(source.figures),
        tasks=count_in_words(source.figures.tasks),
        notices=count_in_words(source.figures.notices),
        statuses=status_totals(source.figures),
        years=years,
        quarter_heads=HEADS,
        quarters=tuple((one.link, one.counts) for one in reversed(quarters)),
        sources=AUDIT_SOURCES,
        exports=(Link("mọi danh sách kiểm toán (CSV)", AUDIT_CSV),),
    )
    return Page(
        address=AUDIT,
        title="Kiểm toán",
        description=f"Nhiệm vụ quá hạn, chuyển kỳ, không nhắc lại, mâu thuẫn, đến hết ngày {day}.",
        body=body,
        headings=headings,
    )
