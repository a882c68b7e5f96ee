"""Which part of the archive leaves: by unit, by period, as it was known on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ketluan.as_of import continued_on, known_on
from ketluan.grouping import grouped
from ketluan.lineage import lineage
from ketluan.model import Archive, Link, Notice, Outcome, Period, Task, Unit
from ketluan.status import Status, latest_outcome, status_on_day


@dataclass(frozen=True, slots=True)
class Selection:
    """The tasks to export, in the order of their notices, and the archive that they stand in.

    `archive` holds only what was known on the day `as_of`, everything where that is `None`.
    `continued` tells when a later notice took a task up again, `links` by the id of the later task the
    links in use to what it continues. `day` is the day for which a status is told; without it none is.
    `unit` and `period` say by what the tasks were chosen.
    """

    archive: Archive
    tasks: tuple[Task, ...]
    notices: Mapping[str, Notice]
    units: Mapping[str, Unit]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    continued: Mapping[str, date] = field(default_factory=dict)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    as_of: date | None = None
    day: date | None = None
    unit: Unit | None = None
    period: Period | None = None

    def status(self, task: Task) -> Status | None:
        """Return the status of the task on `day`, `None` where no day is asked."""
        if self.day is None:
            return None
        stated = self.outcomes.get(task.id, ())
        return status_on_day(task.due, stated, self.day, self.continued.get(task.id))

    def outcome(self, task_id: str) -> Outcome | None:
        """Return the outcome of the task that decides on `day` (or at all), if one does."""
        stated = self.outcomes.get(task_id, ())
        return latest_outcome(
            outcome for outcome in stated if self.day is None or outcome.is_known_on(self.day)
        )


def select(
    archive: Archive,
    *,
    unit_id: str = "",
    period: Period | None = None,
    as_of: date | None = None,
    day: date | None = None,
) -> Selection:
    """Return the tasks of `archive` that concern a unit, fall into a period, were known on a day.

    A unit is concerned where it leads or coordinates, itself or as a member of a group, and where one
    of its predecessors does: a successor takes over what they left open, and their history. A task
    falls into each period that holds its own. `day` is by default `as_of`. Raises `KeyError` where the
    register has no `unit_id`.
    """
    known = known_on(archive, as_of) if as_of else archive
    units = {unit.id: unit for unit in (*known.units, *known.groups)}
    unit = units[unit_id] if unit_id else None
    whole = Selection(
        archive=known,
        tasks=tuple(task for task in known.tasks if period is None or _within(task, period)),
        notices={notice.id: notice for notice in known.notices},
        units=units,
        outcomes=grouped((one.task_id, one) for one in known.outcomes),
        continued=continued_on(known),
        links=grouped((one.task, one) for thread in known.threads for one in thread.links),
        as_of=as_of,
        day=day or as_of,
        period=period,
    )
    return of_unit(whole, unit) if unit else whole


def of_unit(selection: Selection, unit: Unit) -> Selection:
    """Return those of the tasks that concern the unit; see `select`."""
    (chosen,) = of_units(selection, (unit,))
    return chosen


def of_units(selection: Selection, units: Iterable[Unit]) -> tuple[Selection, ...]:
    """Return for each unit those of the tasks that concern it; the tasks are looked through once."""
    named: dict[str, list[int]] = {}
    for place, task in enumerate(selection.tasks):
        for mention in (*task.lead_units, *task.coordinating_units):
            named.setdefault(mention.unit_id, []).append(place)
    found = []
    for unit in units:
        concerned = _concerned(unit, selection.archive, selection.as_of)
        places = sorted({place for one in concerned for place in named.get(one, ())})
        tasks = tuple(selection.tasks[place] for place in places)
        found.append(replace(selection, tasks=tasks, unit=unit))
    return tuple(found)


def _concerned(unit: Unit, archive: Archive, as_of: date | None) -> frozenset[str]:
    own = frozenset((unit.id, *lineage(archive.units, as_of).before(unit.id)))
    groups = (group.id for group in archive.groups if not own.isdisjoint(group.members))
    return own.union(groups)


def _within(task: Task, period: Period) -> bool:
    own = task.period
    return own is not None and period.start <= own.start and own.end <= period.end
