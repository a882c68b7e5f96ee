"""What a reader's browser fetches: the largest page of each kind, and the files that all pages share.

python benchmarks/page_weight.py [TASKS]    # 40,000 by default

The archive is invented, and heavier than one of its size would be: one unit leads every second task,
one document is cited in every eighth, one task is told again in every quarter. Weights are those after
gzip; a page is its own HTML with the frame around it. Ends with 1 where a page or the shared files are
over their bar.
"""

import gzip
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from invented_archive import REPOSITORY, Sayings, invented_archive

from ketluan.addresses import notice_address
from ketluan.archive import load_archive
from ketluan.grouping import grouped
from ketluan.mkdocs_edge import build_site
from ketluan.model import Archive, Block, Citation, CitingSentence, Link, Notice, Task, Thread
from ketluan.pages import Page, site_pages

SIZE: Final = 40_000  # tasks
PAGE_BAR: Final = 150_000  # bytes of one page, gzip
SHARED_BAR: Final = 350_000  # bytes of what all pages share, gzip
_LEVEL: Final = 6  # of gzip, as our own service and most others have it
_LED: Final = 2  # every second task is led by the first unit
_CITED: Final = 8  # every eighth task cites the first document
_A_QUARTER: Final = 10  # every tenth notice tells the long task again
_SHARED: Final = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"?]+)')
# Kinds by their addresses; what is in small letters stands there as it is.
_KINDS: Final = (
    (re.compile(r"(?<=/)\d{4}-\d\d-\d\d-[^/]+"), "NOTICE"),
    (re.compile(r"(?<=/)\d{4}-q\d(?=/)"), "QUARTER"),
    (re.compile(r"(?<=/)\d{4}-\d\d(?=/)"), "MONTH"),
    (re.compile(r"(?<=/)(nam-)?\d{4}(?=/)"), r"\g<1>YEAR"),
    (re.compile(r"(?<=/trang-)\d+(?=/)"), "NUMBER"),
    (re.compile(r"(?<=^/don-vi/)[^/]+"), "UNIT"),
    (re.compile(r"(?<=^/van-ban/)(?!nam-)[^/]+"), "DOCUMENT"),
    (re.compile(r"(?<=/NOTICE/)[^/]+(?=/$)"), "TASK"),
    (re.compile(r"(?<=/QUARTER/)([^/]+)/[^/]+(?=/$)"), r"\g<1>/UNIT"),
    (re.compile(r"(?<=^/ky/QUARTER/)[^/]+"), "UNIT"),
)


def heavy_archive(size: int) -> Archive:
    """Return an archive of `size` invented tasks in which nothing is spread evenly."""
    archive = invented_archive(size, Sayings())
    first, unit = archive.documents[0], archive.units[0]
    tasks = []
    for place, task in enumerate(archive.tasks):
        more: dict[str, object] = {}
        if place % _LED == 0:
            more["lead_units"] = (replace(task.lead_units[0], name=unit.name, unit_id=unit.id),)
        if place % _CITED == 0:
            words = f" theo {first.type_name} số {first.number}"
            start = len(task.text) + len(" theo ")
            cited = Citation(
                start, len(task.text + words), words[len(" theo ") :], first.number, first.family,
                type=first.type, key=first.key, year=first.year,
            )  # fmt: skip
            more |= {"text": task.text + words, "citations": (*task.citations, cited)}
        tasks.append(replace(task, **more))
    of_notice = grouped((task.notice_id, task) for task in tasks)
    notices = tuple(_with_blocks(one, of_notice[one.id]) for one in archive.notices)
    return replace(
        archive,
        notices=notices,
        documents=tuple(_with_citing(archive, tasks)),
        threads=tuple(_threads(notices)),
        links=tuple(link for thread in _threads(notices) for link in thread.links),
    )


def _with_blocks(notice: Notice, tasks: tuple[Task, ...]) -> Notice:
    """Return the notice with each of its tasks as a printed paragraph."""
    blocks = tuple(Block("paragraph", one.text, 0, 1, "-", one.number, 2) for one in tasks)
    return replace(notice, tasks=tasks, blocks=(*notice.blocks, *blocks))


