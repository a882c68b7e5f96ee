"""Read a notice's body: its blocks in order, and the tasks among them.

The body is the whole document as printed; headings carry Markdown's `#`, everything else is a
paragraph of its own. A label (I., 1., (1), a), a dash) opens a block; the path of labels is the
task's number. A labelled block with none below it is a task, unless it looks back or greets.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ketluan.citations import find_citations, moved
from ketluan.deadlines import find_deadlines
from ketluan.model import Block, BlockKind, Citation, Notice, Task
from ketluan.notice.labels import Label, LabelPath, read_label
from ketluan.notice.responsibility import responsible_units
from ketluan.organisations import UPPER
from ketluan.periods import periods_in
from ketluan.units import UnitNames
from ketluan.vocabulary import notice_words

_HEADING: Final = re.compile(r"(#{1,6})[ \t]+")
_ESCAPED: Final = re.compile(r"\\(?=\\*#)")
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_SENTENCE_MARK: Final = (".", ":", ";", "!", "?", "…")


def escape_line(line: str) -> str:
    r"""Return a source line as it stands in a body: a leading `#` becomes `\#`, `\#` becomes `\\#`."""
    return re.sub(r"^(?=\\*#)", r"\\", line)


def words_pattern(rows: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for the beginnings `rows` (patterns themselves), case ignored."""
    return re.compile(rf"(?:{'|'.join(rows)})(?!\w)", re.IGNORECASE)


ASSESSMENT_HEADING: Final = words_pattern(notice_words()["assessment_headings"])
ASSESSMENT_START: Final = words_pattern(notice_words()["assessment_starts"])
CLOSING: Final = words_pattern(notice_words()["closing_starts"])
RECIPIENTS: Final = words_pattern(notice_words()["recipients_starts"])
AUTHORITY: Final = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in notice_words()['authorities'])})\s*[{UPPER}]"
)


@dataclass(frozen=True, slots=True)
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
    for match in _PARAGRAPH.finditer(body):
        line += body.count("\n", counted, match.start())
        counted = match.start()
        text, start = match.group(), match.start()
        heading = _HEADING.match(text)
        escaped = _ESCAPED.match(text)
        if heading:
            start += heading.end()
        elif escaped:
            start += escaped.end()
        text = body[start : match.end()]
        label = None if escaped else read_label(text)
        if label:
            start += label.length
            text = body[start : match.end()]
        found.append(
            _Paragraph(text.rstrip(), start, line, len(heading[1]) if heading else 0, label)
        )
    return tuple(found)


def read_blocks(body: str, first_line: int, year: int | None) -> tuple[Block, ...]:
    """Return the blocks of `body` in order; `first_line` is its line in the file.

    Citations are found in the whole body, so that a short form finds its full form in another
    paragraph; deadlines in each block. `year` is the notice's, for what has none.
    """
    blocks: list[Block] = []
    ends: list[int] = []
    path = LabelPath()
    kind: BlockKind = "title"
    for paragraph in _paragraphs(body, first_line):
        kind = _kind(kind, paragraph, tasks_began=path.depth > 0)
        end = paragraph.start + len(paragraph.text)
        if _continues(kind, paragraph, blocks):
            ends[-1] = end
            continue
        block = _block(kind, paragraph, path)
        if (
            kind == "paragraph"
            and not paragraph.label
            and blocks
            and _is_numbered_heading(blocks[-1])
        ):
            # "3. Sở Xây dựng ⏎ Tập trung hướng dẫn …": the text has the number of its heading
            block = replace(block, number=blocks[-1].number, level=blocks[-1].level + 1)
            blocks[-1] = replace(blocks[-1], number="")
        blocks.append(block)
        ends.append(end)
    citations = find_citations(body, year)
    starts = [citation.start for citation in citations]
    return tuple(
        _annotated(
            replace(block, text=body[block.start : end]),
            citations[bisect_left(starts, block.start) : bisect_left(starts, end)],
            year,
        )
        for block, end in zip(blocks, ends, strict=True)
    )


def _is_numbered_heading(block: Block) -> bool:
    return block.kind == "heading" and bool(block.number)


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
    """Tell whether a paragraph without a label goes on with the labelled one before it."""
    if not blocks or kind != "paragraph" or paragraph.label or paragraph.level:
        return False
    return bool(blocks[-1].number) and blocks[-1].kind == "paragraph"


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


def _annotated(block: Block, citations: Sequence[Citation], year: int | None) -> Block:
    """Return `block` with its deadlines, and the citations of the body that lie within it."""
    end = block.start + len(block.text)
    return replace(
        block,
        citations=tuple(moved(c, -block.start) for c in citations if c.end <= end),
        deadlines=find_deadlines(block.text, year),
    )


def read_tasks(notice: Notice, names: UnitNames) -> tuple[Task, ...]:
    """Return the tasks among the blocks of `notice`, with units, period and decisions."""
    numbers = [block.number for block in notice.blocks]
    tasks = []
    above: list[Block] = []
    for index, block in enumerate(notice.blocks):
        if not block.level:
            continue
        above = [heading for heading in above if heading.level < block.level]
        following = numbers[index + 1] if index + 1 < len(numbers) else ""
        is_parent = bool(block.number) and following.startswith(f"{block.number}.")
        if block.kind == "heading" or (is_parent and block.label):
            above.append(block)
        elif is_parent:
            continue  # the words that lead in to the tasks below
        elif block.number and _asks(block, above):
            tasks.append(_task(notice, block, tuple(above), names))
    return tuple(tasks)


def _asks(block: Block, above: list[Block]) -> bool:
    looks_back = any(ASSESSMENT_HEADING.match(heading.text) for heading in above)
    return not looks_back and not ASSESSMENT_START.match(block.text)


def _task(notice: Notice, block: Block, above: tuple[Block, ...], names: UnitNames) -> Task:
    lead, coordinating = responsible_units(
        block.text, tuple(heading.text for heading in above), names
    )
    decision = notice.decisions.get(block.number)
    periods = [period for heading in above for period in periods_in(heading.text)]
    return Task(
        id=f"{notice.id}#{block.number}",
        notice_id=notice.id,
        number=block.number,
        label=block.label,
        text=block.text,
        start=block.start,
        line=block.line,
        headings=tuple(heading.text for heading in above),
        lead_units=lead,
        coordinating_units=coordinating,
        citations=block.citations,
        deadlines=block.deadlines,
        period=periods[-1] if periods else notice.directed_period,
        decided_due=decision.due if decision else None,
        continues=decision.continues if decision else (),
    )
