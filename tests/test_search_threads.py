"""Hits of tasks that are steps of a longer thread lead to its page; others do not."""

from pathlib import Path

import pytest

from ketluan.archive import load_archive
from ketluan.model import Archive
from ketluan.search.batches import records
from ketluan.search.records import Record
from sample_stories import ARCHIVE
from search_archive import ask, opened


@pytest.fixture(scope="module")
def sample() -> Archive:
    """Return the sample archive."""
    return load_archive(ARCHIVE)


def test_a_task_names_its_thread_where_that_has_more_steps(sample: Archive) -> None:
    found = {record.id: record for record in records(sample) if record.kind == "task"}
    for thread in sample.threads:
        count = len(thread.steps)
        for step in thread.steps:
            words = (thread.id, "toàn bộ quá trình") if count > 1 else ("", "")
            assert found[step].thread == words
            assert Record.from_row(found[step].row()) == found[step]


def test_a_hit_gives_the_page_of_the_whole_history(sample: Archive, tmp_path: Path) -> None:
    with opened(sample, tmp_path) as index:
        hits = [hit.to_json() for hit in ask(index, "gói thầu").hits if hit.kind == "task"]
    steps = {step: thread for thread in sample.threads for step in thread.steps}
    assert any(hit["thread"] for hit in hits)
    for hit in hits:
        thread = steps[hit["id"]]
        if len(thread.steps) < 2:
            assert hit["thread"] is None
        else:
            notice, number = thread.id.split("#")
            anchor = number.lower().replace("đ", "dd").replace(".", "-")
            assert hit["thread"] == {
                "id": thread.id,
                "title": "toàn bộ quá trình",
                "url": f"/nhiem-vu/{notice}/{anchor}/",
            }
