import pytest

import synth
from conftest import DAY
from ketluan.archive import blocking, load_archive
from ketluan.model import Archive
from synth_text import MARK, RENAMED, SUCCESSOR

NOTICES = 6


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("synth") / "archive"
    synth.write_archive(folder, NOTICES)
    return load_archive(folder)


def test_an_invented_archive_can_be_published(archive: Archive) -> None:
    assert blocking(archive.problems) == ()


def test_each_notice_has_as_many_tasks_as_a_real_one(archive: Archive) -> None:
    tasks = [len(notice.tasks) for notice in archive.notices]
    assert tasks == [synth.TASKS] * NOTICES


def test_a_part_of_the_tasks_goes_on_and_linking_finds_it(archive: Archive) -> None:
    found = [link for link in archive.links if link.status in ("automatic", "confirmed")]
    assert 0.15 < len(found) / (synth.TASKS * (NOTICES - 1)) < 0.35


def test_a_unit_is_renamed_in_the_middle_and_keeps_its_tasks(archive: Archive) -> None:
    half = NOTICES // 2
    leads = [notice.tasks[synth.GENERAL].lead_units[0].unit_id for notice in archive.notices]
    assert leads == [RENAMED] * half + [SUCCESSOR[0]] * half


def test_documents_are_cited_and_outcomes_are_known(archive: Archive) -> None:
    assert len(archive.documents) > 2 * NOTICES
    assert len(archive.outcomes) > 2 * NOTICES


def test_every_notice_says_that_it_is_invented(archive: Archive) -> None:
    assert all(notice.body.count(MARK) >= 2 for notice in archive.notices)
    assert all(MARK in notice.subject for notice in archive.notices)


def test_a_notice_more_changes_no_file_that_was_there() -> None:
    files = dict(synth.archive_files(NOTICES))
    more = dict(synth.archive_files(NOTICES, more=1))
    assert files.items() <= more.items()
    assert len(more) == len(files) + 2  # the notice and its original


def test_no_meeting_is_at_an_impossible_time() -> None:
    days = synth.meeting_days(9_000, 9_000)
    assert days == sorted(days)
    assert days[-1].year < DAY.year + 5
