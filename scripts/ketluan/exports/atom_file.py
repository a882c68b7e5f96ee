"""Entries as an Atom 1.0 feed (RFC 4287).

Ids are tag URIs (RFC 4151) that name no real host, days are those of what is told: the same content
gives the same feed, and a reader shows no entry twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from ketluan.exports.tables import xml_text

ATOM_TYPE: Final = "application/atom+xml"
FEED_END: Final = "</feed>\n"
_IN_QUOTES: Final = str.maketrans({'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"})
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


def atom_text(feed: Feed, entries: Iterable[FeedEntry]) -> str:
    """Return the feed as XML; characters that XML cannot hold become U+FFFD."""
    return "".join((feed_head(feed), *map(entry_text, entries), FEED_END))


def feed_head(feed: Feed) -> str:
    """Return what stands before the entries; characters that XML cannot hold become U+FFFD."""
    return _lines(_head(feed))


def entry_text(entry: FeedEntry) -> str:
    """Return an entry; characters that XML cannot hold become U+FFFD."""
    return _lines(_entry(entry))


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _head(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="{_ATOM}" xml:lang="vi">'
    yield f" {_element('id', f'{_TAG}:{feed.path}')}"
    yield f" {_element('title', feed.title)}"
    yield f" {_element('updated', _time(feed.updated))}"
    yield f" {_link('self', feed.own, ATOM_TYPE)}"
    yield f" {_link('alternate', feed.page, 'text/html')}"
    yield f" <author>\n  {_element('name', feed.author)}\n </author>"


def _entry(one: FeedEntry) -> Iterator[str]:
    yield " <entry>"
    yield f"  {_element('id', f'{_TAG}:{one.path}')}"
    yield f"  {_element('title', one.title)}"
    yield f"  {_element('published', _time(one.published))}"
    yield f"  {_element('updated', _time(one.updated))}"
    yield f"  {_link('alternate', one.link, 'text/html')}"
    if one.author:
        yield f"  <author>\n   {_element('name', one.author)}\n  </author>"
    for category in one.categories:
        yield f"  <category term={_quoted(category)} />"
    yield f"  {_element('content', one.content, 'text')}"
    yield " </entry>"


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"  # Vietnam has one time the whole year


def _element(name: str, text: str, kind: str = "") -> str:
    begin = f'{name} type="{kind}"' if kind else name
    told = escape(xml_text(text), quote=False)
    return f"<{begin}>{told}</{name}>" if told else f"<{begin} />"


def _link(rel: str, href: str, kind: str) -> str:
    return f'<link rel="{rel}" href={_quoted(href)} type="{kind}" />'


def _quoted(text: str) -> str:
    """Return the value of an attribute; line breaks and tabs would be read as blanks."""
    return f'"{escape(xml_text(text), quote=False).translate(_IN_QUOTES)}"'
