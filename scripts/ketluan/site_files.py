"""The files of a site, written on all cores; what the last site has already is taken from there.

Each file names the digest of everything that decides its content. Where the last build wrote a file
of the same digest, and it still stands as it was written, the new site gets that very file (a hard
link, a copy where there are none): nothing is made, written or read. A long file of data changes with
every notice, but not much of it: of the pieces of such a file only those are made that the last one
has not.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from ketluan.kept import Kept, packed
from ketluan.model import Problem
from ketluan.pages.links import (
    Ends,
    describe_dead,
    is_dead,
    marks_of,
    same_address,
)
from ketluan.piece_files import Laid, write_pieces
from ketluan.pieces import Piece
from ketluan.spare_site import Looked, clear, is_as_written, keep_long, lay_ground
from ketluan.workers import one_by_one

_KIND: Final = "site"
_LONG: Final = 1 << 20  # bytes of a file
_LAST: Final = "last, 5"  # the number is that of the form of what is kept


@dataclass(frozen=True, slots=True)
class Made:
    """What a file holds, at once or in pieces with keys, the ends of its links, what is wrong with it.

    Only what `may_stay` is taken again without being made. `sha256` is the content's, if known already.
    """

    content: bytes | Iterable[Piece]
    ends: Ends
    problems: tuple[Problem, ...] = ()
    may_stay: bool = True
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file to come: its address, the digest of what it is made of, and how it is made.

    Without a `key` it is made each time. `source` is the file of the archive that it shows, if one.
    """

    address: str
    key: str
    make: Callable[[], Made]
    source: str = ""

    @property
    def path(self) -> str:
        """Where it stands in the folder of the site."""
        return _path(self.address)


@dataclass(frozen=True, slots=True)
class FileBundle:
    """Files to come, all of which are those of the last site where their `key` is that of last time."""

    key: str
    files: Callable[[], Iterable[SiteFile]]


class Written(NamedTuple):
    """A file of a site as it was written: the digest of what it was made of, its sum, size and time.

    `changed` is in nanoseconds. `pieces` tell how they lie in it, where it was made in pieces.
    """

    address: str
    key: str
    sha256: str
    size: int
    changed: int
    ends: Ends
    source: str
    pieces: tuple[Laid, ...] = ()

    def is_at(self, status: os.stat_result) -> bool:
        """Tell whether a file of that `status` stands as it was written."""
        return is_as_written(status, self.size, self.changed)


# What is kept of a site is made of these.
KEPT_TYPES: Final = (Ends, Written)

Part = Callable[[], Iterable[SiteFile | FileBundle]]
# Of a file its path, what was written if anything, faults; of a bundle its key, and its files, none where
# it is that of last time.
_Told = tuple[str, Written | None, tuple[Problem, ...]]
_ToldTogether = tuple[str, Sequence[_Told] | None]


