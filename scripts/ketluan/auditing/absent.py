"""Finding: units that were given no task in a period for which there is a notice."""

from collections.abc import Iterator
from typing import NamedTuple

from ketluan.auditing.matrix import Matrix
from ketluan.auditing.state import State
from ketluan.model import Period, Unit


class UnitWithoutTasks(NamedTuple):
    """A unit of the register, valid throughout `period`, that leads no task of the period.

    `notices` (by id) direct the period. `by_group` is the number of the period's tasks led by a
    group to which the unit belongs. A group itself is no unit here.
    """

    unit: Unit
    period: Period
    notices: tuple[str, ...]
    by_group: int


def units_without_tasks(state: State, led: Matrix) -> Iterator[UnitWithoutTasks]:
    """Yield units by period, periods rising, units in the order of the register.

    `led` is the matrix of all tasks.
    """
    notices = directed_by(state)
    for period in sorted(notices, key=lambda one: (one.start, one.id)):
        for unit in state.archive.units:
            if (unit.id, period) not in led.cells and is_valid(unit, period):
                groups = [group for group in state.archive.groups if unit.id in group.members]
                cells = (led.cells.get((group.id, period), {}) for group in groups)
                by_group = sum(len(tasks) for cell in cells for tasks in cell.values())
                yield UnitWithoutTasks(unit, period, tuple(notices[period]), by_group)


def directed_by(state: State) -> dict[Period, list[str]]:
    """Return the ids of the notices that direct each period, themselves or by a task."""
    notices: dict[Period, list[str]] = {}
    for notice in state.notices.values():
        named = {task.period.id: task.period for task in notice.tasks if task.period}
        if notice.directed_period:
            named[notice.directed_period.id] = notice.directed_period
        for period in sorted(named.values()):
            notices.setdefault(period, []).append(notice.id)
    return notices


def is_valid(unit: Unit, period: Period) -> bool:
    """Tell whether the unit existed throughout: of one that came or went, notices may name the other."""
    begun = unit.valid_from is None or unit.valid_from <= period.start
    return begun and (unit.valid_to is None or period.end <= unit.valid_to)
