"""The figures of an audit without its rows, for one day or for many at once.

An audit of each past day would read all tasks again for each. But what a task, link or notice adds to
the figures changes on a few days only. So each is looked at once, those alike together, and adds from
one of the days until another; running sums are the figures of every day.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, pairwise
from typing import Generic, TypeVar

from ketluan.auditing.absent import directed_by, is_valid
from ketluan.auditing.audit import FINDINGS, Audit, FindingKind
from ketluan.auditing.matrix import period_order
from ketluan.auditing.repeating import later_notices, long_carried
from ketluan.auditing.state import is_open
from ketluan.auditing.undecided import UNCONFIRMED
from ketluan.model import LinkStatus, Outcome, Period, Task
from ketluan.status import LABELS, SOON_DAYS, Status, status_on_day

Counts = Mapping[Status, int]
"""How many of some tasks have each status, in the order of `status.LABELS`, without those none has."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many notices, tasks and rows of each finding the audit of `day` has.

    `periods`, `cells` and `totals` are those of `Matrix`, with numbers for tasks. `overdue_own` are the
    overdue tasks with a limit of their own, `unconfirmed` the unconfirmed links by status.
    """

    day: date
    notices: int
    tasks: int
    rows: Mapping[FindingKind, int]
    overdue_own: int
    can_be_repeated: bool
    unconfirmed: Mapping[LinkStatus, int]
    periods: tuple[Period | None, ...]
    cells: Mapping[tuple[str, Period | None], Counts]
    totals: Mapping[Period | None, Counts]

    @property
    def statuses(self) -> Counts:
        """The status of all tasks, each counted once."""
        counts = Counter[Status]()
        for total in self.totals.values():
            counts.update(total)
        return _in_order(counts)


def _in_order(counts: Mapping[Status, int]) -> Counts:
    return {status: count for status in LABELS if (count := counts.get(status, 0))}


def figures_of(audit: Audit) -> Figures:
    """Return the figures of an audit that was made."""
    matrix = audit.matrix
    return Figures(
        day=audit.day,
        notices=len(audit.state.notices),
        tasks=len(audit.tasks),
        rows={kind: len(audit.rows(kind)) for kind in FINDINGS},
        overdue_own=sum(not row.is_default for row in audit.overdue),
        can_be_repeated=audit.can_be_repeated,
        unconfirmed=_unconfirmed(Counter(row.link.status for row in audit.unconfirmed_links)),
        periods=matrix.periods,
        cells={place: _sizes(cell) for place, cell in matrix.cells.items()},
        totals={period: _sizes(cell) for period, cell in matrix.totals.items()},
    )


def _unconfirmed(counts: Mapping[str, int]) -> Mapping[LinkStatus, int]:
    return {status: counts[status] for status in UNCONFIRMED}


def _sizes(cell: Mapping[Status, Sequence[Task]]) -> Counts:
    return {status: len(tasks) for status, tasks in cell.items()}


def past_figures(audit: Audit, days: Sequence[date]) -> Iterator[Figures]:
    """Yield the figures of the audits of `days`, which rise, none later than that of `audit`.

    `audit` is one of a whole archive whose notices stand in order of time.
    """
    return _Past(audit, days).figures()


_Key = TypeVar("_Key", bound=Hashable)
_Place = tuple[str | None, str]  # of a cell in the matrix: unit (of a total none), period's id
_Course = tuple[
    tuple[int, int, Status], ...
]  # of a task: each status, from one place until another


class _Sums(Generic[_Key]):
    """Numbers that change from day to day, by key; a day is its place among those asked."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._changes: list[Counter[_Key]] = [Counter() for _ in range(days)]

    def add(self, key: _Key, first: int, until: int | None = None, count: int = 1) -> None:
        """Count so many more from the day `first` on, but not from `until` on."""
        until = self._days if until is None else until
        if first < until:
            self._changes[first][key] += count
            if until < self._days:
                self._changes[until][key] -= count

    def of_each_day(self) -> Iterator[tuple[Counter[_Key], Counter[_Key]]]:
        """Yield for each day the numbers, one object that changes, and by how much which did."""
        numbers: Counter[_Key] = Counter()
        for changes in self._changes:
            numbers.update(changes)
            yield numbers, changes


