"""Site and index of an archive that is loaded: made beside those that are shown, and switched to."""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from ketluan.archive import blocking
from ketluan.checksums import (
    BUILT_FROM,
    SUMS,
    file_sum,
    read_list,
    state_of_files,
    sums_below,
    sums_text,
)
from ketluan.kept import FILE, Kept
from ketluan.leaving import LEAVING
from ketluan.model import Archive, Problem
from ketluan.places import (
    INDEX,
    NEW_SITE,
    NOTICES,
    OLD_SITE,
    SITE,
    SPARE_SITE,
    is_original,
)
from ketluan.publish.builds import Build, PublishError, outcome
from ketluan.saving import save_file
from ketluan.search.generations import index_beside
from ketluan.search.static_export import static_search_files
from ketluan.site_building import KEPT_TYPES, build_again
from ketluan.site_files import SiteMemory, Written
from ketluan.site_writing import MANY, SiteBuildError
from ketluan.spare_site import LARGE, Looked, keep_spare, make_spare
from ketluan.workers import Beside


def make_of(
    archive: Archive,
    sums: Mapping[str, str],
    root: Path,
    day: date,
    look: Callable[[], Looked] | None,
) -> tuple[Build, int]:
    """Do as `make` with an archive that is loaded, whose files but originals have these `sums`.

    `look` gives what was seen of the last site and of the spare; nothing that is kept is used without.
    """
    if blocking(archive.problems):
        return Build(0, archive.problems, ""), 0
    new, spare, kept = root / NEW_SITE, root / SPARE_SITE, Kept(root / FILE, KEPT_TYPES)
    # To make all of an index takes as long as the pages do, and both would hold their memory at once.
    few = look is not None and SiteMemory.is_kept(kept) and len(archive.tasks) >= MANY
    search = partial(static_search_files, archive, kept)
    beside = index_beside(archive, root / INDEX, anew=look is None, worth=few, then=search)
    with beside as (finish_index, search_files):
        searched = search_files if few else None
        memory = SiteMemory(kept=kept)
        if look:
            memory = SiteMemory.of(root / SITE, kept, spare=spare, look=look)
        LEAVING.left(memory)
        try:
            warnings = build_again(
                root, new, archive, day=day, memory=memory, search_files=searched
            )
        except SiteBuildError as error:
            raise PublishError(str(error)) from error
        if warnings:
            if memory.ground:  # it was the spare before, and is the next build's
                keep_spare(new, spare, memory.written.keys() - memory.same())
            told = (Problem("mkdocs.yml", 1, "site", warning) for warning in warnings)
            return Build(0, (*archive.problems, *told), ""), 0
        if not memory.last and len(memory.written) > LARGE:
            make_spare(new, spare)  # which changes the state of the files
        # The disk is busy meanwhile. What is kept of files that are not shown yet does no harm.
        with Beside(_write_through, memory.keep, worth=few) as keeping:
            pages, changed, state = _listed(new, root / SITE, memory.written)
            finish_index(lambda: _switch(root))
            if memory.last:
                keep_spare(new, spare, (SUMS, *(memory.last.keys() - memory.same())))
            save_file(root, BUILT_FROM, _built_from(root, archive, sums).encode(), overwrite=True)
            keeping.made(1)
    return Build(pages, archive.problems, outcome(root, state)), changed


def _listed(new: Path, old: Path, written: Mapping[str, Written]) -> tuple[int, int, str]:
    """Write the list of its files, which were `written`, into the site `new`.

    Return how many pages it has, how many of them `old` has not, and its `state_of`. Raises
    `PublishError` where a file is not what was written any more.
    """
    found = {name: os.lstat(f"{new}/{name}") for name in written}
    for name, status in found.items():
        one = written[name]
        if not one.is_at(status) and file_sum(new / name) != one.sha256:
            raise PublishError(f"tệp 'site/{name}' bị sửa trong lúc dựng trang; hãy dựng lại")
    sums = {name: one.sha256 for name, one in written.items()}
    before = _sums_of(old)
    (new / SUMS).write_text(sums_text(sums), "utf-8", newline="\n")
    pages = [name for name in sums if name.endswith(".html")]
    state = state_of_files((*found.items(), (SUMS, (new / SUMS).lstat())))
    return len(pages), sum(before.get(page) != sums[page] for page in pages), state


def _sums_of(site: Path) -> Mapping[str, str]:
    """Return the sums in the list of `site`; of its files where it has no list."""
    try:
        listed = read_list(site / SUMS)
    except FileNotFoundError:
        listed = None
    return sums_below(site) if listed is None else listed


def _built_from(root: Path, archive: Archive, sums: Mapping[str, str]) -> str:
    """Return the list of files of notices/ for which nothing else vouches, nor keeps secret.

    An original stands with its sum in its notice, and is not read here: all of them may be gigabytes.
    `sums` are those of all other files.
    """
    left_out = {notice.source.path for notice in archive.notices if notice.source}
    left_out |= {
        one.path.removeprefix(f"{NOTICES}/") for one in archive.problems if one.rule == "secret"
    }
    every = sums_below(root / NOTICES, lambda name: is_original(name) and name not in left_out)
    every |= {name: value for name, value in sums.items() if name not in left_out}
    return sums_text({name: value for name, value in every.items() if value})


def _switch(root: Path) -> None:
    """Put the new site in the place of the old one, once it and the new index are on the disk.

    The system writes files when it likes: a power cut right after the switch would else leave a site
    of empty files. One call for all costs far less than one for each of thousands. The old one is in
    the place of the new one then.
    """
    _write_through()
    new, site, old = root / NEW_SITE, root / SITE, root / OLD_SITE
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        site.rename(old)
        new.rename(site)
        old.rename(new)


def _write_through() -> None:
    """Let the system write to the disk what it was told to."""
    if sys.platform != "win32":
        os.sync()


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
