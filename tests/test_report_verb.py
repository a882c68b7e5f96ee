"""`ketluan report`: the audit of a day in the terminal and as rows for programs."""

import csv
import io
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from conftest import REPOSITORY
from export_archives import linked_archives
from ketluan.archive import load_archive
from ketluan.auditing import FINDINGS, Audit, audit_on
from ketluan.cli import run
from ketluan.exports.audit_rows import COLUMNS, KINDS, audit_rows
from ketluan.model import Archive
from ketluan.status import LABELS

SAMPLE = REPOSITORY / "tests" / "sample_archive"
DAY = date(2024, 7, 31)


@cache
def sample() -> Audit:
    return audit_on(load_archive(SAMPLE), DAY)


def report(*arguments: str, archive: Path = SAMPLE) -> int:
    return run(["report", "--archive", str(archive), "--as-of", DAY.isoformat(), *arguments])


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert report("--json", *arguments) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_json_has_every_row_of_every_list_with_keys_that_programs_know(
    capsys: pytest.CaptureFixture[str],
) -> None:
    audit = sample()
    found = rows(capsys)
    for kind in FINDINGS:
        assert sum(row["kind"] == kind for row in found) == len(audit.rows(kind)) > 0
    statuses = [row for row in found if row["kind"] == "status"]
    assert all(row["count"] == len(row["tasks"]) > 0 for row in statuses)
    assert {task for row in statuses for task in row["tasks"]} == {task.id for task in audit.tasks}
    assert {row["status"] for row in statuses} <= set(LABELS)
    late = next(row for row in found if row["kind"] == "overdue")
    assert late == {
        "kind": "overdue",
        "task": "2022-03-30-giao-ban-quy-i#II.4.2",
        "thread": "2022-03-30-giao-ban-quy-i#II.4.2",
        "text": late["text"],
        "unit": "phong-thu-nghiem-mau",
        "units": ["phong-thu-nghiem-mau"],
        "unit_names": ["Phòng Thử nghiệm Mẫu"],
        "period": "2022-Q2",
        "status": "qua-han",
        "due": "2022-06-20",
        "due_from": "written",
        "days_late": 772,
        "first_due": "2022-06-20",
        "days_since_first": 772,
    }


def test_the_state_is_that_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--archive", str(SAMPLE), "--as-of", "30/6/2022", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    named = {row["task"] for row in found if "task" in row}
    assert named
    assert max(task[:10] for task in named) <= "2022-06-30"


def test_a_unit_and_a_period_narrow_it_and_a_name_will_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_id = rows(capsys, "--unit", "thanh-tra-so", "--period", "2023")
    assert rows(capsys, "--unit", "Thanh tra Sở", "--period", "2023") == by_id
    assert by_id
    assert {row["unit"] for row in by_id} == {"thanh-tra-so"}
    assert {row["period"][:4] for row in by_id} == {"2023"}


def test_a_person_reads_figures_tables_and_where_the_rest_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report() == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == "Tính đến hết ngày 31/7/2024, theo những gì kho biết đến ngày ấy."
    assert lines[1] == "477 nhiệm vụ trong 11 thông báo."
    audit = sample()
    waiting = [row.link.status for row in audit.unconfirmed_links]
    assert lines[2].startswith(
        f"Còn {waiting.count('proposed')} liên kết máy đề xuất và {waiting.count('automatic')} "
    )
    totals = [
        line.split() for line in lines if line.startswith("Tổng số nhiệm vụ (không tính trùng)")
    ]
    assert sum(int(row[-1]) for row in totals) == 477
    for row in totals:
        assert sum(int(cell) for cell in row[7:-1] if cell != "-") == int(row[-1])
    for kind in FINDINGS:
        count = len(audit.rows(kind))
        assert any(line.startswith(f"{KINDS[kind]}: {count}") for line in lines)
        assert (f"ketluan report --as-of 2024-07-31 --what {kind}\n" in out) == (count > 10)


def test_what_counts_as_a_units_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--unit", "thanh-tra-so", "--what", "slip") == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[1]
        .startswith(
            "Đơn vị: Thanh tra Sở. Chỉ gồm nhiệm vụ do đơn vị chủ trì; không gồm nhiệm vụ phối hợp"
        )
    )


def test_one_list_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    count = len(sample().slips)
    assert count > 10
    assert report("--what", "slip") == 0
    out = capsys.readouterr().out
    assert "… còn" not in out
    assert len(out.splitlines()) == 3 + 2 + 1 + count
    assert "Quá hạn:" not in out


def test_an_archive_without_findings_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notices").mkdir()
    assert report(archive=tmp_path) == 0
    out = capsys.readouterr().out
    assert "0 nhiệm vụ trong 0 thông báo." in out
    assert "Quá hạn: không có" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unit", "thanh-tra"], "không có đơn vị 'thanh-tra'; có phải thanh-tra-so?"),
        (["--period", "2023-Q5"], "'2023-Q5' không phải kỳ"),
        (["--what", "tat-ca"], "không có 'tat-ca'; hãy chọn một trong"),
        (["--as-of", "31/02/2024"], "'31/02/2024' không phải ngày"),
    ],
)
def test_wrong_usage_is_told_with_its_cure(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = report(*arguments)
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert words in capsys.readouterr().err


def test_the_lists_can_be_exported_for_a_spreadsheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kiem-toan.csv"
    export = ["export", "--archive", str(SAMPLE), "--format", "csv", "--what", "audit"]
    assert run([*export, "--as-of", DAY.isoformat(), "--out", str(file)]) == 0
    lines = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    kinds = [row["kind"] for row in audit_rows(sample())]
    assert [line[0] for line in lines[1:]] == [KINDS[str(kind)] for kind in kinds]
    assert run([*export[:4], "docx", "--what", "audit", "--out", str(tmp_path / "x.docx")]) == 2
    assert "quá nhiều cột" in capsys.readouterr().err


@settings(max_examples=30)
@given(linked_archives())
def test_every_key_of_a_row_is_a_column(known: Archive) -> None:
    keys = {column.key for column in COLUMNS}
    for row in audit_rows(audit_on(known, date(2021, 7, 1))):
        assert row.keys() <= keys
        assert row["kind"] in KINDS
