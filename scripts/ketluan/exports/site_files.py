"""The exports that lie on the site: calendars, feeds and tables.

All but the audit's table are the same on every day: they tell no status, because that changes with
the day; a task's outcome is told.
"""

from collections.abc import Iterator
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
    everything = select(archive)
    head, *rows = csv_lines(tasks_table(everything))
    yield TASKS_CSV, csv_of((head, *rows))
    if day:
        yield AUDIT_CSV, csv_text(audit_table(replace(everything, as_of=day, day=day)))
    # A row is the same in every table, and an event in every calendar: they are most of the work.
    lines = {task.id: row for task, row in zip(everything.tasks, rows, strict=True)}
    events = {task.id: task_events(task, everything, site_url) for task in everything.tasks}
    yield calendar_address(), calendar_of(events.values(), ALL_NAME)
    yield feed_address(), feed_text(everything, ALL_NAME, feed_address(), site_url)
    for unit in archive.units:
        chosen = of_unit(everything, unit)
        name = f"{ALL_NAME}: {unit.name}"
        address = feed_address(unit.id)
        yield tasks_csv_address(unit.id), csv_of((head, *(lines[t.id] for t in chosen.tasks)))
        yield calendar_address(unit.id), calendar_of((events[t.id] for t in chosen.tasks), name)
        yield address, feed_text(chosen, name, address, site_url, unit_address(unit.id))
    tasks = {task.id: task for task in everything.tasks}
    for document in archive.documents:
        ids = dict.fromkeys(one.task_id for one in document.citing)
        citing = tuple(tasks[task_id] for task_id in ids if task_id in tasks)
        yield _document_feed(replace(everything, tasks=citing), document, site_url)


def _document_feed(citing: Selection, document: Document, site_url: str) -> tuple[str, str]:
    address = document_feed_address(document.key)
    name = f"{ALL_NAME}: {document.type_name} {document.number or document.name}"
    page = document_address(document.key)
    return address, feed_text(citing, " ".join(name.split()), address, site_url, page)
