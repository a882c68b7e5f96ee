"""The exports that lie on the site: calendars, feeds and tables.

All but the audit's table are the same on every day: they tell no status, because that changes with
the day; a task's outcome is told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from ketluan.addresses import document_address, unit_address
from ketluan.exports.audit_rows import audit_table
from ketluan.exports.calendar_file import calendar_of, task_events
from ketluan.exports.csv_file import csv_lines, csv_of, csv_text
from ketluan.exports.feed_file import feed_text
from ketluan.exports.rows import tasks_table
from ketluan.exports.selecting import Selection, of_unit, select
from ketluan.model import Archive, Document

TASKS_CSV: Final = "/du-lieu/nhiem-vu.csv"
AUDIT_CSV: Final = "/du-lieu/kiem-toan.csv"
_ALL: Final = "tat-ca"
ALL_NAME: Final = "Thông báo kết luận"

Part = Callable[[], Iterable[tuple[str, str]]]


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


def site_files(
    archive: Archive, site_url: str = "", day: date | None = None
) -> Iterator[tuple[str, str]]:
    """Yield address and text of each file: of all tasks, of each unit, of each cited document.

    `site_url` is the address of the site, empty where it is not known. With a `day` the lists of its
    audit are a file as well.
    """
    for part in site_file_parts(archive, site_url, day):
        yield from part()


def site_file_parts(archive: Archive, site_url: str, day: date | None) -> tuple[Part, ...]:
    """Return the makers of `site_files`, each of which can be called in a process of its own."""
    everything = select(archive)
    units = tuple(of_unit(everything, unit) for unit in archive.units)
    dated = replace(everything, as_of=day, day=day)
    return (
        lambda: _tables(everything, units),
        lambda: ((AUDIT_CSV, csv_text(audit_table(dated))),) if day else (),
        lambda: _calendars(everything, units, site_url),
        lambda: _feeds(everything, units, site_url),
    )


def _tables(everything: Selection, units: Iterable[Selection]) -> Iterator[tuple[str, str]]:
    """Yield the tables of tasks; a row is the same in each of them."""
    head, *rows = csv_lines(tasks_table(everything))
    yield TASKS_CSV, csv_of((head, *rows))
    lines = {task.id: row for task, row in zip(everything.tasks, rows, strict=True)}
    for chosen in units:
        own = (lines[task.id] for task in chosen.tasks)
        yield tasks_csv_address(_unit_id(chosen)), csv_of((head, *own))


def _calendars(
    everything: Selection, units: Iterable[Selection], site_url: str
) -> Iterator[tuple[str, str]]:
    """Yield the calendars; an event is the same in each of them, and most of the work."""
    events = {task.id: task_events(task, everything, site_url) for task in everything.tasks}
    yield calendar_address(), calendar_of(events.values(), ALL_NAME)
    for chosen in units:
        own = (events[task.id] for task in chosen.tasks)
        yield calendar_address(_unit_id(chosen)), calendar_of(own, _name(chosen))


def _feeds(
    everything: Selection, units: Iterable[Selection], site_url: str
) -> Iterator[tuple[str, str]]:
    yield feed_address(), feed_text(everything, ALL_NAME, feed_address(), site_url)
    for chosen in units:
        unit_id = _unit_id(chosen)
        address, page = feed_address(unit_id), unit_address(unit_id)
        yield address, feed_text(chosen, _name(chosen), address, site_url, page)
    tasks = {task.id: task for task in everything.tasks}
    for document in everything.archive.documents:
        ids = dict.fromkeys(one.task_id for one in document.citing)
        citing = tuple(tasks[task_id] for task_id in ids if task_id in tasks)
        yield _document_feed(replace(everything, tasks=citing), document, site_url)


def _unit_id(chosen: Selection) -> str:
    return chosen.unit.id if chosen.unit else ""


def _name(chosen: Selection) -> str:
    return f"{ALL_NAME}: {chosen.unit.name}" if chosen.unit else ALL_NAME


def _document_feed(citing: Selection, document: Document, site_url: str) -> tuple[str, str]:
    address = document_feed_address(document.key)
    name = f"{ALL_NAME}: {document.type_name} {document.number or document.name}"
    page = document_address(document.key)
    return address, feed_text(citing, " ".join(name.split()), address, site_url, page)
