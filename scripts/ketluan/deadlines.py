"""Time limits in running text (thời hạn), read by a table of forms.

The phrase stays as printed beside the days read from it. "trước 30/6" has its last day on 30/6; the
parts of a quarter are its months, those of a month its three times ten days (thượng, trung, hạ
tuần). A year that the text does not say is that of the notice. Dates of cited documents and of
events are no limits: a phrase counts only in one of the forms of `vocabulary/deadline_forms.yml`.
"""

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, cast

from ketluan.model import Deadline, DeadlineKind, Period, Span
from ketluan.vietnamese import roman_value
from ketluan.vocabulary import deadline_forms

_CLAUSE_REACH: Final = 300  # code points before a phrase in which its clause may begin
_CLAUSE_START: Final = re.compile(r"[.;:\n](?:(?<!\n)\s|(?<=\n)\s*\n)")
# Every form holds a digit or one of these words; most paragraphs hold neither.
_SIGN: Final = re.compile(r"\d|quý|thường|hàng|hằng|định|ngay")
_PART_INDEX: Final = {"đầu": 0, "giữa": 1, "cuối": 2}


@dataclass(frozen=True, slots=True)
class _Form:
    kind: DeadlineKind
    pattern: re.Pattern[str]
    days: str
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None


def _compiled(words: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """Compile a pattern of the table; a run of blanks is taken whole, so that its cost stays linear."""
    blanks = words.replace(" ?", r"\s*+").replace(" ", r"\s++")
    return re.compile(f"{before}(?:{blanks}){after}", re.IGNORECASE)


@cache
def _forms() -> tuple[_Form, ...]:
    table = deadline_forms()
    parts: dict[str, str] = table["parts"]
    finishing = _compiled(table["finishing"])
    forms = []
    for row in table["forms"]:
        pattern = re.sub(r"\{([a-z]+)\}", lambda name: parts[name[1]], row["pattern"])
        unless = row.get("unless")
        forms.append(
            _Form(
                kind=cast("DeadlineKind", row["kind"]),
                pattern=_compiled(pattern, before=r"(?<!\w)", after=""),
                days=row.get("days", ""),
                needs=finishing if "needs" in row else None,
                unless=_compiled(unless, after=r"\s*$") if unless else None,
            )
        )
    return tuple(forms)


@cache
def _places_by_sign() -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return each sign with the places in the table of the forms that have it."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(deadline_forms()["forms"]):
        for sign in row["signs"]:
            found.setdefault(sign, []).append(place)
    return tuple((sign, tuple(places)) for sign, places in found.items())


def find_deadlines(text: str, year_of_text: int | None = None) -> tuple[Deadline, ...]:
    """Return the time limits written in NFC `text`, in order, none overlapping another.

    `year_of_text` completes a day or month without a year; without it such a limit has no days.
    """
    found: list[Deadline] = []
    for form in _possible_forms(text.lower()):
        for match in form.pattern.finditer(text):
            place = bisect_left(found, match.start(), key=lambda deadline: deadline.start_offset)
            free = place == 0 or found[place - 1].end_offset <= match.start()
            free = free and (place == len(found) or match.end() <= found[place].start_offset)
            if free and _is_limit(text, form, match):
                found.insert(place, _deadline(form, match, year_of_text))
    return tuple(found)


def _possible_forms(lowered: str) -> list[_Form]:
    """Return the forms that a text in lower case may hold by their signs, in the order of the table."""
    if not _SIGN.search(lowered):
        return []
    forms = _forms()
    signed = {place for sign, places in _places_by_sign() if sign in lowered for place in places}
    return [forms[place] for place in sorted(signed)]


def cell_deadline(text: str, cell: Span, year_of_text: int | None = None) -> tuple[Deadline, ...]:
    """Return the limit that a table's cell in the column of limits states by a day or period alone.

    What is written as a limit ("trước 30/6") is found by `find_deadlines`.
    """
    words = text[cell.start : cell.end]
    if not words or find_deadlines(words, year_of_text):
        return ()
    # A day is the last one, a month or quarter is all of it; "Thường xuyên" is a limit in brackets.
    for lead, tail in (("hoàn thành trước ", ""), ("hoàn thành trong ", ""), ("(", ")")):
        found = find_deadlines(f"{lead}{words}{tail}", year_of_text)
        if len(found) == 1 and found[0].end_offset == len(lead) + len(words):
            limit = found[0]
            return (Deadline(cell.start, cell.end, words, limit.kind, limit.start, limit.due),)
    return ()


def _is_limit(text: str, form: _Form, match: re.Match[str]) -> bool:
    """Tell by the words before the phrase whether it limits a task or only mentions a time."""
    reach = max(0, match.start() - _CLAUSE_REACH)
    clause = reach
    for boundary in _CLAUSE_START.finditer(text, reach, match.start()):
        clause = boundary.end()
    if form.unless and form.unless.search(text, clause, match.start()):
        return False
    return form.needs is None or form.needs.search(text, clause, match.start()) is not None


def _deadline(form: _Form, match: re.Match[str], year_of_text: int | None) -> Deadline:
    start, due = _days(form.days, match, year_of_text)
    return Deadline(match.start(), match.end(), match.group(), form.kind, start, due)


def _days(
    days: str, match: re.Match[str], year_of_text: int | None
) -> tuple[date | None, date | None]:
    """Return first and last day, both included, of the interval that the matched parts mean."""
    named = match.groupdict()
    written_year = named.get("year") or named.get("year_word")
    year = int(written_year) if written_year else year_of_text
    if not days or year is None:
        return None, None
    month = int(named.get("month") or named.get("month_word") or 0)
    part = named.get("part")
    try:
        if days in ("day", "until-day"):
            last = date(year, month, int(named["day"] or 0))
            return (last if days == "day" else None), last
        if days == "month":
            return _part_of_month(year, month, part)
    except ValueError:  # an impossible day as printed: nothing is invented
        return None, None
    if days == "quarter":
        return _part_of_quarter(year, named["quarter"] or "", part)
    half = {"đầu": "-H1", "cuối": "-H2"}.get((named.get("half") or "").lower(), "")
    period = Period(f"{year}{half}")
    return period.start, period.end


def _part_of_month(year: int, month: int, part: str | None) -> tuple[date, date]:
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if part is None:
        return first, last
    index = _PART_INDEX[part.lower()]
    return first + timedelta(10 * index), last if index == 2 else first + timedelta(10 * index + 9)


def _part_of_quarter(year: int, quarter: str, part: str | None) -> tuple[date, date]:
    number = int(quarter) if quarter.isdigit() else roman_value(quarter.upper())
    if part is None:
        period = Period(f"{year}-Q{number}")
        return period.start, period.end
    return _part_of_month(year, 3 * number - 2 + _PART_INDEX[part.lower()], None)


def examples() -> Iterator[tuple[str, str, str, str]]:
    """Yield the table's own examples: sentence, phrase, first day, last day (ISO or empty)."""
    for row in deadline_forms()["forms"]:
        yield from row["examples"]
