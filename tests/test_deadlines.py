from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.deadlines import examples, find_deadlines
from ketluan.periods import periods_in
from ketluan.vietnamese import nfc
from ketluan.vocabulary import deadline_forms

YEAR = 2021


@pytest.mark.parametrize(("sentence", "phrase", "start", "due"), list(examples()))
def test_every_form_reads_its_examples(sentence: str, phrase: str, start: str, due: str) -> None:
    (found,) = find_deadlines(sentence, YEAR)
    assert found.text == phrase
    assert found.start == (date.fromisoformat(start) if start else None)
    assert found.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize("sentence", deadline_forms()["none"])
def test_a_time_that_limits_nothing_is_no_deadline(sentence: str) -> None:
    assert find_deadlines(sentence, YEAR) == ()


def test_without_a_year_there_are_no_days() -> None:
    (found,) = find_deadlines("hoàn thành trước 30/11")
    assert (found.text, found.due) == ("trước 30/11", None)


def test_an_impossible_day_is_kept_as_printed_without_days() -> None:
    (found,) = find_deadlines("hoàn thành trước ngày 31/2/2021")
    assert (found.text, found.due) == ("trước ngày 31/2/2021", None)


def test_one_task_may_have_two_deadlines() -> None:
    found = find_deadlines(
        "gửi kết quả trước ngày 10 tháng 12 năm 2021; công bố trong quý I năm 2022", YEAR
    )
    assert [deadline.due for deadline in found] == [date(2021, 12, 10), date(2022, 3, 31)]


def test_a_phrase_cut_by_a_line_end_is_still_read() -> None:
    (found,) = find_deadlines("hoàn thành trước\nngày 15 tháng 4\nnăm 2021", YEAR)
    assert found.due == date(2021, 4, 15)
    (found,) = find_deadlines("cập nhật dữ liệu; nhiệm vụ thường\nxuyên.", YEAR)
    assert found.kind == "ongoing"


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("trong Quý II/2021", ["2021-Q2"]),
        ("quý 3 năm 2022 và tháng 5/2021", ["2022-Q3", "2021-05"]),
        ("6 tháng cuối năm 2021", ["2021-H2"]),
        ("năm 2021", []),
    ],
)
def test_periods_are_read_by_name(text: str, periods: list[str]) -> None:
    assert [period.id for period in periods_in(text)] == periods


_SCRAPS = st.sampled_from(
    ["trước ", "ngày ", "30/6", "/2021", "trong ", "quý IV", " năm 2021", "tháng 5", "hoàn thành ",
     "99/99/9999", "đầu ", "định kỳ ", "hàng tháng", "ngay sau khi "]
)  # fmt: skip


@given(st.lists(st.one_of(_SCRAPS, st.text(max_size=3))).map("".join).map(nfc))
def test_every_phrase_cuts_its_own_text(text: str) -> None:
    for deadline in find_deadlines(text, YEAR):
        assert deadline.text == text[deadline.start_offset : deadline.end_offset]
        if deadline.start and deadline.due:
            assert deadline.start <= deadline.due
