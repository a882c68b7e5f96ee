"""Which words of a clause say what became of a task: `vocabulary/outcome_words.yml` (pure)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ketluan.linking.traits import syllable
from ketluan.model import Span
from ketluan.vocabulary import outcome_words

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+(?:/\d+){2}|\d+(?:[.,]\d+)*|[,.:;()/%]")
_BEGIN: Final = "^"  # stands before the first token
_SIGNS: Final = frozenset((_BEGIN, "…", "#"))
_GAP: Final = 4  # words for which `…` may stand
_PARTLY: Final = 100.0  # `#` is a number below it: a part of a hundred, or of what there is
_LONGEST_NUMBER: Final = 12  # code points; a longer number is none of a part

_LONGEST: Final = 2000  # code points; what is longer is no clause

Phrase = tuple[str, ...]
Phrases = Mapping[str, tuple[Phrase, ...]]  # by their first token


@dataclass(frozen=True, slots=True)
class Stated:
    """A status that a clause states, and the span of its words that say so.

    The clause speaks of the task as far as the offset `matter`; behind it are reasons, or what took
    the place of the task.
    """

    status: str
    words: Span
    matter: int


@dataclass(frozen=True, slots=True)
class _Row:
    """The phrases of one status; see `outcome_words.yml`."""

    status: str
    words: Phrases
    unless: Phrases
    unless_before: Phrases
    behind: Phrases


def stated_in(clause: str) -> Stated | None:
    """Return the status that NFC `clause` states of something, `None` where it states none.

    A clause of which words unsay the status (begun, wanted, asked for, done in part) states none,
    not another one.
    """
    matches = list(_TOKEN.finditer(clause)) if len(clause) <= _LONGEST else []
    tokens = [_BEGIN, *(_key(match.group()) for match in matches)]
    for row in _rows():
        found = next(_places(tokens, row.words), None)
        if found is None:
            continue
        first, last = found
        unsaid = next(_places(tokens, row.unless), None) or next(
            _places(tokens[:last], row.unless_before), None
        )
        if unsaid:
            return None
        words = Span(matches[max(0, first - 1)].start(), matches[last - 2].end())
        other = next((start for start, _ in _places(tokens, row.behind) if start >= first), None)
        return Stated(row.status, words, matches[other - 1].start() if other else len(clause))
    return None


def _places(tokens: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield the ranges of tokens that are one of `phrases`, the first first, of those the shortest."""
    for first, token in enumerate(tokens):
        if token in phrases:
            ends = [_end(tokens, first, phrase) for phrase in phrases[token]]
            last = min(filter(None, ends), default=0)
            if last:
                yield first, last


def _end(tokens: Sequence[str], first: int, phrase: Phrase) -> int:
    """Return the index behind `phrase` where it stands at `first`, 0 where it does not."""
    at = first
    gap = 0
    for wanted in phrase:
        if wanted == "…":
            gap = _GAP
            continue
        while gap and at < len(tokens) and not _is(tokens[at], wanted) and tokens[at].isalnum():
            at, gap = at + 1, gap - 1
        if at >= len(tokens) or not _is(tokens[at], wanted):
            return 0
        at, gap = at + 1, 0
    return at


def _is(token: str, wanted: str) -> bool:
    return _is_part(token) if wanted == "#" else token == wanted


def _is_part(token: str) -> bool:
    """Tell whether `token` is a number below a hundred, written as Vietnamese writes it: 95,5."""
    if not token[:1].isdecimal() or len(token) > _LONGEST_NUMBER:
        return False
    try:
        return float(token.replace(".", "").replace(",", ".")) < _PARTLY
    except ValueError:
        return False


def _key(token: str) -> str:
    return syllable(token) if token[0].isalpha() else token


@cache
def _rows() -> tuple[_Row, ...]:
    table = outcome_words()
    return tuple(
        _Row(
            row["status"],
            _phrases(row["words"]),
            _phrases(row["unless"]),
            _phrases([*table["unless_before"], *row.get("unless_before", ())]),
            _phrases(row.get("behind", ())),
        )
        for row in table["statuses"]
    )


def _phrases(texts: Iterable[str]) -> Phrases:
    by_first: dict[str, tuple[Phrase, ...]] = {}
    for text in texts:
        words = text.replace(",", " , ").split()
        phrase = tuple(word if word in _SIGNS else _key(word) for word in words)
        by_first[phrase[0]] = (*by_first.get(phrase[0], ()), phrase)
    return by_first
