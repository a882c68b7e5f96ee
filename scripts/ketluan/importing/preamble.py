"""The preamble (phần mở đầu) of a notice: when the meeting was, who chaired it and who was there.

"Ngày 29 tháng 3 năm 2021, Giám đốc Sở … chủ trì cuộc họp … Cùng dự có … Sau khi nghe …, đồng chí
… kết luận như sau:" Minutes name the same under labels ("Thời gian: …", "Chủ trì: …").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.importing.office_names import person_in
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.organisations import LOWER, UPPER
from ketluan.periods import NamedPeriod, named_periods
from ketluan.vocabulary import notice_words

_DECORATION: Final = "*_|=~ \t"
_PARAGRAPHS: Final = 8  # a preamble without labels has fewer
_LABELLED: Final = 20  # paragraphs at the top of minutes that name time, chair and those present
_REACH: Final = 2_000  # code points of a paragraph in which the meeting is told of
_DAYS: Final = (
    r"(?P<day>\d{1,2})(?P<more>(?:\s*(?:,|và|đến(?:\s+ngày)?|[-–])\s*(?:ngày\s+)?\d{1,2}(?!\d)){0,6})"
    r"\s*(?:[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?"
    r"|tháng\s*(?P<month2>\d{1,2})(?:\s*năm\s*(?P<year2>\d{4}))?)(?!\d)"
)
_PART_OF_DAY: Final = r"(?:[Ss]áng|[Cc]hiều|[Tt]ối|[Tt]rưa)"
_OPENING: Final = re.compile(
    rf"(?:Hôm\s+nay[,\s]+)?(?:(?:[Vv]ào\s+)?(?:(?:hồi|lúc)\s+)?\d{{1,2}}\s*(?:giờ|h|g|:)(?:\s*\d{{1,2}})?(?:\s*phút)?[,\s]+)?"
    rf"(?:(?:[Vv]ào\s+)?{_PART_OF_DAY}[,\s]+)?"
    rf"(?:(?:[Tt]rong|[Vv]ào)\s+(?:(?:các|hai|ba|\d{{1,2}})\s+)?)?(?:[Tt]ừ\s+)?(?:[Nn]gày\s*)?(?:\([^)]*\)\s*)?{_DAYS}"
)
_OPENS: Final = re.compile(
    rf"Hôm\s+nay|(?:[Vv]ào\s+)?{_PART_OF_DAY}[,\s]|(?:Vào\s+|Trong\s+(?:(?:các|hai|ba|\d{{1,2}})\s+)?|Từ\s+)?[Nn]gày\s*\d"
    r"|(?:[Vv]ào\s+)?(?:hồi|lúc|Hồi|Lúc)\s+\d"
)
_INSIDE: Final = re.compile(
    rf"[,;]\s*(?:vào\s+)?(?:{_PART_OF_DAY}\s+)?ngày\s*{_DAYS}", re.IGNORECASE
)
_MEETING_ON: Final = re.compile(
    rf"(?:{'|'.join(notice_words()['meeting_words'])}|giao\s+ban|họp)[^.;\d]{{0,160}}?ngày\s*{_DAYS}",
    re.IGNORECASE,
)
_TIME_LABEL: Final = re.compile(
    rf"Thời\s+gian[^:]{{0,30}}:[^.;]{{0,60}}?(?:ngày\s*)?{_DAYS}", re.IGNORECASE
)
_SPEAKS_OF_MEETING: Final = re.compile(
    r"chủ\s+trì|chủ\s+tọa|họp|làm\s+việc|hội\s+nghị|hội\s+ý|giao\s+ban|kiểm\s+tra", re.IGNORECASE
)

_SENTENCE: Final = re.compile(rf"(?<=[{LOWER}\d)\]”]{{2}})[.;](?=\s+[{UPPER}])")
_FULL_STOP: Final = re.compile(rf"(?<=[{LOWER}\d)\]”]{{2}})\.(?=\s+[{UPPER}])")
_CHAIRED: Final = re.compile(
    r"(?:đã\s+)?(?:đồng\s+)?(?:chủ\s+trì|chủ\s+tọa)(?!\w|,?\s+phối\s+hợp)", re.IGNORECASE
)
_ANOTHER: Final = re.compile(
    r";|(?:,|(?<!\s)\s+(?:và|cùng(?:\s+với)?))\s+(?:các\s+)?(?:đồng\s+chí|đ/c|ông|bà)\s",
    re.IGNORECASE,
)
_CHAIR_AFTER: Final = re.compile(
    r"(?:dưới\s+sự\s+chủ\s+trì\s+của|do)\s++(?P<chair>[^.;]{3,200}?)(?=,?\s+(?:chủ\s+trì|chủ\s+tọa)|[.;,]\s+(?:Cùng|Tham|Dự|để|nhằm|đã|với)|[.;]|$)"
)
_CHAIR_LABEL: Final = re.compile(
    r"(?:\d+[.)]\s*|[-–+]\s*|[a-zđ]\)\s*)?(?:Người\s+)?(?:[Cc]hủ\s+trì|[Cc]hủ\s+tọa|[Cc]hủ\s+toạ)(?:\s+(?:cuộc\s+họp|hội\s+nghị|buổi\s+họp|phiên\s+họp|họp))?\s*:\s*(?P<chair>.+)"
)
_CONCLUDES: Final = re.compile(
    r"kết\s+luận\s+của\s++(?P<chair>\S.{0,300}?)(?<!\s)\s++(?:tại|về|trong)\s", re.IGNORECASE
)
_SUBJECT_START: Final = re.compile(
    rf"(?:.*[,;.]\s+)?(?P<chair>(?:đồng\s+chí|Đồng\s+chí|đ/c|Đ/c|ông|bà|Ông|Bà|[{UPPER}]).*)$",
    re.DOTALL,
)
_HONOUR: Final = re.compile(r"(?<!\w)(?:đồng\s+chí|đ/c|ông|bà)\s*:?\s+", re.IGNORECASE)
_PLACE_BEFORE: Final = re.compile(r"^(?:tại|ở)\s[^,]*,\s*", re.IGNORECASE)
_ASIDE: Final = re.compile(r"(?:(?<!\s)\s+)?\([^()]*(?:\)|$)")
_LEADS_IN: Final = re.compile(
    r"\s(?:(?:đã|thống\s+nhất|có\s+ý\s+kiến)\s+){0,9}kết\s+luận(?:\s+như\s+sau)?\s*:?$"
)
_POSITION_TRIM: Final = " ,-–—:;()"
_NAME_REACH: Final = 50  # code points behind a position in which its holder's name ends
_POSITION_LENGTH: Final = 160  # code points

_ATTENDED: Final = re.compile(
    rf"(?:\d+[.)]\s*)?(?:{'|'.join(notice_words()['attendance_starts'])})(?!\w)"
)
_ATTENDED_INSIDE: Final = re.compile(
    rf"(?<=[.;,])\s+(?=(?:{'|'.join(notice_words()['attendance_starts'])})(?!\w))"
)
_ATTENDANCE_ENDS: Final = re.compile(
    r"(?:[.;]|(?<!\s))\s+(?=(?:Sau\s+khi|Trên\s+cơ\s+sở|Trước\s+đó)\s)"
)


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """The (first) day of the meeting, and whether it was read as such or is a guess."""

    day: date | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chaired the meeting, as printed; `sure` is false where it is only known who concluded."""

    name: str = ""
    position: str = ""
    sure: bool = True


