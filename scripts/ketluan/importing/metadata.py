"""What head, preamble and foot of a document say: its front matter, each field with how it is known.

Nghị định 30/2020/NĐ-CP, Điều 8 says which fields a document has and annex I where they stand.
Nothing is invented: what cannot be read stays empty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from ketluan.importing.foot import foot_begin, read_signature, stamped_numbers
from ketluan.importing.letterhead import (
    Letterhead,
    day_in,
    read_letterhead,
)
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.importing.preamble import (
    attendees_of,
    chair_of,
    meeting_day,
    preamble_of,
    reviewed_and_directed,
)
from ketluan.importing.title import Title, read_title
from ketluan.notice.head_lines import is_place_and_day
from ketluan.organisations import BODY, LOWER, UPPER, body_at
from ketluan.vietnamese import fold, slug
from ketluan.vocabulary import document_types, issuer_symbols, notice_words

Known = Literal["read", "guessed", "missing"]

# Keys that are written only where the document says something: most have nothing to say there.
OPTIONAL: Final = ("co_quan_cap_tren", "noi_ban_hanh", "do_khan", "chu_tri", "thanh_phan")
_MEETING_TYPES: Final = frozenset(("TB", "KL", "BB", ""))  # those that tell of a meeting
_OPENING: Final = 20  # paragraphs behind the title in which minutes name time and people
_HEADING_LENGTH: Final = 220  # code points; a longer labelled paragraph is no heading
_HEAD_OF_BODY: Final = re.compile(
    r"(?:Giám đốc|Chủ tịch|Bộ trưởng|Thứ trưởng|Cục trưởng|Trưởng|Chánh)\s+(?=\S)"
)
_CLOSING_BODY: Final = re.compile(
    r"\s+(?:(?:xin|trân\s+trọng|kính)\s+)*(?:thông\s+báo|báo\s+cáo|đề\s+nghị|kính\s+đề\s+nghị|điện)(?!\w)"
)
_LEAD_IN: Final = re.compile(r"kết\s+luận(?:\s+như\s+sau)?\s*:")
_BLANK_DAY: Final = re.compile(
    r"ngày[\s._…]*+tháng[\s._…]*+(?P<month>\d{1,2})?[\s._…]*+năm\s*(?P<year>\d{4})", re.IGNORECASE
)
_PROVINCE: Final = re.compile(
    rf"\btỉnh\s+([{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{1,2}})(?!\w)"
)
_MEETING: Final = re.compile(
    rf"(?:{'|'.join(notice_words()['meeting_words'])})\s+(?:(?:về|với|tại)\s+)?(.+)", re.IGNORECASE
)
_CONCLUSION: Final = re.compile(r"kết luận (?:của .{3,120}? )?(?:về|tại) (.+)", re.IGNORECASE)
_FILLER: Final = re.compile(rf"\b(?:{'|'.join(notice_words()['name_fillers'])})\b", re.IGNORECASE)
_NAME_WORDS: Final = 8  # syllables of the meeting's topic that its short name keeps


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself: `values` by the keys of the front matter.

    `known` says of each key how its value came about; `notice_id` is the id proposed from them.
    """

    values: Mapping[str, object]
    known: Mapping[str, Known]
    notice_id: str


