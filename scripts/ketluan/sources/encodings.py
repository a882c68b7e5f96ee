"""Bytes of a text to Unicode: UTF-8, UTF-16, Windows-1258, and the fonts' own TCVN3 and VNI.

TCVN3 (ABC) and VNI are told from Unicode and from each other by counting words with accents that
are Vietnamese syllables under each reading. An encoding is chosen by a clear margin only; in doubt
the text stays as it is, or the file is refused. The tables are `vocabulary/legacy_encodings.yml`.
"""

import codecs
import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import Final, Literal

from ketluan.sources.source import SourceError
from ketluan.vocabulary import legacy_encodings

Legacy = Literal["tcvn3", "vni"]

NAMES: Final[Mapping[str, str]] = {
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "windows-1258": "Windows-1258",
}
_SAVE_AS_UTF8: Final = (
    "hãy mở tệp bằng phần mềm đã tạo ra nó, chọn Lưu thành với bảng mã UTF-8 rồi nhập lại"
)
_TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # columns of the tables
_FEWEST_WORDS: Final = 3  # that only the chosen reading makes Vietnamese; fewer may be chance
_LEAST_SHARE: Final = 0.7  # of the words with accents; the others are names and misprints
_MARGIN: Final = 1.5  # times as many good words as the next reading has
_STRAY_SHARE: Final = 0.1  # words of Unicode, for each of the old encoding, in a line to convert
_SPOILED_SHARE: Final = 0.5  # of the bytes above ASCII: fewer bad ones mean UTF-8 that was damaged
_ZEROS_OF_UTF16: Final = 0.2  # of the code units of Vietnamese text, at the least, are below U+0100
_FOREIGN: Final = re.compile(  # shown for letters by TCVN3 or VNI, and no letter of Vietnamese
    "[\u00a1-\u00a9\u00ac-\u00af\u00b5-\u00b9\u00bc\u00be\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8"
    "\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
)
_WORD: Final = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u0323\u1ea0-\u1ef9]+")
_AROUND_WORDS: Final = "«»·§°¡¿´"  # stand beside words in Unicode text too
_SEGMENT: Final = re.compile(r"[^\n\t]+?(?=[\n\t]|\s{3}|\Z)|[\n\t]|\s{3,}")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text in Unicode, not yet NFC; its encoding; a Vietnamese note on what was converted, or ''."""

    text: str
    encoding: str
    note: str = ""


def decode(content: bytes) -> Decoded:
    """Return the text of a file. Raises `SourceError` where its encoding is not known for sure."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return unicode_of(_strictly(content[len(mark) :], encoding), encoding)
    encoding = _utf16_without_mark(content)
    if encoding:
        return unicode_of(_strictly(content, encoding), encoding)
    try:
        return unicode_of(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _eight_bit(content, error)


def unicode_of(text: str, encoding: str = "utf-8") -> Decoded:
    """Return `text` with what was pasted from TCVN3 or VNI fonts converted, line by line.

    Lines that are Vietnamese as they stand are left alone, and so is everything in doubt.
    """
    if len(_FOREIGN.findall(text)) < _FEWEST_WORDS:
        return Decoded(text, encoding)
    lines = text.split("\n")
    readings = _Readings()
    counts = [_Counts.of(line, readings) if not line.isascii() else _Counts() for line in lines]
    legacy = _legacy_of(counts)
    if legacy is None:
        return Decoded(text, encoding)
    convert = _CONVERTERS[legacy]
    chosen = _legacy_lines(counts, legacy)
    changed = [convert(line) if yes else line for line, yes in zip(lines, chosen, strict=True)]
    note = f"đã chuyển từ bảng mã {NAMES[legacy]} sang Unicode"
    left = [n for n, (c, yes) in enumerate(zip(counts, chosen, strict=True), 1)
            if not yes and c.only(legacy) >= _FEWEST_WORDS]  # fmt: skip
    if left:
        note += f"; dòng {_some(left)} có thể còn chữ của bảng mã cũ, hãy đối chiếu với bản gốc"
    return Decoded("\n".join(changed), encoding if not all(chosen) else legacy, note)


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


_CONVERTERS: Final[Mapping[Legacy, Callable[[str], str]]] = {"tcvn3": from_tcvn3, "vni": from_vni}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def is_syllable(word: str) -> bool:
    """Tell whether NFC `word` is a Vietnamese syllable, in small letters, Capitalised or CAPITALS."""
    lower = word.lower()
    return lower in _syllables() and word in (lower, lower.capitalize(), lower.upper())


# --- which bytes -------------------------------------------------------------------------------


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(_spoiled(content, encoding, error)) from error


def _spoiled(content: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    line = content[: error.start].decode(encoding, "replace").count("\n") + 1
    return (
        f"dòng {line}, byte {error.start + 1} của tệp không hợp bảng mã {encoding.upper()}: tệp bị "
        f"hỏng hoặc bị cắt; hãy lấy lại tệp gốc, hoặc lưu lại bằng bảng mã UTF-8"
    )


def _utf16_without_mark(content: bytes) -> str:
    """Return the UTF-16 that the zero bytes of unmarked `content` show, '' if they show none."""
    if len(content) < 4 or len(content) % 2 or b"\0" not in content:
        return ""
    units = len(content) // 2
    even, odd = content[::2].count(0), content[1::2].count(0)
    if odd >= _ZEROS_OF_UTF16 * units and even <= odd // 100:
        return "utf-16-le"
    if even >= _ZEROS_OF_UTF16 * units and odd <= even // 100:
        return "utf-16-be"
    return ""


def _eight_bit(content: bytes, error: UnicodeDecodeError) -> Decoded:
    """Return text whose bytes are no UTF-8; `error` says where not."""
    high = sum(1 for byte in content if byte > 0x7F)
    bad = content.decode("utf-8", "replace").count("\ufffd")
    if bad < _SPOILED_SHARE * (high - bad):
        raise SourceError(_spoiled(content, "utf-8", error)) from error
    readings = _readings(content)
    good = {name: _good_words(text) for name, text in readings.items()}
    if len(set(readings.values())) == 1 and not any(words for _, words in good.values()):
        return Decoded(
            next(iter(readings.values())), "windows-1258"
        )  # quotation marks and the like
    ranked = sorted(good, key=lambda name: good[name][0], reverse=True)
    if ranked:
        best, *others = ranked
        count, words = good[best]
        rival = max((good[name][0] for name in others), default=0)
        if count >= max(_FEWEST_WORDS, _LEAST_SHARE * words) and count >= _MARGIN * rival:
            note = f"đã chuyển từ bảng mã {NAMES[best]} sang Unicode"
            return Decoded(readings[best], best, note)
    line = content.count(b"\n", 0, error.start) + 1
    raise SourceError(
        f"không nhận ra bảng mã (không phải UTF-8 tại dòng {line}, byte {error.start + 1}; đã thử "
        f"{', '.join(NAMES.values())}); {_SAVE_AS_UTF8}"
    ) from error


def _readings(content: bytes) -> dict[str, str]:
    """Return `content` under each encoding of one byte a letter that can have made it."""
    readings = {}
    with contextlib.suppress(UnicodeDecodeError):
        readings["windows-1258"] = unicodedata.normalize("NFC", content.decode("cp1258"))
    try:
        shown = content.decode("cp1252")
    except UnicodeDecodeError:
        return readings
    return readings | {name: convert(shown) for name, convert in _CONVERTERS.items()}


def _good_words(text: str) -> tuple[int, int]:
    """Return how many words of NFC `text` that are not ASCII are syllables, and how many there are."""
    stripped = Counter(word.strip(_AROUND_WORDS) for word in _WORD.findall(text))
    words = {word: count for word, count in stripped.items() if not word.isascii()}
    good = sum(count for word, count in words.items() if is_syllable(word))
    return good, sum(words.values())


# --- which lines -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of a line's words that are not ASCII: how many; those that are syllables under each reading.

    `only_…` are no syllables as they stand; `only_unicode` are no syllables under TCVN3 nor VNI.
    """

    words: int = 0
    tcvn3: int = 0
    vni: int = 0
    only_tcvn3: int = 0
    only_vni: int = 0
    only_unicode: int = 0

    @classmethod
    def of(cls, line: str, readings: "_Readings") -> "_Counts":
        words = [word for word in _WORD.findall(line) if len(word) > 1 and not word.isascii()]
        tallies = [readings[word] for word in words]
        return cls(
            words=len(tallies),
            tcvn3=sum(tcvn3 for _, tcvn3, _ in tallies),
            vni=sum(vni for _, _, vni in tallies),
            only_tcvn3=sum(tcvn3 and not plain for plain, tcvn3, _ in tallies),
            only_vni=sum(vni and not plain for plain, _, vni in tallies),
            only_unicode=sum(plain and not tcvn3 and not vni for plain, tcvn3, vni in tallies),
        )

    def only(self, legacy: Legacy) -> int:
        return self.only_tcvn3 if legacy == "tcvn3" else self.only_vni

    def good(self, legacy: Legacy) -> int:
        return self.tcvn3 if legacy == "tcvn3" else self.vni


class _Readings(dict[str, tuple[bool, bool, bool]]):
    """Whether a word is a syllable as it stands, under TCVN3, under VNI; found once for each word."""

    def __missing__(self, word: str) -> tuple[bool, bool, bool]:
        as_it_stands = word.strip(_AROUND_WORDS).replace("\u00ad", "")  # soft hyphens of Word
        plain = is_syllable(unicodedata.normalize("NFC", as_it_stands))
        beyond = _BEYOND_LATIN1.search(word)
        self[word] = (
            (plain, False, False)
            if beyond
            else (plain, is_syllable(from_tcvn3(word)), is_syllable(from_vni(word)))
        )
        return self[word]


_BEYOND_LATIN1: Final = re.compile("[\u0100-\uffff]")


def _legacy_of(counts: Sequence[_Counts]) -> Legacy | None:
    """Return the encoding of the lines that are not Unicode, `None` where there is no clear one."""
    tcvn3, vni = sum(c.only_tcvn3 for c in counts), sum(c.only_vni for c in counts)
    legacy: Legacy = "tcvn3" if tcvn3 >= vni else "vni"
    best, rival = max(tcvn3, vni), min(tcvn3, vni)
    lines = [c for c, yes in zip(counts, _legacy_lines(counts, legacy), strict=True) if yes]
    words, good = sum(c.words for c in lines), sum(c.good(legacy) for c in lines)
    if best < _FEWEST_WORDS or best < _MARGIN * rival or good < _LEAST_SHARE * words:
        return None
    return legacy if words else None


def _legacy_lines(counts: Sequence[_Counts], legacy: Legacy) -> list[bool]:
    """Tell for each line whether it is to be converted.

    A line that is Vietnamese under both readings ("Sè 1") goes with the clear lines around it.
    """
    votes = [_vote(count.only(legacy), count.only_unicode) for count in counts]
    clear = [index for index, vote in enumerate(votes) if vote]
    chosen = [vote > 0 for vote in votes]
    if not clear:
        return chosen
    for begin, end in pairwise((-1, *clear, len(votes))):
        before = votes[begin] if begin >= 0 else votes[clear[0]]
        after = votes[end] if end < len(votes) else votes[clear[-1]]
        chosen[begin + 1 : end] = [before > 0 and after > 0] * (end - begin - 1)
    return chosen


def _vote(legacy: int, unicode: int) -> int:
    """Return 1 for a line to convert, -1 for one to leave, 0 for one that says nothing."""
    if unicode > _STRAY_SHARE * legacy:
        return -1
    return 1 if legacy else 0


def _some(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"{shown} …" if len(numbers) > 5 else shown


# --- the tables --------------------------------------------------------------------------------


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


# --- capitals of TCVN3 -------------------------------------------------------------------------


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


_ASCII_SMALL: Final = re.compile("[a-z]")


def _is_shouted(word: str) -> bool:
    """Tell whether capitals are followed by small letters with accents only, or come behind one."""
    small = [letter for letter in word if letter.islower()]
    if not small or len(small) == len(word) or any(letter.isascii() for letter in small):
        return False
    return len(word) - len(small) > 1 or word[0].islower()
