"""The differences between two wordings of a task, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal, NamedTuple

DiffKind = Literal["same", "added", "dropped"]

# A number with its symbol, a day, a compound with a hyphen is one word; punctuation stands alone.
_WORD: Final = re.compile(r"\w+(?:[/.,:&-]+\w+)*|[^\w\s]")
_MOST: Final = 4_000_000  # pairs of words to compare; a longer text counts as written anew


class DiffPiece(NamedTuple):
    """A run of words of one kind. `same` and `added` are the later text, `dropped` the earlier."""

    kind: DiffKind
    text: str


def word_diff(earlier: str, later: str) -> tuple[DiffPiece, ...]:
    """Return the pieces that lead from `earlier` to `later`, what was dropped before what was added.

    Joined by their kinds they are both texts, with single blanks for any white space.
    """
    old, new = _words(earlier), _words(later)
    pieces: list[DiffPiece] = []
    for kind, words in _runs(old, new):
        text = "".join(words)
        if text.strip():
            pieces.append(DiffPiece(kind, text))
    return tuple(pieces)


def counts(pieces: tuple[DiffPiece, ...]) -> tuple[int, int]:
    """Return how many words were added and dropped; punctuation is no word."""
    added = sum(_count(piece.text) for piece in pieces if piece.kind == "added")
    dropped = sum(_count(piece.text) for piece in pieces if piece.kind == "dropped")
    return added, dropped


def _count(text: str) -> int:
    return sum(word[0].isalnum() for word in _WORD.findall(text))


def _words(text: str) -> list[str]:
    """Return the words, each with the blank behind it, so that they join to the text."""
    flat = " ".join(text.split())
    found = list(_WORD.finditer(flat))
    ends = [*(match.start() for match in found), len(flat)]
    return [flat[begin:end] for begin, end in pairwise(ends)] if found else []


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[DiffKind, list[str]]]:
    dropped: list[str] = []
    added: list[str] = []
    for is_same, before, after in _joined(_opcodes(old, new), new):
        if is_same:
            yield from _change(dropped, added)
            dropped, added = [], []
            yield "same", new[after[0] : after[1]]
        else:
            dropped += old[before[0] : before[1]]
            added += new[after[0] : after[1]]
    yield from _change(dropped, added)


def _change(dropped: list[str], added: list[str]) -> Iterator[tuple[DiffKind, list[str]]]:
    if dropped:
        yield "dropped", dropped
    if added:
        yield "added", added


_Range = tuple[int, int]
_Step = tuple[bool, _Range, _Range]


def _opcodes(old: list[str], new: list[str]) -> list[_Step]:
    if len(old) * len(new) > _MOST:
        return [(False, (0, len(old)), (0, len(new)))]
    # The blank behind a word does not make it another word.
    matcher = SequenceMatcher(
        None, [w.rstrip() for w in old], [w.rstrip() for w in new], autojunk=False
    )
    return [(tag == "equal", (a, b), (c, d)) for tag, a, b, c, d in matcher.get_opcodes()]


def _joined(steps: list[_Step], new: list[str]) -> Iterator[_Step]:
    """Yield the steps; a lone equal word between two changes is part of them: so it reads easier."""
    for at, (is_same, before, after) in enumerate(steps):
        word = new[after[0]] if is_same and after[1] - after[0] == 1 else ""
        inside = 0 < at < len(steps) - 1
        yield is_same and not (inside and _is_small(word)), before, after


def _is_small(word: str) -> bool:
    """Tell whether `word` says little alone; a number or a day does say something."""
    return bool(word) and not any(letter.isdigit() for letter in word)
