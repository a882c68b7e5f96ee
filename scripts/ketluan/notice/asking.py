"""Whether a sentence asks somebody for something (giao việc), and whom.

The words are those of `vocabulary/task_words.yml`. A clause asks where it begins with a deed
("Khẩn trương rà soát …"), where a verb of giving stands before a body ("Giao Sở A …"), or where a
body is followed by a deed or a duty ("Sở A chủ trì …", "các đơn vị phải …"). One that says what
was ("đã hoàn thành …"), thanks or judges asks for nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ketluan.model import Span
from ketluan.notice.bodies import (
    DEEDS,
    GIFTS,
    GIVING,
    BodyList,
    ListEnd,
    bodies_at,
    next_end,
    openings_of,
    opens_name,
)
from ketluan.organisations import BODY, UPPER

_INTRO_REACH: Final = 500  # code points before the comma behind which a clause's subject stands
_GIVING_REACH: Final = 300  # code points before a semicolon in which a list of bodies begins
_BRACKET_REACH: Final = 400  # code points; a bracket that closes later was never closed
_LIST_REACH: Final = 80  # code points before a colon in which the head of a list stands

_DEED: Final = re.compile(rf"(?:{DEEDS})(?!\w)")
_STATING: Final = re.compile(rf"(?:{openings_of('stating')})(?!\w)")
_GIVING: Final = re.compile(rf"(?:{GIFTS})\s+")
_ANY_GIVING: Final = re.compile(rf"(?<!\w)(?:{GIFTS})\s+")
_INNER_GIVING: Final = re.compile(rf"[,;]\s+(?:và\s+|đồng\s+thời\s+)?(?:{GIVING})\s+")
# A blank, or the quote before it, and then what stands before that: `re` runs to these characters.
_CLAUSE_END: Final = re.compile(
    r"[”\"’)\s](?:(?<=[.;:!?…]\s)\s*(?=\S)|(?<=[.;:!?…][”\"’)])\s+(?=\S)|(?<=\n)\s*\n)"
)
_INTRO: Final = re.compile(rf"(?:{openings_of('intros')})(?!\w)")
# "Lãnh đạo Sở A rà soát" names who; "Lãnh đạo, chỉ đạo …" is a deed.
_LEADERS: Final = re.compile(rf"[Ll]ãnh\s+đạo\s+(?=[{UPPER}]|các\s|đơn\s+vị|cơ\s+quan)")
_COMMA: Final = re.compile(r",\s+")
_PURPOSE: Final = re.compile(r"\s(?:để|nhằm)\s")
_TOPIC: Final = re.compile(r"(?:Về|Đối\s+với|Liên\s+quan)(?!\w)")
_TOWARDS: Final = re.compile(r"[Đđ]ối\s+với\s+")
_SIDE: Final = re.compile(r"(?:[Đđ]ối\s+với|[Vv]ề\s+phía)\s+")
_LIST_OPENS: Final = re.compile(
    r"(?:^|\s)(?:các|những)\s+(?:sở|bộ|phòng|ban|đơn vị|cơ quan|ủy ban|uỷ ban|ubnd|xã|tỉnh|huyện|trường|"
    r"vụ|cục|trung tâm|thành phố|doanh nghiệp|tập đoàn)[^.;:]{0,60}:$",
    re.IGNORECASE,
)
_LISTED_NAME: Final = re.compile(rf"\s+(?=[{UPPER}])(?!(?:{DEEDS}|{GIFTS})(?!\w))")


class Clause(NamedTuple):
    """A stretch of a text between full stops, semicolons and colons.

    `bodies` are the spans of those it makes responsible; `asks` tells whether it asks for a deed;
    `states` whether it begins as a statement; `opens` whether it begins with its bodies, behind an
    introduction or a verb of giving at most; `given` whether a verb of giving stands before them.
    """

    span: Span
    bodies: tuple[Span, ...]
    asks: bool
    states: bool
    opens: bool = False
    given: bool = False


def begins_with_deed(text: str) -> bool:
    """Tell whether NFC `text` begins with a verb of doing ("Tập trung …") or a duty."""
    return _DEED.match(text) is not None


def asks_of(text: str) -> bool:
    """Tell whether NFC `text` asks somebody for something by its own words."""
    found = clauses(text)
    return any(clause.asks for clause in found) and not (found[0].states and not found[0].bodies)


@lru_cache(maxsize=1024)  # a block is asked about up to three times, a heading in many notices
def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of NFC `text` in order."""
    found = []
    begin = 0
    ends = [(match.start(), match.end()) for match in _CLAUSE_END.finditer(text)]
    for end, following in (*ends, (len(text), len(text))):
        if _list_goes_on(text, begin, end) or _in_brackets(text, begin, end):
            continue
        while begin < end and text[begin].isspace():
            begin += 1
        if begin < end:
            found.append(_clause(text, begin, end))
        begin = following
    return tuple(found)


