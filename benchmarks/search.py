"""Measure the search through HTTP beside SQLite FTS5 in process, and the life of its index.

    python benchmarks/search.py [SIZE ...]

The archives are INVENTED (invented_archive.py). The real service runs in a process of its own; one
connection asks a fixed mix of questions, facets and highlights on, and before each answer FTS5 answers
the same question over the same folded tokens here, so that whatever else the machine does meets both.
FTS5 gives the first 20 by bm25 with their texts; it counts nothing, marks nothing and has no facets.
The exit code is 1 where a bar of BARS is missed.
"""

import http.client
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))
from invented_archive import Sayings, invented_archive

from ketluan.model import Archive
from ketluan.search.batches import records, symbols
from ketluan.search.catalogue import read_record
from ketluan.search.generations import build_index
from ketluan.search.glossary import Glossary, make_glossary
from ketluan.search.query import Group, parse_query
from ketluan.vietnamese import fold

SIZES: Final = (3_300, 10_000, 43_000)  # tasks: six, twenty and eighty years of one department
QUESTIONS: Final = 20  # of each kind
ROUNDS: Final = 3  # of the whole mix, after one to warm up
CLIENTS: Final = 8
ASKED_BY_EACH: Final = 120
SHOWN: Final = 20

ABOVE_FTS5: Final = 2.0  # ms, p50 and p95, at each size
P95_AT_10000: Final = 10.0  # ms
LEAST_RATE: Final = 250.0  # requests/s of CLIENTS at 10,000 tasks
MOST_MEMORY: Final = 400.0  # MB of the service at 43,000 tasks
COLD: Final = 15.0  # s for 10,000 tasks
UNCHANGED: Final = 0.3  # s
ONE_MORE: Final = 2.0  # s until one notice more is found at 43,000 tasks

SERVE: Final = """
import sys
from datetime import date
from pathlib import Path
from ketluan.service import Server, create_app
folder = Path(sys.argv[1])
server = Server(create_app(folder, folder / "index", lambda: date(2005, 5, 1)), "127.0.0.1", 0)
print(server.port, flush=True)
server.run()
"""


class Question(NamedTuple):
    """What is asked: of the service by parameters, of FTS5 by SQL."""

    kind: str
    path: str
    parameters: tuple[tuple[str, str], ...]
    sql: str
    values: tuple[str, ...]


class Bars:
    """What was measured against what is wanted."""

    def __init__(self) -> None:
        self.missed = 0

    def hold(
        self, what: str, measured: float, bar: float, unit: str, *, least: bool = False
    ) -> None:
        """Print one figure and count it if it is on the wrong side of its bar."""
        holds = measured >= bar if least else measured <= bar
        self.missed += not holds
        sign = ">=" if least else "<="
        say(
            f"  {what:<46}{measured:>9.2f} {unit:<6} {sign} {bar:.2f}{'' if holds else '   MISSED'}"
        )


