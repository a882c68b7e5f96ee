"""Read the relation of a citation from the words before it, in its own sentence."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, cast

from ketluan.model import Citation, Relation, Span
from ketluan.organisations import UPPER
from ketluan.vocabulary import document_types, relation_words

# What a sentence ends with, and then what stands around it: `re` runs to these characters.
_SENTENCE_END: Final = re.compile(
    rf"[.;!?:\n](?:(?<![:\n])\s+(?=[{UPPER}“\"(])|(?<=:)[ \t]*\n\s*\n\s*"
    r"|(?<=\n)[ \t]*(?=#{1,6}\s|\(?\d{1,3}[.)]\s|[IVX]{1,5}\.\s|[a-zđ]\)\s|[-–+•]\s))"
)
_TYPE_REACH: Final = 40  # code points before a number in which its type is named
_PINPOINT_REACH: Final = 160  # code points before a citation in which its pinpoint may stand
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


def sentence_at(text: str, start: int, end: int, cut: Sequence[Span] | None = None) -> Span:
    """Return the sentence of NFC `text` that holds the span `start` to `end`, no outer blanks.

    `cut` are the sentences of `text` where they are known already.
    """
    first, last = start, end
    for sentence in sentences(text) if cut is None else cut:
        if sentence.start < end and start < sentence.end:
            first, last = min(first, sentence.start), max(last, sentence.end)
    piece = text[first:last]
    first += len(piece) - len(piece.lstrip())
    return Span(first, first + len(piece.strip()))


@cache
def _relation_words() -> re.Pattern[str]:
    """Return one pattern with a group for each relation, so that a text is read once for all."""
    rows = ((row["relation"], row["words"].replace(" ", r"\s+")) for row in relation_words())
    joined = "|".join(f"(?P<{relation}>{words})" for relation, words in rows)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


@cache
def _type_word() -> re.Pattern[str]:
    names = sorted((row["name"] for row in document_types()), key=len, reverse=True)
    joined = "|".join(name.replace(" ", r"\s+") for name in names)
    return re.compile(
        rf"(?<!\w)(?P<type>{joined})(?:\s+kết\s+luận)?\s*+[*]*\s*+(?:số\s*+:?\s*)?$",
        re.IGNORECASE,
    )


def type_word_before(text: str, begin: int, end: int) -> re.Match[str] | None:
    """Return the words for a type (group `type`) that stand right before `end`, not before `begin`."""
    return _type_word().search(text, max(begin, end - _TYPE_REACH), end)


@cache
def _pinpoint() -> re.Pattern[str]:
    types = "|".join(row["name"].replace(" ", r"\s+") for row in document_types())
    part = r"(?:điểm|khoản|điều|mục|chương|phụ\s+lục|phần)\s+[\w.]{1,5}(?!\w)"
    more = r"(?:(?:\s*,\s*|\s+và\s+|\s*,\s+và\s+)[\w.]{1,3}(?!\w))*"
    return re.compile(
        rf"(?P<pinpoint>(?<!\w){part}{more}(?:[\s,]+(?:và\s+)?{part}{more}){{0,4}})[\s,]+"
        rf"(?:(?:của|tại|thuộc|ban\s+hành\s+kèm\s+theo)\s+)?(?:(?:{types})(?:\s+kết\s+luận)?\s*)?"
        r"[*]*(?:số\s*+:?\s*)?$",
        re.IGNORECASE,
    )


def annotated(text: str, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return `citations` of NFC `text` with the relation and pinpoint read from the words before.

    A list shares its verb: where no such word stands between two citations of one sentence, the
    second has the relation of the first.
    """
    starts = [sentence.start for sentence in sentences(text)]
    found: list[Citation] = []
    for citation in citations:
        sentence = starts[bisect_right(starts, citation.start) - 1]
        previous = found[-1] if found and found[-1].start >= sentence else None
        begin = max(sentence, citation.start - RELATION_REACH, previous.end if previous else 0)
        found.append(_annotated(text, citation, begin, previous))
    return tuple(found)


def _annotated(text: str, citation: Citation, begin: int, previous: Citation | None) -> Citation:
    """Read relation and pinpoint between `begin` and `citation`, or share those of `previous`."""
    relation, evidence = _relation_between(text, begin, citation.start)
    if evidence is None and previous is not None:
        relation, evidence = previous.relation, previous.evidence
    pinpoint = _pinpoint().search(
        text, max(begin, citation.start - _PINPOINT_REACH), citation.start
    )
    if evidence is None and pinpoint is None:
        return citation
    return citation._replace(
        relation=relation,
        evidence=evidence,
        pinpoint=" ".join(pinpoint["pinpoint"].split()) if pinpoint else "",
    )


def _relation_between(text: str, begin: int, end: int) -> tuple[Relation, Span | None]:
    """Return the relation whose words stand nearest before `end`, with their place.

    The word for the cited document's own type is none of them ("theo Hướng dẫn số …").
    """
    own_type = type_word_before(text, begin, end)
    end = own_type.start() if own_type else end
    found = deque(_relation_words().finditer(text, begin, end), maxlen=1)
    if not found:
        return "", None
    nearest = found[0]
    return cast("Relation", nearest.lastgroup), Span(nearest.start(), nearest.end())
