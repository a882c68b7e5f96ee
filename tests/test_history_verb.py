"""`ketluan history`: a thread with its steps, links and the status of a day."""

import json
from pathlib import Path

import pytest

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.model import Thread

SAMPLE = REPOSITORY / "tests" / "sample_archive"


@pytest.fixture(scope="module")
def longest() -> Thread:
    return max(load_archive(SAMPLE).threads, key=lambda thread: len(thread.steps))


def history(*arguments: str, archive: Path = SAMPLE) -> int:
    return run(["history", "--archive", str(archive), *arguments])


def test_any_step_leads_to_the_whole_thread(
    longest: Thread, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(longest.steps) > 2
    shown = set()
    for step in longest.steps:
        assert history(step, "--json", "--as-of", "2024-07-01") == 0
        shown.add(capsys.readouterr().out)
    assert len(shown) == 1
    thread = json.loads(shown.pop())
    assert thread["id"] == longest.id
    assert tuple(step["task"] for step in thread["steps"]) == longest.steps
    assert [step["day"] for step in thread["steps"]] == sorted(s["day"] for s in thread["steps"])
    assert {link["status"] for link in thread["links"]} <= {"confirmed", "automatic"}
    assert {link["task"] for link in thread["links"]} <= set(longest.steps)


def test_the_status_is_that_of_the_day_asked_for(
    longest: Thread, capsys: pytest.CaptureFixture[str]
) -> None:
    first_day = longest.id[:10]
    assert history(longest.id, "--json", "--as-of", first_day) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    for step in steps:
        assert (step["status"] is None) == (step["day"] > first_day)
    assert steps[0]["status"] in ("trong-han", "sap-den-han", "khong-han")


def test_a_closed_task_shows_the_outcome_only_from_its_day_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome = next(
        one
        for one in load_archive(SAMPLE).outcomes
        if one.status == "hoan-thanh" and one.evidence and one.day
    )
    assert outcome.day
    assert history(outcome.task_id, "--as-of", outcome.day.isoformat()) == 0
    assert f"Đã hoàn thành ({outcome.evidence})" in capsys.readouterr().out
    before = outcome.day.replace(year=outcome.day.year - 5)
    assert history(outcome.task_id, "--as-of", before.isoformat()) == 0
    assert outcome.evidence not in capsys.readouterr().out


def test_a_person_reads_each_step_and_how_it_was_linked(
    longest: Thread, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history(longest.steps[-1], "--as-of", "1/7/2024") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{len(longest.steps)} bước; trạng thái tính đến hết ngày 01/7/2024.")
    for link in longest.links:
        how = "xác nhận" if link.status == "confirmed" else "tự động"
        assert f"Tiếp nối {link.continues} ({how}, {round(link.score * 100)} %" in out
    assert f"→ {len(longest.steps)}. " in out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("2024-06-27-giao-ban-quy-ii#III.1.g1x", "có phải 2024-06-27-giao-ban-quy-ii#III.1.g1"),
        ("xyz", "mã có ở trang của mỗi nhiệm vụ"),
    ],
)
def test_an_unknown_task_is_said_with_near_ids(
    asked: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history(asked) == 2
    assert words in capsys.readouterr().err
