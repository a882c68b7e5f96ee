"""Lines of a source joined to paragraphs (đoạn văn).

Text taken from PDF has a line end after every printed line, often a blank line too, and numbers cut
at a hyphen. A paragraph begins at a label, after a line that ends a sentence and is short or
followed by an indent, and around lines in capitals. Joining changes white space only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ketluan.notice.body import AUTHORITY, RECIPIENTS
from ketluan.notice.labels import MARKS, Label, follows, read_label
from ketluan.organisations import LOWER, UPPER

_SHORT: Final = 0.75  # of the width of the page: a line this short ends its paragraph
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
    r"(?:(?:Sáng|Chiều|Tối)\s+)?(?:Ngày|ngày)?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4},|(?:(?:Sáng|Chiều|Tối)\s+ngày|Ngày)\s+\d{1,2}\s+tháng\s"
)
_GOES_ON: Final = re.compile(rf"[{UPPER}]{{2}}|[{UPPER}][{LOWER}]?[{UPPER}]|\d")
_ENDS: Final = re.compile(r"(?:[.;:!?…]|\./\.)[”\"’)\]]?$|[.;:]\)$|\)[.;:]$")
_CAPITAL_START: Final = re.compile(rf"[“\"(]?[{UPPER}]")


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph of the source: its text on one line, and the 1-based line where it begins."""

    text: str
    line: int
    label: Label | None


@dataclass(slots=True)
class _Joiner:
    """Takes lines one by one and decides where paragraphs begin."""

    width: int
    blanks_count: bool
    last_values: dict[str, str]
    in_foot: bool = False

    def begins(self, text: str, indented: bool, after_blank: bool, previous: str) -> Label | bool:
        """Return its label or `True` if `text` begins a paragraph, `False` if it goes on.

        `previous` is the line before it in the same paragraph, empty if there is none.
        """
        label = read_label(text)
        if label and self._is_label(label, text, previous):
            if label.style not in MARKS:
                self.last_values[label.style] = label.value
            return label
        if not previous:
            return True
        if _MEETING_DAY.match(text) and not previous.endswith((",", "-", "–")):
            return True
        if RECIPIENTS.match(text) or AUTHORITY.match(text):
            self.in_foot = self.in_foot or bool(RECIPIENTS.match(text))
            return True
        if _shouted(text) or _shouted(previous):
            return True
        return self._starts_sentence(text, indented, after_blank, previous)

    def _is_label(self, label: Label, text: str, previous: str) -> bool:
        if not previous or _ENDS.search(previous) or self.in_foot:
            return not (label.style in MARKS and _range_goes_on(label, text, previous))
        if label.style in MARKS:
            return text[label.length].isupper() and not previous.endswith((",", "-", "–"))
        return follows(label, self.last_values.get(label.style, "")) or follows(label, "")

    def _starts_sentence(self, text: str, indented: bool, after_blank: bool, previous: str) -> bool:
        if not _CAPITAL_START.match(text) or previous.endswith((",", "-", "–")):
            return False
        is_short = not self.width or len(previous) < _SHORT * self.width
        if _ENDS.search(previous):
            return is_short or indented or (after_blank and self.blanks_count)
        return is_short or (after_blank and self.blanks_count)


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


def join_paragraphs(lines: Sequence[str]) -> tuple[SourceParagraph, ...]:
    """Return the paragraphs of source `lines` (NFC, without line ends), in order."""
    joiner = _Joiner(_page_width(lines), _blanks_separate(lines), {})
    found: list[SourceParagraph] = []
    gathered: list[str] = []
    label: Label | None = None
    first, after_blank = 1, False
    for number, line in enumerate(lines, start=1):
        text = " ".join(line.split())
        if not text:
            after_blank = True
            continue
        begins = joiner.begins(
            text, line[:1].isspace(), after_blank, gathered[-1] if gathered else ""
        )
        if begins is not False and gathered:
            found.append(SourceParagraph(_joined(gathered), first, label))
            gathered = []
        if not gathered:
            first, label = number, begins if isinstance(begins, Label) else None
        gathered.append(text)
        after_blank = False
    if gathered:
        found.append(SourceParagraph(_joined(gathered), first, label))
    return tuple(found)


def _joined(lines: Sequence[str]) -> str:
    """Return wrapped `lines` as one, a number or range cut at its hyphen without a blank."""
    pieces = [lines[0]]
    for previous, line in pairwise(lines):
        cut = _CUT_NUMBER.search(previous[-_CUT_REACH:]) and _GOES_ON.match(line)
        pieces.append(line if cut else f" {line}")
    return "".join(pieces)
