"""Find document numbers (số, ký hiệu) in text as it is printed, with all its damage.

Blanks and line ends inside a number are allowed, because they occur in print: `105/TB- UBND`,
`Số: 123 /BC-SKHCN`, `76/KH – SKHCN`, a number cut at the hyphen at the end of a line. What only
looks like a number (17/3/2021, 5/7, 24/24) has no letters behind its stroke.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ketluan.model import CitationFamily
from ketluan.vietnamese import fold
from ketluan.vocabulary import document_types, issuer_symbols

_BLANK: Final = r"\s{0,6}"
_STROKE: Final = rf"{_BLANK}/{_BLANK}"
_HYPHEN: Final = rf"(?:-{_BLANK}|{_BLANK}[-–—])"  # at least one side touches
_FREE_HYPHEN: Final = rf"{_BLANK}[-–—]{_BLANK}"
# A symbol: two or more capitals, each with at most two small letters: TTg, QyĐ, BCD389QNg, SKH&CN.
_UPPER: Final = "[A-ZĐÐƯ]"
_REST: Final = r"[a-zđ]{0,2}\d{0,4}"
_CAPITAL: Final = _UPPER + _REST
_MORE: Final = rf"(?:[&^]?{_CAPITAL}){{1,9}}"
_GROUP: Final = _CAPITAL + _MORE
_SINGLE: Final = r"[A-ZĐÐ](?=-)"
# No letter follows, but a footnote's mark may, and "ngày" is sometimes glued on.
_END: Final = r"(?:(?![^\W\d_¹²³⁰⁴⁵⁶⁷⁸⁹])|(?=ngày))"
_SYMBOL: Final = (
    rf"(?:{_GROUP}|{_SINGLE})(?:{_FREE_HYPHEN}{_GROUP})?(?:{_HYPHEN}{_GROUP}){{0,3}}{_END}"
)
_START: Final = r"(?:(?<![\w/])(?<!\d[.:,-])(?<!\w-)|(?<=\b[sS]ố))"
_YEAR: Final = r"(?:19|20)\d\d"

# `_START`, asked behind the first digit; below, what stands before a capital behind it: `re` looks for
# a set of letters several times faster than at every place backwards.
_HEAD: Final = re.compile(
    rf"\d(?:(?<![\w/]\d)(?<!\d[.:,-]\d)(?<!\w-\d)|(?<=\b[sS]ố\d))\d{{0,4}}[a-z]?{_BLANK}[/–—-]"
)
_SLASHED: Final = re.compile(
    rf"{_START}(?P<number>\d{{1,5}}[a-z]?){_STROKE}(?:(?P<year>{_YEAR}){_STROKE})?(?P<symbol>{_SYMBOL})"
)
_PARTY: Final = re.compile(
    rf"{_START}(?P<number>\d{{1,5}}){_FREE_HYPHEN}(?P<symbol>{_GROUP}{_STROKE}{_GROUP}"
    rf"(?:{_HYPHEN}{_GROUP}){{0,2}}{_END})"
)
_STANDARD: Final = re.compile(
    r"(?<!\w)(?P<symbol>(?:TCVN|QCVN)(?:\s+(?:ISO|IEC|ISO/IEC))?|ISO(?:/IEC)?)\s+"
    r"(?P<number>\d{1,5}(?:-\d{1,2})?(?:\s*:\s*(?P<year>\d{4}))?(?:/[A-ZĐ]{2,8})?)(?![\w/])"
)
_STANDARDS: Final = ("TCVN", "QCVN", "ISO")  # no standard without one of them
_BACKWARD: Final = re.compile(
    rf"(?P<symbol>{_UPPER}(?<![\w/-]{_UPPER}){_REST}{_MORE}-{_GROUP})\s+số\s+(?P<number>\d{{1,5}})"
    rf"(?:{_STROKE}(?P<year>{_YEAR}))?(?![\w/])"
)
_SMALL: Final = re.compile(
    rf"{_START}(?P<number>\d{{1,5}}){_STROKE}(?:(?P<year>{_YEAR}){_STROKE})?"
    r"(?P<symbol>[a-zđ]{2,4}\s?[-–]\s?[a-zđ&]{2,10})(?![\w-])"
)
_SMALL_PARTY: Final = re.compile(
    rf"{_START}(?P<number>\d{{1,5}})-(?P<symbol>[a-zđ]{{2,4}}/[a-zđ]{{2,10}})(?![\w/-])"
)
_LISTED: Final = re.compile(r"(?<![\w/.,-])\d{1,5}(?=\s*(?:,|;|và)\s)")
_LIST_BEFORE: Final = re.compile(r"số:?\s+(?:\d{1,5}\s*(?:,|;|và)\s+){1,8}$")
_LIST_REACH: Final = 80  # code points looked back for "số 105, 106/TB-UBND"
_NAMED_REACH: Final = 30  # code points looked back for the word that says a bare symbol is a number
# A footnote's mark glued to the number, "105/2025/NĐ-CP2"; terms of the National Assembly stay.
_FOOTNOTE_MARK: Final = re.compile(r"(?:-(?!QH|UBTVQH)[^\W\d_]+|(?:QH|UBTVQH)(?:1\d|[2-9]))\d$")

_TYPES: Final = {row["abbreviation"] for row in document_types()}
_TYPES_FOLDED: Final = {fold(name): name for name in sorted(_TYPES, reverse=True)}
_ISSUERS: Final = {row["symbol"] for row in issuer_symbols()}
_TYPE_WORDS: Final = "|".join(r"\s+".join(row["name"].split()) for row in document_types())
_SAYS_NUMBER: Final = re.compile(rf"(?:số|{_TYPE_WORDS})\s*+:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in the text: its span, its parts, and the canonical form of the whole.

    A law cited by its `name` may have no number.
    """

    start: int
    end: int
    number: str
    family: CitationFamily
    type: str
    issuer_symbol: str
    year: int | None
    name: str = ""


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Return the numbers in NFC `text` in order, none overlapping another."""
    found: list[FoundNumber] = []
    for candidate in _candidates(text):
        place = bisect_left(found, candidate.start, key=lambda number: number.start)
        clear_before = place == 0 or found[place - 1].end <= candidate.start
        if clear_before and (place == len(found) or candidate.end <= found[place].start):
            found.insert(place, candidate)
    return tuple(found)


def _candidates(text: str) -> Iterator[FoundNumber]:
    """Yield numbers, the safest family first, so that it wins where two overlap."""
    if any(word in text for word in _STANDARDS):
        yield from map(_standard, _STANDARD.finditer(text))
    slashed = []
    for match in _matches(text):
        is_party = match.re is _PARTY or match.re is _SMALL_PARTY
        number = _party(match) if is_party else _numbered(match)
        if _is_plausible(text, match, number):
            slashed.append(number)
    yield from slashed
    for number in slashed:
        yield from _listed_before(text, number)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what has the form of a number; one cheap scan finds where one may begin."""
    for head in _HEAD.finditer(text):
        for pattern in (_SLASHED, _PARTY, _SMALL, _SMALL_PARTY):
            match = pattern.match(text, head.start())
            if match:
                yield match
                break
    yield from _BACKWARD.finditer(text)


