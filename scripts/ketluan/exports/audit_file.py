"""The audit as CSV: some hundred thousand rows, but what most tell of their task is written once."""

from collections.abc import Iterator

from ketluan.auditing import Audit
from ketluan.exports.audit_rows import COLUMNS, AuditRow, findings, task_facts
from ketluan.exports.csv_file import Cells, csv_line


def audit_lines(audit: Audit) -> Iterator[str]:
    """Yield a line for each row of `audit_table`, without its head."""
    columns = [column for column in COLUMNS if not column.data_only]
    places = {column.key: (at, Cells(column)) for at, column in enumerate(columns)}

    def write(told: AuditRow, cells: list[str]) -> None:
        """Put into `cells` what is `told`."""
        for key, value in told.items():
            if place := places.get(key):
                at, known = place
                cells[at] = known[value]

    tasks: dict[str, list[str]] = {}
    kind_at, kinds = places["kind"]
    for kind, task, told in findings(audit):
        if task and task.id in tasks:
            cells = tasks[task.id].copy()
        else:
            cells = [""] * len(columns)
            if task:
                write(task_facts(task, audit), cells)
                tasks[task.id] = cells.copy()
        cells[kind_at] = kinds[kind]
        write(told, cells)
        yield csv_line(cells)
