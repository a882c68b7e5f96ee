"""Vietnamese words of the pages: dates, counts, names of documents, relations."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from ketluan.model import CitationFamily, Document, LinkStatus, Notice, Task, is_notice_id
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import relation_words, type_names

UNKNOWN: Final = "bản gốc không ghi"

# How sure it is that a task continues another.
LINK_MARKS: Final[Mapping[LinkStatus, str]] = {
    "confirmed": "đã xác nhận",
    "automatic": "tự động",
    "proposed": "chưa xác nhận",
    "rejected": "đã bác",
}

RELATIONS: Final[Mapping[str, str]] = {
    "": "viện dẫn",
    **{row["relation"]: row["name"] for row in relation_words()},
}
# The same relations, told by the document that is acted upon.
INVERSES: Final[Mapping[str, str]] = {
    "": "được viện dẫn bởi",
    **{row["relation"]: row["inverse"] for row in relation_words()},
}

FAMILIES: Final[Mapping[CitationFamily, str]] = {
    "administrative": "Văn bản hành chính",
    "letter": "Công văn",
    "normative": "Văn bản quy phạm pháp luật",
    "law": "Luật, pháp lệnh",
    "party": "Văn bản của Đảng",
    "standard": "Tiêu chuẩn, quy chuẩn",
}

# Parts of a task's number that are no printed label: dashes, pieces, rows of tables, headings.
_COUNTED: Final = re.compile(r"([gcbm])(\d+)")
_NUMBERS: Final = 4096  # of tasks, the same in most notices
_PLACES: Final[Mapping[str, str]] = {
    "g": "gạch đầu dòng thứ {}",
    "c": "đoạn thứ {}",
    "b": "dòng {} của bảng",
    "m": "đề mục thứ {}",
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


def dated_notice_name(notice: Notice) -> str:
    """Return the notice's short name with its day: `Thông báo số 300/TB-SKHCN ngày 05/4/2021`."""
    if notice.number and notice.day:
        return f"{notice_name(notice)} ngày {day_in_words(notice.day)}"
    return notice_name(notice)


def told_on(notice: Notice) -> str:
    """Return the day of the notice in words, else the one in its id, else nothing."""
    if notice.day is None and is_notice_id(notice.id):
        return day_in_words(date.fromisoformat(notice.id[:10]))
    return day_in_words(notice.day) if notice.day else ""


def dated_task(task: Task, notice: Notice) -> str:
    """Return a task by number and day: `nhiệm vụ II.1.6 ngày 29/3/2021`."""
    day = told_on(notice)
    return f"nhiệm vụ {task.number}{f' ngày {day}' if day else ''}"


@lru_cache(maxsize=_NUMBERS)
def place_in_words(number: str) -> str:
    """Return where a task stands in its notice: `gạch đầu dòng thứ 3, mục III.7` of `III.7.g3`.

    What a program counted is called by what it is (`importing`: dashes, pieces, rows, headings without
    a label); printed labels stay together.
    """
    places: list[str] = []
    labels: list[str] = []
    for part in (*number.split("."), ""):
        counted = _COUNTED.fullmatch(part)
        if part and not counted:
            labels.append(part)
            continue
        if labels:
            places.append(f"mục {'.'.join(labels)}")
            labels = []
        if counted:
            places.append(_PLACES[counted[1]].format(counted[2]))
    return ", ".join(reversed(places))


def cited_notice(notice: Notice) -> str:
    """Return the notice as one cites it: type, number, day of issue, whose it is.

    Where the source shows no day of issue, that of the meeting is told as such.
    """
    name = notice_name(notice)
    if notice.issued:
        name += f" ngày {day_in_words(notice.issued)}"
    elif notice.number and notice.meeting_date:
        name += f" (cuộc họp ngày {day_in_words(notice.meeting_date)})"
    return f"{name} của {notice.issuer}" if notice.issuer else name


def document_name(document: Document) -> str:
    """Return type name and number: `Kế hoạch số 76/KH-SKHCN`; a standard has no `số`."""
    if not document.number:  # a law that is known by its name alone
        return f"{document.name} năm {document.year}" if document.year else document.name
    if document.family == "standard" or not document.type_name:
        return document.number
    return f"{document.type_name} số {document.number}"


def document_type(document: Document) -> str:
    """Return the name of the document's type, that of its family where the type is unknown."""
    return document.type_name or FAMILIES[document.family]


def document_line(document: Document) -> str:
    """Return name, date, issuer and title in one line, as far as they are known."""
    name = document_name(document)
    if document.date:
        name += f" ngày {day_in_words(document.date)}"
    return " – ".join(part for part in (name, document.issuer, document.title) if part)


def document_note(document: Document) -> str:
    """Return the short description beside a link, one fact a line; the first line is the name."""
    day = day_in_words(document.date) if document.date else "chưa rõ"
    lines = [
        document_name(document),
        f"Ngày ban hành: {day}",
        f"Cơ quan ban hành: {document.issuer or 'chưa rõ'}",
    ]
    if document.date is None:
        lines.append(f"Năm: {year_in_words(document)}")
    if document.title or (document.number and document.name):
        lines.append(f"Trích yếu: {document.title or document.name}")
    if document.conflicts:
        lines.append("Các thông báo ghi khác nhau, chưa xác định.")
    if document.held_as:
        lines.append("Kho lưu trữ có giữ văn bản này.")
    return "\n".join(lines)


def year_in_words(document: Document) -> str:
    """Return the document's year, marked where it is a guess, else `chưa rõ`."""
    if document.year is None:
        return "chưa rõ"
    return f"{document.year} (suy đoán)" if document.year_from == "inferred" else str(document.year)


def year_note(document: Document) -> str:
    """Return the mark of an unknown or guessed year, empty where the year is certain."""
    if document.year is None:
        return "chưa rõ năm"
    return "năm suy đoán" if document.year_from == "inferred" else ""
