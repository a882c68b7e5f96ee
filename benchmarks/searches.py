"""Measure the search beside FTS5 (search.py) and tantivy, the same questions over the same tokens."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import search
from figures import Bar, Figure, count, say
from invented_archive import Sayings, invented_archive
from peers import PEERS, REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tests"))
from browser import chromium_path
from ketluan.search.batches import records, symbols
from ketluan.search.catalogue import read_record
from ketluan.search.glossary import Glossary, make_glossary
from ketluan.search.query import Group, parse_query

QUICK_SIZES: Final = (1_000,)
IN_BROWSER: Final = 10_000  # tasks
QUICK_IN_BROWSER: Final = 1_000
PACKED: Final = Bar(1.2)  # MB
QUERY: Final = Bar(5.0)  # ms
FTS5: Final = "FTS5"
TANTIVY: Final = "tantivy"

_SIZE: Final = re.compile(
    r"(?P<size>[\d,]+) tasks: index of (?P<mb>\d+) MB made in (?P<s>[\d.]+) s"
)
_ALL: Final = re.compile(r"  all +([\d.]+) / ([\d.]+) +([\d.]+) / ([\d.]+)")
_BAR: Final = re.compile(
    r"  (?P<what>\S.*?) +(?P<ours>[\d.]+) (?P<unit>\S*) +(?P<sign><=|>=) (?P<bar>[\d.]+)"
)
_PACKED: Final = re.compile(r"with gzip -9: ([\d,]+);")
_IN_BROWSER: Final = re.compile(r"  p50 [\d.]+ ms  p95 ([\d.]+) ms")
_WORDS: Final = {  # what search.py measures, as the guide says it
    "p95": "Truy vấn qua HTTP, p95",
    "8 clients at once": "8 máy hỏi cùng lúc",
    "requests failed": "Yêu cầu hỏng",
    "memory of the service": "Bộ nhớ của dịch vụ",
    "index cold": "Lập chỉ mục từ đầu",
    "index, nothing changed": "Chỉ mục khi không có gì đổi",
    "one notice more, until it is found": "Thêm một thông báo, tới khi tìm thấy",
}
_UNITS: Final = {"s": "giây", "/s": "yêu cầu/giây"}


def figures(work: Path, *, quick: bool) -> Iterator[Figure]:
    """Yield all figures of the search."""
    sizes = QUICK_SIZES if quick else search.SIZES
    sayings = Sayings()
    for size in sizes:
        yield from _of_size(size, _beside_tantivy(size, sayings, work))
    yield from _in_browser(QUICK_IN_BROWSER if quick else IN_BROWSER)


def _of_size(size: int, tantivy: Mapping[str, float]) -> Iterator[Figure]:
    """Yield what search.py prints for one size, with tantivy's times beside."""
    written = f"{count(size)} nhiệm vụ"
    for line in _printed("search.py", size, _ALL):
        if found := _SIZE.search(line):
            beside = {TANTIVY: tantivy["index"]}
            yield Figure("Lập chỉ mục", written, float(found["s"]), "giây", beside)
        elif found := _ALL.match(line):
            theirs50, theirs95, ours50, ours95 = map(float, found.groups())
            for share, theirs, ours in (("p50", theirs50, ours50), ("p95", theirs95, ours95)):
                beside = {
                    f"{FTS5} không qua HTTP": theirs,
                    f"{TANTIVY} không qua HTTP": tantivy[share],
                }
                bar = Bar(theirs + search.ABOVE_FTS5)
                yield Figure(f"Truy vấn qua HTTP, {share}", written, ours, "ms", beside, bar)
        elif (found := _BAR.match(line)) and found["what"] in _WORDS:
            bar = Bar(float(found["bar"]), least=found["sign"] == ">=")
            unit = _UNITS.get(found["unit"], found["unit"])
            yield Figure(_WORDS[found["what"]], written, float(found["ours"]), unit, {}, bar)


def _in_browser(size: int) -> Iterator[Figure]:
    """Yield what search_in_browser.py prints; nothing where there is no browser."""
    if not chromium_path():
        say("  (không có Chromium nên không đo tìm kiếm trong trình duyệt)")
        return
    written = f"{count(size)} nhiệm vụ"
    for line in _printed("search_in_browser.py", size, _IN_BROWSER):
        if found := _PACKED.match(line):
            megabytes = int(found[1].replace(",", "")) / 1e6
            yield Figure(
                "Tệp để tìm khi không có dịch vụ, nén gzip", written, megabytes, "MB", {}, PACKED
            )
        elif found := _IN_BROWSER.match(line):
            what = "Truy vấn trong trình duyệt, p95, sau khi nạp"
            yield Figure(what, written, float(found[1]), "ms", {}, QUERY)


def _printed(program: str, size: int, wanted: re.Pattern[str]) -> list[str]:
    """Run one of our neighbours for one size; return its lines.

    Raises `CalledProcessError` where it breaks, `ValueError` where it no longer prints what is `wanted`.
    """
    command = [sys.executable, str(REPOSITORY / "benchmarks" / program), str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 1):  # 1: a bar is missed
        raise subprocess.CalledProcessError(done.returncode, command)
    lines = done.stdout.splitlines()
    if not any(wanted.match(line) for line in lines):
        raise ValueError(f"{program} prints no line like {wanted.pattern}")
    return lines


def _beside_tantivy(size: int, sayings: Sayings, work: Path) -> dict[str, float]:
    """Return tantivy's seconds of indexing and its p50 and p95 of queries in ms."""
    archive = invented_archive(size, sayings)
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    documents = []
    for record in records(archive):
        entry, posting, _ = read_record(record, glossary)
        documents.append(
            {
                "word": " ".join(map(_plain, posting.word)),
                "line": " ".join(map(_plain, entry.folded.split())),
                "text": record.text,
                "unit": _plain(record.units[0].id) if record.units else "",
                "year": str(record.years[0]) if record.years else "",
            }
        )
    questions = [
        _asked(one, glossary)
        for one in search._questions(archive, glossary)  # noqa: SLF001 - of our own neighbour
    ]
    task = work / "tantivy.json"
    task.write_text(json.dumps({"documents": documents, "questions": questions}), "utf-8")
    program = REPOSITORY / "benchmarks" / "tantivy_beside.py"
    done = subprocess.run(  # noqa: S603
        [str(PEERS / "bin" / "python"), str(program), str(task)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    measured: dict[str, Any] = json.loads(done.stdout)
    say(f"  ({TANTIVY} {measured['version']}: {measured['hits']} kết quả)")
    return measured


def _asked(question: search.Question, glossary: Glossary) -> str:
    """Return a question as tantivy writes it."""
    known = dict(question.parameters)
    if question.kind == "prefix":
        return question.values[0]
    groups = parse_query(known["q"], glossary).groups
    asked = " OR ".join(f"({_group(group)})" for group in groups)
    if question.kind == "filtered":
        asked = f"({asked}) AND unit:{_plain(known['don_vi'])} AND year:{known['nam']}"
    return asked


def _group(group: Group) -> str:
    clauses = [
        "(" + " OR ".join(f"word:{_plain(token)}" for token in clause.tokens) + ")"
        for clause in group.clauses
    ]
    phrases = [f'line:"{" ".join(map(_plain, phrase.folded))}"' for phrase in group.phrases]
    return " AND ".join([*clauses, *phrases])


def _plain(token: str) -> str:
    return search._safe(token)  # noqa: SLF001
