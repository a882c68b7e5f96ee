"""The tasks of a unit by year, where they are too many for its own page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from ketluan.addresses import HOME, UNITS, unit_address
from ketluan.grouping import grouped
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import headings_of, period_order
from ketluan.pages.lists_by_year import Part, by_year, ways
from ketluan.pages.lists_filter import task_filter
from ketluan.pages.page import Heading, Later, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.unit_duties import LEADING, Section, cited_rows, citing_counts, grouped_sections
from ketluan.pages.wording import count_in_words

TaskPart = Part[tuple[str, Task]]  # each task with the id of its section


class YearRow(NamedTuple):
    """The numbers of a unit's tasks in a year, one for each section in words."""

    year: Link
    counts: tuple[str, ...]
    total: str


def unit_parts(unit: Unit, sections: Sequence[Section]) -> tuple[TaskPart, ...]:
    """Return the tasks of all sections by year; in a year those of one kind of duty stand together."""
    tasks = [(section.id, task) for section in sections for task in _newest_first(section.tasks)]
    return by_year(tasks, unit_address(unit.id), lambda one: _year(one[1]))


def _newest_first(tasks: Iterable[Task]) -> Iterator[Task]:
    """Yield the tasks of one period after those of another, the newest first."""
    held = grouped((task.period.id if task.period else "", task) for task in tasks)
    ordered = sorted(held.values(), key=lambda some: period_order(some[0].period), reverse=True)
    return chain.from_iterable(ordered)


def _year(task: Task) -> str:
    """Return the year of the task's period, else of its notice."""
    return (task.period.id if task.period else task.notice_id)[:4]


def year_rows(parts: Sequence[TaskPart], sections: Sequence[Section]) -> tuple[YearRow, ...]:
    """Return a row for each year, the newest first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        counts[part.year].update(_kinds(part))
    return tuple(
        YearRow(
            Link(f"Năm {part.year}", part.address),
            tuple(count_in_words(counts[part.year][section.id]) for section in sections),
            count_in_words(part.total),
        )
        for part in parts
        if part.number == 1
    )


def _kinds(part: TaskPart) -> Counter[str]:
    """Return how many tasks of each section stand in `part`, by its id."""
    return Counter(map(itemgetter(0), part.items))


def unit_year_pages(
    unit: Unit,
    parts: Sequence[TaskPart],
    sections: Sequence[Section],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Iterator[Later]:
    """Yield the pages of the years."""
    words = [section.words for section in sections]
    years = [part.year for part in parts if part.number == 1]
    for part in parts:
        kinds = _kinds(part)
        tasks = (task.id for _, task in part.items)
        key = known.origins.of(unit.id, words, years, part.title, kinds, tasks=tasks)
        make = partial(_year_page, unit, part, parts, sections, known, views)
        yield Later(part.address, key, make)


def _year_page(
    unit: Unit,
    part: TaskPart,
    parts: Sequence[TaskPart],
    sections: Sequence[Section],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Page:
    here = [
        one._replace(tasks=tuple(task for section_id, task in part.items if section_id == one.id))
        for one in sections
    ]
    shown = grouped_sections((one for one in here if one.tasks), views)
    tasks = tuple(task for _, task in part.items)
    title = f"{unit.name}: {part.title.lower()}"
    body = rendered(
        "unit_year.html",
        part.address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Đơn vị", UNITS),
            Link(unit.name, unit_address(unit.id)),
            Link(part.title),
        ),
        title=title,
        unit=Link(unit.name, unit_address(unit.id)),
        years=ways(parts, part),
        filter=task_filter(tasks, known, views),
        leading=LEADING,
        sections=shown,
        documents=cited_rows(citing_counts(tasks, known).items(), known),
    )
    return Page(
        address=part.address,
        title=title,
        description=f"{title}: {count_in_words(len(tasks))} nhiệm vụ.",
        body=body,
        headings=tuple(
            Heading(section.id, section.title, 2, headings_of(groups)) for section, groups in shown
        ),
    )
