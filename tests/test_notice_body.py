from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Notice, Period, Task, Unit
from ketluan.notice.body import escape_line, read_blocks
from ketluan.notice.labels import follows, read_label
from ketluan.notice.tasks import read_tasks
from ketluan.units import unit_names
from ketluan.vietnamese import nfc

NAMES = unit_names(
    [
        Unit("phong-a", "Phòng A", names=("Phòng Ánh sáng",), abbreviations=("PAS",)),
        Unit("phong-b", "Phòng Kế hoạch - Tài chính"),
        Unit("thi-tran-mau", "UBND thị trấn Mẫu"),
        Unit("quy-dat", "Trung tâm Phát triển quỹ đất huyện"),
        Unit("tat-ca", "Các phòng, đơn vị trực thuộc", members=("phong-a", "phong-b")),
    ]
)


def tasks(body: str, directed: str = "") -> tuple[Task, ...]:
    period = Period.parse(directed) if directed else None
    notice = Notice(id="n", path="notices/n.md", body=body, directed_period=period)
    return read_tasks(replace(notice, blocks=read_blocks(body, 1, 2021)), NAMES)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("I. Đánh giá", "roman", "I"),
        ("IV. Nhiệm vụ", "roman", "IV"),
        ("1. Phòng A", "arabic", "1"),
        ("1.2. Việc", "decimal", "1.2"),
        ("(12) Việc", "bracketed", "12"),
        ("a) Việc", "letter", "a"),
        ("đ) Việc", "letter", "đ"),
        ("- Việc", "dash", "-"),
        ("• Việc", "bullet", "•"),
        ("+ Việc", "plus", "+"),
    ],
)
def test_labels_have_a_style_and_a_value(text: str, style: str, value: str) -> None:
    label = read_label(text)
    assert label is not None
    assert (label.style, label.value) == (style, value)
    assert text[label.length :][0].isupper()


@pytest.mark.parametrize(
    "text",
    ["", "XV.", "TL. GIÁM ĐỐC", "I/2021 và", "2025, định hướng", "(nếu có)", "w) x", "2021. Năm"],
)
def test_what_is_no_label(text: str) -> None:
    assert read_label(text) is None


def test_letters_count_as_offices_count() -> None:
    label = read_label("đ) Việc")
    assert label is not None
    assert follows(label, "d")
    assert not follows(label, "c")


BODY = """THÔNG BÁO

Kết luận tại cuộc họp

Ngày 1/3/2021, Giám đốc chủ trì cuộc họp và kết luận như sau:

## I. Đánh giá chung

1. Đã hoàn thành nhiều việc.

## II. Nhiệm vụ trong Quý II/2021

### 1. Phòng A:

(1) Hoàn thành hồ sơ trước 30/6/2021.

(2) Gồm các việc:

a) Phối hợp với Phòng Kế hoạch – Tài chính;

đ) Rà soát.

### 2. Sở Bản Mẫu:

- Báo cáo kết quả.

- Công bố.

Công bố cả trên trang tin.

Nay thông báo để các đơn vị biết, thực hiện./.

Nơi nhận:

- Như trên;

TL. GIÁM ĐỐC

CHÁNH VĂN PHÒNG

Người Ký Mẫu
"""


def test_numbers_are_paths_of_labels() -> None:
    assert [task.number for task in tasks(BODY)] == [
        "II.1.1", "II.1.2.a", "II.1.2.đ", "II.2.g1", "II.2.g2",
    ]  # fmt: skip


def test_a_part_that_looks_back_has_no_tasks() -> None:
    assert all(not task.number.startswith("I.") for task in tasks(BODY))


def test_lead_and_coordinating_units_are_told_apart() -> None:
    first, with_b, *_ = tasks(BODY)
    assert [(unit.name, unit.unit_id) for unit in first.lead_units] == [("Phòng A", "phong-a")]
    assert [(u.name, u.unit_id) for u in with_b.coordinating_units] == [
        ("Phòng Kế hoạch – Tài chính", "phong-b")
    ]


def test_a_unit_outside_the_register_keeps_its_printed_name() -> None:
    task = tasks(BODY)[-1]
    assert [(unit.name, unit.unit_id) for unit in task.lead_units] == [("Sở Bản Mẫu", "")]


def test_a_following_paragraph_belongs_to_its_task() -> None:
    assert tasks(BODY)[-1].text == "Công bố.\n\nCông bố cả trên trang tin."


def test_the_period_of_the_part_stands_before_that_of_the_notice() -> None:
    assert {task.period for task in tasks(BODY, "2021-Q4")} == {Period("2021-Q2")}
    assert tasks("1. Làm việc mẫu.", "2021-Q4")[0].period == Period("2021-Q4")


