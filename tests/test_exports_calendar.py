"""Calendars: read back by a parser that did not write them, stable, and within RFC 5545."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from export_archives import archives
from ketluan.exports import exported, select
from ketluan.exports.calendar_file import _CONTROL, _folded, calendar_text, monthly_days
from ketluan.linking import threads_of
from ketluan.model import Archive, Deadline, Link, Outcome, Period, Task, Unit
from pages_archive import HOSTILE, ID, OFFICE, PLAN_TASK, RESEARCH, archive, notice

LATER, Q3 = "2021-07-02-giao-ban-quy-ii", Period("2021-Q3")
NAME = "Thông báo kết luận; lịch, thử"


def events(text: str) -> list[Any]:
    return Calendar.from_ical(text).walk("VEVENT")


def of_task(known: Archive, number: str) -> Any:
    uid = f"{ID}-nv-{number}@so-khoa-hoc-va-cong-nghe"
    (event,) = [e for e in events(calendar_text(select(known), NAME)) if e["UID"] == uid]
    return event


def plain(text: str) -> str:
    """Return what a calendar can hold of `text`: no control characters, one kind of line end."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def test_a_limit_is_an_event_of_the_whole_last_day_that_leaves_it_free() -> None:
    event = of_task(archive(), "ii-1-1")
    assert event["DTSTART"].dt == date(2021, 6, 30)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == date(2021, 7, 1)
    assert event["TRANSP"] == "TRANSPARENT"
    assert str(event["SUMMARY"]).startswith("Hạn: Triển khai thực hiện Kế hoạch số 76/KH-SKHCN")
    assert "\n" not in str(event["SUMMARY"])
    assert str(event["DESCRIPTION"]).startswith(PLAN_TASK)
    assert "Chủ trì: Phòng Quản lý Khoa học" in str(event["DESCRIPTION"])
    assert f"Trang: /thong-bao/2021/{ID}/#nv-ii-1-1" in str(event["DESCRIPTION"])
    assert event["CATEGORIES"].cats == ["Phòng Quản lý Khoa học"]
    assert "RRULE" not in event


def test_a_limit_by_the_period_alone_says_so() -> None:
    event = of_task(archive(), "i-1")
    assert str(event["SUMMARY"]).startswith("Hạn theo kỳ: ")
    assert "(theo kỳ, văn bản không ghi)" in str(event["DESCRIPTION"])


def test_a_closed_task_says_so_in_its_title() -> None:
    title = "Đã hoàn thành ngày 04/5/2021 (45/QĐ-SKHCN): Trả lời Công văn"
    assert str(of_task(archive(), "ii-2-1")["SUMMARY"]).startswith(title)


def test_what_is_stated_later_raises_the_sequence_and_the_stamp_of_the_same_event() -> None:
    before = of_task(replace(archive(), outcomes=()), "ii-2-1")
    after = of_task(archive(), "ii-2-1")
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt == datetime(2021, 4, 2, tzinfo=UTC)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == datetime(2021, 5, 4, tzinfo=UTC)
    decided = archive(
        replace(
            notice(), tasks=tuple(replace(t, decided_due=date(2021, 7, 9)) for t in notice().tasks)
        )
    )
    moved = of_task(replace(decided, outcomes=()), "ii-2-1")
    assert (moved["UID"], moved["SEQUENCE"]) == (before["UID"], 1)
    assert moved["DTSTART"].dt == date(2021, 7, 9)


def test_the_stamp_is_the_day_on_which_an_outcome_was_stated() -> None:
    known = archive()
    of_another_day = Outcome(f"{ID}#II.2.1", "hoan-thanh", date.max, "", stated=date(2021, 5, 6))
    event = of_task(replace(known, outcomes=(of_another_day,)), "ii-2-1")
    assert event["DTSTAMP"].dt == datetime(2021, 5, 6, tzinfo=UTC)


