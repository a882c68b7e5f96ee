"""How results call notices and documents, as far as they are known: titles and short labels."""

from typing import Final

from ketluan.model import Citation, Document, Notice
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import type_names

_ANY_NOTICE: Final = "Thông báo"  # of a type that the table does not know
_STANDARDS: Final = {
    "TCVN": "Tiêu chuẩn quốc gia",
    "QCVN": "Quy chuẩn kỹ thuật quốc gia",
    "ISO": "Tiêu chuẩn quốc tế",
}


def notice_title(notice: Notice) -> str:
    """Return type, number and subject of a notice, as far as they are known, else its id."""
    kind = type_names().get(notice.type, _ANY_NOTICE)
    number = f"{kind} số {notice.number}" if notice.number else ""
    return ": ".join(part for part in (number, notice.subject) if part) or notice.id


def cited_name(one: Citation | Document) -> str:
    """Return what a document is called in a list: its number, a law without one by its name."""
    return one.number or _named_law(one)


def _named_law(one: Citation | Document) -> str:
    return f"{one.name} năm {one.year}" if one.year else one.name


def document_name(document: Document) -> str:
    """Return type and number as pages do: `Kế hoạch số 76/KH-SKHCN`, `Luật Thanh tra năm 2022`."""
    if not document.number:
        return _named_law(document)
    if document.family == "standard":
        kind = _STANDARDS.get(document.number.split()[0].split("/")[0], "Tiêu chuẩn")
        return f"{kind} {document.number}"
    return f"{document.type_name} số {document.number}" if document.type_name else document.number


def document_title(document: Document) -> str:
    """Return the name with day and issuer: `Kế hoạch số … ngày 20/01/2021 của Sở …`."""
    name = document_name(document)
    if not document.number or document.family == "standard":
        return name  # whose name says it all
    if document.date:
        name += f" ngày {day_in_words(document.date)}"
    return f"{name} của {document.issuer}" if document.issuer else name


def document_subject(document: Document) -> str:
    """Return what a document is about: its title, else the name of a law that has a number."""
    return document.title or (document.name if document.number else "")


def document_label(document: Document) -> str:
    """Return name, day, issuer and subject in one line, as far as they are known."""
    day = f"ngày {day_in_words(document.date)}" if document.date else ""
    parts = (document_name(document), day, document.issuer, document_subject(document))
    return ", ".join(part for part in parts if part)
