"""One task of many that stand in columns, as it is asked what it says (pure)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date as Day
from itertools import accumulate
from typing import Final

from ketluan.linking.columns import COLUMNS, Tables, Tasks, Units
from ketluan.linking.runs import spans
from ketluan.linking.traits import initials

_AT_HAND: Final = 4000  # tasks, of some kilobytes each
_ORDER_COUNT: Final = COLUMNS["order_count"]
_SHORTS: Final = COLUMNS["shorts"]
_TERM_COUNT: Final = COLUMNS["term_count"]


class OneTask:
    """What one task says; looked up when it is asked for, but for its terms, which are numbers."""

    __slots__ = (
        "_initials",
        "_row",
        "_tables",
        "_terms",
        "_words",
        "id",
        "order",
        "place",
        "shorts",
    )

    def __init__(
        self, tasks: Tasks, place: int, row: tuple[int, ...], terms: list[int], order: list[int]
    ) -> None:
        self.id = tasks.ids[place]
        self.place = place
        self.order = order  # words as they follow each other
        self._terms: Collection[int] = terms
        self._words: frozenset[int] | None = None
        self.shorts = tasks.tables.shorts.values[row[_SHORTS]]  # with the terms that stand for each
        self._row = row
        self._tables: Tables = tasks.tables
        self._initials: str | None = None

    def _said(self, name: str) -> int:
        return self._row[COLUMNS[name]]

    @property
    def terms(self) -> frozenset[int]:
        """The words and pairs of words."""
        if not isinstance(self._terms, frozenset):
            self._terms = frozenset(self._terms)
        return self._terms

    @property
    def words(self) -> frozenset[int]:
        """The words."""
        if self._words is None:
            self._words = frozenset(self.order)
        return self._words

    @property
    def written(self) -> list[str]:
        """The words as they follow each other, as they are compared."""
        words = self._tables.terms.values
        return [words[number] for number in self.order]

    @property
    def initials(self) -> str:
        """The first letters of `written`, without "và"."""
        if self._initials is None:
            self._initials = initials(self.written)
        return self._initials

    def numbers(self, terms: Iterable[str]) -> frozenset[int]:
        """Return the numbers of `terms`."""
        return frozenset(self._tables.terms.numbers(terms))

    @property
    def documents(self) -> Mapping[str, frozenset[str]]:
        """The documents it cites, as in `Traits`."""
        number = self._said("documents")
        return dict(self._tables.documents.values[number][0]) if number else {}

    @property
    def years(self) -> frozenset[str]:
        """The years it names."""
        return self._tables.sets.values[self._said("years")]

    @property
    def urgency(self) -> tuple[str, ...]:
        """Its words that press."""
        return self._tables.urgency.values[self._said("urgency")]

    @property
    def units(self) -> Units:
        """Its units."""
        return self._tables.units.values[self._said("units")]

    @property
    def day(self) -> Day | None:
        """The day of its notice."""
        return _day(self._said("day"))

    @property
    def due(self) -> Day | None:
        """Its limit."""
        return _day(self._said("due"))


class OneTasks(dict[int, OneTask]):
    """Tasks by their place, each made when it is first asked for; some thousands stay at hand."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.tasks = tasks

    def __missing__(self, place: int) -> OneTask:
        tasks = self.tasks
        row = tasks.rows[place].item()
        begin, start = row[COLUMNS["terms"]], row[COLUMNS["order"]]
        terms = tasks.terms[begin : begin + row[_TERM_COUNT]].tolist()
        order = tasks.order[start : start + row[_ORDER_COUNT]].tolist()
        one = self[place] = OneTask(tasks, place, row, terms, order)
        return one

    def prepare(self, places: Iterable[int]) -> None:
        """Have the tasks at `places` at hand; it takes less time for many at once."""
        if len(self) > _AT_HAND:
            self.clear()
        tasks, new = self.tasks, [place for place in dict.fromkeys(places) if place not in self]
        rows = tasks.rows.take(new)
        told = rows.tolist()
        terms = tasks.terms.take(spans(rows["terms"], rows["term_count"])).tolist()
        order = tasks.order.take(spans(rows["order"], rows["order_count"])).tolist()
        behind = accumulate(row[_TERM_COUNT] for row in told)
        end = accumulate(row[_ORDER_COUNT] for row in told)
        for place, row, last, to in zip(new, told, behind, end, strict=True):
            own, words = terms[last - row[_TERM_COUNT] : last], order[to - row[_ORDER_COUNT] : to]
            self[place] = OneTask(tasks, place, row, own, words)


def _day(ordinal: int) -> Day | None:
    return Day.fromordinal(ordinal) if ordinal else None