def _told_again(outcomes: tuple[Outcome, ...] = ()) -> Archive:
    """Return two notices of the same tasks, of which the later continues II.1.1 of the earlier."""
    later = notice(LATER, Q3)
    link = Link(f"{LATER}#II.1.1", f"{ID}#II.1.1", 1.0, (), "confirmed")
    known = replace(archive(notice(), later), links=(link,), outcomes=outcomes)
    return replace(known, threads=threads_of(known.tasks, known.links))


def test_a_task_carried_on_says_so_and_its_event_grows_the_later_step_has_its_own() -> None:
    before, after = of_task(archive(), "ii-1-1"), of_task(_told_again(), "ii-1-1")
    assert before["UID"] == after["UID"]
    assert before["DTSTART"].dt == after["DTSTART"].dt
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert str(after["SUMMARY"]).startswith("Đã chuyển tiếp: Triển khai thực hiện")
    assert "Được tiếp nối: ở thông báo ngày 02/7/2021" in str(after["DESCRIPTION"])
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == datetime(2021, 7, 2, tzinfo=UTC)
    assert "STATUS" not in after
    (step,) = [
        event
        for event in events(calendar_text(select(_told_again()), NAME))
        if str(event["UID"]).startswith(f"{LATER}-nv-ii-1-1@")
    ]
    assert str(step["SUMMARY"]).startswith("Hạn: ")
    assert step["SEQUENCE"] == 0


@pytest.mark.parametrize(
    ("status", "title"), [("hoan-thanh", "Đã hoàn thành ngày"), ("tam-dung", "Đã chuyển tiếp: ")]
)
def test_what_closes_a_task_tells_more_than_that_it_was_carried_on(status: str, title: str) -> None:
    stated = Outcome(f"{ID}#II.1.1", status, date(2021, 6, 1), "45/QĐ-SKHCN")
    event = of_task(_told_again((stated,)), "ii-1-1")
    assert str(event["SUMMARY"]).startswith(title)
    assert event["SEQUENCE"] == 2


def test_as_known_on_a_day_a_task_is_not_yet_carried_on() -> None:
    chosen = select(_told_again(), as_of=date(2021, 7, 1))
    assert "Đã chuyển tiếp" not in calendar_text(chosen, NAME)


def test_the_calendar_of_a_successor_holds_what_its_predecessors_left() -> None:
    heir = Unit("phong-moi", "Phòng Mới")
    between = Unit("phong-giua", "Phòng Giữa", successors=(heir.id,))
    old = replace(RESEARCH, successors=(between.id,))
    known = replace(archive(), units=(old, between, heir, OFFICE))
    uids = {
        unit.id: {
            event["UID"] for event in events(calendar_text(select(known, unit_id=unit.id), ""))
        }
        for unit in known.units
    }
    assert uids[heir.id] == uids[between.id] == uids[old.id]
    assert len(uids[heir.id]) == 3
    assert uids[OFFICE.id] != uids[heir.id]


def test_two_bodies_with_a_notice_of_one_name_have_events_of_their_own() -> None:
    other = archive(replace(notice(), issuer="Sở Mẫu"))
    ours = {event["UID"] for event in events(calendar_text(select(archive()), NAME))}
    theirs = {event["UID"] for event in events(calendar_text(select(other), NAME))}
    assert len(ours) == len(theirs) == 4
    assert not ours & theirs


def test_the_page_is_a_url_where_the_site_is_known() -> None:
    (first, *_) = events(calendar_text(select(archive()), NAME, "https://noi-bo.example/kl/"))
    assert first["URL"] == f"https://noi-bo.example/kl/thong-bao/2021/{ID}/#nv-i-1"
    assert "URL" not in events(calendar_text(select(archive()), NAME))[0]


def test_the_calendar_of_a_unit_has_the_units_tasks() -> None:
    chosen = select(archive(), unit_id=OFFICE.id)
    content = Calendar.from_ical(exported(chosen, "tasks", "ics"))
    assert len(content.walk("VEVENT")) == 2
    assert content["X-WR-CALNAME"] == "Thông báo kết luận: Văn phòng Sở"
    assert "METHOD" not in content


