"""What the archive holds already is said before anything is written, and no edit is ever lost."""

import errno
import os
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FIRST_NOTICE
from ketluan.archive import load_archive, registration, same_document
from ketluan.importing import Imported, duplicates, import_source, import_sources, importer
from ketluan.saving import ArchiveError, save_file
from ketluan.sources import read_source
from word_documents import first_notice_docx

UNITS = ("Phòng Kỹ thuật Mẫu", "Phòng Tổng hợp Mẫu", "Phòng Thanh tra Mẫu", "Trung tâm Mẫu")
DEEDS = {
    "I": (
        "rà soát hồ sơ các đề tài đã nghiệm thu năm trước, lập danh sách đề tài chậm thanh lý",
        "chuẩn bị hội nghị triển khai kế hoạch năm, mời đủ các đơn vị phối hợp",
        "tham mưu kế hoạch thanh tra chuyên đề về nhãn hàng hóa trên toàn địa bàn",
        "kiểm định phương tiện đo tại các chợ loại một, báo cáo kết quả từng tuần",
        "cập nhật dữ liệu doanh nghiệp vào cơ sở dữ liệu dùng chung của Sở Mẫu",
        "hoàn thiện hồ sơ đề nghị khen thưởng phong trào thi đua năm trước",
        "xây dựng dự toán mua sắm thiết bị phân tích đất và nước",
        "phối hợp mở lớp tập huấn sở hữu trí tuệ cho hợp tác xã",
    ),
    "II": (
        "tổ chức họp hội đồng tuyển chọn nhiệm vụ đợt hai theo đúng quy chế",
        "xây dựng dự thảo báo cáo sáu tháng, xin ý kiến các phòng chuyên môn",
        "kết thúc cuộc thanh tra tại năm cơ sở kinh doanh vàng trang sức và công bố kết luận",
        "đưa phòng thử nghiệm mới vào vận hành thử, xin công nhận phù hợp tiêu chuẩn",
        "số hóa hồ sơ lưu trữ giai đoạn trước và bàn giao kho số",
        "đôn đốc các huyện báo cáo tình hình ứng dụng tiến bộ kỹ thuật",
        "hướng dẫn doanh nghiệp đăng ký mã số mã vạch qua cổng dịch vụ",
        "trình phương án sắp xếp lại bộ máy của đơn vị trực thuộc",
    ),
}
HEAD = """SỞ MẪU TỈNH MINH HỌA
Số: {number}/TB-SM
Minh Thành, ngày {issued} năm 2021
THÔNG BÁO
Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban Quý {quarter} năm 2021
Ngày {day}/2021, Giám đốc Sở Mẫu chủ trì cuộc họp giao ban Quý {quarter} năm 2021 để đánh giá tình \
hình thực hiện công tác trong Quý {quarter}/2021 và chỉ đạo nhiệm vụ quý tiếp theo. Tham dự cuộc họp \
gồm: Lãnh đạo Sở, Trưởng và Phó các phòng, đơn vị trực thuộc Sở.
Sau khi nghe các thành viên dự họp báo cáo, Chủ trì cuộc họp ghi nhận những kết quả các phòng, đơn vị \
đã đạt được và kết luận một số nhiệm vụ cần tập trung thực hiện như sau:
I. Nhiệm vụ thường xuyên
1. Các phòng, đơn vị trực thuộc tập trung thực hiện nhiệm vụ thường xuyên theo chức năng, bảo đảm chất \
lượng và tiến độ đề ra.
II. Nhiệm vụ của các phòng, đơn vị
"""
FOOT = """Trên đây là kết luận của Giám đốc Sở Mẫu, Văn phòng Sở thông báo để các đơn vị biết./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TL. GIÁM ĐỐC
CHÁNH VĂN PHÒNG
Trần Văn Mẫu
"""


