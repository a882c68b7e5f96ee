"""Periods named in running text: "Quý II/2021", "6 tháng đầu năm 2021", "tháng 5/2021"."""

import re
from typing import Final

from ketluan.model import Period
from ketluan.vietnamese import roman_value

_NAMED: Final = re.compile(
    r"quý\s+(?P<quarter>IV|I{1,3}|[1-4])\s*(?:/|năm)\s*(?P<quarter_year>\d{4})(?!\d)"
    r"|(?:6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm\s+(?P<half_year>\d{4})(?!\d)"
    r"|tháng\s+(?P<month>1[0-2]|0?[1-9])\s*(?:/|năm)\s*(?P<month_year>\d{4})(?!\d)",
    re.IGNORECASE,
)


def periods_in(text: str) -> tuple[Period, ...]:
    """Return the quarters, half-years and months that NFC `text` names, in order."""
    return tuple(_period(match) for match in _NAMED.finditer(text))


def _period(match: re.Match[str]) -> Period:
    if match["quarter"]:
        written = match["quarter"]
        number = int(written) if written.isdigit() else roman_value(written.upper())
        return Period(f"{match['quarter_year']}-Q{number}")
    if match["half"]:
        return Period(f"{match['half_year']}-{'H1' if match['half'].lower() == 'đầu' else 'H2'}")
    return Period(f"{match['month_year']}-{int(match['month']):02d}")
