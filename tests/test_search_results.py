"""What a search finds, in which order, and what it says."""

import json
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.archive import load_archive
from ketluan.search.request import PAGE_SIZE, SearchRequest
from ketluan.search.searching import SearchIndex
from search_archive import TODAY, ask, numbers, opened, small_archive


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of the small archive."""
    with opened(small_archive(), tmp_path_factory.mktemp("index")) as made:
        yield made


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of this project's own archive."""
    archive = load_archive(Path(__file__).parents[1])
    with opened(archive, tmp_path_factory.mktemp("real")) as made:
        yield made


@pytest.mark.parametrize("q", ["việc", "76/KH-SKHCN", "77/KH-SKHCN", "văn phòng", "", "xyz"])
def test_an_answer_as_text_is_the_answer_as_values(tmp_path: Path, q: str) -> None:
    hostile = 'Việc "trích"\\ </script>\x01\t\x7f\u2028 😀 76/KH-SKHCN <mark>&amp;'
    with opened(small_archive(hostile, *(f"Việc {n}" for n in range(30))), tmp_path) as index:
        for _ in range(2):  # what is written once must be right when it is taken again
            result = ask(index, q)
            assert json.loads(result.json_text(1.5)) == result.to_json(1.5)


PLAN_SHAPES = [
    "76/KH-SKHCN", "76 kh skhcn", "kế hoạch 76", "kế hoạch số 76", "ke hoach so 76", "KH 76",
    "76/kh", "76-KH-SKHCN", "Kế hoạch số 76/KH-SKHCN", "vanban:76/KH-SKHCN",
    "vanban:76-kh-skhcn-2021",
]  # fmt: skip


@pytest.mark.parametrize("q", PLAN_SHAPES)
def test_a_number_finds_exactly_its_tasks_and_its_document(index: SearchIndex, q: str) -> None:
    result = ask(index, q)
    assert sorted(numbers(result)) == ["II.1.3", "II.2.1"]
    assert numbers(result, "document") == ["76-kh-skhcn-2021"]
    assert result.total == 3


@pytest.mark.parametrize("q", PLAN_SHAPES)
def test_a_number_finds_exactly_its_tasks_in_the_real_archive(real: SearchIndex, q: str) -> None:
    result = ask(real, q)
    assert sorted(numbers(result)) == ["II.3.6", "II.5.6"]
    assert numbers(result, "document") == ["76-kh-skhcn-2021"]
    assert result.total == 3


def test_a_number_leads_directly_to_its_document(index: SearchIndex) -> None:
    direct = ask(index, "76 kh skhcn").direct
    assert direct is not None
    assert direct.url == "/van-ban/76-kh-skhcn-2021/"


def test_a_standard_without_a_page_leads_to_the_list_of_documents(real: SearchIndex) -> None:
    task, standard = ask(real, "ISO 9001").hits
    assert standard.url == "/van-ban/"
    assert [item.url for item in task.documents] == ["/van-ban/"]


@pytest.mark.parametrize("q", ["77/KH-SKHCN", "77 kh skhcn", "kế hoạch 77"])
def test_an_unknown_number_finds_nothing_says_so_and_offers_the_nearest(
    index: SearchIndex, q: str
) -> None:
    result = ask(index, q)
    assert (result.total, result.nearest_numbers) == (0, ("76/KH-SKHCN",))
    assert f"“{q}”" in result.notes[0]
    assert "không có văn bản" in result.notes[0]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("105/TB-UBND", {"II.1.7", "II.2.6", "II.3.5", "II.4.6", "II.5.2", "II.8.3"}),
        ("thông báo 105", {"II.1.7", "II.2.6", "II.3.5", "II.4.6", "II.5.2", "II.8.3"}),
        ("52/2016/QĐ-UBND", {"II.4.3"}),
        ("quyết định 62", {"II.7.3"}),
        ("996 qd ttg", {"II.7.4"}),
        ("iso 9001", {"II.7.2"}),
        ("tcvn", {"II.7.2"}),
        ("dien tap hat nhan", {"II.3.3"}),
        ("diễn tập hạt nhân", {"II.3.3"}),
        ('"sự cố bức xạ"', {"II.3.3"}),
        ("truy xuat nguon goc", {"II.7.4"}),
        ("sacha inchi", {"II.6.1"}),
        ("cải cách hành chính Sở tốp", {"II.5.3"}),
        ("khởi nghiệp quý IV", {"II.3.4"}),
        ("donvi:thanhtraso", {"II.6.1", "II.6.2", "II.6.3"}),
    ],
)
def test_real_tasks_are_found(real: SearchIndex, q: str, expected: set[str]) -> None:
    assert set(numbers(ask(real, q))) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("hat nhan", ["II.1.2"]),
        ("HẠT NHÂN", ["II.1.2"]),
        ("hạt nhân -diễn", []),
        ('"nhân hạt"', []),
        ("hạt OR rủi", ["II.1.2", "II.3.2"]),
        ("hạt HOẶC rủi", ["II.1.2", "II.3.2"]),
        ("kỹ năng", ["II.3.1"]),
        ("ky nang", ["II.3.1"]),
        ("cải cách hành chính", ["II.2.2"]),
        ("gđ sở", ["II.2.2"]),
        ("hội đồng nhân dân", []),
        ("ỦY BAN NHÂN DÂN", ["II.1.2", "II.3.3"]),
        ("ubnd", ["II.1.2", "II.3.3"]),
        ("quý 3 2021", ["II.3.4"]),
        ("17/03/2021", ["II.1.1"]),
        ("không-có-ở-đâu", []),
        ("lễ khởi công", ["II.3.5"]),
        ('"lễ khởi công" 105/TB-UBND', ["II.3.5"]),
        ('105/TB-UBND -"lễ khởi công" -tổng -II/2021 -quý -xã -dõi -làm', []),
    ],
)
def test_words_phrases_and_operators(index: SearchIndex, q: str, expected: list[str]) -> None:
    assert sorted(numbers(ask(index, q))) == expected


