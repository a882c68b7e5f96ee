"""The texts of the records as the browser gets them: places in a list of words, written as digits.

Reading the texts takes longest by far. So what was read in those of one notice is kept, by a digest of
the texts and of the abbreviations with which they are read.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
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


class Word(NamedTuple):
    """Something that stands in texts: a word, anything else with its tokens, or what is between.

    A plain word is read by the browser (`spelled`); `read` says what every other element means.
    """

    text: str
    is_gap: bool = False
    read: tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]] | None = None

    def plain(self) -> object:
        """Return the word for JSON: a string; a gap in a list; text, key, row and tokens."""
        if self.is_gap:
            return [self.text]
        return [self.text, *self.read] if self.read else self.text


Item = TypeVar("Item", bound=Hashable)


class Places(Generic[Item]):
    """Values by place, each once."""

    def __init__(self, first: Iterable[Item] = ()) -> None:
        self.places: dict[Item, int] = {}
        for item in first:
            self.place(item)

    def place(self, item: Item) -> int:
        """Return the place of `item`, at the end if it is new."""
        return self.places.setdefault(item, len(self.places))


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
        places = [known.place(word) for word in read.words]
        rows += [[places[at] for at in row] for row in read.rows]
    counts = Counter(place for row in rows for place in row)
    words = list(known.places)
    ordered = sorted(counts, key=lambda place: (-counts[place], words[place].text, place))
    codes = {place: _coded(number) for number, place in enumerate(ordered)}
    coded = ["".join([codes[place] for place in row]) for row in rows]
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
            words, rows = found[key]
            yield _Read([Word(*word) for word in words], rows)
            continue
        read = _read(group, glossary, met)
        new[key] = packed(([tuple(word) for word in read.words], read.rows))
        yield read
    kept.keep(_KIND, new, keys)


def _key(group: Sequence[str], rules: Any) -> str:
    hashed = rules.copy()
    for text in group:
        hashed.update(f"{len(text)}\0{text}".encode())
    return str(hashed.hexdigest())


def _read(group: Sequence[str], glossary: Glossary, met: dict[Hashable, Word]) -> _Read:
    known: Places[Word] = Places()
    rows = [[known.place(word) for word in _words(text, glossary, met)] for text in group]
    return _Read(tuple(known.places), rows)


def _words(text: str, glossary: Glossary, met: dict[Hashable, Word]) -> Iterator[Word]:
    """Yield what stands in NFC `text`, and what is between where that is not one blank.

    A stop follows without a blank, and nothing stands before the first element.
    """
    place = 0
    for element in elements(text, glossary):
        between = text[place : element.start]
        if between != (" " if place and element.key != STOP else ""):
            yield Word(between, is_gap=True)
        written = text[element.start : element.end]
        key = (written, element.key, element.tokens, element.row)
        if key not in met:
            met[key] = _word(written, element)
        yield met[key]
        place = element.end
    if place < len(text):
        yield Word(text[place:], is_gap=True)


def _word(text: str, element: Element) -> Word:
    word = spelled(text)
    as_word = (word.folded, (word,), (word.folded,))
    if _COMMON_WORD.fullmatch(text) and (element.key, element.row, element.tokens) == as_word:
        return Word(text)
    row = tuple((item.folded, item.exact) for item in element.row)
    return Word(text, read=(element.key, row, element.tokens))


def _coded(place: int) -> str:
    """Return `place` in digits of which only the last is of the first half."""
    digits = DIGITS[place % _BASE]
    while place := place // _BASE:
        digits = DIGITS[_BASE + place % _BASE] + digits
    return digits
