"""Two wordings of a task for a terminal, what differs marked by words: [-cũ-] {+mới+} (pure)."""

import difflib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple

Style = Literal["", "old", "new"]
_MARKS: Final[dict[Style, tuple[str, str]]] = {
    "": ("", ""),
    "old": ("[-", "-]"),
    "new": ("{+", "+}"),
}
_MARK_WIDTH: Final = 4  # of an opening and a closing mark


class Piece(NamedTuple):
    """A piece of a line; `style` is "" for words that both wordings have."""

    text: str
    style: Style = ""


Line = tuple[Piece, ...]


def marked(earlier: str, later: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the words of both wordings; those that the other one has not are `old` and `new`."""
    old, new = earlier.split(), later.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        same = kind == "equal"
        left += [Piece(word, "" if same else "old") for word in old[i1:i2]]
        right += [Piece(word, "" if same else "new") for word in new[j1:j2]]
    return tuple(left), tuple(right)


def wrapped(words: Sequence[Piece], width: int) -> list[Line]:
    """Return the words on lines of at most `width` columns, marks included.

    A change that goes over the end of a line is marked on each. A longer word is cut.
    """
    room = max(8, width)
    lines: list[list[Piece]] = [[]]
    used = 0
    for word in _cut(words, room - _MARK_WIDTH):
        line = lines[-1]
        goes_on = bool(line) and line[-1].style == word.style
        cost = len(word.text) + bool(line)
        cost += 0 if goes_on or not word.style else _MARK_WIDTH
        if line and used + cost > room:
            lines.append([])
            used = 0
            cost = len(word.text) + (_MARK_WIDTH if word.style else 0)
        lines[-1].append(word)
        used += cost
    return [_joined(line) for line in lines]


def line_width(line: Line) -> int:
    """Return the columns that `line` takes."""
    return sum(len(piece.text) for piece in line)


def beside(left: Sequence[Line], right: Sequence[Line], width: int) -> list[Line]:
    """Return the lines of `right` to the right of those of `left`, which take `width` columns."""
    rows = []
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else ()
        second = right[index] if index < len(right) else ()
        gap = Piece(" " * (width - line_width(first)) + " │ ")
        rows.append((*first, gap, *second))
    return rows


def _cut(words: Sequence[Piece], most: int) -> Iterator[Piece]:
    for word in words:
        for start in range(0, len(word.text), most):
            yield Piece(word.text[start : start + most], word.style)


def _joined(words: Sequence[Piece]) -> Line:
    """Return a line of words with a space between them and marks around each change."""
    pieces: list[Piece] = []
    for style, run in groupby(words, key=lambda word: word.style):
        opening, closing = _MARKS[style]
        if pieces:
            pieces.append(Piece(" "))
        pieces.append(Piece(opening + " ".join(word.text for word in run) + closing, style))
    return tuple(pieces)
