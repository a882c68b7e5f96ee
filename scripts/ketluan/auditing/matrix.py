"""How many tasks a unit leads in a period, by their status on the day: counts with their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketluan.auditing.state import State, lead_ids
from ketluan.grouping import grouped
from ketluan.model import Period, Task
from ketluan.status import LABELS, Status

ByStatus = Mapping[Status, tuple[Task, ...]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks by lead unit, period and status; what is counted is what the tuples hold.

    `units` are ids of units and groups in the order of the register, `""` for unknown leads at the
    end; `periods` rise, `None` for tasks without a period at the end. `cells` has only cells with a
    task. A task that two units lead stands in the rows of both, and once in `totals`, which are by
    period. Statuses are in the order of `status.LABELS`.
    """

    units: tuple[str, ...]
    periods: tuple[Period | None, ...]
    cells: Mapping[tuple[str, Period | None], ByStatus]
    totals: Mapping[Period | None, ByStatus]


def matrix(state: State, tasks: Iterable[Task], unit_id: str = "") -> Matrix:
    """Return the matrix of `tasks`, each of which stands in `state`; with `unit_id` only its row."""
    cells: dict[tuple[str, Period | None], ByStatus] = {}
    totals: dict[Period | None, ByStatus] = {}
    of_period = grouped((task.period.id if task.period else "", task) for task in tasks)
    for listed in of_period.values():
        period = listed[0].period
        totals[period] = _by_status(state, listed)
        led = grouped((leading, task) for task in listed for leading in lead_ids(task, state.units))
        for leading, theirs in led.items():
            if unit_id in ("", leading):
                cells[leading, period] = _by_status(state, theirs)
    units = {leading for leading, _ in cells}
    return Matrix(
        units=tuple(one for one in (*state.units, "") if one in units),
        periods=tuple(sorted(totals, key=period_order)),
        cells=cells,
        totals=totals,
    )


def period_order(period: Period | None) -> tuple[bool, str, str]:
    """Return by what periods are put in order, tasks without one last."""
    return (False, period.start.isoformat(), period.id) if period else (True, "", "")


def _by_status(state: State, tasks: Iterable[Task]) -> ByStatus:
    found: dict[Status, list[Task]] = {status: [] for status in LABELS}
    for task in tasks:
        found[state.statuses[task.id]].append(task)
    return {status: tuple(listed) for status, listed in found.items() if listed}
