"""The exports that lie on the site: calendars, feeds and tables.

All but the audit's table are the same on every day: they tell no status, because that changes with
the day; a task's outcome is told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Final

from ketluan.addresses import HOME, document_address, unit_address
from ketluan.auditing import Audit
from ketluan.exports.atom_file import FEED_END, entry_text, feed_head
from ketluan.exports.audit_file import audit_pieces
from ketluan.exports.audit_rows import audit_table
from ketluan.exports.calendar_file import CALENDAR_END, calendar_head, lasting, task_events
from ketluan.exports.csv_file import BOM, Lines, csv_head
from ketluan.exports.feed_file import feed_entries, feed_of, newest
from ketluan.exports.rows import tasks_table
from ketluan.exports.selecting import Selection, of_units, select
from ketluan.exports.tables import Table
from ketluan.model import Archive, Notice, Task
from ketluan.origins import Origins, no_origins
from ketluan.pieces import Piece, text_of, whole

TASKS_CSV: Final = "/du-lieu/nhiem-vu.csv"
AUDIT_CSV: Final = "/du-lieu/kiem-toan.csv"
_ALL: Final = "tat-ca"
ALL_NAME: Final = "Thông báo kết luận"

File = tuple[str, Iterable[Piece]]  # address and text

Part = Callable[[], Iterable[File]]


def tasks_csv_address(unit_id: str) -> str:
    """Return the table of a unit's tasks."""
    return f"/du-lieu/don-vi/{_file_name(unit_id)}.csv"


def calendar_address(unit_id: str = "") -> str:
    """Return the calendar of a unit, that of all tasks without one."""
    return f"/lich/{_file_name(unit_id)}.ics"


def feed_address(unit_id: str = "") -> str:
    """Return the feed of a unit, that of all tasks without one."""
    return f"/tin/{_file_name(unit_id)}.xml"


def document_feed_address(key: str) -> str:
    """Return the feed of a cited document."""
    return f"/tin/van-ban/{key}.xml"


def _file_name(unit_id: str) -> str:
    """Return the unit's id; one that is the name of the whole gives way."""
    return f"don-vi-{unit_id}" if unit_id == _ALL else unit_id or _ALL


def site_files(archive: Archive, site_url: str = "") -> Iterator[tuple[str, str]]:
    """Yield address and text of each file: of all tasks, of each unit, of each cited document.

    `site_url` is the address of the site, empty where it is not known.
    """
    for part in site_file_parts(archive, site_url):
        for address, pieces in part():
            yield address, text_of(pieces)


def site_file_parts(
    archive: Archive, site_url: str, origins: Origins | None = None
) -> tuple[Part, ...]:
    """Return the makers of `site_files`, each of which can be called in a process of its own.

    `origins` are those of the archive, if their pieces are to have keys.
    """
    everything = select(archive)
    units = of_units(everything, archive.units)
    known = origins or no_origins()
    key_of = cache(lambda notice_id: known.of(site_url, notices=(notice_id,)))
    files = _Files(everything, site_url, known, key_of)
    return (
        lambda: files.tables(units),
        lambda: files.feeds(units),
        lambda: files.calendars(units),
    )


def audit_file(audit: Audit, origins: Origins) -> File:
    """Return the lists of an audit of the whole archive of `origins`."""
    head = whole(BOM + csv_head(audit_table(select(Archive()))))
    return AUDIT_CSV, (*head, *audit_pieces(audit, origins))


