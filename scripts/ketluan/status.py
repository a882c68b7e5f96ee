"""Status of a task (trạng thái) on a given day: computed, never stored.

A task stays open until a dated statement with its source closes it. Its last day in time is
`Task.due`; lateness begins on the next day. A default period counts as a limit here, and pages say
that it is one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from ketluan.model import Outcome, Task

Status = Literal[
    "trong-han", "sap-den-han", "qua-han", "khong-han",
    "hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung",
]  # fmt: skip

SOON_DAYS: Final = 14  # a task is "sắp đến hạn" this many days before its last day
LABELS: Final[dict[Status, str]] = {
    "trong-han": "Trong hạn",
    "sap-den-han": "Sắp đến hạn",
    "qua-han": "Quá hạn",
    "khong-han": "Không có hạn",
    "hoan-thanh": "Đã hoàn thành",
    "khong-thuc-hien": "Không thực hiện",
    "thay-the": "Đã thay thế",
    "rut": "Đã rút",
    "tam-dung": "Tạm dừng",
}
CLOSED: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "thay-the", "rut"))


def status_on(task: Task, outcomes: Iterable[Outcome], as_of: date) -> Status:
    """Return the status of `task` at the end of the day `as_of`.

    Only outcomes dated on or before `as_of` count; the latest of them decides.
    """
    known = [
        outcome
        for outcome in outcomes
        if outcome.task_id == task.id and outcome.day is not None and outcome.day <= as_of
    ]
    if known:
        latest = max(known, key=lambda outcome: outcome.day or date.min).status
        for status in LABELS:
            if status == latest:
                return status
    if task.due is None:
        return "khong-han"
    if task.due < as_of:
        return "qua-han"
    return "sap-den-han" if (task.due - as_of).days <= SOON_DAYS else "trong-han"
