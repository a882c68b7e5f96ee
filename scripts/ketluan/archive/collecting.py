"""Gather cited documents and periods from all notices (pure).

Two mentions are one document when their keys are equal: number, symbol and year. What one mention
does not say another may; nothing is said that none says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ketluan.citations import document_key, sentence_at
from ketluan.model import Citation, CitingSentence, Document, Notice, Period, Span
from ketluan.vietnamese import fold
from ketluan.vocabulary import type_names


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    citing: CitingSentence


def cited_documents(
    notices: Sequence[Notice],
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return cited documents, ordered by type, year and number, and cited standards."""
    held = {
        document_key(notice.number, notice.day.year if notice.day else None): notice.id
        for notice in notices
        if notice.number
    }
    by_key: dict[str, list[_Found]] = {}
    for found in _mentions(notices):
        by_key.setdefault(found.citing.citation.key, []).append(found)
    documents = sorted(
        (_document(key, mentions, held.get(key, "")) for key, mentions in by_key.items()),
        key=_order,
    )
    return (
        tuple(document for document in documents if document.family != "standard"),
        tuple(document for document in documents if document.family == "standard"),
    )


def _mentions(notices: Iterable[Notice]) -> Iterable[_Found]:
    for notice in notices:
        task_ids = {task.number: task.id for task in notice.tasks}
        for block in notice.blocks:
            for citation in block.citations:
                span = sentence_at(block.text, citation.start, citation.end)
                yield _Found(
                    notice.day or date.min,
                    CitingSentence(
                        notice_id=notice.id,
                        task_id=task_ids.get(block.number, "") if block.number else "",
                        sentence=block.text[span.start : span.end],
                        citation=_moved(citation, -span.start),
                    ),
                )


def _moved(citation: Citation, by: int) -> Citation:
    """Return `citation` with its spans moved, for another text that holds the same words."""
    evidence = citation.evidence
    return replace(
        citation,
        start=citation.start + by,
        end=citation.end + by,
        evidence=Span(evidence.start + by, evidence.end + by) if evidence else None,
    )


def _document(key: str, mentions: Sequence[_Found], held_as: str) -> Document:
    citations = [found.citing.citation for found in mentions]
    best = max(citations, key=lambda c: ("", "inferred", "date", "number").index(c.year_from))
    dates = {citation.date for citation in citations if citation.date}
    return Document(
        key=key,
        number=best.number,
        family=best.family,
        type=best.type,
        type_name=type_names().get(best.type, ""),
        issuer=max((citation.issuer for citation in citations), key=len),
        year=best.year,
        year_from=best.year_from,
        date=dates.pop() if len(dates) == 1 else None,
        held_as=held_as,
        citing=tuple(
            found.citing for found in sorted(mentions, key=lambda f: (f.day, f.citing.notice_id))
        ),
    )


def _order(document: Document) -> tuple[str, int, int, str]:
    digits = "".join(char for char in document.number.partition("/")[0] if char.isdigit())
    return (fold(document.type), document.year or 0, int(digits or 0), document.key)


def periods_of(notices: Iterable[Notice]) -> tuple[Period, ...]:
    """Return the periods that notices direct or review and those of their tasks, by first day."""
    periods: set[Period] = set()
    for notice in notices:
        periods |= {p for p in (notice.reviewed_period, notice.directed_period) if p}
        periods |= {task.period for task in notice.tasks if task.period}
    return tuple(sorted(periods, key=lambda period: (period.start, period.id)))
