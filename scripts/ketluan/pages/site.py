"""All pages of the site, in one function."""

from datetime import date

from ketluan.model import Archive
from ketluan.pages.audit_page import audit_pages
from ketluan.pages.catalogue import catalogue
from ketluan.pages.deadline_calendar import calendar_pages
from ketluan.pages.deadline_pages import deadlines_page
from ketluan.pages.document_list import document_list_pages
from ketluan.pages.document_pages import document_pages
from ketluan.pages.home_page import home_page
from ketluan.pages.notice_list import notice_list_pages
from ketluan.pages.notice_pages import notice_pages
from ketluan.pages.page import Page
from ketluan.pages.period_pages import period_pages, periods_page
from ketluan.pages.search_page import search_page
from ketluan.pages.task_pages import task_pages
from ketluan.pages.tasks import task_views
from ketluan.pages.thread_pages import thread_pages
from ketluan.pages.unit_pages import unit_pages, units_page


def site_pages(archive: Archive, day: date) -> tuple[Page, ...]:
    """Return every generated page: first those of the menu's beginning, then the lists' leaves.

    `day` is the one for which lists by status are made. Depends on the two alone: no clock, no order
    of a set.
    """
    known = catalogue(archive)
    views = task_views(known)
    return (
        home_page(known, views, day),
        *notice_list_pages(known),
        *notice_pages(known, views),
        units_page(known, day),
        *unit_pages(known, views, day),
        *document_list_pages(known),
        *document_pages(known, views),
        periods_page(known),
        *period_pages(known, views),
        *task_pages(known, views),
        *thread_pages(known, views),
        deadlines_page(known, views, day),
        *calendar_pages(known, views),
        *audit_pages(known, views, day),
        search_page(known),
    )
