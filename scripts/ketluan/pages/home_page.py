"""The home page: what the archive is, where to begin."""

from collections.abc import Mapping

from ketluan.addresses import (
    CALENDAR,
    DEADLINES,
    DOCUMENTS,
    HOME,
    NOTICES,
    PERIODS,
    SEARCH,
    TASKS,
    UNITS,
    period_address,
)
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_list import most_cited
from ketluan.pages.lists import newest_notices
from ketluan.pages.notice_list import notice_row
from ketluan.pages.page import Page, rendered
from ketluan.pages.task_pages import dated_tasks
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.thread_list import longest_threads
from ketluan.pages.unit_pages import unit_rows
from ketluan.pages.wording import count_in_words

_MOST_CITED = 7  # rows of each list on the home page: what fits beside the other without scrolling
_LATEST = 3
_DATED = 8
_THREADS = 5
_ADDRESSES = {
    "notices": NOTICES,
    "units": UNITS,
    "documents": DOCUMENTS,
    "periods": PERIODS,
    "deadlines": DEADLINES,
    "tasks": TASKS,
}


def home_page(known: Catalogue, views: Mapping[str, TaskView]) -> Page:
    """Return the home page."""
    html = rendered(
        "home.html",
        HOME,
        search=SEARCH,
        figures=_figures(known),
        latest=tuple(notice_row(notice) for notice in newest_notices(known)[:_LATEST]),
        units=unit_rows(known),
        documents=most_cited(known, _MOST_CITED),
        periods=_periods(known),
        threads=longest_threads(known, views, _THREADS),
        dated=tuple(views[task.id] for task in dated_tasks(known)[-_DATED:]),
        addresses=_ADDRESSES,
    )
    return Page(
        address=HOME,
        title="Kho lưu trữ thông báo kết luận",
        description="Tra cứu kết luận cuộc họp, nhiệm vụ được giao, thời hạn và văn bản viện dẫn.",
        html=html,
        menu="Trang chủ",
    )


def _figures(known: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Return number, word and address of the list that is counted."""
    archive = known.archive
    figures = (
        (len(archive.notices), "thông báo", NOTICES),
        (len(archive.tasks), "nhiệm vụ", TASKS),
        (len(archive.units), "đơn vị", UNITS),
        (len(archive.documents), "văn bản được viện dẫn", DOCUMENTS),
        (len(dated_tasks(known)), "nhiệm vụ có ngày hạn riêng", CALENDAR),
    )
    return tuple((count_in_words(count), word, address) for count, word, address in figures)


def _periods(known: Catalogue) -> tuple[tuple[Link, str], ...]:
    """Return the periods, the newest first, with what is known of each."""
    rows = []
    for period in reversed(known.periods):
        count = sum(task.period == period for task in known.archive.tasks)
        words = f"{count_in_words(count)} nhiệm vụ" if count else "chỉ được đánh giá"
        rows.append((Link(period.label, period_address(period.id)), words))
    return tuple(rows)
