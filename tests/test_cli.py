import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.cli import run
from spoiled_archive import spoil


def test_check_of_a_clean_archive_says_so_and_exits_0(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--archive", str(archive_copy)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "1 thông báo, 43 nhiệm vụ: không có lỗi.\n"


def test_check_of_a_spoiled_archive_prints_every_fault_and_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(tmp_path)
    assert run(["check", "--archive", str(tmp_path)]) == 1
    golden = Path(__file__).parent / "golden" / "spoiled_archive.txt"
    assert capsys.readouterr().out == golden.read_text("utf-8")
    assert run(["check", "--json", "--archive", str(tmp_path)]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert {tuple(problem) for problem in problems} == {
        ("path", "line", "rule", "message", "level")
    }
    assert all(problem["line"] >= 1 for problem in problems)


def test_cite_gives_spans_into_what_it_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (REPOSITORY / FIRST_ORIGINAL).read_text("utf-8")
    assert run(["cite", "--json", str(REPOSITORY / FIRST_ORIGINAL)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(text[c["start"] : c["end"]] == c["text"] for c in found)
    documents = [c for c in found if c["family"] != "standard"]
    assert len(documents) == 13
    assert len({c["key"] for c in documents}) == 7
    assert set(found[0]) == {
        "start", "end", "text", "number", "family", "type", "issuer", "year", "year_from", "date",
        "key", "relation",
    }  # fmt: skip
    (tmp_path / "x.txt").write_text("không có gì")
    assert run(["cite", str(tmp_path / "x.txt")]) == 0
    assert "Không thấy" in capsys.readouterr().err


def test_cite_reads_what_is_typed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ketluan", "cite", "--json", "-"],
        input="Kế hoạch số 76/KH-SKHCN".encode(),
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin", "LC_ALL": "C"},
    )
    assert json.loads(done.stdout)[0]["number"] == "76/KH-SKHCN"
    assert done.stderr == b""


def test_import_tells_what_is_known_and_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notices").mkdir()
    arguments = ["import", "--archive", str(tmp_path), str(REPOSITORY / FIRST_ORIGINAL)]
    assert run([*arguments, "--dry-run"]) == 0
    assert "chưa ghi gì" in capsys.readouterr().out
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "43 nhiệm vụ, 7 văn bản được viện dẫn, 2 thời hạn" in out
    assert "8015/8015 ký tự" in out
    assert "(không thấy trong bản gốc)" in out
    assert "(đoán, cần xem lại)" in out
    assert f"Bản nháp: {FIRST_NOTICE}" in out
    assert "ketluan check" in out
    assert run(arguments) == 1
    assert "[duplicate]" in capsys.readouterr().out


def test_in_a_batch_the_others_still_go_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notices").mkdir()
    bad = tmp_path / "hong.txt"
    bad.write_bytes(b"\x00")
    good = str(REPOSITORY / FIRST_ORIGINAL)
    assert run(["import", "--archive", str(tmp_path), str(bad), good]) == 1
    table = capsys.readouterr().out.splitlines()[-2:]
    assert "không nhập" in table[0]
    assert "đã nhập" in table[1]
    assert run(["import", "--json", "--archive", str(tmp_path), str(bad), good]) == 1
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [bool(item["problems"]) for item in objects] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "thiếu tham số: LỆNH"),
        (["import"], "thiếu tham số: TỆP"),
        (["bay"], "không có 'bay'"),
        (["check", "--mau"], "không hiểu tham số: --mau"),
        (["serve", "--port", "x"], "không hợp lệ"),
    ],
)
def test_wrong_usage_is_said_in_vietnamese_and_exits_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["import", "cite", "check", "build", "serve", "search"])
def test_every_verb_has_help_in_vietnamese(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run([verb, "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "cách dùng: ketluan" in out
    for english in ("usage", "show this", "optional", "positional"):
        assert english not in out


@pytest.mark.parametrize("verb", [["check"], ["build"], ["search", "x"], ["serve"]])
def test_where_there_is_no_archive_one_sentence_says_so(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*verb, "--archive", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "ketluan" in err
    assert "Traceback" not in err
