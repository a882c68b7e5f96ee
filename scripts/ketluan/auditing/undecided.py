"""Findings that wait for a person: links between tasks, and outcomes that sentences may state."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, overload

from ketluan.auditing.state import State
from ketluan.model import Link, LinkStatus, OutcomeProposal, Task

UNCONFIRMED: Final[tuple[LinkStatus, ...]] = ("proposed", "automatic")


class UnconfirmedLink(NamedTuple):
    """A link that no person confirmed: `automatic` ones join `task` and `earlier`, `proposed` do not."""

    link: Link
    task: Task
    earlier: Task

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


@dataclass(frozen=True, slots=True)
class UnconfirmedLinks(Sequence[UnconfirmedLink]):
    """The rows of `links`, of which both ends are in `tasks`.

    They are by far the most of all findings, and few are ever shown: a row is made when it is looked at.
    """

    links: Sequence[Link]
    tasks: Mapping[str, Task]

    def __len__(self) -> int:
        return len(self.links)

    @overload
    def __getitem__(self, at: int) -> UnconfirmedLink: ...
    @overload
    def __getitem__(self, at: slice) -> "UnconfirmedLinks": ...
    def __getitem__(self, at: int | slice) -> "UnconfirmedLink | UnconfirmedLinks":
        if isinstance(at, slice):
            return UnconfirmedLinks(self.links[at], self.tasks)
        return self._row(self.links[at])

    def __iter__(self) -> Iterator[UnconfirmedLink]:
        return map(self._row, self.links)

    def _row(self, link: Link) -> UnconfirmedLink:
        return UnconfirmedLink(link, self.tasks[link.task], self.tasks[link.continues])

    def of_each_notice(self) -> Iterator[tuple[str, "UnconfirmedLinks"]]:
        """Yield the id of each notice that brings links, and those: they stand in order of their task."""
        links, tasks, begin = self.links, self.tasks, 0
        while begin < len(links):
            own = tasks[links[begin].task].notice_id
            behind = bisect_left(
                links, True, begin, key=lambda one: tasks[one.task].notice_id != own
            )
            yield own, self[begin:behind]
            begin = behind


@dataclass(frozen=True, slots=True)
class ProposedOutcome:
    """A sentence of a notice that may tell what became of `task`; it changes no status."""

    proposal: OutcomeProposal
    task: Task

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


def unconfirmed_links(state: State) -> UnconfirmedLinks:
    """Return automatic and proposed links in the order of their later tasks, the best first."""
    tasks, waiting = state.tasks, frozenset(UNCONFIRMED)
    links = [
        one
        for one in state.archive.links
        if one.status in waiting and one.task in tasks and one.continues in tasks
    ]
    return UnconfirmedLinks(links, tasks)


def proposed_outcomes(state: State) -> Iterator[ProposedOutcome]:
    """Yield the proposals that nobody decided, in the order of the notices that state them."""
    for proposal in state.archive.outcome_proposals:
        task = state.tasks.get(proposal.task_id)
        if task:
            yield ProposedOutcome(proposal, task)
