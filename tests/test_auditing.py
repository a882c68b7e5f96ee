"""The audit: every finding by its definition, every figure equal to the rows behind it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from export_archives import GROUP, UNITS, linked_archives
from ketluan.archive import load_archive
from ketluan.as_of import known_on
from ketluan.auditing import FINDINGS, Audit, audit_on, days_put_off
from ketluan.auditing.repeating import LONG
from ketluan.auditing.state import OPEN
from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    Conflict,
    Deadline,
    Document,
    Link,
    LinkStatus,
    Notice,
    Outcome,
    OutcomeProposal,
    Period,
    Task,
    Unit,
    UnitMention,
)
from ketluan.status import CLOSED
from test_sample_archive import UNREAD_LIMITS

SAMPLE = REPOSITORY / "tests" / "sample_archive"
ROOM, HALL = Unit("phong", "Phòng"), Unit("nha", "Nhà", valid_from=date(2021, 5, 1))
ALL = Unit("tat-ca", "Tất cả", members=("phong", "nha"))
Q2, Q3, Q4 = Period("2021-Q2"), Period("2021-Q3"), Period("2021-Q4")
MARCH, JUNE, SEPTEMBER = "2021-03-29-giao-ban", "2021-06-28-giao-ban", "2021-09-27-giao-ban"
ENDS = {MARCH: date(2021, 6, 30), JUNE: date(2021, 9, 30), SEPTEMBER: date(2021, 12, 31)}
PERIODS = {MARCH: Q2, JUNE: Q3, SEPTEMBER: Q4}
DAY = date(2021, 10, 15)


def task(name: str, due: date | None = None, *leads: str, **more: Any) -> Task:
    """Return the task `notice#number` of its notice's period, with a written limit if there is one."""
    notice_id, _, number = name.partition("#")
    written = (Deadline(0, 1, "hạn", "deadline", None, due),) if due else ()
    mentions = tuple(UnitMention(lead, lead) for lead in leads or ("phong",))
    made = Task(name, notice_id, number, "", "Việc.", 0, 1, lead_units=mentions, deadlines=written)
    return replace(made, **{"period": PERIODS[notice_id], **more})


def archive(*tasks: Task, links: tuple[Link, ...] = (), **more: Any) -> Archive:
    """Return an archive of the three notices with these tasks."""
    notices = tuple(
        Notice(
            notice_id, f"notices/2021/{notice_id}.md", "", issuer="Sở",
            meeting_date=date.fromisoformat(notice_id[:10]), directed_period=PERIODS[notice_id],
            tasks=tuple(one for one in tasks if one.notice_id == notice_id),
        )
        for notice_id in PERIODS
    )  # fmt: skip
    made = Archive(
        notices=notices, units=(ROOM, HALL), groups=(ALL,),
        links=links, threads=threads_of(tasks, links),
    )  # fmt: skip
    return replace(made, **more)


def link(later: str, earlier: str, status: LinkStatus = "confirmed") -> Link:
    return Link(later, earlier, 1.0, (), status)


def chain(*names: str) -> tuple[Link, ...]:
    return tuple(link(later, earlier) for earlier, later in pairwise(names))


def outcome(task_id: str, status: str, day: date) -> Outcome:
    return Outcome(task_id, status, day, "45/QĐ")


A, B, C = f"{MARCH}#1", f"{JUNE}#1", f"{SEPTEMBER}#1"


def test_the_matrix_counts_by_unit_period_and_status() -> None:
    known = archive(
        task(f"{MARCH}#1"),
        task(f"{MARCH}#2", None, "phong", "nha"),
        task(f"{MARCH}#3", None, "la"),
        task(f"{MARCH}#4", None, period=None),
        outcomes=(outcome(f"{MARCH}#2", "hoan-thanh", date(2021, 5, 1)),),
    )
    found = audit_on(known, DAY).matrix
    assert found.units == ("phong", "nha", "")
    assert found.periods == (Q2, None)
    assert numbers(found.cells) == {
        ("phong", Q2): {"qua-han": ["1"], "hoan-thanh": ["2"]},
        ("nha", Q2): {"hoan-thanh": ["2"]},
        ("", Q2): {"qua-han": ["3"]},
        ("phong", None): {"khong-han": ["4"]},
    }
    assert numbers(found.totals) == {
        Q2: {"qua-han": ["1", "3"], "hoan-thanh": ["2"]},
        None: {"khong-han": ["4"]},
    }


