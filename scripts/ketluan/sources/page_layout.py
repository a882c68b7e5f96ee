"""Words with places on a page become lines of text in reading order, for PDF and for recognised scans.

Units are those of the words (points or pixels): every bound is relative to the letters of the page.
The head of an official document (issuing body on the left, national motto on the right) and its foot
(Nơi nhận on the left, signature on the right) stand in two columns, Nghị định 30/2020/NĐ-CP, annex I:
they are given column by column. All else is given row by row, cells of a row separated by a tab.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from ketluan.sources.page_tables import Box, TableRow, Word, found_tables
from ketluan.sources.source import DoubtfulWord
from ketluan.vietnamese import fold

DOUBT: Final = 60  # below this confidence of 100 a recognised word is listed for the clerk
_SAME_ROW: Final = 0.5  # of the lower of two heights: words that overlap so far stand in one row
_PIECES: Final = 0.1  # of the height of a word: pieces of one word are no farther apart
_SPACED_OUT: Final = 0.5  # of it: so far apart are letters that are spaced out for emphasis
_OPEN_ROWS: Final = 6  # last rows that a word may still join
_COLUMN_GAP: Final = 3.0  # mean letters: a gap so wide separates cells; justified text has about 1
_EVEN: Final = 1.5  # widest to narrowest gap of a justified line
_GUTTER: Final = 0.75  # mean letters free on both sides of the middle between two columns
_SPACED: Final = 1.25  # of the usual distance of rows: more is a gap between paragraphs
_SAME_MARGIN: Final = 0.7  # mean letters: rows that begin so near to each other share a margin
_OFF_AXIS: Final = (
    0.08  # of the width of the text: a line so far from its column's middle is not in it
)
_HEAD_ROWS: Final = 16  # rows from the top of a document among which its head is looked for
_FOOT_ABOVE: Final = 3  # rows of the signature that may stand above "Nơi nhận"
_FREE_LABEL: Final = re.compile(
    r"\(?(?:\d{1,2}|[IVX]{1,5}|[a-zđ]|\d{1,2}(?:\.\d{1,2}){1,3})[.)]|[-–+*•▪➢]"
)
_MOTTO: Final = re.compile(
    r"cong hoa xa|chu nghia viet|doc lap|hanh phuc|dang cong san|ngay\b.*\bthang\b.*\bnam\b"
)
_DATE: Final = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_RECIPIENTS: Final = re.compile(r"noi nhan\b")
_ADDRESSEE: Final = re.compile(r"kinh gui\b")


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The words of a page; those read in another direction than the first frame are in others."""

    frames: tuple[tuple[Word, ...], ...]
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Lines in the convention of `SourceText`; `bold` are 1-based numbers of lines."""

    lines: tuple[str, ...]
    bold: frozenset[int]
    doubtful: tuple[DoubtfulWord, ...]


@dataclass(slots=True)
class _Row:
    """Words on one baseline, from left to right."""

    words: list[Word]
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.words = _whole(self.words)
        self.top = median(word.top for word in self.words)
        self.bottom = median(word.bottom for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Printed:
    """One line of the result: its text and the words it shows."""

    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual on a page: width of a letter, left margin and width of its text, row distance."""

    letter: float
    left: float
    right: float
    margin: float
    pitch: float


def lay_out(pages: Iterable[PrintedPage]) -> LaidOut:
    """Return the lines of `pages`; each page after the first begins with a form feed."""
    lines: list[str] = []
    bold: set[int] = set()
    doubtful: list[DoubtfulWord] = []
    state = _State()
    for number, page in enumerate(pages, start=1):
        printed = list(_page(page, state))
        for index, line in enumerate(printed or [_Printed("")]):
            lines.append("\f" + line.text if number > 1 and index == 0 else line.text)
            if line.words and all(word.bold for word in line.words):
                bold.add(len(lines))
            doubtful.extend(
                DoubtfulWord(number, len(lines), word.text, round(word.confidence))
                for word in line.words
                if word.confidence < DOUBT
            )
    return LaidOut(tuple(lines), frozenset(bold), tuple(doubtful))


@dataclass(slots=True)
class _State:
    """What a page takes from those before it: whether the head is still to come, and an open foot."""

    has_head: bool = True
    in_foot: bool = False  # the foot reached the end of the page before


def _page(page: PrintedPage, state: _State) -> Iterator[_Printed]:
    for index, frame in enumerate(page.frames):
        words = [word for word in frame if word.text]
        if not words:
            continue
        tables, rest = found_tables(words, page.rules if index == 0 else ())
        rows = _rows(rest)
        measure = _measure(rows or _rows(words))
        yield from _frame(rows, tables, measure, state if index == 0 else _State(has_head=False))
        state.has_head = False


