"""Time limits by month: a page for each month that holds one, and the months of all years.

Every limit is here, of closed tasks too: the sign tells what became of each. Limits that are only the
end of a period fall in crowds on one day; beyond a few they are one line with their number.
"""

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from ketluan.addresses import CALENDAR, DEADLINES, HOME, TASKS, month_address, period_address
from ketluan.exports import calendar_address
from ketluan.exports.calendar_file import monthly_dates
from ketluan.exports.task_words import task_line
from ketluan.model import Period, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.deadline_lists import concerned_ids
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.page import Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.vietnamese import month_in_words

_FEW: Final = 3  # limits of one period on one day that are still told one by one
_A_DAY: Final = 20  # single limits told on one day; a cell of a month is no list
WEEKDAYS: Final = (
    ("Thứ hai", "T2"), ("Thứ ba", "T3"), ("Thứ tư", "T4"), ("Thứ năm", "T5"),
    ("Thứ sáu", "T6"), ("Thứ bảy", "T7"), ("Chủ nhật", "CN"),
)  # fmt: skip


class Entry(NamedTuple):
    """A limit on a day: the task's number, its lead units and the beginning of its text."""

    task: TaskView
    unit_ids: str
    units: str
    line: str
    is_default: bool
    is_monthly: bool


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several limits in one line. `units` are ids with their numbers: `phong-a:3 phong-b:1`."""

    link: Link
    count: int
    words: str
    units: str


class Day(NamedTuple):
    """A day of a month with its limits."""

    number: int
    iso: str
    weekday: str
    entries: tuple[Entry, ...]
    crowds: tuple[Crowd, ...]


class _Limit(NamedTuple):
    day: date
    task: Task
    is_default: bool = False
    is_monthly: bool = False


class _Counts(NamedTuple):
    """The numbers of the limits of a month that are written, monthly, and only the end of a period."""

    written: int
    monthly: int
    default: int


class Month(NamedTuple):
    """A month of the overview: its page, and the numbers of its limits."""

    number: int
    iso: str
    link: Link
    written: int
    default: int


def calendar_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Later]:
    """Yield the overview of years, then the page of each month that holds a limit."""
    months = _by_month(known)
    counts = {month: _counts(limits) for month, limits in months.items()}
    yield Later(CALENDAR, known.origins.of(counts), partial(_overview, counts), has_headings=False)
    ordered = sorted(months)
    for at, month in enumerate(ordered):
        earlier = _month_link(ordered[at - 1]) if at else NO_LINK
        later = _month_link(ordered[at + 1]) if at + 1 < len(ordered) else NO_LINK
        limits = months[month]
        # A task tells its limits itself.
        tasks = [limit.task.id for limit in limits]
        key = known.origins.of(month, earlier, later, tasks=tasks)
        make = partial(_month_page, month, limits, known, views, (earlier, later))
        yield Later(month_address(month), key, make, has_headings=False)


def nearest_month(tasks: tuple[Task, ...], day: date) -> str:
    """Return the month page of the first limit of `tasks` on or after `day`, else of the last one.

    Empty where the tasks have no limit.
    """
    days = {due for task in tasks if (due := task.due)}
    begin = day.replace(day=1)
    ahead = [due for due in days if due >= begin]
    return month_address(min(ahead) if ahead else max(days)) if days else ""


def _by_month(known: Catalogue) -> dict[date, list[_Limit]]:
    """Return every limit by the first day of its month."""
    months: dict[date, list[_Limit]] = {}
    for limit in _limits(known):
        months.setdefault(limit.day.replace(day=1), []).append(limit)
    return months


def _limits(known: Catalogue) -> Iterator[_Limit]:
    for task in known.archive.tasks:
        due = task.due
        if due:
            yield _Limit(due, task, is_default=task.due_from == "period")
        for day in monthly_dates(task, known.notices) if task.deadlines else ():
            yield _Limit(day, task, is_monthly=True)


def _month_link(month: date) -> Link:
    return Link(_name(month), month_address(month))


def _name(month: date) -> str:
    return Period(month.isoformat()[:7]).label


def _counts(limits: list[_Limit]) -> _Counts:
    default = sum(limit.is_default for limit in limits)
    monthly = sum(limit.is_monthly for limit in limits)
    return _Counts(len(limits) - default - monthly, monthly, default)


def _overview(months: Mapping[date, _Counts]) -> Page:
    years = sorted({month.year for month in months}, reverse=True)
    body = rendered(
        "calendar.html",
        CALENDAR,
        trail=(Link("Trang chủ", HOME), Link("Thời hạn", DEADLINES), Link("Lịch")),
        years=tuple((year, tuple(_months_of(year, months))) for year in years),
        written=sum(one.written for one in months.values()),
        monthly=sum(one.monthly for one in months.values()),
        default=sum(one.default for one in months.values()),
        follow=(Link("tệp lịch (iCalendar)", calendar_address()),),
    )
    return Page(
        address=CALENDAR,
        title="Lịch thời hạn",
        description="Các tháng có thời hạn, theo năm.",
        body=body,
    )


def _months_of(year: int, months: Mapping[date, _Counts]) -> Iterator[Month]:
    for number in range(1, 13):
        first = date(year, number, 1)
        held = months.get(first)
        written, monthly, default = held or (0, 0, 0)
        link = Link(f"Tháng {month_in_words(number)}", month_address(first) if held else "")
        yield Month(number, first.isoformat()[:7], link, written + monthly, default)


def _month_page(
    month: date,
    limits: list[_Limit],
    known: Catalogue,
    views: Mapping[str, TaskView],
    neighbours: tuple[Link, Link],
) -> Page:
    address = month_address(month)
    title = f"Thời hạn {_name(month).lower()}"
    crowded = sum(not limit.is_default for limit in limits) > LIST_LIMIT
    room = _A_DAY if crowded else LIST_LIMIT
    by_day: dict[int, list[_Limit]] = {}
    for limit in limits:
        by_day.setdefault(limit.day.day, []).append(limit)
    weeks = tuple(
        tuple(
            _day(month.replace(day=number), by_day.get(number, []), room, known, views)
            if number
            else None
            for number in week
        )
        for week in _weeks(month)
    )
    default = sum(limit.is_default for limit in limits)
    used = _numbers(limits, known, views).keys()
    body = rendered(
        "calendar_month.html",
        address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Thời hạn", DEADLINES),
            Link("Lịch", CALENDAR),
            Link(_name(month)),
        ),
        title=title,
        written=len(limits) - default,
        default=default,
        weekdays=WEEKDAYS,
        weeks=weeks,
        units=tuple(
            (unit.id, unit.name)
            for unit in (*known.archive.units, *known.archive.groups)
            if unit.id in used
        ),
        earlier=neighbours[0],
        later=neighbours[1],
    )
    return Page(
        address=address,
        title=title,
        description=f"{title}: {len(limits)} thời hạn theo ngày.",
        body=body,
    )


def _weeks(month: date) -> tuple[tuple[int, ...], ...]:
    """Return the days of the month in weeks that begin on Monday, 0 for a day of another month."""
    days = tuple(calendar.Calendar().itermonthdays(month.year, month.month))
    return tuple(days[at : at + 7] for at in range(0, len(days), 7))


def _day(
    day: date, here: list[_Limit], room: int, known: Catalogue, views: Mapping[str, TaskView]
) -> Day:
    """Return `day` with its limits, of which `room` are told one by one."""
    single = [limit for limit in here if not limit.is_default]
    entries = [_entry(limit, known, views) for limit in single[:room]]
    crowds = [_rest(single[room:], known, views)] if single[room:] else []
    by_period: dict[Period, list[_Limit]] = {}
    for limit in here:
        if limit.is_default and limit.task.period:
            by_period.setdefault(limit.task.period, []).append(limit)
    for period in sorted(by_period):
        if len(by_period[period]) <= _FEW:
            entries += [_entry(limit, known, views) for limit in by_period[period]]
        else:
            crowds.append(_of_period(period, by_period[period], known, views))
    weekday = WEEKDAYS[day.weekday()][0]
    return Day(day.day, day.isoformat(), weekday, tuple(entries), tuple(crowds))


def _entry(limit: _Limit, known: Catalogue, views: Mapping[str, TaskView]) -> Entry:
    return Entry(
        task=views[limit.task.id],
        unit_ids=concerned_ids(views[limit.task.id], known),
        units=", ".join(_short_names(limit.task, known)),
        line=task_line(limit.task),
        is_default=limit.is_default,
        is_monthly=limit.is_monthly,
    )


def _short_names(task: Task, known: Catalogue) -> Iterator[str]:
    """Yield the lead units, by abbreviation where the register has one: a cell is narrow."""
    for mention in task.lead_units:
        unit = known.units.get(mention.unit_id) or known.groups.get(mention.unit_id)
        yield (*unit.abbreviations, unit.name)[0] if unit else mention.name


def _of_period(
    period: Period, limits: list[_Limit], known: Catalogue, views: Mapping[str, TaskView]
) -> Crowd:
    link = Link(period.label, period_address(period.id))
    return _crowd(link, "nhiệm vụ theo kỳ", limits, _numbers(limits, known, views))


def _rest(limits: list[_Limit], known: Catalogue, views: Mapping[str, TaskView]) -> Crowd:
    link = Link("danh sách nhiệm vụ", TASKS)
    return _crowd(link, "nhiệm vụ khác", limits, _numbers(limits, known, views))


def _crowd(link: Link, words: str, limits: list[_Limit], numbers: Mapping[str, int]) -> Crowd:
    units = " ".join(f"{unit_id}:{count}" for unit_id, count in numbers.items())
    return Crowd(link, len(limits), words, units)


def _numbers(
    limits: list[_Limit], known: Catalogue, views: Mapping[str, TaskView]
) -> Mapping[str, int]:
    """Return how many of the limits concern each unit, by its id."""
    return Counter(
        unit_id
        for limit in limits
        for unit_id in concerned_ids(views[limit.task.id], known).split()
    )
