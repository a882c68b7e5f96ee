"""When two notices are one document: number and symbol, issuing body and year (pure).

A number begins anew each year in each body (Nghị định 30/2020/NĐ-CP, Điều 15), so only all of them
together name a document. One rule serves `check` and the importer.
"""

import re
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal

from ketluan.vietnamese import fold, slug

_ZEROS: Final = re.compile(r"^0+(?=\d)")
_COUNCILS: Final = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan"}


@dataclass(frozen=True, slots=True)
class Registration:
    """What a notice is registered by: its number in one form, year, and issuing body as written."""

    number: str
    year: int
    issuer: str = ""


def registration(
    number: str, issuer: str, issued: Day | None, meeting_date: Day | None
) -> Registration | None:
    """Return what a notice is registered by, `None` where number or year is unknown.

    The year is that of issue; that of the meeting stands in for it.
    """
    day = issued or meeting_date
    if not number or day is None:
        return None
    return Registration(_ZEROS.sub("", slug(number)), day.year, issuer)


def same_document(one: Registration, other: Registration) -> Literal["yes", "unsure", "no"]:
    """Tell whether both are one document; `unsure` where a body is unknown or not named in full."""
    if (one.number, one.year) != (other.number, other.year):
        return "no"
    first, second = _words(one.issuer), _words(other.issuer)
    if first == second:
        return "yes" if first else "unsure"
    shorter, longer = sorted((first, second), key=len)
    return "unsure" if longer[: len(shorter)] == shorter else "no"


def _words(issuer: str) -> list[str]:
    """Return the folded words of a body's name, councils written in full."""
    words = [_COUNCILS.get(word, word) for word in re.findall(r"\w+", fold(issuer))]
    return " ".join(words).split()


def twin_message(one: Registration, other: Registration, path: str) -> str:
    """Return in what two notices agree that are, or may be, one; `path` is the other's."""
    if same_document(one, other) == "yes":
        return f"cùng số, cơ quan và năm với {path}"
    issuers = " và ".join(f"'{r.issuer}'" if r.issuer else "để trống" for r in (one, other))
    return f"cùng số và năm với {path}, chưa rõ có cùng cơ quan không ({issuers})"
