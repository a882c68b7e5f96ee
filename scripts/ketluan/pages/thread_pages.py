"""The page of a thread: the life of a task from its first wording to its last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ketluan.addresses import HOME, TASKS, document_address, thread_address
from ketluan.exports.task_words import outcome_words, task_line
from ketluan.model import Link as TaskLink
from ketluan.model import LinkStatus, Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, TaskView, named_task
from ketluan.pages.thread_changes import change_sentence
from ketluan.pages.thread_diff import DiffPiece, word_diff
from ketluan.pages.thread_timeline import timeline
from ketluan.pages.wording import LINK_MARKS, dated_notice_name, document_name, told_on

_MOST_PROPOSALS: Final = 10  # on one page, the nearest first


@dataclass(frozen=True, slots=True)
class Mark:
    """How sure a link is: words, per cent, reasons; `status` is for the look."""

    status: LinkStatus
    word: str
    percent: int
    reasons: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a step changed of one that it continues; `earlier` leads to that step on the page."""

    earlier: Link
    sentence: str
    pieces: tuple[DiffPiece, ...]
    mark: Mark

    @property
    def is_verbatim(self) -> bool:
        """Whether the wording is the same."""
        return all(piece.kind == "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a thread: the task, the day and name of its notice, its documents, its changes."""

    id: str
    number: int
    day: str
    notice: Link
    task: TaskView
    documents: tuple[Link, ...]
    changes: tuple[Change, ...]
    followers: tuple[Link, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link that nobody decided: `own` step of the thread, and the `other` task with its view."""

    words: str
    own: Link
    other: Link
    task: TaskView
    thread: Link | None
    mark: Mark


def thread_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield a page for each thread of two or more steps."""
    for thread in known.archive.threads:
        if len(thread.steps) > 1:
            yield _thread_page(thread, known, views)


def _thread_page(thread: Thread, known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    address = thread_address(thread.id)
    tasks = [known.tasks[step] for step in thread.steps]
    places = _step_links(thread, known)
    steps = thread_steps(thread, known, views)
    proposals = _proposals(thread, places, known, views)
    title = task_line(tasks[-1]).rstrip(".;")
    automatic = sum(link.status == "automatic" for link in thread.links)
    html = rendered(
        "thread.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Nhiệm vụ", TASKS), Link("Dòng nhiệm vụ")),
        title=title,
        figures=(
            (str(len(steps)), "bước"),
            (steps[0].day, "nêu lần đầu"),
            (steps[-1].day, "nêu gần nhất"),
        ),
        automatic=automatic,
        steps=steps,
        line=timeline(tasks, known),
        outcomes=tuple(
            (places[task.id], outcome_words(outcome))
            for task in tasks
            for outcome in known.lives.outcomes.get(task.id, ())
        ),
        proposals=proposals[:_MOST_PROPOSALS],
        more=max(0, len(proposals) - _MOST_PROPOSALS),
    )
    return Page(
        address=address,
        title=title,
        description=f"Dòng nhiệm vụ {len(steps)} bước, từ {steps[0].day} đến {steps[-1].day}.",
        html=html,
        headings=_headings(steps, has_proposals=bool(proposals)),
    )


def _headings(steps: tuple[Step, ...], *, has_proposals: bool) -> tuple[Heading, ...]:
    listed = tuple(Heading(step.id, f"Bước {step.number}: {step.day}", 3) for step in steps)
    headings = (
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
        number=number,
        day=told_on(notice),
        notice=Link(dated_notice_name(notice), view.notice.address),
        task=view,
        documents=_documents(task, known),
        changes=tuple(
            _change(link, places, known) for link in thread.links if link.task == task.id
        ),
        followers=tuple(places[link.task] for link in thread.links if link.continues == task.id),
        notes=tuple(_notes(task, thread, known)),
    )


def _documents(task: Task, known: Catalogue) -> tuple[Link, ...]:
    keys = dict.fromkeys(one.key for one in task.citations if one.key in known.documents)
    return tuple(Link(document_name(known.documents[key]), document_address(key)) for key in keys)


def _notes(task: Task, thread: Thread, known: Catalogue) -> Iterator[str]:
    """Yield what an auditor should see: a deadline past when issued, work told again when done."""
    notice = known.notices[task.notice_id]
    if task.due and notice.day and task.due < notice.day:
        yield "Hạn đã qua khi thông báo được ban hành."
    for link in thread.links:
        outcome = known.outcomes.get(link.continues) if link.task == task.id else None
        if outcome is None or outcome.day is None or notice.day is None:
            continue
        if outcome.status == "hoan-thanh" and outcome.day < notice.day:
            yield f"Được nhắc lại dù bước trước đã có kết quả: {outcome_words(outcome)}."


def _mark(link: TaskLink) -> Mark:
    return Mark(
        link.status, LINK_MARKS[link.status], round(100 * link.score), "; ".join(link.reasons)
    )


def _change(link: TaskLink, places: Mapping[str, Link], known: Catalogue) -> Change:
    earlier, later = known.tasks[link.continues], known.tasks[link.task]
    pieces = word_diff(earlier.text, later.text)
    sentence = change_sentence(earlier, later, pieces, known)
    return Change(places[link.continues], sentence, pieces, _mark(link))


def _proposals(
    thread: Thread,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> tuple[Proposal, ...]:
    """Return what nobody decided between this thread and others, the nearest first."""
    found = {
        (link.task, link.continues): link
        for step in thread.steps
        for link in known.lives.proposed.get(step, ())
        if (link.task in places) != (link.continues in places)
    }
    ranked = sorted(found.values(), key=lambda link: (-link.score, link.task, link.continues))
    return tuple(_proposal(link, places, known, views) for link in ranked)


def _proposal(
    link: TaskLink,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Proposal:
    goes_on = link.task in places
    own, other = (link.task, link.continues) if goes_on else (link.continues, link.task)
    words = "có thể tiếp nối" if goes_on else "có thể được nhắc lại ở"
    elsewhere = known.lives.threads.get(other)
    return Proposal(
        words=words,
        own=places[own],
        other=named_task(other, known),
        task=views[other],
        thread=Link("dòng của nhiệm vụ ấy", thread_address(elsewhere.id)) if elsewhere else None,
        mark=_mark(link),
    )