def _squeeze(symbol: str) -> str:
    return "".join(symbol.split()).replace("–", "-").replace("—", "-").replace("Ð", "Đ")


def _standard(match: re.Match[str]) -> FoundNumber:
    symbol = " ".join(match["symbol"].split())
    number = "".join(match["number"].split())
    year = int(match["year"]) if match["year"] else None
    return FoundNumber(
        match.start(), match.end(), f"{symbol} {number}", "standard", symbol.split()[0], "", year
    )


@lru_cache(maxsize=4096)  # symbols recur; a hostile text must not grow it without bound
def known_type(symbol: str) -> str:
    """Return the abbreviation of the type that `symbol` writes, D for Đ and case forgiven, or ''."""
    if symbol in _TYPES:
        return symbol
    return _TYPES_FOLDED.get(fold(symbol), "")


def _numbered(match: re.Match[str]) -> FoundNumber:
    end = match.end()
    footnote = _FOOTNOTE_MARK.search(match["symbol"])
    if footnote:
        end -= 1
    groups = _squeeze(match["symbol"][: end - match.end() or None]).split("-")
    year = match.groupdict().get("year")
    parts = (
        (match["number"], year, "-".join(groups)) if year else (match["number"], "-".join(groups))
    )
    number = "/".join(parts)
    if year and re.fullmatch(r"QH\d{1,2}", groups[0]):
        return FoundNumber(match.start(), end, number, "law", "L", "QH", int(year))
    kind = known_type(groups[0])
    if year:
        issuer = "-".join(groups[1:])
        return FoundNumber(match.start(), end, number, "normative", kind, issuer, int(year))
    if kind and (len(groups) > 1 or groups[0] not in _ISSUERS):
        issuer = "-".join(groups[1:])
        return FoundNumber(match.start(), end, number, "administrative", kind, issuer, None)
    return FoundNumber(match.start(), end, number, "letter", "", groups[0], None)


def _party(match: re.Match[str]) -> FoundNumber:
    kind, _, issuer = _squeeze(match["symbol"]).partition("/")
    number = f"{match['number']}-{kind}/{issuer}"
    return FoundNumber(match.start(), match.end(), number, "party", known_type(kind), issuer, None)


def _is_plausible(text: str, match: re.Match[str], number: FoundNumber) -> bool:
    """Tell whether a match is a document number; a bare symbol needs "số" or a known body."""
    if match.re is not _SLASHED:
        return bool(number.type)
    if "-" in number.number or number.year:
        return True
    return bool(
        _SAYS_NUMBER.search(text, max(0, number.start - _NAMED_REACH), number.start)
        or number.issuer_symbol in _ISSUERS
    )


def _listed_before(text: str, full: FoundNumber) -> Iterator[FoundNumber]:
    """Yield the bare numbers of a list that shares its symbol: "số 105, 106/TB-UBND"."""
    if full.family in ("law", "standard"):
        return
    before = _LIST_BEFORE.search(text, max(0, full.start - _LIST_REACH), full.start)
    if before is None:
        return
    symbol = full.number.lstrip("0123456789")
    for match in _LISTED.finditer(text, before.start(), full.start):
        number = match.group() + symbol
        yield replace(full, start=match.start(), end=match.end(), number=number)
