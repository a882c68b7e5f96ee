import ast
import os
import re
from datetime import date
from pathlib import Path

import pytest

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.archive import BLOCKING, load_archive
from ketluan.model import Archive
from ketluan.saving import ArchiveError, save_file
from spoiled_archive import spoil

GOLDEN = Path(__file__).parent / "golden" / "spoiled_archive.txt"


def rules(archive: Archive) -> list[str]:
    return [problem.rule for problem in archive.problems]


def test_every_fault_of_a_spoiled_archive_is_said_with_place_cause_and_cure(tmp_path: Path) -> None:
    spoil(tmp_path)
    found = "".join(f"{problem}\n" for problem in load_archive(tmp_path).problems)
    assert found == GOLDEN.read_text("utf-8")


def test_a_unit_that_succeeds_itself_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    register = "don_vi:\n  phong-a: {ten: Phòng A, ke_tiep: [phong-a]}\n"
    (tmp_path / "notices" / "don-vi.yml").write_text(register, "utf-8")
    (problem,) = load_archive(tmp_path).problems
    assert problem.rule == "unit-circle"
    assert "nên đơn vị kế tục chính nó; việc kế tục này không được dùng" in problem.message


def test_the_spoiled_archive_breaks_every_rule(tmp_path: Path) -> None:
    spoil(tmp_path)
    assert _rules_in_code() - set(rules(load_archive(tmp_path))) == set()


def _rules_in_code() -> set[str]:
    """Return the rule names that the readers of an archive can report."""
    names: set[str] = set()
    for pattern in ("archive/*.py", "notice/*.py", "fields.py"):
        for path in sorted((REPOSITORY / "scripts/ketluan").glob(pattern)):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    index = {"Problem": 2, "report": 1, "_warning": 2}.get(name)
                    if index is not None and len(node.args) > index:
                        rule = node.args[index]
                        if isinstance(rule, ast.Constant):
                            names.add(str(rule.value))
    return names


def test_every_message_ends_with_a_cure(tmp_path: Path) -> None:
    spoil(tmp_path)
    for problem in load_archive(tmp_path).problems:
        assert ";" in problem.message or ", hãy" in problem.message, problem


def test_a_secret_document_is_left_out_and_nothing_of_it_is_repeated(tmp_path: Path) -> None:
    spoil(tmp_path)
    archive = load_archive(tmp_path)
    assert "secret" in rules(archive)
    assert all("co-do-mat" not in notice.id for notice in archive.notices)
    assert "DAUHIEUBIMAT" not in repr(archive)


def test_what_can_be_read_is_read_beside_the_faults(tmp_path: Path) -> None:
    spoil(tmp_path)
    archive = load_archive(tmp_path)
    assert len(archive.notices) >= 15
    assert any(task.text == "Phòng Mẫu làm việc mẫu." for task in archive.tasks)


def test_a_folder_without_notices_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="notices/"):
        load_archive(tmp_path)


def test_an_empty_archive_has_nothing_and_no_fault(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    assert load_archive(tmp_path) == Archive()


def test_a_word_changed_in_the_body_is_found_at_its_line(archive_copy: Path) -> None:
    path = archive_copy / FIRST_NOTICE
    text = path.read_text("utf-8")
    path.write_text(text.replace("kết thức", "kết thúc"), "utf-8")
    (problem,) = load_archive(archive_copy).problems
    assert problem.rule == "coverage"
    assert "kết thúc" in text.replace("kết thức", "kết thúc").split("\n")[problem.line - 1]


def test_a_changed_original_is_found(archive_copy: Path) -> None:
    original = archive_copy / FIRST_ORIGINAL
    content = bytearray(original.read_bytes())
    content[100] ^= 1
    original.write_bytes(bytes(content))
    assert rules(load_archive(archive_copy)) == ["source-hash"]


def test_line_ends_of_another_system_change_nothing(archive_copy: Path) -> None:
    before = load_archive(archive_copy)
    path = archive_copy / FIRST_NOTICE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_archive(archive_copy) == before


def test_decisions_and_outcomes_reach_their_tasks(archive_copy: Path) -> None:
    path = archive_copy / FIRST_NOTICE
    decision = "nhiem_vu:\n  II.1.1: {han: 2021-05-31}\n---\n"
    path.write_text(path.read_text("utf-8").replace("\n---\n", f"\n{decision}", 1), "utf-8")
    progress = archive_copy / "notices/cap-nhat/2021-06-01-tien-do.md"
    progress.parent.mkdir()
    progress.write_text(
        "---\nket_qua:\n  - {nhiem_vu: 2021-03-29-giao-ban-quy-i#II.1.1, trang_thai: hoan-thanh, "
        "ngay: 2021-05-20, can_cu: 45/QĐ-SKHCN}\n---\n",
        "utf-8",
    )
    archive = load_archive(archive_copy)
    assert archive.problems == ()
    task = next(task for task in archive.tasks if task.number == "II.1.1")
    assert (task.due, task.due_from) == (date(2021, 5, 31), "decided")
    assert archive.outcomes[0].task_id == task.id


def test_a_notice_that_the_archive_holds_is_linked_to_its_number(archive_copy: Path) -> None:
    held = archive_copy / "notices/2021/2021-03-03-lam-viec-van-phong.md"
    held.write_text(
        "---\nloai: TB\nso_ky_hieu: 212/TB-SKHCN\nngay_ban_hanh: 2021-03-03\nco_quan: Sở Mẫu\n"
        "trich_yeu: Kết luận mẫu\n---\n\n1. Văn phòng Sở làm việc mẫu.\n",
        "utf-8",
    )
    documents = {d.number: d.held_as for d in load_archive(archive_copy).documents}
    assert documents["212/TB-SKHCN"] == "2021-03-03-lam-viec-van-phong"
    assert documents["105/TB-UBND"] == ""


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    save_file(tmp_path, "notices/2021/x.md", b"one", overwrite=False)
    with pytest.raises(ArchiveError, match="không ghi đè"):
        save_file(tmp_path, "notices/2021/x.md", b"two", overwrite=False)
    assert (tmp_path / "notices/2021/x.md").read_bytes() == b"one"
    save_file(tmp_path, "notices/2021/x.md", b"two", overwrite=True)
    assert [path.name for path in (tmp_path / "notices/2021").iterdir()] == ["x.md"]
    assert (tmp_path / "notices/2021/x.md").read_bytes() == b"two"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "notices").write_text("a file where a folder should be")
    with pytest.raises(ArchiveError, match="không ghi được"):
        save_file(tmp_path, "notices/2021/x.md", b"one", overwrite=False)


