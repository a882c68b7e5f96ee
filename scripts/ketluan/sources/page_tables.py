"""Tables that a page draws with rules: the words of each cell together, row by row.

Without its rules a table reads across its cells line by line, which mixes the wrapped lines of
neighbouring cells. Units are those of the words, y downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Box = tuple[float, float, float, float]  # left, top, right, bottom

_NEAR: Final = 3.0  # points between rules that are meant to meet, or to be one
_Span = tuple[float, float, float]  # where a rule stands across its direction; its two ends


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place: y downwards, `bottom` at its baseline or below.

    `confidence` is that of a recogniser, 0 to 100; text of a file is certain. `open` is as `pdf_worker`
    tells it: PDF writes a word in pieces where a font lacks some of its letters. `line` is the
    line in which a recogniser saw it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False
    confidence: float = 100.0
    open: int = 0
    line: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its top edge, and the words of each cell that begins in it."""

    top: float
    cells: tuple[tuple[Word, ...], ...]


def found_tables(words: Sequence[Word], rules: Sequence[Box]) -> tuple[list[TableRow], list[Word]]:
    """Return the rows of the tables that `rules` draw, from top to bottom, and the words outside."""
    rows: list[TableRow] = []
    rest = list(words)
    for level, upright in _drawn_tables(rules):
        ys, xs = _edges(level), _edges(upright)
        if len(xs) < 3 or len(ys) < 2:  # a frame around text, or a line below it
            continue
        inside: dict[tuple[int, int], list[Word]] = {}
        outside: list[Word] = []
        for word in rest:
            row = _between(ys, (word.top + word.bottom) / 2)
            column = _between(xs, (word.left + word.right) / 2)
            if row is None or column is None:
                outside.append(word)
            else:
                inside.setdefault((row, column), []).append(word)
        rest = outside
        rows += _table(ys, xs, level, upright, inside)
    return sorted(rows, key=lambda row: row.top), rest


def _table(
    ys: Sequence[float],
    xs: Sequence[float],
    level: Sequence[_Span],
    upright: Sequence[_Span],
    inside: dict[tuple[int, int], list[Word]],
) -> list[TableRow]:
    """Return the rows of one table; `inside` has the words by field of its grid."""
    first = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while first[cell] != cell:
            cell = first[cell]
        return cell

    # Fields without a rule between them are one cell.
    for i, j in list(first):
        across, down = (xs[j] + xs[j + 1]) / 2, (ys[i] + ys[i + 1]) / 2
        if j + 2 < len(xs) and not _ruled(upright, xs[j + 1], down):
            one, other = sorted((root((i, j)), root((i, j + 1))))
            first[other] = one
        if i + 2 < len(ys) and not _ruled(level, ys[i + 1], across):
            one, other = sorted((root((i, j)), root((i + 1, j))))
            first[other] = one
    cells: dict[tuple[int, int], list[Word]] = {}
    for cell, own in inside.items():
        cells.setdefault(root(cell), []).extend(own)
    rows = []
    for i in range(len(ys) - 1):
        begun = [j for j in range(len(xs) - 1) if root((i, j)) == (i, j)]
        if any((i, j) in cells for j in begun):
            rows.append(TableRow(ys[i], tuple(tuple(cells.get((i, j), ())) for j in begun)))
    return rows


def _drawn_tables(rules: Sequence[Box]) -> list[tuple[list[_Span], list[_Span]]]:
    """Return level and upright rules by table: those that touch belong together."""
    level: list[_Span] = []
    upright: list[_Span] = []
    for left, top, right, bottom in rules:
        if right - left >= bottom - top:
            level.append(((top + bottom) / 2, left, right))
        else:
            upright.append(((left + right) / 2, top, bottom))
    level, upright = _merged(level), _merged(upright)
    tables: list[tuple[list[_Span], list[_Span]]] = []
    free = set(range(len(upright)))
    unused = set(range(len(level)))
    while free:
        columns, lines, queue = set(), set(), [free.pop()]
        columns.update(queue)
        while queue:
            x, top, bottom = upright[queue.pop()]
            for h in [h for h in unused if _meet(level[h], x, top, bottom)]:
                unused.discard(h)
                lines.add(h)
                y, left, right = level[h]
                for v in [v for v in free if _meet(upright[v], y, left, right)]:
                    free.discard(v)
                    columns.add(v)
                    queue.append(v)
        tables.append(([level[h] for h in lines], [upright[v] for v in columns]))
    return tables


def _meet(span: _Span, across: float, start: float, end: float) -> bool:
    place, low, high = span
    return low - _NEAR <= across <= high + _NEAR and start - _NEAR <= place <= end + _NEAR


def _merged(spans: Sequence[_Span]) -> list[_Span]:
    """Return `spans` with pieces of one rule put together."""
    found: list[_Span] = []
    for place in _clusters([span[0] for span in spans]):
        own = sorted((a, b) for at, a, b in spans if abs(at - place) <= _NEAR / 2)
        start, end = own[0]
        for a, b in own[1:]:
            if a <= end + _NEAR:
                end = max(end, b)
            else:
                found.append((place, start, end))
                start, end = a, b
        found.append((place, start, end))
    return found


def _clusters(values: Sequence[float]) -> list[float]:
    """Return one value for each group of `values` that are nearly equal, in order."""
    groups: list[float] = []
    for value in sorted(values):
        if not groups or value - groups[-1] > _NEAR / 2:
            groups.append(value)
    return groups


def _edges(spans: Sequence[_Span]) -> list[float]:
    edges: list[float] = []
    for value in sorted(span[0] for span in spans):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _between(edges: Sequence[float], value: float) -> int | None:
    for index in range(len(edges) - 1):
        if edges[index] <= value < edges[index + 1]:
            return index
    return None


def _ruled(spans: Sequence[_Span], place: float, at: float) -> bool:
    return any(abs(own - place) <= _NEAR and start <= at <= end for own, start, end in spans)
