import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Dropped
from ketluan.sources import SourceError, source_text
from ketluan.sources.source import MAX_CHARACTERS
from ketluan.sources.text import MARKDOWN_HEAD, MAX_LINE, read_text
from ketluan.vietnamese import nfc

MARKDOWN = """---
title: Bản chép mẫu

tags:
  - họp
- giao ban
# ghi chú
---
# THÔNG BÁO

| Việc | Hạn |
|---|---|
**1.** Làm việc mẫu.
"""


def refused(content: bytes, name: str = "a.txt") -> str:
    with pytest.raises(SourceError) as refusal:
        read_text(name, content)
    return str(refusal.value)


def test_a_text_keeps_its_bytes_and_their_hash() -> None:
    content = "Thông báo\r\nsố 1\r".encode()
    source = source_text("Mẫu.TXT", content)
    assert source.lines == ("Thông báo", "số 1", "")
    assert source.suffix == ".txt"
    assert source.content == content
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.read_by == "text"
    assert source.paragraphs is None
    assert source.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_read_in_any_form(encoding: str) -> None:
    assert read_text("a.txt", "Thông báo\nsố 1".encode(encoding)).lines == ("Thông báo", "số 1")


def test_decomposed_letters_are_composed() -> None:
    content = unicodedata.normalize("NFD", "Điều ở Sở Mẫu").encode()
    assert read_text("a.txt", content).lines == ("Điều ở Sở Mẫu",)


def test_a_conversion_is_noted_and_the_original_kept() -> None:
    content = "Së Khoa häc vµ C«ng nghÖ\nTH¤NG B¸O".encode("cp1252")
    source = read_text("a.txt", content)
    assert source.lines == ("Sở Khoa học và Công nghệ", "THÔNG BÁO")
    assert source.notes == ("đã chuyển từ bảng mã TCVN3 (ABC) sang Unicode",)
    assert source.content == content


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\u2028", "\u2029", "\u0085"])
def test_a_line_ends_at_every_line_end(end: str) -> None:
    assert read_text("a.txt", f"một{end}hai".encode()).lines == ("một", "hai")


def test_a_form_feed_begins_a_line() -> None:
    assert read_text("a.txt", b"mot\fhai\n\fba\f\fbon").lines == ("mot", "\fhai", "\fba", "\f\fbon")


def test_invisible_characters_are_left_out_and_counted() -> None:
    content = "\ufeffmẫ\u00adu\u200b thứ\ufeff nhất\u00ad".encode()
    source = read_text("a.txt", content)
    assert source.lines == ("mẫu thứ nhất",)
    (note,) = source.notes
    assert "4 ký tự không nhìn thấy (U+00AD, U+200B, U+FEFF)" in note


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", ("tệp PDF", "đổi đuôi tệp thành .pdf")),
        (b"PK\x03\x04....word/document.xml", ("tệp Word", ".docx")),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", ("OpenDocument", ".odt")),
        (b"PK\x03\x04xl/workbook.xml", ("tệp nén", "không phải tệp văn bản")),
        (b"7z\xbc\xaf\x27\x1c", ("tệp nén",)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", ("tệp Word cũ", ".doc")),
        (b"{\\rtf1\\ansi Thong bao}", ("tệp RTF", ".rtf")),
        (b"\x89PNG\r\n\x1a\n\0\0", ("ảnh PNG", ".png")),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ("ảnh JPEG", ".jpg")),
        (b"II*\0\x08\0\0\0", ("ảnh TIFF", ".tif")),
        (b"\n<!DOCTYPE HTML>\n<html>", ("trang web", "không phải tệp văn bản")),
        (b"\xef\xbb\xbf<html lang='vi'>", ("trang web",)),
    ],
)
def test_another_format_under_the_name_of_a_text_is_named(
    name: str, content: bytes, words: tuple[str, ...]
) -> None:
    message = refused(content, name)
    for word in (*words, f"đuôi '{name[1:]}'", "hãy"):
        assert word in message


