"""The archive as it was known at the end of a day, with the status that each task had then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.as_of import continued_on, known_on, notice_day
from ketluan.grouping import grouped
from ketluan.model import Archive, Link, Notice, Outcome, Period, Task, Thread, Unit
from ketluan.status import CLOSED, LABELS, Status, status_on_day

# Of a task that is neither closed nor taken up again; a suspended one is open.
OPEN: Final = frozenset(LABELS) - CLOSED - {"chuyen-tiep"}


@dataclass(frozen=True, slots=True)
class State:
    """What was known on `day`, findable by the id of a task.

    `earlier` are the links that join, by their later task. `outcomes` are those stated by that day,
    `continued` the days on which later notices took tasks up again.
    `days` are those of the notices, `order` is the place of each task in time, `dues` its last day
    in time, read once, `own_dues` those that are not only their period's. What is by task stands in
    that order.
    """

    day: date
    archive: Archive
    tasks: Mapping[str, Task]
    order: Mapping[str, int]
    dues: Mapping[str, date | None]
    own_dues: Mapping[str, date]
    notices: Mapping[str, Notice]
    days: Mapping[str, date]
    units: Mapping[str, Unit]
    threads: Mapping[str, Thread]
    earlier: Mapping[str, tuple[Link, ...]]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    continued: Mapping[str, date]
    statuses: Mapping[str, Status]

    def standing(self) -> Iterator[tuple[Task, Status, date | None]]:
        """Yield each task with its status and its last day in time, in order of time."""
        return zip(self.tasks.values(), self.statuses.values(), self.dues.values(), strict=True)

    def told(self, task: Task) -> date:
        """Return the day of the notice that gives the task."""
        return self.days[task.notice_id]

    def step_period(self, task: Task) -> Period:
        """Return the task's period, for one without a period the quarter of its notice."""
        return task.period or quarter_of(self.told(task))

    def lineage(self, task: Task) -> tuple[Task, ...]:
        """Return what the task continues, directly or through others, and the task, in order of time."""
        if task.id not in self.earlier:
            return (task,)
        found = {task.id}
        ahead = [task.id]
        while ahead:
            for link in self.earlier.get(ahead.pop(), ()):
                if link.continues not in found:
                    found.add(link.continues)
                    ahead.append(link.continues)
        return tuple(self.tasks[one] for one in sorted(found, key=self.order.__getitem__))

    def thread(self, task: Task) -> Thread:
        """Return the thread of which the task is a step, as far as it was known."""
        return self.threads[task.id]

    def closing(self, task_id: str) -> Iterator[Outcome]:
        """Yield the outcomes that close the task."""
        return (one for one in self.outcomes.get(task_id, ()) if one.status in CLOSED)


def quarter_of(day: date) -> Period:
    """Return the quarter in which `day` lies."""
    return Period(f"{day.year:04d}-Q{(day.month + 2) // 3}")


def lead_ids(task: Task, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Return the ids of the task's lead units and groups, each once; `""` for unknown leads.

    A name that the register lacks is unknown, and so is a task without any lead.
    """
    leads = task.lead_units
    if len(leads) == 1:  # as most have
        unit_id = leads[0].unit_id
        return (unit_id if unit_id in units else "",)
    ids = [one.unit_id if one.unit_id in units else "" for one in leads]
    return tuple(dict.fromkeys(ids)) or ("",)


def state_on(archive: Archive, day: date, continued: Mapping[str, date] | None = None) -> State:
    """Return `archive` as it was known at the end of `day`.

    `continued` are the `as_of.continued_on` of the whole archive, where somebody has them.
    """
    known = known_on(archive, day)
    tasks: dict[str, Task] = {}
    for task in known.tasks:
        tasks.setdefault(task.id, task)
    own_dues = {task.id: due for task in tasks.values() if (due := task.own_due)}
    dues = {task.id: task.period.end if task.period else None for task in tasks.values()} | own_dues
    outcomes = grouped((one.task_id, one) for one in known.outcomes)
    earlier = grouped((one.task, one) for thread in known.threads for one in thread.links)
    if continued is None or known is not archive:
        continued = continued_on(known)
    by_due = {due: status_on_day(due, (), day) for due in dict.fromkeys(dues.values())}
    carried_on = status_on_day(None, (), day, continued=day)
    return State(
        day=day,
        archive=known,
        tasks=tasks,
        dues=dues,
        own_dues=own_dues,
        order=dict(zip(tasks, range(len(tasks)), strict=True)),
        notices={notice.id: notice for notice in known.notices},
        days={notice.id: notice_day(notice) or date.min for notice in known.notices},
        units={unit.id: unit for unit in (*known.units, *known.groups)},
        threads={step: thread for thread in known.threads for step in thread.steps},
        earlier={task_id: earlier[task_id] for task_id in tasks if task_id in earlier},
        outcomes=outcomes,
        continued=continued,
        statuses={
            task_id: status_on_day(due, outcomes[task_id], day, continued.get(task_id))
            if task_id in outcomes
            else carried_on
            if task_id in continued
            else by_due[due]
            for task_id, due in dues.items()
        },
    )