def preamble_of(paragraphs: Sequence[SourceParagraph]) -> tuple[str, ...]:
    """Return the texts of the preamble: `paragraphs` begin behind the title and end anywhere."""
    texts: list[str] = []
    for paragraph in paragraphs[:_PARAGRAPHS]:
        if paragraph.label and paragraph.label.style not in ("dash", "plus", "bullet"):
            break
        if texts and paragraph.bold and len(paragraph.text) < 120:
            break  # the heading of the first part
        texts.append(paragraph.text.strip(_DECORATION))
    return tuple(texts)


def meeting_day(
    subject: str, preamble: Sequence[str], opening: Sequence[str], issued: date | None
) -> MeetingDay:
    """Return the day of the meeting.

    `opening` are the first paragraphs of the body, labelled or not, where minutes say "Thời gian:
    …". A day without a year takes that of the day of issue, `issued`, and is a guess.
    """
    for text in preamble:
        for sentence in _sentences(text[:_REACH]):
            if _OPENS.match(sentence):
                found = _day(_OPENING.match(sentence), issued)
                if found:
                    return found
    for pattern, texts in (
        (_TIME_LABEL, opening),
        (_MEETING_ON, (subject, *preamble)),
        (_INSIDE, preamble),
    ):
        for text in texts:
            match = pattern.search(text[:_REACH])
            found = _day(match, issued) if match else None
            if found and pattern is _INSIDE:
                if _SPEAKS_OF_MEETING.search(text[match.end() if match else 0 : _REACH]):
                    return MeetingDay(found.day, sure=False)
            elif found:
                return found
    return MeetingDay()


