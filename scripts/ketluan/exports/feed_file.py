"""Tasks as a feed, the newest notice first; days are those of the notices and outcomes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from ketluan.addresses import relative, task_address
from ketluan.as_of import notice_day
from ketluan.exports.atom_file import Feed, FeedEntry, atom_text
from ketluan.exports.rows import unit_list
from ketluan.exports.selecting import Selection
from ketluan.exports.task_words import EPOCH, last_stated, task_facts, task_line, task_path
from ketluan.model import Task

ENTRIES: Final = 200  # after so many the feed ends, but never inside a notice


def feed_text(
    selection: Selection, title: str, address: str, site_url: str = "", page: str = "/"
) -> str:
    """Return the feed of the selected tasks that lies at `address` and belongs to the page `page`.

    Links are relative to the feed where `site_url` is not known, so that a site in any folder works.
    """
    tasks = newest(selection)
    feed = feed_of(tasks, selection, title, address, site_url, page)
    return atom_text(feed, feed_entries(tasks, selection, address, site_url))


def feed_of(
    tasks: Sequence[Task],
    selection: Selection,
    title: str,
    address: str,
    site_url: str = "",
    page: str = "/",
) -> Feed:
    """Return what a feed of `tasks` tells beside its entries."""
    issuers = [selection.notices[task.notice_id].issuer for task in tasks]
    return Feed(
        path=address,
        title=title,
        author=next((issuer for issuer in issuers if issuer), title),
        updated=max((last_stated(task, selection) for task in tasks), default=EPOCH),
        own=_target(address, address, site_url),
        page=_target(page, address, site_url),
    )


def feed_entries(
    tasks: Iterable[Task], selection: Selection, address: str, site_url: str = ""
) -> Iterator[FeedEntry]:
    """Yield the entries of `tasks` in the feed that lies at `address`."""
    for task in tasks:
        yield _entry(task, selection, _target(task_address(task.id), address, site_url))


def newest(selection: Selection) -> tuple[Task, ...]:
    """Return the tasks of the newest notices, whole notices until there are `ENTRIES` or more."""
    found: list[Task] = []
    for _, tasks in groupby(reversed(selection.tasks), attrgetter("notice_id")):
        if len(found) >= ENTRIES:
            break
        found += reversed([*tasks])
    return tuple(found)


def _entry(task: Task, selection: Selection, link: str) -> FeedEntry:
    notice = selection.notices[task.notice_id]
    return FeedEntry(
        path=task_path(task, selection),
        title=task_line(task),
        published=notice_day(notice) or EPOCH,
        updated=last_stated(task, selection),
        link=link,
        content="\n".join((task.text, "", *task_facts(task, selection))),
        author=notice.issuer,
        categories=unit_list((*task.lead_units, *task.coordinating_units), selection),
    )


def _target(target: str, address: str, site_url: str) -> str:
    if site_url:
        return site_url.rstrip("/") + target
    folder = address.rpartition("/")[0] + "/"
    return relative(target, folder)
