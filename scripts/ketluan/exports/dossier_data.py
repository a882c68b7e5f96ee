"""What a dossier (hồ sơ) tells: of one thread or one document the tasks, the notices, the data (pure)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from ketluan.citations import find_numbers
from ketluan.exports.json_file import plain_value, table_rows
from ketluan.exports.rows import documents_table, tasks_table
from ketluan.exports.selecting import Selection, select
from ketluan.model import (
    Archive,
    CitingSentence,
    Document,
    Link,
    Notice,
    Outcome,
    OutcomeProposal,
    Problem,
    Thread,
)
from ketluan.vietnamese import slug

FileKind = Literal["original", "document", "notice", "progress", "table", "data"]
Fault = Literal["missing", "changed", "unreadable", "secret", ""]

FILE_KINDS: Final[dict[FileKind, str]] = {
    "original": "bản gốc của thông báo",
    "document": "tệp của văn bản",
    "notice": "tệp thông báo",
    "progress": "cập nhật kết quả",
    "table": "bảng nhiệm vụ",
    "data": "dữ liệu cho chương trình",
}
FAULTS: Final[dict[Fault, str]] = {
    "missing": "không có tệp này trong kho, hoặc không phải tệp thường",
    "changed": "tệp trong kho khác với SHA-256 đã ghi: đã bị thay đổi hoặc hỏng",
    "unreadable": "không đọc được tệp trong kho",
    "secret": "không được đưa ra khỏi kho",
}


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A file of a dossier: `name` within it, `path` within the archive (empty for one made anew).

    `owner` is the notice or document that it belongs to. With a `fault` it is not in the dossier, and
    `name`, `size` and `sha256` are empty. `recorded` is the SHA-256 that the archive recorded.
    """

    kind: FileKind
    path: str
    owner: str = ""
    name: str = ""
    size: int = 0
    sha256: str = ""
    recorded: str = ""
    fault: Fault = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dossier is about: a thread or a document, its tasks and what they stand in.

    `notices` are those of the tasks, those that cite or are the document, and those that state an
    outcome of the tasks, in the order of the archive.
    """

    selection: Selection
    notices: tuple[Notice, ...]
    thread: Thread | None = None
    document: Document | None = None

    @property
    def id(self) -> str:
        """The id of the thread or the key of the document."""
        return self.thread.id if self.thread else self.document.key if self.document else ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was stated of the tasks, by day."""
        task_ids = {task.id for task in self.selection.tasks}
        return tuple(one for one in self.selection.archive.outcomes if one.task_id in task_ids)

    @property
    def proposed_outcomes(self) -> tuple[OutcomeProposal, ...]:
        """What sentences of notices may state of the tasks, decided by nobody."""
        task_ids = {task.id for task in self.selection.tasks}
        proposed = self.selection.archive.outcome_proposals
        return tuple(one for one in proposed if one.task_id in task_ids)

    @property
    def citing(self) -> tuple[CitingSentence, ...]:
        """The sentences that cite the document."""
        return self.document.citing if self.document else ()


def thread_subject(archive: Archive, task_id: str, day: date, as_of: date | None) -> Subject | None:
    """Return the thread with the task, as known at the end of `as_of`; `None` where there is none."""
    selection = select(archive, as_of=as_of, day=day)
    thread = next((one for one in selection.archive.threads if task_id in one.steps), None)
    if thread is None:
        return None
    chosen = _of_tasks(selection, thread.steps)
    return Subject(chosen, _notices(chosen, ()), thread=thread)


def document_subject(archive: Archive, key: str, day: date, as_of: date | None) -> Subject | None:
    """Return the document `key`, as known at the end of `as_of`; `None` where there is none."""
    selection = select(archive, as_of=as_of, day=day)
    known = (*selection.archive.documents, *selection.archive.standards)
    document = next((one for one in known if one.key == key), None)
    if document is None:
        return None
    chosen = _of_tasks(selection, (one.task_id for one in document.citing))
    more = (document.held_as, *(one.notice_id for one in document.citing))
    return Subject(chosen, _notices(chosen, more), document=document)


