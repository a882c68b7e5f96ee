import unicodedata
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.sources import SourceError
from ketluan.sources.encodings import decode, from_tcvn3, from_vni, is_syllable, unicode_of
from ketluan.vocabulary import legacy_encodings

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = "đ" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", TONES)
)
ACCENTED = "".join(letter for letter in SMALL if letter not in "aeiouy")  # 67; with capitals 134
LETTERS = SMALL + "bcdghklmnpqrstvx"

# Invented. Capitals with a tone stand in whole words in capitals only: TCVN3 has none of its own.
NOTICE = """SỞ KHOA HỌC MẪU
THÔNG BÁO
Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban tháng 3
1. Phòng Tổng hợp chủ trì, phối hợp với các đơn vị rà soát nhiệm vụ được giao; kịp thời báo cáo.
2. Trung tâm Ứng dụng hoàn thành đề án trước ngày 30/6/2021.
Số: 1
Nơi nhận: như trên; lưu: VT.
"""


def table(name: str) -> dict[str, str]:
    """Return the codes of letters, the capitals that the encoding has among them."""
    codes = {
        unicodedata.normalize("NFC", letter + tone): code
        for letter, row in legacy_encodings()[name].items()
        for code, tone in zip(row.split(" "), TONES, strict=False)
        if not (code.isascii() and len(code) == 1)
    }
    if name == "vni":
        codes |= {letter.upper(): code.upper() for letter, code in codes.items()}
    return codes


def to_tcvn3(text: str) -> str:
    codes = table("tcvn3")
    return "".join(codes.get(char, codes.get(char.lower(), char)) for char in text)


def to_vni(text: str) -> str:
    codes = table("vni")
    return "".join(codes.get(char, char) for char in text)


def to_1258(text: str) -> bytes:
    """Return `text` as Vietnamese Windows keeps it: letters with hats, tones behind them."""
    pieces = []
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in marks[1:] if mark in TONES), "")
        pieces.append(
            unicodedata.normalize("NFC", marks.replace(tone, "") if tone else marks) + tone
        )
    return "".join(pieces).encode("cp1258")


def test_the_tables_have_every_letter() -> None:
    assert len(ACCENTED) == 67
    assert set(table("vni")) == set(ACCENTED + ACCENTED.upper())
    assert set(table("tcvn3")) == set(ACCENTED + "ĂÂÊÔƠƯĐ")
    for name in ("tcvn3", "vni"):
        assert len(set(table(name).values())) == len(table(name))


@pytest.mark.parametrize("row", legacy_encodings()["examples"], ids=lambda row: str(row["word"]))
def test_words_of_the_table_are_read(row: dict[str, str]) -> None:
    if row["tcvn3"]:
        assert from_tcvn3(row["tcvn3"]) == row["word"]
    assert from_vni(row["vni"]) == row["word"]
    assert is_syllable(row["word"])


# TCVN 5712:1993, VN3, small letters from B5 on: an order of bytes that no table above was made from.
VN3 = {
    "à": 0xB5, "á": 0xB8, "ằ": 0xBB, "ắ": 0xBE, "ặ": 0xC6, "ầ": 0xC7, "ấ": 0xCA, "ậ": 0xCB,
    "è": 0xCC, "é": 0xD0, "ẹ": 0xD1, "ề": 0xD2, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ĩ": 0xDC,
    "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "ó": 0xE3, "ồ": 0xE5, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ú": 0xF3, "ừ": 0xF5, "ứ": 0xF8,
    "ự": 0xF9, "ỳ": 0xFA, "ý": 0xFD, "ỵ": 0xFE, "Ă": 0xA1, "Đ": 0xA7, "ư": 0xAD, "đ": 0xAE,
}  # fmt: skip


@pytest.mark.parametrize(("letter", "byte"), VN3.items())
def test_bytes_of_the_standard_are_read(letter: str, byte: int) -> None:
    assert from_tcvn3(bytes([byte]).decode("latin-1")) == letter


