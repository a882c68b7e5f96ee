"""Entries as an Atom 1.0 feed (RFC 4287).

Ids are tag URIs (RFC 4151) that name no real host, days are those of what is told: the same content
gives the same feed, and a reader shows no entry twice.
"""

import xml.etree.ElementTree as ET  # writes only; nothing is parsed
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.exports.tables import xml_text

ATOM_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
# RFC 2606: no host can ever have this name. The year is a part of the name, not a day of anything.
_TAG: Final = "tag:ketluan.invalid,2026"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: `path` is its lasting identity, `link` a page as seen from the feed."""

    path: str
    title: str
    published: date
    updated: date
    link: str
    content: str
    author: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `path` is its lasting identity; `own` and `page` lead to itself and its page."""

    path: str
    title: str
    author: str
    updated: date
    own: str
    page: str
    entries: tuple[FeedEntry, ...]


def atom_text(feed: Feed) -> str:
    """Return the feed as XML; characters that XML cannot hold become U+FFFD."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _add(root, "id", f"{_TAG}:{feed.path}")
    _add(root, "title", feed.title)
    _add(root, "updated", _time(feed.updated))
    _link(root, "self", feed.own, ATOM_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _entry(root, entry)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _entry(root: ET.Element, one: FeedEntry) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", f"{_TAG}:{one.path}")
    _add(entry, "title", one.title)
    _add(entry, "published", _time(one.published))
    _add(entry, "updated", _time(one.updated))
    _link(entry, "alternate", one.link, "text/html")
    if one.author:
        _add(ET.SubElement(entry, "author"), "name", one.author)
    for category in one.categories:
        ET.SubElement(entry, "category", {"term": xml_text(category)})
    _add(entry, "content", one.content).set("type", "text")


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"  # Vietnam has one time the whole year


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = xml_text(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
