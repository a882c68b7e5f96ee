"""Selecting and scoring: which records a query asks for, and how well each answers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, Self

from ketluan.search.catalogue import Catalogue
from ketluan.search.postings import Need, Postings, Wish
from ketluan.search.query import Clause, Group, Phrase, Query, pairs_of
from ketluan.search.ranking import Impacts, common, scored

# Weights of what raises a rank, beside 1 for each word's own BM25F score (research: bigrams lift
# the precision of two-syllable words from 0.26 to 0.96).
_EXACT_BOOST: Final = 0.8
_PAIR_BOOST: Final = 1.6
_EXACT_PAIR_BOOST: Final = 1.6
# More than the scores of words can add up to: a whole phrase stands above scattered words, and
# with the accents that were typed above its look-alikes.
_WHOLE_RUN: Final = 100.0

_CLEAR: Final = 0.01  # below it: so that rounding cannot bring two tiers together

Scores = dict[int, float]


class Matches:
    """What answers a query. Scores are computed for those that are asked for, the first few.

    Everything in an earlier of the `tiers` scores above everything in a later one.
    """

    def __init__(
        self, tiers: Sequence[Set[int]], scores: Callable[[Collection[int]], Scores] | None = None
    ) -> None:
        self.tiers = tuple(tier for tier in tiers if tier)
        self.ordinals: Set[int] = (
            self.tiers[0] if len(self.tiers) == 1 else frozenset().union(*self.tiers)
        )
        self._scores = scores
        self.are_equal = scores is None  # nothing was asked: no score says anything

    @classmethod
    def known(cls, scores: Mapping[int, float]) -> Self:
        """Return what is already scored."""
        return cls([scores.keys()], lambda ordinals: {o: scores[o] for o in ordinals})

    def among(self, ordinals: Iterable[int]) -> "Matches":
        """Return those of the matches that are among `ordinals`."""
        kept = frozenset(ordinals)
        return Matches([tier & kept for tier in self.tiers], self._scores)

    def scores(self, ordinals: Collection[int]) -> Scores:
        """Return the scores of some of the matches."""
        return self._scores(ordinals) if self._scores else dict.fromkeys(ordinals, 0.0)

    def __len__(self) -> int:
        return len(self.ordinals)


class _Side:
    """What one side of OR finds: by how many whole runs each has, and what makes up the scores."""

    def __init__(
        self, needs: Sequence[Impacts], wishes: Sequence[tuple[float, Impacts]], found: Set[int]
    ) -> None:
        self.found = found
        self.by_runs: dict[int, Set[int]] = {0: found}
        self._needs = needs
        self._wishes = wishes
        self.most = sum(one.most for one in needs) + sum(b * one.most for b, one in wishes)

    def scores(self, ordinals: Set[int]) -> Scores:
        """Return the scores of those of `ordinals` that this side finds."""
        own = self.found & ordinals
        scores = scored(self._needs, self._wishes, own) if self._needs else dict.fromkeys(own, 0.0)
        for level, having in self.by_runs.items():
            for ordinal in having & own if level else ():
                scores[ordinal] += level * _WHOLE_RUN
        return scores

    def add_run(self, plain: Set[int], accented: Set[int]) -> None:
        """Raise what has a run by one, and by one more what has it with its accents."""
        levels: dict[int, Set[int]] = {}
        for level, own in self.by_runs.items():
            parts = (own - plain, (own & plain) - accented, own & plain & accented)
            for more, part in enumerate(parts):
                levels[level + more] = levels.get(level + more, frozenset()) | part
        self.by_runs = levels


class Matcher:
    """Finds what has all that a query asks for, in one open index. Safe for threads."""

    def __init__(self, catalogue: Catalogue, postings: Postings) -> None:
        self.catalogue = catalogue
        self._postings = postings

    def matches(self, query: Query) -> Matches:
        """Return what answers the query, everything if it asks nothing.

        A text without any word in it (only marks) finds nothing.
        """
        if not query.groups:
            nothing_asked = not query.text.strip() or query.filters
            return Matches([self._everything] if nothing_asked else [])
        sides = [self._side(group) for group in query.groups]
        above = _WHOLE_RUN - _CLEAR
        if any(side.most > above for side in sides):
            tiers: list[Set[int]] = [frozenset().union(*(side.found for side in sides))]
        else:
            tiers = _tiers(sides)
        return Matches(tiers, lambda ordinals: _best_scores(sides, ordinals))

    @property
    def _everything(self) -> Set[int]:
        return frozenset(range(len(self.catalogue.entries)))

    def _side(self, group: Group) -> _Side:
        needs = [*map(need_of, group.clauses), *(n for p in group.phrases for n in _needs(p))]
        lists = self._postings.lists(needs)
        found = common([one.keys() for one in lists]) if needs else self._everything
        for phrase in group.phrases:
            found = self._holding(phrase, found)
        if group.without or group.without_phrases:
            found = found - frozenset(self._excluded(group))
        side = _Side(lists, self._postings.raising(wishes_of(group)), found)
        for run in group.runs:  # once folded, once more with its accents
            plain = self._holding(Phrase(run.folded, run.exact, accented=False), found)
            side.add_run(plain, self._holding(run, plain) if run.accented else frozenset())
        return side

    def _excluded(self, group: Group) -> Iterator[int]:
        """Yield the ordinals that have anything that the group excludes."""
        for clause in group.without:
            yield from self._postings.matching([need_of(clause)])
        for phrase in group.without_phrases:
            yield from self._holding(phrase, self._postings.matching(_needs(phrase)))

    def _holding(self, phrase: Phrase, ordinals: Set[int]) -> Set[int]:
        """Return those of `ordinals` whose text contains the phrase; its pairs say so quickly."""
        pairs = _needs(phrase)
        if not pairs:
            return self.catalogue.holding(phrase, ordinals)
        candidates = self._postings.matching(pairs, ordinals)
        return candidates if len(pairs) == 1 else self.catalogue.holding(phrase, candidates)

    def is_there(self, clause: Clause) -> bool:
        """Tell whether anything in the archive answers the clause."""
        return bool(self._postings.matching([need_of(clause)]))


def _best_scores(sides: Sequence[_Side], ordinals: Collection[int]) -> Scores:
    """Return the best score of each of `ordinals` on any side."""
    wanted = frozenset(ordinals)
    best: Scores = {}
    for scores in (side.scores(wanted) for side in sides):
        twice = {o: max(best[o], scores[o]) for o in best.keys() & scores.keys()}
        best = {**best, **scores, **twice}
    return best


def _tiers(sides: Sequence[_Side]) -> list[Set[int]]:
    """Return what the sides find by the most runs that it has on any side, the most first."""
    tiers: list[Set[int]] = []
    for level in sorted({level for side in sides for level in side.by_runs}, reverse=True):
        own = frozenset[int]().union(*(side.by_runs.get(level, ()) for side in sides))
        tiers.append(own.difference(*tiers))
    return tiers


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
