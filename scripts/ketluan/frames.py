"""The frame around a page, rendered once for all pages of one shape, and kept from build to build.

A theme renders hundreds of nodes around each page, of which a few lines differ from page to page. So
a specimen is rendered once for each shape, cut where its own words stand, and filled with those of
each page. Before a frame is used, what it gives is compared with what the theme gives: a shape whose
frame cannot be told, or differs in a byte, has none, and its pages are rendered one by one.

Pages are bytes here: most of a page is frame, which so is encoded once.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

# Letters that no text has: private ones around what every escaping changes in its own way.
_OPEN, _CLOSE = "\ue000", "\ue001"
HEADING: Final = "<h1"  # Material puts one where a page has none
_OPEN_BYTES: Final = _OPEN.encode()  # found much sooner among bytes than among letters
_TOLD: Final = f"{HEADING}>  &\"'"
_MARK: Final = re.compile(f"{_OPEN}([a-z])([^{_OPEN}{_CLOSE}]*){_CLOSE}")


class Filling(NamedTuple):
    """What differs between pages of one shape, as plain text but `html`.

    `contents` are the entries at the side as HTML, outermost only.
    """

    title: str
    description: str
    address: str
    html: str
    contents: tuple[str, ...]


_WORDS: Final = tuple(f"{_OPEN}{kind}{_TOLD}{_CLOSE}" for kind in "tdah")
_SPECIMEN: Final = Filling(_WORDS[0], _WORDS[1], _WORDS[2], _WORDS[3], ())
# Two entries at the side of a specimen: they show what stands between two.
_ENTRIES: Final = "m"
ENTRIES: Final = (f"{_OPEN}{_ENTRIES}{_CLOSE}", f"{_OPEN}n{_CLOSE}")


@dataclass(frozen=True, slots=True)
class Frame:
    """Constant pieces, and for each place between them what is filled in and the name of its form.

    Of entries, which have no form, it is told what stands between two of them instead.
    """

    pieces: tuple[bytes, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The digest of everything that the frame puts around a page."""
        return blake2b(repr((self.pieces, self.fields)).encode()).hexdigest()

    def filled(self, filling: Filling, html: bytes) -> bytes:
        """Return the page of `filling`, whose HTML is `html` as bytes."""
        words = {
            "t": filling.title,
            "d": filling.description,
            "a": filling.address,
            "h": filling.html,
        }
        found = [self.pieces[0]]
        for (kind, form), piece in zip(self.fields, self.pieces[1:], strict=True):
            if kind == _ENTRIES:
                filled = encoded(form.join(filling.contents))
            elif kind == "h" and form == _PLAIN:
                filled = html
            else:
                filled = encoded(_FORMS[form](words[kind]))
            found += (filled, piece)
        return b"".join(found)


def encoded(html: str) -> bytes:
    """Return a whole page as bytes; what UTF-8 cannot hold (half a surrogate pair) as a reference."""
    return html.encode("utf-8", "xmlcharrefreplace")


def _escaped(text: str) -> str:
    """Return `text` as the theme's templates escape it (Jinja's `e`)."""
    return escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def _label(text: str) -> str:
    """Return `text` as the theme's templates make a label of it (Jinja's `striptags` and `e`)."""
    return _escaped(" ".join(text.split()))


_PLAIN: Final = "plain"
# How a theme may write a text, by name: a frame that is kept holds no function.
_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    _PLAIN: str,
    "html": escape,
    "jinja": _escaped,
    "label": _label,
}

# By shape a frame, `None` where there is none, and whether it was compared with what the theme gives.
Known = Mapping[Hashable, tuple[Frame | None, bool]]


class Frames:
    """Frames by the shape of their pages, among them those `known` from another build."""

    def __init__(self, known: Known = MappingProxyType({})) -> None:
        self._told = dict(known)
        self._known = {shape: frame for shape, (frame, _) in known.items()}
        self._proven = {shape for shape, (_, proven) in known.items() if proven}
        self._keys: dict[Hashable, str] = {}

    def news(self) -> Known:
        """Return what was found since this was asked last."""
        found = {shape: (frame, shape in self._proven) for shape, frame in self._known.items()}
        new = {shape: one for shape, one in found.items() if self._told.get(shape) != one}
        self._told |= new
        return new

    def learn(self, news: Known) -> None:
        """Take what another process found; a shape without a frame anywhere has none."""
        for shape, (frame, proven) in news.items():
            known = self._known.setdefault(shape, frame) and frame
            self._known[shape] = known
            if proven:
                self._proven.add(shape)
            self._told[shape] = known, shape in self._proven

    @property
    def known(self) -> Known:
        """All that was told and learnt."""
        return self._told

    def key(self, shape: Hashable, outline: Filling, whole: Callable[[Filling], str]) -> str:
        """Return the digest of the frame of `shape`, empty where it has none.

        Of the `outline` of a page it counts which parts are empty; its HTML, not made yet, has a heading.
        """
        shape = _shape(shape, outline, has_heading=True)
        if shape not in self._keys:
            frame = self._of(shape, outline, whole)
            self._keys[shape] = frame.key if frame else ""
        return self._keys[shape]

    def page(
        self, shape: Hashable, filling: Filling, whole: Callable[[Filling], str]
    ) -> tuple[bytes, bool]:
        """Return the page of `shape` filled with `filling`, as the theme (`whole`) gives it.

        Return as well whether it stands in the frame that `key` tells of.
        """
        html = encoded(filling.html)
        if _OPEN_BYTES in html or _OPEN in filling.title:
            return encoded(whole(filling)), False
        has_heading = HEADING in filling.html
        shape = _shape(shape, filling, has_heading=has_heading)
        frame = self._of(shape, filling, whole)
        if shape in self._proven and frame:
            return frame.filled(filling, html), has_heading
        real = encoded(whole(filling))
        if frame and frame.filled(filling, html) != real:
            self._known[shape] = None
        self._proven.add(shape)
        return real, has_heading and self._known[shape] is not None

    def _of(
        self, shape: Hashable, outline: Filling, whole: Callable[[Filling], str]
    ) -> Frame | None:
        if shape not in self._known:
            contents = ENTRIES if outline.contents else ()
            self._known[shape] = _frame(whole(_SPECIMEN._replace(contents=contents)))
        return self._known[shape]


def _shape(shape: Hashable, outline: Filling, *, has_heading: bool) -> Hashable:
    said = (outline.title, outline.description, outline.address, outline.contents)
    return (shape, *map(bool, said), has_heading)


def _frame(specimen: str) -> Frame | None:
    """Return the frame that `specimen` shows, `None` where its words were changed in another way."""
    forms = {"": _PLAIN} | {written(_TOLD): name for name, written in _FORMS.items()}
    pieces: list[str] = []
    fields: list[tuple[str, str]] = []
    at = 0
    for mark in _MARK.finditer(specimen):
        if mark[2] not in forms:
            return None
        pieces.append(specimen[at : mark.start()])
        fields.append((mark[1], forms[mark[2]]))
        at = mark.end()
    pieces.append(specimen[at:])
    for first in [at for at, (kind, _) in enumerate(fields) if kind == _ENTRIES][::-1]:
        fields[first : first + 2] = [(_ENTRIES, pieces.pop(first + 1))]
    clean = all(_OPEN not in one and _CLOSE not in one for one in (*pieces, *chain(*fields)))
    return Frame(tuple(map(encoded, pieces)), tuple(fields)) if clean else None
