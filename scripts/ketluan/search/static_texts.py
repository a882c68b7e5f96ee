"""The texts of the records as the browser gets them: places in a list of words, written as digits.

All that is done to the words of all texts is a look-up in a table, which NumPy does for millions at once.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np

from ketluan.search.analysis import STOP, elements
from ketluan.search.glossary import Glossary, Spelled, spelled

# Digits of a place in the list of words: the first half ends a number, the second goes on. All of
# them stand in a string as they are, and none can end a script.
DIGITS: Final = "".join(chr(code) for code in range(35, 127) if chr(code) not in "<\\")
_BASE: Final = len(DIGITS) // 2
# Letters that Python and every browser fold alike, whatever their versions of Unicode.
_COMMON_WORD: Final = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ƿǍ-ǰẠ-ỹ]{1,40}")


# What stands in texts, as it is told in JSON. A plain word is a string, and read by the browser
# (`spelled`); what stands between words is (text,), all else (text, key, row, tokens).
Word = str | tuple[Any, ...]

_PLACE: Final = np.dtype("<u4")  # of a place in a list, where they are bytes

Item = TypeVar("Item", bound=Hashable)


class Places(Generic[Item]):
    """Values by place, each once."""

    def __init__(self, first: Iterable[Item] = ()) -> None:
        self.places: dict[Item, int] = {}
        self.places_of(first)

    def place(self, item: Item) -> int:
        """Return the place of `item`, at the end if it is new."""
        return self.places.setdefault(item, len(self.places))

    def places_of(self, items: Iterable[Item]) -> list[int]:
        """Return the place of each of many `items`."""
        places = self.places
        return [places.setdefault(item, len(places)) for item in items]

    def packed(self, items: Iterable[Item]) -> bytes:
        """Return the place of each of many `items`, as bytes."""
        return np.array(self.places_of(items), _PLACE).tobytes()


class Texts(NamedTuple):
    """Some texts: how many words each has, and the places of all in a list of words, as bytes."""

    sizes: Sequence[int]
    places: bytes


class Reader:
    """Reads texts as places in one list of words, which begins with the `known` and grows."""

    def __init__(self, glossary: Glossary, known: Iterable[Word] = ()) -> None:
        self.words: Places[Word] = Places(known)
        self._glossary = glossary
        self._met: dict[Hashable, int] = {}  # to see a word again is cheaper than to read it again

    def read(self, texts: Iterable[str]) -> Texts:
        """Return `texts`, which are in NFC, as the places of their words."""
        rows = [self._row(text) for text in texts]
        places = np.fromiter(chain.from_iterable(rows), _PLACE)
        return Texts([*map(len, rows)], places.tobytes())

    def _row(self, text: str) -> list[int]:
        """Return the places of what stands in `text`, and of what is between where that is not one blank.

        A stop follows without a blank, and nothing stands before the first element.
        """
        row, met, before = [], self._met, 0
        for start, end, key, reading, tokens, *_ in elements(text, self._glossary):
            between = text[before:start]
            if between != (" " if before and key != STOP else ""):
                row.append(self.words.place((between,)))
            written = text[start:end]
            what = (written, key, tokens, reading)
            place = met.get(what)
            if place is None:
                place = met[what] = self.words.place(_word(written, key, reading, tokens))
            row.append(place)
            before = end
        if before < len(text):
            row.append(self.words.place((text[before:],)))
        return row


class Met(Generic[Item]):
    """Values of a list `known` that are named by `places`, in the order in which they come first.

    The first of the list is named before all others. `left` is the list without what is not named.
    """

    def __init__(self, known: Iterable[Item], places: bytes) -> None:
        self._known = [*known]
        self._places = np.concatenate(([0], np.frombuffer(places, _PLACE)))
        self._order = self._ordered(self._places)
        named = set(self._order)
        self.values = [self._known[place] for place in self._order]
        self.left = [one if place in named else (place,) for place, one in enumerate(self._known)]

    def _ordered(self, places: Any) -> list[int]:
        first = _first(places, len(self._known))
        found = np.flatnonzero(first < len(places))
        ordered: list[int] = found[np.argsort(first[found])].tolist()
        return ordered

    def last(self) -> list[Item]:
        """Return the values in the order in which they come last."""
        return [self._known[place] for place in reversed(self._ordered(self._places[::-1]))]

    def columns(self, numbers: Iterable[int], width: int) -> list[list[str]]:
        """Return in digits the `numbers` of the values, each where that is named.

        `width` places are those of one row; what comes is columns.
        """
        digits = np.empty(len(self._known), object)
        digits[self._order] = [*map(str, numbers)]
        columns: list[list[str]] = digits[self._places[1:]].reshape(-1, width).T.tolist()
        return columns


def _first(places: Any, size: int) -> Any:
    """Return where each of `size` values comes first among `places`, their number where nowhere."""
    first = np.full(size, len(places), np.intp)
    first[places[::-1]] = np.arange(len(places))[::-1]
    return first


class Ranked:
    """Texts as the places of their `words` in an order in which the commonest stand first.

    `left` is the list of words that the texts were read with, without those that stand in none.
    """

    def __init__(self, known: Iterable[Word], texts: Sequence[Texts]) -> None:
        every = [*known]
        places = np.frombuffer(b"".join(one.places for one in texts), _PLACE)
        counts = np.bincount(places, minlength=len(every)).tolist()
        first = _first(places, len(every)).tolist()
        ordered = sorted(
            (place for place, count in enumerate(counts) if count),
            key=lambda place: (-counts[place], _text(every[place]), first[place]),
        )
        numbers = np.zeros(len(every), _PLACE)
        numbers[ordered] = np.arange(len(ordered))
        self.words = [every[place] for place in ordered]
        self.left = [
            word if count else (place,)
            for place, (word, count) in enumerate(zip(every, counts, strict=True))
        ]
        self._places = numbers[places]
        self._ends = np.cumsum([0, *chain.from_iterable(one.sizes for one in texts)])

    def coded(self) -> list[str]:
        """Return each text as the numbers of its words in digits."""
        codes = np.array([_coded(number) for number in range(len(self.words))], np.bytes_)
        digits = codes[self._places].view(np.uint8)  # all of one width, behind the shorter zeros
        told = digits[digits != 0].tobytes().decode("ascii")
        ends = np.zeros(len(self._places) + 1, np.intp)
        np.cumsum(np.char.str_len(codes)[self._places], out=ends[1:])
        ends = ends[self._ends].tolist()
        return [told[start:end] for start, end in pairwise(ends)]


def _text(word: Word) -> str:
    return word if isinstance(word, str) else str(word[0])


def _word(text: str, key: str, reading: Sequence[Spelled], tokens: tuple[str, ...]) -> Word:
    """Return a word that was read as `analysis` says, as it is told in JSON."""
    word = spelled(text)
    as_word = (word.folded, (word,), (word.folded,))
    if _COMMON_WORD.fullmatch(text) and (key, reading, tokens) == as_word:
        return text
    return text, key, tuple((item.folded, item.exact) for item in reading), tokens


def _coded(place: int) -> str:
    """Return `place` in digits of which only the last is of the first half."""
    digits = DIGITS[place % _BASE]
    while place := place // _BASE:
        digits = DIGITS[_BASE + place % _BASE] + digits
    return digits
