r"""The account of characters: what is in the source is in the body or in the list of dropped pieces.

White space does not count: wrapped lines are joined and words cut at a hyphen rejoined, nothing
else changes. The marks that a body adds (`#` of headings, a `\` before a leading `#`) do not count
either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ketluan.model import Dropped

_MARKS: Final = re.compile(r"^(?:#{1,6}[ \t]+|\\(?=\\*#))", re.MULTILINE)
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


def _filled(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())


def body_characters(body: str) -> str:
    """Return the characters of `body` that stand for characters of the source."""
    return _filled(_MARKS.sub("", body))


def coverage(lines: Sequence[str], body: str, dropped: Sequence[Dropped]) -> Coverage:
    """Compare source `lines` with `body` and the pieces `dropped` from them."""
    kept = _without_dropped(lines, dropped)
    total = sum(len(_filled(line)) for line in lines)
    dropped_count = total - sum(len(line) for line in kept)
    written = body_characters(body)
    position = 0
    for number, line in enumerate(kept, start=1):
        if not written.startswith(line, position):
            common = _common_length(line, written[position : position + len(line)])
            return Coverage(
                total,
                dropped_count + position + common,
                line=number,
                missing=_words_at(lines[number - 1], common),
                extra=_words_at(_MARKS.sub("", body), position + common) or "(hết)",
            )
        position += len(line)
    if position == len(written):
        return Coverage(total, dropped_count + position)
    return Coverage(
        total,
        dropped_count + position,
        missing="(hết)",
        extra=_words_at(_MARKS.sub("", body), position),
    )


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


def _without_dropped(lines: Sequence[str], dropped: Sequence[Dropped]) -> list[str]:
    """Return `lines` without blanks and without the dropped piece of each."""
    kept = [_filled(line) for line in lines]
    for piece in dropped:
        if 1 <= piece.line <= len(kept):
            kept[piece.line - 1] = kept[piece.line - 1].replace(_filled(piece.text), "", 1)
    return kept


def _common_length(first: str, second: str) -> int:
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))
