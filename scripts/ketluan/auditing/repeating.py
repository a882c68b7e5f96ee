"""Findings about repeating: carried over quarter by quarter, or never told of again."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from ketluan.auditing.courses import Course, quarter_number
from ketluan.auditing.state import OPEN, State
from ketluan.model import Period, Task, UnitMention
from ketluan.units import name_key

LONG: Final = 3  # periods, or quarters between first and last, from which on an auditor asks


class CarriedOver(NamedTuple):
    """An open task that was given in three periods or more, or first three quarters ago or more.

    Counted is what it continues, directly or through others, and itself: `steps` tasks in `periods`
    different periods; `quarters` lie between the periods of the `first` and of the task. A step
    without a period counts for the quarter of its notice. `units` led it, each once, in order of
    time. `first_due` is the first limit that any step had.
    """

    task: Task
    first: Task
    thread: str
    steps: int
    periods: int
    quarters: int
    units: tuple[UnitMention, ...]
    first_due: date | None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


class NotRepeated(NamedTuple):
    """An open task whose period ended, while a later notice of the same body exists.

    So no later notice repeats it and nothing closes it. `period` is its own, else the quarter of its
    notice; `later` is the number of later notices of the body, `next_notice` the first of them.
    `proposed` is the number of later tasks that may continue it, if a person says so.
    """

    task: Task
    period: Period
    later: int
    next_notice: str
    proposed: int

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


def carried_over(state: State, long: Iterable[str]) -> Iterator[CarriedOver]:
    """Yield those of the tasks that were carried over for `long` that are open, in their order."""
    for task_id in long:
        task = state.tasks[task_id]
        if state.statuses[task_id] not in OPEN:
            continue
        lineage = state.lineage(task)
        periods = [state.step_period(one) for one in lineage]
        yield CarriedOver(
            task=task,
            first=lineage[0],
            thread=state.thread(task).id,
            steps=len(lineage),
            periods=len(set(periods)),
            quarters=quarter_number(periods[-1]) - quarter_number(periods[0]),
            units=_units(lineage),
            first_due=next((due for one in lineage if (due := state.dues[one.id])), None),
        )


def long_carried(courses: Mapping[str, Course]) -> dict[str, None]:
    """Return the ids of the tasks that were carried over for long, open or not, in order of time."""
    return {
        task_id: None
        for task_id, course in courses.items()
        if course.periods.bit_count() >= LONG or course.quarters >= LONG
    }


def _units(lineage: tuple[Task, ...]) -> tuple[UnitMention, ...]:
    found: dict[str, UnitMention] = {}
    for task in lineage:
        for one in task.lead_units:
            found.setdefault(one.unit_id or one.name, one)
    return tuple(found.values())


def not_repeated(state: State, heard: Mapping[str, "Heard"]) -> Iterator[NotRepeated]:
    """Yield the tasks of which nothing was `heard` again, in the order of their notices."""
    asked = Counter(one.continues for one in state.archive.links if one.status == "proposed")
    for task, status, _ in state.standing():
        if status in OPEN and task.notice_id in heard:
            period = state.step_period(task)
            if period.end < state.day:
                later, following = heard[task.notice_id]
                yield NotRepeated(task, period, later, following, asked.get(task.id, 0))


class Heard(NamedTuple):
    """That a body was heard again: how many notices of it are later than one, and the first of them."""

    later: int
    next_notice: str


def heard_again(state: State) -> Mapping[str, Heard]:
    """Return for each notice that has later ones of the same body what was heard after it.

    Only then is silence a sign.
    """
    bodies: dict[str, list[str]] = {}
    for notice_id in sorted(state.notices, key=lambda one: (state.days[one], one)):
        bodies.setdefault(name_key(state.notices[notice_id].issuer), []).append(notice_id)
    return {
        notice_id: Heard(len(ids) - following, ids[following])
        for ids in bodies.values()
        for notice_id in ids
        if (following := bisect_right(ids, state.days[notice_id], key=state.days.__getitem__))
        < len(ids)
    }
