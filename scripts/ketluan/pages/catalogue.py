"""The archive prepared for pages: everything findable by its id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from ketluan.as_of import continued_on
from ketluan.auditing.state import State, state_on
from ketluan.grouping import grouped
from ketluan.lineage import Lineage, lineage
from ketluan.model import Archive, Document, Notice, Outcome, Period, Task, Unit, UnitMention
from ketluan.origins import Origins
from ketluan.pages.document_index import DocumentIndex, document_index
from ketluan.pages.thread_index import ThreadIndex, thread_index
from ketluan.status import Status, latest_outcome


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An archive and the ways into it. `periods` are all that its notices name, by day.

    `outcomes` gives the latest outcome of a task, `continued` the day on which a later notice took it
    up again. `groups` are units with members; they have no page of their own. `lineage` tells which
    units came of which. `led` and `joined` are the tasks by their lead and coordinating units, `""` for
    a name that the register lacks; `in_period` are the tasks by the id of their period, `""` for none.
    `states` gives what was known at the end of a day, found once for a day. `origins` tells briefly all
    that is known of a notice or a task.
    """

    archive: Archive
    periods: tuple[Period, ...]
    notices: Mapping[str, Notice]
    tasks: Mapping[str, Task]
    units: Mapping[str, Unit]
    groups: Mapping[str, Unit]
    documents: Mapping[str, Document]
    outcomes: Mapping[str, Outcome]
    continued: Mapping[str, date]
    cited: DocumentIndex
    lives: ThreadIndex
    lineage: Lineage
    led: Mapping[str, tuple[Task, ...]]
    joined: Mapping[str, tuple[Task, ...]]
    in_period: Mapping[str, tuple[Task, ...]]
    states: Callable[[date], State]
    origins: Origins

    def statuses(self, day: date) -> Mapping[str, Status]:
        """Return the status of each task that was known at the end of `day`."""
        return self.states(day).statuses

    def led_by(self, unit_id: str) -> tuple[Task, ...]:
        """Return the tasks whose lead is the unit itself; `""` is a name the register lacks."""
        return self.led.get(unit_id, ())

    def coordinated_by(self, unit_id: str) -> tuple[Task, ...]:
        """Return the tasks in which the unit coordinates."""
        return self.joined.get(unit_id, ())

    def directed_in(self, period: Period) -> tuple[Task, ...]:
        """Return the tasks of the period, in the order of the archive."""
        return self.in_period.get(period.id, ())

    def groups_of(self, unit_id: str) -> tuple[Unit, ...]:
        """Return the groups to which the unit belongs."""
        return tuple(group for group in self.archive.groups if unit_id in group.members)


def catalogue(archive: Archive, origins: Origins | None = None) -> Catalogue:
    """Return `archive` for pages; what it says of files that were refused is left to `check`.

    Its `origins` are found where none are given.
    """
    known = replace(archive, problems=tuple(p for p in archive.problems if p.rule != "secret"))
    tasks, continued = known.tasks, continued_on(known)
    return Catalogue(
        archive=known,
        periods=_periods(known),
        notices={notice.id: notice for notice in known.notices},
        tasks={task.id: task for task in tasks},
        units={unit.id: unit for unit in known.units},
        groups={group.id: group for group in known.groups},
        documents={document.key: document for document in known.documents},
        outcomes=_latest_outcomes(known),
        continued=continued,
        cited=document_index(known),
        lives=thread_index(known),
        lineage=lineage(known.units),
        led=_by_unit((task, task.lead_units) for task in tasks),
        joined=_by_unit((task, task.coordinating_units) for task in tasks),
        in_period=grouped((task.period.id if task.period else "", task) for task in tasks),
        states=cache(lambda day: state_on(known, day, continued)),
        origins=origins or Origins(known, continued),
    )


def _by_unit(
    named: Iterable[tuple[Task, Sequence[UnitMention]]],
) -> dict[str, tuple[Task, ...]]:
    """Return the tasks by the ids of units, each once, in order."""
    return grouped(
        (unit_id, task)
        for task, mentions in named
        if mentions  # as of few
        for unit_id in {mention.unit_id: None for mention in mentions}
    )


def _periods(archive: Archive) -> tuple[Period, ...]:
    named = {period.id: period for task in archive.tasks if (period := task.period)}
    for notice in archive.notices:
        named |= {p.id: p for p in (notice.reviewed_period, notice.directed_period) if p}
    every = {*archive.periods, *named.values()}
    return tuple(sorted(every, key=lambda period: (period.start, period.id)))


def _latest_outcomes(archive: Archive) -> dict[str, Outcome]:
    by_task: dict[str, list[Outcome]] = {}
    for outcome in archive.outcomes:
        by_task.setdefault(outcome.task_id, []).append(outcome)
    return {
        task_id: latest
        for task_id, outcomes in by_task.items()
        if (latest := latest_outcome(outcomes)) is not None
    }
