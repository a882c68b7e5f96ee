"""The audit as CSV: some hundred thousand rows, but what most tell of their task is written once."""

from collections.abc import Iterator

from ketluan.auditing import Audit
from ketluan.exports.audit_rows import COLUMNS, AuditRow, findings, task_facts
from ketluan.exports.csv_file import Cells, csv_line


def audit_lines(audit: Audit) -> Iterator[str]:
    """Yield a line for each row of `audit_table`, without its head."""
    columns = [column for column in COLUMNS if not column.data_only]
    places = {column.key: (at, Cells(column)) for at, column in enumerate(columns)}

    def written(told: AuditRow, cells: list[str]) -> list[str]:
        """Return `cells` with those that are `told` in their places."""
        for key, value in told.items():
            if key in places:
                at, known = places[key]
                cells[at] = known[value]
        return cells

    nothing = [""] * len(columns)
    tasks: dict[str, list[str]] = {}
    for kind, task, told in findings(audit):
        if task and task.id not in tasks:
            tasks[task.id] = written(task_facts(task, audit), nothing.copy())
        cells = tasks[task.id] if task else nothing
        yield csv_line(written({"kind": kind, **told}, cells.copy()))
