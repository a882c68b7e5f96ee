"""Whether every link of the generated pages leads somewhere."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

from ketluan.model import Problem
from ketluan.pages.page import Page

_LINK: Final = re.compile(r' (?:href|action)="([^"]*)"')
_ID: Final = re.compile(r' id="([^"]*)"')
# The only links that may lead elsewhere: a document's own address, marked as such.
_OUTSIDE: Final = re.compile(
    r'<a class="kl-outside" href="https?://[^"]+" rel="noopener noreferrer">', re.IGNORECASE
)
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def anchors(page: Page) -> frozenset[str]:
    """Return the ids of the page's elements."""
    return frozenset(unescape(found) for found in _ID.findall(page.html))


def dead_links(pages: Iterable[Page], other_addresses: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Return a problem for each link of `pages` whose page or anchor does not exist.

    `other_addresses` are those of pages and files made elsewhere; their anchors are not checked.
    Two pages at one address, and two elements with one id, are problems as well.
    """
    shown = tuple(pages)
    known = {page.address: anchors(page) for page in shown}
    others = frozenset(other_addresses)
    return (
        *_doubles(shown),
        *(problem for page in shown for problem in _dead_links_of(page, known, others)),
    )


def _doubles(pages: tuple[Page, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for page in pages:
        if page.address in seen:
            message = f"hai trang cùng địa chỉ {page.address}; đổi mã định danh của một trang"
            yield Problem(page.source or page.address, 1, "address-collision", message)
        seen.add(page.address)
        ids = _ID.findall(page.html)
        for double in sorted({found for found in ids if ids.count(found) > 1}):
            message = f"hai phần tử cùng mã {double!r} trên một trang; đánh lại số nhiệm vụ"
            yield Problem(page.source or page.address, 1, "anchor-collision", message)


def _dead_links_of(
    page: Page, known: dict[str, frozenset[str]], others: frozenset[str]
) -> Iterator[Problem]:
    for link in dict.fromkeys(_LINK.findall(_OUTSIDE.sub("", page.html))):
        target = unescape(link)
        if _ELSEWHERE.match(target):
            yield _problem(page, target, "dẫn ra ngoài trang web")
            continue
        path, _, fragment = target.partition("#")
        path = path.partition("?")[0]
        address = _resolved(path, page.address)
        if address in known:
            if fragment and fragment not in known[address]:
                yield _problem(page, target, f"trang {address} không có mỏ neo #{fragment}")
        elif address not in others:
            yield _problem(page, target, f"không có trang {address}")


def _resolved(path: str, address: str) -> str:
    if not path:
        return address
    joined = posixpath.normpath(posixpath.join(address, path))
    return joined + "/" if path.endswith("/") and joined != "/" else joined


def _problem(page: Page, target: str, cause: str) -> Problem:
    message = f"liên kết hỏng {target!r} trên trang {page.address}: {cause}"
    return Problem(page.source or page.address, 1, "dead-link", message)
