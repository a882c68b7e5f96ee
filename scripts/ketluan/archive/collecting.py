"""Gather cited documents, their relations and the periods from all notices (pure).

Two mentions are one document when their keys are equal: number, symbol and year, or what the
register says. What one mention does not say another may; where two contradict each other, both stay
and neither is shown as the truth until a person settles it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ketluan.archive.document_register import DocumentRegister, RegisteredDocument
from ketluan.citations import document_key, find_citations, moved, sentence_at, sentences
from ketluan.model import (
    Citation,
    CitingSentence,
    Conflict,
    Document,
    DocumentLink,
    Notice,
    Period,
    Relation,
)  # fmt: skip
from ketluan.vietnamese import fold
from ketluan.vocabulary import issuer_symbols, type_names

_NATIONAL: Final = frozenset(row["name"] for row in issuer_symbols())
_SURENESS: Final = ("", "inferred", "date", "number")  # of a year, the surest last
# Between two citations: the first acts on the second, or suffers from it ("sửa đổi … tại").
_PASSIVE_BEHIND: Final = re.compile(r"\s*(?:tại|bởi|bằng|theo)\s")
_ACTING: Final[frozenset[Relation]] = frozenset(("amends", "replaces", "repeals", "guides"))
_SUBJECT_REACH: Final = (
    120  # code points between a document and the verb of which it is the subject
)
_OTHER_SUBJECT: Final = re.compile(
    r"ban hành|tham mưu|xây dựng|dự thảo|trình|nghị quyết|quyết định|văn bản|[.;:]\s", re.IGNORECASE
)


def with_register(notice: Notice, register: DocumentRegister) -> Notice:
    """Return `notice` with the keys of its citations as the register tells documents apart."""
    if not register.told_apart:
        return notice
    cited = {citation.key for block in notice.blocks for citation in block.citations}
    if cited.isdisjoint(register.told_apart):
        return notice

    def keyed(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        return tuple(one._replace(key=register.key_of(one)) for one in citations)

    blocks = tuple(one._replace(citations=keyed(one.citations)) for one in notice.blocks)
    keys = repr([citation.key for block in blocks for citation in block.citations])
    return replace(
        notice,
        blocks=blocks,
        tasks=tuple(replace(one, citations=keyed(one.citations)) for one in notice.tasks),
        digest=hashlib.sha256(f"{notice.digest}{keys}".encode()).hexdigest(),
    )


def cited_documents(
    notices: Sequence[Notice],
    citing: Iterable[CitingSentence],
    register: DocumentRegister,
    abbreviations: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return cited documents, ordered by type, year and number, and cited standards.

    `citing` are the sentences of `notices`, in order of time.
    """
    held = {own_key(notice): notice for notice in notices if notice.number}
    by_key: dict[str, list[CitingSentence]] = {}
    for sentence in citing:
        by_key.setdefault(sentence.citation.key, []).append(sentence)
    expand = _expansion(abbreviations)
    collected = [
        _document(key, cited, held.get(key), register.rows.get(key), expand)
        for key, cited in by_key.items()
    ]
    for key, row in register.rows.items():
        if key not in by_key:
            collected += _uncited(row)
    documents = sorted(collected, key=_order)
    return (
        tuple(document for document in documents if document.family != "standard"),
        tuple(document for document in documents if document.family == "standard"),
    )


def own_key(notice: Notice) -> str:
    """Return the key under which other notices cite this one; its number must be known."""
    day = notice.issued or notice.meeting_date
    return document_key(notice.number, day.year if day else None)


def citing_sentences(notice: Notice) -> Iterator[CitingSentence]:
    """Yield every mention in `notice`, but that of its own number in its letterhead."""
    task_ids = {task.number: task.id for task in notice.tasks}
    own = own_key(notice) if notice.number else ""
    for block in notice.blocks:
        cut = sentences(block.text) if block.citations else ()
        for citation in block.citations:
            if block.kind == "title" and citation.key == own:
                continue
            span = sentence_at(block.text, citation.start, citation.end, cut)
            yield CitingSentence(
                notice_id=notice.id,
                task_id=task_ids.get(block.number, "") if block.number else "",
                sentence=block.text[span.start : span.end],
                citation=moved(citation, -span.start),
            )


