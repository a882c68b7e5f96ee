"""A thread that parts and meets again: its head, anomalies, drawing and steps, on a made-up archive."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DAY
from ketluan.addresses import thread_address
from ketluan.archive import load_archive
from ketluan.auditing import Audit, audit_on
from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    Citation,
    Deadline,
    Document,
    Link,
    LinkStatus,
    Notice,
    Outcome,
    OutcomeProposal,
    Period,
    Task,
    Unit,
    UnitMention,
)
from ketluan.pages import Page, site_pages
from ketluan.pages.catalogue import catalogue
from ketluan.pages.thread_anomalies import AnomalyKind, anomalies
from ketluan.pages.thread_diff import word_diff
from ketluan.pages.thread_lanes import LaneRow, Stroke, lane_rows
from ketluan.pages.thread_timeline import timeline
from page_words import words_of
from sample_stories import ARCHIVE

ROOM = Unit("phong-mot", "Phòng Một", successors=("phong-moi",))
HEIR = Unit("phong-moi", "Phòng Mới")
OTHER = Unit("phong-hai", "Phòng Hai")
OLD = Document("1-kh-sm-2021", "1/KH-SM", "administrative", type_name="Kế hoạch", year=2021)
NEW = Document("2-kh-sm-2021", "2/KH-SM", "administrative", type_name="Kế hoạch", year=2021)
NOTICES = {
    "2021-03-30-quy-i": Period("2021-Q2"),
    "2021-06-29-quy-ii": Period("2021-Q3"),
    "2021-09-29-quy-iii": Period("2021-Q4"),
    "2022-06-29-quy-ii": Period("2022-Q3"),
}
FIRST, SECOND, THIRD, LAST = NOTICES


def task(
    notice: str, number: str, text: str, lead: Unit, due: str = "", cited: Document | None = None
) -> Task:
    """Return a task of `notice`; `due` is an ISO day that its text states."""
    day = date.fromisoformat(due) if due else None
    return Task(
        id=f"{notice}#{number}",
        notice_id=notice,
        number=number,
        label="",
        text=text,
        start=0,
        line=1,
        lead_units=(UnitMention(lead.name, lead.id),),
        citations=tuple(_cited(text, one) for one in (cited,) if one),
        deadlines=(Deadline(0, 4, text[:4], "deadline", None, day),) if day else (),
        period=NOTICES[notice] if day else None,
    )


def _cited(text: str, document: Document) -> Citation:
    at = text.index(document.number)
    number = document.number
    return Citation(at, at + len(number), number, number, document.family, key=document.key)


ROOT = task(FIRST, "1", "Lập phương án và dự toán.", ROOM, "2021-06-30")
PLAN = task(SECOND, "1", "Lập phương án theo Kế hoạch 1/KH-SM.", ROOM, "2021-08-31", OLD)
COSTS = task(SECOND, "2", "Lập dự toán.", OTHER)
JOINED = task(THIRD, "1", "Trình phương án, dự toán theo 2/KH-SM.", HEIR, "2021-06-30", NEW)
APART = task(THIRD, "2", "Công bố phương án.", ROOM)
LAST_DAY = date(2024, 6, 30)  # of the last period that the sample reviews, after all outcomes
STEPS = (ROOT, PLAN, COSTS, JOINED, APART)
JOINS: tuple[tuple[LinkStatus, Task, Task], ...] = (
    ("confirmed", PLAN, ROOT),
    ("automatic", COSTS, ROOT),
    ("automatic", JOINED, PLAN),
    ("confirmed", JOINED, COSTS),
    ("automatic", APART, PLAN),
)


@pytest.fixture(scope="module")
def sample() -> Archive:
    """Return the sample archive."""
    return load_archive(ARCHIVE)


def story(*outcomes: Outcome) -> Archive:
    """Return the archive: a thread of five steps, which parts twice and meets once."""
    links = tuple(
        Link(later.id, earlier.id, 0.8, ("lời văn giống 80 %",) * (status == "automatic"), status)
        for status, later, earlier in JOINS
    )
    notices = tuple(
        Notice(
            id=notice,
            path=f"notices/{notice[:4]}/{notice}.md",
            body="",
            type="TB",
            meeting_date=date.fromisoformat(notice[:10]),
            issuer="Sở Mẫu",
            directed_period=period,
            tasks=tuple(one for one in STEPS if one.notice_id == notice),
        )
        for notice, period in NOTICES.items()
    )
    return Archive(
        notices=notices,
        units=(ROOM, HEIR, OTHER),
        documents=(OLD, NEW),
        outcomes=outcomes,
        links=links,
        threads=threads_of(STEPS, links),
        outcome_proposals=(
            OutcomeProposal(
                APART.id, "hoan-thanh", LAST, 9, "Phương án đã <b>công bố</b>.", "đã công bố",
                date(2022, 6, 29), "", 0.71, ("lời văn giống 71 %",),
            ),
        ),
    )  # fmt: skip


def page_of(archive: Archive) -> Page:
    pages = {page.address: page for page in site_pages(archive, DAY)}
    return pages[thread_address(ROOT.id)]


def section(page: Page, anchor: str) -> str:
    """Return the words of the section whose heading is `anchor`."""
    return words_of(page.html.partition(f'id="{anchor}"')[2].partition("<h2")[0])


def test_every_branch_has_its_state_at_the_top() -> None:
    now = section(
        page_of(story(Outcome(JOINED.id, "hoan-thanh", date(2021, 10, 5), "9/BB"))), "hien-nay"
    )
    assert "Đã hoàn thành 05/10/2021" in now
    assert "Không có hạn" in now
    assert "phương án, dự toán theo" in now
    assert APART.text in now
    assert COSTS.text not in now


def test_the_head_tells_limits_units_and_quarters() -> None:
    now = section(page_of(story()), "hien-nay")
    assert "Hạn đầu 30/6/2021, hạn cuối 30/6/2021" not in now
    assert "Hạn đầu và hạn cuối đều là 30/6/2021; 1 lần lùi hạn: 62 ngày." in now
    assert "Phòng Một ( bước 1 , bước 2 , bước 5 )" in now
    assert "Phòng Mới ( bước 4 )" in now
    assert "Từ Quý I/2021 đến Quý III/2021: 3 quý kể cả đầu và cuối, 5 bước." in now


def test_anomalies_are_told_once_each_with_their_steps() -> None:
    archive = story(Outcome(COSTS.id, "hoan-thanh", date(2021, 8, 1), "7/BB"))
    found = anomalies(archive.threads[0], catalogue(archive))
    assert {one.kind: one.task_ids for one in found} == {
        "past": (JOINED.id,),
        "done": (JOINED.id,),
        "slip": (PLAN.id,),
        "undated": (COSTS.id, APART.id),
        "moved": (COSTS.id, JOINED.id),
        "documents": (JOINED.id,),
        "silence": (JOINED.id, APART.id),
    }
    words = section(page_of(archive), "hien-nay")
    assert "Được tiếp nối dù bước trước đã hoàn thành, rút hoặc không thực hiện: bước 4" in words
    assert "Không được nhắc lại, cũng chưa có kết quả: bước 4 , bước 5" in words


@pytest.mark.parametrize(
    ("kind", "tasks_of"),
    [
        ("slip", lambda audit: [row.task for row in audit.slips]),
        ("past", lambda audit: [row.task for row in audit.past_when_issued]),
        ("silence", lambda audit: [row.task for row in audit.not_repeated]),
    ],
)
def test_the_anomalies_of_threads_are_the_findings_of_the_audit(
    sample: Archive, kind: AnomalyKind, tasks_of: Callable[[Audit], list[Task]]
) -> None:
    index = catalogue(sample)
    long = [thread for thread in sample.threads if len(thread.steps) > 1]
    found = [
        step
        for thread in long
        for one in anomalies(thread, index)
        for step in one.task_ids
        if one.kind == kind
    ]
    steps = {step for thread in long for step in thread.steps}
    findings = tasks_of(audit_on(sample, LAST_DAY))
    assert set(found) == {task.id for task in findings} & steps
    assert found


def test_a_slip_has_the_days_of_the_audit_wherever_a_thread_tells_of_it(sample: Archive) -> None:
    pages = {page.address: page.html for page in site_pages(sample, LAST_DAY)}
    slips = audit_on(sample, LAST_DAY).slips
    assert slips
    for thread in sample.threads:
        if len(thread.steps) < 2:
            continue
        html = pages[thread_address(thread.id)]
        days = sorted(row.days for row in slips if row.thread == thread.id)
        head, _, steps = html.partition('id="cac-buoc"')
        overview, _, line = head.partition('id="thoi-gian"')
        assert _days_after("lùi", line) == days, thread.id
        assert _days_after("hạn lùi", steps) == days, thread.id
        told = re.search(r"\d+ lần lùi hạn: ([^.]*)\.", words_of(overview))
        assert sorted(map(int, re.findall(r"(\d+) ngày", told[1] if told else ""))) == days


def _days_after(word: str, html: str) -> list[int]:
    return sorted(map(int, re.findall(rf"{word} (\d+) ngày", html)))


def test_a_thread_without_anomalies_says_nothing_of_them() -> None:
    calm = replace(
        story(Outcome(PLAN.id, "hoan-thanh", date(2022, 1, 5), "7/BB")),
        threads=threads_of(STEPS, story().links[:1]),
    )
    html = page_of(replace(calm, notices=tuple(_undated(one) for one in calm.notices))).html
    assert "Nội dung cần xem xét" not in html


def _undated(notice: Notice) -> Notice:
    return replace(notice, tasks=tuple(replace(one, deadlines=()) for one in notice.tasks))


def test_each_step_says_what_it_continues_and_what_follows() -> None:
    steps = [words_of(part) for part in page_of(story()).html.split('<li class="kl-step"')[1:]]
    assert "Tách thành: bước 2 ngày 29/6/2021 , bước 3 ngày 29/6/2021".replace(":", "") in steps[0]
    assert "Tiếp nối bước 1 ngày 30/3/2021" in steps[1]
    assert "Gộp từ bước 2 ngày 29/6/2021 , bước 3 ngày 29/6/2021" in steps[3]
    assert "Được tiếp nối" not in steps[3]
    assert "Được tiếp nối bước 4" in steps[2]


def test_an_address_of_a_step_names_its_task() -> None:
    html = page_of(story()).html
    assert f'<li class="kl-step" id="{THIRD}-nv-1">' in html
    assert f'href="#{THIRD}-nv-1"' in html


def test_a_sentence_that_may_be_an_outcome_stands_at_its_step_as_a_proposal() -> None:
    steps = page_of(story()).html.split('<li class="kl-step"')[1:]
    assert "có thể là kết quả" not in "".join(steps[:4])
    words = words_of(steps[4])
    assert "có thể là kết quả Đã hoàn thành : “Phương án đã <b>công bố</b>.”" in words
    assert "máy đề xuất, chưa ai xác nhận" in words
    assert "Kho chưa ghi kết quả nào" in words


def test_a_task_says_wherever_it_stands_where_its_outcome_may_be() -> None:
    pages = {page.address: page for page in site_pages(story(), DAY)}
    words = words_of(pages["/nhiem-vu/"].html)
    said = "Có thể đã có kết quả, theo Kết luận cuộc họp ngày 29/6/2022 chưa xác nhận"
    assert words.count(said) == 1


@pytest.mark.parametrize(
    ("earlier", "later", "shown"),
    [
        ("Mua gói thầu mới.", "Mua gói thầu.", "Mua gói thầu -mới-."),
        ("Lập A (cũ), B.", "Lập A, B.", "Lập A -(cũ)-, B."),
        ("Lập A, B.", "Lập A (mới), B.", "Lập A +(mới)+, B."),
        ("Hồ sơ, đủ.", "Trình hồ sơ.", "-Hồ sơ, đủ- +Trình hồ sơ+."),
        ("Một.", "Hai ba.", "-Một- +Hai ba+."),
        ("", "Hai.", "+Hai.+"),
    ],
)
def test_blanks_stand_where_the_texts_have_them(earlier: str, later: str, shown: str) -> None:
    sign = {"same": "", "added": "+", "dropped": "-"}
    pieces = word_diff(earlier, later)
    assert "".join(f"{sign[kind]}{text}{sign[kind]}" for kind, text in pieces) == shown


@pytest.mark.parametrize(
    ("last", "years"),
    [
        (2021, []),
        (2022, [2022]),
        (2033, list(range(2022, 2034))),
        (2034, list(range(2022, 2035, 2))),
        (2100, list(range(2030, 2101, 10))),
        (9999, list(range(3000, 9001, 1000))),
    ],
)
def test_the_line_of_time_has_room_for_its_years(last: int, years: list[int]) -> None:
    tasks = (ROOT, replace(PLAN, decided_due=date(last, 12, 31)))
    shown = timeline(tasks, catalogue(story())).years
    assert [int(year) for year, _ in shown] == years


def test_a_chain_has_one_lane() -> None:
    rows, width = lane_rows(["a", "b"], {"a": ["b"]})
    assert width == 1
    assert rows == (
        LaneRow(0, (Stroke(0, 50, 0, 100),)),
        LaneRow(0, (Stroke(0, 0, 0, 50),)),
    )


def test_what_parts_begins_a_lane_and_what_meets_ends_one() -> None:
    rows, width = lane_rows(["a", "b", "c", "d"], {"a": ["b", "c"], "b": ["d"], "c": ["d"]})
    assert width == 2
    assert [row.lane for row in rows] == [0, 0, 1, 0]
    assert Stroke(0, 50, 1, 100) in rows[0].strokes
    assert Stroke(1, 0, 1, 100) in rows[1].strokes
    assert set(rows[3].strokes) == {Stroke(0, 0, 0, 50), Stroke(1, 0, 0, 50)}


@given(st.lists(st.sets(st.integers(0, 8), max_size=4), min_size=1, max_size=9))
def test_strokes_lead_from_each_step_to_each_that_follows(earlier: list[set[int]]) -> None:
    steps = [str(at) for at in range(len(earlier))]
    links = [(str(a), str(b)) for b, some in enumerate(earlier) for a in sorted(some) if a < b]
    followers = {step: [b for a, b in links if a == step] for step in steps}
    rows, width = lane_rows(steps, followers)
    reached: list[tuple[str, str]] = []
    ahead: dict[int, list[str]] = {}  # lane at the lower edge of a row → steps from which it comes
    for step, row in zip(steps, rows, strict=True):
        below: dict[int, list[str]] = {}
        for stroke in row.strokes:
            assert 0 <= stroke.from_lane < width
            assert 0 <= stroke.to_lane < width
            sources = [step] if stroke.top == 50 else ahead[stroke.from_lane]
            if stroke.bottom == 50:
                assert stroke.to_lane == row.lane
                reached += ((source, step) for source in sources)
            else:
                below.setdefault(stroke.to_lane, []).extend(sources)
        assert all(len(sources) == 1 for sources in below.values())
        ahead = below
    assert sorted(reached) == sorted(links)


def test_home_lists_the_longest_threads_that_are_still_open() -> None:
    open_end = Outcome(JOINED.id, "hoan-thanh", date(2021, 10, 5), "9/BB")
    for outcomes, is_listed in (
        ((), True),
        ((open_end,), True),
        ((open_end, replace(open_end, task_id=APART.id)), False),
    ):
        home = next(page for page in site_pages(story(*outcomes), DAY) if page.address == "/")
        assert ('id="qua-nhieu-ky"' in home.html) == is_listed
        assert ("5 bước từ 30/3/2021" in section(home, "qua-nhieu-ky")) == is_listed


def test_the_list_of_tasks_marks_those_with_a_history() -> None:
    archive = story()
    alone = replace(archive, links=(), threads=threads_of(STEPS, ()))
    counts = []
    for known in (archive, alone):
        page = next(page for page in site_pages(known, DAY) if page.address == "/nhiem-vu/")
        counts.append(page.html.count('data-lich_su="co"'))
    assert counts == [5, 0]
