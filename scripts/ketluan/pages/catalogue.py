"""The archive prepared for pages: without secret notices, with everything findable by its id."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ketluan.model import Archive, Document, Notice, Outcome, Period, Task, Unit


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A public archive and the ways into it. `periods` are all that its notices name, by day.

    `outcomes` gives the latest outcome of a task. `groups` are units with members; they have no
    page of their own.
    """

    archive: Archive
    periods: tuple[Period, ...]
    notices: Mapping[str, Notice]
    tasks: Mapping[str, Task]
    units: Mapping[str, Unit]
    groups: Mapping[str, Unit]
    documents: Mapping[str, Document]
    outcomes: Mapping[str, Outcome]

    def led_by(self, unit_id: str) -> tuple[Task, ...]:
        """Return the tasks whose lead is the unit itself; `""` is a name the register lacks."""
        return tuple(
            task
            for task in self.archive.tasks
            if any(mention.unit_id == unit_id for mention in task.lead_units)
        )

    def coordinated_by(self, unit_id: str) -> tuple[Task, ...]:
        """Return the tasks in which the unit coordinates."""
        return tuple(
            task
            for task in self.archive.tasks
            if any(mention.unit_id == unit_id for mention in task.coordinating_units)
        )

    def groups_of(self, unit_id: str) -> tuple[Unit, ...]:
        """Return the groups to which the unit belongs."""
        return tuple(group for group in self.archive.groups if unit_id in group.members)


def catalogue(archive: Archive) -> Catalogue:
    """Return `archive` for pages; nothing of a notice marked secret is in it."""
    public = public_archive(archive)
    return Catalogue(
        archive=public,
        periods=_periods(public),
        notices={notice.id: notice for notice in public.notices},
        tasks={task.id: task for task in public.tasks},
        units={unit.id: unit for unit in public.units},
        groups={group.id: group for group in public.groups},
        documents={document.key: document for document in public.documents},
        outcomes=_latest_outcomes(public),
    )


def public_archive(archive: Archive) -> Archive:
    """Return `archive` without notices that bear a secrecy mark, and without what only they say."""
    secret = {notice.id: notice.path for notice in archive.notices if notice.secrecy}
    if not secret:
        return archive
    notices = tuple(notice for notice in archive.notices if notice.id not in secret)
    return replace(
        archive,
        notices=notices,
        documents=_public_documents(archive.documents, secret),
        standards=_public_documents(archive.standards, secret),
        periods=_periods(replace(archive, notices=notices, periods=())),
        outcomes=tuple(
            outcome for outcome in archive.outcomes if _notice_id(outcome.task_id) not in secret
        ),
        problems=tuple(
            problem for problem in archive.problems if problem.path not in secret.values()
        ),
    )


def _notice_id(task_id: str) -> str:
    return task_id.partition("#")[0]


def _public_documents(
    documents: tuple[Document, ...], secret: Mapping[str, str]
) -> tuple[Document, ...]:
    """Drop sentences of secret notices, and the documents that only those cite."""
    shown = []
    for document in documents:
        citing = tuple(one for one in document.citing if one.notice_id not in secret)
        if citing == document.citing and document.held_as not in secret:
            shown.append(document)
        elif citing:
            held_as = "" if document.held_as in secret else document.held_as
            shown.append(replace(document, citing=citing, held_as=held_as))
    return tuple(shown)


def _periods(archive: Archive) -> tuple[Period, ...]:
    named = {period for task in archive.tasks if (period := task.period)}
    for notice in archive.notices:
        named |= {p for p in (notice.reviewed_period, notice.directed_period) if p}
    return tuple(sorted({*archive.periods, *named}, key=lambda period: (period.start, period.id)))


def _latest_outcomes(archive: Archive) -> dict[str, Outcome]:
    by_day = sorted(archive.outcomes, key=lambda outcome: outcome.day or date.min)
    return {outcome.task_id: outcome for outcome in by_day}
