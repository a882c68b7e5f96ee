"""PDF files: the text layer to the letter, and one clear sentence for what cannot be read."""

import re
import zlib
from pathlib import Path

import pytest

from conftest import FIRST_NOTICE, REPOSITORY
from ketluan.sources import SourceError, SourceText, pdf_worker, read_source
from ketluan.sources.pdf import read_any_pdf, read_pdf
from small_pdf import LETTER, Text, assembled, packed, small_pdf
from word_documents import first_notice_docx, notice_docx, to_pdf

PAGE = [
    Text(85, 780, "Phòng Mẫu xây dựng kế hoạch kiểm tra"),
    Text(85, 760, "trước ngày 30/6/2021.", bold=True),
]
LOCKED = small_pdf([PAGE], password="mo cua")  # noqa: S106  a file made for this test
LINES = ("Phòng Mẫu xây dựng kế hoạch kiểm tra", "trước ngày 30/6/2021.")


def read(content: bytes) -> SourceText:
    return read_pdf("a.pdf", content)


def refused(content: bytes, name: str = "a.pdf") -> str:
    with pytest.raises(SourceError) as caught:
        read_pdf(name, content)
    return str(caught.value)


def test_text_is_read_with_its_pages_and_bold_lines() -> None:
    text = read(small_pdf([PAGE, [], PAGE]))
    assert text.lines == (*LINES, "\f", "\f" + LINES[0], LINES[1])
    assert (sorted(text.bold), text.read_by, text.notes) == ([2, 5], "pdf", ())


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_is_read_in_the_direction_of_its_text(rotate: int, turn: int) -> None:
    step = ((0, -20), (20, 0), (0, 20), (-20, 0))[turn]
    page = [
        Text(300 + n * step[0], 400 + n * step[1], line, turn=turn) for n, line in enumerate(LINES)
    ]
    assert read(small_pdf([page], rotate=rotate)).lines == LINES


def test_a_stamp_along_the_edge_comes_behind_the_page() -> None:
    stamp = Text(30, 300, "Ký bởi: Sở Mẫu", size=8, turn=1)
    assert read(small_pdf([[stamp, *PAGE]])).lines == (*LINES, "Ký bởi: Sở Mẫu")


def test_text_off_the_page_is_not_seen_and_not_read() -> None:
    assert read(small_pdf([[*PAGE, Text(85, 900, "ngoài trang")]])).lines == LINES


def test_letters_are_composed_ligatures_resolved_and_soft_hyphens_shown() -> None:
    page = [Text(85, 780, "ke\u0302\u0301 hoa\u0323ch \ufb01 105/TB\u00adUBND \uf0b7 \u200bxong")]
    assert read(small_pdf([page])).lines == ("kế hoạch fi 105/TB-UBND • xong",)


@pytest.mark.parametrize(
    ("gap", "shown"), [(0.0, "kết"), (0.03, "kết"), (0.3, "k ế t"), (2.0, "k\tế\tt")]
)
def test_letters_drawn_one_by_one_are_a_word_where_they_touch(gap: float, shown: str) -> None:
    step = 12 * (LETTER / 1000 + gap)
    letters = [Text(85 + n * step, 780, letter) for n, letter in enumerate("kết")]
    usual = [Text(85, 760 - n * 20, LINES[0]) for n in range(3)]
    assert read(small_pdf([[*letters, *usual]])).lines[0] == shown


def test_a_word_whose_letters_come_from_two_fonts_out_of_order_is_one_word() -> None:
    width = 12 * LETTER / 1000
    page = [
        Text(85, 780, "đ"),
        Text(85 + 2 * width, 780, "nh kỳ"),
        Text(85 + width, 780, "ị", bold=True),
    ]
    assert read(small_pdf([page])).lines == ("định kỳ",)


