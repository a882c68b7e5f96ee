"""What the rows of a notice are made of, as digests: equal ones stand for equal rows.

What its file says is told by the notice's own digest, so that only what comes from elsewhere is read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, Final

from ketluan.digests import text_digest
from ketluan.grouping import grouped
from ketluan.model import Archive, Link, Notice, Outcome, OutcomeProposal
from ketluan.program import program_digest


def _fields_of(kind: Any) -> Callable[[Any], tuple[object, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))


# As plain tuples they are told far quicker.
link_facts: Final = _fields_of(Link)
outcome_facts: Final = _fields_of(Outcome)
proposal_facts: Final = _fields_of(OutcomeProposal)


class Origins:
    """The digests of the notices of one archive; `continued` are its `as_of.continued_on`."""

    def __init__(self, archive: Archive, continued: Mapping[str, date]) -> None:
        told: dict[str, Mapping[str, object]] = {
            "outcomes": grouped((one.task_id, outcome_facts(one)) for one in archive.outcomes),
            "links": grouped(
                (one.task, link_facts(one)) for thread in archive.threads for one in thread.links
            ),
            "thread": {
                step: thread.id
                for thread in archive.threads
                if len(thread.steps) > 1
                for step in thread.steps
            },
            "continued": continued,
        }
        self._rules = text_digest(f"{program_digest()}{archive.units}{archive.groups}")
        self._digests = {one.id: _of_notice(one, told) for one in archive.notices}

    def of(self, notice_ids: Iterable[str], *more: object) -> str:
        """Return a digest of all that is known of some notices, of the units and of `more` (its `repr`).

        It is empty where a notice was not read from a file: nothing tells such a one from another.
        """
        digests = [self._digests[one] for one in notice_ids]
        return text_digest(f"{self._rules}{digests}{more}") if all(digests) else ""


def _of_notice(notice: Notice, told: Mapping[str, Mapping[str, object]]) -> str:
    if not notice.digest:
        return ""
    elsewhere = [
        (name, task.id, facts[task.id])
        for name, facts in told.items()
        for task in notice.tasks
        if task.id in facts
    ]
    return text_digest(f"{notice.digest}{elsewhere}")
