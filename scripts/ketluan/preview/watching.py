"""What changed in an archive's folder: two looks at its files, compared.

Looking again and again works on every system and on network drives, which tell no one of changes.
It needs no queue either: however an editor writes (in place, or by a rename), and however many
files change at once, only the state after the last change counts.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

WATCHED: Final = ("notices", "docs", "mkdocs.yml")

FileMark = tuple[int, int, int]  # inode, time of change in ns, size; zeros for a folder
Look = Mapping[str, FileMark]  # by path relative to the archive's folder, with "/"

_FOLDER: Final = (0, 0, 0)


def look(root: Path) -> Look:
    """Return the marks of every file that a site is made from; hidden ones are left out.

    What cannot be read, or goes while we look, is not there.
    """
    found: dict[str, FileMark] = {}
    for name in WATCHED:
        path = root / name
        if path.is_dir():
            found[name] = _FOLDER
            for folder, folders, files in os.walk(path):
                folders[:] = [one for one in folders if not one.startswith(".")]
                for file in files:
                    if not file.startswith("."):
                        _mark(root, Path(folder, file), found)
        else:
            _mark(root, path, found)
    return found


def _mark(root: Path, path: Path, found: dict[str, FileMark]) -> None:
    try:
        known = path.lstat()
    except OSError:
        return
    found[path.relative_to(root).as_posix()] = (known.st_ino, known.st_mtime_ns, known.st_size)


def changes(before: Look, after: Look) -> tuple[str, ...]:
    """Return the paths that came, went or changed, in order."""
    return tuple(
        sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    )


def settled(
    first: Look, look_again: Callable[[], Look], wait: Callable[[], bool], most: int
) -> Look:
    """Return the first look that equals the one before it, `wait` apart: a burst has ended.

    After `most` looks, or when `wait` says that we are to stop, the last one is taken as it is.
    """
    last = first
    for _ in range(most):
        if wait():
            break
        now = look_again()
        if now == last:
            break
        last = now
    return last
