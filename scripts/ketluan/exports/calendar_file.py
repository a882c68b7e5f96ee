"""Time limits as an iCalendar file (RFC 5545) for Outlook, Thunderbird and telephones.

A limit is an event of the whole day on the last day in time, not a to-do: Outlook and the calendars of
telephones leave VTODO out when they import or subscribe, Thunderbird shows both. The day stays free
(TRANSP:TRANSPARENT). There is no METHOD: RFC 5546 asks a published event for an organiser's address,
which no notice gives.

Nothing comes from the clock. UID is the task's identity; SEQUENCE counts what was stated of the task
since its notice (a decided limit, outcomes, a later notice that takes it up again), DTSTAMP is the day
of the last statement: a file read again changes the events that it brought before, and makes no double.

A task that was closed or carried on keeps its event and says so in its title: STATUS:CANCELLED would
take the event out of some calendars and strike it through in others, and the limit was no mistake.

The calendars of a site, to which people subscribe, do not hold forty thousand events of twenty years: no
telephone takes them. They begin with the first year from which on there are not too many.

A recurring limit becomes a rule only where everything is written or decided: "ngày 25 hằng tháng" in a
task with a period. Other phrases ("hàng tháng", "định kỳ hằng quý") name no day, and a rule without an
end would stand in calendars for ever.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from ketluan.addresses import task_address
from ketluan.as_of import notice_day
from ketluan.exports.rows import unit_list
from ketluan.exports.selecting import Selection
from ketluan.exports.task_words import (
    carried_on,
    last_stated,
    outcome_words,
    task_facts,
    task_line,
    task_path,
)
from ketluan.model import Notice, Task
from ketluan.status import CLOSED, LABELS

EVENTS: Final = 5000  # in a calendar of a site, but for those of the newest year and later
_FOLD: Final = 75  # octets in a line without its end (RFC 5545, 3.1)
_ESCAPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))  # in this order
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # RFC 5545, 3.1: no CONTROL in a value
CALENDAR_END: Final = "END:VCALENDAR\r\n"
# A day that every month has; the 29th to 31st would leave months out.
_MONTHLY: Final = re.compile(r"ngày\s+(0?[1-9]|1\d|2[0-8])\s+(?:hàng|hằng)\s+tháng", re.IGNORECASE)


def calendar_text(selection: Selection, name: str, site_url: str = "") -> str:
    """Return the limits of the selected tasks as a calendar called `name`.

    `site_url` is the address of the site, where it is known; without it events name the page but
    have no URL, because RFC 5545 knows no relative one.
    """
    events = (task_events(task, selection, site_url) for task in selection.tasks)
    return "".join((calendar_head(name), *events, CALENDAR_END))


def lasting(selection: Selection) -> tuple[int, frozenset[str]]:
    """Return the year with whose limits the calendars of a site begin, and the ids of their tasks.

    It is not later than that of the newest of the selected notices; 0 where all limits are in them.
    """
    limits = {task.id: due.year for task in selection.tasks if (due := task.due)}
    days = [day for notice in selection.notices.values() if (day := notice_day(notice))]
    if len(limits) <= EVENTS or not days:
        return 0, frozenset(limits)
    counts, first = Counter(limits.values()), max(days).year
    held = sum(count for year, count in counts.items() if year >= first)
    while held + counts[first - 1] <= EVENTS:
        first -= 1
        held += counts[first]
    return first, frozenset(task_id for task_id, year in limits.items() if year >= first)


def calendar_head(name: str, first: int = 0) -> str:
    """Return what stands before the events of a calendar, which says with which year it begins."""
    told = first and _text(f"Có các thời hạn từ năm {first:04d}; các năm trước ở trang Thời hạn.")
    return _lines(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//ketluan//thong bao ket luan//VI",
            "CALSCALE:GREGORIAN",
            f"NAME:{_text(name)}",
            f"X-WR-CALNAME:{_text(name)}",
            *((f"DESCRIPTION:{told}", f"X-WR-CALDESC:{told}") if told else ()),
            "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
            "X-PUBLISHED-TTL:PT12H",
        )
    )


def task_events(task: Task, selection: Selection, site_url: str = "") -> str:
    """Return the events of one task, empty where it has no day."""
    return _lines(_events(task, selection, site_url))


def _lines(lines: Iterable[str]) -> str:
    return "\r\n".join(map(_folded, (*lines, "")))


def _events(task: Task, selection: Selection, site_url: str) -> Iterator[str]:
    if task.due:
        yield from _event(task, selection, site_url, (task.due, "", "", _prefix(task, selection)))
    for first, last in monthly_days(task, selection):
        rule = f"FREQ=MONTHLY;UNTIL={_compact(last)}"
        yield from _event(task, selection, site_url, (first, "-hang-thang", rule, "Hằng tháng"))


def _event(
    task: Task, selection: Selection, site_url: str, what: tuple[date, str, str, str]
) -> Iterator[str]:
    day, kind, rule, prefix = what
    page = task_address(task.id)
    stamp = f"{_compact(last_stated(task, selection))}T000000Z"
    units = unit_list((*task.lead_units, *task.coordinating_units), selection)
    issuer, notice_id, anchor = task_path(task, selection).split("/")
    facts = (task.text, "", *task_facts(task, selection), f"Trang: {page}")
    yield "BEGIN:VEVENT"
    yield f"UID:{notice_id}-{anchor}{kind}@{issuer}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{_sequence(task, selection)}"
    yield f"DTSTART;VALUE=DATE:{_compact(day)}"
    if day < date.max:  # without an end it lasts the one day (RFC 5545, 3.6.1)
        yield f"DTEND;VALUE=DATE:{_compact(day + timedelta(days=1))}"
    if rule:
        yield f"RRULE:{rule}"
    yield f"SUMMARY:{_text(f'{prefix}: {task_line(task)}')}"
    yield f"DESCRIPTION:{_text(chr(10).join(facts))}"
    if units:
        yield f"CATEGORIES:{','.join(map(_name, units))}"
    if site_url:
        yield f"URL:{site_url.rstrip('/')}{page}"
    yield "TRANSP:TRANSPARENT"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
    yield "END:VEVENT"


def _prefix(task: Task, selection: Selection) -> str:
    """Return what the title says first: what became of the task, else what kind of limit this is."""
    outcome = selection.outcome(task.id)
    if carried_on(task, selection) and (outcome is None or outcome.status not in CLOSED):
        return LABELS["chuyen-tiep"]
    return outcome_words(outcome) or ("Hạn theo kỳ" if task.due_from == "period" else "Hạn")


def _sequence(task: Task, selection: Selection) -> int:
    outcomes = [o for o in selection.outcomes.get(task.id, ()) if o.day]
    return len(outcomes) + bool(task.decided_due) + bool(carried_on(task, selection))


def monthly_dates(task: Task, notices: Mapping[str, Notice]) -> tuple[date, ...]:
    """Return every day of the limits "ngày N hằng tháng" within the task's period, in order.

    A day before that of the notice is none.
    """
    return tuple(sorted(day for days in _monthly(task, notices) for day in days))


def monthly_days(task: Task, selection: Selection) -> tuple[tuple[date, date], ...]:
    """Return first and last day of each limit "ngày N hằng tháng" within the task's period."""
    return tuple((days[0], days[-1]) for days in _monthly(task, selection.notices))


