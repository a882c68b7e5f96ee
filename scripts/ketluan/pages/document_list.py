"""The list of cited documents: by type, with marks, and ready to be filtered and sorted."""

from dataclasses import dataclass
from typing import Final

from ketluan.addresses import AUDIT_SOURCES, DOCUMENTS, HOME, notice_address, task_address
from ketluan.model import CitingSentence, Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_citing import STANDARDS_ANCHOR
from ketluan.pages.document_files import file_address
from ketluan.pages.document_names import document_link
from ketluan.pages.document_relations import ended
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import document_type, notice_name, year_note
from ketluan.vietnamese import day_in_words, slug

_UNKNOWN: Final = "chua-ro"
_AT_LEAST: Final = (2, 5, 10, 50)  # citations
# Words of the filter and what they mean, in the order of the form.
STATES: Final = {
    "khong-giu": "Kho không giữ",
    "co-giu": "Kho có giữ",
    "mau-thuan": "Ghi khác nhau, chưa xác định",
    "suy-doan": "Năm suy đoán",
    "chua-ro-nam": "Chưa rõ năm",
    "het-hieu-luc": "Bị thay thế hoặc bãi bỏ",
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list. `marks` are shown; the rest is what filter and order go by."""

    title: Link
    day: str
    issuer: str
    subject: str
    count: int
    marks: tuple[str, ...]
    held_mark: str
    type_id: str
    issuer_id: str
    year_id: str
    states: str
    sort_day: str


def document_row(document: Document, known: Catalogue) -> DocumentRow:
    """Return the document as a row of a list."""
    end = ended(document, known)
    dispute = "thông báo ghi khác nhau" if document.conflicts else ""
    has_file = "có tệp" if file_address(document) else ""
    held = "kho có giữ" if document.held_as else ""
    return DocumentRow(
        title=document_link(document, known),
        day=day_in_words(document.date) if document.date else "",
        issuer=document.issuer,
        subject=document.title or (document.name if document.number else ""),
        count=len(document.citing),
        marks=tuple(mark for mark in (year_note(document), dispute, end, has_file) if mark),
        held_mark=held,
        type_id=slug(document_type(document)),
        issuer_id=slug(document.issuer) or _UNKNOWN,
        year_id=str(document.year) if document.year else _UNKNOWN,
        states=" ".join(_states(document, end)),
        sort_day=document.date.isoformat() if document.date else str(document.year or ""),
    )


def _states(document: Document, end: str) -> tuple[str, ...]:
    holds = {
        "khong-giu": not document.held_as and not file_address(document),
        "co-giu": bool(document.held_as or file_address(document)),
        "mau-thuan": bool(document.conflicts),
        "suy-doan": document.year is not None and document.year_from == "inferred",
        "chua-ro-nam": document.year is None,
        "het-hieu-luc": bool(end),
    }
    return tuple(state for state in STATES if holds[state])


def most_cited(known: Catalogue, limit: int) -> tuple[DocumentRow, ...]:
    """Return the `limit` documents with the most citations, the most cited first."""
    ranked = sorted(known.archive.documents, key=lambda one: (-len(one.citing), one.key))
    return tuple(document_row(document, known) for document in ranked[:limit])


def documents_page(known: Catalogue) -> Page:
    """Return the list of documents by type, and the cited standards."""
    types: dict[str, list[DocumentRow]] = {}
    for document in known.archive.documents:
        types.setdefault(document_type(document), []).append(document_row(document, known))
    sections = tuple((f"loai-{slug(name)}", name, tuple(rows)) for name, rows in types.items())
    rows = tuple(row for _, _, some in sections for row in some)
    html = rendered(
        "documents.html",
        DOCUMENTS,
        trail=(Link("Trang chủ", HOME), Link("Văn bản")),
        sections=sections,
        standards=_standards(known),
        total=len(rows),
        choices=_choices(known, rows),
        at_least=_AT_LEAST,
        states=_counted_states(rows),
        audit=f"{AUDIT_SOURCES}#khong-giu",
    )
    headings = [Heading(section_id, name) for section_id, name, _ in sections]
    if known.archive.standards:
        headings.append(Heading(STANDARDS_ANCHOR, "Tiêu chuẩn, quy chuẩn"))
    return Page(
        address=DOCUMENTS,
        title="Văn bản được viện dẫn",
        description="Mọi văn bản mà các thông báo kết luận viện dẫn, theo loại.",
        html=html,
        headings=tuple(headings),
        menu="Văn bản",
    )


_Choice = tuple[str, str, str, tuple[tuple[str, str], ...]]


def _choices(known: Catalogue, rows: tuple[DocumentRow, ...]) -> tuple[_Choice, ...]:
    """Return the selects of the filter: name, label, words for all, and their options."""
    documents = known.archive.documents
    types = {slug(document_type(one)): document_type(one) for one in documents}
    issuers = {slug(one.issuer): one.issuer for one in documents if one.issuer}
    years = sorted({row.year_id for row in rows} - {_UNKNOWN}, reverse=True)
    unknown_issuer = [(_UNKNOWN, "chưa rõ")] if any(not row.issuer for row in rows) else []
    unknown_year = [(_UNKNOWN, "chưa rõ")] if any(row.year_id == _UNKNOWN for row in rows) else []
    return (
        ("loai", "Loại", "Mọi loại", tuple(types.items())),
        (
            "co_quan",
            "Cơ quan ban hành",
            "Mọi cơ quan",
            (*sorted(issuers.items(), key=lambda one: one[0]), *unknown_issuer),
        ),
        ("nam", "Năm", "Mọi năm", (*((year, year) for year in years), *unknown_year)),
    )


def _counted_states(rows: tuple[DocumentRow, ...]) -> tuple[tuple[str, str, int], ...]:
    """Return id, words and number of documents of each state that occurs."""
    counted = (
        (state, words, sum(state in row.states.split() for row in rows))
        for state, words in STATES.items()
    )
    return tuple(row for row in counted if row[2])


def _standards(known: Catalogue) -> tuple[tuple[str, str, tuple[Link, ...]], ...]:
    """Return number, title and places of each cited standard."""
    return tuple(
        (one.number, one.title, tuple(_place(citing, known) for citing in one.citing))
        for one in known.archive.standards
    )


def _place(one: CitingSentence, known: Catalogue) -> Link:
    """Return where the sentence stands: its task, else its notice."""
    notice = known.notices[one.notice_id]
    task = known.tasks.get(one.task_id)
    if task:
        name = f"Nhiệm vụ {task.number}, {notice_name(notice)}"
        return Link(name, task_address(task.id))
    return Link(notice_name(notice), notice_address(notice.id))
