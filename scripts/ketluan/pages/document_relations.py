"""Relations of a document to others: in force or not, as rows of a list and boxes of a diagram."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ketluan.model import Document, DocumentLink, Relation
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_facts import notice_link
from ketluan.pages.document_names import link_by_key
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import INVERSES, RELATIONS

CONFIRMED: Final = "đã xác nhận"
AUTOMATIC: Final = "theo câu văn, chưa xác nhận"
# Worst first: what a reader must know before relying on the document.
_EFFECTS: Final[tuple[Relation, ...]] = ("repeals", "replaces", "amends")
_ENDING: Final[frozenset[Relation]] = frozenset(("repeals", "replaces"))


class RelationRow(NamedTuple):
    """A relation as the page's document tells it: `verb` the `other` document.

    `incoming` marks what another document does to this one. `evidence` are the words of `notice`,
    empty where a person entered the relation. `ends` says that this document no longer stands.
    """

    verb: str
    other: Link
    incoming: bool
    confirmed: bool
    certainty: str
    evidence: str
    notice: Link
    relation: Relation
    ends: bool


def relation_rows(document: Document, known: Catalogue) -> tuple[RelationRow, ...]:
    """Return all relations of the document: first what others do to it."""
    rows = [_row(document, link, known) for link in known.cited.links.get(document.key, ())]
    return tuple(sorted(rows, key=lambda row: not row.incoming))


def _row(document: Document, link: DocumentLink, known: Catalogue) -> RelationRow:
    incoming = link.object == document.key
    return RelationRow(
        verb=INVERSES[link.relation] if incoming else RELATIONS[link.relation],
        other=link_by_key(link.subject if incoming else link.object, known),
        incoming=incoming,
        confirmed=link.confirmed,
        certainty=CONFIRMED if link.confirmed else AUTOMATIC,
        evidence=link.evidence,
        notice=notice_link(link.notice_id, known) if link.notice_id in known.notices else NO_LINK,
        relation=link.relation,
        ends=incoming and link.relation in _ENDING,
    )


def effects(rows: Iterable[RelationRow]) -> tuple[RelationRow, ...]:
    """Return what others do to the document that its readers must know, the gravest first."""
    found = [row for row in rows if row.incoming and row.relation in _EFFECTS]
    return tuple(sorted(found, key=lambda row: (_EFFECTS.index(row.relation), not row.confirmed)))


def in_one_sentence(name: str, rows: Iterable[RelationRow]) -> str:
    """Return the relations in words, for those who cannot see the diagram."""
    told = "; ".join(f"{row.verb} {row.other.text} ({row.certainty})" for row in rows)
    return f"Sơ đồ quan hệ. {name}: {told}."


def ended(document: Document, known: Catalogue) -> str:
    """Return `bị thay thế` or `bị bãi bỏ` where another document ended this one, else nothing.

    What nobody confirmed is said to be so.
    """
    rows = effects(relation_rows(document, known))
    row = next((row for row in rows if row.ends), None)
    if row is None:
        return ""
    word = row.verb.removesuffix(" bởi")
    return word if row.confirmed else f"{word} (chưa xác nhận)"
