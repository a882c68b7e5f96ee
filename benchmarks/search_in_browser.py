"""Measure the search without the service: size of its files, loading and queries in Chromium.

    python benchmarks/search_in_browser.py [TASKS]

The archive is invented: clauses of the sample archive are joined anew, every eighth word of them is
replaced by one of the whole vocabulary, so that texts repeat no more than real ones do. The files are
read from a folder (`file://`), as from a stick. The exit code is always 0: figures are to be read.
"""

import gzip
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # for the browser and its page

from browser import launched  # noqa: E402
from ketluan.archive import load_archive  # noqa: E402
from ketluan.model import Archive, Notice, Period, Task  # noqa: E402
from ketluan.search.static_export import static_search_files  # noqa: E402
from ketluan.vietnamese import fold  # noqa: E402
from static_search import laid_out  # noqa: E402

TASKS: Final = 10_000
PER_NOTICE: Final = 60
SYLLABLES: Final = 44  # of a task, the median of real ones
CHANGED: Final = 8  # one word in so many is another one
WANTED_BYTES: Final = 1_200_000  # of all files compressed, at 10,000 tasks
WANTED_MS: Final = 5.0  # for a query, after loading
QUERIES: Final = 60
ROUNDS: Final = 5
SLOWEST: Final = 5  # queries shown


def invented_archive(tasks: int) -> Archive:
    """Return an archive of so many tasks, made from the sample archive; equal at each call."""
    dice = random.Random(1)  # noqa: S311 - no secret
    sample = load_archive(ROOT / "tests" / "sample_archive")
    clauses = sorted({part for task in sample.tasks for part in task.text.split(", ") if part})
    words = sorted({word for task in sample.tasks for word in task.text.split()})
    notices = [
        _notice(number, sample, clauses, words, dice) for number in range(-(-tasks // PER_NOTICE))
    ]
    return replace(
        sample, notices=tuple(notices), links=(), threads=(), outcomes=(), outcome_proposals=()
    )


def _notice(
    number: int, sample: Archive, clauses: list[str], words: list[str], dice: random.Random
) -> Notice:
    model = sample.notices[number % len(sample.notices)]
    day = date(2000, 1, 5) + timedelta(days=30 * number)
    name = f"{day.isoformat()}-giao-ban-{number}"
    period = Period(f"{day.year}-Q{(day.month + 2) // 3}")
    made = tuple(
        _task(name, place, dice.choice(sample.tasks), _text(clauses, words, dice), period)
        for place in range(PER_NOTICE)
    )
    return replace(model, id=name, meeting_date=day, issued=None, tasks=made)


def _task(notice: str, place: int, model: Task, text: str, period: Period) -> Task:
    number = f"II.{place // 10 + 1}.{place % 10 + 1}"
    return replace(
        model, id=f"{notice}#{number}", notice_id=notice, number=number, text=text, period=period
    )


def _text(clauses: list[str], words: list[str], dice: random.Random) -> str:
    wanted, text = dice.gauss(SYLLABLES, SYLLABLES / 4), ""
    while len(text.split()) < wanted:
        text += (", " if text else "") + dice.choice(clauses)
    return " ".join(dice.choice(words) if dice.randrange(CHANGED) == 0 else w for w in text.split())


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
    return [*found, *(f"q={number}" for number in numbers), "q=báo cáo&don_vi=van-phong-so"]


def sizes(files: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, int, int]]:
    """Yield name, bytes and compressed bytes of each file."""
    for address, text in files:
        raw = text.encode()
        yield address.rpartition("/")[2], len(raw), len(gzip.compress(raw, 9))


_ASK: Final = """async ([queries, rounds]) => {
  const begun = performance.now();
  await window.ketluanStaticSearch(new URLSearchParams("q=x"));
  const loading = performance.now() - begun, times = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const before = performance.now();
      const answer = await window.ketluanStaticSearch(new URLSearchParams(query));
      times.push([performance.now() - before, query, answer.total]);
    }
  }
  return [loading, times];
}"""


def measured(
    browser: Browser, page: Path, asked: list[str]
) -> tuple[float, list[tuple[float, str, int]]]:
    """Return milliseconds of loading, and for each query its milliseconds, itself, its results."""
    opened = browser.new_page()
    opened.goto(page.as_uri())
    loading, times = opened.evaluate(_ASK, [asked, ROUNDS])
    return loading, [(spent, query, total) for spent, query, total in times]


def main() -> None:
    """Print the figures."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    archive = invented_archive(tasks)
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
