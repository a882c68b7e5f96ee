"""The letterhead (phần đầu): bodies, number and symbol, place and date, marks of urgency.

Nghị định 30/2020/NĐ-CP, annex I: at the left the superior body above the issuing one, then the
number; at the right the motto of the country, then place and date. Each printed line is a piece;
pieces of the two columns may come one after the other or line by line, and two columns may have run
together to one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal, NamedTuple

from ketluan.citations.finding import find_numbers
from ketluan.importing.office_names import office_name
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.notice.head_lines import (
    DATE_ALONE,
    DATED,
    DECORATION,
    NUMBER_LABEL,
    PLACE,
    Mottoes,
    parts_of_line,
)
from ketluan.organisations import UPPER
from ketluan.vietnamese import fold, spelling_key
from ketluan.vocabulary import issuer_symbols, notice_words

_SUBJECT: Final = re.compile(r"(?:V\s*/\s*v|về\s+việc)\b:?\s*", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[\s._…]+")
_DAY: Final = re.compile(
    r"ngày[\s._…]*(?P<day>\d{1,2})[\s._…]*(?:tháng[\s._…]*(?P<month>\d{1,2})[\s._…]*năm[\s._…]*(?P<year>\d{4})"
    r"|[/.-]\s*(?P<month2>\d{1,2})\s*[/.-]\s*(?P<year2>\d{4}))(?!\d)",
    re.IGNORECASE,
)
_DATE_PIECES: Final = 3  # pieces over which a date may be broken
_NAME_LINES: Final = 6  # printed lines of the names of two bodies
_LETTERS: Final = 0.4  # share of letters in the line of a name; a stamp of time has fewer
_LONGEST_HEAD: Final = 60  # code points
_WORD: Final = re.compile(r"[^\W_]+")
_UNFINISHED: Final = re.compile(r"(?:\s(?:và|của|các|-|–)|,)$", re.IGNORECASE)
_PLACE_OF_BODY: Final = re.compile(
    rf"(?:UBND|HĐND|[Ủu][ỷy]\s+ban\s+nhân\s+dân|U[ỷỶ]\s+ban\s+nhân\s+dân|Hội\s+đồng\s+nhân\s+dân)\s+"
    rf"((?:tỉnh|thành\s+phố|Thành\s+phố|huyện|quận|thị\s+xã|xã|phường|thị\s+trấn|đặc\s+khu)\s+[{UPPER}\d].*)",
    re.IGNORECASE,
)

_Kind = Literal["body", "number", "date", "urgency", "subject", "other"]


class _Piece(NamedTuple):
    """A line of one column of the letterhead: its text without motto and decoration."""

    text: str
    column: int
    kind: _Kind = "other"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a letterhead says; what it does not say is empty.

    `names_sure` is false where the capitals of a name are guessed. `subject` is the abstract that
    stands there in a letter ("V/v …"). `symbol` is set where the number itself is blank ("/TB-VP"),
    `dated` is the date as printed, with its blanks.
    """

    superior: str = ""
    issuer: str = ""
    names_sure: bool = True
    number: str = ""
    symbol: str = ""
    place: str = ""
    issued: date | None = None
    dated: str = ""
    urgency: str = ""
    subject: str = ""


def read_letterhead(paragraphs: Sequence[SourceParagraph], context: str) -> Letterhead:
    """Return what the letterhead in `paragraphs` says; `context` is the text of the document."""
    pieces = _pieces(paragraphs)
    number, symbol = _number(pieces)
    place, dated = _place_and_day(pieces)
    superior, issuer, sure = _bodies(pieces, context)
    return Letterhead(
        superior=superior,
        issuer=_full_name(issuer, superior, number or symbol),
        names_sure=sure,
        number=number,
        symbol=symbol,
        place=place,
        issued=day_in(dated),
        dated=dated,
        urgency=next((_urgency(piece.text) for piece in pieces if piece.kind == "urgency"), ""),
        subject=_subject(pieces),
    )


