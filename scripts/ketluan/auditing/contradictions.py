"""Finding: statements that cannot both be right, told with who says what; nobody is corrected."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from ketluan.auditing.state import State
from ketluan.model import Document, Outcome, Task
from ketluan.status import CLOSED

About = Literal[
    "document-date",  # notices give one document two days of issue
    "document-issuer",  # … or two issuing bodies
    "repeated-after-closing",  # a notice takes up a task that was closed before its day
    "outcomes",  # two outcomes close one task differently, or one suspends what is closed
    "outcome-before-task",  # an outcome is dated before the notice that gives the task
    "decided-due",  # a person's limit is not the one that is written
]
# A task that another one replaced may well go on in that other one.
_ENDED: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))


class Side(NamedTuple):
    """One of the statements: what it says, its day if it has one, and who says so.

    `value` is an ISO day, the name of a body as printed, a code of `status.LABELS`, or the id of a
    task. `sources` are ids of notices, or an outcome's evidence.
    """

    value: str
    day: date | None = None
    sources: tuple[str, ...] = ()


class Contradiction(NamedTuple):
    """Two or more statements `about` one document or the tasks `tasks`, of which one is right at most.

    `document` is set where they are about one; `tasks` are then those that cite it, in the order of
    the notices. It is one `since` the day on which the second of what contradicts was known.
    """

    about: About
    sides: tuple[Side, ...]
    tasks: tuple[Task, ...]
    document: Document | None = None
    since: date = date.min


def contradictions(state: State) -> Iterator[Contradiction]:
    """Yield what contradicts itself: documents first, then tasks in the order of their notices."""
    yield from _documents(state)
    for task in _decided(state):
        if task.decided_due:
            yield from _limits(task, task.decided_due, state)
        stated = state.outcomes.get(task.id, ())
        if len(stated) > 1 and _differ(stated):
            yield _outcomes(task, stated, state)
        if stated:
            yield from _early(task, stated, state)
        if task.id in state.earlier:
            yield from _repeated(task, state)


def _decided(state: State) -> Iterator[Task]:
    """Yield the few tasks of which anything is known that could contradict their notices."""
    closed = {
        link.task
        for links in state.earlier.values()
        for link in links
        if link.continues in state.outcomes
    }
    for task_id, task in state.tasks.items():
        if task.decided_due or task_id in state.outcomes or task_id in closed:
            yield task


def _documents(state: State) -> Iterator[Contradiction]:
    known = state.archive
    for document in (*known.documents, *known.standards):
        for conflict in document.conflicts:
            is_date = conflict.about == "date"
            sides = [
                Side(
                    value,
                    date.fromisoformat(value) if is_date else None,
                    tuple(one for one in notices if one in state.notices),
                )
                for value, notices in conflict.values
            ]
            known_sides = tuple(side for side in sides if side.sources)
            if len(known_sides) > 1:
                ids = dict.fromkeys(one.task_id for one in document.citing)
                tasks = tuple(state.tasks[one] for one in ids if one in state.tasks)
                about: About = "document-date" if is_date else "document-issuer"
                since = _since_two(known_sides, document, state)
                yield Contradiction(about, known_sides, tasks, document, since)


def _since_two(sides: tuple[Side, ...], document: Document, state: State) -> date:
    """Return the day on which two sides had spoken of a document that was known."""
    spoken = sorted(min(state.days[one] for one in side.sources) for side in sides)
    cited = (state.days[one.notice_id] for one in document.citing)
    return max(spoken[1], min(cited, default=date.min))


def _limits(task: Task, decided: date, state: State) -> Iterator[Contradiction]:
    written = task.written_due
    if written and written != decided:
        sides = (
            Side(written.isoformat(), written, (task.notice_id,)),
            Side(decided.isoformat(), decided),
        )
        yield Contradiction("decided-due", sides, (task,), since=state.told(task))


def _outcomes(task: Task, stated: Collection[Outcome], state: State) -> Contradiction:
    ordered = sorted(stated, key=lambda one: one.day or date.min)
    sides = tuple(Side(one.status, one.day, _evidence(one.evidence)) for one in ordered)
    days = sorted(one.known_from or date.min for one in stated)
    since = next(day for day in days if _differ([one for one in stated if one.is_known_on(day)]))
    return Contradiction("outcomes", sides, (task,), since=max(since, state.told(task)))


def _differ(stated: Collection[Outcome]) -> bool:
    """Tell whether outcomes of one task close it differently, or suspend it when it is closed."""
    closing = [one for one in stated if one.status in CLOSED]
    first = min((one.day for one in closing if one.day), default=date.max)
    paused = any(
        one.status == "tam-dung" and one.day is not None and one.day > first for one in stated
    )
    return paused or len({one.status for one in closing}) > 1


def _evidence(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _early(task: Task, stated: Iterable[Outcome], state: State) -> Iterator[Contradiction]:
    told = state.told(task)
    for one in stated:
        if one.day and one.day < told:
            sides = (
                Side(one.status, one.day, _evidence(one.evidence)),
                Side(task.id, told, (task.notice_id,)),
            )
            since = max(told, one.known_from or told)
            yield Contradiction("outcome-before-task", sides, (task,), since=since)


def _repeated(task: Task, state: State) -> Iterator[Contradiction]:
    """Yield what closed an earlier step before the notice that gives this one."""
    earlier = [one.continues for one in state.earlier[task.id] if one.continues in state.outcomes]
    told = state.told(task)
    for link in dict.fromkeys(earlier):
        for one in state.closing(link):
            if one.status in _ENDED and one.day and one.day < told:
                sides = (
                    Side(one.status, one.day, _evidence(one.evidence)),
                    Side(task.id, told, (task.notice_id,)),
                )
                closed = state.tasks[link]
                since = max(told, state.told(closed), one.known_from or told)
                tasks = (task, closed)
                yield Contradiction("repeated-after-closing", sides, tasks, since=since)
