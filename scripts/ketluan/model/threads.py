"""Links between tasks, the threads they join (tiếp nối, dòng nhiệm vụ), and proposed outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal, NamedTuple, Self

LinkStatus = Literal["confirmed", "automatic", "proposed", "rejected"]


class Link(NamedTuple):
    """A later task `task` continues an earlier one, `continues`; both are ids of tasks.

    `score` is between 0 and 1, `reasons` are short Vietnamese phrases. A person `confirmed` or
    `rejected` it; the program made it without doubt (`automatic`) or leaves it to a person
    (`proposed`). Only confirmed and automatic links join tasks.
    """

    task: str
    continues: str
    score: float
    reasons: tuple[str, ...]
    status: LinkStatus

    @property
    def notice_id(self) -> str:
        """The notice that brings it: that of the later task."""
        return self.task.partition("#")[0]

    @property
    def joins(self) -> bool:
        """Whether both tasks are steps of one thread because of this link."""
        return self.status in ("confirmed", "automatic")


class Links(tuple[Link, ...]):
    """Links, those that one notice brings side by side, with a digest of these by its id.

    Equal digests stand for equal links; one may be empty. Any other tuple of links has none.
    """

    digests: Mapping[str, str]

    def __new__(cls, links: Iterable[Link], digests: Mapping[str, str]) -> Self:
        """Return the `links`, of which `digests` tell."""
        made = super().__new__(cls, links)
        made.digests = digests
        return made


class Thread(NamedTuple):
    """The life of a task: ids of its steps in order of time, and the links that join them.

    `id` is the id of the first step. A task that continues none and is continued by none is a
    thread of one step.
    """

    id: str
    steps: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeProposal:
    """A sentence of the notice `notice_id` that may tell what became of the earlier task `task_id`.

    It is no outcome: it changes no status until a person writes it into `ket_qua`. `words` are those
    of `sentence` that say `status`, `line` is that of the sentence in the notice's file. `day` and
    `evidence` are what `ket_qua` would say: the notice's day; the document that the sentence names
    as the result, else the notice and the number of the paragraph. `score` is between 0 and 1,
    `reasons` are short Vietnamese phrases.
    """

    task_id: str
    status: str
    notice_id: str
    line: int
    sentence: str
    words: str
    day: Day | None
    evidence: str
    score: float
    reasons: tuple[str, ...]