def main() -> int:
    """Print the tables; return 1 if a bar is missed."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    sayings, bars = Sayings(), Bars()
    say("Invented archives; FTS5 in process, the service through HTTP on one connection.")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            _measure(size, Path(name), sayings, bars)
    say(f"{bars.missed} bars missed" if bars.missed else "all bars hold")
    return 1 if bars.missed else 0


def _measure(size: int, folder: Path, sayings: Sayings, bars: Bars) -> None:
    archive = invented_archive(size, sayings)
    index = folder / "index"
    cold = _timed(lambda: build_index(archive, index))
    unchanged = _timed(lambda: build_index(archive, index))
    megabytes = sum(p.stat().st_size for p in index.rglob("*") if p.is_file()) / 1e6
    say(f"\n{size:,} tasks: index of {megabytes:.0f} MB made in {cold:.1f} s")
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    fts5 = _fts5(archive, glossary)
    questions = _questions(archive, glossary)
    with _service(folder) as (port, process):
        before = _processor_time(process)
        _compare(size, questions, fts5, port, bars)
        spent = 1000 * (_processor_time(process) - before) / (len(questions) * (ROUNDS + 1))
        say(f"  {'processor time of the service for a request':<46}{spent:>9.2f} ms")
        _crowd(questions, port, bars if size == 10_000 else None)
        memory = _memory(process)
        bars.hold("memory of the service", memory, MOST_MEMORY, "MB")
        if size == 10_000:
            bars.hold("index cold", cold, COLD, "s")
        bars.hold("index, nothing changed", unchanged, UNCHANGED, "s")
        more = invented_archive(size, sayings, more=1)
        visible = _timed(lambda: _show(more, index, port))
        bars.hold("one notice more, until it is found", visible, ONE_MORE, "s")
        say(f"  {'memory with the next index':<46}{_memory(process):>9.2f} MB")


def _compare(
    size: int, questions: Sequence[Question], fts5: sqlite3.Connection, port: int, bars: Bars
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    ours: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {}
    inside: list[float] = []
    for number in range(ROUNDS + 1):
        for question in questions:
            there = 1000 * _timed(lambda q=question: fts5.execute(q.sql, q.values).fetchall())
            begin = time.perf_counter()
            content = _ask(connection, question)
            here = 1000 * (time.perf_counter() - begin)
            answer = json.loads(content)
            if number:
                ours.setdefault(question.kind, []).append(here)
                theirs.setdefault(question.kind, []).append(there)
                inside.append(answer.get("took_ms", 0.0))
    say(f"  {'p50 / p95, ms':<24}{'FTS5':>16}{'service':>16}")
    for kind in ours:
        say(f"  {kind:<24}{_p50_p95(theirs[kind]):>16}{_p50_p95(ours[kind]):>16}")
    all_ours, all_theirs = (
        [time for times in table.values() for time in times] for table in (ours, theirs)
    )
    say(f"  {'all':<24}{_p50_p95(all_theirs):>16}{_p50_p95(all_ours):>16}")
    say(f"  (inside the search: {_p50_p95(inside)})")
    for name, share in (("p50", 50), ("p95", 95)):
        bar = _percentile(all_theirs, share) + ABOVE_FTS5
        bars.hold(
            f"{name} beside FTS5 + {ABOVE_FTS5:.0f} ms", _percentile(all_ours, share), bar, "ms"
        )
    if size == 10_000:
        bars.hold("p95", _percentile(all_ours, 95), P95_AT_10000, "ms")


def _crowd(questions: Sequence[Question], port: int, bars: Bars | None) -> None:
    """Ask from CLIENTS connections at once."""
    failed: list[object] = []

    def client(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(ASKED_BY_EACH):
            try:
                _ask(connection, questions[(place * 7 + number) % len(questions)])
            except (OSError, http.client.HTTPException, ValueError) as error:
                failed.append(error)

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CLIENTS)]

    def all_at_once() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    rate = CLIENTS * ASKED_BY_EACH / _timed(all_at_once)
    if bars:
        bars.hold(f"{CLIENTS} clients at once", rate, LEAST_RATE, "/s", least=True)
        bars.hold("requests failed", len(failed), 0, "")
    else:
        say(f"  {f'{CLIENTS} clients at once':<46}{rate:>9.2f} /s, {len(failed)} failed")


def _show(archive: Archive, index: Path, port: int) -> None:
    """Make the index of an archive with one notice more and wait until the service finds it."""
    build_index(archive, index)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    notice = archive.notices[-1]
    wanted = Question("", "/api/search", (("q", notice.number), ("loai", "thong-bao")), "", ())
    while notice.id not in [hit["id"] for hit in json.loads(_ask(connection, wanted))["hits"]]:
        time.sleep(0.01)


def _ask(connection: http.client.HTTPConnection, question: Question) -> bytes:
    """Return the answer as it comes; what a client makes of it is not the service's time."""
    connection.request("GET", f"{question.path}?{urlencode(question.parameters)}")
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise ValueError(content)
    return content


