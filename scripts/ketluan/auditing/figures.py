"""The figures of an audit without its rows, for one day or for many at once.

An audit of each past day would read all tasks again for each. But what a task, link or notice adds to
the figures changes on a few days only. So each is looked at once, those alike together, and adds from
one of the days until another; running sums are the figures of every day.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from operator import attrgetter
from typing import Generic, TypeVar

from ketluan.auditing.absent import directed_by, is_valid
from ketluan.auditing.audit import FINDINGS, Audit, FindingKind
from ketluan.auditing.matrix import period_order
from ketluan.auditing.repeating import heard_again
from ketluan.auditing.state import OPEN, quarter_of
from ketluan.auditing.undecided import UNCONFIRMED
from ketluan.model import Link, LinkStatus, Outcome, Period, Task
from ketluan.status import LABELS, SOON_DAYS, Status, status_on_day

Counts = Mapping[Status, int]
"""How many of some tasks have each status, in the order of `status.LABELS`, without those none has."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many notices, tasks and rows of each finding the audit of `day` has.

    `periods`, `cells` and `totals` are those of `Matrix`, with numbers for tasks. `overdue_own` are the
    overdue tasks with a limit of their own, `unconfirmed` the unconfirmed links by status. In a course
    of days `since` are those cells (by unit, of totals none, and id of the period) that are not as on
    the day before.
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
    since: Mapping[tuple[str | None, str], Counts] = field(default_factory=dict, compare=False)

    @property
    def statuses(self) -> Counts:
        """The status of all tasks, each counted once."""
        counts = Counter[str]()
        for total in self.totals.values():
            counts.update(total)
        return _in_order(counts)


def _in_order(counts: Mapping[str, int]) -> Counts:
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
        unconfirmed=_unconfirmed(_statuses(audit.unconfirmed_links.links)),
        periods=matrix.periods,
        cells={place: _sizes(cell) for place, cell in matrix.cells.items()},
        totals={period: _sizes(cell) for period, cell in matrix.totals.items()},
    )


def _statuses(links: Iterable[Link]) -> dict[str, int]:
    every = [one.status for one in links]  # of a hundred thousand, with two statuses among them
    return {status: every.count(status) for status in dict.fromkeys(every)}


def _unconfirmed(counts: Mapping[str, int]) -> Mapping[LinkStatus, int]:
    return {status: counts.get(status, 0) for status in UNCONFIRMED}


def _sizes(cell: Mapping[Status, Sequence[Task]]) -> Counts:
    return {status: len(tasks) for status, tasks in cell.items()}


def past_figures(audit: Audit, days: Sequence[date]) -> Iterator[Figures]:
    """Yield the figures of the audits of `days`, which rise, none later than that of `audit`.

    `audit` is one of a whole archive whose notices stand in order of time, and whose links lead back.
    """
    return _Past(audit, days).figures()


_Place = tuple[str | None, str]  # of a cell in the matrix: unit (of a total none), period's id
_Course = tuple[
    tuple[int, int, Status], ...
]  # of a task: each status, from one place until another
_At = TypeVar("_At", bound=Hashable)


