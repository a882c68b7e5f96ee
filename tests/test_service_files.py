"""Results as files: tables for Excel, and the feed of a search that somebody saved."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin

import pytest
from lxml import etree
from openpyxl import load_workbook

from ketluan.exports.csv_file import BOM, csv_text, restored
from ketluan.exports.xlsx_file import xlsx_bytes
from ketluan.openapi import ENTRIES, EXPORTED
from ketluan.search.request import SearchRequest
from ketluan.search.searching import SearchIndex
from ketluan.service import result_files
from ketluan.service.result_files import result_feed, result_table
from search_archive import NOTICE, TODAY, opened, small_archive

HOSTILE = '=HYPERLINK("http://x","<script>alert(1)</script>") khánh thành'
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of the small archive with a hostile task."""
    with opened(small_archive(HOSTILE), tmp_path_factory.mktemp("index")) as made:
        yield made


def rows_of(index: SearchIndex, wanted: SearchRequest) -> list[dict[str, str]]:
    text = csv_text(result_table(index, wanted, TODAY))
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_a_row_says_what_a_result_says(index: SearchIndex) -> None:
    rows = rows_of(index, SearchRequest("52/2016/QĐ-UBND"))
    assert [row["Loại"] for row in rows] == ["Nhiệm vụ", "Văn bản"]
    assert rows[0] == {
        "Loại": "Nhiệm vụ",
        "Mã": f"{NOTICE}#II.2.3",
        "Tên": "Nhiệm vụ II.2.3",
        "Nội dung": "Thay thế Quyết định 52/2016/QĐ-UBND trước 30/6/2021.",
        "Chủ trì": "Văn phòng Sở",
        "Phối hợp": "Phòng Quản lý Khoa học",
        "Kỳ": "2021-Q2",
        "Hạn": "2021-04-15",
        "Hạn lấy từ": "người phụ trách xác định",
        "Văn bản viện dẫn": "52/2016/QĐ-UBND",
        "Thông báo": "Kết luận tại cuộc họp giao ban Quý I năm 2021",
        "Ngày": "2021-03-29",
        "Trang": f"/thong-bao/2021/{NOTICE}/#nv-ii-2-3",
        "Trạng thái ngày 01/5/2021": "Quá hạn",
    }


def test_a_table_has_all_pages_in_the_order_of_the_search(index: SearchIndex) -> None:
    wanted = SearchRequest(sort="cu-nhat")
    ids = [row["Mã"] for row in rows_of(index, wanted)]
    pages = [index.search(replace(wanted, page=page), TODAY) for page in (1, 2)]
    assert ids == [hit.id for page in pages for hit in page.hits]
    assert len(ids) == pages[0].total == 22


def test_formulas_are_text_in_both_tables(index: SearchIndex) -> None:
    (row, *_) = rows_of(index, SearchRequest("khánh thành"))
    assert row["Nội dung"] == f"'{HOSTILE}"
    assert restored(row["Nội dung"]) == HOSTILE
    table = result_table(index, SearchRequest("khánh thành"), TODAY)
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert sheet is not None
    cell = sheet["D2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (HOSTILE, "s", True)


def test_a_table_ends_at_its_bound_and_says_so(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_files, "EXPORTED", 3)
    table = result_table(index, SearchRequest("sở"), TODAY)
    assert len(table.rows) == 3
    assert table.facts == ("sở", "Chỉ có 3 dòng đầu.")
    assert result_table(index, SearchRequest("hạt nhân"), TODAY).facts == ("hạt nhân",)
    assert EXPORTED == 5000


def test_a_feed_has_the_newest_tasks_with_lasting_ids(index: SearchIndex) -> None:
    wanted = SearchRequest("105/TB-UBND", units=("chi-cuc-tieu-chuan",), page=2)
    feed = etree.fromstring(result_feed(index, wanted, TODAY).encode())
    query = "q=105%2FTB-UBND&don_vi=chi-cuc-tieu-chuan"
    assert feed.findtext(f"{ATOM}id") == f"tag:ketluan.invalid,2026:/api/search.atom?{query}"
    assert feed.findtext(f"{ATOM}title") == (
        "Thông báo kết luận: tìm 105/TB-UBND; chi-cuc-tieu-chuan"
    )
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"search.atom?{query}", "alternate": f"../tim-kiem/?{query}"}
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert set(ids) == {
        f"tag:ketluan.invalid,2026:{NOTICE}/nv-ii-3-{number}" for number in (3, 4, 5, 6)
    }
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    page = urljoin("http://kho/thu-muc/api/search.atom?x", link.get("href") or "")
    assert page.startswith(f"http://kho/thu-muc/thong-bao/2021/{NOTICE}/#nv-ii-3-")


def test_a_feed_tells_an_outcome_and_is_the_same_on_every_day(index: SearchIndex) -> None:
    wanted = SearchRequest("phương tiện đo lường")
    text = result_feed(index, wanted, TODAY)
    feed = etree.fromstring(text.encode())
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert (entry.findtext(f"{ATOM}content") or "").splitlines()[2:] == [
        "Chủ trì: Chi cục Tiêu chuẩn Đo lường Chất lượng",
        "Hạn: 30/6/2021 (theo kỳ, văn bản không ghi)",
        "Kết quả: Đã hoàn thành ngày 20/4/2021",
        "Thông báo: Kết luận tại cuộc họp giao ban Quý I năm 2021",
        "Mục: II.3.1",
    ]
    assert feed.findtext(f"{ATOM}updated") == "2021-04-20T00:00:00+07:00"
    assert result_feed(index, wanted, date(2022, 1, 1)) == text


def test_a_feed_of_nothing_is_still_a_feed(index: SearchIndex) -> None:
    feed = etree.fromstring(result_feed(index, SearchRequest("zzzz"), TODAY).encode())
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+07:00"


def test_a_feed_holds_tasks_only_and_ends_at_its_bound(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = etree.fromstring(result_feed(index, SearchRequest(), TODAY).encode())
    assert len(feed.findall(f"{ATOM}entry")) == 15
    monkeypatch.setattr(result_files, "ENTRIES", 2)
    feed = etree.fromstring(result_feed(index, SearchRequest(), TODAY).encode())
    assert len(feed.findall(f"{ATOM}entry")) == 2
    assert ENTRIES == 200


def test_a_hostile_query_stays_text_in_the_feed(index: SearchIndex) -> None:
    text = result_feed(index, SearchRequest('"><script>x</script>\0'), TODAY)
    assert "<script" not in text
    etree.fromstring(text.encode())
