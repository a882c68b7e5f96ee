"""Give found numbers their date, year, issuer and identity (Nghị định 30/2020/NĐ-CP, annex I, II.6.b).

The first citation names type, number, date and issuer; later ones only the number, so a short form
takes what a full form of the same number in the same text says. A list shares the date at its end.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from ketluan.citations.finding import FoundNumber
from ketluan.model import Citation, YearSource
from ketluan.organisations import body_at
from ketluan.vietnamese import slug
from ketluan.vocabulary import issuer_symbols

_DATE_BEHIND: Final = re.compile(
    r"\s*,?\s*\(?(?:ký\s+)?ngày\s*(?P<day>\d{1,2})\s*"
    r"(?:/\s*(?P<month>\d{1,2})\s*/\s*(?P<year>\d{4})"
    r"|tháng\s+(?P<month_word>\d{1,2})\s+năm\s+(?P<year_word>\d{4}))(?!\d)"
)
_YEAR_BEHIND: Final = re.compile(r"\s*,?\s*năm\s+(?P<year>(?:19|20)\d\d)(?!\d)")
_LIST_LINK: Final = re.compile(r"\s*(?:,|;|và|, và)\s*(?:(?:[^\W\d_]+\s+){0,4}?(?:số|Số)\s*)?")
_ISSUER_BEHIND: Final = re.compile(r"\s*,?\s*của\s+")
_ISSUERS: Final = {row["symbol"]: row["name"] for row in issuer_symbols()}


def resolve(
    text: str, numbers: Sequence[FoundNumber], year_of_text: int | None
) -> tuple[Citation, ...]:
    """Return citations for `numbers` found in NFC `text`; see `find_citations`."""
    citations: list[Citation] = []
    following: Citation | None = None
    for number in reversed(numbers):
        citation = _dated(text, number, following)
        citations.append(citation)
        following = citation
    citations.reverse()
    return tuple(_identified(citation, citations, year_of_text) for citation in citations)


def _dated(text: str, number: FoundNumber, following: Citation | None) -> Citation:
    """Read date and issuer behind the number, or share those of the next one in a list."""
    day, stated_year, end = _date_behind(text, number.end)
    issuer = _issuer_behind(text, end)
    shares = (
        day is None
        and following is not None
        and _LIST_LINK.fullmatch(text, number.end, following.start) is not None
    )
    if shares and following is not None:
        day, issuer = following.date, issuer or following.issuer
    year = number.year or (day.year if day else None) or stated_year
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


def _issuer_behind(text: str, position: int) -> str:
    match = _ISSUER_BEHIND.match(text, position)
    return body_at(text, match.end()) if match else ""


def _identified(
    citation: Citation, others: Sequence[Citation], year_of_text: int | None
) -> Citation:
    """Give the citation its year, if need be from a full form nearby, and its key."""
    if citation.year is None:
        same = {
            other.year: other
            for other in others
            if other.number == citation.number and other.year is not None
        }
        if len(same) == 1:  # accept only if one candidate remains
            full = next(iter(same.values()))
            citation = replace(
                citation,
                year=full.year,
                year_from=full.year_from,
                date=full.date,
                issuer=citation.issuer or full.issuer,
            )
        elif not same and year_of_text and citation.family != "standard":
            citation = replace(citation, year=year_of_text, year_from="inferred")
    return replace(citation, key=document_key(citation.number, citation.year))


def document_key(number: str, year: int | None) -> str:
    """Return the identity of a document: its number and year as a slug (`76-kh-skhcn-2021`).

    The year is not repeated where the number already holds it (`52-2016-qd-ubnd`); it is left out
    where it is unknown.
    """
    key = slug(number)
    if year is None or str(year) in re.split(r"[-/:]", number):
        return key
    return f"{key}-{year}"
