"""The traits of many tasks as columns of numbers: compact, and thousands of pairs are compared at once.

What many tasks have in common is kept once, in a `Table`; 0 is the number of what says nothing.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ketluan.linking.runs import Places, spans
from ketluan.linking.traits import Traits, initials

Value = TypeVar("Value", bound=Hashable)
Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger[Any]]
Items = tuple[tuple[str, str], ...]  # of a mapping
Units = tuple[Items, Items]  # leads and helpers, as in `Traits`
Cited = tuple[tuple[tuple[str, frozenset[str]], ...], frozenset[str]]  # documents and rules
Shorts = tuple[tuple[str, frozenset[int]], ...]

_ALWAYS: Final = 9999  # the year of a task without a day: no year is later


class Row(NamedTuple):
    """A task as numbers; `terms` and `order` tell where its own begin in the columns of all."""

    notice: int
    day: int
    year: int
    due: int
    units: int
    helpers: int
    documents: int
    years: int
    last_year: int
    periods: int
    limits: int
    ordinals: int
    shorts: int
    urgency: int
    terms: int
    term_count: int
    word_count: int
    name_count: int
    order: int
    order_count: int


_ROW: Final = np.dtype([(name, np.int32) for name in Row._fields])
# The columns of a row that are numbers of what a table of `Tables` holds.
_SAID_BY: Final = {
    "sets": ("helpers", "years", "periods", "limits", "ordinals"),
    "units": ("units",),
    "documents": ("documents",),
    "shorts": ("shorts",),
    "urgency": ("urgency",),
}


class Column:
    """An array that grows at its end; `values` is what it holds now."""

    def __init__(self, kind: Any) -> None:
        self._room: NDArray[Any] = np.empty(0, kind)
        self.values = self._room

    def __len__(self) -> int:
        """Return how many values it holds."""
        return len(self.values)

    def extend(self, values: Any) -> None:
        """Put `values` at the end."""
        size = len(self.values)
        self._make_room(size + len(values))
        self._room[size : size + len(values)] = values
        self.values = self._room[: size + len(values)]

    def append(self, value: Any) -> None:
        """Put one value at the end."""
        size = len(self.values)
        self._make_room(size + 1)
        self._room[size] = value
        self.values = self._room[: size + 1]

    def _make_room(self, size: int) -> None:
        if size > len(self._room):
            self._room = np.empty(2 * size, self._room.dtype)
            self._room[: len(self.values)] = self.values

    def __getstate__(self) -> tuple[Any, bytes]:
        """Return plain values."""
        return self._room.dtype.descr, self.values.tobytes()

    def __setstate__(self, state: tuple[Any, bytes]) -> None:
        """Take what `__getstate__` gave."""
        kind, raw = state
        dtype = np.dtype(kind if len(kind) > 1 else kind[0][1])
        self.values = self._room = np.frombuffer(raw, dtype).copy()


class _Numbering(dict[Any, int]):
    """Numbers that are given when they are first asked for, and the values `in_order`."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__(zip(values, range(len(values)), strict=True))
        self.in_order = values

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        self.in_order.append(value)
        return number


class Table(Generic[Value]):
    """Values with their numbers, in the order in which they came; `nothing` is the first."""

    def __init__(self, nothing: Value) -> None:
        self._numbers = _Numbering([nothing])

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._numbers)

    @property
    def values(self) -> list[Value]:
        """The values by number."""
        return self._numbers.in_order

    def number(self, value: Value) -> int:
        """Return the number of `value`, a new one where it has none yet."""
        return self._numbers[value]

    def numbers(self, values: Iterable[Value]) -> list[int]:
        """Return the number of each of `values`."""
        return list(map(self._numbers.__getitem__, values))

    def __getstate__(self) -> list[Value]:
        """Return the values."""
        return self.values

    def __setstate__(self, values: list[Value]) -> None:
        """Take what `__getstate__` gave."""
        self._numbers = _Numbering(values)


class Tables:
    """What the traits of tasks say, by number; mappings are kept as their items."""

    def __init__(self) -> None:
        self.terms: Table[str] = Table("")
        self.sets: Table[frozenset[str]] = Table(frozenset())
        self.units: Table[Units] = Table(((), ()))
        self.documents: Table[Cited] = Table(((), frozenset()))
        self.shorts: Table[Shorts] = Table(())
        self.urgency: Table[tuple[str, ...]] = Table(())

    def cited(self, number: int) -> list[int]:
        """Return the numbers, as terms, of the documents that the value `number` of `documents` names."""
        documents, _ = self.documents.values[number]
        return self.terms.numbers(document for document, _ in documents)

    def take(self, other: "Tables") -> dict[str, Numbers]:
        """Take what `other` holds, and return for each table the number here of each number there."""
        numbers = {
            name: np.array(getattr(self, name).numbers(getattr(other, name).values), np.int32)
            for name in ("terms", "sets", "units", "documents", "urgency")
        }
        terms = numbers["terms"].tolist()
        shorts = (
            tuple((short, frozenset(terms[term] for term in long)) for short, long in value)
            for value in other.shorts.values
        )
        return numbers | {"shorts": np.array(self.shorts.numbers(shorts), np.int32)}


