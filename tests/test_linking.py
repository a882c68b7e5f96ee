"""What a task continues: cases of every kind, and laws that hold for any archive."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.archive import load_archive
from ketluan.linking import new_linker, propose_all
from ketluan.linking.columns import Tables, Tasks
from ketluan.linking.traits import abbreviation_table, read_traits, syllable
from ketluan.linking.weighing import Weights
from ketluan.model import Link, Notice, Task, TaskDecision, UnitMention
from ketluan.vietnamese import fold
from ketluan.vocabulary import link_words
from thread_cases_reader import Case, cases

CASES = list(cases())
WANTED = [(case, name) for case in CASES for name in case.wanted]


def links_of(case: Case) -> tuple[Link, ...]:
    return propose_all(case.notices, case.units, case.groups, case.outcomes)[0]


@pytest.mark.parametrize(
    ("case", "name"), WANTED, ids=[f"{case.name}: {name}" for case, name in WANTED]
)
def test_a_task_continues_what_a_person_would_say(case: Case, name: str) -> None:
    own = [link for link in links_of(case) if link.task == case.ids[name]]
    names = {task_id: short for short, task_id in case.ids.items()}
    automatic = sorted(names[link.continues] for link in own if link.status == "automatic")
    proposed = [names[link.continues] for link in own if link.status == "proposed"]
    mark, _, listed = case.wanted[name].partition(" ")
    wanted = [one.strip() for one in listed.split(",")] if listed else []
    if mark == "=":
        assert automatic == wanted
    elif mark == "?":
        assert (automatic, proposed[:1]) == ([], wanted)
    elif mark == "~":
        assert (automatic or proposed[:1]) == wanted
    elif mark == "!":
        assert automatic == []
    else:
        assert (mark, automatic, proposed) == ("-", [], [])


def test_every_case_is_read_whole() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    for case in CASES:
        for notice, (_, tasks) in zip(case.notices, case.rows, strict=True):
            assert len(notice.tasks) == len(tasks), case.name


def test_links_are_in_order_the_best_first_for_each_task() -> None:
    ranks = ("confirmed", "automatic", "proposed", "rejected")
    for case in CASES:
        order = [task.id for notice in case.notices for task in notice.tasks]
        for one, next_ in pairwise(links_of(case)):
            assert order.index(one.task) <= order.index(next_.task)
            if one.task == next_.task:
                places = [(ranks.index(link.status), -link.score) for link in (one, next_)]
                assert places == sorted(places)


def test_a_later_notice_changes_no_earlier_link() -> None:
    for case in CASES:
        notices = case.notices
        whole = propose_all(notices, case.units, case.groups, case.outcomes)[0]
        part = propose_all(notices[:-1], case.units, case.groups, case.outcomes)[0]
        assert whole[: len(part)] == part


def test_one_notice_is_linked_as_in_the_whole_archive() -> None:
    case = next(case for case in CASES if case.name.startswith("A task is reworded"))
    linker = new_linker(case.units, case.groups, case.outcomes, {})
    *earlier, last = case.notices
    for notice in earlier:
        linker.take(notice, ())
    assert linker.take(last) == links_of(case)


def _case(name: str) -> Case:
    return next(case for case in CASES if case.name.startswith(name))


def _with_decision(case: Case, name: str, decision: TaskDecision) -> list[Notice]:
    """Return the notices of `case` with a person's decision about the task `name`."""
    decided = []
    for notice in case.notices:
        tasks = [
            replace(task, continues=decision.continues) if task.id == case.ids[name] else task
            for task in notice.tasks
        ]
        decisions = {t.number: decision for t in tasks if t.id == case.ids[name]}
        decided.append(replace(notice, tasks=tuple(tasks), decisions=decisions))
    return decided


def test_a_persons_no_is_remembered() -> None:
    case = _case("A task is reworded")
    no = TaskDecision(not_continues=(case.ids["a1"],))
    links = propose_all(_with_decision(case, "b1", no), case.units)[0]
    own = [(link.continues, link.status) for link in links if link.task == case.ids["b1"]]
    assert [one for one in own if one[0] == case.ids["a1"]] == [(case.ids["a1"], "rejected")]
    assert "automatic" not in dict(own).values()


def test_a_persons_yes_needs_no_likeness_and_ends_the_search() -> None:
    case = _case("A task is reworded")
    yes = TaskDecision(continues=(case.ids["a4"],))
    links = propose_all(_with_decision(case, "b1", yes), case.units)[0]
    own = [(link.continues, link.status) for link in links if link.task == case.ids["b1"]]
    assert own == [(case.ids["a4"], "confirmed"), (case.ids["a1"], "proposed")]


@pytest.mark.parametrize(
    ("name", "task", "reasons"),
    [
        ("Only the limit moves", "b1", {
            "cùng đơn vị Văn phòng Sở", "lời văn giống 100 %, không kể số và ngày",
            "hạn chuyển từ 30/6/2031 sang 30/9/2031",
        }),
        ("The unit was renamed", "b1", {
            "đơn vị kế thừa của Phòng Trồng Sao", "có từ 'khẩn trương'",
        }),
        ("A formula with the same document", "b1", {
            "cùng đơn vị Phòng Đo Gió", "cùng văn bản 105/TB-UBND", "có từ 'tiếp tục'",
        }),
    ],
)  # fmt: skip
def test_a_link_says_why(name: str, task: str, reasons: set[str]) -> None:
    case = _case(name)
    link = next(link for link in links_of(case) if link.task == case.ids[task])
    assert reasons <= set(link.reasons)


