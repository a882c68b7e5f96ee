r"""The account of characters: what is in the source is in the body or in the list of dropped pieces.

White space does not count: wrapped lines are joined and words cut at a hyphen rejoined, nothing
else changes. The marks that a body adds (`#` of headings, a `\` before a leading `#`) do not count
either.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ketluan.model import Dropped

_MARKS: Final = re.compile(r"#(?<=^#)#{0,5}[ \t]+|\\(?<=^\\)(?=\\*#)", re.MULTILINE)
_WORDS_BEFORE: Final = 12  # code points shown before and behind a place that differs
_WORDS_BEHIND: Final = 40


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters of the source without white space, and how many of them are accounted for.

    `line` is the first 1-based line of the source that body and dropped pieces do not account for,
    0 if there is none; `missing` are the words of the source there, `extra` those of the body.
    """

    source_characters: int
    accounted: int
    line: int = 0
    missing: str = ""
    extra: str = ""

    @property
    def complete(self) -> bool:
        """Whether body and source are equal, dropped pieces allowed for."""
        return not self.line and not self.extra


def body_characters(body: str) -> str:
    """Return the characters of `body` that stand for characters of the source."""
    return _bare(_MARKS.sub("", body))


def coverage(lines: Sequence[str], body: str, dropped: Sequence[Dropped]) -> Coverage:
    """Compare source `lines` with `body` and the pieces `dropped` from them."""
    written = body_characters(body)
    if not dropped and _bare("".join(lines)) == written:  # as most are
        return Coverage(len(written), len(written))
    pieces = defaultdict[int, Counter[str]](Counter)
    for piece in dropped:
        pieces[piece.line][_bare(piece.text)] += 1
    bare = [_bare(line) for line in lines]
    total = sum(map(len, bare))
    position = dropped_count = 0
    for number, line in enumerate(bare, start=1):
        cursor = 0
        left = pieces.get(number)
        while left and cursor < len(line):
            common = _common_length(line, cursor, written, position)
            place = _dropped_before(line, cursor, cursor + common, left)
            if place is None:
                break
            at, text = place
            position += at - cursor
            cursor = at + len(text)
            dropped_count += len(text)
            left[text] -= 1
            left += Counter()  # without those that are used up
        rest = line[cursor:] if cursor else line
        if not written.startswith(rest, position):
            common = _common_length(line, cursor, written, position)
            return Coverage(
                total,
                dropped_count + position + common,
                line=number,
                missing=_words_at(lines[number - 1], cursor + common),
                extra=_words_at(_MARKS.sub("", body), position + common) or "(hết)",
            )
        position += len(rest)
    if position == len(written):
        return Coverage(total, dropped_count + position)
    return Coverage(
        total,
        dropped_count + position,
        missing="(hết)",
        extra=_words_at(_MARKS.sub("", body), position),
    )


def _dropped_before(line: str, cursor: int, end: int, left: Counter[str]) -> tuple[int, str] | None:
    """Return the last of the pieces `left` that stands in `line` up to `end`, where the body differs."""
    places = ((line.rfind(text, cursor, end + len(text)), text) for text in left if text)
    return max((place for place in places if place[0] >= 0), default=None)


def _bare(text: str) -> str:
    """Return `text` without white space; most of it is blanks, which go at once."""
    return "".join(text.replace(" ", "").split())


def _words_at(text: str, count: int) -> str:
    """Return the words of `text` around its character number `count`, white space not counted."""
    seen = 0
    for index, char in enumerate(text):
        if char.isspace():
            continue
        if seen == count:
            begin = text.rfind(" ", 0, max(0, index - _WORDS_BEFORE)) + 1
            return " ".join(text[begin : index + _WORDS_BEHIND].split())
        seen += 1
    return ""


def _common_length(line: str, cursor: int, written: str, position: int) -> int:
    """Return how many characters of `line` from `cursor` on stand in `written` from `position` on."""
    low, step = 0, 16
    while True:
        part = line[cursor + low : cursor + low + step]
        if part and written.startswith(part, position + low):
            low, step = low + len(part), step * 2
        elif step > 1:
            step = 1 if step <= 2 else step // 2
        else:
            return low
        if not part:
            return low