def day_in(text: str) -> date | None:
    """Return the first day written as "ngày … tháng … năm …" or "ngày 5/4/2021", if it is one."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(
            int(match["year"] or match["year2"]),
            int(match["month"] or match["month2"]),
            int(match["day"]),
        )
    except ValueError:
        return None


def own_number(text: str) -> str:
    """Return the number behind "Số:" in `text`, empty if there is none."""
    found = NUMBER_LABEL.search(text)
    return _number_at(text[found.end() :]) if found else ""


def _pieces(paragraphs: Sequence[SourceParagraph]) -> list[_Piece]:
    """Return the pieces column by column, without the motto, each with its kind."""
    mottoes = Mottoes()
    found = []
    for paragraph in paragraphs:
        text = mottoes.without(paragraph.text.strip(DECORATION)).strip(DECORATION)
        if text:
            found.append(_Piece(text, paragraph.column))
    found.sort(key=lambda piece: piece.column)
    pieces: list[_Piece] = []
    for piece in found:
        for part in parts_of_line(piece.text):
            text = mottoes.without(part).strip(DECORATION)
            before = pieces[-1] if pieces else None
            if text:
                pieces.append(_Piece(text, piece.column, _kind(text, before)))
    return pieces


def _kind(text: str, before: _Piece | None) -> _Kind:
    if NUMBER_LABEL.match(text) or _is_number(text):
        return "number"
    if DATED.search(text) or DATE_ALONE.fullmatch(text):
        return "date"
    if _SUBJECT.match(text):
        return "subject"
    if _urgency(text):
        return "urgency"
    if any(char.isdigit() for char in text) and not before:
        return "other"
    if text.isupper() and sum(char.isalpha() for char in text) > max(1, len(text) * _LETTERS):
        return "body"
    if _head_length(text) or (before and before.kind == "body" and _is_place(text)):
        return "body" if text[:1].isupper() or before else "other"
    if before and before.kind == "subject" and before.column == 0:
        return "subject"
    return "other"


def _is_place(text: str) -> bool:
    return fold(text).startswith(tuple(fold(kind) for kind in notice_words()["place_kinds"]))


def _is_number(text: str) -> bool:
    found = find_numbers(text)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))


def _number(pieces: Sequence[_Piece]) -> tuple[str, str]:
    """Return number and symbol; a number over two pieces is joined, a blank one is empty."""
    for index, piece in enumerate(pieces):
        if piece.kind != "number":
            continue
        label = NUMBER_LABEL.match(piece.text)
        rest = piece.text[label.end() :] if label else piece.text
        number = _number_at(rest)
        if number:
            return number, ""
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following and following.kind in ("other", "number", "body"):
            number = _number_at(f"{rest} {following.text}".lstrip())
            if number:
                return number, ""
        blank = _BLANKS.match(rest)
        symbol = rest[blank.end() :] if blank else rest
        if symbol.startswith("/"):
            return "", "".join(symbol.split())
    return "", ""


def _number_at(text: str) -> str:
    found = find_numbers(text)
    return found[0].number if found and found[0].start == 0 else ""


def _place_and_day(pieces: Sequence[_Piece]) -> tuple[str, str]:
    for index, piece in enumerate(pieces):
        if piece.kind != "date":
            continue
        column = [p for p in pieces[index : index + _DATE_PIECES] if p.column == piece.column]
        text = " ".join(p.text for p in column)
        dated = DATED.search(text)
        place = text[: dated.start()].strip() if dated else ""
        before = pieces[index - 1] if index else None
        if (
            before and before.kind == "other" and before.column == piece.column
            and PLACE.fullmatch(f"{before.text} {place}")
        ):  # fmt: skip
            place = f"{before.text} {place}"
        if not PLACE.fullmatch(place):
            place = ""
        return place, text[dated.end() - len("ngày") :] if dated else text
    return "", ""


def _subject(pieces: Sequence[_Piece]) -> str:
    texts = [piece.text for piece in pieces if piece.kind == "subject"]
    return _SUBJECT.sub("", " ".join(texts), count=1) if texts else ""


@cache
def _urgencies() -> tuple[tuple[str, str], ...]:
    return tuple((fold(mark), mark) for mark in notice_words()["urgency_marks"])


def _urgency(text: str) -> str:
    """Return the mark of urgency that `text` is, as offices write it, else nothing.

    "HỎA TỐC HẸN GIỜ 15 giờ 00" may have an hour behind it; "Độ khẩn: Khẩn" names it.
    """
    words = fold(text).strip(" .:()[]")
    named = words.startswith("do khan")
    if not named and not text.isupper():
        return ""
    words = words.removeprefix("do khan").lstrip(" :")
    return next((mark for key, mark in _urgencies() if f"{words} ".startswith(f"{key} ")), "")


@cache
def _heads() -> tuple[tuple[str, ...], ...]:
    words = notice_words()
    rows = (*words["body_heads"], *words["letterhead_heads"], *words["bodies_by_name"])
    return tuple(sorted({_keys(row) for row in rows}, key=len, reverse=True))


def _keys(text: str) -> tuple[str, ...]:
    return tuple(spelling_key(word.group()) for word in _WORD.finditer(text))


def _head_length(text: str) -> int:
    """Return how many words of `text` are the head of a body's name ("Ủy ban nhân dân": 4)."""
    return _head_at(_keys(text[:_LONGEST_HEAD]), 0)


