"""The audit as CSV: some hundred thousand rows, but what most tell of their task is written once.

It comes in pieces: of the rows of one notice, of one month or of one period. Of the many columns a row
has few, and each for all rows of a piece at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, repeat
from operator import attrgetter
from typing import Any, Final

from ketluan.auditing import FINDINGS, Audit, FindingKind
from ketluan.exports.audit_rows import (
    COLUMNS,
    Facts,
    count_facts,
    facts_of,
    status_counts,
    subject_of,
    task_facts,
)
from ketluan.exports.csv_file import cells_of, csv_line
from ketluan.model import Task
from ketluan.origins import Origins
from ketluan.pieces import Piece, whole

# What the rows of one piece share; they stand in this order.
_PIECE: Final = attrgetter("task.notice_id")
_PIECES: Final[Mapping[FindingKind, Callable[[Any], object]]] = {
    "overdue": lambda row: (row.is_default, row.due.year, row.due.month),
    "unit_without_tasks": attrgetter("period"),
    "conflict": attrgetter("about"),
}


def audit_pieces(audit: Audit, origins: Origins) -> Iterator[Piece]:
    """Yield the lines of the rows of `audit_table`, without its head; `origins` are its archive's."""
    lines, threads = _Lines(audit), audit.state.threads
    yield from whole(lines.of("status", count_facts(audit.state), tuple(status_counts(audit))))
    known = {
        task_id: f"{task_id} {status} {threads[task_id].id}"
        for task_id, status in audit.state.statuses.items()
    }
    for kind in FINDINGS:
        subject, facts = subject_of(kind), facts_of(kind, audit.state)
        for _, some in groupby(audit.rows(kind), _PIECES.get(kind, _PIECE)):
            rows = tuple(some)
            tasks = tuple(map(subject, rows))
            key = _key(kind, facts, rows, [task for task in tasks if task], known, origins)
            yield Piece(key, partial(lines.of, kind, facts, rows, tasks))


def _key(
    kind: FindingKind,
    facts: Facts,
    rows: Sequence[Any],
    tasks: Sequence[Task],
    known: Mapping[str, str],
    origins: Origins,
) -> str:
    """Return a digest of what lines are made of; `known` is what is told of a task beside its notice."""
    notices = dict.fromkeys(map(attrgetter("notice_id"), tasks))
    if kind == "unconfirmed_link":  # of so many not each is told: those of a notice are known
        about = [known[one] for one in dict.fromkeys(map(attrgetter("id"), tasks))]
        return origins.of(kind, about, len(rows), written=notices, joining=notices)
    told = [list(map(fact, rows)) for fact in facts.values()]
    return origins.of(kind, [known[task.id] for task in tasks], told, written=notices)


class _Lines:
    """Makes lines; the cells of a task are made once."""

    def __init__(self, audit: Audit) -> None:
        self._cells = {column.key: cells_of(column) for column in COLUMNS if not column.data_only}
        self._of_task = {key: fact for key, fact in task_facts(audit).items() if key in self._cells}
        self._tasks: dict[str, tuple[str, ...]] = {}

    def of(
        self, kind: str, facts: Facts, rows: Sequence[Any], tasks: Sequence[Task | None] = ()
    ) -> str:
        """Return the lines of `rows`: what `facts` tell, and what is told of the task of each."""
        columns: dict[str, Iterable[str]] = {"kind": repeat(self._cells["kind"](kind), len(rows))}
        if tasks:
            cells = self._cells_of(tasks)
            columns |= zip(self._of_task, zip(*cells, strict=True), strict=True)
        columns |= self._columns(facts, rows)
        ordered = self._in_order(columns, len(rows))
        return "".join(map(csv_line, zip(*ordered, strict=True)))

    def _in_order(self, columns: Mapping[str, Iterable[str]], rows: int) -> Iterator[Iterable[str]]:
        """Yield columns in order; of those between that tell nothing only the commas that part them."""
        every = (columns.get(key) for key in self._cells)
        for told, some in groupby(every, lambda one: one is not None):
            if told:
                yield from filter(None, some)
            else:
                yield repeat("," * (len(list(some)) - 1), rows)

    def _columns(self, facts: Facts, rows: Sequence[Any]) -> dict[str, Iterable[str]]:
        return {
            key: map(self._cells[key], map(fact, rows))
            for key, fact in facts.items()
            if key in self._cells
        }

    def _cells_of(self, tasks: Sequence[Task | None]) -> list[tuple[str, ...]]:
        """Return what every line about a task tells of it, nothing for a line about no task."""
        new = {task.id: task for task in tasks if task and task.id not in self._tasks}
        columns = self._columns(self._of_task, list(new.values()))
        self._tasks |= zip(new, zip(*columns.values(), strict=True), strict=True)
        nothing = ("",) * len(self._of_task)
        return [self._tasks[task.id] if task else nothing for task in tasks]
