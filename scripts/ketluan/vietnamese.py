"""Vietnamese text: one normal form, folding of accents, slugs, spelling variants.

Every rule about Vietnamese letters lives here, so that index, query, addresses and parsers
cannot disagree. All functions are pure.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

# Zero-width characters, soft hyphen and BOM carry no text; they come from PDF and Word.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
_TONES: Final = {"\u0300": "2", "\u0301": "3", "\u0309": "4", "\u0303": "5", "\u0323": "6"}


def _folding_table() -> dict[int, str]:
    """Map each accented Latin letter to its bare lower-case letter, one to one.

    Whatever else Vietnamese texts hold stands for itself: to miss a character takes longest.
    """
    table = {
        code: chr(code) for code in (*range(0x0250), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070))
    }
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base.lower()
    # Đ đ and their look-alikes Ð ð have no decomposition; İ lowers to two code points.
    return table | {0x0110: "d", 0x0111: "d", 0x00D0: "d", 0x00F0: "d", 0x0130: "i"}


_FOLDED: Final = _folding_table()


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC without invisible characters: the one form used inside."""
    if text.isascii():  # as most numbers, days and ids: seen without a look at each letter
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Return NFC `text` in lower case without accents, đ as d; the same number of code points.

    Because lengths are equal, a span found in the folded text is a span of the original.
    """
    plain = text.translate(_FOLDED)
    lowered = plain.lower()
    if len(lowered) == len(plain) and "Σ" not in plain:  # both change by what stands around them
        return lowered
    return "".join(_lower(char) for char in plain)


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


@lru_cache(maxsize=1 << 14)  # an archive repeats its numbers and names in thousands of addresses
def slug(text: str) -> str:
    """Return `text` as a part of an address: folded, [a-z0-9] joined by single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(nfc(text))).strip("-")


def spelling_key(syllable: str) -> str:
    """Return letters (with their hats and horns) plus tone number, 1 to 6, of one syllable.

    Equal for every accepted spelling of the same syllable: hoà = hòa, uỷ = ủy, kĩ = kỹ,
    quí = quý; different for others: đo ≠ độ, túi ≠ thúy. Input in any case and any normal form.
    """
    tone = "1"
    letters = []
    for char in unicodedata.normalize("NFD", syllable.lower()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return plain_i(unicodedata.normalize("NFC", "".join(letters))) + tone


_OPEN_Y: Final = re.compile(r"(qu|[bcdđghklmnpqrstvx]+)y")


def plain_i(syllable: str) -> str:
    """Write the final y of an open syllable as i (ky → ki, quy → qui); leave y and thuy alone.

    Takes a toneless lower-case syllable, folded or not.
    """
    return syllable[:-1] + "i" if _OPEN_Y.fullmatch(syllable) else syllable


_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_value(numeral: str) -> int:
    """Return the value of a well-formed roman numeral up to 399, 0 for anything else."""
    values = [_ROMAN.get(char, 0) for char in numeral]
    if not values or 0 in values:
        return 0
    total = sum(
        -value if following > value else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total if 0 < total < 400 and roman_numeral(total) == numeral else 0


def roman_numeral(value: int) -> str:
    """Return `value` (1 to 399) as a roman numeral."""
    steps = (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
        (1, "I"),
    )  # fmt: skip
    numeral = ""
    for step, letters in steps:
        numeral += letters * (value // step)
        value %= step
    return numeral


@lru_cache(maxsize=1 << 14)  # a site tells the same days again and again
def day_in_words(day: date) -> str:
    """Return `03/3/2021`: days below 10 and months 1 and 2 with a leading zero, a year of four digits.

    Source: Nghị định 30/2020/NĐ-CP, annex I, II.4.
    """
    return f"{day.day:02d}/{month_in_words(day.month)}/{day.year:04d}"


def month_in_words(month: int) -> str:
    """Return `02`, `3`: months 1 and 2 with a leading zero; see `day_in_words`."""
    return f"{month:02d}" if month < 3 else str(month)
