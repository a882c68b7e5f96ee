"""Selecting and scoring: which records a query asks for, and how well each answers."""

from collections.abc import Iterable, Iterator, Set
from typing import Final

from ketluan.search.catalogue import Catalogue
from ketluan.search.postings import Need, Postings, Wish
from ketluan.search.query import Clause, Group, Phrase, Query, pairs_of

# Weights of what raises a rank, beside 1 for each word's own BM25F score (research: bigrams lift
# the precision of two-syllable words from 0.26 to 0.96).
_EXACT_BOOST: Final = 0.8
_PAIR_BOOST: Final = 1.6
_EXACT_PAIR_BOOST: Final = 1.6
# More than the scores of words can add up to: a whole phrase stands above scattered words, and
# with the accents that were typed above its look-alikes.
_WHOLE_RUN: Final = 100.0

Scores = dict[int, float]


class Matcher:
    """Finds what has all that a query asks for, in one open index. Safe for threads."""

    def __init__(self, catalogue: Catalogue, postings: Postings) -> None:
        self.catalogue = catalogue
        self._postings = postings

    def matches(self, query: Query) -> Scores:
        """Return the score of every ordinal that answers the query; all of them if it asks nothing.

        A text without any word in it (only marks) finds nothing.
        """
        if not query.groups:
            nothing_asked = not query.text.strip() or query.filters
            return dict.fromkeys(range(len(self.catalogue.entries)), 0.0) if nothing_asked else {}
        best, *others = (self._group_matches(group) for group in query.groups)
        for scores in others:
            twice = {o: max(best[o], scores[o]) for o in best.keys() & scores.keys()}
            best = {**best, **scores, **twice}
        return best

    def _group_matches(self, group: Group) -> Scores:
        needs = [*map(need_of, group.clauses), *(n for p in group.phrases for n in _needs(p))]
        if needs:
            scores = self._postings.scores(needs, _wishes(group))
        else:
            scores = dict.fromkeys(range(len(self.catalogue.entries)), 0.0)
        for phrase in group.phrases:
            scores = {o: scores[o] for o in self._holding(phrase, scores.keys())}
        for ordinal in self._excluded(group):
            scores.pop(ordinal, None)
        for (
            run
        ) in group.runs:  # a whole run of typed words, once folded, once more with its accents
            plain = self._holding(Phrase(run.folded, run.exact, accented=False), scores.keys())
            for ordinal in plain:
                scores[ordinal] += _WHOLE_RUN
            if run.accented:
                for ordinal in self._holding(run, plain):
                    scores[ordinal] += _WHOLE_RUN
        return scores

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


def need_of(clause: Clause) -> Need:
    """Return what a record must have to answer the clause."""
    return tuple(("word", token) for token in clause.tokens)


def _needs(phrase: Phrase) -> list[Need]:
    """Return the pairs of a phrase: what has all of them can have the phrase."""
    folded, exact = pairs_of(phrase)
    return [(("pair", pair),) for pair in (exact or folded)]


def _wishes(group: Group) -> Iterable[Wish]:
    """Yield what raises the rank: pairs, and the very syllables where accents were typed."""
    for run in group.runs:
        folded, exact = pairs_of(run)
        yield from (Wish("pair", pair, _PAIR_BOOST) for pair in dict.fromkeys(folded))
        yield from (Wish("pair", pair, _EXACT_PAIR_BOOST) for pair in dict.fromkeys(exact))
        if run.accented:
            syllables = dict.fromkeys(run.exact)
            yield from (Wish("exact", syllable, _EXACT_BOOST) for syllable in syllables)
