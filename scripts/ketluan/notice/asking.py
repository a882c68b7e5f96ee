"""Whether a sentence asks somebody for something (giao việc), and whom.

The words are those of `vocabulary/task_words.yml`. A clause asks where it begins with a deed
("Khẩn trương rà soát …"), where a verb of giving stands before a body ("Giao Sở A …"), or where a
body is followed by a deed or a duty ("Sở A chủ trì …", "các đơn vị phải …"). One that says what
was ("đã hoàn thành …"), thanks or judges asks for nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ketluan.model import Span
from ketluan.organisations import BODY, LOWER, UPPER
from ketluan.vocabulary import task_words

_SUBJECT_REACH: Final = 600  # code points; a longer list of bodies is a sentence
_SURE_WORDS: Final = 3  # in lower case between the capitals of a name and a verb that is known
_INTRO_REACH: Final = 500  # code points before the comma behind which a clause's subject stands


def _words(rows: Iterable[str]) -> str:
    """Return an alternative of `rows`, longest first; a blank matches any white space."""
    ordered = sorted(rows, key=lambda row: (-len(row), row))
    return "|".join(_spellings(re.escape(row).replace(r"\ ", r"\s+")) for row in ordered)


def _spellings(pattern: str) -> str:
    """Return `pattern` for both places of the tone mark: "ủy ban" and "uỷ ban"."""
    for new, old in (("ủy", "uỷ"), ("óa", "oá"), ("òa", "oà"), ("hỏa", "hoả")):
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern


_W: Final = task_words()
_VERBS: Final = _words((*_W["verbs"], *_W["duties"]))
_GIVING_WORDS: Final = _words(_W["giving"])
_PAST: Final = _words(_W["past"])
_AFTER: Final = _words(_W["after_body"])

_DEED: Final = re.compile(rf"(?:{_VERBS})(?!\w)", re.IGNORECASE)
_STATING: Final = re.compile(rf"(?:{_words(_W['stating'])})(?!\w)", re.IGNORECASE)
_NO_BODY: Final = re.compile(rf"(?:{_words(_W['no_bodies'])})(?!\w)", re.IGNORECASE)
_BODY_START: Final = re.compile(rf"(?:{_words(_W['bodies'])})(?!\w)", re.IGNORECASE)
_HEAD: Final = re.compile(rf"(?:các\s+)?(?=[{UPPER}])(?:{_words(_W['bodies'])})(?!\w)")
_IN_NAMES: Final = re.compile(rf"(?<!\w)(?:{_words(_W['verbs_in_names'])})(?!\w)", re.IGNORECASE)
# Case counts here: "Sở Xây dựng hướng dẫn" ends before "hướng dẫn".
_BOUNDARY: Final = re.compile(
    rf"\s+(?:(?P<past>{_PAST})|(?P<giving>{_GIVING_WORDS})|(?P<deed>{_VERBS})|{_AFTER})(?!\w)"
    rf"|\s*(?P<mark>[.;:()\[])|\s+[-–]\s+(?=[{LOWER}])"
    r"|,\s+(?:trong đó|nhất là|đặc biệt|căn cứ|theo)(?!\w)"
)
_EACH: Final = re.compile(r"(?:các|từng|mỗi|tất\s+cả)(?!\w)")
# A body in lower case counts only with a word that says that all of a kind are meant.
_PLURAL: Final = re.compile(rf"(?:{_words(_W['plural_starts'])})(?!\w)")
_PERSON: Final = re.compile(r"(?:cho\s+)?(?:các\s+)?đồng\s+chí\s+(?:lãnh\s+đạo\s+)?", re.IGNORECASE)
_GIVING: Final = re.compile(rf"(?:{_GIVING_WORDS})\s+", re.IGNORECASE)
_INNER_GIVING: Final = re.compile(rf"(?:[,;]\s+(?:và\s+|đồng\s+thời\s+)?)(?:{_GIVING_WORDS})\s+")
_CLAUSE_END: Final = re.compile(r"(?<=[.;:!?…])[”\"’)]?\s+(?=\S)|\n\s*\n")
_INTRO: Final = re.compile(rf"(?:{_words(_W['intros'])})(?!\w)", re.IGNORECASE)
_COMMA: Final = re.compile(r",\s+")
_SEPARATOR: Final = re.compile(r"\s*[,;]\s+|\s+và\s+")
_LISTED: Final = re.compile(rf"(?:[^.;:,]{{2,40}}\s)?[Cc]ác\s+[^.;:]{{2,80}}:(?=\s+[{UPPER}])")
_TOPIC: Final = re.compile(r"(?:Về|Đối\s+với|Liên\s+quan)(?!\w)")
_TOWARDS: Final = re.compile(r"(?:Đối\s+với|đối\s+với)\s+")
_PLACE: Final = re.compile(rf"(?:tỉnh|thành phố|thị xã|huyện|xã|phường)\s+(?=[{UPPER}])")
_LIST_OPENS: Final = re.compile(
    r"(?:^|\s)(?:các|những)\s+(?:sở|bộ|phòng|ban|đơn vị|cơ quan|ủy ban|uỷ ban|ubnd|xã|tỉnh|huyện|trường|"
    r"vụ|cục|trung tâm|thành phố|doanh nghiệp|tập đoàn)[^.;:]{0,60}:$",
    re.IGNORECASE,
)
_LISTED_NAME: Final = re.compile(rf"\s+(?=[{UPPER}])(?!(?i:{_VERBS}|{_GIVING_WORDS})(?!\w))")
_BRACKET: Final = re.compile(rf"\s*\([{UPPER}][^();]{{1,160}}\)")
# Words that go on with a name behind its capitals.
_GOES_ON: Final = re.compile(rf"\s+(?:{_words(_W['name_goes_on'])})(?!\w)|,")


@dataclass(frozen=True, slots=True)
class Clause:
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


def mask_names(text: str) -> str:
    """Return `text`, as long as before, without the verbs that are words of names."""
    return _IN_NAMES.sub(lambda match: "x" * len(match.group()), text)


def asks_of(text: str) -> bool:
    """Tell whether NFC `text` asks somebody for something by its own words."""
    found = clauses(text)
    return any(clause.asks for clause in found) and not (found[0].states and not found[0].bodies)


def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of NFC `text` in order."""
    masked = mask_names(text)
    found = []
    begin = 0
    for end in (*(m.start() for m in _CLAUSE_END.finditer(text)), len(text)):
        if _LIST_OPENS.search(text, begin, end) and _LISTED_NAME.match(text, end):
            continue  # "Các Sở: Tài chính, Xây dựng …" goes on behind its colon
        while begin < end and text[begin].isspace():
            begin += 1
        if begin < end:
            found.append(_clause(text, masked, begin, end))
        begin = end
        match = _CLAUSE_END.match(text, end)
        begin = match.end() if match else end
    return tuple(found)


