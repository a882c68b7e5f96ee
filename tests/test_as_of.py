"""What was known on a day: notices held, outcomes stated, threads as far as they went."""

from datetime import date
from pathlib import Path

import pytest

from ketluan.archive import load_archive
from ketluan.as_of import known_on
from ketluan.exports import select
from ketluan.exports.rows import tasks_table
from ketluan.model import Archive, Outcome
from ketluan.notice import read_progress
from ketluan.status import status_on_day

SAMPLE = Path(__file__).parent / "sample_archive"
HELD = date(2023, 6, 29)  # of the notice that tells of what was done ten days before
DONE = date(2023, 6, 19)


@pytest.fixture(scope="module")
def sample() -> Archive:
    return load_archive(SAMPLE)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2023, 6, 18), "qua-han"),
        (DONE, "qua-han"),
        (date(2023, 6, 28), "qua-han"),
        (HELD, "hoan-thanh"),
    ],
)
def test_an_outcome_counts_from_the_day_on_which_it_was_stated(day: date, status: str) -> None:
    outcome = Outcome("n#1", "hoan-thanh", DONE, "", stated=HELD)
    assert status_on_day(date(2023, 3, 31), [outcome], day) == status


def test_what_a_later_notice_says_changes_no_earlier_day(sample: Archive) -> None:
    late = [one for one in sample.outcomes if one.stated and one.day and one.day < one.stated]
    assert len(late) > 20
    for outcome in late:
        assert outcome.day is not None
        assert outcome not in known_on(sample, outcome.day).outcomes
        assert outcome.stated is not None
        assert outcome in known_on(sample, outcome.stated).outcomes


def test_every_outcome_of_the_archive_knows_who_stated_it_when(sample: Archive) -> None:
    assert all(outcome.stated for outcome in sample.outcomes)


PROGRESS = """---
ket_qua:
  - nhiem_vu: 2021-03-29-giao-ban-quy-i#II.1.6
    trang_thai: hoan-thanh
    ngay: {day}
    can_cu: 45/QĐ-SM
---
"""


@pytest.mark.parametrize(
    ("day", "rules"),
    [("2021-05-10", []), ("2021-05-12", []), ("2021-05-13", ["outcome-day"]),
     ("9999-12-31", ["outcome-day"])],
)  # fmt: skip
def test_no_file_states_what_comes_after_it(day: str, rules: list[str]) -> None:
    path = "notices/cap-nhat/2021-05-12-thang-5.md"
    outcomes, problems = read_progress(path, PROGRESS.format(day=day))
    assert [problem.rule for problem in problems] == rules
    assert [outcome.stated for outcome in outcomes] == [date(2021, 5, 12)]


def test_exports_carry_the_links_in_use_and_who_made_them(sample: Archive) -> None:
    table = tasks_table(select(sample))
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    told = {
        (row["id"], earlier, by)
        for row in rows
        for earlier, by in zip(row["continues"], row["continues_by"], strict=True)  # type: ignore[arg-type]
    }
    used = {
        (link.task, link.continues, link.status)
        for thread in sample.threads
        for link in thread.links
    }
    assert told == used
    assert {by for _, _, by in told} == {"automatic", "confirmed"}
