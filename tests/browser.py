"""A real browser and a real server for tests, and a watch on what a page should never do."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from accessible import overflows
from ketluan.service import Server, create_app

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The last ones keep the browser itself from asking its maker's hosts.
_ARGUMENTS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Return where Chromium is installed, empty if it is not."""
    return next((path for name in _NAMES if (path := shutil.which(name))), "")


# Playwright's own clock makes all timers anew as well, at which each open page works without an end.
_STANDING = """{
  const then = Date.parse("MOMENT");
  window.Date = class extends Date {
    constructor(...given) { if (given.length) { super(...given); } else { super(then); } }
    static now() { return then; }
  };
}"""

# CI says that a browser is required: there these tests fail, rather than being skipped, without one.
BROWSER_TEST = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not chromium_path() and os.environ.get("KETLUAN_BROWSER") != "required",
        reason="no Chromium: run make test-browser as root",
    ),
]

# Schemes in which pages are opened: one where time is short.
EVERY_SCHEME = pytest.mark.parametrize(
    "scheme", ["dark", pytest.param("light", marks=pytest.mark.long)]
)
WIDTHS = (390, 1440)


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium; as root it runs without its sandbox, which needs another user."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    browser = playwright.chromium.launch(
        executable_path=chromium_path(),
        args=[*_ARGUMENTS, *(["--no-sandbox"] if is_root else [])],
    )
    try:
        yield browser
    finally:
        browser.close()


def stop_clock(context: BrowserContext, moment: str) -> None:
    """Let it be this moment of the browser's zone for ever in what `context` opens; timers run."""
    context.add_init_script(_STANDING.replace("MOMENT", moment))


@contextmanager
def served(site: Path, index: Path, today: date) -> Iterator[str]:
    """Serve site and search on a free port; give the address without a slash at its end."""
    server = Server(create_app(site, index, lambda: today), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join(timeout=5)


@dataclass
class Watch:
    """What a page did that no page should: errors, and requests to another host."""

    base: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Begin to watch `page`."""
        page.on("console", lambda m: self._note(m.type in ("error", "warning"), m.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("request", lambda request: self._note(not self._is_own(request.url), request.url))

    def _is_own(self, url: str) -> bool:
        return url.startswith((self.base, "data:"))

    def _note(self, is_fault: bool, words: str) -> None:
        if is_fault:
            self.faults.append(words)


def assert_pages_fit(
    browser: Browser,
    base: str,
    addresses: Iterable[str],
    scheme: str,
    widths: tuple[int, ...] = WIDTHS,
) -> None:
    """Open every address: it must fit all widths, show the scheme and do nothing wrong.

    One is opened in the first width and made wider, the next in the last and made narrower; in the
    other scheme the other way round.
    """
    context = browser.new_context(
        base_url=base,
        viewport={"width": widths[0], "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page, watch = context.new_page(), Watch(base)
    watch.over(page)
    orders = cycle((widths, widths[::-1]) if scheme == "dark" else (widths[::-1], widths))
    for address, order in zip(addresses, orders, strict=False):
        page.set_viewport_size({"width": order[0], "height": 900})
        page.goto(address)
        if "?q=" in address:
            expect(page.locator(".kl-hit").first).to_be_visible()
        assert overflows(page, *order) == {}, address
        expected = "slate" if scheme == "dark" else "default"
        assert page.evaluate("document.body.dataset.mdColorScheme") == expected
    context.close()
    assert watch.faults == []
