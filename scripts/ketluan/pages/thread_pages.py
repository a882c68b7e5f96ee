"""The page of a thread: the life of a task from its first wording to its last."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Final, NamedTuple

from ketluan.addresses import HOME, TASKS, document_address, task_anchor, thread_address
from ketluan.exports.task_words import headline, outcome_words, task_line
from ketluan.model import Link as TaskLink
from ketluan.model import Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import ALL, Bundle, Heading, Later, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.thread_anomalies import WORDS, is_past, is_silent, told_again
from ketluan.pages.thread_changes import (
    change_sentence,
    changes_beside_words,
)
from ketluan.pages.thread_diff import DiffPiece, word_diff
from ketluan.pages.thread_overview import overview
from ketluan.pages.thread_proposals import Mark, Stated, link_mark, proposals, stated_outcomes
from ketluan.pages.thread_timeline import timeline
from ketluan.pages.wording import dated_notice_name, document_name, told_on

_MOST_PROPOSALS: Final = 10  # on one page, the nearest first


class Change(NamedTuple):
    """What a step changed of one that it continues; `earlier` leads to that step on the page.

    `beside` are the changes beside the wording. The two wordings are compared only where they are shown.
    """

    earlier: Link
    beside: tuple[str, ...]
    before: str
    after: str
    mark: Mark

    @property
    def pieces(self) -> tuple[DiffPiece, ...]:
        """What leads from one wording to the other."""
        return word_diff(self.before, self.after)

    @property
    def sentence(self) -> str:
        """All changes in a sentence."""
        return change_sentence(self.beside, self.pieces)

    @property
    def is_verbatim(self) -> bool:
        """Whether the wording is the same."""
        return all(piece.kind == "same" for piece in self.pieces)


class Step(NamedTuple):
    """A step of a thread: the task, the day and name of its notice, its documents, its changes.

    `id` counts the steps, `anchor` names the task: a link to that one lasts when a step is put before.
    `followers` take it up again. `stated` are its outcomes that sentences of notices propose.
    """

    id: str
    anchor: str
    number: int
    day: str
    notice: Link
    task: TaskView
    documents: tuple[Link, ...]
    changes: tuple[Change, ...]
    followers: tuple[Link, ...]
    stated: tuple[Stated, ...]
    notes: tuple[str, ...]

    @property
    def continues(self) -> tuple[Link, ...]:
        """The steps that it continues."""
        return tuple(change.earlier for change in self.changes)

    @property
    def continues_word(self) -> str:
        """What to say before the steps that it continues."""
        return "Gộp từ" if len(self.changes) > 1 else "Tiếp nối"

    @property
    def followers_word(self) -> str:
        """What to say before those that take it up again."""
        return "Tách thành" if len(self.followers) > 1 else "Được tiếp nối"


def thread_pages(
    known: Catalogue, views: Mapping[str, TaskView], some: slice = ALL
) -> Iterator[Bundle]:
    """Yield a page for each thread of two or more steps, among `some` of all threads.

    Those that begin in one notice are told together.
    """
    tasks = known.tasks
    long = (thread for thread in known.archive.threads[some] if len(thread.steps) > 1)
    for _, begun in groupby(long, lambda one: tasks[one.steps[0]].notice_id):
        threads = tuple(begun)
        yield Bundle(_key(threads, known), partial(_pages, threads, known, views))


def _pages(
    threads: Iterable[Thread], known: Catalogue, views: Mapping[str, TaskView]
) -> Iterator[Later]:
    for thread in threads:
        make = partial(_thread_page, thread, known, views)
        yield Later(thread_address(thread.id), _key((thread,), known), make)


def _key(threads: Sequence[Thread], known: Catalogue) -> str:
    """Return what the pages of `threads` depend on: their steps, and tasks that may be of them.

    Whether a task fell silent depends on the latest notices, too.
    """
    each = [thread.steps for thread in threads]
    steps = [*chain.from_iterable(each)]
    silent = [is_silent(known.tasks[step], known) for step in steps]
    asked = chain.from_iterable(known.lives.proposed.get(step, ()) for step in steps)
    others = {end: None for link in asked for end in (link.task, link.continues)}
    return known.origins.of(each, silent, steps=steps, tasks=others)


def _thread_page(thread: Thread, known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    address = thread_address(thread.id)
    tasks = [known.tasks[step] for step in thread.steps]
    places = _step_links(thread, known)
    steps = thread_steps(thread, known, views)
    asked = proposals(thread, places, known, views)
    title = task_line(tasks[-1]).rstrip(".;")
    automatic = sum(link.status == "automatic" for link in thread.links)
    body = rendered(
        "thread.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Nhiệm vụ", TASKS), Link("Quá trình thực hiện")),
        title=headline(tasks[-1]),
        figures=(
            (str(len(steps)), "bước"),
            (steps[0].day, "nêu lần đầu"),
            (steps[-1].day, "nêu gần nhất"),
        ),
        automatic=automatic,
        overview=overview(thread, places, known, views),
        steps=steps,
        line=timeline(tasks, known),
        outcomes=tuple(
            (places[task.id], outcome_words(outcome))
            for task in tasks
            for outcome in known.lives.outcomes.get(task.id, ())
        ),
        proposals=asked[:_MOST_PROPOSALS],
        more=max(0, len(asked) - _MOST_PROPOSALS),
    )
    return Page(
        address=address,
        title=title,
        description=f"Quá trình thực hiện: {len(steps)} bước, từ {steps[0].day} đến {steps[-1].day}.",
        body=body,
        headings=_headings(steps, has_proposals=bool(asked)),
    )


def _headings(steps: tuple[Step, ...], *, has_proposals: bool) -> tuple[Heading, ...]:
    listed = tuple(Heading(step.id, f"Bước {step.number}: {step.day}", 3) for step in steps)
    headings = (
        Heading("hien-nay", "Hiện nay"),
        Heading("thoi-gian", "Dòng thời gian"),
        Heading("cac-buoc", "Các bước", 2, listed),
        Heading("ket-qua", "Kết quả"),
    )
    return (
        (*headings, Heading("co-the-lien-quan", "Có thể liên quan")) if has_proposals else headings
    )


def _step_links(thread: Thread, known: Catalogue) -> Mapping[str, Link]:
    """Return the place of each step on a page of the thread, by the id of the task."""
    return {
        step: _step_link(at, known.tasks[step], known) for at, step in enumerate(thread.steps, 1)
    }


def thread_steps(
    thread: Thread, known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[Step, ...]:
    """Return the steps of `thread` in order of time."""
    places = _step_links(thread, known)
    return tuple(
        _step(at, known.tasks[step], thread, places, known, views)
        for at, step in enumerate(thread.steps, 1)
    )


def _step_link(number: int, task: Task, known: Catalogue) -> Link:
    day = told_on(known.notices[task.notice_id])
    return Link(f"bước {number}{f' ngày {day}' if day else ''}", f"#buoc-{number}")


def _step(
    number: int,
    task: Task,
    thread: Thread,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Step:
    notice = known.notices[task.notice_id]
    view = views[task.id]
    return Step(
        id=f"buoc-{number}",
        anchor=f"{task.notice_id}-{task_anchor(task.number)}",
        number=number,
        day=told_on(notice),
        notice=Link(dated_notice_name(notice), view.notice.address),
        task=view,
        documents=_documents(task, known),
        changes=tuple(
            _change(link, places, known) for link in thread.links if link.task == task.id
        ),
        followers=tuple(places[link.task] for link in thread.links if link.continues == task.id),
        stated=stated_outcomes(task.id, known),
        notes=tuple(_notes(task, thread, known)),
    )


def _documents(task: Task, known: Catalogue) -> tuple[Link, ...]:
    keys = dict.fromkeys(one.key for one in task.citations if one.key in known.documents)
    return tuple(Link(document_name(known.documents[key]), document_address(key)) for key in keys)


def _notes(task: Task, thread: Thread, known: Catalogue) -> Iterator[str]:
    """Yield what an auditor should see at the step itself, as the changes do not tell it."""
    if is_past(task, known):
        yield f"{WORDS['past']}."
    for link in thread.links:
        outcome = told_again(link, known) if link.task == task.id else ""
        if outcome:
            yield f"Được tiếp nối dù bước trước đã có kết quả: {outcome}."


def _change(link: TaskLink, places: Mapping[str, Link], known: Catalogue) -> Change:
    earlier, later = known.tasks[link.continues], known.tasks[link.task]
    beside = changes_beside_words(earlier, later, known)
    return Change(places[link.continues], beside, earlier.text, later.text, link_mark(link))
