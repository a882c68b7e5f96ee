"""Two sites that take turns: what the last build switched away is the ground of the next one.

A site has a folder for each page. To make ten thousand of them with a link to a file in each, and to
remove as many again, takes longer than to make the pages that changed. So the site that is not shown
any longer stays as a spare, without all that the one that is shown has not: the same files once more,
as hard links.

Nothing depends on the spare. A file of it counts only where it is the very file of the last site, it is
never written through, and who is interrupted while using it leaves none.
"""

import os
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import Final, NamedTuple

from ketluan.checksums import entries_below, file_sum, files_below
from ketluan.kept import Kept, packed
from ketluan.removing import remove_folder

LARGE: Final = 1000  # files of a site: fewer are laid out and looked at in no time
_FIRST: Final = ".first"  # within the ground, what stood in its place before
_KIND: Final = "long files"
_LAST: Final = "last, 1"  # the number is that of the form of what is kept

# A long file as it was written: its path in the site, size, when it was changed (in ns), its sum.
LongFile = tuple[str, int, int, str]


class Looked(NamedTuple):
    """What is there before a build: files of the spare with their inodes, sums of files of the last site.

    Those are long ones that were read and are what was written; others may be, too.
    """

    spare: Mapping[str, int] = MappingProxyType({})
    whole: Mapping[str, str] = MappingProxyType({})


def look(site: Path, spare: Path, kept: Kept, *, long: bool) -> Looked:
    """Look at the spare, and read the `long` files of the site that are `kept`, where that is asked."""
    known: Iterable[LongFile] = kept.find(_KIND, (_LAST,)).get(_LAST, ()) if long else ()
    return Looked(files_of(spare), {one[0]: one[3] for one in known if _is_whole(site, one)})


def keep_long(kept: Kept, files: Iterable[LongFile]) -> None:
    """Keep which long files the site has: the next build looks at them before it loads an archive."""
    kept.keep(_KIND, {_LAST: packed([*files])}, ())


def _is_whole(site: Path, one: LongFile) -> bool:
    path, size, changed, sum_of = one
    try:
        stands = is_as_written(os.lstat(site / path), size, changed)
        return stands and file_sum(site / path) == sum_of
    except OSError:
        return False


def is_as_written(status: os.stat_result, size: int, changed: int) -> bool:
    """Tell whether a file of that `status` is a regular one of that size, `changed` then (in ns)."""
    same = (status.st_size, status.st_mtime_ns) == (size, changed)
    return same and S_ISREG(status.st_mode)


def files_of(spare: Path) -> dict[str, int]:
    """Return the inodes of the files in `spare`, by path; that of a link in the file system is 0.

    There are none where it cannot be looked at, or is a link itself: what is behind it is not ours.
    """
    try:
        found = () if spare.is_symlink() else entries_below(spare)
        return {name: 0 if entry.is_symlink() else entry.inode() for name, entry in found}
    except OSError:
        return {}


def lay_ground(
    spare: Path, found: Mapping[str, int], site: Path, known: Container[str]
) -> dict[str, int]:
    """Put `spare`, in which `files_of` found that, under the files of the folder `site`.

    Return the inodes of what it adds, by path. Only files at the paths `known` stay in it. One that
    cannot be used adds nothing: nothing was found there, or nothing may be changed. Raises `OSError`.
    """
    ground = {name: inode for name, inode in found.items() if inode and name in known}
    if not found:
        return {}
    try:
        clear(spare, [name for name in found if name not in ground])
        site.rename(spare / _FIRST)
    except OSError:  # there is none, it may not be changed, or it is on another disk
        return {}
    spare.rename(site)
    first = site / _FIRST
    for name, path in [*files_below(first)]:
        if ground.pop(name, None) is None:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(site / name)
    remove_folder(first)
    return ground


def clear(site: Path, paths: Iterable[str]) -> None:
    """Remove what is there of the files at `paths` below `site`, and folders in which nothing is left."""
    for path in paths:
        place = site / path
        place.unlink(missing_ok=True)
        with suppress(OSError):  # something is left
            os.removedirs(place.parent)


def make_spare(site: Path, spare: Path) -> None:
    """Make the `spare` of a `site` that follows none: its files once more, where the disk has links."""
    with suppress(OSError):
        remove_folder(spare)
    try:
        for name, entry in entries_below(site):
            place = spare / name
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(entry.path, place)
    except OSError:
        with suppress(OSError):  # the next build clears it
            remove_folder(spare)


def keep_spare(old: Path, spare: Path, gone: Iterable[str]) -> None:
    """Let the site `old`, which is not shown, be the `spare`, without the files `gone`."""
    with suppress(OSError):
        remove_folder(spare)
    try:
        clear(old, gone)
        old.rename(spare)
    except OSError:  # nothing is left, it may not be changed, or the spare would be on another disk
        with suppress(OSError):  # the next build clears it
            remove_folder(old)
