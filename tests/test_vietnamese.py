import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.vietnamese import (
    day_in_words,
    fold,
    nfc,
    plain_i,
    roman_numeral,
    roman_value,
    slug,
    spelling_key,
)


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    normal = nfc(text)
    assert len(fold(normal)) == len(normal)
    assert fold(fold(normal)) == fold(normal)


@given(st.text())
def test_normal_form_is_reached_in_one_step(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đo lường chất lượng", "do luong chat luong"),
        ("độ lượng", "do luong"),
        ("UỶ BAN", "uy ban"),
        ("Ưu, ễ ợ ặ ỵ", "uu, e o a y"),
        ("76/KH-SKHCN", "76/kh-skhcn"),
    ],
)
def test_folding_takes_accents_off(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("uỷ", "ủy"), ("thuý", "thúy"), ("kĩ", "kỹ"), ("quí", "quý"), ("lí", "LÝ"),
     ("hoà", unicodedata.normalize("NFD", "hòa"))],
)  # fmt: skip
def test_spellings_of_one_syllable_are_equal(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("đo", "độ"), ("do", "đo"), ("túi", "thúy"), ("y", "i"), ("lương", "lượng")]
)
def test_different_syllables_stay_different(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


def test_only_an_open_syllable_changes_its_y() -> None:
    written = ["ky", "quy", "thuy", "y", "uy", "tay"]
    assert [plain_i(word) for word in written] == ["ki", "qui", "thuy", "y", "uy", "tay"]


def test_slug_has_plain_letters_and_single_hyphens() -> None:
    assert slug("Phòng Kế hoạch – Tài chính: Đ/c") == "phong-ke-hoach-tai-chinh-d-c"


@given(st.integers(min_value=1, max_value=399))
def test_roman_numerals_read_back(value: int) -> None:
    assert roman_value(roman_numeral(value)) == value


@pytest.mark.parametrize("text", ["", "IIII", "VX", "abc", "IC", "i"])
def test_what_is_no_roman_numeral_has_no_value(text: str) -> None:
    assert roman_value(text) == 0


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 3, 3), "03/3/2021"),
        (date(2021, 2, 28), "28/02/2021"),
        (date(2021, 12, 31), "31/12/2021"),
        (date.min, "01/01/0001"),
    ],
)
def test_a_day_is_written_as_the_decree_has_it(day: date, words: str) -> None:
    assert day_in_words(day) == words
