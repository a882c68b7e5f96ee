"""BM25F over posting lists that are already read: which records meet all needs, and their scores.

A posting list is a dictionary `ordinal → what the token adds to the record's score`. Selecting is the
intersection of keys and scoring a sum, both done by the interpreter's own loops. The arithmetic is
that of Whoosh's BM25F, so that an exhaustive run of Whoosh gives the same scores.
"""

from collections.abc import Collection, Iterable, Sequence, Set
from itertools import repeat
from math import log
from operator import add, mul
from typing import Final


class Impacts(dict[int, float]):
    """What a token adds to the score of each record that has it, by ordinal; `most` at most."""

    most: float = 0.0


# Whoosh's own B and K1, which are those of the literature.
_B: Final = 0.75
_K1: Final = 1.2
_SPARSE: Final = 4  # a list this many times shorter than the matches is walked itself


class _Weights(dict[tuple[float, float], float]):
    """What a token adds by how often it stands in a record and by the record's length norm."""

    def __init__(self, rarity: float) -> None:
        self._rarity = rarity

    def __missing__(self, key: tuple[float, float]) -> float:
        count, norm = key
        value = self._rarity * ((count * (_K1 + 1)) / (count + norm))
        self[key] = value
        return value


def norms(lengths: Sequence[int], total: int) -> list[float]:
    """Return each record's share of BM25F's denominator; `total` is the exact sum of all lengths.

    Equal norms are one object: a long list of them is small.
    """
    average = total / (len(lengths) or 1) or 1
    known = {length: _K1 * ((1 - _B) + _B * length / average) for length in set(lengths)}
    return [known[length] for length in lengths]


def impacts(ordinals: Sequence[int], counts: Iterable[float], norm: Sequence[float]) -> Impacts:
    """Return the posting list of a token that stands `counts` times in the records `ordinals`."""
    weights = _Weights(log(len(norm) / (len(ordinals) + 1)) + 1)
    keys = zip(counts, map(norm.__getitem__, ordinals), strict=True)
    found = Impacts(zip(ordinals, map(weights.__getitem__, keys), strict=True))
    found.most = max(weights.values(), default=0.0)
    return found


def united(lists: Sequence[Impacts]) -> Impacts:
    """Return the records of any of `lists`; what has several tokens gets the sum."""
    if len(lists) == 1:
        return lists[0]
    found = Impacts()
    for one in lists:
        found.most += one.most
        for ordinal, impact in one.items():
            found[ordinal] = found.get(ordinal, 0.0) + impact
    return found


def common(lists: Iterable[Set[int]]) -> Set[int]:
    """Return the ordinals that all of `lists` (at least one) have."""
    first, *others = sorted(lists, key=len)
    found = first
    for other in others:
        found = found & other
    return found


def scored(
    needs: Sequence[Impacts], wishes: Iterable[tuple[float, Impacts]], among: Collection[int]
) -> dict[int, float]:
    """Return the scores of the records `among`, which have all `needs`.

    `wishes` raise them, times their boost.
    """
    matched = list(among)
    totals = list(map(needs[0].__getitem__, matched))
    for need in needs[1:]:
        totals = list(map(add, totals, map(need.__getitem__, matched)))
    sparse: list[tuple[float, Impacts]] = []
    for boost, wish in wishes:
        if len(wish) * _SPARSE < len(matched):
            sparse.append((boost, wish))
            continue
        raised = map(mul, map(wish.get, matched, repeat(0.0)), repeat(boost))
        totals = list(map(add, totals, raised))
    scores = dict(zip(matched, totals, strict=True))
    for boost, wish in sparse:
        for ordinal in wish.keys() & scores.keys():
            scores[ordinal] += boost * wish[ordinal]
    return scores
