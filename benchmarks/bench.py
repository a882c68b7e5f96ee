"""Measure everything that is promised about speed, beside what others offer, in one run: `make bench`.

python benchmarks/bench.py [--quick] [--busy] [--write PAGE] [--only site|search]

The exit code is 1 where a limit is missed. Nothing else should run meanwhile. `--write` puts the table
into a page of the guide. With `--busy` builds are told by the time of the processors, where other
programs do run; Hugo and ours use several at once.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import searches
import sites
from figures import Figure, machine, say, table, tell, write_page
from peers import PEERS, REPOSITORY

_OURS: Final = ("mkdocs", "mkdocs-material", "whoosh", "flask", "waitress")
_PEERS: Final = ("hugo", "mkdocs", "mkdocs-material", "zensical", "tantivy")


def main() -> int:
    """Print and write the figures; return 1 if a limit is missed."""
    options = _options()
    facts = [*machine(), f"ngày đo {datetime.now().astimezone():%d/%m/%Y}"]
    for line in (*facts, *_versions()):
        say(line)
    with tempfile.TemporaryDirectory(dir=REPOSITORY / ".cache") as work:
        figures = [tell(figure) for figure in _measured(options, Path(work))]
    missed = [one for one in figures if one.holds is False]
    if options.write:
        words = "rút gọn" if options.quick else "đầy đủ"
        words += ", tính thời gian bộ xử lý" if options.busy else ""
        facts = [f"Lần đo {words}: {'; '.join(facts)}. {' '.join(_versions())}"]
        write_page(options.write, [*facts, table(figures)])
    say(f"{len(missed)} mốc chưa đạt" if missed else "đạt mọi mốc")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", choices=("site", "search"))
    return parser.parse_args()


def _measured(options: argparse.Namespace, work: Path) -> Iterator[Figure]:
    if options.only != "search":
        yield from sites.figures(work, quick=options.quick, busy=options.busy)
    if options.only != "site":
        yield from searches.figures(work, quick=options.quick)


def _versions() -> list[str]:
    """Return the versions of ours and of the peers', as sentences."""
    lock = (REPOSITORY / "requirements-peers.lock").read_text("utf-8").splitlines()
    pinned = dict(line.split(" ")[0].split("==") for line in lock if line[:1].isalpha())
    ours = ", ".join(f"`{name}` {version(name)}" for name in _OURS)
    theirs = ", ".join(f"`{name}` {pinned[name]}" for name in _PEERS)
    return [f"Chương trình này dùng {ours}.", f"Bên cạnh: {theirs}."]


if __name__ == "__main__":
    if not PEERS.is_dir():
        sys.exit("no peers: run make peers")
    sys.exit(main())
