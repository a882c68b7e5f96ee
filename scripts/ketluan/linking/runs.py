"""Many short runs of values, one behind the other, as arrays: where they are, and their sums (pure)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


def spans(begin: NDArray[np.signedinteger[Any]], length: NDArray[np.signedinteger[Any]]) -> Places:
    """Return the places `begin`, `begin` + 1, … of each run, one run's after the other's."""
    behind = np.cumsum(length, dtype=np.intp)
    every = np.arange(behind[-1] if len(behind) else 0)
    places: Places = every + np.repeat(begin - behind + length, length)
    return places


def sums(
    values: NDArray[Any], length: NDArray[np.signedinteger[Any]], kind: Any = None
) -> NDArray[Any]:
    """Return the sum of each run of `values`, added up as the type `kind`."""
    behind = np.cumsum(length, dtype=np.intp)
    some = np.flatnonzero(length)  # NumPy takes an empty run for one value
    found = np.zeros(len(length), kind or values.dtype)
    if len(some):
        found[some] = np.add.reduceat(values, (behind - length)[some], dtype=kind)
    return found


def distinct(numbers: NDArray[np.signedinteger[Any]], size: int) -> Places:
    """Return each of `numbers`, which are less than `size`, once, in order."""
    there = np.zeros(size, np.bool_)
    there[numbers] = True
    return np.flatnonzero(there)


def ranks(rows: Places) -> Places:
    """Return how many of the `rows`, which are in order, stand before each and are the same."""
    before: Places = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return before
