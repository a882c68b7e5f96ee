"""A real browser and a real server for tests, and a watch on what a page should never do."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

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

# Widths and schemes of a page: two of the four, which differ in both, where time is short.
EVERY_LOOK = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        (1440, "light"),
        pytest.param(390, "light", marks=pytest.mark.long),
        pytest.param(1440, "dark", marks=pytest.mark.long),
    ],
)


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
    browser: Browser, base: str, addresses: Iterable[str], width: int, scheme: str
) -> None:
    """Open every address: it must fit the width, show the scheme and do nothing wrong."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page, watch = context.new_page(), Watch(base)
    watch.over(page)
    for address in addresses:
        page.goto(address)
        if "?q=" in address:
            expect(page.locator(".kl-hit").first).to_be_visible()
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, (address, overflow)
        expected = "slate" if scheme == "dark" else "default"
        assert page.evaluate("document.body.dataset.mdColorScheme") == expected
    context.close()
    assert watch.faults == []
