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
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters of the source without white space, and how many of them are accounted for.

    `line` is the first 1-based line of the source that body and dropped pieces do not account for,
    0 if there is none; `missing` is a short piece of it. `extra` is the first piece of the body
    that the source does not have.
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
    return _BLANKS.sub("", _MARKS.sub("", body))


def coverage(lines: Sequence[str], body: str, dropped: Sequence[Dropped]) -> Coverage:
    """Compare source `lines` with `body` and the pieces `dropped` from them."""
    kept = _without_dropped(lines, dropped)
    total = sum(len(_BLANKS.sub("", line)) for line in lines)
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
                missing=line[common : common + 40],
                extra=written[position + common : position + common + 40],
            )
        position += len(line)
    return Coverage(total, dropped_count + position, extra=written[position : position + 40])


def _without_dropped(lines: Sequence[str], dropped: Sequence[Dropped]) -> list[str]:
    """Return `lines` without blanks and without the dropped piece of each."""
    kept = [_BLANKS.sub("", line) for line in lines]
    for piece in dropped:
        if 1 <= piece.line <= len(kept):
            kept[piece.line - 1] = kept[piece.line - 1].replace(_BLANKS.sub("", piece.text), "", 1)
    return kept


def _common_length(first: str, second: str) -> int:
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))