def _traits(text: str, **fields: object) -> frozenset[str]:
    task = Task("a#1", "a", "1", "", text, 0, 1)
    traits = read_traits(replace(task, **fields), abbreviation_table({}))  # type: ignore[arg-type]
    return traits.words | traits.pairs


def test_spelling_short_forms_and_times_make_no_difference() -> None:
    plain = _traits("Hòa mạng dữ liệu khoa học và công nghệ")
    assert _traits("Hoà mạng dữ liệu KH&CN, Quý II/2031") == plain
    assert _traits("HOÀ MẠNG dữ liệu KHCN, ngày 17/3/2031") == plain
    unit = UnitMention("Phòng Đo Gió", "phong-do-gio")
    named = _traits("Phòng Đo Gió hòa mạng dữ liệu KH&CN", lead_units=(unit,), lead_from="text")
    assert named == plain


@pytest.mark.parametrize(
    ("time", "period"),
    [
        ("quí II", "qui ii"),
        ("Quý 3 năm 2031", "quy 3 2031"),
        ("sáu tháng đầu năm", "thang dau"),
        ("6 tháng cuối năm 2031", "thang cuoi 2031"),
        ("tháng 4", ""),
        ("02/2031", ""),
    ],
)
def test_a_time_is_no_word_of_a_task_and_may_be_its_period(time: str, period: str) -> None:
    task = Task("a#1", "a", "1", "", f"Hòa mạng dữ liệu, {time}", 0, 1)
    traits = read_traits(task, {})
    assert traits.words | traits.pairs == _traits("Hòa mạng dữ liệu")
    assert {" ".join(one.split()) for one in traits.periods} == {period} - {""}


def _weights(*notices: list[str]) -> Weights:
    tables = Tables()
    weights = Weights(tables.terms)
    for number, texts in enumerate(notices):
        tasks = [Task(f"{number}#{n}", "", "", "", text, 0, 1) for n, text in enumerate(texts)]
        read = Tasks(tables)
        read.add([read_traits(task, {}) for task in tasks], number)
        weights.count(read)
    return weights


def _weight(weights: Weights, words: str) -> float:
    return weights.weight("_".join(syllable(word) for word in words.split()))


def test_words_of_office_weigh_nothing_however_large_the_archive() -> None:
    many = [f"Trồng sâm ở khoảnh {number}." for number in range(200)]
    for weights in (_weights(), _weights(many)):
        for words in ("triển khai", "thực hiện", "theo quy", "các", "và"):
            assert _weight(weights, words) == 0
        assert _weight(weights, "nấm linh") > 3


def test_what_many_tasks_of_one_notice_share_weighs_little() -> None:
    formula = [f"Chăm vườn thuốc khoảnh {letter}." for letter in "abcdefgh"]
    assert _weight(_weights(formula), "vườn thuốc") < 0.6 < _weight(_weights(), "vườn thuốc")


def test_what_a_task_keeps_from_notice_to_notice_goes_on_weighing() -> None:
    quarters = [[f"Chăm vườn thuốc quý {n}.", "Lắp cột đo."] for n in range(1, 9)]
    assert _weight(_weights(*quarters), "vườn thuốc") > 2


def test_the_words_of_the_vocabulary_are_written_once() -> None:
    words = link_words()
    for listed in (words["urgency"], words["office"], words["ordinals"], words["subjects"]):
        assert len(set(listed)) == len(listed)
    assert not set(words["office"]) & set(words["subjects"])
    assert all(fold(short) != fold(long) for short, long in words["abbreviations"].items())


def test_a_subject_made_of_words_of_office_weighs() -> None:
    for subject in link_words()["subjects"]:
        for pair in pairwise(subject.split()):
            assert _weight(_weights(), " ".join(pair)) > 2, subject


_SYLLABLES = "nấm sâm vườn kho mẫu đèo gió lúa sông cầu tháp chợ bến triển khai các"
_WORDS = st.lists(st.sampled_from(_SYLLABLES.split(" ")), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=4), min_size=2, max_size=4))
def test_links_go_back_once_with_scores_between_0_and_1(archive: list[list[str]]) -> None:
    notices = []
    for index, texts in enumerate(archive):
        name = f"{date(2031, 1 + index, 1)}-mau"
        tasks = tuple(
            Task(f"{name}#{n}", name, str(n), "", text, 0, 1) for n, text in enumerate(texts)
        )
        notices.append(Notice(name, name, "", meeting_date=date(2031, 1 + index, 1), tasks=tasks))
    links = propose_all(notices)[0]
    place = {task.id: i for i, notice in enumerate(notices) for task in notice.tasks}
    assert all(place[link.continues] < place[link.task] for link in links)
    assert all(0 <= link.score <= 1 and link.reasons for link in links)
    assert len({(link.task, link.continues) for link in links}) == len(links)
    assert propose_all(notices)[0] == links


def test_a_confirmed_part_of_a_merger_leaves_the_other_to_be_asked_about() -> None:
    archive = load_archive(Path(__file__).parent / "sample_archive")
    task_id = "2023-06-29-giao-ban-quy-ii#III.7.đ"
    first, second = [link.continues for link in archive.links if link.task == task_id][:2]
    decided = []
    for notice in archive.notices:
        tasks = tuple(
            replace(task, continues=(first,)) if task.id == task_id else task
            for task in notice.tasks
        )
        decided.append(replace(notice, tasks=tasks))
    found = propose_all(decided, archive.units, archive.groups, archive.outcomes)[0]
    own = {link.continues: link.status for link in found if link.task == task_id}
    assert own == {first: "confirmed", second: "proposed"}
