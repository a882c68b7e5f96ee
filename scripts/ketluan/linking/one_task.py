"""One task of many that stand in columns, as it is asked what it says (pure)."""

from collections.abc import Iterable, Mapping
from datetime import date as Day
from typing import Final

from ketluan.linking.columns import Numbers, Row, Shorts, Tasks

_AT_HAND: Final = 16_000  # tasks, of one or two kilobytes each; steps are asked again and again


class OneTask:
    """What one task says, looked up when it is asked for."""

    __slots__ = ("_order", "_tasks", "_terms", "_words", "place", "row")

    def __init__(self, tasks: Tasks, place: int, row: Iterable[int]) -> None:
        self.place = place
        self.row = Row._make(row)
        self._tasks = tasks
        self._terms: frozenset[int] | None = None
        self._words: frozenset[int] | None = None
        self._order: list[int] | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self._tasks.ids[self.place]

    @property
    def terms(self) -> frozenset[int]:
        """The words and pairs of words."""
        if self._terms is None:
            self._terms = frozenset(_run(self._tasks.terms, self.row.terms, self.row.term_count))
        return self._terms

    @property
    def words(self) -> frozenset[int]:
        """The words."""
        if self._words is None:
            self._words = frozenset(self.order)
        return self._words

    @property
    def order(self) -> list[int]:
        """The words as they follow each other."""
        if self._order is None:
            self._order = _run(self._tasks.order, self.row.order, self.row.order_count)
        return self._order

    @property
    def shorts(self) -> Shorts:
        """Its short forms with the terms that stand for each."""
        return self._tasks.tables.shorts.values[self.row.shorts]

    @property
    def written(self) -> list[str]:
        """The words as they follow each other, as they are compared."""
        words = self._tasks.tables.terms.values
        return [words[number] for number in self.order]

    @property
    def initials(self) -> str:
        """The first letters of `written`, without "và"."""
        return self._tasks.initials[self.place]

    def numbers(self, terms: Iterable[str]) -> frozenset[int]:
        """Return the numbers of `terms`."""
        return frozenset(self._tasks.tables.terms.numbers(terms))

    @property
    def documents(self) -> Mapping[str, frozenset[str]]:
        """The documents it cites, as in `Traits`."""
        number = self.row.documents
        return dict(self._tasks.tables.documents.values[number][0]) if number else {}

    @property
    def years(self) -> frozenset[str]:
        """The years it names."""
        return self._tasks.tables.sets.values[self.row.years]

    @property
    def urgency(self) -> tuple[str, ...]:
        """Its words that press."""
        return self._tasks.tables.urgency.values[self.row.urgency]

    @property
    def day(self) -> Day | None:
        """The day of its notice."""
        return Day.fromordinal(self.row.day) if self.row.day else None


class OneTasks(dict[int, OneTask]):
    """Tasks by their place, each made when it is first asked for; some thousands stay at hand."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.tasks = tasks

    def __missing__(self, place: int) -> OneTask:
        one = self[place] = OneTask(self.tasks, place, self.tasks.rows[place].item())
        return one

    def prepare(self, places: Iterable[int]) -> None:
        """Have the tasks at `places` at hand; it takes less time for many at once."""
        if len(self) > _AT_HAND:
            self.clear()
        new = [place for place in dict.fromkeys(places) if place not in self]
        rows = self.tasks.rows.take(new).tolist()
        self.update(
            (place, OneTask(self.tasks, place, row)) for place, row in zip(new, rows, strict=True)
        )


def _run(values: Numbers, begin: int, count: int) -> list[int]:
    run: list[int] = values[begin : begin + count].tolist()
    return run
