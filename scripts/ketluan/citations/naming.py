"""Find laws that are cited by name ("Luật Khoa học và Công nghệ năm 2013").

A name in the table of laws is enough; any other name of a law is read where a year, a day or a
number of the National Assembly follows, because only then is it sure where the name ends.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ketluan.citations.finding import FoundNumber
from ketluan.organisations import UPPER
from ketluan.vocabulary import law_names

_KIND: Final = r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh)"
_AMENDING: Final = (
    r"sửa\s+đổi,?\s+bổ\s+sung\s+một\s+số\s+điều\s+của\s+(?:các\s+)?(?:Bộ\s+luật|Luật|luật)\s+"
)
_FREE: Final = (
    rf"{_KIND}\s+(?:{_AMENDING})?[{UPPER}]"
    rf"(?:(?!{_KIND}\b|Nghị\s|Thông\s+tư|Quyết\s+định)[^.;:()“”\"/|*\d]){{2,90}}?"
    r"(?=\s+(?:\(sửa\s+đổi\)\s+)?(?:năm\s+\d{4}|số:?\s*\d{1,3}/\d{4}/|ngày\s+\d))"
)


_HEAD: Final = re.compile(r"[LBP](?<!\w.)(?:(?<=L)uật|(?<=B)ộ\s+luật|(?<=P)háp\s+lệnh)\s")


@cache
def _pattern() -> re.Pattern[str]:
    known = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in law_names())
    return re.compile(rf"{_FREE}|(?:{known})(?!\w)")


def find_named_laws(text: str) -> Iterator[FoundNumber]:
    """Yield the laws that NFC `text` cites by name, in order; their number is empty."""
    for head in _HEAD.finditer(text):
        match = _pattern().match(text, head.start())
        if match is None:
            continue
        name = " ".join(match.group().split())
        yield FoundNumber(match.start(), match.end(), "", "law", "L", "QH", None, name)
