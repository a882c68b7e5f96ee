"""The audit as flat rows: each has its `kind`, and stable English keys for what it tells."""

from collections.abc import Callable, Collection, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from ketluan.auditing import (
    FINDINGS,
    Audit,
    CarriedOver,
    Contradiction,
    FindingKind,
    NotRepeated,
    Overdue,
    PastWhenIssued,
    ProposedOutcome,
    Side,
    Slip,
    State,
    UnconfirmedLink,
    UnitWithoutTasks,
    audit_on,
)
from ketluan.exports.rows import DUE_FROM, title_facts
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Column, Table, Value
from ketluan.model import Task
from ketluan.status import LABELS

AuditRow = dict[str, Value]

KINDS: Final[Mapping[str, str]] = {
    "status": "Số nhiệm vụ",
    "overdue": "Quá hạn",
    "carried_over": "Chuyển nhiều kỳ",
    "not_repeated": "Không được nhắc lại",
    "past_when_issued": "Hạn đã qua khi ban hành",
    "slip": "Lùi hạn",
    "unit_without_tasks": "Đơn vị không có nhiệm vụ",
    "conflict": "Mâu thuẫn",
    "unconfirmed_link": "Liên kết chưa xác nhận",
    "proposed_outcome": "Kết quả chưa quyết định",
}
ABOUT: Final[Mapping[str, str]] = {
    "document-date": "một văn bản được ghi hai ngày ban hành",
    "document-issuer": "một văn bản được ghi hai cơ quan ban hành",
    "repeated-after-closing": "được tiếp nối sau khi đã có kết quả",
    "outcomes": "các kết quả trái nhau",
    "outcome-before-task": "kết quả có trước khi giao",
    "decided-due": "hạn người phụ trách xác định khác hạn văn bản ghi",
}
LINK_STATUSES: Final[Mapping[str, str]] = {
    "automatic": "máy đã tự nối",
    "proposed": "máy đề xuất, chưa nối",
}


def audit_rows(audit: Audit, kinds: Collection[str] = tuple(KINDS)) -> Iterator[AuditRow]:
    """Yield the rows of the `kinds`: counts by status first, then the findings in their order.

    `unit` is the first lead unit's id, `units` are all; an unknown one is empty. `tasks` of a count
    are the ids that it counts: its length.
    """
    if "status" in kinds:
        for told in status_rows(audit):
            yield {"kind": "status", **told}
    tasks: dict[str, AuditRow] = {}
    for kind in FINDINGS:
        if kind in kinds:
            subject, facts = subject_of(kind), facts_of(kind)
            for row in audit.rows(kind):
                task = subject(row)
                if task and task.id not in tasks:
                    tasks[task.id] = task_facts(task, audit)
                own = facts(row, audit.state)
                yield {"kind": kind, **(tasks[task.id] if task else {}), **own}


def audit_table(selection: Selection) -> Table:
    """Return all rows as one table; the day is that of the selection, without one there is none."""
    rows: list[AuditRow] = []
    keys = [column.key for column in COLUMNS]
    if selection.day:
        unit_id = selection.unit.id if selection.unit else ""
        audit = audit_on(selection.archive, selection.day, unit_id, selection.period)
        rows += audit_rows(audit)
    return Table(
        "audit",
        "Kiểm toán",
        COLUMNS,
        tuple(tuple(map(row.get, keys)) for row in rows),
        title_facts(selection),
    )


