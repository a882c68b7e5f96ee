"""What each task continues, directly or through others, in one walk over all of them."""

from collections.abc import Mapping
from typing import NamedTuple

from ketluan.auditing.state import State
from ketluan.model import Period


class Course(NamedTuple):
    """What a task continues, and itself: the place in time of the `first` of these, and its quarter.

    `periods` has a bit for each period in which one of them was given, `limit` is the place of the first
    of those that have a limit. A step without a period counts for the quarter of its notice. `quarters`
    lie between the first one and the task's own.
    """

    first: int
    quarter: int
    periods: int
    limit: int | None
    quarters: int


def courses(state: State) -> Mapping[str, Course]:
    """Return the course of each task that continues another, in order of time.

    What a task continues stands before it: each takes over what was found for those.
    """
    steps = _Steps(state)
    found: dict[str, Course] = {}
    for task_id, links in state.earlier.items():
        first, own_quarter, periods, limit = steps.of(task_id)
        quarter = own_quarter
        for link in links:
            before = found.get(link.continues) or steps.of(link.continues)
            its_first, its_quarter, its_periods, its_limit = before[:4]
            if its_first < first:
                first, quarter = its_first, its_quarter
            if its_limit is not None and (limit is None or its_limit < limit):
                limit = its_limit
            periods |= its_periods
        found[task_id] = Course(first, quarter, periods, limit, own_quarter - quarter)
    return found


class _Steps:
    """Gives what a course tells of one step alone."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._periods: dict[str, tuple[int, int]] = {}

    def of(self, task_id: str) -> tuple[int, int, int, int | None]:
        state = self._state
        period = state.step_period(state.tasks[task_id])
        told = self._periods.get(period.id)
        if told is None:
            told = self._periods[period.id] = quarter_number(period), 1 << len(self._periods)
        place = state.order[task_id]
        return place, *told, place if state.dues[task_id] else None


def quarter_number(period: Period) -> int:
    """Return the number of the quarter in which the period begins."""
    return 4 * period.start.year + (period.start.month - 1) // 3
