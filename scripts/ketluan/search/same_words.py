"""Words that offices use one for another: who asks for đào tạo is glad to find tập huấn."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from ketluan.search.glossary import Spelled, is_syllable, spelled
from ketluan.search.query import Group
from ketluan.search.questions import Typed, spells, syllables_of
from ketluan.search.short_forms import Reading
from ketluan.vietnamese import nfc
from ketluan.vocabulary import same_words

_TRIED: Final = 12  # readings of a query
_Syllables = tuple[Spelled, ...]


def rewordings(group: Group) -> Iterator[Reading]:
    """Yield readings of a group in which one of its words is each other one of its row."""
    row = syllables_of(group)
    found = [reading for at in range(len(row)) for reading in _at(row, at)]
    yield from found[:_TRIED]


def _at(row: Typed, at: int) -> Iterator[Reading]:
    """Yield the other words for the longest one that begins at a syllable."""
    for syllables, others in _table().get(row[at][1].folded, ()):
        said = row[at : at + len(syllables)]
        if len(syllables) == 1 and not row[at][1].exact and is_syllable(syllables[0].folded):
            continue  # without its accents it may be any word
        if len(said) == len(syllables) and all(
            spells(typed, word) for (_, typed), word in zip(said, syllables, strict=True)
        ):
            places = frozenset(place for place, _ in said)
            yield from ({places: other} for other in others)
            return


@cache
def _table() -> dict[str, list[tuple[_Syllables, list[str]]]]:
    """Return each word's syllables with the others of its row, by the first one, the longest first."""
    table: dict[str, list[tuple[_Syllables, list[str]]]] = {}
    rows = [(word, row) for row in same_words()["rows"] for word in row]
    for word, row in sorted(rows, key=lambda item: -len(item[0].split())):
        syllables = tuple(spelled(one) for one in nfc(word).split())
        others = [other for other in row if other != word]
        table.setdefault(syllables[0].folded, []).append((syllables, others))
    return table
