"""One build of a preview: the archive as it stands becomes a site and an index, whatever `check` says.

A mark of secrecy is refused here as everywhere. What is given and what comes back may go from one
process to another.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from ketluan.addresses import notice_address
from ketluan.archive import load_archive
from ketluan.framing import Framing
from ketluan.kept import FILE, Kept
from ketluan.model import Archive, Notice, Problem, is_notice_id
from ketluan.no_collector import no_collector
from ketluan.os_errors import reason
from ketluan.pages.page import Page
from ketluan.places import INDEX
from ketluan.preview.at_once import LastBuild
from ketluan.preview.faults import fault_page, secret_problem
from ketluan.saving import ArchiveError
from ketluan.search.generations import build_index
from ketluan.search.index_folder import IndexLockedError
from ketluan.secrecy import secrecy_mark
from ketluan.site_building import KEPT_TYPES, build_again
from ketluan.site_files import SiteMemory
from ketluan.site_writing import SiteBuildError
from ketluan.vietnamese import fold

# In a front matter that cannot be read, folded: the key, however it is spelt, with a value.
_SECRECY_KEY: Final = re.compile(
    r"""^[^\S\n]*["']?(?:[a-z]+[_ -]?)?(?:do[_ -]?)?mat["']?\s*:[ \t]*(?!''|""|#)\S""", re.MULTILINE
)
_FRONT_END: Final = re.compile(r"(?<=\n)---[ \t]*$", re.MULTILINE)
_log: Final = logging.getLogger(__name__)


class Order(NamedTuple):
    """What to build: the archive at `root` into the folder `site`, its index below `work`.

    `before` is the site that was built last, of which files are taken. Status is that of `day`.
    `refused` are the files that were known to be secret when the pages shown now were built.
    """

    root: Path
    work: Path
    site: Path
    before: Path
    day: date
    refused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Built:
    """A site and an index: what a person must look at, the notice files by their page's address.

    `secret` are files that were refused. `last` makes a page of this site again.
    """

    problems: tuple[Problem, ...]
    sources: Mapping[str, str]
    secret: frozenset[str]
    last: LastBuild


class Failure(NamedTuple):
    """No pages can be made; the message is Vietnamese. `keep` allows the last good ones."""

    message: str
    keep: bool


def built(order: Order, tell_framing: Callable[[Framing], None] | None = None) -> Built | Failure:
    """Build what is ordered; whatever goes wrong, this returns."""
    with no_collector():
        return _built(order, tell_framing)


def _built(order: Order, tell_framing: Callable[[Framing], None] | None) -> Built | Failure:
    try:
        archive = load_archive(order.root, beside=order.work)
    except ArchiveError as error:
        return Failure(str(error), keep=False)
    except Exception as error:
        return Failure(fault(error), keep=False)
    for problem in archive.problems:  # it cannot be told whether there are secrets
        if problem.rule == "secrecy-key":
            return Failure(f"{problem.path}:{problem.line}: {problem.message}", keep=False)
    secret = _secret_files(order.root, archive)
    try:
        return _made(order, archive, secret, tell_framing)
    except Exception as error:
        keep = secret <= order.refused
        if not keep:  # words of what became secret would stay there until a build is complete
            (order.work / FILE).unlink(missing_ok=True)
        return Failure(_cause(error), keep=keep)


def _made(
    order: Order,
    archive: Archive,
    secret: frozenset[str],
    tell_framing: Callable[[Framing], None] | None,
) -> Built:
    told = tuple(problem for problem in archive.problems if problem.path not in secret)
    told += tuple(secret_problem() for _ in secret)
    archive = replace(_one_of_each(archive), problems=told)  # the audit page lists them too
    drafts = unreadable(archive)
    memory = SiteMemory.of(order.before, Kept(order.work / FILE, KEPT_TYPES))
    warnings = build_again(
        order.root, order.site, archive, day=order.day, drafts=drafts, memory=memory,
        tell_framing=tell_framing,
    )  # fmt: skip
    build_index(archive, order.work / INDEX)
    memory.keep()
    told += tuple(Problem("mkdocs.yml", 1, "site", warning) for warning in warnings)
    sources = {page.address: page.source for page in drafts}
    sources |= {notice_address(notice.id): notice.path for notice in archive.notices}
    return Built(told, sources, secret, LastBuild(order.root, archive))


def _cause(error: Exception) -> str:
    """Return in Vietnamese why site or index could not be built."""
    if isinstance(error, SiteBuildError | IndexLockedError):
        return str(error)
    if isinstance(error, OSError):
        return f"không ghi được bản xem trước ({reason(error)}); hãy kiểm tra chỗ trống"
    return fault(error)


def fault(error: Exception) -> str:
    """Return what a person can do about a fault of the program; log it for its makers."""
    _log.exception("preview failed", exc_info=error)
    return (
        f"chương trình gặp lỗi khi dựng trang ({type(error).__name__}); hãy hoàn lại lần sửa cuối, "
        "và báo lỗi này cho người quản trị"
    )


def _secret_files(root: Path, archive: Archive) -> frozenset[str]:
    """Return the files with a mark of secrecy, also those whose front matter cannot be read."""
    found = {problem.path for problem in archive.problems if problem.rule == "secret"}
    known = {notice.path for notice in archive.notices}
    for path in {problem.path for problem in archive.problems} - known - found:
        if path.endswith(".md") and may_be_secret(root / path):
            found.add(path)
    return frozenset(found)


def may_be_secret(path: Path) -> bool:
    """Tell whether the notice file at `path`, also one that cannot be read, shows a mark of secrecy."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return False
    end = _FRONT_END.search(text)
    front = text[: end.start()] if end else text
    return bool(_SECRECY_KEY.search(fold(front)) or secrecy_mark(text.split("\n")))


def unreadable(archive: Archive) -> tuple[Page, ...]:
    """Return a page for each notice file that could not be read: it shows why, nothing else."""
    shown = {notice.id for notice in archive.notices}
    known = {notice.path for notice in archive.notices}
    pages: dict[str, Page] = {}
    for path in dict.fromkeys(problem.path for problem in archive.problems):
        name = PurePosixPath(path)
        is_notice = (
            name.suffix == ".md" and is_notice_id(name.stem) and name.parent.name != "cap-nhat"
        )
        if not is_notice or path in known or name.stem in shown:
            continue
        faults = tuple(problem for problem in archive.problems if problem.path == path)
        pages.setdefault(name.stem, fault_page(name.stem, path, faults))
    return tuple(pages.values())


def _one_of_each(archive: Archive) -> Archive:
    """Return `archive` with one notice of each id; two would make two pages at one address."""
    first: dict[str, Notice] = {}
    for notice in archive.notices:
        first.setdefault(notice.id, notice)
    return replace(archive, notices=tuple(first.values()))
