"""Threads and links between tasks, findable by the id of a task."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from ketluan.as_of import notice_day
from ketluan.grouping import grouped
from ketluan.model import Archive, Link, Outcome, OutcomeProposal, Thread
from ketluan.units import name_key


@dataclass(frozen=True, slots=True)
class ThreadIndex:
    """The ways from a task to what it continues and to what continues it.

    `threads` holds only those of two or more steps, by each of their steps: a task that stands
    alone has no page. `earlier` and `later` are the links that join, by their later and by their
    earlier task; `proposed` are those that nobody decided, by both. `outcomes` are all that were
    stated of a task, by day; `stated` are those that sentences of notices propose, in order of the
    notices. `last_days` are those of the latest notice of each body, by every spelling of its name.
    """

    threads: Mapping[str, Thread]
    earlier: Mapping[str, tuple[Link, ...]]
    later: Mapping[str, tuple[Link, ...]]
    proposed: Mapping[str, Sequence[Link]]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    stated: Mapping[str, tuple[OutcomeProposal, ...]]
    last_days: Mapping[str, date]


def thread_index(archive: Archive) -> ThreadIndex:
    """Return the index of `archive`; a link to a task that is not there is left out."""
    long = [thread for thread in archive.threads if len(thread.steps) > 1]
    joining = [link for thread in long for link in thread.links]
    dated = grouped((one.task_id, one) for one in archive.outcomes if one.day)
    return ThreadIndex(
        threads={step: thread for thread in long for step in thread.steps},
        earlier=grouped((link.task, link) for link in joining),
        later=grouped((link.continues, link) for link in joining),
        proposed=_proposed(archive),
        outcomes={
            task_id: tuple(sorted(stated, key=attrgetter("day")))
            for task_id, stated in dated.items()
        },
        stated=grouped((one.task_id, one) for one in archive.outcome_proposals),
        last_days=_last_days(archive),
    )


def _proposed(archive: Archive) -> dict[str, list[Link]]:
    known = {task.id for task in archive.tasks}
    found: dict[str, list[Link]] = defaultdict(list)
    for link in archive.links:
        if link.status == "proposed":
            later, earlier = link.task, link.continues
            if later in known and earlier in known:
                found[later].append(link)
                found[earlier].append(link)
    return dict(found)


def _last_days(archive: Archive) -> dict[str, date]:
    keys = {name: name_key(name) for name in {one.issuer for one in archive.notices}}
    last: dict[str, date] = {}
    for notice in archive.notices:
        key, day = keys[notice.issuer], notice_day(notice)
        if day:
            last[key] = max(day, last.get(key, day))
    return {name: last[key] for name, key in keys.items() if key in last}
