"""Numbers of documents as search tokens: every shape in which people write one.

The shapes follow Nghị định 30/2020/NĐ-CP, annex I and III, and party usage. A number becomes a
row of tokens from vague to exact (`#76`, `#76/kh`, `#76/kh-skhcn`), so that any part that
somebody remembers finds it.
"""

import re
from typing import Final

from ketluan.vietnamese import fold

_HYPHEN: Final = r"[-\u2010-\u2015]"
_LETTERS: Final = r"[^\W\d_]"
# Around a hyphen a text may have spaces ("105/TB- UBND"); then only capitals go on, because
# "105/TB-UBND - Phòng Kế hoạch" ends before the dash.
_GROUP: Final = rf"(?:{_HYPHEN}{_LETTERS}+\d*|\s?{_HYPHEN}\s?(?-i:[A-ZĐ]{{2,}}[a-z]?)\b)"
_SYMBOL: Final = rf"{_LETTERS}+\d*{_GROUP}{{0,4}}"
NUMBER_PATTERN: Final = (
    # standards: TCVN ISO 9001:2015, QCVN 102:2016/BTTTT
    r"\b(?:TCVN|QCVN|TCCS|ISO)(?:[\s/-]*(?:ISO|IEC))*[\s-]*\d{1,6}(?:-\d{1,3})?(?::\d{4})?"
    rf"(?:/{_LETTERS}+)?"
    # 52/2016/QĐ-UBND, 29/2013/QH13, 76/KH-SKHCN, 1234/UBND-KGVX
    rf"|(?<![\d/])\d{{1,5}}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?{_SYMBOL}"
    # 19-NQ/TW
    rf"|(?<![\d/])\d{{1,4}}\s?{_HYPHEN}\s?{_LETTERS}{{2,4}}\s?/\s?{_LETTERS}{{2,}}"
)
_PARTS: Final = re.compile(r"[^\W_]+")
_LETTERS_OR_DIGITS: Final = re.compile(r"[^\W\d_]+|\d+")


def number_tokens(number: str, type_symbol: str = "") -> tuple[str, ...]:
    """Return the tokens of a number in any shape, from vague to exact; empty if it is none.

    `type_symbol` adds the type that the number itself does not show (`cv` for a công văn).
    """
    parts = _PARTS.findall(fold(number))
    if parts and parts[0][0].isalpha():
        return _standard_tokens(_LETTERS_OR_DIGITS.findall(fold(number)))
    if not parts or not parts[0].isdecimal():
        return ()
    serial, *symbol = parts
    heads = [f"#{int(serial)}"]
    tokens = list(heads)
    if symbol and re.fullmatch(r"(?:19|20)\d\d", symbol[0]):
        heads.append(f"#{int(serial)}/{symbol[0]}")
        tokens.append(heads[-1])
        symbol = symbol[1:]
    for length in range(1, len(symbol) + 1):
        tokens += [f"{head}/{'-'.join(symbol[:length])}" for head in heads]
    if type_symbol and fold(type_symbol) not in symbol:
        tokens.append(f"#{int(serial)}/{fold(type_symbol)}")
    return tuple(tokens)


def _standard_tokens(parts: list[str]) -> tuple[str, ...]:
    """Return `#9001`, `#tcvn-9001`, `#iso-9001:2015`, … for the parts of a standard's number."""
    names = [part for part in parts if part.isalpha()]
    digits = [part for part in parts if part.isdecimal()]
    if not digits:
        return ()
    serial = digits[0]
    ends = [serial, f"{serial}:{digits[-1]}"] if len(digits) > 1 else [serial]
    heads = ["", *(f"{name}-" for name in dict.fromkeys([*names, "-".join(names)]))]
    return tuple(f"#{head}{end}" for end in ends for head in heads)
