"""The list of periods, and each period: what was reviewed, what is directed, unit by unit."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from ketluan.addresses import HOME, PERIODS, SEARCH, period_address, unit_address
from ketluan.grouping import grouped
from ketluan.model import Notice, Period, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT, TaskGroup, by_lead, headings_of, lead_key
from ketluan.pages.lists_by_year import Part, Years, numbered, ways
from ketluan.pages.lists_filter import task_filter
from ketluan.pages.notice_list import NoticeRow, notice_row
from ketluan.pages.page import ALL, Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words


def periods_page(known: Catalogue) -> Page:
    """Return the list of periods, the newest first."""
    directing, reviewing = _naming(known)
    rows = tuple(
        (
            Link(period.label, period_address(period.id)),
            _days(period),
            len(known.directed_in(period)),
            _rows(reviewing, period),
            _rows(directing, period),
        )
        for period in reversed(known.periods)
    )
    body = rendered("periods.html", PERIODS, trail=(Link("Trang chủ", HOME), Link("Kỳ")), rows=rows)
    return Page(
        address=PERIODS,
        title="Kỳ báo cáo",
        description="Các kỳ mà thông báo kết luận đánh giá hoặc chỉ đạo.",
        body=body,
    )


def _days(period: Period) -> str:
    return f"{day_in_words(period.start)} – {day_in_words(period.end)}"


def _naming(
    known: Catalogue,
) -> tuple[Mapping[str, tuple[Notice, ...]], Mapping[str, tuple[Notice, ...]]]:
    """Return the notices that direct a period, and those that review one, by its id."""
    notices = known.archive.notices
    return (
        grouped((p.id, one) for one in notices if (p := one.directed_period)),
        grouped((p.id, one) for one in notices if (p := one.reviewed_period)),
    )


def _rows(naming: Mapping[str, tuple[Notice, ...]], period: Period) -> tuple[NoticeRow, ...]:
    return tuple(map(notice_row, naming.get(period.id, ())))


def period_pages(
    known: Catalogue, views: Mapping[str, TaskView], some: slice = ALL
) -> Iterator[Later]:
    """Yield the pages of `some` of all periods: their own, and those of units with too many tasks."""
    directing, reviewing = _naming(known)
    for at, period in list(enumerate(known.periods))[some]:
        groups = tuple(_groups(period, known))
        notices = (directing.get(period.id, ()), reviewing.get(period.id, ()))
        neighbours = (
            _neighbour(known.periods[at - 1] if at else None),
            _neighbour(known.periods[at + 1] if at + 1 < len(known.periods) else None),
        )
        tasks = known.directed_in(period)
        is_long = len(tasks) > LIST_LIMIT
        led = [(one.id, one.name, len(one.tasks)) for one in groups]
        shown = () if is_long else (task.id for task in tasks)
        key = known.origins.of(
            (period, list(map(len, notices)), neighbours, led, len(tasks)),
            written=(one.id for some in notices for one in some),
            tasks=shown,
        )
        make = partial(_period_page, period, known, views, groups, notices, neighbours)
        yield Later(period_address(period.id), key, make)
        for group in groups if is_long else ():
            for part in group.parts:
                yield _later(period, group, part, known, views)


def _later(
    period: Period, group: "_Led", part: Part[Task], known: Catalogue, views: Mapping[str, TaskView]
) -> Later:
    more = (period, group.name, part.title, ways(group.parts, part))
    key = known.origins.of(more, tasks=(task.id for task in part.items))
    make = partial(_unit_page, period, group, part, known, views)
    return Later(part.address, key, make, has_headings=False)


def _neighbour(period: Period | None) -> Link:
    return Link(period.label, period_address(period.id)) if period else NO_LINK


def _period_page(
    period: Period,
    known: Catalogue,
    views: Mapping[str, TaskView],
    led: tuple["_Led", ...],
    notices: tuple[tuple[Notice, ...], tuple[Notice, ...]],
    neighbours: tuple[Link, Link],
) -> Page:
    """Return the page of the period; `notices` are those that direct it and those that review it."""
    address = period_address(period.id)
    tasks = known.directed_in(period)
    is_long = len(tasks) > LIST_LIMIT
    groups = tuple(_shown(one, views, is_long=is_long) for one in led)
    count = count_in_words(len(tasks))
    body = rendered(
        "period.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Kỳ", PERIODS), Link(period.label)),
        label=period.label,
        days=_days(period),
        count=count,
        directing=tuple(map(notice_row, notices[0])),
        reviewing=tuple(map(notice_row, notices[1])),
        filter=task_filter(() if is_long else tasks, known, views),
        groups=groups,
        earlier=neighbours[0],
        later=neighbours[1],
    )
    return Page(
        address=address,
        title=period.label,
        description=f"{period.label}: {count} nhiệm vụ được chỉ đạo.",
        body=body,
        headings=(
            Heading("danh-gia", "Được đánh giá"),
            Heading("chi-dao", "Được chỉ đạo", 2, headings_of(groups)),
        ),
    )


class _Led(NamedTuple):
    """What a unit leads in a period, in parts that have a page each where the period is too long."""

    id: str
    name: Link
    tasks: tuple[Task, ...]
    parts: tuple[Part[Task], ...]


def _groups(period: Period, known: Catalogue) -> Iterator[_Led]:
    """Yield the period's tasks by lead unit; a task led by two units stands under both."""
    for unit_id, name, led in by_lead(known.directed_in(period), known):
        key = lead_key(unit_id)
        link = Link(name, unit_address(unit_id) if unit_id in known.units else "")
        parts = tuple(numbered(led, period_address(period.id), key, name))
        yield _Led(key, link, led, parts)


def _shown(group: _Led, views: Mapping[str, TaskView], *, is_long: bool) -> TaskGroup:
    """Return the unit's tasks as the period's page shows them: all, or how many and where."""
    if is_long:
        more = Link("Xem các nhiệm vụ", group.parts[0].address)
        return TaskGroup(group.id, group.name, (), len(group.tasks), more)
    tasks = tuple(views[task.id] for task in group.tasks)
    return TaskGroup(group.id, group.name, tasks, len(tasks))


def _unit_page(
    period: Period,
    group: _Led,
    part: Part[Task],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    title = f"{period.label}: {part.title}"
    body = rendered(
        "tasks.html",
        part.address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Kỳ", PERIODS),
            Link(period.label, period_address(period.id)),
            Link(group.name.text),
        ),
        title=title,
        tasks=tuple(views[task.id] for task in part.items),
        years=Years(pages=ways(group.parts, part).pages),
        offers=(),
        filter=task_filter(part.items, known, views),
        search=SEARCH,
    )
    return Page(
        address=part.address,
        title=title,
        description=f"{title}: {count_in_words(len(part.items))} nhiệm vụ.",
        body=body,
    )