def _frame(
    rows: list[_Row], tables: list[TableRow], measure: _Measure, state: _State
) -> Iterator[_Printed]:
    """Yield the lines of a frame, its tables where they stand."""
    at = 0
    if state.has_head and (zone := _head(rows, measure)):
        at, split = zone
        yield from _columns(rows[:at], split, measure)
    elif state.in_foot:
        begin = 1 if rows and _is_number(rows[0]) else 0
        if found := _gutter(rows[begin:], measure):
            at = begin + found[0]
            for row in rows[:begin]:
                yield _line(row, measure.margin, measure.letter)
            yield from _columns(rows[begin:at], found[1], measure)
    state.in_foot = False
    waiting = list(tables)
    previous: _Row | None = None
    while at < len(rows):
        row = rows[at]
        while waiting and waiting[0].top < row.bottom:
            yield _cells(waiting.pop(0))
            previous = None
        foot = _foot(rows, at, measure)
        if foot:
            end, split = foot
            yield from _columns(rows[at:end], split, measure)
            at, previous = end, None
            state.in_foot = end == len(rows)
            continue
        if previous and _parted(previous, row, measure):
            yield _Printed("")
        yield _line(row, measure.margin, measure.letter)
        previous = row
        at += 1
    for table_row in waiting:
        yield _cells(table_row)


def _rows(words: Sequence[Word]) -> list[_Row]:
    """Return `words` by rows, from top to bottom."""
    gathered: list[list[Word]] = []
    bands: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        best, best_overlap = -1, _SAME_ROW
        for index in range(max(0, len(gathered) - _OPEN_ROWS), len(gathered)):
            top, bottom = bands[index]
            lower = max(1e-6, min(bottom - top, word.bottom - word.top))
            overlap = (min(bottom, word.bottom) - max(top, word.top)) / lower
            if overlap >= best_overlap:
                best, best_overlap = index, overlap
        if best < 0:
            gathered.append([word])
            bands.append((word.top, word.bottom))
            continue
        row, (top, bottom) = gathered[best], bands[best]
        row.append(word)
        share = 1 / len(row)
        if word.bottom - word.top > 0.6 * (bottom - top):  # a dash says nothing about its row
            bands[best] = (
                top + (word.top - top) * share,
                bottom + (word.bottom - bottom) * share,
            )
    return sorted((_Row(row) for row in gathered), key=lambda row: row.bottom)


def _whole(words: Iterable[Word]) -> list[Word]:
    """Return the words of a row from left to right, with the pieces of a word put together."""
    found: list[Word] = []
    for word in sorted(words, key=lambda word: word.left):
        before = found[-1] if found else None
        if before and _go_together(before, word):
            found[-1] = Word(
                before.text + word.text,
                before.left,
                min(before.top, word.top),
                max(before.right, word.right),
                max(before.bottom, word.bottom),
                before.bold if len(before.text) >= len(word.text) else word.bold,
                min(before.confidence, word.confidence),
                before.open & 5 | word.open & 10,
            )
        else:
            found.append(word)
    return found


def _go_together(before: Word, after: Word) -> bool:
    """Tell whether two neighbours of a row are pieces of one word; see `Word.open`."""
    gap = (after.left - before.right) / max(1e-6, before.bottom - before.top)
    spaced_out = before.open & 8 and after.open & 4 and gap < _SPACED_OUT
    return bool(spaced_out or (before.open & 2 and after.open & 1 and gap < _PIECES))


