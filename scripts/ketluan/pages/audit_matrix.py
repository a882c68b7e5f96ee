"""The matrix of units, periods and statuses, and the pages of the tasks behind its numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ketluan.addresses import AUDIT, HOME, audit_tasks_address
from ketluan.auditing import ByStatus
from ketluan.model import Period, Task
from ketluan.pages.audit_rows import Cell, Source, due_cell, lead_cell, status_sign, task_cell
from ketluan.pages.lists import LIST_LIMIT, UNKNOWN_LEAD_NAME, lead_key
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, Sign
from ketluan.pages.wording import count_in_words
from ketluan.status import LABELS, Status
from ketluan.vietnamese import day_in_words

_HEADS: Final = ("Nhiệm vụ", "Chủ trì", "Hạn")
NO_PERIOD: Final = "Không theo kỳ nào"


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of tasks of one status, with the place where exactly those are listed."""

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
            rows.append(MatrixRow(_unit_name(unit_id, source), tallies))
    return YearMatrix(
        id=f"nam-{year or 'khong-ky'}",
        title=f"Năm {year}" if year else NO_PERIOD,
        columns=tuple(Link(_label(one), audit_tasks_address(_id(one))) for one in periods),
        rows=tuple(rows),
        totals=tuple(_tallies(matrix.totals[one], one, None, source) for one in periods),
        counts=tuple(count_in_words(_size(matrix.totals[one])) for one in periods),
    )


def _label(period: Period | None) -> str:
    return period.label if period else NO_PERIOD


def _id(period: Period | None) -> str:
    return period.id if period else ""


def _size(cell: ByStatus) -> int:
    return sum(map(len, cell.values()))


def _unit_name(unit_id: str, source: Source) -> str:
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
    page = audit_tasks_address(_id(period), status if _is_long(period, source) else "")
    return f"{page}#{_anchor(status, unit_id)}"


def _is_long(period: Period | None, source: Source) -> bool:
    """Tell whether the period's tasks need a page for each status."""
    return _size(source.audit.matrix.totals[period]) > LIST_LIMIT


def _anchor(status: Status, unit_id: str | None) -> str:
    return status if unit_id is None else f"{status}-{lead_key(unit_id)}"


def status_totals(source: Source) -> tuple[tuple[Sign, str], ...]:
    """Return how many known tasks have each status, each task counted once."""
    statuses = [source.audit.state.statuses[task.id] for task in source.audit.tasks]
    return tuple(
        (status_sign(status), count_in_words(statuses.count(status)))
        for status in LABELS
        if status in statuses
    )


# The pages behind the numbers.


@dataclass(frozen=True, slots=True)
class UnitTasks:
    """The tasks of one status that a unit leads, as rows of a table."""

    id: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class StatusTasks:
    """The tasks of one status: `count` different ones; of a long period they stand at `page`."""

    id: str
    sign: Sign
    count: str
    groups: tuple[UnitTasks, ...]
    page: str = ""


def audit_task_pages(source: Source) -> Iterator[Page]:
    """Yield a page for each period with the tasks that its numbers count, by status and unit.

    A period of many tasks has a page for each status instead.
    """
    for period in source.audit.matrix.periods:
        cells = source.audit.matrix.totals[period]
        if not _is_long(period, source):
            listed = tuple(_status_tasks(one, period, source) for one in cells)
            yield _page(period, "", listed, source)
            continue
        yield _page(period, "", tuple(_pointer(one, period, source) for one in cells), source)
        for status in cells:
            yield _page(period, status, (_status_tasks(status, period, source),), source)


def _status_tasks(status: Status, period: Period | None, source: Source) -> StatusTasks:
    matrix = source.audit.matrix
    groups = []
    for unit_id in matrix.units:
        tasks = matrix.cells.get((unit_id, period), {}).get(status, ())
        if tasks:
            rows = tuple(_row(task, source) for task in tasks)
            groups.append(UnitTasks(_anchor(status, unit_id), _unit_name(unit_id, source), rows))
    count = count_in_words(len(matrix.totals[period][status]))
    return StatusTasks(status, status_sign(status), count, tuple(groups))


def _pointer(status: Status, period: Period | None, source: Source) -> StatusTasks:
    count = count_in_words(len(source.audit.matrix.totals[period][status]))
    page = audit_tasks_address(_id(period), status)
    return StatusTasks(status, status_sign(status), count, (), page)


def _row(task: Task, source: Source) -> tuple[Cell, ...]:
    return task_cell(task, source), lead_cell(task, source), due_cell(task)


def _page(
    period: Period | None, status: str, listed: tuple[StatusTasks, ...], source: Source
) -> Page:
    address = audit_tasks_address(_id(period), status)
    words: Mapping[str, str] = {str(code): label for code, label in LABELS.items()}
    label = _label(period)
    title = f"{label}: {words[status].lower()}" if status else label
    day = day_in_words(source.audit.day)
    totals = source.audit.matrix.totals[period]
    count = sum(len(tasks) for one, tasks in totals.items() if status in ("", one))
    ahead = (Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT))
    trail = (
        (*ahead, Link(label, audit_tasks_address(_id(period))), Link(words[status]))
        if status
        else (*ahead, Link(label))
    )
    html = rendered(
        "audit_tasks.html",
        address,
        trail=trail,
        title=f"Trạng thái nhiệm vụ, {title[0].lower()}{title[1:]}",
        day=day,
        count=count_in_words(count),
        heads=_HEADS,
        statuses=listed,
    )
    headings = tuple(Heading(one.id, one.sign.word) for one in listed)
    return Page(
        address=address,
        title=f"Kiểm toán: {title}",
        description=f"{title}: {count} nhiệm vụ theo trạng thái đến hết ngày {day}.",
        html=html,
        headings=headings,
    )
