"""The archive as it was known at the end of a day: notices, statements and continuations so far."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from ketluan.linking import threads_of
from ketluan.model import Archive, Document, Notice, is_notice_id


def notice_day(notice: Notice) -> date | None:
    """Return the day of the notice: of its meeting, else of issue, else the one in its id.

    Only a draft in a preview can have none of them.
    """
    if notice.day or not is_notice_id(notice.id):
        return notice.day
    return date.fromisoformat(notice.id[:10])


def continued_on(archive: Archive) -> Mapping[str, date]:
    """Return for each task that a later one continues the day of the first notice that does so."""
    days = {notice.id: notice_day(notice) for notice in archive.notices}
    found: dict[str, date] = {}
    for thread in archive.threads:
        for link in thread.links:
            day = days.get(link.notice_id)
            if day:
                found[link.continues] = min(day, found.get(link.continues, day))
    return found


def known_on(archive: Archive, as_of: date) -> Archive:
    """Return `archive` without what became known after the end of `as_of`.

    A person's decisions about what is left bear no day; they stay. A thread loses its later steps,
    and falls apart where only a later step held it together.
    """
    days = ((notice, notice_day(notice)) for notice in archive.notices)
    notices = tuple(notice for notice, day in days if day and day <= as_of)
    outcomes = tuple(one for one in archive.outcomes if one.is_known_on(as_of))
    if len(notices) == len(archive.notices) and len(outcomes) == len(archive.outcomes):
        return archive
    ids = {notice.id for notice in notices}
    tasks = tuple(task for notice in notices for task in notice.tasks)
    task_ids = {task.id for task in tasks}
    links = tuple(one for one in archive.links if one.task in task_ids)
    return replace(
        archive,
        notices=notices,
        documents=tuple(_documents_known(archive.documents, ids)),
        standards=tuple(_documents_known(archive.standards, ids)),
        outcomes=outcomes,
        links=links,
        threads=threads_of(tasks, links),
        outcome_proposals=tuple(
            one
            for one in archive.outcome_proposals
            if one.notice_id in ids and one.task_id in task_ids
        ),
    )


def _documents_known(documents: Iterable[Document], notice_ids: set[str]) -> Iterable[Document]:
    for document in documents:
        citing = tuple(one for one in document.citing if one.notice_id in notice_ids)
        if citing or not document.citing:
            held = document.held_as if document.held_as in notice_ids else ""
            yield replace(document, citing=citing, held_as=held)