def documents_called(archive: Archive, asked: str) -> tuple[Document, ...]:
    """Return the one document with this key, else all those whose number `asked` names."""
    known = (*archive.documents, *archive.standards)
    exact = tuple(one for one in known if one.key == asked)
    wanted = {slug(asked), *(slug(found.number) for found in find_numbers(asked))} - {""}
    return exact or tuple(one for one in known if slug(one.number) in wanted)


def _of_tasks(selection: Selection, task_ids: Iterable[str]) -> Selection:
    """Return the selection of these tasks alone, in the order of their notices."""
    wanted = frozenset(task_ids)
    return replace(selection, tasks=tuple(task for task in selection.tasks if task.id in wanted))


def _notices(selection: Selection, more: Iterable[str]) -> tuple[Notice, ...]:
    task_ids = {task.id for task in selection.tasks}
    wanted = {*more, *(task.notice_id for task in selection.tasks)}
    return tuple(
        notice
        for notice in selection.archive.notices
        if notice.id in wanted or any(one.task_id in task_ids for one in notice.outcomes)
    )


def dossier_json(
    subject: Subject,
    note: Sequence[str],
    files: Iterable[EnclosedFile],
    problems: Iterable[Problem],
) -> str:
    """Return everything that the dossier tells as JSON: English keys, `null` for what is not known."""
    selection, document = subject.selection, subject.document
    told = {
        "kind": "thread" if subject.thread else "document",
        "id": subject.id,
        "note": list(note),
        "as_of": plain_value(selection.as_of),
        "status_day": plain_value(selection.day),
        "tasks": table_rows(tasks_table(selection)),
        "links": [_link(link) for link in (subject.thread.links if subject.thread else ())],
        "outcomes": [
            {
                "task": one.task_id,
                "status": one.status,
                "day": plain_value(one.day),
                "evidence": plain_value(one.evidence),
            }
            for one in subject.outcomes
        ],
        "proposed_outcomes": [_proposed(one) for one in subject.proposed_outcomes],
        "document": _document(document, selection) if document else None,
        "citing": [_citing(one) for one in subject.citing],
        "notices": [_notice(notice) for notice in subject.notices],
        "files": [_file(file) for file in files],
        "problems": [
            {"path": one.path, "line": one.line, "rule": one.rule, "message": one.message,
             "level": one.level}
            for one in problems
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _link(link: Link) -> dict[str, object]:
    return {
        "task": link.task,
        "continues": link.continues,
        "score": link.score,
        "reasons": list(link.reasons),
        "status": link.status,
    }


def _proposed(one: OutcomeProposal) -> dict[str, object]:
    return {
        "task": one.task_id,
        "status": one.status,
        "notice": one.notice_id,
        "sentence": one.sentence,
        "score": one.score,
        "reasons": list(one.reasons),
    }


def _document(document: Document, selection: Selection) -> dict[str, object]:
    rows = table_rows(documents_table(selection))
    return next(row for row in rows if row["id"] == document.key)


def _citing(one: CitingSentence) -> dict[str, object]:
    return {
        "notice": one.notice_id,
        "task": plain_value(one.task_id),
        "sentence": one.sentence,
        "start": one.citation.start,
        "end": one.citation.end,
        "relation": plain_value(one.citation.relation),
        "pinpoint": plain_value(one.citation.pinpoint),
    }


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "id": notice.id,
        "number": plain_value(notice.number),
        "meeting_date": plain_value(notice.meeting_date),
        "issued": plain_value(notice.issued),
        "issuer": plain_value(notice.issuer),
        "title": plain_value(notice.subject),
    }


def _file(file: EnclosedFile) -> dict[str, object]:
    return {
        "name": plain_value(file.name),
        "kind": file.kind,
        "path": plain_value(file.path),
        "owner": plain_value(file.owner),
        "bytes": file.size if file.name else None,
        "sha256": plain_value(file.sha256),
        "recorded_sha256": plain_value(file.recorded),
        "fault": plain_value(file.fault),
    }
