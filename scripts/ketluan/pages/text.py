"""Text of notices cut into paragraphs and pieces: plain, citation, standard, time limit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from ketluan.addresses import document_address
from ketluan.model import Citation, Deadline, Document
from ketluan.pages.wording import document_note

PieceKind = Literal["text", "citation", "standard", "deadline"]


class Piece(NamedTuple):
    """A run of text of one kind. `address` is the page of the document, where it has one."""

    kind: PieceKind
    text: str
    address: str = ""
    note: str = ""


Paragraph = tuple[Piece, ...]

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")


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
    return Piece("citation", citation.text, document_address(document.key), document_note(document))


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
    for mark_start, mark_end, piece in marks:
        if mark_start < at or mark_end > end:
            continue
        if mark_start > at:
            yield Piece("text", text[at:mark_start])
        yield piece._replace(text=text[mark_start:mark_end])
        at = mark_end
    if at < end:
        yield Piece("text", text[at:end])
