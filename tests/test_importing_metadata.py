"""Head, preamble and foot of invented documents: each case of `metadata_cases/` says what is read.

A case is a text behind a front matter of the fields that must come out of it; `guessed` lists those
of them that must be marked as guesses. A key that is empty in the case must stay unknown.
"""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ketluan import secrecy
from ketluan.importing.furniture import clean_source
from ketluan.importing.metadata import Metadata, read_metadata
from ketluan.importing.office_names import office_name, person_in
from ketluan.importing.paragraphs import join_paragraphs
from ketluan.importing.preamble import chair_of
from ketluan.notice.head_lines import type_line
from ketluan.periods import named_periods, periods_in
from ketluan.secrecy import secrecy_mark
from ketluan.sources import source_text
from ketluan.strict_yaml import read_mapping
from ketluan.vietnamese import fold, nfc

CASES = sorted((Path(__file__).parent / "metadata_cases").glob("*.txt"))


def metadata_of(text: str) -> Metadata:
    source = source_text("mau.txt", text.encode())
    return read_metadata(join_paragraphs(clean_source(source), source.paragraphs))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_fields_of_a_document_are_read(path: Path) -> None:
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    expected = dict(read_mapping(head).values)
    guessed = expected.pop("guessed")
    metadata = metadata_of(text)
    assert {key: metadata.values.get(key, "") for key in expected} == expected
    assert {key for key in expected if metadata.known.get(key) == "guessed"} == set(guessed)
    for key, value in metadata.values.items():
        assert (metadata.known[key] == "missing") == (not value)


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ"),
        ("BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Bộ Nông nghiệp và Môi trường"),
        ("SỞ CÔNG THƯƠNG", "Sở Công Thương"),
        ("SỞ VĂN HOÁ, THỂ THAO VÀ DU LỊCH", "Sở Văn hoá, Thể thao và Du lịch"),
        ("UỶ BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Uỷ ban nhân dân tỉnh Bà Rịa - Vũng Tàu"),
        ("UBND THÀNH PHỐ HỒ CHÍ MINH", "UBND Thành phố Hồ Chí Minh"),
        ("UBND THÀNH PHỐ CẦN THƠ", "UBND thành phố Cần Thơ"),
        ("UBND PHƯỜNG 1", "UBND phường 1"),
        ("TỈNH ỦY MINH HỌA", "Tỉnh ủy Minh Họa"),
        ("ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH", "Đảng ủy Ủy ban nhân dân tỉnh"),
        ("BAN TUYÊN GIÁO VÀ DÂN VẬN", "Ban Tuyên giáo và Dân vận"),
        ("PHÒNG QUẢN LÝ KHCN", "Phòng Quản lý KHCN"),
        ("TỔ KIỂM TRA THEO QUYẾT ĐỊNH SỐ 12/QĐ-SM", "Tổ Kiểm tra theo Quyết định số 12/QĐ-SM"),
        ("PHÓ CHÁNH VĂN PHÒNG THƯỜNG TRỰC", "Phó Chánh Văn phòng Thường trực"),
        ("BỘ TRƯỞNG, CHỦ NHIỆM", "Bộ trưởng, Chủ nhiệm"),
        ("Sở mẫu Vật", "Sở mẫu Vật"),
    ],
)
def test_names_in_capitals_are_written_as_offices_do(printed: str, written: str) -> None:
    assert office_name(printed).text == written


def test_a_name_that_no_table_knows_is_written_as_the_document_does_else_guessed() -> None:
    name = office_name("TRUNG TÂM XOÈ CỜ", "các phòng, Trung tâm Xoè cờ và đơn vị")
    assert (name.text, name.sure) == ("Trung tâm Xoè cờ", True)
    name = office_name("TRUNG TÂM XOÈ CỜ", "các phòng")
    assert (name.text, name.sure) == ("Trung tâm Xoè cờ", False)
    name = office_name("UBND TĨNH MINH HOẠ", "UBND tỉnh Minh Hoạ và tỉnh Minh Hoạ")
    assert (name.text, name.sure) == ("UBND tỉnh Minh Hoạ", False)  # a scan's wrong accent


