"""What an auditor should look at in a thread (nội dung cần xem xét), read from its steps and links.

The same definitions as `ketluan.auditing`, but for all time rather than for a day, so that a page
changes only with the archive.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from ketluan.as_of import notice_day
from ketluan.auditing.state import quarter_of
from ketluan.exports.task_words import outcome_words
from ketluan.model import Link as TaskLink
from ketluan.model import Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.thread_changes import cited_documents, lead_change, slips_of
from ketluan.status import CLOSED

AnomalyKind = Literal["past", "done", "slip", "undated", "moved", "documents", "silence"]
# In order of display; `silence` is "không được nhắc lại" (DOMAIN, 6).
WORDS: Final[dict[AnomalyKind, str]] = {
    "past": "Hạn đã qua khi thông báo được ban hành",
    "done": "Được tiếp nối dù bước trước đã hoàn thành, rút hoặc không thực hiện",
    "slip": "Lùi hạn",
    "undated": "Không còn hạn, dù bước trước có hạn",
    "moved": "Chuyển đơn vị chủ trì, không phải đơn vị kế tục",
    "documents": "Viện dẫn văn bản khác với bước trước",
    "silence": "Không được nhắc lại, cũng chưa có kết quả",
}

_ENDED: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))


class Anomaly(NamedTuple):
    """What is to be looked at, and the ids of the tasks where, in order of time."""

    kind: AnomalyKind
    task_ids: tuple[str, ...]


class _Found(NamedTuple):
    place: int
    kind: AnomalyKind
    task_id: str


def anomalies(thread: Thread, known: Catalogue) -> tuple[Anomaly, ...]:
    """Return the anomalies of `thread` in order of `WORDS`, each kind once."""
    order = tuple(WORDS)
    found = sorted(
        {
            _Found(order.index(kind), kind, step)
            for step in thread.steps
            for kind in _of_step(known.tasks[step], known)
        },
        key=lambda one: (one.place, thread.steps.index(one.task_id)),
    )
    return tuple(
        Anomaly(kind, tuple(one.task_id for one in group))
        for kind, group in groupby(found, key=attrgetter("kind"))
    )


def _of_step(task: Task, known: Catalogue) -> Iterator[AnomalyKind]:
    if is_past(task, known):
        yield "past"
    if slips_of(task, known):
        yield "slip"
    for link in known.lives.earlier.get(task.id, ()):
        earlier = known.tasks[link.continues]
        yield from (kind for kind, differs in _CHANGES.items() if differs(earlier, task, known))
        if told_again(link, known):
            yield "done"
    if is_silent(task, known):
        yield "silence"


def is_past(task: Task, known: Catalogue) -> bool:
    """Tell whether the limit that the text states lay before the day of the notice."""
    due, day = task.written_due, notice_day(known.notices[task.notice_id])
    return bool(due and day and due < day)


def told_again(link: TaskLink, known: Catalogue) -> str:
    """Return the outcome in words if `link` takes a task up that had ended before, else nothing."""
    day = notice_day(known.notices[known.tasks[link.task].notice_id])
    ended = (
        one
        for one in known.lives.outcomes.get(link.continues, ())
        if one.status in _ENDED and one.day and day and one.day < day
    )
    return outcome_words(next(ended, None))


def _loses_its_limit(earlier: Task, later: Task, _: Catalogue) -> bool:
    return bool(earlier.due and not later.due)


def _is_moved(earlier: Task, later: Task, known: Catalogue) -> bool:
    return lead_change(earlier, later, known) == "moved"


def _cites_others(earlier: Task, later: Task, known: Catalogue) -> bool:
    before, now = (cited_documents(task, known.documents) for task in (earlier, later))
    return bool(before and now and not before.keys() & now.keys())


_CHANGES: Final[dict[AnomalyKind, Callable[[Task, Task, Catalogue], bool]]] = {
    "undated": _loses_its_limit,
    "moved": _is_moved,
    "documents": _cites_others,
}


def is_silent(task: Task, known: Catalogue) -> bool:
    """Tell whether its period ended before its body's last notice, and nothing repeats or closes it."""
    outcome = known.outcomes.get(task.id)
    if task.id in known.continued or (outcome and outcome.status in CLOSED):
        return False
    notice = known.notices[task.notice_id]
    day, last = notice_day(notice), known.lives.last_days.get(notice.issuer)
    if not (day and last):
        return False
    return day < last and (task.period.end if task.period else quarter_of(day).end) < last
