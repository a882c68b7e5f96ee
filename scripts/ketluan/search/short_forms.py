"""Abbreviations that stand in no table: read by the pairs of words that the archive itself has.

TXNG is truy xuất nguồn gốc if words with these initials stand side by side, ktra is kiểm tra if a
word with k stands before tra. Two letters are enough only where other words say what is meant.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from heapq import nsmallest
from typing import Final

from ketluan.search.glossary import is_syllable, spelled
from ketluan.search.lexicon import Lexicon
from ketluan.search.query import Clause, Group, is_accented
from ketluan.search.telex import decoded
from ketluan.vocabulary import typing_slips

_ALONE: Final = 4  # letters of an abbreviation alone; in capitals one less is enough
_BESIDE: Final = 2  # letters of one that stands beside other words
_LONGEST: Final = 7
_FORMS: Final = 20  # readings of an abbreviation that are tried, the commonest
_TRIED: Final = 24  # readings of a query, the likeliest


Reading = Mapping[frozenset[int], str]
"""What the words at some places of a query are read as."""


class ShortForms:
    """Reads abbreviations by one archive's lexicon.

    `is_written` tells whether an exact syllable stands in the archive: keys of Telex are none.
    """

    def __init__(self, lexicon: Lexicon, is_written: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._is_written = is_written

    def readings(self, group: Group, kept: AbstractSet[int]) -> Iterator[Reading]:
        """Yield what the abbreviations among the clauses at `kept` stand for, the likeliest first.

        Nothing if there are none, or one of them cannot be read.
        """
        short = sorted(self.places(group) & kept)
        is_alone = len(short) == len(kept) == 1
        forms = [self._forms(group.clauses[place], is_alone=is_alone) for place in short]
        if not forms or not all(forms):
            return
        for row in likeliest([len(each) for each in forms]):
            read = zip(short, forms, row, strict=True)
            yield {frozenset((place,)): each[rank] for place, each, rank in read}

    def places(self, group: Group) -> frozenset[int]:
        """Return the places of the clauses that can only be abbreviations of no table.

        Those that the archive writes itself (ISO, robot) count only where there are no others.
        """
        short = [p for p, clause in enumerate(group.clauses) if self._is_short(clause)]
        known = self._lexicon.words
        unknown = [p for p in short if group.clauses[p].row[0].folded not in known]
        return frozenset(unknown or short)

    def _is_short(self, clause: Clause) -> bool:
        """Tell whether a word can only be an abbreviation, and no table says of what."""
        if len(clause.row) != 1 or clause.numbers or not clause.typed.isalpha():
            return False
        key = clause.row[0].folded
        if clause.tokens != (key,) or is_syllable(key) or not _BESIDE <= len(key) <= _LONGEST:
            return False
        syllable = decoded(clause.typed)
        return not (syllable and self._is_written(spelled(syllable).exact))

    def _forms(self, clause: Clause, *, is_alone: bool) -> list[str]:
        key, typed = clause.row[0].folded, clause.typed
        least = _ALONE - typed.isupper() if is_alone else _BESIDE
        rows = self._lexicon.long_forms(key, _grammar()) if len(key) >= least else []
        found = [row for row in rows if _has_letters(row, typed)]
        for place in range(1, len(key) - 1):
            if is_syllable(key[place:]):
                found += self._ending(key[:place], typed[place:])
        return found[:_FORMS]

    def _ending(self, begin: str, last: str) -> list[str]:
        """Return the pairs of which the first word begins so and the second is `last`."""
        exact = spelled(last.lower())
        pairs = self._lexicon.pairs_ending(begin, exact.folded)
        if not is_accented(last):
            return pairs
        return [pair for pair in pairs if spelled(pair.split()[1]).exact == exact.exact]


@cache
def _grammar() -> frozenset[str]:
    """Return the words that no abbreviation has a letter for, as they are written."""
    return frozenset(typing_slips()["no_initials"])


def _has_letters(row: str, typed: str) -> bool:
    """Tell whether the words have every đ that was typed; d may be either."""
    return all(
        letter != "đ" or word.startswith(letter)
        for letter, word in zip(typed.lower(), row.split(), strict=True)
    )


def likeliest(counts: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the ranks of so many forms each, of all ways to choose one, the least sums first.

    Step by step: all ways would be 20 times as many with every word of a query.
    """
    rows: list[tuple[int, ...]] = [()]
    for count in counts:
        longer = ((*row, rank) for row in rows for rank in range(count))
        rows = nsmallest(_TRIED, longer, key=lambda row: (sum(row), row))
    return rows
