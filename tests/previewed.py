"""A running preview for tests, and ways to wait for what it shows."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ketluan.preview import Preview
from ketluan.preview.rendering import Shown

TODAY = date(2021, 6, 20)
PATIENCE = 60  # seconds after which a test that waits in vain fails; no promise about speed


@dataclass
class Running:
    """A preview that serves on this machine; `said` is what it told the terminal."""

    preview: Preview
    said: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self.preview.port}"

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self.preview.shown

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and text of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.preview.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8")
        finally:
            connection.close()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until `holds`; fail if it never does."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, (self.said, self.shown)
            time.sleep(0.1)

    def until_shows(self, path: str, words: str) -> str:
        """Wait until the page at `path` shows `words`; return the page."""
        self.until(lambda: words in self.get(path)[1])
        return self.get(path)[1]

    def until_not(self, path: str, words: str) -> str:
        """Wait until the page at `path` no longer shows `words`; return the page."""
        self.until(lambda: words not in self.get(path)[1])
        return self.get(path)[1]

    def until_told(self) -> None:
        """Wait until the build of what is shown has cleared up and told the terminal."""
        self.until(lambda: self.shown.version.endswith(f"-{len(self.said)}"))


@contextmanager
def previewed(root: Path, host: str = "127.0.0.1", *, apart: bool = False) -> Iterator[Running]:
    """Preview the archive at `root`; the first build is complete, well or not.

    A process of its own for builds takes a second to load, so most tests do without.
    """
    said: list[str] = []
    with Preview(root, host, 0, lambda: TODAY, said.append, apart=apart) as preview:
        running = Running(preview, said)
        thread = threading.Thread(target=preview.run, daemon=True)
        thread.start()
        try:
            running.until(lambda: bool(said))
            yield running
        finally:
            preview.stop()
            thread.join(PATIENCE)
    assert not thread.is_alive()
