"""The type of a document and its abstract (tên loại, trích yếu), the lines between head and preamble.

Nghị định 30/2020/NĐ-CP, annex I, II.5: the type stands alone in capitals, the abstract below it. In
practice the abstract is broken over lines anywhere ("KẾT ⏎ LUẬN CỦA …") or goes on with the type's
line ("THÔNG BÁO KẾT LUẬN ⏎ của …").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ketluan.importing.letterhead import own_number
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.notice.head_lines import (
    DECORATION,
    TYPE_LENGTH,
    Mottoes,
    is_place_and_day,
    type_line,
)
from ketluan.vietnamese import fold
from ketluan.vocabulary import notice_words

_HEAD_PARAGRAPHS: Final = 60  # pieces within which the type of a document stands
_TITLE_LINES: Final = 12
_LINE_LENGTH: Final = 600  # code points; a longer paragraph is no abstract
_PREAMBLE: Final = re.compile(rf"(?:{'|'.join(notice_words()['preamble_starts'])})")
_OPENS: Final = re.compile(
    r"Sáng\s|Chiều\s|Tối\s|Trưa\s|Hôm nay|(?:Trong\s+(?:các\s+)?|Vào\s+)ngày\s+\d|Ngày\s+\d"
    r"|Căn cứ\s|Kính gửi"
)
_ADDRESSED: Final = re.compile(r"(?<!\s)\s+Kính\s+gửi\b")
_ABOUT: Final = re.compile(r"^V\s*/\s*v\b:?\s*", re.IGNORECASE)
# The preamble's first word behind a word of the abstract, with which it was joined.
_RUN_ON: Final = re.compile(
    rf"(?<=[\w)”\"])\s+(?=(?:{'|'.join(notice_words()['preamble_starts'])}))"
)
_SENTENCE_END: Final = (".", ":", ";")


@dataclass(frozen=True, slots=True)
class Title:
    """The type by its abbreviation, the abstract, and the paragraphs between which both stand.

    `begin` is the type's paragraph, `end` the first behind the abstract; both are equal where no
    type is printed, and stand then where the letterhead ends. `strays` are paragraphs between them
    that belong to the letterhead: a reader of pages may give its right column late. `opening` is the
    beginning of the preamble where it stands in one paragraph with the abstract; then the place of
    the cut is a guess.
    """

    type: str
    subject: str
    begin: int
    end: int
    strays: tuple[SourceParagraph, ...] = ()
    opening: SourceParagraph | None = None


def read_title(paragraphs: Sequence[SourceParagraph]) -> Title:
    """Return type and abstract; both are empty where the document shows no type."""
    for index, paragraph in enumerate(paragraphs[:_HEAD_PARAGRAPHS]):
        found = type_line(paragraph.text)
        if found:
            below = _Below.of(paragraphs, index + 1)
            subject = " ".join(text for text in (found.rest, *below.lines) if text)
            subject = _ABOUT.sub("", _ADDRESSED.split(subject)[0])
            if subject[:1] == "(" and subject.find(")") == len(subject) - 1:
                subject = subject[1:-1]
            if not below.lines and found.rest and not _is_conclusion(found.rest):
                subject = found.printed  # "BIÊN BẢN LÀM VIỆC" alone
            return Title(found.type, subject, index, below.end, tuple(below.strays), below.opening)
    return Title("", "", *_without_type(paragraphs))


def _is_conclusion(text: str) -> bool:
    return fold(text).startswith("ket luan")


@dataclass(slots=True)
class _Below:
    """What stands below the type: the lines of the abstract, strays of the letterhead, its end."""

    end: int
    lines: list[str] = field(default_factory=list)
    strays: list[SourceParagraph] = field(default_factory=list)
    opening: SourceParagraph | None = None

    @classmethod
    def of(cls, paragraphs: Sequence[SourceParagraph], begin: int) -> "_Below":
        """Read on from paragraph `begin`, behind the line of the type."""
        below = cls(begin)
        mottoes = Mottoes()
        shouted = False
        for paragraph in paragraphs[begin : begin + _TITLE_LINES]:
            text = paragraph.text.strip(DECORATION)
            is_motto = 0 < len(text) < _LINE_LENGTH and not mottoes.without(text).strip(DECORATION)
            if is_motto or not text or own_number(text) or is_place_and_day(text):
                below.strays.append(paragraph)
            else:
                first = not below.lines
                run_on = _RUN_ON.search(text) if text.endswith(_SENTENCE_END) else None
                if run_on and not _OPENS.match(text) and not paragraph.label:
                    below.lines.append(text[: run_on.start()])
                    below.opening = replace(paragraph, text=text[run_on.end() :])
                    below.end += 1
                    break
                if _ends_before(paragraph, text, shouted=shouted, first=first):
                    break
                shouted = (shouted or first) and (text.isupper() or text[:1] == "(")
                below.lines.append(text)
            below.end += 1
        return below


def _ends_before(paragraph: SourceParagraph, text: str, *, shouted: bool, first: bool) -> bool:
    """Tell whether the abstract ends before `paragraph`."""
    if len(text) > _LINE_LENGTH:
        return True
    if paragraph.label and not first:
        return True
    if text.isupper():
        return bool(paragraph.label) or not (first or shouted)
    if _OPENS.match(text):
        return True
    if first:
        return text.endswith(_SENTENCE_END) and not paragraph.bold
    if text[:1].islower() or text[:1] == "(":
        return text.endswith(_SENTENCE_END)
    return shouted or text.endswith(_SENTENCE_END) or bool(_PREAMBLE.match(text))


def _without_type(paragraphs: Sequence[SourceParagraph]) -> tuple[int, int]:
    """Return where the letterhead ends in a document without a type (a letter, công văn)."""
    head = [paragraph.text.strip(DECORATION) for paragraph in paragraphs[:_HEAD_PARAGRAPHS]]
    ends = (
        [index for index, text in enumerate(head) if text.startswith("Kính gửi")]
        or [index for index, text in enumerate(head) if len(text) > TYPE_LENGTH]
        or [index for index, paragraph in enumerate(paragraphs) if paragraph.label]
    )
    return (ends[0], ends[0]) if ends else (0, 0)
