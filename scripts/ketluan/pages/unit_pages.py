"""The list of units, and each unit with what it leads, joins and must know."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from ketluan.addresses import CALENDAR, HOME, UNITS, unit_address
from ketluan.exports import calendar_address, feed_address, tasks_csv_address
from ketluan.lineage import lineage
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.deadline_calendar import nearest_month
from ketluan.pages.deadline_lists import OPEN, DueGroup, DueRow, due_groups
from ketluan.pages.lists import LIST_LIMIT, TaskGroup, headings_of
from ketluan.pages.lists_filter import FEW, Filter, Order
from ketluan.pages.page import ALL, Heading, Later, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.unit_duties import (
    LEADING,
    Duties,
    Section,
    cited_rows,
    citing_counts,
    duties_of,
    grouped_sections,
    sections_of,
)
from ketluan.pages.unit_history import change_rows, heirs_of, is_former, loads
from ketluan.pages.unit_years import TaskPart, unit_parts, unit_year_pages, year_rows
from ketluan.pages.wording import count_in_words
from ketluan.status import Status
from ketluan.vietnamese import day_in_words

_INHERITED: Final = "việc của đơn vị tiền thân"
_ORDERS: Final = (Order("", "Theo sổ đơn vị"), Order("chu-tri", "Chủ trì nhiều trước", "so"))
_DOCUMENTS: Final = 50  # the most cited; the pages of years show all


class UnitRow(NamedTuple):
    """A unit in a list, with its numbers of tasks."""

    title: Link
    short: str
    led: int
    joined: int
    validity: str


def unit_rows(known: Catalogue) -> tuple[UnitRow, ...]:
    """Return the units that no other has succeeded, in the order of the register."""
    living = (unit for unit in known.archive.units if not known.lineage.successors[unit.id])
    return tuple(_unit_row(unit, known) for unit in living)


def _unit_row(unit: Unit, known: Catalogue) -> UnitRow:
    return UnitRow(
        title=Link(unit.name, unit_address(unit.id)),
        short=", ".join(unit.abbreviations),
        led=len(known.led_by(unit.id)),
        joined=len(known.coordinated_by(unit.id)),
        validity=_validity(unit),
    )


def units_page(known: Catalogue, day: date) -> Page:
    """Return the list of units, those gone by `day` apart, and of the groups that notices address."""
    by_then = lineage(known.archive.units, day)
    former = [unit for unit in known.archive.units if is_former(unit, by_then, day)]
    groups = tuple(
        (
            group.name,
            _unit_links(group.members, known),
            len(known.led_by(group.id)),
        )
        for group in known.archive.groups
    )
    count = len(known.archive.units)
    body = rendered(
        "units.html",
        UNITS,
        trail=(Link("Trang chủ", HOME), Link("Đơn vị")),
        rows=tuple(_unit_row(unit, known) for unit in known.archive.units if unit not in former),
        former=tuple(_unit_row(unit, known) for unit in former),
        groups=groups,
        filter=Filter("đơn vị", count, orders=_ORDERS) if count >= FEW else None,
    )
    return Page(
        address=UNITS,
        title="Đơn vị",
        description="Các đơn vị được giao nhiệm vụ trong các thông báo kết luận.",
        body=body,
    )


def unit_pages(
    known: Catalogue, views: Mapping[str, TaskView], day: date, some: slice = ALL
) -> Iterator[Later]:
    """Yield the pages of `some` units of the register; what is open is that on `day`."""
    statuses = known.statuses(day)
    by_then = lineage(known.archive.units, day)
    for unit in known.archive.units[some]:
        duties = duties_of(unit, by_then, known)
        left = _Left(heirs_of(unit, by_then), statuses, day)
        yield from _unit_pages(unit, duties, left, known, views)


class _Left(NamedTuple):
    """Who holds what a unit left open on a day (`heirs`), and the status of each task then."""

    heirs: tuple[str, ...]
    statuses: Mapping[str, Status]
    day: date

    def open(self, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        """Return those of `tasks` that are open."""
        return tuple(task for task in tasks if self.statuses.get(task.id) in OPEN)


def _unit_pages(
    unit: Unit, duties: Duties, left: _Left, known: Catalogue, views: Mapping[str, TaskView]
) -> Iterator[Later]:
    """Yield the unit's own page, and one for each year where its tasks are too many for that."""
    sections = sections_of(duties, known)
    is_long = sum(len(section.tasks) for section in sections) > LIST_LIMIT
    parts = unit_parts(unit, sections) if is_long else ()
    make = partial(_unit_page, unit, duties, left, known, views, sections, parts)
    years = tuple(unit_year_pages(unit, parts, sections, known, views))
    told = [(section.words, len(section.tasks)) for section in sections]
    tasks = (task.id for section in sections for task in section.tasks)
    key = known.origins.of(
        (unit.id, left.day, left.heirs, told, is_long),
        tasks=() if is_long else tasks,
        keys=(year.key for year in years),
    )
    yield Later(unit_address(unit.id), key, make)
    yield from years


