"""How results call notices and documents, as far as they are known: titles and short labels."""

from collections import Counter
from collections.abc import Iterable
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


def told_apart(documents: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    """Return the names of `(id, name, year, title)` by id: no two of them are the same.

    A number begins anew each year: where two documents share one, each has its year, where they
    share that too, its whole title, and its id where nothing else tells them apart.
    """
    known = tuple(documents)
    names = {key: name for key, name, _, _ in known}
    for wording in (
        {key: f"{name} {year or 'chưa rõ năm'}".strip() for key, name, year, _ in known},
        {key: title or names[key] for key, _, _, title in known},
        {key: f"{names[key]} ({key})" for key in names},
    ):
        counted = Counter(names.values())
        names = {key: wording[key] if counted[name] > 1 else name for key, name in names.items()}
    return names


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