def quarterly(
    quarter: str = "I", *, number: str = "15", issued: str = "02 tháng 4", day: str = "30/3",
    deeds: str = "",
) -> str:  # fmt: skip
    """Return an invented notice of a quarterly meeting, with the tasks of quarter `deeds`."""
    tasks = "".join(
        f"{position}. {UNITS[position % len(UNITS)]} {deed}.\n"
        for position, deed in enumerate(DEEDS[deeds or quarter], start=1)
    )
    head = HEAD.format(quarter=quarter, number=number, issued=issued, day=day)
    return head + tasks + FOOT


def second(**changes: str) -> str:
    """Return the notice of the next quarter."""
    given = {"quarter": "II", "number": "42", "issued": "05 tháng 7", "day": "30/6", **changes}
    return quarterly(given.pop("quarter"), **given)


def misread(text: str, every: int) -> str:
    """Return `text` with one letter in `every` wrong, as character recognition leaves it."""
    chars = list(text)
    for index in random.Random(7).sample(range(len(chars)), len(chars) // every):  # noqa: S311
        if chars[index].isalpha() and not chars[index].isupper():
            chars[index] = "x"
    return "".join(chars)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty archive."""
    (tmp_path / "kho/notices").mkdir(parents=True)
    return tmp_path / "kho"


def source(root: Path, text: str, name: str = "mau.txt") -> Path:
    path = root.parent / name
    path.write_text(text, "utf-8")
    return path


def bring(root: Path, text: str, name: str = "mau.txt", **wishes: bool | str) -> Imported:
    imported = import_source(root, source(root, text, name), **wishes)  # type: ignore[arg-type]
    assert imported.fault is None
    return imported


def rules(imported: Imported) -> list[str]:
    return [problem.rule for problem in imported.problems]


def files(root: Path) -> dict[str, bytes]:
    """Return the files below `root` but the locks, which may stay."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def edit(root: Path, path: str) -> None:
    draft = root / path
    draft.write_text(draft.read_text("utf-8").replace("loai: TB", "loai: KL"), "utf-8")


# ---- the alarm ---------------------------------------------------------------------------------


def test_the_same_bytes_are_known_again_under_any_name(root: Path) -> None:
    first = bring(root, quarterly())
    before = files(root)
    again = bring(root, quarterly(), "ten-khac.txt", notice_id="2021-03-30-ten-khac")
    (problem,) = again.problems
    assert problem.rule == "duplicate"
    assert "notices/goc/2021/" in problem.message
    assert first.path in problem.message
    assert "--force" in problem.message
    assert files(root) == before


def test_an_original_that_was_lost_is_known_by_the_hash_in_its_notice(root: Path) -> None:
    first = bring(root, quarterly())
    edit(root, first.path)
    for original in (root / "notices/goc").rglob("*.txt"):
        original.unlink()
    (problem,) = bring(root, quarterly(), notice_id="2021-03-30-hai").problems
    assert problem.message.startswith("bản gốc này đã có trong kho")
    assert first.path in problem.message


def test_the_same_number_issuer_and_year_are_said(root: Path) -> None:
    first = bring(root, quarterly())
    (problem,) = bring(root, second(number="15")).problems
    assert problem.message.startswith("cùng số, cơ quan và năm")
    assert first.path in problem.message


def test_the_same_number_of_another_year_or_another_body_is_no_duplicate(root: Path) -> None:
    bring(root, quarterly())
    other = second(number="15").replace("2021", "2022")
    assert rules(bring(root, other)) == []
    elsewhere = second(number="15").replace("Sở Mẫu", "Sở Khác").replace("SỞ MẪU", "SỞ KHÁC")
    assert rules(bring(root, elsewhere, notice_id="2021-06-30-so-khac")) == []


def test_an_unknown_issuer_alarms_and_says_that_it_is_unknown(root: Path) -> None:
    first = bring(root, quarterly())
    draft = root / first.path
    lines = [
        "co_quan:" if line.startswith("co_quan:") else line
        for line in draft.read_text("utf-8").split("\n")
    ]
    draft.write_text("\n".join(lines), "utf-8")
    (problem,) = bring(root, second(number="15")).problems
    assert problem.rule == "duplicate"
    assert "chưa rõ có cùng cơ quan không" in problem.message
    assert "để trống" in problem.message


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("05/TB-SM", "Sở Mẫu"), ("5/TB-SM", "SỞ MẪU"), "yes"),
        (("05/QĐ-SM", "Sở Mẫu"), ("05/QD-SM", "Sở Mẫu"), "yes"),
        (("05/TB-UBND", "UBND tỉnh Minh Họa"), ("05/TB-UBND", "Ủy ban nhân dân tỉnh Minh Hoạ"), "yes"),
        (("05/TB-SM", "Sở Mẫu"), ("05/TB-SM", ""), "unsure"),
        (("05/TB-SM", ""), ("05/TB-SM", ""), "unsure"),
        (("05/TB-SM", "Sở Mẫu"), ("05/TB-SM", "Sở Mẫu tỉnh Minh Họa"), "unsure"),
        (("05/TB-SM", "Sở Mẫu tỉnh Một"), ("05/TB-SM", "Sở Mẫu tỉnh Hai"), "no"),
        (("05/TB-SM", "Sở Mẫu"), ("50/TB-SM", "Sở Mẫu"), "no"),
        (("05/TB-SM", "Sở Mẫu"), ("05/KL-SM", "Sở Mẫu"), "no"),
    ],
)  # fmt: skip
def test_number_and_issuer_are_compared_as_people_write_them(
    one: tuple[str, str], other: tuple[str, str], verdict: str
) -> None:
    day = load_day("2021-04-02")
    first, then = (registration(number, issuer, day, None) for number, issuer in (one, other))
    assert first is not None
    assert then is not None
    assert same_document(first, then) == same_document(then, first) == verdict


