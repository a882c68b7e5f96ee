"""What head, preamble and foot of a document say: its front matter, each field with how it is known.

Nghị định 30/2020/NĐ-CP, Điều 8 says which fields a document has and annex I where they stand.
Nothing is invented: what cannot be read stays empty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from ketluan.citations.finding import find_numbers
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.model import Period
from ketluan.notice.body import AUTHORITY, RECIPIENTS
from ketluan.organisations import BODY, LOWER, UPPER, body_at
from ketluan.periods import periods_in
from ketluan.vietnamese import fold, slug
from ketluan.vocabulary import document_types, notice_words

Known = Literal["read", "guessed", "missing"]

_HEAD_PARAGRAPHS: Final = 25  # the head and preamble of a notice lie within the first ones
_DATE: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})|tháng\s+(\d{1,2})\s+năm\s+(\d{4}))(?!\d)",
    re.IGNORECASE,
)
_MEETING_START: Final = re.compile(
    r"(?:(?:Sáng|Chiều|Tối)[\s,]+(?:ngày\s+)?|(?:vào\s+)?ngày\s+)\d{1,2}\s*(?:[/.-]|tháng)",
    re.IGNORECASE,
)
_PLACE_AND_DATE: Final = re.compile(rf"[{UPPER}][^,\d]{{2,40}},\s*ngày\s")
_OWN_NUMBER: Final = re.compile(r"Số\s*:?\s*(?=\d)")
_HEAD_OF_BODY: Final = re.compile(r"(?:Giám đốc|Chủ tịch|Bộ trưởng|Trưởng)\s+(?=\S)")
_PROVINCE: Final = re.compile(
    rf"\btỉnh\s+([{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{1,2}})(?!\w)"
)
_MEETING: Final = re.compile(
    rf"(?:{'|'.join(notice_words()['meeting_words'])})\s+(?:về\s+)?(.+)", re.IGNORECASE
)
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

    def put(self, key: str, value: object, known: Known = "read") -> None:
        self.values[key] = value
        self.known[key] = known if value else "missing"

    def text(self, key: str) -> str:
        return str(self.values.get(key) or "")


def read_metadata(paragraphs: Sequence[SourceParagraph]) -> Metadata:
    """Return the metadata that the `paragraphs` of a document show."""
    fields = _Fields()
    parts = _Parts.of(paragraphs)
    _read_head(parts, fields)
    _read_preamble(parts, fields)
    _read_foot(parts, fields)
    return Metadata(fields.values, fields.known, _notice_id(fields))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a document in order: letterhead, title, then all else; and its foot."""

    letterhead: tuple[str, ...]
    type_name: str
    title: tuple[str, ...]
    rest: tuple[str, ...]
    foot: tuple[str, ...]

    @classmethod
    def of(cls, paragraphs: Sequence[SourceParagraph]) -> "_Parts":
        texts = [paragraph.text for paragraph in paragraphs]
        names = {fold(row["name"]) for row in document_types()}
        names |= {f"{name} ket luan" for name in names}
        type_at = next(
            (i for i, text in enumerate(texts[:_HEAD_PARAGRAPHS])
             if text.isupper() and fold(text) in names),
            -1,
        )  # fmt: skip
        begin = type_at + 1
        end = begin
        while end < min(len(texts), begin + 4) and _is_title(texts[end], paragraphs[end]):
            end += 1
        foot_at = next((i for i, text in enumerate(texts) if RECIPIENTS.match(text)), len(texts))
        return cls(
            tuple(texts[: max(type_at, 0)]),
            texts[type_at] if type_at >= 0 else "",
            tuple(texts[begin:end]),
            tuple(texts[end:foot_at]),
            tuple(texts[foot_at:]),
        )


def _is_title(text: str, paragraph: SourceParagraph) -> bool:
    return (
        not paragraph.label
        and not text.endswith((".", ":", ";"))
        and not _MEETING_START.match(text)
    )


