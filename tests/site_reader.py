"""The files of a built site as a crawler sees them: pages as trees, and where a link leads."""

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

# What loads or leads: attribute by element.
LINKS = {
    "a": "href", "area": "href", "form": "action", "button": "formaction", "link": "href", "img": "src",
    "script": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data", "use": "href",
    "blockquote": "cite", "q": "cite", "video": "src", "audio": "src", "track": "src", "input": "src",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site: its address, its elements in order, and how often each id stands."""

    address: str
    elements: tuple[etree._Element, ...]
    ids: Counter[str]

    def all(self, *tags: str) -> list[etree._Element]:
        """Return the elements with one of these tags, in order."""
        return [one for one in self.elements if one.tag in tags]

    def links(self) -> Iterator[tuple[etree._Element, str]]:
        """Yield every element that loads or leads somewhere, with its target as written."""
        for one in self.elements:
            name = LINKS.get(str(one.tag), "")
            if name and name in one.attrib:
                yield one, str(one.attrib[name])


@dataclass(frozen=True, slots=True)
class Site:
    """All addresses of a site, those of folders with a page included, and its pages by address."""

    addresses: frozenset[str]
    pages: dict[str, SitePage]

    def fault_of(self, link: str, address: str) -> str:
        """Say what is wrong with a link of the page at `address` to this site; nothing is empty."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return f"leads to another host: {link}"
        target = _joined(unquote(parts.path), address)
        if target not in self.addresses:
            return f"dead link: {link}"
        page = self.pages.get(target)
        if parts.fragment and (page is None or unquote(parts.fragment) not in page.ids):
            return f"dead anchor: {link}"
        return ""


def read_page(address: str, html: bytes) -> SitePage:
    """Return the page at `address` with this content."""
    root = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    elements = tuple(root.iter("*"))
    return SitePage(
        address, elements, Counter(str(one.attrib["id"]) for one in elements if "id" in one.attrib)
    )


def read_site(folder: Path) -> Site:
    """Read every file name and every page below `folder`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = {path: f"/{path.relative_to(folder).as_posix()}" for path in files}
    pages = [
        read_page(name.removesuffix("index.html"), path.read_bytes())
        for path, name in names.items()
        if name.endswith(".html")
    ]
    addresses = frozenset(names.values()) | {page.address for page in pages}
    return Site(addresses, {page.address: page for page in pages})


def words(element: etree._Element) -> str:
    """Return the words in and below an element with single blanks."""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _joined(path: str, address: str) -> str:
    if not path:
        return address
    joined = posixpath.normpath(posixpath.join(address.rpartition("/")[0] + "/", path))
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return joined.rstrip("/") + "/" if is_folder else joined
