"""Where threads stand: their last steps instead of the earlier ones that are near (pure).

A thread goes on where it stands: a task that is near to an early step continues the step that came of
it, however that one is worded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ketluan.linking.columns import Floats
from ketluan.linking.past import Found
from ketluan.linking.runs import Places
from ketluan.linking.steps import Steps

# What is near to an early step of a thread is nearly as near to the last one.
_INHERITED: Final = 0.97
# A step that only may belong to a thread must itself be nearly as near as the step before it.
_OWN_LIKENESS: Final = 0.7


@dataclass(frozen=True, slots=True)
class Near:
    """What is near to texts; see `Comparison`. `by` is -1 where it was not found by an earlier step."""

    found: Found
    through: Floats
    by: Places

    @classmethod
    def of(cls, found: Found) -> "Near":
        """Return what was `found` by itself."""
        return cls(found, np.zeros(len(found.rows)), np.full(len(found.rows), -1))

    def those(self, kept: Places) -> "Near":
        """Return the pairs at the places `kept`, in this order."""
        return Near(self.found.those(kept), self.through[kept], self.by[kept])


def last_steps(
    found: Found,
    steps: Steps,
    decided: Places,
    compare: Callable[[Places, Places], Found],
    size: int,
) -> tuple[Near, Found]:
    """Return what is near once the last steps of threads stand for the earlier ones that were `found`.

    In `found` the best of each row comes first. `decided` are pairs of a row and a place that are left
    out, as `row * size + place`: every place is less than `size`. What is found for these is the second.
    """
    near, tip, joins = steps.tips(found.places)
    led_to = found.rows[near] * size + tip
    if len(decided):
        asked = ~np.isin(led_to, decided)
        near, joins, led_to = near[asked], joins[asked], led_to[asked]
    own, new = _places_among(found.rows * size + found.places, led_to)
    compared = np.concatenate((new, decided))
    every = found.with_more(compare(compared // size, compared % size))
    settled = every.those(np.arange(len(every.rows) - len(decided), len(every.rows)))
    score, nearness, doubtful = every.score, every.nearness, every.doubtful
    fits = np.flatnonzero(joins | (nearness[own] >= _OWN_LIKENESS * nearness[near]))
    best, joined = np.full(len(every.rows), -1), np.zeros(len(every.rows), np.bool_)
    back = fits[::-1]  # so that of those that lead to one the best is written last
    best[own[back]], joined[own[back]] = near[back], joins[back]
    own = np.flatnonzero(best >= 0)
    there = np.arange(len(every.rows)) < len(found.rows)
    there[own] = True
    own = own[score[own] < _INHERITED * score[best[own]]]
    near = best[own]
    through, by = np.zeros(len(every.rows)), np.full(len(every.rows), -1)
    through[own], by[own] = nearness[near], every.places[near]
    score[own], doubtful[own] = _INHERITED * score[near], doubtful[near] | ~joined[own]
    left = np.flatnonzero(there)
    left = left[~steps.passed(every.rows[left], every.places[left])]
    return Near(every, through, by).those(left), settled


def _places_among(known: Places, asked: Places) -> tuple[Places, Places]:
    """Return where each number `asked` stands: in `known`, or behind it in what is new, the second."""
    order = np.argsort(known)
    places = order.take(np.searchsorted(known, asked, sorter=order), mode="clip")
    unknown = known[places] != asked
    new, which = np.unique(asked[unknown], return_inverse=True)
    places[unknown] = len(known) + which
    return places, new
