"""Scans and pictures: recognised text is close to what is printed, doubts and repairs are listed."""

import io
import struct
import sys
import zlib
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ketluan.sources import SourceError, read_source
from ketluan.sources.ocr import lay_out_recognised, level, read_picture, skew
from ketluan.sources.ocr_repairs import repaired
from ketluan.sources.page_layout import PrintedPage
from ketluan.sources.page_tables import Word
from ketluan.sources.pdf import read_any_pdf, read_pdf
from ketluan.sources.picture_size import PictureSize, size_of
from outer_tools import need_tesseract
from scanned_pages import (
    edit_distance,
    letters,
    scan_pdf,
    scan_picture,
    scan_tiff,
    scanned,
    upper_half,
)
from small_pdf import Text, small_pdf
from word_documents import first_notice_docx, to_pdf

PAGE = [
    Text(85, 780 - 24 * n, line, size=14, font="Helvetica")
    for n, line in enumerate(("Thong bao ket luan cua Giam doc So Mau", "truoc ngay 30/6/2021."))
]


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Return the first notice as Word prints it."""
    need_tesseract()
    return to_pdf(first_notice_docx(automatic=False))


@pytest.fixture(scope="module")
def half_page(printed: bytes) -> bytes:
    """Return the upper half of the second page of the first notice, scanned."""
    return upper_half(printed, 1)


@pytest.mark.parametrize("turn", [0.5, -3.0])
def test_a_turned_and_noisy_page_is_read_nearly_as_well(
    printed: bytes, half_page: bytes, turn: float
) -> None:
    found = letters(read_any_pdf("a.pdf", scan_pdf(scanned(half_page, turn=turn, noise=60))))
    second_page = "\n".join(read_pdf("a.pdf", printed).lines).split("\f")[1]
    expected = "".join(second_page.split())[: len(found)]
    assert len(found) > 500
    assert edit_distance(expected, found) <= 0.01 * len(found)


def test_a_page_of_a_scan_among_pages_of_text_keeps_its_place() -> None:
    need_tesseract()
    scan = scan_pdf(scanned(small_pdf([PAGE])))
    mixed = _merged([small_pdf([PAGE]), scan, small_pdf([PAGE])])
    text = read_any_pdf("a.pdf", mixed)
    first, second = (line.text for line in PAGE)
    assert text.lines[:2] == (first, second)
    assert text.lines[2].startswith("\fT")
    assert text.lines[-2:] == ("\f" + first, second)
    assert text.read_by == "pdf"
    assert text.notes[0].startswith("trang 2: chữ do máy nhận dạng từ ảnh")
    with pytest.raises(SourceError, match="trang 2 là ảnh quét"):
        read_pdf("a.pdf", mixed)


def _merged(files: list[bytes]) -> bytes:
    target = pypdfium2.PdfDocument.new()
    for file in files:
        target.import_pages(pypdfium2.PdfDocument(file))
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue() + b"\n%%EOF"


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """Return a page with two lines as a picture."""
    need_tesseract()
    (page,) = scanned(small_pdf([PAGE]))
    return page


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG")])
def test_pictures_are_read(suffix: str, kind: str, picture: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / f"trang{suffix}"
    path.write_bytes(scan_picture(picture, kind))
    text = read_source(path)
    assert "30/6/2021" in letters(text)
    assert (text.read_by, text.suffix) == ("ocr", suffix)
    assert text.notes[0].startswith("tệp ảnh: chữ do máy nhận dạng từ ảnh, có thể sai")
    with pytest.raises(SourceError, match="phải đọc bằng chương trình khác"):
        read_source(path, quick=True)


def test_a_picture_file_of_several_pages_gives_them_all(picture: Image.Image) -> None:
    text = read_picture("a.tif", scan_tiff([picture, picture]))
    assert sum("30/6/2021" in line for line in text.lines) == 2
    assert sum(line.startswith("\f") for line in text.lines) == 1


@pytest.fixture(scope="module")
def upright(half_page: bytes) -> str:
    """Return the letters of the half page."""
    return letters(read_any_pdf("a.pdf", half_page))


@pytest.mark.parametrize("turn", [90, 180, pytest.param(270, marks=pytest.mark.long)])
def test_a_page_on_its_side_or_head_is_turned_and_a_picture_says_how(
    turn: int, half_page: bytes, upright: str
) -> None:
    (page,) = scanned(half_page)
    lying = page.rotate(turn, expand=True)
    text = read_any_pdf("a.pdf", scan_pdf([lying]))
    assert edit_distance(upright, letters(text)) <= 0.01 * len(upright)
    with pytest.raises(SourceError, match=f"hãy xoay ảnh {turn} độ theo chiều kim đồng hồ"):
        read_picture("a.png", scan_picture(lying, "PNG"))


def test_an_empty_picture_says_that_nothing_was_recognised() -> None:
    need_tesseract()
    with pytest.raises(SourceError, match="không nhận dạng được chữ nào trong ảnh; hãy quét lại"):
        read_picture("a.png", scan_picture(Image.new("L", (600, 800), 255), "PNG"))


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", png_header(100_000, 100_000), "ảnh có 10000 triệu điểm, lớn hơn 80 triệu"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "tệp ảnh hỏng hoặc bị cắt cụt"),
        ("a.png", b"%PDF-1.7", "tệp mang đuôi '.png' nhưng thật ra là tệp PDF (.pdf)"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10", "tệp ảnh hỏng hoặc bị cắt cụt"),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03",
            "ảnh có 4294 triệu điểm, lớn hơn 80 triệu",
        ),
        (
            "a.tif",
            b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
            "tệp ảnh hỏng hoặc bị cắt cụt",
        ),
        ("a.tiff", b"II*\x00\xff\xff\xff\x00", "tệp ảnh hỏng hoặc bị cắt cụt"),
        ("a.png", b"", "tệp rỗng, không có chữ nào"),
    ],
)
def test_a_picture_is_refused_by_its_header_before_it_is_unfolded(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_picture(name, content)
    assert str(caught.value).startswith(sentence)


def test_more_pages_than_are_recognised_in_one_go_are_refused() -> None:
    one = Image.new("L", (2, 3), 255)
    with pytest.raises(SourceError, match="có 61 trang là ảnh quét, nhiều hơn 60 trang"):
        read_picture("a.tif", scan_tiff([one] * 61))
    with pytest.raises(SourceError, match="có 61 trang là ảnh quét, nhiều hơn 60 trang"):
        read_any_pdf("a.pdf", _scans(61))


def _scans(pages: int) -> bytes:
    return scan_pdf([Image.new("L", (8, 8), 255)] * pages)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_the_size_of_a_picture_is_read_as_it_was_written(kind: str) -> None:
    page = Image.new("L", (31, 17), 255)
    suffix = {"PNG": ".png", "JPEG": ".jpg", "TIFF": ".tif"}[kind]
    content = scan_tiff([page, page]) if kind == "TIFF" else scan_picture(page, kind)
    assert size_of(suffix, content) == PictureSize(2 if kind == "TIFF" else 1, 31 * 17)


@given(st.sampled_from((".png", ".jpg", ".tif")), st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_size(suffix: str, content: bytes) -> None:
    beginning = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8", ".tif": b"II*\x00"}[suffix]
    try:
        size = size_of(suffix, beginning + content)
    except SourceError as error:
        assert str(error).startswith("tệp ảnh hỏng")  # noqa: PT017
    else:
        assert size.pages >= 1


def test_a_missing_program_is_named_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError) as caught:
        read_picture("a.png", scan_picture(Image.new("L", (9, 9), 255), "PNG"))
    assert "chưa cài Tesseract" in str(caught.value)
    assert "'apt install tesseract-ocr tesseract-ocr-vie'" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for Tesseract")
def test_missing_vietnamese_data_are_named_with_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="thiếu dữ liệu tiếng Việt; hãy cài thêm") as caught:
        read_picture("a.png", scan_picture(Image.new("L", (9, 9), 255), "PNG"))
    assert "'apt install tesseract-ocr-vie'" in str(caught.value)


def sloping(degrees: float) -> list[Word]:
    slope = degrees * 3.14159265 / 180
    return [
        Word("từ", x, y + slope * x - 40, x + 80, y + slope * x, line=(1, 1, y))
        for y in range(200, 2000, 80)
        for x in range(100, 2000, 120)
    ]


@pytest.mark.parametrize("degrees", [-3.0, -0.5, 0.0, 0.4, 2.0])
def test_the_slope_of_lines_is_measured_and_taken_away(degrees: float) -> None:
    assert skew(sloping(degrees)) == pytest.approx(degrees, abs=0.02)
    assert skew(level(sloping(degrees))) == pytest.approx(0, abs=0.02)


def test_words_without_long_lines_have_no_slope() -> None:
    assert skew([]) == skew([Word("Số", 0, 0, 10, 10, line=(1,))]) == 0


@pytest.mark.parametrize(
    ("read", "shown", "told"),
    [
        (
            ["I. Chung", "1. Rà soát", "H. Cụ thể"],
            ["I. Chung", "1. Rà soát", "II. Cụ thể"],
            {3: "H."},
        ),
        (["I. Chung", "11. Cụ thể"], ["I. Chung", "II. Cụ thể"], {2: "11."}),
        (
            ["I. Chung", "II. Cụ thể", "IH. Khác"],
            ["I. Chung", "II. Cụ thể", "III. Khác"],
            {3: "IH."},
        ),
        (["1. Chung", "1. Rà soát", "H. Cụ thể"], ["I. Chung", "1. Rà soát", "II. Cụ thể"], None),
        (["trong Quý 11/2021"], ["trong Quý II/2021"], {1: "Quý 11"}),
        (["quý H và quý 1V/2021"], ["quý II và quý IV/2021"], {1: "quý H"}),
    ],
)
def test_a_misread_roman_numeral_is_put_right_and_told(
    read: list[str], shown: list[str], told: dict[int, str] | None
) -> None:
    lines, changed = repaired(read)
    assert lines == shown
    assert told is None or changed == told


@pytest.mark.parametrize(
    "lines",
    [
        ["I. Chung", "10. Rà soát", "11. Lập danh mục"],  # the next number
        ["1. Rà soát", "2. Lập danh mục", "H. Sở Mẫu"],  # no part before
        ["1. Rà soát", "1. Lập danh mục"],  # no part behind
        ["trong Quý 1/2021", "Quý II/2021", "Quý 5", "Quý báu"],
        ["I. Chung", "II. Cụ thể", "III. Khác"],
    ],
)
def test_what_may_be_printed_so_stays(lines: list[str]) -> None:
    assert repaired(lines) == (lines, {})


@given(st.lists(st.text("I1HV.l| Quýquý/a\f", max_size=20), max_size=8))
def test_repairs_end_and_change_no_line_that_is_right(lines: list[str]) -> None:
    once, _ = repaired(lines)
    assert len(once) == len(lines)
    assert repaired(once)[0] == once


def test_repairs_are_listed_with_the_doubtful_words() -> None:
    words = [Word("Quý", 0, 0, 30, 10), Word("11/2021", 34, 0, 90, 10, confidence=20)]
    laid = lay_out_recognised([PrintedPage(()), PrintedPage((tuple(words),))])
    assert laid.lines == ("", "\fQuý II/2021")
    assert [(word.page, word.line, word.text) for word in laid.doubtful] == [
        (2, 2, "11/2021"),
        (2, 2, "Quý 11"),
    ]
