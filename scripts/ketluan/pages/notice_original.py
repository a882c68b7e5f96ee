"""The original of a notice (bản gốc) as a file of the site, where the office lets it be one."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from ketluan.addresses import notice_address
from ketluan.model import Archive, Notice
from ketluan.pages.document_files import PUBLISHABLE, PublishedFile
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.vietnamese import slug

_NAMELESS: Final = "ban-goc"
_MARKDOWN: Final = ".md"  # generators make a page of it; to a reader it is plain text
_KILO: Final = 1000


def original_address(notice: Notice) -> str:
    """Return the address under which the original is published, empty if it is not."""
    if notice.source is None or notice.source.size is None:
        return ""
    path = PurePosixPath(notice.source.path)
    ending = path.suffix.lower().replace(_MARKDOWN, ".txt")
    if ending not in PUBLISHABLE:
        return ""
    return f"{notice_address(notice.id)}{slug(path.stem) or _NAMELESS}{ending}"


def original_link(notice: Notice) -> Link:
    """Return the link to the published original with its format and size, no link if there is none."""
    address = original_address(notice)
    if not address or notice.source is None or notice.source.size is None:
        return NO_LINK
    form = PurePosixPath(notice.source.path).suffix[1:].upper()
    return Link(f"Tải bản gốc ({form}, {size_in_words(notice.source.size)})", address)


def original_files(archive: Archive) -> Iterator[PublishedFile]:
    """Yield the originals that belong to the site."""
    for notice in archive.notices:
        address = original_address(notice)
        if address and notice.source:
            yield PublishedFile(address, notice.source.path, notice.source.sha256)


def size_in_words(size: int) -> str:
    """Return a size of `size` bytes: `120 kB`, `1,4 MB`; begun units count as whole."""
    kilo = -(-size // _KILO)
    if kilo < _KILO:
        return f"{kilo} kB"
    whole, tenths = divmod(-(-kilo // (_KILO // 10)), 10)
    return f"{whole},{tenths} MB" if tenths else f"{whole} MB"
