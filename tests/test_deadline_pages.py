"""Pages of time limits: every number is that of a list, every limit has its place, none is lost."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DAY
from export_archives import linked_archives
from ketluan.auditing.state import state_on
from ketluan.exports.calendar_file import monthly_dates
from ketluan.linking import threads_of
from ketluan.model import Archive, Deadline, Link, Outcome, Period, Task, Unit
from ketluan.pages import Page, dead_links, site_pages
from ketluan.pages.catalogue import catalogue
from ketluan.pages.deadline_calendar import calendar_pages
from ketluan.pages.deadline_lists import OPEN, DueGroup, due_groups
from ketluan.pages.deadline_pages import deadlines_page
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.tasks import task_views
from page_words import words_of
from pages_archive import ID, OFFICE, RESEARCH, archive, notice
from test_pages import files_of

LATER, Q3 = "2021-07-02-giao-ban-quy-ii", Period("2021-Q3")
JUNE = "/thoi-han/2021-06/"


def pages_of(known: Archive, day: date = DAY) -> dict[str, Page]:
    return {page.address: page for page in site_pages(known, day)}


def groups_of(known: Archive, day: date) -> tuple[DueGroup, ...]:
    prepared = catalogue(known)
    return due_groups(known.tasks, state_on(known, day).statuses, prepared, task_views(prepared))


def numbers(known: Archive, day: date) -> dict[str, list[str]]:
    """Return the numbers of the tasks that have a row, by group, in order."""
    return {
        group.id: [
            row.task.number
            for rows in (group.rows, *(period.rows for period in group.periods))
            for row in rows
        ]
        for group in groups_of(known, day)
    }


def told_again() -> Archive:
    """Return two notices of the same tasks, of which the later continues II.1.1 of the earlier."""
    known = archive(notice(), notice(LATER, Q3))
    link = Link(f"{LATER}#II.1.1", f"{ID}#II.1.1", 1.0, (), "confirmed")
    return replace(known, links=(link,), threads=threads_of(known.tasks, (link,)))


def with_limits(*days: date) -> Archive:
    """Return a notice of one task for each of `days`."""
    tasks = tuple(
        Task(
            f"{ID}#{at}", ID, str(at), f"{at}.", "Việc mẫu", 0, 1,
            deadlines=(Deadline(0, 4, "Việc", "deadline", None, day),),
        )
        for at, day in enumerate(days, 1)
    )  # fmt: skip
    return Archive(
        notices=(replace(notice(), tasks=tasks, blocks=()),), threads=threads_of(tasks, ())
    )


def test_written_limits_stand_before_those_of_the_period() -> None:
    text = words_of(pages_of(archive())["/thoi-han/"].html)
    written, default = text.index("Hạn ghi rõ"), text.index("Hạn theo kỳ chỉ đạo: Quý II/2021")
    assert written < text.index("văn bản ghi “trước 30/6/2021”") < default
    assert "Danh sách lập cho ngày 01/7/2021." in text
    assert "Không kể ở đây: 1 nhiệm vụ đã hoàn thành." in text
    assert "ngày 02/4/2021" in text


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (date(2021, 6, 15), "trong-han"),
        (date(2021, 6, 16), "sap-den-han"),
        (date(2021, 6, 30), "sap-den-han"),
        (date(2021, 7, 1), "qua-han"),
    ],
)
def test_a_task_stands_where_its_status_of_the_day_says(day: date, group: str) -> None:
    found = numbers(archive(), day)
    assert found[group] == ["II.1.1", "I.1", "II.1.2"]
    assert sum(map(len, found.values())) == 3


def test_months_1_and_2_have_a_zero_before_them() -> None:
    limits = (date(2023, 1, 31), date(2023, 2, 15), date(2023, 3, 15))
    given_notice = notice()
    tasks = tuple(
        replace(one, decided_due=due) for one, due in zip(given_notice.tasks, limits, strict=False)
    )
    titles = {page.title for page in pages_of(archive(replace(given_notice, tasks=tasks))).values()}
    assert titles >= {f"Thời hạn tháng {month}/2023" for month in ("01", "02", "3")}


def test_a_duty_told_again_is_one_task_its_last_step() -> None:
    before, after = (
        numbers(told_again(), date(2021, 7, 1)),
        groups_of(told_again(), date(2021, 7, 2)),
    )
    assert before["qua-han"][0] == "II.1.1"
    steps = [row for group in after for row in group.rows if row.task.number == "II.1.1"]
    assert [row.task.id for row in steps] == [f"{LATER}#II.1.1"]
    assert steps[0].marks == ("tồn đọng từ kỳ trước",)
    html = pages_of(told_again(), date(2021, 7, 2))["/thoi-han/"].html
    assert "1 nhiệm vụ đã chuyển tiếp, tính ở bước sau" in words_of(html)
    assert html.count("tồn đọng từ kỳ trước") == 1


def test_a_suspended_task_is_open_and_apart() -> None:
    paused = Outcome(f"{ID}#II.1.1", "tam-dung", date(2021, 5, 4), "45/QĐ-SKHCN")
    known = replace(archive(), outcomes=(paused,))
    assert numbers(known, DAY)["tam-dung"] == ["II.1.1"]
    assert "tam-dung" not in numbers(archive(), DAY)


def test_of_what_is_overdue_the_latest_stands_first_of_the_rest_the_nearest() -> None:
    known = with_limits(*(DAY + timedelta(days) for days in (-30, 40, -1, 3, 90, 5)))
    assert numbers(known, DAY) == {
        "qua-han": ["3", "1"],
        "sap-den-han": ["4", "6"],
        "trong-han": ["2", "5"],
        "khong-han": [],
    }


def test_long_lists_are_bounded_and_what_has_no_row_is_counted() -> None:
    days = [DAY + timedelta(days=20 + at // 2) for at in range(350)]
    known = with_limits(*days, *(DAY - timedelta(days=at) for at in range(1, 250)))
    pages = pages_of(known)
    groups = {group.id: group for group in groups_of(known, DAY)}
    assert groups["trong-han"].count == 350
    assert sum(rest.count for rest in groups["trong-han"].rest) + LIST_LIMIT // 3 == 350
    assert [rest.count for rest in groups["qua-han"].rest] == [249 - LIST_LIMIT // 3]
    assert pages["/thoi-han/"].html.count("kl-due__text") == 2 * (LIST_LIMIT // 3)
    dead = [problem.message for problem in dead_links(pages.values(), files_of(known))]
    assert [words for words in dead if "trang /thoi-han/" in words.partition(": ")[2]] == []


def test_a_month_is_a_table_of_weeks_that_begin_on_monday() -> None:
    html = pages_of(archive())[JUNE].html
    heads = re.findall(r'<th scope="col" abbr="(..)">([^<]*)</th>', html)
    assert heads[0] == ("T2", "Thứ hai")
    assert heads[6] == ("CN", "Chủ nhật")
    rows = html.partition("<tbody>")[2].split("<tr>")[1:]
    assert [row.count("<td") for row in rows] == [7] * 5
    assert re.findall(r"<td id=\"ngay-(\d+)\"", rows[0]) == ["1", "2", "3", "4", "5", "6"]
    last = html.partition('id="ngay-30"')[2]
    assert "Thứ tư, ngày 30" in words_of(f"<p{last}")
    assert html.index("<caption") < html.index("<thead")


def test_a_day_tells_number_unit_words_and_sign_of_each_limit() -> None:
    text = words_of(pages_of(archive())[JUNE].html)
    assert "II.1.1 QLKH Triển khai thực hiện Kế hoạch số 76/KH-SKHCN" in text
    assert "1 thời hạn ghi rõ, 3 hạn theo kỳ chỉ đạo" in text
    assert "II.2.1 Văn phòng Sở Trả lời Công văn số 45/SKHCN-QLKH; Phòng KH-TC phối hợp." in text
    assert "Đã hoàn thành" in text


def test_a_crowd_of_the_periods_limits_is_one_line_that_leads_to_the_period() -> None:
    twice = archive(notice(), notice("2021-04-09-giao-ban-bo-sung"))
    html = pages_of(twice)[JUNE].html
    assert (
        '<strong class="kl-limit__count">6</strong> nhiệm vụ theo kỳ: <a href="../../ky/2021-q2/">'
        in html
    )
    counts = dict(pair.split(":") for pair in re.findall(r'data-units="([^"]*)"', html)[0].split())
    assert counts[RESEARCH.id] == "2"
    assert counts[OFFICE.id] == "2"


def test_a_monthly_limit_stands_on_each_of_its_days() -> None:
    text = "Báo cáo trước ngày 25 hằng tháng"
    limit = Deadline(8, len(text), text[8:], "recurring")
    task = Task(f"{ID}#1", ID, "1", "1.", text, 0, 1, deadlines=(limit,), period=Period("2021-Q2"))
    known = archive(replace(notice(), tasks=(task,), blocks=()))
    pages = pages_of(replace(known, outcomes=(), documents=(), standards=()))
    for month in ("2021-04", "2021-05", "2021-06"):
        day = pages[f"/thoi-han/{month}/"].html.partition('id="ngay-25"')[2].partition("</td>")[0]
        assert "Hằng tháng" in day


def test_only_months_with_a_limit_have_a_page_and_lead_to_each_other() -> None:
    pages = pages_of(
        with_limits(date(2021, 2, 1), date(2023, 12, 31), date(9999, 12, 31), date.min)
    )
    months = [address for address in pages if re.fullmatch(r"/thoi-han/\d{4}-\d\d/", address)]
    assert months == [f"/thoi-han/{m}/" for m in ("0001-01", "2021-02", "2023-12", "9999-12")]
    middle = pages["/thoi-han/2021-02/"].html
    assert 'href="../0001-01/" rel="prev"' in middle
    assert 'href="../2023-12/" rel="next"' in middle
    overview = pages["/thoi-han/lich/"].html
    assert overview.count("<a href") == len(months) + 3  # and crumbs and the file
    assert 'id="nam-9999"' in overview


def test_the_limits_of_a_predecessor_concern_its_heir_too() -> None:
    heir = Unit("phong-moi", "Phòng Mới")
    old = replace(RESEARCH, successors=(heir.id,))
    pages = pages_of(replace(archive(), units=(old, OFFICE, heir)))
    for address in ("/thoi-han/", JUNE):
        assert f'data-don_vi="{RESEARCH.id} {heir.id}"' in pages[address].html
        assert f'<option value="{heir.id}">' in pages[address].html


_ARCHIVES = linked_archives().map(lambda known: replace(known, outcome_proposals=()))
_DAY = st.dates(date(2020, 1, 1), date(2023, 12, 31))


@settings(max_examples=40)
@given(_ARCHIVES, _DAY)
def test_every_task_is_in_one_open_list_or_counted_as_left_out(known: Archive, day: date) -> None:
    prepared = catalogue(known)
    statuses = state_on(known, day).statuses
    groups = due_groups(known.tasks, statuses, prepared, task_views(prepared))
    counts = Counter(statuses.values())
    for group in groups:
        assert group.count == counts[group.id]
        listed = len(group.rows) + sum(rest.count for rest in group.rest)
        assert group.count == listed + sum(period.count for period in group.periods)
        assert all(len(period.rows) in (0, period.count) for period in group.periods)
    text = words_of(deadlines_page(prepared, task_views(prepared), day).html)
    sentence = text.partition("Không kể ở đây: ")[2].partition(". Các nhiệm vụ ấy")[0]
    left_out = sum(int(number) for number in re.findall(r"(\d+) nhiệm vụ", sentence))
    assert left_out + sum(group.count for group in groups) == len(known.tasks)
    assert {group.id for group in groups} <= set(OPEN)


@settings(max_examples=40)
@given(_ARCHIVES)
def test_the_months_hold_every_limit_once(known: Archive) -> None:
    prepared = catalogue(known)
    later = calendar_pages(prepared, task_views(prepared))
    overview, *months = (page.make() for page in later)
    limits = sum(task.due is not None for task in known.tasks)
    limits += sum(len(monthly_dates(task, prepared.notices)) for task in known.tasks)
    shown = sum(page.html.count('<li class="kl-limit" data-don_vi') for page in months)
    shown += sum(page.html.count('kl-limit--default" data-don_vi') for page in months)
    crowds = [n for page in months for n in re.findall(r'data-count="(\d+)"', page.html)]
    assert shown + sum(map(int, crowds)) == limits
    told = re.findall(
        r"(\d+) (?:thời hạn ghi rõ|ngày hằng tháng|hạn theo kỳ chỉ đạo)", words_of(overview.html)
    )
    assert sum(map(int, told)) == limits


def test_statuses_of_a_day_are_found_once_and_are_those_of_the_audit() -> None:
    known = catalogue(archive())
    first = known.statuses(DAY)
    assert first == state_on(known.archive, DAY).statuses
    assert known.statuses(DAY) is first
    assert known.statuses(date(2021, 1, 1)) == {}
