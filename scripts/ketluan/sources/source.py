"""What a source (bản gốc) is once read: its lines, and what its format tells about them."""

from dataclasses import dataclass
from typing import Final, Literal

from ketluan.model import Dropped

MAX_BYTES: Final = 64 * 1024 * 1024  # a scan of 200 pages at 200 dpi has about 40 MB
MAX_CHARACTERS: Final = 8 * 1024 * 1024  # a notice of 1,000 pages of text has about 3 MB
MAX_PAGES: Final = 400

ReadBy = Literal["text", "word", "pdf", "ocr"]


class SourceError(Exception):
    """The file cannot be read as a source; the message is Vietnamese, for the clerk."""


@dataclass(frozen=True, slots=True)
class DoubtfulWord:
    """A word that character recognition is not sure of: 1-based page, line of the source, text.

    `confidence` is the recogniser's own, 0 to 100.
    """

    page: int
    line: int
    text: str
    confidence: int


@dataclass(frozen=True, slots=True)
class SourceText:
    r"""A source as text, and the hash of its bytes.

    `lines` are NFC without line ends, in reading order. A form feed at the start of a line begins
    a page; leading blanks are an indent; a tab or three and more blanks inside a line stand
    between columns or cells. Labels that Word counts by itself stand in the lines as they are
    shown. Line numbers below are 1-based.

    `paragraphs` are the lines that begin a paragraph where the format says so, `None` where it
    does not and wrapped lines must be joined. `bold` are the lines printed in bold as a whole.
    `dropped` are pieces of `lines` that the format itself tells apart from the text (headers and
    footers of Word). `notes` are Vietnamese sentences about what had to be done to read it.
    """

    name: str
    suffix: str
    lines: tuple[str, ...]
    sha256: str
    content: bytes
    read_by: ReadBy = "text"
    paragraphs: frozenset[int] | None = None
    bold: frozenset[int] = frozenset()
    dropped: tuple[Dropped, ...] = ()
    doubtful: tuple[DoubtfulWord, ...] = ()
    notes: tuple[str, ...] = ()
