"""Text of notices cut into paragraphs and pieces: plain, citation, standard, time limit.

Rows of tables keep their tabs and bars; those between two cells are pieces of their own, so that a
page can show them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from ketluan.addresses import document_address
from ketluan.model import Citation, Deadline, Document, Span
from ketluan.pages.wording import document_note

PieceKind = Literal["text", "citation", "standard", "deadline", "own", "evidence", "gap", "edge"]


class Piece(NamedTuple):
    """A run of text of one kind. `address` is the page of the document, where it has one.

    `note` describes that document. `guess` says that this mention's year was inferred. `own` is a
    citation of the document whose page this is, `evidence` the words that show its relation. `gap`
    is what stands between two cells of a row, `edge` the bars around a row and below its head.
    """

    kind: PieceKind
    text: str
    address: str = ""
    note: str = ""
    guess: str = ""


Paragraph = tuple[Piece, ...]

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_TABS: Final = re.compile(r"(?<=\S)[^\S\n]*\t[^\S\n]*(?=\S)")
_BAR_LINE: Final = re.compile(r"^\|.*\|[^\S\n]*$", re.MULTILINE)
_BAR: Final = re.compile(r"(?:(?<![^\S\n])[^\S\n]+)?\|[^\S\n]*")
_RULE: Final = re.compile(r"[\s|:-]+")


def paragraphs(
    text: str,
    citations: Iterable[Citation],
    deadlines: Iterable[Deadline],
    documents: Mapping[str, Document],
) -> tuple[Paragraph, ...]:
    """Return `text` cut at blank lines, its citations and time limits told apart.

    Joined again, the pieces of a paragraph are the paragraph. Where two marks overlap, the one
    that begins first stays.
    """
    marks = _marks(citations, deadlines, documents)
    return tuple(tuple(_pieces(text, start, end, marks)) for start, end in _paragraph_spans(text))


def cell_pieces(
    text: str,
    cells: Sequence[Span],
    citations: Iterable[Citation],
    deadlines: Iterable[Deadline],
    documents: Mapping[str, Document],
) -> tuple[Paragraph, ...]:
    """Return the pieces of each of the `cells` of `text`, an empty cell without any."""
    marks = _marks(citations, deadlines, documents)
    return tuple(tuple(_pieces(text, cell.start, cell.end, marks)) for cell in cells)


def sentence_pieces(
    sentence: str,
    own: Iterable[Citation],
    others: Iterable[Citation],
    documents: Mapping[str, Document],
) -> Paragraph:
    """Return `sentence` with its `own` citations and their evidence marked, the `others` linked."""
    marks: list[_Mark] = []
    for citation in own:
        guess = _guess(citation)
        marks.append((citation.start, citation.end, Piece("own", citation.text, guess=guess)))
    marks += [(*c.evidence, Piece("evidence", "")) for c in own if c.evidence]
    marks += [(c.start, c.end, _citation_piece(c, documents)) for c in others]
    kept: list[_Mark] = []
    for mark in marks:  # those of the document itself come first and stay
        if all(mark[1] <= start or end <= mark[0] for start, end, _ in kept):
            kept.append(mark)
    return tuple(_pieces(sentence, 0, len(sentence), sorted(kept, key=lambda mark: mark[:2])))


_Mark = tuple[int, int, Piece]


def _marks(
    citations: Iterable[Citation],
    deadlines: Iterable[Deadline],
    documents: Mapping[str, Document],
) -> list[_Mark]:
    found = [(c.start, c.end, _citation_piece(c, documents)) for c in citations]
    found += [(d.start_offset, d.end_offset, Piece("deadline", d.text)) for d in deadlines]
    found.sort(key=lambda mark: mark[:2])
    kept: list[_Mark] = []
    for mark in found:
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return kept


def _citation_piece(citation: Citation, documents: Mapping[str, Document]) -> Piece:
    document = documents.get(citation.key)
    if citation.family == "standard":
        return Piece("standard", citation.text)
    if document is None:
        return Piece("citation", citation.text)
    guess = _guess(citation)
    note = document_note(document)
    if guess:
        note += f"\nChỗ này không ghi năm: {guess}."
    return Piece("citation", citation.text, document_address(document.key), note, guess)


def _guess(citation: Citation) -> str:
    return f"năm {citation.year} là suy đoán" if citation.year_from == "inferred" else ""


def _paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _pieces(text: str, start: int, end: int, marks: list[_Mark]) -> Iterator[Piece]:
    at = start
    for mark_start, mark_end, piece in _with_gaps(text, start, end, marks):
        if mark_start < at or mark_end > end:
            continue
        if mark_start > at:
            yield Piece("text", text[at:mark_start])
        yield piece._replace(text=text[mark_start:mark_end])
        at = mark_end
    if at < end:
        yield Piece("text", text[at:end])


def _with_gaps(text: str, start: int, end: int, marks: list[_Mark]) -> list[_Mark]:
    """Return the marks between `start` and `end` with those of gaps beside them, in order."""
    within = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    gaps = [
        gap
        for gap in _gaps(text[start:end], start)
        if all(gap[1] <= mark[0] or mark[1] <= gap[0] for mark in within)
    ]
    return sorted((*within, *gaps), key=lambda mark: mark[:2]) if gaps else within


def _gaps(text: str, offset: int) -> Iterator[_Mark]:
    """Yield tabs between cells, and the bars of rows as Markdown writes them."""
    if "\t" in text:
        for tabs in _TABS.finditer(text):
            yield offset + tabs.start(), offset + tabs.end(), Piece("gap", "")
    if "|" not in text:
        return
    for row in _BAR_LINE.finditer(text):
        if _RULE.fullmatch(row.group()):
            yield offset + row.start(), offset + row.end(), Piece("edge", "")
            continue
        for bar in _BAR.finditer(text, row.start(), row.end()):
            at_edge = bar.start() == row.start() or bar.end() == row.end()
            kind: PieceKind = "edge" if at_edge else "gap"
            yield offset + bar.start(), offset + bar.end(), Piece(kind, "")
