import json
import shutil
from pathlib import Path

import pytest

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY, as_source
from ketluan.archive import load_archive
from ketluan.importing import import_source
from ketluan.importing.drafting import draft_notice
from ketluan.importing.furniture import clean_source
from ketluan.importing.paragraphs import join_paragraphs
from ketluan.importing.report import imported_json
from ketluan.secrecy import secrecy_mark
from ketluan.sources import source_text

NUMBERED = """SỞ MẪU TỈNH MẪU
VĂN PHÒNG
Số: 15/TB-SM
Mẫu Thành, ngày 02 tháng 4 năm 2021
THÔNG BÁO
Kết luận của Giám đốc Sở Mẫu Vật tại cuộc họp về chuyển đổi số
Ngày 30 tháng 3 năm 2021, Giám đốc Sở chủ trì cuộc họp đánh giá công tác Quý I năm 2021 \
và chỉ đạo công tác Quý II/2021, kết luận như sau:
1. Giao Phòng Mẫu chủ trì rà soát trước ngày 15/4/2021.
2. Văn phòng tổng hợp, báo cáo.
Trên đây là kết luận, thông báo để các đơn vị thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Trần Văn Mẫu
"""


def source(tmp_path: Path, text: str | bytes, name: str = "mau.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def archive(tmp_path: Path) -> Path:
    root = tmp_path / "kho"
    (root / "notices").mkdir(parents=True)
    return root


def test_head_foot_and_preamble_are_read() -> None:
    draft = draft_notice(as_source(NUMBERED.splitlines()))
    assert draft.notice_id == "2021-03-30-chuyen-doi-so"
    assert draft.metadata == {
        "loai": "TB",
        "so_ky_hieu": "15/TB-SM",
        "ngay_ban_hanh": "2021-04-02",
        "noi_ban_hanh": "Mẫu Thành",
        "ngay_hop": "2021-03-30",
        "co_quan_cap_tren": "Sở Mẫu tỉnh Mẫu",
        "co_quan": "Văn phòng Sở Mẫu tỉnh Mẫu",
        "trich_yeu": "Kết luận của Giám đốc Sở Mẫu Vật tại cuộc họp về chuyển đổi số",
        "ky_danh_gia": "2021-Q1",
        "ky_chi_dao": "2021-Q2",
        "chu_tri": {"chuc_vu": "Giám đốc Sở"},
        "nguoi_ky": {
            "ho_ten": "Trần Văn Mẫu",
            "chuc_vu": "Phó Giám đốc",
            "quyen_han": "KT. GIÁM ĐỐC",
        },
    }
    assert set(draft.known.values()) == {"read"}


def test_the_notice_can_be_written_from_its_original_alone(tmp_path: Path) -> None:
    root = archive(tmp_path)
    shutil.copy(REPOSITORY / "notices/don-vi.yml", root / "notices/don-vi.yml")
    imported = import_source(root, REPOSITORY / FIRST_ORIGINAL)
    assert imported.written
    assert imported.path == FIRST_NOTICE
    assert (root / FIRST_NOTICE).read_bytes() == (REPOSITORY / FIRST_NOTICE).read_bytes()
    assert (root / FIRST_ORIGINAL).read_bytes() == (REPOSITORY / FIRST_ORIGINAL).read_bytes()
    assert load_archive(root).problems == ()


def test_the_json_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    imported = import_source(archive(tmp_path), source(tmp_path, NUMBERED), dry_run=True)
    told = json.loads(json.dumps(imported_json(imported)))
    assert set(told["metadata"]) == {
        "title", "type", "number", "issued", "meeting_date", "issuer", "reviewed_period",
        "directed_period", "signer", "recipients", "superior", "place", "urgency", "chair", "attendees",
    }  # fmt: skip
    first, second = told["tasks"]
    assert (first["number"], first["lead_units"]) == ("1", ["Phòng Mẫu"])
    assert first["deadlines"] == [
        {"text": "trước ngày 15/4/2021", "start": None, "due": "2021-04-15", "kind": "deadline"}
    ]
    assert second["deadlines"] == []
    assert told["coverage"]["accounted"] == told["coverage"]["source_characters"]
    assert told["metadata"]["recipients"] == ["Như trên", "Lưu: VT"]
    assert told["problems"] == []


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = archive(tmp_path)
    assert not import_source(root, source(tmp_path, NUMBERED), dry_run=True).written
    assert list((root / "notices").iterdir()) == []


def test_the_clerk_may_name_the_notice(tmp_path: Path) -> None:
    root = archive(tmp_path)
    imported = import_source(root, source(tmp_path, NUMBERED), notice_id="2021-03-30-ten-khac")
    assert imported.path == "notices/2021/2021-03-30-ten-khac.md"
    assert imported.notice is not None
    assert imported.notice.source is not None
    assert imported.notice.source.path == "goc/2021/2021-03-30-ten-khac.txt"


@pytest.mark.parametrize("notice_id", ["../x", "a/b", "2021-03-30-", "Tên", "2021-13-01-x", "2021"])
def test_a_name_that_is_no_name_is_refused(tmp_path: Path, notice_id: str) -> None:
    root = archive(tmp_path)
    imported = import_source(root, source(tmp_path, NUMBERED), notice_id=notice_id)
    assert [problem.rule for problem in imported.problems] == ["notice-id"]
    assert list((root / "notices").iterdir()) == []


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("MẬT\n", "THÔNG BÁO"),
        ("TỐI MẬT\n", "BIÊN BẢN HỌP GIAO BAN"),
        ("SỞ MẪU          TUYỆT MẬT\n", "THÔNG BÁO"),
        ("| SỞ MẪU |\n| MẬT |\n", "Thông báo"),
        ("Độ mật: Mật\n", "THÔNG BÁO"),
    ],
)
def test_a_secret_document_is_refused_before_anything_is_written(
    tmp_path: Path, head: str, title: str
) -> None:
    root = archive(tmp_path)
    imported = import_source(root, source(tmp_path, head + NUMBERED.replace("THÔNG BÁO", title)))
    assert [problem.rule for problem in imported.problems] == ["secret"]
    assert imported.notice is None
    assert list((root / "notices").iterdir()) == []


