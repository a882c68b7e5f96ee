"""`ketluan import` and `ketluan new` as a clerk sees them."""

import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import CHECKOUT
from ketluan.archive import BLOCKING, load_archive
from ketluan.cli import import_verbs, run
from ketluan.cli.console import show_progress
from ketluan.cli.import_summary import summary
from ketluan.importing import Imported, import_source, import_sources
from ketluan.importing.report import imported_json
from ketluan.model import Dropped, UnitMention
from ketluan.notice.front_matter import KEYS
from ketluan.sources import DoubtfulWord
from test_importing_duplicates import quarterly, second


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty archive."""
    (tmp_path / "kho/notices").mkdir(parents=True)
    return tmp_path / "kho"


def source(root: Path, text: str, name: str = "mau.txt") -> Path:
    path = root.parent / name
    path.write_text(text, "utf-8")
    return path


def told(imported: Imported) -> str:
    """Return the summary as lines, the cells of tables joined by a bar."""
    lines = []
    for part in summary(imported):
        lines += [part] if isinstance(part, str) else [" | ".join(row) for row in part]
    return "\n".join(lines)


def command(root: Path, *arguments: str | bytes, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ketluan", "import", "--archive", root, *arguments],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], **CHECKOUT, "LC_ALL": "C", **more},
    )


# ---- the summary -------------------------------------------------------------------------------


def test_fields_that_are_missing_come_last_and_say_what_to_fill(root: Path) -> None:
    text = quarterly().replace("Số: 15/TB-SM\n", "").replace("của Giám đốc Sở Mẫu tại", "tại")
    imported = import_source(root, source(root, text), notice_id="2021-03-30-mau", dry_run=True)
    assert imported.draft is not None
    known = {**imported.draft.known, "co_quan": "missing"}
    imported = replace(imported, draft=replace(imported.draft, known=known))
    lines = told(imported).split("\n")
    fields = [line for line in lines if line.count(" | ") == 2]
    states = [line.split(" | ")[1] for line in fields]
    assert states == sorted(states, key=lambda state: state == "không thấy")
    assert (
        "  số và ký hiệu | không thấy | nếu biết thì điền 'so_ky_hieu', ví dụ 300/TB-SKHCN" in lines
    )
    assert "  cơ quan ban hành | không thấy | bắt buộc: hãy điền 'co_quan'" in lines
    assert "  ngày họp | đọc được | 2021-03-30" in lines


def test_tasks_are_counted_by_lead_unit_in_the_order_of_the_notice(root: Path) -> None:
    imported = import_source(root, source(root, quarterly()), dry_run=True)
    assert imported.notice is not None
    tasks = imported.notice.tasks
    one, two = (replace(tasks[0], lead_units=(UnitMention(name, "x"),)) for name in ("Một", "Hai"))
    none = replace(tasks[0], lead_units=())
    many = replace(imported, notice=replace(imported.notice, tasks=(two, one, two, none)))
    lines = told(many).split("\n")
    at = lines.index("  nhiệm vụ theo đơn vị chủ trì:")
    assert lines[at + 1 : at + 4] == [
        "    2 | Hai",
        "    1 | Một",
        "    1 | chưa rõ đơn vị chủ trì",
    ]


def test_what_was_dropped_is_counted_by_reason(root: Path) -> None:
    imported = import_source(root, source(root, quarterly()), dry_run=True)
    assert imported.draft is not None
    dropped = (Dropped(1, "1", "số trang"), Dropped(9, "2", "số trang"), Dropped(9, "x", "dấu"))
    imported = replace(imported, draft=replace(imported.draft, dropped=dropped))
    assert "lược bỏ 3 chỗ của bản gốc: số trang (2), dấu (1)" in told(imported)
    assert imported_json(imported)["coverage"]["dropped"][0] == {
        "line": 1, "text": "1", "reason": "số trang",
    }  # fmt: skip


def test_doubtful_words_are_shown_with_their_place_the_least_sure_first(root: Path) -> None:
    words = tuple(DoubtfulWord(1 + n // 10, n, f"chữ{n}", 60 - n) for n in range(24))
    words = (DoubtfulWord(1, 1, "_", 0), *words)  # a speck on the paper is no word to look up
    imported = import_source(root, source(root, quarterly()), dry_run=True)
    shown = told(replace(imported, doubtful=words, notes=("đọc bằng nhận dạng chữ",)))
    assert "25 chữ nhận dạng chưa chắc" in shown
    assert "    trang 3, dòng 23 | chữ23\n    trang 3, dòng 22 | chữ22" in shown
    assert " | _" not in shown
    assert shown.count("    trang ") == 20
    assert "… và 5 chữ nữa" in shown
    assert "lưu ý: đọc bằng nhận dạng chữ" in shown


def test_the_json_tells_doubtful_words_and_notes_and_every_key_of_the_contract(root: Path) -> None:
    imported = import_source(root, source(root, quarterly()), dry_run=True)
    words = (DoubtfulWord(2, 14, "Ủy", 41),)
    found = json.loads(json.dumps(imported_json(replace(imported, doubtful=words, notes=("x",)))))
    assert set(found) == {
        "source", "path", "written", "metadata", "known", "tasks", "coverage", "doubtful", "notes",
        "problems",
    }  # fmt: skip
    assert found["doubtful"] == [{"page": 2, "line": 14, "text": "Ủy", "confidence": 41}]
    assert found["notes"] == ["x"]
    assert set(found["coverage"]) == {"source_characters", "accounted", "dropped"}
    assert set(found["known"]) <= set(found["metadata"])
    assert set(found["metadata"]["chair"]) == {"name", "position"}
    assert set(found["known"].values()) <= {"read", "guessed", "missing"}


def test_of_a_refused_source_the_json_has_the_same_keys(root: Path) -> None:
    imported = import_source(root, root / "khong-co.txt")
    good = import_source(root, source(root, quarterly()))
    assert set(imported_json(imported)) == set(imported_json(good))
    assert imported_json(imported)["problems"][0]["rule"] == "source"


# ---- the command -------------------------------------------------------------------------------


def test_a_batch_with_every_kind_of_trouble_ends_with_a_table(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root.parent / "thu-muc").mkdir()
    (root.parent / "rong.txt").write_bytes(b"")
    paths = [
        source(root, quarterly(), "mot.txt"),
        root.parent / "thu-muc",
        root.parent / "rong.txt",
        root.parent / "khong-co.txt",
        source(root, second(), "hai.txt"),
    ]
    assert run(["import", "--archive", str(root), *map(str, paths)]) == 1
    out, err = capsys.readouterr()
    table = out.split("\n\n")[-1].splitlines()
    assert [row.split()[0] for row in table] == [path.name for path in paths]
    assert [("đã nhập" in row, "không nhập" in row) for row in table] == [
        (True, False), (False, True), (False, True), (False, True), (True, False),
    ]  # fmt: skip
    assert "5 tệp: 2 xong, 3 không nhập được" in err
    assert len(load_archive(root).notices) == 2


def test_nothing_of_a_source_or_its_name_drives_the_terminal(root: Path) -> None:
    name = b"m\xffu \x1b[31m\n.txt"
    path = os.path.join(os.fsencode(root.parent), name)  # noqa: PTH118
    text = quarterly().replace("Sở Mẫu tại", "Sở Mẫu\u202e tại")
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(text.encode())
    for arguments in ([], ["--dry-run"], ["--json", "--dry-run"]):
        done = command(root, *arguments, path)
        out = done.stdout.decode("utf-8")
        assert "Traceback" not in done.stderr.decode()
        assert not set(out) & {"\x1b", "\u202e", "\u009b", "\x07", "\r"}
        assert all("\n" not in line and line.isprintable() for line in out.split("\n"))
    assert json.loads(out)["source"].endswith("m\udcffu \x1b[31m\n.txt")


def test_each_file_is_one_json_object_on_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [source(root, quarterly(), "mot.txt"), root.parent / "khong-co.txt"]
    assert run(["import", "--json", "--archive", str(root), *map(str, paths)]) == 1
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["written"] for item in objects] == [True, False]


def test_closed_streams_do_not_stop_an_import(root: Path) -> None:
    path = source(root, quarterly())
    line = f"exec {sys.executable} -m ketluan import --archive {root} {path} 0<&- >&- 2>&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
    assert done.returncode == 0
    assert len(load_archive(root).notices) == 1


def test_an_id_names_one_file_only(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(source(root, quarterly(), name)) for name in ("mot.txt", "hai.txt")]
    assert run(["import", "--archive", str(root), "--id", "2021-03-30-x", *paths]) == 2
    assert "--id" in capsys.readouterr().err


def test_a_terminal_is_told_which_file_is_being_read_and_a_log_is_not(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy: list[str] = []
    monkeypatch.setattr(import_verbs, "say_busy", busy.append)
    paths = [str(source(root, quarterly(), "mot.txt")), str(source(root, second(), "hai.txt"))]
    assert run(["import", "--archive", str(root), *paths]) == 0
    assert busy == ["[1/2] đang đọc mot.txt …", "", "[2/2] đang đọc hai.txt …", ""]
    monkeypatch.undo()
    capsys.readouterr()
    assert run(["import", "--archive", str(root), "--dry-run", paths[0]]) == 1
    assert capsys.readouterr().err == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("screen", "shown"), [(_Terminal(), True), (io.StringIO(), False)])
def test_a_slow_reader_can_tell_its_pages_to_a_terminal(
    screen: io.StringIO, *, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"ketluan.sources.thu{shown}"
    monkeypatch.setattr(sys, "stderr", screen)
    show_progress(name)
    show_progress(name)
    logging.getLogger(f"{name}.ocr").info("đang nhận dạng trang %d/%d", 3, 12)
    expected = "\r\x1b[2Kđang nhận dạng trang 3/12" if shown else ""
    assert screen.getvalue() == expected


# ---- new ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["2021-06-28-giao-ban-quy-ii"],
        ["Giao ban quý II", "--ngay", "28/6/2021"],
        ["Giao ban Quý II", "--ngay", "2021-06-28"],
        ["giao ban quý II", "--ngay", "28.06.2021"],
    ],
)
def test_a_new_notice_is_named_as_clerks_write(
    arguments: list[str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", "--archive", str(root), *arguments]) == 0
    assert "notices/2021/2021-06-28-giao-ban-quy-ii.md" in capsys.readouterr().out
    (notice,) = load_archive(root).notices
    assert notice.id == "2021-06-28-giao-ban-quy-ii"
    assert notice.meeting_date is not None
    assert notice.meeting_date.isoformat() == "2021-06-28"


def test_a_new_notice_invents_nothing_and_cannot_be_published_yet(root: Path) -> None:
    assert run(["new", "--archive", str(root), "2021-06-28-mau"]) == 0
    archive = load_archive(root)
    (notice,) = archive.notices
    assert (notice.type, notice.number, notice.issuer, notice.subject) == ("TB", "", "", "")
    assert (notice.signer.name, notice.secrecy, notice.issued) == ("", "", None)
    assert not any(unit.unit_id for task in archive.tasks for unit in task.lead_units)
    found = {problem.rule for problem in archive.problems}
    assert {"missing", "placeholder", "source-missing"} <= found & BLOCKING


def test_a_new_notice_that_was_filled_has_no_problem_left(root: Path) -> None:
    assert run(["new", "--archive", str(root), "2021-06-28-mau"]) == 0
    path = root / "notices/2021/2021-06-28-mau.md"
    original = root / "notices/goc/2021/mau.jpg"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    head = path.read_text("utf-8").split("THÔNG BÁO")[0]
    for line, filled in (
        ("co_quan:", "co_quan: Sở Mẫu"),
        ("trich_yeu:", "trich_yeu: Kết luận mẫu"),
        ("# nguon:", f"nguon: {{tep: goc/2021/mau.jpg, sha256: {digest}}}"),
    ):
        assert head.count(f"\n{line}") == 1
        head = head.replace(f"\n{line}", f"\n{filled}")
    path.write_text(f"{head}THÔNG BÁO\n\n1. Các phòng báo cáo.\n", "utf-8")
    left = {problem.rule for problem in load_archive(root).problems}
    assert left <= {"source-unread", "unit-unknown"}


def test_every_key_of_the_front_matter_stands_in_a_new_notice_with_its_meaning(root: Path) -> None:
    assert run(["new", "--archive", str(root), "2021-06-28-mau"]) == 0
    lines = (root / "notices/2021/2021-06-28-mau.md").read_text("utf-8").split("\n")
    for key in KEYS:
        (line,) = [row for row in lines if row.removeprefix("# ").startswith(f"{key.name}:")]
        assert key.meaning in line
        assert ("(*)" in line) == key.required


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Giao ban"], "--ngay"),
        (["Giao ban", "--ngay", "31/6/2021"], "có thật"),
        (["Giao ban", "--ngay", "hôm nay"], "có thật"),
        (["…", "--ngay", "28/6/2021"], "tên có chữ"),
        (["../../x"], "--ngay"),
    ],
)
def test_a_name_that_gives_no_id_is_one_sentence(
    arguments: list[str], words: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", "--archive", str(root), *arguments]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert "hãy" in err
    assert list((root / "notices").iterdir()) == []


def test_a_new_notice_never_takes_the_place_of_another(root: Path) -> None:
    (imported,) = import_sources(root, [source(root, quarterly())])
    before = (root / imported.path).read_bytes()
    assert run(["new", "--archive", str(root), Path(imported.path).stem]) == 1
    assert (root / imported.path).read_bytes() == before


def test_a_new_notice_may_bring_its_original_with_it(root: Path) -> None:
    picture = root.parent / "Bản quét.JPG"
    picture.write_bytes(b"x")
    arguments = ["new", "--archive", str(root), "--goc", str(picture)]
    assert run([*arguments, "2021-06-28-mau"]) == 0
    (notice,) = load_archive(root).notices
    assert notice.source is not None
    assert notice.source.path == "goc/2021/2021-06-28-mau.jpg"
    assert (root / "notices" / notice.source.path).read_bytes() == b"x"
    found = {problem.rule for problem in load_archive(root).problems}
    assert not found & {"source-missing", "source-hash", "orphan-original", "front-matter"}


def test_an_original_that_is_known_or_no_file_is_one_sentence_and_nothing_is_written(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = source(root, quarterly())
    assert run(["import", "--archive", str(root), str(known)]) == 0
    link = root.parent / "lien-ket.jpg"
    link.symlink_to(known)
    before = sorted((root / "notices").rglob("*"))
    for original, words in (
        (known, "đã thuộc một thông báo"),
        (link, "liên kết"),
        (root / "khong-co.jpg", "không có tệp"),
        (root, "thư mục"),
    ):
        capsys.readouterr()
        arguments = ["new", "--archive", str(root), "--goc", str(original), "2021-06-28-mau"]
        assert run(arguments) == 1
        err = capsys.readouterr().err
        assert words in err
        assert "hãy" in err
    assert sorted((root / "notices").rglob("*")) == before


def test_an_original_left_by_a_write_cut_short_is_taken_up(root: Path) -> None:
    held = root / "notices/goc/2021/cu.jpg"
    held.parent.mkdir(parents=True)
    held.write_bytes(b"x")
    copy = root.parent / "anh.jpg"
    copy.write_bytes(b"x")
    assert run(["new", "--archive", str(root), "--goc", str(copy), "2021-06-28-mau"]) == 0
    (notice,) = load_archive(root).notices
    assert notice.source is not None
    assert notice.source.path == "goc/2021/cu.jpg"
    assert [path.name for path in (root / "notices/goc/2021").iterdir()] == ["cu.jpg"]


def test_a_batch_goes_on_when_nobody_reads_its_output_any_more(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    names = [f"{number}.txt" for number in range(1, 4)]
    for name in names:
        day = f"Ngày {name[0]}/3/2021, Giám đốc kết luận:"
        text = f"THÔNG BÁO\nKết luận họp số {name}\n{day}\n1. Làm việc {name}.\n"
        (tmp_path / name).write_text(text, "utf-8")
    command = (
        f"{sys.executable} -m ketluan import --json {' '.join(names)} khong-co.txt | head -c 1"
    )
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert len(list((tmp_path / "notices" / "2021").glob("*.md"))) == 3


def test_an_archive_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("THÔNG BÁO\n", "utf-8")
    assert run(["import", "--archive", str(tmp_path / "sai"), str(tmp_path / "a.txt")]) == 2
    assert not (tmp_path / "sai").exists()
