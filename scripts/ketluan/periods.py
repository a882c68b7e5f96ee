"""Periods named in running text: "Quý II/2021", "6 tháng đầu năm 2021", "tháng 5/2021", "năm 2021".

One year may serve several: "đánh giá Quý I và nhiệm vụ Quý II năm 2021". A day ("ngày 29 tháng 3
năm 2021") names no period, neither does a week.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ketluan.model import Period
from ketluan.vietnamese import roman_value

_NAMED: Final = re.compile(
    r"(?:6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<half_year>\d{4})(?!\d))?"
    # a day, or other months of a year: consumed, no period
    r"|\d{1,2}\s+tháng(?:\s+(?:\d{1,2}|đầu|cuối))?\s+năm\s+\d{4}(?!\d)"
    r"|qu[ýí]\s+(?P<quarter>IV|I{1,3}|[1-4])(?!\w)(?:\s*(?:/|năm|-)\s*(?P<quarter_year>\d{4})(?!\d))?"
    r"|(?<!\w)tháng\s+(?P<month>1[0-2]|0?[1-9])(?![\d])(?:\s*(?:/|năm)\s*(?P<month_year>\d{4})(?!\d))?"
    r"|(?<!\w)(?<!\d\s)năm\s+(?P<year>(?:19|20)\d\d)(?!\d|\s*[-–]\s*\d)",
    re.IGNORECASE,
)
_WORDS: Final = ("quý", "quí", "tháng", "năm")  # no period is named without one of them
_SHARED_REACH: Final = 100  # code points over which a later year is shared


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period where a text names it: `text[start:end]`. The year may stand further on."""

    period: Period
    start: int
    end: int


def periods_in(text: str) -> tuple[Period, ...]:
    """Return the quarters, half-years and months that NFC `text` names, in order."""
    return tuple(named.period for named in named_periods(text) if len(named.period.id) > 4)


def named_periods(text: str) -> tuple[NamedPeriod, ...]:
    """Return the quarters, half-years, months and whole years that NFC `text` names, in order."""
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS):
        return ()
    return tuple(reversed(list(_backwards(text))))


def _backwards(text: str) -> Iterator[NamedPeriod]:
    """Yield the periods from last to first, so that a year is known before what shares it."""
    year, year_at = "", len(text)
    for match in reversed(list(_NAMED.finditer(text))):
        if not match.lastgroup:
            year = ""
            continue
        own = match["quarter_year"] or match["half_year"] or match["month_year"] or match["year"]
        if own:
            year, year_at = own, match.start()
        elif not year or not _shares(text[match.end() : year_at]):
            continue
        else:
            year_at = match.start()
        yield NamedPeriod(_period(match, year), match.start(), match.end())


def _shares(between: str) -> bool:
    """Tell whether the year behind the text `between` serves the period before it, too."""
    return len(between) <= _SHARED_REACH and not re.search(r"[.;]\s", between)


def _period(match: re.Match[str], year: str) -> Period:
    if match["quarter"]:
        written = match["quarter"]
        number = int(written) if written.isdigit() else roman_value(written.upper())
        return Period(f"{year}-Q{number}")
    if match["half"]:
        return Period(f"{year}-{'H1' if match['half'].lower() == 'đầu' else 'H2'}")
    if match["month"]:
        return Period(f"{year}-{int(match['month']):02d}")
    return Period(year)