def load_day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_year_is_that_of_issue_and_a_notice_without_number_has_no_registration() -> None:
    meeting, issued = load_day("2020-12-30"), load_day("2021-01-05")
    found = registration("1/TB-SM", "Sở Mẫu", issued, meeting)
    assert found is not None
    assert found.year == 2021
    assert registration("", "Sở Mẫu", issued, meeting) is None
    assert registration("1/TB-SM", "Sở Mẫu", None, None) is None


def test_check_and_import_agree_about_twins(root: Path) -> None:
    bring(root, quarterly())
    assert rules(bring(root, second(number="015"))) == ["duplicate"]
    assert bring(root, second(number="015"), force=True).written
    assert "duplicate" in [problem.rule for problem in load_archive(root).problems]


def test_a_scan_of_a_notice_that_is_held_is_known_by_its_words(root: Path) -> None:
    first = bring(root, quarterly())
    scanned = misread(quarterly(), 200).replace("Số: 15/TB-SM\n", "")
    (problem,) = bring(root, scanned, notice_id="2021-03-30-quet").problems
    assert problem.rule == "duplicate"
    assert " % với " in problem.message
    assert first.path in problem.message


def test_the_first_notice_as_a_word_file_is_known_by_its_words(archive_copy: Path) -> None:
    word = archive_copy / "thong-bao.docx"
    word.write_bytes(first_notice_docx(automatic=True))
    (problem,) = import_source(archive_copy, word).problems
    assert problem.rule == "duplicate"
    assert problem.message.startswith(f"nội dung giống 100 % với {FIRST_NOTICE}")


def test_a_notice_without_its_appendix_is_known_by_its_words(root: Path) -> None:
    appendix = "".join(
        f"Dòng {n} của phụ lục gồm số liệu giả định thứ {n * 7} tại xã {n * 3}.\n"
        for n in range(120)
    )
    bring(root, quarterly().replace("Số: 15/TB-SM\n", "") + "PHỤ LỤC\n" + appendix)
    found = bring(root, quarterly(), notice_id="2021-03-30-khong-phu-luc")
    assert rules(found) == ["duplicate"]
    assert "văn bản ngắn hơn" in found.problems[0].message


