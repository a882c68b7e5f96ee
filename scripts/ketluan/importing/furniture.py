r"""What a page prints beside its text (phần in ngoài nội dung): found, taken out and accounted for.

Page numbers, running heads, signature stamps ("Ký bởi: …"), rules, bars of tables and Markdown's
marks of emphasis are no words of the document. Each piece is listed with its line and its reason;
what is left of the lines keeps its place, so that body and dropped pieces give the source again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ketluan.model import Dropped
from ketluan.notice.labels import read_label
from ketluan.notice.tables import cells_of, columns_of
from ketluan.sources import SourceText
from ketluan.vocabulary import notice_words

_PAGE_NUMBER: Final = re.compile(
    r"(?:trang\s++)?[-–]?\s*+(\d{1,4})\s*+[-–]?(?:\s*+/\s*+\d{1,4})?", re.IGNORECASE
)
_RULE_CHARACTERS: Final = frozenset("-_=*~–—. \t")
_RULE_LENGTH: Final = 3
_TABLE_RULE: Final = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_BAR: Final = re.compile(r"(?:(?<![ \t])[ \t]+)?\|[ \t]*")
_STAMP: Final = re.compile(
    r"(?:" + "|".join(notice_words()["stamp_starts"]) + r")\s*:?(?!\w)", re.IGNORECASE
)
_STAMP_GOES_ON: Final = re.compile(
    r"(?:" + "|".join(notice_words()["stamp_lines"]) + r")\s*:|[+-]\d{2}:\d{2}$"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}:\d{2}",
    re.IGNORECASE,
)
_EMPHASIS: Final = re.compile(r"\*+|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
_BULLET: Final = re.compile(r"\s*\*[ \t]+\S")
_TITLE_MARKS: Final = re.compile(r"\s*(#{1,6})[ \t]+")
_DRAWN: Final = frozenset(("đường kẻ", "vạch kẻ bảng", "dấu Markdown"))
_MOST_BARS: Final = 64  # a line with more is no row of a table
_ROW_CELLS: Final = 3  # filled cells that make a row of a table, not a line set with one tab
_EDGE_LINES: Final = 2  # filled lines at the top and the foot of a page in which heads run
_HEAD_LENGTH: Final = 120  # code points; a longer line is text
_PAGE_LINES: Final = 15  # fewest lines between two page numbers where no page ends are known


@dataclass(frozen=True, slots=True)
class CleanSource:
    """A source without its furniture; all line numbers are 1-based and those of the source.

    `lines` has as many lines as the source. `page_ends` are lines on which a page ends or begins,
    or whose text stands at the edge of one: the text goes on behind them. `bold` are lines printed
    in bold as a whole, `titles` those that Markdown marks as headings. `cells` gives the number of
    the table cell (0, 1, …) of lines that stand between bars, one cell under the other; `rows` are
    lines that are table rows, their cells separated by a tab.
    """

    lines: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    page_ends: frozenset[int]
    bold: frozenset[int]
    titles: frozenset[int]
    cells: dict[int, int]
    rows: frozenset[int]


@dataclass(slots=True)
class _Desk:
    """The lines while they are cleaned."""

    lines: list[str]
    dropped: list[Dropped] = field(default_factory=list)

    def drop_line(self, index: int, reason: str) -> None:
        text = self.lines[index].strip("\f \t")
        if text:
            self.dropped.append(Dropped(index + 1, text, reason))
        self.lines[index] = ""

    def drop_marks(self, index: int, pattern: re.Pattern[str], reason: str, blank: str) -> None:
        line = self.lines[index]
        for match in pattern.finditer(line):
            self.dropped.append(Dropped(index + 1, match.group().strip(), reason))
        self.lines[index] = pattern.sub(blank, line)


def clean_source(source: SourceText) -> CleanSource:
    """Take the furniture out of `source`."""
    desk = _Desk(list(source.lines), list(source.dropped))
    for piece in source.dropped:
        desk.lines[piece.line - 1] = ""
    _drop_stamps(desk)
    _drop_running_heads(desk, source.lines)
    _drop_page_numbers(desk, source.lines)
    titles: set[int] = set()
    cells: dict[int, int] = {}
    rows: set[int] = set()
    bold = set(source.bold)
    if any("|" in line for line in desk.lines):
        _open_tables(desk, cells, rows)
    _drop_rules(desk)
    rows |= _tab_rows(desk.lines)
    if _is_markdown(source, desk.lines):
        titles |= _drop_title_marks(desk)
        bold |= _drop_emphasis(desk)
    return CleanSource(
        tuple(line.replace("\f", "") for line in desk.lines),
        tuple(sorted(desk.dropped, key=lambda piece: piece.line)),
        frozenset(
            [piece.line for piece in desk.dropped if piece.reason not in _DRAWN]
            + [number for number, line in enumerate(source.lines, start=1) if "\f" in line]
        ),
        frozenset(bold),
        frozenset(titles),
        cells,
        frozenset(rows),
    )


def _drop_stamps(desk: _Desk) -> None:
    """Drop the printed form of digital signatures: its first line and those that belong to it."""
    inside = False
    for index, line in enumerate(desk.lines):
        text = line.strip()
        if not text:
            continue
        inside = bool(_STAMP.match(text)) or (inside and bool(_STAMP_GOES_ON.match(text)))
        if inside:
            desk.drop_line(index, "dấu chữ ký số")


def _pages(lines: Sequence[str]) -> Iterator[list[int]]:
    """Yield the indices of the filled lines of each page."""
    page: list[int] = []
    for index, line in enumerate(lines):
        if "\f" in line:
            yield page
            page = []
        if line.strip():
            page.append(index)
    yield page


def _drop_running_heads(desk: _Desk, lines: Sequence[str]) -> None:
    """Drop lines that stand at the same edge of at least two pages, numbers not counted."""
    pages = [page for page in _pages(lines) if page]
    if len(pages) < 2:
        return
    edges = [(page[:_EDGE_LINES], page[-_EDGE_LINES:]) for page in pages]
    for reason, side in (("tiêu đề chạy đầu trang", 0), ("tiêu đề chạy chân trang", 1)):
        at_edge = [index for edge in edges for index in edge[side]]
        counted = Counter(_head_key(lines[index]) for index in at_edge)
        least = max(2, (len(pages) - 1) // 2)
        for index in at_edge:
            key = _head_key(lines[index])
            if key and counted[key] >= least and not _PAGE_NUMBER.fullmatch(lines[index].strip()):
                desk.drop_line(index, reason)


def _head_key(line: str) -> str:
    """Return what two running heads have in common, empty where the line can be none."""
    text = " ".join(line.split())
    if read_label(text):  # "1. …" and "2. …" at the edges of two pages are items
        return ""
    if len(text) > _HEAD_LENGTH or not any(char.isalpha() for char in text):
        return ""
    return re.sub(r"\d+", "#", text)


def _drop_page_numbers(desk: _Desk, lines: Sequence[str]) -> None:
    pages = [page for page in _pages(lines) if page]
    if len(pages) > 1:
        for page in pages:
            for index in (page[0], page[-1]):
                match = _PAGE_NUMBER.fullmatch(desk.lines[index].strip("\f \t"))
                if match and int(match[1]) <= len(pages) + 1:
                    desk.drop_line(index, "số trang")
        return
    expected, last = 0, -_PAGE_LINES
    for index, line in enumerate(desk.lines):
        match = _PAGE_NUMBER.fullmatch(line.strip())
        if not match or _beside_bar(desk.lines, index):
            continue
        number = int(match[1])
        counts_on = number == expected if expected else number in (1, 2)
        if counts_on and index - last >= _PAGE_LINES:
            desk.drop_line(index, "số trang")
            expected, last = number + 1, index


def _beside_bar(lines: Sequence[str], index: int) -> bool:
    around = lines[max(0, index - 2) : index + 3]
    return any(line.strip() == "|" for line in around)


def _open_tables(desk: _Desk, cells: dict[int, int], rows: set[int]) -> None:
    """Drop the bars of tables: a row's become tabs, lone ones part cells that stand in lines."""
    cell = 0
    for index, line in enumerate(desk.lines):
        text = line.strip()
        if text == "|":
            cell += 1
            desk.drop_line(index, "vạch kẻ bảng")
        elif text.startswith("|") and 1 < text.count("|") <= _MOST_BARS:
            if _TABLE_RULE.fullmatch(text):
                desk.drop_line(index, "vạch kẻ bảng")
                continue
            desk.drop_marks(index, _BAR, "vạch kẻ bảng", "\t")
            desk.lines[index] = desk.lines[index].removeprefix("\t").removesuffix("\t")
            rows.add(index + 1)
        elif text and cell:
            cells[index + 1] = cell


