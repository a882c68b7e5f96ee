"""Marks of secrecy (dấu độ mật) printed on a document: such a one never enters the archive.

The mark stands alone on a line of the letterhead or in a column of one, or behind the words "độ
mật" (Nghị định 30/2020/NĐ-CP, annex I; Luật Bảo vệ bí mật nhà nước).
"""

import re
from collections.abc import Sequence
from typing import Final

from ketluan.vocabulary import notice_words

_HEAD_LINES: Final = 60  # lines with letters in which a letterhead lies, with room for stamps
_FRAME: Final = " *._()[]\u00a0"  # what may stand around a mark
_MARK: Final = re.compile("|".join(notice_words()["secrecy_marks"]), re.IGNORECASE)
_GAP: Final = re.compile(r"[^\S\t]{2,}|\t|\|")  # between columns or cells
_NAMED: Final = re.compile(r"độ\s+mật\s*:\s*([^\s|…._-].*)", re.IGNORECASE)
_NONE: Final = re.compile(r"(?:không|thường)\b", re.IGNORECASE)


def secrecy_mark(lines: Sequence[str]) -> str:
    """Return the mark of secrecy in the head of a document's `lines` (NFC), empty if there is none."""
    lettered = [line for line in lines if any(char.isalpha() for char in line)]
    for line in lettered[:_HEAD_LINES]:
        for piece in _GAP.split(line):
            mark = _MARK.fullmatch(_together(piece.strip(_FRAME)))
            if mark and mark.group().isupper():
                return mark.group()
        named = _NAMED.search(line)
        if named and not _NONE.match(named[1]):
            return named[1].strip()
    return ""


def _together(piece: str) -> str:
    """Return a word whose letters are printed apart, "M Ậ T", as one."""
    letters = piece.split(" ")
    return "".join(letters) if all(len(letter) == 1 for letter in letters) else piece
