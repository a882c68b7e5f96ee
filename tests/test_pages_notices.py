"""The page of an imported notice: letterhead, tables of tasks, facts, what was left out, anchors."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DAY
from ketluan.importing.drafting import draft_notice
from ketluan.model import Archive, Chair, Dropped, Notice, Source
from ketluan.notice import read_notice, read_tasks
from ketluan.pages import Page, dead_links, site_pages, static_files
from ketluan.pages.notice_facts import Account, account_of, dropped_rows, lines_in_words
from ketluan.pages.notice_head import HeadLine, ends_abstract, notice_head
from ketluan.pages.text import paragraphs
from ketluan.pages.wording import place_in_words
from ketluan.sources import read_source
from ketluan.units import unit_names
from page_words import words_of
from word_documents import notice_docx

ID = "2026-03-10-chuyen-doi-so"
LEFT = ("UBND TỈNH MINH HỌA", "SỞ MẪU", "Số: 07/TB-SM")
RIGHT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Minh Họa, ngày 05 tháng 01 năm 2026",
)
TITLE = ("THÔNG BÁO", "Kết luận của Giám đốc Sở Mẫu tại cuộc họp")
KNOWN = Notice(
    ID,
    f"notices/2026/{ID}.md",
    "",
    type="TB",
    number="07/TB-SM",
    place="Minh Họa",
    superior="UBND tỉnh Minh Họa",
    issuer="Sở Mẫu tỉnh Minh Họa",
    subject=TITLE[1],
)
FRONT = """---
loai: TB
so_ky_hieu: 07/TB-SM
ngay_ban_hanh: 2026-01-05
noi_ban_hanh: Minh Họa
ngay_hop: 2026-03-10
co_quan_cap_tren: UBND tỉnh Minh Họa
co_quan: Sở Mẫu tỉnh Minh Họa
trich_yeu: Kết luận của Giám đốc Sở Mẫu tại cuộc họp
---

"""
TABLE = """STT	Nhiệm vụ	Đơn vị chủ trì	Đơn vị phối hợp	Thời hạn

1	Triển khai Quyết định số 12/QĐ-SM ngày 03/01/2026	Phòng A	Phòng B	Trước 30/6/2026