def test_the_manual_explains_every_rule_and_says_which_ones_block() -> None:
    manual = (REPOSITORY / "docs/huong-dan/quy-tac.md").read_text("utf-8")
    explained = dict(re.findall(r"^\| `([a-z-]+)`( \(chặn\))? \|", manual, re.MULTILINE))
    assert set(explained) >= _rules_in_code()  # tests/test_manual_rules.py: of other verbs, too
    assert {rule for rule, blocks in explained.items() if blocks} == BLOCKING


def test_an_emptied_notice_does_not_vanish_in_silence(archive_copy: Path) -> None:
    (archive_copy / FIRST_NOTICE).write_bytes(b"")
    assert "front-matter" in rules(load_archive(archive_copy))


def test_what_is_no_regular_file_is_said_and_not_waited_for(archive_copy: Path) -> None:
    os.mkfifo(archive_copy / "notices/2021/2021-01-01-ong.md")
    assert rules(load_archive(archive_copy)) == ["file"]


def test_the_register_of_documents_tells_what_a_person_knows(archive_copy: Path) -> None:
    (archive_copy / "notices/van-ban.yml").write_text(
        "van_ban:\n"
        "  76-kh-skhcn-2021: {ten: Kế hoạch mẫu, quan_he: [{thay_the: 12-kh-skhcn-2020}]}\n"
        "  12-kh-skhcn-2020: {so: 12/KH-SKHCN, nam: 2020, ngay: 2020-01-15}\n",
        "utf-8",
    )
    archive = load_archive(archive_copy)
    assert archive.problems == ()
    documents = {document.key: document for document in archive.documents}
    assert documents["76-kh-skhcn-2021"].title == "Kế hoạch mẫu"
    old = documents["12-kh-skhcn-2020"]
    assert (old.number, old.year, old.type_name, old.citing) == (
        "12/KH-SKHCN",
        2020,
        "Kế hoạch",
        (),
    )
    (link,) = archive.document_links
    assert (link.subject, link.relation, link.object, link.confirmed) == (
        "76-kh-skhcn-2021", "replaces", "12-kh-skhcn-2020", True,
    )  # fmt: skip


def test_documents_that_the_register_tells_apart_are_checked_as_two(archive_copy: Path) -> None:
    """By number and year alone they are one, whose first mention alone must be in full."""
    (archive_copy / "notices/2021/2021-03-03-lam-viec.md").write_text(
        "---\nloai: TB\nngay_hop: 2021-03-03\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n---\n\n"
        "1. Văn phòng Sở gửi Kế hoạch số 9/KH-UBND của UBND xã Một.\n\n"
        "2. Văn phòng Sở gửi Kế hoạch số 9/KH-UBND của UBND xã Hai.\n",
        "utf-8",
    )
    assert rules(load_archive(archive_copy)).count("cite-first-full") == 1
    (archive_copy / "notices/van-ban.yml").write_text(
        "van_ban:\n"
        "  9-kh-ubnd-mot: {so: 9/KH-UBND, nam: 2021, co_quan: UBND xã Một}\n"
        "  9-kh-ubnd-hai: {so: 9/KH-UBND, nam: 2021, co_quan: UBND xã Hai}\n",
        "utf-8",
    )
    for anew in (False, False, True):
        assert rules(load_archive(archive_copy, anew=anew)).count("cite-first-full") == 2
