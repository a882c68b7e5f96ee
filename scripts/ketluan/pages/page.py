"""A page of the site as a plain value, and the one way from a template to HTML."""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from ketluan.addresses import (
    AUDIT,
    DEADLINES,
    DOCUMENTS,
    HOME,
    NOTICES,
    PERIODS,
    SEARCH,
    TASKS,
    UNITS,
)
from ketluan.compiled import Templates, compiled_templates
from ketluan.pages.linked import Linked, linked

# What stands on many pages: macros that are filters of all templates, and where each of them is.
_ONCE: Final = {
    "card_head": "macros.html",
    "card_foot": "macros.html",
    "duties": "macros.html",
    "links": "macros.html",
    "sign": "macros.html",
    "certainty": "signs.html",
    "cell": "audit_macros.html",
    "tallies": "signs.html",
    "year_matrix": "audit_macros.html",
}
_KEPT: Final = 50_000  # values of each, in a process; a card has some 2 kB, all else less
ALL: Final = slice(None)  # of the things that have pages
TOP: Final = "noi-dung"  # the id of every page's main heading, the target of "skip to content"


# The pages of the menu, and what they are called there.
MENU: Final = {
    HOME: "Trang chủ",
    NOTICES: "Thông báo",
    UNITS: "Đơn vị",
    DOCUMENTS: "Văn bản",
    PERIODS: "Kỳ",
    TASKS: "Nhiệm vụ",
    DEADLINES: "Thời hạn",
    AUDIT: "Kiểm toán",
    SEARCH: "Tìm kiếm",
}


class Heading(NamedTuple):
    """An entry of the contents at the side of a page; `level` is 2 for a section."""

    id: str
    text: str
    level: int = 2
    children: tuple["Heading", ...] = ()


class Body(NamedTuple):
    """What the body of a page is made of: a template, and ready values for it, which decide its HTML."""

    template: str
    address: str
    values: Mapping[str, object]

    def linked(self) -> Linked:
        """Return the HTML, with links relative to `address`."""
        template = _environment().get_template(self.template)
        html = template.render(top=TOP, address=self.address, **self.values)
        return linked(html, self.address)

    def html(self) -> str:
        """Return the HTML alone."""
        return self.linked().html


@dataclass(frozen=True, slots=True)
class Page:
    """One page; its links are relative to `address`.

    `title` is plain text. `source` is the file that the page shows, relative to the archive's folder,
    where there is one.
    """

    address: str
    title: str
    description: str
    body: Body | str
    headings: tuple[Heading, ...] = ()
    source: str = ""

    @property
    def menu(self) -> str:
        """The short name in the menu, empty for a page outside it."""
        return MENU.get(self.address, "")

    @property
    def html(self) -> str:
        """The whole body, made anew each time it is asked for."""
        return self.linked().html

    def linked(self) -> Linked:
        """Return the whole body, made anew each time, with its links and ids."""
        if isinstance(self.body, str):
            return linked(self.body, self.address)._replace(html=self.body)
        return self.body.linked()

    def markdown(self) -> str:
        """Return the page as Markdown that any generator reads: front matter, one HTML block.

        The block has no blank line, so that no dialect of Markdown looks inside it.
        """
        meta = {"title": self.title, "description": self.description}
        front = "".join(f"{key}: {_quoted(value)}\n" for key, value in meta.items())
        return f"---\n{front}---\n<div>\n{_without_blank_lines(self.html)}\n</div>\n"


@dataclass(frozen=True, slots=True)
class Later:
    """A page to come, for which it is told sooner what decides it than what it shows.

    `key` is the digest of whatever title, description, headings and body may depend on (mostly of
    `Origins.of`), empty where nothing tells that but the page itself. It has title, description and
    body, and headings if `has_headings`.
    """

    address: str
    key: str
    make: Callable[[], Page]
    has_headings: bool = True
    source: str = ""

    @property
    def outline(self) -> Page:
        """A page of the same shape, without what makes it this one."""
        headings = (Heading(TOP, TOP),) if self.has_headings else ()
        return Page(self.address, TOP, TOP, "", headings, self.source)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pages to come that are told together, sooner than one by one.

    `key` is the digest of everything that decides which pages they are and the key of each, empty where
    nothing tells that.
    """

    key: str
    pages: Callable[[], Iterable[Later]]


def _quoted(text: str) -> str:
    """Return `text` as a double-quoted scalar, which YAML shares with JSON."""
    return json.dumps(text, ensure_ascii=False)


def _without_blank_lines(html: str) -> str:
    return re.sub(r"\n\s*\n", "\n", html.strip())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Templates(
        loader=PackageLoader("ketluan.pages"),
        auto_reload=False,
        bytecode_cache=compiled_templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {name: _made_once(made, name) for name in _ONCE}
    return made


def _made_once(environment: Environment, macro: str) -> Callable[..., str]:
    """Return what gives the HTML of `macro`: the same on each page, as links are made relative later."""

    @cache
    def found() -> Callable[..., str]:
        called: Callable[..., str] = getattr(environment.get_template(_ONCE[macro]).module, macro)
        return called

    @lru_cache(maxsize=_KEPT)
    def made(*values: Hashable) -> str:
        return found()(*values)

    return made


def forget_cards() -> None:
    """Keep no card any longer, nor what is in it: a program that builds again would hold them all."""
    for name in _ONCE:
        _environment().filters[name].cache_clear()


def rendered(template: str, address: str, **values: object) -> Body:
    """Return the body of the page at `address`, to be made by `template` from ready values.

    Templates write addresses from the top of the site; in the HTML they are relative links.
    """
    return Body(template, address, values)