def numbers(cells: Any) -> dict[Any, dict[str, list[str]]]:
    """Return the cells with the numbers of their tasks."""
    return {
        place: {status: [one.number for one in listed] for status, listed in cell.items()}
        for place, cell in cells.items()
    }


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2021, 6, 30), []),
        (date(2021, 7, 1), [(B, 0, date(2021, 5, 31), 31)]),
        (date(2021, 7, 20), [(B, 10, date(2021, 5, 31), 50)]),
    ],
)
def test_late_is_the_last_step_by_its_own_and_by_the_first_limit(day: date, late: Any) -> None:
    known = archive(task(A, date(2021, 5, 31)), task(B, date(2021, 7, 10)), links=chain(A, B))
    rows = [
        (row.task.id, row.days_late, row.first_due, row.days_since_first)
        for row in audit_on(known, day).overdue
    ]
    assert rows == [row for row in late if row[1]]


@pytest.mark.parametrize("status", ["hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung"])
def test_what_is_closed_or_suspended_is_not_late(status: str) -> None:
    known = archive(task(A), outcomes=(outcome(A, status, date(2021, 7, 5)),))
    assert [row.task.id for row in audit_on(known, date(2021, 7, 4)).overdue] == [A]
    assert audit_on(known, date(2021, 7, 5)).overdue == ()


def test_written_limits_come_before_those_of_periods_and_the_oldest_first() -> None:
    known = archive(
        task(A), task(f"{MARCH}#2", date(2021, 4, 30)), task(f"{MARCH}#3", date(2021, 4, 1))
    )
    rows = [(row.task.number, row.is_default) for row in audit_on(known, DAY).overdue]
    assert rows == [("3", False), ("2", False), ("1", True)]


@pytest.mark.parametrize(
    ("names", "periods", "quarters"),
    [((A, B), None, None), ((A, C), None, None), ((A, B, C), 3, 2)],
)
def test_carried_over_is_what_stands_in_three_periods(
    names: tuple[str, ...], periods: int | None, quarters: int | None
) -> None:
    known = archive(*map(task, names), links=chain(*names))
    rows = audit_on(known, DAY).carried_over
    assert [(row.periods, row.quarters) for row in rows] == (
        [(periods, quarters)] if periods else []
    )


def test_carried_over_is_what_comes_back_after_three_quarters() -> None:
    old = task(A, period=Period("2020-Q4"))
    row = audit_on(archive(old, task(C), links=chain(A, C)), DAY).carried_over[0]
    assert (row.task.id, row.first.id, row.steps, row.periods, row.quarters) == (C, A, 2, 2, 4)
    joined = archive(old, task(B, period=Q4), task(C), links=(link(C, A), link(C, B)))
    row = audit_on(joined, DAY).carried_over[0]
    assert (row.task.id, row.first.id, row.steps, row.periods, row.quarters) == (C, A, 3, 2, 4)


def test_three_steps_in_two_periods_are_not_carried_over() -> None:
    names = (A, f"{JUNE}#1", f"{JUNE}#2")
    assert audit_on(archive(*map(task, names), links=chain(*names)), DAY).carried_over == ()


def test_a_task_carried_over_tells_its_units_and_first_limit_and_goes_when_closed() -> None:
    steps = (task(A, None, "phong"), task(B, date(2021, 8, 1), "nha"), task(C, None, "phong"))
    known = archive(*steps, links=chain(A, B, C), outcomes=(outcome(C, "rut", date(2021, 10, 10)),))
    row = audit_on(known, date(2021, 10, 9)).carried_over[0]
    assert [unit.unit_id for unit in row.units] == ["phong", "nha"]
    assert (row.first_due, row.steps, row.thread) == (ENDS[MARCH], 3, A)
    assert audit_on(known, DAY).carried_over == ()