@given(st.text(LETTERS + " ,.12"))
def test_small_letters_come_back_from_both_encodings(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)) == text
    assert from_vni(to_vni(text)) == text


@given(st.text(LETTERS.upper() + " ,.12"))
def test_capitals_come_back_from_vni_and_from_capital_fonts(text: str) -> None:
    assert from_vni(to_vni(text)) == text
    assert from_tcvn3(to_tcvn3(text), capitals=True) == text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("TH¤NG B¸O", "THÔNG BÁO"),
        ("TH«NG B¸O", "THÔNG BÁO"),
        ("Së KHOA HäC", "SỞ KHOA HỌC"),
        ("Së Khoa häc", "Sở Khoa học"),
        ("ñY BAN NH¢N D¢N\tCéNG HßA X· HéI", "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI"),
        ("Sè: 12/TB-UBND", "Số: 12/TB-UBND"),
        ("- Së KHCN;", "- Sở KHCN;"),
        ("Së", "Sở"),
        ("N¬i nhËn:          KT. GI¸M §èC", "Nơi nhận:          KT. GIÁM ĐỐC"),
    ],
)
def test_capitals_typed_in_capital_fonts_are_made_whole(typed: str, read: str) -> None:
    assert from_tcvn3(typed) == read


def test_a_mark_of_vni_typed_small_behind_a_capital_is_read() -> None:
    assert from_vni("Aùnh saùng, AÙNH SAÙNG, Ñoaøn") == "Ánh sáng, ÁNH SÁNG, Đoàn"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    decoded = decode(NOTICE.encode(encoding))
    assert decoded.text == NOTICE
    assert decoded.note == ""


def test_utf16_with_the_mark_of_the_other_order_is_read() -> None:
    assert decode(b"\xfe\xff" + NOTICE.encode("utf-16-be")).text == NOTICE


def test_plain_ascii_is_utf8() -> None:
    assert decode(b"THONG BAO\nSo: 1/TB").encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "encoding", "name"),
    [
        (to_1258(NOTICE), "windows-1258", "Windows-1258"),
        (to_tcvn3(NOTICE).encode("cp1252"), "tcvn3", "TCVN3 (ABC)"),
        (to_vni(NOTICE).encode("cp1252"), "vni", "VNI"),
        (to_tcvn3(NOTICE).encode(), "tcvn3", "TCVN3 (ABC)"),
        (to_vni(NOTICE).encode(), "vni", "VNI"),
        (to_vni(NOTICE).encode("utf-16"), "vni", "VNI"),
    ],
    ids=["1258", "tcvn3", "vni", "tcvn3-in-utf8", "vni-in-utf8", "vni-in-utf16"],
)
def test_old_encodings_are_detected_and_said(content: bytes, encoding: str, name: str) -> None:
    decoded = decode(content)
    assert decoded.encoding == encoding
    assert decoded.note == f"đã chuyển từ bảng mã {name} sang Unicode"
    # What no byte of TCVN3 holds: a capital with a tone in a word in small letters.
    expected = NOTICE.replace("Ứng", "ứng") if encoding == "tcvn3" else NOTICE
    assert decoded.text == expected


@pytest.mark.parametrize("convert", [to_tcvn3, to_vni])
def test_lines_pasted_from_an_old_font_are_converted_alone(convert: Callable[[str], str]) -> None:
    lines = NOTICE.split("\n")
    mixed = [*lines[:3], convert(lines[3]), *lines[4:]]
    decoded = decode("\n".join(mixed).encode())
    assert decoded.text == NOTICE
    assert decoded.encoding == "utf-8"
    assert "đã chuyển" in decoded.note


def test_a_short_line_goes_with_the_lines_around_it() -> None:
    old = to_tcvn3(
        "Rà soát nhiệm vụ được giao của đơn vị\nSố 1\nBáo cáo kết quả thực hiện của đơn vị"
    )
    assert old.split("\n")[1] == "Sè 1"  # a word in Unicode too
    assert "Số 1" in decode(old.encode()).text
    between = NOTICE + "Sè 1\n" + NOTICE
    assert decode(between.encode()).text == between


