"""Publish the archive: site and index, made beside and switched whole.

A reader sees the last good site until the new one is complete; a crash at any moment leaves it. One
build runs at a time. Problems that would make a page wrong stop the build before it changes anything.
"""

import ctypes
import filecmp
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive import NOTICES, blocking, load_archive
from ketluan.mkdocs_edge import SiteBuildError, build_site
from ketluan.model import Problem
from ketluan.one_writer import AlreadyRunningError, only_one
from ketluan.os_errors import reason
from ketluan.search.generations import IndexLockedError, build_index

SITE: Final = "site"
INDEX: Final = "search_index"
_NEW_SITE: Final = "site.new"
_OLD_SITE: Final = "site.old"
_LOCK: Final = ".cache/build.lock"


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


def publish(root: Path, *, day: date, full: bool = False) -> Published:
    """Build site and index of the archive at `root` and switch to them; status is that of `day`.

    An index that is current already is kept, unless `full` asks for a new one.
    Raises `PublishError` where another build runs or the folder cannot be written, and `ArchiveError`
    where there is no archive. With blocking problems nothing is switched.
    """
    begun = time.perf_counter()
    if not (root / NOTICES).is_dir():
        raise PublishError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    with _only_build(root):
        archive = load_archive(root)
        problems = list(archive.problems)
        if blocking(problems):
            return Published(0, 0, time.perf_counter() - begun, tuple(problems), published=False)
        _mend(root)
        try:
            warnings = build_site(root, root / _NEW_SITE, archive, day=day)
            problems += [Problem("mkdocs.yml", 1, "site", warning) for warning in warnings]
            if warnings:
                return Published(
                    0, 0, time.perf_counter() - begun, tuple(problems), published=False
                )
            pages, changed = _compare(root / _NEW_SITE, root / SITE)
            build_index(archive, root / INDEX, anew=full, before_switch=lambda: _switch(root))
        except (IndexLockedError, SiteBuildError) as error:
            raise PublishError(str(error)) from error
        except OSError as error:
            raise PublishError(
                f"không ghi được trang ({reason(error)}: {error.filename}); trang cũ vẫn còn nguyên, "
                "hãy kiểm tra quyền ghi và chỗ trống"
            ) from error
    return Published(pages, changed, time.perf_counter() - begun, tuple(problems), published=True)


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


def _mend(root: Path) -> None:
    """Clear what an interrupted build left; bring back the site that it had moved aside."""
    if not (root / SITE).exists() and (root / _OLD_SITE).is_dir():
        (root / _OLD_SITE).rename(root / SITE)
    for leftover in (root / _NEW_SITE, root / _OLD_SITE):
        if leftover.exists():
            shutil.rmtree(leftover)


def _compare(new: Path, old: Path) -> tuple[int, int]:
    """Return the number of pages in `new` and of those that differ from `old`."""
    pages = sorted(path.relative_to(new) for path in new.rglob("*.html"))
    same = [
        page
        for page in pages
        if (old / page).is_file() and filecmp.cmp(new / page, old / page, shallow=False)
    ]
    return len(pages), len(pages) - len(same)


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
