"""The generated pages: what they say, what they never say, and where their links lead."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DAY
from ketluan.model import Archive, Deadline, Outcome, Period, Task
from ketluan.pages import Page, dead_links, site_pages, static_files
from ketluan.pages.tasks import task_sign
from ketluan.pages.text import paragraphs
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words
from page_words import Words, words_of
from pages_archive import (
    HOSTILE,
    ID,
    PLAN,
    Q2,
    archive,
    cites,
)

GUIDE = {"/huong-dan/", "/huong-dan/tim-kiem/"}


def files_of(known: Archive) -> set[str]:
    """Return the addresses made elsewhere: of the guide, and of static files."""
    return {*GUIDE, *(file.address for file in static_files(known, day=DAY))}


def pages_of(known: Archive) -> dict[str, Page]:
    return {page.address: page for page in site_pages(known, DAY)}


def test_every_identity_has_its_page() -> None:
    assert list(pages_of(archive())) == [
        "/",
        "/thong-bao/",
        f"/thong-bao/2021/{ID}/",
        "/don-vi/",
        "/don-vi/phong-quan-ly-khoa-hoc/",
        "/don-vi/phong-ke-hoach-tai-chinh/",
        "/don-vi/van-phong-so/",
        "/van-ban/",
        "/van-ban/76-kh-skhcn-2021/",
        "/van-ban/45-skhcn-qlkh/",
        "/ky/",
        "/ky/2021-q1/",
        "/ky/2021-q2/",
        "/nhiem-vu/",
        "/nhiem-vu/qua-trinh/",
        "/thoi-han/",
        "/thoi-han/lich/",
        "/thoi-han/2021-06/",
        "/kiem-toan/",
        "/kiem-toan/qua-han/",
        "/kiem-toan/chuyen-nhieu-ky/",
        "/kiem-toan/khong-nhac-lai/",
        "/kiem-toan/han-da-qua/",
        "/kiem-toan/lui-han/",
        "/kiem-toan/don-vi-khong-nhiem-vu/",
        "/kiem-toan/mau-thuan/",
        "/kiem-toan/moi-noi/",
        "/kiem-toan/ket-qua-de-xuat/",
        "/kiem-toan/ky/2021-q2/",
        "/kiem-toan/2021-q2/",
        "/kiem-toan/nguon-goc/",
        "/tim-kiem/",
    ]


@pytest.mark.parametrize("known", [archive(), Archive()], ids=["sample", "empty"])
def test_every_link_and_anchor_leads_somewhere(known: Archive) -> None:
    assert dead_links(site_pages(known, DAY), files_of(known)) == ()


def test_a_link_to_nowhere_is_a_problem_with_its_page() -> None:
    page = Page("/a/", "A", "", '<a href="../b/">x</a> <a href="#y">z</a> <a href="//h/">h</a>')
    assert [problem.message for problem in dead_links([page])] == [
        "liên kết hỏng '../b/' trên trang /a/: không có trang /b/",
        "liên kết hỏng '#y' trên trang /a/: trang /a/ không có mỏ neo #y",
        "liên kết hỏng '//h/' trên trang /a/: dẫn ra ngoài trang web",
    ]
    assert dead_links([replace(page, body='<p id="y"> <a href="#y">z</a>')]) == ()


def test_two_pages_at_one_address_and_two_equal_anchors_are_problems() -> None:
    page = Page("/a/", "A", "", '<p id="y"><p id="y">')
    rules = {problem.rule for problem in dead_links([page, page])}
    assert rules == {"address-collision", "anchor-collision"}


def test_headings_at_the_side_exist_on_the_page() -> None:
    for page in site_pages(archive(), DAY):
        for heading in page.headings:
            for entry in (heading, *heading.children):
                assert f'id="{entry.id}"' in page.html, (page.address, entry)


def test_headings_come_in_order_without_gaps() -> None:
    for page in site_pages(archive(), DAY):
        levels = [int(level) for level in re.findall(r"<h([1-6])", page.html)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        gaps = [b for a, b in pairwise(levels) if b > a + 1]
        assert gaps == [], (page.address, levels)


def test_a_notice_reads_as_printed() -> None:
    page = pages_of(archive())[f"/thong-bao/2021/{ID}/"]
    text = words_of(page.html)
    at = [
        text.index(part)
        for part in (
            "THÔNG BÁO",
            "tại cuộc họp giao ban Quý I năm 2021",
            "Ngày 02/4/2021",
            "I. Nhiệm vụ chung",
            "1. Các phòng, đơn vị giữ nền nếp",
            "II. Nhiệm vụ của các đơn vị",
            "(1) Triển khai thực hiện",
            "Nay thông báo",
            "Nơi nhận:",
            "- GĐ, các PGĐ Sở;",
            "TL. GIÁM ĐỐC",
        )
    ]
    assert at == sorted(at)


def test_a_task_has_its_anchor_permalink_units_and_citation_links() -> None:
    html = pages_of(archive())[f"/thong-bao/2021/{ID}/"].html
    assert 'id="nv-ii-1-1"' in html
    assert 'class="kl-permalink" href="#nv-ii-1-1"' in html
    assert 'href="../../../don-vi/phong-quan-ly-khoa-hoc/"' in html
    assert 'class="kl-cite" href="../../../van-ban/76-kh-skhcn-2021/"' in html
    assert '<span class="kl-standard" title="Tiêu chuẩn">TCVN ISO 9001:2015</span>' in html


def test_what_the_source_does_not_say_is_said_to_be_missing() -> None:
    html = pages_of(archive())[f"/thong-bao/2021/{ID}/"].html
    assert "<dt>Số, ký hiệu</dt><dd><span>bản gốc không ghi</span></dd>" in html
    assert "ab" * 32 in html
    assert "số trang" in html


def test_text_of_notices_is_never_markup() -> None:
    for page in site_pages(archive(), DAY):
        parser = Words()
        parser.feed(page.html)
        scripts = page.html.count("<script")
        assert scripts == page.html.count('<script src="'), page.address
        assert "javascript:" not in re.findall(r'href="([^"]*)"', page.html)
    html = pages_of(archive())[f"/thong-bao/2021/{ID}/"].html
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; {{ 7*7 }}" in html
    assert HOSTILE in unescape(html)


def test_a_document_page_quotes_each_sentence_with_the_citation_marked() -> None:
    html = pages_of(archive())["/van-ban/76-kh-skhcn-2021/"].html
    assert "Kho lưu trữ không giữ văn bản này" in html
    assert "Triển khai thực hiện <mark>Kế hoạch số 76/KH-SKHCN ngày 20/01/2021</mark> trước" in html
    assert '<span class="kl-verb">thực hiện</span>' in html
    assert f'href="../../thong-bao/2021/{ID}/#nv-ii-1-1"' in html
    assert "20/01/2021 <span" in html
    assert "theo <a" in html


def test_a_held_document_leads_to_its_notice() -> None:
    known = archive()
    held = replace(known.documents[0], held_as=ID)
    html = pages_of(replace(known, documents=(held, *known.documents[1:])))[
        "/van-ban/76-kh-skhcn-2021/"
    ].html
    assert "Kho lưu trữ có giữ văn bản này" in html
    assert "không giữ văn bản này" not in html


def test_an_inferred_or_unknown_year_is_marked() -> None:
    known = archive()
    inferred = replace(known.documents[0], year_from="inferred", date=None)
    pages = pages_of(replace(known, documents=(inferred, *known.documents[1:])))
    guess = '<dt>Năm</dt><dd>2021 <span class="kl-mark kl-mark--guess">năm suy đoán</span>'
    assert guess in pages["/van-ban/76-kh-skhcn-2021/"].html
    assert "<dt>Năm</dt><dd>chưa rõ</dd>" in pages["/van-ban/45-skhcn-qlkh/"].html
    assert "năm suy đoán" in pages["/kiem-toan/nguon-goc/"].html


def test_a_unit_page_tells_leading_joining_and_general_tasks_apart() -> None:
    pages = pages_of(archive())
    finance = pages["/don-vi/phong-ke-hoach-tai-chinh/"].html
    assert [h.text for h in pages["/don-vi/phong-ke-hoach-tai-chinh/"].headings] == [
        "Phối hợp hoặc được nhắc đến",
        "Nhiệm vụ chung",
        "Văn bản được viện dẫn",
    ]
    assert "Còn được ghi là: Phòng KH-TC." in words_of(finance)
    assert "từ 02/01/2008" in finance
    assert [h.text for h in pages["/don-vi/phong-quan-ly-khoa-hoc/"].headings] == [
        "Việc đang mở",
        "Khối lượng theo kỳ",
        "Chủ trì",
        "Nhiệm vụ chung",
        "Văn bản được viện dẫn",
    ]


def test_the_home_page_counts_what_there_is() -> None:
    text = words_of(pages_of(archive())["/"].html)
    for figure in ("1 thông báo", "4 nhiệm vụ", "3 đơn vị", "2 văn bản được viện dẫn"):
        assert figure in text


TASK = Task("n#1", "n", "1", "1.", "việc", 0, 1)
WRITTEN = Deadline(0, 4, "trước 30/6/2021", "deadline", None, date(2021, 6, 30))


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (TASK, ("khong-han", "", "", False, "")),
        (
            replace(TASK, period=Q2),
            ("han", "2021-06-30", "2021-06-16", True, "theo kỳ chỉ đạo Quý II/2021"),
        ),
        (
            replace(TASK, deadlines=(WRITTEN,), period=Period("2021-Q4")),
            ("han", "2021-06-30", "2021-06-16", False, "văn bản ghi “trước 30/6/2021”"),
        ),
        (
            replace(TASK, decided_due=date(2021, 7, 1)),
            ("han", "2021-07-01", "2021-06-17", False, "do người phụ trách xác định"),
        ),
        (
            replace(TASK, decided_due=date.min),
            ("han", "0001-01-01", "0001-01-01", False, "do người phụ trách xác định"),
        ),
        (
            replace(TASK, deadlines=(Deadline(0, 4, "hàng tháng", "recurring"),)),
            ("khong-han", "", "", False, "văn bản ghi “hàng tháng”"),
        ),
    ],
)
def test_a_sign_says_where_its_limit_comes_from(
    task: Task, expected: tuple[str, str, str, bool, str]
) -> None:
    sign = task_sign(task, None)
    assert (sign.kind, sign.due, sign.soon, sign.is_default, sign.origin) == expected


def test_an_outcome_stands_before_the_limit() -> None:
    sign = task_sign(TASK, Outcome("n#1", "hoan-thanh", date(2021, 5, 4), "45/QĐ-SKHCN"))
    assert (sign.word, sign.day, sign.origin) == ("Đã hoàn thành", "04/5/2021", "theo 45/QĐ-SKHCN")


def test_a_task_carried_on_says_so_and_what_its_limit_was() -> None:
    sign = task_sign(replace(TASK, period=Q2), None, date(2021, 9, 29))
    assert (sign.kind, sign.day, sign.due) == ("chuyen-tiep", "29/9/2021", "")
    assert sign.origin == "hạn 30/6/2021, theo kỳ chỉ đạo Quý II/2021"


def test_the_markdown_form_has_front_matter_and_one_block_without_blank_lines() -> None:
    for page in site_pages(archive(), DAY):
        _, front, body = page.markdown().split("---\n", 2)
        assert front.splitlines()[0].startswith('title: "')
        assert "\n\n" not in body
        assert body.startswith("<div>\n")
        assert body.endswith("</div>\n")


@given(st.text("ab \n"), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4))
def test_pieces_joined_are_the_paragraphs_of_the_text(
    text: str, spans: list[tuple[int, int]]
) -> None:
    within = [(a, b) for a, b in spans if a < b <= len(text)]
    citations = [cites("x", "x", PLAN)._replace(start=a, end=b) for a, b in within]
    shown = paragraphs(text, citations, (), {PLAN.key: PLAN})
    joined = ["".join(piece.text for piece in paragraph) for paragraph in shown]
    assert "\n\n".join(joined).split() == text.split()
    assert not any("\n\n" in paragraph for paragraph in joined)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 3, 3), "03/3/2021"),
        (date(2021, 1, 20), "20/01/2021"),
        (date(2014, 12, 15), "15/12/2014"),
    ],
)
def test_days_are_written_as_offices_write_them(day: date, words: str) -> None:
    assert day_in_words(day) == words


def test_thousands_have_a_full_stop() -> None:
    assert count_in_words(43000) == "43.000"
