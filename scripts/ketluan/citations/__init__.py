"""Citations of documents in Vietnamese text (viện dẫn văn bản): clean → find → resolve → annotate.

Each stage is a function of values. Text is clean when it is NFC; nothing else is changed, so every
span is one of the original. `finding` gives numbers and `naming` laws by name; `resolving` gives
them date, year, issuer and identity; `referring` adds short forms; `relating` annotates each with
its relation and pinpoint, read from the words before it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ketluan.citations.finding import FoundNumber, find_numbers
from ketluan.citations.naming import find_named_laws
from ketluan.citations.referring import find_short_forms
from ketluan.citations.relating import annotated, sentence_at, sentences, type_word_before
from ketluan.citations.resolving import document_key, impossible_day_behind, resolve
from ketluan.model import Citation, Span

__all__ = [
    "FoundNumber",
    "document_citations",
    "document_key",
    "find_citations",
    "find_numbers",
    "impossible_day_behind",
    "moved",
    "sentence_at",
    "sentences",
    "standards",
    "type_word_before",
]


def find_citations(text: str, year_of_text: int | None = None) -> tuple[Citation, ...]:
    """Return all citations in NFC `text`, in order, standards (TCVN …) among them.

    `year_of_text` is the year of the notice; it is taken, and marked as inferred, where neither the
    cited date nor the number gives the year. `citation.text == text[citation.start:citation.end]`.
    """
    full = resolve(text, _mentions(text), year_of_text)
    documents = document_citations(full)
    merged = _merged(full, find_short_forms(text, documents))
    return annotated(text, merged)


def _mentions(text: str) -> Sequence[FoundNumber]:
    """Return numbers and named laws in order; a law's name before its number belongs to it."""
    numbers = list(find_numbers(text))
    starts = [number.start for number in numbers]
    for law in find_named_laws(text):
        place = bisect_left(starts, law.start)
        before = numbers[place - 1] if place else None
        behind = numbers[place] if place < len(numbers) else None
        if before and before.end > law.start:
            continue
        if behind and behind.family == "law" and _is_number_of(text, law, behind):
            numbers[place] = FoundNumber(
                behind.start, behind.end, behind.number, "law", "L", "QH", behind.year, law.name
            )
        elif behind is None or law.end <= behind.start:
            numbers.insert(place, law)
            starts.insert(place, law.start)
    return numbers


def _is_number_of(text: str, law: FoundNumber, number: FoundNumber) -> bool:
    return text[law.end : number.start].strip(" \t\n:(,").removeprefix("số").strip(" :\n") == ""


def _merged(full: Iterable[Citation], short: Iterable[Citation]) -> list[Citation]:
    """Return both in order; where two overlap the full one stays."""
    found = list(full)
    for citation in short:
        place = bisect_left(found, citation.start, key=lambda other: other.start)
        clear = place == 0 or found[place - 1].end <= citation.start
        if clear and (place == len(found) or citation.end <= found[place].start):
            found.insert(place, citation)
    return found


def document_citations(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations that have a document page: all but standards."""
    return tuple(citation for citation in citations if citation.family != "standard")


def standards(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the cited standards (tiêu chuẩn, quy chuẩn)."""
    return tuple(citation for citation in citations if citation.family == "standard")


def moved(citation: Citation, by: int) -> Citation:
    """Return `citation` with its spans moved by `by`, for another text that holds the same words.

    Evidence that then lies before the text is dropped with the relation that it showed.
    """
    if not by:
        return citation
    evidence = citation.evidence
    if evidence and evidence.start + by < 0:
        citation, evidence = citation._replace(relation=""), None
    return citation._replace(
        start=citation.start + by,
        end=citation.end + by,
        evidence=Span(evidence.start + by, evidence.end + by) if evidence else None,
    )
