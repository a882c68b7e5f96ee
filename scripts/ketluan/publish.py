"""Publish the archive: site and index, made beside and switched whole.

A reader sees the last good site until the new one is complete; a crash at any moment leaves it. One
build runs at a time. Problems that would make a page wrong stop the build before it changes anything.
"""

import ctypes
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive import NOTICES, ORIGINALS, blocking, clear_unfinished, load_archive, save_file
from ketluan.checksums import (
    BUILT_FROM,
    SUMS,
    file_sum,
    files_below,
    read_sums,
    state_of,
    sums_below,
    sums_text,
)
from ketluan.kept import FILE, Kept, packed
from ketluan.mkdocs_edge import SETTINGS, SiteBuildError, build_site
from ketluan.model import Archive, Problem
from ketluan.no_collector import no_collector
from ketluan.one_writer import AlreadyRunningError, only_one
from ketluan.os_errors import reason
from ketluan.program import program_digest
from ketluan.search.generations import IndexLockedError, build_index, clear_index
from ketluan.site_files import KEPT_TYPES, SiteMemory

SITE: Final = "site"
INDEX: Final = "search_index"
_NEW_SITE: Final = "site.new"
_OLD_SITE: Final = "site.old"
_LOCK: Final = ".cache/build.lock"
_HAND_WRITTEN: Final = "docs"
_ORIGINALS_INSIDE: Final = "goc/"
_KIND: Final = "published"


class PublishError(Exception):
    """Nothing was published; the message is Vietnamese and says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did: pages in the site, how many differ from the last one, seconds it took."""

    pages: int
    changed: int
    seconds: float
    problems: tuple[Problem, ...]
    published: bool


