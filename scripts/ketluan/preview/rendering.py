"""An archive as it stands becomes a site and an index in a working folder, whatever `check` says.

Each build makes a site of its own beside the last; only a complete one is shown. The page of a single
notice that was edited is shown before that, also while a build runs. A mark of secrecy
is refused here as everywhere: where it cannot be ruled out that a page shows such a notice, no page
is shown at all.
"""

import logging
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.addresses import notice_address
from ketluan.archive import load_archive
from ketluan.kept import FILE, Kept
from ketluan.mkdocs_edge import SiteBuildError, build_site
from ketluan.mkdocs_pages import Framing
from ketluan.model import Archive, Notice, Problem, is_notice_id
from ketluan.os_errors import reason
from ketluan.pages.page import Page
from ketluan.places import SITE
from ketluan.preview.at_once import Edited, LastBuild
from ketluan.preview.faults import fault_page, secret_problem, waiting_page
from ketluan.saving import ArchiveError
from ketluan.search.generations import build_index
from ketluan.search.index_folder import IndexLockedError
from ketluan.secrecy import secrecy_mark
from ketluan.site_files import KEPT_TYPES, SiteMemory
from ketluan.vietnamese import fold

INDEX: Final = "search_index"
# In a front matter that cannot be read, folded: the key, however it is spelt, with a value.
_SECRECY_KEY: Final = re.compile(
    r"""^[^\S\n]*["']?(?:[a-z]+[_ -]?)?(?:do[_ -]?)?mat["']?\s*:[ \t]*(?!''|""|#)\S""", re.MULTILINE
)
_FRONT_END: Final = re.compile(r"(?<=\n)---[ \t]*$", re.MULTILINE)
_log: Final = logging.getLogger(__name__)
# MkDocs keeps its settings of logging for the whole process.
_one_build: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser is shown: a folder with a site, and what a person must look at.

    `version` is another one after every build and every page shown at once; `built` is false before
    the end of the first. `goes_on` tells that a page was shown at once and the others wait for a build.
    `failure` says why the last build made no pages, empty where it did. `sources` are the notice
    files by their page's address. `secret` are files that are refused because of a mark of
    secrecy; nobody is told their names.
    """

    version: str
    site: Path
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    built: bool = True
    goes_on: bool = False


class RenderError(Exception):
    """No pages can be made; the message is Vietnamese. `keep` allows the last good ones."""

    def __init__(self, message: str, *, keep: bool) -> None:
        super().__init__(message)
        self.keep = keep


class Builder:
    """Builds the archive at `root` again and again below `work`; one build at a time.

    A page can be shown at once from another thread than the one that builds. Status is that of the day
    that `today` says. `withdraw` is called before pages of a former build are taken away for their
    secrecy.
    """

    def __init__(
        self,
        root: Path,
        work: Path,
        today: Callable[[], date],
        withdraw: Callable[[], None] = lambda: None,
    ) -> None:
        self._root, self._work, self._today, self._withdraw = root, work, today, withdraw
        self._series = secrets.token_hex(4)  # another program on this address is another series
        self._count = self._edits = 0
        self._waiting = work / "waiting"
        self._waiting.mkdir()
        if (root / FILE).is_file():  # what builds kept serves here, too; nothing goes back
            (work / FILE).parent.mkdir()
            shutil.copyfile(root / FILE, work / FILE)
        for name in ("index.html", "404.html"):
            (self._waiting / name).write_text(waiting_page(), "utf-8")
        self._memory = SiteMemory.of(root / SITE, Kept(work / FILE, KEPT_TYPES))
        self._last: LastBuild | None = None
        self._edited: dict[str, Edited] = {}  # since the build began, by path
        self._one_change = threading.Lock()  # of what is shown
        self.shown = Shown(self._version(), self._waiting, built=False)

    def build(self) -> Shown:
        """Build from the files as they are now and return what is shown from now on.

        Whatever goes wrong, this returns: the failure is in what it returns.
        """
        with self._one_change:
            self._edited.clear()  # this build reads what they show
            self._count += 1
            before = self.shown
        try:
            self._show(*self._built())
        except RenderError as error:
            self._fail(str(error), keep=error.keep)
        except Exception as error:
            self._fail(_fault(error), keep=False)
        self._remove_others({self.shown.site, before.site} if self._is_safe(before) else set())
        return self.shown

    def show_at_once(self, path: str, is_still: Callable[[], bool]) -> None:
        """Show the page of the edited notice in `path` before the next build makes it with all others.

        Whatever is not clear is left to that build, also where the file changed again (`is_still`).
        """
        last = self._last
        try:
            edited = last.edited(path) if last else None
        except Exception as error:
            _log.exception("no page at once", exc_info=error)
            edited = None
        with self._one_change:
            self._edited.pop(path, None)
            if edited is None or not is_still():
                return
            self._edited[path] = edited
            shown = self._with(edited, self.shown)
            if shown is not self.shown:
                self._edits += 1
                self.shown = replace(shown, version=f"{self._version()}.{self._edits}")

    def _version(self) -> str:
        return f"{self._series}-{self._count}"

    def _built(self) -> tuple[Shown, LastBuild]:
        archive = _read(self._root, self._work)
        secret = _secret_files(self._root, archive)
        site = self._work / f"site-{self._count}"
        told = tuple(problem for problem in archive.problems if problem.path not in secret)
        told += tuple(secret_problem() for _ in secret)
        archive = replace(_one_of_each(archive), problems=told)  # the audit page lists them too
        drafts = unreadable(archive)
        framings: list[Framing] = []
        memory = SiteMemory(self._memory.folder, last=self._memory.written or self._memory.last)
        try:
            with _one_build:
                warnings = build_site(
                    self._root, site, archive, day=self._today(), drafts=drafts, memory=memory,
                    tell_framing=framings.append,
                )  # fmt: skip
                self._memory = replace(memory, folder=site)
                build_index(archive, self._work / INDEX)
        except Exception as error:
            raise RenderError(_cause(error), keep=secret <= self.shown.secret) from error
        told += tuple(Problem("mkdocs.yml", 1, "site", warning) for warning in warnings)
        sources = {page.address: page.source for page in drafts}
        sources |= {notice_address(notice.id): notice.path for notice in archive.notices}
        last = LastBuild(self._root, archive, framings[0].content)
        return Shown(self._version(), site, told, "", sources, secret), last

    def _show(self, shown: Shown, last: LastBuild) -> None:
        """Show what was built, and in it what was edited since that began."""
        with self._one_change:
            for edited in self._edited.values():
                shown = self._with(edited, shown)
            self.shown, self._last = shown, last

    def _with(self, edited: Edited, shown: Shown) -> Shown:
        """Return `shown` with the page `edited`, as it was where it has no such page.

        The file is replaced, not written: another site may share it.
        """
        if shown.failure or shown.sources.get(edited.address) != edited.path:
            return shown
        beside = self._work / "edited.html"
        try:
            beside.write_bytes(edited.content)
            beside.replace(shown.site / edited.address[1:] / "index.html")
        except OSError:  # the next build tells why
            return shown
        return replace(shown, problems=edited.among(shown.problems), goes_on=True)

    def _fail(self, message: str, *, keep: bool) -> None:
        with self._one_change:
            if keep:
                self.shown = replace(
                    self.shown, version=self._version(), failure=message, built=True, goes_on=False
                )
                return
            self._last = None
            shutil.rmtree(self._work / INDEX, ignore_errors=True)
            self._withdraw()
            self.shown = Shown(self._version(), self._waiting, failure=message)

    def _is_safe(self, before: Shown) -> bool:
        """Tell whether pages of `before`, which readers may be about to open, can stay a while."""
        return self.shown.secret <= before.secret and self.shown.site != self._waiting

    def _remove_others(self, kept: set[Path]) -> None:
        for folder in self._work.glob("site-*"):
            if folder not in kept | {self.shown.site}:
                shutil.rmtree(folder, ignore_errors=True)


def _cause(error: Exception) -> str:
    """Return in Vietnamese why site or index could not be built."""
    if isinstance(error, SiteBuildError | IndexLockedError):
        return str(error)
    if isinstance(error, OSError):
        return f"không ghi được bản xem trước ({reason(error)}); hãy kiểm tra chỗ trống"
    return _fault(error)


def _fault(error: Exception) -> str:
    """Return what a person can do about a fault of the program; log it for its makers."""
    _log.exception("preview failed", exc_info=error)
    return (
        f"chương trình gặp lỗi khi dựng trang ({type(error).__name__}); hãy hoàn lại lần sửa cuối, "
        "và báo lỗi này cho người quản trị"
    )


def _read(root: Path, work: Path) -> Archive:
    """Return the archive. Raise `RenderError` where it cannot be told whether it holds secrets."""
    try:
        archive = load_archive(root, beside=work)
    except ArchiveError as error:
        raise RenderError(str(error), keep=False) from error
    for problem in archive.problems:
        if problem.rule == "secrecy-key":
            raise RenderError(f"{problem.path}:{problem.line}: {problem.message}", keep=False)
    return archive


def _secret_files(root: Path, archive: Archive) -> frozenset[str]:
    """Return the files with a mark of secrecy, also those whose front matter cannot be read."""
    found = {problem.path for problem in archive.problems if problem.rule == "secret"}
    known = {notice.path for notice in archive.notices}
    for path in {problem.path for problem in archive.problems} - known - found:
        if path.endswith(".md") and _may_be_secret(root / path):
            found.add(path)
    return frozenset(found)


def _may_be_secret(path: Path) -> bool:
    """Tell whether a file that the archive could not read shows a mark of secrecy."""
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
