"""Vietnamese words of the pages: dates, counts, names of documents, relations."""

from collections.abc import Mapping
from typing import Final

from ketluan.model import CitationFamily, Document, Notice, Relation
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import type_names

UNKNOWN: Final = "bản gốc không ghi"

RELATIONS: Final[Mapping[Relation, str]] = {
    "implements": "thực hiện",
    "based_on": "căn cứ",
    "amends": "sửa đổi, bổ sung",
    "replaces": "thay thế",
    "repeals": "bãi bỏ",
    "guides": "hướng dẫn",
    "drafts": "ban hành",
    "": "viện dẫn",
}

FAMILIES: Final[Mapping[CitationFamily, str]] = {
    "administrative": "Văn bản hành chính",
    "letter": "Công văn",
    "normative": "Văn bản quy phạm pháp luật",
    "law": "Luật, pháp lệnh",
    "party": "Văn bản của Đảng",
    "standard": "Tiêu chuẩn, quy chuẩn",
}


def count_in_words(number: int) -> str:
    """Return a number with a full stop between thousands, as Vietnamese writes it: `1.234`."""
    return f"{number:,}".replace(",", ".")


def notice_type(notice: Notice) -> str:
    """Return the name of the notice's type, its abbreviation where that has no name."""
    return type_names().get(notice.type, notice.type)


def notice_title(notice: Notice) -> str:
    """Return the notice's abstract, else its type and number, else its id."""
    if notice.subject:
        return notice.subject
    return f"{notice_type(notice)} {notice.number}".strip() or notice.id


def notice_name(notice: Notice) -> str:
    """Return a short name to cite the notice by: its number, else the day of its meeting."""
    if notice.number:
        return f"{notice_type(notice)} số {notice.number}".strip()
    if notice.meeting_date:
        return f"Kết luận cuộc họp ngày {day_in_words(notice.meeting_date)}"
    return notice_title(notice)


def document_name(document: Document) -> str:
    """Return type name and number: `Kế hoạch số 76/KH-SKHCN`; a standard has no `số`."""
    if not document.number:  # a law that is known by its name alone
        return f"{document.name} năm {document.year}" if document.year else document.name
    if document.family == "standard" or not document.type_name:
        return document.number
    return f"{document.type_name} số {document.number}"


def document_note(document: Document) -> str:
    """Return name, date, issuer and title in one line, as far as they are known."""
    parts = [document_name(document)]
    if document.date:
        parts[0] += f" ngày {day_in_words(document.date)}"
    return " – ".join(part for part in (*parts, document.issuer, document.title) if part)
