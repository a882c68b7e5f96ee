"""What a build did, and does it hold still: was it made of the same, is all there that it made.

This is asked before anything is loaded that reads an archive or makes pages.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.checksums import BUILT_FROM, file_sum, files_below, state_of
from ketluan.kept import FILE, Kept, packed
from ketluan.model import Problem
from ketluan.places import (
    HAND_WRITTEN,
    INDEX,
    NOTICES,
    ORIGINALS,
    SITE,
    is_original,
    settings_of,
)
from ketluan.program import program_digest
from ketluan.search.index_folder import read_current

_KIND: Final = "published"


class PublishError(Exception):
    """Nothing was published; the message is Vietnamese and says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did: pages in the site, how many differ from the last one, seconds it took.

    `told_before` are those of the `problems` that the last complete build told, too.
    """

    pages: int
    changed: int
    seconds: float
    problems: tuple[Problem, ...]
    published: bool
    told_before: frozenset[Problem] = frozenset()


@dataclass(frozen=True, slots=True)
class Build:
    """A complete build: what it told, and the state of site and index that it left."""

    pages: int
    problems: tuple[Problem, ...]
    outcome: str


def made_of(root: Path, day: date) -> str:
    """Return a digest of everything that a build at `root` is made of.

    The originals stand in it by size and time, as in `load_archive`; all that is text is read. Raises
    `OSError`.
    """
    hashed = hashlib.sha256(f"{program_digest()}{day}".encode())
    settings = settings_of(root)
    for folder in (root / ORIGINALS, settings.parent / HAND_WRITTEN):
        hashed.update(state_of(folder).encode())
    hashed.update(settings.read_bytes())
    for name, path in files_below(root / NOTICES):
        if not is_original(name):
            hashed.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
            hashed.update(str(path.lstat().st_mode).encode())
            hashed.update(file_sum(path).encode() if path.is_file() else b"")
    return hashed.hexdigest()


def touched(root: Path) -> str:
    """Return what is another one once a notice or the settings were written, also with the same.

    Of hand-written pages and originals `made_of` tells that. Raises `OSError`.
    """
    status = settings_of(root).lstat()
    return f"{state_of(root / NOTICES)} {status.st_ino} {status.st_ctime_ns}"


def outcome(root: Path, site: str = "") -> str:
    """Return a digest of the state of site and current index at `root`. Raises `OSError`.

    `site` is the `state_of` the site, where somebody knows it already.
    """
    index = root / INDEX
    current = read_current(index)
    return f"{site or state_of(root / SITE)} {state_of(index / current[0]) if current else ''} {current}"


def last_build(root: Path, made: str) -> Build | None:
    """Return the last build at `root` where it was `made_of` the same and all it made is there."""
    last: Build | None = _kept(root).find(_KIND, (made,)).get(made)
    with suppress(OSError):  # something may not be looked at: it is made anew
        if last and (root / BUILT_FROM).is_file() and last.outcome == outcome(root):
            return last
    return None


def last_problems(root: Path) -> tuple[Problem, ...]:
    """Return what the last complete build at `root` told, whatever it was made of."""
    kept = _kept(root)
    builds: Iterable[Build] = kept.find(_KIND, kept.keys(_KIND)).values()
    return tuple(problem for build in builds for problem in build.problems)


def keep_build(root: Path, made: str, done: Build) -> None:
    """Remember `done`, which was `made_of` that, and no build before it."""
    _kept(root).keep(_KIND, {made: packed(done)}, ())


def _kept(root: Path) -> Kept:
    return Kept(root / FILE, (Build, Problem))
