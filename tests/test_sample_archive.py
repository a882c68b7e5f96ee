import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from ketluan.archive import blocking, load_archive
from ketluan.model import Archive
from make_sample_archive import MARK, files
from sample_stories import ARCHIVE, KINDS, read_stories

BY_HAND = {"README.md", "notices/don-vi.yml", "notices/van-ban.yml", "notices/viet-tat.yml"}
# Words of which the reader of limits is not yet sure; a row goes when it learns to read them.
UNREAD_LIMITS = {"kho-hoa-chat.b", "xe-cong.a", "doi-thoai-doanh-nghiep.b", "thong-tu-bm.e"}


@cache
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ARCHIVE / "truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def archive() -> Archive:
    return load_archive(ARCHIVE)


def true_pairs() -> set[tuple[str, str]]:
    return {(link["task"], before) for link in truth()["links"] for before in link["continues"]}


def true_threads() -> dict[str, str]:
    """Return for each task the first task of those that it is joined with."""
    first: dict[str, str] = {task: task for task in truth()["tasks"]}
    for task, before in true_pairs():
        old, new = first[task], first[before]
        first = {one: new if name == old else name for one, name in first.items()}
    return first


def test_the_archive_is_what_its_program_writes() -> None:
    written = {
        path.relative_to(ARCHIVE).as_posix(): path.read_bytes()
        for path in ARCHIVE.rglob("*")
        if path.is_file() and path.parent.name not in ("stories", ".cache")
    }
    assert {path: written[path] for path in written.keys() - BY_HAND} == {
        path: text.encode("utf-8") for path, text in files().items()
    }


def test_the_program_reads_every_task_that_the_truth_names(archive: Archive) -> None:
    assert [task.id for task in archive.tasks] == list(truth()["tasks"])


def test_the_program_reads_the_lead_unit_of_every_task(archive: Archive) -> None:
    read = {task.id: [unit.unit_id for unit in task.lead_units] for task in archive.tasks}
    assert read == {task: [facts["unit"]] for task, facts in truth()["tasks"].items()}


def test_the_program_reads_the_written_limits(archive: Archive) -> None:
    wrong = set()
    for task in archive.tasks:
        facts = truth()["tasks"][task.id]
        read = task.due.isoformat() if task.due and task.due_from == "written" else None
        if read != facts["due"]:
            wrong.add(facts["step"])
    assert wrong <= UNREAD_LIMITS


def test_only_what_is_meant_is_wrong(archive: Archive) -> None:
    assert not blocking(archive.problems)
    rules = Counter(problem.rule for problem in archive.problems)
    assert {rule: rules[rule] for rule in rules if rule != "cite-first-full"} == {
        "document-conflict": 1,
        "source-none": 1,
        "unit-unknown": 1,
    }


def test_it_is_as_large_and_varied_as_promised(archive: Archive) -> None:
    assert len(archive.notices) >= 8
    assert len(archive.tasks) >= 300
    assert len(archive.periods) >= 8
    assert len(archive.units) - sum(1 for unit in archive.units if unit.valid_to) == 8
    assert [len(unit.successors) for unit in archive.units if unit.valid_to] == [1, 1, 1]
    assert {link["kind"] for link in truth()["links"]} == set(KINDS)
    assert {outcome["status"] for outcome in truth()["outcomes"]} == {
        "hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung",
    }  # fmt: skip
    assert all(truth()["anomalies"].values())


def test_it_tells_everywhere_that_it_is_no_real_one(archive: Archive) -> None:
    for notice in archive.notices:
        assert MARK in notice.subject
        assert MARK in notice.body
    for path in (ARCHIVE / "notices").glob("*.yml"):
        assert path.read_text("utf-8").startswith("# DỮ LIỆU MẪU.")
    for path in (ARCHIVE / "notices/cap-nhat").iterdir():
        assert MARK in path.read_text("utf-8")


def test_true_links_go_back_in_time() -> None:
    order = {task: task.split("#")[0][:10] for task in truth()["tasks"]}
    assert all(order[before] < order[task] for task, before in true_pairs())


def test_what_must_not_be_linked_is_in_no_true_link() -> None:
    forbidden = {(row["task"], row["continues"]) for row in truth()["not_links"]}
    left_open = {(row["task"], row["continues"]) for row in truth()["open_links"]}
    assert forbidden
    assert not forbidden & true_pairs()
    assert not left_open & (true_pairs() | forbidden)


def test_few_links_are_confirmed_and_those_are_in_front_matter(archive: Archive) -> None:
    confirmed = {link["task"]: link["continues"] for link in truth()["links"] if link["confirmed"]}
    assert {task.id: list(task.continues) for task in archive.tasks if task.continues} == confirmed
    assert 0 < len(confirmed) < len(truth()["links"]) / 20


def test_a_few_look_alikes_are_refused_in_front_matter(archive: Archive) -> None:
    refused = {
        (f"{notice.id}#{number}", earlier)
        for notice in archive.notices
        for number, decision in notice.decisions.items()
        for earlier in decision.not_continues
    }
    wanted = {(row["task"], row["continues"]) for row in truth()["not_links"] if row["rejected"]}
    assert refused == wanted != set()


def test_outcomes_of_the_truth_are_those_of_the_archive(archive: Archive) -> None:
    read = sorted(
        (one.task_id, one.status, one.day.isoformat() if one.day else "", one.evidence)
        for one in archive.outcomes
    )
    assert read == sorted(
        (one["task"], one["status"], one["day"], one["evidence"]) for one in truth()["outcomes"]
    )
    assert {one["in"] for one in truth()["outcomes"]} >= {"cap-nhat", archive.notices[-1].id}


def test_a_limit_past_at_issue_is_marked_by_hand_too() -> None:
    marked = truth()["anomalies"]["marked"]
    assert truth()["anomalies"]["deadline-past"] == [
        task for task in truth()["tasks"] if marked.get(task) == "deadline-past"
    ]


def test_units_without_tasks_have_none(archive: Archive) -> None:
    for row in truth()["anomalies"]["unit-without-tasks"]:
        notice = next(one for one in archive.notices if one.id == row["notice"])
        leads = {unit.unit_id for task in notice.tasks for unit in task.lead_units}
        assert row["unit"] not in leads
        assert notice.day
        assert len(leads) > 6


def test_a_matter_that_nobody_closed_or_repeated_is_an_end_of_its_thread() -> None:
    continued = {before for _, before in true_pairs()}
    closed = {o["task"] for o in truth()["outcomes"] if o["status"] != "tam-dung"}
    assert not set(truth()["anomalies"]["not-repeated"]) & (continued | closed)


def test_wordings_really_differ() -> None:
    texts = Counter(step.text for step in read_stories().steps.values())
    twice = {text for text, count in texts.items() if count > 1}
    verbatim = {s.text for s in read_stories().steps.values() if s.kind == "verbatim"}
    assert twice == verbatim


def test_look_alikes_are_not_joined_by_other_links() -> None:
    first = true_threads()
    joined = [
        row for row in truth()["not_links"]
        if row["why"] == "look-alike" and first[row["task"]] == first[row["continues"]]
    ]  # fmt: skip
    # Parts of one split matter belong to one thread, and yet do not continue each other.
    assert {truth()["tasks"][row["task"]]["step"].split(".")[0] for row in joined} <= {
        "mua-thiet-bi", "huong-dan-ho-tro", "trien-khai-ngan-hang-mau", "to-roi", "khu-khuan-kho",
    }  # fmt: skip
