"""Places, problems, periods and days: what the rest of the model is made of."""

import calendar
import re
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Self

from ketluan.vietnamese import month_in_words, roman_numeral


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person must look at, with its place.

    `line` is 1-based, 1 where the whole file is meant. `message` is Vietnamese and says the
    cause, what was found and the cure. `rule` is a stable English name to look up. A warning
    (lưu ý) is a habit of the source that nobody may correct; it fails nothing.
    """

    path: str
    line: int
    rule: str
    message: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        note = "lưu ý: " if self.level == "warning" else ""
        return f"{self.path}:{self.line}: {note}{self.message} [{self.rule}]"


_PERIOD: Final = re.compile(r"([1-9]\d{3})(?:-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period (kỳ): `2021-Q2`, half-year `2021-H1`, month `2021-05` or year `2021`."""

    id: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the period written as `text`, `None` if it is none of the four forms."""
        return cls(text) if _PERIOD.fullmatch(text) else None

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.id[:4])

    @property
    def start(self) -> Day:
        """The first day."""
        return _bounds(self.id)[0]

    @property
    def end(self) -> Day:
        """The last day, included."""
        return _bounds(self.id)[1]

    @property
    def label(self) -> str:
        """The period in words: `Quý II/2021`, `6 tháng đầu năm 2021`, `Tháng 02/2021`, `Năm 2021`."""
        return _label(self.id)


@lru_cache(maxsize=4096)  # a site asks ten thousand times
def _label(period: str) -> str:
    year, part = period[:4], period[5:]
    if not part:
        return f"Năm {year}"
    if part.startswith("Q"):
        return f"Quý {roman_numeral(int(part[1]))}/{year}"
    if part.startswith("H"):
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    return f"Tháng {month_in_words(int(part))}/{year}"


@lru_cache(maxsize=4096)  # an audit asks some hundred thousand times
def _bounds(period: str) -> tuple[Day, Day]:
    """Return the first and the last day of a period by its id."""
    year, part = int(period[:4]), period[5:]
    first, last = 1, 12
    if part.startswith("Q"):
        first, last = 3 * int(part[1]) - 2, 3 * int(part[1])
    elif part.startswith("H"):
        first, last = 6 * int(part[1]) - 5, 6 * int(part[1])
    elif part:
        first = last = int(part)
    return Day(year, first, 1), Day(year, last, calendar.monthrange(year, last)[1])


DeadlineKind = Literal["deadline", "recurring", "ongoing", "relative"]


class Deadline(NamedTuple):
    """A time limit written in a text (thời hạn): the phrase as printed and the days read from it.

    `due` is the last day on which the task is in time; lateness begins on the next. Recurring,
    ongoing and relative limits have no days.
    """

    start_offset: int
    end_offset: int
    text: str
    kind: DeadlineKind
    start: Day | None = None
    due: Day | None = None
