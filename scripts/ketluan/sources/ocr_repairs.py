"""Roman numerals that a recogniser mistakes, put right where nothing else is possible.

In bold print the feet of II touch, and it is read as H or 11. What is changed is listed for the clerk
together with the doubtful words.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ketluan.vietnamese import roman_numeral, roman_value

_LOOKS: Final = {"H": "II", "1": "I", "l": "I", "|": "I", "!": "I", "Í": "I", "Ì": "I"}
_LABEL: Final = re.compile(r"(?P<before>\f?\s*)(?P<label>[IVXHlÍÌ1|!]{1,5})(?=[.,]\s+\w)")
_ARABIC: Final = re.compile(r"\f?\s*(?P<number>\d{1,2})[.,]\s+\w")
_QUARTER: Final = re.compile(
    r"(?P<before>\b[Qq]u[ýí]\s+)(?P<numeral>[IVHlÍÌ1|!]{1,4})(?=\s*[/,.;:)]|\s)"
)
_HIGHEST_QUARTER: Final = 4
_NEAR: Final = 3  # lines of a heading before its first item


def repaired(lines: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """Return `lines` with Roman numerals put right, and what was read there by 1-based line."""
    found, changed = _parts(lines)
    for index, line in enumerate(found):
        for match in _QUARTER.finditer(line):
            if _quarter(match) != match[0]:
                changed.setdefault(index + 1, match[0])
        found[index] = _QUARTER.sub(_quarter, line)
    return found, changed


def _quarter(match: re.Match[str]) -> str:
    """Return a quarter (quý) with its numeral put right; Quý 1 to Quý 4 may be what is printed."""
    numeral = match["numeral"]
    value = _value(numeral)
    if numeral in "1234" or not 0 < value <= _HIGHEST_QUARTER:
        return match[0]
    return match["before"] + roman_numeral(value)


def _value(letters: str) -> int:
    """Return the value of a Roman numeral as it may have been misread; 0 if it is none."""
    return roman_value("".join(_LOOKS.get(char, char) for char in letters))


def _parts(lines: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """Return `lines` with the numbers of parts (I., II., …) put right, and what was read there."""
    found = list(lines)
    changed: dict[int, str] = {}
    last_part = last_arabic = 0
    one = _misread_one(lines)
    for index, line in enumerate(lines):
        match = _LABEL.match(line)
        value = _value(match["label"]) if match else 0
        is_number = bool(match and match["label"].isdigit())
        goes_on = bool(match and is_number and int(match["label"]) == last_arabic + 1)
        if match and (index == one or (value == last_part + 1 and last_part and not goes_on)):
            if match["label"] != roman_numeral(value):
                changed[index + 1] = match["label"] + "."
                found[index] = match["before"] + roman_numeral(value) + line[match.end() :]
            last_part, last_arabic = value, 0
        elif match and not is_number and value == 1 and match["label"] == "I":
            last_part, last_arabic = 1, 0
        elif number := _ARABIC.match(line):
            last_arabic = int(number["number"])
    return found, changed


def _misread_one(lines: Sequence[str]) -> int:
    """Return the index of a line "1." that is I., -1 if there is none.

    A 1 that is followed at once by another 1 is the heading above it, where a part II comes later
    and no part I was read.
    """
    labels = [
        (index, match["label"]) for index, line in enumerate(lines) if (match := _LABEL.match(line))
    ]
    if any(label == "I" for _, label in labels):
        return -1
    later_parts = [index for index, label in labels if not label.isdigit() and _value(label) == 2]
    numbers = [
        (index, match["number"])
        for index, line in enumerate(lines)
        if (match := _ARABIC.match(line))
    ]
    for (index, number), (below, other) in pairwise(numbers):
        if number == other == "1" and below - index <= _NEAR:
            return index if any(part > index for part in later_parts) else -1
    return -1