@pytest.mark.parametrize("content", [b"", b"  \n\t \f", b"\xef\xbb\xbf", "\u200b\u00ad".encode()])
def test_a_text_without_a_word_is_empty(content: bytes) -> None:
    assert "rỗng" in refused(content)


def test_a_control_character_is_told_with_line_and_column() -> None:
    message = refused(b"Thong bao cua So Mau\nviec\x1b mau so mot va viec mau so hai")
    assert "dòng 2, cột 5" in message
    assert "U+001B (ESC)" in message
    assert "hãy xóa" in message


@pytest.mark.parametrize("content", [b"ab\0\0\0\0cd\0", bytes(range(32)) * 4, b"\0" * 1000])
def test_a_binary_file_is_no_text(content: bytes) -> None:
    assert "tệp nhị phân" in refused(content)


def test_a_damaged_text_is_told_with_line_and_byte() -> None:
    content = "Thông báo\nkết luận".encode()
    message = refused(content.replace("ậ".encode(), b"\xe1\xba"))
    assert "dòng 2, byte" in message
    assert "UTF-8" in message


def test_a_text_is_bounded() -> None:
    line = b"viec mau " * 100 + b"\n"
    enough = line * (MAX_CHARACTERS // len(line))
    assert len(read_text("a.txt", enough).lines) > 9000
    assert "8.388.608 ký tự" in refused(enough + line)


def test_a_line_is_bounded() -> None:
    assert read_text("a.txt", b"dau\n" + b"x" * MAX_LINE).lines[0] == "dau"
    message = refused(b"dau\n" + b"x" * (MAX_LINE + 1))
    assert "dòng 2" in message
    assert "xuống dòng" in message


def test_front_matter_of_markdown_is_listed_as_dropped() -> None:
    source = read_text("a.md", MARKDOWN.encode())
    assert source.lines == tuple(MARKDOWN.split("\n"))
    head = [(1, "---"), (2, "title: Bản chép mẫu"), (4, "tags:"), (5, "  - họp"),
            (6, "- giao ban"), (7, "# ghi chú"), (8, "---")]  # fmt: skip
    assert source.dropped == tuple(Dropped(line, text, MARKDOWN_HEAD) for line, text in head)
    assert read_text("a.txt", MARKDOWN.encode()).dropped == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\nTHÔNG BÁO\n---\n1. Làm việc mẫu.",
        "---\n\n---\n1. Làm việc mẫu.",
        "---\ntitle: không có dòng đóng\n1. Làm việc mẫu.",
        "THÔNG BÁO\n---\ntitle: ở giữa\n---",
        "# THÔNG BÁO",
    ],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert read_text("a.md", text.encode()).dropped == ()


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_notice_of_the_archive_is_no_source(name: str) -> None:
    notice = (
        "---\nloai: TB\nso_ky_hieu:\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận\n---\n\n# Thông báo\n"
    )
    message = refused(notice.encode(), name)
    assert "đã là tệp thông báo" in message
    assert "notices/<năm>/" in message


ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("\f\v\r\n\t\u00ad\u2028#|*- đạ\u0323\u0301")
)


@given(ANY_TEXT)
def test_lines_are_nfc_without_line_ends_and_keep_every_character(text: str) -> None:
    try:
        source = read_text("a.txt", text.encode())
    except SourceError:
        return
    for line in source.lines:
        assert unicodedata.is_normalized("NFC", line)
        assert not set(line) & set("\n\r\v\u0085\u2028\u2029\u00ad\ufeff")
        assert "\f" not in line.lstrip("\f")
    if not any("đã chuyển" in note for note in source.notes):
        assert "".join("".join(source.lines).split()) == "".join(nfc(text).split())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_one_sentence(content: bytes) -> None:
    try:
        read_text("a.txt", content)
    except SourceError as error:
        told = str(error)
        assert "hãy" in told
        assert "\n" not in told
