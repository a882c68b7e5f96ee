"""Puts the theme's frame around pages that are made from an archive.

What stands around a page is decided by few things (`Menu`) and is the same for all pages of one shape
(`Frames`). The theme itself is asked for a shape that nobody has met before, and for no other.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from ketluan.frames import ENTRIES, Filling, Frames
from ketluan.pages import Heading, Page


@dataclass(frozen=True, slots=True)
class Menu:
    """What of a site's menu and settings decides the shape of a page.

    `titles` are those of the pages of the menu, by their address without the first slash. `has_sources`:
    a page has a link to the file that it shows.
    """

    titles: dict[str, str]
    site_url: str
    has_sources: bool


class PageTheme(Protocol):
    """Shows whole pages, and entries of the contents at their side."""

    def page(self, page: Page, filling: Filling, headings: Sequence[Heading]) -> str:
        """Return the file of `page` with the words of `filling` and `headings` at its side."""

    def entry(self, heading: Heading) -> str:
        """Return the entry of `heading` in the contents at the side."""


class Framing:
    """Puts frames around pages; `theme` is called for a shape that is none of the `frames` yet.

    `decided_by` is the digest of all that decides every frame, empty where nobody can tell that.
    """

    def __init__(
        self, menu: Menu, theme: Callable[[], PageTheme], frames: Frames, decided_by: str = ""
    ) -> None:
        self.frames, self.decided_by = frames, decided_by
        self._menu, self._theme_of = menu, theme
        self._written: dict[Heading, str] = {}
        self._places: dict[str, tuple[int, str, str, str | None]] = {}

    @property
    def theme(self) -> PageTheme:
        """What shows whole pages."""
        return self._theme_of()

    @cached_property
    def _folders(self) -> set[str]:
        """All folders in which a page of the menu stands: a link into one is shorter from within."""
        return {folder for url in self._menu.titles for folder in _folders(url)}

    def key(self, page: Page) -> str:
        """Return what tells the frame of `page`, empty where it has one of its own."""
        outline = self._filling(page, "", [heading.id for heading in page.headings])
        frame = self.frames.key(self._shape(page), outline, self._whole(page))
        # Of the address of the site a frame tells only whether it is known.
        return f"{frame} {self._menu.site_url}" if frame else ""

    def framed(self, page: Page, html: str) -> tuple[bytes, bool]:
        """Return `page` with its body `html` in its frame, and whether `key` tells that frame."""
        filling = self._filling(page, html, map(self._entry, page.headings))
        return self.frames.page(self._shape(page), filling, self._whole(page))

    def content(self, page: Page) -> bytes:
        """Return the file of `page` alone, as the build writes it; also after the build."""
        return self.framed(page, page.html)[0]

    def _filling(self, page: Page, html: str, entries: Iterable[str]) -> Filling:
        site = self._menu.site_url
        address = f"{site.rstrip('/')}{page.address}" if site else ""
        return Filling(page.title, page.description, address, html, tuple(entries))

    def _shape(self, page: Page) -> Hashable:
        url = page.address[1:]
        folder = url[:-1].rpartition("/")[0]
        if not folder or url[:-1] in self._folders:  # it stands otherwise than those beside it
            folder = url
        if folder not in self._places:
            nearest = max(set(_folders(url)) & self._folders, key=len)
            parent = parent_of(page.address)
            self._places[folder] = url.count("/"), nearest, parent, self._menu.titles.get(parent)
        depth, nearest, parent, title = self._places[folder]
        source = page.source if self._menu.has_sources else ""
        return depth, nearest, parent, title == page.title, source, page.menu

    def _entry(self, heading: Heading) -> str:
        """Return an entry at the side; one such as `Kết quả` stands on many pages."""
        if heading not in self._written:
            inner = tuple(map(self._entry, heading.children))
            filling = Filling(heading.text, "", heading.id, "", inner)
            entry, _ = self.frames.page("entry", filling, self._whole_entry(heading))
            self._written[heading] = entry.decode()
        return self._written[heading]

    def _whole(self, page: Page) -> Callable[[Filling], str]:
        """Return what gives the whole page for a filling, as the theme makes it."""

        def whole(filling: Filling) -> str:
            theme, is_specimen = self.theme, filling.contents == ENTRIES
            found = theme.page(page, filling, _SPECIMENS if is_specimen else page.headings)
            return _marked(found, theme) if is_specimen else found

        return whole

    def _whole_entry(self, heading: Heading) -> Callable[[Filling], str]:
        """Return what gives an entry like that of `heading` for a filling, as the theme makes it."""

        def whole(filling: Filling) -> str:
            theme, is_specimen = self.theme, filling.contents == ENTRIES
            children = _SPECIMENS if is_specimen else heading.children
            found = theme.entry(Heading(filling.address, filling.title, heading.level, children))
            return _marked(found, theme) if is_specimen else found

        return whole


# Two entries at the side of a specimen: they show what stands between two.
_SPECIMENS: Final = tuple(Heading(one, one, 2) for one in ENTRIES)


def _marked(html: str, theme: PageTheme) -> str:
    """Return `html` with marks in the places of the entries of specimens."""
    for heading, mark in zip(_SPECIMENS, ENTRIES, strict=True):
        html = html.replace(theme.entry(heading), mark)
    return html


def parent_of(address: str) -> str:
    """Return the list to which a page belongs, so that the menu shows where one is."""
    return address[1:].split("/", 1)[0] + "/"


def _folders(url: str) -> Iterator[str]:
    """Yield the folders in which `url` stands, the outermost first."""
    names = url.split("/")[:-1]
    yield from ("/".join(names[:length]) for length in range(len(names) + 1))
