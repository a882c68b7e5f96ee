"""Values by a key they share."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")


def grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    """Return the values of each key, keys and values in the order in which they first come."""
    groups: dict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