@contextmanager
def _service(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Run the service of the index in `folder` on a free port."""
    process = subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield int(process.stdout.readline() if process.stdout else 0), process
    finally:
        process.terminate()
        process.wait()


def _memory(process: subprocess.Popen[str]) -> float:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _processor_time(process: subprocess.Popen[str]) -> float:
    """Return the seconds that a process has computed: what other work on the machine leaves alone."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# the same questions for both


def _questions(archive: Archive, glossary: Glossary) -> list[Question]:
    """Return the mix, always the same for one archive, in an order without rule."""
    dice = random.Random(43)  # noqa: S311 - not for secrets

    def words(count: int) -> str:
        while True:
            found = [word for word in dice.choice(archive.tasks).text.split() if word.isalpha()]
            if len(found) >= count:
                start = dice.randrange(len(found) - count + 1)
                return " ".join(found[start : start + count])

    made: dict[str, Callable[[], str]] = {
        "and": lambda: words(dice.randint(2, 4)),
        "phrase": lambda: f'"{words(dice.randint(2, 3))}"',
        "or": lambda: f"{words(2)} OR {words(2)}",
        "number": lambda: dice.choice(archive.documents).number,
        "unaccented": lambda: fold(words(dice.randint(2, 4))),
        "filtered": lambda: words(2),
    }
    found = []
    for kind, make in made.items():
        for _ in range(QUESTIONS):
            text = make()
            chosen = (dice.choice(archive.units).id, str(dice.choice(archive.notices).day)[:4])
            found.append(_question(kind, text, chosen, glossary))
    for _ in range(QUESTIONS):
        begun = words(1)[: dice.randint(2, 4)]
        sql = f"{_FIRST} WHERE f.word MATCH ? ORDER BY rank LIMIT {SHOWN}"
        found.append(
            Question("prefix", "/api/suggest", (("q", begun),), sql, (f"{_safe(fold(begun))}*",))
        )
    dice.shuffle(found)
    return found


_FIRST: Final = "SELECT f.rowid, t.text FROM f JOIN t ON t.rowid = f.rowid"


def _question(kind: str, text: str, chosen: tuple[str, str], glossary: Glossary) -> Question:
    match = " OR ".join(f"({_match(group)})" for group in parse_query(text, glossary).groups)
    sql = f"{_FIRST} WHERE f MATCH ?"
    if kind == "filtered":
        sql += " AND t.unit = ? AND t.year = ?"
    values = (match, *chosen) if kind == "filtered" else (match,)
    parameters = [("q", text)]
    if kind == "filtered":
        parameters += [("don_vi", chosen[0]), ("nam", chosen[1])]
    return Question(
        kind, "/api/search", tuple(parameters), f"{sql} ORDER BY rank LIMIT {SHOWN}", values
    )


def _match(group: Group) -> str:
    """Return what one side of OR asks for, as FTS5 writes it."""
    clauses = [
        "(" + " OR ".join(f"word : {_safe(token)}" for token in clause.tokens) + ")"
        for clause in group.clauses
    ]
    phrases = [f'line : "{" ".join(map(_safe, phrase.folded))}"' for phrase in group.phrases]
    return " AND ".join([*clauses, *phrases])


def _safe(token: str) -> str:
    """Return a token in letters that FTS5 does not cut."""
    return "".join(
        char if char.isascii() and char.isalnum() else f"x{ord(char):x}x" for char in token
    )


def _fts5(archive: Archive, glossary: Glossary) -> sqlite3.Connection:
    """Return a table in memory of the same tokens: those found by, and the reading order."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE f USING fts5(word, line, content='', tokenize='ascii')")
    table.execute("CREATE TABLE t(text, unit, year)")
    for place, record in enumerate(records(archive), 1):
        entry, posting, _ = read_record(record, glossary)
        word, line = (" ".join(map(_safe, row)) for row in (posting.word, entry.folded.split()))
        table.execute("INSERT INTO f(rowid, word, line) VALUES (?, ?, ?)", (place, word, line))
        unit = record.units[0].id if record.units else ""
        year = str(record.years[0]) if record.years else ""
        table.execute(
            "INSERT INTO t(rowid, text, unit, year) VALUES (?, ?, ?, ?)",
            (place, record.text, unit, year),
        )
    table.execute("INSERT INTO f(f) VALUES ('optimize')")
    table.commit()
    return table


# figures


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def _p50_p95(values: Sequence[float]) -> str:
    return f"{_percentile(values, 50):.2f} / {_percentile(values, 95):.2f}"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
