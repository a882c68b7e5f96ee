"""A long text in pieces: who has the text of last time need not make again what has not changed."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a text, which `make` gives: the same as another one of the same `key`.

    Where the key is empty nothing tells that but the text.
    """

    key: str
    make: Callable[[], str]


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text, with each piece made."""
    return "".join(piece.make() for piece in pieces)


def whole(text: str) -> tuple[Piece]:
    """Return a text that is made already."""
    return (Piece("", lambda: text),)
