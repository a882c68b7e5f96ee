"""Numbers as people type them: "kế hoạch số 76", "KH 76", "76 kh skhcn", "NĐ30", "nhiệm vụ II.1.6".

A sentence may well have a number beside a type's name ("kế hoạch 5 năm"): such a number counts
something, and is left to the words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from ketluan.search.analysis import MAX_SERIAL, Element, is_capital
from ketluan.search.glossary import Glossary, is_syllable, spelled
from ketluan.search.numbers import NumberParts, parts_of_token, plain_serial, task_tokens
from ketluan.vietnamese import fold
from ketluan.vocabulary import type_names

# Before these a number counts something: kế hoạch 5 năm, báo cáo 6 tháng, quyết định 3 nội dung.
_COUNTED: Final = frozenset(
    word
    for words in (
        ("nam", "thang", "ngay", "tuan", "qui", "gio", "giai", "dot", "lan"),
        ("nguoi", "nhiem", "noi", "diem", "muc", "ban", "cap", "phong", "don", "loai"),
    )
    for word in words
)
_ANY_TYPE: Final = "vb"  # văn bản: a document of whatever type
# A decision puts these into force, and they are called by its number: "đề án 996" is of QĐ 996.
_DECIDED: Final = frozenset(("da", "ctr", "pa", "qc", "qyd"))
_DECISION: Final = "qd"
# The numbers of these have their year: "thông tư 9/2023" is none of September.
_YEARED: Final = frozenset(("nd", "tt", "ttlt", "nq", "qd"))
_JOINTS: Final = frozenset(" \t\n/-–._&^")
_TIGHT: Final = frozenset("/-–")  # between a serial and its year
_AND: Final = frozenset("&^")
_YEARS: Final = range(1900, 2100)
_MONTHS: Final = 12
_NUMBER_WORD: Final = (spelled("số"), spelled("so"))
_MAX_PARTS: Final = 4  # of a symbol
_SERIAL: Final = re.compile(rf"\d{{1,{MAX_SERIAL}}}[a-z]?")
_SERIAL_AND_YEAR: Final = re.compile(r"(\d{1,5})\s*[/-]\s*((?:19|20)\d\d)")
_GLUED: Final = re.compile(r"(?P<serial>\d{1,5})(?P<type>[a-z]{2,4})")
_GLUED_BEHIND: Final = re.compile(r"(?P<type>[a-z]{2,4})(?P<serial>\d{1,5})")
_BULLET: Final = re.compile(r"g\d{1,3}")  # a task that is a dash in its notice


class TypedNumber(NamedTuple):
    """A number found in a query: elements `start` to `end`, end excluded; any token answers."""

    start: int
    end: int
    tokens: tuple[str, ...]


class _Head(NamedTuple):
    """How a number begins: what is known of it up to the element `end`, end excluded.

    `is_sure` is false for what is a number only if a type or a symbol stands beside it.
    """

    parts: NumberParts
    end: int
    is_sure: bool = False
    as_word: str = ""


@cache
def _types_by_name() -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return folded syllables and symbols of the types' names by their first one, the longest first."""
    symbols: dict[tuple[str, ...], tuple[str, ...]] = {}
    for symbol, name in type_names().items():
        key = tuple(spelled(word).folded for word in name.split())
        symbols[key] = (*symbols.get(key, ()), fold(symbol))
    table: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for key in sorted(symbols, key=len, reverse=True):
        table.setdefault(key[0], []).append((key, symbols[key]))
    return table


@cache
def _type_symbols() -> frozenset[str]:
    return frozenset(fold(symbol) for symbol in type_names())


def _keys(row: Sequence[Element], place: int, length: int) -> tuple[str, ...]:
    return tuple([element.key for element in row[place : place + length]])


def _says_number(row: Sequence[Element], place: int) -> bool:
    """Tell whether "số" stands there; "sở" is another word."""
    return place < len(row) and row[place].row[0] in _NUMBER_WORD


