"""Open tasks on a day, by how they stand to their limit: for the page of limits and for a unit's.

Open is what no outcome has closed and no later notice took up again; so a duty told every quarter is
one task here, its last step. Limits that are written are kept apart from those that are only the
period's. The browser moves what the reader's day has overtaken (`theme/assets/ketluan/deadlines.js`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ketluan.addresses import TASKS, day_address, period_address
from ketluan.model import Period, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.tasks import LIMITS, NO_LINK, Link, Sign, TaskView, soon_day, task_sign
from ketluan.pages.wording import count_in_words, dated_notice_name
from ketluan.status import LABELS, Status
from ketluan.vietnamese import day_in_words

OPEN: Final[tuple[Status, ...]] = ("qua-han", "sap-den-han", "trong-han", "khong-han", "tam-dung")
CARRIED_OVER: Final = "tồn đọng từ kỳ trước"
_FILLED: Final[tuple[Status, ...]] = (
    "sap-den-han",
    "trong-han",
    "qua-han",
    "khong-han",
    "tam-dung",
)
MOVING: Final = frozenset(("sap-den-han", "trong-han"))  # what a later day may overtake
_ROWS: Final = LIST_LIMIT // 3  # in one list of single tasks; what is behind them is counted


class DueRow(NamedTuple):
    """An open task in a list, with its sign on the day for which the list is made.

    `unit_ids` are those of all units that the task concerns, heirs too, with spaces between. `leads`
    are those that the list does not already name; `marks` say in words that the
    task continues one of an earlier period, or comes from a predecessor.
    """

    task: TaskView
    sign: Sign
    unit_ids: str
    notice: Link
    leads: tuple[Link, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueRest:
    """Tasks that a list has no room for: their number and where they are shown."""

    link: Link
    count: int
    due: str
    soon: str


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """Tasks whose limit is only the end of their period, all on one day. `rows` may be elsewhere.

    `more` leads there.
    """

    id: str
    title: Link
    rows: tuple[DueRow, ...]
    count: int
    due: str
    soon: str
    more: Link = NO_LINK


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Open tasks of one status. `count` is the number of tasks in rows, rest and periods."""

    id: Status
    title: str
    count: int
    rows: tuple[DueRow, ...]
    rest: tuple[DueRest, ...]
    periods: tuple[DuePeriod, ...]


def concerned_ids(view: TaskView, known: Catalogue) -> str:
    """Return the ids of the units that the task names, and of those that came after them."""
    named = view.unit_ids.split()
    heirs = (heir for unit_id in named for heir in known.lineage.after(unit_id))
    return " ".join(dict.fromkeys((*named, *heirs)))


def due_groups(
    tasks: Iterable[Task],
    statuses: Mapping[str, Status],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> tuple[DueGroup, ...]:
    """Return the open ones of `tasks` by status; of what is overdue the latest first.

    A task without a status was not yet given on the day of `statuses`.

    A group without tasks stays, so that the browser can fill it; only "tạm dừng" is left out then.
    """
    by_status: dict[Status, list[Task]] = {status: [] for status in OPEN}
    for task in tasks:
        status = statuses.get(task.id)
        if status is not None and status in by_status:
            by_status[status].append(task)
    single = {status: _single(status, by_status[status]) for status in OPEN}
    room = LIST_LIMIT - sum(len(some[:_ROWS]) for some in single.values())
    groups: dict[Status, DueGroup] = {}
    for status in _FILLED:
        groups[status] = _group(status, by_status[status], single[status], room, known, views)
        room -= sum(len(period.rows) for period in groups[status].periods)
    return tuple(groups[status] for status in OPEN if status != "tam-dung" or groups[status].count)


def _single(status: Status, tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks that stand alone in a list, in its order: not those of a period's limit."""
    single = [task for task in tasks if status == "tam-dung" or task.due_from != "period"]
    return sorted(single, key=_due_day, reverse=status == "qua-han")


def _due_day(task: Task) -> date:
    return task.due or date.max


def _group(
    status: Status,
    tasks: list[Task],
    single: list[Task],
    room: int,
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> DueGroup:
    return DueGroup(
        id=status,
        title=LABELS[status],
        count=len(tasks),
        rows=due_rows(single[:_ROWS], status, known, views),
        rest=tuple(_rest(status, single[_ROWS:])),
        periods=tuple(_periods(status, tasks, room, known, views)),
    )


def due_rows(
    tasks: Iterable[Task], status: Status, known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[DueRow, ...]:
    """Return open tasks of one `status` as rows of a list."""
    return tuple(_row(task, status, known, views[task.id]) for task in tasks)


def _row(task: Task, status: Status, known: Catalogue, view: TaskView) -> DueRow:
    notice = known.notices[task.notice_id]
    earlier = (known.tasks[link.continues] for link in known.lives.earlier.get(task.id, ()))
    return DueRow(
        task=view,
        sign=view.sign
        if status == "tam-dung" or view.sign.kind in LIMITS
        else task_sign(task, None),
        notice=Link(dated_notice_name(notice), view.notice.address),
        unit_ids=concerned_ids(view, known),
        leads=view.leads,
        marks=(CARRIED_OVER,) if any(one.period != task.period for one in earlier) else (),
    )


def _rest(status: Status, tasks: list[Task]) -> Iterator[DueRest]:
    """Yield what has no row: by day where the reader's day may move it, else all in one."""
    if status not in MOVING:
        if tasks:
            words = f"Còn {count_in_words(len(tasks))} nhiệm vụ khác: xem danh sách nhiệm vụ"
            yield DueRest(Link(words, TASKS), len(tasks), "", "")
        return
    for due, count in Counter(task.due for task in tasks if task.due).items():
        words = f"{count_in_words(count)} nhiệm vụ hạn {day_in_words(due)}: xem lịch tháng"
        yield DueRest(Link(words, day_address(due)), count, due.isoformat(), soon_day(due))


def _periods(
    status: Status,
    tasks: list[Task],
    room: int,
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Iterator[DuePeriod]:
    by_period: dict[Period, list[Task]] = {}
    for task in tasks if status != "tam-dung" else ():
        if task.due_from == "period" and task.period:
            by_period.setdefault(task.period, []).append(task)
    newest_first = status == "qua-han"
    for period in sorted(by_period, key=lambda one: (one.end, one.id), reverse=newest_first):
        held = by_period[period]
        fits = len(held) <= room
        room -= len(held) if fits else 0
        address = period_address(period.id)
        yield DuePeriod(
            id=f"theo-ky-{period.id.lower()}",
            title=Link(period.label, address),
            rows=due_rows(held if fits else (), status, known, views),
            count=len(held),
            due=period.end.isoformat(),
            soon=soon_day(period.end),
            more=NO_LINK if fits else Link("Xem ở trang của kỳ", address),
        )
