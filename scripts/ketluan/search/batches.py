"""The records of an archive, in batches of what changes together.

A batch says by a digest what its records are made of and makes them only when asked: who has those of
another time keeps them where the digest is the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from ketluan.addresses import (
    DOCUMENTS,
    document_address,
    notice_address,
    task_address,
    unit_address,
)
from ketluan.as_of import continued_on
from ketluan.exports.task_words import WHOLE_THREAD
from ketluan.lineage import lineage
from ketluan.model import Archive, Document, Notice, Task, Unit, UnitMention
from ketluan.program import program_digest
from ketluan.search.naming import (
    cited_name,
    document_label,
    document_subject,
    document_title,
    notice_title,
)
from ketluan.search.numbers import number_parts, number_tokens, task_tokens
from ketluan.search.records import NOTHING, Closing, Kind, Named, Record
from ketluan.vietnamese import slug

_SPOKEN: Final = frozenset(("title", "paragraph", "closing"))  # blocks that belong to the notice
_DIGITS: Final = 32  # of a digest
# Of a document all but who cites it, and a set, which is told in any order.
_shown: Final = attrgetter(
    *(one.name for one in fields(Document) if one.name not in ("citing", "registered"))
)


class Told(NamedTuple):
    """What is told of a task elsewhere than in its notice; on `continued` it was taken up again."""

    closings: tuple[Closing, ...] = ()
    continued: date | None = None
    thread: Named = NOTHING

    @property
    def text(self) -> str:
        """All of it but how a thread is called, which is the same for all."""
        closings = [f" {one.status} {one.day}" for one in self.closings]
        return f"{self.thread.id} {self.continued}{''.join(closings)}"


_NOTHING: Final = Told()


@dataclass(frozen=True)
class Batch:
    """The `size` records of one kind that come from one place: a notice's tasks, or a single other.

    `make` returns them. They are made of what `origin` and `tell` give, this of some by their places in
    the batch; where `origin` is empty, only they tell it.
    """

    kind: Kind
    id: str
    size: int
    origin: Callable[[], str]
    make: Callable[[], Sequence[Record]]
    tell: Callable[[], Sequence[tuple[int, Told]]] = tuple

    @cached_property
    def told(self) -> Sequence[tuple[int, Told]]:
        """What `tell` gives."""
        return self.tell()

    @cached_property
    def own_digest(self) -> str:
        """Equal ones stand for records that are equal but for what is `told`."""
        origin = self.origin()
        return _digest(f"{self.kind}\0{origin}" if origin else repr(self.make()))

    @cached_property
    def digest(self) -> str:
        """Equal digests stand for equal records."""
        told = [f"{place} {one.text}" for place, one in self.told]
        return _digest("\n".join((self.own_digest, *told)))


def records(archive: Archive) -> Iterator[Record]:
    """Yield a record for each task, document, unit and notice of `archive`.

    Tasks in order of their notices, then documents, units and notices in the archive's order.
    """
    return chain.from_iterable(batch.make() for batch in batches(archive))


def batches(archive: Archive) -> Iterator[Batch]:
    """Yield the batches of `records`, in the same order."""
    tasks = {task.id: task for task in archive.tasks}
    told = _told(archive)
    names = {unit.id: unit.name for unit in (*archive.units, *archive.groups)}
    origins = _Origins(archive, names)
    for notice in archive.notices:
        if notice.tasks:
            tell = partial(_told_of, notice.tasks, told)
            make_tasks = partial(_task_records, notice, names, tell)
            origin = partial(origins.of_notice, notice)
            yield Batch("task", notice.id, len(notice.tasks), origin, make_tasks, tell)
    for document in (*archive.documents, *archive.standards):
        make_document = partial(_document_record, document, tasks, names)
        origin = partial(origins.of_document, document)
        yield _single("document", document.key, origin, make_document)
    known, led = lineage(archive.units), _led(archive.tasks)
    for unit in archive.units:
        before = [names[one] for one in known.before(unit.id)]
        make_unit = partial(_unit_record, unit, before, led.get(unit.id, ()))
        yield _single("unit", unit.id, _unknown, make_unit)
    for notice in archive.notices:
        make_notice = partial(_notice_record, notice, names)
        origin = partial(origins.of_notice, notice)
        yield _single("notice", notice.id, origin, make_notice)


def _single(kind: Kind, id_: str, origin: Callable[[], str], make: Callable[[], Record]) -> Batch:
    return Batch(kind, id_, 1, origin, lambda: (make(),))


def _unknown() -> str:
    """Return what a record is made of that nothing shorter tells."""
    return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


class _Origins:
    """What records are made of, as text: short where it comes from the file of a notice.

    It names this program, which decides the rest. It is empty where a notice has no digest.
    """

    def __init__(self, archive: Archive, names: Mapping[str, str]) -> None:
        self._rules = _digest(f"{program_digest()}{names}")
        self._digests = {notice.id: notice.digest for notice in archive.notices}

    def of_notice(self, notice: Notice) -> str:
        """Return what records of the notice and its tasks are made of, but for what is told of these."""
        return notice.digest and f"{notice.digest}{self._rules}"

    def of_document(self, document: Document) -> str:
        """Return what the document's record is made of."""
        citing = [self._digests.get(one.notice_id, "?") for one in document.citing]
        return f"{_shown(document)}{self._rules}{citing}" if all(citing) else ""


def _told(archive: Archive) -> dict[str, Told]:
    """Return what is told of tasks elsewhere, by their ids."""
    found: dict[str, Told] = {}
    for thread in archive.threads:
        if len(thread.steps) > 1:
            found |= dict.fromkeys(thread.steps, Told(thread=Named(thread.id, WHOLE_THREAD)))
    for task_id, day in continued_on(archive).items():
        found[task_id] = Told((), day, found.get(task_id, _NOTHING).thread)
    for task_id, closings in _closings(archive).items():
        _, since, known = found.get(task_id, _NOTHING)
        found[task_id] = Told(closings, since, known)
    return found


def _told_of(tasks: Iterable[Task], told: Mapping[str, Told]) -> list[tuple[int, Told]]:
    """Return what is `told` of those of `tasks` of which anything is, with their places."""
    found = enumerate(map(told.get, [task.id for task in tasks]))
    return [(place, one) for place, one in found if one]


def _led(tasks: Iterable[Task]) -> dict[str, dict[str, None]]:
    """Return the ids of the periods of the tasks that each unit leads."""
    found: dict[str, dict[str, None]] = {}
    for task in tasks:
        if task.period:
            for mention in task.lead_units:
                found.setdefault(mention.unit_id, {})[task.period.id] = None
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


def _task_records(
    notice: Notice, names: Mapping[str, str], tell: Callable[[], Iterable[tuple[int, Told]]]
) -> tuple[Record, ...]:
    told = dict(tell())
    return tuple(
        _task_record(task, notice, names, told.get(place, _NOTHING))
        for place, task in enumerate(notice.tasks)
    )


def _task_record(task: Task, notice: Notice, names: Mapping[str, str], told: Told) -> Record:
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
        closings=told.closings,
        continued=told.continued,
        thread=told.thread,
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


def _unit_record(unit: Unit, before: Iterable[str], periods: Iterable[str]) -> Record:
    """Return the record of a unit; who knows only the name of a predecessor (`before`) finds it, too."""
    return Record(
        kind="unit",
        id=unit.id,
        url=unit_address(unit.id),
        title=unit.name,
        text="; ".join(dict.fromkeys((unit.name, *unit.names))),
        keywords="; ".join((*unit.abbreviations, *before)),
        units=(Named(unit.id, unit.name),),
        periods=tuple(periods),
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
