"""Links into threads: each task in one, steps in order of time, no circle, whatever links say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.linking import faults, propose_all, threads_of
from ketluan.model import Link, LinkStatus, Notice, Task, TaskDecision, Thread
from ketluan.notice import read_notice


def task(name: str, text: str = "Làm việc.", continues: tuple[str, ...] = ()) -> Task:
    """Return a task `notice#number` with `text`."""
    notice_id, _, number = name.partition("#")
    return Task(name, notice_id, number, "", text, 0, 1, continues=continues)


def link(later: str, earlier: str, status: LinkStatus = "confirmed") -> Link:
    """Return a link between two tasks."""
    return Link(later, earlier, 1.0, (), status)


TASKS = [task(name) for name in ("a#1", "a#2", "b#1", "b#2", "c#1")]


@pytest.mark.parametrize(
    ("links", "threads"),
    [
        ([], ["a#1", "a#2", "b#1", "b#2", "c#1"]),
        ([link("b#1", "a#1"), link("c#1", "b#1", "automatic")], ["a#1 b#1 c#1", "a#2", "b#2"]),
        ([link("b#1", "a#1"), link("b#2", "a#1")], ["a#1 b#1 b#2", "a#2", "c#1"]),  # split
        ([link("b#1", "a#1"), link("b#1", "a#2")], ["a#1 a#2 b#1", "b#2", "c#1"]),  # merged
        ([link("b#1", "a#1", "proposed")], ["a#1", "a#2", "b#1", "b#2", "c#1"]),
        ([link("b#1", "a#1", "rejected")], ["a#1", "a#2", "b#1", "b#2", "c#1"]),
        ([link("a#1", "b#1"), link("a#1", "a#1")], ["a#1", "a#2", "b#1", "b#2", "c#1"]),
        ([link("b#1", "x#1"), link("x#1", "a#1")], ["a#1", "a#2", "b#1", "b#2", "c#1"]),
    ],
)
def test_only_sound_links_join_tasks(links: list[Link], threads: list[str]) -> None:
    found = threads_of(TASKS, links)
    assert [" ".join(thread.steps) for thread in found] == threads
    assert all(thread.id == thread.steps[0] for thread in found)


def test_a_thread_has_the_links_that_join_it() -> None:
    links = [link("b#1", "a#1"), link("b#2", "a#2"), link("c#1", "a#1", "proposed")]
    assert threads_of(TASKS, links)[0] == Thread("a#1", ("a#1", "b#1"), (links[0],))


_NAMES = st.sampled_from([f"{notice}#{number}" for notice in "abcd" for number in "123"])
_STATUSES: st.SearchStrategy[LinkStatus] = st.sampled_from(
    ("confirmed", "automatic", "proposed", "rejected")
)


@given(st.lists(_NAMES), st.lists(st.builds(link, _NAMES, _NAMES, _STATUSES)))
def test_each_task_is_in_exactly_one_thread_and_steps_rise(
    names: list[str], links: list[Link]
) -> None:
    tasks = [task(name) for name in sorted(names)]
    order = list(dict.fromkeys(t.id for t in tasks))
    found = threads_of(tasks, links)
    assert sorted(step for thread in found for step in thread.steps) == order
    for thread in found:
        assert list(thread.steps) == sorted(thread.steps, key=order.index)
        assert all(order.index(one.continues) < order.index(one.task) for one in thread.links)


def notice(index: int, *decisions: tuple[tuple[str, ...], tuple[str, ...]]) -> Notice:
    """Return the notice number `index`, a task for each pair of what it does and does not continue."""
    day = date(2031, 1, 1) + timedelta(days=90 * index)
    name = f"{day}-mau"
    return Notice(
        name,
        f"notices/2031/{name}.md",
        "",
        meeting_date=day,
        decisions={str(n): TaskDecision(yes, None, no) for n, (yes, no) in enumerate(decisions, 1)},
        tasks=tuple(
            task(f"{name}#{n}", f"Việc số {n}.", yes) for n, (yes, _) in enumerate(decisions, 1)
        ),
    )


A, B, C = (notice(index).id for index in range(3))


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ([((), ()), ((f"{A}#1",), ())], []),
        ([((), ()), ((f"{B}#1",), ())], [("circle", f"{B}#1")]),
        ([((f"{B}#1",), ()), ((), ())], [("order", f"{B}#1")]),
        ([((f"{B}#1",), ()), ((f"{A}#1",), ())], [("circle", f"{B}#1")]),
        ([((), ()), ((f"{A}#1",), (f"{A}#1",))], [("both", f"{A}#1")]),
        ([((), ()), (("x#1",), ("y#1",))], []),  # the check of unknown tasks tells of them
    ],
)
def test_a_decision_that_cannot_stand_is_told(
    decisions: list[tuple[tuple[str, ...], tuple[str, ...]]], found: list[tuple[str, str]]
) -> None:
    notices = [notice(index, decision) for index, decision in enumerate(decisions)]
    assert [(fault.kind, fault.task_id) for fault in faults(notices)] == found
    told = {task_id for _, task_id in found}
    named = {task_id for yes, _ in decisions for task_id in yes}
    joined = {one.continues for one in propose_all(notices)[0] if one.status == "confirmed"}
    assert joined == named - told - {"x#1"}


_ANY_TASK = st.sampled_from([f"{name}#{number}" for name in (A, B, C, "x") for number in (1, 2)])
_ANY_DECISION = st.tuples(
    st.lists(_ANY_TASK, max_size=3).map(tuple), st.lists(_ANY_TASK, max_size=2).map(tuple)
)


@given(st.lists(st.tuples(_ANY_DECISION, _ANY_DECISION), min_size=3, max_size=3))
def test_no_front_matter_makes_a_circle_or_a_step_back(
    decisions: list[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]],
) -> None:
    notices = [notice(index, *two) for index, two in enumerate(decisions)]
    tasks = [one for each in notices for one in each.tasks]
    order = [one.id for one in tasks]
    links = propose_all(notices)[0]
    for one in links:
        assert order.index(one.continues) < order.index(one.task)
    threads = threads_of(tasks, links)
    assert sorted(step for thread in threads for step in thread.steps) == sorted(order)
    sound = {(one.task, one.continues) for one in links if one.status == "confirmed"}
    told = {(f"{f.notice.id}#{f.number}", f.task_id) for f in faults(notices)}
    for later in tasks:
        for earlier in later.continues:
            bad = (later.id, earlier) in told or earlier not in order
            assert ((later.id, earlier) in sound) != bad


def test_tasks_with_one_id_are_one_step() -> None:
    twice = [task("a#1"), task("a#1", "Làm khác."), replace(task("b#1"), continues=("a#1",))]
    assert [one.steps for one in threads_of(twice, [link("b#1", "a#1")])] == [("a#1", "b#1")]


def test_every_task_of_an_archive_is_in_one_of_its_threads() -> None:
    archive = load_archive(REPOSITORY / "tests" / "sample_archive")
    steps = [step for thread in archive.threads for step in thread.steps]
    assert sorted(steps) == sorted(one.id for one in archive.tasks)
    assert {one for thread in archive.threads for one in thread.links} == {
        one for one in archive.links if one.joins
    }


def test_a_no_is_read_from_front_matter_and_what_is_no_task_is_told() -> None:
    head = "---\nloai: TB\nngay_hop: 2031-03-29\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n"
    decision = "nhiem_vu:\n  '1': {khong_tiep_noi: [2030-12-29-mau#1, việc cũ]}\n---\n\n"
    read, problems = read_notice(
        "notices/2031/2031-03-29-mau.md", f"{head}{decision}1. Làm việc.\n"
    )
    assert read.decisions["1"] == TaskDecision(not_continues=("2030-12-29-mau#1",))
    assert [(problem.line, problem.rule) for problem in problems] == [(7, "task-id")]
