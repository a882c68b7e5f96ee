"""Marks of secrecy (dấu độ mật) printed on a document: such a one never enters the archive.

The mark stands alone on a line of the letterhead or in a column of one, behind the number, or behind
the words "độ mật" (Nghị định 30/2020/NĐ-CP, annex I; Luật Bảo vệ bí mật nhà nước). It may be framed,
spaced out, in Markdown or HTML, or share its line with a mark of urgency. A document let in by
mistake is worse than one refused: in doubt it counts as marked.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from ketluan.vietnamese import fold
from ketluan.vocabulary import notice_words

_HEAD_LINES: Final = 60  # lines with letters in which a letterhead lies, with room for stamps
_LONGEST: Final = 200  # code points; a longer line is no mark
_GAP: Final = re.compile(r"[^\S\t]{2,}|\t|\|")  # between columns or cells
_TAG: Final = re.compile(r"<[^<>]{1,60}>")
_MARKS: Final = {
    "".join(mark.split()).upper(): mark.upper() for mark in notice_words()["secrecy_marks"]
}
_FOLDED: Final = {fold(mark): printed for mark, printed in _MARKS.items()}
# More small letters than any mark has letters, and none of them in what may stand beside one.
_SENTENCE: Final = re.compile(rf"(?:[a-z][^a-z]*){{{1 + max(map(len, _MARKS))}}}")
# In every mark, and in the words that name it, stands MẬ, perhaps with a tag, a blank or the like
# between both letters, or do_mat. `re` looks for a set of letters much faster than for words.
_MAY_BE: Final = re.compile(r"[ậẬ_](?:(?<!_)(?<![a-ln-zA-LN-ZđĐ].)|(?<=[dD][oO]_)[mM][aA][tT])")
# What may stand beside a mark on its line without making it a sentence.
_BESIDE: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, notice_words()["secrecy_neighbours"])) + r")(?!\w)"
)
_NAMED: Final = re.compile(r"(?:độ\s+mật|dấu\s+mật|do_mat)\s*:\s*([^\s|…._-].*)", re.IGNORECASE)
_NONE: Final = re.compile(r"(?:không|thường)\b", re.IGNORECASE)
_BEHIND_NUMBER: Final = re.compile(r"\W*Số\b.*?[\s(]((?:tuyệt\s+|tối\s+)?mật)\W*$", re.IGNORECASE)
_BEHIND_BODY: Final = re.compile(
    r"\W*(?:UBND|HĐND|[UỦỤ][ỶYỲ]\s+BAN|HỘI|SỞ|BỘ|BAN|TỈNH|HUYỆN|ĐẢNG|VĂN PHÒNG|CỘNG)\b.*"
    r"(?<!BÍ)(?<!BẢO)\s((?:TUYỆT\s+|TỐI\s+)?MẬT)\W*$"
)


def secrecy_mark(lines: Sequence[str], *, recognised: bool = False) -> str:
    """Return the mark of secrecy in the head of a document's `lines` (NFC), empty if there is none.

    In text that was `recognised` from a picture a mark without its accents counts.
    """
    seen = 0
    for line in lines:
        if not any(map(str.isalpha, line)):
            continue
        seen += 1
        if seen > _HEAD_LINES:
            break
        if not recognised and not _MAY_BE.search(line):
            continue
        named = _NAMED.search(line) if ":" in line else None
        if named and not _NONE.match(named[1]):
            return named[1].strip()
        if len(line) <= _LONGEST:
            mark = _mark_on(_plain(line), recognised=recognised)
            if mark:
                return mark
    return ""


def _plain(line: str) -> str:
    """Return `line` without tags and without characters that only direct or join others."""
    plain = _TAG.sub("", line)
    if plain.isprintable():  # such a character is not
        return plain
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _mark_on(line: str, *, recognised: bool) -> str:
    behind = _BEHIND_NUMBER.match(line) or _BEHIND_BODY.match(line)
    if behind:
        return " ".join(behind[1].upper().split())
    pieces = dict.fromkeys((line, *_GAP.split(line)))
    return next((mark for piece in pieces if (mark := _alone(piece, recognised=recognised))), "")


def _alone(piece: str, *, recognised: bool) -> str:
    """Return the mark that `piece` is, whatever stands around its letters; empty if it is none."""
    if _SENTENCE.search(piece):
        return ""
    words = _BESIDE.sub(" ", piece)
    letters = "".join(filter(str.isalpha, words))
    found = _MARKS.get(letters.upper(), "")
    if not found and recognised and letters.isupper():
        found = _FOLDED.get(fold(letters), "")
    if not found or not letters[0].isupper() or any(map(str.isdigit, words)):
        return ""
    if len(words) != len(piece) and not letters.isupper():
        return ""  # "Văn bản mật" may begin a sentence
    return found
