"""Whether the archive is what it vouches for, and index and site are made from what it says now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ketluan.archive import INTEGRITY
from ketluan.model import Archive, Problem
from ketluan.pages.static_data import FOLDER, static_files
from ketluan.search.generations import IndexState, index_state

_BUILD: Final = "hãy chạy `ketluan build`"
_INDEX: Final[dict[IndexState, str]] = {
    "absent": f"chưa dựng chỉ mục tìm kiếm nên chưa đối chiếu được; {_BUILD}",
    "old": f"chỉ mục tìm kiếm đã cũ: kho hoặc chương trình đã đổi sau lần dựng; {_BUILD}",
    "damaged": f"chỉ mục tìm kiếm bị hỏng hoặc không do chương trình này dựng; {_BUILD}",
}


def verify_archive(archive: Archive, site: Path, index: Path) -> tuple[Problem, ...]:
    """Return what is wrong with originals, coverage and links, and with `site` and `index`.

    Reading the archive has compared every original with its recorded SHA-256. What was never built
    is a warning: it can be made at any time.
    """
    own = tuple(problem for problem in archive.problems if problem.rule in INTEGRITY)
    return (*own, *_index_problems(archive, index), *_site_problems(archive, site))


def _index_problems(archive: Archive, index: Path) -> Iterator[Problem]:
    state = index_state(archive, index)
    if state == "absent":
        yield Problem(index.name, 1, "index-absent", _INDEX[state], "warning")
    elif state != "current":
        yield Problem(index.name, 1, f"index-{state}", _INDEX[state])


def _site_problems(archive: Archive, site: Path) -> Iterator[Problem]:
    """Yield whether the site is there, and whether its data are those of `archive`."""
    if not (site / "index.html").is_file():
        message = f"chưa dựng trang web; {_BUILD}"
        yield Problem(site.name, 1, "site-absent", message, "warning")
        return
    tables = [file for file in static_files(archive) if file.address.startswith(FOLDER)]
    old = [file.address for file in tables if not _holds(site / file.address[1:], file.text)]
    if old:
        message = f"trang web đã cũ: '{old[0]}' khác với kho hiện nay hoặc không có; {_BUILD}"
        yield Problem(site.name, 1, "site-old", message)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False
