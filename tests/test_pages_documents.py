"""Pages of documents: what is known and from where, relations, conflicts, who must do what."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import DAY
from documents_archive import HELD, write_archive
from ketluan.archive import blocking, load_archive, with_existing_files
from ketluan.model import Archive, Document, DocumentLink
from ketluan.pages import Page, dead_links, document_files, site_pages, static_files
from ketluan.pages.document_files import file_address, outside_address
from ketluan.pages.text import sentence_pieces
from ketluan.pages.wording import INVERSES, RELATIONS, document_note
from page_words import words_of
from pages_archive import PLAN, cites

PLAN_20, PLAN_21 = "/van-ban/76-kh-skhcn-2020/", "/van-ban/76-kh-skhcn-2021/"
AMENDED, REPEALED = "/van-ban/62-2014-qd-ubnd/", "/van-ban/52-2016-qd-ubnd/"
REPEALING, DISPUTED = "/van-ban/12-2020-qd-ubnd/", "/van-ban/88-tb-ubnd-2021/"
UNKNOWN, GUESSED = "/van-ban/19-nq-tw/", "/van-ban/99-kh-skhcn-2021/"
NOTICE = "/van-ban/212-tb-skhcn-2021/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the made-up archive."""
    return write_archive(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def known(root: Path) -> Archive:
    """Return the made-up archive, without the file that is not there."""
    archive = load_archive(root)
    assert blocking(archive.problems) == ()
    return with_existing_files(root, archive)


@pytest.fixture(scope="module")
def pages(known: Archive) -> dict[str, Page]:
    """Return its pages by address."""
    return {page.address: page for page in site_pages(known, DAY)}


def test_every_link_leads_somewhere(known: Archive, pages: dict[str, Page]) -> None:
    files = [file.address for file in document_files(known)]
    files += [file.address for file in static_files(known, day=DAY)]
    others = [*files, "/huong-dan/", "/huong-dan/tim-kiem/"]
    assert dead_links(pages.values(), others) == ()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (PLAN_21, "Loại văn bản Kế hoạch theo số, ký hiệu"),
        (PLAN_21, "Ngày ban hành 20/01/2021 theo Thông báo số 212/TB-SKHCN ngày 02/4/2021 , Kết luận"),
        (PLAN_21, "Năm 2021 theo ngày ban hành"),
        (PLAN_21, "Cơ quan ban hành Sở Khoa học và Công nghệ tỉnh Mẫu theo Thông báo số 212"),
        (PLAN_21, "Trích yếu chưa rõ"),
        (AMENDED, "Ngày ban hành 15/12/2014 do người phụ trách ghi trong danh mục"),
        (AMENDED, "cấp tỉnh do người phụ trách ghi trong danh mục"),
        (AMENDED, "Năm 2014 theo số, ký hiệu"),
        (GUESSED, "Năm 2021 năm suy đoán suy từ ngày của Kết luận cuộc họp ngày 02/7/2021"),
        (UNKNOWN, "Năm chưa rõ"),
        (UNKNOWN, "Khóa, nhiệm kỳ chưa rõ"),
        (UNKNOWN, "Cơ quan ban hành Ban Chấp hành Trung ương theo bảng ký hiệu cơ quan"),
        (NOTICE, "Ngày ban hành 02/4/2021 theo chính văn bản mà kho lưu trữ giữ"),
        ("/van-ban/luat-thanh-tra-2022/", "Số, ký hiệu chưa rõ"),
        ("/van-ban/luat-thanh-tra-2022/", "Năm 2022 theo năm ghi ở chỗ viện dẫn"),
    ],
)  # fmt: skip
def test_each_fact_says_from_where_it_is_known(
    pages: dict[str, Page], address: str, expected: str
) -> None:
    assert expected in words_of(pages[address].html)


def test_two_documents_of_one_number_are_told_apart(pages: dict[str, Page]) -> None:
    assert f'href="../{PLAN_20.split("/")[2]}/"' in pages[PLAN_21].html
    assert "Kế hoạch số 76/KH-SKHCN (năm 2020)" in words_of(pages[PLAN_21].html)
    assert "Kế hoạch số 76/KH-SKHCN (năm 2021)" in words_of(pages["/van-ban/"].html)
    assert "20/01/2021" not in words_of(pages[PLAN_20].html)


def test_a_conflict_quotes_both_values_with_their_notices_and_the_cure(
    pages: dict[str, Page],
) -> None:
    words = words_of(pages[DISPUTED].html)
    assert "05/02/2021 theo Thông báo số 212/TB-SKHCN ngày 02/4/2021" in words
    assert "06/02/2021 theo Kết luận cuộc họp ngày 02/7/2021" in words
    assert "ghi ngay đúng vào mục 88-tb-ubnd-2021 của tệp notices/van-ban.yml" in words
    assert "Ngày ban hành chưa rõ các thông báo ghi khác nhau" in words


