"""Pages made elsewhere as pages of MkDocs, and the frame that Material puts around them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from html import escape
from typing import Final

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from ketluan.frames import ENTRIES, Filling, Frames, encoded
from ketluan.pages import Heading, Page
from ketluan.pages.page import MENU, TOP

# A build must not depend on the day on which it runs, but MkDocs wants a date for each page.
NO_DATE: Final = "1980-01-01"
_LATER: Final = (
    "later.html"  # an empty template of our part of the theme: MkDocs writes no such page
)


class GeneratedPage(MkDocsPage):
    """A page whose content and contents at the side are ready."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(page.menu or escape(page.title), file, config)
        self.update_date = NO_DATE
        self._ready = page

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Take title and description from the page; nothing is read."""
        hidden = ["navigation"] if self._ready.headings else ["navigation", "toc"]
        self.markdown = ""
        self.meta = {
            "title": self._ready.title,
            "description": self._ready.description,
            "hide": hidden,
            "template": _LATER,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the headings; there is no Markdown, and the content comes with the frame."""
        self.content = ""
        self.toc = _contents(self._ready.title, map(_toc_entry, self._ready.headings))

    def as_made(self, page: Page) -> "GeneratedPage":
        """Return `page` in this place of the menu."""
        made = copy(self)
        made._ready = page  # noqa: SLF001 - of the same class
        return made

    def filled(self, filling: Filling, entries: Sequence[AnchorLink] = ()) -> "GeneratedPage":
        """Return this page as if it had the words of `filling`, and `entries` at its side if given."""
        page = copy(self)
        if entries:
            page.toc = _contents(filling.title, entries)
        page.title = self._ready.menu or escape(filling.title)
        page.content = filling.html
        page.meta = {**self.meta, "title": filling.title, "description": filling.description}
        page.canonical_url = filling.address if self.canonical_url else None
        return page


def _contents(title: str, entries: Iterable[AnchorLink]) -> TableOfContents:
    top = AnchorLink(escape(title), TOP, 1)
    top.children = list(entries)
    return TableOfContents([top])


def _toc_entry(heading: Heading) -> AnchorLink:
    entry = AnchorLink(escape(heading.text), heading.id, heading.level)
    entry.children = [_toc_entry(child) for child in heading.children]
    return entry


def menu_files(config: MkDocsConfig) -> Iterator[File]:
    """Yield the files of the generated pages of the menu, which are made when all else is known."""
    for address, name in MENU.items():
        yield _generated(Page(address, name, "", ""), config).file


def _generated(page: Page, config: MkDocsConfig) -> GeneratedPage:
    """Return `page` as MkDocs has it; no folder holds its file."""
    path = f"{page.address[1:]}index.md"
    file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.edit_uri = page.source or None
    return GeneratedPage(page, file, config)