def _expansion(abbreviations: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    """Return a function that folds a body's name and writes its abbreviations out."""
    long = {fold(short): fold(forms[0]) for short, forms in abbreviations.items()}

    def expand(name: str) -> str:
        return " ".join(long.get(word, word) for word in fold(name).split())

    return expand


def _document(
    key: str,
    citing: Sequence[CitingSentence],
    held: Notice | None,
    row: RegisteredDocument | None,
    expand: Callable[[str], str],
) -> Document:
    citations = [sentence.citation for sentence in citing]
    best = max(citations, key=lambda c: (_SURENESS.index(c.year_from), bool(c.number)))
    conflicts = _conflicts(citing, row, expand)
    disputed = {conflict.about for conflict in conflicts}
    dates = [c.date for c in citations if c.date]
    registered = {"title": row.title, "date": row.date, "issuer": row.issuer} if row else {}
    return Document(
        key=key,
        number=best.number,
        family=best.family,
        type=best.type,
        type_name=type_names().get(best.type, ""),
        issuer=(row and row.issuer)
        or (held and held.issuer)
        or ("" if "issuer" in disputed else _longest_issuer(citations)),
        year=best.year or (row.date.year if row and row.date else None),
        year_from=best.year_from or ("date" if row and row.date else ""),
        date=(row and row.date)
        or (held and held.issued)
        or (dates[0] if dates and "date" not in disputed else None),
        name=max((c.name for c in citations), key=len),
        term=best.term,
        title=(row and row.title) or (held and held.subject) or "",
        url=row.url if row else "",
        file=row.file if row else "",
        registered=frozenset(name for name, value in registered.items() if value),
        conflicts=conflicts,
        held_as=held.id if held else "",
        citing=tuple(citing),
    )


def _uncited(row: RegisteredDocument) -> Iterator[Document]:
    """Yield the document of a row that nobody cites, if the row gives its number."""
    for citation in find_citations(row.number)[:1]:
        year = row.year or citation.year or (row.date.year if row.date else None)
        yield Document(
            key=row.key,
            number=citation.number,
            family=citation.family,
            type=citation.type,
            type_name=type_names().get(citation.type, ""),
            issuer=row.issuer or citation.issuer,
            year=year,
            year_from=citation.year_from or ("date" if year else ""),
            date=row.date,
            title=row.title,
            url=row.url,
            file=row.file,
            registered=frozenset(
                name
                for name, value in (
                    ("title", row.title),
                    ("date", row.date),
                    ("issuer", row.issuer),
                )
                if value
            ),
        )


def _longest_issuer(citations: Sequence[Citation]) -> str:
    return max((citation.issuer for citation in citations), key=len)


def _conflicts(
    citing: Sequence[CitingSentence],
    row: RegisteredDocument | None,
    expand: Callable[[str], str],
) -> tuple[Conflict, ...]:
    """Return what mentions contradict each other about and no row of the register settles."""
    found = []
    dates: dict[str, list[str]] = {}
    issuers: dict[str, list[str]] = {}
    for sentence in citing:
        citation = sentence.citation
        if citation.date and not citation.short:
            dates.setdefault(citation.date.isoformat(), []).append(sentence.notice_id)
        if citation.issuer and citation.issuer not in _NATIONAL:
            issuers.setdefault(citation.issuer, []).append(sentence.notice_id)
    if len(dates) > 1 and not (row and row.date):
        found.append(Conflict("date", _values(dates)))
    names = [expand(name) for name in issuers]
    differ = any(one not in other and other not in one for one in names for other in names)
    if differ and not (row and row.issuer):
        found.append(Conflict("issuer", _values(issuers)))
    return tuple(found)


def _values(stated: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((value, tuple(dict.fromkeys(stated[value]))) for value in sorted(stated))


def document_links(
    notices: Iterable[Notice], register: DocumentRegister
) -> tuple[DocumentLink, ...]:
    """Return the relations between documents: a person's first, then those that sentences say."""
    confirmed = tuple(register.links())
    known = {(link.subject, link.relation, link.object) for link in confirmed}
    read: dict[tuple[str, Relation, str], DocumentLink] = {}
    for notice in notices:
        for block in notice.blocks:
            for first, second in pairwise(block.citations) if len(block.citations) > 1 else ():
                link = _link(notice.id, block.text, first, second)
                if link and (link.subject, link.relation, link.object) not in known:
                    read.setdefault((link.subject, link.relation, link.object), link)
    return (*confirmed, *read.values())


def _link(notice_id: str, text: str, first: Citation, second: Citation) -> DocumentLink | None:
    """Return the relation that the words between two citations say of them, if they say one."""
    evidence = second.evidence
    if evidence is None or second.relation not in _ACTING or evidence.start < first.end:
        return None
    between = text[first.end : evidence.start]
    if len(between) > _SUBJECT_REACH or _OTHER_SUBJECT.search(between) or first.key == second.key:
        return None
    passive = _PASSIVE_BEHIND.match(text, evidence.end) is not None
    subject, object_ = (second, first) if passive else (first, second)
    words = " ".join(text[first.start : second.end].split())
    return DocumentLink(subject.key, second.relation, object_.key, False, words, notice_id)


def _order(document: Document) -> tuple[str, int, int, str]:
    digits = "".join(char for char in document.number.partition("/")[0] if char.isdigit())
    return (fold(document.type), document.year or 0, int(digits or 0), document.key)


def periods_of(notices: Iterable[Notice]) -> tuple[Period, ...]:
    """Return the periods that notices direct or review and those of their tasks, by first day."""
    periods: dict[str, Period] = {}
    for notice in notices:
        named = (notice.reviewed_period, notice.directed_period)
        periods |= {one.id: one for one in named if one}
        periods |= {task.period.id: task.period for task in notice.tasks if task.period}
    return tuple(sorted(periods.values(), key=lambda period: (period.start, period.id)))
