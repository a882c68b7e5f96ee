"""Pages made elsewhere as pages of MkDocs, and how Material shows them."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from html import escape
from typing import Final

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from ketluan.frames import Filling
from ketluan.framing import Menu, parent_of
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

    def filled(self, filling: Filling, headings: Iterable[Heading]) -> "GeneratedPage":
        """Return this page as if it had the words of `filling`, and `headings` at its side."""
        page = copy(self)
        page.toc = _contents(filling.title, map(_toc_entry, headings))
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


class MaterialTheme:
    """Shows pages as the theme does, once MkDocs knows its menu and templates."""

    def __init__(
        self, env: Environment, nav: Navigation, files: Files, config: MkDocsConfig
    ) -> None:
        self._env, self._nav, self._config = env, nav, config
        self._shown = tuple(files.documentation_pages())
        self._menu = {page.url: page for page in nav.pages}

    @property
    def menu(self) -> Menu:
        """What of it decides the shape of a page."""
        has_own = bool(self._config.edit_uri or self._config.edit_uri_template)
        titles = {url: str(page.title) for url, page in self._menu.items()}
        return Menu(titles, self._config.site_url or "", has_own)

    def page(self, page: Page, filling: Filling, headings: Sequence[Heading]) -> str:
        """Return the file of `page` with the words of `filling` and `headings` at its side."""
        shown = self._blank(page).filled(filling, headings)
        place = self._menu.get(shown.url)
        here = (shown, place) if place else (shown,)  # the menu knows its own page only
        for one in here:
            one.active = True
        try:
            return self._env.get_template("main.html").render(self._values(shown))
        finally:
            for one in here:
                one.active = False

    def entry(self, heading: Heading) -> str:
        """Return the entry of `heading` in the contents at the side."""
        template = self._env.get_template("partials/toc-item.html")
        return template.render({**self._values(None), "toc_item": _toc_entry(heading)})

    def _blank(self, page: Page) -> GeneratedPage:
        """Return `page` as MkDocs has it, in its place, without its content."""
        place = self._menu.get(page.address[1:])
        if isinstance(place, GeneratedPage):
            blank = place.as_made(page)
        else:
            blank = _generated(page, self._config)
            blank.parent = self._menu.get(parent_of(page.address))  # type: ignore[assignment]
        blank.read_source(self._config)
        blank.render(self._config, Files([]))
        return blank

    def _values(self, page: MkDocsPage | None) -> dict[str, object]:
        return dict(get_context(self._nav, self._shown, self._config, page))
