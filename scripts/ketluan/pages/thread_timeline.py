"""The deadlines of a thread along a line of time: a row for each step, drawn and told."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from ketluan.as_of import notice_day
from ketluan.auditing import days_put_off
from ketluan.exports.task_words import outcome_words
from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.thread_changes import continued_tasks, due_words, moved_words
from ketluan.pages.thread_lanes import LaneRow, lane_rows
from ketluan.pages.wording import told_on

_MARGIN: Final = 3.0  # per cent of the width, so that no mark is cut off
_MOST_LANES: Final = 8  # what is wider is told in words alone
_MOST_YEARS: Final = 12  # labels that have room beside each other
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years from one label to the next


class TimeRow(NamedTuple):
    """A step: words for its cells, and places on the line in per cent, empty where there is none.

    `before_at` is the limit of what it continues; of several the one put off furthest, else the
    latest. `moved` tells how far each moved, empty where it was only the period's.
    """

    number: int
    told: str
    due: str
    moved: tuple[str, ...]
    outcome: str
    told_at: str
    due_at: str
    before_at: str
    outcome_at: str
    is_default: bool
    lane: LaneRow


class Timeline(NamedTuple):
    """The rows, and new years with their places in per cent: each, or of a long time some.

    `lanes` are those to be drawn, or 0.
    """

    rows: tuple[TimeRow, ...]
    years: tuple[tuple[str, str], ...]
    lanes: int


def timeline(tasks: Sequence[Task], known: Catalogue) -> Timeline:
    """Return the line of time of the steps `tasks`."""
    days = list(_days(tasks, known))
    scale = _Scale(min(days), max(days)) if days else _Scale(date.min, date.min)
    followers = {
        task.id: [link.task for link in known.lives.later.get(task.id, ())] for task in tasks
    }
    lanes, width = lane_rows([task.id for task in tasks], followers)
    rows = tuple(
        _row(number, task, lane, scale, known)
        for number, (task, lane) in enumerate(zip(tasks, lanes, strict=True), 1)
    )
    return Timeline(
        rows, scale.years() if days else (), lanes=width if 1 < width <= _MOST_LANES else 0
    )


def _days(tasks: Sequence[Task], known: Catalogue) -> Iterator[date]:
    for task in tasks:
        outcome = known.outcomes.get(task.id)
        for day in (notice_day(known.notices[task.notice_id]), task.due, outcome and outcome.day):
            if day:
                yield day


class _Scale(NamedTuple):
    first: date
    last: date

    def at(self, day: date | None) -> str:
        if day is None:
            return ""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return f"{_MARGIN + share * (100 - 2 * _MARGIN):.1f}%"

    def years(self) -> tuple[tuple[str, str], ...]:
        begin, end = self.first.year + 1, self.last.year + 1
        step = next(one for one in _STEPS if (end - begin) // one <= _MOST_YEARS)
        rounded = range(-(-begin // step) * step, end, step)
        return tuple((str(year), self.at(date(year, 1, 1))) for year in rounded)


def _row(number: int, task: Task, lane: LaneRow, scale: _Scale, known: Catalogue) -> TimeRow:
    notice, outcome = known.notices[task.notice_id], known.outcomes.get(task.id)
    earlier = [one for one in continued_tasks(task, known) if one.due]
    before = max(
        earlier, key=lambda one: (days_put_off(one, task), one.due or date.min), default=None
    )
    return TimeRow(
        number=number,
        told=told_on(notice),
        due=due_words(task),
        moved=tuple(filter(None, (moved_words(one, task) for one in earlier))),
        outcome=outcome_words(outcome),
        told_at=scale.at(notice_day(notice)),
        due_at=scale.at(task.due),
        before_at=scale.at(before.due) if before and before.due != task.due else "",
        outcome_at=scale.at(outcome.day) if outcome else "",
        is_default=task.due_from == "period",
        lane=lane,
    )