def test_the_next_quarters_notice_of_the_same_frame_is_no_duplicate(root: Path) -> None:
    assert bring(root, quarterly()).written
    assert bring(root, second()).written


def test_not_even_where_all_its_tasks_are_carried_over(root: Path) -> None:
    assert bring(root, quarterly()).written
    assert bring(root, second(deeds="I")).written


def test_a_short_text_is_no_evidence(root: Path) -> None:
    short = "THÔNG BÁO\nKết luận của Sở Mẫu\nNgày 30/3/2021, họp.\n1. Văn phòng làm việc {}.\n"
    assert bring(root, short.format("một"), notice_id="2021-03-30-mot").written
    assert bring(root, short.format("hai"), notice_id="2021-03-30-hai").written


def test_in_a_batch_the_second_of_two_equal_files_is_known(root: Path) -> None:
    paths = [source(root, quarterly(), "mot.txt"), source(root, quarterly(), "hai.txt")]
    first, again = import_sources(root, paths)
    assert first.written
    assert rules(again) == ["duplicate"]


def test_a_dry_run_knows_what_it_would_have_brought(root: Path) -> None:
    paths = [source(root, quarterly(), "mot.txt"), source(root, quarterly() + " ", "hai.txt")]
    first, again = import_sources(root, paths, dry_run=True)
    assert rules(first) == []
    assert rules(again) == ["duplicate"]
    assert first.path in again.problems[0].message
    assert files(root) == {}


def test_every_notice_that_may_be_the_same_is_named_once(root: Path) -> None:
    bring(root, quarterly())
    bring(root, misread(quarterly(), 150), "hai.txt", notice_id="2021-03-30-hai", force=True)
    found = bring(root, quarterly(), "ba.txt", notice_id="2021-03-30-ba")
    assert rules(found) == ["duplicate", "duplicate"]
    assert len({problem.message for problem in found.problems}) == 2


@given(st.lists(st.sampled_from(["mẫu", "Mau", "rà", "soát", "##", "hạn"]), max_size=12))
def test_runs_of_words_do_not_see_accents_case_or_marks(words: list[str]) -> None:
    text = " ".join(words)
    assert duplicates.word_runs(text) == duplicates.word_runs(text.upper().replace(" ", "\n"))
    kept = [word for word in words if word != "##"]
    assert len(duplicates.word_runs(text)) <= max(0, len(kept) - 4)


# ---- secret documents --------------------------------------------------------------------------


def test_of_a_secret_notice_nothing_is_told_and_force_does_not_let_it_in(root: Path) -> None:
    first = bring(root, quarterly(), notice_id="2021-03-30-dauhieubimat")
    draft = root / first.path
    draft.write_text(draft.read_text("utf-8").replace("\n---\n\n", "\ndo_mat: Mật\n---\n\n", 1))
    before = files(root)
    for force in (False, True):
        (problem,) = bring(root, quarterly(), notice_id="2021-03-30-hai", force=force).problems
        assert problem.rule == "secret"
        assert "dauhieubimat" not in problem.message
    found = bring(root, misread(quarterly(), 200), notice_id="2021-03-30-ba")
    assert "độ mật" in found.problems[0].message
    assert "dauhieubimat" not in str(found.problems)
    assert files(root) == before


# ---- edits -------------------------------------------------------------------------------------


def test_force_replaces_a_draft_that_nobody_edited(root: Path) -> None:
    first = bring(root, quarterly())
    before = files(root)
    again = bring(root, quarterly(), force=True)
    assert again.written
    assert again.path == first.path
    assert again.notes == ()
    assert files(root) == before


