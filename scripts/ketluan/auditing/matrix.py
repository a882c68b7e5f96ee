"""How many tasks a unit leads in a period, by their status on the day: counts with their rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ketluan.auditing.state import State, lead_ids
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
    led: dict[tuple[str, str], dict[Status, list[Task]]] = defaultdict(lambda: defaultdict(list))
    every: dict[str, dict[Status, list[Task]]] = defaultdict(lambda: defaultdict(list))
    periods: dict[str, Period | None] = {}
    for task in tasks:
        period, status = task.period, state.statuses[task.id]
        period_id = period.id if period else ""
        periods[period_id] = period
        every[period_id][status].append(task)
        for leading in lead_ids(task, state.units):
            led[leading, period_id][status].append(task)
    totals = {periods[one]: _in_order(cell) for one, cell in every.items()}
    cells = {
        (leading, periods[one]): _in_order(cell)
        for (leading, one), cell in led.items()
        if unit_id in ("", leading)
    }
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


def _in_order(cell: Mapping[Status, Sequence[Task]]) -> ByStatus:
    return {status: tuple(cell[status]) for status in LABELS if status in cell}
