"""Each cited document's page: what is known of it, its relations, and the sentences citing it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from ketluan.addresses import DOCUMENTS, HOME, document_address, notice_address
from ketluan.exports import document_feed_address
from ketluan.model import Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_citing import (
    Quotation,
    Sentence,
    Tally,
    asked_changes,
    by_period,
    by_unit,
    cited_together,
    citing_sentences,
    quotations,
)
from ketluan.pages.document_facts import disputes, facts
from ketluan.pages.document_files import file_address, outside_address
from ketluan.pages.document_names import document_link, told_apart
from ketluan.pages.document_relations import (
    RelationRow,
    effects,
    in_one_sentence,
    relation_rows,
)
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.lists_by_year import Part, by_year, ways
from ketluan.pages.page import ALL, Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.wording import (
    count_in_words,
    dated_notice_name,
    document_line,
    document_name,
    year_note,
)
from ketluan.vietnamese import day_in_words

_LATEST: Final = 30  # sentences on the document's own page where the years have pages
_TOGETHER: Final = 50  # documents cited together with it, the most frequent


def document_pages(
    known: Catalogue, views: Mapping[str, TaskView], some: slice = ALL
) -> Iterator[Later]:
    """Yield the pages of `some` of all documents; standards have none."""
    for document in known.archive.documents[some]:
        yield from _pages_of(document, known, views)


def _pages_of(
    document: Document, known: Catalogue, views: Mapping[str, TaskView]
) -> Iterator[Later]:
    """Yield the document's own page, and those of the years where too many sentences cite it."""
    address, sentences = document_address(document.key), citing_sentences(document)
    is_long = len(sentences) > LIST_LIMIT
    parts = by_year(sentences, address, lambda one: one.year) if is_long else ()
    make = partial(_document_page, document, sentences, parts, known, views)
    years = tuple(_year_pages(document, parts, known, views))
    told, keys = tuple(_told(document, known)), [year.key for year in years]
    yield Later(address, _key(document, () if years else sentences, known, told, keys=keys), make)
    yield from years


def _year_pages(
    document: Document,
    parts: tuple[Part[Sentence], ...],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Iterator[Later]:
    name = told_apart(document, known)
    for part in parts:
        key = _key(document, part.items, known, name, part.title, ways(parts, part))
        make = partial(_year_page, document, name, part, parts, known, views)
        yield Later(part.address, key, make, has_headings=False)


def _key(
    document: Document,
    sentences: Iterable[Sentence],
    known: Catalogue,
    *more: object,
    keys: Sequence[str] = (),
) -> str:
    """Return what a page of `document` with these sentences depends on, beside `more` and `keys`."""
    numbers = [sentence.number for sentence in sentences]
    citing = [one for sentence in sentences for one in sentence.mentions]
    return known.origins.of(
        document.key,
        numbers,
        more,
        keys=keys,
        tasks=dict.fromkeys(one.task_id for one in citing if one.task_id in known.tasks),
        notices=dict.fromkeys(one.notice_id for one in citing if one.task_id not in known.tasks),
    )


def _told(document: Document, known: Catalogue) -> Iterator[object]:
    """Yield what the document's own page tells beside the sentences: of itself and of others."""
    links = known.cited.links.get(document.key, ())
    tasks = dict.fromkeys(one.task_id for one in document.citing if one.task_id)
    sharing = known.cited.same_number.get(document.number, ())
    others = [
        *(key for link in links for key in (link.subject, link.object)),
        *(one.key for one in sharing),
        *(key for task_id in tasks for key in known.cited.in_task[task_id]),
    ]
    yield document.conflicts, sorted(document.registered), len(document.citing), links
    yield known.origins.of_documents(dict.fromkeys((document.key, *others))), _held(document, known)
    held = [known.notices[document.held_as]] if document.held_as in known.notices else []
    yield [(one.issued, one.issuer) for one in held]
    yield [
        dated_notice_name(known.notices[one.notice_id])
        for one in links
        if one.notice_id in known.notices
    ]


def _document_page(
    document: Document,
    sentences: tuple[Sentence, ...],
    parts: tuple[Part[Sentence], ...],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    """Return the document's own page: with all sentences, or with the last ones and the `parts`."""
    address, name = document_address(document.key), document_name(document)
    quoted = quotations(sentences, known, views)
    relations = relation_rows(document, known)
    together = cited_together(document, known)
    body = rendered(
        "document.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Văn bản", DOCUMENTS), Link(name)),
        name=name,
        name_before=name.removesuffix(document.number),
        number=document.number,
        key=document.key,
        identity=_identity(document),
        year_note=year_note(document),
        subject=document.title,
        facts=facts(document, known),
        disputes=disputes(document, known),
        same_number=_same_number(document, known),
        held=_held(document, known),
        file=_file(document),
        outside=outside_address(document),
        follow=(Link("bản tin (Atom)", document_feed_address(document.key)),),
        effects=effects(relations),
        asked=asked_changes(document, known, views),
        relations=relations,
        incoming=tuple(row for row in relations if row.incoming),
        outgoing=tuple(row for row in relations if not row.incoming),
        in_words=in_one_sentence(name, relations),
        quotations=quoted[-_LATEST:] if parts else quoted,
        sentences=count_in_words(len(quoted)),
        years=ways(parts, None),
        mentions=count_in_words(len(document.citing)),
        verbs=_verbs(quoted),
        tallies=_tallies(quoted, with_entries=not parts),
        together=together[:_TOGETHER],
        more_together=max(0, len(together) - _TOGETHER),
    )
    return Page(
        address=address,
        title=told_apart(document, known),
        description=f"{document_line(document)}: được viện dẫn {len(document.citing)} lần.",
        body=body,
        headings=_headings(quoted, relations, bool(together)),
    )


