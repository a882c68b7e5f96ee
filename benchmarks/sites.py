"""Measure site and loading beside other generators: builds, one notice more, preview.

The archives are INVENTED (tests/synth.py). Each of our programs runs in a process of its own, as a
clerk starts it, and each peer builds the very same pages (peers.py) in turn with it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import IO, Final

from figures import Bar, Figure, count, say
from peers import HUGO, HUGO_READY, MATERIAL, REPOSITORY, ZENSICAL, Peer, lay_out, peers, put_away
from playwright.sync_api import Page, expect, sync_playwright
from processes import FailedError, Took, took, watched_memory

sys.path.insert(0, str(REPOSITORY / "tests"))
from browser import chromium_path, launched
from ketluan.addresses import notice_address
from ketluan.archive import load_archive
from ketluan.pages import site_pages
from synth import TASKS, archive_files, write_archive

DAY: Final = date(2026, 11, 1)
SIZES: Final = {1_000: 55, 5_000: 420}  # pages, about → notices
LARGE: Final = 1_000  # notices, and more than 10,000 pages
QUICK_SIZES: Final = {250: 8}
QUICK_LARGE: Final = 30

_ROUNDS: Final = 3  # notices more, loads, edits in the preview; of each the middle one counts

FULL: Final = Bar(3.0, HUGO)
LINEAR: Final = Bar(1.3)
FULL_MEMORY: Final = Bar(1_536)  # MB
ONE_MORE: Final = Bar(4.0)  # s, at LARGE; a limit for smaller archives all the more
UNCHANGED: Final = Bar(1.5)
MEMORY: Final = Bar(1_024)
SHOWN: Final = Bar(1.0)
COLD: Final = Bar(10.0)
WARM: Final = Bar(1.0)

# Both print a line of seconds, by the clock and of the processors.
_LOAD: Final = """
import os, sys, time
from pathlib import Path
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as `ketluan` itself does
from ketluan.archive import load_archive
def now():
    return time.perf_counter(), sum(os.times()[:4])
def tell(begin):
    print(*(end - start for start, end in zip(begin, now())))
begin = now()
archive = load_archive(Path(sys.argv[1]))
tell(begin)
"""
_SITE: Final = (
    _LOAD
    + """
from datetime import date
from ketluan.mkdocs_edge import build_site
from ketluan.no_collector import no_collector
begin = now()
with no_collector():  # as all is published
    build_site(Path(sys.argv[1]), Path(sys.argv[2]), archive, day=date.fromisoformat(sys.argv[3]))
tell(begin)
"""
)
_PREVIEW: Final = """
import sys
from datetime import date
from pathlib import Path
from ketluan.preview import Preview
day = date.fromisoformat(sys.argv[2])
tell = lambda said: print(said, flush=True)
with Preview(Path(sys.argv[1]), "127.0.0.1", 0, lambda: day, tell) as shown:
    print(shown.port, flush=True)
    shown.run()
