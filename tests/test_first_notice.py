"""The real first notice: what was counted by hand in its text holds to the letter."""

import json
from datetime import date
from pathlib import Path

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.archive import source_coverage
from ketluan.citations import document_citations
from ketluan.importing.drafting import draft_notice
from ketluan.importing.report import task_json
from ketluan.model import Archive, Period
from ketluan.sources import read_source

GOLDEN = Path(__file__).parent / "golden" / "first_notice_tasks.json"


def test_the_import_of_the_original_is_the_notice_but_for_what_a_person_edits() -> None:
    source = read_source(REPOSITORY / FIRST_ORIGINAL)
    draft = draft_notice(source)
    body = (REPOSITORY / FIRST_NOTICE).read_text("utf-8").split("---\n", 2)[2].strip()
    assert draft.notice_id == Path(FIRST_NOTICE).stem
    assert draft.body == body


def test_every_character_of_the_original_is_in_the_body(first_archive: Archive) -> None:
    account = source_coverage(REPOSITORY, first_archive.notices[0])
    assert account is not None
    assert account.complete
    assert account.accounted == account.source_characters == 8015


def test_what_the_source_does_not_say_stays_empty(first_archive: Archive) -> None:
    (notice,) = first_archive.notices
    assert (notice.number, notice.issued) == ("", None)
    assert notice.meeting_date == date(2021, 3, 29)
    assert (notice.reviewed_period, notice.directed_period) == (
        Period("2021-Q1"),
        Period("2021-Q2"),
    )
    assert notice.signer.name == "Nguyễn Thị Xuân"


def test_there_are_43_tasks_with_their_numbers(first_archive: Archive) -> None:
    counts = (7, 6, 6, 6, 6, 3, 4, 3)
    expected = ["I.1", "I.2"]
    expected += [
        f"II.{unit}.{n}" for unit, count in enumerate(counts, 1) for n in range(1, count + 1)
    ]
    assert [task.number for task in first_archive.tasks] == expected
    assert len(expected) == 43


def test_each_unit_leads_its_tasks(first_archive: Archive) -> None:
    led = {unit.id: 0 for unit in first_archive.units}
    for task in first_archive.tasks:
        for unit in task.lead_units:
            if unit.unit_id in led:
                led[unit.unit_id] += 1
    assert list(led.values()) == [7, 6, 6, 6, 6, 3, 4, 3]


def test_there_are_13_mentions_of_7_documents_with_their_dates(first_archive: Archive) -> None:
    mentions = [c for task in first_archive.tasks for c in document_citations(task.citations)]
    assert len(mentions) == 13
    assert {d.number: (len(d.citing), d.date) for d in first_archive.documents} == {
        "105/TB-UBND": (6, date(2021, 3, 17)),
        "76/KH-SKHCN": (2, date(2021, 1, 20)),
        "212/TB-SKHCN": (1, date(2021, 3, 3)),
        "52/2016/QĐ-UBND": (1, date(2016, 9, 20)),
        "62/2014/QĐ-UBND": (1, date(2014, 12, 15)),
        "100/QĐ-TTg": (1, date(2019, 1, 19)),
        "996/QĐ-TTg": (1, date(2018, 8, 10)),
    }
    assert [standard.number for standard in first_archive.standards] == ["TCVN ISO 9001:2015"]


def test_a_document_is_replaced_and_another_amended(first_archive: Archive) -> None:
    relation = {d.number: d.citing[0].citation.relation for d in first_archive.documents}
    assert relation["52/2016/QĐ-UBND"] == "replaces"
    assert relation["62/2014/QĐ-UBND"] == "amends"


def test_two_tasks_have_a_deadline_of_their_own_and_the_rest_that_of_the_period(
    first_archive: Archive,
) -> None:
    own = {task.number: task.due for task in first_archive.tasks if task.due_from == "written"}
    assert own == {"II.1.6": date(2021, 6, 30), "II.3.4": date(2021, 10, 31)}
    assert {task.period for task in first_archive.tasks} == {Period("2021-Q2")}


def test_damage_of_the_source_stays(first_archive: Archive) -> None:
    body = first_archive.notices[0].body
    for piece in ("KH^CN", "kết thức", "nhiệm KH&CN", "UBND tỉnh UBND tỉnh", "Cấp uỷ", "Hòa Phát"):
        assert piece in body


def test_units_citations_and_deadlines_of_every_task_are_as_reviewed(
    first_archive: Archive,
) -> None:
    tasks = [task_json(task) for task in first_archive.tasks]
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert json.loads(json.dumps(tasks)) == golden


def test_the_archive_is_clean(first_archive: Archive) -> None:
    assert first_archive.problems == ()