@pytest.mark.parametrize(
    ("day", "links", "outcomes", "found"),
    [
        (date(2021, 6, 30), (), (), []),  # the period has not ended
        (date(2021, 7, 1), (), (), [(A, 1, 0)]),
        (DAY, (), (), [(A, 2, 0), (B, 1, 0)]),
        (DAY, chain(A, B), (), [(B, 1, 0)]),
        (DAY, (link(B, A, "proposed"),), (), [(A, 2, 1), (B, 1, 0)]),
        (DAY, (), (outcome(A, "hoan-thanh", date(2021, 6, 1)),), [(B, 1, 0)]),
        (DAY, (), (outcome(A, "tam-dung", date(2021, 6, 1)),), [(A, 2, 0), (B, 1, 0)]),
    ],
)
def test_not_repeated_is_what_nothing_repeats_and_nothing_closes(
    day: date, links: Any, outcomes: Any, found: Any
) -> None:
    known = archive(task(A), task(B), links=links, outcomes=outcomes)
    rows = audit_on(known, day).not_repeated
    assert [(row.task.id, row.later, row.proposed) for row in rows] == found


def test_only_a_later_notice_of_the_same_body_should_have_repeated() -> None:
    known = archive(task(A))
    others = tuple(replace(one, issuer="Ban") for one in known.notices[1:])
    assert audit_on(replace(known, notices=(known.notices[0], *others)), DAY).not_repeated == ()


def test_a_written_limit_can_be_past_when_the_notice_is_given_out() -> None:
    known = archive(
        task(f"{JUNE}#1", date(2021, 6, 27)),
        task(f"{JUNE}#2", date(2021, 6, 28)),
        task(f"{JUNE}#3", period=Q2, decided_due=date(2021, 1, 1)),
    )
    rows = audit_on(known, DAY).past_when_issued
    assert [(row.task.number, row.days) for row in rows] == [("1", 1)]


def test_a_limit_slips_where_a_written_one_is_put_off() -> None:
    known = archive(
        task(A, date(2021, 5, 31)), task(B, date(2021, 8, 31)), task(C),
        task(f"{MARCH}#2"), task(f"{JUNE}#2", date(2021, 9, 1)),  # from a period's: none
        task(f"{MARCH}#3", date(2021, 9, 1)), task(f"{JUNE}#3", date(2021, 8, 1)),  # earlier: none
        links=(*chain(A, B, C), *chain(f"{MARCH}#2", f"{JUNE}#2"), *chain(f"{MARCH}#3", f"{JUNE}#3")),
    )  # fmt: skip
    rows = audit_on(known, DAY).slips
    assert [(row.task.id, row.earlier.id, row.days, row.is_default, row.count) for row in rows] == [
        (B, A, 92, False, 2), (C, B, 122, True, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "days"),
    [
        (task(A, date(2021, 5, 31)), task(B, date(2021, 8, 31)), 92),
        (task(A, decided_due=date(2021, 5, 31)), task(B, date(2021, 6, 1)), 1),
        (task(A, date(2021, 5, 31)), task(B, period=Q3), 122),  # what is left is only the period's
        (task(A, period=Q2), task(B, date(2021, 8, 31)), 0),  # a period moves by itself
        (task(A, period=Q2), task(B, period=Q3), 0),
        (task(A, date(2021, 5, 31)), task(B, date(2021, 5, 31)), 0),
        (task(A, date(2021, 5, 31)), task(B, date(2021, 5, 1)), 0),
        (task(A, date(2021, 5, 31)), task(B, period=None), 0),
    ],
)
def test_only_a_limit_of_its_own_is_put_off(before: Task, now: Task, days: int) -> None:
    assert days_put_off(before, now) == days


def test_a_unit_without_tasks_existed_through_the_whole_period() -> None:
    known = archive(task(f"{MARCH}#1", None, "tat-ca"), task(B))
    rows = audit_on(known, DAY).units_without_tasks
    assert [(row.unit.id, row.period, row.notices, row.by_group) for row in rows] == [
        ("phong", Q2, (MARCH,), 1),  # the hall was opened in May
        ("nha", Q3, (JUNE,), 0),
        ("phong", Q4, (SEPTEMBER,), 0),
        ("nha", Q4, (SEPTEMBER,), 0),
    ]