@dataclass(frozen=True, slots=True)
class _Files:
    """Makes the files of what is selected from `everything`.

    `key_of` gives the key of what a notice adds to any of them.
    """

    everything: Selection
    site_url: str
    origins: Origins
    key_of: Callable[[str], str]

    def tables(self, units: Iterable[Selection]) -> Iterator[File]:
        """Yield the tables of tasks."""
        empty = self._table()
        head, lines = csv_head(empty), Lines(empty.columns)
        rows = _Rows(lambda tasks: lines.of(self._table(tasks).rows))
        for chosen in (self.everything, *units):
            address = tasks_csv_address(chosen.unit.id) if chosen.unit else TASKS_CSV
            yield address, (*whole(BOM + head), *self._pieces(chosen, rows))

    def calendars(self, units: Iterable[Selection]) -> Iterator[File]:
        """Yield the calendars, all from the same year on."""
        rows = _Rows(lambda tasks: [self._events(task) for task in tasks])
        first, lasts = lasting(self.everything)
        for chosen in (self.everything, *units):
            head, end = whole(calendar_head(_name(chosen), first)), whole(CALENDAR_END)
            shown = replace(chosen, tasks=tuple(one for one in chosen.tasks if one.id in lasts))
            events = self._pieces(shown, rows, f" {first}" if first else "")
            yield calendar_address(_unit_id(chosen)), (*head, *events, *end)

    def feeds(self, units: Iterable[Selection]) -> Iterator[File]:
        """Yield the feeds: of all tasks, of units and of cited documents."""
        yield self._feed(self.everything, ALL_NAME, feed_address(), HOME)
        for chosen in units:
            unit_id = _unit_id(chosen)
            yield self._feed(chosen, _name(chosen), feed_address(unit_id), unit_address(unit_id))
        tasks = {task.id: task for task in self.everything.tasks}
        for one in self.everything.archive.documents:
            ids = dict.fromkeys(citing.task_id for citing in one.citing)
            citing = tuple(tasks[task_id] for task_id in ids if task_id in tasks)
            name = f"{ALL_NAME}: {one.type_name} {one.number or one.name}"
            yield self._feed(
                replace(self.everything, tasks=citing),
                " ".join(name.split()),
                document_feed_address(one.key),
                document_address(one.key),
            )

    def _table(self, tasks: Sequence[Task] = ()) -> Table:
        return tasks_table(replace(self.everything, tasks=tuple(tasks)))

    def _events(self, task: Task) -> str:
        return task_events(task, self.everything, self.site_url)

    def _pieces(self, chosen: Selection, rows: "_Rows", which: str = "") -> Iterator[Piece]:
        """Yield the rows of the chosen tasks, in a piece those of a notice.

        `which` tells of a notice's tasks those that were chosen.
        """
        for notice_id, tasks in groupby(chosen.tasks, attrgetter("notice_id")):
            notice, key = self.everything.notices[notice_id], self.key_of(notice_id)
            yield Piece(key and f"{key}{which}", partial(rows.of, tuple(tasks), notice))

    def _feed(self, chosen: Selection, title: str, address: str, page: str) -> File:
        shown = newest(chosen)
        told = (address, title, page, self.site_url)
        key = self.origins.of(told, tasks=[task.id for task in shown])
        feed = partial(feed_of, shown, chosen, title, address, self.site_url, page)
        entries = [
            Piece(
                self.origins.of(self.site_url, tasks=[task.id for task in tasks]),
                partial(self._entries, tasks, address),
            )
            for tasks in (tuple(some) for _, some in groupby(shown, attrgetter("notice_id")))
        ]
        return address, (Piece(key, lambda: (feed_head(feed()),)), *entries, *whole(FEED_END))

    def _entries(self, tasks: Sequence[Task], address: str) -> tuple[str]:
        entries = feed_entries(tasks, self.everything, address, self.site_url)
        return ("".join(map(entry_text, entries)),)


class _Rows:
    """What `make` gives for each of a notice's tasks, made once for the files of all units."""

    def __init__(self, make: Callable[[Sequence[Task]], Iterable[str]]) -> None:
        self._make = make
        self._made: dict[str, dict[str, str]] = {}

    def of(self, tasks: Iterable[Task], notice: Notice) -> tuple[str]:
        """Return the rows of some `tasks` of `notice`, as one text."""
        made = self._made.get(notice.id)
        if made is None:
            rows = zip(notice.tasks, self._make(notice.tasks), strict=True)
            made = self._made[notice.id] = {task.id: row for task, row in rows}
        return ("".join([made[task.id] for task in tasks]),)


def _unit_id(chosen: Selection) -> str:
    return chosen.unit.id if chosen.unit else ""


def _name(chosen: Selection) -> str:
    return f"{ALL_NAME}: {chosen.unit.name}" if chosen.unit else ALL_NAME
