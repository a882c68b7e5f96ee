"""What the archive offers to be found: tasks, documents, units and notices as flat values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, Self

from ketluan.addresses import (
    DOCUMENTS,
    document_address,
    notice_address,
    task_address,
    unit_address,
)
from ketluan.as_of import continued_on
from ketluan.lineage import lineage
from ketluan.model import Archive, Document, Notice, Task, Unit, UnitMention
from ketluan.search.naming import (
    cited_name,
    document_label,
    document_subject,
    document_title,
    notice_title,
)
from ketluan.search.numbers import number_parts, number_tokens, task_tokens
from ketluan.vietnamese import slug

Kind = Literal["task", "document", "unit", "notice"]
KINDS: Final[tuple[Kind, ...]] = ("task", "document", "unit", "notice")  # in order of display
_SPOKEN: Final = frozenset(("title", "paragraph", "closing"))  # blocks that belong to the notice


class Named(NamedTuple):
    """Something with an identity and the name that a reader sees."""

    id: str
    name: str


_NOTHING: Final = Named("", "")
_DATED: Final = frozenset(("day", "due", "closings", "continued"))  # fields that JSON cannot write


class Closing(NamedTuple):
    """A dated outcome of a task: one of the statuses of `ketluan.status`."""

    status: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One thing to be found.

    `text` is shown and searched, `keywords` are searched only. `numbers` are number tokens that
    find it beside those of its text. `units` lead, `coordinating` take part. `type` is the symbol
    of the document's or the notice's type. `periods` are those of the tasks behind it. `label`
    says in one line what is known of a document. `continued` is the day on which a later notice took
    the task up again. `thread` is the id of its thread and how long that is, where it has more steps.
    """

    kind: Kind
    id: str
    url: str
    title: str
    text: str
    label: str = ""
    keywords: str = ""
    numbers: tuple[str, ...] = ()
    number: str = ""
    type: str = ""
    units: tuple[Named, ...] = ()
    coordinating: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    periods: tuple[str, ...] = ()
    notice: Named = _NOTHING
    day: date | None = None
    due: date | None = None
    due_from: str = ""
    closings: tuple[Closing, ...] = ()
    continued: date | None = None
    thread: Named = _NOTHING

    def row(self) -> dict[str, Any]:
        """Return the record as plain values for JSON; `from_row` reads it back."""
        return {
            name: _plain(value) if name in _DATED else value
            for name in self.__slots__
            if (value := getattr(self, name)) not in ("", (), None, ("", ""))
        }

    @property
    def own_tokens(self) -> tuple[str, ...]:
        """The number tokens of the thing itself, not of what it cites."""
        return task_tokens(self.number)[-1:] if self.kind == "task" else self.numbers

    @property
    def years(self) -> tuple[int, ...]:
        """The years to which it belongs: those of its periods, else of its day."""
        if self.periods:
            return tuple(sorted({int(period[:4]) for period in self.periods}))
        return (self.day.year,) if self.day else ()

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Return the record written by `row`. Raise KeyError, TypeError or ValueError if none."""
        values = dict(row)
        for name in ("units", "coordinating", "documents"):
            values[name] = tuple(_shared(*item) for item in row.get(name, ()))
        for name in ("numbers", "periods"):
            values[name] = tuple(row.get(name, ()))
        for name in ("notice", "thread"):
            values[name] = _shared(*row.get(name, _NOTHING))
        values["closings"] = tuple(
            Closing(status, _day(day)) for status, day in row.get("closings", ())
        )
        for name in ("day", "due", "continued"):
            values[name] = _day(row.get(name))
        return cls(**values)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


# Thousands of rows name the same units, notices and days: they are kept once.
_shared: Final = lru_cache(maxsize=1 << 14)(Named)


@lru_cache(maxsize=1 << 14)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def records(archive: Archive) -> Iterator[Record]:
    """Yield a record for each task, document, unit and notice of `archive`.

    Tasks in order of their notices, then documents, units and notices in the archive's order.
    """
    tasks = {task.id: task for task in archive.tasks}
    closings = _closings(archive)
    continued = continued_on(archive)
    threads = _threads(archive)
    names = {unit.id: unit.name for unit in (*archive.units, *archive.groups)}
    for notice in archive.notices:
        for task in notice.tasks:
            yield _task_record(
                task,
                notice,
                names,
                closings=closings.get(task.id, ()),
                continued=continued.get(task.id),
                thread=threads.get(task.id, _NOTHING),
            )
    for document in (*archive.documents, *archive.standards):
        yield _document_record(document, tasks, names)
    known, led = lineage(archive.units), _led(tasks.values())
    for unit in archive.units:
        before = [names[one] for one in known.before(unit.id)]
        yield _unit_record(unit, before, led.get(unit.id, ()))
    for notice in archive.notices:
        yield _notice_record(notice, names)


def _threads(archive: Archive) -> dict[str, Named]:
    """Return the thread of each task that is one of several steps."""
    return {
        step: Named(thread.id, f"toàn bộ {len(thread.steps)} bước")
        for thread in archive.threads
        if len(thread.steps) > 1
        for step in thread.steps
    }


def _led(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Return the tasks that each unit leads."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        for unit in dict.fromkeys(mention.unit_id for mention in task.lead_units):
            found.setdefault(unit, []).append(task)
    return found


def _closings(archive: Archive) -> dict[str, tuple[Closing, ...]]:
    """Return the outcomes of each task."""
    found: dict[str, tuple[Closing, ...]] = {}
    for outcome in archive.outcomes:
        closing = Closing(outcome.status, outcome.day)
        found[outcome.task_id] = (*found.get(outcome.task_id, ()), closing)
    return found


def _named(mentions: Iterable[UnitMention], names: Mapping[str, str]) -> tuple[Named, ...]:
    """Return the units of mentions, each once, by the register's name.

    One that the register does not know has the slug of its name for an id.
    """
    found: dict[str, str] = {}
    for mention in mentions:
        name = names.get(mention.unit_id, mention.name)
        found.setdefault(mention.unit_id or slug(mention.name), name)
    return tuple(Named(unit, name) for unit, name in found.items())


def _task_record(
    task: Task,
    notice: Notice,
    names: Mapping[str, str],
    *,
    closings: tuple[Closing, ...],
    continued: date | None,
    thread: Named,
) -> Record:
    cited = [citation for citation in task.citations if citation.key]
    return Record(
        kind="task",
        id=task.id,
        url=task_address(task.id),
        title=f"Nhiệm vụ {task.number}",
        text=task.text,
        numbers=(
            *task_tokens(task.number),
            *_tokens((one.number, one.type, one.year) for one in task.citations),
        ),
        number=task.number,
        type=notice.type,
        units=_named(task.lead_units, names),
        coordinating=_named(task.coordinating_units, names),
        documents=tuple(dict.fromkeys(Named(item.key, cited_name(item)) for item in cited)),
        periods=(task.period.id,) if task.period else (),
        notice=Named(notice.id, notice_title(notice)),
        day=notice.day,
        due=task.due,
        due_from=task.due_from,
        closings=closings,
        continued=continued,
        thread=thread,
    )


def _tokens(numbers: Iterable[tuple[str, str, int | None]]) -> tuple[str, ...]:
    """Return the tokens of numbers with type and year, each once."""
    return tuple(dict.fromkeys(token for number in numbers for token in number_tokens(*number)))


def _document_record(
    document: Document, tasks: Mapping[str, Task], names: Mapping[str, str]
) -> Record:
    behind = [tasks[item.task_id] for item in document.citing if item.task_id in tasks]
    title = document_title(document)
    return Record(
        kind="document",
        id=document.key,
        # a standard has no page of its own: the list of documents shows it
        url=DOCUMENTS if document.family == "standard" else document_address(document.key),
        title=title,
        label=document_label(document),
        text=": ".join(filter(None, (title, document_subject(document)))),
        keywords=f"năm {document.year}" if document.year else "",
        numbers=_tokens([(document.number, _type_symbol(document), document.year)]),
        number=document.number,
        type=document.type,
        units=_named((unit for task in behind for unit in task.lead_units), names),
        documents=(Named(document.key, cited_name(document)),),
        periods=tuple(dict.fromkeys(task.period.id for task in behind if task.period)),
        day=document.date,
    )


def _type_symbol(document: Document) -> str:
    return document.type or ("CV" if document.family == "letter" else "")


def _unit_record(unit: Unit, before: Iterable[str], led: Iterable[Task]) -> Record:
    """Return the record of a unit; who knows only the name of a predecessor (`before`) finds it, too."""
    return Record(
        kind="unit",
        id=unit.id,
        url=unit_address(unit.id),
        title=unit.name,
        text="; ".join(dict.fromkeys((unit.name, *unit.names))),
        keywords="; ".join((*unit.abbreviations, *before)),
        units=(Named(unit.id, unit.name),),
        periods=tuple(dict.fromkeys(task.period.id for task in led if task.period)),
    )


def _notice_record(notice: Notice, names: Mapping[str, str]) -> Record:
    numbers = {task.number for task in notice.tasks}
    spoken = [
        block.text
        for block in notice.blocks
        if block.kind in _SPOKEN and not (block.number and block.number in numbers)
    ]
    units = [unit for task in notice.tasks for unit in task.lead_units]
    periods = [task.period.id for task in notice.tasks if task.period]
    signer = (notice.signer.name, notice.signer.position)
    return Record(
        kind="notice",
        id=notice.id,
        url=notice_address(notice.id),
        title=notice_title(notice),
        text="\n\n".join(spoken) or notice.subject,
        keywords="; ".join(filter(None, (notice.subject, notice.issuer, *signer))),
        numbers=_tokens([(notice.number, notice.type, notice.day.year if notice.day else None)]),
        number=notice.number,
        type=notice.type,
        units=_named(units, names),
        periods=tuple(dict.fromkeys(periods)),
        notice=Named(notice.id, notice_title(notice)),
        day=notice.day,
    )


def symbols(archive: Archive) -> frozenset[str]:
    """Return the folded parts of the symbols of all known documents: `kh`, `skhcn`, `ttg`."""
    known = filter(None, (number_parts(document.number) for document in archive.documents))
    return frozenset(part for parts in known for part in parts.symbol)
