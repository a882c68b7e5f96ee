"""BM25F over posting lists that are already read: which records meet all needs, and their scores.

A set of records is a row of truth values, one for each ordinal; scores are two rows, ordinals and
values. Selecting, counting and scoring are NumPy's loops over such rows, none of ours over records.
The arithmetic is that of Whoosh's BM25F, so that an exhaustive run of Whoosh gives the same scores.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""A set of records: whether each is in it, by ordinal."""
Ordinals = NDArray[np.int32]
"""Records in their order, each once."""
Places = NDArray[np.intp]
"""The same in the type by which NumPy looks up, for a short while: it takes twice the memory."""
Values = NDArray[np.float64]

# Whoosh's own B and K1, which are those of the literature.
_B: Final = 0.75
_K1: Final = 1.2


class Scores:
    """What something adds to the score of each record that it concerns; `most` at most."""

    __slots__ = ("most", "ordinals", "values")

    def __init__(self, ordinals: Ordinals, values: Values) -> None:
        self.ordinals = ordinals
        self.values = values
        self.most = float(values.max()) if values.size else 0.0

    @classmethod
    def of(cls, scores: Mapping[int, float]) -> Self:
        """Return the scores that a dictionary gives by ordinal."""
        order = sorted(scores)
        return cls(row_of(order), np.array([scores[o] for o in order], np.float64))

    def __len__(self) -> int:
        return len(self.ordinals)

    def at(self, ordinals: Ordinals) -> Values:
        """Return what each of `ordinals` gets, 0 where it is not concerned."""
        if not len(self):
            return np.zeros(len(ordinals))
        places = self.ordinals.searchsorted(ordinals)
        is_there = self.ordinals.take(places, mode="clip") == ordinals
        values: Values = self.values.take(places, mode="clip")
        values *= is_there
        return values

    def mask(self, size: int) -> Mask:
        """Return the records concerned, of `size` in all."""
        found = np.zeros(size, np.bool_)
        found[self.ordinals] = True
        return found

    def to_dict(self) -> dict[int, float]:
        """Return the scores by ordinal."""
        return dict(zip(self.ordinals.tolist(), self.values.tolist(), strict=True))


NO_SCORES: Final = Scores(np.empty(0, np.int32), np.empty(0))


def row_of(numbers: Iterable[int]) -> Ordinals:
    """Return whole numbers as a row."""
    return np.fromiter(numbers, np.int32)


def ordinals_of(mask: Mask) -> Ordinals:
    """Return the records of a set in their order."""
    return mask.nonzero()[0].astype(np.int32)


def mask_of(ordinals: Iterable[int], size: int) -> Mask:
    """Return the set of `ordinals`, of `size` records in all."""
    found = np.zeros(size, np.bool_)
    found[np.fromiter(ordinals, np.intp)] = True
    return found


def all_of(mask: Mask, others: Iterable[Mask]) -> Mask:
    """Return the records of `mask` that are in all `others`, too."""
    for other in others:
        mask = mask & other
    return mask


def norms(lengths: Sequence[int], total: int) -> Values:
    """Return each record's share of BM25F's denominator; `total` is the exact sum of all lengths."""
    average = total / (len(lengths) or 1) or 1
    share: Values = _B * np.array(lengths, np.float64) / average
    return _K1 * ((1 - _B) + share)


def impacts(ordinals: Sequence[int], counts: Sequence[float], norm: Values) -> Scores:
    """Return the scores for a token that stands `counts` times in the records `ordinals`."""
    rarity = log(len(norm) / (len(ordinals) + 1)) + 1
    row, often = row_of(ordinals), np.array(counts, np.float64)
    return Scores(row, rarity * ((often * (_K1 + 1)) / (often + norm[row])))


def united(lists: Sequence[Scores], size: int) -> Scores:
    """Return the records of any of `lists`; what is in several gets the sum."""
    known = [one for one in lists if len(one)]
    if len(known) < 2:
        return known[0] if known else NO_SCORES
    sums, found = np.zeros(size), np.zeros(size, np.bool_)
    for one in known:
        sums[one.ordinals] += one.values
        found[one.ordinals] = True
    ordinals = ordinals_of(found)
    return Scores(ordinals, sums[ordinals])


def common(lists: Sequence[Scores], size: int) -> Mask:
    """Return the records that all of `lists` (at least one) have."""
    first, *others = sorted(lists, key=len)
    found = first.mask(size)
    for other in others if len(first) else ():
        found &= other.mask(size)
    return found


def scored(
    needs: Iterable[Scores], wishes: Iterable[tuple[float, Scores]], ordinals: Ordinals
) -> Values:
    """Return the scores of `ordinals`, which have all `needs`; `wishes` raise them, times their boost."""
    totals = np.zeros(len(ordinals))
    for need in needs:
        totals += need.at(ordinals)
    for boost, wish in wishes:
        totals += boost * wish.at(ordinals)
    return totals
