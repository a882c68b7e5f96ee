"""Tasks and documents as tables."""

from collections.abc import Iterable
from typing import Final

from ketluan.addresses import document_address, task_address
from ketluan.as_of import notice_day
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Column, Row, Table
from ketluan.model import Document, Task, UnitMention
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words

DUE_FROM: Final = {
    "decided": "người phụ trách xác định",
    "written": "văn bản ghi",
    "above": "văn bản ghi ở phần trên",
    "period": "theo kỳ, văn bản không ghi",
}
_LINKED_BY: Final = {"confirmed": "người xác nhận", "automatic": "máy, chưa xác nhận"}
_STATUSES: Final[dict[str, str]] = {str(status): label for status, label in LABELS.items()}


def title_facts(selection: Selection, *, with_status: bool = True) -> tuple[str, ...]:
    """Return what the rows were chosen by, and the day of their status if they have one."""
    facts = (
        f"Đơn vị: {selection.unit.name}" if selection.unit else "",
        f"Kỳ: {selection.period.label}" if selection.period else "",
        f"Theo những gì đã biết đến hết ngày {day_in_words(selection.as_of)}"
        if selection.as_of
        else "",
        f"Trạng thái tính cho ngày {day_in_words(selection.day)}"
        if selection.day and with_status
        else "",
    )
    return tuple(fact for fact in facts if fact)


def unit_name(mention: UnitMention, selection: Selection) -> str:
    """Return the unit's name in the register, else as the text names it."""
    unit = selection.units.get(mention.unit_id)
    return unit.name if unit else mention.name


def unit_list(mentions: Iterable[UnitMention], selection: Selection) -> tuple[str, ...]:
    """Return the names of the units, each once."""
    return tuple(dict.fromkeys(unit_name(mention, selection) for mention in mentions))


def tasks_table(selection: Selection) -> Table:
    """Return one row a task. The column of status is there only where a day is asked."""
    columns: tuple[Column, ...] = _TASK_COLUMNS
    rows = [_task_row(task, selection) for task in selection.tasks]
    if selection.day:
        title = f"Trạng thái ngày {day_in_words(selection.day)}"
        columns = (*columns, Column("status", title, 16, _STATUSES))
        rows = [
            (*row, selection.status(task)) for row, task in zip(rows, selection.tasks, strict=True)
        ]
    return Table("tasks", "Nhiệm vụ", columns, tuple(rows), title_facts(selection))


_TASK_COLUMNS: Final = (
    Column("id", "Mã nhiệm vụ", 30),
    Column("notice", "Mã thông báo", data_only=True),
    Column("notice_number", "Số, ký hiệu thông báo", 16),
    Column("notice_day", "Ngày thông báo", 12),
    Column("number", "Mục", 9),
    Column("headings", "Thuộc phần", 28),
    Column("text", "Nội dung nhiệm vụ", 70),
    Column("lead_units", "Chủ trì", 28),
    Column("lead_unit_ids", "Mã đơn vị chủ trì", data_only=True),
    Column("coordinating_units", "Phối hợp", 28),
    Column("coordinating_unit_ids", "Mã đơn vị phối hợp", data_only=True),
    Column("period", "Kỳ", 14),
    Column("due", "Hạn", 12),
    Column("due_from", "Hạn lấy từ", 18, DUE_FROM),
    Column("deadlines", "Thời hạn văn bản ghi", 24),
    Column("documents", "Văn bản viện dẫn", 22),
    Column("continues", "Tiếp nối nhiệm vụ", 24),
    Column("continues_by", "Tiếp nối do", 12, _LINKED_BY),
    Column("outcome", "Kết quả", 16, _STATUSES),
    Column("outcome_day", "Ngày có kết quả", 12),
    Column("outcome_evidence", "Căn cứ kết quả", 20),
    Column("url", "Trang", 30),
)


def _task_row(task: Task, selection: Selection) -> Row:
    notice = selection.notices[task.notice_id]
    outcome = selection.outcome(task.id)
    links = selection.links.get(task.id, ())
    limits = (*task.deadlines, *task.deadlines_above)
    return (
        task.id,
        task.notice_id,
        notice.number,
        notice_day(notice),
        task.number,
        task.headings,
        task.text,
        unit_list(task.lead_units, selection),
        _ids(task.lead_units),
        unit_list(task.coordinating_units, selection),
        _ids(task.coordinating_units),
        task.period,
        task.due,
        task.due_from,
        tuple(dict.fromkeys(limit.text for limit in limits)),
        tuple(dict.fromkeys(citation.number or citation.name for citation in task.citations)),
        tuple(link.continues for link in links),
        tuple(link.status for link in links),
        outcome.status if outcome else "",
        outcome.day if outcome else None,
        outcome.evidence if outcome else "",
        task_address(task.id),
    )


def _ids(mentions: Iterable[UnitMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.unit_id for mention in mentions if mention.unit_id))


_DOCUMENT_COLUMNS: Final = (
    Column("id", "Mã văn bản", 26),
    Column("number", "Số, ký hiệu", 18),
    Column("type_name", "Loại", 16),
    Column("date", "Ngày ban hành", 12),
    Column("year", "Năm", 7),
    Column(
        "year_from", "Năm lấy từ", 16,
        {"date": "ngày ban hành", "number": "số, ký hiệu", "inferred": "suy đoán"},
    ),
    Column("issuer", "Cơ quan ban hành", 28),
    Column("title", "Trích yếu", 50),
    Column("notices", "Được viện dẫn trong thông báo", 30),
    Column("tasks", "Được viện dẫn trong nhiệm vụ", 34),
    Column("mentions", "Số lần viện dẫn", 9),
    Column("url", "Trang", 30),
)  # fmt: skip


def documents_table(selection: Selection) -> Table:
    """Return one row a cited document; with a unit or period, only those its tasks cite.

    Mentions are counted in all that is chosen: with a unit or period, in its tasks alone.
    """
    chosen = {task.id for task in selection.tasks} if selection.unit or selection.period else None
    documents = (*selection.archive.documents, *selection.archive.standards)
    rows = tuple(row for one in documents if (row := _document_row(one, chosen)) is not None)
    return Table(
        "documents", "Văn bản", _DOCUMENT_COLUMNS, rows, title_facts(selection, with_status=False)
    )


def _document_row(document: Document, task_ids: set[str] | None) -> Row | None:
    citing = [one for one in document.citing if task_ids is None or one.task_id in task_ids]
    if task_ids is not None and not citing:
        return None
    return (
        document.key,
        document.number,
        document.type_name,
        document.date,
        document.year,
        document.year_from,
        document.issuer,
        document.title or document.name,
        tuple(dict.fromkeys(one.notice_id for one in citing)),
        tuple(dict.fromkeys(one.task_id for one in citing if one.task_id)),
        len(citing),
        document_address(document.key) if document.family != "standard" else "",
    )
