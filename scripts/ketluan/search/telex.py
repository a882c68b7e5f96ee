"""Words typed in Telex while the input method was off: nhieemj → nhiệm."""

import unicodedata
from functools import cache
from typing import Final

from ketluan.vietnamese import nfc
from ketluan.vocabulary import typing_slips

_VOWELS: Final = frozenset("aeiouy")
_LONGEST: Final = 12  # keys of one syllable: "nghiếng" has ten


@cache
def _marks() -> dict[str, str]:
    return typing_slips()["telex"]["marks"]


@cache
def _tones() -> dict[str, str]:
    """Return the combining tone by its key."""
    shown = typing_slips()["telex"]["tones"]
    return {key: unicodedata.normalize("NFD", letter)[1] for key, letter in shown.items()}


def decoded(word: str) -> str:
    """Return the syllable whose Telex keys are `word`, empty if no key of it is one of Telex.

    A key may stand behind the syllable (nhiemej) or inside (khowri), as the method itself has it.
    """
    keys = word.lower()
    if not keys.isascii() or not keys.isalpha() or len(keys) > _LONGEST:
        return ""
    letters: list[str] = []
    tone = ""
    for key in keys:
        if key in _tones() and _vowels(letters):
            tone = _tones()[key]
        elif not _mark(letters, key):
            letters.append(key)
    plain = "".join(letters)
    if plain == keys:
        return ""
    return nfc(_with_tone(letters, tone)) if tone else plain


def _mark(letters: list[str], key: str) -> bool:
    """Give the letter to which `key` belongs its mark; false if there is none."""
    if key == "d":
        places = [0] if letters[:1] == ["d"] else []
    elif key == "w":
        places = [place for place in _vowels(letters) if letters[place] + key in _marks()]
        is_pair = len(places) > 1 and [letters[place] for place in places[-2:]] == ["u", "o"]
        places = places[-2:] if is_pair else places[-1:]
    else:
        places = [place for place in _vowels(letters)[-1:] if letters[place] == key]
        places += [place for place in _vowels(letters)[-2:-1] if letters[place] == key]
    for place in places:
        if letters[place] + key not in _marks():
            return False
        letters[place] = _marks()[letters[place] + key]
    if key == "w" and not places:
        letters.append(_marks()["uw"])  # Telex writes ư for a w alone
        return True
    return bool(places)


def _vowels(letters: list[str]) -> list[int]:
    """Return the places of the vowels; the u of qu and the i of gi are none where another follows."""
    places = [
        place
        for place, letter in enumerate(letters)
        if unicodedata.normalize("NFD", letter)[0] in _VOWELS
    ]
    is_part = len(places) > 1 and places[0] == 1 and letters[0] + letters[1] in ("qu", "gi")
    return places[1:] if is_part else places


def _with_tone(letters: list[str], tone: str) -> str:
    """Set the tone where it is written: on the marked vowel, else by the shape of the rhyme."""
    vowels = _vowels(letters)
    marked = [place for place in vowels if not letters[place].isascii()]
    is_closed = vowels[-1] + 1 < len(letters)
    place = marked[-1] if marked else vowels[-1] if is_closed else vowels[max(0, len(vowels) - 2)]
    return "".join(letter + tone if place == at else letter for at, letter in enumerate(letters))
