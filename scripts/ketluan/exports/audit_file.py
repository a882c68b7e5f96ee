"""The audit as CSV: some hundred thousand rows, but what most tell of their task is written once.

It comes in pieces: of the rows of one notice, of one month or of one period.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from ketluan.auditing import FINDINGS, Audit, FindingKind
from ketluan.exports.audit_rows import (
    COLUMNS,
    AuditRow,
    facts_of,
    status_rows,
    subject_of,
    task_facts,
)
from ketluan.exports.csv_file import Cells, csv_line
from ketluan.model import Task
from ketluan.origins import Origins
from ketluan.pieces import Piece

# What the rows of one piece share; they stand in this order.
_PIECE: Final = attrgetter("task.notice_id")
_PIECES: Final[Mapping[FindingKind, Callable[[Any], object]]] = {
    "overdue": lambda row: (row.is_default, row.due.year, row.due.month),
    "unit_without_tasks": attrgetter("period"),
    "conflict": attrgetter("about"),
}


def audit_pieces(audit: Audit, origins: Origins) -> Iterator[Piece]:
    """Yield the lines of the rows of `audit_table`, without its head; `origins` are its archive's."""
    lines = _Lines(audit)
    told = tuple(status_rows(audit))
    yield Piece(
        origins.of("status", told), lambda: lines.of("status", ((None, one) for one in told))
    )
    for kind in FINDINGS:
        for _, some in groupby(audit.rows(kind), _PIECES.get(kind, _PIECE)):
            rows = tuple(some)
            yield Piece(_key(kind, rows, audit, origins), partial(lines.of_rows, kind, rows))


def _key(kind: FindingKind, rows: Sequence[Any], audit: Audit, origins: Origins) -> str:
    """Return a digest of what the lines of `rows` are made of."""
    subject, facts, state = subject_of(kind), facts_of(kind), audit.state
    tasks = {task.id: task for row in rows if (task := subject(row))}
    known = [(one, state.statuses[one], state.threads[one].id) for one in tasks]
    if kind == "unconfirmed_link":  # of so many not each is told: those of a task are known
        return origins.of(kind, known, len(rows), steps=tasks)
    told = [tuple(facts(row, state).values()) for row in rows]
    notices = dict.fromkeys(task.notice_id for task in tasks.values())
    return origins.of(kind, known, told, written=notices)


class _Lines:
    """Makes lines; the cells of a task are made once."""

    def __init__(self, audit: Audit) -> None:
        columns = [column for column in COLUMNS if not column.data_only]
        self._audit = audit
        self._places = {column.key: (at, Cells(column)) for at, column in enumerate(columns)}
        self._tasks: dict[str, list[str]] = {}

    def of_rows(self, kind: FindingKind, rows: Sequence[Any]) -> str:
        """Return the lines of some findings."""
        subject, facts = subject_of(kind), facts_of(kind)
        return self.of(kind, ((subject(row), facts(row, self._audit.state)) for row in rows))

    def of(self, kind: str, rows: Iterable[tuple[Task | None, AuditRow]]) -> str:
        """Return the lines of rows, each with its task, if it has one, and what it tells beside that."""
        at, kinds = self._places["kind"]
        lines = []
        for task, told in rows:
            cells = self._of_task(task).copy() if task else [""] * len(self._places)
            cells[at] = kinds[kind]
            self._write(told, cells)
            lines.append(csv_line(cells))
        return "".join(lines)

    def _of_task(self, task: Task) -> list[str]:
        cells = self._tasks.get(task.id)
        if cells is None:
            cells = self._tasks[task.id] = [""] * len(self._places)
            self._write(task_facts(task, self._audit), cells)
        return cells

    def _write(self, told: AuditRow, cells: list[str]) -> None:
        for key, value in told.items():
            if place := self._places.get(key):
                at, known = place
                cells[at] = known[value]
