"""A table as CSV for Excel and for programs (RFC 4180).

UTF-8 with a byte order mark, without which Excel takes it for the system's code page. Fields are
parted by commas: so does RFC 4180, so reads every program without being told, and so does Excel on
systems set to English, as offices' mostly are; a first line `sep=;` would serve the others but makes
Excel forget the mark and breaks every other reader. Rows end with CRLF; a line break in a text stays a
line break, inside quotes.
"""

import csv
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
    return csv_of(csv_lines(table))


def csv_of(lines: Iterable[str]) -> str:
    """Return the text of lines that `csv_lines` gave, the head first."""
    return "".join((BOM, *lines))


def csv_lines(table: Table) -> list[str]:
    """Return the lines of `table` with their ends: its head, then one a row."""
    people = table.for_people()
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\r\n")
    writer.writerow([column.title for column in people.columns])
    for row in people.rows:
        cells = zip(people.columns, row, strict=True)
        writer.writerow(["" if value is None else _cell(column, value) for column, value in cells])
    return lines


def _cell(column: Column, value: Value) -> str:
    # Most are words as they are.
    text = value if value.__class__ is str and not column.words else shown(column, value)
    return neutralised(text) if text[:1] in _FIRST else text


class _Lines:
    """A file for `csv.writer`, which writes each row at once."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def neutralised(text: str) -> str:
    """Return `text` behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if is_formula(text) else text


def restored(text: str) -> str:
    """Return what `neutralised` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take `text` for a formula."""
    return _FORMULA.match(text) is not None
