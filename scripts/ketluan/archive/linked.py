"""Links and proposed outcomes of all notices; those found before are kept.

A notice's links depend on it and on what was before it, never on a later one. So each has a digest
of its whole past (a chain), and only from the first new one on is anything compared. What the linker
knew a few notices before the last one is kept too: a notice more is then linked at once.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ketluan.kept import Kept, packed
from ketluan.linking import Linked, Linker, closing_days, link_notices, new_linker, proposals_left
from ketluan.model import Links, Notice, Outcome, OutcomeProposal, Unit
from ketluan.origins import digest_of_links
from ketluan.program import program_digest
from ketluan.units import UnitNames
from ketluan.workers import in_parallel

_LINKED: Final = "linked"
_LINKER: Final = "linker"
# Notices between kept linkers and the last: one for a notice more or an edit of the latest, which a
# notice often goes back to with outcomes, one for edits of those before.
_BEHIND: Final = (4, 20)
_FAR_BEHIND: Final = 8  # then another is kept; it takes as long as linking some notices
_REMEMBERED: Final = 48  # notices behind the last, in which linkers stay: older ones change seldom


_Told = tuple[Linked, str]  # what a notice brings, and the digest of its links


def linked(
    notices: Sequence[Notice],
    units: tuple[tuple[Unit, ...], tuple[Unit, ...]],
    names: UnitNames,
    outcomes: Sequence[Outcome],
    abbreviations: Mapping[str, tuple[str, ...]],
    kept: Kept,
) -> tuple[Links, tuple[OutcomeProposal, ...]]:
    """Return links and proposed outcomes of `notices`, which are in order of time.

    `units` are those of the register and its groups.
    """
    rules = repr((units, sorted(abbreviations.items())))
    chain = list(_chain(notices, rules, outcomes))
    found: dict[str, _Told] = kept.find(_LINKED, chain)
    first = next((at for at, key in enumerate(chain) if key not in found), len(chain))
    new: dict[str, Linked] = {}
    if first < len(chain):
        linker, at = _linker_before(first, chain, kept)
        linker = linker or new_linker(*units, (), abbreviations)
        linker.past.close(closing_days(outcomes))
        known = [found[key][0] for key in chain[at:first]]
        for place, each in enumerate(link_notices(linker, notices[at:], names, known), at):
            if place >= first:
                new[chain[place]] = each
            if len(chain) - place - 1 in _BEHIND and place + 1 - at >= _FAR_BEHIND:
                kept.keep(_LINKER, {chain[place]: packed(linker)})
    # Later, as linking waits for nobody.
    digests, values = zip(*in_parallel(_packed, [*new.values()]), strict=True) if new else ((), ())
    kept.keep(_LINKED, dict(zip(new, values, strict=True)), chain)
    kept.keep(_LINKER, {}, chain[-_REMEMBERED:])
    found |= zip(new, zip(new.values(), digests, strict=True), strict=True)
    every = [found[key] for key in chain]
    told: dict[str, str] = {}
    for notice, (_, digest) in zip(notices, every, strict=True):
        told[notice.id] = "" if notice.id in told else digest  # nothing tells the links of two
    links = Links((link for one, _ in every for link in one.links), told)
    return links, proposals_left((one.proposals for one, _ in every), outcomes)


def _packed(each: Linked) -> tuple[str, bytes]:
    """Return the digest of the links of a notice, and what is kept of it."""
    digest = digest_of_links(each.links)
    return digest, packed((each, digest))


def _linker_before(first: int, chain: Sequence[str], kept: Kept) -> tuple[Linker | None, int]:
    """Return the linker kept nearest before the notice `first`, and how many notices it has taken."""
    known = kept.keys(_LINKER)
    for at in range(first, 0, -1):
        key = chain[at - 1]
        found = kept.find(_LINKER, (key,)) if key in known else {}
        if found:
            return found[key], at
    return None, 0


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