def test_a_line_of_both_kinds_is_left_and_named() -> None:
    both = "Phòng Mẫu báo cáo kết quả rà soát; " + to_tcvn3("phòng Mẫu báo cáo kết quả rà soát")
    decoded = decode((to_tcvn3(NOTICE) + both).encode())
    assert decoded.text.endswith(both)
    assert "dòng 8 có thể còn chữ của bảng mã cũ" in decoded.note


@pytest.mark.parametrize(
    "text",
    [
        "Größe, Straße, für, über, schön, Bär, früh",
        "L’élève a été où il fallait, déjà reçu, même noël",
        "El niño, la señora, el año, español, mañana",
        "Smörgåsbord på öl, från, är, också, själ",
        "§ 5, ±2 °C, 5 µm, ½, «trích», · chấm, ©, ®, tiền ¥ £",
        "Dự án FAO – Citroën, Nestlé, Škoda, Đắk Lắk, Ê-đê, Ñ, ø",
        "Km26+793÷ Km30+00 ÷ Km40+00 thuộc dự án công trình đường Mường Mẫu",
        NOTICE,
        unicodedata.normalize("NFD", NOTICE),
    ],
)
def test_other_text_is_not_taken_for_an_old_encoding(text: str) -> None:
    assert unicode_of(text).text == text
    assert unicode_of(text).note == ""


@given(st.text())
def test_any_text_in_utf8_is_read(text: str) -> None:
    decoded = decode(text.encode())
    if not decoded.note:
        assert decoded.text == text.removeprefix("\ufeff") or "\0" in text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        told = decode(content).text
    except SourceError as error:
        told = str(error)
    assert told.encode().decode() == told  # no lone surrogate


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Ph\xf2ng", ("dòng 1, byte 3", "TCVN3 (ABC)", "VNI", "Windows-1258", "UTF-8")),
        (b"ab\ncd\xff", ("dòng 2, byte 6", "UTF-8")),
        ("Thông báo\nkết luận".encode()[:-2] + b"\xff\n", ("dòng 2", "bị hỏng", "UTF-8")),
        (b"\xff\xfea\x00b", ("UTF-16-LE", "bị cắt")),
        (bytes(range(0x80, 0x100)) * 3, ("không nhận ra bảng mã",)),
    ],
)
def test_a_text_in_doubt_is_refused_with_its_place(content: bytes, words: tuple[str, ...]) -> None:
    with pytest.raises(SourceError) as refusal:
        decode(content)
    for word in words:
        assert word in str(refusal.value)


def test_a_long_part_without_accents_does_not_hide_the_encoding() -> None:
    plain = "Danh sach khong dau\n" * 20_000
    decoded = decode(plain.encode() + to_tcvn3(NOTICE).encode("cp1252"))
    assert decoded.encoding == "tcvn3"
    assert decoded.text.startswith(plain + "SỞ KHOA HỌC MẪU\nTHÔNG BÁO\n")


def test_bytes_at_the_end_that_the_encoding_has_not_are_no_text() -> None:
    with pytest.raises(SourceError, match="không nhận ra bảng mã"):
        decode(to_tcvn3(NOTICE * 1000).encode("cp1252") + b"\x81")


def test_quotation_marks_of_windows_alone_are_no_doubt() -> None:
    assert decode(b"\x93THONG BAO\x94 \x96 so 1").text == "“THONG BAO” – so 1"


@pytest.mark.parametrize(
    "word",
    [
        "hòa",
        "hoà",
        "quý",
        "quốc",
        "gì",
        "giếng",
        "nghiêng",
        "Ủy",
        "UỶ",
        "khuỷu",
        "thuở",
        "yếu",
        "ở",
    ],
)
def test_syllables_are_known_in_both_habits(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["häc", "TÝnh", "cứp", "kà", "nghà", "ngề", "ọă", "hôà", "toòan", "", "sốố", "hátt"]
)
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