"""


class Office:
    """An invented archive of `notices` notices in a folder below `work`, and its peers.

    With `busy` time is that of the processors, which other programs on the machine leave alone.
    """

    def __init__(self, notices: int, work: Path, *, busy: bool = False) -> None:
        self.notices, self.folder = notices, work / f"{notices}" / "archive"
        self._busy = busy
        self.peers = {one.name: one for one in peers(self.folder.parent)}
        write_archive(self.folder, notices)
        self.pages = 0

    @property
    def size(self) -> str:
        """The size as it is written."""
        return f"{count(self.pages)} trang"

    def lay_out(self) -> None:
        """Give all peers the pages of the archive as it is."""
        pages = site_pages(load_archive(self.folder), DAY)
        self.pages = len(pages)
        lay_out(self.folder.parent, pages, REPOSITORY / "docs")
        os.sync()  # a build waits until all is on the disk, what was laid out here too

    def time(self, done: Took) -> float:
        """Return the seconds that count."""
        return done.processor if self._busy else done.seconds

    def times(self, printed: str) -> list[float]:
        """Return the seconds that count of each printed line."""
        return [float(line.split()[self._busy]) for line in printed.splitlines()]

    def forget(self) -> None:
        """Put away all that is made from notices."""
        put_away(self.folder, ("site", "search_index", ".cache"))

    def build(self) -> Took:
        """Run `ketluan build`."""
        return _ours("-m", "ketluan", "build", "--archive", str(self.folder), "--as-of", str(DAY))

    def add_notice(self, number: int) -> None:
        """Write the notice that follows the first ones and `number - 1` more."""
        for path, text in archive_files(self.notices, more=number):
            target = self.folder / path
            if not target.exists():
                target.write_bytes(text.encode("utf-8"))
        os.sync()  # a build waits until all is on the disk, what others wrote too


def _ours(*arguments: str) -> Took:
    return took([sys.executable, *arguments], REPOSITORY, {"NO_MKDOCS_2_WARNING": "1"})


def full_builds(office: Office, names: tuple[str, ...]) -> Iterator[Figure]:
    """Yield what building everything takes, of ours and of the peers `names`."""
    office.forget()
    office.lay_out()
    alone_site = office.folder.parent / "pages-only"
    office.forget()
    alone = _ours("-c", _SITE, str(office.folder), str(alone_site), str(DAY))
    put_away(alone_site.parent, (alone_site.name,))
    office.forget()
    whole = office.build()
    others = {}
    for name in names:
        peer = office.peers[name]
        peer.forget()
        done = _built(office, name)
        if done:
            others[name] = done
            _same_pages(office, peer)
    times = {name: office.time(done) for name, done in others.items()}
    memory = {name: done.megabytes for name, done in others.items()}
    read, site = office.times(alone.output)
    yield Figure("Dựng mọi trang", office.size, site, "giây", times, FULL)
    yield Figure(
        "Dựng toàn bộ: đọc, nối, trang, chỉ mục", office.size, office.time(whole), "giây", times
    )
    yield Figure("Bộ nhớ khi dựng toàn bộ", office.size, whole.megabytes, "MB", memory, FULL_MEMORY)
    yield Figure("Riêng đọc và nối, lần đầu", office.size, read, "giây")


def _built(office: Office, name: str) -> Took | None:
    """Return what a peer's build takes; none, and say so, where it cannot build these pages."""
    if name not in office.peers:
        return None
    try:
        return office.peers[name].build()
    except FailedError as error:
        del office.peers[name]
        last = str(error).strip().rpartition("\n")[2]
        say(f"  ({name} không dựng được {office.size}: {last[:200]})")
        return None


def _same_pages(office: Office, peer: Peer) -> None:
    """Say so where a peer did not make as many pages as ours."""
    ours = sum(1 for path in (office.folder / "site").rglob("*.html") if path.name != "404.html")
    if peer.pages() != ours:
        say(f"  ({peer.name}: {peer.pages()} trang, chương trình này: {ours})")


