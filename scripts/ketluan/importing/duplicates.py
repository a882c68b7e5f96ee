"""Does the archive hold this document already? By its bytes, by its number, by its words (pure).

Said before anything is written. Of a secret document nothing is told but that it is one: its path
holds words of its subject.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ketluan.archive import HeldNotice, registration, same_document, twin_message
from ketluan.model import Notice
from ketluan.vietnamese import fold

# Measured on invented notices (tests) and on the first one of the archive: a scan with one wrong letter
# in 100 shares 82 to 86 % of its runs of words with the same notice, the next quarter's notice of the
# same frame 48 %, one with nothing but quarter and dates changed 92 %; among 67 other real documents
# no two share more than 19 %.
_RUN: Final = 5  # words in a run: shorter ones recur in every notice
_LEAST_RUNS: Final = 30  # fewer runs than these are no evidence
_ALIKE: Final = 0.6  # share of common runs, of those of the longer text, in one document
_ALIKE_OF_OTHER_DAYS: Final = 0.98  # and where the days differ
_CONTAINED: Final = 0.9  # share of the runs of the shorter text, where one is without its appendix
_LEAST_CONTAINED_RUNS: Final = 100  # a short notice is mostly frame
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A notice that may be the imported one: `message` says why, without a cure.

    `secret` where it may not be imported at all, whatever the clerk wants.
    """

    message: str
    secret: bool = False


def word_runs(body: str) -> set[int]:
    """Return a number for each run of five folded words of `body`.

    The numbers hold for this process only.
    """
    words = _WORD.findall(fold(body))
    return {hash(run) for run in zip(*(words[start:] for start in range(_RUN)), strict=False)}


@dataclass(slots=True)
class KnownTexts:
    """The runs of words of the notices held, counted when they are first asked for."""

    _runs: dict[str, tuple[str, "array[int]"]] = field(default_factory=dict)

    def likeness(self, runs: set[int], held: HeldNotice) -> "Likeness":
        """Return what the text with `runs` and that of `held` have in common."""
        known = self._runs.get(held.path)
        if known is None or known[0] is not held.body:
            known = (held.body, array("q", word_runs(held.body)))
            self._runs[held.path] = known
        lengths = (len(runs), len(known[1]))
        return Likeness(len(runs.intersection(known[1])), min(lengths), max(lengths))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many runs of words two texts have in common, and how many the shorter and longer have."""

    common: int
    shorter: int
    longer: int

    def alarm(self, *, other_day: bool) -> str:
        """Return what to tell of it, with a share in per cent; empty where there is no alarm."""
        if self.shorter < _LEAST_RUNS:
            return ""
        if self.common >= self.longer * (_ALIKE_OF_OTHER_DAYS if other_day else _ALIKE):
            return f"nội dung giống {100 * self.common // self.longer} % với"
        contained = self.common >= self.shorter * _CONTAINED
        if contained and not other_day and self.shorter >= _LEAST_CONTAINED_RUNS:
            share = 100 * self.common // self.shorter
            return f"{share} % nội dung của văn bản ngắn hơn nằm trong văn bản dài hơn, so với"
        return ""


def duplicates(
    notice: Notice,
    same_original: Iterable[str],
    held: Iterable[HeldNotice],
    texts: KnownTexts,
) -> Iterator[Duplicate]:
    """Yield the notices of `held` that may be `notice`, each once, by its strongest reason.

    `same_original` are the originals in the archive with the same bytes as the source; one that is
    lost is known by the hash in its notice.
    """
    originals = set(same_original)
    sha256 = notice.source.sha256 if notice.source else ""
    own = registration(notice.number, notice.issuer, notice.issued, notice.meeting_date)
    runs: set[int] | None = None
    for other in held:
        if other.original in originals or (sha256 and other.sha256 == sha256):
            yield _by_original(other)
            continue
        registered = other.registration
        if own and registered and not other.secret and same_document(own, registered) != "no":
            yield Duplicate(twin_message(own, registered, other.path))
            continue
        runs = word_runs(notice.body) if runs is None else runs
        alike = texts.likeness(runs, other).alarm(other_day=_other_day(notice, other))
        if alike:
            yield _by_text(other, alike)


def _by_original(other: HeldNotice) -> Duplicate:
    if other.secret:
        return Duplicate("bản gốc này là của một văn bản có độ mật trong kho", secret=True)
    return Duplicate(f"bản gốc này đã có trong kho: '{other.original}', thông báo {other.path}")


def _by_text(other: HeldNotice, alike: str) -> Duplicate:
    if other.secret:
        return Duplicate("nội dung gần như trùng với một văn bản có độ mật trong kho")
    return Duplicate(f"{alike} {other.path}")


def _other_day(notice: Notice, other: HeldNotice) -> bool:
    """Tell whether both are known to be of different days: of meeting, else of issue."""
    pairs = ((notice.meeting_date, other.meeting_date), (notice.issued, other.issued))
    known = [one != two for one, two in pairs if one and two]
    return bool(known) and known[0]