def _clause(text: str, masked: str, begin: int, end: int) -> Clause:
    span = Span(begin, end)
    states = _STATING.match(text, begin, end) is not None
    if text[end - 1] == ":" and _TOPIC.match(text, begin, end):
        return Clause(span, (), asks=False, states=states)  # "Về kinh phí:"
    asks = False
    for start in _starts(text, begin, end):
        found = _asked(text, masked, start, end, inside=start > begin)
        if found.bodies:
            return Clause(span, found.bodies, True, states, opens=True, given=found.given)
        asks = asks or found.deed
        states = states or found.past
    for giving in _INNER_GIVING.finditer(text, begin, end):
        bodies, _ = bodies_at(text, masked, giving.end(), end)
        if bodies:
            return Clause(span, bodies, asks=True, states=states, given=True)
    return Clause(span, (), asks=asks and not states, states=states)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What begins at a place: a deed, or bodies with one; or bodies of which something is told."""

    bodies: tuple[Span, ...] = ()
    deed: bool = False
    given: bool = False
    past: bool = False


def _starts(text: str, begin: int, end: int) -> Iterator[int]:
    """Yield where the subject of a clause may begin: at its start, or behind its introduction."""
    yield begin
    if _INTRO.match(text, begin, end) and not _DEED.match(text, begin, end):
        towards = _TOWARDS.match(text, begin, end)
        if towards:
            yield towards.end()
        for comma in _COMMA.finditer(text, begin, min(end, begin + _INTRO_REACH)):
            yield comma.end()


def _asked(text: str, masked: str, start: int, end: int, *, inside: bool) -> _Asked:
    """Return what is asked from `start` on.

    `inside` a clause a body must be followed by its deed at once: commas part much else.
    """
    giving = _GIVING.match(text, start, end)
    if giving:
        bodies, _ = bodies_at(text, masked, giving.end(), end)
        return _Asked(bodies, deed=True, given=True)
    if _DEED.match(text, start, end) and not BODY.match(text, start, end):
        return _Asked(deed=True)
    bodies, boundary = bodies_at(text, masked, start, end)
    if not bodies or boundary is None or boundary["mark"] in (".", ";", "(", ")"):
        return _Asked()
    if inside and not boundary["deed"] and not boundary["giving"]:
        return _Asked()
    verb: re.Match[str] | None = boundary
    while verb and not (verb["past"] or verb["giving"] or verb["deed"] or verb["mark"]):
        verb = _BOUNDARY.search(masked, verb.end(), end)  # "Sở A, theo chức năng, đã …"
    if verb and verb["past"]:
        return _Asked(past=True)
    if boundary["giving"]:
        again = _GIVING.match(text, boundary.start("giving"), end)
        inner, _ = bodies_at(text, masked, again.end(), end) if again else ((), None)
        return _Asked(inner or bodies, deed=True, given=bool(inner))
    return _Asked(bodies, deed=True)


def bodies_at(
    text: str, masked: str, start: int, end: int
) -> tuple[tuple[Span, ...], re.Match[str] | None]:
    """Return the spans of the bodies listed from `start` on, and what ends the list.

    `masked` is `mask_names(text)`. What ends a list is a verb, a mark, or nothing.
    """
    person = _PERSON.match(text, start, end)
    plural = person is not None and "các" in person.group().lower()
    if person and not plural and text[person.end() : person.end() + 1].isupper():
        start = person.end()
    elif not _begins_body(text, start, end):
        return (), None
    reach = min(end, start + _SUBJECT_REACH)
    listed = _LISTED.match(masked, start, reach)
    boundary = _BOUNDARY.search(masked, listed.end() if listed else start + 1, reach)
    if boundary is None and reach < end:
        return (), None
    stop = boundary.start() if boundary else reach
    if boundary and boundary["mark"] == "(":
        bracket = _BRACKET.match(text, stop, end)
        boundary = _BOUNDARY.match(masked, bracket.end(), end) if bracket else boundary
        if bracket and text[start] in "Cc" and "," in bracket.group():
            stop = bracket.end()  # "Các đoàn thể (Công đoàn, Đoàn Thanh niên)" names them
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] == ","):
        stop -= 1
    spans = [Span(start, stop)] if listed else _names(text, start, stop, plural=plural)
    sure = boundary and (boundary["deed"] or boundary["giving"] or boundary["past"])
    spans[-1] = _capped(text, spans[-1], _SURE_WORDS if sure else 0)
    return tuple(spans), boundary


def _names(text: str, start: int, stop: int, *, plural: bool) -> list[Span]:
    """Return the spans of the names listed between `start` and `stop`; there is at least one.

    After "các đồng chí" (`plural`) the offices behind commas share these words.
    """
    spans = []
    begin = start
    for separator in _SEPARATOR.finditer(text, start, stop):
        if text.count("(", begin, separator.start()) > text.count(")", begin, separator.start()):
            continue
        if _next_name(text, separator.end(), stop, only_plural=plural and begin == start):
            spans.append(Span(begin, separator.start()))
            begin = separator.end()
    return [*spans, Span(begin, stop)]


def _begins_body(text: str, start: int, end: int) -> bool:
    if not text[start : start + 1].isupper() and not _PLURAL.match(text, start, end):
        return False
    return bool(_BODY_START.match(text, start, end)) and not _NO_BODY.match(text, start, end)


def _next_name(text: str, start: int, stop: int, *, only_plural: bool) -> bool:
    """Tell whether another body begins behind a comma or "và" at `start`."""
    if _NO_BODY.match(text, start, stop):
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
    rest = text[name.end() : span.end].split()
    return Span(span.start, name.end()) if len(rest) > allowed and rest[0][0] in LOWER else span
