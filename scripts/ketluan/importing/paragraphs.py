"""Lines of a source joined to paragraphs (đoạn văn).

Word says where a paragraph begins. Text taken from PDF has a line end after every printed line,
often a blank line too, and numbers cut at a hyphen: there a paragraph begins at a label, after a
line that ends a sentence and is short or followed by an indent, and around lines in capitals or
bold. In the letterhead and the foot, which stand in two columns, each printed line is a piece of
its own. Joining changes white space only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ketluan.importing.furniture import CleanSource
from ketluan.notice.asking import begins_with_deed
from ketluan.notice.body import AUTHORITY, RECIPIENTS, words_pattern
from ketluan.notice.labels import MARKS, Label, bare_label, follows, read_label
from ketluan.organisations import LOWER, UPPER
from ketluan.vietnamese import fold
from ketluan.vocabulary import document_types, notice_words

_SHORT: Final = 0.75  # of the width of the page: a line this short ends its paragraph
_FITS: Final = 0.9  # of the width of the page: a word that ends before it would have fitted
_DOUBLE_SPACED: Final = (
    0.6  # share of lines with a blank line behind, above which blanks say nothing
)
_WIDEST_LINE: Final = 130  # code points; an A4 page has about 90, so a longer line was not wrapped
_CUT_REACH: Final = 40  # code points; a number cut at its hyphen is no longer
_CUT_NUMBER: Final = re.compile(
    rf"(?:\d\s*/\s*(?:\d{{4}}\s*/\s*)?[{UPPER}][{UPPER}{LOWER}&]*-|\d-|\b[{UPPER}]{{2,}}-)$"
)
# The preamble opens with the day of the meeting, whatever the lines before it look like.
_MEETING_DAY: Final = re.compile(
    r"(?:(?:Sáng|Chiều|Tối)\s++)?(?:Ngày|ngày)?\s*+\d{1,2}[/.-]\d{1,2}[/.-]\d{4},"
    r"|(?:(?:Sáng|Chiều|Tối|Trong)\s+(?:các\s+)?ngày|Ngày|Hôm nay, ngày)\s+\d{1,2}\s+(?:tháng|và)\s"
)
_GOES_ON: Final = re.compile(rf"[{UPPER}]{{2}}|[{UPPER}][{LOWER}]?[{UPPER}]|\d")
_ENDS: Final = re.compile(r"(?:[.;:!?…]|\./\.)[”\"’)\]]?$|[.;:]\)$|\)[.;:]$")
_CAPITAL_START: Final = re.compile(rf"[“\"(]?[{UPPER}]")
_HEAD_LINES: Final = 60  # filled lines within which the type of the document is printed
_TYPES: Final = frozenset(
    name
    for row in document_types()
    for name in (fold(row["name"]), f"{fold(row['name'])} ket luan")
)
_RECIPIENTS_SIGN: Final = words_pattern(notice_words()["recipients_starts"], anywhere=True)
_GAP: Final = re.compile(r"\t+|[ \u00a0]{3,}")
_OPEN_FIELD: Final = re.compile(r"(?:Số|ngày|tháng|năm)\s*:?$", re.IGNORECASE)
_RIGHT_INDENT: Final = 20  # blanks before a line that stands in the right-hand column alone


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph of the source: its text on one line, and the 1-based line where it begins.

    `column` is 0 at the left, 1 in the right-hand column of a letterhead or foot, or the number of
    a table cell. `bold` is true where it is printed in bold as a whole, `title` where the source
    marks it as a heading, `row` where its text is cells of a table separated by tabs.
    """

    text: str
    line: int
    label: Label | None
    column: int = 0
    bold: bool = False
    title: bool = False
    row: bool = False


