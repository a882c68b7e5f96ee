"""Citations and the documents they cite (viện dẫn, văn bản)."""

from dataclasses import dataclass
from datetime import date as Day
from typing import Literal, NamedTuple

from ketluan.model.basics import Span

CitationFamily = Literal["administrative", "letter", "normative", "law", "party", "standard"]
YearSource = Literal["date", "number", "inferred", ""]
Relation = Literal[
    "implements", "based_on", "amends", "replaces", "repeals", "guides", "drafts", ""
]


class Citation(NamedTuple):
    """One mention of a document in a text (viện dẫn).

    `number` is canonical (`76/KH-SKHCN`: no spaces, ordinary hyphens, Đ and case kept).
    `key` is the document's identity and the last part of its address (`76-kh-skhcn-2021`).
    `relation` was read from the words `evidence` before the number; both empty if none stand there.
    `type` is an abbreviation of Nghị định 30/2020/NĐ-CP, annex III; `issuer` as the text names it,
    or by the table of symbols, or empty. `name` is that of a law cited by its name, whose `number`
    may be empty. `term` is the term of a party document (`XIII`). `pinpoint` are the words that
    point into the document ("khoản 2 Điều 8"). `short` marks a form such as "Thông báo 105" or "Kế
    hoạch nói trên" that was resolved to a full form of the same text.
    """

    start: int
    end: int
    text: str
    number: str
    family: CitationFamily
    type: str = ""
    issuer: str = ""
    year: int | None = None
    year_from: YearSource = ""
    date: Day | None = None
    key: str = ""
    relation: Relation = ""
    evidence: Span | None = None
    name: str = ""
    term: str = ""
    pinpoint: str = ""
    short: bool = False


class CitingSentence(NamedTuple):
    """A sentence that cites a document: where it stands and where in it the citation is.

    `task_id` is empty where the sentence is not part of a task. `citation` points into `sentence`.
    """

    notice_id: str
    task_id: str
    sentence: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more values that notices state for one document, each with the notices that do.

    `values` are ISO days or names of bodies as printed.
    """

    about: Literal["date", "issuer"]
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A relation between two documents (by key): `subject` amends, replaces … `object`.

    Confirmed by a person in the register, or read from the words `evidence` of the notice
    `notice_id`.
    """

    subject: str
    relation: Relation
    object: str
    confirmed: bool
    evidence: str = ""
    notice_id: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A cited document (văn bản): identity, what is known of it, and who cites it, in time order.

    `name` is that of a law. `issuer` and `date` come from the register (`registered`) where a person
    put them there, else from the citing sentences; on a conflict nobody has settled they are empty.
    `title`, `url` and `file` (relative to `notices/`) are the register's. `held_as` is the notice id
    when the archive holds the document itself.
    """

    key: str
    number: str
    family: CitationFamily
    type: str = ""
    type_name: str = ""
    issuer: str = ""
    year: int | None = None
    year_from: YearSource = ""
    date: Day | None = None
    name: str = ""
    term: str = ""
    title: str = ""
    url: str = ""
    file: str = ""
    registered: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    held_as: str = ""
    citing: tuple[CitingSentence, ...] = ()