def test_the_foot_is_told_from_the_tasks() -> None:
    kinds = [block.kind for block in read_blocks(BODY, 1, 2021)]
    assert kinds[:3] == ["title", "title", "paragraph"]
    assert kinds[-6:] == [
        "closing",
        "recipients",
        "recipients",
        "signature",
        "signature",
        "signature",
    ]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("1. Giao Phòng A chủ trì, phối hợp với Phòng Kế hoạch - Tài chính làm.", ["Phòng A"]),
        ("1. Các phòng, đơn vị trực thuộc tập trung làm.", ["Các phòng, đơn vị trực thuộc"]),
        ("1. Các xã, phường khẩn trương làm.", ["Các xã, phường"]),
        ("1. Đề nghị Sở Tài chính cấp kinh phí.", ["Sở Tài chính"]),
        ("1. PAS làm việc này.", ["PAS"]),
        ("1. Về kinh phí: Giao Phòng A tham mưu.", ["Phòng A"]),
        ("1. Khẩn trương làm việc này.", []),
    ],
)
def test_the_sentence_names_the_lead_where_no_heading_does(text: str, lead: list[str]) -> None:
    (task,) = tasks(text)
    assert [unit.name for unit in task.lead_units] == lead


@pytest.mark.parametrize(
    ("text", "unit_id"),
    [
        ("1. UBND thị trấn Mẫu vận động 06 hộ bàn giao mặt bằng.", "thi-tran-mau"),
        ("1. Giao UBND thị trấn Mẫu thuyết phục các hộ.", "thi-tran-mau"),
        ("1. Trung tâm Phát triển quỹ đất huyện kiểm kê 15 hộ.", "quy-dat"),
    ],
)
def test_the_register_knows_where_the_name_of_a_unit_ends(text: str, unit_id: str) -> None:
    (task,) = tasks(text)
    assert [unit.unit_id for unit in task.lead_units] == [unit_id]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("UBND thị trấn Mẫu thuyết phục 06 hộ nhận tiền.", ["2.a"]),
        ("Phòng A chỉnh lý biến động 22 thửa đất.", ["2.a"]),
        ("Phòng A đã chỉnh lý biến động 22 thửa đất.", []),
        ("Người dân thuyết phục 06 hộ nhận tiền.", []),
    ],
)
def test_below_a_topic_a_unit_of_the_register_is_asked_whatever_the_verb(
    text: str, numbers: list[str]
) -> None:
    body = f"## 2. Công tác đầu tư công\n\na) {text}"
    assert [task.number for task in tasks(body)] == numbers


def test_below_a_unit_of_the_register_people_in_general_do_not_lead() -> None:
    (task,) = tasks("## 1. Phòng A\n\n- Yêu cầu các tổ chức hoàn chỉnh hồ sơ, gửi thẩm định.")
    assert [unit.unit_id for unit in task.lead_units] == ["phong-a"]


def numbered(body: str) -> list[tuple[str, list[str]]]:
    return [(task.number, [unit.name for unit in task.lead_units]) for task in tasks(body)]


def test_the_label_counted_next_is_a_sibling_of_a_heading() -> None:
    body = (
        "## II. Nhiệm vụ\n\n### 1. Phòng A:\n\n(1) Kiểm tra.\n\n2. Phòng Kế hoạch - Tài chính làm.\n\n"
        "### 3. Phòng A:\n\n(1) Quyết toán."
    )
    assert numbered(body) == [
        ("II.1.1", ["Phòng A"]),
        ("II.2", ["Phòng Kế hoạch - Tài chính"]),
        ("II.3.1", ["Phòng A"]),
    ]


def test_a_count_that_begins_anew_below_a_heading_is_deeper() -> None:
    body = "### 1. Phòng A:\n\n1. Việc một.\n\n2. Việc hai.\n\n### 2. Phòng A:\n\n1. Việc ba."
    assert [number for number, _ in numbered(body)] == ["1.1", "1.2", "2.1"]


def test_marks_of_two_kinds_are_two_levels() -> None:
    body = "1. Phòng A:\n\n- Các việc:\n\n+ Việc một.\n\n+ Việc hai.\n\n- Việc ba."
    assert [number for number, _ in numbered(body)] == ["1.g1.g1", "1.g1.g2", "1.g2"]


