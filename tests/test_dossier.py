"""Dossiers: what is in the ZIP, that nothing bad is packed in silence, that it opens offline."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_archive import (
    DOCUMENT,
    FIRST,
    HOSTILE,
    KEY,
    NUMBER,
    ORIGINALS,
    PROGRESS,
    SECOND,
    TASK,
    write_archive,
)
from export_archives import archives
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.dossier import make_dossier
from ketluan.dossier.zip_form import PackingError, Part, free_path, safe_path, text_part, write_zip
from ketluan.exports.dossier_data import (
    EnclosedFile,
    Subject,
    document_subject,
    dossier_json,
    thread_subject,
)
from ketluan.linking import threads_of
from ketluan.model import Archive, Link, OutcomeProposal
from ketluan.pages.dossier_page import dossier_page

DAY = date(2021, 8, 1)
TAGS = set(
    re.findall(
        r"\w+",
        "html head meta title style body header main section p h1 h2 h3 strong span a div table thead "
        "tbody tr th td ol ul li dl dt dd blockquote br code ins del",
    )
)
MADE = ("index.html", "tasks.csv", "data.json", "SHA256SUMS")


@dataclass(frozen=True)
class Told:
    """What the command left: its exit code, what it said, the ZIP's files."""

    code: int
    err: str
    files: dict[str, bytes]

    @property
    def page(self) -> str:
        """The page as text."""
        return self.files["index.html"].decode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "kho")


def export(root: Path, *arguments: str) -> int:
    return run(["export", "--format", "zip", "--archive", str(root), *arguments])


def exported(
    root: Path, capsys: pytest.CaptureFixture[str], *arguments: str, day: str = "2021-08-01"
) -> Told:
    out = root.parent / "ho-so.zip"
    code = export(root, *arguments, "--as-of", day, "--out", str(out))
    with zipfile.ZipFile(out) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return Told(code, capsys.readouterr().err, files)


def name_of(path: str) -> str:
    return path.replace("notices/goc", "originals")


# --- what is in it ---


