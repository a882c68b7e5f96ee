"""Links and proposed outcomes of all notices; those found before are kept.

A notice's links depend on it and on what was before it, never on a later one. So each has a digest
of its whole past (a chain), and only from the first new one on is anything compared. What the linker
knew a few notices before the last one is kept too: a notice more is then linked at once.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from ketluan.archive.reading import are_few
from ketluan.kept import Kept, packed
from ketluan.linking import Linked, Linker, closing_days, link_notices, new_linker, proposals_left
from ketluan.model import Links, Notice, Outcome, OutcomeProposal, Unit
from ketluan.origins import digest_of_links
from ketluan.program import program_digest
from ketluan.units import UnitNames
from ketluan.workers import Beside, in_parallel

_LINKED: Final = "linked"
_LINKER: Final = "linker"
# Notices between kept linkers and the last: one for a notice more or an edit of the latest, which a
# notice often goes back to with outcomes, one for edits of those before.
_BEHIND: Final = (4, 20)
_FAR_BEHIND: Final = 8  # then another is kept; it takes as long as linking some notices
_REMEMBERED: Final = 48  # notices behind the last, in which linkers stay: older ones change seldom
_Told = tuple[Linked, str]  # what a notice brings, and the digest of its links
_New = tuple[Linked, str, bytes]  # the same, and what is kept of it
_Found = tuple[Links, tuple[OutcomeProposal, ...]]


@contextmanager
def linking(
    notices: Sequence[Notice],
    units: tuple[tuple[Unit, ...], tuple[Unit, ...]],
    names: UnitNames,
    outcomes: Sequence[Outcome],
    abbreviations: Mapping[str, tuple[str, ...]],
    kept: Kept,
) -> Iterator[Callable[[], _Found]]:
    """Link `notices`, which are in order of time; give what returns links and proposed outcomes.

    A few new ones of many are linked in a process of its own until that is called. `units` are those of
    the register and its groups.
    """
    rules = repr((units, sorted(abbreviations.items())))
    chain = tuple(_chain(notices, rules, outcomes))
    known = kept.keys(_LINKED)
    first = _first_without(known, chain, 0, len(chain))
    work = _Linking(notices, chain, units, names, outcomes, abbreviations, kept)
    few = are_few(len(chain) - first, len(chain))
    with Beside(partial(work.new, first), worth=few) as made:
        yield lambda: work.found(first, made)


@dataclass(frozen=True, slots=True)
class _Linking:
    """Finds the links of `notices`, under whose keys in the `chain` some are kept."""

    notices: Sequence[Notice]
    chain: Sequence[str]
    units: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    names: UnitNames
    outcomes: Sequence[Outcome]
    abbreviations: Mapping[str, tuple[str, ...]]
    kept: Kept

    def found(self, first: int, made: Beside[dict[str, _New]]) -> _Found:
        """Return what is known of the notices before the `first`, and what was `made` of the others."""
        every: dict[str, _Told] = self.kept.find(_LINKED, self.chain[:first])
        whole = _first_without(every, self.chain, 0, first)
        new = made.made() if whole == first else self.new(whole)  # what is damaged is found again
        self.kept.keep(_LINKED, {key: value for key, (*_, value) in new.items()}, self.chain)
        self.kept.keep(_LINKER, {}, self.chain[-_REMEMBERED:])
        every |= {key: (each, digest) for key, (each, digest, _) in new.items()}
        told: dict[str, str] = {}
        for notice, key in zip(self.notices, self.chain, strict=True):
            told[notice.id] = "" if notice.id in told else every[key][1]  # none tells those of two
        linked = [every[key][0] for key in self.chain]
        links = Links((link for one in linked for link in one.links), told)
        return links, proposals_left((one.proposals for one in linked), self.outcomes)

    def new(self, first: int) -> dict[str, _New]:
        """Link the notices from the `first` on."""
        chain = self.chain
        if first == len(chain):
            return {}
        linker, at = self._linker_before(first)
        linker.past.close(closing_days(self.outcomes))
        before = self.kept.find(_LINKED, chain[at:first])
        damaged = _first_without(before, chain, at, first)
        if damaged < first:
            return self.new(damaged)
        known = [before[key][0] for key in chain[at:first]]
        new: list[Linked] = []
        for place, each in enumerate(
            link_notices(linker, self.notices[at:], self.names, known), at
        ):
            if place >= first:
                new.append(each)
            if len(chain) - place - 1 in _BEHIND and place + 1 - at >= _FAR_BEHIND:
                self.kept.keep(_LINKER, {chain[place]: packed(linker)})
        told = in_parallel(_packed, new)  # later, as linking waits for nobody
        rows = zip(chain[first:], new, told, strict=True)
        return {key: (each, digest, value) for key, each, (digest, value) in rows}

    def _linker_before(self, first: int) -> tuple[Linker, int]:
        """Return the linker kept nearest before the notice `first`, and how many notices it has taken."""
        known = self.kept.keys(_LINKER)
        for at in range(first, 0, -1):
            key = self.chain[at - 1]
            found = self.kept.find(_LINKER, (key,)) if key in known else {}
            if found:
                return found[key], at
        return new_linker(*self.units, (), self.abbreviations), 0


def _packed(each: Linked) -> tuple[str, bytes]:
    """Return the digest of the links of a notice, and what is kept of it."""
    digest = digest_of_links(each.links)
    return digest, packed((each, digest))


def _first_without(known: Container[str], chain: Sequence[str], begin: int, end: int) -> int:
    """Return the first place from `begin` on whose key is not `known`, `end` where all are before it."""
    return next((at for at in range(begin, end) if chain[at] not in known), end)


def _chain(notices: Sequence[Notice], rules: str, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield for each notice the digest of it and of everything before it that its links depend on.

    An outcome has a say from the first notice on that is later than its day.
    """
    waiting = sorted(
        (day, task_id) for task_id, days in closing_days(outcomes).items() for day in days
    )
    waiting.reverse()
    past = hashlib.sha256(f"{program_digest()}\0{rules}".encode())
    for notice in notices:
        while waiting and waiting[-1][0] < (notice.day or date.min):
            past.update(repr(waiting.pop()).encode())
        past.update(f"\0{notice.digest}".encode())
        yield past.hexdigest()
