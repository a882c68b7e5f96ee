"""A table as CSV for Excel and for programs (RFC 4180).

UTF-8 with a byte order mark, without which Excel takes it for the system's code page. Fields are
parted by commas: so does RFC 4180, so reads every program without being told, and so does Excel on
systems set to English, as offices' mostly are; a first line `sep=;` would serve the others but makes
Excel forget the mark and breaks every other reader. Rows end with CRLF; a line break in a text stays a
line break, inside quotes.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from ketluan.exports.tables import Column, Row, Table, Value, shown

BOM: Final = "\ufeff"
# What a spreadsheet may take for a formula, also written in full width; behind apostrophes that
# were printed so, too, so that the one we add can be told from them.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_UNLIKE: Final = frozenset(("id", "task", "text", "thread", "continues", "sentence", "url"))
_FIRST: Final = frozenset("'=+-@\t\r\n＝＋－＠")  # few cells begin so: only they are searched


def csv_text(table: Table) -> str:
    """Return `table` as CSV text, byte order mark first; formulas are neutralised."""
    return "".join((BOM, *csv_lines(table)))


def csv_lines(table: Table) -> list[str]:
    """Return the lines of `table` with their ends: its head, then one a row."""
    return [csv_head(table), *Lines(table.columns).of(table.rows)]


def csv_head(table: Table) -> str:
    """Return the first line of `table`."""
    return csv_line(_quoted(column.title) for column in table.for_people().columns)


def csv_line(cells: Iterable[str]) -> str:
    """Return the line of cells that `csv_cell` gave."""
    return ",".join(cells) + "\r\n"


def csv_cell(column: Column, value: Value) -> str:
    """Return `value` as it stands in a line."""
    if value is None:
        return ""
    # Most are words as they are.
    text = value if value.__class__ is str and not column.words else shown(column, value)
    return _quoted(neutralised(text) if text[:1] in _FIRST else text)


class Cells(dict[Value, str]):
    """The cells of a column by their values: many rows have the same."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, value: Value) -> str:
        cell = self[value] = csv_cell(self._column, value)
        return cell


class Lines:
    """Makes the lines of tables with the same `columns`; what is for programs is left out."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._cells = [
            (place, cells_of(column))
            for place, column in enumerate(columns)
            if not column.data_only
        ]

    def of(self, rows: Iterable[Row]) -> list[str]:
        """Return the line of each row."""
        return [csv_line([cell(row[place]) for place, cell in self._cells]) for row in rows]


def cells_of(column: Column) -> Callable[[Value], str]:
    """Return what gives the cells of a column; many rows have the same, but not in each column."""
    return partial(csv_cell, column) if column.key in _UNLIKE else Cells(column).__getitem__


def _quoted(text: str) -> str:
    if "," in text or '"' in text or "\n" in text or "\r" in text:  # quicker than one expression
        return '"' + text.replace('"', '""') + '"'
    return text


def neutralised(text: str) -> str:
    """Return `text` behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if is_formula(text) else text


def restored(text: str) -> str:
    """Return what `neutralised` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take `text` for a formula."""
    return _FORMULA.match(text) is not None
