"""What leaves the archive as rows: one table of typed cells for CSV, XLSX, DOCX and JSON alike.

A format decides how a cell is written, never what it says. What a source does not say is an empty
cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import Final

from ketluan.model import Period

Value = str | int | date | Period | tuple[str, ...] | None
Row = tuple[Value, ...]

# XML 1.0, 2.2: everything else cannot stand in a file of XML, not even escaped.
_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable English key for programs, its Vietnamese title, its width in characters.

    `words` are what people read instead of a code. `data_only` columns hold ids; people's formats
    leave them out.
    """

    key: str
    title: str
    width: int = 16
    words: Mapping[str, str] = field(default_factory=dict)
    data_only: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a row has one value a column. `facts` are lines to print below the title.

    `numbered` tables have their columns numbered (1), (2) … below the titles, as registers have.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    facts: tuple[str, ...] = ()
    numbered: bool = False

    def for_people(self) -> "Table":
        """Return the table without the columns for programs."""
        kept = [not column.data_only for column in self.columns]
        return Table(
            self.name,
            self.title,
            tuple(compress(self.columns, kept)),
            tuple(tuple(compress(row, kept)) for row in self.rows),
            self.facts,
            self.numbered,
        )


def shown(column: Column, value: Value) -> str:
    """Return `value` as people read it; days are ISO 8601, several things are joined by `; `."""
    match value:
        case None:
            return ""
        case str():
            return column.words.get(value, value)
        case date():
            return value.isoformat()
        case Period():
            return value.label
        case tuple():
            return "; ".join(column.words.get(one, one) for one in value)
        case _:
            return str(value)


def xml_text(text: str) -> str:
    """Return `text` with U+FFFD for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