def test_a_text_without_any_day_asks_for_one(tmp_path: Path) -> None:
    imported = import_source(archive(tmp_path), source(tmp_path, "THÔNG BÁO\n1. Làm việc mẫu.\n"))
    assert [problem.rule for problem in imported.problems] == ["date"]
    assert "--id" in imported.problems[0].message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "rỗng"),
        ("a.txt", b"  \n\t ", "rỗng"),
        ("a.txt", b"PK\x03\x04\x00", "tệp nén"),
        ("a.txt", b"\xff\xfe\x00", "bảng mã"),
        ("a.txt", b"Ph\xf2ng", "UTF-8"),
        ("a.docx", b"PK", "định dạng"),
        ("khong-co.txt", None, "không có tệp"),
    ],
)
def test_a_bad_source_is_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = source(tmp_path, content, name) if content is not None else tmp_path / name
    imported = import_source(archive(tmp_path), path)
    (problem,) = imported.problems
    assert words in problem.message
    assert "hãy" in problem.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_sources_are_read_in_any_form(encoding: str) -> None:
    assert source_text("a.txt", "Thông báo\r\nsố 1".encode(encoding)).lines == ("Thông báo", "số 1")


def paragraphs(text: str) -> list[str]:
    return [
        paragraph.text for paragraph in join_paragraphs(clean_source(as_source(text.splitlines())))
    ]


