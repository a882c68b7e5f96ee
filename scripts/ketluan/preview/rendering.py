"""What a preview shows: the last complete site, in it at once the page of a notice that was edited.

Each build makes a site of its own beside the last; only a complete one is shown. The page of a single
notice that was edited is shown before that, also while a build runs. Where it cannot be ruled out that
a page shows a notice with a mark of secrecy, no page is shown at all.
"""

import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.checksums import state_of
from ketluan.framing import Framing
from ketluan.kept import FILE
from ketluan.mkdocs_edge import framing_of
from ketluan.model import Problem
from ketluan.os_errors import EndedError
from ketluan.places import HAND_WRITTEN, INDEX, NOTICES, SITE, settings_of
from ketluan.preview.at_once import Edited, LastBuild
from ketluan.preview.building import Built, Failure, Order, built, fault, may_be_secret
from ketluan.preview.faults import waiting_page
from ketluan.preview.watching import mark
from ketluan.site_writing import SiteBuildError

_WITHHELD: Final = (
    "một tệp vừa có dấu hoặc khóa độ mật nên mọi trang được cất đi; trang hiện lại, không còn tệp ấy, "
    "ngay khi dựng xong"
)
_ENDED: Final = (
    "tiến trình dựng trang bị ngắt, có thể vì máy hết bộ nhớ; hãy lưu lại tệp để dựng lại"
)
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


class Builder:
    """Builds the archive at `root` again and again below `work`; one build at a time.

    A page can be shown at once from another thread than the one that builds. Status is that of the day
    that `today` says. `withdraw` is called before pages of a former build are taken away for their
    secrecy, `restore` when a later one is shown: between them nobody is to search. `build_apart` does
    what `built` does in another process; without it this one builds.
    """

    def __init__(
        self,
        root: Path,
        work: Path,
        today: Callable[[], date],
        withdraw: Callable[[], None] = lambda: None,
        restore: Callable[[], None] = lambda: None,
        build_apart: Callable[[Order], Built | Failure] | None = None,
    ) -> None:
        self._root, self._work, self._today = root, work, today
        self._withdraw, self._restore = withdraw, restore
        self._build_apart = build_apart
        self._series = secrets.token_hex(4)  # another program on this address is another series
        self._count = self._edits = 0
        self._waiting = work / "waiting"
        self._waiting.mkdir()
        if (root / FILE).is_file():  # what builds kept serves here, too; nothing goes back
            (work / FILE).parent.mkdir()
            shutil.copyfile(root / FILE, work / FILE)
        for name in ("index.html", "404.html"):
            (self._waiting / name).write_text(waiting_page(), "utf-8")
        self._before = root / SITE
        self._framing: Framing | None = None
        self._framed_by = ""  # the state of what the frame is made of
        self._last: LastBuild | None = None
        self._edited: dict[str, Edited] = {}  # since the build began, by path
        self._is_withheld = False  # a file became secret since the build began
        self._is_building = False
        self._one_change = threading.Lock()  # of what is shown
        self.shown = Shown(self._version(), self._waiting, built=False)

    def build(self) -> Shown:
        """Build from the files as they are now and return what is shown from now on.

        Whatever goes wrong, this returns: the failure is in what it returns.
        """
        with self._one_change:
            self._edited.clear()  # this build reads what they show
            self._is_withheld, self._is_building = False, True
            self._count += 1
            before = self.shown
        site = self._work / f"site-{self._count}"
        order = Order(self._root, self._work, site, self._before, self._today(), self.shown.secret)
        made = self._built(order)
        if isinstance(made, Built):
            self._before = site
        with self._one_change:
            self._is_building = False
            if self._is_withheld:  # it may show what became secret since it began
                self._take_away(_WITHHELD)
            elif isinstance(made, Failure):
                self._fail(made)
            else:
                self._show(made, site)
        self._remove_others({self.shown.site, before.site} if self._is_safe(before) else set())
        return self.shown

    def show_at_once(self, path: str, is_still: Callable[[], bool]) -> None:
        """Show the page of the edited notice in `path` before the next build makes it with all others.

        Whatever is not clear is left to that build, also where the file changed again (`is_still`).
        """
        last, framing = self._last, self._framing
        try:
            edited = last.edited(path, framing.content) if last and framing else None
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
                self._show_another(shown)

    def withhold(self, paths: Iterable[str]) -> None:
        """Take every page away if one of the changed files `paths` is shown and has a mark of secrecy.

        The next build, which leaves it out, brings the others back.
        """
        with self._one_change:
            shown, refused = set(self.shown.sources.values()), self.shown.secret
            looked_at = (
                path
                for path in paths
                if path in shown or (self._is_building and _is_notice(path) and path not in refused)
            )
            if any(may_be_secret(self._root / path) for path in looked_at):
                self._is_withheld = True
                self._take_away(_WITHHELD)
                self._show_another(self.shown)

    def _show_another(self, shown: Shown) -> None:
        """Show `shown` before the build that is to come."""
        self._edits += 1
        self.shown = replace(shown, version=f"{self._version()}.{self._edits}")

    def _version(self) -> str:
        return f"{self._series}-{self._count}"

    def _built(self, order: Order) -> Built | Failure:
        """Return what was built, and have the frame of its pages ready to make single ones anew."""
        framings: list[Framing] = []
        try:
            if self._build_apart is None:
                with _one_build:
                    made = built(order, framings.append)
            else:
                self._frame(framings)
                made = self._build_apart(order)
        except EndedError:
            return Failure(_ENDED, keep=False)
        except Exception as error:
            return Failure(fault(error), keep=False)
        if framings:
            (self._framing,) = framings
        return made

    def _frame(self, framings: list[Framing]) -> None:
        """Put into `framings` the frame of hand-written pages and settings that are new."""
        folder = self._work / "frame"
        try:
            settings = settings_of(self._root)
            state = state_of(settings.parent / HAND_WRITTEN) + str(mark(settings))
            if state == self._framed_by:
                return
            with _one_build:
                framings.append(framing_of(self._root, folder))
        except (SiteBuildError, OSError):  # the build tells why
            return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self._framed_by = state

    def _show(self, made: Built, site: Path) -> None:
        """Show what was built, and in it what was edited since that began."""
        shown = Shown(self._version(), site, made.problems, "", made.sources, made.secret)
        for edited in self._edited.values():
            shown = self._with(edited, shown)
        self.shown, self._last = shown, made.last
        self._restore()

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

    def _fail(self, failure: Failure) -> None:
        if not failure.keep:
            self._take_away(failure.message)
            return
        self.shown = replace(
            self.shown, version=self._version(), failure=failure.message, built=True, goes_on=False
        )

    def _take_away(self, message: str) -> None:
        """Show no page but one that says why, and let nobody search."""
        self._last = None
        self._withdraw()  # first: a build that runs may write its index once more
        shutil.rmtree(self._work / INDEX, ignore_errors=True)
        self.shown = Shown(self._version(), self._waiting, failure=message)

    def _is_safe(self, before: Shown) -> bool:
        """Tell whether pages of `before`, which readers may be about to open, can stay a while."""
        return self.shown.secret <= before.secret and self.shown.site != self._waiting

    def _remove_others(self, kept: set[Path]) -> None:
        for folder in self._work.glob("site-*"):
            if folder not in kept | {self.shown.site}:
                shutil.rmtree(folder, ignore_errors=True)


def _is_notice(path: str) -> bool:
    return path.startswith(f"{NOTICES}/") and path.endswith(".md")
