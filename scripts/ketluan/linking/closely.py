"""The close look at the nearest tasks: one sentence about two things is not one task (pure).

Apart from the scores of all pairs: it takes longer, and only for the nearest is it worth while.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from ketluan.linking.columns import Mask, Tasks
from ketluan.linking.last_steps import Near
from ketluan.linking.one_task import OneTask, OneTasks
from ketluan.linking.past import Found
from ketluan.linking.runs import Places, distinct, ranks, spans, sums
from ketluan.linking.sharing import Laters
from ketluan.linking.weighing import Weights

_LOOKED_AT: Final = 4  # of the nearest: as many as a person may be asked about, and one
_OTHER_OBJECT: Final = 0.25  # part of the score that another object takes away
# One sentence with another object: this part of the shorter text stands in the other, in order, and
# in its gaps both have words of at least this weight that the other lacks ("mô hình nuôi cấy mô
# chuối", "… keo lai").
_FRAME: Final = 0.5
_OBJECT: Final = 1.5

Piece = tuple[int, int, int]  # its places in the earlier and in the later words, its length


def look_closely(
    near: Near, best_first: Callable[[Found], Places], texts: Laters, tasks: OneTasks
) -> Near:
    """Look closely at the nearest of what is `near` to each of `texts`, and return all, the best first.

    What is one sentence about another thing gets doubtful and loses score; who is nearest then is
    looked at too. So the order in which they are looked at makes no difference.
    """
    found = near.found
    weights = texts.weights
    ahead = may_be_apart((texts, found.rows), (tasks.tasks, found.places))
    at = np.flatnonzero(ahead)
    rows, places = found.rows[at], found.places[at]
    words = np.concatenate((texts.tasks.order, tasks.tasks.words_at(places)))
    weights.prepare(distinct(words, len(tasks.tasks.tables.terms)))
    tasks.prepare(places.tolist())
    pieces = equal_pieces((texts.tasks, rows), (tasks.tasks, places))
    each = zip(rows.tolist(), places.tolist(), pieces, strict=True)
    pairs = dict(zip(at.tolist(), each, strict=True))
    seen = ~ahead
    while True:
        order = best_first(found)
        nearest = order[ranks(found.rows[order]) < _LOOKED_AT]
        fresh = nearest[~seen[nearest]]
        if not len(fresh):
            return near.those(order)
        seen[fresh] = True
        others = [
            has_other_object(texts[row], tasks[place], own, weights)
            for row, place, own in map(pairs.__getitem__, fresh.tolist())
        ]
        apart = fresh[np.array(others, np.bool_)]
        found.score[apart] *= 1.0 - _OTHER_OBJECT
        found.doubtful[apart] = True


def may_be_apart(later: tuple[Laters, Places], earlier: tuple[Tasks, Places]) -> Mask:
    """Return which pairs share so many words, and have so many of their own, that both may be apart.

    Of no other `has_other_object` holds.
    """
    (texts, after), (tasks, before) = later, earlier
    new, old = texts.tasks.rows.take(after), tasks.rows.take(before)
    counts = old["order_count"]
    shared = texts.how_many(texts.places(after, tasks.words_at(before), counts), counts)
    may: Mask = shared >= _FRAME * np.minimum(counts, new["order_count"])
    at = np.flatnonzero(may)
    counts = old["word_count"][at]
    words = tasks.terms.take(spans(old["terms"][at], counts))  # they stand before the pairs
    common = sums(texts.shared(texts.places(after[at], words, counts)), counts)
    own_counts = texts.tasks.rows["word_count"]
    own = texts.tasks.terms.take(spans(texts.tasks.rows["terms"], own_counts))
    gone = sums(texts.weights.of(words), counts) - common
    new = sums(texts.weights.of(own), own_counts)[after[at]] - common
    may[at] = np.minimum(gone, new) >= _OBJECT
    return may


def has_other_object(
    later: OneTask, earlier: OneTask, pieces: Sequence[Piece], weights: Weights
) -> bool:
    """Tell whether both, which have these equal `pieces`, are one sentence about two things."""
    old, new = earlier.order, later.order
    blocks = matching_blocks(pieces)
    if sum(size for _, _, size in blocks) < _FRAME * min(len(old), len(new)):
        return False

    def is_object(words: Sequence[int], others: frozenset[int]) -> bool:
        own = set(words).difference(others)
        return bool(own) and weights.total(own) >= _OBJECT

    start = begin = 0
    for to, end, size in (*blocks, (len(old), len(new), 0)):
        if (
            start < to
            and begin < end
            and is_object(old[start:to], later.words)
            and is_object(new[begin:end], earlier.words)
        ):
            return True
        start, begin = to + size, end + size
    return False


def matching_blocks(pieces: Sequence[Piece]) -> list[Piece]:
    """Return what stands in both in order, of all equal `pieces` that cannot be longer.

    The longest, of equals the first, then the same before it and behind it: what `difflib` finds.
    """
    blocks = []
    ahead = [pieces] if pieces else []
    while ahead:
        each = ahead.pop()
        first, second, length = block = each[0] if len(each) == 1 else max(each, key=_longest)
        blocks.append(block)
        if len(each) == 1:  # as most: nothing stands before or behind
            continue
        before = [
            (one, other, min(size, first - one, second - other))
            for one, other, size in each
            if one < first and other < second
        ]
        behind = []
        for one, other, size in each:
            cut = max(first + length - one, second + length - other, 0)
            if cut < size:
                behind.append((one + cut, other + cut, size - cut))
        ahead += filter(None, (before, behind))
    return sorted(blocks)


def _longest(piece: Piece) -> tuple[int, int, int]:
    first, second, size = piece
    return size, -first, -second


def equal_pieces(later: tuple[Tasks, Places], earlier: tuple[Tasks, Places]) -> list[list[Piece]]:
    """Return for each pair all equal pieces of both that cannot be longer."""
    (texts, after), (tasks, before) = later, earlier
    counts, terms = tasks.rows["order_count"][before], len(texts.tables.terms)
    own = np.repeat(np.arange(len(texts)) * terms, texts.rows["order_count"]) + texts.order
    asked = np.repeat(after * terms, counts) + tasks.words_at(before)
    order = np.argsort(own, kind="stable")
    begin, end = (np.searchsorted(own, asked, side, order) for side in ("left", "right"))
    pair = np.repeat(np.repeat(np.arange(len(before)), counts), end - begin)
    first = np.repeat(spans(np.zeros_like(counts), counts), end - begin)
    second = order[spans(begin, end - begin)] - texts.rows["order"][after[pair]]
    # In order of the distance between both, what follows each other stands side by side.
    order = np.lexsort((first, second - first, pair))
    pair, first, second = pair[order], first[order], second[order]
    goes_on = (pair[1:] == pair[:-1]) & (np.diff(first) == 1) & (np.diff(second) == 1)
    starts = np.flatnonzero(np.append(True, ~goes_on)[: len(pair)])
    columns = (pair[starts], first[starts], second[starts], np.diff(starts, append=len(pair)))
    pieces: list[list[Piece]] = [[] for _ in before]
    for at, one, other, size in zip(*map(np.ndarray.tolist, columns), strict=True):
        pieces[at].append((one, other, size))
    return pieces
