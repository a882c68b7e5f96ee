"""The lines of a paragraph: its pieces in Unicode, cut where Word cuts them."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from ketluan.sources.encodings import from_tcvn3, from_vni
from ketluan.sources.word.runs import PAGE, Piece
from ketluan.vietnamese import nfc

Legacy = Literal["TCVN3", "TCVN3 hoa", "VNI", ""]

_BEYOND_LATIN_1: Final = frozenset(
    unicodedata.normalize("NFC", base + mark)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) - frozenset(map(chr, range(0x100))) | frozenset("đĐ\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text (NFC), whether it begins a paragraph, whether all of it is bold."""

    text: str
    begins: bool = False
    bold: bool = False


def legacy_of(font: str) -> Legacy:
    """Return the encoding before Unicode that a font's name tells, '' for a font of Unicode."""
    name = font.lower()
    if name.startswith(".vn"):
        return "TCVN3 hoa" if name.endswith("h") else "TCVN3"
    return "VNI" if name.startswith("vni-") else ""


@dataclass(slots=True)
class Letters:
    """Turns the letters of old fonts into Unicode.

    Many files keep the name of an old font over text that is Unicode long since, so each stretch
    is looked at, and `as_it_stands` holds the encodings that the whole file showed to be none.
    """

    as_it_stands: frozenset[str] = frozenset()
    legacy: Counter[str] = field(default_factory=Counter)
    unicode: Counter[str] = field(default_factory=Counter)

    def pieces(self, pieces: Iterable[Piece]) -> list[tuple[str, bool]]:
        """Return the text of `pieces` in Unicode with whether it is bold, neighbours joined.

        A letter of VNI is a pair that runs may part, so neighbours are joined before.
        """
        found = []
        for (font, bold, capitals), group in groupby(
            pieces, key=lambda piece: (piece.font, piece.bold, piece.capitals)
        ):
            text = self._unicode("".join(piece.text for piece in group), legacy_of(font))
            found.append((text.upper() if capitals else text, bold))
        return found

    def _unicode(self, text: str, encoding: Legacy) -> str:
        if not encoding or (text.isascii() and encoding != "TCVN3 hoa"):
            return text
        if not _BEYOND_LATIN_1.isdisjoint(text):
            self.unicode[encoding] += 1
            return text
        self.legacy[encoding] += not text.isascii()
        if encoding in self.as_it_stands:
            return text
        if encoding == "VNI":
            return from_vni(text)
        return from_tcvn3(text, capitals=encoding == "TCVN3 hoa")

    def doubted(self) -> frozenset[str]:
        """Return the encodings whose fonts hold Unicode more often than not."""
        return frozenset(name for name, count in self.unicode.items() if count > self.legacy[name])


def lines_of(pieces: Sequence[tuple[str, bool]], label: str = "") -> list[Line]:
    """Return the lines of a paragraph: line ends cut, a page begins with a form feed.

    `label` is what Word shows before its text, one blank follows it. A last line that is only
    a form feed is left: the page begins with the next paragraph.
    """
    rows: list[list[tuple[str, bool]]] = [[]]
    for text, bold in pieces:
        for index, part in enumerate(text.replace(PAGE, f"\n{PAGE}").split("\n")):
            if index:
                rows.append([])
            if part:
                rows[-1].append((part, bold))
    if len(rows) > 1 and not label and not rows[0] and rows[1] and rows[1][0][0].startswith(PAGE):
        del rows[0]
    lines: list[Line] = []
    for index, row in enumerate(rows):
        text = nfc("".join(part for part, _ in row)).rstrip(" \t\xa0")
        if label and not index:
            text = f"{label} {text.lstrip()}".rstrip()
        filled = [bold for part, bold in row if part.strip()]
        begins = not any(line.begins for line in lines) and bool(text.strip())
        lines.append(Line(text, begins, bool(filled) and all(filled)))
    return lines