class _Sums(Generic[_At]):
    """Numbers that change from day to day, by place and name; a day is its place among those asked."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._changes: list[dict[_At, dict[str, int]]] = [{} for _ in range(days)]

    def add(self, at: _At, name: str, first: int, until: int | None = None, count: int = 1) -> None:
        """Count so many more from the day `first` on, but not from `until` on."""
        until = self._days if until is None else until
        if first < until:
            self._change(first, at, name, count)
            if until < self._days:
                self._change(until, at, name, -count)

    def _change(self, day: int, at: _At, name: str, count: int) -> None:
        changes = self._changes[day].setdefault(at, {})
        changes[name] = changes.get(name, 0) + count

    def of_each_day(self) -> Iterator[dict[_At, Mapping[str, int]]]:
        """Yield for each day the numbers at the places where any is another than on the day before."""
        numbers: dict[_At, dict[str, int]] = {}
        for changes in self._changes:
            for at, more in changes.items():
                own = numbers.setdefault(at, {})
                for name, count in more.items():
                    own[name] = own.get(name, 0) + count
            yield {at: numbers[at] for at in changes}


class _Past:
    """What everything adds to the figures of past days."""

    def __init__(self, audit: Audit, days: Sequence[date]) -> None:
        self.audit = audit
        self.state = audit.state
        self.days = days
        self.ends = [day.toordinal() for day in days]
        self.counts = _Sums[None](len(days))
        self.tasks = _Sums[_Place](len(days))
        self._add_tasks()
        self._add_units()
        for (name, since), count in self._lasting().items():
            self._count(name, self._from(since), None, count)
            if name in UNCONFIRMED:
                self._count("unconfirmed_link", self._from(since), None, count)

    def _count(self, name: str, first: int, until: int | None = None, count: int = 1) -> None:
        self.counts.add(None, name, first, until, count)

    def figures(self) -> Iterator[Figures]:
        """Yield the figures of each day."""
        periods = {one.id: one for one in self.audit.matrix.totals if one}
        counts = defaultdict[str, int](int)
        cells: dict[tuple[str, Period | None], Counts] = {}
        totals: dict[Period | None, Counts] = {}
        each = zip(self.days, self.counts.of_each_day(), self.tasks.of_each_day(), strict=True)
        for day, counted, changed in each:
            counts |= counted.get(None, {})
            since = {place: _in_order(numbers) for place, numbers in changed.items()}
            for (unit_id, period_id), cell in since.items():
                period = periods.get(period_id)
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
                since=since,
            )

    def _from(self, day: date) -> int:
        """Return the place of the first of the days on or after `day`."""
        return bisect_left(self.ends, day.toordinal())

    def _behind(self, day: date) -> int:
        """Return the place of the first of the days after `day`."""
        return bisect_right(self.ends, day.toordinal())

    def _lasting(self) -> Counter[tuple[str, date]]:
        """Count by kind and first day everything that stays once it is there."""
        audit, days = self.audit, self.state.days
        found = Counter(
            chain(
                (("notices", day) for day in days.values()),
                (("past_when_issued", late.told) for late in audit.past_when_issued),
                (
                    ("slip", max(days[one.task.notice_id], days[one.earlier.notice_id]))
                    for one in audit.slips
                ),
                (("conflict", one.since) for one in audit.contradictions),
                (
                    (
                        "proposed_outcome",
                        max(days[one.task.notice_id], days[one.proposal.notice_id]),
                    )
                    for one in audit.proposed_outcomes
                ),
            )
        )
        for notice_id, count in Counter(task.notice_id for task in audit.tasks).items():
            found["tasks", days[notice_id]] += count
        for notice_id, links in audit.unconfirmed_links.of_notices.items():
            for status, count in _statuses(links).items():
                found[status, days[notice_id]] += count
        return found

    def _add_units(self) -> None:
        """Count a unit from the first notice of a period on, until it leads a task of the period."""
        state, cells = self.state, self.audit.matrix.cells
        for period, notices in directed_by(state).items():
            first = min(self._from(state.days[one]) for one in notices)
            for unit in state.archive.units:
                if is_valid(unit, period):
                    listed = cells.get((unit.id, period), {}).values()
                    led = (self._from(state.told(tasks[0])) for tasks in listed)
                    self._count("unit_without_tasks", first, min(led, default=None))

    def _add_tasks(self) -> None:
        courses, of_task = self._courses()
        matrix = self.audit.matrix
        places = chain(
            (((None, period), cell) for period, cell in matrix.totals.items()),
            matrix.cells.items(),
        )
        for (unit_id, period), cell in places:
            place = unit_id, period.id if period else ""
            ids = map(attrgetter("id"), chain.from_iterable(cell.values()))
            listed = Counter(map(of_task.__getitem__, ids))
            for number, count in listed.items():
                for first, until, status in courses[number]:
                    self.tasks.add(place, status, first, until, count)
        self._add_findings(courses, of_task)

    def _courses(self) -> tuple[Sequence[_Course], Mapping[str, int]]:
        """Return the courses that tasks have, and by the id of a task the place of its own.

        A course is found once for all tasks to which the same days matter: of limits and outcomes that
        turn it on the same days the first one stands for all.
        """
        state, never = self.state, len(self.days)
        told = {notice_id: self._from(day) for notice_id, day in state.days.items()}
        continued = {task_id: self._from(day) for task_id, day in state.continued.items()}
        turns: dict[tuple[int, int], date] = {}
        dues: dict[date | None, date | None] = {None: None}
        for due in dict.fromkeys(state.dues.values()):
            if due:
                dues[due] = turns.setdefault(self._turns(due), due)
        stated, of_outcomes = self._stated()
        facts = [
            (
                told[task.notice_id],
                dues[due],
                continued.get(task.id, never),
                of_outcomes.get(task.id, 0),
            )
            for task, _, due in state.standing()
        ]
        numbers = {one: number for number, one in enumerate(dict.fromkeys(facts))}
        of_task = dict(zip(state.tasks, map(numbers.__getitem__, facts), strict=True))
        found = [
            self._course(place, due, self.days[again] if again < never else None, stated[number])
            for place, due, again, number in numbers
        ]
        return found, of_task

    def _stated(self) -> tuple[Sequence[tuple[Outcome, ...]], Mapping[str, int]]:
        """Return the outcomes that tasks have, first none, and by the id of a task where its own are."""
        stated: list[tuple[Outcome, ...]] = [()]
        of_task: dict[str, int] = {}
        alike: dict[tuple[str, int | None], int] = {}
        for task_id, outcomes in self.state.outcomes.items():
            place = len(stated)
            if len(outcomes) == 1:
                since = outcomes[0].known_from
                turn = outcomes[0].status, self._from(since) if since else None
                place = alike.setdefault(turn, place)
            if place == len(stated):
                stated.append(outcomes)
            of_task[task_id] = place
        return stated, of_task

    def _add_findings(self, courses: Sequence[_Course], of_task: Mapping[str, int]) -> None:
        """Count the tasks themselves, and those that are late, carried over or not told of again."""
        state, days = self.state, self.state.days
        long = self.audit.long_carried
        silent = {
            notice_id: self._from(days[heard.next_notice])
            for notice_id, heard in heard_again(state).items()
        }
        for place in silent.values():
            self._count("can_be_repeated", place)
        never = len(self.days)
        ended = {one.id: self._behind(one.end) for one in self.audit.matrix.totals if one}
        quarter = {notice_id: self._behind(quarter_of(day).end) for notice_id, day in days.items()}
        heard = (
            max(
                silent.get(task.notice_id, never),
                ended[task.period.id] if task.period else quarter[task.notice_id],
            )
            for task in state.tasks.values()
        )
        has_own = map(state.own_dues.__contains__, state.tasks)
        is_carried = map(long.__contains__, state.tasks)
        alike = Counter(zip(of_task.values(), has_own, is_carried, heard, strict=True))
        for (number, is_own, is_long, silent_from), count in alike.items():
            for first, until, status in courses[number]:
                if status == "qua-han":
                    self._count("overdue", first, until, count)
                    if is_own:
                        self._count("overdue_own", first, until, count)
                if status in OPEN:
                    if is_long:
                        self._count("carried_over", first, until, count)
                    self._count("not_repeated", max(first, silent_from), until, count)

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
