"""Which earlier tasks share most with a task: the index of the words and documents of all (pure)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ketluan.linking.columns import Floats, Numbers, Tasks
from ketluan.linking.runs import Places

_MOST: Final = 24  # earlier tasks that share most with one task are compared in full
_SOME: Final = (
    256  # places that are looked at first: quickly, most others share less than the best of these
)
# Places in the index that are looked at for one task, the rarest terms first; so time grows with
# the number of tasks, not with its square.
_LOOKED_AT: Final = 3000


class Postings:
    """The places of the tasks that have each term or cite each document, by its number.

    Of all `tasks` only those count that were `passed`, or lie before the place `end`.
    """

    def __init__(self, tasks: Tasks, end: int = 0) -> None:
        places, terms = _said(tasks)
        written = tasks.tables.terms.values
        self._alphabetic = np.empty(len(written), np.intp)  # the rank of each term as it is written
        self._alphabetic[sorted(range(len(written)), key=written.__getitem__)] = np.arange(
            len(written)
        )
        self._places = places[_by_terms(terms, places)].astype(np.int32)
        every = np.bincount(terms, minlength=len(written))
        self._begins = np.cumsum(every) - every
        # As far as tasks were passed.
        self.lengths = np.bincount(terms[places < end], minlength=len(written))
        self._first = np.zeros(len(tasks), np.intp)

    def passed(self, tasks: Tasks) -> None:
        """Let the next of the tasks, which these are, count from now on."""
        self.lengths += np.bincount(_said(tasks)[1], minlength=len(self.lengths))

    def nearest(self, rows: Places, terms: Places, weights: Floats) -> Iterator[tuple[int, Places]]:
        """Yield for each row with the terms of one task the places of those that share most of them.

        The terms come with their weights. Among equals those go first that share the rarest term, of
        those the latest.
        """
        known = terms < len(self.lengths)
        lengths = np.where(known, self.lengths[np.where(known, terms, 0)], 0)
        kept = np.flatnonzero((weights > 0) & (lengths > 0))
        order = kept[np.lexsort((self._alphabetic[terms[kept]], lengths[kept], rows[kept]))]
        rows, terms, weights, lengths = rows[order], terms[order], weights[order], lengths[order]
        bounds = np.append(np.flatnonzero(np.diff(rows, prepend=-1)), len(rows))  # of each row's
        before = np.cumsum(lengths) - lengths
        room = _LOOKED_AT - before + np.repeat(before[bounds[:-1]], np.diff(bounds))
        taken = np.clip(room, 0, lengths)
        behind = np.cumsum(taken)
        # The rarest term's first, of each the latest first.
        last = self._begins[terms] + lengths - 1
        every = self._places[np.repeat(last + behind - taken, taken) - np.arange(taken.sum())]
        every = every.astype(np.intp)
        weight = np.repeat(weights, taken)
        cuts = np.append(0, behind)[bounds].tolist()
        for row, (begin, end) in zip(rows[bounds[:-1]].tolist(), pairwise(cuts), strict=True):
            yield row, self._nearest(every[begin:end], weight[begin:end])

    def _nearest(self, every: Places, weights: Floats) -> Places:
        """Return those of the places that have most weight; each stands as often as it shares a term."""
        backwards = every[::-1].copy()
        self._first[backwards] = np.arange(len(every) - 1, -1, -1)
        first = self._first.take(every)  # where each place stands for the first time
        shared: NDArray[Any] = np.bincount(first, weights)
        return every[_most(shared)]


def _said(tasks: Tasks) -> tuple[Places, Numbers]:
    """Return places of tasks with the numbers of what they say and cite."""
    places = np.repeat(np.arange(len(tasks)), tasks.rows["term_count"])
    citing, documents = tasks.documents()
    return np.concatenate((places, citing)), np.concatenate((tasks.terms, documents))


def _by_terms(terms: Numbers, places: Places) -> Places:
    """Return the order of pairs by term, of each term by place.

    Numbers of two bytes are put in order by counting, in a quarter of the time.
    """
    order = np.argsort(places, kind="stable")  # two runs, of what is said and of what is cited
    for half in (terms.astype(np.uint16), (terms >> 16).astype(np.uint16)):
        if half.any():
            order = order[np.argsort(half[order], kind="stable")]
    return order


def _most(shared: Floats) -> Places:
    """Return the places of the largest numbers above 0, of equals the first."""
    # The rarest terms stand first: as many of their places as are wanted have at least this, so the best.
    some = shared[:_SOME]
    least = np.partition(some, -_MOST)[-_MOST] if len(some) > _MOST else 0.0
    best = np.flatnonzero(shared >= least if least > 0 else shared)
    if len(best) <= _MOST:
        return best
    order = np.argsort(-shared[best], kind="stable")
    return best[order[:_MOST]]
