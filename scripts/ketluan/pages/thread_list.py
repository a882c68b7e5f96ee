"""Threads as rows of a list: those that have gone on for longest and are not at their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ketluan.addresses import thread_address
from ketluan.as_of import notice_day
from ketluan.exports.task_words import task_line
from ketluan.model import Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link, Sign, TaskView
from ketluan.pages.wording import told_on
from ketluan.status import CLOSED


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread by the words of its last open step; `told` is the day of its first notice."""

    title: Link
    count: int
    told: str
    leads: tuple[Link, ...]
    sign: Sign


def longest_threads(
    known: Catalogue, views: Mapping[str, TaskView], most: int
) -> tuple[ThreadRow, ...]:
    """Return at most `most` threads of two or more steps, the longest first.

    Only those that nothing closed; longest is what lies between the first and the last notice.
    """
    found = []
    for thread in known.archive.threads:
        last = _last_open(thread, known) if len(thread.steps) > 1 else None
        if last:
            found.append((_days(thread, known), len(thread.steps), thread, last))
    found.sort(key=lambda one: (-one[0], -one[1], one[2].id))
    return tuple(_row(thread, last, known, views) for *_, thread, last in found[:most])


def _last_open(thread: Thread, known: Catalogue) -> Task | None:
    """Return the last of the steps at which a branch ends and that nothing closed."""
    ends = (step for step in reversed(thread.steps) if step not in known.lives.later)
    outcomes = ((step, known.outcomes.get(step)) for step in ends)
    still = (step for step, one in outcomes if one is None or one.status not in CLOSED)
    return next((known.tasks[step] for step in still), None)


def _days(thread: Thread, known: Catalogue) -> int:
    first, last = (
        notice_day(known.notices[known.tasks[step].notice_id]) or date.min
        for step in (thread.steps[0], thread.steps[-1])
    )
    return (last - first).days


def _row(thread: Thread, last: Task, known: Catalogue, views: Mapping[str, TaskView]) -> ThreadRow:
    first = known.tasks[thread.steps[0]]
    return ThreadRow(
        title=Link(task_line(last), thread_address(thread.id)),
        count=len(thread.steps),
        told=told_on(known.notices[first.notice_id]),
        leads=views[last.id].leads,
        sign=views[last.id].sign,
    )
