"""The home page: where to search, what is new, what is due, and the ways in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ketluan.addresses import (
    DEADLINES,
    DOCUMENTS,
    HOME,
    NOTICES,
    PERIODS,
    SEARCH,
    TASKS,
    THREADS,
    UNITS,
    period_address,
    unit_address,
)
from ketluan.lineage import lineage
from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.deadline_lists import MOVING, OPEN, DueRow, due_rows
from ketluan.pages.document_list import most_cited
from ketluan.pages.home_examples import search_examples
from ketluan.pages.lists import newest_notices
from ketluan.pages.notice_list import notice_row
from ketluan.pages.page import Page, rendered
from ketluan.pages.tasks import Link, TaskView, soon_day
from ketluan.pages.thread_list import longest_threads
from ketluan.pages.unit_history import heirs_of
from ketluan.pages.wording import count_in_words
from ketluan.status import LABELS, Status
from ketluan.vietnamese import day_in_words

_LATEST: Final = (
    3  # rows of each list on the home page: what fits beside the other without scrolling
)
_NEXT: Final = 6
_MOST_CITED: Final = 7
_THREADS: Final = 5
_PERIODS: Final = 12  # three years of quarters
_SHOWN: Final[tuple[Status, ...]] = ("qua-han", "sap-den-han", "trong-han", "khong-han")
_ADDRESSES: Final = {
    "notices": NOTICES,
    "units": UNITS,
    "documents": DOCUMENTS,
    "periods": PERIODS,
    "deadlines": DEADLINES,
    "tasks": TASKS,
    "threads": THREADS,
}


class Open(NamedTuple):
    """Numbers of open tasks by status, as one row: of a unit or of all.

    `dues` are the limits that a later day may overtake, with their numbers: `2021-06-30*2021-06-16*3`
    (due, near from, tasks), so that the reader's browser can count anew.
    """

    unit: Link
    counts: tuple[tuple[Status, int], ...]
    dues: str
    others: int


@dataclass(frozen=True, slots=True)
class Column:
    """A period in the line of time: its tasks, how many are open, and both as parts of the highest."""

    period: Link
    count: int
    still_open: int
    height: str
    open_height: str
    top: str
    open_top: str


def home_page(known: Catalogue, views: Mapping[str, TaskView], day: date) -> Page:
    """Return the home page; what is due is told for `day`."""
    statuses = known.statuses(day)
    still_open = tuple(task for task in known.tasks.values() if statuses.get(task.id) in OPEN)
    body = rendered(
        "home.html",
        HOME,
        search=SEARCH,
        examples=search_examples(known),
        figures=_figures(known),
        latest=tuple(notice_row(notice) for notice in newest_notices(known)[:_LATEST]),
        labels=tuple((status, LABELS[status]) for status in _SHOWN),
        everything=_open(Link("Mọi đơn vị", DEADLINES), still_open, statuses),
        units=tuple(_units(still_open, statuses, known, day)),
        coming=_coming(still_open, statuses, known, views),
        day=day_in_words(day),
        iso_day=day.isoformat(),
        documents=most_cited(known, _MOST_CITED),
        columns=_columns(known, frozenset(task.id for task in still_open)),
        threads=longest_threads(known, views, _THREADS),
        addresses=_ADDRESSES,
    )
    return Page(
        address=HOME,
        title="Kho lưu trữ thông báo kết luận",
        description="Tra cứu kết luận cuộc họp, nhiệm vụ được giao, thời hạn và văn bản viện dẫn.",
        body=body,
    )


def _figures(known: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Return number, word and address of the list that is counted."""
    archive = known.archive
    figures = (
        (len(archive.notices), "thông báo", NOTICES),
        (len(known.tasks), "nhiệm vụ", TASKS),
        (len(archive.units), "đơn vị", UNITS),
        (len(archive.documents), "văn bản được viện dẫn", DOCUMENTS),
    )
    return tuple((count_in_words(count), word, address) for count, word, address in figures)


def _units(
    still_open: Sequence[Task], statuses: Mapping[str, Status], known: Catalogue, day: date
) -> Iterator[Open]:
    """Yield what is open of each unit that is there on `day`: its own and its predecessors' tasks."""
    by_then = lineage(known.archive.units, day)
    heirs = {unit.id: heirs_of(unit, by_then) for unit in known.archive.units}
    tasks: dict[str, dict[str, Task]] = {}
    for task in still_open:
        for mention in task.lead_units:
            for heir in heirs.get(mention.unit_id, ()):
                tasks.setdefault(heir, {})[task.id] = task
    for unit in known.archive.units:
        if unit.id in heirs[unit.id]:
            held = tuple(tasks.get(unit.id, {}).values())
            yield _open(Link(unit.name, unit_address(unit.id)), held, statuses)


def _open(unit: Link, tasks: Sequence[Task], statuses: Mapping[str, Status]) -> Open:
    counts = Counter(statuses[task.id] for task in tasks)
    moving = Counter(task.due for task in tasks if statuses[task.id] in MOVING and task.due)
    dues = (f"{due}*{soon_day(due)}*{moving[due]}" for due in sorted(moving))
    return Open(
        unit=unit,
        counts=tuple((status, counts[status]) for status in _SHOWN),
        dues=" ".join(dues),
        others=sum(count for status, count in counts.items() if status not in _SHOWN),
    )


def _coming(
    still_open: Sequence[Task],
    statuses: Mapping[str, Status],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> tuple[DueRow, ...]:
    """Return the open tasks whose written limit comes next."""
    ahead = [
        task for task in still_open if statuses[task.id] in MOVING and task.due_from != "period"
    ]
    ahead.sort(key=lambda task: task.due or date.max)
    return due_rows(ahead[:_NEXT], "trong-han", known, views)


def _columns(known: Catalogue, open_ids: frozenset[str]) -> tuple[Column, ...]:
    """Return the last periods that direct tasks, in order of time."""
    held = [(one, tasks) for one in known.periods if (tasks := known.directed_in(one))]
    shown = held[-_PERIODS:]
    most = max((len(tasks) for _, tasks in shown), default=1)
    columns = []
    for period, tasks in shown:
        still = sum(task.id in open_ids for task in tasks)
        height, part = 100 * len(tasks) / most, 100 * still / most
        columns.append(
            Column(
                period=Link(period.label, period_address(period.id)),
                count=len(tasks),
                still_open=still,
                height=f"{height:.1f}%",
                open_height=f"{part:.1f}%",
                top=f"{100 - height:.1f}%",
                open_top=f"{100 - part:.1f}%",
            )
        )
    return tuple(columns)
