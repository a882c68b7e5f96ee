"""`ketluan history`: a thread with its steps, links and the status of a day."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.cli.history_words import give_history
from ketluan.exports.dossier_data import thread_subject
from ketluan.model import Archive, Thread
from ketluan.pages.catalogue import catalogue
from ketluan.pages.tasks import Link, task_views
from ketluan.pages.thread_proposals import proposals
from ketluan.vietnamese import day_in_words

SAMPLE = REPOSITORY / "tests" / "sample_archive"


@pytest.fixture(scope="module")
def sample() -> Archive:
    return load_archive(SAMPLE)


@pytest.fixture(scope="module")
def longest(sample: Archive) -> Thread:
    return max(sample.threads, key=lambda thread: len(thread.steps))


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
    thread = json.loads(capsys.readouterr().out)
    assert [step["day"] for step in thread["steps"]] == [first_day]
    assert thread["steps"][0]["status"] in ("trong-han", "sap-den-han", "khong-han")
    assert thread["links"] == []


def test_a_day_tells_the_steps_that_the_dossier_of_the_day_has(
    sample: Archive, longest: Thread, capsys: pytest.CaptureFixture[str]
) -> None:
    day = date.fromisoformat(longest.steps[1][:10])
    subject = thread_subject(sample, longest.id, day, day)
    assert history(longest.id, "--json", "--as-of", day.isoformat()) == 0
    told = json.loads(capsys.readouterr().out)
    assert subject
    assert subject.thread
    assert 1 < len(subject.thread.steps) < len(longest.steps)
    assert tuple(one["task"] for one in told["steps"]) == subject.thread.steps
    assert len(told["links"]) == len(subject.thread.links)


def test_what_was_not_yet_known_is_said_and_not_told(
    longest: Thread, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history(longest.id, "--as-of", "1/1/2020") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"kho chưa biết nhiệm vụ '{longest.id}'" in told.err


def test_the_proposals_are_those_of_the_page_of_the_thread(
    sample: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    index = catalogue(sample)
    views = task_views(index)
    counted = {
        len(proposals(thread, {step: Link(step) for step in thread.steps}, index, views)): thread
        for thread in sample.threads
        if len(thread.steps) > 1
    }
    assert {0, 1, 2} <= counted.keys()
    for count, thread in counted.items():
        give_history(sample, thread, date(2024, 7, 1), thread.id)
        told = re.findall(r"^Còn (\d+) đề xuất", capsys.readouterr().out, re.MULTILINE)
        assert told == [str(count)] * bool(count), thread.id


def test_a_closed_task_shows_the_outcome_only_from_its_day_on(
    sample: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = next(
        one for one in sample.outcomes if one.status == "hoan-thanh" and one.evidence and one.day
    )
    assert outcome.day
    assert history(outcome.task_id, "--as-of", outcome.day.isoformat()) == 0
    day = f"Đã hoàn thành ngày {day_in_words(outcome.day)} ({outcome.evidence})"
    assert day in capsys.readouterr().out
    assert history(outcome.task_id, "--json", "--as-of", outcome.day.isoformat()) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert outcome.day.isoformat() in [step["outcome_day"] for step in steps]
    before = outcome.day - timedelta(days=1)
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
