"""Read the relation of a citation from the words before it, in its own sentence."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final, cast

from ketluan.model import Citation, Relation, Span
from ketluan.organisations import UPPER
from ketluan.vocabulary import relation_words

_SENTENCE_END: Final = re.compile(rf"[.;!?]\s+(?=[{UPPER}“\"(])|:[ \t]*\n\s*\n\s*")
RELATION_REACH: Final = 600  # code points; a sentence longer than that is no sentence
_ABBREVIATION_BEFORE: Final = re.compile(r"(?:\b[A-ZĐ]{1,3}|\b(?:số|tr|Ths|TS))\.$", re.IGNORECASE)


def sentences(text: str) -> tuple[Span, ...]:
    """Cut NFC `text` into sentences that touch each other and cover it.

    A sentence ends at a full stop or semicolon followed by a capital, or at a colon that ends a
    paragraph; it keeps its mark and the white space behind it.
    """
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not (
            match.group()[0] == "."
            and _ABBREVIATION_BEFORE.search(text, max(0, match.start() - 5), match.start() + 1)
        )
    ]
    bounds = [0, *ends, len(text)]
    return tuple(Span(start, end) for start, end in pairwise(bounds) if start < end)


def sentence_at(text: str, start: int, end: int) -> Span:
    """Return the sentence of NFC `text` that holds the span `start` to `end`, without outer blanks."""
    first, last = start, end
    for sentence in sentences(text):
        if sentence.start < end and start < sentence.end:
            first, last = min(first, sentence.start), max(last, sentence.end)
    piece = text[first:last]
    first += len(piece) - len(piece.lstrip())
    return Span(first, first + len(piece.strip()))


@cache
def _relations() -> tuple[tuple[Relation, re.Pattern[str]], ...]:
    return tuple(
        (
            cast("Relation", row["relation"]),
            re.compile(rf"\b(?:{row['words'].replace(' ', chr(92) + 's+')})\b", re.IGNORECASE),
        )
        for row in relation_words()
    )


def related(text: str, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return `citations` of NFC `text`, each with the relation read from its own sentence."""
    starts = [sentence.start for sentence in sentences(text)]
    return tuple(
        _related(text, citation, starts[bisect_right(starts, citation.start) - 1])
        for citation in citations
    )


def _related(text: str, citation: Citation, begin: int) -> Citation:
    """Return `citation` with the relation whose words stand nearest before it after `begin`."""
    begin = max(begin, citation.start - RELATION_REACH)
    best: tuple[int, int, Relation] | None = None
    for relation, words in _relations():
        for match in words.finditer(text, begin, citation.start):
            if best is None or (match.end(), -match.start()) > (best[1], -best[0]):
                best = (match.start(), match.end(), relation)
    if best is None:
        return citation
    return replace(citation, relation=best[2], evidence=Span(best[0], best[1]))
