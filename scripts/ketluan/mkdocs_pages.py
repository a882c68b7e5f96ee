"""Pages made elsewhere as pages of MkDocs, and the frame that Material puts around them."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from html import escape
from typing import Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from ketluan.frames import ENTRIES, Filling, Frames
from ketluan.pages import Heading, Page
from ketluan.pages.links import anchors
from ketluan.pages.page import TOP

_FRAMED: Final = "framed.html"  # the template of our part of the theme that calls `framed`


class GeneratedPage(MkDocsPage):
    """A page whose content, contents at the side and anchors are ready."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(page.menu or escape(page.title), file, config)
        self._ready = page

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Take title and description from the page; nothing is read."""
        hidden = ["navigation"] if self._ready.headings else ["navigation", "toc"]
        self.markdown = ""
        self.meta = {
            "title": self._ready.title,
            "description": self._ready.description,
            "hide": hidden,
            "template": _FRAMED,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Take the ready HTML; no Markdown is involved."""
        self.content = self._ready.html
        self.present_anchor_ids = set(anchors(self._ready))
        top = AnchorLink(escape(self._ready.title), TOP, 1)
        top.children = [_toc_entry(heading) for heading in self._ready.headings]
        self.toc = TableOfContents([top])

    @property
    def is_leaf(self) -> bool:
        """Whether the page is in no menu, so that its frame knows nothing else of it."""
        return not self._ready.menu

    def filling(self, entries: Iterable[str]) -> Filling:
        """Return what the frame is filled with; `entries` are the contents at the side."""
        ready = self._ready
        address = self.canonical_url or ""
        return Filling(ready.title, ready.description, address, ready.html, tuple(entries))

    def filled(self, filling: Filling, entries: Sequence[AnchorLink] = ()) -> "GeneratedPage":
        """Return this page as if it had the words of `filling`, and `entries` at its side if given."""
        page = copy(self)
        if entries:
            top = AnchorLink(escape(filling.title), TOP, 1)
            top.children = list(entries)
            page.toc = TableOfContents([top])
        page.title, page.content = escape(filling.title), filling.html
        page.meta = {**self.meta, "title": filling.title, "description": filling.description}
        page.canonical_url = filling.address if self.canonical_url else None
        return page


def _toc_entry(heading: Heading) -> AnchorLink:
    entry = AnchorLink(escape(heading.text), heading.id, heading.level)
    entry.children = [_toc_entry(child) for child in heading.children]
    return entry


def frame_pages(env: Environment, files: Files) -> None:
    """Give the template of generated pages its one word, `framed`."""
    menu = (file for file in files.documentation_pages() if _is_in_menu(file.page))
    framing = _Framing(env, Frames(), {folder for file in menu for folder in _folders(file.url)})

    @pass_context
    def framed(context: Context) -> str:
        return framing.page(context)

    env.globals["framed"] = framed


def _is_in_menu(page: MkDocsPage | None) -> bool:
    return page is not None and not (isinstance(page, GeneratedPage) and page.is_leaf)


def _folders(url: str) -> Iterator[str]:
    """Yield the folders in which `url` stands, the outermost first."""
    names = url.split("/")[:-1]
    yield from ("/".join(names[:length]) for length in range(len(names) + 1))


@dataclass(frozen=True, slots=True)
class _Framing:
    """The frames of generated pages. `folders` are all in which a page of the menu stands."""

    env: Environment
    frames: Frames
    folders: set[str]

    def page(self, context: Context) -> str:
        """Return the page of a template's `context`."""
        values = dict(context.get_all())
        page: GeneratedPage = values["page"]
        theirs = self.env.get_template("main.html")
        if not page.is_leaf:
            return theirs.render(values)
        entry = self.env.get_template("partials/toc-item.html")

        def entries(links: Iterable[AnchorLink]) -> tuple[str, ...]:
            return tuple(entry.render({**values, "toc_item": link}) for link in links)

        def whole(filling: Filling) -> str:
            if filling.contents != ENTRIES:
                return theirs.render({**values, "page": page.filled(filling)})
            both = tuple(AnchorLink(escape(one), one, 2) for one in ENTRIES)
            found = theirs.render({**values, "page": page.filled(filling, both)})
            for shown, mark in zip(entries(both), ENTRIES, strict=True):
                found = found.replace(shown, mark, 1)
            return found

        # Relative links into a folder of the menu are shorter from within.
        inside = max(set(_folders(page.url)) & self.folders, key=len)
        named = page.parent is not None and page.parent.title == page.meta["title"]
        shape = (
            page.url.count("/"),
            inside,
            id(page.parent),
            named,
            not page.toc.items[0].children,
        )
        return self.frames.page(shape, page.filling(entries(page.toc.items[0].children)), whole)
