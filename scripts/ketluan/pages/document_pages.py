"""The list of cited documents, and each document with the sentences that cite it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ketluan.addresses import DOCUMENTS, HOME, document_address, notice_address, task_address
from ketluan.model import CitingSentence, Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.wording import (
    FAMILIES,
    RELATIONS,
    document_name,
    document_note,
    notice_name,
)
from ketluan.vietnamese import day_in_words, slug


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list."""

    title: Link
    day: str
    issuer: str
    subject: str
    count: int
    year_note: str
    held: bool


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence that cites a document: before, the citation itself, after."""

    before: str
    citation: str
    after: str
    verb: str
    task: Link
    notice: Link
    leads: tuple[Link, ...]
    sign_of: TaskView | None


def document_row(document: Document) -> DocumentRow:
    """Return the document as a row of a list."""
    return DocumentRow(
        title=Link(document_name(document), document_address(document.key)),
        day=day_in_words(document.date) if document.date else "",
        issuer=document.issuer,
        subject=document.title,
        count=len(document.citing),
        year_note=_year_note(document),
        held=bool(document.held_as),
    )


def most_cited(known: Catalogue, limit: int) -> tuple[DocumentRow, ...]:
    """Return the `limit` documents with the most citations, the most cited first."""
    ranked = sorted(known.archive.documents, key=lambda one: (-len(one.citing), one.key))
    return tuple(document_row(document) for document in ranked[:limit])


def documents_page(known: Catalogue) -> Page:
    """Return the list of documents by type, and the cited standards."""
    types: dict[str, list[DocumentRow]] = {}
    for document in known.archive.documents:
        name = document.type_name or FAMILIES[document.family]
        types.setdefault(name, []).append(document_row(document))
    sections = tuple((f"loai-{slug(name)}", name, rows) for name, rows in types.items())
    standards = tuple(
        (standard.number, standard.title, _citing_links(standard, known))
        for standard in known.archive.standards
    )
    html = rendered(
        "documents.html",
        DOCUMENTS,
        trail=(Link("Trang chủ", HOME), Link("Văn bản")),
        sections=sections,
        standards=standards,
        total=len(known.archive.documents),
    )
    headings = [Heading(section_id, name) for section_id, name, _ in sections]
    if standards:
        headings.append(Heading("tieu-chuan", "Tiêu chuẩn, quy chuẩn"))
    return Page(
        address=DOCUMENTS,
        title="Văn bản được viện dẫn",
        description="Mọi văn bản mà các thông báo kết luận viện dẫn, theo loại.",
        html=html,
        headings=tuple(headings),
        menu="Văn bản",
    )


def _citing_links(document: Document, known: Catalogue) -> tuple[Link, ...]:
    return tuple(_place(one, known) for one in document.citing)


def _place(one: CitingSentence, known: Catalogue) -> Link:
    """Return where the sentence stands: its task, else its notice."""
    notice = known.notices[one.notice_id]
    task = known.tasks.get(one.task_id)
    if task:
        name = f"Nhiệm vụ {task.number}, {notice_name(notice)}"
        return Link(name, task_address(task.id))
    return Link(notice_name(notice), notice_address(notice.id))


def document_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield the page of each document; standards have none."""
    for document in known.archive.documents:
        yield _document_page(document, known, views)


def _document_page(document: Document, known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    address = document_address(document.key)
    name = document_name(document)
    quotations = tuple(_quotation(one, known, views) for one in document.citing)
    held = known.notices.get(document.held_as)
    html = rendered(
        "document.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Văn bản", DOCUMENTS), Link(name)),
        name_before=name.removesuffix(document.number),
        number=document.number,
        subject=document.title,
        facts=_facts(document, known),
        held=Link(notice_name(held), notice_address(held.id)) if held else NO_LINK,
        quotations=quotations,
        verbs=tuple(dict.fromkeys(quotation.verb for quotation in quotations)),
    )
    return Page(
        address=address,
        title=name,
        description=f"{document_note(document)}: được viện dẫn {len(quotations)} lần.",
        html=html,
    )


def _facts(document: Document, known: Catalogue) -> tuple[tuple[str, str, tuple[Link, ...]], ...]:
    """Return (name, value, notices that attest it) of what is known of the document."""
    attesting = dict.fromkeys(
        one.notice_id
        for one in document.citing
        if document.date and one.citation.date == document.date
    )
    sources = tuple(
        Link(notice_name(known.notices[notice_id]), notice_address(notice_id))
        for notice_id in attesting
    )
    day = day_in_words(document.date) if document.date else "chưa rõ"
    return (
        ("Loại văn bản", document.type_name or FAMILIES[document.family], ()),
        ("Số, ký hiệu", document.number, ()),
        ("Ngày ban hành", day, sources),
        ("Năm", _year(document), ()),
        ("Cơ quan ban hành", document.issuer or "chưa rõ", ()),
    )


def _year(document: Document) -> str:
    if document.year is None:
        return "chưa rõ"
    note = _year_note(document)
    return f"{document.year} ({note})" if note else str(document.year)


def _year_note(document: Document) -> str:
    if document.year is None:
        return "chưa rõ năm"
    return "năm suy đoán" if document.year_from == "inferred" else ""


def _quotation(one: CitingSentence, known: Catalogue, views: Mapping[str, TaskView]) -> Quotation:
    citation, sentence = one.citation, one.sentence
    notice = known.notices[one.notice_id]
    view = views.get(one.task_id)
    return Quotation(
        before=sentence[: citation.start],
        citation=sentence[citation.start : citation.end],
        after=sentence[citation.end :],
        verb=RELATIONS[citation.relation],
        task=Link(f"Nhiệm vụ {view.number}", view.address) if view else NO_LINK,
        notice=Link(notice_name(notice), notice_address(notice.id)),
        leads=view.leads if view else (),
        sign_of=view,
    )
