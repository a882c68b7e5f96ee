"""A running preview: a server, a thread that looks and waits for the end of a burst, and a builder.

Nothing is written into the archive's folder: site and index are in a temporary one, which goes with
the preview. One thread has all built, one build at a time, in a process of its own. The other one
looks all the time: it shows an edited notice at once, and asks for a build when all is quiet.
"""

import logging
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from ketluan.addresses import HOME, notice_address
from ketluan.places import INDEX, NOTICES
from ketluan.preview.building import built
from ketluan.preview.faults import counts
from ketluan.preview.rendering import Builder, Shown
from ketluan.preview.serving import create_preview_app
from ketluan.preview.watching import Look, changes, look, mark, settled
from ketluan.saving import ArchiveError
from ketluan.service import Server
from ketluan.workers import Apart

_LOOK: Final = 0.05  # seconds between two looks
PAUSE: Final = 0.15  # seconds in which a burst of changes must have ended
_SHARE: Final = 5  # of the time, at most one part in so many is spent on looking (network drives)
_MOST_WAITS: Final = 20  # looks after which an archive that never rests is built all the same
_LAST_BUILD: Final = 10.0  # seconds that a build may go on when the preview ends
_log: Final = logging.getLogger(__name__)
_SIGNALS: Final = ("SIGTERM", "SIGHUP")  # the second one: the terminal's window was closed


class Preview:
    """A preview of the archive at `root`; use as a context, which removes what it made.

    It listens from the start, on `port` (0: a free one, see `.port`), and shows a page that says so
    until the first build is complete. `tell` gets a Vietnamese sentence after each build. Builds run
    `apart`: their memory, several times what the server needs, goes back to the system. Raises
    `ArchiveError` where there is no archive, `OSError` where `host` and `port` cannot be had.
    """

    def __init__(
        self, root: Path, host: str, port: int, today: Callable[[], date],
        tell: Callable[[str], None], *, apart: bool = True,
    ) -> None:  # fmt: skip
        if not (root / NOTICES).is_dir():
            raise ArchiveError(
                f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive"
            )
        self._root, self._tell = root, tell
        self._stopped = threading.Event()
        self._folder = tempfile.TemporaryDirectory(
            prefix="ketluan-preview-", ignore_cleanup_errors=True
        )
        self._apart = Apart(built) if apart else None
        try:
            work = Path(self._folder.name)
            build = self._apart.run if self._apart else None
            self._builder = Builder(root, work, today, self._withdraw, self._restore, build)
            self._app = create_preview_app(lambda: self.shown, work / INDEX, today, host)
            self._server = Server(self._app, host, port)
        except BaseException:
            self._folder.cleanup()
            raise
        self.port = self._server.port
        self._seen: Look = {}
        self._pause, self._took = _LOOK, 0.0
        self._asked: SimpleQueue[tuple[str, ...] | None] = SimpleQueue()  # None is the end
        self._threads = tuple(
            threading.Thread(target=self._kept_on, args=(work,), daemon=True)
            for work in (self._look_again_and_again, self._build_when_asked)
        )

    @property
    def shown(self) -> Shown:
        """What the browser is shown now."""
        return self._builder.shown

    def run(self) -> None:
        """Serve and build until `stop` is called, an interrupt or a signal to end comes."""
        with self._stopping_by_signal():
            for thread in self._threads:
                thread.start()
            self._server.run()

    def stop(self) -> None:
        """Tell `run`, in another thread, to end."""
        self._stopped.set()
        self._asked.put(None)
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._asked.put(None)
        if self._apart:
            self._apart.end()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_LAST_BUILD)
        self._folder.cleanup()

    def _kept_on(self, work: Callable[[], None]) -> None:
        """Work until we are to stop; a preview that no longer follows its files must not go on."""
        try:
            work()
        except Exception as error:
            _log.exception("preview stopped", exc_info=error)
        finally:
            self.stop()

    def _look_again_and_again(self) -> None:
        self._seen = look(self._root)
        self._asked.put(())
        while not self._stopped.wait(self._pause):
            before = self._seen
            now = self._look()
            if now == before:
                continue
            now = settled(now, self._look, self._waited, _MOST_WAITS)
            self._asked.put(changes(before, now))

    def _look(self) -> Look:
        """Look at the files; where one notice changed since the last look, show it at once."""
        begun = time.monotonic()
        now = look(self._root)
        took = time.monotonic() - begun
        # What a build made comes in one piece, which holds up one look for seconds.
        self._pause = max(_LOOK, _SHARE * min(took, self._took))
        self._took = took
        changed = changes(self._seen, now)
        self._seen = now
        self._builder.withhold(changed)
        if len(changed) == 1:
            (path,) = changed
            self._builder.show_at_once(path, lambda: mark(self._root / path) == now.get(path))
        return now

    def _build_when_asked(self) -> None:
        while (changed := self._all_asked()) is not None:
            begun = time.monotonic()
            shown = self._builder.build()
            if self._stopped.is_set():
                return
            self._tell(_sentence(shown, changed, time.monotonic() - begun))

    def _all_asked(self) -> tuple[str, ...] | None:
        """Wait until a build is asked for; return what changed, `None` where we are to stop.

        What was asked for while another build ran is one build.
        """
        asked = [self._asked.get()]
        while not self._asked.empty():
            asked.append(self._asked.get())
        changed = [one for one in asked if one is not None]
        if len(changed) < len(asked):
            return None
        return tuple(dict.fromkeys(path for one in changed for path in one))

    def _waited(self) -> bool:
        return self._stopped.wait(PAUSE)

    def _withdraw(self) -> None:
        self._app.extensions["ketluan"].withdraw()

    def _restore(self) -> None:
        self._app.extensions["ketluan"].restore()

    @contextmanager
    def _stopping_by_signal(self) -> Iterator[None]:
        """End as by Ctrl+C on the signals that end a process, so that nothing is left behind."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in known}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def preview_address(root: Path, notice: str) -> str:
    """Return the address of the page of `notice`: its id, its file's name or path; "" is the home page.

    Raises `ArchiveError` where the archive at `root` has no such notice.
    """
    if not notice:
        return HOME
    name = Path(notice).name.removesuffix(".md")
    found = sorted((root / NOTICES).glob("*/*.md"))
    if not any(path.stem == name for path in found):
        raise ArchiveError(
            f"không có thông báo '{notice}' trong notices/; hãy ghi mã thông báo hoặc đường dẫn tệp, "
            "ví dụ 2021-03-29-giao-ban-quy-i"
        )
    return notice_address(name)


def _sentence(shown: Shown, changed: Sequence[str], seconds: float) -> str:
    why = f" sau khi đổi {changed[0]}" if changed else ""
    if len(changed) > 1:
        why += f" và {len(changed) - 1} tệp khác"
    if shown.failure:
        return f"Chưa dựng được{why}: {shown.failure}"
    took = f"{seconds:.1f}".replace(".", ",")
    return f"Đã dựng trong {took} giây{why}: {counts(shown.problems)}."
