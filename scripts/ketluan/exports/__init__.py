"""Exports: parts of the archive as files for other programs, and the registers of the decree.

A selection of tasks becomes a table of typed cells (`rows`, `registers`), a table becomes CSV, XLSX,
JSON or DOCX; calendars and feeds are made from the selection. Same archive, same bytes: no clock, no
host. A notice with a mark of secrecy cannot be in an archive, so it cannot be in an export.
"""

from collections.abc import Callable, Mapping
from typing import Final

from ketluan.addresses import HOME, unit_address
from ketluan.exports.audit_rows import audit_table
from ketluan.exports.calendar_file import calendar_text
from ketluan.exports.csv_file import csv_text
from ketluan.exports.feed_file import feed_text
from ketluan.exports.json_file import json_text
from ketluan.exports.registers import follow_up_table, register_table
from ketluan.exports.rows import documents_table, tasks_table
from ketluan.exports.selecting import Selection, select
from ketluan.exports.site_files import (
    ALL_NAME,
    AUDIT_CSV,
    TASKS_CSV,
    audit_file,
    calendar_address,
    document_feed_address,
    feed_address,
    site_file_parts,
    site_files,
    tasks_csv_address,
)
from ketluan.exports.tables import Table
from ketluan.later import later

_xlsx_bytes: Final[Callable[[Table], bytes]] = later("ketluan.exports.xlsx_file", "xlsx_bytes")
_docx_bytes: Final[Callable[[Table], bytes]] = later("ketluan.exports.docx_file", "docx_bytes")

TABLES: Final[Mapping[str, Callable[[Selection], Table]]] = {
    "tasks": tasks_table,
    "documents": documents_table,
    "register": register_table,
    "follow-up": follow_up_table,
    "audit": audit_table,
}
FORMATS: Final = ("csv", "xlsx", "json", "ics", "atom", "docx")
BINARY: Final = frozenset(("xlsx", "docx"))
TASKS_ONLY: Final = frozenset(("ics", "atom"))  # they show tasks and nothing else


def exported(selection: Selection, what: str, file_format: str, site_url: str = "") -> bytes:
    """Return `what` (a key of `TABLES`) of `selection` as a file of `file_format`; text is UTF-8.

    Calendars and feeds link to the site at `site_url`; without it, only as far as they can.
    Raises `ValueError` for a calendar or feed of anything but tasks.
    """
    if file_format in TASKS_ONLY and what != "tasks":
        raise ValueError(f"{file_format} holds tasks only")
    unit = selection.unit
    name = f"{ALL_NAME}: {unit.name}" if unit else ALL_NAME
    match file_format:
        case "ics":
            return calendar_text(selection, name, site_url).encode()
        case "atom":
            address = feed_address(unit.id if unit else "")
            page = unit_address(unit.id) if unit and not unit.members else HOME
            return feed_text(selection, name, address, site_url, page).encode()
        case "xlsx":
            return _xlsx_bytes(TABLES[what](selection))
        case "docx":
            return _docx_bytes(TABLES[what](selection))
        case "json":
            return json_text(TABLES[what](selection), selection).encode()
        case _:
            return csv_text(TABLES[what](selection)).encode()


__all__ = [
    "AUDIT_CSV",
    "BINARY",
    "FORMATS",
    "TABLES",
    "TASKS_CSV",
    "TASKS_ONLY",
    "Selection",
    "audit_file",
    "calendar_address",
    "document_feed_address",
    "exported",
    "feed_address",
    "select",
    "site_file_parts",
    "site_files",
    "tasks_csv_address",
]
