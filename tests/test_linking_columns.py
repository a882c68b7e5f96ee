"""Many pairs compared at once, against the plain way: sums, equal pieces, last steps, nearest tasks."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import permutations
from math import fsum

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ketluan.kept import Kept, packed
from ketluan.linking import KEPT_TYPES, new_linker, propose_all
from ketluan.linking.choosing import APART
from ketluan.linking.citing import Citations
from ketluan.linking.closely import (
    equal_pieces,
    has_other_object,
    matching_blocks,
    may_be_apart,
)
from ketluan.linking.columns import Tables, Tasks
from ketluan.linking.comparing import Comparison
from ketluan.linking.kinship import Relations, kinship_of
from ketluan.linking.last_steps import Near, last_steps
from ketluan.linking.one_task import OneTasks
from ketluan.linking.past import Found
from ketluan.linking.postings import Postings
from ketluan.linking.runs import Places, sums
from ketluan.linking.scoring import scores_of
from ketluan.linking.sharing import Laters
from ketluan.linking.steps import Steps
from ketluan.linking.traits import Traits, read_traits
from ketluan.linking.weighing import Weights
from ketluan.model import Notice, Task

_SYLLABLES = [
    "nấm",
    "sâm",
    "vườn",
    "kho",
    "mẫu",
    "đèo",
    "gió",
    "lúa",
    "sông",
    "triển",
    "khai",
    "các",
]
_TEXTS = st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=8).map(" ".join)


def traits_of(texts: Sequence[str]) -> list[Traits]:
    return [
        read_traits(Task(f"a#{n}", "a", str(n), "", text, 0, 1), {}) for n, text in enumerate(texts)
    ]


@given(st.lists(_TEXTS, min_size=1, max_size=5), st.lists(_TEXTS, min_size=1, max_size=5))
def test_sums_of_many_groups_are_those_of_fsum(earlier: list[str], texts: list[str]) -> None:
    tables = Tables()
    weights = Weights(tables.terms)
    for notice, each in enumerate((earlier, texts)):
        tasks = Tasks(tables)
        tasks.add(traits_of(each), notice)
        weights.count(tasks)
    found = sums(weights.of(tasks.terms), tasks.rows["term_count"])
    for place, total in enumerate(found.tolist()):
        terms = OneTasks(tasks)[place].terms
        single = weights.of(np.array(list(terms))).tolist()
        assert total == fsum(single) == weights.total(terms)


@given(st.lists(st.lists(_TEXTS, max_size=3), max_size=5), st.lists(st.booleans(), min_size=5))
def test_what_words_weigh_depends_on_no_question_before(
    notices: list[list[str]], asked: list[bool]
) -> None:
    tables = Tables()
    weights, silent = Weights(tables.terms), Weights(tables.terms)
    for texts, ask in zip(notices, asked, strict=False):
        tasks = words_of(texts, tables)
        weights.count(tasks)
        silent.count(tasks)
        if ask:
            weights.total(tasks.terms.tolist())
    terms = np.arange(len(tables.terms))
    assert (
        weights.of(terms).tolist()
        == silent.of(terms).tolist()
        == weights.alone().of(terms).tolist()
    )


def words_of(texts: Sequence[str], tables: Tables) -> Tasks:
    tasks = Tasks(tables)
    tasks.add(traits_of(texts))
    return tasks


def every_pair(new: Tasks, old: Tasks) -> tuple[tuple[Tasks, Places], tuple[Tasks, Places]]:
    rows, places = (each.ravel() for each in np.indices((len(new), len(old))))
    return (new, rows), (old, places)


@given(st.lists(_TEXTS, min_size=1, max_size=3), st.lists(_TEXTS, min_size=1, max_size=3))
def test_equal_pieces_are_those_of_difflib(earlier: list[str], texts: list[str]) -> None:
    tables = Tables()
    (new, rows), (old, places) = later, before = every_pair(
        words_of(texts, tables), words_of(earlier, tables)
    )
    for row, place, pieces in zip(rows, places, equal_pieces(later, before), strict=True):
        one, other = OneTasks(old)[int(place)].order, OneTasks(new)[int(row)].order
        wanted = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        assert matching_blocks(pieces) == [tuple(block) for block in wanted[:-1]]


def pairs_of(earlier: list[str], texts: list[str]) -> tuple[list[bool], list[bool]]:
    """Return for each pair whether both have another object, and whether they may have one."""
    tables = Tables()
    weights = Weights(tables.terms)
    old, new = words_of(earlier, tables), words_of(texts, tables)
    weights.count(new)
    later, before = every_pair(new, old)
    rows, places = later[1], before[1]
    pairs = zip(rows, places, equal_pieces(later, before), strict=True)
    have = [
        has_other_object(OneTasks(new)[int(row)], OneTasks(old)[int(place)], pieces, weights)
        for row, place, pieces in pairs
    ]
    return have, may_be_apart((Laters(new, weights), rows), before).tolist()


@given(st.lists(_TEXTS, min_size=1, max_size=4), st.lists(_TEXTS, min_size=1, max_size=4))
def test_no_pair_with_another_object_is_left_out(earlier: list[str], texts: list[str]) -> None:
    have, may = pairs_of(earlier, texts)
    assert all(one for one, other in zip(may, have, strict=True) if other)


def test_a_pair_with_another_object_is_found() -> None:
    texts = ["triển khai kho mẫu nấm", "triển khai kho mẫu sâm", "sông gió"]
    have, may = pairs_of(texts, texts)
    assert have == [False, True, False, True, False, False, False, False, False]
    assert may == have


_LINKS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=16
).map(lambda links: sorted(links, key=lambda link: max(link[:2])))  # as notices come


def tips_of(steps: Steps, place: int) -> dict[int, bool]:
    which, tips, joined = steps.tips(np.array([place, 11, place]))
    assert which.tolist() == sorted(which)
    first, last = (
        dict(zip(tips[which == at].tolist(), joined[which == at].tolist(), strict=True))
        for at in (0, 2)
    )
    assert first == last
    return first


def passed_of(steps: Steps, places: Iterable[int]) -> set[int]:
    """Return which are passed, for a text between two others to which nothing else is near."""
    asked = np.array([*places, *(3, 11)], np.intp)
    rows = np.array([1] * (len(asked) - 2) + [0, 2])
    gone = steps.passed(rows, asked)
    assert not any(gone[-2:])
    return set(asked[gone].tolist())


@given(_LINKS)
def test_last_steps_are_those_that_nothing_follows(links: list[tuple[int, int, bool]]) -> None:
    steps = Steps()
    following: dict[int, list[tuple[int, bool]]] = {}
    for one, other, joins in links:
        if one != other:
            steps.add(max(one, other), min(one, other), joins=joins)
            following.setdefault(min(one, other), []).append((max(one, other), joins))

    def ways(place: int, joined: bool) -> set[tuple[int, bool]]:
        """Return the ends of all ways from a task, and whether all links of the way join."""
        if place not in following:
            return {(place, joined)}
        return {way for step, joins in following[place] for way in ways(step, joined and joins)}

    for place in range(12):
        tips = tips_of(steps, place)
        wanted = ways(place, True) if place in following else set()
        assert tips.keys() == {tip for tip, _ in wanted}
        assert tips.items() <= wanted


@given(_LINKS, st.sets(st.integers(0, 11), min_size=1))
def test_what_others_came_of_is_passed(links: list[tuple[int, int, bool]], asked: set[int]) -> None:
    steps = Steps()
    behind: dict[int, set[int]] = {}
    for one, other, joins in links:
        if one != other:
            steps.add(max(one, other), min(one, other), joins=joins)
            behind.setdefault(max(one, other), set()).add(min(one, other))
    reached: set[int] = set()
    ahead = list(asked)
    while ahead:
        more = behind.get(ahead.pop(), set()) - reached
        reached |= more
        ahead += more
    found = passed_of(steps, asked)
    assert found == reached & asked


# Of a place: score, nearness, doubtful, common, through, by.
Said = tuple[float, float, bool, float, float, int]


def found_of(rows: Places, places: Places) -> Found:
    """Return comparisons of made-up scores."""
    score, nearness = (7 * places + rows) % 10 / 10, (3 * places + rows) % 8 / 8
    return Found(rows, places, score, nearness, places % 3 == 0, 10 * nearness)


def said_by(near: Near, row: int) -> dict[int, Said]:
    """Return what is said of each place that is near to the text `row`, in its order."""
    columns = (*near.found.columns(), near.through, near.by)
    every = zip(*(column.tolist() for column in columns), strict=True)
    return {place: tuple(said) for own, place, *said in every if own == row}


def plain_last_steps(
    near: dict[int, Said], steps: Steps, out: set[int], row: int
) -> dict[int, Said]:
    found = dict(near)
    for place, (score, nearness, doubtful, *_) in near.items():
        for tip, joined in tips_of(steps, place).items():
            alone = Near.of(found_of(np.array([row]), np.array([tip])))
            own = found.get(tip) or said_by(alone, row)[tip]
            if tip in out or not (joined or own[1] >= 0.7 * nearness):
                continue
            raised = (0.97 * score, own[1], doubtful or not joined, own[3], nearness, place)
            found[tip] = raised if own[0] < raised[0] else own
    passed = passed_of(steps, found)
    return {place: said for place, said in found.items() if place not in passed}


@given(_LINKS, st.sets(st.integers(0, 11), min_size=1, max_size=5), st.sets(st.integers(0, 11)))
def test_last_steps_of_many_texts_are_those_of_each(
    links: list[tuple[int, int, bool]], near: set[int], out: set[int]
) -> None:
    steps = Steps()
    for one, other, joins in links:
        if one != other:
            steps.add(max(one, other), min(one, other), joins=joins)
    rows, places = (each.ravel() for each in np.meshgrid((0, 1), np.array([*near - out], np.intp)))
    found = found_of(rows, places)
    found = found.those(np.lexsort((found.places, -found.score, found.rows)))
    decided = np.array([row * 12 + place for row in (0, 1) for place in out], np.intp)
    last, settled = last_steps(found, steps, decided, found_of, 12)
    for row in (0, 1):
        wanted = plain_last_steps(said_by(Near.of(found), row), steps, out, row)
        assert said_by(last, row) == wanted
        assert said_by(Near.of(settled), row).keys() == out


@settings(max_examples=50)
@given(st.lists(_TEXTS, min_size=1, max_size=40), _TEXTS)
def test_nothing_that_shares_less_is_nearer(earlier: list[str], text: str) -> None:
    tables = Tables()
    tasks = Tasks(tables)
    tasks.add(traits_of([*earlier, text, text]))
    postings = Postings(tasks)
    before = tasks.part(0, len(earlier))
    postings.passed(before)  # of the others, which share all, none may be found
    own = OneTasks(tasks)[len(earlier)].terms
    shared = [len(own & OneTasks(before)[place].terms) for place in range(len(earlier))]
    terms = np.array(list(own))
    near = postings.nearest(np.zeros_like(terms), terms, np.ones(len(own)))
    found = [place for _, places in near for place in places.tolist()]
    wanted = sorted((count for count in shared if count), reverse=True)[:24]
    assert sorted((shared[place] for place in found), reverse=True) == wanted
    assert len(set(found)) == len(found)


# Words of which KHM may be the first letters.
_SPELLED = st.lists(
    st.sampled_from(["KHM", "kho", "hoa", "mây", "nấm", "đèo"]), min_size=1, max_size=9
)


@example(["kho hoa mây", "KHM", "nấm"], "KHM")
@given(st.lists(_SPELLED.map(" ".join), min_size=3, max_size=3), _SPELLED.map(" ".join))
def test_what_is_surely_within_another_is_not_apart(earlier: list[str], text: str) -> None:
    tables = Tables()
    weights = Weights(tables.terms)
    before = OneTasks(words_of(earlier, tables))
    weights.count(before.tasks)
    later = Laters(words_of([text], tables), weights)
    relations = Relations(kinship_of((), ()), tables.units)
    said = (relations, Citations(tables.documents))
    rows, places = np.zeros(3, np.intp), np.arange(3)
    scores = scores_of(
        (later, rows), (before, places), *said, notice=0, closed=rows.astype(np.bool_)
    )
    near = [
        Comparison(later[0], place, before, *said, 0.0, 0.0, False, common, left, 0.0, by)
        for place, common in enumerate(scores.common.tolist())
        for left in (weights.total(later[0].terms) - common,)
        for by in range(-1, 3)
    ]
    for one, other in permutations(near, 2):
        own, whole = one.shared - other.shared, one.shared
        within = weights.total(own) < APART * weights.total(whole)
        assert within or not one.is_within(other, APART)
    alike = [one for one in near if one.earlier.order == one.later.order and one.by < 0]
    assert all(one.is_within(one, APART) for one in alike if one.common)


def test_traits_are_found_again_in_the_columns() -> None:
    text = "Phòng Đo Gió lắp 46 cột đo ở Đèo Mây, KHCN, năm 2031, đợt 2."
    (traits,) = traits_of([text])
    tables = Tables()
    tasks = Tasks(tables)
    tasks.add([replace(traits, due=date(2031, 6, 30), day=date(2031, 3, 29))], 0)
    one = OneTasks(tasks)[0]
    assert one.numbers(traits.words | traits.pairs) == one.terms
    assert tuple(one.written) == traits.order
    assert (one.years, one.urgency) == (traits.years, traits.urgency)
    assert one.row.due == date(2031, 6, 30).toordinal()


def archive(count: int) -> list[Notice]:
    """Return `count` weekly notices; the first and the last give the same task."""
    notices = []
    for number in range(count):
        day = date(1990, 1, 1) + timedelta(days=7 * number)
        text = "Lắp cột đo gió ở đèo." if number in (0, count - 1) else "Chăm sâm."
        task = Task(f"{day}#1", f"{day}", "1", "", text, 0, 1)
        notices.append(Notice(f"{day}", f"{day}.md", "", meeting_date=day, tasks=(task,)))
    return notices


def test_more_than_a_thousand_notices_may_lie_between() -> None:
    linker = new_linker((), (), (), {})
    *earlier, last = archive(1100)
    for notice in earlier:
        linker.take(notice, ())
    assert [link.continues for link in linker.take(last)] == [earlier[0].tasks[0].id]


def test_a_linker_that_was_kept_finds_what_it_would_have_found() -> None:
    *earlier, last = archive(9)
    linker = new_linker((), (), (), {})
    for notice in earlier:
        linker.take(notice)
    again = Kept(None, (date, *KEPT_TYPES)).unpacked(packed(linker))
    links = again.take(last)
    assert links
    assert links == linker.take(last) == propose_all([*earlier, last])[0][-len(links) :]


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)  # noqa: S311 - not for secrets
    words = ["".join(letters) for letters in permutations("banomit", 3)]
    texts = [" ".join(dice.sample(words, 8)) for _ in range(12)]
    notices = [
        replace(notice, tasks=tuple(
            replace(task, id=f"{task.id}.{n}", text=text)
            for task in notice.tasks
            for n, text in enumerate(dice.sample(texts, 4))
        ))
        for notice in archive(9)
    ]  # fmt: skip
    found = propose_all(notices)
    monkeypatch.setattr("ketluan.linking.past._MANY", 2)
    assert propose_all(notices) == found
    assert len(found[0]) > len(notices)
