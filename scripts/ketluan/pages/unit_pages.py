"""The list of units, and each unit with what it leads, joins and must know."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ketluan.addresses import HOME, UNITS, document_address, unit_address
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import TaskGroup, by_period, headings_of, lead_key
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.wording import day_in_words, document_name, document_note


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
            tuple(
                Link(known.units[member].name, unit_address(member))
                for member in group.members
                if member in known.units
            ),
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


def _unit_page(unit: Unit, known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    address = unit_address(unit.id)
    led, joined = known.led_by(unit.id), known.coordinated_by(unit.id)
    general = tuple(task for group in known.groups_of(unit.id) for task in known.led_by(group.id))
    sections = tuple(
        (section_id, title, note, groups)
        for section_id, title, note, groups in (
            ("chu-tri", "Chủ trì", "", _groups(led, views, "chu-tri", unit.id)),
            (
                "phoi-hop",
                "Phối hợp",
                "Nhiệm vụ do đơn vị khác chủ trì, trong đó đơn vị này được nêu tên phối hợp.",
                _groups(joined, views, "phoi-hop"),
            ),
            (
                "chung",
                "Nhiệm vụ chung",
                "Nhiệm vụ giao cho cả nhóm đơn vị, trong đó có đơn vị này.",
                _groups(general, views, "chung"),
            ),
        )
        if groups
    )
    documents = _cited_documents((*led, *joined), known)
    html = rendered(
        "unit.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Đơn vị", UNITS), Link(unit.name)),
        unit=unit,
        figures=(
            (len(led), "nhiệm vụ chủ trì"),
            (len(joined), "nhiệm vụ phối hợp"),
            (len(general), "nhiệm vụ chung"),
            (len(documents), "văn bản được viện dẫn"),
        ),
        known_as=(*unit.names, *unit.abbreviations),
        validity=_validity(unit),
        successors=tuple(
            Link(known.units[successor].name, unit_address(successor))
            for successor in unit.successors
            if successor in known.units
        ),
        sections=sections,
        documents=documents,
    )
    return Page(
        address=address,
        title=unit.name,
        description=f"{unit.name}: {len(led)} nhiệm vụ chủ trì, {len(joined)} nhiệm vụ phối hợp.",
        html=html,
        headings=_headings(sections, bool(documents)),
    )


_Section = tuple[str, str, str, tuple[TaskGroup, ...]]


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


def _cited_documents(tasks: tuple[Task, ...], known: Catalogue) -> tuple[tuple[Link, int], ...]:
    """Return the documents that the tasks cite with the number of tasks, the most cited first."""
    counts = Counter(key for task in tasks for key in {citation.key for citation in task.citations})
    cited = [known.documents[key] for key in counts if key in known.documents]
    cited.sort(key=lambda document: (-counts[document.key], document.key))
    return tuple(
        (
            Link(
                document_name(document),
                document_address(document.key),
                document_note(document),
            ),
            counts[document.key],
        )
        for document in cited
    )


def _validity(unit: Unit) -> str:
    parts = (
        f"từ {day_in_words(unit.valid_from)}" if unit.valid_from else "",
        f"đến hết {day_in_words(unit.valid_to)}" if unit.valid_to else "",
    )
    return " ".join(part for part in parts if part)
