"""The archive: everything that was read from `notices/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from ketluan.model.basics import Period, Problem
from ketluan.model.documents import Document, DocumentLink
from ketluan.model.notices import Notice, Outcome, Task, Unit
from ketluan.model.threads import Link, OutcomeProposal, Thread


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything that was read from `notices/`, ready to be shown and searched.

    Notices are in order of day, units as in the register, documents by type, year and number,
    periods by first day. `groups` are units with members. `standards` are cited standards (TCVN …).
    `links` are in order of their later task, the best first; every task is in exactly one of `threads`,
    which are in order of their first step. `outcome_proposals` wait for a person; they are in order
    of their notice, then by line, the best first.

    A notice with a mark of secrecy (độ mật) cannot be in an archive: `ValueError`. So nothing made
    from one, page, index, data or feed, can repeat a word of it.
    """

    notices: tuple[Notice, ...] = ()
    units: tuple[Unit, ...] = ()
    groups: tuple[Unit, ...] = ()
    documents: tuple[Document, ...] = ()
    standards: tuple[Document, ...] = ()
    document_links: tuple[DocumentLink, ...] = ()
    periods: tuple[Period, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    links: tuple[Link, ...] = ()
    threads: tuple[Thread, ...] = ()
    outcome_proposals: tuple[OutcomeProposal, ...] = ()
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        if any(notice.secrecy for notice in self.notices):
            raise ValueError("a notice with a mark of secrecy must never enter an archive")

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks, in the order of their notices."""
        return tuple(chain.from_iterable(map(attrgetter("tasks"), self.notices)))
