"""Where a document itself can be read: an address elsewhere, or a file published with the site."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from ketluan.addresses import document_address
from ketluan.model import Archive, Document
from ketluan.vietnamese import slug

# What a browser shows or saves without running anything in it; never HTML, SVG or XML.
PUBLISHABLE: Final = frozenset(
    (
        ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".xls", ".xlsx", ".ods",
        ".jpg", ".jpeg", ".png", ".tif", ".tiff",
    )
)  # fmt: skip
_WEB: Final = re.compile(r"https?://[^\s<>\"'\\]+")


class PublishedFile(NamedTuple):
    """A file of the site: its address, its path relative to `notices/`.

    `sha256` is the one that its content must have, empty where any will do.
    """

    address: str
    path: str
    sha256: str = ""


def file_address(document: Document) -> str:
    """Return the address under which the document's file is published, empty if none can be."""
    if not document.file:  # as of most
        return ""
    path = PurePosixPath(document.file)
    ending = path.suffix.lower()
    if path.is_absolute() or ".." in path.parts or ending not in PUBLISHABLE:
        return ""
    return f"{document_address(document.key)}{slug(path.stem) or 'van-ban'}{ending}"


def outside_address(document: Document) -> str:
    """Return the document's address elsewhere, empty where it is none of the web."""
    return document.url if _WEB.fullmatch(document.url) else ""


def document_files(archive: Archive) -> Iterator[PublishedFile]:
    """Yield the files of documents that belong to the site."""
    for document in archive.documents:
        address = file_address(document)
        if address:
            yield PublishedFile(address, document.file)
