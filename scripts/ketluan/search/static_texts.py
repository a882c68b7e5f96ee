"""The texts of the records as the browser gets them: places in a list of words, written as digits.

Reading the texts takes longest by far. So what was read in those of one notice is kept, by a digest of
the texts and of the abbreviations with which they are read.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Generic, NamedTuple, TypeVar

from ketluan.kept import Kept, packed
from ketluan.program import program_digest
from ketluan.search.analysis import STOP, Element, elements
from ketluan.search.glossary import Glossary, spelled

# Digits of a place in the list of words: the first half ends a number, the second goes on. All of
# them stand in a string as they are, and none can end a script.
DIGITS: Final = "".join(chr(code) for code in range(35, 127) if chr(code) not in "<\\")
_BASE: Final = len(DIGITS) // 2
# Letters that Python and every browser fold alike, whatever their versions of Unicode.
_COMMON_WORD: Final = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ƿǍ-ǰẠ-ỹ]{1,40}")
_KIND: Final = "static-texts"


# What stands in texts, as it is told in JSON. A plain word is a string, and read by the browser
# (`spelled`); what stands between words is (text,), all else (text, key, row, tokens).
Word = str | tuple[Any, ...]

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


class _Read(NamedTuple):
    """What was read in some texts: their words, each once, and for each text the places of its words."""

    words: Sequence[Word]
    rows: Sequence[Sequence[int]]


def coded_texts(
    groups: Iterable[Sequence[str]],
    glossary: Glossary,
    abbreviations: Mapping[str, Sequence[str]],
    kept: Kept,
) -> tuple[list[Word], list[str]]:
    """Return all words, the commonest first, and each text as their places in digits.

    Texts of a group are read again together. They are in NFC; `glossary` is that of `abbreviations`.
    """
    known: Places[Word] = Places()
    rows: list[list[int]] = []
    for read in _all_read(tuple(groups), glossary, abbreviations, kept):
        places = known.places_of(read.words)
        rows += [list(map(places.__getitem__, row)) for row in read.rows]
    counts = Counter(chain.from_iterable(rows))
    words = list(known.places)
    ordered = sorted(counts, key=lambda place: (-counts[place], _text(words[place]), place))
    codes = {place: _coded(number) for number, place in enumerate(ordered)}
    coded = ["".join(map(codes.__getitem__, row)) for row in rows]
    return [words[place] for place in ordered], coded


def _all_read(
    groups: Sequence[Sequence[str]],
    glossary: Glossary,
    abbreviations: Mapping[str, Sequence[str]],
    kept: Kept,
) -> Iterator[_Read]:
    """Yield what was read in each group, now or in another run."""
    rules = hashlib.sha256(f"{program_digest()}{sorted(abbreviations.items())}".encode())
    keys = [_key(group, rules) for group in groups]
    found: dict[str, Any] = kept.find(_KIND, keys)
    new: dict[str, bytes] = {}
    met: dict[Hashable, Word] = {}  # to see a word again is cheaper than to read it again
    for key, group in zip(keys, groups, strict=True):
        if key in found:
            yield _Read(*found[key])
            continue
        read = _read(group, glossary, met)
        new[key] = packed(tuple(read))
        yield read
    kept.keep(_KIND, new, keys)


def _key(group: Sequence[str], rules: Any) -> str:
    hashed = rules.copy()
    for text in group:
        hashed.update(f"{len(text)}\0{text}".encode())
    return str(hashed.hexdigest())


def _read(group: Sequence[str], glossary: Glossary, met: dict[Hashable, Word]) -> _Read:
    known: Places[Word] = Places()
    rows = [known.places_of(_words(text, glossary, met)) for text in group]
    return _Read(tuple(known.places), rows)


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
