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
from math import log
from typing import Final

import numpy as np

from ketluan.linking.columns import Column, Floats, Ints, Table, Tasks
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
# Weights are whole parts of 1 as small as this: so hundreds of thousands are added up without
# rounding, and their order does not matter.
_PARTS: Final = 2.0**32
_DOCUMENT: Final = "§"  # begins the term that stands for a document


class Weights:
    """The weights of `terms` after the notices counted so far; none is below 0.

    A weight is the logarithm of how much rarer a term is than what weighs nothing. So it is a sum of
    what depends on the term, which only its own notices change, and of what depends on all tasks.
    """

    def __init__(self, terms: Table[str]) -> None:
        self._terms = terms
        self._tasks = 0
        self._others = Column(np.int32)  # by the number of the term, as all below
        self._notices = Column(np.int32)
        self._prior = Column(np.float64)
        self._rarity = Column(np.float64)  # the first part of the weight
        self._most = Column(np.float64)  # weight, whatever is counted
        self._counted = Column(np.bool_)  # since its rarity was found
        self._now: Floats | None = None  # the weights after the last notice
        self._ready: dict[int, float] = {}  # weights for sums of a few terms

    def __getstate__(self) -> dict[str, object]:
        """Return what was counted; weights are found again."""
        return self.__dict__ | {"_now": None, "_ready": {}}

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
        counts = np.bincount(every, minlength=len(self._prior))
        counted = np.flatnonzero(counts)
        self._notices.values[counted] += 1
        self._others.values[counted] += counts[counted].astype(np.int32) - 1
        self._tasks += len(notice)
        self._counted.values[counted] = True
        self._now, self._ready = None, {}

    def of(self, terms: Ints) -> Floats:
        """Return how much it says that two tasks share each of `terms`."""
        return self._every().take(terms)

    def weight(self, term: str) -> float:
        """Return how much it says that two tasks share `term`."""
        return self.total((self._terms.number(term),))

    def prepare(self, terms: Ints) -> None:
        """Have the weights of `terms` ready for sums of a few of them."""
        self._ready |= zip(terms.tolist(), self.of(terms).tolist(), strict=True)

    def of_documents(self, keys: Iterable[str]) -> Floats:
        """Return how much it says that two tasks cite each of the documents `keys`, from 0 to 1."""
        terms = self._terms.numbers(_DOCUMENT + key for key in keys)
        return _whole(self.of(np.array(terms, np.intp)) / _HEAVIEST)

    def total(self, terms: Collection[int]) -> float:
        """Return the sum of the weights of `terms`."""
        try:
            return sum(map(self._ready.__getitem__, terms))
        except KeyError:
            self.prepare(np.array([term for term in terms if term not in self._ready], np.intp))
        return sum(map(self._ready.__getitem__, terms))

    def _every(self) -> Floats:
        """Return the weights of all terms."""
        self._grow()
        if self._now is None:
            self._find(np.flatnonzero(self._counted.values))
            every = self._rarity.values + _whole(np.array(log(self._tasks + _PRIOR_TASKS)))
            self._now = np.maximum(np.minimum(every, self._most.values), 0.0)
        return self._now

    def _find(self, terms: Ints) -> None:
        """Find the rarity of `terms`, which were counted since."""
        seen = self._others.values[terms] + _RETURNING * np.sqrt(self._notices.values[terms])
        rate = (seen + _PRIOR_TASKS * self._prior.values[terms]) / _WEIGHTLESS
        logarithms = list(map(log, rate.tolist()))  # NumPy's is not the same everywhere
        self._rarity.values[terms] = _whole(-np.array(logarithms))
        self._counted.values[:] = False

    def _grow(self) -> None:
        """Take what came to the table since."""
        new = [_before_counting(term) for term in self._terms.values[len(self._prior) :]]
        if not new:
            return
        self._prior.extend([prior for prior, _ in new])
        self._most.extend(_whole(np.array([most for _, most in new])))
        for column, value in (
            (self._others, 0),
            (self._notices, 0),
            (self._rarity, 0),
            (self._counted, True),
        ):
            column.extend([value] * len(new))
        self._now = None


def _whole(weights: Floats) -> Floats:
    """Return `weights` as whole parts of 1."""
    return np.rint(weights * _PARTS) / _PARTS


@lru_cache(maxsize=200_000)
def _before_counting(term: str) -> tuple[float, float]:
    """Return the rate of `term` before anything is counted, and what it may weigh at most."""
    rate, stays = _prior(term)
    return rate, log(_WEIGHTLESS / rate) if stays else _HEAVIEST


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
