"""Analysis: one reading for the index and the query."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.search.analysis import analyze, elements
from ketluan.search.glossary import make_glossary
from ketluan.search.numbers import number_tokens
from ketluan.search.query import FIELD_NAMES, parse_query

GLOSSARY = make_glossary(
    {"KH&CN": ["khoa học và công nghệ"], "UBND": ["ủy ban nhân dân"], "GĐ": ["giám đốc"]},
    symbols=["kh", "skhcn", "tu"],
)
SYLLABLES = [
    *("hòa", "phát", "thủy", "quý", "kỹ", "lý", "uỷ", "thuý", "hoá", "nghĩa", "khoa", "học"),
    *("công", "nghệ", "đo", "lường", "ở", "y", "tế", "sĩ", "mỹ", "ký", "UBND", "KH&CN", "KHCN"),
    *("và", "76/KH-SKHCN", "17/3/2021", "Quý", "II/2021", ";", ".", "-", "(", ")", "“", "Đ"),
]
VIETNAMESE = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join)
OTHER_TONE_PLACE = {"hòa": "hoà", "thủy": "thuỷ", "uỷ": "ủy", "thuý": "thúy", "hoá": "hóa"}
OTHER_I = {"quý": "quí", "kỹ": "kĩ", "lý": "lí", "sĩ": "sỹ", "mỹ": "mĩ", "ký": "kí"}


@settings(deadline=None)
@given(VIETNAMESE)
def test_composed_and_decomposed_text_have_equal_tokens(text: str) -> None:
    decomposed = analyze(unicodedata.normalize("NFD", text), GLOSSARY)
    assert decomposed == analyze(text, GLOSSARY)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SYLLABLES, *OTHER_TONE_PLACE, *OTHER_I]), max_size=12))
def test_both_tone_places_and_i_or_y_have_equal_tokens(words: list[str]) -> None:
    other = [OTHER_I.get(word, OTHER_TONE_PLACE.get(word, word)) for word in words]
    left, right = analyze(" ".join(words), GLOSSARY), analyze(" ".join(other), GLOSSARY)
    assert (left.words, left.folded, left.exact) == (right.words, right.folded, right.exact)


NUMBER_PIECES = st.sampled_from(
    ["TCVN", "ISO", "76", "2016", "/", "-", "KH", " ", "NQ", "TW", ":", "số ", "Đ", "1", ".", "&"]
)


@settings(deadline=None)
@given(st.text() | st.lists(NUMBER_PIECES, max_size=12).map("".join))
def test_every_element_stands_at_its_place_in_order(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    place = 0
    for element in elements(text, GLOSSARY):
        assert place <= element.start < element.end <= len(normal)
        assert all(" " not in token and token for token in element.tokens)
        place = element.end


@pytest.mark.parametrize("written", ["KH&CN", "KHCN", "KH^CN", "kh&cn", "khoa học và công nghệ"])
def test_an_abbreviation_and_its_long_form_share_a_token(written: str) -> None:
    assert "@khoa_hoc_cong_nghe" in analyze(f"nhiệm vụ {written} tỉnh", GLOSSARY).words
    assert "cong_nghe" not in analyze(written, GLOSSARY).words


def test_an_abbreviation_is_not_read_into_a_plain_word() -> None:
    glossary = make_glossary({"TU": ["tỉnh ủy"]})
    assert "@tinh_uy" in analyze("Ban Thường vụ TU", glossary).words
    assert "@tinh_uy" not in analyze("từ tu tư", glossary).words


def test_a_short_form_with_two_meanings_keeps_the_meanings_apart() -> None:
    glossary = make_glossary({"CN": ["công nghệ", "công nghiệp"]})
    assert {"@cong_nghe", "@cong_nghiep"} <= set(analyze("CN", glossary).words)
    assert "@cong_nghiep" not in analyze("công nghệ", glossary).words


@pytest.mark.parametrize(
    ("number", "tokens"),
    [
        ("76/KH-SKHCN", "#76 #76/kh #76/kh-skhcn"),
        ("05/TB-UBND", "#5 #5/tb #5/tb-ubnd"),
        ("1234/UBND-KGVX", "#1234 #1234/ubnd #1234/ubnd-kgvx"),
        ("52/2016/QĐ-UBND", "#52 #52/2016 #52/qd #52/2016/qd #52/qd-ubnd #52/2016/qd-ubnd"),
        ("29/2013/QH13", "#29 #29/2013 #29/qh13 #29/2013/qh13"),
        ("19-NQ/TW", "#19 #19/nq #19/nq-tw"),
        ("ISO 9001:2015", "#9001 #iso-9001 #9001:2015 #iso-9001:2015"),
        ("TCVN1", "#1 #tcvn-1"),
        ("khoa học", ""),
        ("", ""),
    ],
)
def test_a_number_is_found_by_each_of_its_shapes(number: str, tokens: str) -> None:
    assert " ".join(number_tokens(number)) == tokens


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("Thông báo số 105/TB- UBND ngày", "#105/tb-ubnd"),
        ("Kế hoạch 76/KH – SKHCN", "#76/kh-skhcn"),
        ("Số: 123 /BC-SKHCN", "#123/bc-skhcn"),
        ("52/2016/QĐ-UBND", "#52/2016/qd-ubnd"),
        ("TCVN ISO 9001:2015", "#tcvn-iso-9001:2015"),
        ("ngày 17/3/2021", "%2021-03-17"),
        ("ngày 15 tháng 4 năm 2021", "%2021-04-15"),
        ("tháng 5/2021", "%2021-05"),
        ("Quý II/2021", "%2021-q2"),
        ("quý 2 năm 2021", "%2021-q2"),
        ("đầu quý IV", "%q4"),
        ("năm 2021", "%2021"),
        ("giai đoạn 2021-2030", "%2030"),
    ],
)
def test_numbers_and_dates_are_tokens_of_their_own(text: str, token: str) -> None:
    assert token in analyze(text, GLOSSARY).words


def test_a_dash_behind_a_number_does_not_swallow_the_next_word() -> None:
    assert "phong" in analyze("105/TB-UBND - Phòng Kế hoạch", GLOSSARY).words


@pytest.mark.parametrize("text", ["ở", "I", "y", "trong", "và", "the", "a"])
def test_no_word_is_too_short_or_too_common(text: str) -> None:
    assert analyze(text, GLOSSARY).words


@settings(deadline=None)
@given(st.text())
def test_any_input_is_a_query(text: str) -> None:
    query = parse_query(text, GLOSSARY)
    assert all(clause.tokens for clause in query.clauses)


PIECES = ["-", '"', ":", "OR", "|", "donvi:", "quy:II/2021", "76", "kh", "/", "(", "số", "kế hoạch"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *FIELD_NAMES, *SYLLABLES]), max_size=15))
def test_any_mix_of_operators_is_a_query(pieces: list[str]) -> None:
    for joint in ("", " "):
        assert parse_query(joint.join(pieces), GLOSSARY) is not None


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("76/KH-SKHCN", "#76/kh-skhcn"),
        ("76 kh skhcn", "#76/kh-skhcn"),
        ("76-kh-skhcn", "#76/kh-skhcn"),
        ("76-KH-SKHCN", "#76/kh-skhcn"),
        ("kế hoạch 76", "#76/kh"),
        ("ke hoach 76", "#76/kh"),
        ("kế hoạch số 76", "#76/kh"),
        ("Kế hoạch số 76/KH-SKHCN", "#76/kh-skhcn"),
        ("KH 76", "#76/kh"),
        ("76/kh", "#76/kh"),
        ("thông báo kết luận 105", "#105/tb"),
        ("QĐ-TTg số 100", "#100/qd-ttg"),
        ("71 kl tu", "#71/kl-tu"),
        ('"kế hoạch 76"', "#76/kh"),
    ],
)
def test_a_number_in_a_query_is_read_in_every_shape(text: str, token: str) -> None:
    (clause,) = parse_query(text, GLOSSARY).clauses
    assert clause.tokens == (token,)
    assert clause.cited


@pytest.mark.parametrize("text", ["kế hoạch 5 năm", "kế hoạch 2021", "báo cáo 6 tháng", "số 76"])
def test_a_number_that_counts_something_is_left_to_the_words(text: str) -> None:
    assert not any(clause.cited for clause in parse_query(text, GLOSSARY).clauses)
