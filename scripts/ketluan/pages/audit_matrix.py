"""The matrix of units, periods and statuses, and where the tasks behind its numbers are listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ketluan.addresses import audit_tasks_address
from ketluan.auditing import Counts, Figures
from ketluan.model import Period
from ketluan.pages.audit_rows import status_sign
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import LIST_LIMIT, UNKNOWN_LEAD_NAME, lead_key
from ketluan.pages.tasks import Link, Sign
from ketluan.pages.wording import count_in_words
from ketluan.status import LABELS, Status

NO_PERIOD: Final = "Không theo kỳ nào"
Cells = dict[Period | None, Counts]  # of a unit, by period


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of tasks of one status, with the place where exactly those are listed, if any."""

    count: str
    status: Status
    word: str
    address: str


class MatrixRow(NamedTuple):
    """A unit, and for each column what it leads then; no tallies where it leads nothing."""

    name: str
    cells: tuple[tuple[Tally, ...], ...]


class YearMatrix(NamedTuple):
    """The periods of one year side by side: columns, rows of units, tasks counted once each."""

    id: str
    title: str
    columns: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[tuple[Tally, ...], ...]
    counts: tuple[str, ...]

    def __hash__(
        self,
    ) -> int:  # quickly: what was rendered of it is sought for each page that shows it
        return hash((self.id, self.counts))


class YearMatrices:
    """Makes the matrices of one day after the other: of a year in which nothing changed it is the same.

    `listed` tells whether the site has the lists of the figures; otherwise they lead nowhere.
    """

    def __init__(self, known: Catalogue, *, listed: bool = False) -> None:
        self._names = _unit_names(known)
        self._listed = listed
        self._made: dict[str, tuple[_Year, YearMatrix]] = {}

    def of(self, figures: Figures) -> tuple[YearMatrix, ...]:
        """Return the matrix year by year, the newest first, tasks without a period at the end."""
        years: dict[str, _Year] = {}
        for period in figures.periods:
            year = years.setdefault(_year_of(period), _Year({}, {}))
            year.totals[period] = figures.totals[period]
        for (unit_id, period), cell in figures.cells.items():
            if cell:
                years[_year_of(period)].led.setdefault(unit_id, {})[period] = cell
        return tuple(self._matrix(one, years[one], figures) for one in sorted(years, reverse=True))

    def _matrix(self, name: str, year: "_Year", figures: Figures) -> YearMatrix:
        before, made = self._made.get(name, (None, None))
        if made is None or before != year:
            made = _year_matrix(name, year, figures, self._names, listed=self._listed)
            self._made[name] = year, made
        return made


class _Year(NamedTuple):
    """What is counted in a year, by period: all tasks, and those that each unit leads."""

    totals: Cells
    led: dict[str, Cells]


def _year_of(period: Period | None) -> str:
    return period.id[:4] if period else ""


def _unit_names(known: Catalogue) -> Mapping[str, str]:
    """Return the names of units and groups in the order of the register, those unknown at the end."""
    units = (*known.archive.units, *known.archive.groups)
    return {**{unit.id: unit.name for unit in units}, "": UNKNOWN_LEAD_NAME}


def unit_name(unit_id: str, known: Catalogue) -> str:
    """Return the name of a unit or group, `""` being the unknown."""
    return _unit_names(known)[unit_id]


def _year_matrix(
    name: str, year: _Year, figures: Figures, names: Mapping[str, str], *, listed: bool
) -> YearMatrix:
    rows = tuple(
        MatrixRow(
            names[unit_id],
            tuple(
                _tallies(one, year.led[unit_id].get(one, {}), unit_id, figures, listed=listed)
                for one in year.totals
            ),
        )
        for unit_id in names
        if unit_id in year.led
    )
    totals = year.totals.items()
    return YearMatrix(
        id=f"nam-{name or 'khong-ky'}",
        title=f"Năm {name}" if name else NO_PERIOD,
        columns=tuple(_column(one, listed=listed) for one in year.totals),
        rows=rows,
        totals=tuple(_tallies(one, cell, None, figures, listed=listed) for one, cell in totals),
        counts=tuple(count_in_words(sum(cell.values())) for _, cell in totals),
    )


def _column(period: Period | None, *, listed: bool) -> Link:
    address = audit_tasks_address(period_id(period)) if listed else ""
    return Link(period_name(period), address)


def period_name(period: Period | None) -> str:
    """Return the period in words, of tasks without one too."""
    return period.label if period else NO_PERIOD


def period_id(period: Period | None) -> str:
    """Return the period's id, empty where there is no period."""
    return period.id if period else ""


def _tallies(
    period: Period | None, cell: Counts, unit_id: str | None, figures: Figures, *, listed: bool
) -> tuple[Tally, ...]:
    """Return the tallies of a unit's cell, of a total where `unit_id` is `None`."""
    return tuple(
        Tally(
            count_in_words(count),
            status,
            LABELS[status],
            _place(period, status, unit_id, figures) if listed else "",
        )
        for status, count in cell.items()
    )


def _place(period: Period | None, status: Status, unit_id: str | None, figures: Figures) -> str:
    parts: tuple[str, ...] = ()
    if is_long(period, figures):
        parts = (status,)
        if unit_id is not None and is_long(period, figures, status):
            parts = (status, lead_key(unit_id))
    return f"{audit_tasks_address(period_id(period), *parts)}#{tasks_anchor(status, unit_id)}"


def is_long(period: Period | None, figures: Figures, status: Status | None = None) -> bool:
    """Tell whether a period's tasks need a page for each status, those of a status one for each unit."""
    cell = figures.totals[period]
    return (cell[status] if status else sum(cell.values())) > LIST_LIMIT


def tasks_anchor(status: Status, unit_id: str | None) -> str:
    """Return the anchor of the tasks of a status, or of those that one unit leads."""
    return status if unit_id is None else f"{status}-{lead_key(unit_id)}"


def status_totals(figures: Figures) -> tuple[tuple[Sign, str], ...]:
    """Return how many known tasks have each status, each task counted once."""
    return tuple(
        (status_sign(status), count_in_words(count)) for status, count in figures.statuses.items()
    )