def _date_in(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[3] or match[5]), int(match[2] or match[4]), int(match[1]))
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_head(parts: _Parts, fields: _Fields) -> None:
    """Read type, number, date of issue, issuer and abstract from letterhead and title."""
    name = fold(parts.type_name).removesuffix(" ket luan")
    types = {fold(row["name"]): row["abbreviation"] for row in document_types()}
    fields.put("loai", types.get(name, ""))
    number = next(
        (found[0].number for text in parts.letterhead if _OWN_NUMBER.search(text)
         for found in [find_numbers(text)] if found),
        "",
    )  # fmt: skip
    fields.put("so_ky_hieu", number)
    dated = [_date_in(text) for text in parts.letterhead if _PLACE_AND_DATE.search(text)]
    fields.put("ngay_ban_hanh", _iso(dated[0] if dated else None))
    subject = " ".join(parts.title)
    fields.put("trich_yeu", subject)
    _read_issuer(parts, subject, fields)


def _read_issuer(parts: _Parts, subject: str, fields: _Fields) -> None:
    """Read the issuing body from the title ("Kết luận của Giám đốc Sở …"); its province is guessed."""
    head = _HEAD_OF_BODY.search(subject)
    issuer = body_at(subject, head.end()) if head else ""
    if not issuer:
        found = BODY.search(subject)
        issuer = re.sub(r"\s+", " ", found.group()) if found else ""
    known: Known = "read"
    provinces = {match[1] for text in parts.rest for match in _PROVINCE.finditer(text)}
    if issuer.startswith("Sở ") and "tỉnh" not in issuer and len(provinces) == 1:
        issuer, known = f"{issuer} tỉnh {provinces.pop()}", "guessed"
    fields.put("co_quan", issuer, known)


def _read_preamble(parts: _Parts, fields: _Fields) -> None:
    """Read the day of the meeting and the periods from preamble and headings."""
    opening = next((text for text in parts.rest[:6] if _MEETING_START.match(text)), "")
    fields.put("ngay_hop", _iso(_date_in(opening)))
    reviewed = _period_after(r"đánh giá|kiểm điểm|tổng kết|sơ kết", opening)
    directed = _period_after(r"chỉ đạo|triển khai|nhiệm vụ|phương hướng", opening)
    headings = [text for text in parts.rest if re.match(r"[IVX]+\.\s", text)]
    for heading in headings:
        named = periods_in(heading)
        if named and directed is None and re.search(r"nhiệm vụ|công tác", heading):
            directed = named[-1]
    fields.put("ky_danh_gia", reviewed.id if reviewed else "")
    fields.put("ky_chi_dao", directed.id if directed else "")


def _period_after(words: str, text: str) -> Period | None:
    """Return the first period that `text` names after one of `words`."""
    found = re.search(words, text, re.IGNORECASE)
    named = periods_in(text[found.end() :]) if found else ()
    return named[0] if named else None


def _read_foot(parts: _Parts, fields: _Fields) -> None:
    """Read authority, position and name of the signer (Nghị định 30/2020/NĐ-CP, annex I, II.7)."""
    signature = [text for text in parts.foot if not text.startswith(("-", "–", "+"))][1:]
    authorities = [text for text in signature if AUTHORITY.match(text)]
    positions = [text for text in signature if text.isupper() and text not in authorities]
    names = [text for text in signature if not text.isupper() and len(text.split()) <= 6]
    signer = {
        "ho_ten": names[-1] if names else "",
        "chuc_vu": _sentence_case(positions[-1]) if positions else "",
        "quyen_han": authorities[0] if authorities else "",
    }
    fields.put("nguoi_ky", signer if any(signer.values()) else "")


def _sentence_case(words: str) -> str:
    """Return a position printed in capitals as offices write it: CHÁNH VĂN PHÒNG → Chánh Văn phòng."""
    text = words.capitalize()
    names = (*notice_words()["body_heads"], *notice_words()["position_words"])
    for name in sorted(names, key=len, reverse=True):
        at = fold(text).find(f" {fold(name)}")
        if at >= 0:
            return text[: at + 1] + text[at + 1].upper() + text[at + 2 :]
    return text


def _notice_id(fields: _Fields) -> str:
    """Return the notice's id: its day and a short name of the meeting or its subject."""
    day = fields.text("ngay_hop") or fields.text("ngay_ban_hanh") or "0000-00-00"
    subject = fields.text("trich_yeu")
    topic = _MEETING.search(subject)
    words = slug(_FILLER.sub(" ", topic[1] if topic else subject)).split("-")
    return f"{day}-{'-'.join(words[:_NAME_WORDS]) or 'thong-bao'}"
