"""Which part of the archive leaves: by unit, by period, as it was known on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ketluan.model import Archive, Document, Notice, Outcome, Period, Task, Unit, is_notice_id
from ketluan.status import latest_outcome


@dataclass(frozen=True, slots=True)
class Selection:
    """The tasks to export, in the order of their notices, and the archive that they stand in.

    `archive` holds only what was known on the day `as_of`, everything where that is `None`. `day` is
    the day for which a status is told; without it none is. `unit` and `period` say by what the tasks
    were chosen.
    """

    archive: Archive
    tasks: tuple[Task, ...]
    notices: Mapping[str, Notice]
    units: Mapping[str, Unit]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    as_of: date | None = None
    day: date | None = None
    unit: Unit | None = None
    period: Period | None = None

    def outcome(self, task_id: str) -> Outcome | None:
        """Return the outcome of the task that decides on `day` (or at all), if one does."""
        stated = self.outcomes.get(task_id, ())
        return latest_outcome(
            outcome
            for outcome in stated
            if self.day is None or (outcome.day is not None and outcome.day <= self.day)
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

    A unit is concerned where it leads or coordinates, itself or as a member of a group. A task falls
    into each period that holds its own. `day` is by default `as_of`. Raises `KeyError` where the
    register has no `unit_id`.
    """
    known = _known_on(archive, as_of) if as_of else archive
    units = {unit.id: unit for unit in (*known.units, *known.groups)}
    unit = units[unit_id] if unit_id else None
    concerned = _concerned(unit, known.groups) if unit else frozenset()
    tasks = tuple(
        task
        for task in known.tasks
        if (unit is None or _names(task, concerned)) and (period is None or _within(task, period))
    )
    return Selection(
        archive=known,
        tasks=tasks,
        notices={notice.id: notice for notice in known.notices},
        units=units,
        outcomes=_by_task(known.outcomes),
        as_of=as_of,
        day=day or as_of,
        unit=unit,
        period=period,
    )


def notice_day(notice: Notice) -> date | None:
    """Return the day of the notice: of its meeting, else of issue, else the one in its id.

    Only a draft in a preview can have none of them.
    """
    if notice.day or not is_notice_id(notice.id):
        return notice.day
    return date.fromisoformat(notice.id[:10])


def _known_on(archive: Archive, as_of: date) -> Archive:
    days = ((notice, notice_day(notice)) for notice in archive.notices)
    notices = tuple(notice for notice, day in days if day and day <= as_of)
    ids = {notice.id for notice in notices}
    return replace(
        archive,
        notices=notices,
        documents=tuple(_documents_known(archive.documents, ids)),
        standards=tuple(_documents_known(archive.standards, ids)),
        outcomes=tuple(o for o in archive.outcomes if o.day is not None and o.day <= as_of),
    )


def _documents_known(documents: Iterable[Document], notice_ids: set[str]) -> Iterable[Document]:
    for document in documents:
        citing = tuple(one for one in document.citing if one.notice_id in notice_ids)
        if citing or not document.citing:
            held = document.held_as if document.held_as in notice_ids else ""
            yield replace(document, citing=citing, held_as=held)


def _concerned(unit: Unit, groups: Iterable[Unit]) -> frozenset[str]:
    return frozenset((unit.id, *(group.id for group in groups if unit.id in group.members)))


def _names(task: Task, unit_ids: frozenset[str]) -> bool:
    return any(m.unit_id in unit_ids for m in (*task.lead_units, *task.coordinating_units))


def _within(task: Task, period: Period) -> bool:
    own = task.period
    return own is not None and period.start <= own.start and own.end <= period.end


def _by_task(outcomes: Iterable[Outcome]) -> dict[str, tuple[Outcome, ...]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.task_id, []).append(outcome)
    return {task_id: tuple(stated) for task_id, stated in found.items()}
