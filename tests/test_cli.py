import contextlib
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT, FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.cli import check_verb, run
from ketluan.cli.console import give_json, give_table, printable
from ketluan.os_errors import EndedError
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
        env={"PATH": "/usr/bin", **CHECKOUT, "LC_ALL": "C"},
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
    assert "nếu biết thì điền 'so_ky_hieu'" in out
    assert "đoán, cần xem lại" in out
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


@pytest.mark.parametrize(
    "verb", ["import", "new", "cite", "check", "build", "serve", "preview", "search"]
)
def test_every_verb_has_help_in_vietnamese(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run([verb, "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "cách dùng: ketluan" in out
    for english in ("usage", "show this", "optional", "positional"):
        assert english not in out


@pytest.mark.parametrize("verb", [["check"], ["build"], ["search", "x"], ["serve"], ["preview"]])
def test_where_there_is_no_archive_one_sentence_says_so(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*verb, "--archive", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "ketluan" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("error", [EndedError, MemoryError])
def test_where_the_system_has_no_memory_one_sentence_says_so(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> None:
        raise error

    monkeypatch.setattr(check_verb, "load_archive", ended)
    assert run(["check", "--archive", str(REPOSITORY)]) == 1
    err = capsys.readouterr().err
    assert "máy hết bộ nhớ" in err
    assert "hãy đóng bớt chương trình khác" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "closed", "code"),
    [
        ("cite -", "0<&-", 1),
        pytest.param("cite x.txt", ">&-", 0, marks=pytest.mark.long),
        ("cite x.txt", "0<&- >&- 2>&-", 0),
        ("cite khong-co.txt", "2>&-", 1),
        ("check --mau", "2>&-", 2),
        pytest.param("check", "2>&-", 0, marks=pytest.mark.long),
        ("cite x.txt", ">/dev/full", 1),
    ],
)
def test_a_closed_or_full_stream_gives_no_traceback(
    arguments: str, closed: str, code: int, archive_copy: Path
) -> None:
    (archive_copy / "x.txt").write_text("Kế hoạch số 76/KH-SKHCN")
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m ketluan {arguments} {closed}"],
        input=b"",
        capture_output=True,
        check=False,
        cwd=archive_copy,
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr + done.stdout
    assert b"Exception ignored" not in done.stderr


def test_a_reader_who_has_seen_enough_gives_no_traceback(archive_copy: Path) -> None:
    text = "Kế hoạch số 76/KH-SKHCN\n" * 5000
    (archive_copy / "x.txt").write_text(text)
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m ketluan cite x.txt | head -1"],
        capture_output=True,
        check=False,
        cwd=archive_copy,
    )
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Phòng Mẫu – “ủy”", "Phòng Mẫu – “ủy”"),
        ("\x1b[31mđỏ\x07", "\\x1b[31mđỏ\\x07"),
        ("a\nb\tc", "a\\x0ab\\x09c"),
        ("\x9b2J", "\\x9b2J"),
        ("tệp\u202etxt.exe", "tệp\\u202etxt.exe"),
        ("b\udcff", "b\\xff"),
        ("\U000e0001", "\\U000e0001"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_nothing_printed_moves_the_cursor_and_json_stays_itself(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    for char in printable(text):
        assert char.isprintable() or unicodedata.category(char) == "Zs"
    assert "\n" not in printable(text)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        give_json({"text": text})
    line = out.getvalue().removesuffix("\n")
    assert printable(line) == line
    assert json.loads(line) == {"text": text}


def test_columns_stay_columns_whatever_stands_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    give_table([("một\n", "hai"), ("ba", "\x1bbốn")])
    assert capsys.readouterr().out == "một\\x0a  hai\nba       \\x1bbốn\n"
