"""What changed in an archive's folder: two looks at its files, compared.

Looking again and again works on every system and on network drives, which tell no one of changes.
It needs no queue either: however an editor writes (in place, or by a rename), and however many
files change at once, only the state after the last change counts.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ketluan.places import HAND_WRITTEN, NOTICES, SETTINGS, settings_of

FileMark = tuple[int, int, int]  # inode, time of change in ns, size; zeros for a folder
Look = Mapping[str, FileMark]  # by path relative to the archive's folder, with "/"

_FOLDER: Final = (0, 0, 0)


def look(root: Path) -> Look:
    """Return the marks of every file that a site is made from; hidden ones are left out.

    What cannot be read, or goes while we look, is not there.
    """
    found: dict[str, FileMark] = {}
    settings = settings_of(root)
    for folder, name in ((root, NOTICES), (settings.parent, HAND_WRITTEN)):
        if (folder / name).is_dir():
            found[name] = _FOLDER
            _look_into(str(folder / name), name, found)
    if seen := mark(settings):
        found[SETTINGS] = seen
    return found


def _look_into(folder: str, name: str, found: dict[str, FileMark]) -> None:
    """Add the files below `folder`, which is called `name`. It is done often, so paths stay text."""
    try:
        with os.scandir(folder) as found_here:
            entries = list(found_here)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            _look_into(entry.path, path, found)
        elif seen := _marked(entry.stat):
            found[path] = seen


def mark(path: Path) -> FileMark | None:
    """Return what tells one content of the file `path` from another, `None` where there is no file."""
    return _marked(path.stat)


def _marked(stat: Callable[..., os.stat_result]) -> FileMark | None:
    try:
        known = stat(follow_symlinks=False)
    except OSError:
        return None
    return (known.st_ino, known.st_mtime_ns, known.st_size)


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
