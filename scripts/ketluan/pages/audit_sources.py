"""The audit's page of provenance: where everything comes from, and what is not known."""

from collections.abc import Iterator
from datetime import date

from ketluan.addresses import AUDIT, AUDIT_SOURCES, DOCUMENTS, HOME, notice_address, task_address
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_list import document_row
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import notice_name
from ketluan.vietnamese import day_in_words

_HEADINGS = (
    Heading("ban-goc", "Bản gốc"),
    Heading("phan-bo-ra", "Phần bỏ ra khi nhập"),
    Heading("khong-giu", "Văn bản kho không giữ"),
    Heading("nam", "Năm suy đoán hoặc chưa rõ"),
    Heading("don-vi-la", "Tên đơn vị chưa có trong sổ"),
    Heading("kiem-tra", "Kết quả kiểm tra"),
)


def audit_sources_page(known: Catalogue, day: date) -> Page:
    """Return the page of provenance of the whole archive, as it is on `day`."""
    documents = known.archive.documents
    html = rendered(
        "audit_sources.html",
        AUDIT_SOURCES,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT), Link("Nguồn gốc")),
        headings=_HEADINGS,
        day=day_in_words(day),
        originals=tuple(_originals(known)),
        dropped=tuple(_dropped(known)),
        not_held=tuple(document_row(one, known) for one in documents if not one.held_as),
        uncertain=tuple(
            document_row(one, known) for one in documents if one.year_from in ("inferred", "")
        ),
        strange_units=tuple(_strange_units(known)),
        problems=known.archive.problems,
        documents_address=DOCUMENTS,
    )
    return Page(
        address=AUDIT_SOURCES,
        title="Nguồn gốc",
        description="Bản gốc và mã băm, phần bỏ ra khi nhập, văn bản kho không giữ, những gì chưa rõ.",
        html=html,
        headings=_HEADINGS,
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
