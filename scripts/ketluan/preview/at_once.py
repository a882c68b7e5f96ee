"""The page of one edited notice, made alone: in a large archive the others take their time.

What it shows of other notices is what the last whole build knew of them; the next one catches up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ketluan.archive import BETWEEN, NoticeReader
from ketluan.auditing.state import state_on
from ketluan.model import Archive, Notice, Problem, Task
from ketluan.origins import no_origins
from ketluan.pages import Page
from ketluan.pages.catalogue import Catalogue, catalogue
from ketluan.pages.notice_pages import notice_pages
from ketluan.pages.tasks import task_views


@dataclass(frozen=True, slots=True)
class Edited:
    """The page of a notice as its file is now: address, content, and what is wrong with the file."""

    path: str
    address: str
    content: bytes
    problems: tuple[Problem, ...]

    def among(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Return `problems` of all files with those of this one as they are now.

        What only all notices together show stays as the last build told it.
        """
        others = (one for one in problems if one.path != self.path or one.rule in BETWEEN)
        return (*others, *self.problems)


class LastBuild:
    """What was built last of the archive at `root`. It may go from one process to another."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self._known = _without_texts(catalogue(archive, no_origins()))
        self._at = {notice.path: at for at, notice in enumerate(archive.notices)}
        self._reader = NoticeReader(root, replace(archive, notices=self._known.archive.notices))

    def edited(self, path: str, content: Callable[[Page], bytes]) -> Edited | None:
        """Return the page of the notice in `path` as its file is now, `None` where that is not clear.

        `content` makes the file of a page.
        """
        found = self._reader.read(path)
        if found is None:
            return None
        at = self._at[path]
        known = _with_notice(self._known, found.notice, at)
        known = replace(known, documents={**known.documents, **found.documents})
        (later,) = notice_pages(known, task_views(known), slice(at, at + 1))
        page = later.make()
        return Edited(path, page.address, content(page), found.problems)


def _without_texts(known: Catalogue) -> Catalogue:
    """Return what the page of a notice needs to know of others: their names, not their texts."""
    tasks = {task.id: _named(task) for task in known.tasks.values()}
    notices = tuple(replace(one, body="", blocks=(), tasks=()) for one in known.archive.notices)
    archive = Archive(notices=notices)
    return replace(
        known,
        archive=archive,
        notices={notice.id: notice for notice in notices},
        tasks=tasks,
        cited=replace(known.cited, in_task={}, in_sentence={}),
        lives=replace(known.lives, proposed={}),
        led={},
        joined={},
        in_period={},
        states=partial(state_on, archive),  # another function would keep the whole archive
    )


def _named(task: Task) -> Task:
    return Task(task.id, task.notice_id, task.number, task.label, "", task.start, task.line)


def _with_notice(known: Catalogue, notice: Notice, at: int) -> Catalogue:
    notices = known.archive.notices
    return replace(
        known,
        archive=replace(known.archive, notices=(*notices[:at], notice, *notices[at + 1 :])),
        notices={**known.notices, notice.id: notice},
        tasks={**known.tasks, **{task.id: task for task in notice.tasks}},
    )
