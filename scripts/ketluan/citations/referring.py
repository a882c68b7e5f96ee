"""Short forms that refer to a full form of the same text (Nghị định 30/2020/NĐ-CP, annex I, II.6.b).

"Thông báo 105" and "Kế hoạch nói trên" cite what a full form before them cites, if exactly one can
be meant. Two candidates, or none, and nothing is cited: doubt means no link.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from ketluan.model import Citation
from ketluan.vietnamese import fold
from ketluan.vocabulary import document_types

_THIS_REACH: Final = 600  # code points before "này" within which its full form must stand
# What a number behind a type counts or begins instead ("Kế hoạch 5 năm", "Thông báo 2 lần").
_COUNTED: Final = "năm|ngày|tháng|quý|giờ|phút|lần|đợt|bản|việc|nội|nhiệm|đơn|người"
_NOT_A_NUMBER: Final = rf"(?![\w/]|\s*(?:/|%|(?:{_COUNTED})\b)|[-–.,:]\d|\s*[-–]\s*[A-ZĐ\d])"
_BARE_NUMBER: Final = re.compile(r"\d+")
_ANY: Final = "VB"  # "văn bản" stands for a document of any type
_POINTING: Final = (
    r"(?:này|nói\s+trên|nêu\s+trên|kể\s+trên|trên\s+đây|trên|đã\s+nêu|vừa\s+nêu)(?!\w)"
)


@cache
def _types() -> dict[str, str]:
    """Return abbreviations by folded name; "van ban" stands for any type."""
    return {fold(row["name"]): row["abbreviation"] for row in document_types()}


@cache
def _pattern(types: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of short forms of these types (abbreviations) and of any type."""
    rows = [row for row in document_types() if row["abbreviation"] in types | {_ANY}]
    names = sorted((row["name"] for row in rows), key=len, reverse=True)
    first = "".join(sorted({name[0].lower() + name[0].upper() for name in names}))
    rest = (rf"(?<=[{name[0].lower()}{name[0].upper()}]){re.escape(name[1:])}" for name in names)
    joined = "|".join(name.replace(r"\ ", r"\s+") for name in rest)
    # The first letter, then what stands around it: `re` looks for a set of letters much faster.
    return re.compile(
        rf"(?P<type>[{first}](?<!\w.)(?:{joined}))(?:\s+kết\s+luận)?\s+"
        rf"(?:(?:số:?\s*)?(?P<number>\d{{1,5}}){_NOT_A_NUMBER}|(?P<pointing>{_POINTING}))"
    )


@dataclass(slots=True)
class _Known:
    """The full citations before a place, by what a short form can say of them."""

    by_type: dict[str, dict[str, Citation]] = field(default_factory=dict)
    by_number: dict[tuple[str, str], dict[str, Citation]] = field(default_factory=dict)

    def add(self, citation: Citation) -> None:
        kind = _type_of(citation)
        bare = _BARE_NUMBER.match(citation.number)
        for name in (kind, _ANY):
            self.by_type.setdefault(name, {})[citation.key] = citation
            if bare:
                self.by_number.setdefault((name, bare.group()), {})[citation.key] = citation

    def meant(self, kind: str, number: str) -> Citation | None:
        """Return the one citation of this type (and bare number), `None` if there is no such one."""
        found = self.by_number.get((kind, number)) if number else self.by_type.get(kind)
        return next(iter(found.values())) if found and len(found) == 1 else None


def _type_of(citation: Citation) -> str:
    return citation.type or ("CV" if citation.family == "letter" else "")


def find_short_forms(text: str, full: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the short forms in NFC `text` that refer to one of the `full` citations before them.

    Each is the full citation again, with its own place and `short` set.
    """
    return tuple(_short_forms(text, full)) if full else ()


def _short_forms(text: str, full: Sequence[Citation]) -> Iterator[Citation]:
    known = _Known()
    added = 0
    for match in _pattern(frozenset(map(_type_of, full))).finditer(text):
        while added < len(full) and full[added].end <= match.start():
            known.add(full[added])
            added += 1
        kind = _types()[fold(" ".join(match["type"].split()))]
        citation = known.meant(kind, match["number"] or "")
        if citation is None or not _is_near(citation, match):
            continue
        group = "number" if match["number"] else 0
        yield citation._replace(
            start=match.start(group), end=match.end(group), text=match[group], short=True
        )


def _is_near(citation: Citation, match: re.Match[str]) -> bool:
    """Tell whether "này" stands near enough; every other form says by itself what it means."""
    return match["pointing"] != "này" or match.start() - citation.end <= _THIS_REACH
