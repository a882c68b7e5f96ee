"""Paragraphs that hold several tasks are taken apart; white space alone changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.importing.paragraphs import SourceParagraph
from ketluan.importing.splitting import split_tasks
from ketluan.notice.labels import read_label
from ketluan.vietnamese import nfc

LEAD_IN = "Giám đốc kết luận như sau:"


def paragraph(text: str, *, row: bool = False, bold: bool = False) -> SourceParagraph:
    return SourceParagraph(text, 7, read_label(text), bold=bold, row=row)


def split(text: str, before: str = LEAD_IN) -> list[str]:
    """Return the pieces of `text` behind the paragraph `before`."""
    pieces = list(split_tasks([paragraph(before), paragraph(text)]))
    return [piece.text for piece in pieces[1:]]


@pytest.mark.parametrize(
    "pieces",
    [
        ["1. Phòng Mẫu:", "(1) Rà soát hồ sơ;", "(2) Báo cáo kết quả."],
        ["1. Phòng Mẫu:", "(1) Rà soát hồ sơ;", "(2) Báo cáo kết quả;", "(3) Hồ sơ mẫu."],
        ["1. Phòng Mẫu:", "a) Rà soát;", "b) Báo cáo;", "c) Công bố;", "d) Gửi;", "đ) Lưu trữ."],
        ["(1) Rà soát hồ sơ;", "(2) Báo cáo kết quả."],
        ["1. Giao Sở Mẫu rà soát;", "giao Sở Thử báo cáo."],
        ["1. Giao Sở Mẫu rà soát.", "Sở Thử báo cáo kết quả."],
        ["Giao Sở Mẫu rà soát.", "Yêu cầu Sở Thử báo cáo;", "đề nghị Sở Mẫu công bố."],
        ["1. Sở Mẫu: (1) Rà soát.", "Sở Thử báo cáo."],
    ],
)  # fmt: skip
def test_each_task_becomes_a_paragraph(pieces: list[str]) -> None:
    assert split(" ".join(pieces)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "1. Phòng Mẫu rà soát hồ sơ (1) và (2).",
        "1. Phòng Mẫu: (1) hồ sơ; (2) bản vẽ; (3) tờ trình.",  # names of things ask for nothing
        "1. Phòng Mẫu: (2) Rà soát; (3) Báo cáo.",
        "1. Phòng Mẫu: (1) Rà soát hồ sơ.",
        "1. Giao Sở Mẫu rà soát; báo cáo kết quả.",
        "1. Giao Sở Mẫu rà soát; Sở Mẫu báo cáo.",
        "1. Giao Sở Mẫu rà soát, giao Sở Thử báo cáo.",
        "1. Giao Sở Mẫu rà soát. Quá trình thực hiện, giao Sở Thử báo cáo.",
        "1. Giao Sở Mẫu rà soát. Trong quá trình tổ chức thực hiện, giao Sở Thử báo cáo.",
        "1. Giao Sở Mẫu rà soát; Sở Thử đã báo cáo.",
        "Đoạn văn mẫu.",
    ],
)
def test_one_task_stays_one_paragraph(text: str) -> None:
    assert split(text) == [text]


TWO = "1. Giao Sở Mẫu rà soát; giao Sở Thử báo cáo."


def test_nothing_is_split_before_the_conclusions_begin() -> None:
    assert split("Giao Sở Mẫu rà soát; giao Sở Thử báo cáo.", before="Dự họp có các phòng.") == [
        "Giao Sở Mẫu rà soát; giao Sở Thử báo cáo."
    ]


def test_a_part_that_looks_back_is_left_as_it_stands_until_the_next_part() -> None:
    texts = ["I. Kết quả đạt được", f"a) {TWO[3:]}", "II. Nhiệm vụ", f"a) {TWO[3:]}"]
    found = [piece.text for piece in split_tasks([paragraph(text) for text in texts])]
    assert found == [*texts[:3], "a) Giao Sở Mẫu rà soát;", "giao Sở Thử báo cáo."]


def test_a_row_of_a_table_is_never_split() -> None:
    row = paragraph(TWO, row=True)
    assert list(split_tasks([paragraph(LEAD_IN), row])) == [paragraph(LEAD_IN), row]


def test_pieces_keep_their_line_and_have_labels_of_their_own() -> None:
    (first, *rest) = list(
        split_tasks([paragraph("1. Phòng Mẫu: (1) Rà soát; (2) Báo cáo.", bold=True)])
    )
    assert [piece.line for piece in (first, *rest)] == [7, 7, 7]
    assert [piece.label.text if piece.label else "" for piece in (first, *rest)] == [
        "1.",
        "(1)",
        "(2)",
    ]
    assert not any(piece.bold for piece in (first, *rest))


_BITS = st.sampled_from(
    ["(1)", "(2)", "(3)", "a)", "b)", "Giao Sở Mẫu", "giao Sở Thử", "rà soát", "báo cáo", ";", ".", ":",
     ",", "đã", "1.", "I.", "Kết quả", "kết luận như sau:", "Phòng Mẫu"]
) | st.text(max_size=4)  # fmt: skip
PARAGRAPHS = st.lists(
    st.lists(_BITS, min_size=1, max_size=14)
    .map(lambda bits: nfc(" ".join(" ".join(bits).split())))
    .filter(bool),
    max_size=5,
)


@given(PARAGRAPHS)
def test_splitting_changes_white_space_only(texts: list[str]) -> None:
    pieces = list(split_tasks([paragraph(text) for text in texts]))
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(
        "".join(text.split()) for text in texts
    )
    assert all(piece.text for piece in pieces)


@given(PARAGRAPHS)
def test_what_was_split_is_not_split_again_by_its_numbers(texts: list[str]) -> None:
    once = list(split_tasks([paragraph(LEAD_IN), *(paragraph(text) for text in texts)]))
    assert len(once) >= len(texts) + 1


@pytest.mark.parametrize(
    "piece", ["(1) Rà soát; (2) ", "giao Sở Mẫu; giao Sở Thử; ", "a) b) ", "; (", "Sở Mẫu. "]
)
def test_a_long_paragraph_is_split_in_steps_that_grow_with_it(piece: str) -> None:
    # 40,000 characters: what looked at the rest at each mark would not end.
    text = f"1. {piece * (40_000 // len(piece))}rà soát."
    assert "".join("".join(split(text)).split()) == "".join(text.split())
