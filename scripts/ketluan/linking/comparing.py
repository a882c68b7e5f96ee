"""What was found between one task and an earlier one, and its reasons (pure)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache
from sys import intern
from typing import Final

from ketluan.linking.citing import Citations
from ketluan.linking.columns import Shorts
from ketluan.linking.kinship import Kin, Relations
from ketluan.linking.one_task import OneTask, OneTasks
from ketluan.linking.traits import words_behind
from ketluan.vietnamese import day_in_words

_OF_UNITS: Final[dict[Kin, str]] = {
    "same": "cùng đơn vị {}",
    "heir": "đơn vị kế thừa của {}",
    "group": "cùng thuộc {}",
    "helper": "{} từng phối hợp hoặc nay phối hợp",
}
WeightOf = Callable[[Collection[int]], float]  # of terms by number
_SHORT: Final = 3  # letters of a short form that stands for words by their first letters alone


@dataclass(slots=True, eq=False)
class Comparison:
    """What was found between a later task and an earlier one.

    The earlier one and the step `by` are places among `earliers`. `doubtful` tells that something
    speaks against it, or too little for it, so that only a person can judge. `common` is what the words
    of both weigh that both have, `left` what those of the later one weigh beside. `through` is the
    nearness of the earlier step `by` of the same thread, where that one was found first (else -1).
    """

    later: OneTask
    place: int
    earliers: OneTasks
    relations: Relations
    citations: Citations
    score: float
    nearness: float
    doubtful: bool
    common: float
    left: float
    through: float = 0.0
    by: int = -1
    _shared: frozenset[int] | None = None
    _weight: float | None = None

    @property
    def earlier(self) -> OneTask:
        """The earlier task."""
        return self.earliers[self.place]

    @property
    def shared(self) -> frozenset[int]:
        """The terms that the later task shares with the earlier one and with the step `by`."""
        if self._shared is None:
            self._shared = shared_terms(self.later, self.earlier)
            if self.by >= 0:
                self._shared |= shared_terms(self.later, self.earliers[self.by])
        return self._shared

    def shared_weight(self, weight_of: WeightOf) -> float:
        """Return how much it says that both have what is `shared`."""
        if self._weight is None:
            self._weight = weight_of(self.shared)
        return self._weight

    def is_within(self, other: "Comparison", part: float) -> bool:
        """Tell whether surely less than `part` of what is `shared` is not in what `other` shares.

        As long as no short form is spelled out, all is in the later task; so no more than `other` leaves
        of that one can be in this alone. What this shares weighs at least what is `common`.
        """
        steps = [self.earlier, other.earlier]
        if self.by >= 0:
            steps.append(self.earliers[self.by])
        plain = self.later.row.shorts
        if self.later is not other.later or any(step.row.shorts != plain for step in steps):
            return False
        return other.left < part * self.common

    @property
    def kin(self) -> Kin:
        """How the units of both are related."""
        return self.relations[self.later.row.units, self.earlier.row.units][0]

    def reasons(self) -> Iterator[str]:
        """Yield the reasons as short Vietnamese phrases, the plainest first."""
        later, earlier = self.later, self.earlier
        new, old = later.row, earlier.row
        kin, name = self.relations[new.units, old.units]
        if kin in _OF_UNITS:
            yield _told(_OF_UNITS[kin], name)
        for number in self.citations[new.documents, old.documents].shared:
            yield _told("cùng văn bản {}", number)
        yield _told("lời văn giống {} %, không kể số và ngày", round(100 * self.nearness))
        if self.through:
            yield _told("nối tiếp bước trước có lời văn giống {} %", round(100 * self.through))
        if new.due and new.due == old.due:
            yield _told("cùng hạn {}", _day_in_words(new.due))
        elif 0 < old.due < new.due:
            days = (_day_in_words(old.due), _day_in_words(new.due))
            yield _told("hạn chuyển từ {} sang {}", *days)
        if new.years and new.years == old.years:
            yield _told("cùng năm {}", ", ".join(sorted(later.years)))
        if new.urgency:
            yield _told("có từ {}", ", ".join(f"'{word}'" for word in later.urgency))


@lru_cache(maxsize=20_000)
def _told(phrase: str, *values: str | int) -> str:
    """Return `phrase` with the `values`. The same is told of many links: each is one string.

    So in memory, and where links are kept.
    """
    return intern(phrase.format(*values))


@lru_cache(maxsize=10_000)
def _day_in_words(ordinal: int) -> str:
    return day_in_words(Day.fromordinal(ordinal))


def shared_terms(later: OneTask, earlier: OneTask) -> frozenset[int]:
    """Return the terms of both, with those of short forms of one that the other spells out."""
    both = later.terms & earlier.terms
    if later.row.shorts != earlier.row.shorts:
        spelled = (*spelled_out(later, earlier), *spelled_out(earlier, later))
        both = both.union(*(long for _, long in spelled))
    return both


@lru_cache(maxsize=10_000)
def unlike(one: Shorts, other: Shorts) -> Mapping[str, frozenset[int]]:
    """Return the short forms of `one` that `other` has not, and may spell out."""
    known = dict(other)
    return {short: terms for short, terms in one if len(short) >= _SHORT and short not in known}


def any_in(shorts: Iterable[str], letters: str) -> bool:
    """Tell whether one of `shorts` stands in `letters`."""
    return any(map(letters.__contains__, shorts))


def spelled_out(one: OneTask, other: OneTask) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Return terms of short forms of `one`, with those of the words that `other` writes instead."""
    found = []
    for short, terms in unlike(one.shorts, other.shorts).items():
        if short in other.initials and not terms <= other.terms:
            long = other.numbers(words_behind(short, other.initials, other.written))
            found.append((terms - other.terms, long - one.terms))
    return found
