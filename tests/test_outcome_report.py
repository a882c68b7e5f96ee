import json
from datetime import date
from pathlib import Path

from ketluan.archive import load_archive
from ketluan.model import OutcomeProposal
from outcome_report import (
    OutcomeTruth,
    judge_outcomes,
    outcome_report,
    proposals_before,
    read_outcome_truth,
)
from sample_stories import ARCHIVE

PRECISION = 0.95
RECALL = 0.90
TEXTS = {"a#1": "Làm a.", "a#2": "Làm b."}
TRUTH = OutcomeTruth(
    {("b", "a#1", "hoan-thanh"): "Đã làm a.", ("b", "a#2", "rut"): "Rút b."},
    frozenset({("b", "Làm một phần b."), ("b", "Đang làm.")}),
)


def proposal(task: str, status: str, sentence: str) -> OutcomeProposal:
    words = sentence.split()[0]
    return OutcomeProposal(
        task, status, "b", 9, sentence, words, date(2031, 6, 30), "", 0.5, ("lời văn giống 50 %",)
    )


def test_proposals_are_judged_and_every_wrong_and_missed_one_is_listed() -> None:
    made = [
        proposal("a#1", "hoan-thanh", "Đã làm a."),
        proposal("a#2", "tam-dung", "Làm một phần b."),
    ]
    judged = judge_outcomes(made, TRUTH)
    assert (judged.right, judged.wrong) == ((made[0],), (made[1],))
    assert outcome_report(judged, TRUTH, TEXTS) == [
        "OUTCOMES PROPOSED FROM SENTENCES",
        "precision  0.500  (1 of 2)",
        "recall     0.500  (1 of 2)",
        "sentences of no outcome passed over  0.500  (1 of 2)",
        "WRONG PROPOSALS (1)",
        "- tam-dung ('Làm'), 0.50 (lời văn giống 50 %)",
        "    a#2: Làm b.",
        "    b, line 9: Làm một phần b.",
        "OUTCOMES NOT FOUND (1)",
        "- rut",
        "    a#2: Làm b.",
        "    b: Rút b.",
    ]


def test_a_truth_may_state_no_outcome(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text(json.dumps({"links": []}), "utf-8")
    truth = read_outcome_truth(path)
    assert truth == OutcomeTruth({}, frozenset())
    assert outcome_report(judge_outcomes([], truth), truth, {}) == [
        "OUTCOMES: the truth states none"
    ]


def test_outcomes_of_the_sample_archive_are_found_and_few_others_are_proposed() -> None:
    truth = read_outcome_truth(ARCHIVE / "truth.json")
    archive = load_archive(ARCHIVE)
    judged = judge_outcomes(proposals_before(archive, truth), truth)
    right, wrong = len(judged.right), len(judged.wrong)
    assert right / (right + wrong) >= PRECISION
    assert right / len(truth.stated) >= RECALL
    assert {status for _, _, status in truth.stated} >= {"tam-dung", "thay-the", "khong-thuc-hien"}
    known = {outcome.task_id for outcome in archive.outcomes}
    waiting = {one.task_id for one in archive.outcome_proposals}
    assert {one.task_id for one in judged.right} - known <= waiting
