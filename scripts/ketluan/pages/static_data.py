"""The archive as static files: JSON for other programs, each with its schema, and the exports.

Keys are English and stable; days are ISO 8601; what a source does not say is `null` or an empty
list. Offsets count Unicode code points of the text beside them, end excluded.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import groupby, starmap
from typing import Final, NamedTuple, TypeVar

from ketluan.addresses import (
    document_address,
    notice_address,
    period_address,
    task_address,
    thread_address,
    unit_address,
)
from ketluan.as_of import notice_day
from ketluan.auditing import Audit, audit_of
from ketluan.exports import audit_file, site_file_parts
from ketluan.exports.json_file import Items, pieces_of
from ketluan.model import (
    Archive,
    Citation,
    Conflict,
    Deadline,
    Document,
    DocumentLink,
    Link,
    Notice,
    Outcome,
    OutcomeProposal,
    Period,
    Task,
    Thread,
    Unit,
)
from ketluan.origins import no_origins
from ketluan.pages.catalogue import Catalogue, catalogue
from ketluan.pages.document_files import file_address, outside_address
from ketluan.pages.schemas import SCHEMAS
from ketluan.pages.thread_changes import cited_documents
from ketluan.pages.wording import notice_title
from ketluan.pieces import Piece, text_of, whole

FOLDER: Final = "/api/v1/"

_Row = dict[str, object]
_Value = TypeVar("_Value")


class StaticFile(NamedTuple):
    """A file of the site: its address and its UTF-8 text."""

    address: str
    text: str


class DataFile(NamedTuple):
    """A `StaticFile` to come, in pieces."""

    address: str
    pieces: Iterable[Piece]

    def made(self) -> StaticFile:
        """Return the file with its text."""
        return StaticFile(self.address, text_of(self.pieces))


Part = Callable[[], Iterable[DataFile]]


def static_files(
    archive: Archive, site_url: str = "", day: date | None = None
) -> tuple[StaticFile, ...]:
    """Return notices, tasks, documents, units, periods and threads as JSON, and the schema of each.

    Behind them stand calendars, feeds and the table of tasks; `site_url` is the address of the site,
    where it is known, to which they lead back. With a `day` the lists of its audit are a table too.
    """
    known = catalogue(archive, no_origins())
    files = [file for part in static_parts(known, site_url) for file in part()]
    if day:
        files.append(audit_data(known, audit_of(known.states(day))))
    return tuple(file.made() for file in files)


def json_files(archive: Archive) -> Iterator[StaticFile]:
    """Yield those of `static_files` that lie in `FOLDER`."""
    known = catalogue(archive, no_origins())
    parts = _json_parts(known)
    return (file.made() for part in parts for file in part())


def static_parts(known: Catalogue, site_url: str) -> tuple[Part, ...]:
    """Return the makers of `static_files` without the audit, each for a process of its own."""
    exported = site_file_parts(known.archive, site_url, known.origins)
    return (*_json_parts(known), *(partial(_exported, part) for part in exported))


def audit_data(known: Catalogue, audit: Audit) -> DataFile:
    """Return the table of the lists of `audit`."""
    return DataFile(*audit_file(audit, known.origins))


def _json_parts(known: Catalogue) -> tuple[Part, ...]:
    public = known.archive
    tables: dict[str, Callable[[], Iterable[Items]]] = {
        "notices": lambda: _notices(known),
        "documents": lambda: _documents(known),
        "units": lambda: _at_once(_unit, (*public.units, *public.groups), known),
        "periods": lambda: _at_once(_period, known.periods, known),
        "tasks": lambda: _tasks(known),
        "threads": lambda: _threads(known),
    }
    return tuple(partial(_table, name, rows) for name, rows in tables.items())


def _table(name: str, rows: Callable[[], Iterable[Items]]) -> Iterator[DataFile]:
    yield DataFile(f"{FOLDER}{name}.json", tuple(pieces_of(_head(name), name, rows())))
    yield _schema(name)


def _at_once(
    row: Callable[[_Value, Catalogue], _Row], of: Collection[_Value], known: Catalogue
) -> Iterator[Items]:
    """Yield few rows, for which nothing shorter tells what they are made of."""
    if of:
        yield "", partial(_rows, row, of, known)


def _head(name: str) -> _Row:
    return {"$schema": f"{name}.schema.json"}


def _schema(name: str) -> DataFile:
    text = json.dumps(SCHEMAS[name], ensure_ascii=False, indent=1) + "\n"
    return DataFile(f"{FOLDER}{name}.schema.json", whole(text))


def _exported(part: Callable[[], Iterable[tuple[str, Iterable[Piece]]]]) -> Iterator[DataFile]:
    return starmap(DataFile, part())


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _notices(known: Catalogue) -> Iterator[Items]:
    for notice in known.archive.notices:
        yield known.origins.of(written=(notice.id,)), partial(_rows, _notice, (notice,), known)


def _notice(notice: Notice, _: Catalogue) -> _Row:
    source = notice.source
    return {
        "id": notice.id,
        "url": notice_address(notice.id),
        "type": notice.type or None,
        "number": notice.number or None,
        "issued": _day(notice.issued),
        "meeting_date": _day(notice.meeting_date),
        "issuer": notice.issuer or None,
        "title": notice_title(notice),
        "reviewed_period": notice.reviewed_period.id if notice.reviewed_period else None,
        "directed_period": notice.directed_period.id if notice.directed_period else None,
        "signer": {
            "name": notice.signer.name or None,
            "position": notice.signer.position or None,
            "authority": notice.signer.authority or None,
        },
        "recipients": list(notice.recipients),
        "source": {"path": source.path, "sha256": source.sha256} if source else None,
        "dropped": [
            {"line": piece.line, "text": piece.text, "reason": piece.reason}
            for piece in notice.dropped
        ],
        "tasks": [task.id for task in notice.tasks],
    }


def _tasks(known: Catalogue) -> Iterator[Items]:
    for notice in known.archive.notices:
        if notice.tasks:
            yield known.origins.of(notices=(notice.id,)), partial(_rows, _task, notice.tasks, known)


def _rows(
    row: Callable[[_Value, Catalogue], _Row], of: Iterable[_Value], known: Catalogue
) -> list[_Row]:
    return [row(one, known) for one in of]


def _task(task: Task, known: Catalogue) -> _Row:
    thread = known.lives.threads.get(task.id)
    outcome = known.outcomes.get(task.id)
    earlier = known.lives.earlier.get(task.id, ())
    return {
        "id": task.id,
        "url": task_address(task.id),
        "notice": task.notice_id,
        "number": task.number,
        "headings": list(task.headings),
        "text": task.text,
        "lead_units": [_mention(m.name, m.unit_id) for m in task.lead_units],
        "coordinating_units": [_mention(m.name, m.unit_id) for m in task.coordinating_units],
        "citations": [_citation(citation) for citation in task.citations],
        "deadlines": [_deadline(deadline) for deadline in task.deadlines],
        "period": task.period.id if task.period else None,
        "due": _day(task.due),
        "due_from": task.due_from or None,
        "continues": [link.continues for link in earlier],
        "continues_by": [link.status for link in earlier],
        "outcome": _outcome(outcome) if outcome else None,
        "thread": thread.id if thread else task.id,
    }


def _outcome(outcome: Outcome) -> _Row:
    return {
        "status": outcome.status,
        "day": _day(outcome.day),
        "evidence": outcome.evidence or None,
    }


def _mention(name: str, unit_id: str) -> _Row:
    return {"name": name, "unit": unit_id or None}


def _citation(citation: Citation) -> _Row:
    return {
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "number": citation.number,
        "document": citation.key or None,
        "date": _day(citation.date),
        "relation": citation.relation or None,
    }


def _deadline(deadline: Deadline) -> _Row:
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "start": _day(deadline.start),
        "due": _day(deadline.due),
    }


def _documents(known: Catalogue) -> Iterator[Items]:
    origins, links = known.origins, known.cited.links
    for one in (*known.archive.documents, *known.archive.standards):
        own = (*origins.of_documents((one.key,)), sorted(one.registered), one.conflicts)
        citing = dict.fromkeys(sentence.notice_id for sentence in one.citing)
        key = origins.of(own, links.get(one.key), written=citing)
        yield key, partial(_rows, _document, (one,), known)


def _document(document: Document, known: Catalogue) -> _Row:
    has_page = document.family != "standard"
    return {
        "id": document.key,
        "url": document_address(document.key) if has_page else None,
        "number": document.number,
        "name": document.name or None,
        "family": document.family,
        "type": document.type or None,
        "type_name": document.type_name or None,
        "issuer": document.issuer or None,
        "year": document.year,
        "year_from": document.year_from or None,
        "date": _day(document.date),
        "term": document.term or None,
        "title": document.title or None,
        "held_as": document.held_as or None,
        "source_url": outside_address(document) or None,
        "file": file_address(document) or None,
        "registered": sorted(document.registered),
        "conflicts": [_conflict(conflict) for conflict in document.conflicts],
        "links": [_link(link) for link in known.cited.links.get(document.key, ())],
        "citing": [
            {
                "notice": one.notice_id,
                "task": one.task_id or None,
                "sentence": one.sentence,
                "start": one.citation.start,
                "end": one.citation.end,
                "relation": one.citation.relation or None,
                "year_from": one.citation.year_from or None,
                "pinpoint": one.citation.pinpoint or None,
                "short": one.citation.short,
            }
            for one in document.citing
        ],
    }


def _conflict(conflict: Conflict) -> _Row:
    return {
        "about": conflict.about,
        "values": [
            {"value": value, "notices": list(notice_ids)} for value, notice_ids in conflict.values
        ],
    }


def _link(link: DocumentLink) -> _Row:
    return {
        "subject": link.subject,
        "relation": link.relation or None,
        "object": link.object,
        "confirmed": link.confirmed,
        "evidence": link.evidence or None,
        "notice": link.notice_id or None,
    }


def _unit(unit: Unit, known: Catalogue) -> _Row:
    return {
        "id": unit.id,
        "url": unit_address(unit.id) if unit.id in known.units else None,
        "name": unit.name,
        "names": list(unit.names),
        "abbreviations": list(unit.abbreviations),
        "valid_from": _day(unit.valid_from),
        "valid_to": _day(unit.valid_to),
        "successors": list(unit.successors),
        "members": list(unit.members),
        "lead_tasks": len(known.led_by(unit.id)),
        "coordinating_tasks": len(known.coordinated_by(unit.id)),
    }


def _period(period: Period, known: Catalogue) -> _Row:
    return {
        "id": period.id,
        "url": period_address(period.id),
        "label": period.label,
        "start": _day(period.start),
        "end": _day(period.end),
        "directed_tasks": len(known.directed_in(period)),
    }


def _threads(known: Catalogue) -> Iterator[Items]:
    """Yield the threads that begin in one notice; their steps may lie in others."""
    tasks = known.tasks
    for _, some in groupby(known.archive.threads, lambda one: tasks[one.steps[0]].notice_id):
        threads = tuple(some)
        steps = [step for thread in threads for step in thread.steps]
        key = known.origins.of([len(one.steps) for one in threads], steps=steps)
        yield key, partial(_rows, _thread, threads, known)


def _thread(thread: Thread, known: Catalogue) -> _Row:
    asked = [
        link
        for step in thread.steps
        for link in known.lives.proposed.get(step, ())
        if link.task == step
    ]
    return {
        "id": thread.id,
        "url": thread_address(thread.id) if len(thread.steps) > 1 else None,
        "steps": list(thread.steps),
        "life": [_step(known.tasks[step], known) for step in thread.steps],
        "links": [_task_link(link) for link in thread.links],
        "proposed": [_task_link(link) for link in asked],
    }


def _step(task: Task, known: Catalogue) -> _Row:
    """Return what happened to the task at this step; its text stands in the table of tasks."""
    lives = known.lives
    return {
        "task": task.id,
        "notice": task.notice_id,
        "day": _day(notice_day(known.notices[task.notice_id])),
        "lead_units": [_mention(m.name, m.unit_id) for m in task.lead_units],
        "due": _day(task.due),
        "due_from": task.due_from or None,
        "documents": list(cited_documents(task, known.documents)),
        "continues": [link.continues for link in lives.earlier.get(task.id, ())],
        "continued_by": [link.task for link in lives.later.get(task.id, ())],
        "outcomes": [_outcome(outcome) for outcome in lives.outcomes.get(task.id, ())],
        "proposed_outcomes": [_proposed_outcome(one) for one in lives.stated.get(task.id, ())],
    }


def _proposed_outcome(one: OutcomeProposal) -> _Row:
    return {
        "status": one.status,
        "notice": one.notice_id,
        "sentence": one.sentence,
        "day": _day(one.day),
        "evidence": one.evidence or None,
        "score": one.score,
        "reasons": list(one.reasons),
    }


def _task_link(link: Link) -> _Row:
    return {
        "task": link.task,
        "continues": link.continues,
        "score": link.score,
        "reasons": list(link.reasons),
        "status": link.status,
    }
