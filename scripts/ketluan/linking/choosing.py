"""Which of the near tasks one task continues: what is clear is linked, what is not is proposed (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ketluan.linking.comparing import Comparison, WeightOf
from ketluan.model import Link, LinkStatus

# From here on a link is made without a person, if nothing stands against it. Right and wrong links
# part widely: figures hardly change between 0.55 and 0.65, below the wrong ones grow.
AUTOMATIC: Final = 0.60
# The same where the units have nothing to do with each other (a move is rarer than a common subject),
# and where only an earlier step of the thread is near (the thread may have been joined wrongly).
AUTOMATIC_ELSEWHERE: Final = 0.75
# From here on a person is asked.
PROPOSED: Final = 0.35
# An earlier task is no rival to the best one where that leaves at most this part of its doubt.
CLEAR: Final = 0.80
# Two earlier tasks are parts of one later task where this part of what they share with it is not
# the same; so are two later tasks of one earlier task that was split.
APART: Final = 0.6
# Beside what a person confirmed, such a part must have at least this score.
PART: Final = 0.5
MOST_PROPOSALS: Final = 3  # for one task; a longer list helps nobody


@dataclass(slots=True)
class Choice:
    """What one task may continue: `sure` becomes automatic links, `parts` are to be asked about.

    `near` are all candidates, the best first; `parts` are found where there is something sure.
    """

    near: Sequence[Comparison]
    sure: list[Comparison] = field(default_factory=list)
    parts: list[Comparison] = field(default_factory=list)

    def links(self, confirmed: Sequence[Comparison], weight_of: WeightOf) -> Iterator[Link]:
        """Yield the links, the best first.

        Where a person has `confirmed` what the task continues, only very near ones are still proposed,
        and such as share other parts with it: it may merge several.
        """
        if confirmed:
            asked = [
                one
                for one in self.near
                if _is_sure(one)
                or (one.score >= PART and all(is_apart(one, o, weight_of) for o in confirmed))
            ]
        elif self.sure:
            yield from (link_of(one, "automatic") for one in self.sure)
            asked = [one for one in self.parts if one not in self.sure]
        else:
            asked = list(self.near)
        yield from (link_of(one, "proposed") for one in asked[:MOST_PROPOSALS])


def link_of(comparison: Comparison, status: LinkStatus) -> Link:
    """Return the link that `comparison` speaks for."""
    return Link(
        comparison.later.id,
        comparison.earlier.id,
        round(comparison.score, 4),
        tuple(comparison.reasons()),
        status,
    )


def choose(near: Sequence[Comparison], weight_of: WeightOf) -> Choice:
    """Return what is sure among `near` candidates of one task, which are the best first."""
    if not any(map(_is_sure, near)):
        return Choice(near)
    parts: list[Comparison] = []
    for one in near:
        rivals = [other for other in parts if not is_apart(one, other, weight_of)]
        if not rivals:
            parts.append(one)
        elif not any(is_clear(other, one) for other in rivals):
            return Choice(near)
    return Choice(near, [one for one in parts if _is_sure(one)], parts)


def share_out(choices: Iterable[Choice], weight_of: WeightOf) -> None:
    """Take away what is sure no longer because several tasks of one notice claim one earlier task.

    The nearest keeps it, others too if they continue other parts of it; near rivals lose it all.
    """
    claims: dict[str, list[tuple[Choice, Comparison]]] = {}
    for choice in choices:
        for one in choice.sure:
            claims.setdefault(one.earlier.id, []).append((choice, one))
    for claimed in claims.values():
        claimed.sort(key=lambda claim: (-claim[1].score, claim[1].later.id))
        lost = set()
        for index, (_, better) in enumerate(claimed):
            for later, (_, worse) in enumerate(claimed[index + 1 :], start=index + 1):
                if not is_apart(worse, better, weight_of):
                    lost |= {later} if is_clear(better, worse) else {index, later}
        for index in lost:
            choice, one = claimed[index]
            choice.sure.remove(one)


def is_apart(one: Comparison, other: Comparison, weight_of: WeightOf) -> bool:
    """Tell whether most of what `one` shares is not in what `other` shares."""
    if one.is_within(other, APART):  # as nearly all are; so their terms are not sought
        return False
    own = one.shared - other.shared
    if not own:
        return False
    whole = one.shared_weight(weight_of)
    return whole > 0 and weight_of(own) >= APART * whole


def is_clear(better: Comparison, worse: Comparison) -> bool:
    """Tell whether `worse` is no rival to `better`."""
    return 1.0 - better.score <= CLEAR * (1.0 - worse.score)


def _is_sure(one: Comparison) -> bool:
    if one.doubtful or one.score < AUTOMATIC:
        return False
    indirect = one.through or one.kin in ("other", "helper")
    return one.score >= (AUTOMATIC_ELSEWHERE if indirect else AUTOMATIC)