def _monthly(text: str, period: str) -> Archive:
    limit = Deadline(0, len(text), text, "recurring")
    task = Task(f"{ID}#1", ID, "1", "1.", text, 0, 1, deadlines=(limit,))
    return archive(replace(notice(), tasks=(replace(task, period=Period.parse(period)),)))


@pytest.mark.parametrize(
    ("text", "period", "days"),
    [
        ("trước ngày 25 hằng tháng", "2021-Q2", (date(2021, 4, 25), date(2021, 6, 25))),
        ("định kỳ ngày 01 hàng tháng", "2021-Q2", (date(2021, 5, 1), date(2021, 6, 1))),
        ("ngày 25 hằng tháng", "2021", (date(2021, 4, 25), date(2021, 12, 25))),
        ("ngày 30 hằng tháng", "2021-Q2", None),
        ("ngày 25 hằng quý", "2021-Q2", None),
        ("hàng tháng", "2021-Q2", None),
        ("ngày 25 hằng tháng", "", None),
        ("ngày 25 hằng tháng", "2020-Q4", None),
        ("ngày 25 hằng tháng", "9999-12", (date(9999, 12, 25), date(9999, 12, 25))),
    ],
)
def test_a_recurring_limit_is_a_rule_only_where_day_and_end_are_known(
    text: str, period: str, days: tuple[date, date] | None
) -> None:
    selection = select(_monthly(text, period))
    assert monthly_days(selection.tasks[0], selection) == ((days,) if days else ())
    rules = [e for e in events(calendar_text(selection, NAME)) if "RRULE" in e]
    assert len(rules) == (1 if days else 0)
    for event in rules:
        assert event["UID"].startswith(f"{ID}-nv-1-hang-thang@")
        assert (event["DTSTART"].dt, event["RRULE"]["UNTIL"]) == (
            days and days[0],
            [days and days[1]],
        )


def test_the_last_day_of_all_has_an_event_without_an_end() -> None:
    given_notice = notice()
    endless = replace(given_notice.tasks[0], decided_due=date.max)
    event = of_task(archive(replace(given_notice, tasks=(endless,))), "i-1")
    assert event["DTSTART"].dt == date.max
    assert "DTEND" not in event


@given(archives())
def test_each_task_with_a_last_day_has_one_event_and_every_text_survives(known: Archive) -> None:
    selection = select(known)
    found = events(calendar_text(selection, NAME))
    due = [event for event in found if "RRULE" not in event]
    tasks = [task for task in known.tasks if task.due]
    assert [event["DTSTART"].dt for event in due] == [task.due for task in tasks]
    assert len({event["UID"] for event in found}) == len(found)
    for event, task in zip(due, tasks, strict=True):
        assert event["DTEND"].dt == event["DTSTART"].dt + timedelta(days=1)
        assert str(event["DESCRIPTION"]).startswith(plain(task.text))
        assert event["SEQUENCE"] == sum(
            outcome.task_id == task.id and outcome.day is not None for outcome in known.outcomes
        ) + (task.decided_due is not None)


@given(archives())
def test_lines_are_those_of_the_rfc(known: Archive) -> None:
    content = exported(select(known), "tasks", "ics")
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no character is cut
        assert b"\n" not in line
        assert b"\r" not in line


@given(st.text(st.characters(exclude_characters="\r\n", codec="utf-8")))
@example("đ" * 40)
@example("a" * 75)
@example("")
def test_folding_is_undone_by_joining(line: str) -> None:
    assert _folded(line).replace("\r\n ", "") == line


def test_a_hostile_text_stays_text() -> None:
    assert str(of_task(archive(), "ii-1-2")["DESCRIPTION"]).startswith(HOSTILE)


def test_an_outcome_without_a_day_closes_nothing() -> None:
    undated = replace(archive(), outcomes=(Outcome(f"{ID}#II.2.1", "rut", None, ""),))
    event = of_task(undated, "ii-2-1")
    assert str(event["SUMMARY"]).startswith("Hạn theo kỳ: ")
    assert event["SEQUENCE"] == 0
