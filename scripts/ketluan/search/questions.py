"""Questions in words: "phòng nào lo diễn tập?" asks for what has "diễn tập"."""

from functools import cache
from typing import Final, Literal, get_args

from ketluan.search.glossary import Spelled, spelled
from ketluan.search.query import Group, is_accented
from ketluan.vietnamese import nfc
from ketluan.vocabulary import question_words

Part = Literal["asking", "newest", "around", "limits", "before", "things", "heads"]
"""The parts of `question_words.yml` that hold rows."""
PARTS: Final[tuple[Part, ...]] = get_args(Part)
_Rows = dict[str, list[tuple[Spelled, ...]]]
Typed = list[tuple[int, Spelled]]  # syllables with the places of their clauses


@cache
def _rows(part: Part) -> _Rows:
    """Return the rows of a part of the vocabulary by their first folded syllable, the longest first."""
    table: _Rows = {}
    for row in sorted(question_words()[part], key=len, reverse=True):
        syllables = tuple(spelled(word) for word in nfc(row).split())
        table.setdefault(syllables[0].folded, []).append(syllables)
    return table


def asked_words(group: Group, *, is_question: bool) -> frozenset[int]:
    """Return the places of the clauses that a question asks for; none if it is no question.

    `is_question` says that a question mark tells so already.
    """
    row = syllables_of(group)
    asking = standing(row, "asking", group)
    if not (asking or is_question):
        return frozenset()
    left = [one if one[0] not in asking else (one[0], _OTHER) for one in row]
    dropped = asking | standing(left, "around", group)
    return frozenset(range(len(group.clauses))) - dropped


def asks_how_it_stands(group: Group) -> bool:
    """Tell whether a question asks when something is done or how far it is: the newest task tells."""
    return bool(standing(syllables_of(group), "newest", group))


def without_heads(group: Group, kept: frozenset[int]) -> frozenset[int]:
    """Return the places in `kept` without the words that only say of what kind a thing is.

    None if there are no such words or nothing else.
    """
    heads = standing(syllables_of(group), "heads", group) & kept
    return kept - heads if heads else frozenset()


def syllables_of(group: Group) -> Typed:
    """Return the syllables of a group; without accents where the group has none."""
    accented = any(is_accented(clause.typed) for clause in group.clauses)
    return [
        (place, syllable if accented else Spelled(syllable.folded, ""))
        for place, clause in enumerate(group.clauses)
        for syllable in clause.row or (_OTHER,)
    ]


_OTHER: Final = Spelled("", "")  # where no word of a question can stand


def standing(row: Typed, part: Part, group: Group) -> set[int]:
    """Return the places of the clauses that stand in a row of a part of the vocabulary."""
    table = _rows(part)
    found: set[int] = set()
    at = 0
    while at < len(row):
        size = next(
            (
                len(words)
                for words in table.get(row[at][1].folded, ())
                if len(words) <= len(row) - at
                and all(
                    spells(typed, word) for (_, typed), word in zip(row[at:], words, strict=False)
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


def spells(typed: Spelled, word: Spelled) -> bool:
    """Tell whether a word is `word`: with its accents, if the query has any."""
    return typed.folded == word.folded and typed.exact in (word.exact, "")
