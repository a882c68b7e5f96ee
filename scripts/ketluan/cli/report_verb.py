"""The verb of an auditor: `report` tells figures and findings of a day, to a person or a program."""

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ketluan.archive import blocking, load_archive
from ketluan.auditing import Audit, audit_on, figures_of
from ketluan.cli.asked_units import LED, asked_unit, unknown_unit
from ketluan.cli.console import give, give_json, give_table, say
from ketluan.cli.verb import parse_day, parse_period
from ketluan.clock import today
from ketluan.exports.audit_rows import COLUMNS, KINDS, AuditRow, audit_rows
from ketluan.exports.json_file import plain_value
from ketluan.exports.tables import Value, shown
from ketluan.model import Period
from ketluan.pages.audit_words import none_words, waiting_words
from ketluan.pages.lists import UNKNOWN_LEAD_NAME
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words

_FEW: Final = 10  # rows of each list in the overview
_TEXT: Final = 60  # characters of a cell on a terminal
# What a list shows on a terminal; the JSON has everything.
_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "overdue": ("days_late", "due", "due_from", "unit_names", "task", "text"),
    "carried_over": ("steps", "quarters", "first_day", "due", "unit_names", "task", "text"),
    "not_repeated": ("period", "due", "status", "unit_names", "task", "text"),
    "past_when_issued": ("days", "due", "notice_day", "unit_names", "task", "text"),
    "slip": ("days", "due_before", "due", "slips", "task", "text"),
    "unit_without_tasks": ("period", "unit_names", "group_tasks", "notices"),
    "conflict": ("about", "document", "task", "statements"),
    "unconfirmed_link": ("score_percent", "link_status", "task", "continues"),
    "proposed_outcome": ("score_percent", "outcome", "task", "stated_in", "sentence"),
}
_COLUMNS: Final = {column.key: column for column in COLUMNS}


def report_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `report`."""
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="theo những gì kho biết đến hết ngày này, viết 30/9/2021 hoặc 2021-09-30; bỏ trống: hôm nay",
    )  # fmt: skip
    command.add_argument(
        "--unit",
        default="",
        metavar="ĐƠN_VỊ",
        help="chỉ nhiệm vụ do đơn vị này chủ trì: mã hoặc tên",
    )
    command.add_argument(
        "--period", type=parse_period, metavar="KỲ",
        help="chỉ nhiệm vụ của kỳ này: 2021-Q2, 2021-H1, 2021-05, 2021",
    )  # fmt: skip
    meanings = ", ".join(f"{kind} {name[0].lower()}{name[1:]}" for kind, name in KINDS.items())
    command.add_argument(
        "--what", choices=tuple(KINDS), action="append", metavar="DANH_SÁCH",
        help=f"chỉ danh sách này, in đủ mọi dòng; nêu được nhiều lần: {meanings}",
    )  # fmt: skip
    command.add_argument(
        "--json", action="store_true", help="in mọi dòng dạng JSON cho chương trình khác"
    )


def report(options: argparse.Namespace) -> int:
    """Print the audit; exit 2 where there is no such unit. Findings are no failure."""
    archive = load_archive(options.archive)
    unit = asked_unit(archive, options.unit)
    if options.unit and unit is None:
        say(f"ketluan report: {unknown_unit(archive, options.unit)}")
        return 2
    day: date = options.as_of or today()
    audit = audit_on(archive, day, unit.id if unit else "", options.period)
    kinds: Sequence[str] = options.what or tuple(KINDS)
    if options.json:
        give_json([_plain(row) for row in audit_rows(audit, kinds)])
    else:
        _tell_scope(audit, unit.name if unit else "", options.period)
        _tell(audit, kinds, few=not options.what)
    if blocking(archive.problems):
        say("Lưu ý: kho còn lỗi nên báo cáo có thể thiếu; hãy chạy `ketluan check`.")
    return 0


def _plain(row: AuditRow) -> dict[str, object]:
    return {key: plain_value(value) for key, value in row.items()}


def _tell_scope(audit: Audit, unit: str, period: Period | None) -> None:
    day = day_in_words(audit.day)
    give(f"Tính đến hết ngày {day}, theo những gì kho biết đến ngày ấy.")
    scope = [f"Đơn vị: {unit}. {LED}" if unit else "", f"Kỳ: {period.label}" if period else ""]
    for line in filter(None, scope):
        give(line)
    notices = len({task.notice_id for task in audit.tasks})
    give(f"{len(audit.tasks)} nhiệm vụ trong {notices} thông báo.")
    waiting = waiting_words(figures_of(audit))
    if waiting:
        give(waiting)


def _tell(audit: Audit, kinds: Collection[str], *, few: bool) -> None:
    if "status" in kinds:
        _tell_matrix(audit)
    for kind in _SHOWN:
        if kind not in kinds:
            continue
        rows = list(audit_rows(audit, (kind,)))
        give("")
        give(
            f"{KINDS[kind]}: {len(rows) or none_words(kind, figures_of(audit))}{_default_share(rows)}"
        )
        shown_rows = rows[:_FEW] if few else rows
        if shown_rows:
            give_table([_titles(kind), *(_cells(kind, row) for row in shown_rows)])
        if len(rows) > len(shown_rows):
            more = f"ketluan report --as-of {audit.day.isoformat()} --what {kind}"
            give(f"… còn {len(rows) - len(shown_rows)} dòng: {more}")


def _default_share(rows: Sequence[AuditRow]) -> str:
    """Return how many of overdue rows have no limit but the end of their period."""
    count = sum(row["kind"] == "overdue" and row["due_from"] == "period" for row in rows)
    return f", trong đó {count} chỉ theo hạn của kỳ" if count else ""


def _tell_matrix(audit: Audit) -> None:
    """Print a table for each period: units, and how many tasks of each status they lead."""
    for period in audit.matrix.periods:
        give("")
        totals = audit.matrix.totals[period]
        statuses = tuple(totals)
        give(period.label if period else "Không theo kỳ nào")
        rows = [("Chủ trì", *(LABELS[status] for status in statuses), "Cộng")]
        for unit_id in audit.matrix.units:
            cell = audit.matrix.cells.get((unit_id, period))
            if cell:
                name = audit.state.units[unit_id].name if unit_id else UNKNOWN_LEAD_NAME
                rows.append((name, *_counts([len(cell.get(status, ())) for status in statuses])))
        counts = [len(totals[status]) for status in statuses]
        give_table([*rows, ("Tổng số nhiệm vụ (không tính trùng)", *_counts(counts))])


def _counts(numbers: Sequence[int]) -> Iterator[str]:
    yield from (str(number) if number else "-" for number in numbers)
    yield str(sum(numbers))


def _titles(kind: str) -> list[str]:
    return [_COLUMNS[key].title for key in _SHOWN[kind]]


def _cells(kind: str, row: AuditRow) -> list[str]:
    return [_cell(key, row.get(key)) for key in _SHOWN[kind]]


def _cell(key: str, value: Value) -> str:
    text = day_in_words(value) if isinstance(value, date) else shown(_COLUMNS[key], value)
    is_id = key in ("task", "continues", "document", "stated_in")
    return text if is_id or len(text) <= _TEXT else f"{text[: _TEXT - 1].rstrip()}…"
