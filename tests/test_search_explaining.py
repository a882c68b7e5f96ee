"""An empty answer always says why it is empty."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Archive, Period
from ketluan.search.searching import SearchIndex
from search_archive import ask, opened, small_archive


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of the small archive."""
    with opened(small_archive(), tmp_path_factory.mktemp("index")) as made:
        yield made


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ("nam:2020", "Không có nội dung nào thuộc năm “2020”; kho lưu trữ có: 2021."),
        ("quy:I", "Không có nội dung nào thuộc quý “I”; kho lưu trữ có: Quý II/2021."),
        ("ky:2021-Q3", "Không có nội dung nào thuộc kỳ “2021-Q3”; kho lưu trữ có: Quý II/2021."),
        ("vanban:999", "Không có nội dung nào viện dẫn văn bản “999”."),
        ("trangthai:tamdung", "Không có nội dung nào có trạng thái “tamdung”."),
        ("loai:BB", "Không có nội dung nào thuộc loại “BB”."),
        ("tu:2030", "Không có nội dung nào từ ngày “2030” trở đi."),
        (
            "tu:1/4/2021 den:1/3/2021",
            "Ngày bắt đầu “1/4/2021” đứng sau ngày kết thúc “1/3/2021”; hãy đổi lại hai ngày.",
        ),
        (
            "-nam:2000-2100",
            ("Không có nội dung nào ngoài những nội dung thuộc năm “2000-2100”; kho lưu trữ có: "
            "2021."),
        ),
        (
            "hạt nhân donvi:vanphongso loai:nhiem-vu",
            ("Có 1 kết quả khớp từ cần tìm nhưng không có kết quả nào của đơn vị “vanphongso”, "
            "thuộc loại “nhiem-vu”; hãy bỏ bớt điều kiện."),
        ),
        (
            "loai:don-vi trangthai:quahan",
            ("Không có kết quả nào thuộc loại “don-vi”, có trạng thái “quahan”; "
            "hãy bỏ bớt điều kiện."),
        ),
        (
            "hạt tb",
            "“tb” chỉ có trong số, ký hiệu văn bản; hãy tìm theo cả số, ví dụ 76/KH-SKHCN.",
        ),
        ("hạt xyzt", "Kho lưu trữ không có từ “xyzt”."),
        ("hạt rủi", "Không có nội dung nào có đủ các phần của câu hỏi; hãy bớt từ hoặc bỏ ngoặc kép."),
        ("77/KH-SKHCN", "Kho lưu trữ không có văn bản nào mang số “77/KH-SKHCN”."),
        ("nhiệm vụ IX.9", "Kho lưu trữ không có nhiệm vụ nào mang số “nhiệm vụ IX.9”."),
        ("!!!", "Không có từ nào để tìm trong câu hỏi."),
    ],
)  # fmt: skip
def test_an_empty_answer_says_why(index: SearchIndex, q: str, note: str) -> None:
    result = ask(index, q)
    assert result.total == 0
    assert note in result.notes


def test_an_empty_archive_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(Archive(), tmp_path_factory.mktemp("empty")) as empty:
        assert ask(empty, "").notes == ("Kho lưu trữ chưa có nội dung nào.",)
        assert ask(empty, "nam:2020").notes != ()


def test_a_missing_number_in_a_field_offers_the_nearest(index: SearchIndex) -> None:
    assert ask(index, "vanban:77/KH-SKHCN").nearest_numbers == ("76/KH-SKHCN",)


@given(
    st.lists(
        st.sampled_from(
            ["hạt", "xyz", "77/KH", "nam:2020", "quy:I", "donvi:x", "-hạt", '"nhân hạt"', "OR",
             "tu:2022", "den:2020", "vanban:999", "!", "loai:x", "-loai:x", "trangthai:rut"]
        ),
        min_size=1, max_size=4,
    ).map(" ".join)
)  # fmt: skip
def test_whatever_finds_nothing_has_a_reason(index: SearchIndex, q: str) -> None:
    result = ask(index, q)
    assert result.total or result.notes


def test_a_facet_offers_nothing_that_leaves_nothing(index: SearchIndex) -> None:
    result = ask(index, "hạt nhân", units=("van-phong-so",))
    for values in result.facets.values():
        assert all(value.count or value.chosen for value in values)
    assert [(v.value, v.count) for v in result.facets["don_vi"] if v.chosen] == [
        ("van-phong-so", 0)
    ]


def test_a_period_counts_the_periods_within_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = small_archive()
    year = replace(archive.tasks[0], period=Period("2021"))
    notice = replace(archive.notices[0], tasks=(year, *archive.tasks[1:]))
    with opened(replace(archive, notices=(notice,)), tmp_path_factory.mktemp("periods")) as index:
        for value in ask(index, "").facets["ky"]:
            assert ask(index, "", periods=(value.value,)).total == value.count
