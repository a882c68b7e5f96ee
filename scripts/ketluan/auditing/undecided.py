"""Findings that wait for a person: links between tasks, and outcomes that sentences may state."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

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
class ProposedOutcome:
    """A sentence of a notice that may tell what became of `task`; it changes no status."""

    proposal: OutcomeProposal
    task: Task

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task by which unit and period of the finding are told."""
        return (self.task,)


def unconfirmed_links(state: State) -> Iterator[UnconfirmedLink]:
    """Yield automatic and proposed links in the order of their later tasks, the best first."""
    for link in state.archive.links:
        task, earlier = state.tasks.get(link.task), state.tasks.get(link.continues)
        if task and earlier and link.status in UNCONFIRMED:
            yield UnconfirmedLink(link, task, earlier)


def proposed_outcomes(state: State) -> Iterator[ProposedOutcome]:
    """Yield the proposals that nobody decided, in the order of the notices that state them."""
    for proposal in state.archive.outcome_proposals:
        task = state.tasks.get(proposal.task_id)
        if task:
            yield ProposedOutcome(proposal, task)
