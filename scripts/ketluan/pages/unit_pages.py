"""The list of units, and each unit with what it leads, joins and must know."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ketluan.addresses import CALENDAR, HOME, UNITS, unit_address
from ketluan.auditing.state import state_on
from ketluan.exports import calendar_address, feed_address
from ketluan.lineage import Lineage, lineage
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.deadline_calendar import nearest_month
from ketluan.pages.deadline_lists import OPEN, DueGroup, DueRow, due_groups
from ketluan.pages.document_names import document_link
from ketluan.pages.lists import TaskGroup, by_period, headings_of, lead_key
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.unit_history import change_rows, heirs_of, is_former, loads
from ketluan.pages.wording import document_line
from ketluan.status import Status
from ketluan.vietnamese import day_in_words

_INHERITED: Final = "việc của đơn vị tiền thân"


@dataclass(frozen=True, slots=True)
class UnitRow:
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
    html = rendered(
        "units.html",
        UNITS,
        trail=(Link("Trang chủ", HOME), Link("Đơn vị")),
        rows=tuple(_unit_row(unit, known) for unit in known.archive.units if unit not in former),
        former=tuple(_unit_row(unit, known) for unit in former),
        groups=groups,
    )
    return Page(
        address=UNITS,
        title="Đơn vị",
        description="Các đơn vị được giao nhiệm vụ trong các thông báo kết luận.",
        html=html,
        menu="Đơn vị",
    )


def unit_pages(known: Catalogue, views: Mapping[str, TaskView], day: date) -> Iterator[Page]:
    """Yield the page of each unit of the register; what is open is that on `day`."""
    statuses = state_on(known.archive, day).statuses
    by_then = lineage(known.archive.units, day)
    for unit in known.archive.units:
        duties = _duties(unit, by_then, known)
        left = _Left(heirs_of(unit, by_then), statuses, day)
        yield _unit_page(unit, duties, left, known, views)


@dataclass(frozen=True, slots=True)
class _Duties:
    """What a unit leads, joins, must do with its groups, and what its predecessors led."""

    led: tuple[Task, ...]
    inherited: tuple[Task, ...]
    joined: tuple[Task, ...]
    general: tuple[Task, ...]
    predecessors: tuple[str, ...]

    @property
    def own(self) -> tuple[Task, ...]:
        """All that the unit leads or has taken over."""
        return (*self.led, *self.inherited)


@dataclass(frozen=True, slots=True)
class _Left:
    """Who holds what a unit left open on a day (`heirs`), and the status of each task then."""

    heirs: tuple[str, ...]
    statuses: Mapping[str, Status]
    day: date

    def open(self, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        """Return those of `tasks` that are open."""
        return tuple(task for task in tasks if self.statuses.get(task.id) in OPEN)


_Section = tuple[str, str, str, tuple[TaskGroup, ...]]


def _duties(unit: Unit, by_then: Lineage, known: Catalogue) -> _Duties:
    led = known.led_by(unit.id)
    before = by_then.before(unit.id)
    inherited = {task.id for one in before for task in known.led_by(one)}
    inherited -= {task.id for task in led}
    return _Duties(
        led,
        tuple(task for task in known.archive.tasks if task.id in inherited),
        known.coordinated_by(unit.id),
        tuple(task for group in known.groups_of(unit.id) for task in known.led_by(group.id)),
        before,
    )


def _unit_page(
    unit: Unit, duties: _Duties, left: _Left, known: Catalogue, views: Mapping[str, TaskView]
) -> Page:
    address = unit_address(unit.id)
    sections = _sections(unit, duties, known, views)
    documents = _cited_documents((*duties.led, *duties.joined), known)
    groups = _open_groups(unit, duties, left, known, views)
    changes = change_rows(unit, known)
    still_open = left.open(duties.own)
    html = rendered(
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
        general=len(duties.general),
        left_open=0 if groups else len(still_open),
        heirs=() if unit.id in left.heirs else _heir_links(left.heirs, known),
        follow=(
            Link("lịch tháng", _month(unit, duties.own, left.day)),
            Link("tệp lịch (iCalendar)", calendar_address(unit.id)),
            Link("bản tin (Atom)", feed_address(unit.id)),
        ),
        loads=loads(duties.led, duties.inherited, frozenset(task.id for task in still_open)),
        sections=sections,
        documents=documents,
    )
    led, joined = len(duties.led), len(duties.joined)
    return Page(
        address=address,
        title=unit.name,
        description=f"{unit.name}: {led} nhiệm vụ chủ trì, {joined} nhiệm vụ phối hợp.",
        html=html,
        headings=(
            *((Heading("tien-than-ke-tuc", "Tiền thân và kế tục"),) if changes else ()),
            *_open_headings(groups),
            *((Heading("khoi-luong", "Khối lượng theo kỳ"),) if duties.own else ()),
            *_headings(sections, bool(documents)),
        ),
    )


def _open_groups(
    unit: Unit, duties: _Duties, left: _Left, known: Catalogue, views: Mapping[str, TaskView]
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
        for group in due_groups(duties.own, left.statuses, known, views)
    )


def _told_here(row: DueRow, unit: Unit, inherited: set[str]) -> DueRow:
    """Return `row` as the unit's own page tells it: its name goes without saying, another's does not."""
    if row.task.id in inherited:
        return replace(row, marks=(*row.marks, _INHERITED))
    alone = [link.address for link in row.leads] == [unit_address(unit.id)]
    return replace(row, leads=()) if alone else row


def _open_headings(groups: tuple[DueGroup, ...]) -> tuple[Heading, ...]:
    children = tuple(Heading(group.id, group.title, 3) for group in groups)
    return (Heading("dang-mo", "Việc đang mở", 2, children),) if groups else ()


def _heir_links(unit_ids: tuple[str, ...], known: Catalogue) -> tuple[Link, ...]:
    return tuple(Link(known.units[one].name, unit_address(one)) for one in unit_ids)


def _month(unit: Unit, tasks: tuple[Task, ...], day: date) -> str:
    """Return the month of limits that is next for the unit, with its own limits chosen."""
    address = nearest_month(tasks, day)
    return f"{address}?don_vi={unit.id}" if address else CALENDAR


def _figures(duties: _Duties, documents: int) -> tuple[tuple[int, str], ...]:
    return (
        (len(duties.led), "nhiệm vụ chủ trì"),
        *(((len(duties.inherited), "của đơn vị tiền thân"),) if duties.inherited else ()),
        (len(duties.joined), "phối hợp hoặc được nhắc đến"),
        (len(duties.general), "nhiệm vụ chung"),
        (documents, "văn bản được viện dẫn"),
    )


def _unit_links(unit_ids: tuple[str, ...], known: Catalogue) -> tuple[Link, ...]:
    """Return those of the units that have a page."""
    return tuple(
        Link(known.units[unit_id].name, unit_address(unit_id))
        for unit_id in unit_ids
        if unit_id in known.units
    )


def _sections(
    unit: Unit, duties: _Duties, known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[_Section, ...]:
    """Return id, title, note and groups of each section that has tasks."""
    names = ", ".join(known.units[one].name for one in duties.predecessors)
    inherited = f"Nhiệm vụ do đơn vị tiền thân chủ trì, theo tên khi ấy: {names}."
    joined = (
        "Nhiệm vụ do đơn vị khác chủ trì, trong đó văn bản nêu tên đơn vị này: để phối hợp, "
        "hoặc chỉ để nhận, để hỏi ý kiến. Câu chữ của từng nhiệm vụ cho biết là việc gì."
    )
    general = "Nhiệm vụ giao cho cả nhóm đơn vị, trong đó có đơn vị này."
    sections = (
        ("chu-tri", "Chủ trì", "", _groups(duties.led, views, "chu-tri", unit.id)),
        (
            "tien-than", "Nhiệm vụ của đơn vị tiền thân", inherited,
            _groups(duties.inherited, views, "tien-than"),
        ),
        (
            "phoi-hop", "Phối hợp hoặc được nhắc đến", joined,
            _groups(duties.joined, views, "phoi-hop"),
        ),
        ("chung", "Nhiệm vụ chung", general, _groups(duties.general, views, "chung")),
    )  # fmt: skip
    return tuple(section for section in sections if section[3])


def _groups(
    tasks: tuple[Task, ...], views: Mapping[str, TaskView], prefix: str, unit_id: str = ""
) -> tuple[TaskGroup, ...]:
    return by_period(tasks, views, prefix, f"#{lead_key(unit_id)}" if unit_id else "")


def _headings(sections: tuple[_Section, ...], has_documents: bool) -> tuple[Heading, ...]:
    entries = [
        Heading(section_id, title, 2, headings_of(groups))
        for section_id, title, _, groups in sections
    ]
    if has_documents:
        entries.append(Heading("van-ban", "Văn bản được viện dẫn"))
    return tuple(entries)


def _cited_documents(
    tasks: tuple[Task, ...], known: Catalogue
) -> tuple[tuple[Link, str, int], ...]:
    """Return the documents that the tasks cite, the most cited first.

    Each with a line on what is known of it and the number of tasks.
    """
    counts = Counter(key for task in tasks for key in {citation.key for citation in task.citations})
    cited = [known.documents[key] for key in counts if key in known.documents]
    cited.sort(key=lambda document: (-counts[document.key], document.key))
    return tuple(
        (document_link(document, known), document_line(document), counts[document.key])
        for document in cited
    )


def _validity(unit: Unit) -> str:
    parts = (
        f"từ {day_in_words(unit.valid_from)}" if unit.valid_from else "",
        f"đến hết {day_in_words(unit.valid_to)}" if unit.valid_to else "",
    )
    return " ".join(part for part in parts if part)
