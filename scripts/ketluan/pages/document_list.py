"""The list of cited documents: by type, with marks, and ready to be filtered and sorted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ketluan.addresses import AUDIT_SOURCES, DOCUMENTS, HOME, notice_address, task_address
from ketluan.model import CitingSentence, Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_citing import STANDARDS_ANCHOR
from ketluan.pages.document_files import file_address
from ketluan.pages.document_names import document_link
from ketluan.pages.document_relations import ended
from ketluan.pages.lists_by_year import NO_YEARS, Years, by_year, ways
from ketluan.pages.lists_filter import Field, Filter, Order
from ketluan.pages.page import Heading, Later, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import count_in_words, document_type, notice_name, year_note
from ketluan.vietnamese import day_in_words, slug

_UNKNOWN: Final = "chua-ro"
_AT_LEAST: Final = (2, 5, 10, 50)  # citations
_TITLE: Final = "Văn bản được viện dẫn"
_LIMIT: Final = 600  # documents on one page; a row is a third of a task
_MOST_CITED: Final = 100  # on the list's own page where it is too long
_PLACES: Final = 20  # of a standard; it has no page of its own
_ORDERS: Final = (
    Order("", "Theo loại, năm, số"),
    Order("lan", "Viện dẫn nhiều trước", "lan"),
    Order("ngay", "Mới nhất trước", "ngay"),
)
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
    return tuple(document_row(document, known) for document in _ranked(known)[:limit])


def _ranked(known: Catalogue) -> list[Document]:
    return sorted(known.archive.documents, key=lambda one: (-len(one.citing), one.key))


def document_list_pages(known: Catalogue) -> Iterator[Page | Later]:
    """Yield the list of all documents; a long one by year, its own page the most cited."""
    documents = known.archive.documents
    if len(documents) <= _LIMIT:
        yield _list_page(DOCUMENTS, _TITLE, documents, NO_YEARS, known)
        return
    parts = by_year(documents, DOCUMENTS, _year, limit=_LIMIT)
    yield _list_page(DOCUMENTS, _TITLE, _ranked(known)[:_MOST_CITED], ways(parts, None), known)
    for part in parts:
        title = f"{_TITLE}: {part.title.lower()}"
        years, keys = ways(parts, part), [one.key for one in part.items]
        told = [(len(one.citing), known.cited.links.get(one.key)) for one in part.items]
        shown = (title, years, told, known.origins.of_documents(keys))
        make = partial(_list_page, part.address, title, part.items, years, known)
        yield Later(part.address, known.origins.of(shown), make)


def _year(document: Document) -> str:
    return f"{document.year:04}" if document.year else ""


def _list_page(
    address: str, title: str, documents: Sequence[Document], years: Years, known: Catalogue
) -> Page:
    """Return the page of `documents` by type; that of the whole list has the standards too."""
    is_whole = address == DOCUMENTS
    types: dict[str, list[DocumentRow]] = {}
    for document in documents:
        types.setdefault(document_type(document), []).append(document_row(document, known))
    sections = tuple((f"loai-{slug(name)}", name, tuple(rows)) for name, rows in types.items())
    rows = tuple(row for _, _, some in sections for row in some)
    standards = tuple(_standards(known)) if is_whole else ()
    every = len(known.archive.documents)
    body = rendered(
        "documents.html",
        address,
        trail=_trail(title, is_whole),
        title=title,
        total=count_in_words(every) if is_whole else "",
        shown=count_in_words(len(rows)) if is_whole and len(rows) < every else "",
        is_whole=is_whole,
        years=years,
        filter=_filter(documents, rows),
        sections=sections,
        standards=standards,
        audit=f"{AUDIT_SOURCES}#khong-giu",
    )
    headings = [Heading(section_id, name) for section_id, name, _ in sections]
    if standards:
        headings.append(Heading(STANDARDS_ANCHOR, "Tiêu chuẩn, quy chuẩn"))
    return Page(
        address=address,
        title=title,
        description="Mọi văn bản mà các thông báo kết luận viện dẫn, theo loại.",
        body=body,
        headings=tuple(headings),
    )


def _trail(title: str, is_whole: bool) -> tuple[Link, ...]:
    home = Link("Trang chủ", HOME)
    if is_whole:
        return home, Link("Văn bản")
    return home, Link("Văn bản", DOCUMENTS), Link(title)


def _filter(documents: Sequence[Document], rows: Sequence[DocumentRow]) -> Filter | None:
    """Return the form above the list, none where it is empty."""
    types = {slug(document_type(one)): document_type(one) for one in documents}
    issuers = {slug(one.issuer): one.issuer for one in documents if one.issuer}
    years = sorted({row.year_id for row in rows} - {_UNKNOWN}, reverse=True)
    unknown_issuer = [(_UNKNOWN, "chưa rõ")] if any(not row.issuer for row in rows) else []
    unknown_year = [(_UNKNOWN, "chưa rõ")] if any(row.year_id == _UNKNOWN for row in rows) else []
    fields = (
        Field("loai", "Loại", "Mọi loại", tuple(types.items())),
        Field(
            "co_quan", "Cơ quan ban hành", "Mọi cơ quan",
            (*sorted(issuers.items(), key=lambda one: one[0]), *unknown_issuer),
        ),
        Field("nam", "Năm", "Mọi năm", (*((year, year) for year in years), *unknown_year)),
        Field(
            "lan", "Số lần viện dẫn", "Bất kỳ",
            tuple((str(count), f"từ {count} lần") for count in _AT_LEAST), "at-least",
        ),
        Field("tinh_trang", "Trạng thái", "Tất cả", tuple(_counted_states(rows))),
    )  # fmt: skip
    hint = "số, tên, gõ có dấu hoặc không dấu"
    return Filter("văn bản", len(rows), fields, _ORDERS, hint) if rows else None


def _counted_states(rows: Sequence[DocumentRow]) -> Iterator[tuple[str, str]]:
    """Yield id and words, with the number of documents, of each state that occurs."""
    counts = Counter(state for row in rows for state in row.states.split())
    for state, words in STATES.items():
        if counts[state]:
            yield state, f"{words} ({counts[state]})"


def _standards(known: Catalogue) -> Iterator[tuple[str, str, tuple[Link, ...], str]]:
    """Yield number, title and first places of each cited standard, and how many places there are more."""
    for one in known.archive.standards:
        places = tuple(_place(citing, known) for citing in one.citing[:_PLACES])
        more = len(one.citing) - len(places)
        yield one.number, one.title, places, count_in_words(more) if more else ""


def _place(one: CitingSentence, known: Catalogue) -> Link:
    """Return where the sentence stands: its task, else its notice."""
    notice = known.notices[one.notice_id]
    task = known.tasks.get(one.task_id)
    if task:
        name = f"Nhiệm vụ {task.number}, {notice_name(notice)}"
        return Link(name, task_address(task.id))
    return Link(notice_name(notice), notice_address(notice.id))
