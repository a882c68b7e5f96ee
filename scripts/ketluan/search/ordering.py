"""The order of results, of which only the part that is shown is ever sorted."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from heapq import nlargest, nsmallest
from typing import Final

from ketluan.search.catalogue import Catalogue
from ketluan.search.matching import Matches
from ketluan.search.query import Query
from ketluan.search.records import KINDS, Kind
from ketluan.search.request import Sort

_DECIMALS: Final = 4  # of a score; what differs less is equal
_NO_DAY: Final = date.max.toordinal()
_WORTH_CUTTING: Final = 4  # times as many results as are shown


def rounded(score: float) -> float:
    """Return a score as it counts."""
    return round(score, _DECIMALS)


class Order:
    """Results by kind, then as asked; ties by day, the newest first, then as built."""

    def __init__(self, catalogue: Catalogue, sort: Sort, query: Query, matches: Matches) -> None:
        self._sort = sort
        self._matches = matches
        self.scores: dict[int, float] = {}  # of what was looked at
        self._days = catalogue.days
        numbers = [token for clause in query.clauses if clause.numbers for token in clause.tokens]
        self._ahead: Set[int] = (
            catalogue.owners(numbers) & matches.ordinals if numbers else frozenset[int]()
        )
        ordinals = sorted(matches.ordinals)
        self._by_kind: dict[Kind, Sequence[int]] = {}
        for kind in KINDS:
            first, last = (bisect_left(ordinals, end) for end in catalogue.bounds[kind])
            if first < last:
                self._by_kind[kind] = ordinals[first:last]
        self.counts: Mapping[Kind, int] = {kind: len(own) for kind, own in self._by_kind.items()}

    def between(self, first: int, last: int) -> list[int]:
        """Return the results from place `first` to `last`, end excluded."""
        found: list[int] = []
        for own in self._by_kind.values():
            if first < len(own) and last > 0:
                found += self._best(own, last)[max(first, 0) :]
            first, last = first - len(own), last - len(own)
        return found

    def kinds_behind(self, place: int, count: int) -> Iterator[tuple[Kind, list[int]]]:
        """Yield the kinds whose first result stands at `place` or behind, with its best `count`."""
        for kind, own in self._by_kind.items():
            if place <= 0:
                yield kind, self._best(own, count)
            place -= len(own)

    def _best(self, ordinals: Sequence[int], count: int) -> list[int]:
        """Return the best `count` of results of one kind."""
        if len(ordinals) > count * _WORTH_CUTTING:
            ordinals = self._cut(ordinals, count)
        self.scores.update(self._matches.scores(ordinals))
        if len(ordinals) > count * _WORTH_CUTTING and self._sort == "lien-quan":
            best = _largest(ordinals, self.scores.__getitem__, count, 10**-_DECIMALS)
            ordinals = [*best, *(self._ahead & set(ordinals) - set(best))]
        return nsmallest(count, ordinals, key=self._key)

    def _cut(self, ordinals: Sequence[int], count: int) -> Sequence[int]:
        """Return fewer results, among them the best `count`: by what counts most and is quick."""
        days = self._days
        if self._sort == "cu-nhat":
            return _largest(ordinals, lambda ordinal: -(days[ordinal] or _NO_DAY), count)
        if self._sort == "moi-nhat" or self._matches.are_equal:
            return _largest(ordinals, days.__getitem__, count)
        first, last = ordinals[0], ordinals[-1]
        found = {ordinal for ordinal in self._ahead if first <= ordinal <= last}
        for tier in self._matches.tiers:
            found.update(ordinal for ordinal in tier if first <= ordinal <= last)
            if len(found) >= count + len(self._ahead):
                break
        return list(found)

    def _key(self, ordinal: int) -> tuple[float, ...]:
        day = self._days[ordinal]
        first = {"moi-nhat": -day, "cu-nhat": day or _NO_DAY}.get(self._sort, 0)
        return first, -(ordinal in self._ahead), -rounded(self.scores[ordinal]), -day, ordinal


def _largest(
    ordinals: Sequence[int], value: Callable[[int], float], count: int, margin: float = 0.0
) -> list[int]:
    """Return what has one of the `count` largest values, or less by at most `margin`."""
    least = nlargest(count, map(value, ordinals))[-1] - margin
    return [ordinal for ordinal in ordinals if value(ordinal) >= least]
