"""Bytes of a text to Unicode: UTF-8, UTF-16, Windows-1258, and the fonts' own TCVN3 and VNI.

TCVN3 (ABC) and VNI are told from Unicode and from each other by counting words with accents that
are Vietnamese syllables under each reading. An encoding is chosen by a clear margin only; in doubt
the text stays as it is, or the file is refused.
"""

import codecs
import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ketluan.sources.legacy_letters import Legacy, from_tcvn3, from_vni, is_syllable
from ketluan.sources.source import MAX_CHARACTERS, SourceError

__all__ = ["NAMES", "Decoded", "decode", "from_tcvn3", "from_vni", "is_syllable", "unicode_of"]

NAMES: Final[Mapping[str, str]] = {
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "windows-1258": "Windows-1258",
}
_SAVE_AS_UTF8: Final = (
    "hãy mở tệp bằng phần mềm đã tạo ra nó, chọn Lưu thành với bảng mã UTF-8 rồi nhập lại"
)
_FEWEST_WORDS: Final = 3  # that only the chosen reading makes Vietnamese; fewer may be chance
_LEAST_SHARE: Final = 0.7  # of the words with accents; the others are names and misprints
_MARGIN: Final = 1.5  # times as many good words as the next reading has
_SAMPLE: Final = 256 * 1024  # bytes of the lines with letters above ASCII are enough to choose by
_MOST_WORDS: Final = 50_000  # different ones; no language has more in a notice, bytes at random do
_LONGEST_WORD: Final = 16  # characters; "nghieâng" has 8, signs may stand beside it
_STRAY_SHARE: Final = 0.1  # words of Unicode, for each of the old encoding, in a line to convert
_SPOILED_SHARE: Final = 0.5  # of the bytes above ASCII: fewer bad ones mean UTF-8 that was damaged
_HIGH_BYTES: Final = bytes(range(0x80, 0x100))
_ZEROS_OF_UTF16: Final = 0.2  # of the code units of Vietnamese text, at the least, are below U+0100
_FOREIGN: Final = re.compile(  # shown for letters by TCVN3 or VNI, and no letter of Vietnamese
    "[\u00a1-\u00a9\u00ac-\u00af\u00b5-\u00b9\u00bc\u00be\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8"
    "\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
)
_WORD: Final = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u0323\u1ea0-\u1ef9]+")
_BEYOND_LATIN1: Final = re.compile("[\u0100-\uffff]")
_AROUND_WORDS: Final = "«»·§°¡¿´"  # stand beside words in Unicode text too


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

    Lines that are Vietnamese as they stand are left alone, and so is everything in doubt. Raises
    `SourceError` for a text that is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise SourceError(_too_long(len(text)))
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


_CONVERTERS: Final[Mapping[Legacy, Callable[[str], str]]] = {"tcvn3": from_tcvn3, "vni": from_vni}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


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
    if len(content) > 4 * MAX_CHARACTERS:  # in UTF-8 a character has no more bytes
        raise SourceError(_too_long(len(content) // 4))
    high = len(content) - len(content.translate(None, delete=_HIGH_BYTES))
    bad = content.decode("utf-8", "replace").count("\ufffd")
    if bad < _SPOILED_SHARE * (high - bad):
        raise SourceError(_spoiled(content, "utf-8", error)) from error
    if len(content) > MAX_CHARACTERS:
        raise SourceError(_too_long(len(content)))
    sample = b"\n".join(line for line in content.split(b"\n") if not line.isascii())[:_SAMPLE]
    readings = _readings(sample)
    good = {name: _good_words(text) for name, text in readings.items()}
    best = _best(good)
    if len(set(readings.values())) == 1 and not any(words for _, words in good.values()):
        best = "windows-1258"  # all alike: only quotation marks, dashes and the like
    text = _readings(content, best).get(best) if best else None
    if text is not None:
        note = f"đã chuyển từ bảng mã {NAMES[best]} sang Unicode" if good[best][1] else ""
        return Decoded(text, best, note)
    line = content.count(b"\n", 0, error.start) + 1
    raise SourceError(
        f"không nhận ra bảng mã (không phải UTF-8 tại dòng {line}, byte {error.start + 1}; đã thử "
        f"{', '.join(NAMES.values())}); {_SAVE_AS_UTF8}"
    ) from error


def _too_long(count: int) -> str:
    shown, most = f"{count:,}".replace(",", "."), f"{MAX_CHARACTERS:,}".replace(",", ".")
    return (
        f"tệp có {shown} ký tự, quá {most} ký tự của một văn bản; hãy tách tệp, mỗi văn bản một tệp"
    )


def _best(good: Mapping[str, tuple[int, int]]) -> str:
    """Return the encoding that makes clearly more good words than the others, '' if none does.

    `good` has the number of good words and of all words for each.
    """
    ranked = sorted(good, key=lambda name: good[name][0], reverse=True)
    if not ranked:
        return ""
    count, words = good[ranked[0]]
    rival = good[ranked[1]][0] if len(ranked) > 1 else 0
    clear = count >= max(_FEWEST_WORDS, _LEAST_SHARE * words) and count >= _MARGIN * rival
    return ranked[0] if clear else ""


def _readings(content: bytes, only: str = "") -> dict[str, str]:
    """Return `content` under each encoding of one byte a letter that can have made it."""
    readings = {}
    if only in ("", "windows-1258"):
        with contextlib.suppress(UnicodeDecodeError):
            readings["windows-1258"] = unicodedata.normalize("NFC", content.decode("cp1258"))
    with contextlib.suppress(UnicodeDecodeError):
        shown = content.decode("cp1252")
        for name, convert in _CONVERTERS.items():
            if only in ("", name):
                readings[name] = convert(shown)
    return readings


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
        if len(word) > _LONGEST_WORD or len(self) >= _MOST_WORDS:
            return False, False, False
        as_it_stands = word.strip(_AROUND_WORDS).replace("\u00ad", "")  # soft hyphens of Word
        plain = is_syllable(unicodedata.normalize("NFC", as_it_stands))
        if _BEYOND_LATIN1.search(word):
            self[word] = (plain, False, False)
        else:
            self[word] = (plain, is_syllable(from_tcvn3(word)), is_syllable(from_vni(word)))
        return self[word]


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
