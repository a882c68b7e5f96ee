"""Tables of tasks (bảng phân công nhiệm vụ): what each column holds, and the rows that are tasks.

A row stands on one line, its cells between tabs, or between bars as Markdown writes them. A table
counts where its first row names a column of tasks; the words are those of
`vocabulary/notice_words.yml`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ketluan.model import Span, TableRow
from ketluan.vietnamese import fold, nfc
from ketluan.vocabulary import notice_words

_LEAST_CELLS: Final = 2
_BARS: Final = re.compile(r"\s*\|")
_RULE: Final = re.compile(r"[\s|:–—-]+")
_SERIAL: Final = re.compile(r"(?:stt|tt|so tt)\.?")
_GROUP_SERIAL: Final = re.compile(r"[IVX]+|[A-ZĐ]")
_COLUMNS: Final = ("task", "lead", "coordinating", "due")


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The 0-based number of the column of each thing, -1 where the table has none."""

    serial: int = -1
    task: int = -1
    lead: int = -1
    coordinating: int = -1
    due: int = -1


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table of tasks: the table's columns, and the row where the line is a task."""

    columns: TableColumns
    row: TableRow | None = None


def read_row(text: str, columns: TableColumns | None) -> TableLine | None:
    """Return what the line `text` is in a table of tasks, `None` where it is in none.

    `columns` are those of the table that is open above the line.
    """
    if columns and _RULE.fullmatch(text):
        return TableLine(columns)
    cells = cells_of(text)
    head = columns_of(text, cells) if cells else None
    if head:
        return TableLine(head)
    return TableLine(columns, row_of(text, cells, columns)) if cells and columns else None


def cells_of(text: str) -> tuple[Span, ...]:
    """Return the spans of the cells of `text`, without the blanks around them; none if no row."""
    if _RULE.fullmatch(text):
        return ()
    if _BARS.match(text) and text.count("|") > 1:
        begin, end, mark = text.index("|") + 1, len(text.rstrip().removesuffix("|")), "|"
    elif "\t" in text:
        begin, end, mark = 0, len(text), "\t"
    else:
        return ()
    found = []
    while begin <= end:
        stop = text.find(mark, begin, end)
        stop = end if stop < 0 else stop
        cell = text[begin:stop]
        start = begin + len(cell) - len(cell.lstrip())
        found.append(Span(start, max(start, begin + len(cell.rstrip()))))
        begin = stop + 1
    return tuple(found) if len(found) >= _LEAST_CELLS else ()


def columns_of(text: str, cells: Sequence[Span]) -> TableColumns | None:
    """Return the columns if `cells` of `text` are the heads of a table of tasks, else `None`."""
    names = [fold(nfc(text[cell.start : cell.end])).strip(" .:") for cell in cells]
    named = [_column_of(name) for name in names]
    places = {column: named.index(column) if column in named else -1 for column in _COLUMNS}
    if places["task"] < 0:
        return None
    serial = next((i for i, name in enumerate(names) if _SERIAL.fullmatch(name)), -1)
    return TableColumns(serial, **places)


def _column_of(name: str) -> str:
    """Return the column that `name` heads by the longest of its words, empty for none of them.

    "Đơn vị phối hợp" begins with "đơn vị", which alone heads the column of those who lead.
    """
    lengths = {
        column: max(
            (
                len(word)
                for word in map(fold, notice_words()[f"table_{column}"])
                if name == word or name.startswith(f"{word} ")
            ),
            default=0,
        )
        for column in _COLUMNS
    }
    longest = max(_COLUMNS, key=lambda column: lengths[column])
    return longest if lengths[longest] else ""


def row_of(text: str, cells: Sequence[Span], columns: TableColumns) -> TableRow | None:
    """Return what a row says, `None` for a head inside the table: without a task, or "I. Nhóm A"."""

    def cell(number: int) -> Span:
        return cells[number] if 0 <= number < len(cells) else Span(0, 0)

    task = cell(columns.task)
    others = sum(1 for span in cells if span.end > span.start)
    if task.end == task.start or others < _LEAST_CELLS:
        return None
    span = cell(columns.serial)
    serial = text[span.start : span.end].strip(" .)(")
    if others == _LEAST_CELLS and _GROUP_SERIAL.fullmatch(serial):
        return None
    return TableRow(
        serial=serial,
        task=task,
        lead=cell(columns.lead),
        coordinating=cell(columns.coordinating),
        due=cell(columns.due),
    )