def _with_citing(archive: Archive, tasks: Iterable[Task]) -> Iterator[object]:
    citing = grouped(
        (one.key, CitingSentence(task.notice_id, task.id, task.text, one))
        for task in tasks
        for one in task.citations
    )
    for document in archive.documents:
        yield replace(document, citing=citing[document.key])


def _threads(notices: tuple[Notice, ...]) -> Iterator[Thread]:
    """Yield a task that is told anew in each quarter, and for its neighbours threads of two steps."""
    told = notices[::_A_QUARTER]
    yield _thread([notice.tasks[0].id for notice in told])
    for place in range(1, len(told[0].tasks)):
        for one, other in pairwise(told):
            if told.index(one) % 2 == 0:
                yield _thread([one.tasks[place].id, other.tasks[place].id])


def _thread(steps: list[str]) -> Thread:
    reasons = ("cùng đơn vị", "lời văn giống nhau")
    links = (Link(later, one, 0.9, reasons, "automatic") for one, later in pairwise(steps))
    return Thread(steps[0], tuple(steps), tuple(links))


def kind_of(address: str) -> str:
    """Return the address with names and numbers in it as words for what they are."""
    for pattern, word in _KINDS:
        address = pattern.sub(word, address)
    return address


def packed(text: str | bytes) -> int:
    """Return the bytes of `text` after gzip."""
    raw = text.encode() if isinstance(text, str) else text
    return len(gzip.compress(raw, _LEVEL, mtime=0))


def frame_and_shared() -> tuple[int, int]:
    """Return the bytes of the frame around a page, and of the largest set of files a page shares."""
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        archive = load_archive(REPOSITORY)
        build_site(REPOSITORY, site, archive)
        notice = site / notice_address(archive.notices[0].id)[1:] / "index.html"
        html = notice.read_text("utf-8")
        content = html[html.index("<article") : html.index("</article>")]
        sets = (_shared_of(page, site) for page in site.rglob("index.html"))
        return packed(html) - packed(content), max(sets)


def _shared_of(page: Path, site: Path) -> int:
    names = dict.fromkeys(_SHARED.findall(page.read_text("utf-8")))
    files = ((page.parent / name).resolve() for name in names)
    return sum(packed(file.read_bytes()) for file in files if file.is_relative_to(site.resolve()))


def heaviest(pages: Iterable[Page], frame: int) -> dict[str, tuple[int, int, int, str]]:
    """Return of each kind: bytes of its largest page, bytes unpacked, number of pages, address."""
    found: dict[str, tuple[int, int, int, str]] = {}
    for page in pages:
        side = "".join(one.text for head in page.headings for one in (head, *head.children))
        weight = packed(page.html + side) + frame
        kind = kind_of(page.address)
        held = found.get(kind, (0, 0, 0, ""))
        top = max((*held[:2], held[3]), (weight, len(page.html.encode()), page.address))
        found[kind] = (top[0], top[1], held[2] + 1, top[2])
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(size: int) -> int:
    """Print the table; return 1 where something is too heavy."""
    frame, shared = frame_and_shared()
    _say(f"frame of a page {frame:,} bytes; shared files {shared:,} of {SHARED_BAR:,} bytes")
    archive = heavy_archive(size)
    day = (archive.notices[-1].day or date.min) + timedelta(days=30)
    found = heaviest(site_pages(archive, day), frame)
    _say(f"{len(archive.tasks):,} tasks, {sum(row[2] for row in found.values()):,} pages")
    _say(f"{'gzip':>9} {'HTML':>11} {'pages':>7}  kind: the largest page")
    for kind, (weight, raw, count, address) in sorted(found.items(), key=lambda row: -row[1][0]):
        mark = "  TOO HEAVY" if weight > PAGE_BAR else ""
        _say(f"{weight:9,} {raw:11,} {count:7,}  {kind}: {address}{mark}")
    heavy = shared > SHARED_BAR or any(row[0] > PAGE_BAR for row in found.values())
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE))
