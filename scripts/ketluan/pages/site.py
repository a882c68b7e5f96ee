"""All pages of the site, in one function."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain

from ketluan.auditing import audit_of
from ketluan.model import Archive
from ketluan.origins import no_origins
from ketluan.pages.audit_page import audit_pages
from ketluan.pages.catalogue import Catalogue, catalogue
from ketluan.pages.deadline_calendar import calendar_pages
from ketluan.pages.deadline_pages import deadlines_page
from ketluan.pages.document_list import document_list_pages
from ketluan.pages.document_pages import document_pages
from ketluan.pages.home_page import home_page
from ketluan.pages.notice_list import notice_list_pages
from ketluan.pages.notice_pages import notice_pages
from ketluan.pages.page import Bundle, Later, Page
from ketluan.pages.period_pages import period_pages, periods_page
from ketluan.pages.search_page import search_page
from ketluan.pages.static_data import DataFile, audit_data
from ketluan.pages.task_pages import task_pages
from ketluan.pages.tasks import task_views
from ketluan.pages.thread_list import thread_list_pages
from ketluan.pages.thread_pages import thread_pages
from ketluan.pages.unit_pages import unit_pages, units_page

Part = Callable[[], Iterable[Page | Later | Bundle | DataFile]]


def site_pages(archive: Archive, day: date) -> tuple[Page, ...]:
    """Return every generated page: first those of the menu's beginning, then the lists' leaves.

    `day` is the one for which lists by status are made. Depends on the two alone: no clock, no order
    of a set.
    """
    found = unbundled(site_parts(catalogue(archive, no_origins()), day))
    pages = (page for page in found if not isinstance(page, DataFile))
    return tuple(page.make() if isinstance(page, Later) else page for page in pages)


def unbundled(parts: Iterable[Part]) -> Iterator[Page | Later | DataFile]:
    """Yield what all `parts` make, one by one."""
    for one in chain.from_iterable(part() for part in parts):
        if isinstance(one, Bundle):
            yield from one.pages()
        else:
            yield one


def site_parts(known: Catalogue, day: date, *, few: bool = False) -> tuple[Part, ...]:
    """Return the makers of `site_pages` and of the audit's table, each for a process of its own.

    What most of them look at is made here: a process would make it for itself alone. Where only a `few`
    pages will be made, that is not worth while.
    """
    known.states(day)
    archive, views = known.archive, task_views(known)
    if not few:
        views = dict(views)
    return (
        lambda: (home_page(known, views, day),),
        lambda: notice_list_pages(known),
        *_each(archive.notices, 100, lambda some: notice_pages(known, views, some)),
        lambda: (units_page(known, day),),
        *_each(archive.units, 2, lambda some: unit_pages(known, views, day, some)),
        lambda: document_list_pages(known),
        *_each(archive.documents, 200, lambda some: document_pages(known, views, some)),
        lambda: (periods_page(known),),
        *_each(known.periods, 10, lambda some: period_pages(known, views, some)),
        lambda: task_pages(known, views),
        lambda: thread_list_pages(known, views),
        *_each(archive.threads, 2000, lambda some: thread_pages(known, views, some)),
        lambda: (deadlines_page(known, views, day),),
        lambda: calendar_pages(known, views),
        lambda: _audit(known, day),
        lambda: (search_page(known),),
    )


def _audit(known: Catalogue, day: date) -> Iterator[Page | Later | Bundle | DataFile]:
    """Yield all that shows the audit: in one process, so that it is made once."""
    audit = audit_of(known.states(day))
    yield audit_data(known, audit)
    yield from audit_pages(known, audit)


def _each(
    things: Sequence[object],
    at_once: int,
    pages: Callable[[slice], Iterable[Page | Later | Bundle]],
) -> Iterator[Part]:
    """Yield makers of the pages of `things`, each for some of them."""
    for begin in range(0, len(things), at_once):
        yield partial(pages, slice(begin, begin + at_once))
