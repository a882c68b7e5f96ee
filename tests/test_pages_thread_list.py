"""The list of all threads of several steps: first and last step, state, by year where it is long."""

from dataclasses import replace
from datetime import date

from ketluan.addresses import THREADS
from ketluan.linking import threads_of
from ketluan.model import Archive, Link, Outcome, Period, Thread
from ketluan.pages import dead_links, site_pages
from ketluan.pages.catalogue import catalogue
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.page import Page
from ketluan.pages.tasks import task_views
from ketluan.pages.thread_list import thread_list_pages
from page_words import words_of
from pages_archive import archive, notice

FIRST, LATER = "2021-03-29-hop", "2022-03-29-hop"


def told_again(*outcomes: Outcome) -> Archive:
    """Return an archive in which a later notice takes up the task II.1.1 of an earlier one."""
    known = archive(notice(FIRST, Period("2021-Q2")), notice(LATER, Period("2022-Q2")))
    link = Link(f"{LATER}#II.1.1", f"{FIRST}#II.1.1", 1.0, (), "confirmed")
    threads = threads_of(known.tasks, (link,))
    return replace(known, links=(link,), threads=threads, outcomes=outcomes)


def pages_of(known: Archive) -> dict[str, Page]:
    held = catalogue(known)
    return {page.address: page.make() for page in thread_list_pages(held, task_views(held))}


def test_a_row_tells_steps_days_units_and_how_it_stands() -> None:
    html = pages_of(told_again())[THREADS].html
    words = words_of(html)
    assert "2 bước bước đầu II.1.1 ngày 29/3/2021 bước cuối II.1.1 ngày 29/3/2022 chủ trì" in words
    assert html.count("<li data-don_vi=") == 1
    assert 'href="../2021-03-29-hop/ii-1-1/"' in html
    closed = Outcome(f"{LATER}#II.1.1", "hoan-thanh", date(2022, 5, 1), "9/BB")
    assert "Đã hoàn thành" not in words
    assert "Đã hoàn thành" in words_of(pages_of(told_again(closed))[THREADS].html)


def test_without_a_thread_the_list_says_so() -> None:
    assert "Chưa có nhiệm vụ nào" in words_of(pages_of(archive())[THREADS].html)


def test_tasks_and_home_lead_to_the_list_and_no_link_is_dead() -> None:
    known = told_again()
    pages = {page.address: page for page in site_pages(known, date(2022, 4, 1))}
    assert 'href="qua-trinh/"' in pages["/nhiem-vu/"].html
    assert 'href="nhiem-vu/qua-trinh/"' in pages["/"].html
    assert [
        problem for problem in dead_links(pages.values(), ()) if "qua-trinh" in problem.path
    ] == []


def test_a_long_list_is_cut_by_the_year_of_the_first_step() -> None:
    known = told_again()
    (long,) = [one for one in known.threads if len(one.steps) > 1]
    other = next(one for one in known.threads if one.id.startswith(LATER))
    later = Thread(other.id, (other.id, long.steps[-1]), ())
    known = replace(known, threads=(*([long] * LIST_LIMIT), later))
    pages = pages_of(known)
    assert list(pages) == [THREADS, f"{THREADS}2022/", f"{THREADS}2021/"]
    counts = [page.html.count("<li data-don_vi=") for page in pages.values()]
    assert counts == [1, 1, LIST_LIMIT]
    for page in pages.values():
        assert ">2021</a>" in page.html
        assert page.title.startswith("Nhiệm vụ qua nhiều kỳ, bắt đầu năm 20")