def _monthly(task: Task, notices: Mapping[str, Notice]) -> Iterator[list[date]]:
    """Yield the days of each monthly limit that has one."""
    period = task.period
    if period is None or not task.deadlines:
        return
    numbers = {
        int(match[1])
        for limit in task.deadlines
        if limit.kind == "recurring" and (match := _MONTHLY.search(limit.text))
    }
    if not numbers:
        return
    begin = max(period.start, notice_day(notices[task.notice_id]) or period.start)
    for number in sorted(numbers):
        days = list(_months_of(begin, period.end, number))
        if days:
            yield days


def _months_of(begin: date, end: date, number: int) -> Iterator[date]:
    for month in range(12 * begin.year + begin.month - 1, 12 * end.year + end.month):
        day = date(month // 12, month % 12 + 1, number)
        if begin <= day <= end:
            yield day


def _compact(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """Return `text` as a value of type TEXT (RFC 5545, 3.3.11), without control characters."""
    told = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    for char, escaped in _ESCAPES:
        told = told.replace(char, escaped)
    return told


_name: Final = lru_cache(maxsize=1 << 10)(_text)  # tasks name the same units again and again


def _folded(line: str) -> str:
    """Return `line` in pieces of at most 75 octets, none cut inside a character."""
    if len(line) <= _FOLD and line.isascii():  # as most
        return line
    octets = line.encode()
    if len(octets) <= _FOLD:
        return line
    pieces, start, room = [], 0, _FOLD
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # the middle of a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _FOLD - 1  # a blank begins the next line
    return b"\r\n ".join([*pieces, octets[start:]]).decode()