def test_a_draft_that_comes_up_during_the_import_is_not_overwritten(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_clerk_is_quicker(
        folder: Path, relative: str, content: bytes, *, overwrite: bool
    ) -> None:
        if relative.endswith(".md"):
            save_file(folder, relative, b"another draft", overwrite=False)
        save_file(folder, relative, content, overwrite=overwrite)

    monkeypatch.setattr(importer, "save_file", another_clerk_is_quicker)
    imported = bring(root, quarterly())
    assert rules(imported) == ["write"]
    assert not imported.written
    assert (root / imported.path).read_bytes() == b"another draft"


def test_an_edit_is_never_overwritten_not_even_by_force(root: Path) -> None:
    first = bring(root, quarterly())
    edit(root, first.path)
    before = files(root)
    assert rules(bring(root, quarterly())) == ["duplicate"]
    (problem,) = bring(root, quarterly(), force=True).problems
    assert problem.rule == "edited"
    assert "--id" in problem.message
    assert files(root) == before
    elsewhere = bring(root, quarterly(), force=True, notice_id="2021-03-30-ban-khac")
    assert elsewhere.written
    assert before.items() <= files(root).items()


def test_a_better_original_comes_beside_the_old_one_never_over_it(root: Path) -> None:
    first = bring(root, quarterly())
    better = quarterly().replace("bảo đảm chất", "đảm bảo chất")
    assert better != quarterly()
    before = files(root)
    again = bring(root, better, force=True)
    assert again.path == first.path
    after = files(root)
    originals = {path for path in after if "/goc/" in path}
    assert len(originals) == 2
    assert all(after[path] == before[path] for path in originals & set(before))
    orphans = [p for p in load_archive(root).problems if p.rule == "orphan-original"]
    assert [problem.path for problem in orphans] == [
        path for path in before if path.startswith("notices/goc/")
    ]


def test_a_draft_of_the_same_name_is_never_overwritten(root: Path) -> None:
    first = bring(root, quarterly())
    other = bring(root, second(), notice_id=Path(first.path).stem)
    assert rules(other) == ["exists"]
    edit(root, first.path)
    assert rules(bring(root, second(), notice_id=Path(first.path).stem, force=True)) == ["edited"]


@pytest.mark.parametrize("kind", ["folder", "link", "broken link", "no front matter"])
def test_what_lies_in_the_drafts_place_stays_whatever_it_is(root: Path, kind: str) -> None:
    target = root / "notices/2021/2021-03-30-mau.md"
    target.parent.mkdir(parents=True)
    elsewhere = root.parent / "elsewhere.md"
    elsewhere.write_text("một tệp khác")
    if kind == "folder":
        target.mkdir()
    elif kind == "no front matter":
        target.write_text("ghi chép riêng")
    else:
        target.symlink_to(elsewhere if kind == "link" else root / "khong-co")
    for force in (False, True):
        found = bring(root, quarterly(), notice_id="2021-03-30-mau", force=force)
        assert rules(found) == ["edited" if force else "exists"]
    assert elsewhere.read_text() == "một tệp khác"
    assert not (root / "khong-co").exists()


def test_line_ends_of_another_system_are_no_edit(root: Path) -> None:
    first = bring(root, quarterly())
    draft = root / first.path
    draft.write_bytes(draft.read_bytes().replace(b"\n", b"\r\n"))
    assert bring(root, quarterly(), force=True).written


def test_without_its_original_a_draft_counts_as_edited(root: Path) -> None:
    first = bring(root, quarterly())
    for original in (root / "notices/goc").rglob("*.txt"):
        original.unlink()
    assert rules(bring(root, quarterly(), notice_id=Path(first.path).stem, force=True)) == [
        "edited"
    ]


# ---- a crash between the two writes ------------------------------------------------------------


def test_after_a_crash_between_both_writes_the_next_import_goes_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """The machine stops."""

    def stops_at_the_draft(folder: Path, relative: str, content: bytes, *, overwrite: bool) -> None:
        if relative.endswith(".md"):
            raise Crash
        save_file(folder, relative, content, overwrite=overwrite)

    with monkeypatch.context() as patched:
        patched.setattr(importer, "save_file", stops_at_the_draft)
        with pytest.raises(Crash):
            bring(root, quarterly())
    (original,) = files(root)
    assert [p.rule for p in load_archive(root).problems] == ["orphan-original"]
    again = bring(root, quarterly())
    assert again.written
    assert any(original in note for note in again.notes)
    assert set(files(root)) == {original, again.path}
    assert "orphan-original" not in [p.rule for p in load_archive(root).problems]


def test_a_write_cut_short_leaves_nothing_that_counts_as_an_original(root: Path) -> None:
    half = root / "notices/goc/2021/.ketluan-abc"
    half.parent.mkdir(parents=True)
    half.write_text(quarterly(), "utf-8")
    assert load_archive(root).problems == ()
    imported = bring(root, quarterly())
    assert imported.written
    assert imported.notes == ()


def test_on_a_disk_without_hard_links_nothing_is_written_over_either(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    first = bring(root, quarterly())
    assert first.written
    before = files(root)
    with pytest.raises(ArchiveError, match="không ghi đè"):
        save_file(root, first.path, b"x", overwrite=False)
    assert files(root) == before


def test_a_full_disk_is_one_sentence_and_the_next_import_goes_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, relative: str, content: bytes, *, overwrite: bool) -> None:
        if relative.endswith(".md"):
            raise ArchiveError("không ghi được (đĩa đã đầy); hãy kiểm tra chỗ trống")
        save_file(folder, relative, content, overwrite=overwrite)

    with monkeypatch.context() as patched:
        patched.setattr(importer, "save_file", full)
        assert rules(bring(root, quarterly())) == ["write"]
    assert bring(root, quarterly()).written


def test_an_original_named_by_the_register_of_documents_is_no_orphan(root: Path) -> None:
    held = root / "notices/goc/van-ban/ke-hoach.txt"
    held.parent.mkdir(parents=True)
    held.write_text("Kế hoạch mẫu")
    register = root / "notices/van-ban.yml"
    assert [p.rule for p in load_archive(root).problems] == ["orphan-original"]
    register.write_text(
        "van_ban:\n  12-kh-sm-2021: {so: 12/KH-SM, nam: 2021, tep: goc/van-ban/ke-hoach.txt}\n",
        "utf-8",
    )
    assert load_archive(root).problems == ()


# ---- sources that are no files -----------------------------------------------------------------


def test_a_pipe_a_device_a_link_and_a_folder_are_refused_and_not_opened(root: Path) -> None:
    folder = root.parent
    os.mkfifo(folder / "ong.txt")
    (folder / "goc.txt").write_text(quarterly(), "utf-8")
    (folder / "lien-ket.txt").symlink_to(folder / "goc.txt")
    (folder / "thu-muc.txt").mkdir()
    names = ("ong.txt", "lien-ket.txt", "thu-muc.txt", "khong-co.txt", "x" * 300 + ".txt")
    results = list(import_sources(root, [*(folder / name for name in names), Path("/dev/null")]))
    assert [rules(result) for result in results] == [["source"]] * 6
    words = ["ống dẫn", "liên kết", "thư mục", "không có tệp", "quá dài", "thiết bị"]
    for result, word in zip(results, words, strict=True):
        assert result.fault is None
        assert word in result.problems[0].message
        assert "hãy" in result.problems[0].message
    assert files(root) == {}


def test_a_fault_of_a_reader_is_a_sentence_and_the_others_go_through(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def breaks(path: Path) -> object:
        if path.name == "hong.txt":
            raise KeyError("x")
        if path.name == "lon.txt":
            raise MemoryError
        return read_source(path)

    monkeypatch.setattr(importer, "read_source", breaks)
    names = ("hong.txt", "lon.txt", "tot.txt")
    broken, large, good = import_sources(root, [source(root, quarterly(), name) for name in names])
    assert rules(broken) == ["fault"]
    assert isinstance(broken.fault, KeyError)
    assert "KeyError" in broken.problems[0].message
    assert rules(large) == ["memory"]
    assert good.written


def test_who_stops_the_program_stops_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(path: Path) -> object:
        raise KeyboardInterrupt(path)

    monkeypatch.setattr(importer, "read_source", stopped)
    with pytest.raises(KeyboardInterrupt):
        bring(root, quarterly())
