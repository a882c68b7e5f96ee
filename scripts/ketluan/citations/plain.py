"""Citations as plain values for JSON. The keys are English and stable (DESIGN, section 5)."""

from typing import Any

from ketluan.model import Citation


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return one citation as `ketluan cite` gives it."""
    return {
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "number": citation.number,
        "family": citation.family,
        "type": citation.type,
        "issuer": citation.issuer,
        "year": citation.year,
        "year_from": citation.year_from,
        "date": citation.date.isoformat() if citation.date else None,
        "key": citation.key,
        "relation": citation.relation,
    }
