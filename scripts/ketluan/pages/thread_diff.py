"""The differences between two wordings of a task, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal, NamedTuple

DiffKind = Literal["same", "added", "dropped"]

# A number with its symbol, a day, a compound with a hyphen is one word; punctuation stands alone.
_WORD: Final = re.compile(r"\w+(?:[/.,:&-]+\w+)*|[^\w\s]")
_MOST: Final = 4_000_000  # pairs of words to compare; a longer text counts as written anew


class DiffPiece(NamedTuple):
    """A run of words of one kind. `same` and `added` are the later text, `dropped` the earlier.

    Only a `same` piece begins or ends with a blank, so that no mark of a change reaches beyond words.
    """

    kind: DiffKind
    text: str


class _Word(NamedTuple):
    text: str
    blank: bool  # one stands before it


_Run = tuple[DiffKind, list[_Word]]


@lru_cache(maxsize=64)  # a page asks for the same several times
def word_diff(earlier: str, later: str) -> tuple[DiffPiece, ...]:
    """Return the pieces that lead from `earlier` to `later`, what was dropped before what was added.

    Put together they read as one text; those of one kind and `same` are one of both, but for blanks.
    """
    pieces: list[DiffPiece] = []
    for kind, words in _runs(_words(earlier), _words(later)):
        text = "".join(" " * word.blank + word.text for word in words)
        if words[0].blank and kind != "same":
            _add_blank(pieces)
        pieces.append(DiffPiece(kind, text if kind == "same" else text.strip()))
    return tuple(pieces)


def _add_blank(pieces: list[DiffPiece]) -> None:
    if pieces and pieces[-1].kind == "same":
        pieces[-1] = DiffPiece("same", pieces[-1].text + " ")
    elif pieces:
        pieces.append(DiffPiece("same", " "))


def counts(pieces: tuple[DiffPiece, ...]) -> tuple[int, int]:
    """Return how many words were added and dropped; punctuation is no word."""
    added = sum(_count(piece.text) for piece in pieces if piece.kind == "added")
    dropped = sum(_count(piece.text) for piece in pieces if piece.kind == "dropped")
    return added, dropped


def _count(text: str) -> int:
    return sum(word[0].isalnum() for word in _WORD.findall(text))


def _words(text: str) -> list[_Word]:
    flat = " ".join(text.split())
    return [
        _Word(one[0], flat[one.start() - 1 : one.start()] == " ") for one in _WORD.finditer(flat)
    ]


def _runs(old: list[_Word], new: list[_Word]) -> Iterator[_Run]:
    dropped: list[_Word] = []
    added: list[_Word] = []
    for is_same, before, after in _joined(_opcodes(old, new), new):
        if is_same:
            yield from _change(dropped, added)
            # Behind what was only dropped a word stands as it stood in the earlier text.
            first = old[before[0]] if dropped and not added else new[after[0]]
            dropped, added = [], []
            yield "same", [first, *new[after[0] + 1 : after[1]]]
        else:
            dropped += old[before[0] : before[1]]
            added += new[after[0] : after[1]]
    yield from _change(dropped, added)


def _change(dropped: list[_Word], added: list[_Word]) -> Iterator[_Run]:
    if dropped:
        yield "dropped", dropped
    if added:
        first = added[0]
        parted = first.blank or (bool(dropped) and first.text[0].isalnum())
        yield "added", [_Word(first.text, parted), *added[1:]]


_Range = tuple[int, int]
_Step = tuple[bool, _Range, _Range]


def _opcodes(old: list[_Word], new: list[_Word]) -> list[_Step]:
    if len(old) * len(new) > _MOST:
        return [(False, (0, len(old)), (0, len(new)))]
    # The blank before a word does not make it another word.
    matcher = SequenceMatcher(None, [w.text for w in old], [w.text for w in new], autojunk=False)
    return [(tag == "equal", (a, b), (c, d)) for tag, a, b, c, d in matcher.get_opcodes()]


def _joined(steps: list[_Step], new: list[_Word]) -> Iterator[_Step]:
    """Yield the steps; a lone equal word between two changes is part of them: so it reads easier."""
    for at, (is_same, before, after) in enumerate(steps):
        word = new[after[0]].text if is_same and after[1] - after[0] == 1 else ""
        inside = 0 < at < len(steps) - 1
        yield is_same and not (inside and _is_small(word)), before, after


def _is_small(word: str) -> bool:
    """Tell whether `word` says little alone; a number or a day does say something."""
    return bool(word) and not any(letter.isdigit() for letter in word)
