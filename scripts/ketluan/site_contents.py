"""Everything that a site shows of an archive, as files to come: pages, data, copies of originals."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from ketluan.digests import text_digest
from ketluan.framing import Framing
from ketluan.leaving import LEAVING
from ketluan.model import Archive
from ketluan.origins import no_origins
from ketluan.pages import (
    Bundle,
    DataFile,
    Later,
    Page,
    PublishedFile,
    document_files,
    original_files,
    site_parts,
    static_parts,
)
from ketluan.pages.catalogue import catalogue
from ketluan.pages.links import doubles, ends_of, file_end
from ketluan.pieces import Piece, whole
from ketluan.site_files import FileBundle, Made, Part, SiteFile


class SpoiledFileError(Exception):
    """A file of the archive is not the one that was recorded; the message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the site of `archive` shows, for the status of `day`, at the address `site_url` if known.

    Where nobody `remembers` them for a next build it is not told what decides pages and files.
    """

    archive: Archive
    day: date
    site_url: str
    framing: Framing
    remembers: bool = True

    def parts(
        self,
        notices: Path,
        others: Set[str],
        drafts: Sequence[Page],
        *,
        few: bool = False,
    ) -> list[Part]:
        """Return the makers of all files but those of the search, what takes longest first.

        `notices` is the folder of the archive's files. `others` are the addresses that are made
        elsewhere, `drafts` more pages. `few` says that most files will be taken from the last site.
        """
        archive, pages = self.archive, _Pages(self.framing, others, self.remembers)
        known = LEAVING.left(catalogue(archive, None if self.remembers else no_origins()))
        copies = (*document_files(archive), *original_files(archive))
        return [
            *(pages.files(one) for one in reversed(static_parts(known, self.site_url))),
            *(pages.files(one) for one in reversed(site_parts(known, self.day, few=few))),
            pages.files(lambda: drafts),
            lambda: _published(notices, copies),
        ]

    def search_part(self, files: Callable[[], Iterable[tuple[str, str]]]) -> Part:
        """Return the maker of the `files` that a browser searches."""
        pages = _Pages(self.framing, frozenset(), self.remembers)
        return lambda: (
            pages.data_file(DataFile(address, whole(text))) for address, text in files()
        )


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages and data as files of the site; `others` are the addresses that MkDocs made."""

    framing: Framing
    others: Set[str]
    remembers: bool

    def files(self, part: Callable[[], Iterable[Page | Later | Bundle | DataFile]]) -> Part:
        """Return what yields the files of the pages that `part` makes."""
        return lambda: map(self._made_ready, part())

    def _made_ready(self, found: Page | Later | Bundle | DataFile) -> SiteFile | FileBundle:
        return self._bundle(found) if isinstance(found, Bundle) else self._file(found)

    def _bundle(self, bundle: Bundle) -> FileBundle:
        frames = self.framing.decided_by if self.remembers else ""
        key = text_digest(f"{frames}{bundle.key}") if frames and bundle.key else ""
        return FileBundle(key, lambda: map(self._file, bundle.pages()))

    def _file(self, page: Page | Later | DataFile) -> SiteFile:
        if isinstance(page, DataFile):
            return self.data_file(page)
        if isinstance(page, Later):
            return self._later(page)
        return SiteFile(page.address, "", lambda: self._made(page), page.source)

    def data_file(self, file: DataFile) -> SiteFile:
        """Return a file of data, known by the keys of its pieces."""
        end = file_end(file.address)
        if not self.remembers:
            return SiteFile(file.address, "", lambda: Made(file.pieces, end))
        pieces = [piece if piece.key else _keyed(piece.text) for piece in file.pieces]
        key = text_digest(repr([(piece.key, piece.word) for piece in pieces]))
        return SiteFile(file.address, key, lambda: Made(pieces, end))

    def _frame(self, page: Page) -> str:
        """Return the key of the frame of `page`, empty where it has one of its own or needs no key."""
        return self.framing.key(page) if self.remembers else ""

    def _later(self, page: Later) -> SiteFile:
        frame = self._frame(page.outline)
        key = text_digest(f"{frame}{page.key}") if frame and page.key else ""

        def made() -> Made:
            whole = page.make()
            found = self._made(whole)
            return replace(found, may_stay=found.may_stay and self._frame(whole) == frame)

        return SiteFile(page.address, key, made, page.source)

    def _made(self, page: Page) -> Made:
        shown = page.linked()
        framed, may_stay = self.framing.framed(page, shown.html)
        ends = ends_of(page.address, shown, self.others)
        problems = doubles(page.address, page.source, shown.ids)
        return Made(framed, ends, tuple(problems), may_stay=may_stay)


def _keyed(text: str) -> Piece:
    """Return a ready text as a piece that is known by it."""
    return Piece(text_digest(text), lambda: (text,))


def _published(notices: Path, files: Iterable[PublishedFile]) -> Iterator[SiteFile]:
    """Yield files of the archive: copies, as through a link whoever writes the site changes them."""
    for file in files:
        path = notices / file.path
        status = path.stat()
        key = f"{file.sha256} {status.st_size} {status.st_mtime_ns}"
        yield SiteFile(file.address, key, partial(_copy, path, file))


def _copy(path: Path, file: PublishedFile) -> Made:
    """Return the copy; raise `SpoiledFileError` where its content is not the one that was recorded."""
    content = path.read_bytes()
    if file.sha256 and sha256(content).hexdigest() != file.sha256:
        raise SpoiledFileError(
            f"bản gốc 'notices/{file.path}' không còn đúng mã SHA-256 đã ghi; hãy khôi phục từ bản sao "
            "lưu"
        )
    return Made(content, file_end(file.address), sha256=file.sha256)