@given(st.text(st.sampled_from("SỞUBNDTỈNHVÀ XÃHỘI12,-/ỦYẤ "), max_size=60))
def test_only_the_case_of_a_name_changes(printed: str) -> None:
    assert fold(office_name(nfc(printed)).text) == fold(nfc(printed))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Phó Thủ tướng Chính phủ Mai Văn Mẫu", "Mai Văn Mẫu"),
        ("Bí thư Tỉnh ủy Ninh Bình Đặng Xuân Mẫu", "Đặng Xuân Mẫu"),
        ("đồng chí Nguyễn Tuấn Mẫu - Phó Bí thư", "Nguyễn Tuấn Mẫu"),
        ("Phó Giám đốc Sở Lê Trần Thị Mẫu", "Lê Trần Thị Mẫu"),
        ("Sở Khoa học và Công nghệ", ""),
        ("đồng chí Bí thư Tỉnh ủy", ""),
        ("", ""),
    ],
)
def test_a_person_is_found_by_surname_in_a_sentence(text: str, name: str) -> None:
    found = person_in(text)
    assert (found.text if found else "") == name
    assert found is None or text[found.start : found.end] == name


@pytest.mark.parametrize(
    ("line", "type_and_rest"),
    [
        ("THÔNG BÁO", ("TB", "")),
        ("**THÔNG BÁO**", ("TB", "")),
        ("Thông báo", ("TB", "")),
        ("T H Ô N G B Á O", ("TB", "")),
        ("THÔNG BÁO KẾT LUẬN", ("TB", "KẾT LUẬN")),
        ("KẾT LUẬN", ("KL", "")),
        ("BIÊN BẢN LÀM VIỆC", ("BB", "LÀM VIỆC")),
        ("CHÍ THỊ", ("CT", "")),  # a scan's wrong accent
        ("DỰ ÁN ĐẦU TƯ XÂY DỰNG", None),
        ("thông báo", None),
        ("Thông báo số 12/TB-SM", None),
        ("", None),
    ],
)
def test_the_type_of_a_document_is_a_line_of_its_own(
    line: str, type_and_rest: tuple[str, str] | None
) -> None:
    found = type_line(line)
    assert (found and (found.type, found.rest)) == type_and_rest


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Quý I và nhiệm vụ trọng tâm Quý II năm 2021", ["2021-Q1", "2021-Q2"]),
        ("6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2021", ["2021-H1", "2021-H2"]),
        ("tháng 3 và phương hướng tháng 4 năm 2021", ["2021-03", "2021-04"]),
        ("quí IV/2020", ["2020-Q4"]),
        ("tổng kết năm 2020 và triển khai năm 2021", ["2020", "2021"]),
        ("Ngày 29 tháng 3 năm 2021", []),
        ("10 tháng đầu năm 2025", []),
        ("giai đoạn 2021-2025, 5 năm 2021-2025", []),
        ("Quý I. Quý II năm 2021", ["2021-Q2"]),
        ("Quý I", []),
        ("giao ban tuần 10 năm 2021", []),
    ],
)
def test_periods_share_a_year(text: str, periods: list[str]) -> None:
    named = named_periods(text)
    assert [name.period.id for name in named] == periods
    assert [name.start for name in named] == sorted(name.start for name in named)
    assert [period.id for period in periods_in(text)] == [p for p in periods if len(p) > 4]


