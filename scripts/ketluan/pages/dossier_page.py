"""The page of a dossier: one HTML file that opens from a folder, with nothing but itself.

It tells what the pages of the site tell of a thread or a document, for one day, without their links;
its own links lead to the files beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import quote

from ketluan.addresses import HOME
from ketluan.exports.dossier_data import FAULTS, FILE_KINDS, EnclosedFile, Subject
from ketluan.exports.task_words import headline, outcome_words
from ketluan.model import Document, Problem, Task, Thread
from ketluan.origins import no_origins
from ketluan.pages.catalogue import Catalogue, catalogue
from ketluan.pages.document_citing import citing_sentences, quotations
from ketluan.pages.document_facts import disputes, facts
from ketluan.pages.document_files import PUBLISHABLE, outside_address
from ketluan.pages.document_relations import relation_rows
from ketluan.pages.page import rendered
from ketluan.pages.tasks import Sign, TaskView, task_sign, task_views
from ketluan.pages.thread_pages import Step, thread_steps
from ketluan.pages.wording import (
    count_in_words,
    dated_notice_name,
    document_name,
    notice_title,
    told_on,
    year_note,
)
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words

# What a browser shows or saves without running anything in it.
_LINKED: Final = PUBLISHABLE | {".csv", ".json", ".md"}


class FileRow(NamedTuple):
    """A file of the dossier as a row; `link` is empty where it is missing or better not opened."""

    name: str
    link: str
    kind: str
    owner: str
    size: str
    sha256: str
    recorded: str
    fault: str


class ToldTask(NamedTuple):
    """A task as it stood on the day of the dossier. `limit` says the last day and where it is from.

    `outcomes` are all that were stated of it, `files` those of its notice.
    """

    view: TaskView
    day: str
    notice: str
    subject: str
    limit: Sign
    status: str
    outcomes: tuple[str, ...]
    documents: tuple[str, ...]
    files: tuple[FileRow, ...]


def dossier_page(
    subject: Subject,
    note: Sequence[str],
    files: Sequence[EnclosedFile],
    problems: Iterable[Problem],
) -> str:
    """Return the page as a whole HTML document.

    `note` is what stands on every page of the site, `problems` what the archive says of the `files`.
    """
    known = catalogue(subject.selection.archive, no_origins())
    views = task_views(known)
    rows = tuple(_file_row(file, known) for file in files)
    told = {
        task.id: _told(task, subject, known, views, _rows_of(task.notice_id, files, rows))
        for task in subject.selection.tasks
    }
    return rendered(
        "dossier.html",
        HOME,
        note=note,
        made_for=_made_for(subject),
        files=rows,
        lacking=tuple(row for row in rows if row.fault),
        problems=tuple(problems),
        **(
            _thread_values(subject.thread, known, views, told)
            if subject.thread
            else _document_values(subject.document, known, views, told)
            if subject.document
            else {}
        ),
    ).html()


def _made_for(subject: Subject) -> tuple[str, ...]:
    selection = subject.selection
    day = day_in_words(selection.day) if selection.day else ""
    if selection.as_of:
        known = day_in_words(selection.as_of)
        return (f"Theo những gì đã biết đến hết ngày {known}; trạng thái tính cho ngày ấy.",)
    return (f"Trạng thái tính cho ngày {day}; gồm mọi điều kho biết khi lập hồ sơ.",)


def _thread_values(
    thread: Thread,
    known: Catalogue,
    views: Mapping[str, TaskView],
    told: Mapping[str, ToldTask],
) -> dict[str, object]:
    steps: tuple[Step, ...] = thread_steps(thread, known, views)
    last = known.tasks[thread.steps[-1]]
    return {
        "kicker": "Hồ sơ nhiệm vụ",
        "title": headline(last),
        "identity": f"Mã quá trình thực hiện: {thread.id}",
        "steps": tuple((step, told[step.task.id]) for step in steps),
        "automatic": sum(link.status == "automatic" for link in thread.links),
        "document": None,
        "tasks": (),
    }


def _document_values(
    document: Document,
    known: Catalogue,
    views: Mapping[str, TaskView],
    told: Mapping[str, ToldTask],
) -> dict[str, object]:
    held = known.notices.get(document.held_as)
    return {
        "kicker": "Hồ sơ văn bản",
        "title": document_name(document),
        "identity": f"Mã văn bản: {document.key}",
        "steps": (),
        "automatic": 0,
        "document": {
            "subject": document.title,
            "year_note": year_note(document),
            "facts": facts(document, known),
            "disputes": disputes(document, known),
            "relations": relation_rows(document, known),
            "held": dated_notice_name(held) if held else "",
            "outside": outside_address(document),
            "quotations": quotations(citing_sentences(document), known, views),
        },
        "tasks": tuple(told.values()),
    }


def _told(
    task: Task,
    subject: Subject,
    known: Catalogue,
    views: Mapping[str, TaskView],
    files: tuple[FileRow, ...],
) -> ToldTask:
    notice = known.notices[task.notice_id]
    status = subject.selection.status(task)
    cited = dict.fromkeys(one.key for one in task.citations if one.key in known.documents)
    return ToldTask(
        view=views[task.id],
        day=told_on(notice) or "chưa rõ ngày",
        notice=dated_notice_name(notice),
        subject=notice_title(notice),
        limit=task_sign(task, None),
        status=LABELS[status] if status else "",
        outcomes=tuple(outcome_words(one) for one in known.lives.outcomes.get(task.id, ())),
        documents=tuple(document_name(known.documents[key]) for key in cited),
        files=files,
    )


def _rows_of(
    owner: str, files: Sequence[EnclosedFile], rows: Sequence[FileRow]
) -> tuple[FileRow, ...]:
    return tuple(row for file, row in zip(files, rows, strict=True) if file.owner == owner)


def _file_row(file: EnclosedFile, known: Catalogue) -> FileRow:
    notice = known.notices.get(file.owner)
    opens = PurePosixPath(file.name).suffix.lower() in _LINKED
    return FileRow(
        name=file.name or file.path or "(không nêu)",
        link=f"./{quote(file.name)}" if opens else "",
        kind=FILE_KINDS[file.kind],
        owner=dated_notice_name(notice) if notice else file.owner,
        size=f"{count_in_words(file.size)} byte" if file.name else "",
        sha256=file.sha256,
        recorded=file.recorded,
        fault=FAULTS[file.fault] if file.fault else "",
    )
