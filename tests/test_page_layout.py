"""Words with places become lines: rows, indents, columns of head and foot, cells of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.sources.page_layout import DOUBT, PrintedPage, lay_out
from ketluan.sources.page_tables import Word

LETTER = 6.0  # width of every letter
PITCH = 18.0  # distance of rows
MARGIN = 85.0
WIDEST = 74  # letters in a full line


def row(
    text: str, y: float, x: float = MARGIN, *, bold: bool = False, blank: float = 4.0
) -> list[Word]:
    words = []
    for piece in text.split():
        right = x + LETTER * len(piece)
        words.append(Word(piece, x, y - 10, right, y, bold))
        x = right + blank
    return words


def rows(texts: list[str], y: float = 300.0, x: float = MARGIN) -> list[Word]:
    return [word for n, text in enumerate(texts) for word in row(text, y + n * PITCH, x)]


def lines(
    *words: list[Word], rules: tuple[tuple[float, float, float, float], ...] = ()
) -> list[str]:
    frame = tuple(word for some in words for word in some)
    return list(lay_out([PrintedPage((frame,), rules)]).lines)


def centred(text: str, y: float, middle: float) -> list[Word]:
    width = sum(LETTER * len(piece) for piece in text.split()) + 4.0 * (len(text.split()) - 1)
    return row(text, y, middle - width / 2)


BODY = [
    "Giám đốc Sở Mẫu chủ trì cuộc họp giao ban để đánh giá công tác và kết luận",
    "một số nhiệm vụ cần tập trung thực hiện trong Quý II/2021 của các phòng và",
    "đơn vị trực thuộc Sở Mẫu tỉnh Minh Họa như sau.",
]
HEAD = [
    *centred("UBND TỈNH MINH HỌA", 60, 170),
    *centred("SỞ MẪU", 78, 170),
    *centred("Số: 12/TB-SM", 100, 170),
    *centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 60, 410),
    *centred("Độc lập - Tự do - Hạnh phúc", 78, 410),
    *centred("Minh Họa, ngày 05 tháng 4 năm 2021", 100, 410),
]
FOOT = [
    *row("Nơi nhận:", 500),
    *row("- UBND tỉnh;", 516),
    *row("- Lưu: VT.", 532),
    *centred("TL. GIÁM ĐỐC", 500, 420),
    *centred("CHÁNH VĂN PHÒNG", 518, 420),
    *centred("Trần Văn Mẫu", 590, 420),
]


def test_words_come_by_row_and_from_left_to_right_in_whatever_order_the_file_has_them() -> None:
    words = rows(BODY)
    assert lines(words) == lines(words[::-1]) == BODY


def test_an_indent_is_kept_in_letters_from_the_left_margin_of_the_page() -> None:
    shown = lines(rows([*BODY, *BODY]), row("1. Phòng Mẫu:", 300 - PITCH, MARGIN + 5 * LETTER))
    assert shown == ["     1. Phòng Mẫu:", *BODY, *BODY]


def test_a_gap_between_paragraphs_is_a_blank_line() -> None:
    assert lines(rows(BODY), rows(BODY, 300 + 3.5 * PITCH)) == [*BODY, "", *BODY]


def test_the_gap_beside_a_page_number_parts_no_paragraphs() -> None:
    assert lines(row("2", 40, 300), rows(BODY), row("3", 800, 300)) == [
        f"{' ' * 36}2",
        *BODY,
        f"{' ' * 36}3",
    ]


def test_the_head_is_given_column_by_column_and_ends_before_the_title() -> None:
    shown = lines(HEAD, centred("THÔNG BÁO", 140, 310), rows(BODY))
    assert [line.strip() for line in shown if line] == [
        "UBND TỈNH MINH HỌA",
        "SỞ MẪU",
        "Số: 12/TB-SM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Minh Họa, ngày 05 tháng 4 năm 2021",
        "THÔNG BÁO",
        *BODY,
    ]


def test_rows_of_the_two_columns_need_not_stand_level() -> None:
    lower = [
        Word(w.text, w.left, w.top + 7, w.right, w.bottom + 7) if w.left > 280 else w for w in HEAD
    ]
    assert [line.strip() for line in lines(lower, rows(BODY))][:4] == [
        "UBND TỈNH MINH HỌA",
        "SỞ MẪU",
        "Số: 12/TB-SM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_a_title_at_the_left_edge_is_not_taken_into_the_left_column() -> None:
    shown = [line.strip() for line in lines(HEAD, row("THÔNG BÁO", 118), rows(BODY)) if line]
    assert shown[5:7] == ["Minh Họa, ngày 05 tháng 4 năm 2021", "THÔNG BÁO"]


def test_the_subject_of_a_letter_stays_in_the_left_column() -> None:
    shown = lines(HEAD, centred("V/v báo cáo Quý I", 118, 170), rows(BODY))
    assert [line.strip() for line in shown][2:4] == ["Số: 12/TB-SM", "V/v báo cáo Quý I"]


def test_room_for_a_number_in_the_head_is_no_gap_between_cells() -> None:
    number = [*row("Số:", 100, 130), *row("/TB-SM", 100, 185)]
    head = [word for word in HEAD if word.text not in ("Số:", "12/TB-SM")]
    assert lines(head, number, rows(BODY))[2].strip() == "Số: /TB-SM"


def test_columns_on_top_of_a_page_without_motto_or_date_are_read_row_by_row() -> None:
    words = [*rows(["Phòng Mẫu", "Văn phòng"], 60), *rows(["Quý I", "Quý II"], 60, 400)]
    assert lines(words, rows(BODY))[:2] == ["Phòng Mẫu\tQuý I", "Văn phòng\tQuý II"]


def test_the_foot_is_given_column_by_column() -> None:
    assert [line.strip() for line in lines(rows(BODY), FOOT)][-6:] == [
        "Nơi nhận:",
        "- UBND tỉnh;",
        "- Lưu: VT.",
        "TL. GIÁM ĐỐC",
        "CHÁNH VĂN PHÒNG",
        "Trần Văn Mẫu",
    ]


def test_a_foot_goes_on_over_the_page() -> None:
    first = PrintedPage(((*rows(BODY), *[w for w in FOOT if w.bottom < 516]),))
    second = PrintedPage(((*row("2", 60, 300), *[w for w in FOOT if w.bottom >= 516]),))
    assert [line.strip() for line in lay_out([first, second]).lines][3:] == [
        "Nơi nhận:",
        "TL. GIÁM ĐỐC",
        "2",
        "- UBND tỉnh;",
        "- Lưu: VT.",
        "CHÁNH VĂN PHÒNG",
        "Trần Văn Mẫu",
    ]


def test_what_follows_the_foot_is_read_as_before_it() -> None:
    assert lines(FOOT, rows(BODY, 640))[-3:] == BODY


def test_cells_without_rules_are_parted_by_a_tab() -> None:
    words = [*row("1", 400), *row("Báo cáo năm", 400, 130), *row("Văn phòng", 400, 330)]
    assert lines(rows(BODY), words)[-1] == "1\tBáo cáo năm\tVăn phòng"


def test_a_justified_line_with_few_words_has_no_cells() -> None:
    assert lines(rows(BODY), row("đơn vị trực thuộc", 300 + 3 * PITCH, blank=60))[-1] == (
        "đơn vị trực thuộc"
    )


def test_a_label_before_a_wide_gap_is_no_cell() -> None:
    words = [*row("1.", 354), *row("Phòng Mẫu rà soát hồ sơ", 354, 130)]
    assert lines(rows(BODY), words)[-1] == "1. Phòng Mẫu rà soát hồ sơ"


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, ...]]:
    return [
        (left, top, right, top + 1),
        (left, bottom - 1, right, bottom),
        (left, top, left + 1, bottom),
        (right - 1, top, right, bottom),
    ]


def test_a_cell_of_a_drawn_table_keeps_its_lines_together() -> None:
    words = [
        *row("Việc", 400, 90),
        *row("Phòng", 400, 305),
        *rows(["Báo cáo kết quả", "thực hiện"], 420, 90),
        *row("Văn phòng", 429, 305),
    ]
    rules = tuple(
        side
        for left, right in ((85, 300), (300, 500))
        for top, bottom in ((385, 405), (405, 445))
        for side in box(left, top, right, bottom)
    )
    assert lines(rows(BODY), words, rules=rules) == [  # type: ignore[arg-type]
        *BODY,
        "Việc\tPhòng",
        "Báo cáo kết quả thực hiện\tVăn phòng",
    ]


def test_a_frame_around_text_is_no_table() -> None:
    rules = tuple(box(80, 285, 560, 345))
    assert lines(rows(BODY), rules=rules) == BODY  # type: ignore[arg-type]


def test_a_mark_above_the_line_stays_with_its_word() -> None:
    mark = Word("1", 143, 288, 147, 295)
    assert lines([Word("nhiệm", 85, 290, 115, 300), Word("vụ", 119, 290, 131, 300), mark]) == [
        "nhiệm vụ 1"
    ]


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (((85, 91, 3), (91, 97, 3), (97, 103, 1)), "abc"),  # another font draws the letter between
        (((85, 91, 2), (91, 97, 0), (97, 103, 1)), "a b c"),  # blanks of the file touch it
        (((85, 91, 3), (95, 101, 3), (105, 111, 3)), "a b c"),
        (((85, 91, 10), (95, 101, 15), (105, 111, 5)), "abc"),  # spaced out for emphasis
    ],
)
def test_pieces_of_a_word_are_put_together(
    pieces: tuple[tuple[int, int, int], ...], shown: str
) -> None:
    words = [
        Word(letter, left, 290, right, 300, open=ends)
        for letter, (left, right, ends) in zip("abc", pieces, strict=True)
    ]
    assert lines(words) == [shown]


def test_each_page_after_the_first_begins_with_a_form_feed_also_an_empty_one() -> None:
    page = PrintedPage((tuple(rows(BODY[:1])),))
    laid = lay_out([page, PrintedPage(()), page])
    assert laid.lines == (BODY[0], "\f", "\f" + BODY[0])


def test_text_in_another_direction_comes_behind_the_page() -> None:
    stamp = tuple(row("Ký bởi: Sở Mẫu", 20))
    assert lay_out([PrintedPage((tuple(rows(BODY)), stamp))]).lines[-1] == "Ký bởi: Sở Mẫu"


def test_a_line_is_bold_where_all_its_words_are() -> None:
    words = [
        *row("I. NHIỆM VỤ CHUNG", 300, bold=True),
        *row("1.", 318, bold=True),
        *row("Phòng Mẫu", 318, 110),
    ]
    assert lay_out([PrintedPage((tuple(words),))]).bold == {1}


def test_doubtful_words_are_listed_with_page_and_line() -> None:
    sure = PrintedPage((tuple(rows(BODY[:1])),))
    word = Word("Quỷ", 85, 290, 110, 300, confidence=DOUBT - 1)
    (doubt,) = lay_out([sure, PrintedPage(((word,),))]).doubtful
    assert (doubt.page, doubt.line, doubt.text, doubt.confidence) == (2, 2, "Quỷ", 59)


WORDS = st.builds(
    lambda text, x, y, width, height: Word(text, x, y, x + width, y + height),
    st.text("aăâbcđê1.-", min_size=1, max_size=6),
    st.floats(0, 600),
    st.floats(0, 850),
    st.floats(0, 80),
    st.floats(0, 30),
)


@given(st.lists(st.lists(WORDS, max_size=30), max_size=3))
def test_no_letter_is_lost_or_made_up_wherever_words_stand(pages: list[list[Word]]) -> None:
    laid = lay_out([PrintedPage((tuple(words),)) for words in pages])
    shown = "".join("".join(laid.lines).split())
    assert sorted(shown) == sorted("".join(word.text for words in pages for word in words))


@given(st.lists(WORDS, max_size=20), st.lists(st.tuples(*[st.floats(0, 800)] * 4), max_size=12))
def test_no_rules_however_wild_lose_a_letter(
    words: list[Word], rules: list[tuple[float, float, float, float]]
) -> None:
    laid = lay_out([PrintedPage((tuple(words),), tuple(rules))])
    shown = "".join("".join(laid.lines).split())
    assert sorted(shown) == sorted("".join(word.text for word in words))
