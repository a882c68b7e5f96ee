"""Findings that wait for a person: links between tasks, and outcomes that sentences may state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple, overload

from ketluan.auditing.state import State
from ketluan.grouping import grouped
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
    """The rows of links by the id of the notice that brings them; both ends of each are in `tasks`.

    They are by far the most of all findings, and few are ever shown: a row is made when it is looked at.
    """

    of_notices: Mapping[str, Sequence[Link]]
    tasks: Mapping[str, Task]

    @property
    def links(self) -> tuple[Link, ...]:
        """All links, in order."""
        return tuple(chain.from_iterable(self.of_notices.values()))

    def __len__(self) -> int:
        return sum(map(len, self.of_notices.values()))

    @overload
    def __getitem__(self, at: int) -> UnconfirmedLink: ...
    @overload
    def __getitem__(self, at: slice) -> "UnconfirmedLinks": ...
    def __getitem__(self, at: int | slice) -> "UnconfirmedLink | UnconfirmedLinks":
        found = self.links[at]
        if isinstance(found, Link):
            return self._row(found)
        notices = grouped((self.tasks[one.task].notice_id, one) for one in found)
        return UnconfirmedLinks(notices, self.tasks)

    def __iter__(self) -> Iterator[UnconfirmedLink]:
        return map(self._row, self.links)

    def _row(self, link: Link) -> UnconfirmedLink:
        return UnconfirmedLink(link, self.tasks[link.task], self.tasks[link.continues])

    def of(self, notices: Iterable[str]) -> "UnconfirmedLinks":
        """Return the rows of some notices, of those that bring any."""
        return UnconfirmedLinks({one: self.of_notices[one] for one in notices}, self.tasks)


class ProposedOutcome(NamedTuple):
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
    found: dict[str, list[Link]] = {}
    last, own = "", list[Link]()
    for link in state.archive.links:
        if link.task != last:  # those of a task stand together
            last = link.task
            own = found.setdefault(tasks[last].notice_id, []) if last in tasks else []
        if link.status in waiting and link.continues in tasks:
            own.append(link)
    return UnconfirmedLinks({one: links for one, links in found.items() if links}, tasks)


def proposed_outcomes(state: State) -> Iterator[ProposedOutcome]:
    """Yield the proposals that nobody decided, in the order of the notices that state them."""
    for proposal in state.archive.outcome_proposals:
        task = state.tasks.get(proposal.task_id)
        if task:
            yield ProposedOutcome(proposal, task)
