"""Labels of parts and tasks (I., 1., 1.1., (1), a), -) and the paths they make.

Nghị định 30/2020/NĐ-CP, annex I, part II, 5 orders parts as roman, arabic, letters; texts also
use (1), decimals and dashes. A label's style, not its look alone, says how deep it stands: a style
already open above is continued, a new one goes one deeper.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from ketluan.vietnamese import roman_value

Style = Literal["roman", "arabic", "decimal", "bracketed", "letter", "dash", ""]

_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"  # as offices count: no f, j, w, z
_DECIMAL: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t]+")
_ARABIC: Final = re.compile(r"(\d{1,3})[.)][ \t]+")
_BRACKETED: Final = re.compile(r"\((\d{1,3})\)[ \t]*")
_LETTER: Final = re.compile(rf"([{_LETTERS}])[).][ \t]+")
_ROMAN: Final = re.compile(r"([IVXLC]{1,7})[.)/]?[ \t]*[-–.]?[ \t]+")
_DASH: Final = re.compile(r"([-–+•])[ \t]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, with its style, its value in the path, and its length with blanks."""

    text: str
    style: Style
    value: str
    length: int


def read_label(text: str) -> Label | None:
    """Return the label with which NFC `text` begins, `None` if it begins with none."""
    patterns: tuple[tuple[Style, re.Pattern[str]], ...] = (
        ("decimal", _DECIMAL),
        ("arabic", _ARABIC),
        ("bracketed", _BRACKETED),
        ("letter", _LETTER),
        ("roman", _ROMAN),
        ("dash", _DASH),
    )
    for style, pattern in patterns:
        match = pattern.match(text)
        if match is None or match.end() >= len(text):
            continue
        printed = match.group().strip()
        if style == "roman" and (not roman_value(match[1]) or printed == match[1]):
            continue  # "I" or "CV" without a mark is a word
        return Label(printed, style, match[1], match.end())
    return None


def follows(label: Label, previous: str) -> bool:
    """Tell whether `label` is the one counted after the value `previous` ('' for none)."""
    return _ordinal(label) == (_ordinal_of(label.style, previous) if previous else 0) + 1


def _ordinal(label: Label) -> int:
    return _ordinal_of(label.style, label.value)


def _ordinal_of(style: Style, value: str) -> int:
    if style == "roman":
        return roman_value(value)
    if style == "letter":
        return _LETTERS.find(value) + 1
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
        style: Style = label.style if label else ""
        if heading_depth:
            self._steps = [step for step in self._steps if step.depth < heading_depth]
        else:
            open_styles = [step.style for step in self._steps if not step.heading]
            if style in open_styles:
                index = max(
                    i
                    for i, step in enumerate(self._steps)
                    if step.style == style and not step.heading
                )
                del self._steps[index:]
        value = self._value(label)
        depth = heading_depth or self.depth + 1
        self._steps.append(_Step(style, value, bool(heading_depth), depth))
        return self._path() if label else ""

    def _value(self, label: Label | None) -> str:
        if label is None:
            return ""
        if label.style == "dash":
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
