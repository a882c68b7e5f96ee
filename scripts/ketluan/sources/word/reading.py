"""Word (.docx) to text: the body in order, then notes, hidden text, headers and footers."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ketluan.model import Dropped
from ketluan.sources.signatures import expect
from ketluan.sources.source import MAX_CHARACTERS, SourceError, SourceText
from ketluan.sources.word.lines import Letters, Line, lines_of
from ketluan.sources.word.numbering import Numbering
from ketluan.sources.word.package import (
    Element,
    WordPackage,
    attribute,
    child,
    children,
    descendants,
    name_of,
    open_package,
    relation_id,
    switch,
    value,
)
from ketluan.sources.word.runs import PAGE, Inline, Piece, RunReader, note_mark
from ketluan.sources.word.styles import Styles
from ketluan.sources.word.tables import cells_of, data_row, is_layout, rows_of

_HEADER: Final = "đầu trang"
_FOOTER: Final = "chân trang"
_HIDDEN: Final = "chữ ẩn"
_WATERMARK: Final = "chữ chìm"
_VML: Final = "urn:schemas-microsoft-com:vml"
_SAME_PAGE: Final = ("continuous", "nextColumn")
# Containers that hold blocks only by what their name says; all others are entered too.
_NO_BLOCKS: Final = frozenset(("sectPr", "sdtPr", "sdtEndPr", "customXmlPr", "del", "moveFrom"))


def read_word(name: str, content: bytes) -> SourceText:
    """Return the text of a Word file. Raises `SourceError`; opens no other file."""
    expect(".docx", content)
    return word_text(name, content)


def word_text(name: str, content: bytes) -> SourceText:
    """Return the text of `content`, known to be a zip."""
    reading = _Reading.of(open_package(content), Letters())
    doubted = reading.letters.doubted()
    if doubted:
        reading = _Reading.of(open_package(content), Letters(doubted))
    lines, dropped = reading.lines()
    if not any(line.text.strip() for line in lines):
        raise SourceError(
            "tệp chỉ có hình, không có chữ nào; hãy lưu thành PDF rồi nhập tệp PDF để nhận dạng chữ"
            if reading.runs.pictures
            else "tệp rỗng, không có chữ nào; hãy kiểm tra lại tệp"
        )
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise SourceError(
            f"tệp có hơn {MAX_CHARACTERS // 2**20} triệu ký tự; hãy tách hoặc kiểm tra lại tệp"
        )
    return SourceText(
        name=name,
        suffix=Path(name).suffix.lower(),
        lines=tuple(line.text for line in lines),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        read_by="word",
        paragraphs=frozenset(n for n, line in enumerate(lines, start=1) if line.begins),
        bold=frozenset(n for n, line in enumerate(lines, start=1) if line.bold),
        dropped=dropped,
        notes=tuple(reading.notes()),
    )


@dataclass(slots=True)
class _Reading:
    """One pass over a Word file."""

    package: WordPackage
    letters: Letters
    styles: Styles
    numbering: Numbering
    runs: RunReader
    body: list[Line] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    edges: dict[str, str] = field(default_factory=dict)
    edge_parts: set[str] = field(default_factory=set)
    embedded: int = 0
    began: bool = False
    new_page: bool = False
    open_pieces: list[Piece] = field(default_factory=list)
    open_label: str = ""

    @classmethod
    def of(cls, package: WordPackage, letters: Letters) -> "_Reading":
        document = package.document()
        styles = Styles(package.related("styles"))
        numbering = Numbering(package.related("numbering"), styles)
        reading = cls(package, letters, styles, numbering, RunReader(styles))
        reading.read(document)
        return reading

    def read(self, document: Element) -> None:
        """Read the body, then what stands around it."""
        body = child(document, "body")
        if body is None:
            raise SourceError("tệp Word không có phần thân văn bản; hãy kiểm tra lại tệp")
        self._blocks(body, self.body)
        self._add_watermarks(body)
        self._add_notes("footnotes", self.runs.footnotes, end=False)
        self._add_notes("endnotes", self.runs.endnotes, end=True)
        for section in descendants(document, "sectPr"):
            self._edges(section, "headerReference", _HEADER)
            self._edges(section, "footerReference", _FOOTER)

    def lines(self) -> tuple[list[Line], tuple[Dropped, ...]]:
        """Return all lines, and those at the end that are no text of the document."""
        lines = list(self.body)
        dropped = []
        asides = [(text, _HIDDEN) for text in self.hidden] + list(self.edges.items())
        for text, reason in asides:
            lines.append(Line(text, begins=True))
            dropped.append(Dropped(len(lines), text, reason))
        return lines, tuple(dropped)

    def notes(self) -> Iterator[str]:
        """Yield what a clerk must know of how the file was read."""
        if self.runs.changes:
            yield (
                f"tệp có {self.runs.changes} chỗ sửa đang theo dõi (Track Changes): đã lấy phần thêm, bỏ "
                "phần xóa; hãy đối chiếu với bản đã ký"
            )
        if self.runs.comments:
            yield (
                f"tệp có {self.runs.comments} lời bình (comment) bên lề: không thuộc văn bản nên "
                "không lấy"
            )
        converted = [
            "VNI" if kind == "VNI" else "TCVN3"
            for kind in self.letters.legacy
            if self.letters.legacy[kind] and kind not in self.letters.as_it_stands
        ]
        for kind in dict.fromkeys(converted):
            yield f"tệp dùng phông {kind}: đã chuyển sang Unicode; hãy soát lại dấu"
        if self.embedded:
            yield (
                f"tệp có {self.embedded} phần nhúng từ tệp khác (altChunk) không đọc được; hãy mở bằng "
                "Word, lưu lại rồi nhập lại"
            )

    def _blocks(self, container: Element, lines: list[Line]) -> None:
        """Read paragraphs and tables below `container` in order."""
        for each in container.iterchildren("*"):
            name = name_of(each)
            if name == "p":
                self._paragraph(each, lines)
            elif name == "tbl":
                self._table(each, lines)
            elif name == "altChunk":
                self.embedded += 1
            elif name == "AlternateContent":
                for form in list(each.iterchildren("*"))[:1]:
                    self._blocks(form, lines)
            elif name not in _NO_BLOCKS:
                self._blocks(each, lines)
        self._end_joined(lines)

    def _paragraph(self, paragraph: Element, lines: list[Line]) -> None:
        properties = child(paragraph, "pPr")
        label = self.numbering.label(properties, value(properties, "pStyle"))
        inline = self.runs.read(paragraph)
        if switch(properties, "pageBreakBefore"):
            self.new_page = True
        if not self.open_pieces:
            self.open_label = label
        self.open_pieces += inline.pieces
        # A paragraph whose mark was deleted goes on in the next one.
        if inline.boxes or child(properties, "rPr", "del") is None:
            self._close(lines)
        self._hide(inline)
        for box in inline.boxes:
            self._blocks(box, lines)
        section = child(properties, "sectPr")
        if section is not None and value(section, "type") not in _SAME_PAGE:
            self.new_page = True

    def _end_joined(self, lines: list[Line]) -> None:
        """End a paragraph that would go on in the next one where there is none."""
        if self.open_pieces or self.open_label:
            self._close(lines)

    def _close(self, lines: list[Line]) -> None:
        """End the open paragraph and add its lines."""
        pieces = self.letters.pieces(self.open_pieces)
        found = lines_of(pieces, self.open_label)
        self.open_pieces, self.open_label = [], ""
        if self.new_page and found[0].text.strip(PAGE):
            found[0] = Line(PAGE + found[0].text.lstrip(PAGE), found[0].begins, found[0].bold)
            self.new_page = False
        if found[-1].text == PAGE:
            found.pop()
            self.new_page = True
        self.began = self.began or any(line.begins for line in found)
        lines += found

    def _hide(self, inline: Inline) -> None:
        for line in lines_of(self.letters.pieces(inline.hidden)):
            if line.text.strip():
                self.hidden.append(line.text.strip())

    def _table(self, table: Element, lines: list[Line]) -> None:
        self._end_joined(lines)
        first = lines is self.body and not self.began
        cells: list[list[list[Line]]] = []
        for row in rows_of(table):
            cells.append([])
            for cell in cells_of(row):
                cells[-1].append([])
                self._blocks(cell, cells[-1][-1])
        if is_layout(table, cells, self.styles, first=first):
            lines += [line for row in cells for cell in row for line in cell]
        else:
            lines += [data_row(row) for row in cells]

    def _add_notes(self, kind: str, counted: dict[str, int], *, end: bool) -> None:
        root = self.package.related(kind) if counted else None
        if root is None:
            return
        elements = {attribute(each, "id"): each for each in children(root, kind[:-1])}
        for note_id, count in list(counted.items()):
            if note_id in elements:
                found: list[Line] = []
                self._blocks(elements[note_id], found)
                self.body += _marked(found, note_mark(count, end=end))

    def _edges(self, section: Element, name: str, reason: str) -> None:
        """Read the headers or footers of a section; a line that comes again counts once."""
        for reference in children(section, name):
            part = self.package.target(relation_id(reference))
            if part in self.edge_parts:
                continue
            self.edge_parts.add(part)
            root = self.package.part(part)
            found: list[Line] = []
            if root is not None:
                self._blocks(root, found)
                self._add_watermarks(root)
            for line in found:
                text = line.text.strip(f"{PAGE} ")
                if text.strip():
                    self.edges.setdefault(text, reason)

    def _add_watermarks(self, root: Element) -> None:
        """Take note of words drawn behind the text (WordArt): "MẬT" there is a mark of secrecy."""
        for path in root.iterdescendants(f"{{{_VML}}}textpath"):
            text = " ".join((path.get("string") or "").split())
            if text:
                self.edges.setdefault(text, _WATERMARK)


def _marked(lines: Sequence[Line], mark: str) -> list[Line]:
    """Return the lines of a note that hold text, the first behind its mark."""
    filled = [line for line in lines if line.text.strip()]
    if not filled:
        return [Line(mark, begins=True)]
    text = filled[0].text.strip()
    return [Line(f"{mark} {text}", begins=True, bold=filled[0].bold), *filled[1:]]
