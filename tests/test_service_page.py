"""The search page as the service gives it: results without a script, in the frame of the built page."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from conftest import DAY
from ketluan.addresses import SEARCH
from ketluan.pages import site_pages
from ketluan.pages.search_page import KINDS, LIMITS, ORDERS
from ketluan.pages.search_results import NOTHING_SHOWN, REGION, Shown
from ketluan.search.generations import build_index
from ketluan.search.request import (
    FACETS,
    KIND_NAMES,
    KIND_VALUES,
    SORTS,
    FacetName,
    FacetValue,
    SearchRequest,
    SearchResult,
)
from ketluan.search.request import LIMITS as KNOWN_LIMITS
from ketluan.service import create_app
from ketluan.service.addressing import FIELDS, FILTERS, query_of
from ketluan.service.search_page import filled
from ketluan.service.showing import shown_result
from search_archive import NOTICE, TODAY, small_archive

HOSTILE = '"><script>alert(1)</script><mark>'
FAR = {"trang": "2"}


class Read(HTMLParser):
    """What a reader of the page meets: tags with their attributes, and the words below each class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of what has a class."""
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]

    def chosen(self) -> dict[str, str | None]:
        """Return what the fields of the search form say."""
        found: dict[str, str | None] = {}
        select = ""
        for tag, attrs in self.tags:
            if tag == "input" and attrs.get("value"):
                found[attrs["name"] or ""] = attrs["value"]
            select = attrs["name"] or "" if tag == "select" else select
            if tag == "option" and "selected" in attrs:
                found[select] = attrs["value"]
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the search page of the small archive, and its index beside it."""
    folder = tmp_path_factory.mktemp("page")
    page = next(page for page in site_pages(small_archive(), DAY) if page.address == SEARCH)
    path = folder / "site" / "tim-kiem" / "index.html"
    path.parent.mkdir(parents=True)
    path.write_text(page.html, "utf-8")
    build_index(small_archive(f"Lễ khánh thành {HOSTILE}."), folder / "index")
    return folder / "site"


@pytest.fixture(scope="module")
def client(site: Path) -> Iterator[FlaskClient]:
    """Lend a client of the service over that page."""
    app = create_app(site, site.parent / "index", lambda: TODAY)
    yield app.test_client()
    app.extensions["ketluan"].close()


def get(client: FlaskClient, **asked: str) -> Read:
    return Read(client.get(f"{SEARCH}?{urlencode(asked)}").get_data(as_text=True))


def test_results_are_in_the_page_without_any_script(client: FlaskClient) -> None:
    answer = client.get(f"{SEARCH}?q=105%2FTB-UBND")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    read = Read(answer.get_data(as_text=True))
    assert "7 kết quả" in read.words
    assert len(read.with_class("kl-hit")) == 7
    titles = [link["href"] for link in read.with_class("kl-hit__title")]
    assert titles[0] == f"../thong-bao/2021/{NOTICE}/#nv-ii-3-6"
    assert titles[-1] == "../van-ban/105-tb-ubnd-2021/"
    assert "cần JavaScript" not in read.words
    assert any("data-search-answered" in attrs for _, attrs in read.tags)
    start = next(attrs for _, attrs in read.tags if "data-search-start" in attrs)
    assert "hidden" in start


def test_a_task_shows_unit_period_notice_limit_status_and_citations(client: FlaskClient) -> None:
    words = " ".join(get(client, q="52/2016/QĐ-UBND", loai="nhiem-vu").words.split())
    assert "Quá hạn 15/4/2021" in words
    assert (
        "Văn phòng Sở"
        "Quý II/2021"
        "Kết luận tại cuộc họp giao ban Quý I năm 2021"
        "Viện dẫn 52/2016/QĐ-UBND"
    ) in words


