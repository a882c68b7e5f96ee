"""Documents as links: told apart where two share a number, each with its short description."""

from ketluan.addresses import document_address
from ketluan.model import Document
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link
from ketluan.pages.wording import document_name, document_note


def document_link(document: Document, known: Catalogue) -> Link:
    """Return the document as a link; the year stands with it where others have its number."""
    return Link(
        told_apart(document, known), document_address(document.key), document_note(document)
    )


def told_apart(document: Document, known: Catalogue) -> str:
    """Return the name of the document, with year and issuer as far as its number needs them."""
    name = document_name(document)
    others = known.cited.same_number.get(document.number, ())
    if not others:
        return name
    year = f"năm {document.year}" if document.year else "chưa rõ năm"
    same_year = [other for other in others if other.year == document.year]
    details = [year, document.issuer if len(same_year) > 1 else ""]
    return f"{name} ({', '.join(part for part in details if part)})"


def link_by_key(key: str, known: Catalogue) -> Link:
    """Return the document `key` as a link; one that no notice cites has no page, only its key."""
    document = known.documents.get(key)
    return document_link(document, known) if document else Link(f"{key} (chưa được viện dẫn)")
