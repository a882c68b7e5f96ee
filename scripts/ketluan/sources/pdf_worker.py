"""Read a PDF in a process of its own: words with their places, and pages as pictures.

`sources.pdf` runs this file as a program, because nothing inside a process bounds the time, the
memory or a crash of a PDF library on a hostile file. It reads the file from standard input:

    words MAX_PAGES MAX_CHARACTERS   JSON: {"pages": [page …]} or {"fault": one of `FAULTS`}
    picture PAGE DPI TURN            page PAGE (from 0) as grey PGM, turned clockwise by TURN degrees

A page is {"kind", "hidden", "frames", "rules"}. `kind` is `text`, `scan` (a picture without text),
`damaged` (its letters have no meaning) or `blank`; `hidden` tells that its text is the invisible
layer of a recognised scan. A frame is a list of words that are read in one direction, the main one of
the page first; a word is [text, left, top, right, bottom, bold, open, font] in points from the top
left of the page as its words are read. `open` is the sum of 1 where no blank of the file touches it
on the left, 2 where none does on the right, 4 where no blank at all stands between it and the word
before it in the file, 8 for the word behind: it may be a piece of a word. The font is given only where
it tells an old encoding. A rule is a thin line drawn in the first frame: [left, top, right, bottom].
"""

import ctypes
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdf  # type: ignore[import-untyped]

FAULTS: Final = ("password", "damaged", "pages", "characters")
MAX_PIXELS: Final = 24_000_000  # an A4 page at 300 dpi has 8.7 million, A3 has twice as many
_MAX_OBJECTS: Final = 50_000  # of one page that are looked at for pictures and rules
_MAX_RULES: Final = 4_000  # of one page; a table of 100 rows and 10 columns has about 2,200

