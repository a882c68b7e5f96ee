"""How sure a link of a thread is, and what nobody decided yet: links to others, outcomes."""

from collections.abc import Mapping
from typing import NamedTuple

from ketluan.addresses import notice_address, thread_address
from ketluan.linking import proposals_beside
from ketluan.model import Link as TaskLink
from ketluan.model import LinkStatus, OutcomeProposal, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link, TaskView, named_task
from ketluan.pages.wording import LINK_MARKS, dated_notice_name
from ketluan.status import LABELS


class Mark(NamedTuple):
    """How sure a link is: words, per cent, reasons; `status` is for the look."""

    status: LinkStatus
    word: str
    percent: int
    reasons: str

    @property
    def grounds(self) -> str:
        """What the program saw: it is why it proposes, not why a person said yes or nobody did."""
        if not self.reasons:
            return "Do người phụ trách ghi."
        if self.status == "confirmed":
            return f"Điểm tương đồng: {self.percent}/100 ({self.reasons})."
        return f"Căn cứ đề xuất: {self.reasons}; điểm tương đồng {self.percent}/100."


class Proposal(NamedTuple):
    """A link that nobody decided: `own` step of the thread, and the `other` task with its view."""

    words: str
    own: Link
    other: Link
    task: TaskView
    thread: Link | None
    mark: Mark


class Stated(NamedTuple):
    """A sentence of a notice that may tell what became of a task; `word` is the outcome it states."""

    word: str
    sentence: str
    notice: Link
    mark: Mark


def link_mark(link: TaskLink) -> Mark:
    """Return how sure `link` is."""
    return _mark(link.status, link.score, link.reasons)


def _mark(status: LinkStatus, score: float, reasons: tuple[str, ...]) -> Mark:
    return Mark(status, LINK_MARKS[status], round(100 * score), "; ".join(reasons))


def stated_outcomes(task_id: str, known: Catalogue) -> tuple[Stated, ...]:
    """Return the outcomes of the task that sentences of notices propose, in order of the notices."""
    return tuple(_stated(one, known) for one in known.lives.stated.get(task_id, ()))


def _stated(one: OutcomeProposal, known: Catalogue) -> Stated:
    notice = known.notices[one.notice_id]
    word = next((label for status, label in LABELS.items() if status == one.status), one.status)
    return Stated(
        word=word,
        sentence=one.sentence,
        notice=Link(dated_notice_name(notice), notice_address(notice.id)),
        mark=_mark("proposed", one.score, one.reasons),
    )


def proposals(
    thread: Thread,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> tuple[Proposal, ...]:
    """Return what nobody decided between this thread and others, the nearest first.

    `places` are the steps of the thread on its page.
    """
    asked = (link for step in thread.steps for link in known.lives.proposed.get(step, ()))
    found = proposals_beside(thread, asked)
    ranked = sorted(found, key=lambda link: (-link.score, link.task, link.continues))
    return tuple(_proposal(link, places, known, views) for link in ranked)


def _proposal(
    link: TaskLink,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Proposal:
    goes_on = link.task in places
    own, other = (link.task, link.continues) if goes_on else (link.continues, link.task)
    words = "có thể tiếp nối" if goes_on else "có thể được tiếp nối ở"
    elsewhere = known.lives.threads.get(other)
    return Proposal(
        words=words,
        own=places[own],
        other=named_task(other, known),
        task=views[other],
        thread=Link("quá trình của nhiệm vụ ấy", thread_address(elsewhere.id))
        if elsewhere
        else None,
        mark=link_mark(link),
    )
