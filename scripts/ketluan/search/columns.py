"""Records grouped by what one condition or facet looks at, so that each value is looked at once.

Thousands of records share a unit, a period or a day. A column keeps one record of each such group
as its example; what is true of the example's value is true of the whole group.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ketluan.search.ranking import Mask, Ordinals, Places
from ketluan.search.records import Record
from ketluan.status import Status

Look = Callable[[Record], Hashable]
Test = Callable[[Record, Status | None], bool]
"""What a condition asks of a record and of its status on the day asked."""
Counts = NDArray[np.intp]


def _document_numbers(record: Record) -> tuple[str, ...]:
    return tuple(token for token in record.numbers if token.startswith("#"))


LOOKS: Final[dict[str, Look]] = {
    "small": lambda record: (record.kind, record.units, record.due_from),
    "unit": lambda record: record.units,
    "coordinating": lambda record: record.coordinating,
    "period": lambda record: record.periods or (record.day and record.day.year),
    "type": lambda record: (record.kind, record.type),
    "document": lambda record: (record.documents, _document_numbers(record)),
    "limit": lambda record: (record.kind, record.due_from),
    "day": lambda record: record.day,
    "status": lambda record: (record.kind, record.due, record.closings, record.continued),
}
"""What a column looks at, by its name: all that a test or a facet of it may read.

`small` is for the facets of few values, which are counted together.
"""


class Column:
    """The group of each record by ordinal, and an example of each group."""

    def __init__(self, look: Look, records: Sequence[Record]) -> None:
        known: dict[Hashable, int] = {}
        self.examples: list[Record] = []
        groups: list[int] = []
        for record in records:
            group = known.setdefault(look(record), len(known))
            if group == len(self.examples):
                self.examples.append(record)
            groups.append(group)
        self.groups: Places = np.array(groups, np.intp)

    def of_each(self, told: Callable[[Record], int]) -> Ordinals:
        """Return for each record what is `told` of the example of its group."""
        found: Ordinals = np.array([told(one) for one in self.examples], np.int32)[self.groups]
        return found

    def counted(self, ordinals: Places) -> Counts:
        """Return how many of the records `ordinals` each group has."""
        return np.bincount(self.groups[ordinals], minlength=len(self.examples))

    def passing(self, mask: Mask, test: Test) -> Mask:
        """Return those of the records in `mask` whose example passes `test`."""
        verdicts = [False] * len(self.examples)
        for group in self.counted(mask.nonzero()[0]).nonzero()[0].tolist():
            verdicts[group] = test(self.examples[group], None)
        return self.having(mask, verdicts)

    def having(self, mask: Mask, verdicts: Sequence[bool]) -> Mask:
        """Return those of the records in `mask` for whose group `verdicts` say so."""
        found: Mask = mask & np.array(verdicts, np.bool_)[self.groups]
        return found


class Spread:
    """The values of a facet: each once, in the order of their labels, and which groups have it."""

    def __init__(self, by_group: Sequence[Sequence[str]], label: Callable[[str], str]) -> None:
        labels = {value: label(value) for own in by_group for value in own}
        self.values = sorted(labels, key=lambda value: (labels[value], value))
        self._named = np.array([*map(labels.get, self.values)], object)
        self._valued = np.array(self.values, object)
        places = {value: place for place, value in enumerate(self.values)}
        pairs = sorted((places[v], group) for group, own in enumerate(by_group) for v in own)
        self._groups = np.array([group for _, group in pairs], np.intp)
        self._firsts = np.searchsorted([place for place, _ in pairs], range(len(self.values)))

    def counted(self, groups: Counts) -> Counts:
        """Return how often each value stands, from how often each group does."""
        if not self.values:
            return groups[:0]
        found: Counts = np.add.reduceat(groups[self._groups], self._firsts)
        return found

    def largest(self, counts: Counts, most: int) -> Iterator[tuple[str, str, int]]:
        """Yield value, label and count of the `most` that stand most often, the first of equal ones."""
        places = counts.nonzero()[0]
        places = places[(-counts[places]).argsort(kind="stable")[:most]]
        rows = (self._valued[places], self._named[places], counts[places])
        return zip(*(row.tolist() for row in rows), strict=True)

    def count(self, value: str, counts: Counts) -> int:
        """Return the count of one value, 0 if nothing has it."""
        return int(counts[self.values.index(value)]) if value in self.values else 0
