"""`ketluan export`: to stdout or to a file, never over another, refusals that say the cure."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import CHECKOUT, FIRST_NOTICE
from ketluan.cli import run
from spoiled_archive import spoil

UNIT = "van-phong-so"
LED = "phong-quan-ly-khoa-hoc"


def export(archive: Path, *arguments: str) -> int:
    return run(["export", "--archive", str(archive), *arguments])


def rows(out: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out)["rows"]
    return found


def test_text_goes_to_stdout_byte_for_byte(archive_copy: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ketluan", "export", "--format", "csv", "--archive", archive_copy],
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin", **CHECKOUT, "LC_ALL": "C"},
    )
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    text = done.stdout.decode("utf-8-sig")
    assert text.count("\r\n") == len(list(csv.reader(io.StringIO(text, newline="")))) == 44
    assert done.stderr == b""


def test_a_terminal_gets_no_control_character(archive_copy: Path) -> None:
    notice = archive_copy / FIRST_NOTICE
    notice.write_text(
        notice.read_text("utf-8").replace("(1) Đôn đốc", "(1) \x1b[2JĐôn đốc"), "utf-8"
    )
    terminal, end = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ketluan", "export", "--format", "csv", "--unit", LED,
         "--archive", str(archive_copy)],
        stdout=end,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(end)
    shown = b"".join(iter(lambda: _read(terminal), b""))
    process.wait()
    os.close(terminal)
    assert shown.decode().startswith("Mã nhiệm vụ,")
    assert "\\x1b[2JĐôn đốc" in shown.decode()
    assert b"\x1b" not in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so where the other end is closed
        return b""


def test_what_is_exported_is_chosen_by_unit_period_and_day(
    archive_copy: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def chosen(*arguments: str) -> list[dict[str, Any]]:
        assert export(archive_copy, "--format", "json", *arguments) == 0
        return rows(capsysbinary.readouterr().out)

    assert len(chosen()) == 43
    assert 0 < len(chosen("--unit", UNIT)) < 43
    assert chosen("--unit", "Văn phòng Sở") == chosen("--unit", UNIT)
    assert len(chosen("--period", "2021-Q2")) == len(chosen("--period", "2021-q2")) == 43
    assert chosen("--period", "2021-Q1") == []
    assert chosen("--as-of", "28/3/2021") == []
    known = chosen("--as-of", "2021-06-30")
    assert {row["status"] for row in known} == {"sap-den-han", "trong-han"}
    assert len(chosen("--what", "documents")) == 8
    assert len(chosen("--what", "register")) == 1


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("tasks", "Gồm cả nhiệm vụ phối hợp, nhiệm vụ giao chung cho nhóm"),
        ("audit", "Chỉ gồm nhiệm vụ do đơn vị chủ trì; không gồm nhiệm vụ phối hợp"),
    ],
)
def test_what_counts_as_a_units_is_said(
    what: str, said: str, archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(archive_copy, "--format", "csv", "--what", what, "--unit", UNIT) == 0
    assert said in capsys.readouterr().err
    assert export(archive_copy, "--format", "csv", "--what", what) == 0
    assert "tiền thân" not in capsys.readouterr().err


def test_a_file_is_never_written_over_without_force(
    archive_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "so.xlsx"
    arguments = ("--format", "xlsx", "--what", "follow-up", "--out", str(out))
    assert export(archive_copy, *arguments) == 0
    assert f"Đã ghi {out}: 43 nhiệm vụ." in capsys.readouterr().err
    assert load_workbook(out).worksheets[0].max_row == 44
    out.write_bytes(b"x")
    assert export(archive_copy, *arguments) == 1
    assert "thêm --force để ghi đè" in capsys.readouterr().err
    assert out.read_bytes() == b"x"
    assert export(archive_copy, *arguments, "--force") == 0
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xlsx"), "thêm --out TỆP.xlsx"),
        (("--format", "docx", "--what", "register"), "thêm --out TỆP.docx"),
        (("--format", "ics", "--what", "register"), "chỉ dùng cho nhiệm vụ"),
        (("--format", "csv", "--unit", "van-phong"), "có phải van-phong-so"),
        (("--format", "csv", "--unit", "%%%"), "notices/don-vi.yml"),
        (("--format", "atom", "--site-url", "javascript:x"), "phải bắt đầu bằng http"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    archive_copy: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert export(archive_copy, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--format"),
        (("--format", "xml"), "hãy chọn một trong"),
        (("--format", "csv", "--period", "quý 2"), "không phải kỳ"),
        (("--format", "csv", "--as-of", "31/2/2021"), "không phải ngày"),
        (("--format", "csv", "--as-of", "30/9"), "không phải ngày"),
    ],
)
def test_a_value_that_cannot_be_read_is_wrong_usage(
    archive_copy: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        export(archive_copy, *arguments)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_nothing_is_written_where_it_does_not_belong(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = archive_copy / FIRST_NOTICE
    before = notice.read_bytes()
    link = archive_copy / "lien-ket.csv"
    link.symlink_to(notice)
    targets = {
        str(notice): "vào notices/",
        str(link): "vào notices/",
        str(archive_copy / "khong-co" / "x.csv"): "tạo thư mục ấy trước",
        "/dev/null": "không phải là tệp thường",
        str(archive_copy): "không phải là tệp thường",
    }
    for target, said in targets.items():
        assert export(archive_copy, "--format", "csv", "--out", target, "--force") == 1
        assert said in capsys.readouterr().err
    assert notice.read_bytes() == before


def test_a_calendar_leads_to_the_site_that_is_named(
    archive_copy: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    address = "https://noi-bo.example"
    assert export(archive_copy, "--format", "ics", "--site-url", address) == 0
    out = capsysbinary.readouterr().out.replace(b"\r\n ", b"")
    assert f"URL:{address}/thong-bao/2021/".encode() in out


def test_faults_that_may_leave_something_out_are_told(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    spoil(tmp_path)
    assert export(tmp_path, "--format", "csv") == 1
    out, err = capsysbinary.readouterr()
    assert out.startswith(b"\xef\xbb\xbf")
    assert "tệp có thể thiếu; hãy chạy `ketluan check`" in err.decode()


def test_a_secret_notice_is_in_no_export(
    archive_copy: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    notice = archive_copy / FIRST_NOTICE
    notice.write_text(
        notice.read_text("utf-8").replace("loai: TB", "loai: TB\ndo_mat: Mật"), "utf-8"
    )
    for what in ("tasks", "documents", "register", "follow-up"):
        export(archive_copy, "--format", "json", "--what", what)
        out, _ = capsysbinary.readouterr()
        assert rows(out) == []
    for file_format in ("ics", "atom", "csv"):
        export(archive_copy, "--format", file_format)
        assert b"2021-03-29" not in capsysbinary.readouterr().out
