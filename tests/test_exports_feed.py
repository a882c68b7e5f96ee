"""Atom feeds: valid by RFC 4287, stable ids, every text whole."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given
from lxml import etree

from export_archives import archives
from ketluan.exports import exported, feed_address, select
from ketluan.exports.feed_file import ENTRIES, feed_text, newest
from ketluan.exports.tables import xml_text
from ketluan.model import Archive, Period
from pages_archive import HOSTILE, ID, OFFICE, PLAN_TASK, archive, notice

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = "2021-07-02-giao-ban-quy-ii"
ADDRESS = "/tin/tat-ca.xml"


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def words(element: etree._Element, name: str) -> list[str]:
    return [found.text or "" for found in element.findall(f"{ATOM}{name}")]


def check_feed(feed: etree._Element) -> None:
    """Hold the feed to what RFC 4287 (4.1.1, 4.1.2) asks of feeds and entries."""
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(words(element, name)) == 1
        assert words(element, "id")[0].startswith("tag:ketluan.invalid,2026:")
        assert words(element, "id")[0].isascii()
        assert datetime.fromisoformat(words(element, "updated")[0]).tzinfo
        assert [one.get("rel") for one in element.findall(f"{ATOM}link")].count("alternate") == 1
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [words(entry, "id")[0] for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)


def test_an_entry_says_what_the_task_says() -> None:
    feed = parsed(feed_text(select(archive()), "Mọi nhiệm vụ", ADDRESS))
    check_feed(feed)
    entry = feed.findall(f"{ATOM}entry")[1]
    path = f"so-khoa-hoc-va-cong-nghe/{ID}/nv-ii-1-1"
    assert words(entry, "id") == [f"tag:ketluan.invalid,2026:{path}"]
    assert words(entry, "title")[0].startswith("Triển khai thực hiện Kế hoạch số 76/KH-SKHCN")
    assert words(entry, "published") == ["2021-04-02T00:00:00+07:00"]
    assert words(entry, "content")[0].startswith(PLAN_TASK)
    (category,) = entry.findall(f"{ATOM}category")
    assert category.get("term") == "Phòng Quản lý Khoa học"


def test_an_outcome_is_an_update_of_the_entry_and_of_the_feed() -> None:
    feed = parsed(feed_text(select(archive()), "Mọi nhiệm vụ", ADDRESS))
    assert words(feed, "updated") == ["2021-05-04T00:00:00+07:00"]
    updated = [words(entry, "updated")[0][:10] for entry in feed.findall(f"{ATOM}entry")]
    assert updated == ["2021-04-02", "2021-04-02", "2021-04-02", "2021-05-04"]


@pytest.mark.parametrize("base", ["http://may.example/", "http://may.example/thu-muc/"])
def test_links_lead_to_the_page_from_wherever_the_site_lies(base: str) -> None:
    feed = parsed(feed_text(select(archive()), "Mọi nhiệm vụ", ADDRESS))
    link = feed.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    found = urljoin(base + ADDRESS[1:], link.get("href") or "")
    assert found == f"{base}thong-bao/2021/{ID}/#nv-i-1"
    known = parsed(feed_text(select(archive()), "Mọi nhiệm vụ", ADDRESS, base))
    link = known.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == found


def test_the_newest_notice_comes_first() -> None:
    two = archive(notice(), notice(LATER, Period("2021-Q3")))
    assert [task.notice_id for task in newest(select(two))] == [LATER] * 4 + [ID] * 4


def test_a_long_feed_ends_behind_a_whole_notice() -> None:
    many = archive(*(notice(f"20{year}-04-02-giao-ban-quy-i") for year in range(10, 99)))
    tasks = newest(select(many))
    assert len(tasks) == ENTRIES
    assert tasks[-1].number == "II.2.1"
    assert tasks[0].notice_id.startswith("2098")


def test_the_feed_of_a_unit_is_called_by_its_name() -> None:
    chosen = select(archive(), unit_id=OFFICE.id)
    feed = parsed(exported(chosen, "tasks", "atom").decode())
    check_feed(feed)
    assert words(feed, "title") == ["Thông báo kết luận: Văn phòng Sở"]
    assert words(feed, "id")[0].endswith(feed_address(OFFICE.id))
    assert len(feed.findall(f"{ATOM}entry")) == 2


def test_an_empty_archive_has_an_empty_feed() -> None:
    feed = parsed(feed_text(select(Archive()), "Mọi nhiệm vụ", ADDRESS))
    check_feed(feed)
    assert words(feed, "updated") == ["1970-01-01T00:00:00+07:00"]


@given(archives())
def test_every_feed_is_valid_and_every_text_survives(known: Archive) -> None:
    feed = parsed(exported(select(known), "tasks", "atom").decode())
    check_feed(feed)
    contents = [words(entry, "content")[0] for entry in feed.findall(f"{ATOM}entry")]
    tasks = newest(select(known))
    assert {task.id for task in tasks} == {task.id for task in known.tasks}
    for content, task in zip(contents, tasks, strict=True):
        # XML has one line end: a return is read as one.
        assert content.startswith(xml_text(task.text).replace("\r\n", "\n").replace("\r", "\n"))


def test_a_hostile_text_stays_text() -> None:
    hostile = archive(replace(notice(), issuer=HOSTILE, subject=HOSTILE))
    text = feed_text(select(hostile), HOSTILE, ADDRESS)
    assert "<script" not in text
    assert words(parsed(text), "title") == [HOSTILE]
