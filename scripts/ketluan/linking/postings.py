"""Which earlier tasks share most with a task: the index of the words and documents of all (pure)."""

from array import array
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ketluan.linking.columns import Floats, Numbers, Places, Table, Tasks

_MOST: Final = 24  # earlier tasks that share most with one task are compared in full
# Places in the index that are looked at for one task, the rarest terms first; so time grows with
# the number of tasks, not with its square.
_LOOKED_AT: Final = 3000
_NUMBER: Final = "i"  # of `array`: as wide as NumPy's intc


class Postings:
    """The places of the tasks that have each term or cite each document, by its number."""

    def __init__(self, terms: Table[str]) -> None:
        self._terms = terms
        self._places: dict[int, array[int]] = {}
        self._first = np.zeros(0, np.intp)

    def add(self, tasks: Tasks, begin: int) -> None:
        """Add the tasks that stand in `tasks` from the place `begin` on."""
        for place in range(begin, len(tasks)):
            for term in (*tasks.terms_of(place), *tasks.documents_of(place)):
                places = self._places.get(term)
                if places is None:
                    self._places[term] = array(_NUMBER, (place,))
                else:
                    places.append(place)
        if len(tasks) > len(self._first):
            self._first = np.zeros(2 * len(tasks), np.intp)

    def nearest(self, terms: Iterable[tuple[int, float]]) -> Numbers:
        """Return the places of the tasks that share most of the `terms`, which come with their weights.

        Among equals those go first that share the rarest term, of those the latest.
        """
        written = self._terms.values
        found = [
            (len(places), written[term], weight, places)
            for term, weight in terms
            if weight > 0 and (places := self._places.get(term))
        ]
        found.sort()
        parts: list[array[int]] = []
        room = _LOOKED_AT
        for length, _, _, places in found:
            parts.append(places if length <= room else places[-room:])
            room -= length
            if room <= 0:
                break
        if not parts:
            return np.zeros(0, np.intc)
        joined = np.frombuffer(b"".join(reversed(parts)), np.intc)
        every = joined[::-1]  # the rarest term's first, of each the latest first
        self._first[joined] = np.arange(len(every))[::-1]
        first = self._first[every]  # where each place stands for the first time
        weights = np.array([weight for _, _, weight, _ in found[: len(parts)]])
        shared: NDArray[Any] = np.bincount(first, np.repeat(weights, [len(part) for part in parts]))
        return every[_most(shared)]


def _most(shared: Floats) -> Places:
    """Return the places of the largest numbers above 0, of equals the first."""
    best = np.flatnonzero(shared)
    if len(best) <= _MOST:
        return best
    least = np.partition(shared[best], -_MOST)[-_MOST]
    more = np.flatnonzero(shared > least)
    return np.concatenate((more, np.flatnonzero(shared == least)[: _MOST - len(more)]))