def test_statements_that_contradict_each_other_are_shown_with_who_says_what() -> None:
    number = "45/TB-UBND"
    said = Conflict("date", (("2021-03-08", (MARCH,)), ("2021-03-18", (JUNE,))))
    known = archive(
        task(A, date(2021, 5, 31), decided_due=date(2021, 6, 15)),
        task(B),
        task(f"{JUNE}#2"),
        links=chain(A, B),
        documents=(Document("45-tb-ubnd-2021", number, "administrative", conflicts=(said,)),),
        outcomes=(
            outcome(A, "hoan-thanh", date(2021, 6, 1)),
            outcome(A, "rut", date(2021, 6, 2)),
            outcome(f"{JUNE}#2", "hoan-thanh", date(2021, 6, 1)),
        ),
    )
    rows = audit_on(known, DAY).contradictions
    assert [(row.about, [one.id for one in row.tasks]) for row in rows] == [
        ("document-date", []),
        ("decided-due", [A]),
        ("outcomes", [A]),
        ("repeated-after-closing", [B, A]),
        ("repeated-after-closing", [B, A]),
        ("outcome-before-task", [f"{JUNE}#2"]),
    ]
    assert [side.sources for side in rows[0].sides] == [(MARCH,), (JUNE,)]
    before = audit_on(known, date(2021, 6, 1)).contradictions  # only one has spoken
    assert [row.about for row in before] == ["decided-due"]


def test_what_ends_on_the_day_of_a_notice_contradicts_nothing() -> None:
    day = date.fromisoformat(JUNE[:10])
    ended = (outcome(A, "hoan-thanh", day), outcome(f"{JUNE}#2", "rut", day))
    known = archive(task(A), task(B), task(f"{JUNE}#2"), links=chain(A, B), outcomes=ended)
    assert audit_on(known, DAY).contradictions == ()
    replaced = (outcome(A, "thay-the", date(2021, 5, 1)),)
    assert audit_on(replace(known, outcomes=replaced), DAY).contradictions == ()


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ([("hoan-thanh", 5), ("hoan-thanh", 6)], False),
        ([("tam-dung", 5), ("hoan-thanh", 6)], False),
        ([("hoan-thanh", 5), ("tam-dung", 6)], True),
        ([("hoan-thanh", 5), ("thay-the", 5)], True),
    ],
)
def test_outcomes_contradict_where_two_close_or_a_pause_follows(stated: Any, found: bool) -> None:
    outcomes = tuple(outcome(A, status, date(2021, month, 1)) for status, month in stated)
    rows = audit_on(archive(task(A), outcomes=outcomes), DAY).contradictions
    assert bool(rows) == found


def test_links_and_outcomes_wait_for_a_person() -> None:
    asked = OutcomeProposal(A, "hoan-thanh", JUNE, 9, "Đã xong.", "xong", None, "", 0.7, ())
    known = archive(
        task(A), task(B), task(C),
        links=(link(B, A, "automatic"), link(C, A, "proposed"), *chain(B, C), link(C, B, "rejected")),
        outcome_proposals=(asked,),
    )  # fmt: skip
    found = audit_on(known, DAY)
    assert [row.link.status for row in found.unconfirmed_links] == ["automatic", "proposed"]
    assert [row.proposal for row in found.proposed_outcomes] == [asked]
    assert audit_on(known, date(2021, 6, 27)).proposed_outcomes == ()


def test_a_unit_and_a_period_narrow_every_list() -> None:
    known = archive(task(A, None, "phong", "nha"), task(B, None, "nha"), task(C, None, "tat-ca"))
    hall = audit_on(known, date(2022, 1, 1), "nha")
    assert [one.id for one in hall.tasks] == [A, B]
    assert hall.matrix.units == ("nha",)
    assert [row.task.id for row in hall.overdue] == [A, B]
    assert {row.unit.id for row in hall.units_without_tasks} == {"nha"}
    late = audit_on(known, date(2022, 1, 1), "nha", Q3)
    assert [row.task.id for row in late.overdue] == [B]
    year = audit_on(known, date(2022, 1, 1), "", Period("2021"))
    assert [one.id for one in year.tasks] == [A, B, C]


