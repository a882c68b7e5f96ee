"""Citations of documents in Vietnamese text (viện dẫn văn bản): clean → find → resolve → annotate.

Each stage is a function of values. `finding` gives the numbers with their spans in the original
text, `resolving` gives them date, year, issuer and identity, `relating` reads the relation from the
words before them.
"""

from ketluan.citations.finding import FoundNumber, find_numbers
from ketluan.citations.relating import related, sentence_at
from ketluan.citations.resolving import document_key, resolve
from ketluan.model import Citation

__all__ = [
    "FoundNumber",
    "document_citations",
    "document_key",
    "find_citations",
    "sentence_at",
    "standards",
]


def find_citations(text: str, year_of_text: int | None = None) -> tuple[Citation, ...]:
    """Return all citations in NFC `text`, in order, standards (TCVN …) among them.

    `year_of_text` is the year of the notice; it is taken, and marked as inferred, where neither the
    cited date nor the number gives the year. `citation.text == text[citation.start:citation.end]`.
    """
    return related(text, resolve(text, find_numbers(text), year_of_text))


def document_citations(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Return the citations that have a document page: all but standards."""
    return tuple(citation for citation in citations if citation.family != "standard")


def standards(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Return the cited standards (tiêu chuẩn, quy chuẩn)."""
    return tuple(citation for citation in citations if citation.family == "standard")
