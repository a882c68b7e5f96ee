"""The deadlines of a thread along a line of time: a row for each step, drawn and told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.as_of import notice_day
from ketluan.exports.task_words import outcome_words
from ketluan.model import Outcome, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.thread_changes import due_words, slip_words
from ketluan.pages.wording import told_on

_MARGIN: Final = 3.0  # per cent of the width, so that no mark is cut off


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A step: words for its cells, and places on the line in per cent, empty where there is none.

    `before` is the deadline of what it continues, the latest if there are several.
    """

    number: int
    told: str
    due: str
    slip: str
    outcome: str
    told_at: str
    due_at: str
    before_at: str
    outcome_at: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows, and each new year with its place in per cent. `summary` tells the whole move."""

    rows: tuple[TimeRow, ...]
    years: tuple[tuple[str, str], ...]
    summary: str


def timeline(tasks: Sequence[Task], known: Catalogue) -> Timeline:
    """Return the line of time of the steps `tasks`."""
    days = list(_days(tasks, known))
    scale = _Scale(min(days), max(days)) if days else _Scale(date.min, date.min)
    rows = tuple(
        _row(number, task, known.outcomes.get(task.id), scale, known)
        for number, task in enumerate(tasks, 1)
    )
    return Timeline(rows, scale.years() if days else (), _summary(tasks, known))


def _days(tasks: Sequence[Task], known: Catalogue) -> Iterator[date]:
    for task in tasks:
        outcome = known.outcomes.get(task.id)
        for day in (notice_day(known.notices[task.notice_id]), task.due, outcome and outcome.day):
            if day:
                yield day


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date | None) -> str:
        if day is None:
            return ""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return f"{_MARGIN + share * (100 - 2 * _MARGIN):.1f}%"

    def years(self) -> tuple[tuple[str, str], ...]:
        inside = range(self.first.year + 1, self.last.year + 1)
        return tuple((str(year), self.at(date(year, 1, 1))) for year in inside)


def _row(
    number: int, task: Task, outcome: Outcome | None, scale: _Scale, known: Catalogue
) -> TimeRow:
    notice = known.notices[task.notice_id]
    before = due_before(task, known)
    return TimeRow(
        number=number,
        told=told_on(notice),
        due=due_words(task),
        slip=slip_words(before, task.due),
        outcome=outcome_words(outcome),
        told_at=scale.at(notice_day(notice)),
        due_at=scale.at(task.due),
        before_at=scale.at(before) if before != task.due else "",
        outcome_at=scale.at(outcome.day) if outcome else "",
        is_default=task.due_from == "period",
    )


def due_before(task: Task, known: Catalogue) -> date | None:
    """Return the latest deadline of what `task` continues."""
    earlier = (known.tasks[link.continues] for link in known.lives.earlier.get(task.id, ()))
    return max((one.due for one in earlier if one.due), default=None)


def _summary(tasks: Sequence[Task], known: Catalogue) -> str:
    """Return first and last deadline, how far apart, and how often it was put off."""
    dated = [task for task in tasks if task.due]
    if not dated:
        return "Không bước nào có hạn."
    first, last = dated[0], max(dated, key=lambda task: task.due or date.min)
    slips = 0
    for task in tasks:
        before = due_before(task, known)
        slips += bool(before and task.due and task.due > before)
    moved = slip_words(first.due, last.due)
    if not moved:
        return f"Hạn không đổi: {due_words(first)}."
    times = f", qua {slips} lần lùi hạn" if slips else ""
    return f"Hạn đầu {due_words(first)}, hạn cuối {due_words(last)}: {moved}{times}."
