"""Finding: units that were given no task in a period for which there is a notice."""

from collections.abc import Iterator
from dataclasses import dataclass

from ketluan.auditing.state import State, lead_ids
from ketluan.model import Period, Unit


@dataclass(frozen=True, slots=True)
class UnitWithoutTasks:
    """A unit of the register, valid throughout `period`, that leads no task of the period.

    `notices` (by id) direct the period. `by_group` is the number of the period's tasks led by a
    group to which the unit belongs. A group itself is no unit here.
    """

    unit: Unit
    period: Period
    notices: tuple[str, ...]
    by_group: int


def units_without_tasks(state: State) -> Iterator[UnitWithoutTasks]:
    """Yield units by period, periods rising, units in the order of the register."""
    notices = directed_by(state)
    led: dict[Period, dict[str, int]] = {}
    for notice in state.notices.values():
        for task in notice.tasks:
            counts = led.setdefault(task.period, {}) if task.period else {}
            for unit_id in lead_ids(task, state.units):
                counts[unit_id] = counts.get(unit_id, 0) + 1
    for period in sorted(notices, key=lambda one: (one.start, one.id)):
        counts = led.get(period, {})
        for unit in state.archive.units:
            if unit.id not in counts and is_valid(unit, period):
                groups = [group for group in state.archive.groups if unit.id in group.members]
                by_group = sum(counts.get(group.id, 0) for group in groups)
                yield UnitWithoutTasks(unit, period, tuple(notices[period]), by_group)


def directed_by(state: State) -> dict[Period, list[str]]:
    """Return the ids of the notices that direct each period, themselves or by a task."""
    notices: dict[Period, list[str]] = {}
    for notice in state.notices.values():
        periods = {task.period for task in notice.tasks} | {notice.directed_period}
        for period in sorted(one for one in periods if one):
            notices.setdefault(period, []).append(notice.id)
    return notices


def is_valid(unit: Unit, period: Period) -> bool:
    """Tell whether the unit existed throughout: of one that came or went, notices may name the other."""
    begun = unit.valid_from is None or unit.valid_from <= period.start
    return begun and (unit.valid_to is None or period.end <= unit.valid_to)
