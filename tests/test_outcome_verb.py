"""`ketluan outcome`: one key a proposal, written at once, stopped and taken up again."""

import io
import json
import sys
from pathlib import Path

import pytest

from ketluan.archive import load_archive
from ketluan.cli import run

BEFORE = "2031-03-31-giao-ban-quy-i"
NOTICE = "2031-06-30-giao-ban-quy-ii"
FILE = f"notices/2031/{NOTICE}.md"
HEAD = """---
loai: TB
so_ky_hieu: {number}
ngay_hop: {day}
co_quan: Sở Mẫu
trich_yeu: Giao ban  # của quý
nguon:
---

"""
TASKS = """## I. Nhiệm vụ

1. Văn phòng Sở trình ban hành Quy chế tiếp nhận mẫu đá quý trước 30/6/2031.

2. Phòng Đo Gió lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ.

3. Phòng Đo Gió khảo sát nhu cầu đo bụi mịn của các làng nghề gốm.
"""
SAID = """## I. Đánh giá kết quả

1. Văn phòng Sở đã trình ban hành Quy chế tiếp nhận mẫu đá quý (Quyết định số 19/QĐ-SM ngày 02/5/2031).

2. Tạm dừng việc lắp đặt trạm quan trắc gió mùa trên đảo Ví Dụ do bão.

3. Chưa khảo sát được nhu cầu đo bụi mịn của các làng nghề gốm.

## II. Nhiệm vụ

1. Văn phòng Sở kiểm kê tủ lưu mẫu.
"""
UNITS = """don_vi:
  van-phong: {ten: Văn phòng Sở}
  phong-do-gio: {ten: Phòng Đo Gió}
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "notices/2031"
    folder.mkdir(parents=True)
    head = HEAD.format(number="1/TB-SM", day="2031-03-31")
    (folder / f"{BEFORE}.md").write_text(head + TASKS, "utf-8")
    head = HEAD.format(number="2/TB-SM", day="2031-06-30")
    (folder / f"{NOTICE}.md").write_text(head + SAID, "utf-8")
    (tmp_path / "notices/don-vi.yml").write_text(UNITS, "utf-8")
    return tmp_path


def outcome(monkeypatch: pytest.MonkeyPatch, archive: Path, lines: str, *arguments: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    return run(["outcome", "--archive", str(archive), *arguments])


def test_json_asks_nothing_and_gives_what_would_be_written(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (archive / FILE).read_bytes()
    assert outcome(monkeypatch, archive, "c\nc\n", "--json") == 1
    first, second = json.loads(capsys.readouterr().out)
    assert list(first) == [
        "task", "status", "notice", "line", "sentence", "day", "evidence", "score", "reasons",
    ]  # fmt: skip
    assert (first["task"], first["status"], first["day"]) == (
        f"{BEFORE}#I.1",
        "hoan-thanh",
        "2031-06-30",
    )
    assert first["evidence"] == "Quyết định số 19/QĐ-SM ngày 02/5/2031"
    line = before.decode().split("\n")[first["line"] - 1]
    assert line == f"1. {first['sentence']}"
    assert (second["task"], second["status"]) == (f"{BEFORE}#I.2", "tam-dung")
    assert second["evidence"] == "Thông báo số 2/TB-SM, mục I.2"
    assert (archive / FILE).read_bytes() == before


def test_each_answer_is_written_at_once_and_asked_never_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (archive / FILE).read_text("utf-8")
    assert load_archive(archive).outcomes == ()
    assert outcome(monkeypatch, archive, "c\nq\n") == 1
    shown = capsys.readouterr().err
    assert "NHIỆM VỤ  2031-03-31-giao-ban-quy-i#I.1 · Văn phòng Sở · hạn 30/6/2031" in shown
    assert "KẾT QUẢ  Đã hoàn thành ('đã trình') · ngày 30/6/2031 · căn cứ: Quyết định" in shown
    assert "{+đã+}" in shown
    added = (
        f"ket_qua:\n- nhiem_vu: {BEFORE}#I.1\n  trang_thai: hoan-thanh\n  ngay: 2031-06-30\n"
        "  can_cu: Quyết định số 19/QĐ-SM ngày 02/5/2031\n"
    )
    assert (archive / FILE).read_text("utf-8") == before.replace("nguon:\n", f"nguon:\n{added}")
    assert outcome(monkeypatch, archive, "s\n", NOTICE) == 1
    shown = capsys.readouterr().err
    assert "#I.1" not in shown
    assert "Còn 1 kết quả chưa có người xác nhận" in shown
    assert outcome(monkeypatch, archive, "k\n", NOTICE) == 0
    assert "Không còn kết quả nào chờ xác nhận" in capsys.readouterr().err
    added += f"khong_ket_qua:\n- {BEFORE}#I.2\n"
    assert (archive / FILE).read_text("utf-8") == before.replace("nguon:\n", f"nguon:\n{added}")
    loaded = load_archive(archive)
    assert [(one.task_id, one.status) for one in loaded.outcomes] == [
        (f"{BEFORE}#I.1", "hoan-thanh")
    ]
    assert loaded.outcome_proposals == ()
    assert {problem.rule for problem in loaded.problems} == {"source-none"}
    assert outcome(monkeypatch, archive, "", "--json") == 0


def test_a_person_may_say_another_day_for_one_notice(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(monkeypatch, archive, "", "--ngay", "2/5/2031") == 2
    assert "cần nêu một thông báo" in capsys.readouterr().err
    assert outcome(monkeypatch, archive, "c\nq\n", NOTICE, "--ngay", "2/5/2031") == 1
    assert [str(one.day) for one in load_archive(archive).outcomes] == ["2031-05-02"]


def test_an_outcome_never_waits_for_a_task_that_is_closed_elsewhere(archive: Path) -> None:
    folder = archive / "notices/cap-nhat"
    folder.mkdir()
    rows = "".join(
        f"- {{nhiem_vu: {BEFORE}#I.{n}, trang_thai: {status}, ngay: 2031-05-02}}\n"
        for n, status in ((1, "hoan-thanh"), (2, "tam-dung"))
    )
    (folder / "2031-05-02-tien-do.md").write_text(f"---\nket_qua:\n{rows}---\n", "utf-8")
    waiting = [one.task_id for one in load_archive(archive).outcome_proposals]
    assert waiting == [f"{BEFORE}#I.2"]  # a pause closes nothing


def test_link_tells_that_outcomes_wait(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    run(["link", "--archive", str(archive), NOTICE])
    assert "Còn 2 kết quả máy đề xuất, chờ người xác nhận" in capsys.readouterr().err
    run(["link", "--archive", str(archive), BEFORE])
    assert "kết quả" not in capsys.readouterr().err
