"""Several runs at once: builds, imports, decisions, and readers while the site is made anew."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from faults import (
    BUILD,
    THIRD,
    Ended,
    Runner,
    content_of_index,
    copied,
    edit,
    hashes,
    small_archive,
    strays,
)
from ketluan.places import SITE
from test_importing_duplicates import quarterly

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="stops runs as Linux does")

_PATIENCE: Final = (
    60  # seconds after which a request that gets no answer fails; no promise of speed
)


@pytest.fixture(scope="module")
def runners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Runner, Runner]]:
    """Return two runners, so that one run can be held while another goes on."""
    two = (Runner(tmp_path_factory.mktemp("mot")), Runner(tmp_path_factory.mktemp("hai")))
    yield two
    for runner in two:
        runner.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, runners: tuple[Runner, Runner]) -> Path:
    place = tmp_path_factory.mktemp("goc") / "noi"
    place.mkdir()
    (place / "moi.txt").write_text(quarterly(), "utf-8")
    root = small_archive(place / "kho")
    assert runners[0].run(root, *BUILD).code == 0
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built.parent, tmp_path / "noi") / "kho"


def both(
    runners: tuple[Runner, Runner],
    root: Path,
    held: tuple[str, ...],
    other: tuple[str, ...],
    at: int,
    stdin: str = "",
) -> tuple[Ended, Ended]:
    """Hold the first run before its step `at`, start the other, and let both come to their end."""
    first, second = runners
    done: list[Ended] = []
    run = threading.Thread(target=lambda: done.append(second.run(root, *other, stdin=stdin)))
    with first.stopped(root, *held, at=at) as ended:
        run.start()
        run.join(0.3)  # it ends, or waits for the first: both are well
    run.join()
    return ended[0], done[0]


def steps_of(runners: tuple[Runner, Runner], root: Path, *arguments: str) -> list[str]:
    done = copied(root.parent, root.parent.with_name("thu")) / "kho"
    ended = runners[0].steps(
        done, *(one.replace(str(root.parent), str(done.parent)) for one in arguments)
    )
    assert ended.code in (0, 1)
    return ended.steps


def test_of_two_builds_at_once_the_second_leaves_with_a_word(
    runners: tuple[Runner, Runner], root: Path
) -> None:
    edit(root)
    steps = steps_of(runners, root, *BUILD)
    old = hashes(root / SITE)
    with runners[0].stopped(root, *BUILD, at=len(steps) // 3) as ended:
        second = runners[1].run(root, *BUILD)
        assert second.code == 1
        assert "đang có một lần dựng trang khác chạy; hãy đợi" in second.err
        assert "bị ngắt" not in second.err
        assert runners[1].run(root, "search", "mẫu").code == 0
        assert hashes(root / SITE) == old
    assert ended[0].code == 0
    assert hashes(root / SITE) == hashes(root.parent.with_name("thu") / "kho" / SITE)


def test_two_decisions_about_one_notice_at_once_are_both_kept_or_one_is_refused(
    runners: tuple[Runner, Runner], root: Path
) -> None:
    start = root.parent
    held, other = ("link", "--accept-all-above", "0,5"), ("outcome", THIRD)
    steps = steps_of(runners, root, *held)
    for at in range(2, len(steps) + 1, 2):
        root = copied(start, start.with_name("x")) / "kho"
        first, second = both(runners, root, held, other, at, stdin="c\n")
        text = (root / f"notices/2021/{THIRD}.md").read_text("utf-8")
        told = (steps[at - 1], first, second)
        for ended, said, written in (
            (first, "Đã xác nhận 1", "tiep_noi"), (second, "Đã ghi", "hoan-thanh"),
        ):  # fmt: skip
            assert (said in ended.err) == (written in text), told
            assert said in ended.err or "vừa bị sửa ở nơi khác" in ended.err, told
            assert "bị ngắt" not in ended.err, told
        assert "tiep_noi" in text or "hoan-thanh" in text, told
        assert strays(root, runners[0].temporary) == [], told


def test_of_two_imports_of_one_source_at_once_one_comes_in_whole(
    runners: tuple[Runner, Runner], root: Path
) -> None:
    start = root.parent
    command = ("import", str(root.parent / "moi.txt"))
    steps = steps_of(runners, root, *command)
    once = hashes(start.with_name("thu") / "kho/notices")
    for at in range(2, len(steps) + 1, 3):
        root = copied(start, start.with_name("x")) / "kho"
        first, second = both(runners, root, command, command, at)
        told = (steps[at - 1], first, second)
        assert hashes(root / "notices") == once, told
        assert {first.code, second.code} == {0, 1}, told
        assert "bị ngắt giữa chừng," not in first.err + second.err, told
        assert "Traceback" not in first.err + second.err, told


# --- readers ---


@dataclass
class Readers:
    """Clients that ask a running service for pages and searches until they are told to stop."""

    port: int
    paths: tuple[str, ...]
    faults: list[str] = field(default_factory=list)
    asked: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """Ask for one path after the other on one connection, as a browser does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        while not self.stop.is_set():
            for path in self.paths:
                try:
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    body = answer.read()
                except (OSError, http.client.HTTPException) as error:
                    self.faults.append(f"{path}: {error!r}")
                    connection.close()
                    continue
                if answer.status != 200 or (path.startswith("/api/search") and not _hits(body)):
                    self.faults.append(f"{path}: {answer.status} {body[:200]!r}")
                self.asked += 1
        connection.close()

    @contextmanager
    def reading(self, clients: int) -> Iterator[None]:
        """Let so many clients read meanwhile."""
        threads = [threading.Thread(target=self.read) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()


def _hits(body: bytes) -> bool:
    return bool(json.loads(body)["total"])


PATHS: Final = (
    f"/api/search?q={quote('sổ mẫu')}",
    "/",
    f"/api/search?q={quote('12/KH-SM')}",
    f"/tim-kiem/?q={quote('báo cáo')}",
    "/api/suggest?q=pho",
    "/nhiem-vu/",
    "/api/v1/tasks.json",
)


@contextmanager
def served(root: Path) -> Iterator[tuple[int, int]]:
    """Serve the archive in a process of its own; lend its port and process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ketluan", "serve", "--port", "0", "--archive", str(root)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr
    try:
        found = re.search(r"127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found
        yield int(found[1]), process.pid
    finally:
        process.terminate()
        process.communicate()


def memory(process: int) -> int:
    """Return the memory of a process that is really in use, in KiB."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


def rebuild(runner: Runner, root: Path, number: int) -> None:
    """Build with another wording than before, so that site and index are others."""
    notice = root / f"notices/2021/{THIRD}.md"
    text = re.sub(r"Kết luận mẫu ba.*", f"Kết luận mẫu ba, bản {number}", notice.read_text("utf-8"))
    notice.write_text(text, "utf-8")
    before = content_of_index(root)
    assert runner.run(root, *BUILD).code == 0
    assert content_of_index(root) != before


def test_no_reader_fails_while_the_site_is_built_again_and_again(
    runners: tuple[Runner, Runner], root: Path
) -> None:
    with served(root) as (port, _):
        readers = Readers(port, PATHS)
        with readers.reading(3):
            for number in range(2):
                rebuild(runners[0], root, number)
        assert readers.faults == []
        assert readers.asked > len(PATHS)


@pytest.mark.long
def test_twenty_readers_through_fifty_builds_in_five_minutes_and_no_memory_is_lost(
    runners: tuple[Runner, Runner], root: Path
) -> None:
    used = []
    with served(root) as (port, process):
        readers = Readers(port, PATHS)
        begun = time.monotonic()
        with readers.reading(20):
            for number in range(50):
                rebuild(runners[0], root, number)
                used.append(memory(process))
                time.sleep(max(0.0, begun + (number + 1) * 6 - time.monotonic()))
        assert readers.faults == []
        assert readers.asked > 20 * len(PATHS)
    # The first builds fill what the service keeps on purpose.
    assert max(used[-10:]) <= 1.1 * max(used[5:15]), used
