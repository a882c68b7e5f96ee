"""Numbers of documents and tasks as search tokens, from vague to exact.

What a number is in a text is decided by `citations.find_numbers` alone. A number becomes a row of
tokens (`#76`, `#76/kh`, `#76/kh-skhcn`), so that any part that somebody remembers finds it. The
pattern here reads only what is left: the forms in which people type a number into a query.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ketluan.vietnamese import fold

_HYPHEN: Final = r"[-\u2010-\u2015]"
_LETTER: Final = r"[^\W\d_]"
_PART: Final = rf"{_LETTER}[^\W_]*(?:[&^][^\W_]+)*"
# Around a hyphen a text may have spaces ("105/TB- UBND"); then only capitals go on, because
# "105/TB-UBND - Phòng Kế hoạch" ends before the dash.
_GROUP: Final = rf"(?:{_HYPHEN}{_PART}|\s?{_HYPHEN}\s?(?-i:[A-ZĐ]{{2,}}[a-z]?)\b)"
_YEAR: Final = r"(?:19|20)\d\d"
TYPED_NUMBER: Final = (
    # standards: tcvn iso 9001:2015, QCVN 102:2016/BTTTT
    r"\b(?:TCVN|QCVN|TCCS|ISO)(?:[\s/-]{0,3}(?:ISO|IEC)){0,3}[\s-]{0,3}\d{1,6}(?:-\d{1,3})?(?::\d{4})?"
    rf"(?:/{_LETTER}+)?"
    # 52/2016/qđ-ubnd, 12a/kh-skhcn, 76/kh
    rf"|(?<![\d/])\d{{1,5}}(?:[a-z](?=\s?/\s?{_LETTER}{{2}}))?\s?/\s?(?:{_YEAR}\s?/\s?)?"
    rf"{_PART}{_GROUP}{{0,4}}"
    # 19-nq/tw
    rf"|(?<![\d/])\d{{1,4}}\s?{_HYPHEN}\s?{_LETTER}{{2,4}}\s?/\s?{_LETTER}[^\W_]+"
)
_ANDS: Final = re.compile(r"\s?[&^]\s?")  # SKH&CN is SKHCN
_WORDS: Final = re.compile(r"[^\W_]+")
_SERIAL: Final = re.compile(r"(\d{1,9})([a-z]?)")
_STANDARD: Final = re.compile(
    r"(?P<names>(?:(?:tcvn|qcvn|tccs|iso|iec)[\s/-]*)+)(?P<serial>\d{1,9})(?P<part>-\d{1,9})?"
    rf"(?:\s*:\s*(?P<year>\d{{4}}))?(?:\s*/\s*(?P<issuer>{_LETTER}+))?"
)
_TOKEN: Final = re.compile(rf"#(\d+[a-z]?)(?:/({_YEAR}))?(?:/(.+))?")


class NumberParts(NamedTuple):
    """A number taken apart, folded: serial without leading zeros, year or "", parts of the symbol."""

    serial: str
    year: str
    symbol: tuple[str, ...]

    @property
    def token(self) -> str:
        """The exact token: `#52/2016/qd-ubnd`."""
        return "#" + "/".join(filter(None, (self.serial, self.year, "-".join(self.symbol))))


def number_parts(number: str) -> NumberParts | None:
    """Return the parts of a number in any shape, `None` if it is none or a standard's."""
    parts = _WORDS.findall(_ANDS.sub("", fold(number)))
    serial = plain_serial(parts[0]) if parts else ""
    if not serial:
        return None
    has_year = len(parts) > 1 and re.fullmatch(_YEAR, parts[1]) is not None
    return NumberParts(serial, parts[1] if has_year else "", tuple(parts[1 + has_year :]))


def parts_of_token(token: str) -> NumberParts | None:
    """Return the parts of an exact token, `None` if it is that of a standard or of no number."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    return NumberParts(match[1], match[2] or "", tuple(match[3].split("-")) if match[3] else ())


def plain_serial(written: str) -> str:
    """Return a serial without leading zeros (`005` → `5`, `12a` as it is), empty if it is none."""
    match = _SERIAL.fullmatch(written)
    return f"{int(match[1])}{match[2]}" if match else ""


def number_token(number: str) -> str:
    """Return the exact token of a number, by which its very document is found; empty if none."""
    parts = number_parts(number)
    if parts:
        return parts.token
    return next(reversed(_standard_tokens(number)), "")


@lru_cache(maxsize=1 << 14)  # an archive cites the same documents again and again
def number_tokens(number: str, type_symbol: str = "", year: int | None = None) -> tuple[str, ...]:
    """Return the tokens of a number in any shape, the exact one last; empty if it is none.

    `type_symbol` adds the type that the number itself does not show (`cv` for a công văn), `year`
    the year in which the document was numbered.
    """
    parts = number_parts(number)
    if parts is None:
        return _standard_tokens(number)
    years = dict.fromkeys(["", parts.year or (str(year) if year else "")])
    tokens = list(_shapes(parts, tuple(years)))
    shown = fold(type_symbol)
    if shown and shown not in parts.symbol:
        tokens[:0] = [parts._replace(year=each, symbol=(shown,)).token for each in years]
    tokens.remove(parts.token)
    return (*tokens, parts.token)


def _shapes(parts: NumberParts, years: tuple[str, ...]) -> Iterator[str]:
    """Yield the number with each beginning of its symbol, without and with its year."""
    for length in range(len(parts.symbol) + 1):
        for year in years:
            yield parts._replace(year=year, symbol=parts.symbol[:length]).token


def _standard_tokens(number: str) -> tuple[str, ...]:
    """Return `#9001`, `#tcvn-9001`, `#iso-9001:2015`, … for a standard's number."""
    match = _STANDARD.fullmatch(fold(number).strip())
    if match is None:
        return ()
    serial = f"{int(match['serial'])}{match['part'] or ''}"
    names = [*_WORDS.findall(match["names"]), *filter(None, [match["issuer"]])]
    ends = [serial, f"{serial}:{match['year']}"] if match["year"] else [serial]
    heads = ["", *(f"{name}-" for name in dict.fromkeys([*names, "-".join(names)]))]
    return tuple(f"#{head}{end}" for end in ends for head in heads)


@lru_cache(maxsize=1 << 12)
def task_tokens(number: str) -> tuple[str, ...]:
    """Return the tokens of a task's number, the exact one last: `§ii.1`, `§ii.1.6`.

    Whoever asks for a part of a notice finds the tasks below it; the task itself stands first.
    """
    parts = fold(number).split(".")
    first = min(2, len(parts))
    lengths = range(first, len(parts) + 1)
    return tuple("§" + ".".join(parts[:length]) for length in lengths) if number else ()
