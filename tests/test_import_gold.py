from pathlib import Path
from typing import Final

import pytest

from import_measure import (
    CORPUS,
    GOLD,
    Count,
    FoundTask,
    Gold,
    GoldTask,
    Limit,
    Outcome,
    gold_stems,
    imported,
    judged,
    leads_agree,
    matched,
    read_gold,
    read_sample,
    sample_stems,
    source_places,
    source_span,
)
from import_report import measured, numbers, place_changes, right_places
from ketluan.model import Dropped, Span

REASON: Final = f"the samples are absent: {CORPUS}"
needs_samples = pytest.mark.skipif(not CORPUS.is_dir(), reason=REASON)


def test_spans_match_one_to_one_the_best_first() -> None:
    text = "aaaa bbbb cccc dddd"
    wanted = [Span(0, 9), Span(10, 19)]
    assert matched(text, wanted, [Span(0, 9), Span(0, 8), Span(10, 14)], 0.8) == {0: 0}
    assert matched(text, wanted, [Span(10, 19), Span(0, 8)], 0.8) == {0: 1, 1: 0}


def test_white_space_and_emphasis_do_not_count_in_a_match() -> None:
    text = "*aaaa*\n\n   bbbb"
    assert matched(text, [Span(1, 15)], [Span(0, 15)], 1.0) == {0: 0}


@pytest.mark.parametrize(
    ("given", "agree"),
    [
        (("Sở Mẫu",), True),
        (("sở  mẫu*",), True),
        ((), False),
        (("Sở Mẫu", "Sở Khác"), False),
        (("Sở Khác",), False),
    ],
)
def test_lead_units_agree_as_sets_of_printed_names(given: tuple[str, ...], agree: bool) -> None:
    text = "Giao *Sở\nMẫu* chủ trì"
    wanted = GoldTask(Span(0, len(text)), (Span(6, 12),))
    assert leads_agree(text, wanted, FoundTask(Span(0, 1), given)) is agree


def test_a_task_for_nobody_has_no_lead() -> None:
    nobody = GoldTask(Span(0, 1), ())
    assert leads_agree("x", nobody, FoundTask(Span(0, 1), ()))
    assert not leads_agree("x", nobody, FoundTask(Span(0, 1), ("Sở Mẫu",)))


def test_a_place_in_a_body_is_carried_over_to_the_source() -> None:
    lines = ["I. PHẦN", "3", "Giao Sở", "Mẫu làm", "  việc"]
    body = "## I. PHẦN\n\nGiao Sở Mẫu làm việc"
    places = source_places(lines, [Dropped(2, "3", "số trang")])
    start = body.index("Giao")
    span = source_span(body, start, len(body), places)
    assert "\n".join(lines)[span.start : span.end] == "Giao Sở\nMẫu làm\n  việc"


def test_a_limit_must_agree_in_place_kind_and_day() -> None:
    text = "trình trước ngày 30/6/2026 và hằng tháng"
    right = Limit(Span(6, 26), "deadline", "2026-06-30")
    gold = Gold((), (right, Limit(Span(30, 40), "recurring", "")), {"number": "1/TB"}, "")
    other_day = Limit(Span(6, 26), "deadline", "2026-06-29")
    monthly = Limit(Span(30, 40), "recurring", "")
    score = judged(Outcome(text, deadlines=(other_day, monthly)), gold)
    assert score.deadlines == Count(expected=2, given=2, right=1)
    assert score.fields == {"number": "missing"}


@pytest.mark.parametrize("stem", gold_stems())
def test_a_gold_list_is_in_order_and_holds_its_limits_and_leads(stem: str) -> None:
    gold = read_gold(stem)
    ends = [0]
    for task in gold.tasks:
        assert ends[-1] <= task.span.start < task.span.end
        ends.append(task.span.end)
    for limit in gold.deadlines:
        assert any(t.span.start <= limit.span.start < limit.span.end <= t.span.end
                   for t in gold.tasks)  # fmt: skip
        assert bool(limit.due) == (limit.kind == "deadline")


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.json")), ids=lambda path: path.stem)
def test_no_words_of_a_real_text_are_kept(path: Path) -> None:
    """Vietnamese words have letters outside ASCII; numbers of documents have few."""
    letters = [char for char in path.read_text("utf-8") if ord(char) > 127 and char not in "Đ–…"]
    assert letters == []


@needs_samples
@pytest.mark.parametrize("stem", gold_stems())
def test_a_gold_list_is_of_this_sample(stem: str) -> None:
    _, content, sha256 = read_sample(stem)
    gold = read_gold(stem)
    length = len(content.decode())
    assert gold.sha256 == sha256
    assert all(task.span.end <= length for task in gold.tasks)


@needs_samples
@pytest.mark.parametrize("stem", sample_stems() or ("absent",))
def test_every_sample_is_imported_with_every_character_accounted_for(stem: str) -> None:
    name, content, _ = read_sample(stem)
    outcome = imported(name, content)
    assert outcome.failure == ""
    assert outcome.complete
    assert outcome.accounted == outcome.characters > 0


@needs_samples
def test_tasks_lead_units_and_deadlines_are_found_as_the_issue_asks() -> None:
    scores = measured(gold_stems()).scores.values()
    assert len(scores) >= 10
    tasks = sum((score.tasks for score in scores), Count())
    leads = sum((score.leads for score in scores), Count())
    limits = sum((score.deadlines for score in scores), Count())
    assert min(tasks.precision, tasks.recall, leads.recall) >= 0.95
    assert min(limits.precision, limits.recall) >= 0.97


@needs_samples
def test_gains_and_losses_are_told_by_place() -> None:
    stem = gold_stems()[0]
    found = measured([stem])
    now = right_places(found)
    place = "0-5"
    before = {stem: {**now[stem], "tasks": [*now[stem]["tasks"], place]}}
    assert place_changes(now, now, found) == ["GAINS and LOSSES on gold samples: +0 -0"]
    head, line = place_changes(before, now, found)
    assert head.endswith("+0 -1")
    assert line.startswith(f"  - tasks {stem} {place}")
    assert numbers(found)[stem]["unaccounted"] == 0
