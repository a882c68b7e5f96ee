"""What became of a task, as sentences tell it: proposed for earlier open tasks, never decided."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.linking import new_linker, propose_all
from ketluan.linking.outcomes_stated import stated_in
from ketluan.model import Notice, Outcome, OutcomeProposal, Unit
from ketluan.notice import read_notice, read_tasks
from ketluan.notice.file import OUTCOME_STATUSES
from ketluan.units import unit_names
from ketluan.vocabulary import outcome_words

WORDS = outcome_words()
SAID = [(row["status"], text) for row in WORDS["statuses"] for text in row["examples"]]
NOT_SAID = [text for row in WORDS["statuses"] for text in row["none"]]
OFFICE = Unit("van-phong", "Văn phòng Sở")
WIND = Unit("phong-do-gio", "Phòng Đo Gió")
UNITS = (OFFICE, WIND)
HEAD = "---\nloai: TB\nso_ky_hieu: {number}\nngay_hop: {day}\nco_quan: Sở\ntrich_yeu: Giao ban\n---\n\n"
TASKS = """## I. Nhiệm vụ

### 1. Văn phòng Sở:

1. Trình ban hành Quy chế tiếp nhận mẫu đá quý theo Kế hoạch số 71/KH-SM ngày 04/01/2031.

2. Kiểm kê tủ lưu mẫu ở kho số 4.

### 2. Phòng Đo Gió:

1. Lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ.

2. Khảo sát nhu cầu đo bụi mịn của các làng nghề gốm.