def _measure(rows: Sequence[_Row]) -> _Measure:
    words = [word for row in rows for word in row.words]
    letter = sum(word.right - word.left for word in words) / sum(len(word.text) for word in words)
    letter = max(letter, 1e-6)
    lefts = sorted(row.left for row in rows)
    enough = max(2, len(rows) // 10)
    near = _SAME_MARGIN * letter
    margin = next(
        (x for index, x in enumerate(lefts) if sum(y - x <= near for y in lefts[index:]) >= enough),
        lefts[0],
    )
    steps = [below.bottom - above.bottom for above, below in pairwise(rows)]
    pitch = median(step for step in steps) if steps else 0.0
    right = max(row.words[-1].right for row in rows)
    return _Measure(letter, lefts[0], right, margin, pitch)


def _line(row: _Row, margin: float, letter: float, *, cells: bool = True) -> _Printed:
    """Return a row as a line: its indent, its words, and tabs between its `cells`, if it has any."""
    indent = max(0, round((row.left - margin) / letter))
    gaps = [after.left - before.right for before, after in pairwise(row.words)]
    even = len(gaps) > 2 and min(gaps) > 0 and max(gaps) < _EVEN * min(gaps)
    pieces = [" " * indent, row.words[0].text]
    for index, (gap, word) in enumerate(zip(gaps, row.words[1:], strict=True)):
        after_label = index == 0 and _FREE_LABEL.fullmatch(row.words[0].text)
        wide = cells and gap >= _COLUMN_GAP * letter and not even and not after_label
        pieces += ("\t" if wide else " ", word.text)
    return _Printed("".join(pieces), tuple(row.words))


def _cells(table_row: TableRow) -> _Printed:
    """Return a row of a table as a line, each cell's own lines joined."""
    cells = [_rows(cell) for cell in table_row.cells]
    text = "\t".join(" ".join(row.text for row in rows) for rows in cells)
    words = tuple(word for rows in cells for row in rows for word in row.words)
    return _Printed(text, words)


def _columns(rows: Sequence[_Row], split: float, measure: _Measure) -> Iterator[_Printed]:
    """Yield the left column of `rows`, then the right one."""
    words = [word for row in rows for word in row.words]
    left = _rows([word for word in words if word.right <= split])
    right = _rows([word for word in words if word.right > split])
    for column in (left, right):
        edge = min((row.left for row in column), default=0.0)
        for row in column:
            # A gap in a column is room for a number or a day still to be written: "ngày    tháng 6".
            yield _line(row, edge, measure.letter, cells=False)


def _parted(above: _Row, below: _Row, measure: _Measure) -> bool:
    """Tell whether a gap between paragraphs parts two rows; one beside a page number is no such."""
    gap = below.bottom - above.bottom > _SPACED * measure.pitch
    return gap and not _is_number(above) and not _is_number(below)


def _run(rows: Sequence[_Row], x: float, clear: float) -> int:
    """Return how many of the first `rows` leave the neighbourhood of x free."""
    return next((i for i, row in enumerate(rows) if _crosses(row, x, clear)), len(rows))


def _is_number(row: _Row) -> bool:
    return row.text.strip("- –").isdigit()


def _crosses(row: _Row, x: float, clear: float) -> bool:
    return any(word.left < x + clear and word.right > x - clear for word in row.words)


def _gutter(rows: Sequence[_Row], measure: _Measure) -> tuple[int, float] | None:
    """Return how many of the first `rows` stand in two columns, and x between these."""
    clear = _GUTTER * measure.letter
    width = measure.right - measure.left
    best = 0
    blocks: list[list[float]] = []
    for percent in range(25, 76):
        x = measure.left + width * percent / 100
        run = _run(rows, x, clear)
        words = [word for row in rows[:run] for word in row.words]
        if not (any(word.right <= x for word in words) and any(word.left >= x for word in words)):
            run = 0
        if run > best:
            best, blocks = run, [[]]
        if run == best > 0:
            blocks[-1].append(x)
        elif blocks and blocks[-1]:
            blocks.append([])
    if not best:
        return None
    widest = max(blocks, key=len)
    return best, widest[len(widest) // 2]


def _head(rows: Sequence[_Row], measure: _Measure) -> tuple[int, float] | None:
    """Return the number of rows of the two-column head of a document, and x between its columns."""
    found = _gutter(rows[:_HEAD_ROWS], measure)
    if not found:
        return None
    count, split = found
    reach = _OFF_AXIS * (measure.right - measure.left)
    axes: tuple[list[float], list[float]] = [], []
    end, dated = 0, False
    for row in rows[:count]:
        parts = (
            [word for word in row.words if word.right <= split],
            [word for word in row.words if word.right > split],
        )
        middles = [(part[0].left + part[-1].right) / 2 if part else None for part in parts]
        settled = all(len(axis) >= 2 for axis in axes)
        strays = any(
            middle is not None and abs(middle - median(axis)) > reach
            for middle, axis in zip(middles, axes, strict=True)
            if axis
        )
        # Behind the date only the subject of a letter (V/v) may follow, in the left column.
        gap = end and row.bottom - rows[end - 1].bottom > _SPACED * measure.pitch
        title = dated and not parts[1] and (gap or row.text.isupper())
        if settled and (strays or title or _ADDRESSEE.match(fold(row.text))):
            break
        dated = dated or bool(_DATE.search(fold(row.text)))
        for middle, axis in zip(middles, axes, strict=True):
            if middle is not None:
                axis.append(middle)
        end += 1
    text = fold(" ".join(row.text for row in rows[:end]))
    if not all(len(axis) >= 2 for axis in axes) or not _MOTTO.search(text):
        return None
    return end, split


def _foot(rows: Sequence[_Row], at: int, measure: _Measure) -> tuple[int, float] | None:
    """Return the row behind the foot that begins at row `at`, and x between its columns."""
    anchor = next(
        (
            index
            for index in range(at, min(at + _FOOT_ABOVE + 1, len(rows)))
            if _RECIPIENTS.match(fold(rows[index].text))
        ),
        None,
    )
    if anchor is None:
        return None
    found = _gutter(rows[anchor:], measure)
    if not found:
        return None
    count, split = found
    if any(row.left <= split for row in rows[at:anchor]):
        return None
    end = anchor + count
    # A page number at the bottom of the page is in neither column.
    if end - anchor > 1 and _is_number(rows[end - 1]):
        end -= 1
    if not any(row.words[-1].left > split for row in rows[at:end]):
        return None
    return end, split
