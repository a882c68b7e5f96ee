"""The register of documents (`van-ban.yml`): what a person knows of cited documents.

A row is named by the document's key, the last part of its address. It can give title, day, issuer,
an address or a file, and relations to other documents; it settles conflicts, and tells two documents
apart that share number and year.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, cast

from ketluan.archive.registers import read_register
from ketluan.citations import document_key
from ketluan.fields import Fields
from ketluan.model import Citation, DocumentLink, Problem, Relation
from ketluan.vietnamese import fold, slug
from ketluan.vocabulary import relation_words

DOCUMENTS_FILE: Final = "notices/van-ban.yml"
_KEYS: Final = ("so", "nam", "ten", "ngay", "co_quan", "dia_chi", "tep", "quan_he")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_URL: Final = re.compile(r"https?://[^\s<>\"']+")
RELATION_KEYS: Final = {row["key"]: cast("Relation", row["relation"]) for row in relation_words()}


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A row of the register. `links` are (relation, key of the other document), `line` its place."""

    key: str
    number: str
    year: int | None
    title: str = ""
    date: Day | None = None
    issuer: str = ""
    url: str = ""
    file: str = ""
    links: tuple[tuple[Relation, str], ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class DocumentRegister:
    """All rows, by key, and by the key that number and year alone would give.

    `told_apart` are the keys by number and year alone that may mean another document than the one so
    named.
    """

    rows: Mapping[str, RegisteredDocument]
    by_plain_key: Mapping[str, tuple[RegisteredDocument, ...]]
    told_apart: frozenset[str]

    def key_of(self, citation: Citation) -> str:
        """Return the key of the cited document: of the one row that fits, else the citation's own."""
        rows = self.by_plain_key.get(citation.key, ())
        if len(rows) == 1 and rows[0].key == citation.key:
            return citation.key
        fitting = [row for row in rows if _fits(row, citation)]
        return fitting[0].key if len(fitting) == 1 else citation.key

    def links(self) -> Iterator[DocumentLink]:
        """Yield the relations that a person entered."""
        for row in self.rows.values():
            for relation, other in row.links:
                yield DocumentLink(row.key, relation, other, confirmed=True)


def _fits(row: RegisteredDocument, citation: Citation) -> bool:
    """Tell whether what the citation says of issuer and day can be that of `row`, and says one."""
    by_day = row.date is not None and row.date == citation.date
    named, known = fold(citation.issuer), fold(row.issuer)
    by_issuer = bool(named and known) and (named in known or known in named)
    return by_issuer or (by_day and not (named and known))


def read_documents(text: str) -> tuple[DocumentRegister, tuple[Problem, ...]]:
    """Return the register of documents in `text`, and every problem met."""
    fields = read_register(DOCUMENTS_FILE, text)
    fields.only(("van_ban",), "tệp này")
    rows = {row.key: row for row in _rows(fields.inner("van_ban"))}
    by_plain_key: dict[str, tuple[RegisteredDocument, ...]] = {}
    for row in rows.values():
        plain = document_key(row.number, row.year) if row.number else row.key
        by_plain_key[plain] = (*by_plain_key.get(plain, ()), row)
    told_apart = frozenset(
        plain for plain, rows_ in by_plain_key.items() if [row.key for row in rows_] != [plain]
    )
    return DocumentRegister(rows, by_plain_key, told_apart), tuple(fields.problems)


def _rows(section: Fields) -> Iterator[RegisteredDocument]:
    for key in section.values:
        if not key or key != slug(key):
            message = (
                f"mã '{key}' phải là phần cuối địa chỉ trang của văn bản; hãy sửa, ví dụ "
                "76-kh-skhcn-2021"
            )
            section.report(key, "document-key", message)
            continue
        row = section.inner(key)
        row.only(_KEYS, "văn bản")
        yield RegisteredDocument(
            key=key,
            number=row.text("so"),
            year=_year(row),
            title=row.text("ten"),
            date=row.day("ngay"),
            issuer=row.text("co_quan"),
            url=_url(row),
            file=row.original("tep"),
            links=tuple(_links(row)),
            line=row.line(),
        )


def _year(row: Fields) -> int | None:
    written = row.text("nam")
    if written and not _YEAR.fullmatch(written):
        message = f"'nam' phải là năm có bốn chữ số, đang là '{written}'; hãy sửa lại"
        row.report("nam", "date", message)
        return None
    return int(written) if written else None


def _url(row: Fields) -> str:
    url = row.text("dia_chi")
    if url and not _URL.fullmatch(url):
        message = "'dia_chi' phải bắt đầu bằng http:// hoặc https://; hãy sửa lại"
        row.report("dia_chi", "address", message)
        return ""
    return url


def _links(row: Fields) -> Iterator[tuple[Relation, str]]:
    for entry in row.rows("quan_he"):
        for name in entry.values:
            other = entry.text(name)
            if name in RELATION_KEYS and other and other == slug(other):
                yield RELATION_KEYS[name], other
            else:
                message = (
                    f"'{name}: {other}' phải là một quan hệ ({', '.join(RELATION_KEYS)}) và mã của "
                    "văn bản kia; hãy sửa lại"
                )
                entry.report(name, "relation", message)
