"""Questions in words: "phòng nào lo diễn tập?" asks for what has "diễn tập"."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from ketluan.search.glossary import Spelled, spelled
from ketluan.search.query import Group, is_accented
from ketluan.vietnamese import nfc
from ketluan.vocabulary import question_words

_Rows = dict[str, list[tuple[Spelled, ...]]]


@cache
def _rows(part: str) -> _Rows:
    """Return the rows of a part of the vocabulary by their first folded syllable, the longest first."""
    table: _Rows = {}
    listed: Iterable[str] = question_words()["asking" if part == "asking" else "around"]
    for row in sorted(listed, key=len, reverse=True):
        syllables = tuple(spelled(word) for word in nfc(row).split())
        table.setdefault(syllables[0].folded, []).append(syllables)
    return table


def asked_words(group: Group, *, is_question: bool) -> frozenset[int]:
    """Return the places of the clauses that a question asks for; none if it is no question.

    `is_question` says that a question mark tells so already.
    """
    accented = any(is_accented(clause.typed) for clause in group.clauses)
    row = [
        (place, syllable if accented else Spelled(syllable.folded, ""))
        for place, clause in enumerate(group.clauses)
        for syllable in clause.row or (_OTHER,)
    ]
    asking = _standing(row, _rows("asking"), group)
    if not (asking or is_question):
        return frozenset()
    left = [one if one[0] not in asking else (one[0], _OTHER) for one in row]
    dropped = asking | _standing(left, _rows("around"), group)
    return frozenset(range(len(group.clauses))) - dropped


_OTHER: Final = Spelled("", "")  # where no word of a question can stand


def _standing(row: list[tuple[int, Spelled]], table: _Rows, group: Group) -> set[int]:
    """Return the places of the clauses that stand in a row of `table`."""
    found: set[int] = set()
    at = 0
    while at < len(row):
        size = next(
            (
                len(words)
                for words in table.get(row[at][1].folded, ())
                if len(words) <= len(row) - at
                and all(
                    _spells(typed, word) for (_, typed), word in zip(row[at:], words, strict=False)
                )
            ),
            0,
        )
        places = {place for place, _ in row[at : at + size]}
        if not any(_is_short_form(group.clauses[place].typed) for place in places):
            found |= places
        at += size or 1
    return found


def _is_short_form(typed: str) -> bool:
    return len(typed) > 1 and typed.isupper()


def _spells(typed: Spelled, word: Spelled) -> bool:
    """Tell whether a word is `word`: with its accents, if the query has any."""
    return typed.folded == word.folded and typed.exact in (word.exact, "")
