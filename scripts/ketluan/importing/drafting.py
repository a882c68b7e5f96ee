"""A source's lines become a draft notice (dự thảo): body, front matter, and what is known how.

Each field says whether it was read, guessed or is missing; nothing is invented. The body is the
whole text; what had to be dropped is listed. The draft is text, so that a person can mend it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from ketluan.citations.finding import find_numbers
from ketluan.coverage import Coverage, coverage
from ketluan.importing.paragraphs import SourceParagraph, join_paragraphs
from ketluan.model import Dropped, Period
from ketluan.notice import write_notice
from ketluan.notice.body import AUTHORITY, CLOSING, RECIPIENTS, escape_line
from ketluan.notice.labels import LabelPath
from ketluan.organisations import BODY, LOWER, UPPER, body_at
from ketluan.periods import periods_in
from ketluan.secrecy import secrecy_mark
from ketluan.vietnamese import fold, slug
from ketluan.vocabulary import document_types, notice_words

Known = Literal["read", "guessed", "missing"]

_HEADING_LENGTH: Final = 220  # code points; a longer labelled paragraph is no heading
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
class Draft:
    """A draft notice. `metadata` has the keys of the front matter, `known` how each came about.

    `refused` is a Vietnamese sentence where the document must not enter the archive at all.
    """

    notice_id: str
    metadata: Mapping[str, object]
    known: Mapping[str, Known]
    body: str
    dropped: tuple[Dropped, ...]
    coverage: Coverage
    refused: str = ""

    def text(self) -> str:
        """Return the notice file."""
        return write_notice(self.metadata, self.body)


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


def draft_notice(lines: Sequence[str]) -> Draft:
    """Return the draft of the notice in source `lines` (NFC, without line ends)."""
    paragraphs = join_paragraphs(lines)
    fields = _Fields()
    parts = _Parts.of(paragraphs)
    _read_head(parts, fields)
    _read_preamble(parts, fields)
    _read_foot(parts, fields)
    body = _body(paragraphs)
    return Draft(
        notice_id=_notice_id(fields),
        metadata=fields.values,
        known=fields.known,
        body=body,
        dropped=(),
        coverage=coverage(lines, body, ()),
        refused=_refusal(lines),
    )


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


def _refusal(lines: Sequence[str]) -> str:
    mark = secrecy_mark(lines)
    if not mark:
        return ""
    return (
        f"văn bản có dấu độ mật '{mark}': không được đưa vào kho này; hãy đăng ký theo chế độ mật"
    )


def _notice_id(fields: _Fields) -> str:
    """Return the notice's id: its day and a short name of the meeting or its subject."""
    day = fields.text("ngay_hop") or fields.text("ngay_ban_hanh") or "0000-00-00"
    subject = fields.text("trich_yeu")
    topic = _MEETING.search(subject)
    words = slug(_FILLER.sub(" ", topic[1] if topic else subject)).split("-")
    return f"{day}-{'-'.join(words[:_NAME_WORDS]) or 'thong-bao'}"


def _body(paragraphs: Sequence[SourceParagraph]) -> str:
    """Return the body: every paragraph as printed, headings marked by their depth."""
    texts = []
    for paragraph, depth in zip(paragraphs, _heading_depths(paragraphs), strict=True):
        marks = "#" * (depth + 1) + " " if depth else ""
        texts.append(marks + (paragraph.text if marks else escape_line(paragraph.text)))
    return "\n\n".join(texts)


def _heading_depths(paragraphs: Sequence[SourceParagraph]) -> list[int]:
    """Return for each paragraph its depth as a heading, 0 for one that is none.

    A heading is a short labelled paragraph with deeper labels, or text without one, below it.
    """
    path = LabelPath()
    numbers, depths = [], []
    for paragraph in _until_foot(paragraphs):
        label = paragraph.label
        numbers.append(path.step(label, 0) if label else "")
        depths.append(path.depth if label else 0)
    followers = [n for n in numbers if n]
    position = 0
    for index, number in enumerate(numbers):
        if not number:
            continue
        position += 1
        below = position < len(followers) and followers[position].startswith(f"{number}.")
        titles_text = index + 1 < len(numbers) and _titles(paragraphs[index], paragraphs[index + 1])
        if not (below or titles_text) or len(paragraphs[index].text) > _HEADING_LENGTH:
            depths[index] = 0
    return depths + [0] * (len(paragraphs) - len(depths))


def _titles(paragraph: SourceParagraph, following: SourceParagraph) -> bool:
    """Tell whether a labelled line is the title of the unlabelled text behind it."""
    if paragraph.label is None or paragraph.label.style not in ("roman", "arabic"):
        return False
    return following.label is None and not paragraph.text.endswith((".", ";", ","))


def _until_foot(paragraphs: Sequence[SourceParagraph]) -> Sequence[SourceParagraph]:
    for index, paragraph in enumerate(paragraphs):
        if RECIPIENTS.match(paragraph.text) or (
            not paragraph.label and CLOSING.match(paragraph.text) and index > len(paragraphs) // 2
        ):
            return paragraphs[:index]
    return paragraphs
