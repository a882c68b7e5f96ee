"""The list of units, and each unit with what it leads, joins and must know."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ketluan.addresses import HOME, UNITS, unit_address
from ketluan.exports import calendar_address, feed_address
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_names import document_link
from ketluan.pages.lists import TaskGroup, by_period, headings_of, lead_key
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.wording import document_line
from ketluan.vietnamese import day_in_words


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list, with its numbers of tasks."""

    title: Link
    short: str
    led: int
    joined: int


def unit_rows(known: Catalogue) -> tuple[UnitRow, ...]:
    """Return all units in the order of the register."""
    return tuple(
        UnitRow(
            title=Link(unit.name, unit_address(unit.id)),
            short=", ".join(unit.abbreviations),
            led=len(known.led_by(unit.id)),
            joined=len(known.coordinated_by(unit.id)),
        )
        for unit in known.archive.units
    )


def units_page(known: Catalogue) -> Page:
    """Return the list of units, and of the groups that notices address."""
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
        rows=unit_rows(known),
        groups=groups,
    )
    return Page(
        address=UNITS,
        title="Đơn vị",
        description="Các đơn vị được giao nhiệm vụ trong các thông báo kết luận.",
        html=html,
        menu="Đơn vị",
    )


def unit_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield the page of each unit of the register."""
    for unit in known.archive.units:
        yield _unit_page(unit, known, views)


@dataclass(frozen=True, slots=True)
class _Duties:
    """What a unit leads, joins, and must do with the groups to which it belongs."""

    led: tuple[Task, ...]
    joined: tuple[Task, ...]
    general: tuple[Task, ...]


_Section = tuple[str, str, str, tuple[TaskGroup, ...]]


def _unit_page(unit: Unit, known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    address = unit_address(unit.id)
    duties = _Duties(
        known.led_by(unit.id),
        known.coordinated_by(unit.id),
        tuple(task for group in known.groups_of(unit.id) for task in known.led_by(group.id)),
    )
    sections = _sections(unit, duties, views)
    documents = _cited_documents((*duties.led, *duties.joined), known)
    html = rendered(
        "unit.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Đơn vị", UNITS), Link(unit.name)),
        unit=unit,
        figures=_figures(duties, len(documents)),
        known_as=(*unit.names, *unit.abbreviations),
        validity=_validity(unit),
        follow=(
            Link("lịch thời hạn (iCalendar)", calendar_address(unit.id)),
            Link("bản tin (Atom)", feed_address(unit.id)),
        ),
        successors=_unit_links(unit.successors, known),
        sections=sections,
        documents=documents,
    )
    led, joined = len(duties.led), len(duties.joined)
    return Page(
        address=address,
        title=unit.name,
        description=f"{unit.name}: {led} nhiệm vụ chủ trì, {joined} nhiệm vụ phối hợp.",
        html=html,
        headings=_headings(sections, bool(documents)),
    )


def _figures(duties: _Duties, documents: int) -> tuple[tuple[int, str], ...]:
    return (
        (len(duties.led), "nhiệm vụ chủ trì"),
        (len(duties.joined), "nhiệm vụ phối hợp"),
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


def _sections(unit: Unit, duties: _Duties, views: Mapping[str, TaskView]) -> tuple[_Section, ...]:
    """Return id, title, note and groups of each section that has tasks."""
    joined = "Nhiệm vụ do đơn vị khác chủ trì, trong đó đơn vị này được nêu tên phối hợp."
    general = "Nhiệm vụ giao cho cả nhóm đơn vị, trong đó có đơn vị này."
    sections = (
        ("chu-tri", "Chủ trì", "", _groups(duties.led, views, "chu-tri", unit.id)),
        ("phoi-hop", "Phối hợp", joined, _groups(duties.joined, views, "phoi-hop")),
        ("chung", "Nhiệm vụ chung", general, _groups(duties.general, views, "chung")),
    )
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
