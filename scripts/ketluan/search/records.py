"""What the archive offers to be found: tasks, documents, units and notices as flat values."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, Self

from ketluan.search.numbers import task_tokens

Kind = Literal["task", "document", "unit", "notice"]
KINDS: Final[tuple[Kind, ...]] = ("task", "document", "unit", "notice")  # in order of display


class Named(NamedTuple):
    """Something with an identity and the name that a reader sees."""

    id: str
    name: str


NOTHING: Final = Named("", "")
_DATED: Final = frozenset(("day", "due", "closings", "continued"))  # fields that JSON cannot write


class Closing(NamedTuple):
    """A dated outcome of a task: one of the statuses of `ketluan.status`."""

    status: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One thing to be found.

    `text` is shown and searched, `keywords` are searched only. `numbers` are number tokens that
    find it beside those of its text. `units` lead, `coordinating` take part. `type` is the symbol
    of the document's or the notice's type. `periods` are those of the tasks behind it. `label`
    says in one line what is known of a document. `continued` is the day on which a later notice took
    the task up again. `thread` is the id of its thread and how long that is, where it has more steps.
    """

    kind: Kind
    id: str
    url: str
    title: str
    text: str
    label: str = ""
    keywords: str = ""
    numbers: tuple[str, ...] = ()
    number: str = ""
    type: str = ""
    units: tuple[Named, ...] = ()
    coordinating: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    periods: tuple[str, ...] = ()
    notice: Named = NOTHING
    day: date | None = None
    due: date | None = None
    due_from: str = ""
    closings: tuple[Closing, ...] = ()
    continued: date | None = None
    thread: Named = NOTHING

    def row(self) -> dict[str, Any]:
        """Return the record as plain values for JSON; `from_row` reads it back."""
        return {
            name: _plain(value) if name in _DATED else value
            for name in self.__slots__
            if (value := getattr(self, name)) not in ("", (), None, ("", ""))
        }

    @property
    def own_tokens(self) -> tuple[str, ...]:
        """The number tokens of the thing itself, not of what it cites."""
        return task_tokens(self.number)[-1:] if self.kind == "task" else self.numbers

    @property
    def years(self) -> tuple[int, ...]:
        """The years to which it belongs: those of its periods, else of its day."""
        if self.periods:
            return tuple(sorted({int(period[:4]) for period in self.periods}))
        return (self.day.year,) if self.day else ()

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Return the record written by `row`. Raise KeyError, TypeError or ValueError if none."""
        values = dict(row)
        for name in ("units", "coordinating", "documents"):
            values[name] = tuple(_shared(*item) for item in row.get(name, ()))
        for name in ("numbers", "periods"):
            values[name] = tuple(row.get(name, ()))
        for name in ("notice", "thread"):
            values[name] = _shared(*row.get(name, NOTHING))
        values["closings"] = tuple(
            Closing(status, _day(day)) for status, day in row.get("closings", ())
        )
        for name in ("day", "due", "continued"):
            values[name] = _day(row.get(name))
        return cls(**values)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


# Thousands of rows name the same units, notices and days: they are kept once.
_shared: Final = lru_cache(maxsize=1 << 14)(Named)


@lru_cache(maxsize=1 << 14)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
