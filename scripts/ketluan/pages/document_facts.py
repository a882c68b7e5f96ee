"""What is known of a document, and from where: notices, its number, tables or the register."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from ketluan.addresses import notice_address
from ketluan.model import CitingSentence, Conflict, Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link
from ketluan.pages.wording import dated_notice_name, document_type
from ketluan.vietnamese import day_in_words, fold
from ketluan.vocabulary import issuer_symbols

UNKNOWN: Final = "chưa rõ"
BY_REGISTER: Final = "do người phụ trách ghi trong danh mục"
BY_ITSELF: Final = "theo chính văn bản mà kho lưu trữ giữ"
BY_NUMBER: Final = "theo số, ký hiệu"
BY_DAY: Final = "theo ngày ban hành"
BY_MENTION: Final = "theo năm ghi ở chỗ viện dẫn"
BY_BODIES: Final = "theo bảng ký hiệu cơ quan"
_STATING: Final = 10  # notices named beside a value in dispute
SOURCES_SHOWN: Final = 3  # notices named beside a fact; the sentences below name all


class Fact(NamedTuple):
    """One thing known of a document. `origin` or `sources` say from where; `more` counts the rest.

    `mark` warns of a guess. An unknown value has no origin.
    """

    name: str
    value: str
    origin: str = ""
    sources: tuple[Link, ...] = ()
    more: int = 0
    mark: str = ""


class StatedValue(NamedTuple):
    """A value in dispute, the first notices that state it, and how many more do."""

    value: str
    notices: tuple[Link, ...]
    more: int


class Dispute(NamedTuple):
    """Values that contradict each other; `key` is what settles them in the register."""

    about: str
    key: str
    values: tuple[StatedValue, ...]


def notice_link(notice_id: str, known: Catalogue) -> Link:
    """Return the notice by name and day."""
    return Link(dated_notice_name(known.notices[notice_id]), notice_address(notice_id))


def facts(document: Document, known: Catalogue) -> tuple[Fact, ...]:
    """Return what is known of the document, each with its origin."""
    return (
        _type(document, known),
        *_number(document, known),
        *_name(document, known),
        _date(document, known),
        _year(document, known),
        *_term(document, known),
        _issuer(document, known),
        _title(document),
    )


def _attested(
    name: str,
    value: str,
    document: Document,
    known: Catalogue,
    attests: Callable[[CitingSentence], bool],
) -> Fact:
    """Return a fact with the notices whose sentences attest it."""
    found = dict.fromkeys(one.notice_id for one in document.citing if attests(one))
    sources = tuple(notice_link(notice_id, known) for notice_id in found)
    return Fact(name, value, "", sources[:SOURCES_SHOWN], more=max(0, len(sources) - SOURCES_SHOWN))


def _type(document: Document, known: Catalogue) -> Fact:
    name, value = "Loại văn bản", document_type(document)
    if document.number:
        return Fact(name, value, BY_NUMBER)
    return _attested(name, value, document, known, lambda one: bool(one.citation.name))


def _number(document: Document, known: Catalogue) -> Iterator[Fact]:
    name, number = "Số, ký hiệu", document.number
    if not number:
        yield Fact(name, UNKNOWN)
        return
    if document.citing:
        yield _attested(name, number, document, known, lambda one: one.citation.number == number)
    else:
        yield Fact(name, number, BY_REGISTER)
    others = {one.citation.number for one in document.citing} - {number, ""}
    for other in sorted(others):
        yield _attested("Cũng được viết là", other, document, known, _with_number(other))


def _with_number(number: str) -> Callable[[CitingSentence], bool]:
    return lambda one: one.citation.number == number


def _name(document: Document, known: Catalogue) -> Iterator[Fact]:
    if document.name:
        yield _attested(
            "Tên gọi", document.name, document, known, lambda one: bool(one.citation.name)
        )


def _date(document: Document, known: Catalogue) -> Fact:
    name = "Ngày ban hành"
    if document.date is None:
        return Fact(name, UNKNOWN, mark=_disputed(document, "date"))
    day = day_in_words(document.date)
    held = known.notices.get(document.held_as)
    if "date" in document.registered:
        return Fact(name, day, BY_REGISTER)
    if held and held.issued == document.date:
        return Fact(name, day, BY_ITSELF)
    return _attested(
        name,
        day,
        document,
        known,
        lambda one: one.citation.date == document.date and not one.citation.short,
    )


def _year(document: Document, known: Catalogue) -> Fact:
    name = "Năm"
    if document.year is None:
        return Fact(name, UNKNOWN)
    value = str(document.year)
    if document.year_from == "number":
        return Fact(name, value, BY_NUMBER)
    if document.year_from == "date":
        return Fact(name, value, BY_DAY if document.date else BY_MENTION)
    if document.year_from == "inferred":
        fact = _attested(
            name, value, document, known, lambda one: one.citation.year_from == "inferred"
        )
        return Fact(name, value, "suy từ ngày của", fact.sources, fact.more, "năm suy đoán")
    return Fact(name, value, BY_REGISTER)


def _term(document: Document, known: Catalogue) -> Iterator[Fact]:
    if document.family != "party":
        return
    name, term = "Khóa, nhiệm kỳ", document.term
    if term:
        yield _attested(name, term, document, known, lambda one: one.citation.term == term)
    else:
        yield Fact(name, UNKNOWN)


def _issuer(document: Document, known: Catalogue) -> Fact:
    name, issuer = "Cơ quan ban hành", document.issuer
    held = known.notices.get(document.held_as)
    if not issuer:
        return Fact(name, UNKNOWN, mark=_disputed(document, "issuer"))
    if "issuer" in document.registered:
        return Fact(name, issuer, BY_REGISTER)
    if held and held.issuer == issuer:
        return Fact(name, issuer, BY_ITSELF)
    written = " ".join(fold(issuer).split())
    fact = _attested(name, issuer, document, known, lambda one: written in _words(one))
    if fact.sources:
        return fact
    if any(row["name"] == issuer for row in issuer_symbols()):
        return Fact(name, issuer, BY_BODIES)
    return _attested(name, issuer, document, known, lambda one: one.citation.issuer == issuer)


def _words(one: CitingSentence) -> str:
    return " ".join(fold(one.sentence).split())


def _title(document: Document) -> Fact:
    if not document.title:
        return Fact("Trích yếu", UNKNOWN)
    origin = BY_REGISTER if "title" in document.registered else BY_ITSELF
    return Fact("Trích yếu", document.title, origin)


def _disputed(document: Document, about: str) -> str:
    found = any(conflict.about == about for conflict in document.conflicts)
    return "các thông báo ghi khác nhau" if found else ""


def disputes(document: Document, known: Catalogue) -> tuple[Dispute, ...]:
    """Return the conflicts of the document with links to the notices that state each value."""
    return tuple(_dispute(conflict, known) for conflict in document.conflicts)


_DISPUTED: Final = {"date": ("ngày ban hành", "ngay"), "issuer": ("cơ quan ban hành", "co_quan")}


def _dispute(conflict: Conflict, known: Catalogue) -> Dispute:
    about, key = _DISPUTED[conflict.about]
    return Dispute(
        about,
        key,
        tuple(
            StatedValue(
                day_in_words(date.fromisoformat(value)) if conflict.about == "date" else value,
                tuple(notice_link(one, known) for one in stating[:_STATING]),
                max(0, len(stating) - _STATING),
            )
            for value, notice_ids in conflict.values
            for stating in [[one for one in notice_ids if one in known.notices]]
        ),
    )