class Tasks:
    """The traits of tasks, one row each; `terms` and `order` are numbers of words and pairs of words.

    `initials` are the first letters of the words in order.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.ids: list[str] = []
        self.initials: list[str] = []
        self._rows = Column(_ROW)
        self._terms = Column(np.int32)
        self._order = Column(np.int32)

    def __len__(self) -> int:
        """Return the number of tasks."""
        return len(self.ids)

    @property
    def rows(self) -> NDArray[Any]:
        """The row of each task."""
        return self._rows.values

    @property
    def terms(self) -> Numbers:
        """The terms of all tasks, one task's after the other's: its names, other words and pairs."""
        return self._terms.values

    @property
    def order(self) -> Numbers:
        """The words of all tasks as they follow each other, one task's after the other's."""
        return self._order.values

    def add(self, tasks: Sequence[Traits], notice: int = 0) -> None:
        """Add the tasks of one notice, which has the number `notice`."""
        numbers = self.tables.terms.numbers
        begin, start = len(self._terms), len(self._order)
        rows: list[tuple[int, ...]] = []
        terms: list[int] = []
        order: list[int] = []
        for one in tasks:
            rows.append((
                notice, *self._said(one),
                begin + len(terms), len(one.words) + len(one.pairs), len(one.words), len(one.names),
                start + len(order), len(one.order),
            ))  # fmt: skip
            terms += numbers(one.names)
            terms += numbers(one.words - one.names)
            terms += numbers(one.pairs)
            order += numbers(one.order)
        self.ids += [one.id for one in tasks]
        self.initials += [initials(one.order) for one in tasks]
        self._rows.extend(np.array(rows, _ROW))
        self._terms.extend(terms)
        self._order.extend(order)

    def extend(self, tasks: "Tasks", notices: int) -> None:
        """Add `tasks`, which have tables of their own, and of whose notices `notices` were before."""
        numbers = self.tables.take(tasks.tables)
        rows = tasks.rows.copy()
        for table, names in _SAID_BY.items():
            for name in names:
                rows[name] = numbers[table][rows[name]]
        rows["notice"] += notices
        rows["terms"] += len(self._terms)
        rows["order"] += len(self._order)
        self.ids += tasks.ids
        self.initials += tasks.initials
        self._rows.extend(rows)
        self._terms.extend(numbers["terms"][tasks.terms])
        self._order.extend(numbers["terms"][tasks.order])

    def part(self, begin: int, end: int) -> "Tasks":
        """Return the tasks from the place `begin` to before `end`, with the same tables."""
        part = Tasks(self.tables)
        part.ids, part.initials = self.ids[begin:end], self.initials[begin:end]
        part._rows.extend(self.rows[begin:end])
        for name, count, own, values in (
            ("terms", "term_count", part._terms, self.terms),
            ("order", "order_count", part._order, self.order),
        ):
            if part.ids:
                first, last = self.rows[begin], self.rows[end - 1]
                own.extend(values[first[name] : last[name] + last[count]])
        for name in ("terms", "order"):
            part.rows[name] -= part.rows[name][:1]
        return part

    def _said(self, one: Traits) -> tuple[int, ...]:
        """Return the columns of a row from `day` to `urgency`."""
        tables, group = self.tables, self.tables.sets.number
        return (
            one.day.toordinal() if one.day else 0,
            one.day.year if one.day else _ALWAYS,
            one.due.toordinal() if one.due else 0,
            tables.units.number((tuple(one.leads.items()), tuple(one.helpers.items()))),
            group(frozenset(one.helpers)),
            tables.documents.number((tuple(one.documents.items()), one.rules)),
            group(one.years),
            max(map(int, one.years), default=0),
            group(one.periods),
            group(one.limits),
            group(one.ordinals),
            tables.shorts.number(
                tuple(
                    (short, frozenset(tables.terms.numbers(terms)))
                    for short, terms in one.shorts.items()
                )
            ),
            tables.urgency.number(one.urgency),
        )

    def words_at(self, places: Places) -> Numbers:
        """Return the words of the tasks at `places` in order, one task's after the other's."""
        rows = self.rows.take(places)
        words: Numbers = self.order.take(spans(rows["order"], rows["order_count"]))
        return words

    def documents(self) -> tuple[Places, Numbers]:
        """Return the places of the tasks that cite documents, and the numbers of those, as terms."""
        every = self.rows["documents"]
        citing = np.flatnonzero(every)
        cited = [self.tables.cited(number) for number in every[citing].tolist()]
        places = np.repeat(citing, [len(one) for one in cited])
        return places, np.array([term for one in cited for term in one], np.int32)
