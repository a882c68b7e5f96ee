"""Tables of tasks: which lines are rows, what each cell says, and the numbers of rows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.deadlines import cell_deadline
from ketluan.model import Notice, Span, Task
from ketluan.notice.body import read_blocks
from ketluan.notice.tables import TableColumns, cells_of, columns_of, read_row
from ketluan.notice.tasks import read_tasks
from ketluan.units import unit_names
from ketluan.vocabulary import notice_words

LEAD_IN = "Giám đốc kết luận như sau:"
HEAD = "TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời hạn"


def tasks(*paragraphs: str) -> tuple[Task, ...]:
    """Return the tasks of a notice of 2 March 2021 with these paragraphs."""
    body = "\n\n".join(paragraphs)
    notice = Notice(id="n", path="n.md", body=body, issued=date(2021, 3, 2))
    return read_tasks(replace(notice, blocks=read_blocks(body, 1, 2021)), unit_names(()))


def said(task: Task) -> tuple[str, list[str], list[str], list[str]]:
    """Return what a row says: its number, who leads, who takes part, until when."""
    return (
        task.number,
        [unit.name for unit in task.lead_units],
        [unit.name for unit in task.coordinating_units],
        [limit.text for limit in task.deadlines],
    )


def columns(head: str) -> TableColumns | None:
    return columns_of(head, cells_of(head))


def test_each_cell_says_its_own() -> None:
    rows = tasks(
        LEAD_IN,
        HEAD,
        "1\tRà soát hồ sơ\tPhòng Mẫu\tPhòng Thử, Sở Mẫu\t30/6/2021",
        "2\tBáo cáo\tPhòng Thử; Phòng Mẫu\t\tQuý III/2021",
        "3\tCông bố\tCác phòng, đơn vị\tSở Thử\ttrước ngày 15/5",
    )
    assert [said(task) for task in rows] == [
        ("b1", ["Phòng Mẫu"], ["Phòng Thử", "Sở Mẫu"], ["30/6/2021"]),
        ("b2", ["Phòng Thử", "Phòng Mẫu"], [], ["Quý III/2021"]),
        ("b3", ["Các phòng, đơn vị"], ["Sở Thử"], ["trước ngày 15/5"]),
    ]
    assert [task.due for task in rows] == [date(2021, 6, 30), date(2021, 9, 30), date(2021, 5, 15)]
    assert {(task.lead_from, task.due_from) for task in rows} == {("text", "written")}


@pytest.mark.parametrize(
    "serial", ["1", "1.", "1)", "(1)", "01", "1 .", "1.1.", "a)", "-", "", "²", "٣"]
)
def test_a_serial_number_is_a_cell_however_it_is_written(serial: str) -> None:
    (task,) = tasks(LEAD_IN, HEAD, f"{serial}\tRà soát\tPhòng Mẫu\tPhòng Thử\t30/6/2021")
    assert said(task)[1:] == (["Phòng Mẫu"], ["Phòng Thử"], ["30/6/2021"])
    assert (task.text.startswith(serial), task.label) == (True, "")


@pytest.mark.parametrize(
    ("serials", "numbers"),
    [
        (["1", "2", "3"], ["b1", "b2", "b3"]),
        (["", "", ""], ["b1", "b2", "b3"]),
        (["1.", "3.", "4."], ["b1", "b3", "b4"]),
        (["1", "2", "1"], ["b1", "b2", "b3"]),
        (["7", "", "x"], ["b7", "b8", "b9"]),
        (["9" * 5000, "1", "2"], ["b999999", "b1000000", "b1000001"]),
    ],
)
def test_rows_are_numbered_as_printed_and_never_twice(
    serials: list[str], numbers: list[str]
) -> None:
    rows = [f"{serial}\tRà soát\tPhòng Mẫu\t\t" for serial in serials]
    assert [task.number for task in tasks(LEAD_IN, HEAD, *rows)] == numbers


def test_a_second_table_below_the_same_heading_goes_on_counting() -> None:
    row = "1\tRà soát\tPhòng Mẫu\t\t"
    found = tasks("## II. Nhiệm vụ", HEAD, row, "Bảng thứ hai như sau:", HEAD, row)
    assert [task.number for task in found] == ["II.b1", "II.b2"]


def test_a_table_below_each_label_has_its_own_count() -> None:
    row = "1\tRà soát\tPhòng Mẫu\t\t"
    found = tasks("## I. Nhiệm vụ", HEAD, row, "## II. Nhiệm vụ khác", HEAD, row)
    assert [task.number for task in found] == ["I.b1", "II.b1"]


BARS = """| TT | Nhiệm vụ | Chủ trì | Thời hạn |
|:--:|----------|---------|----------|
| 1. | Rà soát hồ sơ | Phòng Mẫu | 30/6 |
| 2. | Báo cáo |  |  |
| TT | Nhiệm vụ | Chủ trì | Thời hạn |
| 3. | Gửi Sở Thử | Phòng Thử | tháng 5/2021 |"""


def test_bars_part_cells_as_tabs_do_and_a_repeated_head_is_no_row() -> None:
    rows = tasks(LEAD_IN, BARS)
    assert [said(task) for task in rows] == [
        ("b1", ["Phòng Mẫu"], [], ["30/6"]),
        ("b2", [], [], []),
        ("b3", ["Phòng Thử"], [], ["tháng 5/2021"]),
    ]


def test_a_head_names_the_columns_again_in_another_order() -> None:
    rows = tasks(
        LEAD_IN, HEAD, "1\tRà soát\tPhòng Mẫu\t\t30/6/2021",
        "Thời hạn\tChủ trì\tNội dung công việc", "15/5/2021\tPhòng Thử\tBáo cáo",
    )  # fmt: skip
    assert [said(task)[1::2] for task in rows] == [
        (["Phòng Mẫu"], ["30/6/2021"]),
        (["Phòng Thử"], ["15/5/2021"]),
    ]


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("TT\tNhiệm vụ", "1\tRà soát", ([], [], [])),
        ("Nhiệm vụ\tChủ trì", "Rà soát\tPhòng Mẫu", (["Phòng Mẫu"], [], [])),
        ("Nhiệm vụ\tThời hạn", "Rà soát\t30/6/2021", ([], [], ["30/6/2021"])),
        ("Nhiệm vụ\tChủ trì\tPhối hợp", "Rà soát\tPhòng Mẫu\tSở Thử", (["Phòng Mẫu"], ["Sở Thử"], [])),
        ("Ghi chú\tNhiệm vụ\tSản phẩm", "Gấp\tRà soát\tBáo cáo", ([], [], [])),
        (HEAD, "1\tRà soát", ([], [], [])),
        (HEAD, "1\tRà soát\tPhòng Mẫu\t\t30/6/2021\tthêm", (["Phòng Mẫu"], [], ["30/6/2021"])),
        (HEAD, "1\tGửi trước 15/4/2021\t\t\t30/6/2021", ([], [], ["trước 15/4/2021", "30/6/2021"])),
        (HEAD, "\tRà soát\tPhòng Mẫu\t\t", (["Phòng Mẫu"], [], [])),
    ],
)  # fmt: skip
def test_a_column_may_be_absent(
    head: str, row: str, expected: tuple[list[str], list[str], list[str]]
) -> None:
    (task,) = tasks(LEAD_IN, head, row)
    assert said(task)[1:] == expected


@pytest.mark.parametrize(
    "row",
    [
        "1\t\tPhòng Mẫu\t\t30/6/2021",  # nothing to do
        "I\tNhóm việc mẫu\t\t\t",
        "II.\tNhóm việc mẫu",
        "A.\tNhóm việc mẫu\t\t\t",
        "\tNhóm việc mẫu\t\t\t",
        "---\t---\t---",
    ],
)
def test_a_row_without_a_task_is_none_and_leaves_the_table_open(row: str) -> None:
    found = tasks(LEAD_IN, HEAD, row, "1\tRà soát\tPhòng Mẫu\t\t")
    assert [said(task)[:2] for task in found] == [("b1", ["Phòng Mẫu"])]


def test_only_a_table_of_tasks_has_rows_that_are_tasks() -> None:
    assert tasks(LEAD_IN, "STT\tHọ và tên\tChức vụ", "1\tTrần Văn Mẫu\tGiám đốc") == ()


def test_a_table_in_the_assessment_has_no_tasks() -> None:
    row = "1\tRà soát hồ sơ\tPhòng Mẫu\t\t"
    assert tasks("## I. Kết quả thực hiện", HEAD, row) == ()
    assert len(tasks("## I. Kết quả", HEAD, row, "## II. Nhiệm vụ", HEAD, row)) == 1


def test_rows_take_from_above_what_their_cells_leave_open() -> None:
    first, second = tasks(
        "## II. Nhiệm vụ", "1. Giao Phòng Mẫu các nhiệm vụ sau, trước ngày 31/12/2021:",
        "TT\tNhiệm vụ\tChủ trì\tThời hạn", "1\tRà soát\t\t", "2\tBáo cáo\tPhòng Thử\t30/6/2021",
    )  # fmt: skip
    assert (said(first)[1], first.lead_from, first.due_from) == (["Phòng Mẫu"], "above", "above")
    assert (first.due, first.deadlines) == (date(2021, 12, 31), ())
    assert (said(second)[1], second.lead_from, second.due_from) == (
        ["Phòng Thử"],
        "text",
        "written",
    )
    assert [limit.text for limit in second.deadlines_above] == ["trước ngày 31/12/2021"]


def test_words_that_lead_in_to_a_table_are_no_task() -> None:
    found = tasks(
        "## II. Nhiệm vụ", "1. Phòng Mẫu thực hiện theo bảng sau:", HEAD, "1\tRà soát\t\t\t",
        "2. Phòng Thử báo cáo.",
    )  # fmt: skip
    assert [(task.number, said(task)[1]) for task in found] == [
        ("II.1.b1", ["Phòng Mẫu"]),
        ("II.2", ["Phòng Thử"]),
    ]


def test_text_behind_a_table_is_no_part_of_its_last_row() -> None:
    row = "1\tRà soát\tPhòng Mẫu"
    closing = "Nay thông báo để các đơn vị biết, thực hiện./."
    assert [task.text for task in tasks(LEAD_IN, HEAD, row, "Ghi chú của bảng.", closing)] == [row]
    blocks = read_blocks(f"{LEAD_IN}\n\n{HEAD}\n\n{row}\n\n{closing}", 1, 2021)
    assert blocks[-1].kind == "closing"


def test_a_line_that_is_no_row_closes_the_table() -> None:
    row = "1\tRà soát\tPhòng Mẫu\t\t"
    found = tasks(LEAD_IN, HEAD, row, "1. Giao Sở Mẫu báo cáo.", "2\tHọ tên\tSở Thử\t\t")
    assert [task.number for task in found] == ["b1", "1"]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (column, word)
        for column in ("task", "lead", "coordinating", "due")
        for word in notice_words()[f"table_{column}"]
    ],
)
def test_every_row_of_the_vocabulary_heads_its_column(column: str, word: str) -> None:
    others = [] if column == "task" else ["Nhiệm vụ"]
    for name in (word, word.upper(), f"{word} cụ thể", f"{word.capitalize()}:"):
        head = "\t".join(["STT", *others, name])
        assert columns(head) == replace(
            TableColumns(serial=0, task=1), **{column: 1 + len(others)}
        ), head


@pytest.mark.parametrize("serial", ["TT", "STT", "Số TT", "stt.", "T.T"])
def test_the_column_of_serial_numbers_is_known(serial: str) -> None:
    found = columns(f"{serial}\tNhiệm vụ")
    assert found is not None
    assert found.task == 1
    assert found.serial == (-1 if serial == "T.T" else 0)


def test_a_word_that_only_begins_like_a_head_is_none() -> None:
    assert columns("TT\tNhiệm vụ\tChủ trìu") == TableColumns(serial=0, task=1)
    assert columns("TT\tHọ tên\tChủ trì") is None


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb", ["a", "b"]),
        (" a \t\t b", ["a", "", "b"]),
        ("\ta", ["", "a"]),
        ("a\t", ["a", ""]),
        ("| a | b |", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        ("| a |  | b |", ["a", "", "b"]),
        ("| a\tx | b |", ["a\tx", "b"]),
        ("một đoạn văn", []),
        ("| một đoạn văn", []),
        ("|---|---|", []),
        ("", []),
    ],
)
def test_cells_stand_between_tabs_or_bars(text: str, cells: list[str]) -> None:
    assert [text[cell.start : cell.end] for cell in cells_of(text)] == cells


@given(st.text("| \t.-:ab1½²Nhiệm vụ", max_size=40))
def test_cells_are_in_order_and_hold_no_mark_of_their_own(text: str) -> None:
    cells = cells_of(text)
    mark = "|" if text.lstrip().startswith("|") and text.count("|") > 1 else "\t"
    before = 0
    for cell in cells:
        assert before <= cell.start <= cell.end <= len(text)
        assert mark not in text[cell.start : cell.end]
        assert text[cell.start : cell.end] == text[cell.start : cell.end].strip()
        before = cell.end
    assert len(cells) != 1


_LINES = st.lists(
    st.sampled_from([HEAD, "---", "I\tNhóm", "1\tRà soát\tPhòng Mẫu", "²\tViệc\tx", "1. Việc.", "Đoạn:",
                     "| TT | Nhiệm vụ |", "| 1 | Rà soát |", "| 1 | |", "## II. Phần", "a\tb", "Đoạn."])
    | st.text("\t|1²a. -", min_size=1, max_size=12),
    max_size=12,
)  # fmt: skip


@given(_LINES)
def test_rows_of_any_table_have_spans_in_their_text_and_numbers_of_their_own(
    lines: list[str],
) -> None:
    body = "\n\n".join([LEAD_IN, *lines])
    blocks = read_blocks(body, 1, 2021)
    for block in blocks:
        assert body[block.start : block.start + len(block.text)] == block.text
        if block.row:
            for cell in (block.row.task, block.row.lead, block.row.coordinating, block.row.due):
                assert 0 <= cell.start <= cell.end <= len(block.text)
            assert block.text[block.row.task.start : block.row.task.end].strip()
    under = ""
    seen: set[str] = set()
    for block in blocks:
        if not block.row and block.number:
            under, seen = block.number, set()  # a label printed twice is numbered twice
        if block.row:
            assert block.number not in seen, (under, lines)
            seen.add(block.number)


@pytest.mark.parametrize(
    ("cell", "kind", "start", "due"),
    [
        ("30/6/2021", "deadline", None, date(2021, 6, 30)),
        ("ngày 30/6", "deadline", None, date(2021, 6, 30)),
        ("tháng 5/2021", "deadline", date(2021, 5, 1), date(2021, 5, 31)),
        ("Quý III/2021", "deadline", date(2021, 7, 1), date(2021, 9, 30)),
        ("Quý III", "deadline", date(2021, 7, 1), date(2021, 9, 30)),
        ("Hàng tháng", "recurring", None, None),
        ("Thường xuyên", "ongoing", None, None),
    ],
)
def test_a_cell_in_the_column_of_limits_is_one(
    cell: str, kind: str, start: date | None, due: date | None
) -> None:
    (task,) = tasks(LEAD_IN, "Nhiệm vụ\tThời hạn", f"Rà soát\t{cell}")
    assert [(d.text, d.kind, d.start, d.due) for d in task.deadlines] == [(cell, kind, start, due)]
    (limit,) = task.deadlines
    assert task.text[limit.start_offset : limit.end_offset] == cell


@pytest.mark.parametrize(
    "cell", ["", "Phòng Mẫu", "x 30/6/2021 y", "30/13/2021 và", "trước 30/6/2021"]
)
def test_a_cell_that_states_no_day_alone_adds_no_limit(cell: str) -> None:
    text = f"Rà soát\t{cell}"
    assert cell_deadline(text, Span(8, len(text)), 2021) == ()


def test_a_table_is_read_once_however_long_it_is() -> None:
    # 5,000 rows: anything that looked at all rows for each row would not end.
    rows = [f"{number}\tRà soát\tPhòng Mẫu\t\t" for number in range(1, 5_001)]
    columns_ = columns(HEAD)
    assert all(read_row(row, columns_) for row in rows)
    assert len(tasks(LEAD_IN, HEAD, *rows)) == len(rows)
