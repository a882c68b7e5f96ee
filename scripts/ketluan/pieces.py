"""A long text in pieces: who has the text of last time need not make again what has not changed."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a text: the texts that `make` gives, and between each two of them the `word`.

    The `key` tells the texts, not the word: pieces of one key have the same texts. So what changes often
    and stands in each line can be changed without making a line. Most pieces are one text without a word.
    Where the key is empty nothing tells a piece but what it holds.
    """

    key: str
    make: Callable[[], tuple[str, ...]]
    word: str = ""

    @property
    def text(self) -> str:
        """The whole piece, made anew."""
        return self.word.join(self.make())


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text, with each piece made."""
    return "".join(piece.text for piece in pieces)


def whole(text: str) -> tuple[Piece]:
    """Return a text that is made already."""
    return (Piece("", lambda: (text,)),)