@pytest.mark.parametrize(
    ("sentence", "name", "position"),
    [
        (
            "đồng chí Trần Văn Mẫu - Giám đốc Sở, đồng chí Lê Văn Thử - Phó Giám đốc đồng chủ trì.",
            "Trần Văn Mẫu",
            "Giám đốc Sở",
        ),
        ("Sở họp dưới sự chủ trì của Giám đốc Sở Trần Văn Mẫu.", "Trần Văn Mẫu", "Giám đốc Sở"),
        ("Sở họp giao ban, do đồng chí Giám đốc chủ trì.", "", "Giám đốc"),
        ("Giám đốc Sở - Trần Văn Mẫu đã chủ trì cuộc họp.", "Trần Văn Mẫu", "Giám đốc Sở"),
        ("tại Sở, Trần Văn Mẫu, Giám đốc Sở chủ trì cuộc họp.", "Trần Văn Mẫu", "Giám đốc Sở"),
        ("Giám đốc Trần Văn Mẫu (Trưởng ban) chủ trì họp.", "Trần Văn Mẫu", "Giám đốc"),
        ("Sở họp. Chủ trì cuộc họp: Ông Trần Văn Mẫu - Giám đốc.", "Trần Văn Mẫu", "Giám đốc"),
        ("Sở họp về việc giao Chủ tịch UBND huyện chủ trì, phối hợp với các sở.", "", ""),
    ],
)
def test_who_chaired_is_read_with_the_position(sentence: str, name: str, position: str) -> None:
    chair = chair_of("", [f"Ngày 02/3/2021, {sentence}"], [])
    assert (chair.name, chair.position, chair.sure) == (name, position, True)


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        (["MẬT"], "MẬT"),
        (["**TUYỆT MẬT**"], "TUYỆT MẬT"),
        (["(TỐI MẬT)"], "TỐI MẬT"),
        (["M Ậ T"], "MẬT"),
        (["M  Ậ  T"], "MẬT"),
        (["M\u00a0Ậ\u00a0T"], "MẬT"),
        (["M.Ậ.T"], "MẬT"),
        (["\u202aMẬT\u202c"], "MẬT"),
        (["-MẬT-"], "MẬT"),
        (["“MẬT”"], "MẬT"),
        (["★ MẬT ★"], "MẬT"),
        (["# MẬT"], "MẬT"),
        (["<center><b>MẬT</b></center>"], "MẬT"),
        (["MẬT - HỎA TỐC"], "MẬT"),
        (["MẬT/KHẨN"], "MẬT"),
        (["TÀI LIỆU MẬT"], "MẬT"),
        (["Dấu mật: Tối mật"], "Tối mật"),
        (["do_mat: Mật"], "Mật"),
        (["Số: 45/TB-SM MẬT"], "MẬT"),
        (["Số: 45/TB-SM (Mật)"], "MẬT"),
        (["Mật"], "MẬT"),
        (["Tối mật"], "TỐI MẬT"),
        (["UBND TỈNH MINH HỌA MẬT"], "MẬT"),
        (["MẬT          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], "MẬT"),
        (["SỞ MẪU\tMẬT"], "MẬT"),
        (["| SỞ MẪU | MẬT |"], "MẬT"),
        (["Độ mật: Tối mật"], "Tối mật"),
        (["**", "|", "---"] * 90 + ["MẬT"], "MẬT"),  # marks without letters are no lines of a head
        (["Độ mật: không", "bảo mật", "Công tác bảo vệ bí mật nhà nước", "KẾT LUẬN MẬT"], ""),
        (["SỞ MẪU VỀ CÔNG TÁC BẢO MẬT", "BAN CƠ YẾU BÍ MẬT", "mật", "Văn bản mật", "MẬT ONG"], ""),
        (["chữ"] * 60 + ["MẬT"], ""),
    ],
)
def test_a_mark_of_secrecy_is_seen_wherever_the_head_prints_it(lines: list[str], mark: str) -> None:
    assert secrecy_mark(lines) == mark


_BETWEEN = st.sampled_from(
    ["", " ", "\t", "|", "<b>", "\u200b", "\u0300", "Ⅳ", "-", "_", "1", "l", "H", "ĐỘ ", " VĂN BẢN ",
     ": có", "do_mat: ", "DO_MAT: có", "Số: 12/TB-SM ", "UBND ", "luật "]
)  # fmt: skip
_MARKED = st.tuples(
    _BETWEEN,
    st.sampled_from("Mm"),
    _BETWEEN,
    st.sampled_from("Ậậ"),
    _BETWEEN,
    st.sampled_from("Tt"),
    _BETWEEN,
)


@example("độ mật: có")
@example("Số: 12/TB-SM mật")
@settings(max_examples=2_000)
@given(_MARKED.map("".join))
def test_no_mark_of_secrecy_is_passed_over_by_the_quick_look(line: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        quick = secrecy_mark([line])
        patch.setattr(secrecy, "_MAY_BE", re.compile(""))
        assert secrecy_mark([line]) == quick


_SCRAPS = st.sampled_from(
    ["UBND TỈNH MẪU", "SỞ MẪU", "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "Số: ", "12/TB-SM", "THÔNG BÁO",
     "Minh Họa, ngày ", " tháng 99 năm 2021", "Kết luận của Giám đốc Sở", "Ngày 99/99/2021, ", "chủ trì",
     "Nơi nhận:", "- Lưu: VT.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Mẫu", "\t", "   ",
     "|", "**", "118", "I. "]
)  # fmt: skip


@given(st.lists(st.lists(_SCRAPS, max_size=4).map("".join), max_size=14))
def test_any_document_is_read_and_every_field_says_how(lines: list[str]) -> None:
    metadata = metadata_of("\n".join([*lines, "chữ"]))
    assert set(metadata.known) == set(metadata.values)
    assert {"loai", "so_ky_hieu", "ngay_ban_hanh", "ngay_hop", "co_quan", "trich_yeu"} <= set(
        metadata.values
    )
    assert all((how == "missing") == (not metadata.values[k]) for k, how in metadata.known.items())


def test_a_mark_misread_on_a_scan_is_still_one() -> None:
    assert secrecy_mark(["UBND TỈNH MINH HỌA", "MẠT"], recognised=True) == "MẬT"
    assert secrecy_mark(["UBND TỈNH MINH HỌA", "MẠT"]) == ""