COLUMNS: Final = (
    Column("kind", "Danh sách", 22, KINDS),
    Column("task", "Mã nhiệm vụ", 30),
    Column("text", "Nội dung nhiệm vụ", 60),
    Column("unit", "Mã đơn vị", data_only=True),
    Column("units", "Mã các đơn vị chủ trì", data_only=True),
    Column("unit_names", "Chủ trì", 28),
    Column("period", "Kỳ", 14),
    Column("status", "Trạng thái", 16, {str(status): label for status, label in LABELS.items()}),
    Column("count", "Số nhiệm vụ", 9),
    Column("due", "Hạn", 12),
    Column("due_from", "Hạn lấy từ", 18, DUE_FROM),
    Column("days_late", "Số ngày quá hạn", 9),
    Column("first_due", "Hạn đầu tiên", 12),
    Column("days_since_first", "Số ngày kể từ hạn đầu tiên", 9),
    Column("first", "Nêu lần đầu ở", 30),
    Column("first_day", "Ngày nêu lần đầu", 12),
    Column("steps", "Số lần nêu", 9),
    Column("periods", "Số kỳ", 9),
    Column("quarters", "Số quý từ lần đầu", 9),
    Column("units_over_time", "Các đơn vị đã chủ trì", 28),
    Column("later_notices", "Số thông báo sau", 9),
    Column("next_notice", "Thông báo kế tiếp", 28),
    Column("proposed_links", "Liên kết chờ xác nhận", 9),
    Column("notice_day", "Ngày thông báo", 12),
    Column("continues", "Tiếp nối nhiệm vụ", 30),
    Column("due_before", "Hạn trước", 12),
    Column("days", "Số ngày", 9),
    Column("slips", "Số lần lùi hạn của cả quá trình", 9),
    Column("notices", "Thông báo của kỳ", 30),
    Column("group_tasks", "Số nhiệm vụ chung", 9),
    Column("about", "Mâu thuẫn về", 30, ABOUT),
    Column("document", "Mã văn bản", 24),
    Column("tasks", "Các nhiệm vụ", data_only=True),
    Column("statements", "Các bên ghi", 50),
    Column("link_status", "Liên kết", 16, LINK_STATUSES),
    Column("outcome", "Kết quả đề xuất", 16, {str(one): label for one, label in LABELS.items()}),
    Column("outcome_day", "Ngày có kết quả", 12),
    Column("evidence", "Căn cứ", 28),
    Column("stated_in", "Nêu trong thông báo", 28),
    Column("line", "Dòng", 7),
    Column("sentence", "Câu", 50),
    Column("score_percent", "Điểm (%)", 7),
    Column("reasons", "Lý do", 40),
    Column("thread", "Mã quá trình thực hiện", 30),
)


def status_rows(audit: Audit) -> Iterator[AuditRow]:
    """Yield what the counts by status tell."""
    for unit_id in audit.matrix.units:
        for period in audit.matrix.periods:
            for status, tasks in audit.matrix.cells.get((unit_id, period), {}).items():
                yield {
                    "unit": unit_id,
                    "units": (unit_id,) if unit_id else (),
                    "unit_names": (audit.state.units[unit_id].name,) if unit_id else (),
                    "period": period,
                    "status": status,
                    "count": len(tasks),
                    "tasks": tuple(task.id for task in tasks),
                }


def unit_names(task: Task, audit: Audit) -> tuple[str, ...]:
    """Return the names of the task's lead units: of the register, else as the text names them."""
    units = audit.state.units
    names = [
        units[one.unit_id].name if one.unit_id in units else one.name for one in task.lead_units
    ]
    return tuple(dict.fromkeys(names))


def task_facts(task: Task, audit: Audit) -> AuditRow:
    """Return what every row about the task tells of it."""
    state = audit.state
    known = [one.unit_id for one in task.lead_units if one.unit_id in state.units]
    ids = tuple(dict.fromkeys(known))
    return {
        "task": task.id,
        "thread": state.thread(task).id,
        "text": " ".join(task.text.split()),
        "unit": ids[0] if ids else "",
        "units": ids,
        "unit_names": unit_names(task, audit),
        "period": task.period,
        "status": state.statuses[task.id],
        "due": state.dues[task.id],
        "due_from": task.due_from,
    }


