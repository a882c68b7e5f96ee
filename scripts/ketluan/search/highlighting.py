"""Original text as HTML with <mark> around what answers a query."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from ketluan.model import Span
from ketluan.search.analysis import elements, with_concepts
from ketluan.search.glossary import Glossary
from ketluan.search.query import Phrase, Query

_BETWEEN: Final = re.compile(r"[\s,–&-]*")


def highlight(text: str, query: Query, glossary: Glossary) -> str:
    """Return NFC `text` escaped for HTML; without its <mark> tags and unescaped it is `text`."""
    pieces: list[str] = []
    place = 0
    for span in _joined(text, sorted(set(_spans(text, query, glossary)))):
        pieces += [escape(text[place : span.start]), "<mark>"]
        pieces += [escape(text[span.start : span.end]), "</mark>"]
        place = span.end
    return "".join([*pieces, escape(text[place:])])


def _spans(text: str, query: Query, glossary: Glossary) -> Iterator[Span]:
    """Yield the spans of what the query asks for.

    Where accents were typed and the text has the very syllables, look-alikes are left alone.
    """
    wanted = {token for clause in query.clauses for token in clause.tokens}
    phrases = [phrase for group in query.groups for phrase in group.phrases]
    typed = [phrase for group in query.groups for phrase in group.runs if phrase.accented]
    exact = _exact_by_folded(typed)
    single = elements(text, glossary)
    found = with_concepts(single, glossary)
    there = {item.exact for element in single for item in element.row}
    for element in (*single, *(joined for joined in found if joined not in single)):
        hit = wanted.intersection(element.tokens)
        if element not in single:  # of a long form only what is asked for as a whole
            hit = {token for token in hit if token.startswith("@")}
        if hit and not _is_lookalike([item.exact for item in element.row], hit, exact, there):
            yield Span(element.start, element.end)
    row = [(item.folded, item.exact, element) for element in found for item in element.row]
    for phrase in phrases:
        size = len(phrase.folded)
        for start in range(len(row) - size + 1):
            piece = row[start : start + size]
            if matches_phrase([a for a, _, _ in piece], [b for _, b, _ in piece], phrase):
                yield from (Span(element.start, element.end) for _, _, element in piece)


def _exact_by_folded(phrases: Iterable[Phrase]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for phrase in phrases:
        for folded, exact in zip(phrase.folded, phrase.exact, strict=True):
            table.setdefault(folded, set()).add(exact)
    return table


def _is_lookalike(
    row: list[str], hit: set[str], exact: dict[str, set[str]], there: set[str]
) -> bool:
    """Tell whether an element is only spelled like what was typed, while that itself is there."""
    typed = {spelling for token in hit for spelling in exact.get(token, ())}
    return bool(typed & there) and not typed.intersection(row)


def matches_phrase(folded: list[str], exact: list[str], phrase: Phrase) -> bool:
    """Tell whether syllables are the phrase, with its accents where accents were typed."""
    if phrase.accented:
        return tuple(exact) == phrase.exact
    return tuple(folded) == phrase.folded


def _joined(text: str, spans: list[Span]) -> Iterator[Span]:
    """Yield the spans in order, those with only spaces and light marks between them as one."""
    current: Span | None = None
    for span in spans:
        if current and _BETWEEN.fullmatch(text, current.end, max(span.start, current.end)):
            current = Span(current.start, max(current.end, span.end))
            continue
        if current:
            yield current
        current = span
    if current:
        yield current
