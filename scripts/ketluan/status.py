"""Status of a task (trạng thái) on a given day: computed, never stored.

A task stays open until a dated statement with its source closes it. Its last day in time is
`Task.due`; lateness begins on the next day. A default period counts as a limit here, and pages say
that it is one. A task that a later notice takes up again is carried on (chuyển tiếp): what is open,
due and late from then on is the later step, so that one duty is not counted once a quarter.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from ketluan.model import Outcome, Task

Status = Literal[
    "trong-han", "sap-den-han", "qua-han", "khong-han", "chuyen-tiep",
    "hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung",
]  # fmt: skip

SOON_DAYS: Final = 14  # a task is "sắp đến hạn" this many days before its last day
LABELS: Final[dict[Status, str]] = {
    "trong-han": "Trong hạn",
    "sap-den-han": "Sắp đến hạn",
    "qua-han": "Quá hạn",
    "khong-han": "Không có hạn",
    "chuyen-tiep": "Đã chuyển tiếp",
    "hoan-thanh": "Đã hoàn thành",
    "khong-thuc-hien": "Không thực hiện",
    "thay-the": "Đã thay thế",
    "rut": "Đã rút",
    "tam-dung": "Tạm dừng",
}
_STATUSES: Final[Mapping[str, Status]] = {str(status): status for status in LABELS}
CLOSED: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "thay-the", "rut"))


def latest_outcome(outcomes: Iterable[Outcome]) -> Outcome | None:
    """Return the outcome that decides: of the latest day; on one day a closing one before a pause."""
    dated = [outcome for outcome in outcomes if outcome.day is not None]
    if len(dated) < 2:  # as of most tasks
        return dated[0] if dated else None
    return max(dated, key=lambda o: (o.day or date.min, o.status in CLOSED))


def status_on(
    task: Task, outcomes: Iterable[Outcome], as_of: date, continued: date | None = None
) -> Status:
    """Return the status of `task` at the end of the day `as_of`; see `status_on_day`."""
    own = (outcome for outcome in outcomes if outcome.task_id == task.id)
    return status_on_day(task.due, own, as_of, continued)


def status_on_day(
    due: date | None, outcomes: Iterable[Outcome], as_of: date, continued: date | None = None
) -> Status:
    """Return the status at the end of `as_of` of a task due on `due` with these `outcomes`.

    Only outcomes that had happened and been stated by then count; see `latest_outcome`. `continued` is
    the day on which a later notice took the task up again, if one did. A task that was closed stays so.
    """
    known = latest_outcome([o for o in outcomes if o.is_known_on(as_of)]) if outcomes else None
    carried_on = continued is not None and continued <= as_of
    if known and (known.status in CLOSED or not carried_on) and known.status in _STATUSES:
        return _STATUSES[known.status]
    if carried_on:
        return "chuyen-tiep"
    if due is None:
        return "khong-han"
    if due < as_of:
        return "qua-han"
    return "sap-den-han" if (due - as_of).days <= SOON_DAYS else "trong-han"
