"""What a page prints beside its text: found, listed with line and reason, and nothing else lost."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import as_source
from ketluan.importing.furniture import CleanSource, clean_source
from ketluan.model import Dropped
from ketluan.vocabulary import notice_words

STAMP, NUMBER, RULE, BAR, MARK = (
    "dấu chữ ký số", "số trang", "đường kẻ", "vạch kẻ bảng", "dấu Markdown",
)  # fmt: skip
HEAD, FOOT = "tiêu đề chạy đầu trang", "tiêu đề chạy chân trang"
TEXT = [f"Dòng chữ mẫu thứ {word} của trang." for word in ("một", "hai", "ba", "bốn", "năm", "sáu")]


def cleaned(*lines: str, suffix: str = ".txt") -> CleanSource:
    return clean_source(replace(as_source(lines), suffix=suffix))


def dropped(*lines: str, suffix: str = ".txt") -> list[tuple[int, str, str]]:
    """Return line, text and reason of each piece that was taken out."""
    clean = cleaned(*lines, suffix=suffix)
    return [(piece.line, piece.text, piece.reason) for piece in clean.dropped]


@pytest.mark.parametrize("start", ["Ký bởi", "Ký số bởi", "Người ký", "Được ký bởi", "Signed by",
                                   "Digitally signed by", "Signature Not Verified"])  # fmt: skip
def test_a_stamp_begins_with_one_of_its_words(start: str) -> None:
    assert start.lower() in notice_words()["stamp_starts"]
    lines = [f"{start}: Sở Mẫu", "Email: so@mau.example", "Văn bản mẫu."]
    assert dropped(*lines) == [(1, lines[0], STAMP), (2, lines[1], STAMP)]


@pytest.mark.parametrize("word", notice_words()["stamp_lines"])
def test_every_line_of_a_stamp_is_known_and_only_below_its_start(word: str) -> None:
    line = f"{word.capitalize()}: mẫu"
    assert dropped("Ký bởi: Sở Mẫu", line, TEXT[0]) == [
        (1, "Ký bởi: Sở Mẫu", STAMP),
        (2, line, STAMP),
    ]
    assert dropped(TEXT[0], line) == []
    assert dropped("Ký bởi: Sở Mẫu", TEXT[0], line) == [(1, "Ký bởi: Sở Mẫu", STAMP)]


@pytest.mark.parametrize(
    "line", ["01.02.2026 08:00:00 +07:00", "1/2/2026 8:00", "+07:00", "01-02-2026 08:00:00"]
)
def test_the_time_of_a_stamp_belongs_to_it(line: str) -> None:
    assert dropped("Ký bởi: Sở Mẫu", "", line)[1:] == [(3, line, STAMP)]
    assert dropped(line) == []


def test_words_that_only_begin_like_a_stamp_are_text() -> None:
    assert dropped("Người kýx mẫu", "Ký bởix", "Thời gian: mẫu") == []


def test_every_start_of_a_stamp_is_tested() -> None:
    assert len(notice_words()["stamp_starts"]) == 7


@pytest.mark.parametrize("form", ["{}", "- {} -", "– {} –", "Trang {}", "trang {}/3", "{}/3"])
def test_page_numbers_stand_at_an_edge_of_a_page(form: str) -> None:
    two, three = form.format(2), form.format(3)
    lines = [
        TEXT[0],
        TEXT[1],
        f"\f{two}",
        TEXT[2],
        TEXT[3],
        f"\f{three}",
        TEXT[4],
    ]
    assert dropped(*lines) == [(3, two, NUMBER), (6, three, NUMBER)]


def test_a_number_at_the_foot_of_a_page_is_one_too() -> None:
    assert dropped(TEXT[0], "1", f"\f{TEXT[1]}", "2") == [(2, "1", NUMBER), (4, "2", NUMBER)]


@pytest.mark.parametrize("number", ["2026", "99", "2,5", "2 hồ sơ", "IV"])
def test_a_number_that_no_page_has_is_text(number: str) -> None:
    assert dropped(TEXT[0], f"\f{number}", TEXT[1]) == []


def test_a_number_inside_a_page_is_text() -> None:
    assert dropped(TEXT[0], "2", TEXT[1], f"\f{TEXT[2]}") == []


def test_without_page_ends_numbers_must_count_on_at_a_distance() -> None:
    page = [f"Dòng {'x' * n} mẫu." for n in range(1, 20)]
    assert dropped(*page, "2", *page, "3", *page) == [(20, "2", NUMBER), (40, "3", NUMBER)]
    assert dropped(*page, "2", *page, "4", *page) == [(20, "2", NUMBER)]
    assert dropped(*page, "7", *page) == []
    assert dropped(*page, "2", TEXT[0], "3", *page) == [(20, "2", NUMBER)]
    assert dropped(*page, "|", "2", "|", *page) == [(20, "|", BAR), (22, "|", BAR)]


def test_running_heads_and_feet_stand_at_the_same_edge_of_pages() -> None:
    lines = ["Sở Mẫu - Báo cáo 1", *TEXT[:2], "Lưu hành 1",
             "\fSở Mẫu - Báo cáo 2", *TEXT[2:4], "Lưu hành 2",
             "\fSở Mẫu - Báo cáo 3", *TEXT[4:], "Lưu hành 3"]  # fmt: skip
    assert dropped(*lines) == [
        (1, "Sở Mẫu - Báo cáo 1", HEAD), (4, "Lưu hành 1", FOOT), (5, "Sở Mẫu - Báo cáo 2", HEAD),
        (8, "Lưu hành 2", FOOT), (9, "Sở Mẫu - Báo cáo 3", HEAD), (12, "Lưu hành 3", FOOT),
    ]  # fmt: skip


def test_what_stands_on_one_page_alone_or_is_long_is_no_running_head() -> None:
    long = "Dòng chữ dài mẫu " * 8
    assert dropped("Chỉ một lần", *TEXT[:3], f"\f{TEXT[3]}", *TEXT[4:]) == []
    assert dropped(long, *TEXT[:3], f"\f{long}", *TEXT[3:]) == []
    assert dropped("Sở Mẫu", TEXT[0], "Sở Mẫu", TEXT[1]) == []


@pytest.mark.parametrize(
    "line", ["-----", "_____", "*****", "=====", "~~~", "– – –", "- - -", "___"]
)
def test_rules_are_taken_out(line: str) -> None:
    assert dropped(TEXT[0], line) == [(2, line, RULE)]


@pytest.mark.parametrize("line", ["...", "--", "- a -", "………", "_ _ ."])
def test_what_is_no_rule_stays(line: str) -> None:
    assert dropped(TEXT[0], line) == []


def test_bars_of_a_row_become_tabs_and_its_rule_goes() -> None:
    clean = cleaned(
        "| TT | Nhiệm vụ | Hạn |", "|---|:--:|--:|", "| 1 | Rà soát |  |", "Văn bản | mẫu"
    )
    assert clean.lines == ("TT\tNhiệm vụ\tHạn", "", "1\tRà soát\t", "Văn bản | mẫu")
    assert clean.rows == {1, 3}
    assert Counter(piece.text for piece in clean.dropped) == {"|": 8, "|---|:--:|--:|": 1}
    assert {piece.reason for piece in clean.dropped} == {BAR}


def test_bars_alone_on_their_lines_part_cells_that_stand_below_one_another() -> None:
    clean = cleaned("SỞ MẪU", "|", "CỘNG HÒA", "Độc lập", "|", "THÔNG BÁO")
    assert clean.lines == ("SỞ MẪU", "", "CỘNG HÒA", "Độc lập", "", "THÔNG BÁO")
    assert clean.cells == {3: 1, 4: 1, 6: 2}
    assert clean.rows == frozenset()


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["TT\tViệc\tHạn", "1\tRà soát\t30/6", "2\tBáo cáo"], {1, 2, 3}),
        (["TT\tViệc\tHạn", "", "1\tRà soát"], {1, 3}),
        (["Họ tên:\tTrần Mẫu", "Chức vụ:\tGiám đốc"], set()),
        (["TT\tNhiệm vụ", "1\tRà soát"], {1, 2}),
        (["TT\tViệc\tHạn", "Đoạn văn.", "1\tRà soát"], {1}),
    ],
)
def test_three_filled_cells_or_a_head_of_tasks_begin_a_table(
    lines: list[str], rows: set[int]
) -> None:
    assert cleaned(*lines).rows == rows


@pytest.mark.parametrize(
    ("line", "left", "bold"),
    [
        ("**Phòng Mẫu**", "Phòng Mẫu", True),
        ("**1. Phòng Mẫu:** rà soát", "1. Phòng Mẫu: rà soát", False),
        ("__Phòng Mẫu__", "Phòng Mẫu", True),
        ("*Phòng Mẫu*", "Phòng Mẫu", False),
        ("***Phòng Mẫu***", "Phòng Mẫu", True),
        ("* Rà soát", "* Rà soát", False),
        ("* Rà soát **ngay** hồ sơ", "* Rà soát ngay hồ sơ", False),
        ("* **Rà soát**", "* Rà soát", False),
        ("tệp ten_mau_1", "tệp ten_mau_1", False),
    ],
)
def test_marks_of_emphasis_go_and_say_what_is_bold(line: str, left: str, bold: bool) -> None:
    clean = cleaned(line, suffix=".md")
    assert clean.lines == (left,)
    assert (1 in clean.bold) == bold
    assert {piece.reason for piece in clean.dropped} <= {MARK}


def test_bold_runs_over_lines_up_to_a_blank_one() -> None:
    clean = cleaned("**Phòng Mẫu", "và Phòng Thử** rà soát", "", "Văn bản.", suffix=".md")
    assert clean.bold == {1}
    assert cleaned("**Phòng Mẫu", "", "Văn bản.", suffix=".md").bold == {1}


def test_titles_of_markdown_lose_their_marks() -> None:
    clean = cleaned("## I. Nhiệm vụ", "#không", "####### bảy", "  # Một", suffix=".md")
    assert clean.lines == ("I. Nhiệm vụ", "#không", "####### bảy", "Một")
    assert clean.titles == {1, 4}


def test_stars_of_plain_text_stay_unless_pairs_of_them_show_marks() -> None:
    assert dropped("** Ghi chú mẫu", "# Mẫu") == []
    assert [reason for *_, reason in dropped("**Một**", "**Hai**")] == [MARK] * 4


def test_what_a_format_tells_apart_is_kept_as_it_was_told() -> None:
    own = Dropped(2, "Trang mẫu", "đầu trang Word")
    clean = clean_source(
        replace(as_source(["Một", "Trang mẫu", "Hai"]), dropped=(own,), bold=frozenset([1]))
    )
    assert clean.dropped == (own,)
    assert clean.lines == ("Một", "", "Hai")
    assert clean.bold == {1}


_PARTS = st.sampled_from(
    ["Ký bởi: Sở Mẫu", "Email: a", "2", "- 3 -", "Trang 4", "-----", "|", "| a | b |", "|---|---|",
     "**a** b", "* c **d**", "*", "## e", "Sở Mẫu 1", "\f", "\f2", "\fSở Mẫu 2", "a\tb\tc", "",
     "Đoạn văn.", "__f__"]
)  # fmt: skip


@given(
    st.lists(_PARTS | st.text("*_|#-\t\f a1Ký bởi:", max_size=12), max_size=30),
    st.sampled_from([".txt", ".md"]),
)
def test_what_is_left_and_what_was_dropped_give_each_line_back(
    lines: list[str], suffix: str
) -> None:
    clean = cleaned(*lines, suffix=suffix)
    assert len(clean.lines) == len(lines)
    pieces = [Counter[str]() for _ in lines]
    for piece in clean.dropped:
        assert piece.text
        assert piece.reason
        pieces[piece.line - 1].update("".join(piece.text.split()))
    for line, left, taken in zip(lines, clean.lines, pieces, strict=True):
        assert Counter("".join(left.split())) + taken == Counter("".join(line.split()))
    numbers = clean.bold | clean.titles | clean.rows | set(clean.cells) | clean.page_ends
    assert all(1 <= number <= len(lines) for number in numbers)
    assert [piece.line for piece in clean.dropped] == sorted(piece.line for piece in clean.dropped)


@pytest.mark.parametrize(
    "line",
    [
        "*" * 60_000,
        "|" * 60_000,
        "- " * 30_000,
        "__a" * 20_000,
        "** a" * 15_000,
        "#" * 60_000,
        "\t" * 60_000,
    ],
)
def test_one_endless_line_is_read_once(line: str) -> None:
    # Anything that looked at the rest of the line at each mark would not end.
    clean = cleaned(line, line, suffix=".md")
    assert len(clean.lines) == 2


def test_items_at_the_edges_of_pages_are_no_running_heads() -> None:
    lines = (
        "1. Phòng Mẫu",
        "Việc một.",
        "\f2. Phòng Mẫu",
        "Việc hai.",
        "\f3. Phòng Mẫu",
        "Việc ba.",
    )
    assert clean_source(as_source(lines)).dropped == ()
