"""Links between tasks, and the threads they join (tiếp nối, dòng nhiệm vụ)."""

from dataclasses import dataclass
from typing import Literal

LinkStatus = Literal["confirmed", "automatic", "proposed", "rejected"]


@dataclass(frozen=True, slots=True)
class Link:
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
    def joins(self) -> bool:
        """Whether both tasks are steps of one thread because of this link."""
        return self.status in ("confirmed", "automatic")


@dataclass(frozen=True, slots=True)
class Thread:
    """The life of a task: ids of its steps in order of time, and the links that join them.

    `id` is the id of the first step. A task that continues none and is continued by none is a
    thread of one step.
    """

    id: str
    steps: tuple[str, ...]
    links: tuple[Link, ...] = ()
