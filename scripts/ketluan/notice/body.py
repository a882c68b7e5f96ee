"""Read a notice's body: its blocks in order, with their numbers, citations and deadlines.

The body is the whole document as printed; headings carry Markdown's `#`, everything else is a
paragraph of its own. A label (I., 1., (1), a), a dash) opens a block; the path of labels is its
number. A paragraph without a label goes on with the labelled one before it, unless it stands under
a heading or gives somebody something by itself: then it is a piece of its own (`II.1.c2`, the
second piece, câu, of II.1).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ketluan.citations import find_citations, moved
from ketluan.deadlines import find_deadlines
from ketluan.model import Block, BlockKind, Citation, TableRow
from ketluan.notice.asking import asks_of, clauses
from ketluan.notice.labels import Label, LabelPath, read_label
from ketluan.notice.numbering import with_own_numbers
from ketluan.notice.tables import TableColumns, read_row
from ketluan.organisations import UPPER
from ketluan.vocabulary import notice_words

_MARK: Final = re.compile(r"(#{1,6})[ \t]+|\\(?=\\*#)")  # of a heading, or of a line that is none
_LINE: Final = re.compile(r"[^\n]+")
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_CONCLUDES: Final = re.compile(r"(?:kết luận|chỉ đạo|ý kiến|thống nhất)[^.;:]{0,60}:$")
_SENTENCE_MARK: Final = (".", ":", ";", "!", "?", "…")


def escape_line(line: str) -> str:
    r"""Return a source line as it stands in a body: a leading `#` becomes `\#`, `\#` becomes `\\#`."""
    return re.sub(r"^(?=\\*#)", r"\\", line)


def words_pattern(rows: Iterable[str], *, anywhere: bool = False) -> re.Pattern[str]:
    """Return one pattern for the beginnings `rows` (patterns themselves), case ignored.

    With `anywhere` they may stand behind other words.
    """
    before = r"(?<!\w)" if anywhere else ""
    return re.compile(rf"{before}(?:{'|'.join(rows)})(?!\w)", re.IGNORECASE)


CLOSING: Final = words_pattern(notice_words()["closing_starts"])
RECIPIENTS: Final = words_pattern(notice_words()["recipients_starts"])
AUTHORITY: Final = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in notice_words()['authorities'])})\s*[{UPPER}]"
)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph of the body: its text without marks and label, and where that text begins."""

    text: str
    start: int
    line: int
    level: int
    label: Label | None


def _paragraphs(body: str, first_line: int) -> tuple[_Paragraph, ...]:
    found = []
    line, counted = first_line, 0
    for match in _pieces_of(body):
        line += body.count("\n", counted, match.start())
        counted = match.start()
        text, start = match.group(), match.start()
        mark = _MARK.match(text)
        level = len(mark[1] or "") if mark else 0
        if mark:
            start += mark.end()
            text = text[mark.end() :]
        label = None if mark and not level else read_label(text)
        if label:
            start += label.length
            text = text[label.length :]
        found.append(_Paragraph(text.rstrip(), start, line, level, label))
    return tuple(found)


def _pieces_of(body: str) -> Iterator[re.Match[str]]:
    """Yield the paragraphs of `body`; each line of a table between bars is one."""
    for match in _PARAGRAPH.finditer(body):
        if match.group().startswith("|"):
            yield from _LINE.finditer(body, match.start(), match.end())
        else:
            yield match


def read_blocks(body: str, first_line: int, year: int | None) -> tuple[Block, ...]:
    """Return the blocks of `body` in order; `first_line` is its line in the file.

    Citations are found in the whole body, so that a short form finds its full form in another
    paragraph; deadlines in each block. `year` is the notice's, for what has none.
    """
    blocks: list[Block] = []
    ends: list[int] = []
    path = LabelPath()
    pieces = _Pieces()
    kind: BlockKind = "title"
    table: TableColumns | None = None
    for paragraph in _paragraphs(body, first_line):
        kind = _kind(kind, paragraph, tasks_began=path.depth > 0 or pieces.began)
        end = paragraph.start + len(paragraph.text)
        line = _with_label(paragraph, body) if table else paragraph
        found = read_row(line.text, table) if kind == "paragraph" and not line.level else None
        table = found.columns if found else None
        if found:
            blocks.append(pieces.row(line, found.row))
            ends.append(end)
            continue
        own_piece = kind == "paragraph" and not paragraph.label and pieces.begins(paragraph, blocks)
        if not own_piece and _continues(kind, paragraph, blocks):
            ends[-1] = end
            continue
        block = _block(kind, paragraph, path)
        blocks.append(pieces.numbered(block, blocks) if own_piece else block)
        pieces.see(blocks[-1])
        ends.append(end)
    blocks = list(with_own_numbers(blocks))
    citations = find_citations(body, year)
    starts = [citation.start for citation in citations]
    return tuple(
        _annotated(
            block,
            body[block.start : end],
            citations[bisect_left(starts, block.start) : bisect_left(starts, end)],
            year,
        )
        for block, end in zip(blocks, ends, strict=True)
    )


def _with_label(paragraph: _Paragraph, body: str) -> _Paragraph:
    """Return a line of a table with its label: a serial number "1." is a cell of its own."""
    if not paragraph.label:
        return paragraph
    start = paragraph.start - paragraph.label.length
    text = body[start : paragraph.start + len(paragraph.text)]
    return replace(paragraph, text=text, start=start, label=None)


