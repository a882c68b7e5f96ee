"""Word files for tests: an invented notice, the first notice, and files of bare XML.

All bodies and people are invented ("Sở Mẫu", "tỉnh Minh Họa"), but for the first notice, whose
words are those of the repository's own archive.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from conftest import FIRST_NOTICE, REPOSITORY
from ketluan.sources.office import convert
from outer_tools import need_libreoffice

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES: Final = (
    f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Levels of an outline as offices number it (Nghị định 30/2020/NĐ-CP, annex I, II.5).
OUTLINE: Final = (
    ("upperRoman", "%1."),
    ("decimal", "%2."),
    ("lowerLetter", "%3)"),
    ("bullet", "-"),
    ("bullet", "\uf02b"),
)
# The first notice counts its tasks in brackets.
BRACKETS: Final = (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "(%3)"))


# --- files of bare XML ------------------------------------------------------------------------


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return a `w:p` with one run; `properties` and `run` are the XML inside w:pPr and w:rPr."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run_of(text, run)}</w:p>"


def run_of(text: str, properties: str = "") -> str:
    """Return a `w:r`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, list_id: int, level: int = 0) -> str:
    """Return a paragraph of a list."""
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def levels(rows: Sequence[tuple[str, str]], more: Mapping[int, str] | None = None) -> str:
    """Return the levels of a list from (format, text); `more` is XML added to a level."""
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{(more or {}).get(depth, "")}<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(rows)
    )


