"""How much a word says: rare words tell tasks apart, words of office and standing formulas do not.

A word's rate is how often *another* task of the same notice has it too. Plain counts over the
archive would punish the very words that a task keeps from quarter to quarter; a formula ("các nội
dung thuộc chức năng của phòng") stands many times in one notice. In a small archive nothing has been
counted yet, so every word begins with a prior rate by its kind (`vocabulary/link_words.yml`), worth
`_PRIOR_TASKS` tasks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import fsum, log, sqrt
from typing import Final

from ketluan.linking.traits import Traits, syllable
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
_DOCUMENT: Final = "§"  # begins the term that stands for a document


class _Computed(dict[str, float]):
    """Values that are computed when they are first asked for: sums over them run at C's speed."""

    def __init__(self, compute: Callable[[str], float]) -> None:
        self._compute = compute

    def __missing__(self, term: str) -> float:
        value = self[term] = self._compute(term)
        return value


class Weights:
    """The weights of terms after the notices counted so far; `weight` is 0 or more."""

    def __init__(self) -> None:
        self._others: Counter[str] = Counter()
        self._notices: Counter[str] = Counter()
        self._tasks = 0
        self._known = _Computed(self._weight)
        self._wholes: dict[str, float] = {}

    def __getstate__(self) -> dict[str, object]:
        """Return what was counted; all else is computed again."""
        return {"_others": self._others, "_notices": self._notices, "_tasks": self._tasks}

    def __setstate__(self, counted: Mapping[str, object]) -> None:
        """Take what was counted."""
        self.__init__()  # type: ignore[misc]
        self.__dict__.update(counted)

    def count(self, notice: Sequence[Traits]) -> None:
        """Take the tasks of one notice into account."""
        counted = Counter(term for traits in notice for term in traits.terms)
        counted.update(_DOCUMENT + key for traits in notice for key in traits.documents)
        self._notices.update(counted.keys())
        self._others.update({term: count - 1 for term, count in counted.items() if count > 1})
        self._tasks += len(notice)
        self._known.clear()
        self._wholes.clear()

    def weight(self, term: str) -> float:
        """Return how much it says that two tasks share `term`."""
        return self._known[term]

    def _weight(self, term: str) -> float:
        seen = self._others[term] + _RETURNING * sqrt(self._notices[term])
        prior, stays = _prior(term)
        rate = (seen + _PRIOR_TASKS * prior) / (self._tasks + _PRIOR_TASKS)
        rate = max(rate, prior if stays else 0.0)
        return min(_HEAVIEST, max(0.0, log(_WEIGHTLESS / rate)))

    def of_document(self, key: str) -> float:
        """Return how much it says that two tasks cite the document `key`, from 0 to 1."""
        return self.weight(_DOCUMENT + key) / _HEAVIEST

    def whole(self, traits: Traits) -> float:
        """Return the sum of the weights of all terms of a task."""
        known = self._wholes.get(traits.id)
        if known is None:
            known = self._wholes[traits.id] = self.total(traits.terms)
        return known

    def total(self, terms: Iterable[str]) -> float:
        """Return the sum of the weights of `terms`, the same for any order of them."""
        return fsum(map(self._known.__getitem__, terms))


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
