"""Lines of a document's head known by their own words: motto, place and day, number, type.

Nghị định 30/2020/NĐ-CP, annex I: at the left the bodies and the number, at the right the motto, then
place and date of issue, below them the type. Two columns may have run together to one line, and a
motto may be broken over several.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from ketluan.organisations import LOWER, UPPER
from ketluan.vietnamese import fold
from ketluan.vocabulary import document_types, notice_words

DECORATION: Final = "*_|=~–—- \t"
NUMBER_LABEL: Final = re.compile(r"(?<!\w)(?:(?:Số|SỐ|Sô|Só)\s*:|^S[ốô](?=[\s./…]))\s*")
DATED: Final = re.compile(r",\s*ngày(?!\s+làm)", re.IGNORECASE)
DATE_ALONE: Final = re.compile(r"ngày[\s\d._…]*tháng[\s\d._…]*năm[\s\d._…]*", re.IGNORECASE)
_CAPITALISED: Final = rf"[{UPPER}][{LOWER}]+"
PLACE: Final = re.compile(
    rf"(?:(?:[Tt]hành\s+phố|TP\.?|Tp\.?|[Tt]ỉnh|[Hh]uyện|[Tt]hị\s+(?:xã|trấn)|[Xx]ã|[Pp]hường)\s*)?"
    rf"(?:{_CAPITALISED}\s+(?:-\s+)?){{0,4}}{_CAPITALISED}$|T[Pp]\.?\s*HCM$"
)
_PLACE_REACH: Final = 60  # code points before ", ngày" in which the place stands
_MOTTO_PIECES: Final = 3  # pieces of the other column between two parts of a motto
TYPE_LENGTH: Final = 160  # code points of the longest line that begins with the type
_LETTERS_APART: Final = 6  # single letters from which on a line is a word spaced out


def is_place_and_day(text: str) -> bool:
    """Tell whether `text` is the place and date of issue and nothing else, blank or not."""
    dated = DATED.search(text)
    if dated is None:
        return False
    return bool(PLACE.fullmatch(text[: dated.start()].strip()[-_PLACE_REACH:])) and bool(
        DATE_ALONE.fullmatch(text[dated.start() :].lstrip(", \t").strip())
    )


def parts_of_line(text: str) -> Iterable[str]:
    """Yield the parts of a piece in which two columns have run together: number, place and date."""
    number, dated = NUMBER_LABEL.search(text), DATED.search(text)
    cuts = {number.start()} if number else set()
    if dated:
        window = text[max(0, dated.start() - _PLACE_REACH) : dated.start()]
        place = PLACE.search(window)
        if place and place.start() > 0:
            cuts.add(dated.start() - len(window) + place.start())
    edges = [0, *sorted(cuts - {0}), len(text)]
    for begin, end in pairwise(edges):
        part = text[begin:end].strip(DECORATION if begin else " ")
        if part:
            yield part


class Mottoes:
    """Takes the mottoes at the right out of pieces; a motto may be broken over several of them."""

    def __init__(self) -> None:
        self._open: tuple[str, ...] = ()  # the words of a motto that must still come
        self._patience = 0

    @property
    def unfinished(self) -> bool:
        """Whether a motto has begun whose other words must still come."""
        return bool(self._open)

    def without(self, text: str) -> str:
        """Return `text` up to the motto that ends it."""
        words = list(re.finditer(r"[^\W\d_]+", text))
        folded = tuple(fold(word.group()) for word in words)
        for motto in ((self._open,) if self._open else ()) + _motto_words():
            for count in range(min(len(motto), len(folded)), 0, -1):
                if folded[-count:] == motto[:count] and (count > 1 or len(folded) == 1):
                    self._open, self._patience = motto[count:], _MOTTO_PIECES
                    return text[: words[-count].start()]
        self._patience -= 1
        if self._patience < 0:
            self._open = ()
        return text


@cache
def _motto_words() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(motto).split()) for motto in notice_words()["mottoes"])


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line that is the type of a document: its abbreviation, what goes on behind it, the line."""

    type: str
    rest: str
    printed: str


def type_line(text: str) -> TypeLine | None:
    """Return the type that the line `text` prints, `None` if it is no such line."""
    printed = text.strip(DECORATION)
    if len(printed) > TYPE_LENGTH or not printed:
        return None
    words = printed.split()
    if len(words) >= _LETTERS_APART and all(len(word) == 1 for word in words):
        key = fold("".join(words))
        whole = {name.replace(" ", ""): short for name, short in _types().items()}
        return TypeLine(whole[key], "", printed) if key in whole else None
    key = " ".join(fold(printed).split())
    if key in _types() and printed[:1].isupper():
        return TypeLine(_types()[key], "", printed)
    if not printed.isupper():
        return None
    for name in _titled():
        if key.startswith(f"{name} "):
            count = len(name.split())
            return TypeLine(_types()[name], " ".join(words[count:]), printed)
    return None


@cache
def _types() -> dict[str, str]:
    return {fold(row["name"]): row["abbreviation"] for row in document_types()}


@cache
def _titled() -> tuple[str, ...]:
    return tuple(fold(name) for name in notice_words()["titled_types"])