def test_a_repealed_document_says_so_by_a_sentence_that_nobody_confirmed(
    pages: dict[str, Page],
) -> None:
    words = words_of(pages[REPEALED].html)
    assert (
        "Văn bản này bị bãi bỏ bởi Quyết định số 12/2020/QĐ-UBND . theo câu văn, chưa xác" in words
    )
    assert "12/2020/QĐ-UBND ngày 03/4/2020 bãi bỏ Quyết định số 52/2016/QĐ-UBND" in words
    assert "kl-notice--fault" in pages[REPEALED].html
    assert "bị bãi bỏ (chưa xác nhận)" in words_of(pages["/van-ban/"].html)


def test_a_persons_relation_is_confirmed_and_told_from_both_sides(pages: dict[str, Page]) -> None:
    assert "được sửa đổi, bổ sung bởi Quyết định số 12/2020/QĐ-UBND đã xác nhận" in words_of(
        pages[AMENDED].html
    )
    active = words_of(pages[REPEALING].html)
    assert "sửa đổi, bổ sung Quyết định số 62/2014/QĐ-UBND đã xác nhận" in active
    assert "thay thế 10-2009-qd-ubnd (chưa được viện dẫn)" in active
    assert "bãi bỏ Quyết định số 52/2016/QĐ-UBND theo câu văn, chưa xác nhận" in active


def test_the_diagram_has_its_content_in_words(pages: dict[str, Page]) -> None:
    label = pages[REPEALED].html.partition('role="group" aria-label="')[2].partition('"')[0]
    assert label == (
        "Sơ đồ quan hệ. Quyết định số 52/2016/QĐ-UBND: bị bãi bỏ bởi Quyết định số 12/2020/QĐ-UBND "
        "(theo câu văn, chưa xác nhận)."
    )


def test_each_relation_has_both_wordings() -> None:
    assert RELATIONS.keys() == INVERSES.keys()
    assert not set(RELATIONS.values()) & set(INVERSES.values())


def test_a_task_that_asks_for_a_change_is_named_above(pages: dict[str, Page]) -> None:
    words = words_of(pages[AMENDED].html)
    assert "Có thông báo giao việc sửa đổi, bổ sung văn bản này: nhiệm vụ I.2.1" in words
    assert "giao việc" not in words_of(pages[REPEALED].html)


def test_a_held_notice_is_linked_itself_and_leads_back(pages: dict[str, Page]) -> None:
    html = pages[NOTICE].html
    assert f'Kho lưu trữ có giữ văn bản này: <a href="../../thong-bao/2021/{HELD}/">' in html
    assert "không giữ" not in html
    assert "Được viện dẫn 1 lần trong các thông báo khác" in words_of(
        pages[f"/thong-bao/2021/{HELD}/"].html
    )


def test_quotations_come_in_time_order_with_pinpoint_and_short_forms(
    pages: dict[str, Page],
) -> None:
    words = words_of(pages[PLAN_21].html)
    order = [
        words.index(part)
        for part in (
            "1 02/4/2021 thực hiện khoản 2 Điều 8",
            "2 02/4/2021 thực hiện gọi tắt",
            "3 02/7/2021 thực hiện",
        )
    ]
    assert order == sorted(order)
    assert "<mark>Kế hoạch nói trên</mark>" in pages[PLAN_21].html
    assert '<span class="kl-evidence"' in pages[PLAN_21].html


def test_counts_by_unit_and_period_lead_to_their_quotations(pages: dict[str, Page]) -> None:
    html = pages[PLAN_21].html
    assert "Quý II/2021 2 1 , 2 Quý III/2021 1 3" in words_of(html)
    for number in (1, 2, 3):
        assert f'href="#vd-{number}"' in html
        assert f'id="vd-{number}"' in html


def test_documents_of_the_same_tasks_are_counted(pages: dict[str, Page]) -> None:
    words = words_of(pages[PLAN_21].html)
    assert "Thông báo số 88/TB-UBND 2 nhiệm vụ" in words.partition("Được viện dẫn cùng")[2]
    assert 'href="../#tieu-chuan"' in pages["/van-ban/luat-thanh-tra-2022/"].html


def test_an_inferred_year_is_marked_at_the_mention(pages: dict[str, Page]) -> None:
    html = pages["/thong-bao/2021/2021-07-02-giao-ban-quy-ii/"].html
    assert html.count("kl-cite--guess") == 1
    assert "Chỗ này không ghi năm: năm 2021 là suy đoán." in html


def test_a_file_that_is_there_is_offered_and_one_that_is_not_is_not(
    known: Archive, pages: dict[str, Page]
) -> None:
    assert [file.address for file in document_files(known)] == [f"{AMENDED}quyet-dinh-62.pdf"]
    assert '<a href="quyet-dinh-62.pdf">' in pages[AMENDED].html
    assert "Kho lưu trữ không giữ văn bản này" in words_of(pages[REPEALING].html)


