"""Findings about limits (thời hạn): overdue, past when the notice was issued, put off."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ketluan.auditing.courses import Course
from ketluan.auditing.state import State
from ketluan.model import Task


class Overdue(NamedTuple):
    """An open task whose last day in time lies before the day: of status `qua-han`.

    So no task that was closed, suspended or taken up again is one. `days_late` counts from the day
    after `due`. `first_due` is the first limit of what the task continues, directly or through
    others, else its own; `days_since_first` counts from it, 0 where it lies ahead. `is_default` and
    `first_is_default` tell that a limit is only the period's.
    """

    task: Task
    due: date
    days_late: int
    is_default: bool
    first_due: date
    days_since_first: int
    first_is_default: bool

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


class PastWhenIssued(NamedTuple):
    """A task whose written limit `due` lay before the day `told` of the notice that gives it.

    Written is what the text says, of the task or above it; neither a period's end nor a person's
    decision.
    """

    task: Task
    due: date
    told: date
    days: int

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


@dataclass(frozen=True, slots=True)
class Slip:
    """A task whose limit `now` is later than the limit `before` of the task `earlier` it continues.

    Only a limit that was written or decided can slip: that of a period moves with each period.
    `is_default` tells that the task itself has only its period's. `count` is the number of slips in
    the whole thread.
    """

    task: Task
    earlier: Task
    thread: str
    before: date
    now: date
    days: int
    is_default: bool
    count: int

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


def overdue(state: State, courses: Mapping[str, Course]) -> Iterator[Overdue]:
    """Yield what is late on the day: limits of a task's own before those of periods, the oldest first.

    Of the tasks that one continues, by its course, one may have had the first limit.
    """
    tasks, dues, own = tuple(state.tasks.values()), tuple(state.dues.values()), state.own_dues
    late: dict[tuple[bool, date], list[Task]] = {}
    for task, status, due in state.standing():
        if status == "qua-han" and due:
            late.setdefault((task.id not in own, due), []).append(task)
    for is_default, due in sorted(late):
        days_late = (state.day - due).days
        for task in late[is_default, due]:
            course = courses.get(task.id)
            if course and course.limit is not None:
                first_due = dues[course.limit] or due
                days = max(0, (state.day - first_due).days)
                by_period = tasks[course.limit].id not in own
                yield Overdue(task, due, days_late, is_default, first_due, days, by_period)
            else:
                yield Overdue(task, due, days_late, is_default, due, days_late, is_default)


def past_when_issued(state: State) -> Iterator[PastWhenIssued]:
    """Yield the tasks that were given when their written limit had passed."""
    for task_id, own in state.own_dues.items():
        task = state.tasks[task_id]
        due = task.written_due if task.decided_due else own
        if due and due < (told := state.told(task)):
            yield PastWhenIssued(task, due, told, (told - due).days)


def days_put_off(earlier: Task, later: Task) -> int:
    """Return by how many days `later` puts off the limit of `earlier`, 0 for no `Slip`."""
    before, now = earlier.own_due, later.due
    return (now - before).days if before and now and before < now else 0


def slips(state: State) -> Iterator[Slip]:
    """Yield each limit that a later step puts off, in the order of the later steps."""
    dues, own, tasks, threads = state.dues, state.own_dues, state.tasks, state.threads
    found: list[tuple[Task, Task, date, date, str]] = []
    for later_id, links in state.earlier.items():
        now = dues[later_id]
        if now:
            for earlier_id in dict.fromkeys(link.continues for link in links):
                before = own.get(earlier_id)
                if before and before < now:
                    thread = threads[later_id].id
                    found.append((tasks[later_id], tasks[earlier_id], before, now, thread))
    counts = Counter(thread for *_, thread in found)
    for task, earlier, before, now, thread in found:
        days, by_period = (now - before).days, task.id not in own
        yield Slip(task, earlier, thread, before, now, days, by_period, counts[thread])