def test_fonts_of_old_encodings_are_converted_and_told() -> None:
    page = [
        Text(85, 780, "Th«ng b¸o kÕt luËn nh\u00ad sau:", font=".VnTime"),
        Text(85, 760, "céng hßa - 76/KH-SM", font=".VnTimeH"),
        Text(85, 740, "Thoâng baùo keát luaän", font="VNI-Times"),
    ]
    text = read(small_pdf([page]))
    assert text.lines == (
        "Thông báo kết luận như sau:",
        "CỘNG HÒA - 76/KH-SM",
        "Thông báo kết luận",
    )
    assert text.notes == (
        "trang 1 dùng phông chữ cũ (TCVN3, VNI): đã chuyển sang Unicode, hãy đối chiếu",
    )


def test_the_hidden_layer_of_a_scan_is_read_and_told_but_not_compared_with() -> None:
    hidden = [Text(text.x, text.y, text.text, mode=3) for text in PAGE]
    content = small_pdf([PAGE, hidden, hidden])
    assert refused(content) == "trang 2–3 là ảnh quét có sẵn lớp chữ do máy nhận dạng"
    text = read_any_pdf("a.pdf", content)
    assert text.lines[2:4] == ("\f" + LINES[0], LINES[1])
    assert text.notes[0].startswith("trang 2–3 là ảnh quét có sẵn lớp chữ do máy nhận dạng")


def test_a_page_whose_letters_have_no_meaning_needs_recognition() -> None:
    assert refused(small_pdf([PAGE], unmapped=True)) == (
        "trang 1 là ảnh quét, phải đọc bằng chương trình khác (Tesseract)"
    )


def test_a_file_that_everybody_may_read_needs_no_password() -> None:
    assert read(small_pdf([PAGE], password="")).lines == LINES


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LOCKED, "tệp PDF có mật khẩu; hãy mở tệp, in ra"),
        (small_pdf([PAGE] * 5)[:-300], "tệp PDF hỏng hoặc bị cắt cụt; hãy xin lại tệp"),
        (small_pdf([PAGE] * 5)[:1500], "tệp PDF hỏng hoặc bị cắt cụt; hãy xin lại tệp"),
        (small_pdf([PAGE] * 401), "tệp PDF có hơn 400 trang; hãy tách lấy phần"),
        (small_pdf([PAGE] * 10_000), "tệp PDF có hơn 400 trang; hãy tách lấy phần"),
        (small_pdf([[]]), "tệp PDF không có chữ nào; hãy kiểm tra lại tệp"),
        (b"", "tệp rỗng, không có chữ nào; hãy kiểm tra lại tệp"),
        (b"Phong Mau", "tệp mang đuôi '.pdf' nhưng nội dung không đúng định dạng ấy"),
        (
            assembled(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] >>"]),
            "tệp PDF hỏng hoặc bị cắt cụt; hãy xin lại tệp",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(content: bytes, sentence: str) -> None:
    assert refused(content).startswith(sentence)


def one_page(contents: bytes | str, *others: bytes | str) -> bytes:
    font = "/Font << /F0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    resources = f"/Resources << {font} /XObject << /I 5 0 R >> >>"
    size = "/MediaBox [0 0 595 842]"
    return assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            f"<< /Type /Page /Parent 2 0 R {size} {resources} /Contents 4 0 R >>",
            contents,
            *others,
        ]
    )


@pytest.mark.parametrize(
    "content",
    [
        one_page(packed(b" " * 2**26)),
        one_page(
            packed(zlib.compress(b" " * 2**26)).replace(b"[/FlateD", b"[/FlateDecode /FlateD")
        ),
        one_page(packed(b"[" * 10**5)),
        one_page(b"[" * 10**5 + b"]" * 10**5),
    ],
    ids=["blanks", "twice", "deep stream", "deep object"],
)
def test_a_small_file_that_unfolds_hugely_is_refused(content: bytes) -> None:
    assert refused(content).endswith("hãy kiểm tra lại tệp")


