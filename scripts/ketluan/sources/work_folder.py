"""Folders for a while, in which programs of the system work; one that was left behind is known.

Each has a lock that is held by whoever works in it: this process, and the program that it started.
A process that is killed leaves its folder, and the next import clears it.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ketluan.one_writer import take

_PREFIX: Final = "ketluan-work-"
_LOCK: Final = "lock"
_INSIDE: Final = "work"


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """An empty folder and the open file beside it whose lock says that somebody works there."""

    path: Path
    lock: int


@contextmanager
def work_folder() -> Iterator[WorkFolder]:
    """Lend a folder below that for temporary files; it is gone at the end. Raises `OSError`."""
    folder = _made()
    try:
        yield folder
    finally:
        os.close(folder.lock)
        shutil.rmtree(folder.path.parent, ignore_errors=True)


def _made() -> WorkFolder:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):  # another run took it for left behind
            lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR)
            if _held(lock) and (path / _LOCK).exists():
                (path / _INSIDE).mkdir()
                return WorkFolder(path / _INSIDE, lock)
            os.close(lock)


def _held(lock: int) -> bool:
    try:
        return take(lock)
    except OSError:  # a disk without locks, where nothing is ever cleared either
        return True


def clear_work_folders() -> tuple[str, ...]:
    """Remove the folders that killed runs of this user left; return their paths."""
    try:
        found = sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"))
    except OSError:  # no place for temporary files at all, which not every import needs
        return ()
    return tuple(str(path) for path in found if _removed(path))


def _removed(path: Path) -> bool:
    """Remove the folder at `path` if it is ours and nobody works there; return whether it is gone."""
    with suppress(OSError):  # gone meanwhile, or not ours to remove
        if path.is_symlink() or not path.is_dir():
            return False
        if sys.platform != "win32" and path.stat().st_uid != os.geteuid():
            return False
        if not (path / _LOCK).exists():
            path.rmdir()  # killed right after it was made; refused where anything is in it
            return True
        with (path / _LOCK).open("r+b") as file:
            if not take(file.fileno()):
                return False
            if sys.platform == "win32":
                file.close()
            shutil.rmtree(path)
            return True
    return False
