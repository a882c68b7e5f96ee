"""TCVN3 (ABC) and VNI, the encodings of Vietnamese fonts before Unicode: their letters to Unicode.

The tables are `vocabulary/legacy_encodings.yml`, and so are the parts of a syllable.
"""

import re
import unicodedata
from functools import cache
from itertools import product
from typing import Final, Literal

from ketluan.vocabulary import legacy_encodings

Legacy = Literal["tcvn3", "vni"]

_TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # columns of the tables
_SEGMENT: Final = re.compile(r"[^\n\t]+?(?=[\n\t]|\s{3}|\Z)|[\n\t]|\s{3,}")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ASCII_SMALL: Final = re.compile("[a-z]")


def from_tcvn3(text: str, capitals: bool = False) -> str:
    """Return TCVN3 `text`, as Windows-1252 shows it, in Unicode (NFC).

    `capitals` is for fonts whose name ends in H (.VnTimeH), which show small letters as capitals.
    Without it, words typed in capitals with such a font ("TH¤NG B¸O") become capitals again.
    """
    converted = unicodedata.normalize("NFC", text.translate(_tcvn3()))
    return converted.upper() if capitals else _SEGMENT.sub(_with_capitals, converted)


def from_vni(text: str) -> str:
    """Return VNI `text`, as Windows-1252 shows it, in Unicode (NFC)."""
    pattern, letters = _vni()
    return unicodedata.normalize("NFC", pattern.sub(lambda match: letters[match[0]], text))


def is_syllable(word: str) -> bool:
    """Tell whether NFC `word` is a Vietnamese syllable, in small letters, Capitalised or CAPITALS."""
    lower = word.lower()
    return lower in _syllables() and word in (lower, lower.capitalize(), lower.upper())


def _table(name: Legacy) -> dict[str, str]:
    """Return the codes of encoding `name` with the letters they stand for."""
    return {
        code: unicodedata.normalize("NFC", letter + tone)
        for letter, codes in legacy_encodings()[name].items()
        for code, tone in zip(codes.split(" "), _TONES, strict=False)
    }


@cache
def _tcvn3() -> dict[int, str]:
    return {ord(code): letter for code, letter in _table("tcvn3").items()}


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str]]:
    letters: dict[str, str] = {}
    for code, letter in _table("vni").items():
        letters |= {code: letter, code.upper(): letter.upper()}
        if len(code) == 2:  # a capital with its mark typed small, as in "Aùnh"
            letters |= {
                code[0].upper() + code[1]: letter.upper(),
                code[0] + code[1].upper(): letter,
            }
    return re.compile("|".join(sorted(letters, key=len, reverse=True))), letters


@cache
def _syllables() -> frozenset[str]:
    parts = legacy_encodings()
    found: set[str] = set()
    for onset, rime in product(("", *parts["onsets"].split()), parts["rimes"].split()):
        if not _goes_with(onset, rime):
            continue
        tones = _TONES[4:] if rime[-1] in "cpt" or rime.endswith("ch") else _TONES
        for place, tone in product(_tone_places(rime), tones):
            marked = rime[: place + 1] + tone + rime[place + 1 :]
            found.add(unicodedata.normalize("NFC", onset + marked))
    return frozenset(found)


def _goes_with(onset: str, rime: str) -> bool:
    first = rime[0]
    if onset in ("k", "gh", "ngh"):
        return first in "eêi" or (onset == "k" and first == "y")
    if onset in ("c", "ng"):
        return first not in "eêiy"
    if onset == "g":  # gì, giếng
        return first not in "eêy"
    if onset == "gi":
        return first not in "iy"
    if onset == "qu":
        return first not in "uươo" or rime == "ôc"
    return True


def _tone_places(rime: str) -> tuple[int, ...]:
    """Return where the tone mark may stand; both habits of oa, oe and uy (hòa, hoà) are right."""
    hatted = [index for index, letter in enumerate(rime) if letter in "ăâêôơư"]
    if hatted:
        return (hatted[-1],)
    vowels = len(rime) - len(rime.lstrip("aeiouy"))
    if vowels < len(rime):
        return (vowels - 1,)
    if vowels == 3:
        return (1,)
    return (0, 1) if rime in ("oa", "oe", "uy") else (0,)


def _with_capitals(match: re.Match[str]) -> str:
    """Return a segment of converted TCVN3 with words in capitals made whole: "BáO CáO" → "BÁO CÁO"."""
    segment = match[0]
    if segment.isascii():
        return segment
    whole = _LETTERS.sub(lambda word: word[0].upper() if _is_shouted(word[0]) else word[0], segment)
    words = _LETTERS.findall(whole)
    # "Së" alone may be Sở or SỞ: only the words beside it say which.
    if not _ASCII_SMALL.search(whole) and any(
        len(w) > 1 and w.isupper() and is_syllable(w) for w in words
    ):
        return whole.upper()
    return whole


def _is_shouted(word: str) -> bool:
    """Tell whether capitals are followed by small letters with accents only, or come behind one."""
    small = [letter for letter in word if letter.islower()]
    if not small or len(small) == len(word) or any(letter.isascii() for letter in small):
        return False
    return len(word) - len(small) > 1 or word[0].islower()