def test_typed_accents_rank_the_very_words_first(index: SearchIndex) -> None:
    assert numbers(ask(index, "đo lường")) == ["II.3.1", "II.3.2"]
    assert numbers(ask(index, "độ lượng")) == ["II.3.2", "II.3.1"]
    assert sorted(numbers(ask(index, "do luong"))) == ["II.3.1", "II.3.2"]
    assert numbers(ask(index, '"đo lường"')) == ["II.3.1"]


def test_a_plan_and_a_count_are_not_a_number(index: SearchIndex) -> None:
    assert "II.1.4" not in numbers(ask(index, "kế hoạch 76"))
    assert numbers(ask(index, "76 cán bộ")) == ["II.1.4"]


def test_abbreviations_find_both_ways(index: SearchIndex) -> None:
    expected = numbers(ask(index, "khoa học và công nghệ"))
    assert set(expected) == {"I.1", "II.1.4"}
    for q in ("KH&CN", "KHCN", "KH^CN", "khcn", "khoa hoc cong nghe"):
        assert sorted(numbers(ask(index, q))) == sorted(expected)


@pytest.mark.parametrize(
    ("q", "total"),
    [
        ("donvi:vanphongso loai:nhiemvu", 3),
        ('đơn_vị:"Văn phòng" loai:nhiem-vu', 3),
        ("donvi:P.QLKH loai:nhiemvu", 5),
        ("phoihop:phong-quan-ly-khoa-hoc", 3),
        ("quy:II/2021 loai:nhiemvu", 14),
        ("quy:2 loai:nhiemvu", 14),
        ("ky:2021-Q3", 0),
        ("nam:2020-2022 loai:nhiemvu", 14),
        ("nam:2020 loai:nhiemvu", 0),
        ("loai:KH", 1),
        ('loai:"kế hoạch"', 1),
        ("trangthai:quahan", 1),
        ('trạng_thái:"Đã hoàn thành"', 1),
        ("trangthai:trong-han", 12),
        ("vanban:105/TB-UBND loai:nhiemvu", 6),
        ("-loai:nhiemvu", 7),
        ("từ:29/3/2021 đến:2021-03-29", 15),
        ("tu:1/4/2021", 0),
        ("den:2016 loai:vanban", 1),
    ],
)
def test_fields_narrow_a_search(index: SearchIndex, q: str, total: int) -> None:
    result = ask(index, q)
    assert (result.total, bool(result.notes)) == (total, not total)


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ("màu:đỏ hạt", "Không có trường “màu”"),
        ("donvi:khôngcó", "Không có đơn vị nào"),
        ("quy:V/2021", "Không hiểu quý"),
        ("trangthai:vui", "Không có trạng thái"),
        ("tu:hôm-qua", "Không hiểu ngày"),
        ("!!!", "Không có từ nào"),
        ("a " * 60, "quá dài"),
    ],
)
def test_what_cannot_be_read_is_said(index: SearchIndex, q: str, note: str) -> None:
    assert any(note in said for said in ask(index, q).notes)


def test_a_status_depends_on_the_day_asked(index: SearchIndex) -> None:
    wanted = SearchRequest("52/2016/QĐ-UBND", types=("nhiem-vu",))
    days = (date(2021, 3, 30), date(2021, 4, 10), date(2021, 4, 15), date(2021, 4, 16))
    statuses = [index.search(wanted, day).hits[0].status for day in days]
    assert statuses == ["trong-han", "sap-den-han", "sap-den-han", "qua-han"]