2	Nâng cấp cổng thông tin	Phòng B		Quý II/2026"""


def read(body: str) -> Notice:
    notice, problems = read_notice(f"notices/2026/{ID}.md", FRONT + body)
    assert problems == ()
    return replace(notice, tasks=read_tasks(notice, unit_names([])))


def page_of(notice: Notice) -> Page:
    known = Archive(notices=(notice,))
    pages = site_pages(known, DAY)
    files = [file.address for file in static_files(known, day=DAY)]
    assert dead_links(pages, {"/huong-dan/", "/huong-dan/tim-kiem/", *files}) == ()
    return next(page for page in pages if page.address.endswith(f"/{notice.id}/"))


def texts(lines: tuple[HeadLine, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


# --- letterhead -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        (*LEFT, *RIGHT, *TITLE),
        (*RIGHT, *LEFT, *TITLE),
        (LEFT[0], RIGHT[0], LEFT[1], RIGHT[1], LEFT[2], RIGHT[2], *TITLE),
        (*(f"{left} {right}" for left, right in zip(LEFT, RIGHT, strict=True)), *TITLE),
        (*LEFT, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", *RIGHT[1:], *TITLE),
        ("UBND TỈNH", "CỘNG HÒA XÃ HỘI", "MINH HỌA", "CHỦ NGHĨA VIỆT NAM", LEFT[1], *RIGHT[1:],
         LEFT[2], *TITLE),
        (*LEFT, *RIGHT[:2], "Minh Họa, ngày 05", "tháng 01 năm 2026", *TITLE),
        (*LEFT, *RIGHT[:2], "Minh", "Họa, ngày 05 tháng 01 năm 2026", *TITLE),
        (*LEFT[:2], "Số: 07/TB-", "SM", *RIGHT, *TITLE),
        (*LEFT, TITLE[0], *RIGHT, TITLE[1]),
        (*LEFT, *RIGHT, TITLE[0], "Kết luận của Giám đốc Sở Mẫu", "tại cuộc họp"),
    ],
    ids=[
        "left first", "right first", "line by line", "run together", "motto broken", "name broken",
        "date broken", "place broken", "number broken", "right behind the type", "abstract broken",
    ],
)  # fmt: skip
def test_any_order_of_lines_gives_the_letterhead_of_the_decree(lines: tuple[str, ...]) -> None:
    head = notice_head(lines, KNOWN)
    assert [line.kind for line in head.left] == ["superior", "issuer", "number"]
    assert [line.kind for line in head.right] == ["country", "motto", "date"]
    assert (texts(head.left), texts(head.right)) == (LEFT, RIGHT)
    assert head.title == TITLE


def test_a_party_document_has_its_own_motto_and_its_star_stays_below_the_body() -> None:
    head = notice_head(
        ("TỈNH ỦY MINH HỌA", "*", "Số 71-TB/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
         "Minh Họa, ngày 05 tháng 01 năm 2026", "THÔNG BÁO", "Kết luận của Ban Thường vụ"),
        replace(KNOWN, superior="", issuer="Tỉnh ủy Minh Họa", number="71-TB/TU"),
    )  # fmt: skip
    assert texts(head.left) == ("TỈNH ỦY MINH HỌA", "*", "Số 71-TB/TU")
    assert texts(head.right) == ("ĐẢNG CỘNG SẢN VIỆT NAM", "Minh Họa, ngày 05 tháng 01 năm 2026")


def test_the_abstract_of_a_letter_is_the_heading_in_the_left_column() -> None:
    lines = (*LEFT, "V/v rà soát hồ sơ", "còn tồn đọng", *RIGHT)
    letter = replace(KNOWN, subject="Rà soát hồ sơ còn tồn đọng")
    assert notice_head(lines, letter).about == "V/v rà soát hồ sơ còn tồn đọng"
    page = page_of(read("\n\n".join((*lines[:3], "V/v kết luận", *RIGHT, "Kính gửi: Các phòng."))))
    assert '<h1 id="noi-dung" class="kl-paper__about">V/v kết luận</h1>' in page.html
    assert page.html.count("<h1") == 1


@pytest.mark.parametrize(
    ("below", "title", "opening"),
    [
        (["Về việc phê duyệt danh mục", "GIÁM ĐỐC SỞ MẪU"], ["Về việc phê duyệt danh mục"],
         ["GIÁM ĐỐC SỞ MẪU"]),
        (["Phê duyệt", "danh mục", "Thực hiện Kế hoạch của", "tỉnh"], ["Phê duyệt danh mục"],
         ["Thực hiện Kế hoạch của", "tỉnh"]),
        (["Về danh mục khác", "Kính gửi: Các phòng"], ["Về danh mục khác"], ["Kính gửi: Các phòng"]),
        (["Về danh mục", "của các phòng"], ["Về danh mục của các phòng"], []),
    ],
)  # fmt: skip
def test_what_stands_below_the_abstract_is_no_title(
    below: list[str], title: list[str], opening: list[str]
) -> None:
    notice = replace(KNOWN, subject="Phê duyệt danh mục")
    head = notice_head((*LEFT, *RIGHT, "QUYẾT ĐỊNH", *below), notice)
    assert (list(head.title), list(head.opening)) == (["QUYẾT ĐỊNH", *title], opening)


def test_a_letter_without_abstract_has_a_heading_for_the_ear_alone() -> None:
    html = page_of(read("\n\n".join((*LEFT, *RIGHT, "Kính gửi: Các phòng", "1. Họp.")))).html
    assert f'<h1 id="noi-dung" class="kl-hidden">\n<span>{TITLE[1]}</span>' in html
    assert '<p class="kl-paper__opening">Kính gửi: Các phòng</p>' in html


def test_a_scan_that_spoils_words_leaves_date_and_bodies_in_their_columns() -> None:
    head = notice_head(
        (*LEFT[:2], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", *RIGHT[1:2], "02.01.2026 08:00 lI", LEFT[2],
         "Minh Họa, ngàV@ tháng 01 năm 2026", *TITLE),
        KNOWN,
    )  # fmt: skip
    assert [line.kind for line in head.left] == ["superior", "issuer", "other", "number"]
    assert [line.kind for line in head.right] == ["country", "motto", "date"]


@pytest.mark.parametrize(
    "lines",
    [
        TITLE,
        ("Kết luận cuộc họp", "tháng 3 năm 2026"),
        ("Kết luận cuộc họp tại Minh Họa, ngày mai",),
        (),
    ],
)
def test_a_title_without_letterhead_stays_a_title(lines: tuple[str, ...]) -> None:
    head = notice_head(lines, KNOWN)
    assert (head.left, head.right, head.title) == ((), (), lines)


def test_an_abstract_flows_but_keeps_the_step_from_capitals_to_small_letters() -> None:
    lines = ("THÔNG BÁO", "KẾT", "LUẬN CỦA GIÁM ĐỐC", "tại cuộc họp", "tháng 3")
    assert notice_head(lines, KNOWN).title == (
        "THÔNG BÁO",
        "KẾT LUẬN CỦA GIÁM ĐỐC",
        "tại cuộc họp tháng 3",
    )


def test_the_last_line_of_an_abstract_that_ends_with_a_full_stop_belongs_to_it() -> None:
    assert ends_abstract((*TITLE[:1], "Kết luận của Giám đốc"), "Sở Mẫu tại cuộc họp.", TITLE[1])
    assert not ends_abstract(TITLE, "Sở Mẫu họp.", TITLE[1])
    assert not ends_abstract(TITLE[:1], TITLE[1], TITLE[1])
    page = page_of(read("THÔNG BÁO\n\nKết luận của Giám đốc\n\nSở Mẫu tại cuộc họp.\n\n1. Việc."))
    heading = page.html.partition("</h1>")[0].partition("<h1")[2]
    assert "Kết luận của Giám đốc Sở Mẫu tại cuộc họp." in heading
    assert words_of(page.html).count("Sở Mẫu tại cuộc họp.") == 1


_LINES = st.sampled_from(
    (*LEFT, *RIGHT, *TITLE, "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "HỎA TỐC", "*", "V/v kết luận",
     "tháng 01 năm 2026", "Hà", "SỞ MẪU Độc lập - Tự do - Hạnh phúc", "TB-SM", "Số: 07/")
)  # fmt: skip


@given(st.lists(_LINES, max_size=9))
def test_every_printed_word_stands_in_the_head_once(lines: list[str]) -> None:
    head = notice_head(lines, KNOWN)
    shown = (*texts(head.left), *texts(head.right), *head.title, head.about, *head.opening)
    assert sorted("".join(" ".join(shown).split())) == sorted("".join(" ".join(lines).split()))


def test_a_word_file_with_two_columns_reads_left_then_right_then_title(tmp_path: Path) -> None:
    (tmp_path / "mau.docx").write_bytes(notice_docx())
    draft = draft_notice(read_source(tmp_path / "mau.docx"))
    notice, _ = read_notice(f"notices/2025/{draft.notice_id}.md", draft.text())
    page = page_of(replace(notice, tasks=read_tasks(notice, unit_names([]))))
    words = words_of(page.html)
    printed = (*LEFT, *RIGHT, "THÔNG BÁO", "Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban")
    assert [line for line in printed if line not in words] == []
    at = [words.index(line) for line in printed[:-1]]
    assert at == sorted(at)
    assert re.findall(r"<h1[^>]*>\s*<span>([^<]*)", page.html) == ["THÔNG BÁO"]


def test_footnotes_behind_the_signature_stand_below_the_foot() -> None:
    page = page_of(
        read("THÔNG BÁO\n\n1. Việc.[1]\n\nTL. GIÁM ĐỐC\n\nTrần Văn Mẫu\n\n[1] Chú thích.")
    )
    signature, _, notes = page.html.partition('class="kl-paper__notes"')
    assert "Chú thích" not in signature
    assert "<p>[1] Chú thích.</p>" in notes


# --- tables -----------------------------------------------------------------------------------


def test_a_table_of_tasks_is_a_table_whose_rows_have_anchor_sign_and_duties() -> None:
    body = f"THÔNG BÁO\n\n## I. Nhiệm vụ\n\nPhân công như sau:\n\n{TABLE}\n\n## II. Khác\n\n1. Họp."
    html = page_of(read(body)).html
    table = html[html.index("<table") : html.index("</table>")]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table) == [
        "STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn",
    ]  # fmt: skip
    assert re.findall(r'<tr id="([^"]*)"', table) == ["nv-i-b1", "nv-i-b2"]
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', table) == ["1", "2"]
    assert table.count('href="#nv-i-b1"') == 1
    assert 'data-due="2026-06-30"' in table
    assert '<span class="kl-when" title="Thời hạn">Trước 30/6/2026</span></td>' in table
    assert table.count('<span class="kl-duty__word">Chủ trì</span> <span>Phòng A</span>') == 1
    assert "kl-gap" not in table
    assert {table.count("<tr"), html.count("<table") - html.count("kl-table--cards")} == {3, 1}


def test_a_table_between_bars_is_the_same_table_without_its_bars() -> None:
    bars = "\n".join(f"| {' | '.join(line.split(chr(9)))} |" for line in TABLE.split("\n\n"))
    head, _, rows = bars.partition("\n")
    found = page_of(read(f"THÔNG BÁO\n\nPhân công:\n\n{head}\n|---|---|---|---|---|\n{rows}")).html
    expected = page_of(read(f"THÔNG BÁO\n\nPhân công:\n\n{TABLE}")).html
    assert found[found.index("<table") :] == expected[expected.index("<table") :]


def test_a_row_that_lacks_cells_is_filled_and_words_behind_the_table_stand_below_it() -> None:
    behind = "Số liệu tính đến cuối tháng."
    html = page_of(read(f"THÔNG BÁO\n\nPhân công:\n\n{TABLE}\n\n3.\tHọp\n\n{behind}")).html
    last, _, below = html[html.index('id="nv-b3"') :].partition("</table>")
    assert last.count("<td></td>") == 3
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', last) == ["3."]
    assert behind in below


def test_a_row_under_an_assessment_is_no_task_and_a_second_head_begins_a_second_table() -> None:
    body = f"THÔNG BÁO\n\n## I. Đánh giá chung\n\n{TABLE}\n\n{TABLE}\n\n## II. Nhiệm vụ\n\n1. Họp."
    html = page_of(read(body)).html
    assert html.count("kl-paper__table") == 2
    assert html.count("kl-paper__row") == 0
    assert words_of(html).count("Nâng cấp cổng thông tin") == 2


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1\tViệc\t\tQuý I", "text gap text gap text"),
        ("\tViệc\t", "text"),
        ("| a | b |", "edge text gap text edge"),
        ("| a | b |\n|---|---|\n| 1 | 2 |",
         "edge text gap text edge text edge text edge text gap text edge"),
        ("a | b", "text"),
        ("một\nhai", "text"),
    ],
)  # fmt: skip
def test_cells_of_a_row_outside_a_table_are_told_apart(text: str, kinds: str) -> None:
    ((*pieces,),) = paragraphs(text, (), (), {})
    assert " ".join(piece.kind for piece in pieces) == kinds
    assert "".join(piece.text for piece in pieces) == text


def test_task_lists_show_the_cells_of_a_row_told_apart() -> None:
    notice = read(f"THÔNG BÁO\n\nPhân công:\n\n{TABLE}")
    pages = {page.address: page for page in site_pages(Archive(notices=(notice,)), DAY)}
    assert '1<span class="kl-gap">\t</span>Triển khai Quyết định' in pages["/nhiem-vu/"].html


# --- facts and what was left out --------------------------------------------------------------


def test_facts_that_only_some_notices_have_stand_where_they_are_known() -> None:
    bare = page_of(read("THÔNG BÁO\n\n1. Phòng A họp.")).html
    notice = replace(
        read("THÔNG BÁO\n\n1. Phòng A họp."),
        urgency="Hỏa tốc",
        chair=Chair("Trần Văn Mẫu", "Giám đốc Sở Mẫu"),
        attendees="Lãnh đạo các phòng",
    )
    names = re.findall(r"<dt>([^<]*)</dt>", page_of(notice).html)
    assert names[:12] == [
        "Loại văn bản", "Số, ký hiệu", "Ngày ban hành", "Nơi ban hành", "Độ khẩn", "Cơ quan cấp trên",
        "Cơ quan", "Ngày họp", "Chủ trì", "Thành phần", "Kỳ đánh giá", "Kỳ chỉ đạo",
    ]  # fmt: skip
    assert "<dd><span>Trần Văn Mẫu – Giám đốc Sở Mẫu</span></dd>" in page_of(notice).html
    assert not {"Độ khẩn", "Chủ trì", "Thành phần"} & set(re.findall(r"<dt>([^<]*)</dt>", bare))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([3], "3"),
        ([7, 3, 8, 9], "3, 7–9"),
        ([13, 13, 14, 14], "13–14"),
        ([], ""),
    ],
)
def test_lines_are_ranges(lines: list[int], words: str) -> None:
    assert lines_in_words(lines) == words


def test_equal_pieces_share_a_row_of_the_account() -> None:
    pieces = [Dropped(line, "**", "dấu Markdown") for line in range(1, 1201)]
    rows = dropped_rows((Dropped(1, "2", "số trang"), *pieces, Dropped(1300, "**", "dấu Markdown")))
    assert [(row.text, row.count, row.lines) for row in rows] == [
        ("2", "1", "1"),
        ("**", "1.201", "1–1200, 1300"),
    ]


# --- headings and anchors ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depths", "levels"),
    [
        ((2, 3, 4, 5, 6, 2), [2, 3, 4, 5, 6, 2]),
        ((4, 4, 2, 5, 3), [2, 2, 2, 3, 3]),
        ((6, 5, 6), [2, 2, 3]),
    ],
)
def test_headings_of_any_depth_come_in_order(depths: tuple[int, ...], levels: list[int]) -> None:
    body = "\n\n".join(f"{'#' * depth} Mục {at}" for at, depth in enumerate(depths))
    page = page_of(read(f"THÔNG BÁO\n\n{body}\n\n1. Phòng A họp."))
    headings = re.findall(r'<h(\d) id="[^"]*" class="kl-paper__heading"', page.html)
    found = [int(level) for level in headings]
    assert found == levels
    every = [int(level) for level in re.findall(r"<h([1-6])", page.html)]
    assert all(after <= before + 1 for before, after in pairwise(every))


def test_tasks_without_a_label_in_a_table_and_in_a_second_count_have_their_own_anchors() -> None:
    body = (
        "THÔNG BÁO\n\n## I. Nhiệm vụ\n\nYêu cầu Sở A rà soát hồ sơ.\n\nGiao Sở B đôn đốc.\n\n"
        f"Phân công:\n\n{TABLE}\n\n### Kinh phí\n\n1. Sở A bố trí kinh phí.\n\n"
        "### Tuyên truyền\n\n1. Sở B tuyên truyền."
    )
    notice = read(body)
    html = page_of(notice).html
    anchors = [f"nv-{task.number.lower().replace('.', '-')}" for task in notice.tasks]
    assert anchors == ["nv-i", "nv-i-c2", "nv-i-b1", "nv-i-b2", "nv-i-1", "nv-i-m2-1"]
    for anchor in anchors:
        assert html.count(f'id="{anchor}"') == 1
        assert html.count(f'class="kl-permalink" href="#{anchor}"') == 1


def test_two_blocks_of_one_number_keep_their_words_and_have_two_anchors() -> None:
    body = "THÔNG BÁO\n\n## I. Nhiệm vụ\n\n1. Sở A họp sớm.\n\n1. Sở B họp muộn."
    html = page_of(read(body)).html
    assert words_of(html).count("Sở A họp sớm.") == 1
    assert words_of(html).count("Sở B họp muộn.") == 1
    assert html.count('id="nv-i-1"') == 1


# --- how one cites a task ---


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("II.1.6", "mục II.1.6"),
        ("2.a", "mục 2.a"),
        ("III.7.g3", "gạch đầu dòng thứ 3, mục III.7"),
        ("g2", "gạch đầu dòng thứ 2"),
        ("II.b3", "dòng 3 của bảng, mục II"),
        ("II.2.c2", "đoạn thứ 2, mục II.2"),
        ("II.m2.1", "mục 1, đề mục thứ 2, mục II"),
        ("b", "mục b"),
    ],
)
def test_the_place_of_a_task_is_told_from_the_smallest_part_on(number: str, words: str) -> None:
    assert place_in_words(number) == words


def test_each_task_says_how_one_cites_it() -> None:
    html = page_of(read(f"## I. Nhiệm vụ\n\n{TABLE}")).html
    cited = "Thông báo số 07/TB-SM ngày 05/01/2026 của Sở Mẫu tỉnh Minh Họa"
    assert f'<div class="kl-paper" data-cite="{cited}">' in html
    assert 'href="#nv-i-b2" data-place="dòng 2 của bảng, mục I"' in html


def test_the_account_adds_up_the_characters_of_body_and_dropped_pieces() -> None:
    notice = replace(
        read("Nội dung.\n"),
        source=Source("goc/a.txt", "0" * 64),
        dropped=(Dropped(3, "- 2 -", "số trang"),),
    )
    assert account_of(notice) == Account("11", "8", "3")
    assert "11 ký tự của bản gốc, không kể khoảng trắng: 8 ở trong nội dung, 3 thuộc" in words_of(
        page_of(notice).html
    )
    assert account_of(replace(notice, source=None)) is None
