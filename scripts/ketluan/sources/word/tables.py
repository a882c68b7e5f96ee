"""Tables of Word: which hold data, and which only place the parts of a page side by side.

The letterhead and the foot of an official document stand in tables without lines (Nghị định
30/2020/NĐ-CP, annex I, IV shows both as two columns).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ketluan.sources.word.lines import Line
from ketluan.sources.word.package import Element, child, name_of, value
from ketluan.sources.word.styles import Styles, draws
from ketluan.vietnamese import fold
from ketluan.vocabulary import notice_words

Cells = Sequence[Sequence[Sequence[Line]]]  # the lines of each cell of each row

_COLUMNS: Final = 3  # the parts of a page: two as a rule, three with a margin between
_ROWS: Final = 12  # a letterhead has two to four rows, a foot has one or two


def rows_of(table: Element) -> Iterator[Element]:
    """Yield the rows of `table` that were not deleted, those in content controls too."""
    for row in _inside(table, "tr"):
        if child(row, "trPr", "del") is None:
            yield row


def cells_of(row: Element) -> Iterator[Element]:
    """Yield the cells of a row."""
    yield from _inside(row, "tc")


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Yield what is called `name` in `element`, through wrappers but not through tables."""
    waiting = list(element.iterchildren("*"))[::-1]
    while waiting:
        each = waiting.pop()
        each_name = name_of(each)
        if each_name == name:
            yield each
        elif each_name not in ("tbl", "p", "tr", "tc"):
            waiting += list(each.iterchildren("*"))[::-1]


def is_layout(table: Element, cells: Cells, styles: Styles, *, first: bool) -> bool:
    """Tell whether `table` only places text: `first` is whether no text stands before it."""
    if max(map(len, cells), default=0) > _COLUMNS:
        return False
    if not _has_lines(table, styles):
        return True
    return len(cells) <= _ROWS and (first or any(_is_foot(cell) for row in cells for cell in row))


def _has_lines(table: Element, styles: Styles) -> bool:
    own = child(table, "tblPr", "tblBorders")
    if draws(own) if own is not None else styles.has_borders(value(table, "tblPr", "tblStyle")):
        return True
    exceptions = (child(row, "tblPrEx", "tblBorders") for row in rows_of(table))
    if any(borders is not None and draws(borders) for borders in exceptions):
        return True
    cells = [cell for row in rows_of(table) for cell in cells_of(row)]
    drawn = [
        borders is not None and draws(borders)
        for cell in cells
        for borders in [child(cell, "tcPr", "tcBorders")]
    ]
    # One line under the motto or the issuer is part of a letterhead.
    return sum(drawn) > len(drawn) // 2


def _is_foot(cell: Sequence[Line]) -> bool:
    text = next((line.text.strip() for line in cell if line.text.strip()), "")
    starts = (*notice_words()["recipients_starts"],)
    authorities = (*notice_words()["authorities"],)
    return fold(text).startswith(tuple(fold(start) for start in starts)) or (
        text.startswith(authorities) and text.isupper()
    )


def data_row(cells: Sequence[Sequence[Line]]) -> Line:
    """Return a row of a data table as one line, its cells parted by tabs."""
    texts = [" ".join(" ".join(line.text.split()) for line in cell).strip() for cell in cells]
    filled = [line.bold for cell in cells for line in cell if line.text.strip()]
    return Line("\t".join(texts).rstrip("\t"), bool(filled), bool(filled) and all(filled))