@pytest.mark.parametrize("q", ["", "105/TB-UBND", "kế hoạch", "donvi:vanphongso", "ubnd OR sở"])
def test_a_facet_counts_what_choosing_it_would_leave(index: SearchIndex, q: str) -> None:
    attributes = {
        "don_vi": "units", "ky": "periods", "nam": "years", "loai": "types",
        "van_ban": "documents", "trang_thai": "statuses", "han": "limits",
    }  # fmt: skip
    for name, values in ask(index, q).facets.items():
        assert values
        for value in values:
            narrowed = ask(index, q, **{attributes[name]: (value.value,)})
            assert narrowed.total == value.count > 0
            chosen = [item for item in narrowed.facets[name] if item.chosen]
            assert [(item.value, item.count) for item in chosen] == [(value.value, value.count)]


def test_kinds_stand_in_order_and_the_cited_document_leads_its_kind(index: SearchIndex) -> None:
    kinds = [hit.kind for hit in ask(index, "").hits]
    assert kinds == ["task"] * 14 + ["document"] * 3 + ["unit"] * 3
    assert ask(index, "", page=2).hits[0].kind == "notice"
    assert ask(index, "").others["notice"][0].kind == "notice"
    assert ask(index, "thông báo 105").hits[-1].id == "105-tb-ubnd-2021"


def test_pages_divide_the_results_without_gap_or_repetition(index: SearchIndex) -> None:
    pages = [ask(index, "", page=page) for page in (1, 2)]
    ids = [hit.id for page in pages for hit in page.hits]
    assert len(ids) == len(set(ids)) == pages[0].total == PAGE_SIZE + 1
    assert {page.pages for page in pages} == {2}


def test_behind_the_last_page_stands_the_last_page_and_says_so(index: SearchIndex) -> None:
    beyond, last = ask(index, "", page=9), ask(index, "", page=2)
    assert (beyond.page, beyond.hits) == (2, last.hits)
    assert beyond.notes == ("Chỉ có 2 trang kết quả; đây là trang cuối.",)
    assert last.notes == ()


def test_results_sort_by_day(index: SearchIndex) -> None:
    def days(sort: str) -> list[date | None]:
        return [hit.day for hit in ask(index, "loai:vanban", sort=sort).hits]

    assert days("moi-nhat") == [date(2021, 3, 17), date(2021, 1, 20), date(2016, 9, 20)]
    assert days("cu-nhat") == days("moi-nhat")[::-1]


def test_a_highlight_is_the_escaped_text_with_marks(index: SearchIndex) -> None:
    (hit,) = ask(index, "rủi ro").hits
    assert "<mark>rủi ro</mark> &lt;b&gt;&amp; báo cáo&lt;/b&gt;" in hit.highlight


@pytest.mark.parametrize(
    ("q", "mark"),
    [
        ("hat nhan", "<mark>hạt nhân</mark>"),
        ("ủy ban nhân dân huyện", "<mark>UBND huyện</mark>"),
        ("76/kh", "<mark>số 76/KH-SKHCN</mark>"),
        ("cải cách hành chính", "<mark>CCHC</mark>"),
        ("kỹ năng", "<mark>kĩ năng</mark>"),
        ('"bức xạ hạt"', "<mark>bức xạ hạt</mark> nhân"),
    ],
)
def test_marks_stand_on_the_original_text(index: SearchIndex, q: str, mark: str) -> None:
    assert any(mark in hit.highlight for hit in ask(index, q).hits)


QUERIES = st.lists(
    st.sampled_from(["kế", "hoach", "76/kh", "số", '"', "-", "OR", "ubnd", "đo", "lường", "a<b"]),
    max_size=8,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(QUERIES)
def test_any_query_is_answered_and_highlights_keep_the_text(index: SearchIndex, q: str) -> None:
    result = ask(index, q)
    assert sum(result.counts.values()) == result.total
    for hit in result.hits:
        plain = hit.highlight.replace("<mark>", "").replace("</mark>", "")
        assert unescape(plain) == hit.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=10))
def test_any_text_is_answered(index: SearchIndex, q: str, value: str) -> None:
    everywhere = (value,)
    ask(index, q)
    index.suggest(q)
    request = SearchRequest(
        "", everywhere, everywhere, everywhere, everywhere, everywhere, everywhere, value, value
    )
    index.search(request, TODAY)


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        ("76", ("document", "76/KH-SKHCN")),
        ("105/tb", ("document", "105/TB-UBND")),
        ("van phong", ("unit", "Văn phòng Sở")),
        ("hat nh", ("phrase", "hạt nhân")),
        ("khoi c", ("phrase", "khởi công")),
    ],
)
def test_suggestions_continue_what_is_typed(
    index: SearchIndex, begun: str, first: tuple[str, str]
) -> None:
    found = index.suggest(begun)[0]
    assert (found.kind, found.text) == first


@pytest.mark.parametrize("text", ["105/TB hat nh", '"hat nh', "-hat nh", "2021 hat nh"])
def test_words_are_not_suggested_where_something_else_would_be_lost(
    index: SearchIndex, text: str
) -> None:
    assert "phrase" not in [suggestion.kind for suggestion in index.suggest(text)]


def test_nothing_is_suggested_for_nothing(index: SearchIndex) -> None:
    assert index.suggest("  ") == ()
