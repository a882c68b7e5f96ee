"""The archive: the folder `notices/`, its registers, and what is checked between its parts."""

from ketluan.archive.alone import BETWEEN, NoticeReader
from ketluan.archive.checks import BLANK, BLOCKING, INTEGRITY, blocking
from ketluan.archive.enclosing import with_existing_files, with_originals
from ketluan.archive.folder import load_archive
from ketluan.archive.holdings import HeldNotice, Holdings, held_notice, read_holdings
from ketluan.archive.originals import same_originals, source_coverage
from ketluan.archive.twins import registration, same_document, twin_message

__all__ = [
    "BETWEEN",
    "BLANK",
    "BLOCKING",
    "INTEGRITY",
    "HeldNotice",
    "Holdings",
    "NoticeReader",
    "blocking",
    "held_notice",
    "load_archive",
    "read_holdings",
    "registration",
    "same_document",
    "same_originals",
    "source_coverage",
    "twin_message",
    "with_existing_files",
    "with_originals",
]
