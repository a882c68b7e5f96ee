"""Tasks as an Atom 1.0 feed (RFC 4287), the newest notice first.

Ids are tag URIs (RFC 4151) that name no real host, days are those of the notices and outcomes: the
same archive gives the same feed, and a reader shows no entry twice.
"""

import xml.etree.ElementTree as ET  # writes only; nothing is parsed
from datetime import date
from typing import Final

from ketluan.addresses import relative, task_address
from ketluan.as_of import notice_day
from ketluan.exports.rows import unit_list
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import xml_text
from ketluan.exports.task_words import EPOCH, last_stated, task_facts, task_line, task_path
from ketluan.model import Task

_ATOM: Final = "http://www.w3.org/2005/Atom"
# RFC 2606: no host can ever have this name. The year is a part of the name, not a day of anything.
_TAG: Final = "tag:ketluan.invalid,2026"
ENTRIES: Final = 200  # after so many the feed ends, but never inside a notice


def feed_text(
    selection: Selection, title: str, address: str, site_url: str = "", page: str = "/"
) -> str:
    """Return the feed of the selected tasks that lies at `address` and belongs to the page `page`.

    Links are relative to the feed where `site_url` is not known, so that a site in any folder works.
    """
    tasks = newest(selection)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _add(feed, "id", f"{_TAG}:{address}")
    _add(feed, "title", title)
    _add(feed, "updated", _time(max((last_stated(t, selection) for t in tasks), default=EPOCH)))
    _link(feed, "self", _target(address, address, site_url), "application/atom+xml")
    _link(feed, "alternate", _target(page, address, site_url), "text/html")
    author = ET.SubElement(feed, "author")
    issuers = [selection.notices[task.notice_id].issuer for task in tasks]
    _add(author, "name", next((issuer for issuer in issuers if issuer), title))
    for task in tasks:
        _entry(feed, task, selection, _target(task_address(task.id), address, site_url))
    ET.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def newest(selection: Selection) -> tuple[Task, ...]:
    """Return the tasks of the newest notices, whole notices until there are `ENTRIES` or more."""
    by_notice: dict[str, list[Task]] = {}
    for task in selection.tasks:
        by_notice.setdefault(task.notice_id, []).append(task)
    found: list[Task] = []
    for tasks in reversed(by_notice.values()):
        if len(found) >= ENTRIES:
            break
        found += tasks
    return tuple(found)


def _entry(feed: ET.Element, task: Task, selection: Selection, link: str) -> None:
    notice = selection.notices[task.notice_id]
    day = notice_day(notice) or EPOCH
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", f"{_TAG}:{task_path(task, selection)}")
    _add(entry, "title", task_line(task))
    _add(entry, "published", _time(day))
    _add(entry, "updated", _time(last_stated(task, selection)))
    _link(entry, "alternate", link, "text/html")
    if notice.issuer:
        _add(ET.SubElement(entry, "author"), "name", notice.issuer)
    for unit in unit_list((*task.lead_units, *task.coordinating_units), selection):
        ET.SubElement(entry, "category", {"term": xml_text(unit)})
    content = "\n".join((task.text, "", *task_facts(task, selection)))
    _add(entry, "content", content).set("type", "text")


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"  # Vietnam has one time the whole year


def _target(target: str, address: str, site_url: str) -> str:
    if site_url:
        return site_url.rstrip("/") + target
    folder = address.rpartition("/")[0] + "/"
    return relative(target, folder)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = xml_text(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
