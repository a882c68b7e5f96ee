"""Limits asked for in words: "việc có hạn 30/6/2021" asks for the tasks whose limit is that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.model import Period
from ketluan.search.query import Group
from ketluan.search.questions import Part, Typed, standing, syllables_of

_TIME: Final = "%"  # before the token of a day, a month or a quarter
_DAY: Final = len("2021-06-30")


@dataclass(frozen=True, slots=True)
class AskedLimit:
    """A limit between two days, both included, `typed` so; `kept` are the places of all other words."""

    first: date
    last: date
    typed: str
    kept: frozenset[int]


def asked_limit(group: Group) -> AskedLimit | None:
    """Return the limit that a group asks for; `None` if it asks for none, or for several.

    A time is one where a row of `limits` stands right before it, a day also behind one of `before`.
    """
    times = [place for place, one in enumerate(group.clauses) if one.tokens[0].startswith(_TIME)]
    if len(times) != 1 or group.clauses[times[0]].numbers:
        return None
    (place,) = times
    token = group.clauses[place].tokens[0][1:]
    parts: tuple[Part, ...] = ("limits", "before") if len(token) == _DAY else ("limits",)
    row = syllables_of(group)
    said = _places([one for one in row if one[0] < place], parts, group)
    days = _days(token)
    if place - 1 not in said or days is None:
        return None
    around = _places(row, ("asking", "around", "things"), group)
    left = frozenset(range(len(group.clauses))) - said - around - {place}
    return AskedLimit(*days, group.clauses[place].typed, left)


def _places(row: Typed, parts: Iterable[Part], group: Group) -> frozenset[int]:
    return frozenset(place for part in parts for place in standing(row, part, group))


def _days(token: str) -> tuple[date, date] | None:
    """Return the days of `2021-06-30`, `2021-06` or `2021-q2`; `None` for any other time."""
    if len(token) == _DAY:
        try:
            return (date.fromisoformat(token),) * 2
        except ValueError:
            return None
    period = Period.parse(token.upper())
    return (period.start, period.end) if period and "-" in period.id else None