@dataclass(slots=True)
class _Joiner:
    """Takes lines one by one and decides where paragraphs begin."""

    width: int
    blanks_count: bool
    last_values: dict[str, str]
    in_foot: bool = False
    in_title: bool = True
    lines: int = 0  # that the paragraph has so far

    def begins(self, text: str, indented: bool, after_blank: bool, previous: str) -> Label | bool:
        """Return its label or `True` if `text` begins a paragraph, `False` if it goes on.

        `previous` is the line before it in the same paragraph, empty if there is none; `indented`
        tells that the line itself looks like the first of a paragraph.
        """
        label = self.label_of(text, previous)
        if label:
            return label
        if not previous or (bare_label(text) and _ENDS.search(previous)):
            return True
        if _MEETING_DAY.match(text) and not previous.endswith((",", "-", "–")):
            self.in_title = False
            return True
        if RECIPIENTS.match(text) or AUTHORITY.match(text):
            return True
        if _shouted(text) or _shouted(previous):
            return self.in_title or self.in_foot or not (_shouted(text) and _shouted(previous))
        return self._starts_sentence(text, indented, after_blank, previous)

    def label_of(self, text: str, previous: str) -> Label | None:
        """Return the label with which `text` begins, if it is one behind the line `previous`."""
        label = read_label(text)
        if label is None or not self._is_label(label, text, previous):
            return None
        if label.style not in MARKS:
            self.last_values[label.style] = label.value
        return label

    def _is_label(self, label: Label, text: str, previous: str) -> bool:
        if not previous or _ENDS.search(previous) or self.in_foot:
            return not (label.style in MARKS and _range_goes_on(label, text, previous))
        if label.style in MARKS:
            return text[label.length].isupper() and not previous.endswith((",", "-", "–"))
        if label.style == "ordinal":
            return False  # in the middle of a sentence they are words
        return follows(label, self.last_values.get(label.style, "")) or follows(label, "")

    def _starts_sentence(self, text: str, indented: bool, after_blank: bool, previous: str) -> bool:
        if not _CAPITAL_START.match(text) or previous.endswith((",", "-", "–")):
            return False
        is_short = not self.width or len(previous) < _SHORT * self.width
        parted = after_blank and self.blanks_count
        if _ENDS.search(previous):
            self.in_title = False
            return is_short or indented or parted
        if self.in_title or self.in_foot or not self.width:
            return is_short or parted
        # A line cut short in the middle of a sentence goes on, be it with a name; what stands under
        # a short line that names somebody is told by its verb.
        return parted or (is_short and self.lines == 1 and begins_with_deed(text))


def _shouted(line: str) -> bool:
    return line.isupper() and len(line) < 80 and not line[:1].isdigit() and " " in line


def _range_goes_on(label: Label, text: str, previous: str) -> bool:
    return previous[-1:].isdigit() and text[label.length].isdigit()