def test_a_file_with_more_text_than_a_notice_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ketluan.sources.pdf.MAX_CHARACTERS", 10)
    assert refused(small_pdf([PAGE])).startswith("tệp PDF có hơn 8 triệu ký tự")


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ketluan.sources.pdf.SECONDS", 0.001)
    assert refused(small_pdf([PAGE])) == (
        "tệp PDF không đọc được trong giới hạn về thời gian và bộ nhớ; hãy mở tệp, in lại ra PDF mới rồi "
        "nhập lại"
    )


@pytest.mark.parametrize("side", [1.0, 595.0, 14_400.0, 1e6])
def test_the_picture_of_a_page_has_bounded_pixels(side: float) -> None:
    made = pdf_worker.picture(small_pdf([PAGE], size=(side, side)), 0, 300, 0.0)
    kind, size, _ = made.split(b"\n", 2)
    width, height = map(int, size.split())
    assert kind == b"P5"
    assert 1 <= width * height <= 1.01 * pdf_worker.MAX_PIXELS
    assert len(made) == len(b"P5\n%d %d\n255\n" % (width, height)) + width * height


def test_the_suffix_of_the_format_decides_how_a_path_is_read(tmp_path: Path) -> None:
    (tmp_path / "b.PDF").write_bytes(small_pdf([PAGE]))
    assert read_source(tmp_path / "b.PDF", quick=True).lines == LINES
    assert read_source(tmp_path / "b.PDF").lines == LINES
    (tmp_path / "c.pdf").write_bytes(small_pdf([PAGE], unmapped=True))
    with pytest.raises(SourceError, match="trang 1 là ảnh quét, phải đọc bằng chương trình khác"):
        read_source(tmp_path / "c.pdf", quick=True)


def test_a_scan_and_a_text_are_told_by_the_same_reader() -> None:
    assert read_any_pdf("a.pdf", small_pdf([PAGE])) == read(small_pdf([PAGE]))


@pytest.fixture(scope="module")
def printed_notice() -> SourceText:
    """Return the invented notice as Word prints it."""
    return read(to_pdf(notice_docx()))


def test_a_printed_notice_shows_its_head_by_columns(printed_notice: SourceText) -> None:
    head = [line.strip() for line in printed_notice.lines]
    assert head[1:9] == [
        "UBND TỈNH MINH HỌA",
        "SỞ MẪU",
        "Số: 07/TB-SM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Minh Họa, ngày 05 tháng 01 năm 2026",
        "THÔNG BÁO",
    ]


def test_a_printed_notice_shows_rows_of_its_table_and_its_foot(printed_notice: SourceText) -> None:
    lines = [line.strip() for line in printed_notice.lines]
    assert "Báo cáo năm\tVăn phòng Sở" in lines
    assert lines[lines.index("Nơi nhận:") :] == [
        "Nơi nhận:",
        "- Các phòng thuộc Sở;",
        "- Lưu: VT.",
        "TL. GIÁM ĐỐC",
        "CHÁNH VĂN PHÒNG",
        "Trần Văn Mẫu",
    ]


@pytest.mark.parametrize("automatic", [False, True])
def test_the_printed_first_notice_is_read_to_the_letter(automatic: bool) -> None:
    text = read(to_pdf(first_notice_docx(automatic=automatic)))
    body = (REPOSITORY / FIRST_NOTICE).read_text("utf-8").split("---\n", 2)[2]
    expected, foot = re.sub(r"(?m)^#+ ", "", body).split("Nơi nhận:")
    # The page numbers of the header are a line each, `importing.furniture` tells them.
    lines = [line.strip() for line in text.lines if not line.strip().isdigit()]
    shown, shown_foot = "\n".join(lines).split("Nơi nhận:")
    assert _joined(shown) == _joined(expected)
    # The foot stands in two columns, which a page may cut.
    assert sorted(_joined(shown_foot)) == sorted(_joined(foot))


def _joined(text: str) -> str:
    return "".join(text.split())
