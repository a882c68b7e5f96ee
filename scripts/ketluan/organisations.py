"""Names of bodies in running text (tên cơ quan), read by how they are written.

Nghị định 30/2020/NĐ-CP, annex II, capitalises the first syllable of each word of a body's name, so
a name is a head ("Sở", "Bộ", "UBND tỉnh") followed by capitalised syllables, each with at most one
lower-case syllable behind it. Names that break the rule belong in the register of units.
"""

import re
from typing import Final

from ketluan.vocabulary import notice_words

_LETTERS: Final = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
UPPER: Final = "".join(char for char in _LETTERS if char.isupper())
LOWER: Final = "".join(char for char in _LETTERS if char.islower())

_CAPITAL: Final = rf"[{UPPER}][{LOWER}]*"
# Small words that never end a name.
_SMALL: Final = (
    r"(?!(?:và|của|về|tại|để|trong|theo|do|có|được|chủ|phối|trước|sau|ngày|đã|đang|sẽ|chưa|không"
    rf"|tỉnh|huyện|xã|phường|thành|thị|đặc)\b)[{LOWER}]+"
)
_ACRONYM: Final = rf"[{UPPER}][{UPPER}&]+"
# Two small syllables only where it is sure that the name goes on or ends ("Kinh tế biển ngày …").
_WORD: Final = (
    rf"(?:{_ACRONYM}|{_CAPITAL}(?:\s+{_SMALL}\s+{_SMALL}(?=\s+(?:[{UPPER}][{LOWER}]|ngày\s+\d))"
    rf"|\s+{_SMALL})?)(?![{UPPER}{LOWER}])"
)
_PLACE: Final = (
    r"\s+(?:tỉnh|huyện|thành phố|thị xã|thị trấn|đặc khu|xã|phường)"
    rf"(?:\s+{_CAPITAL}(?![{LOWER}]))" + "{0,3}"
)


def _pattern() -> str:
    heads = "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(notice_words()["body_heads"], key=len, reverse=True)
    )
    own = "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in notice_words()["bodies_by_name"]
    )
    councils = (
        r"UBND|HĐND|[UỦỤ][yỷỵ]\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|Hội\s+đồng\s+nhân\s+dân"
    )
    listed = rf"(?:\s+và|,|\s*[-–])\s+(?!(?:{heads})\b)"
    joined = rf"(?:(?:{listed}|\s+)(?=[{UPPER}]){_WORD})"
    named = rf"(?:{heads})\s+(?:{_WORD}{joined}" + r"{0,5})(?:\s+\d{1,3}(?=[\s,.;](?!\d)))?"
    chair = r"(?:Chủ\s+tịch\s+)?"
    council = rf"{chair}(?:{councils})(?:{_PLACE})?"
    return rf"(?:{own}|{council}|{named}(?:{_PLACE})?)(?![{LOWER}{UPPER}])"


BODY: Final = re.compile(_pattern())


def body_at(text: str, position: int) -> str:
    """Return the name of the body that begins at `position` in NFC `text`, empty if none does."""
    match = BODY.match(text, position)
    return " ".join(match.group().split()) if match else ""
