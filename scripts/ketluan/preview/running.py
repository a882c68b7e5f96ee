"""A running preview: a server, and one thread that looks, waits for the end of a burst, and builds.

Nothing is written into the archive's folder: site and index are in a temporary one, which goes with
the preview. Because one thread does all building, two builds never meet, and what changes during a
build is seen by the look after it.
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
from types import TracebackType
from typing import Final, Self

from ketluan.addresses import HOME, notice_address
from ketluan.archive import NOTICES, ArchiveError
from ketluan.preview.faults import counts
from ketluan.preview.rendering import INDEX, Builder, Shown
from ketluan.preview.serving import create_preview_app
from ketluan.preview.watching import Look, changes, look, settled
from ketluan.service import Server

PAUSE: Final = 0.15  # seconds between two looks, and in which a burst of changes must have ended
_SHARE: Final = 5  # of the time, at most one part in so many is spent on looking (network drives)
_MOST_WAITS: Final = 20  # looks after which an archive that never rests is built all the same
_LAST_BUILD: Final = 10.0  # seconds that a build may go on when the preview ends
_log: Final = logging.getLogger(__name__)
_SIGNALS: Final = ("SIGTERM", "SIGHUP")  # the second one: the terminal's window was closed


class Preview:
    """A preview of the archive at `root`; use as a context, which removes what it made.

    It listens from the start, on `port` (0: a free one, see `.port`), and shows a page that says so
    until the first build is complete. `tell` gets a Vietnamese sentence after each build. Raises
    `ArchiveError` where there is no archive, `OSError` where `host` and `port` cannot be had.
    """

    def __init__(
        self, root: Path, host: str, port: int, today: Callable[[], date],
        tell: Callable[[str], None],
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
        try:
            work = Path(self._folder.name)
            self._builder = Builder(root, work, today, self._withdraw)
            self._app = create_preview_app(lambda: self.shown, work / INDEX, today, host)
            self._server = Server(self._app, host, port)
        except BaseException:
            self._folder.cleanup()
            raise
        self.port = self._server.port
        self._thread = threading.Thread(target=self._keep_building, daemon=True)

    @property
    def shown(self) -> Shown:
        """What the browser is shown now."""
        return self._builder.shown

    def run(self) -> None:
        """Serve and build until `stop` is called, an interrupt or a signal to end comes."""
        with self._stopping_by_signal():
            self._thread.start()
            self._server.run()

    def stop(self) -> None:
        """Tell `run`, in another thread, to end."""
        self._stopped.set()
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_BUILD)
        self._folder.cleanup()

    def _keep_building(self) -> None:
        """Build until we are to stop; a preview that no longer follows its files must not go on."""
        try:
            self._build_at_each_change()
        except Exception as error:
            _log.exception("preview stopped", exc_info=error)
        finally:
            self.stop()

    def _build_at_each_change(self) -> None:
        seen: Look = {}
        pause = PAUSE
        while not self._stopped.wait(pause if seen else 0):
            begun = time.monotonic()
            now = look(self._root)
            pause = max(PAUSE, _SHARE * (time.monotonic() - begun))
            if now == seen:
                continue
            if seen:
                now = settled(now, lambda: look(self._root), self._waited, _MOST_WAITS)
            if self._stopped.is_set():
                return
            changed, seen = changes(seen, now) if seen else (), now
            begun = time.monotonic()
            shown = self._builder.build()
            self._tell(_sentence(shown, changed, time.monotonic() - begun))

    def _waited(self) -> bool:
        return self._stopped.wait(PAUSE)

    def _withdraw(self) -> None:
        self._app.extensions["ketluan"].close()

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
