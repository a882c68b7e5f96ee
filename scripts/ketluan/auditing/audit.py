"""The audit as one value, and the part of it that concerns a unit or a period."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar

from ketluan.auditing.absent import UnitWithoutTasks, units_without_tasks
from ketluan.auditing.contradictions import Contradiction, contradictions
from ketluan.auditing.courses import courses
from ketluan.auditing.limits import (
    Overdue,
    PastWhenIssued,
    Slip,
    overdue,
    past_when_issued,
    slips,
)
from ketluan.auditing.matrix import Matrix, matrix
from ketluan.auditing.repeating import (
    CarriedOver,
    NotRepeated,
    carried_over,
    heard_again,
    long_carried,
    not_repeated,
)
from ketluan.auditing.state import State, lead_ids, state_on
from ketluan.auditing.undecided import (
    ProposedOutcome,
    UnconfirmedLink,
    UnconfirmedLinks,
    proposed_outcomes,
    unconfirmed_links,
)
from ketluan.grouping import grouped
from ketluan.model import Archive, Period, Task

FindingKind = Literal[
    "overdue", "carried_over", "not_repeated", "past_when_issued", "slip",
    "unit_without_tasks", "conflict", "unconfirmed_link", "proposed_outcome",
]  # fmt: skip
Finding = (
    Overdue | CarriedOver | NotRepeated | PastWhenIssued | Slip
    | UnitWithoutTasks | Contradiction | UnconfirmedLink | ProposedOutcome
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audit:
    """Figures and findings of what was known at the end of `day`.

    `tasks` are those that `matrix` counts, each once. Every finding is a list of rows; how many
    there are is its length. `long_carried` are the ids of tasks that were carried over for long,
    open or not, of the whole archive. Without `can_be_repeated` none of `not_repeated` means that
    nobody can tell: no notice has a later one.
    """

    state: State
    tasks: tuple[Task, ...]
    matrix: Matrix
    overdue: tuple[Overdue, ...]
    carried_over: tuple[CarriedOver, ...]
    long_carried: Collection[str]
    not_repeated: tuple[NotRepeated, ...]
    can_be_repeated: bool
    past_when_issued: tuple[PastWhenIssued, ...]
    slips: tuple[Slip, ...]
    units_without_tasks: tuple[UnitWithoutTasks, ...]
    contradictions: tuple[Contradiction, ...]
    unconfirmed_links: UnconfirmedLinks
    proposed_outcomes: tuple[ProposedOutcome, ...]

    @property
    def day(self) -> date:
        """The day at whose end all this was so."""
        return self.state.day

    def rows(self, kind: FindingKind) -> Sequence[Finding]:
        """Return the rows of the finding `kind`."""
        match kind:
            case "overdue":
                return self.overdue
            case "carried_over":
                return self.carried_over
            case "not_repeated":
                return self.not_repeated
            case "past_when_issued":
                return self.past_when_issued
            case "slip":
                return self.slips
            case "unit_without_tasks":
                return self.units_without_tasks
            case "conflict":
                return self.contradictions
            case "unconfirmed_link":
                return self.unconfirmed_links
            case "proposed_outcome":
                return self.proposed_outcomes


FINDINGS: Final[tuple[FindingKind, ...]] = (
    "overdue", "carried_over", "not_repeated", "past_when_issued", "slip",
    "unit_without_tasks", "conflict", "unconfirmed_link", "proposed_outcome",
)  # fmt: skip

_Row = TypeVar("_Row", bound=Finding)


def audit_on(archive: Archive, day: date, unit_id: str = "", period: Period | None = None) -> Audit:
    """Return the audit of `archive` at the end of `day`, of one unit or period if asked.

    A task is a unit's (or group's) that it leads, and a period's that holds its own. A finding is
    theirs whose task is; one about several tasks, if one of them is. Counts over a thread and what
    repeats a task are always read from the whole archive.
    """
    return audit_of(state_on(archive, day), unit_id, period)


def audit_of(state: State, unit_id: str = "", period: Period | None = None) -> Audit:
    """Return the audit of what was known on a day; see `audit_on`."""
    asked = _Asked(state, unit_id, period)
    told, heard = courses(state), heard_again(state)
    long = long_carried(told)
    whole = matrix(state, state.tasks.values())
    tasks = asked.tasks()
    return Audit(
        state=state,
        tasks=tasks,
        matrix=whole if asked.is_whole else matrix(state, tasks, unit_id),
        overdue=asked.of(overdue(state, told)),
        carried_over=asked.of(carried_over(state, long)),
        long_carried=long,
        not_repeated=asked.of(not_repeated(state, heard)),
        can_be_repeated=bool(heard),
        past_when_issued=asked.of(past_when_issued(state)),
        slips=asked.of(slips(state)),
        units_without_tasks=asked.of(units_without_tasks(state, whole)),
        contradictions=asked.of(contradictions(state)),
        unconfirmed_links=asked.of_links(unconfirmed_links(state)),
        proposed_outcomes=asked.of(proposed_outcomes(state)),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The unit and the period that are asked for, if any."""

    state: State
    unit_id: str
    period: Period | None

    @property
    def is_whole(self) -> bool:
        return not self.unit_id and self.period is None

    def tasks(self) -> tuple[Task, ...]:
        every = tuple(self.state.tasks.values())
        return every if self.is_whole else tuple(filter(self.holds, every))

    def holds(self, task: Task) -> bool:
        is_theirs = not self.unit_id or self.unit_id in lead_ids(task, self.state.units)
        return is_theirs and (self.period is None or _within(task.period, self.period))

    def of(self, rows: Iterable[_Row]) -> tuple[_Row, ...]:
        if self.is_whole:
            return tuple(rows)
        return tuple(row for row in rows if self._concerns(row))

    def of_links(self, rows: UnconfirmedLinks) -> UnconfirmedLinks:
        if self.is_whole:
            return rows
        found = grouped((row.task.notice_id, row.link) for row in rows if self._concerns(row))
        return UnconfirmedLinks(found, rows.tasks)

    def _concerns(self, row: Finding) -> bool:
        if isinstance(row, UnitWithoutTasks):
            is_theirs = self.unit_id in ("", row.unit.id)
            return is_theirs and (self.period is None or _within(row.period, self.period))
        return any(self.holds(task) for task in row.tasks)


def _within(own: Period | None, asked: Period) -> bool:
    return own is not None and asked.start <= own.start and own.end <= asked.end
