"""What several tests share: the repository's own archive, and copies of it to spoil."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import demo
from browser import Watch, launched, served, stop_clock
from ketluan.archive import load_archive
from ketluan.model import Archive
from ketluan.places import INDEX, SITE
from ketluan.publish import publish
from ketluan.sources import SourceText
from ketluan.vietnamese import nfc

REPOSITORY = Path(__file__).resolve().parents[1]
# For a program started with an environment of its own: this checkout, whatever is installed.
CHECKOUT = {"PYTHONPATH": str(REPOSITORY / "scripts")}
FIRST_NOTICE = "notices/2021/2021-03-29-giao-ban-quy-i.md"
DAY = date(2021, 7, 1)  # for which pages tell the status of tasks
SAMPLE_DAY = date(2024, 7, 8)  # the same for the sample archive: soon after its last notice
FIRST_ORIGINAL = "notices/goc/2021/2021-03-29-giao-ban-quy-i.txt"

# No deadlines: a slow machine is no failure. Derandomised: the same run everywhere. Of each law that
# does not say how often it is tried, `make test-long` tries many more examples.
settings.register_profile(
    "ketluan",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("ketluan"), max_examples=300)
settings.load_profile("ketluan")


def as_source(lines: Sequence[str]) -> SourceText:
    """Return a plain text source with these lines."""
    return SourceText("mau.txt", ".txt", tuple(nfc(line) for line in lines), "", b"")


@pytest.fixture(scope="session")
def first_archive() -> Archive:
    """Return the archive of this repository as it was read."""
    return load_archive(REPOSITORY)


@pytest.fixture(scope="session")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sample archive as `make demo` lays it out, published for `SAMPLE_DAY`.

    Its site and index are shared by several files of tests: nobody writes here.
    """
    root = tmp_path_factory.mktemp("sample") / "demo"
    demo.prepare(root)
    assert publish(root, day=SAMPLE_DAY).published
    return root


@pytest.fixture
def archive_copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the repository's `notices/`."""
    shutil.copytree(REPOSITORY / "notices", tmp_path / "notices")
    return tmp_path


@pytest.fixture(scope="session")
def sample_base(sample_root: Path) -> Iterator[str]:
    """Return the address of the running service of `sample_root` on `SAMPLE_DAY`."""
    with served(sample_root / SITE, sample_root / INDEX, SAMPLE_DAY) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a running browser; each test opens a profile of its own in it."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture
def sample_context(chromium: Browser, sample_base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile at `sample_base` whose clock stands at noon of `SAMPLE_DAY`."""
    context = chromium.new_context(base_url=sample_base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{SAMPLE_DAY}T12:00:00")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base: str) -> Iterator[Page]:
    """Return a watched page of the module's own `context`; at the end it did nothing wrong."""
    page, watch = context.new_page(), Watch(base)
    watch.over(page)
    yield page
    assert watch.faults == []