def test_wrapped_lines_are_joined_whatever_stands_between_them() -> None:
    single = "1. Rà soát các nhiệm vụ đã giao cho các\nđơn vị trực thuộc và báo cáo.\n2. Công bố."
    double = single.replace("\n", "\n\n")
    expected = [
        "1. Rà soát các nhiệm vụ đã giao cho các đơn vị trực thuộc và báo cáo.",
        "2. Công bố.",
    ]
    assert paragraphs(single) == paragraphs(double) == expected


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("theo Thông báo số 105/TB-", "UBND ngày 17/3/2021", "105/TB-UBND ngày"),
        ("Quyết định số 52/2016/QĐ-", "UBND của tỉnh", "52/2016/QĐ-UBND"),
        ("giai đoạn 2021-", "2030 và định hướng", "2021-2030"),
        ("đồng chí Nguyễn Văn Mẫu-", "Phó Chủ tịch tỉnh", "Mẫu- Phó"),
        ("phát triển kinh tế -", "xã hội", "kinh tế - xã hội"),
        ("trong Quý", "I/2021 và", "Quý I/2021"),
    ],
)
def test_only_what_was_cut_at_its_hyphen_is_rejoined(first: str, second: str, joined: str) -> None:
    assert joined in paragraphs(f"{first}\n{second}")[0]


def test_a_number_at_the_start_of_a_line_is_no_label_out_of_turn() -> None:
    text = "1. Nâng hạng các chỉ tiêu của ngành lên hạng\n7. lĩnh vực ưu tiên cho năm sau;\n2. Làm."
    assert [paragraph[:2] for paragraph in paragraphs(text)] == ["1.", "2."]


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("Ngày 30/3/2021, Giám đốc", "2021-03-30"),
        ("Sáng 30.3.2021, Giám đốc", "2021-03-30"),
        ("Chiều ngày 30-3-2021, Giám đốc", "2021-03-30"),
        ("Ngày 31 tháng 6 năm 2021, Giám đốc", ""),
    ],
)
def test_the_day_of_the_meeting_is_read_in_its_forms(opening: str, day: str) -> None:
    text = f"THÔNG BÁO\nKết luận tại cuộc họp mẫu\n{opening} kết luận như sau:\n1. Làm việc mẫu."
    assert draft_notice(as_source(text.splitlines())).metadata["ngay_hop"] == day


def test_the_clerks_name_gives_the_day_that_the_text_does_not(tmp_path: Path) -> None:
    path = source(tmp_path, "THÔNG BÁO\nKết luận của Sở Mẫu\n1. Làm việc mẫu.\n")
    imported = import_source(archive(tmp_path), path, notice_id="2021-05-12-mau")
    assert imported.written
    assert imported.draft is not None
    assert imported.draft.metadata["ngay_hop"] == "2021-05-12"
    assert imported.draft.known["ngay_hop"] == "guessed"


def test_a_title_over_unlabelled_text_is_a_heading() -> None:
    text = (
        "I. Đánh giá chung\nTrong kỳ các phòng đã làm tốt nhiều việc."
        "\nII. Nhiệm vụ\n1. Làm việc mẫu.\n2. Báo cáo."
    )
    body = draft_notice(as_source(text.splitlines())).body
    assert "## I. Đánh giá chung" in body
    assert "## II. Nhiệm vụ" in body


def test_a_folder_is_no_source(tmp_path: Path) -> None:
    (problem,) = import_source(archive(tmp_path), tmp_path).problems
    assert "thư mục" in problem.message


def test_words_about_secrecy_are_no_mark_of_it() -> None:
    lines = ["KẾT LUẬN VỀ CÔNG TÁC BẢO MẬT", "Độ mật: không", "công tác bảo mật"]
    assert secrecy_mark(lines) == ""


def test_a_mark_of_secrecy_is_seen_whatever_runs_over_the_pages() -> None:
    pages = [f"\fTIÊU ĐỀ CHẠY {number}\nNội dung trang {number}." for number in range(1, 90)]
    text = "SỞ MẪU\nMẬT\nTHÔNG BÁO\nKết luận\n" + "\n".join(pages)
    assert draft_notice(as_source(text.split("\n"))).refused
