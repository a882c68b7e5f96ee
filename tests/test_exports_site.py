"""The exports on the site: one calendar and feed a unit, one feed a document, the same every day."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from conftest import DAY
from export_archives import archives
from ketluan.as_of import notice_day
from ketluan.exports import (
    TASKS_CSV,
    calendar_address,
    calendar_file,
    document_feed_address,
    exported,
    feed_address,
    select,
    site_file_parts,
    site_files,
    tasks_csv_address,
)
from ketluan.model import Archive, Unit
from ketluan.pages import site_pages
from ketluan.pages.catalogue import catalogue
from pages_archive import OFFICE, RESEARCH, archive, notice

ENTRY = "{http://www.w3.org/2005/Atom}entry"


def count(address: str, text: str) -> int:
    """Return the number of tasks in a file of the site."""
    if address.endswith(".ics"):
        return len([e for e in Calendar.from_ical(text).walk("VEVENT") if "RRULE" not in e])
    if address.endswith(".csv"):
        return len(list(csv.reader(io.StringIO(text, newline="")))) - 1
    return len(etree.fromstring(text.encode()).findall(ENTRY))


def test_each_unit_and_document_has_its_files() -> None:
    counts = {address: count(address, text) for address, text in site_files(archive())}
    assert counts == {
        "/du-lieu/nhiem-vu.csv": 4,
        "/lich/tat-ca.ics": 4,
        "/tin/tat-ca.xml": 4,
        "/du-lieu/don-vi/phong-quan-ly-khoa-hoc.csv": 3,
        "/lich/phong-quan-ly-khoa-hoc.ics": 3,
        "/tin/phong-quan-ly-khoa-hoc.xml": 3,
        "/du-lieu/don-vi/phong-ke-hoach-tai-chinh.csv": 2,
        "/lich/phong-ke-hoach-tai-chinh.ics": 2,
        "/tin/phong-ke-hoach-tai-chinh.xml": 2,
        "/du-lieu/don-vi/van-phong-so.csv": 2,
        "/lich/van-phong-so.ics": 2,
        "/tin/van-phong-so.xml": 2,
        "/tin/van-ban/76-kh-skhcn-2021.xml": 1,
        "/tin/van-ban/45-skhcn-qlkh.xml": 1,
    }


def test_the_empty_archive_has_the_files_of_the_whole() -> None:
    counts = {address: count(address, text) for address, text in site_files(Archive())}
    assert counts == {TASKS_CSV: 0, calendar_address(): 0, feed_address(): 0}


def test_a_unit_with_the_name_of_the_whole_overwrites_nothing() -> None:
    named = replace(archive(), units=(Unit("tat-ca", "Tổ Tất Ca"), RESEARCH))
    addresses = [address for address, _ in site_files(named)]
    assert len(set(addresses)) == len(addresses)
    assert calendar_address("tat-ca") != calendar_address()


def test_no_file_tells_a_status_that_changes_with_the_day() -> None:
    text = dict(site_files(archive()))[TASKS_CSV]
    assert "Trạng thái" not in text
    assert "Đã hoàn thành" in text


def test_where_the_site_is_known_links_are_whole() -> None:
    address = "https://noi-bo.example/kl"
    for name, text in site_files(archive(), address):
        if name.endswith(".ics"):
            assert f"URL:{address}/thong-bao/" in text.replace("\r\n ", "")
        if name.endswith(".xml"):
            links = re.findall(r'href="([^"]*)"', text)
            assert all(link.startswith(f"{address}/") for link in links)
            assert f'rel="self" href="{address}{name}"' in text


def test_addresses_are_those_that_were_published() -> None:
    assert calendar_address(OFFICE.id) == "/lich/van-phong-so.ics"
    assert feed_address(OFFICE.id) == "/tin/van-phong-so.xml"
    assert document_feed_address("76-kh-skhcn-2021") == "/tin/van-ban/76-kh-skhcn-2021.xml"


@settings(max_examples=40)
@given(archives())
def test_the_files_count_what_the_archive_holds(known: Archive) -> None:
    files = dict(site_files(known))
    assert count(TASKS_CSV, files[TASKS_CSV]) == len(known.tasks)
    for unit in ("", *(unit.id for unit in known.units)):
        tasks = select(known, unit_id=unit).tasks
        calendar, feed = calendar_address(unit), feed_address(unit)
        assert count(calendar, files[calendar]) == sum(task.due is not None for task in tasks)
        assert count(feed, files[feed]) == len(tasks)
        if unit:
            asked = select(known, unit_id=unit)
            assert exported(asked, "tasks", "ics").decode() == files[calendar]
            assert exported(asked, "tasks", "csv").decode() == files[tasks_csv_address(unit)]


def limits(text: str) -> list[tuple[date, str]]:
    """Return day and UID of each event of a calendar that is no rule, in order."""
    found: list[Any] = Calendar.from_ical(text).walk("VEVENT")
    return sorted(
        (event["DTSTART"].dt, str(event["UID"])) for event in found if "RRULE" not in event
    )


@settings(max_examples=40)
@given(archives(), st.integers(0, 6))
def test_calendars_begin_with_the_first_year_from_which_on_there_are_not_too_many(
    known: Archive, most: int
) -> None:
    whole = dict(site_files(known))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calendar_file, "EVENTS", most)
        files = dict(site_files(known))
    every = limits(whole[calendar_address()])
    newest = max((day.year for one in known.notices if (day := notice_day(one))), default=0)
    said = re.search(r"DESCRIPTION:Có các thời hạn từ năm (\d{4})", files[calendar_address()])
    assert bool(said) == (len(every) > most and bool(newest))
    first = int(said[1]) if said else 0
    assert first <= newest
    for unit in ("", *(unit.id for unit in known.units)):
        address = calendar_address(unit)
        expected = [one for one in limits(whole[address]) if one[0].year >= first]
        assert limits(files[address]) == expected
    held = [day.year for day, _ in every if day.year >= first]
    assert len(held) <= most or first == newest
    one_more = [day.year for day, _ in every if day.year >= first - 1]
    assert not said or len(one_more) > most


@settings(max_examples=40)
@given(archives())
def test_a_piece_of_a_calendar_tells_in_its_key_from_which_year_on_it_holds_limits(
    known: Archive,
) -> None:
    read = tuple(replace(one, digest=one.id) for one in known.notices)  # else none has a key
    known = replace(known, notices=read)
    texts: dict[tuple[str, str], str] = {}
    for most in range(4):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(calendar_file, "EVENTS", most)
            *_, calendars = site_file_parts(known, "", catalogue(known).origins)
            for address, pieces in calendars():
                for piece in pieces:
                    if piece.key:
                        assert texts.setdefault((address, piece.key), piece.text) == piece.text


def test_pages_lead_to_their_calendar_and_feed() -> None:
    pages = {page.address: page.html for page in site_pages(archive(), DAY)}
    offered = {
        "/don-vi/van-phong-so/": ("../../lich/van-phong-so.ics", "../../tin/van-phong-so.xml"),
        "/thoi-han/": ("../lich/tat-ca.ics", "../tin/tat-ca.xml"),
        "/nhiem-vu/": ("../du-lieu/nhiem-vu.csv",),
        "/van-ban/45-skhcn-qlkh/": ("../../tin/van-ban/45-skhcn-qlkh.xml",),
    }
    for address, links in offered.items():
        for link in links:
            assert f'href="{link}"' in pages[address]


def test_a_draft_without_a_day_stops_no_preview() -> None:
    undated = replace(notice("2021-04-02-giao-ban-quy-i"), id="nhap", meeting_date=None)
    tasks = tuple(
        replace(task, id=f"nhap#{task.number}", notice_id="nhap") for task in undated.tasks
    )
    known = Archive(notices=(replace(undated, tasks=tasks),))
    files = dict(site_files(known))
    assert count(feed_address(), files[feed_address()]) == 4
    assert count(calendar_address(), files[calendar_address()]) == 4
    assert select(known, as_of=date(2030, 1, 1)).tasks == ()