def test_a_thread_takes_its_notices_their_originals_and_who_stated_its_outcome(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = exported(root, capsys, "--thread", TASK)
    assert told.code == 0
    notices = [f"notices/2021/{name}.md" for name in (FIRST, SECOND)]
    originals = [name_of(path) for path in ORIGINALS]
    assert sorted(told.files) == sorted([*MADE, *notices, *originals, PROGRESS])
    for path in (*notices, *ORIGINALS, PROGRESS):
        assert told.files[name_of(path)] == (root / path).read_bytes()
    assert told.files["tasks.csv"].startswith(b"\xef\xbb\xbf")
    assert told.files["tasks.csv"].count(b"\r\n") == 3
    data = json.loads(told.files["data.json"])
    assert data["kind"] == "thread"
    assert data["id"] == f"{FIRST}#I.1"
    assert data["status_day"] == data["as_of"] == "2021-08-01"
    assert [row["status"] for row in data["tasks"]] == ["chuyen-tiep", "hoan-thanh"]
    assert data["links"][0]["status"] == "confirmed"
    assert data["outcomes"][0]["evidence"] == "45/BC-SM"


def test_a_document_takes_its_file_and_all_that_cite_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = exported(root, capsys, "--document", NUMBER)
    assert told.code == 0
    assert told.files[name_of(DOCUMENT)] == (root / DOCUMENT).read_bytes()
    assert {name_of(path) for path in ORIGINALS} <= set(told.files)
    data = json.loads(told.files["data.json"])
    assert (data["kind"], data["id"]) == ("document", KEY)
    assert len(data["citing"]) == len(data["tasks"]) == 2
    assert data["document"]["number"] == NUMBER
    for words in ("Kế hoạch số 12/KH-SM", "do người phụ trách ghi trong danh mục", "45/BC-SM"):
        assert words in told.page


def test_the_page_tells_each_step_its_limit_and_why_it_was_linked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = exported(root, capsys, "--thread", TASK).page
    assert "Theo những gì đã biết đến hết ngày 01/8/2021" in page
    assert "Dữ liệu mẫu, không có thật." in page
    assert page.index('id="buoc-1"') < page.index('id="buoc-2"')
    for words in (
        "mục I.1", "Phòng Mẫu", "30/9/2021", "văn bản ghi “trước 30/9/2021”", "Đã chuyển tiếp",
        "Đã hoàn thành ngày 15/7/2021 (45/BC-SM)", "Đã xác nhận.", "cùng đơn vị Phòng Mẫu",
        "Phòng Mẫu khẩn trương hoàn thành sổ mẫu theo Kế hoạch số 12/KH-SM",
    ):  # fmt: skip
        assert words in page, words
    for path in ORIGINALS:
        assert hashlib.sha256((root / path).read_bytes()).hexdigest() in page
        assert f'href="./{name_of(path)}"' in page


def test_links_of_the_page_lead_to_files_beside_it_or_to_itself(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = exported(root, capsys, "--document", KEY)
    links = re.findall(r'(?:href|src)="([^"]*)"', told.page)
    assert len(links) > 5
    for link in links:
        assert link.startswith(("./", "#")), link
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in told.page
    assert "./originals/van-ban/K%E1%BA%BF%20ho%E1%BA%A1ch%2012.pdf" in links


def test_hostile_text_stays_text(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = exported(root, capsys, "--thread", f"{FIRST}#I.2").page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert HOSTILE not in page


def test_what_was_known_later_is_not_in_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = exported(root, capsys, "--thread", f"{FIRST}#I.1", day="1/5/2021")
    assert told.code == 0
    assert not any(SECOND in name or "cap-nhat" in name for name in told.files)
    assert SECOND not in told.page
    assert "45/BC-SM" not in told.page


def test_an_outcome_of_a_later_day_does_not_bring_its_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert PROGRESS not in exported(root, capsys, "--thread", TASK, day="14/7/2021").files


def test_what_nobody_confirmed_is_told_as_such(root: Path) -> None:
    archive = load_archive(root)
    said = "Đã hoàn thành sổ mẫu."
    proposal = OutcomeProposal(
        task_id=f"{FIRST}#I.1", status="hoan-thanh", notice_id=SECOND, line=1, sentence=said,
        words="Đã hoàn thành", day=DAY, evidence="", score=0.8, reasons=("cùng đơn vị",),
    )  # fmt: skip
    subject = thread_subject(replace(archive, outcome_proposals=(proposal,)), TASK, DAY, None)
    assert subject
    page = dossier_page(subject, (), (), ())
    assert f"“{said}”" in page
    assert (
        "máy đề xuất, chưa ai xác nhận. Căn cứ đề xuất: cùng đơn vị; điểm tương đồng 80/100."
        in page
    )
    data = json.loads(dossier_json(subject, (), (), ()))
    assert [one["sentence"] for one in data["proposed_outcomes"]] == [said]
    assert data["tasks"][0]["status"] == "chuyen-tiep"


@settings(max_examples=40)
@given(archives(), st.data())
def test_any_text_in_any_field_stays_text(archive: Archive, data: st.DataObject) -> None:
    tasks = archive.tasks
    if not tasks:
        return
    links = [
        Link(later.id, tasks[0].id, 0.9, (data.draw(st.text()),), "automatic")
        for later in tasks[1:]
    ]
    linked = replace(archive, threads=threads_of(tasks, links), outcome_proposals=())
    subject = thread_subject(linked, tasks[-1].id, DAY, None)
    assert subject
    assert subject.id == tasks[0].id
    notes = [data.draw(st.text() | st.just(HOSTILE))]
    file = EnclosedFile("original", data.draw(st.text(min_size=1)), fault="changed")
    page = dossier_page(subject, notes, [file], ())
    assert set(re.findall(r"<([a-zA-Z]\w*)", page)) <= TAGS
    assert page == dossier_page(subject, notes, [file], ())
    read = json.loads(dossier_json(subject, notes, [file], ()))
    assert [row["text"] for row in read["tasks"]] == [task.text for task in subject.selection.tasks]


# --- what may not be in it ---


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.unlink, "không có tệp này trong kho"),
        (lambda path: path.write_bytes(b"x" + path.read_bytes()[1:]), "khác với SHA-256 đã ghi"),
    ],
)
def test_an_original_that_is_not_the_recorded_one_is_told_and_left_out(
    root: Path, capsys: pytest.CaptureFixture[str], spoil: object, said: str
) -> None:
    spoil(root / ORIGINALS[0])  # type: ignore[operator]
    told = exported(root, capsys, "--thread", TASK)
    assert told.code == 1
    assert name_of(ORIGINALS[0]) not in told.files
    assert name_of(ORIGINALS[1]) in told.files
    assert f"'{ORIGINALS[0]}'" in told.err
    assert said in told.err
    assert "Hồ sơ không đủ: 1 tệp không đưa vào được." in told.page
    assert said in told.page
    data = json.loads(told.files["data.json"])
    assert [file["path"] for file in data["files"] if file["fault"]] == [ORIGINALS[0]]


