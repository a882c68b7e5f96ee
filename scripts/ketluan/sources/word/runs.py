"""The text inside one paragraph of Word: runs, fields, notes, tracked changes, symbols.

Every element is entered unless it is known to hold no text of the document, so that a wrapper we
have not met loses nothing.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from ketluan.sources.word.package import Element, attribute, child, descendants, name_of, value
from ketluan.sources.word.styles import Look, Styles
from ketluan.vietnamese import roman_numeral

PAGE: Final = "\f"
# What a paragraph holds beside its text: properties, deleted text, codes of fields, ruby glosses.
_SKIPPED: Final = frozenset(
    (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "rt"),
        *("del", "moveFrom", "delText", "instrText", "delInstrText"),
        *("footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator"),
    )
)
_BOXED: Final = frozenset(("drawing", "pict", "object"))
_CHARACTERS: Final = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",  # U+2011 is not a hyphen to citations: 105/TB-UBND
}
# Letters of Symbol and Wingdings that offices use; others stay as they are.
_SYMBOL: Final = {
    0xF02B: "+", 0xF02D: "-", 0xF0A3: "≤", 0xF0A8: "♦", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±",
    0xF0B3: "≥", 0xF0B4: "×", 0xF0B7: "•", 0xF0DE: "⇒",
}  # fmt: skip
_WINGDINGS: Final = {
    0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "◻",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF0FC: "✓", 0xF0FE: "☑",
}  # fmt: skip
_SHAPES: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
# Pasted text has often lost its font; these two letters look like this wherever they come from.
_NO_SHAPES: Final = {0xF02D: "-", 0xF0B7: "•"}
_PRIVATE: Final = re.compile("[\uf020-\uf0ff]")  # where Symbol and Wingdings have their letters
_SPACES: Final = re.compile("[\n\r\t\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that looks the same; its font tells how its letters are encoded."""

    text: str
    bold: bool
    font: str = ""
    capitals: bool = False


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: its text, its hidden text, the text boxes anchored in it."""

    pieces: list[Piece] = field(default_factory=list)
    hidden: list[Piece] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        """Add `text` in its `look`."""
        pieces = self.hidden if look.hidden else self.pieces
        pieces.append(Piece(text, bool(look.bold), look.font, bool(look.capitals)))


@dataclass(slots=True)
class RunReader:
    """Reads the paragraphs of one document in order; counts its notes and what was left out."""

    styles: Styles
    footnotes: dict[str, int] = field(default_factory=dict)
    endnotes: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    comments: int = 0
    pictures: int = 0
    _fields: list[bool] = field(default_factory=list)

    def read(self, paragraph: Element) -> Inline:
        """Return the content of a `w:p`. Numbers of notes are counted on."""
        inline = Inline()
        style = self.styles.paragraph(value(paragraph, "pPr", "pStyle"))
        self._enter(paragraph, inline, style.look, style.look)
        if self._fields and self._fields[-1]:
            self._fields.clear()  # the code of a field ends within its paragraph, or is broken
        return inline

    def _enter(self, element: Element, inline: Inline, look: Look, base: Look) -> None:
        """Read the children of `element`; text of a run has `look`, runs begin from `base`."""
        for each in element.iterchildren("*"):
            name = name_of(each)
            if name == "r":
                self._enter(each, inline, self._look(each, base), base)
            elif name in _SKIPPED:
                self.changes += name in ("del", "moveFrom")
            elif name == "AlternateContent":
                self._alternative(each, inline, look, base)
            elif name in _BOXED:
                self.pictures += 1
                inline.boxes += _outermost(each)
            else:
                self.changes += name in ("ins", "moveTo")
                self._one(each, name, inline, look)
                self._enter(each, inline, look, base)

    def _alternative(self, element: Element, inline: Inline, look: Look, base: Look) -> None:
        """Read one of several forms of the same thing: the first that holds text, never two."""
        forms = list(element.iterchildren("*"))
        best = next((form for form in forms if _has_text(form)), forms[0] if forms else None)
        if best is not None:
            self._enter(best, inline, look, base)

    def _look(self, run: Element, base: Look) -> Look:
        properties = child(run, "rPr")
        if properties is None:
            return base
        style = value(properties, "rStyle")
        under = self.styles.character(style).toggled(base) if style else base
        return Look.of(properties).over(under)

    def _one(self, element: Element, name: str, inline: Inline, look: Look) -> None:
        if name == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(element, name, inline, look)
        elif name == "commentReference":
            self.comments += 1
        elif not any(self._fields):
            text = _text_of(element, name, look.font)
            if text:
                inline.add(text, look)

    def _field(self, kind: str) -> None:
        """Follow a field: its code lies between begin and separate, its result behind that."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _note(self, element: Element, name: str, inline: Inline, look: Look) -> None:
        if attribute(element, "customMarkFollows") in ("1", "true", "on"):
            return
        notes = self.footnotes if name == "footnoteReference" else self.endnotes
        count = notes.setdefault(attribute(element, "id"), len(notes) + 1)
        inline.add(note_mark(count, end=notes is self.endnotes), look)


def note_mark(count: int, *, end: bool) -> str:
    """Return the mark of a note: `[1]` of a footnote, `[i]` of an endnote, as Word counts them."""
    return f"[{roman_numeral(count).lower() if end and count < 400 else count}]"


def _text_of(element: Element, name: str, font: str) -> str:
    if name == "t":
        text = _SPACES.sub(" ", element.text or "")
        return _PRIVATE.sub(lambda match: _shape(ord(match[0]), font), text)
    if name == "br" and attribute(element, "type") == "page":
        return PAGE
    if name == "sym":
        return _symbol(element)
    return _CHARACTERS.get(name, "")


def _symbol(element: Element) -> str:
    """Return a `w:sym` as Unicode where its font's letter has one, empty if it is no letter."""
    try:
        code = int(attribute(element, "char"), 16)
        char = chr(code)
    except (ValueError, OverflowError):
        return ""
    if code < 0x20 or 0xD800 <= code < 0xE000 or _SPACES.match(char):
        return ""
    # Word writes the same letter as F0B7 or as B7.
    return _shape(code + 0xF000 if code < 0x100 else code, attribute(element, "font"), char)


def _shape(code: int, font: str, otherwise: str = "") -> str:
    """Return the shape that the private letter `code` of `font` shows, else the letter itself."""
    table = _SHAPES.get(font.lower(), _NO_SHAPES)
    return table.get(code) or otherwise or chr(code)


def _outermost(element: Element) -> list[Element]:
    """Return the text boxes in a drawing, those in another box and in a fallback left out."""
    found: list[Element] = []
    waiting = [element]
    while waiting:
        each = waiting.pop()
        name = name_of(each)
        if name == "txbxContent":
            found.append(each)
        elif name == "AlternateContent":
            forms = list(each.iterchildren("*"))
            waiting += [form for form in forms if _has_text(form)][:1]
        else:
            waiting += reversed(list(each.iterchildren("*")))
    return found


def _has_text(element: Element) -> bool:
    return next(descendants(element, "t"), None) is not None