def _list_goes_on(text: str, begin: int, end: int) -> bool:
    """Tell whether a list of bodies goes on behind the mark that ends at `end`.

    "Các Sở: Tài chính, Xây dựng …"; "yêu cầu Thủ trưởng các sở; Chủ tịch UBND các xã tổ chức …".
    """
    if text[end - 1 : end] == ":" and _LISTED_NAME.match(text, end):
        return _LIST_OPENS.search(text, max(begin, end - _LIST_REACH), end) is not None
    if text[end - 1 : end] != ";" or not opens_name(text, end, len(text)):
        return False
    openings = list(_ANY_GIVING.finditer(text, max(begin, end - _GIVING_REACH), end))
    listed = bodies_at(text, openings[-1].end() if openings else begin, end)
    return listed.end is not None and listed.end.mark == ";" and listed.end.end == end


def _in_brackets(text: str, begin: int, end: int) -> bool:
    opened = text.rfind("(", begin, end)
    if opened < 0 or text.find(")", opened, end) >= 0:
        return False
    return text.find(")", end, end + _BRACKET_REACH) > 0


def _clause(text: str, begin: int, end: int) -> Clause:
    span = Span(begin, end)
    states = _STATING.match(text, begin, end) is not None
    if text[end - 1] == ":" and _TOPIC.match(text, begin, end):
        towards = _SIDE.match(text, begin, end)  # "Đối với Phòng A:", but "Về kinh phí:"
        listed = bodies_at(text, towards.end(), end) if towards else BodyList()
        if listed.end and listed.end.mark == ":":
            return Clause(span, listed.spans, asks=True, states=states, opens=True)
        return Clause(span, (), asks=False, states=states)
    asks = False
    for start in _starts(text, begin, end):
        found = _asked(text, start, end, inside=start > begin)
        if found.bodies:
            return Clause(span, found.bodies, True, states, opens=True, given=found.given)
        asks = asks or found.deed
        states = states or found.past
    for giving in _INNER_GIVING.finditer(text, begin, end):
        bodies = bodies_at(text, giving.end(), end).spans
        if bodies:
            return Clause(span, bodies, asks=True, states=states, given=True)
    return Clause(span, (), asks=asks and not states, states=states)


def _starts(text: str, begin: int, end: int) -> Iterator[int]:
    """Yield where the subject of a clause may begin: at its start, or behind its introduction."""
    yield begin
    intro, deed = _INTRO.match(text, begin, end), _DEED.match(text, begin, end)
    if deed and text[end - 1] not in ".:":
        return  # "Căn cứ Quyết định số … của UBND tỉnh, …;" is a ground of a decision
    if intro and not (deed and deed.end() > intro.end()):  # "Theo dõi …" is a deed, "Theo …" none
        towards = _TOWARDS.match(text, begin, end)
        if towards:
            yield towards.end()
        reach = min(end, begin + _INTRO_REACH)
        purpose = _PURPOSE.search(text, begin, reach) if deed else None
        for comma in _COMMA.finditer(text, begin, purpose.start() if purpose else reach):
            if deed and _DEED.match(text, comma.end(), end):
                return  # "Căn cứ chức năng, chỉ đạo các trường, các trung tâm …"
            yield comma.end()


class _Asked(NamedTuple):
    """What begins at a place: a deed, or bodies with one; or bodies of which something is told."""

    bodies: tuple[Span, ...] = ()
    deed: bool = False
    given: bool = False
    past: bool = False


def _asked(text: str, start: int, end: int, *, inside: bool) -> _Asked:
    """Return what is asked from `start` on.

    `inside` a clause a body must be followed by its deed at once: commas part much else.
    """
    giving = _GIVING.match(text, start, end)
    if giving:
        return _Asked(bodies_at(text, giving.end(), end).spans, deed=True, given=True)
    deed = _DEED.match(text, start, end)
    if deed and not (BODY.match(text, start, end) or _LEADERS.match(text, start, end)):
        return _Asked(deed=True)
    listed = bodies_at(text, start, end)
    stop = listed.end
    if not listed.spans or stop is None or stop.mark in (".", ";", "(", ")"):
        return _Asked()
    if inside and stop.kind not in ("deed", "giving"):
        return _Asked()
    verb: ListEnd | None = stop
    while verb and verb.kind == "other":  # "Sở A, theo chức năng, đã …"
        verb = next_end(text, verb.end, end)
    if verb and verb.kind == "past":
        return _Asked(past=True)
    if stop.kind == "giving":
        again = _GIVING.match(text, stop.start, end)
        inner = bodies_at(text, again.end(), end).spans if again else ()
        return _Asked(inner, deed=True, given=bool(inner))  # who gives is not who is asked
    return _Asked(listed.spans, deed=True)
