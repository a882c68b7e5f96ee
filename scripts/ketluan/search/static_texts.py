"""The texts of the records as the browser gets them: places in a list of words, written as digits."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Generic, NamedTuple, TypeVar

from ketluan.search.analysis import STOP, Element, elements
from ketluan.search.glossary import Glossary, spelled

# Digits of a place in the list of words: the first half ends a number, the second goes on. All of
# them stand in a string as they are, and none can end a script.
DIGITS: Final = "".join(chr(code) for code in range(35, 127) if chr(code) not in "<\\")
_BASE: Final = len(DIGITS) // 2
# Letters that Python and every browser fold alike, whatever their versions of Unicode.
_COMMON_WORD: Final = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ƿǍ-ǰẠ-ỹ]{1,40}")


# What stands in texts, as it is told in JSON. A plain word is a string, and read by the browser
# (`spelled`); what stands between words is (text,), all else (text, key, row, tokens).
Word = str | tuple[Any, ...]
Row = Sequence[int]  # a text: the places of its words

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


class Reader:
    """Reads texts as places in one list of words, which begins with the `known` and grows."""

    def __init__(self, glossary: Glossary, known: Iterable[Word] = ()) -> None:
        self.words: Places[Word] = Places(known)
        self._glossary = glossary
        self._met: dict[Hashable, Word] = {}  # to see a word again is cheaper than to read it again

    def row(self, text: str) -> Row:
        """Return the places of the words of `text`, which is in NFC."""
        return self.words.places_of(_words(text, self._glossary, self._met))


class Ranked(NamedTuple):
    """Words, the commonest first, and texts as the places of their words in that order."""

    words: Sequence[Word]
    rows: Sequence[Row]

    def coded(self) -> list[str]:
        """Return each text as the numbers of its words in digits."""
        codes = [_coded(number) for number in range(len(self.words))]
        return ["".join(map(codes.__getitem__, row)) for row in self.rows]


def ranked(words: Iterable[Word], rows: Sequence[Row]) -> Ranked:
    """Return the `words` that stand in `rows` by how often they do, and rows that name them so."""
    counts = Counter(chain.from_iterable(rows))  # in the order in which they first come
    every = list(words)
    ordered = sorted(counts, key=lambda place: (-counts[place], _text(every[place])))
    numbers = {place: number for number, place in enumerate(ordered)}
    renamed = [list(map(numbers.__getitem__, row)) for row in rows]
    return Ranked([every[place] for place in ordered], renamed)


def _words(text: str, glossary: Glossary, met: dict[Hashable, Word]) -> Iterator[Word]:
    """Yield what stands in NFC `text`, and what is between where that is not one blank.

    A stop follows without a blank, and nothing stands before the first element.
    """
    place = 0
    for element in elements(text, glossary):
        between = text[place : element.start]
        if between != (" " if place and element.key != STOP else ""):
            yield (between,)
        written = text[element.start : element.end]
        key = (written, element.key, element.tokens, element.row)
        if key not in met:
            met[key] = _word(written, element)
        yield met[key]
        place = element.end
    if place < len(text):
        yield (text[place:],)


def _text(word: Word) -> str:
    return word if isinstance(word, str) else str(word[0])


def _word(text: str, element: Element) -> Word:
    word = spelled(text)
    as_word = (word.folded, (word,), (word.folded,))
    if _COMMON_WORD.fullmatch(text) and (element.key, element.row, element.tokens) == as_word:
        return text
    row = tuple((item.folded, item.exact) for item in element.row)
    return text, element.key, row, element.tokens


def _coded(place: int) -> str:
    """Return `place` in digits of which only the last is of the first half."""
    digits = DIGITS[place % _BASE]
    while place := place // _BASE:
        digits = DIGITS[_BASE + place % _BASE] + digits
    return digits