def _day(match: re.Match[str] | None, issued: date | None) -> MeetingDay | None:
    if match is None:
        return None
    written = match["year"] or match["year2"]
    year = int(written) if written else issued.year if issued else 0
    try:
        day = date(year, int(match["month"] or match["month2"]), int(match["day"]))
    except ValueError:
        return None
    return MeetingDay(day, sure=bool(written) and not match["more"])


def _sentences(text: str) -> Iterable[str]:
    begin = 0
    for end in _SENTENCE.finditer(text):
        yield text[begin : end.end()].strip()
        begin = end.end()
    yield text[begin:].strip()


def chair_of(subject: str, preamble: Sequence[str], opening: Sequence[str]) -> Chair:
    """Return who chaired the meeting, or, as a guess, who concluded as preamble or title say."""
    for text in opening:
        labelled = _CHAIR_LABEL.match(text.strip(_DECORATION))
        if labelled:
            return _person(labelled["chair"].rstrip(".;"))
    for text in preamble:
        for sentence in _sentences(text[:_REACH]):
            chair = _chair_in(sentence)
            if chair.name or chair.position:
                return _named(chair, preamble)
    chair = _named(_concluding(subject, preamble), preamble)
    # A position alone says no more than the title does.
    return Chair(chair.name, chair.position, sure=False) if chair.name else Chair()


def _chair_in(sentence: str) -> Chair:
    """Return who chairs in "do đồng chí A chủ trì" or "đồng chí A … chủ trì cuộc họp"."""
    labelled = _CHAIR_LABEL.match(sentence)
    if labelled:
        return _person(labelled["chair"].rstrip(".;"))
    chaired = _CHAIRED.search(sentence)
    if chaired is None:
        return Chair()
    behind = _CHAIR_AFTER.search(sentence)
    chair = _person(behind["chair"]) if behind else Chair()
    if chair.name or chair.position:
        return chair
    return _person(_subject_of(sentence[: chaired.start()]))


def _concluding(subject: str, preamble: Sequence[str]) -> Chair:
    """Return who concluded: the subject before "kết luận như sau:", else whom the title names."""
    for text in preamble:
        led = _LEADS_IN.search(text[:_REACH])
        if led:
            chair = _person(_subject_of(list(_sentences(text[: led.start()]))[-1]))
            if chair.name or chair.position:
                return chair
    concluded = _CONCLUDES.search(subject)
    return _person(concluded["chair"]) if concluded and not subject.isupper() else Chair()


def _named(chair: Chair, texts: Iterable[str]) -> Chair:
    """Return `chair` with the name that stands behind the same position elsewhere in `texts`."""
    if chair.name or not chair.position:
        return chair
    for text in texts:
        _, position, behind = text[:_REACH].partition(chair.position)
        person = person_in(behind[:_NAME_REACH]) if position else None
        if person and not behind[: person.start].strip():
            return Chair(person.text, chair.position, sure=False)
    return chair


def _subject_of(text: str) -> str:
    """Return the subject in the `text` before "chủ trì": what stands behind day and place.

    The name of a person may have a position behind a comma, so a name decides where it begins.
    """
    day = _OPENING.match(text)
    rest = text[day.end() :].lstrip(" ,)") if day and _OPENS.match(text) else text
    while place := _PLACE_BEFORE.match(rest):
        rest = rest[place.end() :]
    person = person_in(rest)
    if person is None:
        found = _SUBJECT_START.match(rest.strip(" ,"))
        return found["chair"] if found else ""
    before = rest[: person.start]
    begin = max((before.rfind(mark) + 1 for mark in (",", ";")), default=0)
    return rest[begin:].strip()


