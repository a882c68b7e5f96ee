"""Document numbers as people type them: "kế hoạch số 76", "KH 76", "76 kh skhcn", "QĐ-TTg số 100".

A sentence may well have a number beside a type's name ("kế hoạch 5 năm"): such a number counts
something, and is left to the words.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from ketluan.search.analysis import MAX_SERIAL, Element, is_capital
from ketluan.search.glossary import Glossary, is_syllable, spelled
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
_JOINTS: Final = frozenset(" \t\n/-–.")
_YEARS: Final = range(1900, 2100)


class CitedNumber(NamedTuple):
    """A number found in a query: elements `start` to `end`, end excluded; any token answers."""

    start: int
    end: int
    tokens: tuple[str, ...]


@cache
def _types_by_name() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the folded symbols by the folded syllables of their name."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for symbol, name in type_names().items():
        key = tuple(spelled(word).folded for word in name.split())
        table[key] = (*table.get(key, ()), fold(symbol))
    return table


@cache
def _type_symbols() -> frozenset[str]:
    return frozenset(fold(symbol) for symbol in type_names())


def cited_number(
    row: Sequence[Element], place: int, text: str, glossary: Glossary
) -> CitedNumber | None:
    """Return the document number that begins at `row[place]`, `None` if none does.

    `row` are the single elements of NFC `text`.
    """
    symbols, after = _type_at(row, place, text, glossary)
    named = after > place
    if named and symbols == ("tb",) and _keys(row, after, 2) == ("ket", "luan"):
        after += 2  # Thông báo kết luận 105/TB-UBND
    said = _keys(row, after, 1) == ("so",)
    after += said
    if after >= len(row) or not (named or said or after == place):
        return None
    if row[after].is_number:
        return CitedNumber(place, after + 1, row[after].wanted)
    if not _is_serial(row[after]):
        return None
    spaced = _symbol_after(row, after, text, glossary)
    if spaced:
        return CitedNumber(place, spaced.end, spaced.tokens)
    if not named or _counts(row, after, said=said):
        return _bare(row, place, after) if said and not named else None
    serial = int(row[after].key)
    return CitedNumber(place, after + 1, tuple(f"#{serial}/{symbol}" for symbol in symbols))


def _bare(row: Sequence[Element], place: int, after: int) -> CitedNumber:
    """Return "số 76" without a type: the number or the plain word, whichever stands there."""
    return CitedNumber(place, after + 1, row[after].wanted)


def _keys(row: Sequence[Element], place: int, length: int) -> tuple[str, ...]:
    return tuple(element.key for element in row[place : place + length])


def _is_serial(element: Element) -> bool:
    return element.key.isdigit() and element.key.isascii() and len(element.key) <= MAX_SERIAL


def _counts(row: Sequence[Element], place: int, *, said: bool) -> bool:
    """Tell whether the number at `place` is a year or counts what follows it."""
    if not said and int(row[place].key) in _YEARS:
        return True
    following = row[place + 1].key if place + 1 < len(row) else ""
    return not said and following in _COUNTED


def _type_at(
    row: Sequence[Element], place: int, text: str, glossary: Glossary
) -> tuple[tuple[str, ...], int]:
    """Return the symbols of the type named at `place` and the place behind it; equal if none."""
    for length in (4, 3, 2, 1):
        symbols = _types_by_name().get(_keys(row, place, length))
        if symbols and place + length <= len(row):
            return symbols, place + length
    end = place
    parts: list[str] = []
    while end < len(row) and _is_symbol(row[end], text, glossary, first=end == place):
        if end > place and text[row[end - 1].end : row[end].start].strip() not in ("-", "–"):
            break
        parts.append(row[end].key)
        end += 1
    return (("-".join(parts),), end) if parts else ((), place)


def _is_symbol(element: Element, text: str, glossary: Glossary, *, first: bool) -> bool:
    """Tell whether an element can be a part of a symbol: `first` must be a type's."""
    key = element.key
    if not key.isalnum() or key.isdigit():
        return False
    written = text[element.start : element.end]
    cannot_be_word = not is_syllable(key) or is_capital(written)
    if first:
        return key in _type_symbols() and cannot_be_word
    return cannot_be_word or key in glossary.symbols


def _symbol_after(
    row: Sequence[Element], place: int, text: str, glossary: Glossary
) -> CitedNumber | None:
    """Return `76 kh skhcn` with the serial at `place`, `None` if no symbol follows it."""
    parts: list[str] = []
    end = place + 1
    while end < len(row) and len(parts) < 4:
        gap = text[row[end - 1].end : row[end].start]
        if not set(gap) <= _JOINTS or not _is_symbol(row[end], text, glossary, first=not parts):
            break
        parts.append(row[end].key)
        end += 1
    if not parts:
        return None
    return CitedNumber(place, end, (f"#{int(row[place].key)}/{'-'.join(parts)}",))
