"""Runs of `ketluan` that are killed, stopped or refused at a chosen step, and what they leave.

`fault_child.py` tells what a step is. The archive is small and invented, its frame has no guide: a
build takes a fraction of a second, so that many can be spoiled.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from dossier_archive import HOSTILE, SECOND, write_archive
from ketluan.places import INDEX, SITE
from ketluan.search.generations import open_index
from ketluan.search.index_folder import CURRENT, current_generation

CHILD: Final = Path(__file__).with_name("fault_child.py")
KILLED: Final = -9
BUILD: Final = ("build", "--as-of", "2021-07-01")
NOTICE: Final = f"notices/2021/{SECOND}.md"
_SETTINGS: Final = """site_name: Kho thử
copyright: Dữ liệu mẫu, không có thật.
theme: {name: material, language: vi, font: false}
plugins: [ketluan]
"""
# A notice that says what became of a task, and continues none yet.
THIRD: Final = "2021-09-30-giao-ban-quy-iii"
_THIRD_TEXT: Final = f"""---
loai: TB
so_ky_hieu: 3/TB-SM
ngay_hop: 2021-09-30
co_quan: Sở Mẫu
trich_yeu: Kết luận mẫu ba
nguon:
---

## I. Đánh giá kết quả

1. Phòng Mẫu đã báo cáo việc {HOSTILE}.

## II. Nhiệm vụ

1. Phòng Mẫu khẩn trương hoàn thành sổ mẫu theo Kế hoạch số 12/KH-SM ngày 15/01/2021 trước 30/11/2021.
"""
Hashes = dict[str, str]


@dataclass(frozen=True)
class Ended:
    """What became of a run: exit code (negative: the signal), what it said, its steps."""

    code: int
    out: str
    err: str
    steps: list[str] = field(default_factory=list)


class Runner:
    """Starts runs of `ketluan`, one after the other, in children of one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-B", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": str(self.temporary)},
        )

    def run(self, root: Path, *arguments: str, **wish: Any) -> Ended:
        """Run one command on the archive at `root` to its end."""
        told = self._told(root, arguments, wish)
        assert not told["stopped"]
        return Ended(told["code"], told["out"], told["err"])

    def steps(self, root: Path, *arguments: str, **wish: Any) -> Ended:
        """Run one command to its end, and return its steps, too."""
        notes = self.folder / "steps.json"
        ended = self.run(root, *arguments, **wish, notes=str(notes))
        return Ended(ended.code, ended.out, ended.err, json.loads(notes.read_text("utf-8")))

    @contextmanager
    def stopped(self, root: Path, *arguments: str, at: int, **wish: Any) -> Iterator[list[Ended]]:
        """Hold a run before its step `at`; it goes on at the end, and is the one in the list then."""
        ended: list[Ended] = []
        assert self._told(root, arguments, {**wish, "what": "stop", "at": at})["stopped"]
        try:
            yield ended
        finally:
            told = self._line("")
            ended.append(Ended(told["code"], told["out"], told["err"]))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _told(self, root: Path, arguments: Sequence[str], wish: dict[str, Any]) -> dict[str, Any]:
        verb, *others = arguments
        return self._line(
            json.dumps({**wish, "arguments": [verb, "--archive", str(root), *others]})
        )

    def _line(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


def small_archive(root: Path) -> Path:
    """Write the archive of the dossiers with a frame without a guide."""
    write_archive(root)
    (root / f"notices/2021/{THIRD}.md").write_text(_THIRD_TEXT, "utf-8")
    (root / "mkdocs.yml").write_text(_SETTINGS, "utf-8")
    guide = root / "docs/huong-dan/tim-kiem.md"  # the page of search names it
    guide.parent.mkdir(parents=True)
    guide.write_text("# Tìm kiếm\n", "utf-8")
    return root


def edit(root: Path) -> None:
    """Change a notice, so that pages and index are others than before."""
    notice = root / NOTICE
    notice.write_text(notice.read_text("utf-8").replace("Kết luận mẫu", "Kết luận mới"), "utf-8")


def hashes(folder: Path) -> Hashes:
    """Return the SHA-256 of each file below `folder`."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def content_of_index(root: Path) -> str:
    """Return what the current index was made from, "" if there is none.

    It opens, and each file is as it was written.
    """
    if not (root / INDEX / CURRENT).exists():
        return ""
    open_index(root / INDEX).close()
    return current_generation(root / INDEX).partition("-")[0]


# Python tries whether files may be made in the folder for temporary ones by a file of such a name.
_PROBE: Final = re.compile(r"[a-z0-9_]{8}")


def strays(root: Path, temporary: Path) -> list[str]:
    """Return what lies in the archive or in the folder for temporary files and is of no use."""
    known = {"notices", "docs", "mkdocs.yml", SITE, INDEX, ".cache"}
    found = [path.name for path in root.iterdir() if path.name not in known]
    found += [p.name for p in (root / "notices").rglob("*") if p.name.startswith(".")]
    found += [p.name for p in (root / INDEX).glob("*") if p.name.endswith(".new")]
    return found + [p.name for p in temporary.iterdir() if not _PROBE.fullmatch(p.name)]


def copied(root: Path, to: Path) -> Path:
    """Return a copy of the archive at `root` in the folder `to`, which is made anew."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(root, to, symlinks=True)
    return to
