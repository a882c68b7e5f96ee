"""Measure the search without the service: size of its files, loading and queries in Chromium.

    python benchmarks/search_in_browser.py [TASKS]

The archive is invented (`invented_archive`). The files are read from a folder (`file://`), as from a
stick. The exit code is always 0: figures are to be read.
"""

import gzip
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from invented_archive import Sayings, invented_archive
from playwright.sync_api import Browser, CDPSession, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # for the browser and its page

from browser import launched  # noqa: E402
from ketluan.model import Archive  # noqa: E402
from ketluan.search.static_export import static_search_files  # noqa: E402
from ketluan.vietnamese import fold  # noqa: E402
from static_search import laid_out  # noqa: E402

TASKS: Final = 10_000
WANTED_BYTES: Final = 1_200_000  # of all files compressed, at 10,000 tasks
WANTED_MS: Final = 5.0  # for a query, after loading
QUERIES: Final = 60
ROUNDS: Final = 5
SLOWEST: Final = 5  # queries shown


def queries(archive: Archive) -> list[str]:
    """Return queries of every kind, as parts of addresses."""
    dice = random.Random(2)  # noqa: S311 - no secret
    found = []
    for kind in range(QUERIES):
        words = dice.choice(archive.tasks).text.split()
        start = dice.randrange(len(words))
        text = " ".join(words[start : start + 1 + kind % 4]).replace("&", "")
        kinds = (
            text,
            fold(text),
            f'"{text}"',
            f"{text} quy:II/2008",
            f"{text} OR {words[0]}",
            words[0],
        )
        found.append(f"q={kinds[kind % len(kinds)]}")
    numbers = [document.number for document in archive.documents[:10]]
    return [
        *found,
        *(f"q={number}" for number in numbers),
        f"q=báo cáo&don_vi={archive.units[0].id}",
    ]


def sizes(files: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, int, int]]:
    """Yield name, bytes and compressed bytes of each file."""
    for address, text in files:
        raw = text.encode()
        yield address.rpartition("/")[2], len(raw), len(gzip.compress(raw, 9))


_NOTHING: Final = "(query) => Promise.resolve(new URLSearchParams(query)).then(() => 0)"
_ASK: Final = (
    """(query) => window.ketluanStaticSearch(new URLSearchParams(query)).then((a) => a.total)"""
)


def measured(
    browser: Browser, page: Path, asked: list[str]
) -> tuple[float, list[tuple[float, str, int]]]:
    """Return milliseconds of loading, and for each query its milliseconds, itself, its results.

    They are those of the page's thread: what else runs on the machine does not count.
    """
    opened = browser.new_page()
    session = opened.context.new_cdp_session(opened)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    opened.goto(page.as_uri())

    def spent(query: str) -> tuple[float, str, int]:
        before = _seconds(session)
        opened.evaluate(_NOTHING, query)  # to ask a page anything takes time, too
        asking = _seconds(session) - before
        total = opened.evaluate(_ASK, query)
        return 1000 * (_seconds(session) - before - 2 * asking), query, total

    loading, _, _ = spent("q=x")
    return loading, [spent(query) for _ in range(ROUNDS) for query in asked]


def _seconds(session: CDPSession) -> float:
    """Return the time that the thread of the page took so far."""
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(found["ThreadTime"])


def main() -> None:
    """Print the figures."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    archive = invented_archive(tasks, Sayings())
    begun = time.perf_counter()
    files = static_search_files(archive)
    say(f"{len(archive.tasks):,} tasks written in {time.perf_counter() - begun:.1f} s")
    rows = list(sizes(files))
    largest = max(rows, key=lambda row: row[1])
    say(f"{len(rows)} files, {sum(row[1] for row in rows):,} bytes, largest {largest}")
    say(
        f"with gzip -9: {sum(row[2] for row in rows):,}; wanted at {TASKS:,} tasks: {WANTED_BYTES:,}"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = laid_out(Path(folder), files)
        with launched(playwright) as browser:
            loading, times = measured(browser, page, queries(archive))
    spent = sorted(row[0] for row in times)
    p95 = spent[int(len(spent) * 0.95)]
    say(f"loading {loading:.0f} ms; {len(spent)} queries in Chromium, wanted: {WANTED_MS:.0f} ms")
    say(f"  p50 {statistics.median(spent):.2f} ms  p95 {p95:.2f} ms  max {spent[-1]:.2f} ms")
    for milliseconds, query, total in sorted(times, reverse=True)[:SLOWEST]:
        say(f"  {milliseconds:6.2f} ms {query} ({total} results)")


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
