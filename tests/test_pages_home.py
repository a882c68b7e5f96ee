"""The home page: what is open is told as the page of limits tells it, what is closed never as due."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from export_archives import linked_archives
from ketluan.linking import threads_of
from ketluan.model import Archive, Link, Outcome, Period
from ketluan.pages.catalogue import catalogue
from ketluan.pages.deadline_pages import deadlines_page
from ketluan.pages.home_page import home_page
from ketluan.pages.tasks import task_views
from page_words import words_of
from pages_archive import ID, archive, notice

BEFORE = date(2021, 6, 20)  # ten days before the written limit of II.1.1


def html_of(known: Archive, day: date = BEFORE) -> str:
    held = catalogue(known)
    return home_page(held, task_views(held), day).html


def coming(html: str) -> str:
    """Return the words of the list of limits that come next."""
    return words_of(html.partition('id="sap-toi"')[2].partition("</section>")[0])


def counts(html: str) -> list[int]:
    """Return the numbers of open tasks of all units: overdue, near, in time, without a limit."""
    tiles = html.partition("kl-open-tiles")[2].partition("</ul>")[0]
    return [int(number) for number in re.findall(r'data-open="[a-z-]+">(\d+)<', tiles)]


def test_an_open_task_with_a_written_limit_comes_next() -> None:
    html = html_of(archive())
    assert "II.1.1 Triển khai thực hiện Kế hoạch số 76/KH-SKHCN" in coming(html)
    assert counts(html) == [0, 3, 0, 0]


def test_a_closed_task_is_not_due() -> None:
    done = Outcome(f"{ID}#II.1.1", "hoan-thanh", date(2021, 6, 1), "BC 12")
    html = html_of(replace(archive(), outcomes=(done,)))
    assert coming(html) == ""
    assert counts(html) == [0, 3, 0, 0]


def test_a_task_carried_on_is_not_due_where_it_was() -> None:
    later = notice("2021-06-15-giao-ban", Period("2021-Q3"))
    link = Link(f"{later.id}#II.1.1", f"{ID}#II.1.1", 1.0, (), "confirmed")
    known = archive(notice(), later)
    known = replace(known, links=(link,), threads=threads_of(known.tasks, (link,)))
    assert coming(html_of(known)).count("Triển khai thực hiện Kế hoạch") == 1
    assert f"{later.id}/#nv-ii-1-1" in html_of(known)


def test_each_period_has_its_column_and_its_numbers_in_words() -> None:
    text = words_of(html_of(archive()))
    assert "Quý II/2021 4 nhiệm vụ, 3 mở" in text


def test_an_empty_archive_has_a_home_page() -> None:
    text = words_of(html_of(Archive()))
    assert "Kho chưa có thông báo nào." in text
    assert "Việc đang mở" not in text


@settings(max_examples=10)
@given(linked_archives(), st.dates(date(2021, 1, 1), date(2022, 12, 31)))
def test_home_and_the_page_of_limits_count_the_same(known: Archive, day: date) -> None:
    held = catalogue(known)
    views = task_views(held)
    figures = re.findall(
        r'data-due-figure="(?!tam-dung)[a-z-]+">(\d+)<', deadlines_page(held, views, day).html
    )
    html = home_page(held, views, day).html
    if known.notices:
        assert counts(html) == [int(number) for number in figures]