@dataclass(slots=True)
class _Fields:
    """The front matter while it is read, with how each field is known."""

    values: dict[str, object] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)

    def put(self, key: str, value: object, *, sure: bool = True) -> None:
        """Set a field; an optional one without a value is left out altogether."""
        if value or key not in OPTIONAL:
            self.values[key] = value
            self.known[key] = "missing" if not value else "read" if sure else "guessed"

    def text(self, key: str) -> str:
        return str(self.values.get(key) or "")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a document in order, each with its paragraphs; `text` is the whole."""

    letterhead: Letterhead
    title: Title
    subject: str
    rest: Sequence[SourceParagraph]
    foot: Sequence[SourceParagraph]
    text: str

    @classmethod
    def of(cls, paragraphs: Sequence[SourceParagraph]) -> "_Parts":
        text = " ".join(paragraph.text for paragraph in paragraphs)
        title = read_title(paragraphs)
        letterhead = read_letterhead((*paragraphs[: title.begin], *title.strays), text)
        rest = (*([title.opening] if title.opening else ()), *paragraphs[title.end :])
        foot_at = foot_begin(rest)
        subject = _without_issuer(title.subject, letterhead.issuer) or letterhead.subject
        return cls(letterhead, title, subject, rest[:foot_at], rest[foot_at:], text)


def read_metadata(paragraphs: Sequence[SourceParagraph]) -> Metadata:
    """Return the metadata that the `paragraphs` of a document show."""
    fields = _Fields()
    parts = _Parts.of(paragraphs)
    _read_head(parts, paragraphs, fields)
    _read_preamble(parts, fields)
    _read_foot(parts, fields)
    return Metadata(fields.values, fields.known, _notice_id(fields))


def _without_issuer(subject: str, issuer: str) -> str:
    """Return the abstract without the name of the body that decides, printed below it in decisions."""
    end = f" {fold(issuer)}"
    return subject[: -len(end)] if issuer and fold(subject).endswith(end) else subject


def _read_head(parts: _Parts, paragraphs: Sequence[SourceParagraph], fields: _Fields) -> None:
    """Read type, number, place and date of issue, bodies, urgency and abstract."""
    head, title = parts.letterhead, parts.title
    number = head.number
    type_name = title.type or _type_of_number(number or head.symbol) or _type_of_letter(parts)
    fields.put("loai", type_name, sure=bool(title.type))
    issued, place = head.issued, head.place
    if not issued and not place:
        dated = next((p.text for p in parts.foot if is_place_and_day(p.text)), "")
        issued, place = day_in(dated), dated.partition(",")[0].strip()
    stamped = () if number or issued else _stamped(head, paragraphs)
    if stamped:
        number, issued = stamped
    fields.put("so_ky_hieu", number, sure=not stamped)
    fields.put("ngay_ban_hanh", _iso(issued), sure=not stamped)
    fields.put("noi_ban_hanh", place)
    fields.put("do_khan", head.urgency)
    fields.put("trich_yeu", parts.subject, sure=title.opening is None)
    fields.put("co_quan_cap_tren", head.superior, sure=head.names_sure)
    issuer, sure = _issuer(parts, number or head.symbol)
    fields.put("co_quan", issuer, sure=sure)


def _stamped(
    head: Letterhead, paragraphs: Sequence[SourceParagraph]
) -> tuple[str, date] | tuple[()]:
    """Return number and day of issue if as many stamped numbers stand below as the head has blanks.

    "Số:      /TB-VP" and "ngày      tháng 6 năm 2026" want two: that fits by chance so rarely that it
    is a guess worth offering.
    """
    blanks = _BLANK_DAY.match(head.dated)
    if not head.symbol or not blanks:
        return ()
    wanted = 2 if blanks["month"] else 3
    numbers = stamped_numbers(paragraphs, wanted)
    if not numbers:
        return ()
    try:
        month = int(blanks["month"] or numbers[2])
        return f"{numbers[0]}{head.symbol}", date(int(blanks["year"]), month, numbers[1])
    except ValueError:
        return ()


def _type_of_letter(parts: _Parts) -> str:
    """Return the type of a letter (công văn), which prints none: it says to whom it goes."""
    addressed = any(p.text.lstrip("*").startswith("Kính gửi") for p in parts.rest[:3])
    return "CV" if addressed or parts.letterhead.subject else ""


def _type_of_number(number: str) -> str:
    """Return the type that a number or symbol names ("/TB-VP"); a letter's names none."""
    short = {row["abbreviation"] for row in document_types()}
    return next((part for part in re.split(r"[\d/\-]+", number) if part in short), "")