def _person(text: str) -> Chair:
    """Return name and position in "đồng chí A, Phó Giám đốc Sở" or "Phó Giám đốc Sở A"."""
    text = _ASIDE.sub("", text).strip(_POSITION_TRIM)
    person = person_in(text)
    if person is None:
        position = _HONOUR.sub("", text).strip(_POSITION_TRIM)
        return Chair("", position) if _is_position(position) else Chair()
    before = _HONOUR.sub("", text[: person.start]).strip(_POSITION_TRIM)
    after = _ANOTHER.split(text[person.end :])[0].strip(_POSITION_TRIM)
    pieces = [piece for piece in (before, after) if piece and _is_position(piece)]
    return Chair(person.text, ", ".join(pieces))


def _is_position(text: str) -> bool:
    starts = (*notice_words()["position_starts"], *notice_words()["position_words"])
    return len(text) <= _POSITION_LENGTH and text.lower().startswith(
        tuple(start.lower() for start in starts)
    )


def attendees_of(preamble: Sequence[str], opening: Sequence[SourceParagraph]) -> str:
    """Return the words that say who was present, as printed, on one line."""
    for text in preamble:
        inside = _ATTENDED_INSIDE.search(text)
        begin = 0 if _ATTENDED.match(text) else inside.end() if inside else -1
        if begin < 0:
            continue
        rest = text[begin:]
        cut = _ATTENDANCE_ENDS.search(rest)
        rest = rest[: cut.start()] if cut else rest
        end = _FULL_STOP.search(rest)
        return (rest[: end.start()] if end else rest).rstrip(".;, ")
    return _listed(opening)


def _listed(opening: Sequence[SourceParagraph]) -> str:
    """Return the list below "Thành phần tham dự:" in minutes, on one line."""
    for index, paragraph in enumerate(opening[:_LABELLED]):
        text = paragraph.text.strip(_DECORATION)
        if not _ATTENDED.match(text) or len(text) > _REACH:
            continue
        items = []
        for following in opening[index + 1 : index + 1 + _LABELLED]:
            if not following.label or following.label.style not in ("dash", "plus", "bullet"):
                break
            items.append(following.text.strip(_DECORATION))
        if items or ":" in text:
            return " ".join([text, *items]).rstrip(".;, ")
    return ""


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods that a notice reviews and directs; `reviewed_sure` is false for a guess."""

    reviewed: str = ""
    directed: str = ""
    reviewed_sure: bool = True


_REVIEWING: Final = re.compile("|".join(notice_words()["reviewing_words"]), re.IGNORECASE)
_DIRECTING: Final = re.compile("|".join(notice_words()["directing_words"]), re.IGNORECASE)
_BRIEFING: Final = re.compile(r"giao\s+ban", re.IGNORECASE)
_NEXT_TOPIC: Final = re.compile(r"[,;]|\svà\s")
_CUE_REACH: Final = 120  # code points before a period in which the word stands that says its role


def reviewed_and_directed(
    subject: str, preamble: Sequence[str], headings: Iterable[str]
) -> Periods:
    """Return the periods named in title, preamble and headings, each by the last cue before it.

    "đánh giá công tác Quý I và triển khai nhiệm vụ Quý II năm 2021". A briefing (giao ban) named by
    a period without a cue reviews that period: a guess.
    """
    found: dict[str, str] = {}
    for text in (*preamble, subject, *headings):
        for period in named_periods(text[:_REACH]):
            found.setdefault(_role(text, period), period.period.id)
    reviewed, briefed = found.get("reviewed", ""), found.get("briefed", "")
    return Periods(reviewed or briefed, found.get("directed", ""), reviewed_sure=bool(reviewed))


def _role(text: str, period: NamedPeriod) -> str:
    before = text[max(0, period.start - _CUE_REACH) : period.start]
    reviewing = max((match.end() for match in _REVIEWING.finditer(before)), default=-1)
    directing = max((match.start() for match in _DIRECTING.finditer(before)), default=-1)
    if directing > reviewing and (reviewing < 0 or _NEXT_TOPIC.search(before[reviewing:directing])):
        return "directed"  # but not in "kết quả thực hiện nhiệm vụ Quý I"
    if reviewing >= 0:
        return "reviewed"
    return "briefed" if _BRIEFING.search(before) else ""
