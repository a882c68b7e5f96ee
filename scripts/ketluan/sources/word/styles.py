"""Styles of a Word file: what a paragraph or a run takes from them (ISO 29500-1, 17.7).

Only what changes the text as shown is kept: bold, hidden, capitals, font, and numbering.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ketluan.sources.word.package import Element, attribute, child, children, number, switch, value

_MAX_CHAIN: Final = 32  # styles based on each other; Word itself stops at 11
_INVISIBLE_BORDERS: Final = ("", "nil", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look; `None` and an empty font where it is not said."""

    bold: bool | None = None
    hidden: bool | None = None
    capitals: bool | None = None
    font: str = ""

    @classmethod
    def of(cls, properties: Element | None) -> "Look":
        """Read run properties (`w:rPr`)."""
        if properties is None:
            return _PLAIN
        fonts = child(properties, "rFonts")
        font = "" if fonts is None else attribute(fonts, "hAnsi") or attribute(fonts, "ascii")
        return cls(
            switch(properties, "b"), switch(properties, "vanish"), switch(properties, "caps"), font
        )

    def over(self, base: "Look") -> "Look":
        """Return this look where it says something, `base` elsewhere."""
        return Look(
            base.bold if self.bold is None else self.bold,
            base.hidden if self.hidden is None else self.hidden,
            base.capitals if self.capitals is None else self.capitals,
            self.font or base.font,
        )

    def toggled(self, base: "Look") -> "Look":
        """Return a character style upon a paragraph style: bold upon bold is plain (17.7.3)."""
        return Look(
            bool(self.bold) != bool(base.bold),
            bool(self.hidden) != bool(base.hidden),
            bool(self.capitals) != bool(base.capitals),
            self.font or base.font,
        )


_PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph takes from its style.

    `numbered_by` are the styles that speak of numbering, nearest first up to the one that names
    the list, each with the level it gives.
    """

    look: Look = _PLAIN
    list_id: int | None = None
    numbered_by: tuple[tuple[str, int | None], ...] = ()


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    root: Element | None
    _by_id: dict[str, Element] = field(default_factory=dict)
    _default: str = ""
    _base: Look = _PLAIN
    _paragraphs: dict[str, ParagraphStyle] = field(default_factory=dict)
    _characters: dict[str, Look] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for style in children(self.root, "style"):
            self._by_id.setdefault(attribute(style, "styleId"), style)
            is_default = attribute(style, "default") in ("1", "true", "on")
            if is_default and attribute(style, "type") == "paragraph":
                self._default = attribute(style, "styleId")
        self._base = Look.of(child(self.root, "docDefaults", "rPrDefault", "rPr"))

    def paragraph(self, style_id: str) -> ParagraphStyle:
        """Return the paragraph style `style_id`, the default one if it is empty."""
        key = style_id or self._default
        if key not in self._paragraphs:
            self._paragraphs[key] = self._paragraph(key)
        return self._paragraphs[key]

    def character(self, style_id: str) -> Look:
        """Return the look that the character style `style_id` gives by itself."""
        if style_id not in self._characters:
            look = _PLAIN
            for style in self._chain(style_id):
                look = look.over(Look.of(child(style, "rPr")))
            self._characters[style_id] = look
        return self._characters[style_id]

    def has_borders(self, style_id: str) -> bool:
        """Tell whether the table style draws any line."""
        for style in self._chain(style_id):
            borders = child(style, "tblPr", "tblBorders")
            if borders is not None:
                return draws(borders)
        return False

    def list_of(self, style_id: str) -> int | None:
        """Return the list that a numbering style stands for."""
        return number(self._by_id.get(style_id), "pPr", "numPr", "numId")

    def _paragraph(self, style_id: str) -> ParagraphStyle:
        look, list_id = _PLAIN, None
        numbered_by: list[tuple[str, int | None]] = []
        for style in self._chain(style_id):
            look = look.over(Look.of(child(style, "rPr")))
            listed = child(style, "pPr", "numPr")
            if listed is not None and list_id is None:
                list_id = number(listed, "numId")
                numbered_by.append((attribute(style, "styleId"), number(listed, "ilvl")))
        return ParagraphStyle(look.over(self._base), list_id, tuple(numbered_by))

    def _chain(self, style_id: str) -> Iterator[Element]:
        """Yield the style and those it is based on, nearest first."""
        for _ in range(_MAX_CHAIN):
            style = self._by_id.get(style_id)
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")


def draws(borders: Element) -> bool:
    """Tell whether one of `borders` is a line that one sees."""
    return any(attribute(border) not in _INVISIBLE_BORDERS for border in borders.iterchildren())
