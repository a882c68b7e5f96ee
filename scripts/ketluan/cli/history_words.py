"""The life of a task for a terminal and for programs."""

from collections.abc import Mapping
from datetime import date

from ketluan.as_of import continued_on
from ketluan.cli.console import give
from ketluan.exports.task_words import outcome_words
from ketluan.linking import proposals_beside
from ketluan.model import Archive, Link, Notice, Outcome, Task, Thread
from ketluan.status import LABELS, Status, latest_outcome, status_on
from ketluan.vietnamese import day_in_words

_HOW = {"confirmed": "xác nhận", "automatic": "tự động"}


def history_json(archive: Archive, thread: Thread, as_of: date) -> dict[str, object]:
    """Return the thread: its steps in order of time, their status at the end of `as_of`, its links.

    `thread` is one of `archive`, which holds everything or what was known on the day. A step of a
    notice that was held later than `as_of` has no status (`null`).
    """
    tasks, notices = _by_id(archive)
    statuses = _statuses(archive, thread, tasks, as_of)
    return {
        "id": thread.id,
        "as_of": as_of.isoformat(),
        "steps": [
            _step_json(archive, tasks[step], notices[tasks[step].notice_id], statuses[step], as_of)
            for step in thread.steps
        ],
        "links": [
            {
                "task": link.task,
                "continues": link.continues,
                "score": link.score,
                "reasons": list(link.reasons),
                "status": link.status,
            }
            for link in thread.links
        ],
    }


def _by_id(archive: Archive) -> tuple[Mapping[str, Task], Mapping[str, Notice]]:
    """Return tasks and notices by id; of two with one id the first."""
    tasks = {task.id: task for task in reversed(archive.tasks)}
    return tasks, {notice.id: notice for notice in reversed(archive.notices)}


def _step_json(
    archive: Archive, task: Task, notice: Notice, status: Status, as_of: date
) -> dict[str, object]:
    outcome = _outcome(archive, task, as_of)
    return {
        "task": task.id,
        "notice": notice.id,
        "notice_number": notice.number or None,
        "day": notice.day.isoformat() if notice.day else None,
        "number": task.number,
        "units": _units(archive, task),
        "due": task.due.isoformat() if task.due else None,
        "due_from": task.due_from or None,
        "status": status if _known(notice, as_of) else None,
        "outcome": outcome.evidence if outcome else None,
        "outcome_day": outcome.day.isoformat() if outcome and outcome.day else None,
        "text": task.text,
    }


def _known(notice: Notice, as_of: date) -> bool:
    return notice.day is None or notice.day <= as_of


def _units(archive: Archive, task: Task) -> list[str]:
    names = {unit.id: unit.name for unit in (*archive.units, *archive.groups)}
    return list(dict.fromkeys(names.get(u.unit_id, u.name) for u in task.lead_units))


def _outcome(archive: Archive, task: Task, as_of: date) -> Outcome | None:
    return latest_outcome(
        one for one in archive.outcomes if one.task_id == task.id and one.is_known_on(as_of)
    )


def give_history(archive: Archive, thread: Thread, as_of: date, asked: str) -> None:
    """Print the thread, one step below the other; an arrow marks the task that was `asked` for."""
    tasks, notices = _by_id(archive)
    statuses = _statuses(archive, thread, tasks, as_of)
    give(f"{len(thread.steps)} bước; trạng thái tính đến hết ngày {day_in_words(as_of)}.")
    for index, step in enumerate(thread.steps, start=1):
        task = tasks[step]
        notice = notices[task.notice_id]
        day = f"ngày {day_in_words(notice.day)}" if notice.day else "không rõ ngày"
        number = f" · số {notice.number}" if notice.number else ""
        give("")
        mark = "→" if step == asked else " "
        give(f"{mark} {index}. {day}{number} · mục {task.number} · {task.id}")
        give(f"     {notice.subject or notice.id}")
        units = ", ".join(_units(archive, task)) or "không rõ"
        status = _status(archive, task, notice, statuses[step], as_of)
        give(f"     Chủ trì: {units} · {_due(task)} · {status}")
        for link in thread.links:
            if link.task == step:
                give(f"     Tiếp nối {link.continues} ({_how(link)})")
        give("     " + " ".join(task.text.split()))
    waiting = proposals_beside(thread, archive.links)
    if waiting:
        give("")
        give(f"Còn {len(waiting)} đề xuất chưa có người quyết định; xem `ketluan link`.")


def _due(task: Task) -> str:
    if task.due is None:
        return "không có hạn"
    by_period = " (theo kỳ)" if task.due_from == "period" else ""
    return f"hạn {day_in_words(task.due)}{by_period}"


def _statuses(
    archive: Archive, thread: Thread, tasks: Mapping[str, Task], as_of: date
) -> Mapping[str, Status]:
    """Return the status of each step at the end of `as_of`."""
    continued = continued_on(archive)
    return {
        step: status_on(tasks[step], archive.outcomes, as_of, continued.get(step))
        for step in thread.steps
    }


def _status(archive: Archive, task: Task, notice: Notice, status: Status, as_of: date) -> str:
    if not _known(notice, as_of):
        return "ngày ấy chưa có thông báo này"
    outcome = _outcome(archive, task, as_of)
    if outcome and outcome.status == status:
        return outcome_words(outcome)
    return "; ".join(filter(None, (LABELS[status], outcome_words(outcome))))


def _how(link: Link) -> str:
    """Return how a link came about: `tự động, 84 %: cùng đơn vị …`."""
    reasons = f": {'; '.join(link.reasons)}" if link.reasons else ""
    return f"{_HOW[link.status]}, {round(link.score * 100)} %{reasons}"