@dataclass(slots=True)
class SiteMemory:
    """What is known of the files of the last site (in `folder`), and of those written since.

    Paths are relative to the site's folder; `bundles` are those of files known together, by key. `ground`
    are the inodes of what stands in the new one before anything is written there: where there is a
    `spare`, most of it is there already. `look` gives what was `seen` before. Where it does not
    `remember`, nobody asks it for a next site.
    """

    folder: Path | None = None
    kept: Kept = field(default_factory=lambda: Kept(None))
    last: dict[str, Written] = field(default_factory=dict)
    spare: Path | None = None
    look: Callable[[], Looked] = Looked
    seen: Looked = field(default_factory=Looked)
    remembers: bool = True
    ground: dict[str, int] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    last_bundles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bundles: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def is_kept(kept: Kept) -> bool:
        """Tell whether a last site is `kept`, in the form of this program."""
        return _LAST in kept.keys(_KIND)

    @classmethod
    def of(cls, folder: Path, kept: Kept, **more: Any) -> "SiteMemory":
        """Return what is `kept` of the site in `folder`, and `more`."""
        last, bundles = kept.find(_KIND, (_LAST,)).get(_LAST, ({}, {}))
        return cls(folder, kept, last, last_bundles=bundles, **more)

    def keep(self) -> None:
        """Keep what was written: it is the last site from now on."""
        self.kept.keep(_KIND, {_LAST: packed((self.written, self.bundles))}, ())
        pieced = ((path, one) for path, one in self.written.items() if one.pieces)
        long = [
            (path, one.size, one.changed, one.sha256) for path, one in pieced if one.size > _LONG
        ]
        keep_long(self.kept, long)

    def same(self) -> set[str]:
        """Return the paths of the files that the last site and this one share."""
        last = self.last
        return {path for path, one in self.written.items() if last.get(path) is one}

    def stand(self, paths: Iterable[str], key: str) -> bool:
        """Tell whether the last site has the files at `paths`, made of `key`, as they were written."""
        return all(
            path in self.last and self.last[path].key == key and self._inode(self.last[path])
            for path in paths
        )

    def content(self, path: str) -> bytes | None:
        """Return what the last site has at `path`, `None` if it is not what was written there."""
        one = self.last.get(path)
        if self.folder is None or one is None:
            return None
        with suppress(FileNotFoundError):
            found = (self.folder / path).read_bytes()
            return found if sha256(found).hexdigest() == one.sha256 else None
        return None

    def write(
        self,
        parts: Sequence[Part],
        site: Path,
        *,
        alone: bool,
        news: Callable[[], Any] = lambda: None,
        learn: Callable[[Any], None] = lambda _: None,
    ) -> tuple[Problem, ...]:
        """Write the files of all `parts` into the folder `site`, in this process only if `alone`.

        `close` is to follow. What came to be known in other processes meanwhile is asked for there by
        `news`, and `learn` is given it here. Return what is wrong with the files: dead links, two files
        at one address, two ids on one page. Raises `OSError`.
        """

        def made(part: Part) -> tuple[list[_ToldTogether], Any]:
            return [self._made(one, site) for one in part()], news()

        if self.spare:
            self.seen = self.look()
            self.ground = lay_ground(self.spare, self.seen.spare, site, self.last)
        found: list[Problem] = []
        least = len(parts) + 1 if alone else 2
        for told, learnt in one_by_one(made, parts, least=least, at_once=1):
            learn(learnt)
            for key, files in told:
                found += self._taken_in(key, files)
        return *found, *self._dead_links(site)

    def close(self, site: Path, last: Iterable[SiteFile] = ()) -> tuple[Problem, ...]:
        """Write the `last` files, which tell of all others; let nothing else be in the folder `site`.

        Return two files at one address. Raises `OSError`.
        """
        told = [self._told(file, site) for file in last]
        found = tuple(self._taken_in("", told))
        clear(site, [path for path in self.ground if path not in self.written])
        return found

    def _made(self, one: SiteFile | FileBundle, site: Path) -> _ToldTogether:
        """Write what comes; tell its key, if it is a bundle, and the files."""
        if isinstance(one, SiteFile):
            return "", [self._told(one, site)]
        if self._stand_together(one.key, site):
            return one.key, None
        return one.key, [self._told(file, site) for file in one.files()]

    def _stand_together(self, key: str, site: Path) -> bool:
        """Put the files of the bundle of the last site into `site` if all stand as they were written."""
        files = [self.last[path] for path in self.last_bundles.get(key, ())] if key else []
        inodes = [self._inode(one) if one.key else 0 for one in files]
        placed = (self._placed(one, inode, site) for one, inode in zip(files, inodes, strict=True))
        return bool(files) and all(inodes) and all(placed)

    def _told(self, file: SiteFile, site: Path) -> _Told:
        """Write a file and tell of it: of one that was taken no more than its path."""
        before = self.last.get(file.path)
        if before and file.key and before.key == file.key and self._taken(before, site):
            return file.path, None, ()
        return file.path, *self._written(file, before, site)

    def _taken_in(self, key: str, files: Sequence[_Told] | None) -> Iterator[Problem]:
        """Take in what was told of `files`; yield what is wrong, also two at one address."""
        if files is None:
            files = [(path, None, ()) for path in self.last_bundles[key]]
        for path, written, problems in files:
            one = written or self.last[path]
            if path in self.written:
                yield same_address(one.address, one.source)
            self.written[path] = one
            yield from problems
        if key:
            self.bundles[key] = tuple(path for path, _, _ in files)

    def _written(
        self, file: SiteFile, before: Written | None, site: Path
    ) -> tuple[Written, tuple[Problem, ...]]:
        made = file.make()
        target = site / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # what is there may be the last site's, too
        if isinstance(made.content, bytes):
            pieces: tuple[Laid, ...] = ()
            target.write_bytes(made.content)
            sum_of = made.sha256 or sha256(made.content).hexdigest()
        else:
            last = self.folder / file.path if self.folder and before else None
            laid, known = (before.pieces, before.sha256) if before else ((), "")
            if before and self.seen.whole.get(file.path) == known and self._inode(before):
                known = ""
            sum_of, pieces = write_pieces(tuple(made.content), target, last, laid, known)
        status = target.stat()
        key = file.key if made.may_stay and not made.problems else ""
        marks = (status.st_size, status.st_mtime_ns)
        written = Written(file.address, key, sum_of, *marks, made.ends, file.source, pieces)
        return written, made.problems

    def _taken(self, before: Written, site: Path) -> bool:
        """Put the file of the last site into `site` if it stands there as it was written."""
        inode = self._inode(before)
        return bool(inode) and self._placed(before, inode, site)

    def _placed(self, before: Written, inode: int, site: Path) -> bool:
        """Put the file of the last site into `site`, where it may be already; tell if it is."""
        path = _path(before.address)
        there = self.ground.get(path)
        if there != inode:
            try:
                _link(f"{self.folder}/{path}", site / path, is_there=there is not None)
            except OSError:
                return False
        return True

    def _inode(self, one: Written) -> int:
        """Return the inode of a file of the last site, 0 if it does not stand as it was written."""
        if self.folder is None:
            return 0
        try:
            status = os.lstat(f"{self.folder}/{_path(one.address)}")
        except OSError:
            return 0
        return status.st_ino if one.is_at(status) else 0

    def _dead_links(self, site: Path) -> Iterator[Problem]:
        """Yield a problem for each dead link; a file that has one is made again next time.

        So a file that is the last site's has good links while no end of any is gone.
        """
        known = _anchors(self.written.values())
        same = self.same()
        is_gone = not known >= _anchors(one for path, one in self.last.items() if path not in same)
        for path, one in [*self.written.items()]:
            if (is_gone or path not in same) and is_dead(one.ends, known):
                html = (site / path).read_text("utf-8")
                self.written[path] = one._replace(key="")
                yield from describe_dead(one.address, one.source, html, one.ends, known)


def _link(old: str, new: Path, *, is_there: bool) -> None:
    """Make the file `old` the file `new`, in the place of another one if such a one is there."""
    if is_there:
        new.unlink(missing_ok=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links, or another one
        shutil.copyfile(old, new)
        shutil.copystat(old, new)


def _anchors(files: Iterable[Written]) -> Set[int]:
    """Return the marks of all that links can lead to in `files`."""
    return marks_of(b"".join(one.ends.anchors for one in files))


def _path(address: str) -> str:
    return address[1:] + ("index.html" if address.endswith("/") else "")
