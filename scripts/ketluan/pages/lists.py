"""Lists of tasks under a heading, kept short: what is too long is shown where it is bounded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ketluan.addresses import period_address
from ketluan.model import Notice, Period, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import Heading
from ketluan.pages.tasks import NO_LINK, Link, TaskView

LIST_LIMIT: Final = 300  # tasks on one page; some 300 kB of HTML, still quick on an old machine
UNKNOWN_LEAD: Final = "don-vi-chua-ro"
UNKNOWN_LEAD_NAME: Final = "Chưa rõ đơn vị chủ trì"


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks under one heading. `count` is their number; `tasks` is empty where they are elsewhere.

    `more` leads there.
    """

    id: str
    title: Link
    tasks: tuple[TaskView, ...]
    count: int
    more: Link = NO_LINK


def headings_of(groups: Iterable[TaskGroup]) -> tuple[Heading, ...]:
    """Return the groups as entries of the contents at the side."""
    return tuple(Heading(group.id, group.title.text, 3) for group in groups)


def by_period(
    tasks: Iterable[Task], views: Mapping[str, TaskView], prefix: str
) -> tuple[TaskGroup, ...]:
    """Return `tasks` by period, the newest first, those without a period at the end.

    Ids begin with `prefix`.
    """
    buckets: dict[Period | None, list[Task]] = {}
    for task in tasks:
        buckets.setdefault(task.period, []).append(task)
    return tuple(
        _period_group(period, buckets[period], views, prefix)
        for period in sorted(buckets, key=period_order, reverse=True)
    )


def period_order(period: Period | None) -> tuple[str, str]:
    """Return what periods are sorted by, from the oldest to the newest; none comes first."""
    return (period.start.isoformat(), period.id) if period else ("", "")


def _period_group(
    period: Period | None, tasks: list[Task], views: Mapping[str, TaskView], prefix: str
) -> TaskGroup:
    title = Link(period.label, period_address(period.id)) if period else Link("Không theo kỳ nào")
    group_id = f"{prefix}-{period.id.lower() if period else 'khong-ky'}"
    return TaskGroup(group_id, title, tuple(views[task.id] for task in tasks), len(tasks))


def lead_key(unit_id: str) -> str:
    """Return the anchor of a unit's tasks on a period's page."""
    return f"don-vi-{unit_id}" if unit_id else UNKNOWN_LEAD


def lead_ids(task: Task) -> tuple[str, ...]:
    """Return the ids of the task's lead units, `""` for one that is unknown or not named."""
    leads = task.lead_units
    if len(leads) == 1:  # as most have
        return (leads[0].unit_id,)
    return tuple(dict.fromkeys(mention.unit_id for mention in leads)) or ("",)


def by_lead(tasks: Iterable[Task], known: Catalogue) -> Iterator[tuple[str, str, tuple[Task, ...]]]:
    """Yield id, name and tasks of all who lead one of `tasks`: units, groups, then the unknown (`""`)."""
    registered = known.units.keys() | known.groups.keys()
    led: dict[str, list[Task]] = {}
    for task in tasks:
        ids = [unit_id if unit_id in registered else "" for unit_id in lead_ids(task)]
        for unit_id in ids if len(ids) == 1 else dict.fromkeys(ids):
            led.setdefault(unit_id, []).append(task)
    for unit in (*known.archive.units, *known.archive.groups):
        if unit.id in led:
            yield unit.id, unit.name, tuple(led[unit.id])
    if "" in led:
        yield "", UNKNOWN_LEAD_NAME, tuple(led[""])


def newest_notices(known: Catalogue) -> tuple[Notice, ...]:
    """Return all notices, the newest first."""
    return tuple(reversed(known.archive.notices))
