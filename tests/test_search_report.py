"""The search answers the cases as well as is wanted: they are many, so each index is made once."""

import json

import pytest

from search_report import BASELINE, Judged, figures, good_enough, measure


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Lend all cases with what the search finds for them."""
    return measure()


def test_the_goals_are_reached(judged: list[Judged]) -> None:
    assert good_enough(judged), figures(judged)


def test_no_case_that_was_answered_is_lost(judged: list[Judged]) -> None:
    before = json.loads(BASELINE.read_text("utf-8"))
    good = {
        f"{one.case.archive} {one.case.kind} {one.case.query!r}": one.success and one.exact
        for one in judged
    }
    assert [name for name, was_good in before.items() if was_good and not good.get(name)] == []
