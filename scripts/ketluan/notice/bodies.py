"""Bodies listed in a sentence (cơ quan, đơn vị, người có chức vụ), and the verb that ends the list.

"Bộ A, Bộ B và các địa phương khẩn trương …": a list begins with the head of a name and runs to a
known verb, a word that cannot be part of a name, or a mark. Names that share a head stay one
("các Sở: Tài chính, Xây dựng"). The words are those of `vocabulary/task_words.yml`.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from ketluan.model import Span
from ketluan.organisations import BODY, LOWER, UPPER
from ketluan.vocabulary import task_words

_REACH: Final = 600  # code points; a longer list of bodies is a sentence
_SURE_WORDS: Final = 3  # in lower case between the capitals of a name and a verb that is known

EndKind = Literal["deed", "giving", "past", "mark", "other"]


def words_of(*keys: str) -> str:
    """Return the rows of `task_words.yml` under `keys` as one alternative, longest first.

    A blank matches any white space; both places of a tone mark match ("ủy ban", "uỷ ban").
    """
    return "|".join(_pattern(row) for row in _rows(keys))


def openings_of(*keys: str) -> str:
    """Return the same for words that may begin a sentence: the first letter in either case.

    Grouped by that letter, which is several times faster than ignoring case.
    """
    groups: dict[str, list[str]] = {}
    for row in _rows(keys):
        groups.setdefault(row[0].lower(), []).append(row[1:])
    return "|".join(
        f"[{first.upper()}{first}](?:{'|'.join(_pattern(rest) for rest in rests)})"
        for first, rests in groups.items()
    )


def _rows(keys: Iterable[str]) -> list[str]:
    rows = {row for key in keys for row in task_words()[key]}
    return sorted(rows, key=lambda row: (-len(row), row))


def _pattern(row: str) -> str:
    pattern = re.escape(row).replace(r"\ ", r"\s+")
    for new, old in (("ủy", "uỷ"), ("óa", "oá"), ("òa", "oà")):
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern


VERBS: Final = words_of("verbs", "duties")
GIVING: Final = words_of("giving")
DEEDS: Final = openings_of("verbs", "duties")
GIFTS: Final = openings_of("giving")

_NO_BODY: Final = re.compile(rf"(?:{words_of('no_bodies')})(?!\w)", re.IGNORECASE)
_BODY_START: Final = re.compile(rf"(?:{words_of('bodies')})(?!\w)", re.IGNORECASE)
_HEAD: Final = re.compile(rf"(?:các\s+)?(?=[{UPPER}])(?:{words_of('bodies')})(?!\w)")
_IN_NAMES: Final = re.compile(rf"(?<!\w)(?:{openings_of('verbs_in_names')})(?!\w)")
# Case counts here: "Sở Xây dựng hướng dẫn" ends before "hướng dẫn".
_END: Final = re.compile(
    rf"(?<!\s)\s+(?:(?:(?P<past>{words_of('past')})|(?P<giving>{GIVING})|(?P<deed>{VERBS})"
    rf"|{words_of('after_body')})(?!\w)|[-–]\s+(?=[{LOWER}]))"
    r"|(?:(?<!\s)\s+)?(?P<mark>[.;:()\[])"
    r"|,\s+(?:trong đó|nhất là|đặc biệt|căn cứ|theo)(?!\w)"
)
_KINDS: Final = words_of("kinds_of_bodies")
_EACH: Final = re.compile(
    rf"(?:các|từng|mỗi|(?:toàn\s+thể|tất\s+cả)(?:\s+các)?)\s+(?i:{_KINDS})(?!\w)"
)
_OFFICE_OF: Final = re.compile(
    r"(?:Lãnh đạo )?(?:Văn phòng|Ban|Thường trực) "
    r"(?:HĐND|Hội đồng nhân dân|Đoàn đại biểu Quốc hội|Đoàn ĐBQH)"
)
_EACH_START: Final = re.compile(
    rf"(?:các|từng|mỗi|(?:toàn\s+thể|tất\s+cả)(?:\s+các)?+|những)\s+(?!(?:{_KINDS})(?!\w))",
    re.IGNORECASE,
)
# A body in lower case counts only with a word that says that all of a kind are meant.
_PLURAL: Final = re.compile(rf"(?:{words_of('plural_starts')})(?!\w)")
_PERSON: Final = re.compile(r"(?:cho\s+)?(?:các\s+)?đồng\s+chí\s+(?:lãnh\s+đạo\s+)?", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"(?:(?<!\s)\s+)?(?:[,;]\s+|/\s*(?=[^\W\d]))|(?<!\s)\s+và\s+")
_LISTED: Final = re.compile(rf"(?:[^.;:,]{{2,40}}\s)?[Cc]ác\s+[^.;:]{{2,80}}:(?=\s+[{UPPER}])")
_PLACE: Final = re.compile(rf"(?:tỉnh|thành phố|thị xã|huyện|xã|phường)\s+(?=[{UPPER}])")
_BRACKET: Final = re.compile(rf"\s*\([{UPPER}][^();]{{1,160}}\)")
# Words that go on with a name behind its capitals.
_GOES_ON: Final = re.compile(rf"\s+(?:{words_of('name_goes_on')})(?!\w)|,")


class ListEnd(NamedTuple):
    """What ends a list of bodies: a verb of doing, of giving, of telling what was; a mark; other.

    `mark` is the mark itself, empty for words.
    """

    kind: EndKind
    start: int
    end: int
    mark: str = ""


class BodyList(NamedTuple):
    """The spans of bodies listed at a place, none if no list begins there, and what ends it."""

    spans: tuple[Span, ...] = ()
    end: ListEnd | None = None


def bodies_at(text: str, start: int, end: int) -> BodyList:
    """Return the bodies listed from `start` on in NFC `text`, read up to `end`."""
    person = _PERSON.match(text, start, end)
    plural = person is not None and "các" in person.group().lower()
    if person and not plural and text[person.end() : person.end() + 1].isupper():
        start = person.end()
    elif not _begins_body(text, start, end):
        return BodyList()
    reach = min(end, start + _REACH)
    listed = _LISTED.match(text, start, reach)
    stop = next_end(text, start, reach, begin=listed.end() if listed else start + 1)
    while stop and stop.mark == ";" and opens_name(text, stop.end, reach):
        stop = next_end(text, stop.end, reach)  # "Thủ trưởng các sở; Chủ tịch UBND các xã"
    if stop is None and reach < end:
        return BodyList()
    last = stop.start if stop else reach
    if stop and stop.mark == "(":
        bracket = _BRACKET.match(text, last, end)
        if bracket:
            stop = end_at(text, bracket.end(), reach)
            if text[start] in "Cc" and "," in bracket.group():
                last = bracket.end()  # "Các đoàn thể (Công đoàn, Đoàn Thanh niên)" names them
    while last > start and (text[last - 1].isspace() or text[last - 1] == ","):
        last -= 1
    spans = [Span(start, last)] if listed else _names(text, start, last, plural=plural)
    sure = stop is not None and stop.kind in ("deed", "giving", "past")
    spans[-1] = _capped(text, spans[-1], _SURE_WORDS if sure else 0)
    return BodyList(tuple(spans), stop)


def next_end(text: str, start: int, end: int, *, begin: int = 0) -> ListEnd | None:
    """Return the next thing at or behind `begin` that can end a list of bodies, `None` if none.

    The list begins at `start`: a word of a name may hold what is a verb elsewhere.
    """
    found = _END.search(_masked(text, start, end), max(0, begin - start))
    return _list_end(found, start) if found else None


def end_at(text: str, start: int, end: int) -> ListEnd | None:
    """Return what ends a list of bodies at `start` itself, `None` if nothing does."""
    found = _END.match(_masked(text, start, end))
    return _list_end(found, start) if found else None


def _masked(text: str, start: int, end: int) -> str:
    """Return a stretch of `text`, as long as before, without the verbs that are words of names."""
    return _IN_NAMES.sub(lambda match: "x" * len(match.group()), text[start:end])


def _list_end(match: re.Match[str], offset: int) -> ListEnd:
    kinds: tuple[EndKind, ...] = ("past", "giving", "deed", "mark")
    kind: EndKind = next((name for name in kinds if match[name]), "other")
    start = match.start(kind) if kind in ("past", "giving", "deed") else match.start()
    return ListEnd(kind, offset + start, offset + match.end(), match["mark"] or "")


def opens_name(text: str, start: int, end: int) -> bool:
    """Tell whether the next words behind a semicolon name another body."""
    while start < end and text[start].isspace():
        start += 1
    return start < end and _next_name(text, start, end, only_plural=False)


def _begins_body(text: str, start: int, end: int) -> bool:
    if not text[start : start + 1].isupper() and not _PLURAL.match(text, start, end):
        return False
    if _is_no_body(text, start, end) or _EACH_START.match(text, start, end):
        return False
    return _BODY_START.match(text, start, end) is not None


def _is_no_body(text: str, start: int, end: int) -> bool:
    """Tell whether words only begin like a body: "tổ chức" does, "Tổ chức đảng" is one."""
    none, body = _NO_BODY.match(text, start, end), _BODY_START.match(text, start, end)
    return none is not None and (body is None or body.end() <= none.end())


def _names(text: str, start: int, stop: int, *, plural: bool) -> list[Span]:
    """Return the spans of the names listed between `start` and `stop`; there is at least one.

    After "các đồng chí" (`plural`) the offices behind commas share these words.
    """
    spans = []
    begin = start
    for separator in _SEPARATOR.finditer(text, start, stop):
        if text.count("(", begin, separator.start()) > text.count(")", begin, separator.start()):
            continue
        if _OFFICE_OF.fullmatch(text, begin, separator.start()):
            continue  # "Văn phòng HĐND và UBND huyện" is one body
        if _next_name(text, separator.end(), stop, only_plural=plural and begin == start):
            spans.append(Span(begin, separator.start()))
            begin = separator.end()
    return [*spans, Span(begin, stop)]


def _next_name(text: str, start: int, stop: int, *, only_plural: bool) -> bool:
    """Tell whether another body begins behind a comma or "và" at `start`."""
    if _is_no_body(text, start, stop):
        return False
    if _EACH.match(text, start, stop):
        return True
    other = _HEAD.match(text, start, stop) or _PLACE.match(text, start, stop)
    return bool(other or _PLURAL.match(text, start, stop)) and not only_plural


def _capped(text: str, span: Span, allowed: int) -> Span:
    """Return `span` ended where a name ends by its capitals, if more than `allowed` words follow."""
    name = BODY.match(text, span.start, span.end)
    if name is None or _GOES_ON.match(text, name.end(), span.end):
        return span
    fixed = (match.span() for match in _IN_NAMES.finditer(text, span.start, span.end))
    if any(begin < name.end() < end for begin, end in fixed):
        return span  # "Văn phòng Ban chỉ đạo": the capitals end inside a word of the name
    rest = text[name.end() : span.end].split()
    return Span(span.start, name.end()) if len(rest) > allowed and rest[0][0] in LOWER else span