def table(rows: Sequence[Sequence[str]], *, lines: bool) -> str:
    """Return a `w:tbl`; each cell is the XML of its blocks."""
    side = "single" if lines else "nil"
    borders = "".join(
        f'<w:{name} w:val="{side}"/>' for name in ("top", "left", "bottom", "right", "insideH")
    )
    inner = "".join(
        f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{inner}</w:tbl>"


def raw_docx(
    body: str, *, parts: Mapping[str, str] | None = None, extra: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a Word file whose body is the XML `body`.

    `parts` are the XML inside further parts by their kind (styles, numbering, footnotes, header1,
    …); the relation of a part has its name as id. `extra` are other files of the zip as they are.
    """
    names = {"document": f"<w:body>{body}</w:body>", **(parts or {})}
    files = {"_rels/.rels": _relations({"document": "officeDocument"}, "word/")}
    kinds = {name: name.rstrip("0123456789") for name in names if name != "document"}
    files["word/_rels/document.xml.rels"] = _relations(kinds, "")
    for name, inner in names.items():
        root = {"header": "hdr", "footer": "ftr"}.get(kinds.get(name, name), kinds.get(name, name))
        files[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{inner}</w:{root}>"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in {"document": "document.main", **kinds}.items()
    )
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    return zipped({**{name: text.encode() for name, text in files.items()}, **(extra or {})})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(kinds: Mapping[str, str], folder: str) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{folder}{name}.xml"/>'
        for name, kind in kinds.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


# --- whole notices ----------------------------------------------------------------------------


@cache
def notice_docx() -> bytes:
    """Return an invented notice: two-column head, automatic numbering, table, footnote, foot."""
    document = _document()
    _two_columns(
        document,
        ("UBND TỈNH MINH HỌA", "SỞ MẪU", "Số: 07/TB-SM"),
        (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Minh Họa, ngày 05 tháng 01 năm 2026",
        ),
    )
    _bold(document, "THÔNG BÁO")
    _bold(document, "Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban Quý IV năm 2025")
    document.add_paragraph(
        "Ngày 30/12/2025, Giám đốc Sở Mẫu chủ trì cuộc họp giao ban để đánh giá công tác Quý IV/2025 và "
        "chỉ đạo nhiệm vụ Quý I/2026. Sau khi nghe các phòng báo cáo, Giám đốc kết luận như sau:"
    )
    list_id = _add_list(document, OUTLINE)
    for depth, text in (
        (0, "Nhiệm vụ chung"),
        (1, "Các phòng rà soát hồ sơ còn tồn đọng, hoàn thành trước ngày 15/02/2026."),
        (0, "Nhiệm vụ cụ thể"),
        (1, "Phòng Kế hoạch Mẫu:"),
        (2, "Tham mưu Kế hoạch triển khai Quyết định số 12/QĐ-SM ngày 03/11/2025."),
        (2, "Chủ trì, phối hợp với Văn phòng Sở:"),
        (3, "Lập danh mục nhiệm vụ;"),
        (3, "Trình Giám đốc Sở trong tháng 02/2026."),
        (1, "Văn phòng Sở:"),
        (2, "Sửa Quy chế làm việc."),
    ):
        added = document.add_paragraph()
        added.add_run(text).bold = depth == 0 or text.endswith(":")
        _number(added, list_id, depth)
    _footnote(document, added, "Ban hành theo Quyết định số 01/QĐ-SM ngày 02/01/2024.")
    _lined_table(document, (("Việc", "Phòng"), ("Báo cáo năm", "Văn phòng Sở")))
    document.add_paragraph("Nay thông báo để các phòng biết, thực hiện./.")
    _two_columns(
        document,
        ("Nơi nhận:", "- Các phòng thuộc Sở;", "- Lưu: VT."),
        ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "", "Trần Văn Mẫu"),
    )
    return _saved(document)


@cache
def first_notice_docx(*, automatic: bool) -> bytes:
    """Return the first notice as a Word file, its numbers typed by hand or counted by Word."""
    document = _document()
    list_id = _add_list(document, BRACKETS)
    body = (REPOSITORY / FIRST_NOTICE).read_text("utf-8").split("---\n", 2)[2].strip()
    text, _, foot = body.partition("Nơi nhận:")
    for block in text.strip().split("\n\n"):
        heading = re.match(r"#+ ", block)
        words = block[heading.end() :] if heading else block
        label = re.match(r"([IVX]+\.|\d+\.|\(\d+\)) ", words)
        added = document.add_paragraph()
        if label and automatic:
            added.add_run(words[label.end() :]).bold = bool(heading)
            _number(added, list_id, 2 if label[1][0] == "(" else int(label[1][0].isdigit()))
        else:
            added.add_run(words).bold = bool(heading) or words.isupper()
    lines = foot.strip().split("\n\n")
    recipients = [line for line in lines if line.startswith("-")]
    _two_columns(document, ("Nơi nhận:", *recipients), lines[len(recipients) :])
    return _saved(document)


@cache
def to_pdf(content: bytes) -> bytes:
    """Return the Word file `content` printed to PDF; skips where LibreOffice is absent."""
    need_libreoffice()
    return _converted(content, "pdf")


@cache
def as_format(content: bytes, suffix: str) -> bytes:
    """Return the Word file `content` saved as .doc, .rtf or .odt; skips like `to_pdf`."""
    need_libreoffice()
    return _converted(content, suffix.removeprefix("."))


@cache
def _converted(content: bytes, target: str) -> bytes:
    return convert(content, ".docx", target)


def _document() -> Document:
    """Return an empty page in the office's letters, its number on top (annex I, I.5)."""
    document = docx.Document()
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(14)
    number = document.sections[0].header.paragraphs[0].add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if text == "PAGE" else "w:t")
            mark.text = text
        number._r.append(mark)  # noqa: SLF001  python-docx knows no fields
    return document


def _bold(document: Document, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def _two_columns(document: Document, left: Sequence[str], right: Sequence[str]) -> None:
    cells = document.add_table(1, 2).rows[0].cells
    for cell, lines in zip(cells, (left, right), strict=True):
        _fill(cell, lines)


def _fill(cell: _Cell, lines: Sequence[str]) -> None:
    for index, line in enumerate(lines):
        target = cell.add_paragraph() if index else cell.paragraphs[0]
        added = target.add_run(line)
        added.bold, added.font.size = line.isupper(), Pt(12)


def _lined_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    added = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(added.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _add_list(document: Document, rows: Sequence[tuple[str, str]]) -> int:
    """Add a list with the levels `rows`; returns its id."""
    element = document.part.numbering_part.element
    spaces = nsdecls("w")
    abstract = f'<w:abstractNum {spaces} w:abstractNumId="90">{levels(rows)}</w:abstractNum>'
    element.insert(0, parse_xml(abstract))
    element.append(parse_xml(f'<w:num {spaces} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return 90


def _number(added: Paragraph, list_id: int, level: int) -> None:
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/>'
    added._p.get_or_add_pPr().append(  # noqa: SLF001
        parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>")
    )


def _footnote(document: Document, added: Paragraph, text: str) -> None:
    reference = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    added._p.append(reference)  # noqa: SLF001
    notes = (
        f"<w:footnotes {NAMESPACES}>"
        f'<w:footnote w:id="0" w:type="separator">{paragraph("")}</w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run_of(" " + text)}</w:p></w:footnote>'
        "</w:footnotes>"
    )
    kind = f"{_TYPE}.footnotes+xml"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
