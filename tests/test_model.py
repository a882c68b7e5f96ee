from datetime import date

import pytest

from ketluan.model import (
    Archive,
    Deadline,
    Notice,
    Outcome,
    Period,
    Problem,
    Task,
    is_notice_id,
)  # fmt: skip
from ketluan.status import status_on


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2021-Q2", date(2021, 4, 1), date(2021, 6, 30), "Quý II/2021"),
        ("2021-H2", date(2021, 7, 1), date(2021, 12, 31), "6 tháng cuối năm 2021"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "Tháng 02/2024"),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31), "Tháng 3/2024"),
        ("2021", date(2021, 1, 1), date(2021, 12, 31), "Năm 2021"),
    ],
)
def test_a_period_knows_its_days_and_its_name(
    text: str, start: date, end: date, label: str
) -> None:
    period = Period.parse(text)
    assert period is not None
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize("text", ["", "2021-Q5", "2021-13", "Q2/2021", "21-Q2", "2021-Q2 "])
def test_what_is_no_period_is_none(text: str) -> None:
    assert Period.parse(text) is None


def test_a_problem_names_its_place_and_rule() -> None:
    assert str(Problem("a.md", 7, "date", "sai ngày")) == "a.md:7: sai ngày [date]"


def _task(due: date | None, *, written: bool = True) -> Task:
    deadlines = (Deadline(0, 1, "x", "deadline", None, due),) if due and written else ()
    return Task(id="n#1", notice_id="n", number="1", label="1.", text="x", start=0, line=1,
                deadlines=deadlines, period=None if written else Period("2021-Q2"))  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2021, 6, 15), "trong-han"),
        (date(2021, 6, 16), "sap-den-han"),
        (date(2021, 6, 30), "sap-den-han"),
        (date(2021, 7, 1), "qua-han"),
    ],
)
def test_lateness_begins_on_the_day_after_the_last(as_of: date, status: str) -> None:
    assert status_on(_task(date(2021, 6, 30)), (), as_of) == status


def test_a_written_deadline_stands_before_the_period() -> None:
    by_period = _task(date(2021, 1, 1), written=False)
    assert (by_period.due, by_period.due_from) == (date(2021, 6, 30), "period")
    written = _task(date(2021, 10, 31))
    assert (written.due, written.due_from) == (date(2021, 10, 31), "written")


def test_a_task_is_closed_from_the_day_of_the_statement() -> None:
    done = [Outcome("n#1", "hoan-thanh", date(2021, 6, 20), "45/QĐ-SKHCN")]
    task = _task(date(2021, 6, 30))
    assert status_on(task, done, date(2021, 6, 19)) == "sap-den-han"
    assert status_on(task, done, date(2021, 12, 31)) == "hoan-thanh"


def test_a_task_that_a_later_notice_takes_up_is_carried_on_from_that_day() -> None:
    task, again = _task(date(2021, 6, 30)), date(2021, 9, 29)
    assert status_on(task, (), date(2021, 9, 28), again) == "qua-han"
    assert status_on(task, (), again, again) == "chuyen-tiep"


@pytest.mark.parametrize(
    ("stated", "status"), [("hoan-thanh", "hoan-thanh"), ("tam-dung", "chuyen-tiep")]
)
def test_a_closed_task_stays_closed_a_paused_one_is_carried_on(stated: str, status: str) -> None:
    outcomes = [Outcome("n#1", stated, date(2021, 6, 20), "45/QĐ-SKHCN")]
    task, again = _task(date(2021, 6, 30)), date(2021, 9, 29)
    assert status_on(task, outcomes, date(2021, 12, 31), again) == status


def test_a_task_without_any_limit_has_none() -> None:
    assert status_on(_task(None), (), date(2021, 6, 30)) == "khong-han"


def test_a_secret_notice_cannot_be_in_an_archive() -> None:
    with pytest.raises(ValueError, match="secrecy"):
        Archive(notices=(Notice(id="n", path="n.md", body="", secrecy="Mật"),))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2021-03-29-giao-ban-quy-i", True),
        ("2021-02-30-x", False),
        ("2021-03-29", False),
        ("2021-03-29-", False),
        ("2021-03-29-Giao", False),
        ("../2021-03-29-x", False),
    ],
)
def test_a_notice_id_is_a_real_day_and_a_slug(text: str, good: bool) -> None:
    assert is_notice_id(text) is good