# Laws, over any archive.

_ASKED = st.dates(date(2019, 1, 1), date(2024, 1, 1))


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_each_known_task_is_counted_once_and_once_a_lead_unit(known: Archive, day: date) -> None:
    found = audit_on(known, day)
    ids = [task.id for task in known_on(known, day).tasks]
    totals = [
        one.id
        for cell in found.matrix.totals.values()
        for listed in cell.values()
        for one in listed
    ]
    assert sorted(totals) == sorted(ids) == sorted(one.id for one in found.tasks)
    in_cells = Counter(
        one.id for cell in found.matrix.cells.values() for listed in cell.values() for one in listed
    )
    registered = {unit.id for unit in (*UNITS, GROUP)}
    for one in found.tasks:
        leads = {m.unit_id if m.unit_id in registered else "" for m in one.lead_units} or {""}
        assert in_cells[one.id] == len(leads)
    assert all(cell.values() for cell in found.matrix.cells.values())


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_the_rows_of_a_period_add_up_to_its_total(known: Archive, day: date) -> None:
    matrix = audit_on(known, day).matrix
    assert set(matrix.totals) == set(matrix.periods)
    for period, total in matrix.totals.items():
        for status, listed in total.items():
            rows = [matrix.cells.get((unit, period), {}).get(status, ()) for unit in matrix.units]
            assert {one.id for row in rows for one in row} == {one.id for one in listed}


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_lists_by_status_are_the_tasks_of_that_status(known: Archive, day: date) -> None:
    found = audit_on(known, day)
    late = [one.id for cell in found.matrix.totals.values() for one in cell.get("qua-han", ())]
    assert sorted(row.task.id for row in found.overdue) == sorted(late)
    status = found.state.statuses
    listed = [row.task for row in found.carried_over] + [row.task for row in found.not_repeated]
    assert not {status[one.id] for one in listed} & {*CLOSED, "chuyen-tiep"}
    for late_row in found.overdue:
        assert late_row.days_late > 0


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_carried_over_are_the_open_tasks_whose_steps_were_told_for_long(
    known: Archive, day: date
) -> None:
    found = audit_on(known, day)
    state = found.state

    def is_long(task: Task) -> bool:
        periods = [state.step_period(step) for step in state.lineage(task)]
        quarters = [4 * one.start.year + (one.start.month - 1) // 3 for one in periods]
        return max(len(set(periods)), quarters[-1] - quarters[0]) >= LONG

    tasks = [one for one in state.tasks.values() if state.statuses[one.id] in OPEN and is_long(one)]
    assert [row.task for row in found.carried_over] == tasks


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_steps_of_a_finding_are_one_thread(known: Archive, day: date) -> None:
    found = audit_on(known, day)
    threads = {step: thread.id for thread in found.state.archive.threads for step in thread.steps}
    for row in found.carried_over:
        assert threads[row.first.id] == threads[row.task.id] == row.thread
    for slip in found.slips:
        assert threads[slip.earlier.id] == threads[slip.task.id] == slip.thread
        assert slip.days > 0
        assert slip.count == sum(other.thread == slip.thread for other in found.slips)


@settings(max_examples=30)
@given(linked_archives(), _ASKED)
def test_an_audit_knows_nothing_of_later_days(known: Archive, day: date) -> None:
    assert audit_on(known_on(known, day), day) == audit_on(known, day)


@settings(max_examples=30)
@given(linked_archives(), _ASKED, st.integers(0, 900))
def test_what_was_once_given_late_stays_so(known: Archive, day: date, more: int) -> None:
    first, then = audit_on(known, day), audit_on(known, day + timedelta(more))
    assert {one.id for one in first.tasks} <= {one.id for one in then.tasks}
    assert set(past(first)) <= set(past(then))
    assert {(r.task.id, r.earlier.id) for r in first.slips} <= {
        (r.task.id, r.earlier.id) for r in then.slips
    }


def past(found: Audit) -> list[tuple[str, date]]:
    return [(row.task.id, row.due) for row in found.past_when_issued]


@settings(max_examples=30)
@given(linked_archives())
def test_after_everything_all_is_known(known: Archive) -> None:
    last = known_on(known, date(2030, 1, 1))
    assert (last.notices, last.threads) == (known.notices, known.threads)
    assert last.outcomes == tuple(one for one in known.outcomes if one.day)


@settings(max_examples=30)
@given(linked_archives(), _ASKED, st.sampled_from([*UNITS, GROUP]))
def test_a_units_audit_is_its_part_of_the_whole(known: Archive, day: date, unit: Unit) -> None:
    whole, part = audit_on(known, day), audit_on(known, day, unit.id)
    row = {place: cell for place, cell in whole.matrix.cells.items() if place[0] == unit.id}
    assert part.matrix.cells == row
    for kind in FINDINGS:
        rows = whole.rows(kind)
        assert [one for one in rows if one in part.rows(kind)] == list(part.rows(kind))


# The sample archive, whose truth is written down.

TRUTH = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
ANOMALIES = TRUTH["anomalies"]
STEPS = {task_id: facts["step"] for task_id, facts in TRUTH["tasks"].items()}
AS_OF = date.fromisoformat(next(iter(ANOMALIES["overdue"])))


@cache
def sample() -> Audit:
    """Return the audit of the sample with the true links, so that only the audit is judged."""
    known = load_archive(SAMPLE)
    links = tuple(
        link(row["task"], earlier) for row in TRUTH["links"] for earlier in row["continues"]
    )
    return audit_on(replace(known, links=links, threads=threads_of(known.tasks, links)), AS_OF)


def test_limits_past_at_issue_are_those_of_the_truth() -> None:
    assert [row.task.id for row in sample().past_when_issued] == ANOMALIES["deadline-past"]


def test_slips_from_a_written_limit_to_another_are_those_of_the_truth() -> None:
    true = {
        (row["task"], row["continues"], row["from"], row["to"])
        for row in ANOMALIES["slip"]
        # A limit that is not read cannot be seen to slip.
        if not {STEPS[row["task"]], STEPS[row["continues"]]} & UNREAD_LIMITS
    }
    found = {
        (row.task.id, row.earlier.id, row.before.isoformat(), row.now.isoformat())
        for row in sample().slips
        if not row.is_default
    }
    assert found == true


def test_overdue_by_a_written_limit_are_those_of_the_truth() -> None:
    true = set(ANOMALIES["overdue"][AS_OF.isoformat()]) - set(ANOMALIES["suspended"])
    found = {row.task.id for row in sample().overdue if not row.is_default}
    assert found <= true
    assert true - found == set()


def test_not_repeated_are_those_of_the_truth_and_standing_work() -> None:
    found = {row.task.id for row in sample().not_repeated}
    # The truth does not list the boilerplate of units, whose steps have a `/` in their names.
    assert {one for one in found if "/" not in STEPS[one]} == set(ANOMALIES["not-repeated"])


def test_carried_over_are_the_open_ones_of_the_truth() -> None:
    found = sample()
    true = {
        row["task"]: row["quarters"]
        for row in ANOMALIES["carried-over"]
        if found.state.statuses[row["task"]] not in CLOSED
    }
    rows = {row.task.id: row for row in found.carried_over}
    assert true.keys() <= rows.keys()
    for task_id, quarters in true.items():
        # The truth counts the special meeting of May 2023 for the quarter that followed.
        special = "chuyen-de" in rows[task_id].first.id
        assert rows[task_id].quarters == quarters + special
    assert all(rows[one].periods == 3 and rows[one].quarters == 2 for one in rows.keys() - true)


def test_units_without_tasks_are_those_of_the_truth() -> None:
    found = [
        {"unit": row.unit.id, "notice": notice}
        for row in sample().units_without_tasks
        for notice in row.notices
    ]
    true = ANOMALIES["unit-without-tasks"]
    assert sorted(found, key=str) == sorted(true, key=str)


def test_the_only_conflict_is_that_of_the_truth() -> None:
    rows = sample().contradictions
    assert [row.about for row in rows] == ["document-date"]
    assert set(ANOMALIES["document-conflict"]) <= {one.id for one in rows[0].tasks}
