"""Labels of parts and tasks (A., I., 1., 1.1., (1), a), Thứ nhất, -) and the paths they make.

Nghị định 30/2020/NĐ-CP, annex I, part II, 5 orders parts as roman, arabic, letters; texts also
use capitals, (1), decimals, counting words and dashes. A label's style, not its look alone, says
how deep it stands: a style already open above is continued, a new one goes one deeper.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from ketluan.vietnamese import roman_value

Style = Literal[
    "capital", "roman", "arabic", "decimal", "bracketed", "letter", "ordinal",
    "dash", "plus", "bullet", "star", "",
]  # fmt: skip
MARKS: Final = frozenset(("dash", "plus", "bullet", "star"))  # styles that count nothing

_LETTERS: Final = "abcdđefghijklmnopqrstuvxy"
_SKIPPED: Final = "đfj"  # offices count e) g) h) i) k); others count as they like
_DECIMAL: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t]+")
_ARABIC: Final = re.compile(r"(\d{1,3})[.)][ \t]+")
# "1- Giao …", "2.1- …" of party papers, "1/ Phòng A": only before a capital, else it is a range or date.
_DASHED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[-–/][ \t]+(?=[^\W\d_])")
_BRACKETED: Final = re.compile(r"\((\d{1,3})\)[ \t]*")
_LETTER: Final = re.compile(rf"([{_LETTERS}])[).][ \t]+")
_CAPITALS: Final = "ABCDĐEGH"  # "I." and "V." are roman; no notice has a part C of roman numbers
_CAPITAL: Final = re.compile(rf"([{_CAPITALS}])[.)][ \t]+(?=[^\W\d_]{{2}})")
_ROMAN: Final = re.compile(r"([IVXLC]{1,7})[.)/]?[ \t]*[-–.]?[ \t]+")
_COUNTED: Final = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNTS: Final = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL: Final = re.compile(
    rf"(?:Thứ\s+({'|'.join(_COUNTED)})|({'|'.join(word.capitalize() for word in _COUNTS)})\s+là)"
    r"\s*[,:][ \t]+"
)
_BARE: Final = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(\d{1,2}\)|[a-zđ]\)|[IVX]{1,5}\.|[-–+•]")
# What every label begins with: most lines begin with a word, and are tried no further.
_SIGN: Final = re.compile(
    r"[-–+•*(\d]|[^\W\d_][).]|[IVXLC]{1,7}(?:[).]|[ \t]*[-–./])|Thứ\s"
    rf"|(?:{'|'.join(word.capitalize() for word in _COUNTS)})\s+là"
)
_MARK: Final = re.compile(r"([-–+•*])[ \t]+")
_PATTERNS: Final[tuple[tuple[Style, re.Pattern[str]], ...]] = (
    ("decimal", _DECIMAL),
    ("arabic", _ARABIC),
    ("arabic", _DASHED),
    ("bracketed", _BRACKETED),
    ("letter", _LETTER),
    ("capital", _CAPITAL),
    ("roman", _ROMAN),
    ("ordinal", _ORDINAL),
    ("dash", _MARK),
)
_MARK_STYLES: Final[dict[str, Style]] = {
    "-": "dash", "–": "dash", "+": "plus", "•": "bullet", "*": "star",
}  # fmt: skip


class Label(NamedTuple):
    """A label as printed, with its style, its value in the path, and its length with blanks."""

    text: str
    style: Style
    value: str
    length: int


def read_label(text: str) -> Label | None:
    """Return the label with which NFC `text` begins, `None` if it begins with none."""
    if not _SIGN.match(text):
        return None
    for style, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None or match.end() >= len(text):
            continue
        printed = match.group().strip()
        if pattern is _DASHED:
            if not text[match.end()].isupper():
                continue
            style = "decimal" if "." in match[1] else "arabic"
        if pattern is _MARK:
            return Label(printed, _MARK_STYLES[match[1]], match[1], match.end())
        if style == "roman" and (not roman_value(match[1]) or printed == match[1]):
            continue  # "I" or "CV" without a mark is a word
        if style == "ordinal":
            return Label(printed, style, _counted(match), match.end())
        return Label(printed, style, match[1], match.end())
    return None


def bare_label(text: str) -> bool:
    """Tell whether NFC `text` is a label alone, its words on the next line."""
    return _BARE.fullmatch(text) is not None


def _counted(match: re.Match[str]) -> str:
    if match[1]:
        return str(_COUNTED.index(match[1]) + 1)
    return str(_COUNTS.index(match[2].lower()) + 1)


def follows(label: Label, previous: str) -> bool:
    """Tell whether `label` is the one counted after the value `previous` ('' for none)."""
    step = _ordinal(label) - (_ordinal_of(label.style, previous) if previous else 0)
    if label.style == "letter" and previous and step == 2:
        return _LETTERS[_ordinal(label) - 2] in _SKIPPED
    return step == 1


def _ordinal(label: Label) -> int:
    return _ordinal_of(label.style, label.value)


def _ordinal_of(style: Style, value: str) -> int:
    if style == "roman":
        return roman_value(value)
    if style == "letter":
        return _LETTERS.find(value) + 1
    if style == "capital":
        return _CAPITALS.find(value) + 1
    if style == "decimal":
        return int(value.rpartition(".")[2])
    return int(value) if value.isdigit() else 0


@dataclass(slots=True)
class _Step:
    style: Style
    value: str
    heading: bool
    depth: int
    dashes: int = 0


@dataclass(slots=True)
class LabelPath:
    """The labels open at a place of a document, outermost first."""

    _steps: list[_Step] = field(default_factory=list)
    _top_dashes: int = 0

    @property
    def depth(self) -> int:
        """Depth of the innermost open label, 1 for the outermost, 0 for none."""
        return self._steps[-1].depth if self._steps else 0

    def step(self, label: Label | None, heading_depth: int) -> str:
        """Open the next label and return its path (`II.1.6`); no label gives an empty path.

        `heading_depth` is the depth that a Markdown heading fixes, 0 for a paragraph.
        """
        if heading_depth:
            self._steps = [step for step in self._steps if step.depth < heading_depth]
        elif label:
            self._close_to_sibling(label)
        value = self._value(label)
        depth = heading_depth or self.depth + 1
        style: Style = label.style if label else ""
        self._steps.append(_Step(style, value, bool(heading_depth), depth))
        return self._path() if label else ""

    def _close_to_sibling(self, label: Label) -> None:
        """Close the innermost open step of the label's style, and all below it.

        A heading is closed only by the label counted next: "1." below "1. Phòng A" begins a new
        count, "2." is the next unit. Nothing but marks and (1) stands below a mark.
        """
        if label.style not in MARKS and label.style != "bracketed":
            while self._steps and self._steps[-1].style in MARKS and not self._steps[-1].heading:
                del self._steps[-1]
        for index in reversed(range(len(self._steps))):
            step = self._steps[index]
            if step.style == label.style:
                if not step.heading or label.style in MARKS or follows(label, step.value):
                    del self._steps[index:]
                return
        if label.style in ("capital", "roman"):  # a part stands below no title without a label
            first = next((i for i, step in enumerate(self._steps) if not step.style), None)
            if first is not None:
                del self._steps[first:]

    def _value(self, label: Label | None) -> str:
        if label is None:
            return ""
        if label.style in MARKS:
            return f"g{self._count_dash()}"
        if label.style == "decimal":
            parent = self._path()
            if parent == label.value.rpartition(".")[0] or parent.endswith(
                "." + label.value.rpartition(".")[0]
            ):
                return label.value.rpartition(".")[2]
        return label.value

    def _count_dash(self) -> int:
        if not self._steps:
            self._top_dashes += 1
            return self._top_dashes
        self._steps[-1].dashes += 1
        return self._steps[-1].dashes

    def _path(self) -> str:
        return ".".join(step.value for step in self._steps if step.value)
