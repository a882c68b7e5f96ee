"""How much a word says: rare words tell tasks apart, words of office and standing formulas do not.

A word's rate is how often *another* task of the same notice has it too. Plain counts over the
archive would punish the very words that a task keeps from quarter to quarter; a formula ("các nội
dung thuộc chức năng của phòng") stands many times in one notice. In a small archive nothing has been
counted yet, so every word begins with a prior rate by its kind (`vocabulary/link_words.yml`), worth
`_PRIOR_TASKS` tasks.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, fsum, log
from typing import Final

import numpy as np

from ketluan.linking.columns import Column, Floats, Ints, Numbers, Table, Tasks
from ketluan.linking.traits import syllable
from ketluan.vocabulary import link_words

# A notice of a department has about as many tasks: with one notice read, prior and count are even.
_PRIOR_TASKS: Final = 40
# What one task in seven of a notice has weighs nothing; words of grammar and phrases of office begin
# and stay there. Other rates are those of public notices, plans and directives: a syllable belongs
# to several words, a pair hardly to more than one.
_WEIGHTLESS: Final = 0.15
_OFFICE_RATE: Final = 0.12  # a syllable or a pair of syllables of office phrases, out of order
_SYLLABLE_RATE: Final = 0.015
_LOOSE_PAIR_RATE: Final = 0.03  # a pair with a word of grammar in it
_SUBJECT_RATE: Final = 0.01
_PAIR_RATE: Final = 0.002
# A word that comes back notice after notice is a subject of the office, not only of one task.
_RETURNING: Final = 0.3
# No single rare word, which may be a typing error, outweighs the others.
_HEAVIEST: Final = 5.0
_COARSE: Final = 2.0**40  # parts of 1 to which the coarse part of a weight is rounded
_DOCUMENT: Final = "§"  # begins the term that stands for a document


class Weights:
    """The weights of `terms` after the notices counted so far; none is below 0."""

    def __init__(self, terms: Table[str]) -> None:
        self._terms = terms
        self._tasks = 0
        self._others = Column(np.int32)  # by the number of the term, as all below
        self._notices = Column(np.int32)
        self._prior = Column(np.float64)
        self._least = Column(np.float64)  # rate
        self._coarse = Column(np.float64)  # parts of the weight, see `parts`
        self._fine = Column(np.float64)
        self._known = Column(np.bool_)  # whose weights were found since the last notice
        self._ready: dict[int, float] = {}  # weights for sums of a few terms

    def __getstate__(self) -> dict[str, object]:
        """Return what was counted; weights are found again."""
        return self.__dict__ | {"_ready": {}}

    def alone(self) -> "Weights":
        """Return the same weights, for which notices are counted without regard to this one."""
        return deepcopy(self, {id(self._terms): self._terms})

    def count(self, notice: Tasks) -> None:
        """Take the tasks of one notice into account."""
        documents = notice.tables.documents.values
        cited = [
            self._terms.number(_DOCUMENT + key)
            for number in notice.rows["documents"].tolist()
            for key, _ in documents[number][0]
        ]
        self._grow()
        every = np.concatenate((notice.terms, np.array(cited, np.intp)))
        counts = np.bincount(every, minlength=len(self._known))
        counted = np.flatnonzero(counts)
        self._notices.values[counted] += 1
        self._others.values[counted] += counts[counted].astype(np.int32) - 1
        self._tasks += len(notice)
        self._known.values[:] = False
        self._ready = {}

    def of(self, terms: Ints) -> Floats:
        """Return how much it says that two tasks share each of `terms`."""
        self._know(terms)
        weights: Floats = self._coarse.values.take(terms) + self._fine.values.take(terms)
        return weights

    def known(self, size: int) -> tuple[Numbers, Floats]:
        """Return which of the first `size` terms have been weighed for this notice, and their weights."""
        terms = np.flatnonzero(self._known.values[:size]).astype(np.int32)
        return terms, self.of(terms)

    def learn(self, terms: Numbers, weights: Floats) -> None:
        """Take `weights` that others found after the same notices."""
        self._grow()
        self._take(terms, weights)

    def weight(self, term: str) -> float:
        """Return how much it says that two tasks share `term`."""
        return self.total((self._terms.number(term),))

    def prepare(self, terms: Ints) -> None:
        """Have the weights of `terms` ready for sums of a few of them."""
        self._ready |= zip(terms.tolist(), self.of(terms).tolist(), strict=True)

    def of_documents(self, keys: Iterable[str]) -> Floats:
        """Return how much it says that two tasks cite each of the documents `keys`, from 0 to 1."""
        terms = self._terms.numbers(_DOCUMENT + key for key in keys)
        return self.of(np.array(terms, np.intp)) / _HEAVIEST

    def total(self, terms: Collection[int]) -> float:
        """Return the sum of the weights of `terms`, the same for any order of them."""
        try:
            return fsum(map(self._ready.__getitem__, terms))
        except KeyError:
            self.prepare(np.array([term for term in terms if term not in self._ready], np.intp))
        return fsum(map(self._ready.__getitem__, terms))

    def parts(self, terms: Ints) -> tuple[Floats, Floats]:
        """Return the weights of `terms` in two parts: added up apart, both sums are as exact as `fsum`.

        They have so few digits, coarse ones and fine ones, that nothing is ever rounded where some
        hundreds of them are added; so their order does not matter.
        """
        self._know(terms)
        return self._coarse.values.take(terms), self._fine.values.take(terms)

    def _know(self, terms: Ints) -> None:
        """Find the weights of `terms`, where they are not known yet."""
        self._grow()
        known = self._known.values
        if not known.take(terms).all():
            asked = np.zeros(len(known), np.bool_)
            asked[terms] = True
            self._find(np.flatnonzero(asked & ~known))

    def _find(self, terms: Ints) -> None:
        seen = self._others.values[terms] + _RETURNING * np.sqrt(self._notices.values[terms])
        rate = (seen + _PRIOR_TASKS * self._prior.values[terms]) / (self._tasks + _PRIOR_TASKS)
        rarity = _WEIGHTLESS / np.maximum(rate, self._least.values[terms])
        weights = np.where(rarity > 1.0, _HEAVIEST, 0.0)
        between = np.flatnonzero((rarity > 1.0) & (rarity < 1.01 * exp(_HEAVIEST)))
        exact = list(map(log, rarity[between].tolist()))  # NumPy's is not the same everywhere
        weights[between] = np.minimum(exact, _HEAVIEST)
        self._take(terms, weights)

    def _take(self, terms: Ints, weights: Floats) -> None:
        coarse = np.rint(weights * _COARSE) / _COARSE
        self._coarse.values[terms] = coarse
        self._fine.values[terms] = weights - coarse
        self._known.values[terms] = True

    def _grow(self) -> None:
        """Take what came to the table since."""
        if len(self._known) == len(self._terms):
            return
        new = [_prior(term) for term in self._terms.values[len(self._known) :]]
        self._prior.extend([prior for prior, _ in new])
        self._least.extend([prior if stays else 0.0 for prior, stays in new])
        for column in (self._others, self._notices, self._coarse, self._fine, self._known):
            column.extend([0] * len(new))


@lru_cache(maxsize=200_000)
def _prior(term: str) -> tuple[float, bool]:
    """Return the rate of `term` before anything is counted, and whether no count makes it rarer."""
    if term.startswith(_DOCUMENT):
        return _PAIR_RATE, False
    small, office, phrases, subjects = _kinds()
    first, joined, second = term.partition("_")
    if not joined:
        if term in small:
            return _WEIGHTLESS, True
        return (_OFFICE_RATE, True) if term in office else (_SYLLABLE_RATE, False)
    if term in subjects:
        return _SUBJECT_RATE, False
    if term in phrases or (first in small and second in small):
        return _WEIGHTLESS, True
    if (first in office or first in small) and (second in office or second in small):
        return _OFFICE_RATE, True
    if first in small or second in small:
        return _LOOSE_PAIR_RATE, False
    return _PAIR_RATE, False


@cache
def _kinds() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Return words of grammar, syllables and pairs of office phrases, and pairs of subjects."""
    words = link_words()
    office, subjects = (
        [[syllable(word) for word in text.split()] for text in texts]
        for texts in (words["office"], words["subjects"])
    )
    return (
        frozenset(syllable(word) for word in words["small"]),
        frozenset(word for phrase in office for word in phrase),
        _pairs(office),
        _pairs(subjects),
    )


def _pairs(phrases: Iterable[Sequence[str]]) -> frozenset[str]:
    return frozenset("_".join(pair) for phrase in phrases for pair in pairwise(phrase))
