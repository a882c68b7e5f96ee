"""Whether every link of the generated pages leads somewhere.

Pages are many and are made in several processes, so each gives its ends alone: marks of what can be
led to, and of where its links lead. Only where a mark is missing is a page read again.
"""

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from typing import Final, NamedTuple

from ketluan.model import Problem
from ketluan.pages.linked import Linked, linked
from ketluan.pages.page import Page

_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_KEPT: Final = 1 << 14  # links whose ends are known, in a process; each has some 500 bytes
_MARK: Final = (
    8  # bytes: among a million links one in a hundred thousand archives is taken for another
)


class Ends(NamedTuple):
    """The two ends of the links of a page, each a row of marks: what can be led to, what is led to."""

    anchors: bytes = b""
    links: bytes = b""


def ends_of(address: str, page: Linked, others: Container[str] = ()) -> Ends:
    """Return the ends of the page at `address`; links to `others`, made elsewhere, count as good."""
    here = [address, *(f"{address}#{unescape(one)}" for one in page.ids)]
    there = dict.fromkeys(one.mark for one in _links(address, page) if one.place not in others)
    return Ends(b"".join(map(_mark, here)), b"".join(there))


def file_end(address: str) -> Ends:
    """Return the ends of a file that is no page."""
    return Ends(anchors=_mark(address))


def is_dead(ends: Ends, known: Set[int]) -> bool:
    """Tell whether a link of a page leads to nothing that is `known` (`marks_of`)."""
    return not known >= marks_of(ends.links)


def marks_of(row: bytes) -> frozenset[int]:
    """Return the marks in a row of an `Ends`."""
    return frozenset(memoryview(row).cast("Q"))


def describe_dead(
    address: str, source: str, html: str, ends: Ends, known: Set[int]
) -> Iterator[Problem]:
    """Yield a problem for each dead link of the page at `address`; `html` may be in its frame."""
    own = marks_of(ends.links)
    for link in _links(address, linked(html, address)):
        (mark,) = marks_of(link.mark)
        if mark not in own or mark in known:
            continue
        cause = f"không có trang {link.place}"
        if not link.place:
            cause = "dẫn ra ngoài trang web"
        elif known >= marks_of(_mark(link.place)):
            cause = f"trang {link.place} không có mỏ neo #{link.target.partition('#')[2]}"
        message = f"liên kết hỏng {link.text!r} trên trang {address}: {cause}"
        yield Problem(source or address, 1, "dead-link", message)


def doubles(address: str, source: str, ids: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each of the `ids` of a page that two of its elements have."""
    if len(ids) == len(set(ids)):
        return
    for double in sorted({found for found in ids if ids.count(found) > 1}):
        message = f"hai phần tử cùng mã {double!r} trên một trang; đánh lại số nhiệm vụ"
        yield Problem(source or address, 1, "anchor-collision", message)


def same_address(address: str, source: str) -> Problem:
    """Return the problem of two pages or files at one address."""
    message = f"hai trang cùng địa chỉ {address}; đổi mã định danh của một trang"
    return Problem(source or address, 1, "address-collision", message)


def dead_links(pages: Iterable[Page], other_addresses: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Return a problem for each link of `pages` whose page or anchor does not exist.

    `other_addresses` are those of pages and files made elsewhere; their anchors are not checked.
    Two pages at one address, and two elements with one id, are problems as well.
    """
    others = frozenset(other_addresses)
    shown = [(page, page.linked()) for page in pages]
    ends = [ends_of(page.address, one, others) for page, one in shown]
    known: set[int] = set().union(*(marks_of(one.anchors) for one in ends))
    found: list[Problem] = []
    seen: set[str] = set()
    for page, one in shown:
        if page.address in seen:
            found.append(same_address(page.address, page.source))
        seen.add(page.address)
        found += doubles(page.address, page.source, one.ids)
    for (page, one), its_ends in zip(shown, ends, strict=True):
        found += describe_dead(page.address, page.source, one.html, its_ends, known)
    return tuple(found)


class _Link(NamedTuple):
    """A link as it is written, the place it leads to, that with its fragment, and the mark of that.

    One that leads out of the site has no place.
    """

    text: str
    place: str
    target: str
    mark: bytes


def _links(address: str, page: Linked) -> Iterator[_Link]:
    # From the top of the site a link leads to the same place on all pages.
    return (_link(one, "" if one.startswith("/") else address) for one in page.links)


@lru_cache(maxsize=_KEPT)
def _link(written: str, address: str) -> _Link:
    link = unescape(written)
    if _ELSEWHERE.match(link):
        return _Link(link, "", link, _mark(link))
    path, _, fragment = link.partition("#")
    place = _resolved(path.partition("?")[0], address)
    target = f"{place}#{fragment}" if fragment else place
    return _Link(link, place, target, _mark(target))


def _resolved(path: str, address: str) -> str:
    if not path:
        return address
    if path.startswith("/") and "//" not in path and "/." not in path:  # as templates write
        return path
    joined = posixpath.normpath(posixpath.join(address, path))
    return joined + "/" if path.endswith("/") and joined != "/" else joined


def _mark(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=_MARK).digest()
