"""Records grouped by what one condition or facet looks at, so that each value is looked at once.

Thousands of records share a unit, a period or a day. A column keeps one record of each such group
as its example; what is true of the example's value is true of the whole group.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Final, TypeVar

from ketluan.search.records import Record
from ketluan.status import Status

Look = Callable[[Record], Hashable]
Test = Callable[[Record, Status | None], bool]
"""What a condition asks of a record and of its status on the day asked."""

_Value = TypeVar("_Value")


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

    def __init__(self, look: Look, records: Iterable[Record]) -> None:
        groups: dict[Hashable, int] = {}
        self.examples: list[Record] = []
        self.groups: list[int] = []
        for record in records:
            group = groups.setdefault(look(record), len(groups))
            if group == len(self.examples):
                self.examples.append(record)
            self.groups.append(group)

    def passing(self, ordinals: Iterable[int], test: Test) -> list[int]:
        """Return those of `ordinals` whose example passes `test`, in the same order."""
        verdicts = _Verdicts(self.examples, test)
        groups = self.groups
        return [ordinal for ordinal in ordinals if verdicts[groups[ordinal]]]

    def spread(self, values: Sequence[_Value]) -> tuple[_Value, ...]:
        """Return the value of each record by ordinal from the `values` of the groups."""
        return tuple(map(values.__getitem__, self.groups))


def counted(ordinals: Sequence[int], row: Sequence[_Value]) -> Counter[_Value]:
    """Return how often each value of `row` stands at one of the places `ordinals`."""
    if len(ordinals) < 2:
        return Counter(row[ordinal] for ordinal in ordinals)
    return Counter(itemgetter(*ordinals)(row))


class _Verdicts(dict[int, bool]):
    """Whether the example of a group passes, looked at when it is first asked."""

    def __init__(self, examples: list[Record], test: Test) -> None:
        self._examples = examples
        self._test = test

    def __missing__(self, group: int) -> bool:
        verdict = self[group] = self._test(self._examples[group], None)
        return verdict
