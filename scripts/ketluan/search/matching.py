"""Selecting and scoring: which records a query asks for, and how well each answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Self

import numpy as np

from ketluan.search.catalogue import Catalogue
from ketluan.search.postings import Need, Postings, Wish
from ketluan.search.query import Clause, Group, Phrase, Query, pairs_of
from ketluan.search.ranking import (
    Mask,
    Ordinals,
    Scores,
    Values,
    all_of,
    common,
    ordinals_of,
    scored,
)

# Weights of what raises a rank, beside 1 for each word's own BM25F score (research: bigrams lift
# the precision of two-syllable words from 0.26 to 0.96).
_EXACT_BOOST: Final = 0.8
_PAIR_BOOST: Final = 1.6
_EXACT_PAIR_BOOST: Final = 1.6
# More than the scores of words can add up to: a whole phrase stands above scattered words, and
# with the accents that were typed above its look-alikes.
_WHOLE_RUN: Final = 100.0

_CLEAR: Final = 0.01  # below it: so that rounding cannot bring two tiers together


class Matches:
    """What answers a query. Scores are computed for those that are asked for, the first few.

    Everything in an earlier of the `tiers` scores above everything in a later one.
    """

    def __init__(
        self, tiers: Sequence[Mask], scores: Callable[[Ordinals], Values] | None = None
    ) -> None:
        self.tiers = [tier for tier in tiers[:-1] if tier.any()] + [tiers[-1]]
        self.mask: Mask = tiers[0] if len(tiers) == 1 else np.logical_or.reduce(tiers)
        self.ordinals = ordinals_of(self.mask)
        self._scores = scores
        self.are_equal = scores is None  # nothing was asked: no score says anything

    @classmethod
    def known(cls, scores: Scores, size: int) -> Self:
        """Return what is already scored, of `size` records in all."""
        return cls([scores.mask(size)], scores.at)

    def among(self, *masks: Mask) -> "Matches":
        """Return those of the matches that are in all of `masks`."""
        return (
            Matches([all_of(tier, masks) for tier in self.tiers], self._scores) if masks else self
        )

    def before(self, behind: "Matches", by: float) -> "Matches":
        """Return the matches of both, these raised `by` so much that they stand above the others."""
        scores = np.zeros(len(self.mask))
        scores[behind.ordinals] = behind.scores(behind.ordinals)
        scores[self.ordinals] = self.scores(self.ordinals) + by
        ordinals = ordinals_of(self.mask | behind.mask)
        return Matches.known(Scores(ordinals, scores[ordinals]), len(scores))

    def scores(self, ordinals: Ordinals) -> Values:
        """Return the scores of some of the matches."""
        return self._scores(ordinals) if self._scores else np.zeros(len(ordinals))

    def all_scores(self) -> Scores:
        """Return the scores of all matches."""
        return Scores(self.ordinals, self.scores(self.ordinals))

    def __len__(self) -> int:
        return len(self.ordinals)


class _Side:
    """What one side of OR finds: by how many whole runs each has, and what makes up the scores."""

    def __init__(
        self, needs: Sequence[Scores], wishes: Sequence[tuple[float, Scores]], found: Mask
    ) -> None:
        self.found = found
        self.by_runs: dict[int, Mask] = {0: found}
        self._needs = needs
        self._wishes = wishes
        self.most = sum(one.most for one in needs) + sum(b * one.most for b, one in wishes)

    def scores(self, ordinals: Ordinals) -> Values:
        """Return the scores of `ordinals`, less than any score of what this side does not find."""
        scores = scored(self._needs, self._wishes if self._needs else (), ordinals)
        for level, having in self.by_runs.items():
            if level:
                scores += level * _WHOLE_RUN * having[ordinals]
        return np.where(self.found[ordinals], scores, -np.inf)

    def add_run(self, plain: Mask, accented: Mask) -> None:
        """Raise what has a run by one, and by one more what has it with its accents."""
        levels: dict[int, Mask] = {}
        for level, own in self.by_runs.items():
            whole = own & plain
            for more, part in enumerate((own & ~plain, whole & ~accented, whole & accented)):
                known = levels.get(level + more)
                levels[level + more] = part if known is None else known | part
        self.by_runs = {level: having for level, having in levels.items() if having.any()}


class Matcher:
    """Finds what has all that a query asks for, in one open index. Safe for threads."""

    def __init__(self, catalogue: Catalogue, postings: Postings) -> None:
        self.catalogue = catalogue
        self._postings = postings
        self._size = len(catalogue.entries)

    def matches(self, query: Query) -> Matches:
        """Return what answers the query, everything if it asks nothing.

        A text without any word in it (only marks) finds nothing.
        """
        if not query.groups:
            is_all = not query.text.strip() or bool(query.filters)
            return Matches([np.full(self._size, is_all)])
        sides = [self._side(group) for group in query.groups]
        above = _WHOLE_RUN - _CLEAR
        if any(side.most > above for side in sides):
            tiers: list[Mask] = [np.logical_or.reduce([side.found for side in sides])]
        else:
            tiers = _tiers(sides)
        return Matches(tiers, lambda ordinals: _best_scores(sides, ordinals))

    def _side(self, group: Group) -> _Side:
        needs = [*map(need_of, group.clauses), *(n for p in group.phrases for n in _needs(p))]
        lists = self._postings.lists(needs)
        found = common(lists, self._size) if needs else np.full(self._size, fill_value=True)
        for phrase in group.phrases:
            found = self._holding(phrase, found)
        for excluded in self._excluded(group):
            found = found & ~excluded
        wishes = self._postings.raising(wishes_of(group)) if found.any() else []
        side = _Side(lists, wishes, found)
        for run in group.runs:  # once folded, once more with its accents
            plain = self._holding(Phrase(run.folded, run.exact, accented=False), found)
            accented = self._holding(run, plain) if run.accented else np.zeros_like(plain)
            side.add_run(plain, accented)
        return side

    def _excluded(self, group: Group) -> Iterator[Mask]:
        """Yield the records that have one of the things that the group excludes."""
        for clause in group.without:
            yield self._postings.matching([need_of(clause)])
        for phrase in group.without_phrases:
            yield self._holding(phrase, self._postings.matching(_needs(phrase)))

    def _holding(self, phrase: Phrase, among: Mask) -> Mask:
        """Return those of `among` whose text contains the phrase; its pairs say so quickly."""
        pairs = _needs(phrase)
        if not pairs:
            return self.catalogue.holding(phrase, among)
        candidates = among & self._postings.matching(pairs)
        return candidates if len(pairs) == 1 else self.catalogue.holding(phrase, candidates)

    def is_there(self, clause: Clause) -> bool:
        """Tell whether anything in the archive answers the clause."""
        return self._postings.has([need_of(clause)])


def _best_scores(sides: Sequence[_Side], ordinals: Ordinals) -> Values:
    """Return the best score of each of `ordinals` on any side."""
    best, *others = (side.scores(ordinals) for side in sides)
    for scores in others:
        best = np.maximum(best, scores)
    return best


def _tiers(sides: Sequence[_Side]) -> list[Mask]:
    """Return what the sides find by the most runs that it has on any side, the most first."""
    tiers: list[Mask] = []
    left = np.logical_or.reduce([side.found for side in sides])
    for level in sorted({level for side in sides for level in side.by_runs}, reverse=True):
        own = [side.by_runs[level] for side in sides if level in side.by_runs]
        tiers.append(np.logical_or.reduce(own) & left)
        left = left & ~tiers[-1]
    return tiers or [left]


def need_of(clause: Clause) -> Need:
    """Return what a record must have to answer the clause."""
    return tuple(("word", token) for token in clause.tokens)


def _needs(phrase: Phrase) -> list[Need]:
    """Return the pairs of a phrase: what has all of them can have the phrase."""
    folded, exact = pairs_of(phrase)
    return [(("pair", pair),) for pair in (exact or folded)]


def wishes_of(group: Group) -> Iterable[Wish]:
    """Yield what raises the rank: pairs, and the very syllables where accents were typed."""
    for run in group.runs:
        folded, exact = pairs_of(run)
        yield from (Wish("pair", pair, _PAIR_BOOST) for pair in dict.fromkeys(folded))
        yield from (Wish("pair", pair, _EXACT_PAIR_BOOST) for pair in dict.fromkeys(exact))
        if run.accented:
            syllables = dict.fromkeys(run.exact)
            yield from (Wish("exact", syllable, _EXACT_BOOST) for syllable in syllables)