def test_the_lists_to_begin_with_stay_where_nothing_was_asked(client: FlaskClient) -> None:
    read = get(client)
    assert read.with_class("kl-hit") == []
    start = next(attrs for _, attrs in read.tags if "data-search-start" in attrs)
    assert "hidden" not in start
    assert not any("data-search-answered" in attrs for _, attrs in read.tags)


def test_every_field_of_the_form_says_what_was_asked(client: FlaskClient) -> None:
    asked = {
        "q": 'kế "hoạch', "loai": "nhiem-vu", "don_vi": "van-phong-so", "ky": "2021-Q2",
        "nam": "2021", "trang_thai": "qua-han", "han": "theo-ky", "van_ban": "105/TB-UBND",
        "tu": "2021-03-29", "den": "2021-12-31", "sap_xep": "moi-nhat",
    }  # fmt: skip
    assert get(client, **asked).chosen() == asked
    assert set(asked) == set(FIELDS) - {"nguyen_van", "trang"}


def test_a_value_that_no_list_has_is_added_to_its_list(client: FlaskClient) -> None:
    assert get(client, don_vi=HOSTILE).chosen() == {"don_vi": HOSTILE}


def test_facets_orders_and_pages_are_links_to_the_next_state(client: FlaskClient) -> None:
    read = get(client, don_vi="phong-quan-ly-khoa-hoc", q="kế hoạch")
    facets = {link["data-key"]: link for link in read.with_class("kl-facet")}
    assert facets["don_vi=phong-quan-ly-khoa-hoc"]["aria-current"] == "true"
    assert facets["don_vi=phong-quan-ly-khoa-hoc"]["href"] == "?q=k%E1%BA%BF+ho%E1%BA%A1ch"
    assert (
        facets["don_vi=van-phong-so"]["href"] == "?q=k%E1%BA%BF+ho%E1%BA%A1ch&don_vi=van-phong-so"
    )
    assert facets["han=theo-ky"]["href"] == (
        "?q=k%E1%BA%BF+ho%E1%BA%A1ch&don_vi=phong-quan-ly-khoa-hoc&han=theo-ky"
    )
    pages = get(client, loai="nhiem-vu", sap_xep="cu-nhat", **FAR)
    assert pages.with_class("kl-paging") == []  # 15 tasks are one page
    everything = Read(client.get(f"{SEARCH}?nam=2020-2021&trang=2").get_data(as_text=True))
    assert [
        link["href"] for link in everything.with_class("kl-button--quiet") if "href" in link
    ] == ["?nam=2020-2021"]


def test_several_values_of_one_filter_stay_and_can_be_dropped_one_by_one(
    client: FlaskClient,
) -> None:
    read = Read(client.get(f"{SEARCH}?loai=don-vi&loai=thong-bao").get_data(as_text=True))
    chips = read.with_class("kl-chip")
    assert [chip["href"] for chip in chips] == ["?loai=thong-bao", "?loai=don-vi"]
    assert chips[0]["aria-label"] == "Bỏ bộ lọc Loại kết quả: Đơn vị"


def test_files_and_feed_take_the_same_search_without_its_page(client: FlaskClient) -> None:
    read = get(client, nam="2021", sap_xep="cu-nhat", **FAR)
    links = [attrs.get("href") for tag, attrs in read.tags if tag == "a"]
    assert "../api/search.csv?nam=2021&sap_xep=cu-nhat" in links
    assert "../api/search.xlsx?nam=2021&sap_xep=cu-nhat" in links
    assert "../api/search.atom?nam=2021" in links


def test_what_finds_nothing_says_why_and_leads_on(client: FlaskClient) -> None:
    read = get(client, q="77/KH-SKHCN")
    assert "Không tìm thấy kết quả nào cho “77/KH-SKHCN”." in read.words
    assert "Kho lưu trữ không có văn bản nào mang số “77/KH-SKHCN”." in read.words
    assert "?q=76%2FKH-SKHCN" in [attrs.get("href") for _, attrs in read.tags]
    filtered = get(client, q="hạt nhân", don_vi="van-phong-so")
    assert "Bỏ mọi bộ lọc" in filtered.words
    assert "?q=h%E1%BA%A1t+nh%C3%A2n" in [attrs.get("href") for _, attrs in filtered.tags]


