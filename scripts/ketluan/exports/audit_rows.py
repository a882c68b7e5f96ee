"""The audit as flat rows: each has its `kind`, and stable English keys for what it tells."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from ketluan.auditing import (
    FINDINGS,
    Audit,
    FindingKind,
    Side,
    State,
    audit_on,
)
from ketluan.exports.rows import DUE_FROM, title_facts
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Column, Table, Value
from ketluan.exports.task_words import whole_line
from ketluan.model import Period, Task, UnitMention
from ketluan.status import LABELS, Status

AuditRow = dict[str, Value]
Facts = Mapping[str, Callable[[Any], Value]]  # by key what gives the value, of a row
Subject = Callable[[Any], Task | None]  # gives the task that a row is about

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
        facts = count_facts(audit.state)
        for count in status_counts(audit):
            yield {"kind": "status", **_told(facts, count)}
    of_task, tasks = task_facts(audit), dict[str, AuditRow]()
    for kind in FINDINGS:
        if kind in kinds:
            subject, facts = subject_of(kind), facts_of(kind, audit.state)
            for row in audit.rows(kind):
                task = subject(row)
                if task and task.id not in tasks:
                    tasks[task.id] = _told(of_task, task)
                yield {"kind": kind, **(tasks[task.id] if task else {}), **_told(facts, row)}


def _told(facts: Facts, row: object) -> AuditRow:
    return {key: fact(row) for key, fact in facts.items()}


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


@dataclass(frozen=True, slots=True)
class StatusCount:
    """The tasks of one status that a unit leads in a period."""

    unit_id: str
    period: Period | None
    status: Status
    tasks: tuple[Task, ...]


def status_counts(audit: Audit) -> Iterator[StatusCount]:
    """Yield the counts by status: units in the order of the register, periods rising."""
    for unit_id in audit.matrix.units:
        for period in audit.matrix.periods:
            for status, tasks in audit.matrix.cells.get((unit_id, period), {}).items():
                yield StatusCount(unit_id, period, status, tasks)


def count_facts(state: State) -> Facts:
    """Return what gives all that a count by status tells."""

    def ids(row: StatusCount) -> tuple[str, ...]:
        return (row.unit_id,) if row.unit_id else ()

    return {
        "unit": attrgetter("unit_id"),
        "units": ids,
        "unit_names": lambda row: tuple(state.units[one].name for one in ids(row)),
        "period": attrgetter("period"),
        "status": attrgetter("status"),
        "count": lambda row: len(row.tasks),
        "tasks": lambda row: tuple(task.id for task in row.tasks),
    }


def unit_names(mentions: Iterable[UnitMention], state: State) -> tuple[str, ...]:
    """Return the names of units: of the register, else as the text names them."""
    units = state.units
    return tuple(
        [units[one.unit_id].name if one.unit_id in units else one.name for one in mentions]
    )


def task_facts(audit: Audit) -> Facts:
    """Return what gives all that every row about a task tells of it."""
    state = audit.state
    units, threads = state.units, state.threads

    def ids(task: Task) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.unit_id for one in task.lead_units if one.unit_id in units))

    return {
        "task": attrgetter("id"),
        "thread": lambda task: threads[task.id].id,
        "text": whole_line,
        "unit": lambda task: next(iter(ids(task)), ""),
        "units": ids,
        "unit_names": lambda task: tuple(dict.fromkeys(unit_names(task.lead_units, state))),
        "period": attrgetter("period"),
        "status": lambda task: state.statuses[task.id],
        "due": lambda task: state.dues[task.id],
        "due_from": attrgetter("due_from"),
    }


def subject_of(kind: FindingKind) -> Subject:
    """Return what gives the task that a row of the finding is about, none for one about no task alone."""
    return _SUBJECTS.get(kind, _SUBJECT)


def facts_of(kind: FindingKind, state: State) -> Facts:
    """Return what gives all that only a row of the finding tells, apart from `task_facts`."""
    return _carried_over(state) if kind == "carried_over" else _FACTS[kind]


def _carried_over(state: State) -> Facts:
    return {
        "first": attrgetter("first.id"),
        "first_day": lambda row: state.told(row.first),
        "first_due": attrgetter("first_due"),
        "steps": attrgetter("steps"),
        "periods": attrgetter("periods"),
        "quarters": attrgetter("quarters"),
        "units_over_time": lambda row: unit_names(row.units, state),
    }


def _statement(side: Side) -> str:
    label = next((label for status, label in LABELS.items() if status == side.value), side.value)
    day = side.day.isoformat() if side.day else ""
    sources = f"({', '.join(side.sources)})" if side.sources else ""
    return " ".join(part for part in (label, day if day != label else "", sources) if part)


_FACTS: Final[Mapping[FindingKind, Facts]] = {
    "overdue": {
        "days_late": attrgetter("days_late"),
        "first_due": attrgetter("first_due"),
        "days_since_first": attrgetter("days_since_first"),
    },
    "not_repeated": {
        "later_notices": attrgetter("later"),
        "next_notice": attrgetter("next_notice"),
        "proposed_links": attrgetter("proposed"),
    },
    "past_when_issued": {
        "due": attrgetter("due"),
        "notice_day": attrgetter("told"),
        "days": attrgetter("days"),
    },
    "slip": {
        "continues": attrgetter("earlier.id"),
        "due_before": attrgetter("before"),
        "days": attrgetter("days"),
        "slips": attrgetter("count"),
    },
    "unit_without_tasks": {
        "unit": attrgetter("unit.id"),
        "units": lambda row: (row.unit.id,),
        "unit_names": lambda row: (row.unit.name,),
        "period": attrgetter("period"),
        "count": lambda _: 0,
        "notices": attrgetter("notices"),
        "group_tasks": attrgetter("by_group"),
    },
    "conflict": {
        "about": attrgetter("about"),
        "document": lambda row: row.document.key if row.document else "",
        "tasks": lambda row: tuple(task.id for task in row.tasks),
        "statements": lambda row: tuple(map(_statement, row.sides)),
    },
    "unconfirmed_link": {
        "continues": attrgetter("earlier.id"),
        "link_status": attrgetter("link.status"),
        "score_percent": lambda row: round(100 * row.link.score),
        "reasons": attrgetter("link.reasons"),
    },
    "proposed_outcome": {
        "outcome": attrgetter("proposal.status"),
        "outcome_day": attrgetter("proposal.day"),
        "evidence": attrgetter("proposal.evidence"),
        "stated_in": attrgetter("proposal.notice_id"),
        "line": attrgetter("proposal.line"),
        "sentence": attrgetter("proposal.sentence"),
        "score_percent": lambda row: round(100 * row.proposal.score),
        "reasons": attrgetter("proposal.reasons"),
    },
}
# The task whose facts belong to a row.
_SUBJECT: Final[Subject] = attrgetter("task")
_SUBJECTS: Final[Mapping[FindingKind, Subject]] = {
    "unit_without_tasks": lambda _: None,
    "conflict": lambda row: None if row.document else row.tasks[0],
}