def _unit_page(
    unit: Unit,
    duties: Duties,
    left: _Left,
    known: Catalogue,
    views: Mapping[str, TaskView],
    sections: tuple[Section, ...],
    parts: tuple[TaskPart, ...],
) -> Page:
    """Return the page with the tasks of its `sections`, or with numbers where years have `parts`."""
    address = unit_address(unit.id)
    shown = () if parts else grouped_sections(sections, views)
    years = year_rows(parts, sections)
    documents = citing_counts((*duties.led, *duties.joined), known)
    still_open = left.open(duties.own)
    groups = _open_groups(unit, duties, still_open, left, known, views)
    changes = change_rows(unit, known)
    body = rendered(
        "unit.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Đơn vị", UNITS), Link(unit.name)),
        unit=unit,
        figures=_figures(duties, len(documents)),
        known_as=(*unit.names, *unit.abbreviations),
        validity=_validity(unit),
        changes=changes,
        day=day_in_words(left.day),
        iso_day=left.day.isoformat(),
        groups=groups,
        general=Link(
            "Nhiệm vụ chung", "#theo-nam" if years else "#chung" if duties.general else ""
        ),
        left_open=0 if groups else len(still_open),
        heirs=() if unit.id in left.heirs else _heir_links(left.heirs, known),
        follow=(
            Link("lịch tháng", _month(unit, duties.own, left.day)),
            Link("tệp lịch (iCalendar)", calendar_address(unit.id)),
            Link("bản tin (Atom)", feed_address(unit.id)),
        ),
        exports=(Link("bảng nhiệm vụ của đơn vị (CSV)", tasks_csv_address(unit.id)),),
        loads=loads(duties.led, duties.inherited, still_open),
        sections=shown,
        leading=LEADING,
        kinds=tuple(kind.words for kind in sections) if parts else (),
        years=years,
        documents=cited_rows(islice(documents.items(), _DOCUMENTS), known),
        more_documents=count_in_words(max(0, len(documents) - _DOCUMENTS)),
    )
    led, joined = len(duties.led), len(duties.joined)
    return Page(
        address=address,
        title=unit.name,
        description=f"{unit.name}: {led} nhiệm vụ chủ trì, {joined} nhiệm vụ phối hợp.",
        body=body,
        headings=(
            *((Heading("tien-than-ke-tuc", "Tiền thân và kế tục"),) if changes else ()),
            *_open_headings(groups),
            *((Heading("khoi-luong", "Khối lượng theo kỳ"),) if duties.own else ()),
            *_headings(shown, bool(years), bool(documents)),
        ),
    )


def _open_groups(
    unit: Unit,
    duties: Duties,
    still_open: Iterable[Task],
    left: _Left,
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> tuple[DueGroup, ...]:
    """Return what is open, none where heirs have taken it over or where nothing ever was."""
    if unit.id not in left.heirs or not duties.own:
        return ()
    inherited = {task.id for task in duties.inherited}

    def told(rows: tuple[DueRow, ...]) -> tuple[DueRow, ...]:
        return tuple(_told_here(row, unit, inherited) for row in rows)

    return tuple(
        replace(
            group,
            rows=told(group.rows),
            periods=tuple(replace(one, rows=told(one.rows)) for one in group.periods),
        )
        for group in due_groups(still_open, left.statuses, known, views)
    )


def _told_here(row: DueRow, unit: Unit, inherited: set[str]) -> DueRow:
    """Return `row` as the unit's own page tells it: its name goes without saying, another's does not."""
    if row.task.id in inherited:
        return row._replace(marks=(*row.marks, _INHERITED))
    alone = [link.address for link in row.leads] == [unit_address(unit.id)]
    return row._replace(leads=()) if alone else row


def _open_headings(groups: tuple[DueGroup, ...]) -> tuple[Heading, ...]:
    children = tuple(Heading(group.id, group.title, 3) for group in groups)
    return (Heading("dang-mo", "Việc đang mở", 2, children),) if groups else ()


def _heir_links(unit_ids: tuple[str, ...], known: Catalogue) -> tuple[Link, ...]:
    return tuple(Link(known.units[one].name, unit_address(one)) for one in unit_ids)


def _month(unit: Unit, tasks: tuple[Task, ...], day: date) -> str:
    """Return the month of limits that is next for the unit, with its own limits chosen."""
    address = nearest_month(tasks, day)
    return f"{address}?don_vi={unit.id}" if address else CALENDAR


def _figures(duties: Duties, documents: int) -> tuple[tuple[str, str], ...]:
    figures = (
        (len(duties.led), "nhiệm vụ chủ trì"),
        *(((len(duties.inherited), "của đơn vị tiền thân"),) if duties.inherited else ()),
        (len(duties.joined), "phối hợp hoặc được nhắc đến"),
        (len(duties.general), "nhiệm vụ chung"),
        (documents, "văn bản được viện dẫn"),
    )
    return tuple((count_in_words(count), words) for count, words in figures)


def _unit_links(unit_ids: tuple[str, ...], known: Catalogue) -> tuple[Link, ...]:
    """Return those of the units that have a page."""
    return tuple(
        Link(known.units[unit_id].name, unit_address(unit_id))
        for unit_id in unit_ids
        if unit_id in known.units
    )


def _headings(
    shown: Iterable[tuple[Section, tuple[TaskGroup, ...]]], years: bool, documents: bool
) -> tuple[Heading, ...]:
    return (
        *(Heading(one.id, one.title, 2, headings_of(groups)) for one, groups in shown),
        *((Heading("theo-nam", "Nhiệm vụ theo năm"),) if years else ()),
        *((Heading("van-ban", "Văn bản được viện dẫn"),) if documents else ()),
    )


def _validity(unit: Unit) -> str:
    parts = (
        f"từ {day_in_words(unit.valid_from)}" if unit.valid_from else "",
        f"đến hết {day_in_words(unit.valid_to)}" if unit.valid_to else "",
    )
    return " ".join(part for part in parts if part)
