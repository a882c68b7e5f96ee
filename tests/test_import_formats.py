"""The first notice in every format gives the 43 tasks that a person reviewed (issue 3, "Done when").

`golden/first_notice_tasks.json` holds them: text, number, units, citations, deadlines.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.archive import read_holdings
from ketluan.citations import find_citations
from ketluan.importing.drafting import Draft, draft_notice
from ketluan.importing.report import task_json
from ketluan.notice import read_notice, read_tasks
from ketluan.notice.body import read_blocks
from ketluan.sources import SourceText, read_source, source_text
from ketluan.units import UnitNames
from scanned_pages import edit_distance, first_notice_scan, letters
from test_first_notice import GOLDEN
from word_documents import first_notice_docx, to_pdf

TaskJson = dict[str, Any]


def word(*, automatic: bool) -> SourceText:
    return source_text("mau.docx", first_notice_docx(automatic=automatic))


def printed(*, automatic: bool) -> SourceText:
    return source_text("mau.pdf", to_pdf(first_notice_docx(automatic=automatic)))


FORMATS: dict[str, Callable[[], SourceText]] = {
    "raw text": lambda: read_source(REPOSITORY / FIRST_ORIGINAL),
    "Word, numbers typed": lambda: word(automatic=False),
    "Word, numbers counted": lambda: word(automatic=True),
    "PDF, numbers typed": lambda: printed(automatic=False),
    "PDF, numbers counted": lambda: printed(automatic=True),
}


@pytest.fixture(scope="module")
def names() -> UnitNames:
    """Return the names of the units and groups in the register, as the import reads them."""
    return read_holdings(REPOSITORY).names


@pytest.fixture(scope="module")
def golden() -> list[TaskJson]:
    tasks: list[TaskJson] = json.loads(GOLDEN.read_text("utf-8"))
    return tasks


def tasks_of(draft: Draft, names: UnitNames) -> list[TaskJson]:
    """Return the tasks of a draft as the file that the import writes gives them."""
    notice, _ = read_notice(FIRST_NOTICE, draft.text())
    tasks = [task_json(task) for task in read_tasks(notice, names)]
    found: list[TaskJson] = json.loads(json.dumps(tasks))
    return found


def without_places(citations: list[TaskJson]) -> list[TaskJson]:
    """Return citations without their spans, which one misread letter before them moves."""
    return [{k: v for k, v in row.items() if k not in ("start", "end")} for row in citations]


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_that_holds_the_letters_gives_the_same_43_tasks(
    form: str, names: UnitNames, golden: list[TaskJson]
) -> None:
    draft = draft_notice(FORMATS[form]())
    assert draft.coverage.complete
    tasks = tasks_of(draft, names)
    assert [task["number"] for task in tasks] == [task["number"] for task in golden]
    assert [task for task in tasks if task not in golden] == []
    assert tasks == golden


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_that_holds_the_letters_gives_the_same_head_and_foot(form: str) -> None:
    original = draft_notice(FORMATS["raw text"]())
    draft = draft_notice(FORMATS[form]())
    assert draft.metadata == original.metadata
    assert draft.known == original.known
    assert draft.notice_id == original.notice_id


def test_a_clean_scan_gives_the_43_tasks_with_every_citation_and_deadline(
    names: UnitNames, golden: list[TaskJson]
) -> None:
    draft = draft_notice(first_notice_scan())
    assert draft.coverage.complete
    tasks = tasks_of(draft, names)
    assert [task["number"] for task in tasks] == [task["number"] for task in golden]
    for task, expected in zip(tasks, golden, strict=True):
        for kind in ("citations", "standards"):
            assert without_places(task[kind]) == without_places(expected[kind])
        for key in ("deadlines", "deadlines_above", "period"):
            assert task[key] == expected[key]


def test_of_the_tasks_of_a_clean_scan_at_most_one_letter_of_200_differs(
    names: UnitNames, golden: list[TaskJson]
) -> None:
    tasks = tasks_of(draft_notice(first_notice_scan()), names)
    letters = [
        ("".join(task["text"].split()), "".join(expected["text"].split()))
        for task, expected in zip(tasks, golden, strict=True)
    ]
    differing = sum(edit_distance(one, other, band=20) for one, other in letters)
    assert differing <= 0.005 * sum(len(expected) for _, expected in letters)


def test_of_a_clean_scan_at_most_one_letter_of_200_differs() -> None:
    expected = letters(printed(automatic=False))
    assert edit_distance(expected, letters(first_notice_scan())) <= 0.005 * len(expected)


def test_of_a_clean_scan_every_citation_and_every_number_of_a_task_is_right() -> None:
    def numbers(text: SourceText) -> tuple[list[str], list[str]]:
        body = draft_notice(text).body
        return (
            [citation.number for citation in find_citations(body, 2021)],
            [block.number for block in read_blocks(body, 1, 2021) if block.number],
        )

    assert numbers(first_notice_scan()) == numbers(printed(automatic=False))


def test_a_scan_says_that_it_was_recognised_and_lists_doubtful_words() -> None:
    clean_scan = first_notice_scan()
    assert clean_scan.read_by == "ocr"
    assert clean_scan.notes[0].startswith("trang 1–7: chữ do máy nhận dạng từ ảnh, có thể sai")
    assert clean_scan.doubtful
    for word in clean_scan.doubtful:
        assert 0 <= word.confidence < 60
        assert clean_scan.lines[: word.line] != ()
        assert sum(line.startswith("\f") for line in clean_scan.lines[: word.line]) + 1 == word.page