def subject_of(kind: FindingKind) -> Callable[[Any], Task | None]:
    """Return what gives the task that a row of the finding is about, none for one about no task alone."""
    return _SUBJECTS.get(kind, _SUBJECT)


def facts_of(kind: FindingKind) -> Callable[[Any, State], AuditRow]:
    """Return what gives all that only that row of the finding tells, apart from `task_facts`."""
    return _FACTS[kind]


def _overdue(row: Overdue, _: State) -> AuditRow:
    return {
        "days_late": row.days_late,
        "first_due": row.first_due,
        "days_since_first": row.days_since_first,
    }


def _carried_over(row: CarriedOver, state: State) -> AuditRow:
    units = state.units
    names = (units[u.unit_id].name if u.unit_id in units else u.name for u in row.units)
    return {
        "first": row.first.id,
        "first_day": state.told(row.first),
        "first_due": row.first_due,
        "steps": row.steps,
        "periods": row.periods,
        "quarters": row.quarters,
        "units_over_time": tuple(names),
    }


def _not_repeated(row: NotRepeated, _: State) -> AuditRow:
    return {
        "later_notices": row.later,
        "next_notice": row.next_notice,
        "proposed_links": row.proposed,
    }


def _past_when_issued(row: PastWhenIssued, _: State) -> AuditRow:
    return {"due": row.due, "notice_day": row.told, "days": row.days}


def _slip(row: Slip, _: State) -> AuditRow:
    return {
        "continues": row.earlier.id,
        "due_before": row.before,
        "days": row.days,
        "slips": row.count,
    }


def _unit_without_tasks(row: UnitWithoutTasks, _: State) -> AuditRow:
    return {
        "unit": row.unit.id,
        "units": (row.unit.id,),
        "unit_names": (row.unit.name,),
        "period": row.period,
        "count": 0,
        "notices": row.notices,
        "group_tasks": row.by_group,
    }


def _conflict(row: Contradiction, _: State) -> AuditRow:
    return {
        "about": row.about,
        "document": row.document.key if row.document else "",
        "tasks": tuple(task.id for task in row.tasks),
        "statements": tuple(_statement(side) for side in row.sides),
    }


def _statement(side: Side) -> str:
    label = next((label for status, label in LABELS.items() if status == side.value), side.value)
    day = side.day.isoformat() if side.day else ""
    sources = f"({', '.join(side.sources)})" if side.sources else ""
    return " ".join(part for part in (label, day if day != label else "", sources) if part)


def _unconfirmed_link(row: UnconfirmedLink, _: State) -> AuditRow:
    return {
        "continues": row.earlier.id,
        "link_status": row.link.status,
        "score_percent": round(100 * row.link.score),
        "reasons": row.link.reasons,
    }


def _proposed_outcome(row: ProposedOutcome, _: State) -> AuditRow:
    proposal = row.proposal
    return {
        "outcome": proposal.status,
        "outcome_day": proposal.day,
        "evidence": proposal.evidence,
        "stated_in": proposal.notice_id,
        "line": proposal.line,
        "sentence": proposal.sentence,
        "score_percent": round(100 * proposal.score),
        "reasons": proposal.reasons,
    }


_FACTS: Final[Mapping[FindingKind, Callable[[Any, State], AuditRow]]] = {
    "overdue": _overdue,
    "carried_over": _carried_over,
    "not_repeated": _not_repeated,
    "past_when_issued": _past_when_issued,
    "slip": _slip,
    "unit_without_tasks": _unit_without_tasks,
    "conflict": _conflict,
    "unconfirmed_link": _unconfirmed_link,
    "proposed_outcome": _proposed_outcome,
}
# The task whose facts belong to a row.
_SUBJECT: Final[Callable[[Any], Task | None]] = attrgetter("task")
_SUBJECTS: Final[Mapping[FindingKind, Callable[[Any], Task | None]]] = {
    "unit_without_tasks": lambda _: None,
    "conflict": lambda row: None if row.document else row.tasks[0],
}
