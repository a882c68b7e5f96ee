"""Marks of secrecy (dấu độ mật) printed on a document: such a one never enters the archive.

The mark stands alone on a line of the letterhead, at the end of one behind a gap, or behind the
words "độ mật" (Nghị định 30/2020/NĐ-CP, annex I; Luật Bảo vệ bí mật nhà nước).
"""

import re
from collections.abc import Sequence
from typing import Final

from ketluan.vocabulary import notice_words

_HEAD_LINES: Final = 60  # filled lines in which a letterhead lies, with room for blank cells
_MARKS: Final = "|".join(notice_words()["secrecy_marks"])
_PRINTED: Final = re.compile(
    rf"(?:^[\s|*]*|\s{{2,}}|\t|\|\s*)(?P<mark>{_MARKS})[\s|*.]*$|độ\s+mật\s*:\s*(?P<named>[^\s|…._-].*)$",
    re.IGNORECASE,
)
_NONE: Final = re.compile(r"(?:không|thường)\b", re.IGNORECASE)


def secrecy_mark(lines: Sequence[str]) -> str:
    """Return the mark of secrecy in the head of a document's `lines` (NFC), empty if there is none."""
    filled = [line for line in lines if line.strip()]
    for line in filled[:_HEAD_LINES]:
        match = _PRINTED.search(line)
        if match is None:
            continue
        mark = match["mark"]
        if mark and mark == mark.upper():
            return mark
        named = (match["named"] or "").strip()
        if named and not _NONE.match(named):
            return named
    return ""