class Framing:
    """Puts Material's frame around pages, once MkDocs knows its menu and templates."""

    def __init__(
        self, env: Environment, nav: Navigation, files: Files, config: MkDocsConfig
    ) -> None:
        self._env, self._nav, self._config = env, nav, config
        self._shown = tuple(files.documentation_pages())
        self._menu = {page.url: page for page in nav.pages}
        self._frames = Frames()
        self._written: dict[Heading, str] = {}
        self._places: dict[str, tuple[int, str, MkDocsPage | None]] = {}

    @cached_property
    def _folders(self) -> set[str]:
        """All folders in which a page of the menu stands: a link into one is shorter from within."""
        return {folder for url in self._menu for folder in _folders(url)}

    def key(self, page: Page) -> str:
        """Return what tells the frame of `page`, empty where it has one of its own."""
        if page.menu:
            return ""
        outline = self._filling(page, "", [heading.id for heading in page.headings])
        frame = self._frames.key(self._shape(page), outline, self._whole(page))
        # Of the address of the site a frame tells only whether it is known.
        return f"{frame} {self._config.site_url}" if frame else ""

    def framed(self, page: Page, html: str) -> tuple[bytes, bool]:
        """Return `page` with its body `html` in its frame, and whether `key` tells that frame."""
        whole = self._whole(page)
        if page.menu:
            return encoded(whole(self._filling(page, html, ()))), False
        return self._frames.page(
            self._shape(page), self._filling(page, html, self._entries(page)), whole
        )

    def content(self, page: Page) -> bytes:
        """Return the file of `page` alone, as the build writes it; also after the build."""
        return self.framed(page, page.html)[0]

    def _filling(self, page: Page, html: str, entries: Iterable[str]) -> Filling:
        site = self._config.site_url or ""
        address = f"{site.rstrip('/')}{page.address}" if site else ""
        return Filling(page.title, page.description, address, html, tuple(entries))

    def _shape(self, page: Page) -> Hashable:
        url = page.address[1:]
        folder = url[:-1].rpartition("/")[0]
        if not folder or url[:-1] in self._folders:  # it stands otherwise than those beside it
            folder = url
        if folder not in self._places:
            nearest = max(set(_folders(url)) & self._folders, key=len)
            self._places[folder] = url.count("/"), nearest, self._parent(page)
        depth, nearest, parent = self._places[folder]
        has_own = self._config.edit_uri or self._config.edit_uri_template  # a link to its source
        source = page.source if has_own else ""
        return depth, nearest, parent and parent.url, parent and parent.title == page.title, source

    def _parent(self, page: Page) -> MkDocsPage | None:
        """Return the list to which the page belongs, so that the menu shows where one is."""
        return self._menu.get(page.address[1:].split("/", 1)[0] + "/")

    def _entries(self, page: Page) -> tuple[str, ...]:
        """Return the contents at the side of `page` as the theme writes them."""
        return tuple(map(self._entry, page.headings))

    def _entry(self, heading: Heading) -> str:
        """Return an entry at the side; one such as `Kết quả` stands on many pages."""
        if heading not in self._written:
            self._written[heading] = self._as_written(_toc_entry(heading))
        return self._written[heading]

    def _as_written(self, entry: AnchorLink) -> str:
        template = self._env.get_template("partials/toc-item.html")
        return template.render({**self._values(None), "toc_item": entry})

    def _whole(self, page: Page) -> Callable[[Filling], str]:
        """Return what gives the whole page for a filling, as the theme makes it."""

        def whole(filling: Filling) -> str:
            blank = self._blank(page)
            if filling.contents != ENTRIES:
                return self._rendered(blank.filled(filling))
            both = [AnchorLink(escape(one), one, 2) for one in ENTRIES]
            found = self._rendered(blank.filled(filling, both))
            for entry, mark in zip(both, ENTRIES, strict=True):
                found = found.replace(self._as_written(entry), mark, 1)
            return found

        return whole

    def _blank(self, page: Page) -> GeneratedPage:
        """Return `page` as MkDocs has it, in its place, without its content."""
        place = self._menu.get(page.address[1:])
        if isinstance(place, GeneratedPage):
            blank = place.as_made(page)
        else:
            blank = _generated(page, self._config)
            blank.parent = self._parent(page)  # type: ignore[assignment]
        blank.read_source(self._config)
        blank.render(self._config, Files([]))
        return blank

    def _rendered(self, page: GeneratedPage) -> str:
        place = self._menu.get(page.url)
        here = (page, place) if place else (page,)  # the menu knows its own page only
        for one in here:
            one.active = True
        try:
            return self._env.get_template("main.html").render(self._values(page))
        finally:
            for one in here:
                one.active = False

    def _values(self, page: MkDocsPage | None) -> dict[str, object]:
        return dict(get_context(self._nav, self._shown, self._config, page))


def _folders(url: str) -> Iterator[str]:
    """Yield the folders in which `url` stands, the outermost first."""
    names = url.split("/")[:-1]
    yield from ("/".join(names[:length]) for length in range(len(names) + 1))