@dataclass(slots=True)
class _Pieces:
    """Paragraphs without a label that are pieces of their own, and their numbers.

    The first under a numbered heading has the heading's number ("3. Sở Xây dựng ⏎ Tập trung …"); the
    others count on from it. `base` is the number that they go on with, `level` the depth there.
    """

    base: str = ""
    level: int = 0
    count: int = 0
    rows: int = 0
    under_heading: bool = False
    concluded: bool = False

    @property
    def began(self) -> bool:
        """Whether a piece or a row was read since the last label."""
        return self.count + self.rows > 0

    def see(self, block: Block) -> None:
        """Take note of a block that was read."""
        self.concluded = self.concluded or bool(block.level) or concludes(block.text)
        if block.kind == "heading" or (block.label and block.number):
            self.under_heading = block.kind == "heading" or block.text.endswith(":")
            self.base, self.count = block.number, 0 if self.under_heading else 1
            self.rows = 0
            self.level = block.level + (1 if self.under_heading else 0)

    def begins(self, paragraph: _Paragraph, blocks: Sequence[Block]) -> bool:
        """Tell whether a paragraph without a label is a piece of its own."""
        if not blocks or not self.concluded or paragraph.text.endswith(":"):
            return False
        if self.under_heading:
            return self.count == 0 or asks_of(paragraph.text)
        return any(clause.bodies for clause in clauses(paragraph.text))

    def numbered(self, block: Block, blocks: list[Block]) -> Block:
        """Return the piece with its number; a heading gives its own to the first below it."""
        self.count += 1
        if self.count == 1 and self.base and blocks[-1].kind == "heading":
            blocks[-1] = blocks[-1]._replace(number="")
            return block._replace(number=self.base, level=self.level)
        number = f"{self.base}.c{self.count}" if self.base else f"c{self.count}"
        return block._replace(number=number, level=max(1, self.level))

    def row(self, paragraph: _Paragraph, row: TableRow | None) -> Block:
        """Return the block of a line of a table; a row that is a task has a number: `II.b3`."""
        number = ""
        if row:
            serial = int(row.serial[:6]) if row.serial.isdecimal() else 0
            self.rows = max(serial, self.rows + 1)  # a count that begins anew goes on
            number = f"{self.base}.b{self.rows}" if self.base else f"b{self.rows}"
        level = max(1, self.level if self.under_heading else self.level + 1) if row else 0
        return Block(
            "paragraph", paragraph.text, paragraph.start, paragraph.line,
            number=number, level=level, row=row,
        )  # fmt: skip


def concludes(text: str) -> bool:
    """Tell whether a paragraph ends with the words that lead in to the conclusions."""
    return text.endswith(":") and _CONCLUDES.search(text) is not None


def _kind(previous: BlockKind, paragraph: _Paragraph, *, tasks_began: bool) -> BlockKind:
    """Return what a paragraph is, given what the one before it was: parts come in order."""
    text = paragraph.text
    if previous == "signature":
        return "signature"
    if previous == "recipients" or RECIPIENTS.match(text):
        ends = not paragraph.label and (AUTHORITY.match(text) or _is_shouted(text))
        return "signature" if ends else "recipients"
    if not paragraph.label and AUTHORITY.match(text):
        return "signature"
    if paragraph.level:
        return "heading"
    if paragraph.label:
        return "paragraph"
    if tasks_began and (text.endswith("./.") or CLOSING.match(text) or previous == "closing"):
        return "closing"
    if previous == "title" and not text.endswith(_SENTENCE_MARK):
        return "title"
    return "paragraph"


def _is_shouted(text: str) -> bool:
    return text.isupper() and len(text) < 80


def _continues(kind: BlockKind, paragraph: _Paragraph, blocks: list[Block]) -> bool:
    """Tell whether a paragraph without a label goes on with the labelled one before it.

    One that ends with a colon leads in to what follows and stands by itself.
    """
    if paragraph.text.endswith(":"):
        return False
    if not blocks or kind != "paragraph" or paragraph.label or paragraph.level:
        return False
    return bool(blocks[-1].number) and blocks[-1].kind == "paragraph" and not blocks[-1].row


def _block(kind: BlockKind, paragraph: _Paragraph, path: LabelPath) -> Block:
    label = paragraph.label
    number = ""
    depth = paragraph.level - 1 if paragraph.level else 0
    if kind in ("heading", "paragraph") and (label or paragraph.level):
        number = path.step(label, depth)
        depth = path.depth
    return Block(
        kind=kind,
        text=paragraph.text,
        start=paragraph.start,
        line=paragraph.line,
        label=label.text if label else "",
        number=number,
        level=depth,
    )


def _annotated(block: Block, text: str, citations: Sequence[Citation], year: int | None) -> Block:
    """Return `block` with its whole `text`, its deadlines, and those `citations` that lie within it."""
    deadlines = find_deadlines(text, year)
    if not citations and not deadlines and len(text) == len(block.text):
        return block
    end = block.start + len(text)
    return block._replace(
        text=text,
        citations=tuple(moved(c, -block.start) for c in citations if c.end <= end),
        deadlines=deadlines,
    )
