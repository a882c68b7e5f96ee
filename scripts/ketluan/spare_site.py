"""Two sites that take turns: what the last build switched away is the ground of the next one.

A site has a folder for each page. To make ten thousand of them with a link to a file in each, and to
remove as many again, takes longer than to make the pages that changed. So the site that is not shown
any longer stays as a spare, without all that the one that is shown has not: the same files once more,
as hard links.

Nothing depends on the spare. A file of it counts only where it is the very file of the last site, it is
never written through, and who is interrupted while using it leaves none.
"""

import os
from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ketluan.checksums import entries_below, files_below
from ketluan.removing import remove_folder

_FIRST: Final = ".first"  # within the ground, what stood in its place before


def lay_ground(spare: Path, site: Path, known: Container[str]) -> dict[str, int]:
    """Put `spare` under the files of the folder `site`; return the inodes of what it adds, by path.

    Only files at the paths `known` stay in it. One that cannot be used adds nothing: a link, behind
    which are files that are not ours, or a folder in which nothing may be changed. Raises `OSError`.
    """
    if spare.is_symlink():
        return {}
    try:
        found = dict(entries_below(spare))
        ground = {
            name: entry.inode()
            for name, entry in found.items()
            if name in known and not entry.is_symlink()
        }
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
    """Remove the files at `paths` below `site`, and folders in which nothing is left."""
    for path in paths:
        place = site / path
        place.unlink()
        with suppress(OSError):  # something is left
            os.removedirs(place.parent)


def others(site: Path, same: Container[str]) -> list[str]:
    """Return the paths of the files below `site` that are not the `same`, in no order."""
    return [name for name, _ in entries_below(site) if name not in same]


def keep_spare(old: Path, spare: Path, gone: Iterable[str]) -> None:
    """Let the site `old`, which is not shown any longer, be the spare, without the files `gone`."""
    with suppress(OSError):
        remove_folder(spare)
    try:
        clear(old, gone)
        old.rename(spare)
    except OSError:  # nothing is left, it may not be changed, or the spare would be on another disk
        with suppress(OSError):  # the next build clears it
            remove_folder(old)
