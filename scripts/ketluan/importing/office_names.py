"""Names of offices and positions printed in capitals, written as offices write them.

SỞ KHOA HỌC VÀ CÔNG NGHỆ → Sở Khoa học và Công nghệ (Nghị định 30/2020/NĐ-CP, annex II). Capitals do
not tell where a word of several syllables begins, so the words are known by a table, places by the
kind of place before them, and the rest by how the document itself writes it elsewhere; what is
left is guessed. Only the case of letters changes.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

from ketluan.organisations import LOWER, UPPER
from ketluan.vietnamese import fold, spelling_key
from ketluan.vocabulary import notice_words

_WORD: Final = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_VOWELS: Final = frozenset("aeiouy")
_LONGEST: Final = 8  # words of a name in the table
_PLACE_WORDS: Final = 4  # syllables of a place's name ("Hồ Chí Minh", "Buôn Ma Thuột")
_CONTEXT: Final = 20_000  # code points of the document searched for a name


@dataclass(frozen=True, slots=True)
class OfficeName:
    """A name in the register of offices; `sure` is false where its capitals are guessed."""

    text: str
    sure: bool = True


def office_name(printed: str, context: str = "") -> OfficeName:
    """Return `printed` (NFC, one line) as offices write it; `context` is the document's text.

    A name that is not all in capitals stays as it is.
    """
    if not printed.isupper():
        return OfficeName(printed)
    words = list(_WORD.finditer(printed))
    keys = [spelling_key(word.group()) for word in words]
    written: list[str] = []
    sure = True
    position = 0
    while position < len(words):
        count, cased, known = _next(words, keys, position, context[:_CONTEXT])
        written += cased
        sure = sure and known
        position += count
    if not written:
        return OfficeName(printed)
    written[0] = written[0][:1].upper() + written[0][1:]
    return OfficeName(_put_back(printed, words, written), sure)


def _put_back(printed: str, words: list[re.Match[str]], written: list[str]) -> str:
    """Return `printed` with each of its words replaced by the one written for it."""
    pieces, end = [], 0
    for word, text in zip(words, written, strict=True):
        pieces += [printed[end : word.start()], text]
        end = word.end()
    return "".join([*pieces, printed[end:]])


def _next(
    words: list[re.Match[str]], keys: list[str], position: int, context: str
) -> tuple[int, list[str], bool]:
    """Return how many words the next known piece has, those words as written, and whether known."""
    if _in_code(words[position]) or "&" in words[position].group():
        return 1, [words[position].group()], True
    place = _place_length(words, keys, position)
    if place:
        cased = [_title(words[i].group()) for i in range(position, position + place)]
        return place, cased, True
    known = _known_at(keys, position)
    if known:
        return (
            len(known),
            [
                _cased_like(words[position + i].group(), pattern)
                for i, pattern in enumerate(_in_sentence(known, keys, position))
            ],
            True,
        )
    if keys[position] in _small():
        return 1, [words[position].group().lower()], True
    if fold(words[position].group()) == "tinh" and keys[position + 1 :][:2] in _province_keys():
        return 1, ["tỉnh"], False  # a scan's wrong accent
    count = 1
    while (
        position + count < len(words)
        and keys[position + count] not in _small()
        and not _known_at(keys, position + count)
    ):
        count += 1
    return count, *_unknown([word.group() for word in words[position : position + count]], context)


def _in_code(word: re.Match[str]) -> bool:
    """Tell whether a word belongs to a number or symbol ("1050/QĐ-SCT"), which stays as it is."""
    text = word.string
    begin, end = text.rfind(" ", 0, word.start()) + 1, text.find(" ", word.end())
    return any(char.isdigit() for char in text[begin : end if end >= 0 else len(text)])


def _place_length(words: list[re.Match[str]], keys: list[str], position: int) -> int:
    """Return how many words at `position` are the name of a place, behind the kind of the place."""
    if not any(
        position >= len(kind) and tuple(keys[position - len(kind) : position]) == kind
        for kind in _place_kinds()
    ):
        return 0
    count = 0
    while position + count < len(words) and count < _PLACE_WORDS:
        if keys[position + count] in _small() or (count and _known_at(keys, position + count)):
            break
        count += 1
    return count


def _in_sentence(known: tuple[str, ...], keys: list[str], position: int) -> tuple[str, ...]:
    """Return the table's words; the city that bears a person's name is written with a capital."""
    if tuple(keys[position : position + 5]) == _keys("thành phố hồ chí minh"):
        return ("Thành", *known[1:])
    return known


def _unknown(words: list[str], context: str) -> tuple[list[str], bool]:
    """Return `words`, of which no table knows anything, as the document or a guess writes them."""
    if len(words) == 1 and not _VOWELS & set(fold(words[0])):
        return words, True  # an abbreviation: KHCN, VNPT
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)"
    for found in re.finditer(pattern, context, re.IGNORECASE):
        if not found.group().isupper() and found.group()[0].isupper():
            return found.group().split(), True
    # A scan may have the wrong accents: then the document's own words say what is meant.
    folded = r"(?<!\w)" + r"\s+".join(re.escape(fold(word)) for word in words) + r"(?!\w)"
    if len(words) > 1:
        places = re.finditer(folded, fold(context))
        written = Counter(context[found.start() : found.end()] for found in places)
        mixed = [t for t, _ in written.most_common() if not t.isupper() and t.lower() != t]
        if mixed:
            return mixed[0].split(), False
    guessed = [_title(word) if index % 2 == 0 else word.lower() for index, word in enumerate(words)]
    return guessed, False


def _title(word: str) -> str:
    return word[:1].upper() + word[1:].lower()


def _cased_like(word: str, pattern: str) -> str:
    """Return `word` with the case of `pattern`, which has the same letters but for accents."""
    return "".join(
        letter.upper() if model.isupper() else letter.lower()
        for letter, model in zip(word, pattern, strict=True)
    )


def _known_at(keys: list[str], position: int) -> tuple[str, ...]:
    """Return the longest name of the table that stands at `position`, in its words, else nothing."""
    table = _table()
    for count in range(min(_LONGEST, len(keys) - position), 0, -1):
        found = table.get(tuple(keys[position : position + count]))
        if found:
            return found
    return ()


def _keys(name: str) -> tuple[str, ...]:
    return tuple(spelling_key(word) for word in name.split())


@cache
def _table() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the table by the keys of their syllables."""
    words = notice_words()
    names = (
        *words["place_kinds"], *words["position_words"], *words["body_heads"],
        *words["bodies_by_name"], *words["office_words"],
        *(name for name in words["provinces"] if "-" not in name),
    )  # fmt: skip
    return {_keys(name): tuple(name.split()) for name in names}