def task_number(row: Sequence[Element], place: int, text: str) -> TypedNumber | None:
    """Return the task number that begins at `row[place]`: `II.1.6`, `nhiệm vụ 2.a`."""
    after = place + 2 * (_keys(row, place, 2) == ("nhiem", "vu"))
    after += after > place and _says_number(row, after)
    if after >= len(row):
        return None
    if row[after].key.startswith("§"):
        return TypedNumber(place, after + 1, row[after].wanted)
    if after == place:
        return None
    end = after + 1
    while end < len(row) and text[row[end - 1].end : row[end].start] == ".":
        end += 1
    parts = _keys(row, after, end - after)
    if not all(part.isalnum() for part in parts):
        return None
    if len(parts) > 1 or _BULLET.fullmatch(parts[0]):
        return TypedNumber(place, end, task_tokens(".".join(parts))[-1:])
    return None


@dataclass(frozen=True, slots=True)
class CitedNumbers:
    """The document numbers of NFC `text`, of which `row` are the single elements."""

    row: Sequence[Element]
    text: str
    glossary: Glossary

    def at(self, place: int) -> TypedNumber | None:
        """Return the number that begins at `row[place]`, `None` if none does."""
        row = self.row
        types, after = self._type_at(place)
        named = after > place
        if types == ("tb",) and _keys(row, after, 2) == ("ket", "luan"):
            after += 2  # Thông báo kết luận 105/TB-UBND
        said = _says_number(row, after)
        after += said
        if after >= len(row):
            return None
        if row[after].is_number and parts_of_token(row[after].wanted[0]) is None:
            return TypedNumber(place, after + 1, row[after].wanted)  # a standard
        head = self._head(after)
        if head is None:
            return None
        symbol, end = self._symbol(head)
        if symbol:
            tokens = _tokens(head.parts, _completed(head.parts.symbol or types, symbol))
            alone = end == after + 1 and head.as_word and not named
            return TypedNumber(place, end, (*tokens, head.as_word) if alone else tokens)
        return self._without_symbol(place, after, head, types, said=said)

    def _without_symbol(
        self, place: int, after: int, head: _Head, types: tuple[str, ...], *, said: bool
    ) -> TypedNumber | None:
        """Read a number that shows no symbol: the type before it takes its place."""
        if types and (head.is_sure or said or not self._counts(after, head, types)):
            return TypedNumber(
                place, head.end, _tokens(head.parts, chain.from_iterable(map(_meant, types)))
            )
        if head.is_sure:
            return TypedNumber(place, head.end, (head.parts.token,))
        if said and not types:  # "số 76": the number or the plain word, whichever stands there
            return TypedNumber(place, after + 1, self.row[after].wanted)
        return None

    def _counts(self, place: int, head: _Head, types: Sequence[str]) -> bool:
        """Tell whether the number at `place` is a year, or counts what follows it, or a month."""
        serial = int(head.parts.serial) if head.parts.serial.isdigit() else 0
        if head.parts.year:
            is_month = 0 < serial <= _MONTHS and _YEARED.isdisjoint(types)
            return is_month or serial in _YEARS
        following = self.row[place + 1].key if place + 1 < len(self.row) else ""
        return serial in _YEARS or following in _COUNTED

    def _head(self, place: int) -> _Head | None:
        """Return the number that begins at `place` as far as figures, year and what is glued on."""
        element = self.row[place]
        if element.is_number:
            parts = parts_of_token(element.wanted[0])
            return _Head(parts, place + 1, is_sure=True) if parts else None
        if element.key.isalpha():  # nearly all
            return None
        together = _SERIAL_AND_YEAR.fullmatch(self.text, element.start, element.end)
        if together:
            serial = plain_serial(together[1])
            return _Head(NumberParts(serial, together[2], ()), place + 1)
        if _SERIAL.fullmatch(element.key) and element.key.isascii():
            year, end = self._year(place + 1)
            return _Head(NumberParts(plain_serial(element.key), year, ()), end)
        glued = _GLUED.fullmatch(element.key) or _GLUED_BEHIND.fullmatch(element.key)
        if glued is None or glued["type"] not in _type_symbols():
            return None
        year, end = self._year(place + 1) if glued.re is _GLUED_BEHIND else ("", place + 1)
        parts = NumberParts(plain_serial(glued["serial"]), year, (glued["type"],))
        return _Head(parts, end, is_sure=True, as_word=element.key)

    def _year(self, place: int) -> tuple[str, int]:
        """Return the year at `place` that belongs to the serial before it, and the place behind.

        Between two blanks it belongs there only if a symbol follows: "52 2016 qd ubnd".
        """
        if place >= len(self.row) or not re.fullmatch(r"(?:19|20)\d\d", self.row[place].key):
            return "", place
        gap = set(self._gap(place))
        follows = place + 1 < len(self.row) and (
            self._is_symbol(place + 1, first=True) or self._is_issuer(place + 1)
        )
        tight = bool(gap & _TIGHT)
        if gap <= _JOINTS and (tight or (follows and set(self._gap(place + 1)) <= _JOINTS)):
            return self.row[place].key, place + 1
        return "", place

    def _gap(self, place: int) -> str:
        return self.text[self.row[place - 1].end : self.row[place].start]

    def _type_at(self, place: int) -> tuple[tuple[str, ...], int]:
        """Return the symbols of the type named at `place` and the place behind it; equal if none."""
        row = self.row
        for name, symbols in _types_by_name().get(row[place].key, ()):
            if _keys(row, place, len(name)) == name:
                return symbols, place + len(name)
        end = place
        parts: list[str] = []
        while end < len(row) and self._is_symbol(end, first=end == place):
            if end > place and self._gap(end).strip() not in ("-", "–"):
                break
            parts.append(row[end].key)
            end += 1
        return (("-".join(parts),), end) if parts else ((), place)

    def _is_symbol(self, place: int, *, first: bool) -> bool:
        """Tell whether an element can be a part of a symbol: `first` must be a type's."""
        key = self.row[place].key
        if not key.isalnum() or key.isdigit():
            return False
        if first:
            return key in _type_symbols() and self._cannot_be_word(place)
        return self._cannot_be_word(place) or key in self.glossary.symbols

    def _cannot_be_word(self, place: int) -> bool:
        element = self.row[place]
        written = self.text[element.start : element.end]
        return not is_syllable(element.key) or is_capital(written)

    def _symbol(self, head: _Head) -> tuple[tuple[str, ...], int]:
        """Return the whole symbol of `head` and where it ends: 76 kh skhcn, 76/KH SKHCN."""
        parts = list(head.parts.symbol)
        place = head.end
        if len(parts) > 1 or (parts and parts[0] not in _type_symbols()):
            return tuple(parts), place
        begun = bool(parts)
        while place < len(self.row) and len(parts) < _MAX_PARTS:
            gap = set(self._gap(place))
            if not gap <= _JOINTS or not self._continues(place, parts, begun=begun):
                break
            if parts and gap & _AND:
                parts[-1] += self.row[place].key
            else:
                parts.append(self.row[place].key)
            place += 1
        return tuple(parts), place

    def _continues(self, place: int, parts: Sequence[str], *, begun: bool) -> bool:
        """Tell whether the element goes on with a symbol of which `parts` are there.

        Behind a number that is whole as it stands ("71/kl tu") a word is a part only at the end.
        """
        if parts:
            is_last = place + 1 == len(self.row)
            return self._is_symbol(place, first=False) and (
                not begun or is_last or self._cannot_be_word(place)
            )
        return (
            self._is_symbol(place, first=True)
            or self._is_letter_symbol(place)
            or self._is_issuer(place)
        )

    def _is_letter_symbol(self, place: int) -> bool:
        """Tell whether two known parts follow as in a công văn: 1234 ubnd kgvx."""
        known = [key in self.glossary.symbols for key in _keys(self.row, place, 2)]
        return len(known) == 2 and all(known) and self._cannot_be_word(place)

    def _is_issuer(self, place: int) -> bool:
        """Tell whether an element stands in the archive's numbers alone: 915 snv, kl 04 ttr."""
        key = self.row[place].key
        is_other = key in self.glossary.by_key or not self._cannot_be_word(place)
        return key in self.glossary.symbols and not is_other


def _meant(named: str) -> tuple[tuple[str, ...], ...]:
    """Return the symbols that a number has of which only the type is named."""
    if named == _ANY_TYPE:
        return (named,), ()
    return ((named,), (_DECISION,)) if named in _DECIDED else ((named,),)


def _completed(types: tuple[str, ...], symbol: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return what a symbol may be of which the type is left out or stands before the number."""
    if len(symbol) > 1 or symbol[0] in types or (symbol[0] in _type_symbols() and not types):
        return (symbol,)
    before = types or tuple(sorted(_type_symbols()))
    return symbol, *((each, *symbol) for each in before)


def _tokens(parts: NumberParts, symbols: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(parts._replace(symbol=symbol).token for symbol in symbols)
