"""Findings about repeating: carried over quarter by quarter, or never told of again."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ketluan.auditing.state import OPEN, State
from ketluan.model import Period, Task, UnitMention
from ketluan.units import name_key

LONG: Final = 3  # periods, or quarters between first and last, from which on an auditor asks


@dataclass(frozen=True, slots=True)
class CarriedOver:
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
            quarters=_quarter(periods[-1]) - _quarter(periods[0]),
            units=_units(lineage),
            first_due=next((due for one in lineage if (due := state.dues[one.id])), None),
        )


def long_carried(state: State) -> dict[str, None]:
    """Return the ids of the tasks that were carried over for long, open or not, in order of time.

    What a task continues stands before it: in one walk each joins what is known of those.
    """
    order, tasks = state.order, state.tasks
    found: dict[str, None] = {}
    known: dict[
        str, tuple[int, Period, frozenset[str]]
    ] = {}  # first step, its period, those of all
    for task_id, links in state.earlier.items():
        period = first_period = state.step_period(tasks[task_id])
        first, periods = order[task_id], frozenset((period.id,))
        for continued in [link.continues for link in links]:
            if continued not in known:
                own = state.step_period(tasks[continued])
                known[continued] = order[continued], own, frozenset((own.id,))
            before, its_period, others = known[continued]
            if before < first:
                first, first_period = before, its_period
            periods |= others
        known[task_id] = first, first_period, periods
        if len(periods) >= LONG or _quarter(period) - _quarter(first_period) >= LONG:
            found[task_id] = None
    return found


def _quarter(period: Period) -> int:
    """Return the number of the quarter in which the period begins."""
    return 4 * period.start.year + (period.start.month - 1) // 3


def _units(lineage: tuple[Task, ...]) -> tuple[UnitMention, ...]:
    found: dict[str, UnitMention] = {}
    for task in lineage:
        for one in task.lead_units:
            found.setdefault(one.unit_id or one.name, one)
    return tuple(found.values())


def not_repeated(state: State) -> Iterator[NotRepeated]:
    """Yield the tasks of which nothing was heard again, in the order of their notices."""
    later = later_notices(state)
    asked = Counter(one.continues for one in state.archive.links if one.status == "proposed")
    for task, status, _ in state.standing():
        if status in OPEN and (following := later[task.notice_id]):
            period = state.step_period(task)
            if period.end < state.day:
                count = asked.get(task.id, 0)
                yield NotRepeated(task, period, len(following), following[0], count)


def can_be_repeated(state: State) -> bool:
    """Tell whether any notice has a later one of its body: only then is silence a sign."""
    return any(later_notices(state).values())


def later_notices(state: State) -> dict[str, list[str]]:
    """Return for each notice the ids of later ones of the same body, in order of day."""
    bodies: dict[str, list[str]] = {}
    for notice_id in sorted(state.notices, key=lambda one: (state.days[one], one)):
        bodies.setdefault(name_key(state.notices[notice_id].issuer), []).append(notice_id)
    return {
        notice_id: ids[bisect_right(ids, state.days[notice_id], key=state.days.__getitem__) :]
        for ids in bodies.values()
        for notice_id in ids
    }
