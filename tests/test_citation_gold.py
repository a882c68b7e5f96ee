"""The gold set of citations reaches the figures of issue C, and text without citations has none."""

import json

import pytest

from citation_gold import (
    REAL,
    Case,
    Mention,
    Score,
    gold_cases,
    judged,
    judged_on_real_texts,
    text_without_citations,
)
from citation_report import changes
from ketluan.citations import document_citations, find_citations
from ketluan.vietnamese import nfc

LEAST = 0.99
LEAST_ON_REAL_TEXTS = 0.98
FAMILIES = {"administrative", "letter", "normative", "law", "party", "standard"}


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return gold_cases()


@pytest.fixture(scope="module")
def score(cases: tuple[Case, ...]) -> Score:
    return judged(cases)


def test_the_gold_set_is_large_and_shows_every_family(cases: tuple[Case, ...]) -> None:
    mentions = [mention for case in cases for mention in case.mentions]
    assert len(mentions) >= 550
    assert {mention.family for mention in mentions} >= FAMILIES
    assert sum(not case.mentions for case in cases) >= 120


def test_the_gold_set_is_sound(cases: tuple[Case, ...]) -> None:
    assert len({case.id for case in cases}) == len(cases)
    assert len({(case.text, case.year_of_text) for case in cases}) == len(cases)
    for case in cases:
        assert case.text == nfc(case.text), case.id
        for mention in case.mentions:
            assert mention.number or mention.name, case.id
            assert mention.key or mention.family == "standard", case.id


def test_no_text_of_the_gold_set_is_a_sample() -> None:
    if not REAL.is_file():
        pytest.skip(f"{REAL} is absent")
    samples = "\n".join(json.loads(line)["text"] for line in REAL.read_text("utf-8").splitlines())
    long = [case for case in gold_cases() if len(case.text) > 40]
    assert [case.id for case in long if case.text in samples] == []


def test_mentions_are_found_and_nothing_else(score: Score) -> None:
    faults = [fault for fault in score.faults if fault.kind in ("missed", "false")]
    assert score.documents.precision >= LEAST, faults
    assert score.documents.recall >= LEAST, faults


def test_each_mention_has_its_identity(score: Score) -> None:
    assert score.identity.recall >= LEAST, [f for f in score.faults if f.kind == "identity"]


def test_standards_are_found_as_standards(score: Score) -> None:
    assert score.standards.precision >= LEAST
    assert score.standards.recall >= LEAST


def test_no_document_is_found_where_none_is_cited(cases: tuple[Case, ...]) -> None:
    found = {
        case.id: [citation.text for citation in document_citations(find_citations(case.text))]
        for case in cases
        if not case.mentions
    }
    assert {case_id: texts for case_id, texts in found.items() if texts} == {}


def test_a_megabyte_of_look_alikes_has_no_citation() -> None:
    text = text_without_citations(1_000_000)
    assert [c.text for c in document_citations(find_citations(text, 2021))] == []


def test_numbers_in_real_texts_are_found_and_nothing_else() -> None:
    if not REAL.is_file():
        pytest.skip(f"{REAL} is absent")
    real = judged_on_real_texts()
    assert real.all.precision >= LEAST_ON_REAL_TEXTS, real.wrong
    assert real.all.recall >= LEAST_ON_REAL_TEXTS, real.wrong


def test_the_judge_sees_what_is_missed_false_and_mistaken() -> None:
    text = "Theo Kế hoạch số 76/KH-SKHCN ngày 20/01/2021 và Công văn số 45/SKHCN-QLKH."
    start = text.index("76/")
    values = {
        "family": "administrative",
        "year": 2020,
        "key": "76-kh-skhcn-2020",
        "date": "2020-01-20",
    }
    wrong_year = Mention(start, start + 11, "76/KH-SKHCN", "", values)
    absent = Mention(0, 4, "1/KH-SKHCN", "", {"family": "administrative", "key": "1-kh-skhcn"})
    score = judged([Case("x", (), text, None, (absent, wrong_year))])
    assert sorted(fault.kind for fault in score.faults) == ["date", "false", "identity", "missed"]
    assert (score.documents.expected, score.documents.given, score.documents.right) == (2, 2, 1)
    assert (score.documents.precision, score.documents.recall) == (0.5, 0.5)
    assert score.identity.recall == 0.0


def test_gains_and_losses_are_told_against_the_baseline() -> None:
    before = {"gold": {"a#1": "missed", "b#1": "date"}, "real": {"real-001": "2"}}
    now = {"gold": {"b#1": "identity", "c!9/KH": "false"}, "real": {"real-001": "2"}}
    assert changes(before, now) == [
        "",
        "GAINS and LOSSES, gold: +1 -1 ~1",
        "  + a#1: missed",
        "  - c!9/KH: false",
        "  ~ b#1: date -> identity",
        "GAINS and LOSSES, real: +0 -0 ~0",
    ]