def _tab_rows(lines: Sequence[str]) -> set[int]:
    """Return the lines that are rows of a table: three filled cells, or two right below such a row."""
    rows: set[int] = set()
    open_row = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        filled = sum(1 for cell in line.strip().split("\t") if cell.strip())
        head = "\t" in line and columns_of(line, cells_of(line)) is not None
        open_row = filled >= _ROW_CELLS or head or (open_row and filled > 1)
        if open_row:
            rows.add(number)
    return rows


def _drop_rules(desk: _Desk) -> None:
    for index, line in enumerate(desk.lines):
        text = line.strip("\f \t")
        if len(text) >= _RULE_LENGTH and text[-1] != "." and _RULE_CHARACTERS.issuperset(text):
            desk.drop_line(index, "đường kẻ")


def _is_markdown(source: SourceText, lines: Sequence[str]) -> bool:
    """Tell whether stars and hashes are marks: the file says so, or pairs of stars do."""
    if source.suffix == ".md":
        return True
    return source.read_by == "text" and sum(1 for line in lines if "**" in line) > 1


def _drop_title_marks(desk: _Desk) -> set[int]:
    titles = set()
    for index, line in enumerate(desk.lines):
        if _TITLE_MARKS.match(line):
            desk.drop_marks(index, re.compile(r"^\s*#{1,6}[ \t]+"), "dấu Markdown", "")
            titles.add(index + 1)
    return titles


def _drop_emphasis(desk: _Desk) -> set[int]:
    """Drop marks of emphasis; return the lines that they set in bold from end to end."""
    bold_lines = set()
    is_bold = False
    for index, line in enumerate(desk.lines):
        if not line.strip():
            is_bold = False
            continue
        plain = False
        position = 0
        kept = []
        first = line.index("*") + 1 if _BULLET.match(line) and line.count("*") % 2 else 0
        for match in _EMPHASIS.finditer(line, first):
            between = line[position : match.start()]
            plain |= bool(between.strip()) and not is_bold
            kept.append(between)
            stars = len(match.group())
            is_bold ^= match.group()[0] == "_" or stars // 2 % 2 == 1
            desk.dropped.append(Dropped(index + 1, match.group(), "dấu Markdown"))
            position = match.end()
        rest = line[position:]
        plain |= bool(rest.strip()) and not is_bold
        kept.append(rest)
        desk.lines[index] = "".join(kept)
        if not plain and desk.lines[index].strip():
            bold_lines.add(index + 1)
    return bold_lines
