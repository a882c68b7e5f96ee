"""`ketluan link`: one key a link, written at once, stopped and taken up again."""

import fcntl
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT, REPOSITORY
from ketluan.archive import load_archive
from ketluan.archive.decisions_file import open_decisions
from ketluan.cli import run
from ketluan.cli.word_marks import line_width, marked, wrapped
from ketluan.model import Archive, Link
from ketluan.saving import ArchiveError

NOTICE = "2024-06-27-giao-ban-quy-ii"
FILE = f"notices/2024/{NOTICE}.md"
SAMPLE = REPOSITORY / "tests" / "sample_archive"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    load_archive(SAMPLE)  # what was read of it is kept there, and copied, too
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def link(archive: Path, *arguments: str) -> int:
    return run(["link", "--archive", str(archive), *arguments])


def answer(monkeypatch: pytest.MonkeyPatch, archive: Path, lines: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    return link(archive, NOTICE)


def links(archive: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "ketluan", "link", NOTICE, "--json", "--archive", str(archive)],
        capture_output=True,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def open_ones(archive: Path) -> list[tuple[str, str]]:
    waiting = ("automatic", "proposed")
    return [(one["task"], one["continues"]) for one in links(archive) if one["status"] in waiting]


def of_notice(archive: Archive) -> list[Link]:
    return [one for one in archive.links if one.task.startswith(f"{NOTICE}#")]


def test_each_answer_is_written_at_once_and_asked_never_again(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (sample / FILE).read_text("utf-8")
    waiting = open_ones(sample)
    first = waiting[0]
    others = [one for one in waiting if one[0] != first[0]]  # the first's task is settled
    second, third = others[:2]
    assert answer(monkeypatch, sample, "c\nk\ns\nq\n") == 1
    shown = capsys.readouterr().err
    assert "{+" in shown
    assert "[-" in shown
    assert "tiếp nối · k: không" in shown
    statuses = {(one["task"], one["continues"]): one["status"] for one in links(sample)}
    assert statuses[first] == "confirmed"
    assert statuses[second] == "rejected"
    after = (sample / FILE).read_text("utf-8")
    assert [line for line in after.splitlines() if line in before.splitlines()] == (
        before.splitlines()
    )
    left = open_ones(sample)
    assert third in left
    assert first not in left
    assert second not in left
    assert answer(monkeypatch, sample, "") == 1
    shown = capsys.readouterr().err
    assert f"TRƯỚC  {left[0][1]} " in shown
    assert f"SAU  {left[0][0]} " in shown
    assert (sample / FILE).read_text("utf-8") == after


@pytest.mark.parametrize("verb", ["link", "outcome"])
def test_who_decides_is_told_which_files_could_not_be_read(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    def said() -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))
        run([verb, "--archive", str(sample), NOTICE])
        return capsys.readouterr().err

    assert "Chưa đọc được" not in said()
    notice = (sample / FILE).read_text("utf-8").replace("loai: TB", "loai: TB\ndo_mat: Mật", 1)
    (sample / "notices/2024/2024-01-02-mat.md").write_text(notice, "utf-8")
    (sample / "notices/cap-nhat/2024-01-02-sai.md").write_text("---\nket_qua: sai\n---\n", "utf-8")
    assert "Chưa đọc được" not in said()
    (sample / "notices/2024/2024-01-01-hong.md").write_bytes(b"\xff")
    assert "Chưa đọc được notices/2024/2024-01-01-hong.md nên" in said()


def test_when_all_is_decided_it_exits_0_and_says_so(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(monkeypatch, sample, "k\n" * 1000) == 0
    assert "Mọi liên kết đã có người quyết định" in capsys.readouterr().err
    assert open_ones(sample) == []
    assert link(sample, NOTICE, "--json") == 0
    assert [p for p in load_archive(sample).problems if p.rule.startswith("link-")] == []


def test_on_a_terminal_one_key_is_enough_and_wide_ones_show_both_side_by_side(
    sample: Path,
) -> None:
    terminal, end = os.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "ketluan", "link", NOTICE, "--archive", str(sample)],
        stdin=end,
        stdout=end,
        stderr=end,
        env={"PATH": "/usr/bin", **CHECKOUT, "TERM": "xterm"},
    )
    os.close(end)
    os.write(terminal, b"ckq")
    shown = b"".join(iter(lambda: _read(terminal), b"")).decode()
    assert process.wait() == 1
    os.close(terminal)
    assert any("TRƯỚC" in line and "│ SAU" in line for line in shown.splitlines())
    assert "\x1b[31m[-" in shown
    assert "\x1b[32m{+" in shown
    decided = [one.status for one in of_notice(load_archive(sample))]
    assert decided.count("confirmed") == decided.count("rejected") == 1


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so where the other end is closed
        return b""