def _year_page(
    document: Document,
    name: str,
    part: Part[Sentence],
    parts: tuple[Part[Sentence], ...],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    quoted = quotations(part.items, known, views)
    address = document_address(document.key)
    title = f"{name}: {part.title.lower()}"
    body = rendered(
        "document_year.html",
        part.address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Văn bản", DOCUMENTS),
            Link(name, address),
            Link(part.title),
        ),
        title=title,
        document=Link(name, address),
        years=ways(parts, part),
        quotations=quoted,
        tallies=_tallies(quoted, with_entries=False),
    )
    return Page(
        address=part.address,
        title=title,
        description=f"{title}: {count_in_words(len(quoted))} câu viện dẫn.",
        body=body,
    )


def _tallies(
    quoted: tuple[Quotation, ...], *, with_entries: bool
) -> tuple[tuple[str, bool, tuple[Tally, ...]], ...]:
    """Return title and rows of each count; entries lead to sentences on the same page."""
    counts = (("Theo đơn vị chủ trì", by_unit(quoted)), ("Theo kỳ", by_period(quoted)))
    return tuple((title, with_entries, rows) for title, rows in counts)


def _identity(document: Document) -> str:
    """Return day and issuer below the name, as far as they are known."""
    day = f"ngày {day_in_words(document.date)}" if document.date else ""
    year = f"năm {document.year}" if document.year and not day else ""
    return " · ".join(part for part in (day or year, document.issuer) if part)


def _held(document: Document, known: Catalogue) -> Link:
    held = known.notices.get(document.held_as)
    return Link(dated_notice_name(held), notice_address(held.id)) if held else NO_LINK


def _file(document: Document) -> Link:
    address = file_address(document)
    return Link(address.rpartition("/")[2], address) if address else NO_LINK


def _same_number(document: Document, known: Catalogue) -> tuple[Link, ...]:
    """Return the other documents with this number."""
    sharing = known.cited.same_number.get(document.number, ())
    return tuple(document_link(other, known) for other in sharing if other != document)


def _verbs(quoted: tuple[Quotation, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(action.verb for quote in quoted for action in quote.actions))


def _headings(
    quoted: tuple[Quotation, ...], relations: tuple[RelationRow, ...], has_others: bool
) -> tuple[Heading, ...]:
    entries = [Heading("duoc-biet", "Thông tin về văn bản")]
    if relations:
        entries.append(Heading("quan-he", "Quan hệ với văn bản khác"))
    if quoted:
        entries.append(Heading("vien-dan", "Ai phải làm gì theo văn bản này"))
    if has_others:
        entries.append(Heading("cung-vien-dan", "Được viện dẫn cùng"))
    return tuple(entries)
