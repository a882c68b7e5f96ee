"""The registers of Nghị định 30/2020/NĐ-CP, annex IV (mẫu về quản lý văn bản).

Part I, sổ đăng ký văn bản đi: at least ten contents, in the order of `_REGISTER`. Part VIII, sổ theo
dõi giải quyết văn bản đến: at least seven, in the order of `_FOLLOW_UP`; one more, the task itself,
stands behind the document that it comes from. What the archive does not know (number of arrival,
number of copies, day of sending, receipt) stays empty for the clerk's hand.
"""

import re
from typing import Final

from ketluan.as_of import notice_day
from ketluan.citations import find_citations
from ketluan.exports.rows import DUE_FROM, title_facts, unit_list
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Column, Row, Table
from ketluan.model import Notice, Outcome, Task
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import type_names

_STATUSES: Final[dict[str, str]] = {str(status): label for status, label in LABELS.items()}
# "Lưu: VT, KH." in the list of recipients names who keeps the copy (bản lưu).
_KEPT_BY: Final = re.compile(r"\W*lưu\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL)
_REGISTER: Final = (
    Column("number", "Số, ký hiệu văn bản", 18),
    Column("issued", "Ngày tháng văn bản", 15),
    Column("title", "Tên loại và trích yếu nội dung văn bản", 50),
    Column("signer", "Người ký", 22),
    Column("recipients", "Nơi nhận văn bản", 34),
    Column("kept_by", "Đơn vị, người nhận bản lưu", 18),
    Column("copies", "Số lượng bản", 12),
    Column("sent", "Ngày chuyển", 15),
    Column("receipt", "Ký nhận", 14),
    Column("note", "Ghi chú", 24),
)
_FOLLOW_UP: Final = (
    Column("arrival_number", "Số đến", 10),
    Column(
        "document",
        "Tên loại, số, ký hiệu, ngày, tháng và tên cơ quan, tổ chức ban hành văn bản",
        36,
    ),
    Column("task", "Nội dung giao (mục của văn bản)", 60),
    Column("units", "Đơn vị hoặc người nhận", 28),
    Column("due", "Thời hạn giải quyết", 15),
    Column("progress", "Tiến độ giải quyết", 16, _STATUSES),
    Column("answer", "Số, ký hiệu văn bản trả lời", 18),
    Column("note", "Ghi chú", 30),
)


def register_table(selection: Selection) -> Table:
    """Return the register of outgoing documents (sổ đăng ký văn bản đi), one row a notice.

    A period chooses by the day of the notice, because such a book is kept by the year; a unit, the
    notices with a task for it.
    """
    with_task = {task.notice_id for task in selection.tasks}
    notices = [
        notice
        for notice in selection.archive.notices
        if _in_period(notice, selection) and (selection.unit is None or notice.id in with_task)
    ]
    return Table(
        "register",
        "Sổ đăng ký văn bản đi",
        _REGISTER,
        tuple(_register_row(notice) for notice in notices),
        title_facts(selection, with_status=False),
        numbered=True,
    )


def _in_period(notice: Notice, selection: Selection) -> bool:
    period = selection.period
    day = notice.issued or notice_day(notice)
    return period is None or (day is not None and period.start <= day <= period.end)


def _register_row(notice: Notice) -> Row:
    recipients: list[str] = []
    kept: list[str] = []
    for line in notice.recipients:
        copy = _KEPT_BY.fullmatch(line)
        (kept if copy else recipients).append(copy[1].strip(" .;") if copy else line.strip(" ;"))
    meeting = notice.meeting_date
    return (
        notice.number,
        notice.issued,
        " – ".join(part for part in (_type_name(notice), notice.subject) if part),
        notice.signer.name,
        tuple(recipients),
        tuple(kept),
        None,
        None,
        "",
        f"Cuộc họp ngày {day_in_words(meeting)}" if meeting else "",
    )


def _type_name(notice: Notice) -> str:
    return type_names().get(notice.type, notice.type)


def follow_up_table(selection: Selection) -> Table:
    """Return the register of how tasks are carried out (sổ theo dõi giải quyết), one row a task."""
    return Table(
        "follow-up",
        "Sổ theo dõi giải quyết văn bản đến",
        _FOLLOW_UP,
        tuple(_follow_up_row(task, selection) for task in selection.tasks),
        title_facts(selection),
        numbered=True,
    )


def _follow_up_row(task: Task, selection: Selection) -> Row:
    outcome = selection.outcome(task.id)
    joined = unit_list(task.coordinating_units, selection)
    units = unit_list(task.lead_units, selection)
    answer = _answer(outcome)
    return (
        "",
        document_words(selection.notices[task.notice_id]),
        f"{task.text} (mục {task.number})",
        (*units, f"phối hợp: {', '.join(joined)}") if joined else units,
        task.due,
        _progress(task, outcome, selection),
        answer,
        _note(task, outcome, answer),
    )


def document_words(notice: Notice) -> str:
    """Return type, number, day and issuer of a notice in one line, as far as they are known."""
    name = _type_name(notice)
    if notice.number:
        name = f"{name} số {notice.number}".strip()
    if notice.issued:
        name = f"{name} ngày {day_in_words(notice.issued)}".strip()
    elif notice.meeting_date:
        name = f"{name} kết luận cuộc họp ngày {day_in_words(notice.meeting_date)}".strip()
    return ", ".join(part for part in (name, notice.issuer) if part)


def _progress(task: Task, outcome: Outcome | None, selection: Selection) -> str:
    status = selection.status(task)
    return status or (outcome.status if outcome else "")


def _answer(outcome: Outcome | None) -> str:
    """Return the number of the document that states the outcome, where the evidence is one."""
    found = find_citations(outcome.evidence) if outcome else ()
    return found[0].number if len(found) == 1 else ""


def _note(task: Task, outcome: Outcome | None, answer: str) -> str:
    parts = []
    if task.due and task.due_from != "written":
        parts.append(f"Hạn: {DUE_FROM[task.due_from]}")
    if outcome and outcome.day:
        parts.append(f"Kết quả ngày {day_in_words(outcome.day)}")
    if outcome and outcome.evidence and outcome.evidence != answer:
        parts.append(f"Căn cứ: {outcome.evidence}")
    return "; ".join(parts)
