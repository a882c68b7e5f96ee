"""File names and control characters that no office types: refused with a clear line, or shown as text."""

import os
from pathlib import Path
from typing import Final

import pytest

from faults import THIRD, small_archive
from ketluan.archive import load_archive
from ketluan.cli import run

TEXT: Final = f"2021/{THIRD}.md"
NAMES: Final = (
    b"2021-08-01-<img src=x onerror=alert(1)>.md", b"2021-08-02-a\nb.md", b"2021-08-03-\x1b[2J\x07.md",
    b"-rf.md", "2021-08-04-\u202egnp.md".encode(), b"2021-08-05-$(id).md", b"2021-08-06-{{7*7}}.md",
)  # fmt: skip
NO_TEXT: Final = (b"2021/2021-08-08-\xff\xfe.md", b"goc/b\xe1o c\xe1o.pdf", b"cap-nhat/\x80.md")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_archive(tmp_path / "kho")


def put(root: Path, name: bytes, content: bytes) -> None:
    """Write a file below notices/ under a name of any bytes."""
    path = root / "notices" / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(content)
    except OSError:
        pytest.skip("this disk has no such names")


def test_a_name_that_nobody_types_is_refused_and_reaches_no_terminal(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (root / "notices" / TEXT).read_bytes()
    for name in NAMES:
        put(root, b"2021/" + name, content)
    refused = [p.path for p in load_archive(root).problems if p.rule == "notice-id"]
    assert sorted(os.fsencode(path) for path in refused) == sorted(
        b"notices/2021/" + n for n in NAMES
    )
    assert run(["build", "--archive", str(root)]) == 1
    assert not (root / "site").exists()
    told = capsys.readouterr()
    assert all(char.isprintable() or char in "\n " for char in told.out + told.err)


def test_a_name_that_is_no_text_stops_the_build_with_its_place(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NO_TEXT:
        put(root, name, b"x")
    for verb in ("check", "build", "verify"):
        assert run([verb, "--archive", str(root)]) == 1
        told = capsys.readouterr()
        for shown in (
            r"2021/2021-08-08-\xff\xfe.md",
            r"goc/b\xe1o c\xe1o.pdf",
            r"cap-nhat/\x80.md",
        ):
            line = (
                f"notices/{shown}:1: tên tệp không phải bảng mã UTF-8; hãy đổi tên tệp [encoding]"
            )
            assert line in told.out, verb
    assert not (root / "site").exists()
