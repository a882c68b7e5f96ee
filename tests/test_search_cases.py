"""The queries with their answers are sound: what they name exists, and there are enough of them."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from ketluan.archive import load_archive
from ketluan.model import Archive
from search_cases_reader import FOLDER, SearchCase, search_cases

CASES = tuple(search_cases())
LEAST = {"first": 90, "sample": 150}  # queries on each archive
LEAST_OF_A_KIND = 12


@pytest.fixture(scope="module")
def archives(first_archive: Archive) -> dict[str, Archive]:
    sample = load_archive(Path(__file__).parent / "sample_archive")
    return {"first": first_archive, "sample": sample}


def told(case: SearchCase) -> str:
    return f"{case.file}: {case.query!r}"


def test_there_are_enough_queries_on_each_archive_and_of_each_kind() -> None:
    archives = Counter(case.archive for case in CASES)
    kinds = Counter(case.kind for case in CASES)

    assert set(archives) == set(LEAST)
    assert {name for name, least in LEAST.items() if archives[name] < least} == set()
    assert {kind for kind, count in kinds.items() if count < LEAST_OF_A_KIND} == set()
    assert set(kinds) == {path.stem for path in FOLDER.glob("*.yml")}


def test_each_case_stands_in_the_file_of_its_kind() -> None:
    assert [told(case) for case in CASES if case.file != f"{case.kind}.yml"] == []


def test_no_query_is_asked_twice_of_one_archive() -> None:
    asked = Counter((case.archive, case.query) for case in CASES)

    assert [query for query, count in asked.items() if count > 1] == []


def test_each_case_says_in_one_way_what_answers_it() -> None:
    def ways(case: SearchCase) -> int:
        return (case.all is not None) + (case.best is not None) + case.none

    def pages(case: SearchCase) -> bool:
        return bool(case.unit or case.notice)

    assert [told(case) for case in CASES if ways(case) > 1] == []
    assert [told(case) for case in CASES if not ways(case) and not pages(case)] == []
    assert [told(case) for case in CASES if case.document and case.all is None] == []


def test_all_tasks_units_and_notices_exist(archives: dict[str, Archive]) -> None:
    known = {
        name: {task.id for task in archive.tasks}
        | {unit.id for unit in archive.units}
        | {notice.id for notice in archive.notices}
        for name, archive in archives.items()
    }

    assert [
        (told(case), one)
        for case in CASES
        for one in (*case.tasks, case.unit, case.notice)
        if one and one not in known[case.archive]
    ] == []


def test_no_task_is_named_twice_in_a_case() -> None:
    assert [told(case) for case in CASES if len(set(case.tasks)) < len(case.tasks)] == []


def test_the_tasks_of_a_document_are_those_that_cite_it(archives: dict[str, Archive]) -> None:
    citing = {
        (name, document.key): {one.task_id for one in document.citing if one.task_id}
        for name, archive in archives.items()
        for document in archive.documents
    }

    assert [
        told(case)
        for case in CASES
        if case.document and citing.get((case.archive, case.document)) != set(case.tasks)
    ] == []


def test_grades_go_down_from_three() -> None:
    graded = [(case, list(case.best.values())) for case in CASES if case.best is not None]

    assert graded
    assert [
        told(case)
        for case, grades in graded
        if grades[:1] != [3] or grades != sorted(grades, reverse=True) or grades[-1] < 1
    ] == []


def test_a_twin_is_another_query() -> None:
    assert any(case.twin for case in CASES)
    assert [told(case) for case in CASES if case.twin == case.query] == []


def test_a_status_is_asked_for_a_day_and_only_a_status_is() -> None:
    assert [told(case) for case in CASES if ("trangthai:" in case.query) != bool(case.day)] == []


def test_a_phrase_stands_in_the_first_task_that_answers_it(archives: dict[str, Archive]) -> None:
    texts = {
        (name, task.id): task.text.lower()
        for name, archive in archives.items()
        for task in archive.tasks
    }
    phrases = [case for case in CASES if case.kind == "phrase"]

    assert [
        told(case)
        for case in phrases
        if case.query.lower() not in texts[case.archive, case.tasks[0]]
    ] == []


def test_queries_keep_the_letters_that_they_are_about() -> None:
    # An editor that composes letters, or adds accents, would make these cases say nothing.
    letters = [case.query for case in CASES if case.kind == "letters"]

    assert any(not unicodedata.is_normalized("NFC", query) for query in letters)
    assert [
        told(case)
        for case in CASES
        if case.kind in {"unaccented", "telex"} and not case.query.isascii()
    ] == []