def test_a_link_out_of_the_archive_is_never_followed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = root.parent / "ngoai"
    shutil.copytree((root / DOCUMENT).parent, outside)
    shutil.rmtree((root / DOCUMENT).parent)
    (root / DOCUMENT).parent.symlink_to(outside)
    told = exported(root, capsys, "--document", KEY)
    assert told.code == 1
    assert name_of(DOCUMENT) not in told.files
    assert "không có tệp này trong kho" in told.err


@pytest.mark.parametrize("by", ["path", "content", "mark"])
def test_the_file_of_a_secret_document_is_never_packed(
    root: Path, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    file = root / DOCUMENT
    name = "goc/van-ban/Kế hoạch 12.pdf"
    if by == "mark":
        name = "goc/van-ban/ke-hoach.txt"
        file = root / "notices" / name
        file.write_text("UBND TỈNH\nTỐI MẬT\nKế hoạch", "utf-8")
        register = root / "notices/van-ban.yml"
        register.write_text(
            register.read_text("utf-8").replace("goc/van-ban/Kế hoạch 12.pdf", name), "utf-8"
        )
    else:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        named = "goc/van-ban/khac.pdf"
        if by == "path":
            named, digest = name, "0" * 64
        (root / "notices/2021/2021-01-15-mat.md").write_text(
            "---\nloai: KH\nngay_hop: 2021-01-15\nco_quan: Sở Mẫu\ntrich_yeu: Chuyện kín\n"
            f"do_mat: Mật\nnguon: {{tep: {named}, sha256: {digest}}}\n---\nKín.\n",
            "utf-8",
        )
    told = exported(root, capsys, "--document", KEY)
    assert told.code == 1
    content = file.read_bytes()
    assert content not in told.files.values()
    assert not any("van-ban/" in one for one in told.files)
    assert "kín" not in b"".join(told.files.values()).decode().lower()
    assert "không được đưa ra khỏi kho" in told.page


# --- its form ---


def subject(root: Path) -> Subject:
    found = document_subject(load_archive(root), KEY, DAY, None)
    assert found
    return found


def packed(root: Path) -> bytes:
    out = io.BytesIO()
    archive = load_archive(root)
    make_dossier(root, subject(root), archive.problems).write(out)
    return out.getvalue()


def test_the_same_archive_and_day_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    first = packed(root)
    other = tmp_path / "khac" / "kho"
    shutil.copytree(root, other)
    for path in other.rglob("*.*"):
        os.utime(path, (0, 0))
    assert packed(other) == first
    with zipfile.ZipFile(io.BytesIO(first)) as opened:
        entries = opened.infolist()
        assert opened.testzip() is None
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {bool(one.flag_bits & 0x800) for one in entries} == {True}


def test_sha256sum_checks_the_list(root: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(packed(root))).extractall(tmp_path / "ra")
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=tmp_path / "ra",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = [path for path in (tmp_path / "ra").rglob("*") if path.is_file()]
    assert done.stdout.count(b": OK") == len(files) - 1


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("originals/2021/Kế hoạch 12.pdf", "originals/2021/Kế hoạch 12.pdf"),
        ("a/../../etc/passwd", "a/_/_/etc/passwd"),
        ("/etc/passwd", "_/etc/passwd"),
        ("C:\\x", "C--x"),
        ("con.txt", "_on.txt"),
        ("a. /b?.txt", "a/b-.txt"),
        ("x\n\x1b.txt", "x--.txt"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_are_those_that_every_system_unpacks(path: str, safe: str) -> None:
    assert safe_path(path) == safe
    assert free_path(path, {safe.casefold()}) != safe


@given(st.text(), st.integers(0, 3))
def test_a_safe_name_stays_as_it_is_and_a_free_one_is_safe(path: str, taken: int) -> None:
    safe = safe_path(path)
    assert safe_path(safe) == safe
    names: set[str] = set()
    for _ in range(taken + 1):
        free = free_path(path, names)
        assert free.casefold() not in names
        assert safe_path(free) == free
        names.add(free.casefold())


def test_what_changes_while_it_is_packed_is_refused() -> None:
    part = text_part("a.txt", "một")
    changed = Part(part.name, part.size, part.crc32, part.sha256, lambda: iter((b"hai",)))
    with pytest.raises(PackingError, match="đang đóng gói"):
        write_zip(io.BytesIO(), [changed])


def test_more_than_a_zip_holds_is_refused_before_anything_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(PackingError, match="4 GiB"):
        write_zip(out, [Part("a", 1 << 32, 0, "", lambda: iter(()))])
    assert out.getvalue() == b""


# --- the command ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "x.zip"), "cần biết hồ sơ của gì"),
        (("--thread", TASK, "--document", KEY, "--out", "x.zip"), "chỉ nhận một trong hai"),
        (("--thread", TASK), "thêm --out TỆP.zip"),
        (("--thread", TASK, "--unit", "phong-mau", "--period", "2021"), "--unit, --period"),
        (("--thread", TASK, "--what", "register", "--out", "x.zip"), "--what"),
        (("--thread", f"{TASK}x", "--out", "x.zip"), f"có phải {TASK}"),
        (("--document", "13/KH-SM", "--out", "x.zip"), "có phải 12/KH-SM?"),
        (("--document", "???", "--out", "x.zip"), "địa chỉ trang"),
        (("--thread", TASK, "--as-of", "2021-05-01", "--out", "x.zip"), "--as-of"),
        (("--document", KEY, "--as-of", "2020-05-01", "--out", "x.zip"), "--as-of"),
    ],
)
def test_wrong_usage_says_what_to_do(
    root: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(root.parent)
    assert export(root, *arguments) == 2
    assert said in capsys.readouterr().err
    assert not Path("x.zip").exists()


def test_a_dossier_is_no_option_of_another_format(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "--format", "csv", "--thread", TASK, "--archive", str(root)]) == 2
    assert "hãy dùng --format zip" in capsys.readouterr().err


def test_a_number_of_several_documents_names_their_keys(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = root / f"notices/2021/{FIRST}.md"
    notice.write_text(notice.read_text("utf-8").replace("15/01/2021", "15/01/2020"), "utf-8")
    assert export(root, "--document", NUMBER, "--out", str(root / "x.zip")) == 2
    err = capsys.readouterr().err
    assert "12-kh-sm-2020, 12-kh-sm-2021" in err


def test_any_step_leads_to_its_thread_and_a_lone_task_has_a_dossier_too(root: Path) -> None:
    archive = load_archive(root)
    ids = {
        task.id: found.id
        for task in archive.tasks
        if (found := thread_subject(archive, task.id, DAY, None))
    }
    assert ids == {
        f"{FIRST}#I.1": f"{FIRST}#I.1",
        TASK: f"{FIRST}#I.1",
        f"{FIRST}#I.2": f"{FIRST}#I.2",
    }
