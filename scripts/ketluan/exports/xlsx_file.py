"""A table as a workbook of Excel: real dates, frozen head, filters, no formula and no macro.

Text is typed as text, and what looks like a formula keeps Excel's own mark for text, so that it stays
one when its cell is edited. The bytes depend on the table alone.
"""

import io
from datetime import date, datetime
from typing import Any, Final

from xlsxwriter import Workbook

from ketluan.exports.csv_file import is_formula
from ketluan.exports.tables import Column, Table, Value, shown, xml_text

_MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001  # a file made twice is the same file
_FIRST_DAY: Final = date(1900, 3, 1)  # Excel counts an earlier day wrong, or not at all
MAX_UNITS: Final = 32_767  # UTF-16 units in a cell (Excel's limit)
CUT: Final = " […] (ô Excel không chứa hết; xem trang của nhiệm vụ)"
_SHEET_NAME: Final = 31  # characters; Excel's limit


def xlsx_bytes(table: Table) -> bytes:
    """Return `table` as an XLSX file with one sheet, titles in the first row."""
    people = table.for_people()
    out = io.BytesIO()
    # In memory: with temporary files the folder's clock would get into the archive.
    book = Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties(
        {"title": people.title, "comments": "\n".join(people.facts), "created": _MADE}
    )
    sheet = book.add_worksheet(people.title[:_SHEET_NAME])
    _set_up(book, sheet, people)
    text = {"text_wrap": True, "valign": "top"}
    formats = {
        "text": book.add_format(text),
        "formula": book.add_format({**text, "quote_prefix": True}),
        "day": book.add_format({**text, "num_format": "dd/mm/yyyy", "align": "left"}),
    }
    for at, row in enumerate(people.rows, start=1):
        for across, (column, value) in enumerate(zip(people.columns, row, strict=True)):
            _write(sheet, (at, across), column, value, formats)
    book.close()
    return out.getvalue()


def _set_up(book: Any, sheet: Any, table: Table) -> None:
    """Write the titles, freeze and filter them; A4 across, titles on each printed page."""
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EEF4"}
    )
    for across, column in enumerate(table.columns):
        sheet.set_column(across, across, column.width)
        sheet.write_string(0, across, column.title, head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + table.title.replace("&", "&&"))
    sheet.set_footer("&RTrang &P/&N")


def _write(
    sheet: Any, place: tuple[int, int], column: Column, value: Value, formats: dict[str, Any]
) -> None:
    if isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(*place, value, formats["day"])
    elif isinstance(value, int):
        sheet.write_number(*place, value, formats["text"])
    elif text := cell_text(shown(column, value)):
        sheet.write_string(*place, text, formats["formula" if is_formula(text) else "text"])


def cell_text(text: str) -> str:
    """Return `text` as a cell can hold it: with a mark where Excel's limit cuts it."""
    clean = xml_text(text)
    if _units(clean) <= MAX_UNITS:
        return clean
    room = MAX_UNITS - _units(CUT)
    return clean.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
