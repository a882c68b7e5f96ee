"""The close look at the nearest tasks: one sentence about two things is not one task (pure).

Apart from the scores of all pairs: it takes longer, and only for the nearest is it worth while.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from ketluan.linking.columns import Mask, Tasks
from ketluan.linking.comparing import Comparison, best_first
from ketluan.linking.one_task import OneTask, OneTasks
from ketluan.linking.runs import Places, distinct, spans, sums
from ketluan.linking.scoring import kinds_had
from ketluan.linking.weighing import Weights

_LOOKED_AT: Final = 4  # of the nearest: as many as a person may be asked about, and one
_OTHER_OBJECT: Final = 0.25  # part of the score that another object takes away
# One sentence with another object: this part of the shorter text stands in the other, in order, and
# in its gaps both have words of at least this weight that the other lacks ("mô hình nuôi cấy mô
# chuối", "… keo lai").
_FRAME: Final = 0.5
_OBJECT: Final = 1.5

Words = Sequence[int]  # as they follow each other, by number


def look_closely(
    near: Sequence[list[Comparison]], texts: OneTasks, tasks: OneTasks, weights: Weights
) -> None:
    """Look closely at the nearest of what is near to each of `texts`, the best first, among `tasks`.

    What is one sentence about another thing gets doubtful and loses score.
    """
    nearest = [one for each in near for one in each[:_LOOKED_AT]]
    rows = np.array([one.later.place for one in nearest], np.intp)
    places = np.array([one.place for one in nearest], np.intp)
    framed = share_a_frame((texts.tasks, rows), (tasks.tasks, places))
    at = np.flatnonzero(framed)
    words = (texts.tasks.terms_at(rows[at]), tasks.tasks.terms_at(places[at]))
    weights.prepare(distinct(np.concatenate(words), len(texts.tasks.tables.terms)))
    tasks.prepare(places[at].tolist())
    for one, may in zip(nearest, framed.tolist(), strict=True):
        one.other_object = may and has_other_object(one.later, one.earlier, weights)
    for each in near:
        if any(one.other_object for one in each[:_LOOKED_AT]):
            _take_score(each, weights)


def _take_score(near: list[Comparison], weights: Weights) -> None:
    """Take score from those of the nearest that have another object; who is nearest then is looked at."""
    taken: set[int] = set()
    while fresh := [one for one in near[:_LOOKED_AT] if one.place not in taken]:
        one = fresh[0]
        taken.add(one.place)
        if one.other_object is None:
            one.other_object = has_other_object(one.later, one.earlier, weights)
        if one.other_object:
            one.score *= 1.0 - _OTHER_OBJECT
            one.doubtful = True
            near.sort(key=best_first)


def share_a_frame(later: tuple[Tasks, Places], earlier: tuple[Tasks, Places]) -> Mask:
    """Return which pairs share so many words that `has_other_object` may hold of them."""
    (texts, after), (tasks, before) = later, earlier
    new, old = texts.rows.take(after), tasks.rows.take(before)
    order = tasks.order.take(spans(old["order"], old["order_count"]))
    had = kinds_had(texts, after, order, old["order_count"]) > 0
    shared = sums(had, old["order_count"], np.intp)
    framed: Mask = shared >= _FRAME * np.minimum(old["order_count"], new["order_count"])
    return framed


def has_other_object(later: OneTask, earlier: OneTask, weights: Weights) -> bool:
    """Tell whether both are one sentence about two things."""
    if later.order == earlier.order:
        return False
    frame = _FRAME * min(len(earlier.order), len(later.order))
    if sum(map(later.words.__contains__, earlier.order)) < frame:
        return False
    new, gone = later.words - earlier.words, earlier.words - later.words
    if min(weights.total(new), weights.total(gone)) < _OBJECT:
        return False
    blocks = matching_blocks(earlier.order, later.order)
    if sum(size for _, _, size in blocks) < frame:
        return False
    start = begin = 0
    for to, end, size in (*blocks, (len(earlier.order), len(later.order), 0)):
        before = gone.intersection(earlier.order[start:to])
        after = new.intersection(later.order[begin:end])
        if before and after and min(weights.total(before), weights.total(after)) >= _OBJECT:
            return True
        start, begin = to + size, end + size
    return False


def matching_blocks(one: Words, other: Words) -> list[tuple[int, int, int]]:
    """Return what stands in both in order, as places in `one` and `other` and a length.

    The longest piece, of equals the first, then the same before it and behind it: what `difflib` finds,
    from the list of all pieces that cannot be longer.
    """
    blocks = []
    ahead = [(0, len(one), 0, len(other), _pieces(one, other))]
    while ahead:
        start, to, begin, end, pieces = ahead.pop()
        best = (0, 0, 0)
        for first, second, size in pieces:
            cut = max(start - first, begin - second, 0)
            length = min(size, to - first, end - second) - cut
            if length > 0:
                best = max(best, (length, -first - cut, -second - cut))
        length, first, second = best[0], -best[1], -best[2]
        if length:
            blocks.append((first, second, length))
            before = [one for one in pieces if one[0] < first and one[1] < second]
            last, behind = first + length, second + length
            after = [one for one in pieces if one[0] + one[2] > last and one[1] + one[2] > behind]
            ahead.append((start, first, begin, second, before))
            ahead.append((last, to, behind, end, after))
    return sorted(blocks)


def _pieces(one: Words, other: Words) -> list[tuple[int, int, int]]:
    """Return all equal pieces of both that cannot be longer, as places and a length."""
    places: dict[int, list[int]] = {}
    for place, value in enumerate(other):
        places.setdefault(value, []).append(place)
    pieces = []
    running: dict[int, int] = {}  # where the piece began that goes on with this place of `other`
    for place, value in enumerate((*one, -1)):
        going = {}
        for second in places.get(value, ()):
            going[second + 1] = running.pop(second, place)
        if running:  # nothing of these goes on
            pieces += [
                (first, second - place + first, place - first) for second, first in running.items()
            ]
        running = going
    return pieces
