"""The matrix of units, periods and statuses, and where the tasks behind its numbers are listed."""

from dataclasses import dataclass
from typing import Final

from ketluan.addresses import audit_tasks_address
from ketluan.auditing import ByStatus
from ketluan.model import Period
from ketluan.pages.audit_rows import Source, status_sign
from ketluan.pages.lists import LIST_LIMIT, UNKNOWN_LEAD_NAME, lead_key
from ketluan.pages.tasks import Link, Sign
from ketluan.pages.wording import count_in_words
from ketluan.status import LABELS, Status

NO_PERIOD: Final = "Không theo kỳ nào"


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of tasks of one status, with the place where exactly those are listed, if any."""

    count: str
    sign: Sign
    address: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A unit, and for each column what it leads then; no tallies where it leads nothing."""

    name: str
    cells: tuple[tuple[Tally, ...], ...]


@dataclass(frozen=True, slots=True)
class YearMatrix:
    """The periods of one year side by side: columns, rows of units, tasks counted once each."""

    id: str
    title: str
    columns: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[tuple[Tally, ...], ...]
    counts: tuple[str, ...]


def year_matrices(source: Source) -> tuple[YearMatrix, ...]:
    """Return the matrix year by year, the newest first, tasks without a period at the end."""
    years: dict[str, list[Period | None]] = {}
    for period in source.audit.matrix.periods:
        years.setdefault(str(period.year) if period else "", []).append(period)
    return tuple(_year_matrix(year, years[year], source) for year in sorted(years, reverse=True))


def _year_matrix(year: str, periods: list[Period | None], source: Source) -> YearMatrix:
    matrix = source.audit.matrix
    rows = []
    for unit_id in matrix.units:
        cells = [matrix.cells.get((unit_id, period), {}) for period in periods]
        if any(cells):
            pairs = zip(periods, cells, strict=True)
            tallies = tuple(_tallies(cell, period, unit_id, source) for period, cell in pairs)
            rows.append(MatrixRow(unit_name(unit_id, source), tallies))
    return YearMatrix(
        id=f"nam-{year or 'khong-ky'}",
        title=f"Năm {year}" if year else NO_PERIOD,
        columns=tuple(_column(one, source) for one in periods),
        rows=tuple(rows),
        totals=tuple(_tallies(matrix.totals[one], one, None, source) for one in periods),
        counts=tuple(count_in_words(_size(matrix.totals[one])) for one in periods),
    )


def _column(period: Period | None, source: Source) -> Link:
    address = audit_tasks_address(period_id(period)) if source.listed else ""
    return Link(period_name(period), address)


def period_name(period: Period | None) -> str:
    """Return the period in words, of tasks without one too."""
    return period.label if period else NO_PERIOD


def period_id(period: Period | None) -> str:
    """Return the period's id, empty where there is no period."""
    return period.id if period else ""


def _size(cell: ByStatus) -> int:
    return sum(map(len, cell.values()))


def unit_name(unit_id: str, source: Source) -> str:
    """Return the name of a unit or group, `""` being the unknown."""
    return source.audit.state.units[unit_id].name if unit_id else UNKNOWN_LEAD_NAME


def _tallies(
    cell: ByStatus, period: Period | None, unit_id: str | None, source: Source
) -> tuple[Tally, ...]:
    """Return the tallies of a unit's cell, of a total where `unit_id` is `None`."""
    return tuple(
        Tally(
            count_in_words(len(tasks)),
            status_sign(status),
            _place(period, status, unit_id, source),
        )
        for status, tasks in cell.items()
    )


def _place(period: Period | None, status: Status, unit_id: str | None, source: Source) -> str:
    if not source.listed:
        return ""
    parts: tuple[str, ...] = ()
    if is_long(period, source):
        parts = (status,)
        if unit_id is not None and is_long(period, source, status):
            parts = (status, lead_key(unit_id))
    return f"{audit_tasks_address(period_id(period), *parts)}#{tasks_anchor(status, unit_id)}"


def is_long(period: Period | None, source: Source, status: Status | None = None) -> bool:
    """Tell whether a period's tasks need a page for each status, those of a status one for each unit."""
    cells = source.audit.matrix.totals[period]
    return (len(cells[status]) if status else _size(cells)) > LIST_LIMIT


def tasks_anchor(status: Status, unit_id: str | None) -> str:
    """Return the anchor of the tasks of a status, or of those that one unit leads."""
    return status if unit_id is None else f"{status}-{lead_key(unit_id)}"


def status_totals(source: Source) -> tuple[tuple[Sign, str], ...]:
    """Return how many known tasks have each status, each task counted once."""
    statuses = [source.audit.state.statuses[task.id] for task in source.audit.tasks]
    return tuple(
        (status_sign(status), count_in_words(statuses.count(status)))
        for status in LABELS
        if status in statuses
    )