def test_each_paragraph_below_a_heading_is_a_task_the_first_with_its_number() -> None:
    body = (
        "## I. Đánh giá chung\n\nĐã làm tốt.\n\n"
        "## II. Nhiệm vụ\n\n### 1. Phòng A\n\nBáo cáo sớm.\n\nCông bố."
    )
    assert [(task.number, task.text) for task in tasks(body)] == [
        ("II.1", "Báo cáo sớm."),
        ("II.1.c2", "Công bố."),
    ]
    assert {unit.name for task in tasks(body) for unit in task.lead_units} == {"Phòng A"}


def test_words_that_lead_in_to_tasks_are_no_task() -> None:
    body = "## I. Nhiệm vụ\n\nCác phòng làm như sau:\n\n1. Phòng A làm."
    assert [(task.number, task.headings) for task in tasks(body)] == [("I.1", ("Nhiệm vụ",))]


def test_a_line_that_begins_with_a_hash_is_text() -> None:
    body = escape_line("# không phải đề mục")
    (block,) = read_blocks(body, 1, None)
    assert (block.kind, block.text) == ("title", "# không phải đề mục")


_PIECES = st.sampled_from(
    ["## I. Phần", "### 1. Phòng A:", "(1) Việc", "a) Việc", "- Việc", "Đoạn văn.", "1. Việc", "\\# x",
     "Nơi nhận:", "TL. GIÁM ĐỐC", "Nay thông báo để biết./.", "###### ", "#"]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=8))).map("\n\n".join).map(nfc))
def test_every_block_is_a_piece_of_the_body(body: str) -> None:
    blocks = read_blocks(body, 5, 2021)
    for block in blocks:
        assert body[block.start : block.start + len(block.text)] == block.text
        assert block.line == 5 + body.count("\n", 0, block.start)
    assert [block.start for block in blocks] == sorted(block.start for block in blocks)


def test_an_empty_body_has_no_tasks() -> None:
    assert tasks("") == ()


def test_who_leads_a_row_of_a_table_does_not_take_part_in_it_too() -> None:
    body = (
        "Kết luận như sau:\n\n## I. Nhiệm vụ\n\nTT\tNội dung\tChủ trì\tPhối hợp\n\n"
        "1\tLập kế hoạch cùng PAS\tPhòng Kế hoạch - Tài chính\t\n\n2\tBáo cáo\tPhòng A\tPhòng B\n"
    )
    rows = [
        (task.number, [u.name for u in task.lead_units], [u.name for u in task.coordinating_units])
        for task in tasks(body)
    ]
    assert rows == [
        ("I.b1", ["Phòng Kế hoạch - Tài chính"], ["PAS"]),
        ("I.b2", ["Phòng A"], ["Phòng B"]),
    ]


@pytest.mark.parametrize("mark", ["1-", "1/", "1."])
def test_offices_count_with_dashes_and_strokes_too(mark: str) -> None:
    second = mark.replace("1", "2")
    body = f"Kết luận như sau:\n\n{mark} Giao Phòng A tổng hợp.\n\n{second} Giao PAS rà soát."
    assert [task.number for task in tasks(body)] == ["1", "2"]


def test_a_date_or_range_at_the_start_is_no_label() -> None:
    assert read_label("24/7 bảo vệ") is None
    assert read_label("2/ 3 số hộ") is None
    assert read_label("10 - 15 ngày") is None


def test_an_unknown_unit_takes_nothing_of_the_unit_before_it() -> None:
    body = "Kết luận như sau:\n\nPhòng A:\n\n- Tuần tra.\n\nQuán Nước Mẫu:\n\n- Kiểm tra nước.\n"
    assert [[u.name for u in task.lead_units] for task in tasks(body)] == [["Phòng A"], []]


def test_the_office_of_two_bodies_is_one() -> None:
    (task,) = tasks("Kết luận như sau:\n\n1. Văn phòng HĐND và UBND huyện theo dõi.")
    assert [unit.name for unit in task.lead_units] == ["Văn phòng HĐND và UBND huyện"]


@given(
    st.lists(
        st.sampled_from(
            ("Phòng Ánh sáng", "PHÒNG KẾ HOẠCH – TÀI CHÍNH", "PAS", "pas", "UBND thị trấn Mẫu", "rà")
        ),
        max_size=3,
    ),
    st.sampled_from((" ", "\n", ", ", "x")),
)  # fmt: skip
def test_a_text_begins_with_a_unit_where_its_first_mention_is_at_its_start(
    words: list[str], between: str
) -> None:
    text = nfc(between.join(words))
    first = [unit for span, unit in NAMES.mentions(text) if span.start == 0]
    assert NAMES.at_start(text) == (first[0] if first else None)