def _issuer(parts: _Parts, number: str) -> tuple[str, bool]:
    """Return the issuing body and whether it was read: from the letterhead, else it is guessed.

    The closing sentence names it ("Văn phòng A thông báo …"), or the symbol of the number, or the
    title ("Kết luận của Giám đốc Sở B"); to the latter its province is added.
    """
    if parts.letterhead.issuer:
        return parts.letterhead.issuer, parts.letterhead.names_sure
    for paragraph in (*parts.rest[:2], *reversed(parts.rest[-6:])):
        body = BODY.match(paragraph.text)
        if body and _CLOSING_BODY.match(paragraph.text, body.end()):
            return re.sub(r"\s+", " ", body.group()), False
    national = {row["symbol"]: row["name"] for row in issuer_symbols()}
    symbol = re.split(r"[-/]", number)[-1]
    if symbol in national:
        return national[symbol], False
    head = _HEAD_OF_BODY.search(parts.subject)
    issuer = body_at(parts.subject, head.end()) if head else ""
    if not issuer:
        found = BODY.search(parts.subject)
        issuer = re.sub(r"\s+", " ", found.group()) if found else ""
    provinces = {match[1] for p in parts.rest for match in _PROVINCE.finditer(p.text)}
    if issuer.startswith("Sở ") and "tỉnh" not in issuer and len(provinces) == 1:
        issuer = f"{issuer} tỉnh {provinces.pop()}"
    return issuer, False


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_preamble(parts: _Parts, fields: _Fields) -> None:
    """Read the day of the meeting, who chaired it and was there, and the periods."""
    preamble = preamble_of(parts.rest)
    opening = parts.rest[:_OPENING]
    opening_texts = [paragraph.text for paragraph in opening]
    tells = fields.text("loai") in _MEETING_TYPES and (
        bool(parts.title.type) or bool(_LEAD_IN.search(" ".join(preamble)))
    )
    day = meeting_day(parts.subject, preamble, opening_texts, parts.letterhead.issued)
    fields.put("ngay_hop", _iso(day.day) if tells else "", sure=day.sure)
    headings = [p.text for p in parts.rest if _is_heading(p)]
    periods = reviewed_and_directed(parts.subject, preamble, headings)
    fields.put("ky_danh_gia", periods.reviewed if tells else "", sure=periods.reviewed_sure)
    fields.put("ky_chi_dao", periods.directed if tells else "")
    if tells:
        chair = chair_of(parts.subject, preamble, opening_texts)
        named = {"ho_ten": chair.name, "chuc_vu": chair.position}
        fields.put("chu_tri", {k: v for k, v in named.items() if v}, sure=chair.sure)
        fields.put("thanh_phan", attendees_of(preamble, opening))


def _is_heading(paragraph: SourceParagraph) -> bool:
    """Tell whether a paragraph is the heading of a part: a task that names a period is none."""
    is_part = (
        paragraph.bold
        or paragraph.title
        or (paragraph.label is not None and paragraph.label.style == "roman")
    )
    return is_part and len(paragraph.text) < _HEADING_LENGTH


def _read_foot(parts: _Parts, fields: _Fields) -> None:
    """Read authority, position and name of the signer (Nghị định 30/2020/NĐ-CP, annex I, II.7)."""
    found = read_signature(parts.foot, parts.text)
    signer = {"ho_ten": found.name, "chuc_vu": found.position, "quyen_han": found.authority}
    fields.put("nguoi_ky", signer if any(signer.values()) else "", sure=found.sure)


def _notice_id(fields: _Fields) -> str:
    """Return the notice's id: its day and a short name of the meeting or its subject."""
    day = fields.text("ngay_hop") or fields.text("ngay_ban_hanh") or "0000-00-00"
    subject = fields.text("trich_yeu")
    topics = [found[1] for found in (_MEETING.search(subject), _CONCLUSION.match(subject)) if found]
    slugs = [slug(_FILLER.sub(" ", text)) for text in (*topics, subject)]
    words = next(filter(None, slugs), "thong-bao").split("-")
    return f"{day}-{'-'.join(words[:_NAME_WORDS])}"