def test_an_outside_address_is_shown_and_given_no_power(pages: dict[str, Page]) -> None:
    assert (
        '<a class="kl-outside" href="https://vanban.example/62-2014?a=1&amp;b=2" '
        'rel="noopener noreferrer">https://vanban.example/62-2014?a=1&amp;b=2</a>'
    ) in pages[AMENDED].html


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("//a.example/x", ""),
        ('https://a.example/"><script>', ""),
    ],
)
def test_only_addresses_of_the_web_lead_outside(url: str, expected: str) -> None:
    assert outside_address(replace(PLAN, url=url)) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("goc/a/Kế hoạch 76.PDF", f"{PLAN_21}ke-hoach-76.pdf"),
        ("goc/a/trang.html", ""),
        ("goc/a/hinh.svg", ""),
        ("goc/../van-ban.yml.txt", ""),
        ("/etc/passwd.txt", ""),
        ("", ""),
    ],
)
def test_only_harmless_files_below_notices_are_published(file: str, expected: str) -> None:
    assert file_address(replace(PLAN, file=file)) == expected


def test_a_link_in_the_file_system_is_no_file_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "notices/goc").mkdir(parents=True)
    (tmp_path / "secret.pdf").write_bytes(b"%PDF")
    (tmp_path / "notices/goc/a.pdf").symlink_to(tmp_path / "secret.pdf")
    document = replace(PLAN, file="goc/a.pdf")
    found = with_existing_files(tmp_path, Archive(documents=(document,)))
    assert found.documents[0].file == ""


def test_a_document_that_no_notice_cites_has_a_page() -> None:
    page = next(p for p in site_pages(Archive(documents=(PLAN,)), DAY) if p.address == PLAN_21)
    assert "Được viện dẫn chưa lần nào" in words_of(page.html)


def test_a_description_has_a_line_for_each_fact() -> None:
    assert document_note(PLAN).split("\n") == [
        "Kế hoạch số 76/KH-SKHCN",
        "Ngày ban hành: 20/01/2021",
        "Cơ quan ban hành: Sở KH&CN",
    ]
    assert "Năm: chưa rõ" in document_note(Document("1-kh-a", "1/KH-A", "administrative"))


def test_marks_of_the_document_itself_win_and_pieces_stay_the_sentence() -> None:
    sentence = "Thực hiện Kế hoạch số 76/KH-SKHCN và 76/KH-SKHCN."
    first = cites(sentence, "76/KH-SKHCN", PLAN)
    wider = first._replace(start=first.start - 3)
    shown = sentence_pieces(sentence, (first,), (wider,), {PLAN.key: PLAN})
    assert "".join(piece.text for piece in shown) == sentence
    assert [piece.kind for piece in shown] == ["text", "own", "text"]


def rows_of(known: Archive) -> Iterable[dict[str, object]]:
    text = next(f.text for f in static_files(known) if f.address == "/api/v1/documents.json")
    rows: list[dict[str, object]] = json.loads(text)["documents"]
    return rows


def test_the_data_tell_conflicts_links_and_what_a_person_entered(known: Archive) -> None:
    rows = {row["id"]: row for row in rows_of(known)}
    amended, disputed = rows["62-2014-qd-ubnd"], rows["88-tb-ubnd-2021"]
    assert amended["registered"] == ["date", "issuer", "title"]
    assert amended["source_url"] == "https://vanban.example/62-2014?a=1&b=2"
    assert amended["file"] == f"{AMENDED}quyet-dinh-62.pdf"
    assert amended["links"] == [
        {
            "subject": "12-2020-qd-ubnd",
            "relation": "amends",
            "object": "62-2014-qd-ubnd",
            "confirmed": True,
            "evidence": None,
            "notice": None,
        }
    ]
    assert disputed["conflicts"] == [
        {
            "about": "date",
            "values": [
                {"value": "2021-02-05", "notices": ["2021-04-02-giao-ban-quy-i"]},
                {"value": "2021-02-06", "notices": ["2021-07-02-giao-ban-quy-ii"]},
            ],
        }
    ]
    assert rows["212-tb-skhcn-2021"]["held_as"] == HELD
    assert rows["luat-thanh-tra-2022"]["name"] == "Luật Thanh tra"


def test_the_data_are_valid_by_their_schema(known: Archive) -> None:
    found = {
        file.address: json.loads(file.text)
        for file in static_files(known)
        if file.address.endswith(".json")
    }
    for name in ("documents", "tasks"):
        schema = Draft202012Validator(found[f"/api/v1/{name}.schema.json"])
        assert list(schema.iter_errors(found[f"/api/v1/{name}.json"])) == []


def test_a_confirmed_end_stands_before_one_read_from_a_sentence() -> None:
    ends = [
        DocumentLink("other", "replaces", PLAN.key, confirmed=True),
        DocumentLink("another", "replaces", PLAN.key, confirmed=False),
    ]
    page = next(
        page
        for page in site_pages(Archive(documents=(PLAN,), document_links=tuple(ends)), DAY)
        if page.address == "/van-ban/"
    )
    assert '<span class="kl-mark">bị thay thế</span>' in page.html