def test_the_address_without_its_slash_leads_here_by_a_path_alone(client: FlaskClient) -> None:
    answer = client.get(f"{SEARCH[:-1]}?q=a", headers={"Host": "x.example"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{SEARCH}?q=a")
    named = client.get(f"{SEARCH}index.html?q=105%2FTB-UBND").get_data(as_text=True)
    assert len(Read(named).with_class("kl-hit")) == 7


def test_what_was_read_as_something_else_can_be_asked_as_typed(client: FlaskClient) -> None:
    read = get(client, q="hatj nhaan")
    assert len(read.with_class("kl-hit")) == 1
    assert "1 kết quả cho “hạt nhân”" in read.words
    assert "?q=hatj+nhaan&nguyen_van=1" in [attrs.get("href") for _, attrs in read.tags]
    typed = get(client, q="hatj nhaan", nguyen_van="1")
    assert typed.with_class("kl-hit") == []


def test_similar_tasks_have_a_page(client: FlaskClient) -> None:
    read = get(client, tuong_tu=f"{NOTICE}#II.3.6")
    assert "5 nhiệm vụ tương tự" in read.words
    assert len(read.with_class("kl-hit")) == 6  # the task itself stands above
    assert len(read.with_class("kl-hit__similar")) == 5
    missing = client.get(f"{SEARCH}?tuong_tu=x")
    assert missing.status_code == 404
    assert "không có nhiệm vụ nào mang mã “x”" in missing.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("trang=x", "trang phải là số"), ("q=" + "a" * 600, "dài quá 500 ký tự"),
     ("sap_xep=ten", "sap_xep phải là")],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_in_the_page(
    client: FlaskClient, query: str, sentence: str
) -> None:
    answer = client.get(f"{SEARCH}?{query}")
    assert answer.status_code == 400
    read = Read(answer.get_data(as_text=True))
    assert sentence in read.words
    assert read.with_class("kl-notice--fault")[0]["role"] == "alert"
    assert "Xem theo danh sách" in read.words


def test_without_an_index_the_page_says_so(site: Path, tmp_path: Path) -> None:
    answer = create_app(site, tmp_path, lambda: TODAY).test_client().get(f"{SEARCH}?q=a")
    assert answer.status_code == 503
    assert "Chưa có chỉ mục tìm kiếm" in answer.get_data(as_text=True)


@pytest.mark.parametrize("content", ["<p>không có dấu</p>", REGION[0], "\udcff"])
def test_a_page_without_the_marks_is_given_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tim-kiem" / "index.html"
    path.parent.mkdir()
    path.write_text(content, "utf-8", "surrogateescape")
    client = create_app(tmp_path, tmp_path / "index", lambda: TODAY).test_client()
    answer = client.get(f"{SEARCH}?q=a", buffered=True)
    assert (answer.status_code, answer.get_data()) == (200, path.read_bytes())
    path.unlink()
    assert client.get(f"{SEARCH}?q=a").status_code == 404


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    html = client.get(f"{SEARCH}?{urlencode({'q': 'khánh thành', 'nam': HOSTILE})}").get_data(
        as_text=True
    )
    assert "<script>alert" not in html
    html = client.get(f"{SEARCH}?q=kh%C3%A1nh").get_data(as_text=True)
    assert "<script>alert" not in html
    read = Read(html)
    assert f"Lễ khánh thành {HOSTILE}." in read.words
    assert [tag for tag, _ in read.tags].count("mark") == 1
    assert get(client, q=HOSTILE).chosen() == {"q": HOSTILE}


@given(st.dictionaries(st.sampled_from([*FIELDS, "tuong_tu"]), st.text(max_size=30)))
def test_no_address_breaks_the_page(client: FlaskClient, asked: dict[str, str]) -> None:
    answer = client.get(f"{SEARCH}?{urlencode(asked, errors='surrogatepass')}")
    assert answer.status_code in (200, 400, 404)
    html = answer.get_data(as_text=True)
    assert [tag for tag, _ in Read(html).tags].count("script") == 1
    assert "ketluan:" not in html


def answered(name: FacetName, values: Iterable[FacetValue]) -> Shown:
    facets = {name: tuple(values)}
    return shown_result(SearchRequest("x"), SearchResult(1, 1, 1, facets=facets), 0.01, TODAY)


def test_a_long_facet_is_folded_and_says_where_the_rest_is() -> None:
    (facet,) = answered("van_ban", (FacetValue(f"v{n}", f"V{n}", 1) for n in range(60))).facets
    assert (len(facet.shown), len(facet.folded)) == (8, 40)
    assert facet.beyond == "Còn các giá trị khác; xin chọn hoặc gõ ở bộ lọc phía trên."
    (facet,) = answered("van_ban", (FacetValue(f"v{n}", f"V{n}", 1) for n in range(9))).facets
    assert (len(facet.shown), len(facet.folded), facet.beyond) == (8, 1, "")


def test_the_chart_shows_time_as_it_went_quarters_without_results_too() -> None:
    counts = {"2020-Q4": 5, "2021-Q2": 10, "2021": 99, "2021-04": 99}
    bars = answered("ky", (FacetValue(p, p, count) for p, count in counts.items())).bars
    assert [(bar.quarter, bar.year, bar.go.count, bar.height) for bar in bars] == [
        ("IV", "2020", "5", 20), ("I", "2021", "0", 0), ("II", "", "10", 40),
    ]  # fmt: skip
    assert [bar.go.address for bar in bars] == ["?q=x&ky=2020-Q4", "", "?q=x&ky=2021-Q2"]
    assert {bar.top + bar.height for bar in bars} == {40}


def test_the_chart_has_the_latest_quarters_and_one_quarter_is_no_chart() -> None:
    many = [FacetValue(f"{year}-Q{q}", "", 1) for year in range(2000, 2010) for q in range(1, 5)]
    bars = answered("ky", many).bars
    assert (len(bars), bars[0].go.key, bars[-1].go.key) == (24, "ky=2004-Q1", "ky=2009-Q4")
    assert answered("ky", many[:1]).bars == ()


def test_a_search_is_written_in_one_way() -> None:
    wanted = SearchRequest(
        " kế *~hoạch", units=("a", "b"), limits=("theo-ky",), start="2021-01-01", sort="cu-nhat", page=3
    )  # fmt: skip
    assert query_of(wanted) == (
        "q=+k%E1%BA%BF+*~ho%E1%BA%A1ch&don_vi=a&don_vi=b&han=theo-ky&tu=2021-01-01"
        "&sap_xep=cu-nhat&trang=3"
    )
    assert query_of(SearchRequest()) == ""


def test_the_form_offers_what_the_search_knows() -> None:
    assert dict(KINDS) == {KIND_VALUES[kind]: name for kind, name in KIND_NAMES.items()}
    assert dict(LIMITS) == dict(KNOWN_LIMITS)
    assert tuple(key or SORTS[0] for key, _ in ORDERS) == SORTS
    assert set(FACETS) <= set(FILTERS)


def test_the_page_that_nobody_asked_anything_is_the_built_one(site: Path) -> None:
    page = (site / "tim-kiem" / "index.html").read_text("utf-8")
    left = filled(page, NOTHING_SHOWN, {})
    without = re.sub(
        r"<!--ketluan:khong.*?<!--/ketluan:khong[^>]*>|<!--/?ketluan:[^>]*>",
        "",
        page,
        flags=re.DOTALL,
    )
    assert left.split() == without.split()