# Blank characters, and those that are drawn as nothing.
_BLANK: Final = frozenset(
    (*range(0x09, 0x0E), 0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
)
_NOTHING: Final = frozenset((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
# PDFium's marks for the hyphen that ends a line; a soft hyphen that a page shows is a hyphen.
_HYPHENS: Final = frozenset((0x02, 0xAD, 0xFFFE))
_LIGATURES: Final = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)
}
# Bullets of Symbol and Wingdings, which Word maps to the private use area from U+F000.
_BULLETS: Final = {
    0xF02B: "+", 0xF02D: "-", 0xF06E: "■", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓",
}  # fmt: skip
_SHOWN: Final = {**_LIGATURES, **_BULLETS, **dict.fromkeys(_HYPHENS, "-")}

_JOINED: Final = 0.08  # of the height of a letter: a blank that PDFium invents in less is none
_TOUCHING: Final = 0.15  # of it: letters no farther apart are one piece of a word
_APART: Final = 0.5  # of it: a gap so wide is a blank even where the file has none
_OPEN_LEFT: Final = 1
_OPEN_RIGHT: Final = 2
_GLUED_LEFT: Final = 4
_GLUED_RIGHT: Final = 8
_DAMAGED: Final = 0.05  # share of letters without meaning above which a page is not text
_STAMP: Final = 150  # letters: on a picture of a page, fewer are a stamp and not its text
_PICTURE: Final = 0.5  # share of a page that its picture covers at least
_DRAWN: Final = 50  # paths on a page without letters: its letters were turned into drawings
_THIN: Final = 2.5  # points: a rule is no thicker
_LONG: Final = 6.0  # points: a rule is no shorter
_OUTLINED: Final = 2  # text rendering modes, ISO 32000-1, table 106
_INVISIBLE: Final = 3
_FORCE_BOLD: Final = 1 << 18  # font flags, ISO 32000-1, table 123
_BOLD_NAME: Final = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_OLD_NAME: Final = re.compile(rb"(?:^|\+)(?:\.Vn|VNI)", re.IGNORECASE)

_Box = tuple[float, float, float, float]


class FaultError(Exception):
    """The file cannot be read; the first argument is one of `FAULTS`."""


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool
    hidden: bool
    font: str


class _Page:
    """The words of a page by their direction, while its letters are read in order."""

    def __init__(self, text_page: Any, bounds: _Box) -> None:
        self.frames: dict[int, list[list[Any]]] = {}
        self.letters = self.damaged = self.hidden = 0
        self._text_page = text_page
        self._origins = [_framed(bounds, turn) for turn in range(4)]
        self._styles: dict[int, _Style] = {}
        # The piece of a word so far: its letters, the first one's index, its frame, box and ends.
        self._word: list[int] = []
        self._first = self._turn = self._opened = 0
        self._left = self._top = self._right = self._bottom = self._height = 0.0
        # Behind it: 1 a blank that PDFium inferred, 2 one of the file, where that ends, the piece's end.
        self._blank, self._blank_end, self._ends = 2, 0.0, _OPEN_RIGHT

    def blank(self, box: _Box | None) -> None:
        """Take a blank, with its box in the page if the file has it."""
        if box is None:
            self._blank = max(self._blank, 1)
            return
        left, _, right, _ = _framed(box, self._turn)
        if self._blank < 2 and abs(left - self._right) <= _JOINED * self._height:
            self._ends = 0
        self._blank, self._blank_end = 2, right

    def letter(self, index: int, code: int, turn: int, box: _Box) -> None:
        """Take letter `index`, turned by quarters, with its box in the page."""
        self.letters += 1
        if code == 0 or code == 0xFFFD or (code < 0x20 and code not in _HYPHENS):
            self.damaged += 1
            code = 0xFFFD
        elif 0xE000 <= code <= 0xF8FF and code not in _BULLETS:
            self.damaged += 1
        left, top, right, bottom = _framed(box, turn)
        gap, height = left - self._right, self._height
        beside = (
            bool(self._word)
            and turn == self._turn
            and abs(bottom - self._bottom) < _APART * height
            and gap > -_APART * height
        )
        if 0x300 <= code < 0x370 and self._word:  # a mark goes with its letter
            pass
        elif beside and gap < (_TOUCHING, _JOINED, -math.inf)[self._blank] * height:
            self._left, self._right = min(self._left, left), max(self._right, right)
            self._top, self._bottom = min(self._top, top), max(self._bottom, bottom)
        else:
            glued = beside and self._blank == 0 and gap < _APART * height
            if glued:
                self._ends |= _GLUED_RIGHT
            self.end()
            self._left, self._top, self._right, self._bottom = left, top, right, bottom
            self._turn, self._first = turn, index
            apart = abs(left - self._blank_end) > _JOINED * (bottom - top)
            self._opened = _OPEN_LEFT if self._blank < 2 or apart else 0
            self._opened |= _GLUED_LEFT if glued else 0
        self._height = bottom - top
        self._blank, self._ends = 0, _OPEN_RIGHT
        self._word.append(code)

    def end(self) -> None:
        """Put the piece so far into its frame, unless it stands off the page."""
        if not self._word:
            return
        style = _style(self._text_page, self._first, self._styles)
        self.hidden += style.hidden * len(self._word)
        x, y, width, depth = self._origins[self._turn]
        if self._right > x and self._left < width and self._bottom > y and self._top < depth:
            box = (self._left - x, self._top - y, self._right - x, self._bottom - y)
            places = [round(value, 2) for value in box]
            text = _text(self._word, style.font)
            ends = self._opened | self._ends
            frame = self.frames.setdefault(self._turn, [])
            frame.append([text, *places, style.bold, ends, style.font])
        self._word.clear()


def words(content: bytes, max_pages: int, max_characters: int) -> dict[str, object]:
    """Return the words of the PDF `content` as the head of this module says. Raises `FaultError`."""
    document = _opened(content)
    if len(document) > max_pages:
        raise FaultError("pages")
    pages, characters = [], 0
    for index in range(len(document)):
        page, count = _page(document, index, max_characters - characters)
        characters += count
        pages.append(page)
    return {"pages": pages}


def picture(content: bytes, index: int, dpi: int, turn: float) -> bytes:
    """Return page `index` as grey PGM, at `dpi` or less if it is too large. Raises `FaultError`."""
    page = _loaded(_opened(content), index)
    width, height = page.get_size()
    wanted = width * height * (dpi / 72) ** 2
    scale = dpi / 72 * min(1.0, math.sqrt(MAX_PIXELS / max(1.0, wanted)))
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    if round(turn / 90) % 2:
        columns, rows = rows, columns
    if columns * rows > 2 * MAX_PIXELS:  # a page of one point by a kilometre
        raise FaultError("damaged")
    bitmap = pdfium.PdfBitmap.new_native(columns, rows, pdf.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
    # PDFium's device space has y downwards; the page turns around its middle.
    cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
    across = columns / 2 - cos * width / 2 + sin * height / 2
    down = rows / 2 - sin * width / 2 - cos * height / 2
    matrix = pdf.FS_MATRIX(cos, sin, -sin, cos, across, down)
    clip = pdf.FS_RECTF(0, 0, columns, rows)
    flags = pdf.FPDF_GRAYSCALE | pdf.FPDF_ANNOT
    pdf.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, flags)
    stride, buffer = bitmap.stride, bytes(bitmap.buffer)
    lines = b"".join(buffer[row * stride : row * stride + columns] for row in range(rows))
    return b"P5\n%d %d\n255\n" % (columns, rows) + lines


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        secret = error.err_code == pdf.FPDF_ERR_PASSWORD
        raise FaultError("password" if secret else "damaged") from error


def _loaded(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError as error:
        raise FaultError("damaged") from error


def _page(document: pdfium.PdfDocument, index: int, allowed: int) -> tuple[dict[str, object], int]:
    page = _loaded(document, index)
    if pdf.FPDFPage_GetAnnotCount(page) > 0:
        # Stamps of signatures, numbers and dates typed on a finished page are annotations.
        pdf.FPDFPage_Flatten(page, pdf.FLAT_NORMALDISPLAY)
        page.close()
        page = _loaded(document, index)
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > allowed:
        raise FaultError("characters")
    bounds = page.get_bbox()
    read = _read(text_page.raw, count, bounds)
    turns = sorted(read.frames, key=lambda turn: -sum(len(w[0]) for w in read.frames[turn]))
    covered, drawn, rules = _drawings(page.raw, bounds, turns[0] if turns else 0)
    result = {
        "kind": _kind(read, covered, drawn),
        "hidden": read.hidden * 2 > read.letters,
        "frames": [read.frames[turn] for turn in turns],
        "rules": rules,
    }
    text_page.close()
    page.close()
    return result, count


def _kind(read: _Page, covered: float, drawn: int) -> str:
    if read.letters == 0:
        return "scan" if covered > 0 or drawn >= _DRAWN else "blank"
    if read.letters < _STAMP and covered >= _PICTURE:
        return "scan"
    return "damaged" if read.damaged > _DAMAGED * read.letters else "text"


def _framed(box: _Box, turn: int) -> _Box:
    """Return `box` (left, bottom, right, top; y upwards) as it is read with `turn` quarter turns.

    The result is (left, top, right, bottom), y downwards, from an origin that `_Page` moves.
    """
    left, bottom, right, top = box
    if turn == 0:
        return left, -top, right, -bottom
    if turn == 1:
        return bottom, left, top, right
    if turn == 2:
        return -right, bottom, -left, top
    return -top, -right, -bottom, -left


def _read(text_page: Any, count: int, bounds: _Box) -> _Page:
    """Return the words of `text_page`, which has `count` characters; `bounds` are of the page."""
    found = _Page(text_page, bounds)
    rectangle = pdf.FS_RECTF()
    for index in range(count):
        code = pdf.FPDFText_GetUnicode(text_page, index)
        if code in _NOTHING:
            continue
        if code in _BLANK and pdf.FPDFText_IsGenerated(text_page, index) == 1:
            found.blank(None)
            continue
        pdf.FPDFText_GetLooseCharBox(text_page, index, rectangle)
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        if code in _BLANK:
            found.blank(box)
            continue
        angle = pdf.FPDFText_GetCharAngle(text_page, index)  # clockwise; -1 is none
        turn = -round(angle / (math.pi / 2)) % 4 if angle > 0 else 0
        found.letter(index, code, turn, box)
    found.end()
    return found


def _text(letters: Sequence[int], font: str) -> str:
    """Return a word; a soft hyphen in a font of an old encoding stays: it is a letter there."""
    return "".join(
        chr(code) if font and code == 0xAD else _SHOWN.get(code) or chr(code) for code in letters
    )


def _style(text_page: Any, index: int, known: dict[int, _Style]) -> _Style:
    """Return how the letter `index` is drawn; `known` are the styles by text object."""
    drawn = pdf.FPDFText_GetTextObject(text_page, index)
    key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
    if key not in known:
        known[key] = _style_of(drawn) if key else _Style(False, False, "")
    return known[key]


def _style_of(drawn: Any) -> _Style:
    mode = pdf.FPDFTextObj_GetTextRenderMode(drawn)
    font = pdf.FPDFTextObj_GetFont(drawn)
    buffer = ctypes.create_string_buffer(128)
    pdf.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.value
    bold = bool(
        _BOLD_NAME.search(name)
        or mode == _OUTLINED
        or max(0, pdf.FPDFFont_GetFlags(font)) & _FORCE_BOLD
    )
    old = name.decode("utf-8", "replace") if _OLD_NAME.search(name) else ""
    return _Style(bold, mode == _INVISIBLE, old)


def _drawings(page: Any, bounds: _Box, turn: int) -> tuple[float, int, list[list[float]]]:
    """Return the share of the page under pictures, the number of paths, and the rules."""
    covered, drawn = 0.0, 0
    rules: list[list[float]] = []
    x, y, _, _ = _framed(bounds, turn)
    for index in range(min(pdf.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        drawing = pdf.FPDFPage_GetObject(page, index)
        kind = pdf.FPDFPageObj_GetType(drawing)
        if kind in (pdf.FPDF_PAGEOBJ_IMAGE, pdf.FPDF_PAGEOBJ_FORM):
            left, bottom, right, top = _bounds(drawing)
            if kind == pdf.FPDF_PAGEOBJ_IMAGE or _holds_picture(drawing):
                covered += max(0.0, right - left) * max(0.0, top - bottom)
        elif kind == pdf.FPDF_PAGEOBJ_PATH:
            drawn += 1
            if len(rules) < _MAX_RULES:
                for rule in _rules(drawing):
                    left, top, right, bottom = _framed(rule, turn)
                    rules.append([round(v, 1) for v in (left - x, top - y, right - x, bottom - y)])
    area = abs((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]))
    return (min(1.0, covered / area) if area else 0.0), drawn, rules


def _holds_picture(form: Any) -> bool:
    return any(
        pdf.FPDFPageObj_GetType(pdf.FPDFFormObj_GetObject(form, index)) == pdf.FPDF_PAGEOBJ_IMAGE
        for index in range(min(pdf.FPDFFormObj_CountObjects(form), 100))
    )


def _bounds(drawing: Any) -> _Box:
    values = [ctypes.c_float() for _ in range(4)]
    pdf.FPDFPageObj_GetBounds(drawing, *(ctypes.byref(value) for value in values))
    left, bottom, right, top = (value.value for value in values)
    return left, bottom, right, top


def _rules(path: Any) -> Iterator[_Box]:
    """Yield the thin lines that `path` draws (left, bottom, right, top)."""
    box = _bounds(path)
    if _is_rule(box):
        yield box
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdf.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value:
        return
    matrix = pdf.FS_MATRIX()
    pdf.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    before = start = None
    for index in range(min(pdf.FPDFPath_CountSegments(path), 400)):
        segment = pdf.FPDFPath_GetPathSegment(path, index)
        pdf.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if pdf.FPDFPathSegment_GetType(segment) == pdf.FPDF_SEGMENT_MOVETO:
            before = start = point
            continue
        ends = [point]
        if pdf.FPDFPathSegment_GetClose(segment) and start:
            ends.append(start)
        for end in ends:
            if before:
                (x0, y0), (x1, y1) = before, end
                side = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if _is_rule(side):
                    yield side
            before = end


def _is_rule(box: _Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= _THIN and max(width, height) >= _LONG


def main(arguments: list[str]) -> int:
    """Run the verb in `arguments` on standard input; see the head of this module."""
    content = sys.stdin.buffer.read()
    verb, *values = arguments
    try:
        if verb == "picture":
            page, dpi, turn = values
            answer = picture(content, int(page), int(dpi), float(turn))
        else:
            max_pages, max_characters = map(int, values)
            answer = json.dumps(words(content, max_pages, max_characters)).encode("ascii")
    except FaultError as fault:
        answer = json.dumps({"fault": fault.args[0]}).encode("ascii")
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