@cache
def _province_keys() -> list[list[str]]:
    return [list(_keys(name)[:2]) for name in notice_words()["provinces"]]


@cache
def _small() -> frozenset[str]:
    return frozenset(spelling_key(word) for word in notice_words()["small_words"])


@cache
def _place_kinds() -> tuple[tuple[str, ...], ...]:
    return tuple(_keys(kind) for kind in notice_words()["place_kinds"])


_CAPITALISED: Final = re.compile(rf"[{UPPER}][{LOWER}]+|[{UPPER}]['’]\w+|[{UPPER}](?=[\s-])")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(notice_words()["surnames"])


@dataclass(frozen=True, slots=True)
class FoundName:
    """The name of a person in a text: `text[start:end]`."""

    start: int
    end: int
    text: str


def person_in(text: str) -> FoundName | None:
    """Return the first name of a person in NFC `text`, known by its surname, or `None`.

    A run of capitalised words may begin with the end of an office's or a place's name ("tỉnh Ninh
    Bình Đặng Văn Mẫu"): the name is its longest end of at most four words that begins with a surname.
    """
    run: list[re.Match[str]] = []
    for word in re.finditer(r"[^\s,;:.()\[\]“”\"|/]+|[,;:.()\[\]“”\"|/]", text):
        if _CAPITALISED.fullmatch(word.group()):
            run.append(word)
            continue
        found = _name_in_run(run)
        if found:
            return found
        run = []
    return _name_in_run(run)


def _name_in_run(run: list[re.Match[str]]) -> FoundName | None:
    for length in (4, 3, 5, 2):
        if length > len(run) or (length == 5 and len(run) != 5):
            continue
        names = run[-length:]
        if names[0].group() in _surnames() and (length > 2 or length == len(run)):
            name = " ".join(word.group() for word in names)
            return FoundName(names[0].start(), names[-1].end(), name)
    return None
