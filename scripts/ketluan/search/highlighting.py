"""Original text as HTML with <mark> around what answers a query, and excerpts of long texts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from ketluan.model import Span
from ketluan.search.query import Phrase, Query
from ketluan.search.readings import Reading, Sought

_SPECIAL: Final = re.compile(r"[&<>\"']")  # few texts have what HTML escapes
_BETWEEN: Final = re.compile(r"[\s,–&-]*")
_TO_NEXT_WORD: Final = re.compile(r"\S*\s+")
_LAST_WORD: Final = re.compile(r"\s+\S*$")
EXCERPT: Final = 300  # code points of a text shown at most: about four lines of a result
_BEFORE: Final = 60  # code points of an excerpt before its first mark
_ELLIPSIS: Final = "…"


class Wanted:
    """What a query asks to be marked, made ready once for all texts."""

    def __init__(self, query: Query) -> None:
        self.phrases = [phrase for group in query.groups for phrase in group.phrases]
        typed = [phrase for group in query.groups for phrase in group.runs if phrase.accented]
        exact = _exact_by_folded(typed)
        tokens = {token for clause in query.clauses for token in clause.tokens}
        self.tokens = [Sought.of(token, exact.get(token, ())) for token in tokens]


def marks(text: str, reading: Reading, wanted: Wanted) -> tuple[Span, ...]:
    """Return the spans of `text` that answer the query, in order, none touching the next."""
    spans = sorted(_spans(reading, wanted))
    return tuple(_joined(text, spans)) if spans else ()


def marked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` escaped for HTML; without its <mark> tags and unescaped it is `text`."""
    pieces: list[str] = []
    place = 0
    for start, end in spans:
        pieces += [text[place:start], "<mark>", text[start:end], "</mark>"]
        place = end
    pieces.append(text[place:])
    if _SPECIAL.search(text):
        pieces = [
            escape(piece) if number % 2 == 0 else piece for number, piece in enumerate(pieces)
        ]
    return "".join(pieces)


def excerpt(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """Return the piece of `text` with the most marks, "…" where it is cut, and its own spans.

    The piece has at most `EXCERPT` code points beside its dots and is cut between words.
    """
    if len(text) <= EXCERPT:
        return text, tuple(spans)
    start, end = _window(text, spans)
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(text) else ""
    by = len(before) - start
    moved = tuple(
        Span(max(a, start) + by, min(b, end) + by) for a, b in spans if a < end and b > start
    )
    return f"{before}{text[start:end]}{after}", moved


def _window(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Return the places between which an excerpt stands, the first of those with most marks."""
    best, most, last = 0, 0, 0
    for first, span in enumerate(spans):
        if last == len(spans):  # what begins later has fewer
            break
        reach = max(0, span.start - _BEFORE) + EXCERPT
        while last < len(spans) and spans[last].end <= reach:
            last += 1
        if last - first > most:
            best, most = first, last - first
    mark = spans[best] if spans else Span(0, 0)
    start = max(0, min(mark.start - _BEFORE, len(text) - EXCERPT))
    blank = _TO_NEXT_WORD.match(text, start) if start else None
    if blank and blank.end() <= mark.start:
        start = blank.end()
    end = min(len(text), start + EXCERPT)
    if end < len(text):
        cut = _LAST_WORD.search(text, start, end)
        end = cut.start() if cut and cut.start() >= min(mark.end, end) else end
    return start, end


def _spans(reading: Reading, wanted: Wanted) -> set[tuple[int, int]]:
    """Return the starts and ends of what the query asks for.

    Where accents were typed and the text has the very syllables, look-alikes are left alone.
    """
    ends = [*map(int, reading.ends(wanted.tokens))]
    if wanted.phrases:
        order = reading.order()
        for phrase in wanted.phrases:
            spelled = phrase.exact if phrase.accented else phrase.folded
            ends += map(int, order.phrase_ends(spelled, accented=phrase.accented))
    return {*zip(ends[::2], ends[1::2], strict=True)}


def _exact_by_folded(phrases: Iterable[Phrase]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for phrase in phrases:
        for folded, exact in zip(phrase.folded, phrase.exact, strict=True):
            table.setdefault(folded, set()).add(exact)
    return table


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans in order, those with only spaces and light marks between them as one."""
    first, last = spans[0]
    for start, end in spans:
        if start > last and not _BETWEEN.fullmatch(text, last, start):
            yield Span(first, last)
            first, last = start, end
        elif end > last:
            last = end
    yield Span(first, last)
