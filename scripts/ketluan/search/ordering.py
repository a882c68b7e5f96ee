"""The order of results, of which only the part that is shown is ever sorted."""

from collections.abc import Iterator, Mapping
from datetime import date
from heapq import nsmallest
from typing import Final

import numpy as np

from ketluan.search.catalogue import Catalogue
from ketluan.search.matching import Matches
from ketluan.search.query import Query
from ketluan.search.ranking import Mask, Ordinals, Values, mask_of, row_of
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
        self._ahead: Mask | None = None  # what itself has a number that is asked for
        if numbers:
            self._ahead = mask_of(catalogue.owners(numbers), len(catalogue.entries)) & matches.mask
        self._by_kind: dict[Kind, Ordinals] = {}
        for kind in KINDS:
            first, last = matches.ordinals.searchsorted(row_of(catalogue.bounds[kind]))
            if first < last:
                self._by_kind[kind] = matches.ordinals[first:last]
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

    def _best(self, ordinals: Ordinals, count: int) -> list[int]:
        """Return the best `count` of results of one kind."""
        if len(ordinals) > count * _WORTH_CUTTING:
            ordinals = self._cut(ordinals, count)
        scores = self._matches.scores(ordinals)
        if len(ordinals) > count * _WORTH_CUTTING and self._sort == "lien-quan":
            is_kept = _are_largest(scores, count, 10**-_DECIMALS)
            if self._ahead is not None:
                is_kept |= self._ahead[ordinals]
            ordinals, scores = ordinals[is_kept], scores[is_kept]
        found = ordinals.tolist()
        self.scores.update(zip(found, scores.tolist(), strict=True))
        return nsmallest(count, found, key=self._key)

    def _cut(self, ordinals: Ordinals, count: int) -> Ordinals:
        """Return fewer results, among them the best `count`: by what counts most and is quick."""
        days = self._days[ordinals].astype(np.float64)
        if self._sort == "cu-nhat":
            days[days == 0] = _NO_DAY
            return ordinals[_are_largest(-days, count)]
        if self._sort == "moi-nhat" or self._matches.are_equal:
            return ordinals[_are_largest(days, count)]
        is_kept = np.zeros(len(ordinals), np.bool_)
        for tier in self._matches.tiers:
            is_kept |= tier[ordinals]
            if np.count_nonzero(is_kept) >= count:
                break
        if self._ahead is not None:
            is_kept |= self._ahead[ordinals]
        return ordinals[is_kept]

    def _key(self, ordinal: int) -> tuple[float, ...]:
        day = int(self._days[ordinal])
        first = {"moi-nhat": -day, "cu-nhat": day or _NO_DAY}.get(self._sort, 0)
        is_ahead = self._ahead is not None and bool(self._ahead[ordinal])
        return first, -is_ahead, -rounded(self.scores[ordinal]), -day, ordinal


def _are_largest(values: Values, count: int, margin: float = 0.0) -> Mask:
    """Tell which are of the `count` largest values, or less by at most `margin`."""
    least = np.partition(values, len(values) - count)[len(values) - count] - margin
    found: Mask = values >= least
    return found