3. Kiểm kê tủ lưu mẫu ở kho số 5.
"""


def notice(name: str, body: str, number: str = "") -> Notice:
    path = f"notices/2031/{name}.md"
    read, _ = read_notice(path, HEAD.format(day=name[:10], number=number) + body)
    return replace(read, tasks=read_tasks(read, unit_names(UNITS)))


FIRST = notice("2031-03-31-mot", TASKS)
RULE, SHELF, MASTS, DUST, SHELF_5 = (task.id for task in FIRST.tasks)


DONE = "Đã lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ."


def told(*sentences: str, head: str = "## I. Đánh giá kết quả", number: str = "7/TB-SM") -> Notice:
    said = "".join(f"{place}. {text}\n\n" for place, text in enumerate(sentences, start=1))
    body = f"{head}\n\n{said}## II. Nhiệm vụ\n\n1. Văn phòng Sở trồng cây trong sân.\n"
    return notice("2031-06-30-hai", body, number)


def proposals(*notices: Notice, outcomes: Iterable[Outcome] = ()) -> tuple[OutcomeProposal, ...]:
    return propose_all((FIRST, *notices), UNITS, (), outcomes)[1]


def found(*sentences: str) -> list[tuple[str, str]]:
    return [(one.task_id, one.status) for one in proposals(told(*sentences))]


@pytest.mark.parametrize(("status", "text"), SAID)
def test_words_of_the_table_state_their_status(status: str, text: str) -> None:
    stated = stated_in(text)
    assert stated
    assert stated.status == status
    words = text[stated.words.start : stated.words.end]
    assert words.strip(" .,") == words != ""


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_begun_wished_or_done_in_part_states_nothing(text: str) -> None:
    assert stated_in(text) is None


def test_the_table_knows_every_status_and_no_phrase_twice() -> None:
    assert sorted(row["status"] for row in WORDS["statuses"]) == sorted(OUTCOME_STATUSES)
    for row in WORDS["statuses"]:
        for phrases in (row["words"], row["unless"], row.get("unless_before", [])):
            assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize(
    ("sentence", "task", "status"),
    [
        ("Văn phòng Sở đã trình ban hành Quy chế tiếp nhận mẫu đá quý.", RULE, "hoan-thanh"),
        ("Đã ban hành Quy chế tiếp nhận mẫu đá quý.", RULE, "hoan-thanh"),
        ("Tạm dừng việc lắp đặt trạm quan trắc gió mùa do bão.", MASTS, "tam-dung"),
        ("Không khảo sát bụi mịn tại các làng nghề gốm, thay bằng phiếu hỏi.", DUST, "thay-the"),
        ("Không thực hiện khảo sát nhu cầu đo bụi mịn của làng nghề gốm.", DUST, "khong-thuc-hien"),
        ("Nhiệm vụ khảo sát nhu cầu đo bụi mịn của làng nghề gốm được rút.", DUST, "rut"),
        ("Phòng Đo Gió đã hoàn thành kiểm kê tủ lưu mẫu.", SHELF_5, "hoan-thanh"),
    ],
)
def test_a_sentence_is_proposed_as_the_outcome_of_its_task(
    sentence: str, task: str, status: str
) -> None:
    assert found(sentence) == [(task, status)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Đã lắp đặt được 5/12 trạm quan trắc gió mùa trên đảo Ví Dụ.",
        "Đã hoàn thành 60 % việc lắp đặt trạm quan trắc gió mùa trên đảo Ví Dụ.",
        "Cơ bản hoàn thành việc lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ.",
        "Chưa khảo sát được nhu cầu đo bụi mịn của các làng nghề gốm.",
        "Phấn đấu hoàn thành lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ.",
        "Các đơn vị đã hoàn thành tốt nhiệm vụ được giao.",
        "Đã tổ chức thành công hội thao của ngành.",
    ],
)
def test_what_states_nothing_or_is_about_no_task_is_not_proposed(sentence: str) -> None:
    assert found(sentence) == []


def test_several_tasks_in_one_sentence_and_near_rivals_are_all_proposed() -> None:
    both = f"{DONE[:-1]}, khảo sát nhu cầu đo bụi mịn của làng nghề gốm."
    assert {task for task, _ in found(both)} == {MASTS, DUST}
    assert {task for task, _ in found("Đã hoàn thành kiểm kê tủ lưu mẫu.")} == {SHELF, SHELF_5}


def test_a_heading_tells_whose_outcome_it_is() -> None:
    one = told("Đã hoàn thành kiểm kê tủ lưu mẫu.", head="## I. Kết quả\n\n### 1. Phòng Đo Gió:")
    assert [(p.task_id, p.line) for p in proposals(one)] == [(SHELF_5, 13)]


@pytest.mark.parametrize(
    ("sentence", "number", "evidence"),
    [
        (
            "Đã ban hành Quy chế tiếp nhận mẫu đá quý (Quyết định số 19/QĐ-SM ngày 02/5/2031).",
            "7/TB-SM",
            "Quyết định số 19/QĐ-SM ngày 02/5/2031",
        ),
        ("Đã ban hành Quy chế tiếp nhận mẫu đá quý.", "7/TB-SM", "Thông báo số 7/TB-SM, mục I.1"),
        (
            "Đã ban hành Quy chế tiếp nhận mẫu đá quý.",
            "",
            "Kết luận cuộc họp ngày 30/6/2031, mục I.1",
        ),
        # what the task was given by, what was carried out and what is older is not its result
        (
            "Đã ban hành Quy chế tiếp nhận mẫu đá quý theo Kế hoạch số 71/KH-SM ngày 04/01/2031.",
            "7/TB-SM",
            "Thông báo số 7/TB-SM, mục I.1",
        ),
        (
            "Đã trình Quy chế tiếp nhận mẫu đá quý, thực hiện Kế hoạch số 80/KH-SM ngày 02/5/2031.",
            "7/TB-SM",
            "Thông báo số 7/TB-SM, mục I.1",
        ),
        (
            "Đã trình Quy chế tiếp nhận mẫu đá quý nêu tại Quyết định số 8/QĐ-SM ngày 02/5/2030.",
            "7/TB-SM",
            "Thông báo số 7/TB-SM, mục I.1",
        ),
    ],
)
def test_the_evidence_is_the_resulting_document_or_the_place_of_the_sentence(
    sentence: str, number: str, evidence: str
) -> None:
    (one,) = proposals(told(sentence, number=number))
    assert (one.evidence, one.day) == (evidence, date(2031, 6, 30))


def test_a_resulting_document_is_no_sign_of_another_task() -> None:
    plain = "Đã ban hành Quy chế tiếp nhận mẫu đá quý"
    (bare,) = proposals(told(f"{plain}."))
    (citing,) = proposals(told(f"{plain} (Quyết định số 19/QĐ-SM ngày 02/5/2031)."))
    assert citing.score > 0.95 * bare.score


def test_what_took_the_place_of_a_task_and_reasons_are_not_what_the_sentence_is_about() -> None:
    instead = (
        "Không kiểm kê tủ lưu mẫu ở kho số 4, thay bằng lắp đặt trạm quan trắc gió mùa trên đảo."
    )
    assert (MASTS, "thay-the") not in found(instead)
    text = "Tạm dừng kiểm kê tủ lưu mẫu do kho số 4 ngập."
    stated = stated_in(text)
    assert stated
    assert text[: stated.matter] == "Tạm dừng kiểm kê tủ lưu mẫu "


def test_what_is_asked_for_states_no_outcome() -> None:
    asked = (
        "## II. Nhiệm vụ\n\n### 1. Phòng Đo Gió:\n\n1. Tạm dừng lắp đặt trạm quan trắc gió mùa.\n"
    )
    assert proposals(notice("2031-06-30-hai", asked)) == ()


def test_a_proposal_says_where_it_comes_from_and_why() -> None:
    later = told("Tạm dừng việc lắp đặt trạm quan trắc gió mùa; các việc khác đúng hạn.")
    (one,) = proposals(later)
    assert one.sentence == "Tạm dừng việc lắp đặt trạm quan trắc gió mùa"
    assert one.words == "Tạm dừng"
    assert one.notice_id == later.id
    assert one.line == next(b.line for b in later.blocks if b.number == "I.1")
    assert 0.4 <= one.score < 1
    assert any(reason.startswith("lời văn giống") for reason in one.reasons)


def test_only_the_last_step_known_before_the_notice_is_proposed() -> None:
    step = notice(
        "2031-05-01-tiep",
        "## I. Nhiệm vụ\n\n1. Phòng Đo Gió tiếp tục lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ.\n",
    )
    (task,) = step.tasks
    linked = replace(step, tasks=(replace(task, continues=(MASTS,)),))
    assert [one.task_id for one in proposals(linked, told(DONE))] == [task.id]
    refused = replace(told(DONE), no_outcomes=(task.id,))
    assert proposals(linked, refused) == ()  # nor an earlier step instead of it


def test_what_the_same_notice_gives_again_is_not_at_its_end() -> None:
    again = notice(
        "2031-06-30-hai",
        f"## I. Đánh giá\n\n1. {DONE}\n\n2. Tạm dừng khảo sát nhu cầu đo bụi mịn của làng nghề gốm.\n\n"
        "## II. Nhiệm vụ\n\n1. Phòng Đo Gió làm việc.\n\n2. Phòng Đo Gió làm việc khác.\n",
    )
    first, second = again.tasks
    linked = replace(
        again, tasks=(replace(first, continues=(MASTS,)), replace(second, continues=(DUST,)))
    )
    assert [one.task_id for one in proposals(again)] == [MASTS, DUST]
    assert [one.task_id for one in proposals(linked)] == [DUST]  # a pause may well be carried on


@pytest.mark.parametrize(
    ("status", "left"), [("hoan-thanh", []), ("thay-the", []), ("tam-dung", [MASTS])]
)
def test_a_closed_task_is_never_proposed_a_paused_one_is(status: str, left: list[str]) -> None:
    known = Outcome(MASTS, status, date(2031, 5, 2), "")
    assert [one.task_id for one in proposals(told(DONE), outcomes=[known])] == left


def test_a_sentence_about_a_closed_task_is_not_taken_for_one_about_another() -> None:
    said = told("Phòng Đo Gió đã hoàn thành kiểm kê tủ lưu mẫu.")
    known = Outcome(SHELF_5, "hoan-thanh", date(2031, 5, 2), "")
    assert proposals(said, outcomes=[known]) == ()


def test_what_a_person_has_decided_in_this_notice_is_not_asked_again() -> None:
    shelves = told("Đã hoàn thành kiểm kê tủ lưu mẫu.")
    yes = replace(shelves, outcomes=(Outcome(SHELF, "tam-dung", date(2031, 6, 30), ""),))
    no = replace(shelves, no_outcomes=(SHELF,))
    assert proposals(yes) == ()  # the rival is settled with it
    assert [one.task_id for one in proposals(no)] == [SHELF_5]


_CLAUSES = st.sampled_from(
    [
        DONE,
        "Đã hoàn thành kiểm kê tủ lưu mẫu.",
        "Tạm dừng khảo sát nhu cầu đo bụi mịn của các làng nghề gốm.",
        "Văn phòng Sở tiếp tục kiểm kê tủ lưu mẫu ở kho số 4.",
        "Phòng Đo Gió lắp đặt 12 trạm quan trắc gió mùa trên đảo Ví Dụ trước 30/9/2031.",
    ]
)
_BODIES = st.lists(_CLAUSES, max_size=5).map(
    lambda texts: "## I. Nhiệm vụ\n\n" + "".join(f"{n}. {t}\n\n" for n, t in enumerate(texts, 1))
)


@st.composite
def _archives(draw: st.DrawFn) -> tuple[list[Notice], list[Outcome]]:
    notices = [FIRST]
    for month in range(4, 4 + draw(st.integers(1, 3))):
        body = draw(_BODIES) + f"## II. Đánh giá\n\n1. {draw(_CLAUSES)}\n\n2. {draw(_CLAUSES)}\n"
        notices.append(notice(f"2031-0{month}-15-ky", body))
    ids = [task.id for one in notices for task in one.tasks]
    closed = draw(st.lists(st.sampled_from(ids), max_size=3))
    return notices, [Outcome(one, "hoan-thanh", date(2031, 9, 1), "") for one in closed]


@given(_archives())
def test_proposals_are_for_earlier_open_last_steps_and_change_no_link(
    archive: tuple[list[Notice], list[Outcome]],
) -> None:
    notices, outcomes = archive
    links, found = propose_all(notices, UNITS, (), outcomes)
    linker = new_linker(UNITS, (), outcomes, {})
    assert links == tuple(link for one in notices for link in linker.take(one))
    assert propose_all(notices, UNITS, (), reversed(outcomes))[1] == found
    place = {task.id: index for index, one in enumerate(notices) for task in one.tasks}
    at = {one.id: index for index, one in enumerate(notices)}
    joined = [(place[one.task], one.continues) for one in links if one.joins]
    for one in found:
        assert place[one.task_id] < at[one.notice_id]
        assert one.task_id not in {outcome.task_id for outcome in outcomes}
        assert not [p for p, before in joined if before == one.task_id and p < at[one.notice_id]]
        assert one.sentence in notices[at[one.notice_id]].body
        assert one.words in one.sentence
    assert len({(one.notice_id, one.task_id) for one in found}) == len(found)
    assert [at[one.notice_id] for one in found] == sorted(at[one.notice_id] for one in found)


def _pieces() -> Iterator[str]:
    for row in WORDS["statuses"]:
        yield from (phrase.replace("…", "x").replace("#", "60") for phrase in row["words"])
        yield from row["unless"]


@given(
    st.lists(st.sampled_from([*_pieces(), ",", ";", "\n", "²", "1.1.1", ""]) | st.text(max_size=6))
    .map(" ".join)
)  # fmt: skip
def test_any_text_is_read_and_the_words_are_cut_out_of_it(text: str) -> None:
    stated = stated_in(text)
    if stated:
        words = stated.words
        assert 0 <= words.start < words.end <= len(text)
        assert words.start <= stated.matter <= len(text)
        assert stated_in(text) == stated
