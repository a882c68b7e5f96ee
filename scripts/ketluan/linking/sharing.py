"""Which words later tasks share with earlier ones, and what they weigh, for many pairs at once (pure)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ketluan.linking.columns import Floats, Ints, Numbers, Tasks
from ketluan.linking.comparing import any_in, shared_terms, spelled_out, unlike
from ketluan.linking.one_task import OneTasks
from ketluan.linking.runs import Places, distinct, spans, sums
from ketluan.linking.weighing import Weights

_HAD: Final = 1  # of a term: the task has it; none is 0
_NAMED: Final = 1 << 32  # has it as a name: both are counted in one sum
_COUNT: Final = _NAMED - 1


class Laters(OneTasks):
    """Tasks of one notice, ready to be asked for the terms of many earlier ones."""

    def __init__(self, tasks: Tasks, weights: Weights) -> None:
        super().__init__(tasks)
        self.weights = weights
        own = distinct(tasks.terms, len(tasks.tables.terms))
        self._column = np.zeros(len(tasks.tables.terms), np.intp)
        self._column[own] = np.arange(1, len(own) + 1)
        self._width = len(own) + 1
        at = self.places(np.arange(len(tasks)), tasks.terms, tasks.rows["term_count"])
        size = len(tasks) * self._width
        each = weights.of(tasks.terms)
        self.whole = sums(each, tasks.rows["term_count"])  # what the terms of each task weigh
        self._shared, self._counted = np.zeros(size), np.zeros(size, np.int64)
        self._shared[at] = each
        kinds = np.tile(np.array([_HAD + _NAMED, _HAD, _HAD]), len(tasks))
        self._counted[at] = np.repeat(kinds, _kinds(tasks.rows))

    def places(self, rows: Places, terms: Numbers, counts: Ints) -> Places:
        """Return where runs of `terms`, one for each of `rows`, are asked for in that task."""
        return np.repeat(rows * self._width, counts) + self._column.take(terms)

    def shared(self, places: Places) -> Floats:
        """Return what the terms at `places` weigh where the task has them, else 0."""
        return self._shared.take(places)

    def counted(self, places: Places) -> NDArray[np.int64]:
        """Return for the terms at `places` 1 where the task has them, and more where as a name."""
        return self._counted.take(places)

    def how_many(self, places: Places, counts: Ints) -> Ints:
        """Return how many of each run of terms at `places` the task has."""
        count: Ints = sums(self.counted(places), counts) & _COUNT
        return count


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a later and an earlier task: their places and their rows."""

    laters: Laters
    earliers: OneTasks
    after: Places
    before: Places
    new: NDArray[Any]
    old: NDArray[Any]

    def each_two(self, column: str, at: Places) -> tuple[list[tuple[int, int]], Places]:
        """Return the different twos of numbers in `column` of the pairs `at`, and which each pair has."""
        new, old = self.new[column][at].astype(np.intp), self.old[column][at]
        size = int(old.max(initial=0)) + 1
        each, which = np.unique(new * size + old, return_inverse=True)
        return [divmod(one, size) for one in each.tolist()], which


@dataclass(frozen=True, slots=True)
class Words:
    """For each pair the weight that both share and that each has, and counts of words.

    `words` are those in both, `new_names` the later task's names among the words of the earlier one,
    `old_names` the reverse.
    """

    common: Floats
    new: Floats
    old: Floats
    words: Places
    new_names: Places
    old_names: Places


def words_of(pairs: Pairs) -> Words:
    """Return what the tasks of `pairs` share, short forms of one that the other spells out too."""
    laters, earlier = pairs.laters, pairs.earliers.tasks
    counts = pairs.old["term_count"]
    terms = earlier.terms.take(spans(pairs.old["terms"], counts))
    places = laters.places(pairs.after, terms, counts)
    names, others, of_pairs = sums(laters.counted(places), _kinds(pairs.old)).reshape(-1, 3).T
    found = Words(
        sums(laters.shared(places), counts),
        laters.whole.take(pairs.after),
        sums(laters.weights.of(terms), counts),
        (names + others) & _COUNT,
        (names + others + of_pairs) // _NAMED,
        names & _COUNT,
    )
    _spell_out(pairs, found)
    return found


def _kinds(rows: NDArray[Any]) -> Ints:
    """Return how many names, other words and pairs each task has, one task's after the other's."""
    names, words = rows["name_count"], rows["word_count"]
    return np.column_stack((names, words - names, rows["term_count"] - words)).ravel()


def _spell_out(pairs: Pairs, words: Words) -> None:
    """Change `words` where one task has a short form of which the other writes the words."""
    shorts = pairs.laters.tasks.tables.shorts.values
    at = np.flatnonzero(pairs.new["shorts"] != pairs.old["shorts"])
    each, which = pairs.each_two("shorts", at)
    apart = [
        (unlike(shorts[one], shorts[other]), unlike(shorts[other], shorts[one]))
        for one, other in each
    ]
    laters, earliers, weight_of = pairs.laters, pairs.earliers, pairs.laters.weights.total
    new_letters, old_letters = laters.tasks.initials, earliers.tasks.initials
    columns = (at, pairs.after[at], pairs.before[at], which)
    for pair, later, earlier, two in zip(*map(np.ndarray.tolist, columns), strict=True):
        new_shorts, old_shorts = apart[two]
        if not (any_in(new_shorts, old_letters[earlier]) or any_in(old_shorts, new_letters[later])):
            continue
        one, other = laters[later], earliers[earlier]
        new, old = spelled_out(one, other), spelled_out(other, one)
        if new or old:
            words.common[pair] = weight_of(shared_terms(one, other))
            for whole, own in ((words.new, new), (words.old, old)):
                whole[pair] += sum(weight_of(long) - weight_of(short) for short, long in own)