def one_notice_more(office: Office, names: tuple[str, ...]) -> Iterator[Figure]:
    """Yield what one notice more takes, and then nothing new; all was built before."""
    more = sorted(_with_more(office), key=office.time)[_ROUNDS // 2]
    same = office.build()
    office.lay_out()
    built = {name: done for name in names if (done := _built(office, name))}
    again = {name: done for name in built if (done := _built(office, name))}
    size = f"{count(office.notices)} thông báo, {count(office.notices * TASKS)} nhiệm vụ"
    times = {name: office.time(done) for name, done in built.items()}
    memory = {name: done.megabytes for name, done in built.items()}
    unchanged = {name: office.time(done) for name, done in again.items()}
    yield Figure(
        "Thêm một thông báo, tới khi xem được", size, office.time(more), "giây", times, ONE_MORE
    )
    yield Figure("Bộ nhớ khi ấy", size, more.megabytes, "MB", memory, MEMORY)
    yield Figure(
        "Dựng lại khi không có gì đổi", size, office.time(same), "giây", unchanged, UNCHANGED
    )


def _with_more(office: Office) -> Iterator[Took]:
    """Yield what each of some notices more takes, which come one after the other."""
    for number in range(1, _ROUNDS + 1):
        office.add_notice(number)
        yield office.build()


def loading(office: Office) -> Iterator[Figure]:
    """Yield what reading the archive takes, the first time and again: the middle of some rounds."""
    size = f"{count(office.notices)} thông báo"
    cold, warm = zip(*(_loaded(office) for _ in range(_ROUNDS)), strict=True)
    yield Figure("Đọc kho và nối nhiệm vụ, lần đầu", size, median(cold), "giây", {}, COLD)
    yield Figure("Đọc kho khi không có gì đổi", size, median(warm), "giây", {}, WARM)


def _loaded(office: Office) -> tuple[float, float]:
    """Return what reading the archive takes the first time, and again."""
    office.forget()
    os.sync()  # builds before this one have left much to write
    cold, warm = (office.times(_ours("-c", _LOAD, str(office.folder)).output)[0] for _ in range(2))
    return cold, warm


def preview(office: Office) -> Iterator[Figure]:
    """Yield how long an edit takes until the browser shows it; nothing where there is no browser."""
    if not chromium_path():
        say("  (không có Chromium nên không đo xem trước)")
        return
    path = max((office.folder / "notices").glob("*/*-giao-ban-*.md"))
    before = path.read_text("utf-8")
    command = (sys.executable, "-c", _PREVIEW, str(office.folder), str(DAY))
    with _running(command) as (process, said), sync_playwright() as playwright:
        port = said.readline().strip()
        said.readline()  # the first build is told
        with launched(playwright) as chromium, watched_memory(process.pid) as memory:
            page = chromium.new_page()
            page.goto(f"http://127.0.0.1:{port}{notice_address(path.stem)}")
            times = []
            for edit in range(_ROUNDS):
                times.append(_until_shown(page, path, before, f"Sửa lần {edit}"))
                said.readline()
    path.write_text(before, "utf-8")
    size = f"{count(office.notices)} thông báo"
    yield Figure(
        "Xem trước: từ lúc lưu tới khi trình duyệt hiện", size, median(times), "giây", {}, SHOWN
    )
    yield Figure("Bộ nhớ khi xem trước", size, memory.most, "MB", {}, MEMORY)


def _until_shown(page: Page, path: Path, before: str, words: str) -> float:
    """Put `words` into the notice and return the seconds until the page shows them."""
    text = before.replace("(1) ", f"(1) {words}. ", 1)
    begin = time.perf_counter()
    path.write_text(text, "utf-8")
    expect(page.locator("body")).to_contain_text(words, timeout=600_000)
    return time.perf_counter() - begin


@contextmanager
def _running(command: tuple[str, ...]) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run a program that prints lines."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        if process.stdout:
            yield process, process.stdout
    finally:
        process.terminate()
        process.wait()


def figures(work: Path, *, quick: bool, busy: bool) -> Iterator[Figure]:
    """Yield all figures of site and loading, each as soon as it is known."""
    sizes, large = (QUICK_SIZES, QUICK_LARGE) if quick else (SIZES, LARGE)
    hugo = (HUGO, HUGO_READY)
    everybody = (*hugo, MATERIAL, ZENSICAL)
    per_page = []
    for notices in sizes.values():
        office = Office(notices, work, busy=busy)
        for figure in full_builds(office, everybody):
            if figure.bar is FULL:
                per_page.append(1000 * figure.ours / office.pages)
            yield figure
        yield from one_notice_more(office, everybody if len(per_page) == 1 else hugo)
    office = Office(large, work, busy=busy)
    for figure in full_builds(office, hugo):
        if figure.bar is FULL:
            growth = 1000 * figure.ours / office.pages / per_page[0]
            yield Figure(
                "Thời gian mỗi trang so với kho nhỏ nhất", office.size, growth, "lần", {}, LINEAR
            )
        yield figure
    yield from one_notice_more(office, hugo)
    yield from loading(office)
    yield from preview(office)