def _page_width(lines: Sequence[str]) -> int:
    """Return the width of the page in code points, 0 where lines are not wrapped at all."""
    lengths = sorted(len(" ".join(line.split())) for line in lines if line.strip())
    if not lengths or lengths[-1] > _WIDEST_LINE:
        return 0
    return lengths[len(lengths) * 9 // 10]


def _blanks_separate(lines: Sequence[str]) -> bool:
    """Tell whether blank lines separate paragraphs, or stand behind every line."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    followed = sum(1 for index in filled if index + 1 < len(lines) and not lines[index + 1].strip())
    return bool(filled) and followed / len(filled) < _DOUBLE_SPACED


def _cut_short(lines: Sequence[str], width: int) -> frozenset[int]:
    """Return the lines that end in mid-sentence though the next word would have fitted on them.

    Web pages turned to text wrap the first line of a paragraph early; no other line is cut so.
    """
    found = set()
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        text, words = " ".join(line.split()), following.split()
        if not text or not words or _ENDS.search(text) or text.endswith(","):
            continue
        if len(text) + 1 + len(words[0]) <= _FITS * width:
            found.add(number)
    return frozenset(found)


def _head_end(clean: CleanSource) -> int:
    """Return the number of the line on which the type of the document stands, 0 if none shows it."""
    seen = 0
    for number, line in enumerate(clean.lines, start=1):
        text = " ".join(line.split())
        if not text:
            continue
        seen += 1
        if seen > _HEAD_LINES:
            break
        if text.isupper() and fold(text) in _TYPES:
            return number
    return 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or what stands in one of its columns: text with single blanks, and what is known."""

    text: str
    line: int
    column: int
    indented: bool
    split: bool


def _pieces(clean: CleanSource, head_end: int) -> Iterator[tuple[_Piece, bool, bool]]:
    """Yield the pieces of all lines with "stands after a blank line" and "lies in the foot"."""
    in_foot = after_blank = over_page = False
    for number, line in enumerate(clean.lines, start=1):
        over_page = over_page or number in clean.page_ends
        if not line.strip():
            after_blank = True
            continue
        after_blank = after_blank and not over_page
        parts = _columns(line) if number <= head_end or in_foot or _foot_begins(line) else []
        in_foot = in_foot or any(RECIPIENTS.match(text) for text, _ in parts)
        indented = line[:1].isspace()
        if number in clean.rows and not parts:
            cells = "\t".join(" ".join(cell.split()) for cell in line.split("\t"))
            yield _Piece(cells, number, 0, indented, split=False), after_blank, in_foot
        elif parts:
            for text, column in parts:
                piece = _Piece(
                    text, number, clean.cells.get(number, column), indented, len(parts) > 1
                )
                yield piece, after_blank, in_foot
        else:
            piece = _Piece(" ".join(line.split()), number, 0, indented, split=False)
            yield piece, after_blank, in_foot
        after_blank = over_page = False


def _foot_begins(line: str) -> bool:
    return bool(_RECIPIENTS_SIGN.search(line)) and any(
        RECIPIENTS.match(part.strip()) for part in _GAP.split(line)
    )


def _columns(line: str) -> list[tuple[str, int]]:
    """Return the texts of `line` at the left (0) and in the right-hand column (1)."""
    right = line.startswith("\t") or len(line) - len(line.lstrip()) >= _RIGHT_INDENT
    found: list[tuple[str, int]] = []
    begin = 0
    text = line.strip()
    for gap in _GAP.finditer(text):
        before = text[begin : gap.start()]
        if "\t" in text and "\t" not in gap.group():
            continue
        if "\t" not in gap.group() and _OPEN_FIELD.search(before):
            continue
        found.append((" ".join(before.split()), 1 if found or right else 0))
        begin = gap.end()
    found.append((" ".join(text[begin:].split()), 1 if found or right else 0))
    return found


def join_paragraphs(
    clean: CleanSource, known: frozenset[int] | None = None
) -> tuple[SourceParagraph, ...]:
    """Return the paragraphs of `clean` in order.

    `known` are the lines that begin one, where the format of the source says so.
    """
    width = _page_width(clean.lines)
    joiner = _Joiner(width, _blanks_separate(clean.lines), {})
    head_end = _head_end(clean)
    found: list[SourceParagraph] = []
    gathered: list[_Piece] = []
    label: Label | None = None
    cut_short = _cut_short(clean.lines, width)
    for piece, after_blank, in_foot in _pieces(clean, head_end):
        joiner.in_foot, joiner.lines = in_foot, len(gathered)
        if piece.line in cut_short:
            piece = replace(piece, indented=True)
        previous = gathered[-1] if gathered else None
        begins = _begins(piece, previous, clean, joiner, known, after_blank, piece.line <= head_end)
        if len(gathered) == 1 and piece.line > head_end and bare_label(gathered[0].text):
            begins = False  # "1." alone on its line: its words follow
        if begins is not False and gathered:
            found.append(_paragraph(gathered, label, clean))
            gathered = []
        if not gathered:
            label = begins if isinstance(begins, Label) else None
        gathered.append(piece)
        if piece.line > head_end and (_MEETING_DAY.match(piece.text) or _ENDS.search(piece.text)):
            joiner.in_title = False
    if gathered:
        found.append(_paragraph(gathered, label, clean))
    return tuple(found)


def _begins(
    piece: _Piece, previous: _Piece | None, clean: CleanSource, joiner: _Joiner,
    known: frozenset[int] | None, after_blank: bool, in_head: bool,
) -> Label | bool:  # fmt: skip
    """Return the label of `piece` or `True` if it begins a paragraph, else `False`."""
    before = previous.text if previous else ""
    if previous and _stands_apart(piece, previous, clean, in_head):
        before = ""
    if known is not None and piece.line in known and (not previous or previous.line != piece.line):
        before = ""
    if known is not None and before and not in_head and not joiner.in_foot:
        return joiner.label_of(piece.text, before) or False
    return joiner.begins(piece.text, piece.indented, after_blank, before)


def _stands_apart(piece: _Piece, previous: _Piece, clean: CleanSource, in_head: bool) -> bool:
    """Tell by its place on the page that `piece` does not go on with `previous`."""
    if in_head or piece.split or previous.split or piece.column != previous.column:
        return True
    if piece.line in clean.rows or previous.line in clean.rows or piece.line in clean.titles:
        return True
    if previous.line in clean.titles or clean.cells.get(piece.line) != clean.cells.get(
        previous.line
    ):
        return True
    return (piece.line in clean.bold) != (previous.line in clean.bold) and _ends_or_begins(
        piece, previous
    )


def _ends_or_begins(piece: _Piece, previous: _Piece) -> bool:
    """Tell whether a change from or to bold print may end a paragraph here."""
    return bool(_CAPITAL_START.match(piece.text) or read_label(piece.text)) and not (
        previous.text.endswith((",", "-", "–"))
    )


def _paragraph(
    pieces: Sequence[_Piece], label: Label | None, clean: CleanSource
) -> SourceParagraph:
    first = pieces[0]
    text = _joined([piece.text for piece in pieces])
    row = first.line in clean.rows
    label = label or (read_label(text) if bare_label(first.text) else None)
    return SourceParagraph(
        text=text,
        line=first.line,
        label=None if row else label,  # the serial number of a row is a cell
        column=first.column,
        bold=all(piece.line in clean.bold for piece in pieces),
        title=first.line in clean.titles,
        row=row,
    )


def _joined(lines: Sequence[str]) -> str:
    """Return wrapped `lines` as one, a number or range cut at its hyphen without a blank."""
    pieces = [lines[0]]
    for previous, line in pairwise(lines):
        cut = _CUT_NUMBER.search(previous[-_CUT_REACH:]) and _GOES_ON.match(line)
        pieces.append(line if cut else f" {line}")
    return "".join(pieces)