class _Past:
    """What everything adds to the figures of past days."""

    def __init__(self, audit: Audit, days: Sequence[date]) -> None:
        self.audit = audit
        self.state = audit.state
        self.days = days
        self.ends = [day.toordinal() for day in days]
        self.counts = _Sums[str](len(days))
        self.tasks = _Sums[tuple[_Place, Status]](len(days))
        self._add_tasks()
        self._add_units()
        for (name, since), count in Counter(self._lasting()).items():
            self.counts.add(name, self._from(since), None, count)
            if name in UNCONFIRMED:
                self.counts.add("unconfirmed_link", self._from(since), None, count)

    def figures(self) -> Iterator[Figures]:
        """Yield the figures of each day."""
        periods = {one.period.id: one.period for one in self.audit.tasks if one.period}
        cells: dict[tuple[str, Period | None], Counts] = {}
        totals: dict[Period | None, Counts] = {}
        each = zip(self.days, self.counts.of_each_day(), self.tasks.of_each_day(), strict=True)
        for day, (counts, _), (numbers, changes) in each:
            for place in dict.fromkeys(place for place, _ in changes):
                unit_id, period = place[0], periods.get(place[1])
                cell = _in_order({one: numbers[place, one] for one in LABELS})
                if unit_id is None:
                    totals[period] = cell
                else:
                    cells[unit_id, period] = cell
            yield Figures(
                day=day,
                notices=counts["notices"],
                tasks=counts["tasks"],
                rows={kind: counts[kind] for kind in FINDINGS},
                overdue_own=counts["overdue_own"],
                can_be_repeated=counts["can_be_repeated"] > 0,
                unconfirmed=_unconfirmed(counts),
                periods=tuple(sorted(totals, key=period_order)),
                cells=dict(cells),
                totals=dict(totals),
            )

    def _from(self, day: date) -> int:
        """Return the place of the first of the days on or after `day`."""
        return bisect_left(self.ends, day.toordinal())

    def _behind(self, day: date) -> int:
        """Return the place of the first of the days after `day`."""
        return bisect_right(self.ends, day.toordinal())

    def _lasting(self) -> Iterator[tuple[str, date]]:
        """Yield the kind of everything that stays once it is there, with its first day."""
        audit, told = self.audit, self.state.told
        for notice_id in self.state.notices:
            yield "notices", self.state.days[notice_id]
        for task in audit.tasks:
            yield "tasks", told(task)
        for late in audit.past_when_issued:
            yield "past_when_issued", late.told
        for slip in audit.slips:
            yield "slip", max(told(slip.task), told(slip.earlier))
        for contradiction in audit.contradictions:
            yield "conflict", contradiction.since
        for link in audit.unconfirmed_links:
            yield link.link.status, max(told(link.task), told(link.earlier))
        for proposed in audit.proposed_outcomes:
            stated = self.state.days[proposed.proposal.notice_id]
            yield "proposed_outcome", max(told(proposed.task), stated)

    def _add_units(self) -> None:
        """Count a unit from the first notice of a period on, until it leads a task of the period."""
        state, cells = self.state, self.audit.matrix.cells
        for period, notices in directed_by(state).items():
            first = min(self._from(state.days[one]) for one in notices)
            for unit in state.archive.units:
                if is_valid(unit, period):
                    listed = cells.get((unit.id, period), {}).values()
                    led = (self._from(state.told(tasks[0])) for tasks in listed)
                    self.counts.add("unit_without_tasks", first, min(led, default=None))

    def _add_tasks(self) -> None:
        courses, matrix = self._courses(), self.audit.matrix
        places = chain(
            (((None, period), cell) for period, cell in matrix.totals.items()),
            matrix.cells.items(),
        )
        for (unit_id, period), cell in places:
            place = unit_id, period.id if period else ""
            listed = Counter(courses[task.id] for tasks in cell.values() for task in tasks)
            for course, count in listed.items():
                for first, until, status in course:
                    self.tasks.add((place, status), first, until, count)
        self._add_findings(courses)

    def _courses(self) -> dict[str, _Course]:
        """Return the course of each task; it is found once for all to which the same days matter."""
        state, course = self.state, cache(self._course)
        told = {notice_id: self._from(day) for notice_id, day in state.days.items()}
        first = {day: self._first(day) for day in dict.fromkeys(state.continued.values())}
        turns: dict[tuple[int, int], date] = {}  # with the first limit that has them
        dues: dict[date | None, date | None] = {None: None}
        for due in dict.fromkeys(state.dues.values()):
            if due:
                dues[due] = turns.setdefault(self._turns(due), due)
        return {
            task_id: course(
                told[task.notice_id],
                dues[state.dues[task_id]],
                first[state.continued[task_id]] if task_id in state.continued else None,
                state.outcomes.get(task_id, ()),
            )
            for task_id, task in state.tasks.items()
        }

    def _first(self, day: date) -> date | None:
        """Return the first of the days on or after `day`, if there is one."""
        place = self._from(day)
        return self.days[place] if place < len(self.days) else None

    def _add_findings(self, courses: Mapping[str, _Course]) -> None:
        """Count the tasks themselves, and those that are late, carried over or not told of again."""
        state, behind = self.state, cache(self._behind)
        long = long_carried(state)
        silent = {
            notice_id: self._from(state.days[later[0]])
            for notice_id, later in later_notices(state).items()
            if later
        }
        for place in silent.values():
            self.counts.add("can_be_repeated", place)
        alike = Counter(
            (
                courses[task.id],
                task.due_from == "period",
                task.id in long,
                silent.get(task.notice_id, len(self.days)),
                behind(state.step_period(task).end),
            )
            for task in state.tasks.values()
        )
        for (course, is_default, is_carried, heard, ended), count in alike.items():
            for first, until, status in course:
                if status == "qua-han":
                    self.counts.add("overdue", first, until, count)
                    if not is_default:
                        self.counts.add("overdue_own", first, until, count)
                if is_open(status):
                    if is_carried:
                        self.counts.add("carried_over", first, until, count)
                    self.counts.add("not_repeated", max(first, heard, ended), until, count)

    def _course(
        self, told: int, due: date | None, continued: date | None, stated: tuple[Outcome, ...]
    ) -> _Course:
        """Return each status of a task with the places of its first day and of that behind its last."""
        turns = [told, *(self._from(one.known_from) for one in stated if one.known_from)]
        if continued:
            turns.append(self._from(continued))
        if due:
            turns += self._turns(due)
        places = sorted({place for place in turns if told <= place < len(self.days)})
        return tuple(
            (first, until, status_on_day(due, stated, self.days[first], continued))
            for first, until in pairwise((*places, len(self.days)))
        )

    def _turns(self, due: date) -> tuple[int, int]:
        """Return the places of the first days on which a task is nearly due, and on which it is late."""
        last = due.toordinal()
        return bisect_left(self.ends, last - SOON_DAYS), bisect_right(self.ends, last)
