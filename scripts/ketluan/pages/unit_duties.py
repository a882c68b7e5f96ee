"""What a unit has to do: what it leads, joins, must do with its groups, and what it took over."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ketluan.lineage import Lineage
from ketluan.model import Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_names import document_link
from ketluan.pages.lists import TaskGroup, by_period
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.wording import document_line

LEADING: Final = "chu-tri"
_JOINED: Final = (
    "Nhiệm vụ do đơn vị khác chủ trì, trong đó văn bản nêu tên đơn vị này: để phối hợp, "
    "hoặc chỉ để nhận, để hỏi ý kiến. Câu chữ của từng nhiệm vụ cho biết là việc gì."
)
_GENERAL: Final = "Nhiệm vụ giao cho cả nhóm đơn vị, trong đó có đơn vị này."


class Duties(NamedTuple):
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


class Section(NamedTuple):
    """Tasks of one kind of duty with the words above them."""

    id: str
    title: str
    note: str
    tasks: tuple[Task, ...]

    @property
    def words(self) -> "Section":
        """The section without its tasks, where those are shown in another form."""
        return self._replace(tasks=())


@dataclass(frozen=True, slots=True)
class CitedRow:
    """A document that tasks cite: what is known of it, and by how many of the tasks."""

    link: Link
    line: str
    count: int


def duties_of(unit: Unit, by_then: Lineage, known: Catalogue) -> Duties:
    """Return the duties of `unit`; `by_then` tells which units were its predecessors."""
    led = known.led_by(unit.id)
    before = by_then.before(unit.id)
    inherited = {task.id for one in before for task in known.led_by(one)}
    inherited -= {task.id for task in led}
    return Duties(
        led,
        tuple(task for task in known.tasks.values() if task.id in inherited) if inherited else (),
        known.coordinated_by(unit.id),
        tuple(task for group in known.groups_of(unit.id) for task in known.led_by(group.id)),
        before,
    )


def sections_of(duties: Duties, known: Catalogue) -> tuple[Section, ...]:
    """Return the kinds of duties that have tasks."""
    names = ", ".join(known.units[one].name for one in duties.predecessors)
    inherited = f"Nhiệm vụ do đơn vị tiền thân chủ trì, theo tên khi ấy: {names}."
    sections = (
        Section(LEADING, "Chủ trì", "", duties.led),
        Section("tien-than", "Nhiệm vụ của đơn vị tiền thân", inherited, duties.inherited),
        Section("phoi-hop", "Phối hợp hoặc được nhắc đến", _JOINED, duties.joined),
        Section("chung", "Nhiệm vụ chung", _GENERAL, duties.general),
    )
    return tuple(section for section in sections if section.tasks)


def grouped_sections(
    sections: Iterable[Section], views: Mapping[str, TaskView]
) -> tuple[tuple[Section, tuple[TaskGroup, ...]], ...]:
    """Return the words of each section with its tasks by period."""
    return tuple((one.words, by_period(one.tasks, views, one.id)) for one in sections)


def citing_counts(tasks: Iterable[Task], known: Catalogue) -> dict[str, int]:
    """Return how many of the tasks cite each document, by its key, the most cited first."""
    keys = (
        key
        for task in tasks
        if task.citations
        for key in {citation.key for citation in task.citations}
    )
    counts = Counter(key for key in keys if key in known.documents)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def cited_rows(counts: Iterable[tuple[str, int]], known: Catalogue) -> tuple[CitedRow, ...]:
    """Return documents, by their keys, each with the number of the tasks that cite it."""
    return tuple(
        CitedRow(document_link(one, known), document_line(one), count)
        for one, count in ((known.documents[key], count) for key, count in counts)
    )
