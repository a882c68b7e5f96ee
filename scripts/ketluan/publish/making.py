"""Make site and index of an archive anew, beside those that are shown, and switch to both.

What makes them is loaded as late as it can be: while one process loads, another can work.
"""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.checksums import SUMS, sums_below
from ketluan.kept import FILE, Kept
from ketluan.later import LaterCall, later
from ketluan.leaving import LEAVING
from ketluan.model import Archive
from ketluan.os_errors import EndedError
from ketluan.places import NOTICES, SITE, SPARE_SITE, is_original
from ketluan.publish.builds import Build, PublishError
from ketluan.spare_site import LARGE, look
from ketluan.workers import Beside

_LINE: Final = 100  # bytes of a file in their list
load_archive: Final[LaterCall[Archive]] = later("ketluan.archive.folder", "load_archive")
_make_of: Final[LaterCall[tuple[Build, int]]] = later("ketluan.publish.switching", "make_of")


def make(root: Path, *, day: date, full: bool) -> tuple[Build, int]:
    """Make site and index of the archive at `root` and switch to them; status is that of `day`.

    Return what was built, and how many of its pages the last site has not. Where problems forbid that,
    nothing is switched, and the build has no outcome. Nothing that is kept is used if `full`. Raises
    `PublishError`, `IndexLockedError` and `OSError`.
    """
    try:
        return _made(root, day, full)
    except EndedError as error:
        raise PublishError(
            "một tiến trình con bị dừng giữa chừng, thường vì máy hết bộ nhớ; trang cũ vẫn còn nguyên, "
            "hãy đóng bớt chương trình khác rồi dựng lại"
        ) from error


def _made(root: Path, day: date, full: bool) -> tuple[Build, int]:
    site, spare, kept = root / SITE, root / SPARE_SITE, Kept(root / FILE)
    large = not full and _is_large(site)
    # To load the archive takes one process alone, while another can look at a site of many files.
    with Beside(lambda: look(site, spare, kept, long=large), worth=large) as looking:
        sums = sums_below(root / NOTICES, lambda name: not is_original(name))
        archive = LEAVING.left(load_archive(root, anew=full, meanwhile=_make_of.load))
        return _make_of(archive, sums, root, day, None if full else looking.made)


def _is_large(site: Path) -> bool:
    """Tell whether it is worth a process to look at as many files as `site` has, by its list."""
    with suppress(OSError):
        return (site / SUMS).stat().st_size > LARGE * _LINE
    return False