def publish(
    root: Path,
    *,
    day: date,
    full: bool = False,
    mended: Callable[[Sequence[str]], None] = lambda _: None,
) -> Published:
    """Build site and index of the archive at `root` and switch to them; status is that of `day`.

    What was made before and has not changed is kept, unless all is to be made anew (`full`).
    `mended` is told what an interrupted run had left, relative to `root`, once that is cleared.
    Raises `PublishError` where another build runs or the folder cannot be written, and `ArchiveError`
    where there is no archive. With blocking problems nothing is switched.
    """
    begun = time.perf_counter()
    if not (root / NOTICES).is_dir():
        raise PublishError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    _check_places(root)
    kept = Kept(root / FILE, (_Last, Problem, *KEPT_TYPES))
    with _only_build(root), no_collector():
        try:
            left = _mend(root)
            if left:
                mended(left)
            made_of = _made_of(root, day)
            last = None if full else _last(root, kept, made_of)
            if last:
                seconds = time.perf_counter() - begun
                return Published(last.pages, 0, seconds, last.problems, published=True)
            sums = sums_below(root / NOTICES)
            archive = load_archive(root, anew=full)
            problems = list(archive.problems)
            if blocking(problems):
                return Published(
                    0, 0, time.perf_counter() - begun, tuple(problems), published=False
                )
            memory = SiteMemory(kept=kept) if full else SiteMemory.of(root / SITE, kept)
            new = root / _NEW_SITE
            warnings = build_site(root, new, archive, day=day, memory=memory)
            problems += [Problem("mkdocs.yml", 1, "site", warning) for warning in warnings]
            if warnings:
                return Published(
                    0, 0, time.perf_counter() - begun, tuple(problems), published=False
                )
            pages, changed = _listed(new, root / SITE, memory)
            build_index(archive, root / INDEX, anew=full, before_switch=lambda: _switch(root))
            save_file(root, BUILT_FROM, _built_from(archive, sums).encode(), overwrite=True)
            memory.keep()
            done = _Last(pages, tuple(problems), _outcome(root))
            kept.keep(_KIND, {made_of: packed(done)}, ())
        except (IndexLockedError, SiteBuildError) as error:
            raise PublishError(str(error)) from error
        except OSError as error:
            raise PublishError(
                f"không ghi được trang ({reason(error)}: {error.filename}); trang cũ vẫn còn nguyên, "
                "hãy kiểm tra quyền ghi và chỗ trống"
            ) from error
        finally:
            shutil.rmtree(root / _NEW_SITE, ignore_errors=True)
    return Published(pages, changed, time.perf_counter() - begun, tuple(problems), published=True)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last build: what it told, and the state of site and index that it left."""

    pages: int
    problems: tuple[Problem, ...]
    outcome: str


def _made_of(root: Path, day: date) -> str:
    """Return a digest of everything that a build at `root` is made of.

    The originals stand in it by size and time, as in `load_archive`; all that is text is read.
    """
    hashed = hashlib.sha256(f"{program_digest()}{day}".encode())
    for folder in (ORIGINALS, _HAND_WRITTEN):
        hashed.update(state_of(root / folder).encode())
    settings = root / SETTINGS
    hashed.update(settings.read_bytes() if settings.is_file() else b"")
    for name, path in files_below(root / NOTICES):
        if not name.startswith(_ORIGINALS_INSIDE):
            hashed.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
            hashed.update(str(path.lstat().st_mode).encode())
            hashed.update(file_sum(path).encode() if path.is_file() else b"")
    return hashed.hexdigest()


def _outcome(root: Path) -> str:
    return state_of(root / SITE) + state_of(root / INDEX)


def _last(root: Path, kept: Kept, made_of: str) -> _Last | None:
    """Return the last build where it was made of the same and all that it made is still there."""
    last: _Last | None = kept.find(_KIND, (made_of,)).get(made_of)
    is_there = last and (root / BUILT_FROM).is_file() and last.outcome == _outcome(root)
    return last if is_there else None


def _check_places(root: Path) -> None:
    """Raise `PublishError` where something else stands in the place of a folder that is made."""
    for name in (SITE, INDEX, Path(_LOCK).parent.name):
        path = root / name
        if path.is_symlink() and (name == SITE or not path.is_dir()):
            raise PublishError(
                f"'{path}' là liên kết, không phải thư mục thật nên không thay cả thư mục một lúc được; "
                "hãy xóa hoặc đổi tên liên kết ấy rồi dựng lại"
            )
        if path.exists() and not path.is_dir():
            raise PublishError(
                f"'{path}' là tệp, không phải thư mục; hãy xóa hoặc đổi tên tệp ấy rồi dựng lại"
            )


@contextmanager
def _only_build(root: Path) -> Iterator[None]:
    """Hold the lock of the build; the system frees it when the process ends, however it ends."""
    path = root / _LOCK
    with ExitStack() as held:
        try:
            path.parent.mkdir(exist_ok=True)
            held.enter_context(only_one(path))
        except AlreadyRunningError as error:
            raise PublishError(
                "đang có một lần dựng trang khác chạy; hãy đợi nó xong rồi chạy lại"
            ) from error
        except OSError as error:
            raise PublishError(
                f"không ghi được vào '{path.parent}' ({reason(error)}); hãy kiểm tra quyền ghi"
            ) from error
        yield


def _mend(root: Path) -> list[str]:
    """Clear what an interrupted run left, and bring back the site that it had moved aside.

    Return what it was, relative to `root`.
    """
    left = []
    if not (root / SITE).exists() and (root / _OLD_SITE).is_dir():
        (root / _OLD_SITE).rename(root / SITE)
        left.append(_OLD_SITE)
    for name in (_NEW_SITE, _OLD_SITE):
        path = root / name
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)
        else:
            continue
        left.append(name)
    left += [f"{INDEX}/{name}" for name in clear_index(root / INDEX)]
    for folder in (NOTICES, Path(_LOCK).parent.name):
        left += [f"{folder}/{name}" for name in clear_unfinished(root / folder)]
    return left


def _listed(new: Path, old: Path, memory: SiteMemory) -> tuple[int, int]:
    """Write the list of its files into the site `new`; return its pages and how many `old` has not.

    Files in `memory` are not read again.
    """
    sums = {path: one.sha256 for path, one in memory.written.items()}
    sums |= sums_below(new, {name for name, _ in files_below(new)} - sums.keys())
    before = _sums_of(old)
    (new / SUMS).write_text(sums_text(sums), "utf-8", newline="\n")
    pages = [name for name in sums if name.endswith(".html")]
    return len(pages), sum(before.get(page) != sums[page] for page in pages)


def _sums_of(site: Path) -> Mapping[str, str]:
    """Return the sums in the list of `site`; of its files where it has no list."""
    try:
        listed = read_sums((site / SUMS).read_bytes())
    except FileNotFoundError:
        listed = None
    return sums_below(site) if listed is None else listed


def _built_from(archive: Archive, sums: Mapping[str, str]) -> str:
    """Return the list of files of notices/ for which nothing else vouches, nor keeps secret.

    An original stands with its sum in its notice.
    """
    vouched = {notice.source.path for notice in archive.notices if notice.source}
    secret = {
        one.path.removeprefix(f"{NOTICES}/") for one in archive.problems if one.rule == "secret"
    }
    named = {name: value for name, value in sums.items() if value and name not in vouched | secret}
    return sums_text(named)


def _switch(root: Path) -> None:
    """Put the new site in the place of the old one."""
    new, site, old = root / _NEW_SITE, root / SITE, root / _OLD_SITE
    if not site.exists():
        new.rename(site)
    elif _exchange(new, site):
        shutil.rmtree(new)
    else:
        site.rename(old)
        new.rename(site)
        shutil.rmtree(old)


_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); return whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = (os.fsencode(first), os.fsencode(second))
    return bool(rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
