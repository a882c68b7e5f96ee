"""The order of results, of which only the part that is shown is ever sorted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise, repeat
from typing import Final

import numpy as np

from ketluan.search.catalogue import Catalogue
from ketluan.search.matching import Matches
from ketluan.search.query import Query
from ketluan.search.ranking import Mask, Ordinals, Values, mask_of
from ketluan.search.records import KINDS, Kind
from ketluan.search.request import Sort

_DECIMALS: Final = 4  # of a score; what differs less is equal
_NO_DAY: Final = date.max.toordinal()
_WORTH_CUTTING: Final = 4  # times as many results as are shown


Ranked = Sequence[tuple[int, float]]
"""Records with their scores, rounded, in the order of results."""


def rounded(score: float) -> float:
    """Return a score as it counts."""
    return round(score, _DECIMALS)


class Order:
    """Results by kind, then as asked; ties by day, the newest first, then as built."""

    def __init__(self, catalogue: Catalogue, sort: Sort, query: Query, matches: Matches) -> None:
        self._sort = sort
        self._matches = matches
        self._days = catalogue.days
        numbers = [token for clause in query.clauses if clause.numbers for token in clause.tokens]
        self._ahead: Mask | None = None  # what itself has a number that is asked for
        if numbers:
            self._ahead = mask_of(catalogue.owners(numbers), len(catalogue.entries)) & matches.mask
        places = matches.ordinals.searchsorted(catalogue.edges).tolist()
        self._by_kind: dict[Kind, Ordinals] = {
            kind: matches.ordinals[first:last]
            for kind, (first, last) in zip(KINDS, pairwise(places), strict=True)
            if first < last
        }
        self.counts: Mapping[Kind, int] = {kind: len(own) for kind, own in self._by_kind.items()}

    def between(self, first: int, last: int) -> list[int]:
        """Return the results from place `first` to `last`, end excluded."""
        return [ordinal for ordinal, _ in self.page(first, last, 0)[0]]

    def page(self, first: int, last: int, beside: int) -> tuple[Ranked, dict[Kind, Ranked]]:
        """Return the results from place `first` to `last`, end excluded, and those to be shown beside.

        These are of each kind that begins behind them the best, `beside` at most.
        """
        shown: list[tuple[Kind, slice]] = []
        behind: list[Kind] = []
        for kind, own in self._by_kind.items():
            if last <= 0:
                behind.append(kind)
            elif first < len(own):
                shown.append((kind, slice(max(first, 0), last)))
            first, last = first - len(own), last - len(own)
        counts = {kind: piece.stop for kind, piece in shown}
        if beside:
            counts |= dict.fromkeys(behind, beside)
        best = self._best(counts)
        found = [one for kind, piece in shown for one in best[kind][piece]]
        return found, {kind: best[kind] for kind in behind if kind in best}

    def _best(self, counts: Mapping[Kind, int]) -> dict[Kind, Ranked]:
        """Return of each kind the best results, as many as `counts` says; all are scored in one go."""
        cut = [self._cut(self._by_kind[kind], count) for kind, count in counts.items()]
        if not cut:
            return {}
        ordinals = np.concatenate(cut)
        scores = self._matches.scores(ordinals)
        ends = [0, *accumulate(map(len, cut))]
        return {
            kind: self._sorted(ordinals[first:end], scores[first:end], count)
            for (kind, count), (first, end) in zip(counts.items(), pairwise(ends), strict=True)
        }

    def _sorted(self, ordinals: Ordinals, scores: Values, count: int) -> Ranked:
        """Return the best `count` of some results of one kind."""
        if len(ordinals) > count * _WORTH_CUTTING and self._sort == "lien-quan":
            is_kept = _are_largest(scores, count, 10**-_DECIMALS)
            if self._ahead is not None:
                is_kept |= self._ahead[ordinals]
            ordinals, scores = ordinals[is_kept], scores[is_kept]
        days = self._days[ordinals]
        ages: Iterable[int] = (-days).tolist()
        behind = repeat(False) if self._ahead is None else (~self._ahead[ordinals]).tolist()
        lacks = [-rounded(score) for score in scores.tolist()]
        first: Iterable[int] = repeat(0)
        if self._sort == "moi-nhat":
            first = ages
        elif self._sort == "cu-nhat":
            first = np.where(days, days, _NO_DAY).tolist()
        keys = sorted(zip(first, behind, lacks, ages, ordinals.tolist(), strict=False))
        return [(ordinal, -lack) for _, _, lack, _, ordinal in keys[:count]]

    def _cut(self, ordinals: Ordinals, count: int) -> Ordinals:
        """Return fewer results, among them the best `count`: by what counts most and is quick."""
        if len(ordinals) <= count * _WORTH_CUTTING:
            return ordinals
        if self._sort != "lien-quan" or self._matches.are_equal:
            days = self._days[ordinals].astype(np.float64)
            if self._sort == "cu-nhat":
                days[days == 0] = _NO_DAY
                days = -days
            return ordinals[_are_largest(days, count)]
        is_kept = np.zeros(len(ordinals), np.bool_)
        for tier in self._matches.tiers:
            is_kept |= tier[ordinals]
            if np.count_nonzero(is_kept) >= count:
                break
        if self._ahead is not None:
            is_kept |= self._ahead[ordinals]
        return ordinals[is_kept]


def _are_largest(values: Values, count: int, margin: float = 0.0) -> Mask:
    """Tell which are of the `count` largest values, or less by at most `margin`."""
    least = np.partition(values, len(values) - count)[len(values) - count] - margin
    found: Mask = values >= least
    return found
