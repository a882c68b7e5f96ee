"""Who is asked for what by a sentence (giao việc): every form, and what asks for nothing."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Notice, Period, Task
from ketluan.notice.asking import asks_of, clauses
from ketluan.notice.bodies import bodies_at
from ketluan.notice.body import read_blocks
from ketluan.notice.responsibility import coordinating_units, units_of_heading
from ketluan.notice.tasks import read_tasks
from ketluan.units import unit_names
from ketluan.vocabulary import task_words

NAMES = unit_names(())


def asked(text: str) -> list[str]:
    """Return the bodies that `text` makes responsible, as printed."""
    return [text[body.start : body.end] for clause in clauses(text) for body in clause.bodies]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Tất cả các đơn vị rà soát hồ sơ.", ["Tất cả các đơn vị"]),
        ("Tất cả đơn vị rà soát hồ sơ.", ["Tất cả đơn vị"]),
        ("Toàn thể các phòng rà soát hồ sơ.", ["Toàn thể các phòng"]),
        ("Toàn thể cán bộ rà soát hồ sơ.", ["Toàn thể cán bộ"]),
        ("Yêu cầu tất cả các đơn vị rà soát hồ sơ.", ["tất cả các đơn vị"]),
        ("Giao Sở Mẫu và tất cả các xã rà soát hồ sơ.", ["Sở Mẫu", "tất cả các xã"]),
        ("Tất cả các nội dung mẫu rà soát hồ sơ.", []),
    ],
)
def test_all_of_a_kind_are_asked_together(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Căn cứ Kế hoạch mẫu, Sở Mẫu khẩn trương rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Căn cứ chức năng, nhiệm vụ được giao, các phòng rà soát hồ sơ.", ["các phòng"]),
        ("Căn cứ Kế hoạch mẫu, giao Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Căn cứ chức năng, chỉ đạo các trường, các trung tâm rà soát hồ sơ.", []),
        ("Căn cứ tình hình để phối hợp với các xã, các phường rà soát hồ sơ.", []),
        (
            "Căn cứ Quyết định về nhiệm vụ của Phòng Mẫu, Trưởng Ban kiểm soát;\n\nTheo tờ trình.",
            [],
        ),
        ("Theo dõi việc mẫu, các phòng rà soát hồ sơ.", []),
        ("Căn cứ Kế hoạch mẫu, Sở Mẫu thực hiện các việc sau:", ["Sở Mẫu"]),
    ],
)
def test_a_ground_stands_before_the_one_who_is_asked(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Kính đề nghị Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Trân trọng đề nghị Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Chậm nhất ngày 5/7/2026, các phòng gửi báo cáo.", ["các phòng"]),
        ("Muộn nhất ngày 5/7/2026, các phòng gửi báo cáo.", ["các phòng"]),
        ("Đến hết ngày 5/7/2026, các phòng phải gửi báo cáo.", ["các phòng"]),
        ("Đến ngày 5/7/2026, Phòng Mẫu phải gửi báo cáo.", ["Phòng Mẫu"]),
        ("Kể từ ngày 5/7/2026, Phòng Mẫu tiếp nhận hồ sơ.", ["Phòng Mẫu"]),
        ("Các cơ quan cấp trên khẩn trương rà soát.", ["Các cơ quan cấp trên"]),
        ("Các đơn vị nêu trên khẩn trương rà soát.", ["Các đơn vị nêu trên"]),
        ("Giao Sở Mẫu vận hành hệ thống mẫu.", ["Sở Mẫu"]),
        ("Giao đơn vị vận hành hệ thống mẫu kiểm tra.", []),
        ("Các đơn vị quản lý vận hành khẩn trương kiểm tra.", ["Các đơn vị quản lý vận hành"]),
        ("Giao ông Trần Văn Mẫu rà soát hồ sơ.", ["ông Trần Văn Mẫu"]),
        (
            "Phân công bà Lê Thị Thử, Phó Trưởng phòng Mẫu, theo dõi.",
            ["bà Lê Thị Thử, Phó Trưởng phòng Mẫu"],
        ),
        ("Vận động bà con rà soát hồ sơ.", []),
        ("Các lãnh đạo rà soát hồ sơ.", ["Các lãnh đạo"]),
        ("Mỗi tổ chức rà soát hồ sơ.", ["Mỗi tổ chức"]),
        ("Giao Tổ chức đảng Mẫu rà soát hồ sơ.", ["Tổ chức đảng Mẫu"]),
        ("Tổ chức rà soát hồ sơ.", []),
        ("Giao Sở Tài chính vùng cao mới rà soát hồ sơ.", ["Sở Tài chính vùng cao mới"]),
        ("Giao Sở Tài chính một hai ba bốn rà soát hồ sơ.", ["Sở Tài chính"]),
        ("Đối với việc mẫu, Phòng Mẫu trong tỉnh Minh Họa.", []),
    ],
)
def test_words_around_a_body_leave_it_whole(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies


def tasks(*paragraphs: str) -> tuple[Task, ...]:
    """Return the tasks of a notice of March 2021 with these paragraphs."""
    body = "\n\n".join(paragraphs)
    notice = Notice(id="n", path="n.md", body=body, directed_period=Period("2021-Q2"))
    return read_tasks(replace(notice, blocks=read_blocks(body, 1, 2021)), NAMES)


def leads(*paragraphs: str) -> list[tuple[str, list[str]]]:
    """Return the number of each task and who leads it."""
    return [(task.number, [u.name for u in task.lead_units]) for task in tasks(*paragraphs)]


MAU, THU = ["Phòng Mẫu"], ["Phòng Thử"]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Phòng Mẫu khẩn trương rà soát hồ sơ.", MAU),
        ("Phòng Mẫu có trách nhiệm rà soát hồ sơ.", MAU),
        ("Phòng Mẫu: Rà soát hồ sơ.", MAU),
        ("Phòng Mẫu: (1) Rà soát hồ sơ; (2) Báo cáo.", MAU),
        ("Giao Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Giao cho Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Giao nhiệm vụ cho Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Đề nghị Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Yêu cầu Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Phân công Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Thống nhất giao Phòng Mẫu rà soát hồ sơ.", MAU),
        ("Về kinh phí: Phòng Mẫu cân đối.", MAU),
        ("Về kinh phí, giao Phòng Mẫu cân đối.", MAU),
        ("Về kinh phí: Giao Phòng Mẫu cân đối.", MAU),
        ("Công tác chuyển đổi số: Phòng Mẫu khẩn trương báo cáo.", MAU),
        ("Đối với hồ sơ mẫu, Phòng Mẫu rà soát.", MAU),
        ("Đối với Phòng Mẫu: Rà soát hồ sơ.", MAU),
        ("Về phía Phòng Mẫu: rà soát hồ sơ.", MAU),
        ("Đối với Phòng Mẫu, rà soát hồ sơ.", MAU),
        ("Phòng Mẫu, Phòng Thử rà soát hồ sơ.", [*MAU, *THU]),
        ("Phòng Mẫu và Phòng Thử cùng rà soát hồ sơ.", [*MAU, *THU]),
        ("Giao Phòng Mẫu, Phòng Thử và UBND xã Mẫu rà soát.", [*MAU, *THU, "UBND xã Mẫu"]),
        ("Các Sở: Tài chính, Xây dựng khẩn trương rà soát.", ["Các Sở: Tài chính, Xây dựng"]),
        ("Các phòng, đơn vị rà soát hồ sơ.", ["Các phòng, đơn vị"]),
        ("Các hội (Hội Mẫu, Hội Thử) rà soát.", ["Các hội (Hội Mẫu, Hội Thử)"]),
        ("Trưởng các phòng chuyên môn rà soát.", ["Trưởng các phòng chuyên môn"]),
        ("Giao Phó Giám đốc Sở Mẫu chỉ đạo rà soát.", ["Phó Giám đốc Sở Mẫu"]),
        ("Giao đồng chí Trần Văn Mẫu, theo dõi.", ["Trần Văn Mẫu"]),
        ("Giao Trưởng Phòng Mẫu và Chánh Văn phòng rà soát.", ["Trưởng Phòng Mẫu", "Chánh Văn phòng"]),
        ("Đồng chí Giám đốc Sở yêu cầu Phòng Mẫu rà soát.", MAU),
        ("Yêu cầu thủ trưởng các phòng; Chủ tịch UBND các xã rà soát.",
         ["thủ trưởng các phòng", "Chủ tịch UBND các xã"]),
        ("Trước ngày 30/6/2021, Phòng Mẫu báo cáo.", MAU),
        ("Trước ngày 30/6/2021, giao Phòng Mẫu báo cáo.", MAU),
        ("Trong tháng 5/2021, Phòng Mẫu báo cáo.", MAU),
        ("Sau khi có ý kiến, Phòng Mẫu báo cáo.", MAU),
        ("Phòng Mẫu, theo chức năng, rà soát hồ sơ.", MAU),
        ("Giao Phòng Mẫu các nhiệm vụ sau:", MAU),
        ("Phòng Mẫu đã báo cáo; giao Phòng Thử kiểm tra.", THU),
        ("Thống nhất chủ trương, giao Phòng Thử kiểm tra.", THU),
        ("Khẩn trương rà soát hồ sơ.", []),
        ("Rà soát hồ sơ, các phòng đã gửi.", []),
    ],
)  # fmt: skip
def test_each_form_names_who_is_asked(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies
    assert len(tasks(f"1. {text}")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Mẫu đã rà soát hồ sơ.",
        "Phòng Mẫu, theo chức năng, đã rà soát hồ sơ.",
        "Phòng Mẫu chưa rà soát hồ sơ.",
        "Biểu dương Phòng Mẫu tích cực rà soát hồ sơ.",
        "Ghi nhận kết quả của Phòng Mẫu.",
        "Chúc mừng các đồng chí.",
        "Cảm ơn các đơn vị đã dự họp.",
        "Trong thời gian qua, Phòng Mẫu đã rà soát hồ sơ.",
        "Tuy nhiên, việc rà soát còn chậm.",
        "Kết quả rà soát hồ sơ còn thấp.",
        "Hội nghị kết thúc lúc 17 giờ cùng ngày.",
        "Kính chúc các đồng chí sức khỏe, hạnh phúc.",
        "Dự họp có đại diện các phòng.",
        "",
    ],
)
def test_what_looks_back_thanks_or_greets_asks_for_nothing(text: str) -> None:
    assert asked(text) == []
    assert text == "" or not asks_of(text)


def test_a_unit_as_a_heading_leads_the_tasks_below_it() -> None:
    assert leads("## 1. Phòng Mẫu", "- Rà soát.", "- Báo cáo.", "## 2. Phòng Thử:", "Rà soát.") == [
        ("1.g1", MAU), ("1.g2", MAU), ("2", THU),
    ]  # fmt: skip
    assert {task.lead_from for task in tasks("## 1. Phòng Mẫu", "- Rà soát.")} == {"above"}


def test_several_units_share_a_heading() -> None:
    assert leads("## 3. Phòng Mẫu và Phòng Thử", "Rà soát hồ sơ.") == [("3", [*MAU, *THU])]


def test_below_a_topic_each_sentence_names_its_own_unit() -> None:
    found = tasks("## 1. Công tác mẫu", "- Phòng Mẫu rà soát.", "- Giao Phòng Thử báo cáo.")
    assert [[u.name for u in task.lead_units] for task in found] == [MAU, THU]
    assert {task.lead_from for task in found} == {"text"}


def test_below_a_unit_another_unit_in_the_sentence_leads_only_at_its_start() -> None:
    assert leads("## 1. Phòng Mẫu", "- Rà soát; gửi Phòng Thử báo cáo.", "- Phòng Thử báo cáo.") == [
        ("1.g1", MAU), ("1.g2", THU),
    ]  # fmt: skip


def test_words_that_lead_in_give_unit_and_limit_to_the_list_below_them() -> None:
    found = tasks(
        "Giám đốc kết luận:", "1. Yêu cầu Phòng Mẫu thực hiện các nhiệm vụ sau trước ngày 30/6/2021:",
        "a) Rà soát.", "b) Báo cáo trước ngày 15/5/2021.", "2. Phòng Thử báo cáo.",
    )  # fmt: skip
    assert [(t.number, [u.name for u in t.lead_units], t.lead_from, t.due_from) for t in found] == [
        ("1.a", MAU, "above", "above"),
        ("1.b", MAU, "above", "written"),
        ("2", THU, "text", "period"),
    ]
    assert [task.due for task in found] == [date(2021, 6, 30), date(2021, 5, 15), date(2021, 6, 30)]
    assert [[d.text for d in t.deadlines] for t in found] == [[], ["trước ngày 15/5/2021"], []]
    assert [[d.text for d in t.deadlines_above] for t in found] == [
        ["trước ngày 30/6/2021"], ["trước ngày 30/6/2021"], [],
    ]  # fmt: skip


def test_an_unlabelled_sentence_leads_in_too() -> None:
    assert leads("## I. Nhiệm vụ", "Yêu cầu Phòng Mẫu tập trung các việc sau:", "1. Rà soát.",
                 "2. Giao Phòng Thử báo cáo.", "## II. Nhiệm vụ khác", "1. Rà soát.") == [
        ("I.1", MAU), ("I.2", THU), ("II.1", []),
    ]  # fmt: skip


def test_the_one_who_concludes_is_not_asked() -> None:
    assert leads(
        "Ngày 2/3/2021, Giám đốc Sở Mẫu chủ trì họp và kết luận như sau:", "1. Rà soát."
    ) == [("1", [])]


def test_attendance_greetings_and_closing_are_no_tasks() -> None:
    body = (
        "Thành phần dự họp:", "- Giám đốc Sở Mẫu;", "- Trưởng Phòng Mẫu.", "Giám đốc kết luận như sau:",
        "1. Phòng Mẫu rà soát.", "2. Chúc các đồng chí sức khỏe, hạnh phúc.",
        "Nay thông báo để các đơn vị biết./.", "Nơi nhận:", "- Phòng Mẫu rà soát;", "TL. GIÁM ĐỐC",
    )  # fmt: skip
    assert leads(*body) == [("1", MAU)]


@pytest.mark.parametrize(
    "labels", [("Thứ nhất,", "Thứ hai,"), ("Một là,", "Hai là:"), ("1.", "2."), ("(1)", "(2)")]
)
def test_counting_words_number_tasks_as_figures_do(labels: tuple[str, str]) -> None:
    one, two = labels
    assert leads("## I. Nhiệm vụ", f"{one} rà soát hồ sơ.", f"{two} giao Phòng Mẫu báo cáo.") == [
        ("I.1", []), ("I.2", MAU),
    ]  # fmt: skip


def test_counts_that_begin_anew_below_unlabelled_headings_are_told_apart() -> None:
    first = ("## Phòng Mẫu", "1. Rà soát.", "2. Báo cáo.")
    assert leads(*first) == [("1", MAU), ("2", MAU)]
    assert leads(*first, "## Phòng Thử", "1. Rà soát.", "## Văn phòng Mẫu", "1. Rà soát.") == [
        ("1", MAU), ("2", MAU), ("m2.1", THU), ("m3.1", ["Văn phòng Mẫu"]),
    ]  # fmt: skip
    assert leads("## II. Nhiệm vụ", "### Phòng Mẫu", "1. Rà soát.", "### Phòng Thử", "1. Rà soát.") == [
        ("II.1", MAU), ("II.m2.1", THU),
    ]  # fmt: skip


def test_sentences_without_labels_are_pieces_that_count_on() -> None:
    assert leads("Giám đốc kết luận như sau:", "Giao Phòng Mẫu rà soát.", "Giao Phòng Thử báo cáo.",
                 "Nay thông báo để các đơn vị biết./.") == [("c1", MAU), ("c2", THU)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("phối hợp với Sở Thử rà soát.", ["Sở Thử"]),
        ("phối hợp chặt chẽ với Sở Thử rà soát.", ["Sở Thử"]),
        ("phối hợp với Sở Thử, Sở Công Thương rà soát.", ["Sở Thử", "Sở Công Thương"]),
        ("phối hợp với Sở Thử và các đơn vị liên quan rà soát.", ["Sở Thử"]),
        ("phối hợp với các đơn vị liên quan rà soát.", []),
        ("phối hợp rà soát.", []),
        ("phối hợp với Phòng Mẫu rà soát; phối hợp với Sở Thử, Phòng Mẫu báo cáo.", ["Sở Thử"]),
    ],
)
def test_those_who_take_part_are_told_from_the_lead(text: str, units: list[str]) -> None:
    (task,) = tasks(f"1. Phòng Mẫu chủ trì, {text}")
    assert [unit.name for unit in task.lead_units] == MAU
    assert [unit.name for unit in task.coordinating_units] == units


@pytest.mark.parametrize(
    ("heading", "units"),
    [
        ("Phòng Mẫu:", MAU),
        ("Đối với Phòng Mẫu", MAU),
        ("Nhiệm vụ của Phòng Mẫu", MAU),
        ("Giao Phòng Mẫu, Phòng Thử", [*MAU, *THU]),
        ("Các phòng, đơn vị", ["Các phòng, đơn vị"]),
        ("Công tác tài chính", []),
        ("Tổ chức thực hiện", []),
        ("", []),
        ("Phòng Mẫu " * 100, []),
    ],
)
def test_a_heading_names_units_or_a_topic(heading: str, units: list[str]) -> None:
    assert [unit.name for unit in units_of_heading(heading, NAMES)] == units


_WORDS = [row for key, rows in task_words().items() if key != "version" for row in rows]
TEXTS = st.lists(
    st.sampled_from(_WORDS) | st.sampled_from(["Sở Mẫu", "Phòng Thử", "(", ")", "\n\n", "UBND xã"])
    | st.text(max_size=6),
    max_size=25,
).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", ", ", "; ", ". ", ": ", " và ", "\n"]),
        min_size=len(words),
        max_size=len(words),
    ).map(lambda glue: "".join(word + mark for word, mark in zip(words, glue, strict=True)))
)  # fmt: skip


@given(TEXTS)
def test_clauses_cover_the_text_in_order_and_hold_their_bodies(text: str) -> None:
    found = clauses(text)
    before = 0
    for clause in found:
        assert before <= clause.span.start < clause.span.end <= len(text)
        assert not re.search(r'[^\s”"’)]', text[before : clause.span.start]) or before == 0
        before = clause.span.end
        last = clause.span.start
        for body in clause.bodies:
            assert last <= body.start < body.end <= clause.span.end
            assert text[body.start : body.end] == text[body.start : body.end].strip()
            last = body.end
        assert clause.asks or not clause.bodies
        assert clause.bodies or not clause.opens
    assert (
        "".join("".join(text[c.span.start : c.span.end].split()) for c in found)
        in ("".join(text.split()))
        or len(found) > 1
    )


@given(TEXTS, st.integers(0, 40))
def test_bodies_begin_where_they_are_looked_for(text: str, start: int) -> None:
    start = min(start, len(text))
    listed = bodies_at(text, start, len(text))
    before = start
    for span in listed.spans:
        assert before <= span.start < span.end <= len(text)
        before = span.end
    assert (listed.end is None) or listed.end.start >= start


@given(TEXTS)
def test_who_takes_part_never_leads(text: str) -> None:
    for task in tasks(f"1. Giao Phòng Mẫu {text}"):
        assert not {u.name for u in task.coordinating_units} & {u.name for u in task.lead_units}
        names = [unit.name for unit in coordinating_units(text, (), NAMES)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "piece",
    ["Giao Sở Mẫu, ", "trong tháng, ", "(", "các phòng; ", ": ", "Sở Mẫu và ", "phối hợp với Sở "],
)
def test_a_long_text_is_read_in_steps_that_grow_with_it(piece: str) -> None:
    # 50,000 characters: what looked at the rest of the text at each place would not end.
    text = f"Trong {piece * (50_000 // len(piece))}rà soát."
    assert clauses(text)[-1].span.end == len(text)
