"""A table as a Word document, as a register is printed: A4 across, titles repeated on each page.

Margins and letters are those of Nghị định 30/2020/NĐ-CP, annex I. The bytes depend on the table alone.
"""

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ketluan.exports.tables import Column, Table, Value, shown, xml_text
from ketluan.vietnamese import day_in_words

_MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001  # a file made twice is the same file
_FONT: Final = "Times New Roman"
_MARGINS: Final = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # mm; annex I, part I, 3
_WIDTH: Final = 297 - 30 - 15  # mm between the margins of A4 across
_HEAD, _BODY, _CELL = Pt(14), Pt(13), Pt(10)


def docx_bytes(table: Table) -> bytes:
    """Return `table` as a DOCX file: title, what it was chosen by, the rows with all borders."""
    people = table.for_people()
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = people.title, "", ""
    properties.created = properties.modified = _MADE
    _set_page(document)
    _add_line(document, people.title.upper(), _HEAD, bold=True)
    for fact in people.facts:
        _add_line(document, fact, _BODY)
    _add_table(document, people)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side, width in _MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _CELL
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(0)


def _add_line(document: Any, text: str, size: Pt, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(xml_text(text))
    run.font.size, run.bold = size, bold


def _add_table(document: Any, table: Table) -> None:
    """Add the rows; each is a copy of the second one, because python-docx is slow at adding."""
    count = len(table.columns)
    made = document.add_table(rows=2, cols=count, style="Table Grid")
    made.autofit = False
    # Before the last part, tblLook: Word wants the order of the schema.
    made._tbl.tblPr[-1].addprevious(_cell_margins())  # noqa: SLF001
    total = sum(column.width for column in table.columns)
    for across, column in enumerate(table.columns):
        width = Mm(_WIDTH * column.width / total)
        made.columns[across].width = width
        for row in made.rows:
            row.cells[across].width = width
    head, pattern = made.rows[0]._tr, made.rows[1]._tr  # noqa: SLF001
    pattern.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    _repeat(head)
    _fill(head, (column.title for column in table.columns), bold=True)
    body = made._tbl  # noqa: SLF001
    body.remove(pattern)
    if table.numbered:
        numbers = deepcopy(pattern)
        _repeat(numbers)
        _fill(numbers, (f"({number})" for number in range(1, count + 1)), centred=True)
        body.append(numbers)
    for row in table.rows:
        line = deepcopy(pattern)
        _fill(line, (_text(column, one) for column, one in zip(table.columns, row, strict=True)))
        body.append(line)


def _cell_margins() -> Any:
    """Return narrow margins, so that a day stands on one line in a narrow column."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        width = OxmlElement(f"w:{side}")
        width.set(qn("w:w"), str(Mm(1).twips))
        width.set(qn("w:type"), "dxa")
        margins.append(width)
    return margins


def _text(column: Column, value: Value) -> str:
    return day_in_words(value) if isinstance(value, date) else shown(column, value)


def _repeat(row: Any) -> None:
    """Let the row head each page that the table goes over."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _fill(row: Any, texts: Iterable[str], *, bold: bool = False, centred: bool = False) -> None:
    for cell, text in zip(row.tc_lst, texts, strict=True):
        paragraph = cell.p_lst[0]
        run = paragraph.add_r()
        if centred or bold:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if bold:
            run.get_or_add_rPr().append(OxmlElement("w:b"))
        run.text = xml_text(text)  # python-docx writes tabs and line breaks as Word's own


def _without_clock(package: bytes) -> bytes:
    """Return the same parts packed anew without the time of day that python-docx gives them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