def _head_at(keys: tuple[str, ...], position: int) -> int:
    return next(
        (len(head) for head in _heads() if keys[position : position + len(head)] == head), 0
    )


def _without_noise(text: str) -> str:
    """Return `text` from the head of a name on, where a stamp or a scan's dirt stands before it."""
    if text[:1].isalpha() and not any(char.isdigit() for char in text):
        return text
    words, keys = list(_WORD.finditer(text)), _keys(text)
    begin = next((i for i in range(len(keys)) if _head_at(keys, i) > 1), -1)
    return text[words[begin].start() :] if begin >= 0 else text


def _bodies(pieces: Sequence[_Piece], context: str) -> tuple[str, str, bool]:
    """Return the superior and the issuing body, and whether their capitals are sure."""
    lines = [_without_noise(piece.text) for piece in _name_lines(pieces)]
    names: list[str] = []
    for line in lines:
        if names and not _begins_name(line, names[-1]):
            names[-1] = f"{names[-1]} {line}"
        else:
            names.append(line)
    written = [office_name(name, context) for name in names[-2:]]
    if not written:
        return "", "", True
    superior = written[-2].text if len(written) > 1 else ""
    return superior, written[-1].text, all(name.sure for name in written)


def _name_lines(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the lines of names: the last unbroken run of them above the number."""
    numbered = [index for index, piece in enumerate(pieces) if piece.kind == "number"]
    above = pieces[: numbered[0]] if numbered else pieces
    runs: list[list[_Piece]] = [[]]
    for piece in above:
        if piece.kind == "body" and (not runs[-1] or runs[-1][-1].column <= piece.column):
            runs[-1].append(piece)
        elif runs[-1] and piece.kind != "urgency":
            runs.append([])
    filled = [run for run in runs if any(_head_length(piece.text) for piece in run)]
    return filled[-1][-_NAME_LINES:] if filled else []


def _begins_name(line: str, before: str) -> bool:
    """Tell whether `line` begins the name of another body rather than goes on with `before`."""
    if not _head_length(line) or _UNFINISHED.search(before):
        return False
    if _is_place(before):
        return True  # "THÀNH PHỐ A" ⏎ "SỞ B"
    head = _head_length(before)
    # A head of one word says nothing alone: "VĂN" ⏎ "PHÒNG CHÍNH PHỦ", "CHI CỤC" ⏎ "THÚ Y".
    return bool(head) and (len(before.split()) > head or _stands_alone(before))


def _stands_alone(name: str) -> bool:
    own = {fold(row) for row in notice_words()["bodies_by_name"]}
    return fold(name) in own or fold(name).endswith(" uy") or fold(name) in (
        "ubnd", "hdnd", "uy ban nhan dan", "hoi dong nhan dan", "ban chap hanh trung uong",
    )  # fmt: skip


def _full_name(issuer: str, superior: str, number: str) -> str:
    """Return the name by which the issuing body is known outside: with its superior or its place.

    "Văn phòng" below "UBND tỉnh A" is that body's office; "Sở B" below it is the one of its province.
    """
    if not issuer or not superior:
        return issuer
    if len(issuer.split()) == _head_length(issuer):
        symbol = re.split(r"[-/]", number)[-1]
        national = {row["symbol"]: row["name"] for row in issuer_symbols()}.get(symbol, "")
        return national if national.startswith(issuer) else f"{issuer} {superior}"
    if fold(superior) == "ban chap hanh trung uong" and issuer.startswith("Ban "):
        return f"{issuer} Trung ương"  # Hướng dẫn 36-HD/VPTW
    place = _PLACE_OF_BODY.fullmatch(superior)
    if place and not _has_place(issuer):
        return f"{issuer} {place[1]}"
    return issuer


def _has_place(issuer: str) -> bool:
    kinds = "|".join(kind for kind in notice_words()["place_kinds"] if "ủy" not in kind)
    return bool(re.search(rf"(?<!\w)(?:{kinds})\s+[{UPPER}\d]", issuer, re.IGNORECASE))
