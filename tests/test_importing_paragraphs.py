"""Lines joined to paragraphs: where one begins, what is its label, and headings in the draft."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import as_source
from ketluan.importing.drafting import draft_notice
from ketluan.importing.furniture import clean_source
from ketluan.importing.paragraphs import SourceParagraph, join_paragraphs

LEAD_IN = "Giám đốc Sở Mẫu kết luận như sau:"
# A printed line of a page, as wide as its page.
WIDE = "Phòng Mẫu chủ trì, phối hợp với các đơn vị liên quan của tỉnh Minh Họa khẩn trương rà"


def joined(*lines: str, known: frozenset[int] | None = None) -> tuple[SourceParagraph, ...]:
    return join_paragraphs(clean_source(as_source(lines)), known)


def texts(*lines: str) -> list[str]:
    return [paragraph.text for paragraph in joined(*lines)]


def body(*lines: str) -> list[str]:
    """Return the paragraphs of the body of the draft made of these lines."""
    draft = draft_notice(as_source(lines))
    assert draft.coverage.complete
    return draft.body.split("\n\n")


LABELS = [
    ("I.", "roman"), ("II.", "roman"), ("A.", "capital"), ("1.", "arabic"), ("1)", "arabic"),
    ("1.1.", "decimal"), ("1.1", "decimal"), ("1.1.1.", "decimal"), ("(1)", "bracketed"),
    ("a)", "letter"), ("a.", "letter"), ("đ)", "letter"), ("-", "dash"), ("–", "dash"), ("+", "plus"),
    ("•", "bullet"), ("*", "star"),
    ("Thứ nhất,", "ordinal"), ("Thứ mười:", "ordinal"), ("Một là,", "ordinal"),
    ("Mười là:", "ordinal"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "style"), LABELS)
def test_every_label_begins_a_paragraph_behind_the_end_of_a_sentence(
    label: str, style: str
) -> None:
    first, second = joined(f"{WIDE} soát hồ sơ.", f"{label} Rà soát hồ sơ mẫu của đơn vị.")
    assert first.label is None
    assert second.label is not None
    assert (second.label.text, second.label.style) == (label, style)


@pytest.mark.parametrize("label", ["1.", "1.1.", "(1)", "a)", "đ)", "-", "+", "•", "I.", "–"])
def test_a_label_alone_on_its_line_takes_the_next_one(label: str) -> None:
    found = joined(LEAD_IN, label, "Phòng Mẫu rà soát hồ sơ.", "Đoạn văn ngắn.")
    assert found[1].text == f"{label} Phòng Mẫu rà soát hồ sơ."
    assert found[1].label is not None
    assert (found[1].label.text, found[1].line) == (label, 2)


@pytest.mark.parametrize(
    "second",
    [
        "soát hồ sơ mẫu.",
        "2026, định hướng đến năm 2030.",
        "- 2030 của tỉnh Minh Họa.",
        "Phòng Thử báo cáo kết quả.",
        "Một là cách viết mẫu.",
        "Một là, cách viết mẫu.",
        "7. Phần mẫu của kế hoạch.",
    ],
)
def test_a_line_that_goes_on_is_joined(second: str) -> None:
    assert texts(WIDE, second, WIDE) == [f"{WIDE} {second}", WIDE]


def test_blank_lines_part_paragraphs_unless_every_line_has_one() -> None:
    first, second = f"{WIDE} soát.", f"{WIDE} soát xong."
    assert texts(first, "", second) == [first, second]
    assert texts(WIDE, "", "soát hồ sơ", "", "mẫu của đơn vị.") == [
        f"{WIDE} soát hồ sơ mẫu của đơn vị."
    ]


def test_the_format_says_where_paragraphs_begin() -> None:
    lines = ("Đoạn một", "đi tiếp", "Đoạn hai.", "1. Việc mẫu.")
    found = joined(*lines, known=frozenset([1, 3, 4]))
    assert [paragraph.text for paragraph in found] == [
        "Đoạn một đi tiếp",
        "Đoạn hai.",
        "1. Việc mẫu.",
    ]
    assert [paragraph.line for paragraph in found] == [1, 3, 4]


def test_bold_lines_stand_apart_from_what_is_not() -> None:
    source = replace(
        as_source(["Phòng Mẫu", "Rà soát hồ sơ mẫu.", "Báo cáo."]), bold=frozenset([1])
    )
    found = join_paragraphs(clean_source(source))
    assert (found[0].text, found[0].bold) == ("Phòng Mẫu", True)


HEAD = (
    "SỞ MẪU TỈNH MINH HỌA          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "VĂN PHÒNG\tĐộc lập - Tự do - Hạnh phúc",
    "Số:   15/TB-VP          Minh Họa, ngày   2 tháng 3 năm 2021",
    "THÔNG BÁO",
)
FOOT = (
    "Nơi nhận:          TL. GIÁM ĐỐC",
    "- Như trên;          CHÁNH VĂN PHÒNG",
    "- Lưu: VT.          Trần Văn Mẫu",
)


def test_the_columns_of_head_and_foot_are_taken_apart() -> None:
    found = joined(*HEAD, LEAD_IN, "1. Phòng Mẫu     rà soát.", *FOOT)
    assert [(paragraph.text, paragraph.column) for paragraph in found] == [
        ("SỞ MẪU TỈNH MINH HỌA", 0), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1),
        ("VĂN PHÒNG", 0), ("Độc lập - Tự do - Hạnh phúc", 1),
        ("Số: 15/TB-VP", 0), ("Minh Họa, ngày 2 tháng 3 năm 2021", 1),
        ("THÔNG BÁO", 0), (LEAD_IN, 0), ("1. Phòng Mẫu rà soát.", 0),
        ("Nơi nhận:", 0), ("TL. GIÁM ĐỐC", 1), ("- Như trên;", 0), ("CHÁNH VĂN PHÒNG", 1),
        ("- Lưu: VT.", 0), ("Trần Văn Mẫu", 1),
    ]  # fmt: skip


def test_cells_of_a_crawled_table_stand_apart() -> None:
    found = joined("SỞ MẪU", "|", "CỘNG HÒA XÃ HỘI", "Độc lập", "|", "THÔNG BÁO", LEAD_IN)
    assert [(p.text, p.column) for p in found][:2] == [("SỞ MẪU", 0), ("CỘNG HÒA XÃ HỘI", 1)]


def test_text_goes_on_over_the_end_of_a_page() -> None:
    found = texts(LEAD_IN, f"1. {WIDE}", "\f2", "soát hồ sơ mẫu.", "2. Phòng Thử báo cáo.")
    assert found[1:] == [f"1. {WIDE} soát hồ sơ mẫu.", "2. Phòng Thử báo cáo."]
    over = texts(LEAD_IN, f"1. {WIDE}", "", "\f2", "", "Phòng Thử xong.", "2. Việc mẫu khác.")
    assert over[1] == f"1. {WIDE} Phòng Thử xong."


def test_rows_keep_their_tabs_and_their_serial_numbers() -> None:
    lines = (
        LEAD_IN,
        "TT\tNhiệm vụ\tChủ trì",
        "1.\tRà  soát\tPhòng Mẫu",
        "2.\tBáo cáo\t",
        "Đoạn văn không dấu",
    )
    found = joined(*lines)
    assert [(p.text, p.row) for p in found[1:4]] == [
        ("TT\tNhiệm vụ\tChủ trì", True), ("1.\tRà soát\tPhòng Mẫu", True), ("2.\tBáo cáo\t", True),
    ]  # fmt: skip
    assert [p.label for p in found[1:4]] == [None, None, None]
    assert not any(line.startswith("#") for line in body(*lines))


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["I. NHIỆM VỤ", "1. Phòng Mẫu: (1) Rà soát; (2) Báo cáo."],
         ["## I. NHIỆM VỤ", "### 1. Phòng Mẫu:", "(1) Rà soát;", "(2) Báo cáo."]),
        (["I. NHIỆM VỤ", "1. Phòng Mẫu", "- Rà soát.", "- Báo cáo."],
         ["## I. NHIỆM VỤ", "### 1. Phòng Mẫu", "- Rà soát.", "- Báo cáo."]),
        (["**Phòng Mẫu**", "1. Rà soát.", "**Phòng Thử**", "1. Báo cáo."],
         ["## Phòng Mẫu", "1. Rà soát.", "## Phòng Thử", "1. Báo cáo."]),
        (["1. Rà soát.", "2. Báo cáo."], ["1. Rà soát.", "2. Báo cáo."]),
        (["I. Nhiệm vụ", "Rà soát hồ sơ."], ["## I. Nhiệm vụ", "Rà soát hồ sơ."]),
        (["1. Rà soát:", "a) Hồ sơ;", "b) Bản vẽ."], ["## 1. Rà soát:", "a) Hồ sơ;", "b) Bản vẽ."]),
        (["1. " + "Rà soát hồ sơ mẫu " * 15 + ":", "a) Hồ sơ."],
         ["1. " + "Rà soát hồ sơ mẫu " * 15 + ":", "a) Hồ sơ."]),
    ],
)  # fmt: skip
def test_headings_are_marked_by_their_depth(lines: list[str], paragraphs: list[str]) -> None:
    found = body(LEAD_IN, *lines)[1:]
    assert found == [" ".join(paragraph.split()) for paragraph in paragraphs]


def test_nothing_in_the_foot_is_a_heading() -> None:
    found = body(*HEAD, LEAD_IN, "1. Phòng Mẫu rà soát.", *FOOT)
    assert not any(line.startswith("#") for line in found)


_LINES = st.lists(
    st.sampled_from(
        [*HEAD, *FOOT, LEAD_IN, WIDE, "1.", "1. Việc mẫu", "a)", "- Việc", "", "   Thụt đầu dòng", "\f",
         "|", "**Đậm**", "TT\tViệc\tHạn", "1\tRà soát\tPhòng",
         "số 76/KH-", "SKHCN ngày", "2021-", "2030", "I. PHẦN"]
    )
    | st.text(" \t1.a)-A/Đ", max_size=10),
    max_size=25,
)  # fmt: skip


@given(_LINES, st.booleans())
def test_joining_changes_white_space_only(lines: list[str], told: bool) -> None:
    clean = clean_source(as_source(lines))
    known = frozenset(range(1, len(lines) + 1, 2)) if told else None
    found = join_paragraphs(clean, known)
    assert "".join("".join(paragraph.text.split()) for paragraph in found) == "".join(
        "".join(line.split()) for line in clean.lines
    )
    numbers = [paragraph.line for paragraph in found]
    assert numbers == sorted(numbers)
    for paragraph in found:
        assert paragraph.text.strip()
        assert clean.lines[paragraph.line - 1].split()[0].startswith(
            paragraph.text.split()[0][:1]
        ) or (paragraph.column)
        if paragraph.label:
            assert paragraph.text.startswith(paragraph.label.text)


@pytest.mark.parametrize(
    "line", [WIDE, "1. Việc mẫu.", "a\tb\tc", "Nơi nhận:", "|", "- Như trên;          A", ""]
)
def test_many_lines_are_joined_in_steps_that_grow_with_them(line: str) -> None:
    # 10,000 lines: anything that looked at all lines for each of them would take minutes.
    assert sum(1 for _ in joined(*[line] * 10_000)) <= 20_000
