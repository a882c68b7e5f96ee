from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.citations import document_citations, find_citations, sentence_at, standards
from ketluan.citations.relating import sentences
from ketluan.vietnamese import nfc
from ketluan.vocabulary import document_types, issuer_symbols, relation_words, type_names


def numbers(text: str) -> list[str]:
    return [citation.number for citation in document_citations(find_citations(text))]


@pytest.mark.parametrize("row", document_types(), ids=lambda row: row["abbreviation"])
def test_every_type_is_read_from_its_example(row: dict[str, str]) -> None:
    (citation,) = find_citations(f"theo văn bản số {row['example']} đã ban hành")
    assert citation.number == row["example"]
    assert type_names()[citation.type] == row["name"]


@pytest.mark.parametrize("row", issuer_symbols(), ids=lambda row: row["symbol"])
def test_every_national_body_is_read_from_its_example(row: dict[str, str]) -> None:
    (citation,) = find_citations(f"theo văn bản số {row['example']}")
    assert citation.issuer == row["name"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Thông báo số 105/TB-UBND", "105/TB-UBND"),
        ("Thông báo số 105/TB- UBND", "105/TB-UBND"),
        ("Thông báo số 105/TB-\nUBND", "105/TB-UBND"),
        ("Thông báo số 105/TB-\n\nUBND", "105/TB-UBND"),
        ("Số: 123 /BC-SKHCN", "123/BC-SKHCN"),
        ("Kế hoạch 76/KH – SKHCN", "76/KH-SKHCN"),
        ("kế hoạch số 76/kh-skhcn", "76/kh-skhcn"),
        ("QĐ-TTg số 100", "100/QĐ-TTg"),
        ("Quyết định 100/QD-TTg", "100/QD-TTg"),
        ("Nghị định số 30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("Quyết định số 52/2016/QĐ-\n\nUBND", "52/2016/QĐ-UBND"),
        ("Luật số 29/2013/QH13", "29/2013/QH13"),
        ("Nghị quyết 10-\n\nNQ/TW", "10-NQ/TW"),
        ("Hướng dẫn số 36-HD/VPTW", "36-HD/VPTW"),
        ("Công văn số 45/SKHCN-QLKH", "45/SKHCN-QLKH"),
        ("Công văn số 1234/UBND-KGVX ngày", "1234/UBND-KGVX"),
        ("Nghị định 105/2025/NĐ-CP2 của", "105/2025/NĐ-CP"),
        ("(Quyết định 996/QĐ-TTg)", "996/QĐ-TTg"),
    ],
)
def test_a_number_is_read_through_its_damage(text: str, number: str) -> None:
    assert numbers(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "ngày 17/3/2021 và 20/01/2021",
        "trong Quý I/2021, giai đoạn 2021-2030",
        "đạt 5/7 chỉ tiêu, trực 24/24, 3/4 số xã",
        "điện thoại 0255.3822.123, 0905-123-456",
        "kinh phí 1.200.000 đồng/người, 15%/năm, tốc độ 60 km/h",
        "theo quy chuẩn QCVN 102:2016/BTTTT và TCVN ISO 9001:2015",
        "khu phố 3/2, phòng 12/A, tổ 5/khu B",
        "tỷ lệ 1/500, bản đồ 1/2000",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("tiêu chuẩn TCVN ISO 9001:2015.", "TCVN ISO 9001:2015"),
        ("quy chuẩn QCVN 102:2016/BTTTT", "QCVN 102:2016/BTTTT"),
        ("TCVN 5603:2008", "TCVN 5603:2008"),
    ],
)
def test_a_standard_is_cited_as_a_standard(text: str, standard: str) -> None:
    assert [citation.number for citation in standards(find_citations(text))] == [standard]


def test_a_list_shares_symbol_and_date() -> None:
    found = find_citations("Thông báo số 105, 106/TB-UBND ngày 3/4/2021 của UBND tỉnh")
    assert [(c.number, c.date, c.text) for c in found] == [
        ("105/TB-UBND", date(2021, 4, 3), "105"),
        ("106/TB-UBND", date(2021, 4, 3), "106/TB-UBND"),
    ]
    found = find_citations("các Quyết định số 12/QĐ-UBND, 13/QĐ-UBND ngày 3/4/2021")
    assert [c.date for c in found] == [date(2021, 4, 3)] * 2


