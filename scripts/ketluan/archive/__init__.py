"""The archive: the folder `notices/`, its registers, and what is checked between its parts."""

from ketluan.archive.checks import BLOCKING, blocking
from ketluan.archive.folder import (
    NOTICES,
    ArchiveError,
    load_archive,
    originals_by_hash,
    save_file,
    source_coverage,
)

__all__ = [
    "BLOCKING",
    "NOTICES",
    "ArchiveError",
    "blocking",
    "load_archive",
    "originals_by_hash",
    "save_file",
    "source_coverage",
]
