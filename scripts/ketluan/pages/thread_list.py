"""Threads of several steps as rows: all of them by year, and on the home page the longest open ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Final

from ketluan.addresses import HOME, TASKS, THREADS, task_address, thread_address
from ketluan.as_of import notice_day
from ketluan.exports.task_words import task_line
from ketluan.model import Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.lists_by_year import NO_YEARS, Years, by_year, ways
from ketluan.pages.lists_filter import FEW, STATUS, Field, Filter, Order, unit_options
from ketluan.pages.page import Later, Page, rendered
from ketluan.pages.tasks import Link, Sign, TaskView
from ketluan.pages.wording import told_on
from ketluan.status import CLOSED

_TITLE: Final = "Nhiệm vụ qua nhiều kỳ"
_ORDERS: Final = (Order("", "Mới bắt đầu trước"), Order("buoc", "Nhiều bước trước", "buoc"))


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread by the words of its last open step, else of its last; `told` is its first notice's day.

    `first` and `last` are its first and last step in their notices.
    """

    title: Link
    count: int
    told: str
    leads: tuple[Link, ...]
    sign: Sign
    unit_ids: str
    first: Link
    last: Link


def thread_list_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Later]:
    """Yield the list of all threads of several steps; a long one by the year of the first step.

    That year is part of a thread's identity, so that a new step moves no thread to another page.
    """
    threads = tuple(thread for thread in known.archive.threads if len(thread.steps) > 1)
    for address, title, some, years in _lists(threads):
        steps = [thread.steps for thread in some]
        key = known.origins.of(title, years, steps, tasks=chain.from_iterable(steps))
        make = partial(_list_page, address, title, some, years, known, views)
        yield Later(address, key, make, has_headings=False)


def _lists(
    threads: tuple[Thread, ...],
) -> Iterator[tuple[str, str, tuple[Thread, ...], Years]]:
    """Yield address, title, threads and ways of each page."""
    if len(threads) <= LIST_LIMIT:
        yield THREADS, _TITLE, threads, NO_YEARS
        return
    parts = by_year(threads, THREADS, lambda thread: thread.id[:4], prefix="")
    newest = [part for part in parts if part.year == parts[0].year][-1]
    for address, part in ((THREADS, newest), *((part.address, part) for part in parts)):
        title = f"{_TITLE}, bắt đầu {part.title.lower()}"
        yield address, title, part.items, ways(parts, part)


def _list_page(
    address: str,
    title: str,
    threads: Sequence[Thread],
    years: Years,
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    rows = tuple(_row(one, _shown_step(one, known), known, views) for one in reversed(threads))
    up = (Link(_TITLE, THREADS), Link(title)) if address != THREADS else (Link(_TITLE),)
    body = rendered(
        "threads.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Nhiệm vụ", TASKS), *up),
        title=title,
        years=years,
        filter=_filter(rows, known),
        rows=rows,
    )
    return Page(
        address=address,
        title=title,
        description=f"{len(rows)} nhiệm vụ được thông báo sau nhắc lại: bước đầu, bước cuối, trạng thái.",
        body=body,
    )


def _filter(rows: Sequence[ThreadRow], known: Catalogue) -> Filter | None:
    """Return the form above `rows`, none for a few."""
    if len(rows) < FEW:
        return None
    units = unit_options((one for row in rows for one in row.unit_ids.split()), known)
    fields = (Field("don_vi", "Đơn vị", "Tất cả đơn vị", units), STATUS)
    return Filter(
        "nhiệm vụ", len(rows), tuple(one for one in fields if len(one.options) > 1), _ORDERS
    )


def longest_threads(
    known: Catalogue, views: Mapping[str, TaskView], most: int
) -> tuple[ThreadRow, ...]:
    """Return at most `most` threads of two or more steps, the longest first.

    Only those that nothing closed; longest is what lies between the first and the last notice.
    """
    days = {notice.id: notice_day(notice) or date.min for notice in known.archive.notices}

    def day(step: str) -> date:
        return days[known.tasks[step].notice_id]

    def shortness(thread: Thread) -> tuple[int, int, str]:
        lasted = day(thread.steps[-1]) - day(thread.steps[0])
        return -lasted.days, -len(thread.steps), thread.id

    longest = sorted((one for one in known.archive.threads if len(one.steps) > 1), key=shortness)
    found = ((thread, last) for thread in longest if (last := _last_open(thread, known)))
    return tuple(_row(thread, last, known, views) for thread, last in islice(found, most))


def _last_open(thread: Thread, known: Catalogue) -> Task | None:
    """Return the last of the steps at which a branch ends and that nothing closed."""
    ends = (step for step in reversed(thread.steps) if step not in known.lives.later)
    outcomes = ((step, known.outcomes.get(step)) for step in ends)
    still = (step for step, one in outcomes if one is None or one.status not in CLOSED)
    return next((known.tasks[step] for step in still), None)


def _shown_step(thread: Thread, known: Catalogue) -> Task:
    """Return the step that tells how the thread stands: the last open end, else the last end."""
    ends = (step for step in reversed(thread.steps) if step not in known.lives.later)
    return _last_open(thread, known) or known.tasks[next(ends)]


def _row(thread: Thread, last: Task, known: Catalogue, views: Mapping[str, TaskView]) -> ThreadRow:
    first, end = known.tasks[thread.steps[0]], known.tasks[thread.steps[-1]]
    return ThreadRow(
        title=Link(task_line(last), thread_address(thread.id)),
        count=len(thread.steps),
        told=told_on(known.notices[first.notice_id]),
        leads=views[last.id].leads,
        sign=views[last.id].sign,
        unit_ids=views[last.id].unit_ids,
        first=_step(first, known),
        last=_step(end, known),
    )


def _step(task: Task, known: Catalogue) -> Link:
    """Return the task by number and day, in its notice: `II.1.6 ngày 29/3/2021`."""
    told = told_on(known.notices[task.notice_id])
    return Link(f"{task.number}{f' ngày {told}' if told else ''}", task_address(task.id))
