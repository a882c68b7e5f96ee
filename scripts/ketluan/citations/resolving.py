"""Give found mentions their date, year, issuer and identity.

The first citation names type, number, date and issuer; later ones only the number (Nghị định
30/2020/NĐ-CP, annex I, II.6.b), so a mention takes what a fuller mention of the same document in the
same text says, if only one can be meant. A list shares the date at its end. A year that nothing says
is inferred from the text's own for documents that are numbered anew each year, and marked; a party
document belongs to a term, a law to no year but its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from ketluan.citations.finding import FoundNumber
from ketluan.model import Citation, YearSource
from ketluan.organisations import BODY
from ketluan.vietnamese import fold, roman_value, slug
from ketluan.vocabulary import central_bodies, issuer_symbols, party_terms

_DATE_BEHIND: Final = re.compile(
    r"[\s*¹²³⁰⁴⁵⁶⁷⁸⁹]*+,?\s*+\(?(?:ký\s+|ban\s+hành\s+|cùng\s+|đều\s+)?ngày\s*(?P<day>\d{1,2})\s*"
    r"(?:[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})"
    r"|tháng\s+(?P<month_word>\d{1,2})\s+năm\s+(?P<year_word>\d{4}))(?!\d)",
    re.IGNORECASE,
)
_YEAR_BEHIND: Final = re.compile(r"[\s*]*+,?\s*+\(?năm\s+(?P<year>(?:19|20)\d\d)(?!\d)")
_LIST_LINK: Final = re.compile(
    r"[\s*]*(?:,\s*và|[,;]|và)[\s*]*(?:(?:[^\W\d_]+\s+){0,4}?(?:số|Số)\s*:?\s*)?"
)
_ISSUER_BEHIND: Final = re.compile(r"\s*+\)?,?\s*+của\s+")
_TERM_BEHIND: Final = re.compile(r"(?:khóa|khoá|nhiệm\s+kỳ|lần\s+thứ)\s+(?P<term>[IVX]{1,6})(?!\w)")
_TERM_REACH: Final = 160  # code points behind a party number in which its term may stand
_PARTED: Final = re.compile(r"[-/:]")  # the parts of a number
_STOP: Final = re.compile(r"[.;]\s|\d\s*[-–/]\s*[A-ZĐ]")
_ISSUERS: Final = {row["symbol"]: row["name"] for row in issuer_symbols()}
_NUMBERED_YEARLY: Final = ("administrative", "letter")


def resolve(
    text: str, found: Sequence[FoundNumber], year_of_text: int | None
) -> tuple[Citation, ...]:
    """Return citations for what was `found` in NFC `text`; see `find_citations`."""
    dated: list[Citation] = []
    following: Citation | None = None
    for number in reversed(found):
        following = _dated(text, number, following)
        dated.append(following)
    dated.reverse()
    fuller = _fuller(dated)
    return tuple(_identified(citation, fuller, year_of_text) for citation in dated)


def _dated(text: str, number: FoundNumber, following: Citation | None) -> Citation:
    """Read date, issuer and term behind the number, or share those of the next one in a list."""
    day, stated_year, end = _date_behind(text, number.end)
    issuer, end = _issuer_behind(text, end)
    if day is None and stated_year is None and issuer:  # "… của Sở A ngày …"
        day, stated_year, end = _date_behind(text, end)
    shares = (
        day is None
        and stated_year is None
        and following is not None
        and not number.name
        and following.family != "law"  # a law's year is its own
        and _LIST_LINK.fullmatch(text, number.end, following.start) is not None
    )
    if shares and following is not None:
        day, issuer = following.date, issuer or following.issuer
        stated_year = following.year if following.year_from == "date" else None
    year = number.year or (day.year if day else None) or stated_year
    term = _term(text, number, day) if number.family == "party" else ""
    return Citation(
        start=number.start,
        end=number.end,
        text=text[number.start : number.end],
        number=number.number,
        family=number.family,
        type=number.type,
        issuer=issuer or _ISSUERS.get(number.issuer_symbol.rstrip("0123456789"), ""),
        year=year,
        year_from=_year_source(number, year),
        date=day,
        key=_key(number.number or number.name, year, term),
        name=number.name,
        term=term,
    )


def _year_source(number: FoundNumber, year: int | None) -> YearSource:
    if number.year:
        return "number"
    return "date" if year else ""


def _date_behind(text: str, position: int) -> tuple[date | None, int | None, int]:
    """Return the day, the year alone, and where the words about them end."""
    match = _DATE_BEHIND.match(text, position)
    if match:
        year = int(match["year"] or match["year_word"])
        month = int(match["month"] or match["month_word"])
        try:
            return date(year, month, int(match["day"])), None, match.end()
        except ValueError:  # an impossible day as printed: nothing is invented
            return None, None, match.end()
    match = _YEAR_BEHIND.match(text, position)
    return (None, int(match["year"]), match.end()) if match else (None, None, position)


def impossible_day_behind(text: str, citation: Citation) -> str:
    """Return the day as printed behind `citation` in NFC `text` if there is no such day, else ''."""
    match = _DATE_BEHIND.match(text, citation.end)
    if match is None or citation.date is not None:
        return ""
    return " ".join(match.group().split()).lstrip(", (").removeprefix("ngày ")


def _issuer_behind(text: str, position: int) -> tuple[str, int]:
    """Return the body named behind "của", and where its name ends."""
    match = _ISSUER_BEHIND.match(text, position)
    name = BODY.match(text, match.end()) if match else None
    return (" ".join(name.group().split()), name.end()) if name else ("", position)


def _term(text: str, number: FoundNumber, day: date | None) -> str:
    """Return the term of a party document: as printed behind it, else by its day for central bodies."""
    limit = min(len(text), number.end + _TERM_REACH)
    stop = _STOP.search(text, number.end, limit)
    printed = _TERM_BEHIND.search(text, number.end, stop.start() if stop else limit)
    if printed and roman_value(printed["term"]):
        return printed["term"]
    if day is None or not number.issuer_symbol.upper().endswith(central_bodies()):
        return ""
    iso = day.isoformat()
    return next((row["term"] for row in party_terms() if row["from"] <= iso <= row["to"]), "")


Fuller = Mapping[str, Mapping[str, Citation]]


def _fuller(citations: Iterable[Citation]) -> Fuller:
    """Return the mentions that say their year or term, by what a shorter one shares with them."""
    found: dict[str, dict[str, Citation]] = {}
    for citation in citations:
        if citation.year is None and not citation.term:
            continue
        for shared in (citation.number, fold(citation.name)):
            if shared:
                kept = found.setdefault(shared, {}).get(citation.key)
                if kept is None or (kept.date is None and citation.date):
                    found[shared][citation.key] = citation
    return found


def _identified(citation: Citation, fuller: Fuller, year_of_text: int | None) -> Citation:
    """Give the citation the year or number that one fuller mention alone can give, and then its key."""
    known = citation
    if citation.name and not citation.number:
        known = _with_number(citation, fuller.get(fold(citation.name), {}))
    elif citation.year is None and not citation.term:
        candidates = tuple(fuller.get(citation.number, {}).values())
        if len(candidates) == 1:
            full = candidates[0]
            known = citation._replace(
                year=full.year,
                year_from=full.year_from,
                date=full.date,
                term=full.term,
                issuer=citation.issuer or full.issuer,
            )
        elif not candidates and year_of_text and citation.family in _NUMBERED_YEARLY:
            known = citation._replace(year=year_of_text, year_from="inferred")
    if known is citation:
        return citation
    return known._replace(key=_key(known.number or known.name, known.year, known.term))


def _with_number(citation: Citation, same_name: Mapping[str, Citation]) -> Citation:
    """Return a law cited by name as the one law of this name that the text says more of."""
    candidates = [
        full
        for full in same_name.values()
        if (citation.year is None or full.year == citation.year) and (full.number or full.year)
    ]
    numbered = [full for full in candidates if full.number]
    chosen = numbered or (candidates if citation.year is None else [])
    if len({full.key for full in chosen}) != 1:
        return citation
    full = chosen[0]
    return citation._replace(
        number=full.number, year=full.year, year_from=full.year_from,
        date=citation.date or full.date, issuer=full.issuer,
    )  # fmt: skip


def _key(number: str, year: int | None, term: str) -> str:
    """Return the identity of a document; one of the party has its `term`, else it is its `year`."""
    return f"{slug(number)}-khoa-{term.lower()}" if term else document_key(number, year)


def document_key(number: str, year: int | None) -> str:
    """Return the identity of a document: its number (or a law's name) and year as a slug.

    `76-kh-skhcn-2021`; the year is not repeated where the number already holds it
    (`52-2016-qd-ubnd`), and left out where it is unknown.
    """
    key = slug(number)
    if year is None or str(year) in _PARTED.split(number):
        return key
    return f"{key}-{year}"
