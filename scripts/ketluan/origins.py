"""What is known of a notice or a task, as digests: equal ones stand for equal facts.

Whoever shows some tasks and names their origins tells all that his page may depend on, without making
it: what a file says is told by the notice's own digest, so that only what comes from elsewhere is read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from ketluan.digests import text_digest
from ketluan.model import Archive, Document, Link, Links, Notice, Outcome, OutcomeProposal
from ketluan.program import program_digest

_Told = dict[str, list[str]]  # by the id of a task


def _fields_of(kind: Any) -> Callable[[Any], tuple[object, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))


# As plain tuples they are told far quicker.
_outcome_facts: Final = _fields_of(Outcome)
_proposal_facts: Final = _fields_of(OutcomeProposal)
_later: Final = attrgetter("task")
_earlier: Final = attrgetter("continues")


class Origins:
    """The digests of one archive; `continued` are its `as_of.continued_on`.

    Of a task they tell its notice, its outcomes and what sentences say of them, the tasks that it is
    joined to, with number and day, its thread and the documents that it cites, as far as a page shows
    them beside a task; also this program and the register of units. Links that nobody decided are left
    out, and why any is there: a page of its thread tells that, no other.
    """

    def __init__(self, archive: Archive, continued: Mapping[str, date]) -> None:
        self._rules = text_digest(f"{program_digest()}{archive.units}{archive.groups}")
        self._documents = _documents(archive)
        self._own = {
            one.id: one.digest and text_digest(f"{one.digest}{one.source}")
            for one in archive.notices
        }
        told = self._told(archive, continued)
        self._tasks = {
            task.id: text_digest("\n".join((self._own[notice.id], task.id, *told.get(task.id, ()))))
            for notice in archive.notices
            if notice.digest
            for task in notice.tasks
        }
        self._linked = _linked(archive)
        self._notices = {one.id: self._of_notice(one) for one in archive.notices}

    def of(
        self,
        *more: object,
        notices: Iterable[str] = (),
        written: Iterable[str] = (),
        tasks: Iterable[str] = (),
        steps: Iterable[str] = (),
        joining: Iterable[str] = (),
        keys: Iterable[str] = (),
    ) -> str:
        """Return a digest of all that is known of some notices and tasks, by id, and of `more`.

        Of the notices `written` only what their files say; of the tasks `steps` also the links that
        nobody decided, and the reasons of all links; of the notices `joining` what links they bring.
        `keys` are digests found before, which tell what they tell. `more` is told by its `repr`. The
        digest is empty where a notice was not read from a file: nothing tells such a one from another.
        """
        digests = [self._notices.get(one, "") for one in notices]
        digests += [self._own.get(one, "") for one in written]
        digests += [self._tasks.get(one, "") for one in tasks]
        digests += keys
        linked: list[str] = []
        for step in steps:
            digests.append(self._tasks.get(step, ""))
            linked += self._linked.get(step, ())
        for one in joining:
            linked += self._linked.get(one, ())
        digests += dict.fromkeys(linked)  # many tasks are joined by one notice
        if not all(digests):
            return ""
        return text_digest(f"{self._rules}{len(digests)}{more}{''.join(digests)}")

    def of_documents(self, keys: Iterable[str]) -> list[str]:
        """Return digests of what is shown of documents wherever they are cited, none for unknown ones."""
        return [self._documents[key] for key in keys if key in self._documents]

    def _of_notice(self, notice: Notice) -> str:
        if not notice.digest:
            return ""
        cited = (one.key for block in notice.blocks for one in block.citations)
        tasks = [self._tasks[task.id] for task in notice.tasks]
        return text_digest(f"{self._own[notice.id]}{self.of_documents(cited)}{tasks}")

    def _told(self, archive: Archive, continued: Mapping[str, date]) -> _Told:
        """Return by the id of a task what is told of it elsewhere than in its notice."""
        told: _Told = defaultdict(list)
        called = {notice.id: _called(notice) for notice in archive.notices}
        for outcome in archive.outcomes:
            told[outcome.task_id].append(repr(_outcome_facts(outcome)))
        for step, fact in _joined(archive, called):
            told[step].append(fact)
        for one in archive.outcome_proposals:
            told[one.task_id].append(repr((_proposal_facts(one), called.get(one.notice_id))))
        for task_id, day in continued.items():
            told[task_id].append(day.isoformat())
        for task in archive.tasks:
            if task.citations:
                told[task.id] += self.of_documents(one.key for one in task.citations)
        return told


def no_origins() -> Origins:
    """Return what tells nothing of any notice, for pages that nobody will ask it of."""
    return Origins(Archive(), {})


def _joined(archive: Archive, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is told of each step of a thread: its thread, what it is joined to."""
    tasks = {task.id: task for task in archive.tasks}

    def named(task_id: str) -> str:
        task = tasks.get(task_id)
        return f"{task_id}\0{task.number}\0{called[task.notice_id]}" if task else task_id

    for thread in archive.threads:
        if len(thread.steps) > 1:
            yield from ((step, thread.id) for step in thread.steps)
            for link in thread.links:
                yield link.task, f"{link.status} {named(link.continues)}"
                yield link.continues, f"{link.status} {named(link.task)}"


def _linked(archive: Archive) -> dict[str, list[str]]:
    """Return by the ids of tasks and of later notices why links are there or proposed: digests.

    Those that one notice brings are told together: what changes one of them mostly is that notice.
    """
    told: dict[str, list[str]] = defaultdict(list)
    digests = archive.links.digests if isinstance(archive.links, Links) else {}
    for notice_id, some in groupby(archive.links, attrgetter("notice_id")):
        brought = tuple(some)
        links = [one for one in brought if one.status != "rejected"]
        digest = digests.get(notice_id) or digest_of_links(brought)
        for end in dict.fromkeys((notice_id, *map(_later, links), *map(_earlier, links))):
            told[end].append(digest)
    return told


def digest_of_links(links: Iterable[Link]) -> str:
    """Return a digest of what there is to know of `links`."""
    return text_digest(
        "\n".join(
            "\0".join((one.task, one.continues, one.status, str(one.score), *one.reasons))
            for one in links
        )
    )


def _called(notice: Notice) -> str:
    """Return what a notice may be called by."""
    days = (notice.issued, notice.meeting_date)
    return text_digest(repr((notice.id, notice.type, notice.number, notice.subject, days)))


def _documents(archive: Archive) -> dict[str, str]:
    """Return by key the digest of what pages that cite a document may show of it: all but who cites it.

    Its year is shown where others have its number, its issuer where one of these is of that year; which
    ones they are makes no difference.
    """
    numbers = Counter(one.number for one in archive.documents)
    years = Counter((one.number, one.year) for one in archive.documents)
    return {
        one.key: text_digest(
            f"{_shown(one)}{numbers[one.number] > 1}{years[one.number, one.year] > 1}"
        )
        for one in (*archive.documents, *archive.standards)
    }


def _shown(document: Document) -> str:
    values = (
        getattr(document, field.name)
        for field in fields(document)
        if field.name not in ("citing", "conflicts", "registered")
    )
    return repr((*values, bool(document.conflicts)))
