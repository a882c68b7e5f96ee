"""The audit as CSV: some hundred thousand rows, but what most tell of their task is written once.

It comes in pieces: of the rows of one notice, of one month or of one period. Of the many columns a row
has few, and each for all rows of a piece at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, repeat
from operator import add, attrgetter
from typing import Any, Final

from ketluan.auditing import FINDINGS, Audit, FindingKind, State, UnconfirmedLinks
from ketluan.digests import text_digest
from ketluan.exports.audit_rows import (
    COLUMNS,
    Facts,
    Subject,
    count_facts,
    facts_of,
    status_counts,
    subject_of,
    task_facts,
)
from ketluan.exports.csv_file import cells_of, csv_line
from ketluan.exports.tables import Value
from ketluan.model import Task
from ketluan.origins import Origins
from ketluan.pieces import Piece, whole

# What the rows of one piece share; they stand in this order.
_PIECE: Final = attrgetter("task.notice_id")
_ID: Final = attrgetter("id")
_PIECES: Final[Mapping[FindingKind, Callable[[Any], object]]] = {
    "overdue": lambda row: (row.is_default, row.due.year, row.due.month),
    "unit_without_tasks": attrgetter("period"),
    "conflict": attrgetter("about"),
}
# A column in which all rows of a piece tell the same, another thing with each new notice: its word.
_WORDS: Final[Mapping[FindingKind, str]] = {"not_repeated": "later_notices"}


def audit_pieces(audit: Audit, origins: Origins) -> Iterator[Piece]:
    """Yield the lines of the rows of `audit_table`, without its head; `origins` are its archive's."""
    lines, state = _Lines(audit), audit.state
    counts = tuple(status_counts(audit))
    yield from whole("".join(lines.of("status", count_facts(state), counts)))
    for kind in FINDINGS:
        subject, facts, word = subject_of(kind), facts_of(kind, state), _WORDS.get(kind, "")
        for rows in _together(kind, audit):
            if isinstance(rows, UnconfirmedLinks):
                key = _key_of_links(rows, state, origins)
            else:
                tasks = [task for task in map(subject, rows) if task]
                told = lines.told({key: fact for key, fact in facts.items() if key != word}, rows)
                notices = dict.fromkeys(map(attrgetter("notice_id"), tasks))
                ids = list(map(_ID, tasks))
                known = text_digest("\n".join((*ids, *_known(ids, state), *told)))
                key = origins.of(kind, len(rows), written=notices, keys=(known,))
            make = partial(lines.of, kind, facts, rows, subject, word)
            yield Piece(key, make, lines.cell(word, facts[word](rows[0])) if word else "")


def _together(kind: FindingKind, audit: Audit) -> Iterator[Sequence[Any]]:
    """Yield the rows of each piece."""
    if kind == "unconfirmed_link":
        links = audit.unconfirmed_links
        yield from (links.of((one,)) for one in links.of_notices)
    else:
        groups = groupby(audit.rows(kind), _PIECES.get(kind, _PIECE))
        yield from (tuple(some) for _, some in groups)


def _key_of_links(rows: UnconfirmedLinks, state: State, origins: Origins) -> str:
    """Return the key of the links that a notice brings: so many are not told each, they are known."""
    notices = tuple(rows.of_notices)
    tasks = chain.from_iterable(state.notices[one].tasks for one in notices)
    known = text_digest("\n".join(_known(map(_ID, tasks), state)))
    return origins.of(len(rows), notices=notices, joining=notices, keys=(known,))


def _known(tasks: Iterable[str], state: State) -> Iterator[str]:
    """Return what is told of tasks that their notices do not say, two words of each."""
    each = ((state.statuses[one], state.threads[one].id) for one in tasks)
    return chain.from_iterable(each)


class _Lines:
    """Makes lines; the cells of a task are made once."""

    def __init__(self, audit: Audit) -> None:
        self._cells = {column.key: cells_of(column) for column in COLUMNS if not column.data_only}
        self._of_task = {key: fact for key, fact in task_facts(audit).items() if key in self._cells}
        self._tasks: dict[str, tuple[str, ...]] = {}

    def cell(self, column: str, value: Value) -> str:
        """Return `value` as it stands in a line."""
        return self._cells[column](value)

    def told(self, facts: Facts, rows: Sequence[Any]) -> list[str]:
        """Return what `facts` tell in the lines of `rows`."""
        return [",".join(cells) for cells in self._columns(facts, rows).values()]

    def of(
        self,
        kind: str,
        facts: Facts,
        rows: Iterable[Any],
        subject: Subject | None = None,
        word: str = "",
    ) -> tuple[str, ...]:
        """Return the lines of `rows`: what `facts` tell, and what is told of the `subject` of each.

        They are one text, or those between which the cells of the column `word` stand.
        """
        rows = tuple(rows)
        columns: dict[str, Iterable[str]] = {"kind": repeat(self._cells["kind"](kind), len(rows))}
        if subject:
            cells = self._cells_of(list(map(subject, rows)))
            columns |= zip(self._of_task, zip(*cells, strict=True), strict=True)
        columns |= self._columns(facts, rows)
        keys = list(self._cells)
        if not word:
            ordered = self._in_order(keys, columns, len(rows))
            return ("".join(map(csv_line, zip(*ordered, strict=True))),)
        at = keys.index(word)
        before = self._in_order(keys[:at], columns, len(rows))
        behind = self._in_order(keys[at + 1 :], columns, len(rows))
        begins = [",".join(cells) + "," for cells in zip(*before, strict=True)]
        ends = ["," + csv_line(cells) for cells in zip(*behind, strict=True)]
        return begins[0], *map(add, ends, begins[1:]), ends[-1]

    def _in_order(
        self, keys: Iterable[str], columns: Mapping[str, Iterable[str]], rows: int
    ) -> Iterator[Iterable[str]]:
        """Yield columns in order; of those between that tell nothing only the commas that part them."""
        for told, some in groupby(map(columns.get, keys), lambda one: one is not None):
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
