"""A table as CSV for Excel and for programs (RFC 4180).

UTF-8 with a byte order mark, without which Excel takes it for the system's code page. Fields are
parted by commas: so does RFC 4180, so reads every program without being told, and so does Excel on
systems set to English, as offices' mostly are; a first line `sep=;` would serve the others but makes
Excel forget the mark and breaks every other reader. Rows end with CRLF; a line break in a text stays a
line break, inside quotes.
"""

import re
from collections.abc import Iterable
from typing import Final

from ketluan.exports.tables import Column, Table, Value, shown

BOM: Final = "\ufeff"
# What a spreadsheet may take for a formula, also written in full width; behind apostrophes that
# were printed so, too, so that the one we add can be told from them.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_FIRST: Final = frozenset("'=+-@\t\r\n＝＋－＠")  # few cells begin so: only they are searched


def csv_text(table: Table) -> str:
    """Return `table` as CSV text, byte order mark first; formulas are neutralised."""
    return "".join((BOM, *csv_lines(table)))


def csv_lines(table: Table) -> list[str]:
    """Return the lines of `table` with their ends: its head, then one a row."""
    people = table.for_people()
    rows = (map(csv_cell, people.columns, row) for row in people.rows)
    return [csv_head(table), *map(csv_line, rows)]


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
