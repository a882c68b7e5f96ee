"""The audit page (kiểm toán): where everything comes from, and what is not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ketluan.addresses import (
    AUDIT,
    DOCUMENTS,
    HOME,
    notice_address,
    period_address,
    task_address,
)
from ketluan.model import Period
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_list import document_row
from ketluan.pages.lists import lead_key, lead_rows, led_in
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import notice_name
from ketluan.vietnamese import day_in_words

_HEADINGS = (
    Heading("ban-goc", "Bản gốc"),
    Heading("phan-bo-ra", "Phần bỏ ra khi nhập"),
    Heading("ma-tran", "Số nhiệm vụ theo đơn vị và kỳ"),
    Heading("khong-giu", "Văn bản kho không giữ"),
    Heading("nam", "Năm suy đoán hoặc chưa rõ"),
    Heading("mau-thuan", "Văn bản được ghi khác nhau"),
    Heading("don-vi-la", "Tên đơn vị chưa có trong sổ"),
    Heading("kiem-tra", "Kết quả kiểm tra"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of the matrix; `address` leads to exactly the tasks counted, empty for zero."""

    count: int
    address: str


def audit_page(known: Catalogue, day: date) -> Page:
    """Return the audit page; every count equals the list that it links to."""
    columns = tuple(
        period
        for period in known.periods
        if any(task.period == period for task in known.archive.tasks)
    )
    documents = known.archive.documents
    html = rendered(
        "audit.html",
        AUDIT,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán")),
        headings=_HEADINGS,
        day=day_in_words(day),
        originals=tuple(_originals(known)),
        dropped=tuple(_dropped(known)),
        columns=tuple(Link(period.label, period_address(period.id)) for period in columns),
        rows=tuple(_matrix_rows(known, columns)),
        totals=tuple(
            sum(task.period == period for task in known.archive.tasks) for period in columns
        ),
        not_held=tuple(document_row(one, known) for one in documents if not one.held_as),
        uncertain=tuple(
            document_row(one, known) for one in documents if one.year_from in ("inferred", "")
        ),
        disputed=tuple(document_row(one, known) for one in documents if one.conflicts),
        strange_units=tuple(_strange_units(known)),
        problems=known.archive.problems,
        documents_address=DOCUMENTS,
    )
    return Page(
        address=AUDIT,
        title="Kiểm toán",
        description="Bản gốc và mã băm, phần bỏ ra, số liệu theo đơn vị và kỳ, những gì chưa rõ.",
        html=html,
        headings=_HEADINGS,
        menu="Kiểm toán",
    )


def _originals(known: Catalogue) -> Iterator[tuple[Link, str, str, int]]:
    """Yield notice, file, SHA-256 and number of dropped pieces."""
    for notice in known.archive.notices:
        link = Link(notice_name(notice), notice_address(notice.id))
        source = notice.source
        yield (
            link,
            source.path if source else "",
            source.sha256 if source else "",
            len(notice.dropped),
        )


def _dropped(known: Catalogue) -> Iterator[tuple[Link, int, str, str]]:
    """Yield notice, line in the source, text and reason of every dropped piece."""
    for notice in known.archive.notices:
        link = Link(notice_name(notice), notice_address(notice.id))
        for piece in notice.dropped:
            yield link, piece.line, piece.text, piece.reason


def _matrix_rows(
    known: Catalogue, columns: tuple[Period, ...]
) -> Iterator[tuple[str, tuple[Cell, ...], int]]:
    """Yield name, cells and sum of every unit, group and the unknown."""
    tasks = tuple(task for task in known.archive.tasks if task.period)
    for unit_id, name in lead_rows(tasks, known):
        cells = []
        for period in columns:
            here = tuple(task for task in tasks if task.period == period)
            count = len(led_in(here, unit_id, known))
            address = f"{period_address(period.id)}#{lead_key(unit_id)}" if count else ""
            cells.append(Cell(count, address))
        yield name, tuple(cells), sum(cell.count for cell in cells)


def _strange_units(known: Catalogue) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """Yield each name of a unit that the register lacks, with the tasks that use it."""
    places: dict[str, list[Link]] = {}
    registered = known.units.keys() | known.groups.keys()
    for task in known.archive.tasks:
        for mention in (*task.lead_units, *task.coordinating_units):
            if mention.unit_id not in registered:
                notice = notice_name(known.notices[task.notice_id])
                link = Link(f"{task.number}, {notice}", task_address(task.id))
                places.setdefault(mention.name, []).append(link)
    for name in sorted(places):
        yield name, tuple(places[name])
