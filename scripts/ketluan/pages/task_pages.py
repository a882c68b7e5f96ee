"""All tasks in one list with filters."""

from collections.abc import Iterator, Mapping

from ketluan.addresses import HOME, TASKS
from ketluan.exports import TASKS_CSV
from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.page import Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.wording import count_in_words


def task_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield the list of all tasks; when it is long, one page per year, the newest year first."""
    tasks = known.archive.tasks
    years = sorted({task.notice_id[:4] for task in tasks}, reverse=True)
    if len(tasks) <= LIST_LIMIT or len(years) == 1:
        yield _tasks_page(TASKS, "", tasks, (), known, views)
        return
    links = tuple((year, _year_link(year, tasks)) for year in years)
    newest = _of_year(tasks, years[0])
    everything = tuple(link for _, link in links)
    yield _tasks_page(TASKS, years[0], newest, everything, known, views)
    for year, link in links:
        yield _tasks_page(link.address, year, _of_year(tasks, year), everything, known, views)


def _of_year(tasks: tuple[Task, ...], year: str) -> tuple[Task, ...]:
    return tuple(task for task in tasks if task.notice_id[:4] == year)


def _year_link(year: str, tasks: tuple[Task, ...]) -> Link:
    return Link(f"{year} ({count_in_words(len(_of_year(tasks, year)))})", f"{TASKS}{year}/")


def _tasks_page(
    address: str,
    year: str,
    tasks: tuple[Task, ...],
    years: tuple[Link, ...],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    title = f"Nhiệm vụ năm {year}" if year else "Tất cả nhiệm vụ"
    shown = tuple(views[task.id] for task in tasks)
    used = {unit_id for view in shown for unit_id in view.unit_ids.split()}
    html = rendered(
        "tasks.html",
        address,
        trail=_trail(address, title),
        title=title,
        tasks=shown,
        years=years,
        exports=(Link("bảng tất cả nhiệm vụ (CSV)", TASKS_CSV),) if address == TASKS else (),
        units=tuple(
            (unit.id, unit.name)
            for unit in (*known.archive.units, *known.archive.groups)
            if unit.id in used
        ),
        periods=tuple(
            (period.id, period.label)
            for period in reversed(known.periods)
            if any(task.period == period for task in tasks)
        ),
    )
    return Page(
        address=address,
        title=title,
        description=f"{len(tasks)} nhiệm vụ, lọc được theo đơn vị, kỳ và từ ngữ.",
        html=html,
        menu="Nhiệm vụ" if address == TASKS else "",
    )


def _trail(address: str, title: str) -> tuple[Link, ...]:
    home = Link("Trang chủ", HOME)
    if address == TASKS:
        return home, Link("Nhiệm vụ")
    return home, Link("Nhiệm vụ", TASKS), Link(title)


def dated_tasks(known: Catalogue) -> tuple[Task, ...]:
    """Return the tasks with a day of their own, written or decided, in order of that day."""
    dated = [
        task for task in known.archive.tasks if task.due_from in ("written", "above", "decided")
    ]
    return tuple(sorted(dated, key=lambda task: task.due.isoformat() if task.due else ""))