def test_json_asks_nothing_and_gives_the_best_first_for_each_task(sample: Path) -> None:
    found = links(sample)
    assert found
    assert {tuple(one) for one in found} == {("task", "continues", "score", "reasons", "status")}
    best: dict[str, float] = {}
    for one in found:
        assert one["task"].startswith(f"{NOTICE}#")
        if one["status"] == "proposed":
            assert one["score"] <= best.get(one["task"], 1.0)
            best[one["task"]] = one["score"]
    assert (sample / FILE).read_bytes() == (SAMPLE / FILE).read_bytes()


def test_accept_all_confirms_automatic_links_and_leaves_every_proposal_to_a_person(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {(one.task, one.continues): one for one in of_notice(load_archive(sample))}
    wanted = {key for key, one in before.items() if one.status == "automatic" and one.score >= 0.7}
    assert any(one.status == "proposed" and one.score >= 0.7 for one in before.values())
    assert link(sample, NOTICE, "--accept-all-above", "0,7") == 1
    now = of_notice(load_archive(sample))
    confirmed = {(one.task, one.continues) for one in now if one.status == "confirmed"}
    assert {key for key in confirmed if before[key].status != "confirmed"} == wanted != set()
    told = capsys.readouterr().err
    assert f"Đã xác nhận {len(wanted)} liên kết máy đã tự nối." in told
    assert "3 kết quả máy đề xuất, chờ người xác nhận bằng `ketluan outcome`" in told


def test_a_file_that_changed_meanwhile_is_not_written_over(sample: Path) -> None:
    notice = next(one for one in load_archive(sample).notices if one.id == NOTICE)
    file = open_decisions(sample, notice)
    path = sample / FILE
    path.write_bytes(path.read_bytes() + b"\n")
    edited = path.read_bytes()
    task = notice.tasks[0].number
    with pytest.raises(ArchiveError, match="vừa bị sửa ở nơi khác"):
        file.decide([(task, "tiep_noi", "2024-03-28-giao-ban-quy-i#II.1")])
    assert path.read_bytes() == edited
    path.write_bytes(edited.replace("Đôn đốc".encode(), b"Xem"))
    with pytest.raises(ArchiveError, match="vừa bị sửa ở nơi khác"):
        open_decisions(sample, notice)


def test_a_link_to_a_file_elsewhere_is_not_replaced(sample: Path) -> None:
    notice = next(one for one in load_archive(sample).notices if one.id == NOTICE)
    path = sample / FILE
    path.rename(sample / "that.md")
    path.symlink_to(sample / "that.md")
    with pytest.raises(ArchiveError, match="là liên kết"):
        open_decisions(sample, notice)
    assert path.is_symlink()


def test_a_windows_file_keeps_its_mark_and_line_ends(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sample / FILE
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    assert answer(monkeypatch, sample, "c\nq\n") == 1
    after = path.read_bytes()
    assert after.count(b"\r") == after.count(b"\n")
    kept = [line for line in after.split(b"\n") if line in before.split(b"\n")]
    assert b"\n".join(kept) == before
    assert len(after) > len(before)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2024-06-27-giao-ban"], 1, f"có phải {NOTICE}"),
        (["--accept-all-above", "7"], 2, "hãy viết như 0,8 hoặc 80%"),
    ],
)
def test_a_wrong_argument_is_refused_with_the_cure(
    arguments: list[str], code: int, words: str, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert link(sample, *arguments) == code
    except SystemExit as stopped:
        assert stopped.code == code  # noqa: PT017  # argparse leaves so
    assert words in capsys.readouterr().err


_TEXTS = st.lists(st.text("aăâđ", min_size=1, max_size=12), max_size=12).map(" ".join)


@given(_TEXTS, _TEXTS, st.integers(16, 60))
def test_marked_wordings_lose_no_word_and_keep_the_width(old: str, new: str, width: int) -> None:
    left, right = marked(old, new)
    assert " ".join(piece.text for piece in left) == old
    assert " ".join(piece.text for piece in right) == new
    assert [p.text for p in left if not p.style] == [p.text for p in right if not p.style]
    lines = wrapped(right, width)
    assert all(line_width(line) <= width for line in lines)
    shown = " ".join("".join(piece.text for piece in line) for line in lines)
    assert shown.replace("{+", "").replace("+}", "") == new
