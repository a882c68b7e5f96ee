"""Whether the archive is what it vouches for, and index and site are made from what it says now."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ketluan.archive import INTEGRITY
from ketluan.checksums import BUILT_FROM, SUMS, read_list, sums_below
from ketluan.model import Archive, Problem
from ketluan.os_errors import reason
from ketluan.pages import json_files
from ketluan.places import NOTICES
from ketluan.search.generations import IndexState, index_state

_BUILD: Final = "hãy chạy `ketluan build`"
_BUILD_ALL: Final = "hãy chạy `ketluan build --full`"  # which trusts nothing that was made before
_RIGHTS: Final = "hãy kiểm tra quyền đọc và ổ đĩa"
_INDEX: Final[dict[IndexState, str]] = {
    "absent": f"chưa dựng chỉ mục tìm kiếm nên chưa đối chiếu được; {_BUILD}",
    "old": f"chỉ mục tìm kiếm đã cũ: kho hoặc chương trình đã đổi sau lần dựng; {_BUILD}",
    "damaged": f"chỉ mục tìm kiếm bị hỏng hoặc không do chương trình này dựng; {_BUILD_ALL}",
}


def verify_archive(archive: Archive, root: Path, site: Path, index: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the archive at `root`, and with `site` and `index`.

    Reading the archive has compared every original with its recorded SHA-256. What was never built
    is a warning: it can be made at any time.
    """
    own = tuple(problem for problem in archive.problems if problem.rule in INTEGRITY)
    return (
        *own,
        *_notice_problems(root, archive),
        *_index_problems(archive, index),
        *_site_problems(archive, site),
        *_file_problems(site),
    )


def _notice_problems(root: Path, archive: Archive) -> Iterator[Problem]:
    """Yield the files of notices/ that are not what they were at the last build.

    Whether a person or damage changed them nobody can tell but that person.
    """
    try:
        listed = read_list(root / BUILT_FROM)
    except FileNotFoundError:
        return  # never built
    except OSError as error:
        listed, why = None, f" ({reason(error)})"
    else:
        why = ""
    if listed is None:
        message = f"không đọc được danh sách tệp của lần dựng gần nhất{why}; {_BUILD}"
        yield Problem(BUILT_FROM, 1, "list-damaged", message)
        return
    vouched = {notice.source.path for notice in archive.notices if notice.source}
    try:
        found = sums_below(root / NOTICES, (set(listed) - vouched).__contains__)
    except OSError as error:  # `check` has told it, and all others of its kind
        cause = f"không đọc được ({reason(error)}) nên chưa đối chiếu với lần dựng gần nhất"
        yield Problem(_place(error, root, NOTICES), 1, "file", f"{cause}; {_RIGHTS}")
        return
    for name in listed:
        if name not in vouched and found.get(name) != listed[name]:
            what = "đã bị xóa" if name not in found else "đã đổi"
            message = (
                f"tệp này {what} sau lần dựng gần nhất; nếu có người làm việc ấy thì {_BUILD}, nếu không "
                "thì tệp bị hỏng, hãy khôi phục từ bản sao lưu"
            )
            yield Problem(f"{NOTICES}/{name}", 1, "changed-since-build", message)


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
    files = json_files(archive)
    old = next((one.address for one in files if not _holds(site / one.address[1:], one.text)), "")
    if old:
        message = f"trang web đã cũ: '{old}' khác với kho hiện nay hoặc không có; {_BUILD}"
        yield Problem(site.name, 1, "site-old", message)


def _file_problems(site: Path) -> Iterator[Problem]:
    """Yield the files of `site` that are not what the build wrote into its list."""
    if not (site / SUMS).is_file() and not (site / "index.html").is_file():
        return
    try:
        listed = read_list(site / SUMS)
        found = sums_below(site) if listed else {}
    except OSError as error:
        cause = (
            f"không đọc được ({reason(error)}) nên chưa đối chiếu các tệp của trang web; {_RIGHTS}"
        )
        yield _damaged(_place(error, site.parent, f"{site.name}/{SUMS}"), cause)
        return
    if not listed:
        yield _damaged(
            f"{site.name}/{SUMS}", "không có danh sách tệp của trang web, hoặc nó bị hỏng"
        )
        return
    found.pop(SUMS, None)
    for name in sorted({*listed, *found}):
        if listed.get(name) != found.get(name):
            yield _damaged(f"{site.name}/{name}", _difference(name, listed, found))


def _difference(name: str, listed: Mapping[str, str], found: Mapping[str, str]) -> str:
    if name not in found:
        return "tệp này của trang web đã mất"
    if name not in listed:
        return "tệp này không do lần dựng ghi ra"
    return "tệp này khác với lúc dựng"


def _place(error: OSError, above: Path, unknown: str) -> str:
    """Return where the system refused, relative to the folder `above`."""
    return Path(error.filename).relative_to(above).as_posix() if error.filename else unknown


def _damaged(path: str, cause: str) -> Problem:
    return Problem(path, 1, "site-damaged", f"{cause}; {_BUILD}")


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False
