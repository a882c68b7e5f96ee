"""All tasks in one list with filters, a long one by year."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from ketluan.addresses import HOME, SEARCH, TASKS, THREADS
from ketluan.exports import TASKS_CSV
from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.lists_by_year import NO_YEARS, Years, by_year, ways
from ketluan.pages.lists_filter import task_filter
from ketluan.pages.page import Later, Page, rendered
from ketluan.pages.tasks import Link, TaskView

_OFFERS: Final = (
    ("Xem riêng", (Link("nhiệm vụ qua nhiều kỳ", THREADS),)),
    ("Lấy về", (Link("bảng tất cả nhiệm vụ (CSV)", TASKS_CSV),)),
)


def task_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page | Later]:
    """Yield the list of all tasks; a long one by year, its own page showing the newest tasks."""
    tasks = tuple(known.tasks.values())
    if len(tasks) <= LIST_LIMIT:
        yield _tasks_page(TASKS, "Tất cả nhiệm vụ", tasks, NO_YEARS, known, views)
        return
    parts = by_year(tasks, TASKS, lambda task: task.notice_id[:4], prefix="")
    newest = [part for part in parts if part.year == parts[0].year][-1]
    title = f"Nhiệm vụ mới nhất: {newest.title.lower()}"
    yield _tasks_page(TASKS, title, newest.items, ways(parts, newest), known, views)
    for part in parts:
        title = f"Nhiệm vụ {part.title.lower()}"
        years = ways(parts, part)
        key = known.origins.of(title, years, tasks=(task.id for task in part.items))
        make = partial(_tasks_page, part.address, title, part.items, years, known, views)
        yield Later(part.address, key, make, has_headings=False)


def _tasks_page(
    address: str,
    title: str,
    tasks: tuple[Task, ...],
    years: Years,
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    body = rendered(
        "tasks.html",
        address,
        trail=_trail(address, title),
        title=title,
        tasks=tuple(views[task.id] for task in tasks),
        years=years,
        offers=_OFFERS if address == TASKS else _OFFERS[:1],
        filter=task_filter(tasks, known, views),
        search=SEARCH,
    )
    return Page(
        address=address,
        title=title,
        description=f"{len(tasks)} nhiệm vụ, lọc được theo đơn vị, kỳ và từ ngữ.",
        body=body,
    )


def _trail(address: str, title: str) -> tuple[Link, ...]:
    home = Link("Trang chủ", HOME)
    if address == TASKS:
        return home, Link("Nhiệm vụ")
    return home, Link("Nhiệm vụ", TASKS), Link(title)