def test_the_year_says_where_it_comes_from() -> None:
    dated, normative, bare = find_citations(
        "Kế hoạch 76/KH-SKHCN ngày 20 tháng 01 năm 2021; Nghị định 30/2020/NĐ-CP; Công văn số 5/SNV-TC",
        2022,
    )
    assert (dated.year, dated.year_from, dated.key) == (2021, "date", "76-kh-skhcn-2021")
    assert (normative.year, normative.year_from) == (2020, "number")
    assert normative.key == "30-2020-nd-cp"
    assert (bare.year, bare.year_from, bare.key) == (2022, "inferred", "5-snv-tc-2022")
    (unknown,) = find_citations("Công văn số 5/SNV-TC")
    assert (unknown.year, unknown.year_from, unknown.key) == (None, "", "5-snv-tc")


def test_a_short_form_takes_the_year_of_the_one_full_form() -> None:
    full, short = find_citations("Kế hoạch 76/KH-SKHCN ngày 20/01/2020; Kế hoạch 76/KH-SKHCN", 2021)
    assert (short.year, short.year_from) == (full.year, "date")
    first, second, third = find_citations(
        "76/KH-SKHCN ngày 20/01/2019; 76/KH-SKHCN ngày 5/2/2020; Kế hoạch 76/KH-SKHCN", 2021
    )
    assert (first.year, second.year) == (2019, 2020)
    assert third.year is None  # two candidates: doubt means no link


def test_an_impossible_day_is_no_date() -> None:
    (citation,) = find_citations("Thông báo số 9/TB-UBND ngày 31/2/2021")
    assert citation.date is None


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("52/2016/QĐ-UBND ngày 20/9/2016 của UBND tỉnh Quảng Ngãi.", "UBND tỉnh Quảng Ngãi"),
        ("76/KH-SKHCN ngày 20/01/2021 của Sở KH&CN.", "Sở KH&CN"),
        ("12/TT-BYT ngày 1/2/2021 của Bộ Y tế và Dân số về việc", "Bộ Y tế và Dân số"),
        ("105/TB-UBND ngày 17/3/2021 (các nội dung)", ""),
    ],
)  # fmt: skip
def test_the_issuer_is_the_one_the_text_names(text: str, issuer: str) -> None:
    assert find_citations(text)[0].issuer == issuer


_RELATION_EXAMPLES = [
    (row["relation"], sentence) for row in relation_words() for sentence in row["examples"]
]


@pytest.mark.parametrize(("relation", "sentence"), _RELATION_EXAMPLES)
def test_every_relation_is_read_from_its_examples(relation: str, sentence: str) -> None:
    citation = find_citations(sentence)[0]
    assert citation.relation == relation
    assert citation.evidence is not None
    assert sentence[slice(*citation.evidence)]


def test_the_relation_is_that_of_the_same_sentence() -> None:
    text = "Thực hiện tốt nhiệm vụ. Tại Thông báo số 105/TB-UBND nêu rõ."
    assert find_citations(text)[0].relation == ""


def test_the_quoted_sentence_is_whole() -> None:
    text = "Câu một. Theo dõi Kế hoạch số 76/KH-SKHCN của Sở. Câu ba."
    start = text.index("76")
    assert text[slice(*sentence_at(text, start, start + 11))] == (
        "Theo dõi Kế hoạch số 76/KH-SKHCN của Sở."
    )


_SCRAPS = st.sampled_from(
    ["76/KH-SKHCN", "105/TB-", "\n\n", "UBND", " ngày 17/3/2021", ", 106", "số ", "-NQ/TW", "30/2020",
     "/NĐ-CP", " của Sở KH&CN", "thay thế ", ". ", "; ", "TCVN ISO 9001:2015", "đ", "(", "999999"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(), st.lists(st.one_of(_SCRAPS, st.text(max_size=3))).map("".join)).map(
    nfc
)


@given(_TEXTS)
def test_every_span_cuts_its_own_text(text: str) -> None:
    found = find_citations(text, 2021)
    for citation in found:
        assert citation.text == text[citation.start : citation.end]
        if citation.evidence:
            assert text[slice(*citation.evidence)].strip()
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(_TEXTS)
def test_sentences_cover_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences(text)) == text


def test_a_law_keeps_its_year_to_itself() -> None:
    party, law = find_citations("Nghị quyết số 19-NQ/TW và Luật Thanh tra năm 2022")
    assert (party.year, party.issuer) == (None, "Ban Chấp hành Trung ương")
    assert (law.name, law.year) == ("Luật Thanh tra", 2022)
