"""How sure it is that one task continues another: a score between 0 and 1, with its reasons.

The nearness of words is the ground. Each further sign takes away a part of the doubt that is left
(score = 1 - product of what stays doubtful), each contradiction takes away a part of the score. So
signs never add up to certainty, and none alone makes a link where the words are strange.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from difflib import SequenceMatcher
from typing import Final

from ketluan.linking.kinship import Kin, Kinship
from ketluan.linking.traits import Traits, spelled_out
from ketluan.linking.weighing import Weights
from ketluan.vietnamese import day_in_words

# Shared weight that is half as good as any amount: about that of two rare pairs of words. A match
# of one phrase, however complete, is not yet a task.
_HALF_WEIGHT: Final = 5.0
# Part of the doubt that a sign takes away.
_KIN: Final[dict[Kin, float]] = {
    "same": 0.30, "heir": 0.28, "group": 0.10, "helper": 0.15, "unknown": 0.05, "other": 0.0,
}  # fmt: skip
_SAME_DOCUMENT: Final = 0.45  # of a document that few tasks cite; less where many do
_DOCUMENT_OF_UNIT: Final = 0.6  # part of it that is left within one unit, however many cite it
_SAME_WORDS: Final = 0.30
_SAME_DAY: Final = 0.12
_LATER_DAY: Final = 0.08
_PRESSED: Final = 0.08
_SAME_YEARS: Final = 0.12
_RECENT: Final = 0.06  # in the notice before; halves with each notice between
# Part of the score that a contradiction takes away.
_OTHER_UNIT: Final = 0.15
_OTHER_YEAR_OF_PLAN: Final = 0.6
_OTHER_DOCUMENTS: Final = 0.3
_OTHER_YEARS: Final = 0.45
_NEW_YEAR: Final = 0.1  # a year that the earlier task did not name and could not mean
_OTHER_PERIOD: Final = 0.1  # what is done anew each quarter
_LONG_AGO: Final = 0.1
_OTHER_ORDINAL: Final = 0.45
_OTHER_NAMES: Final = 0.15
_CLOSED: Final = 0.35
_OTHER_OBJECT: Final = 0.25
_SHORT: Final = 3  # letters of a short form that stands for words by their first letters alone
# One sentence with another object: this part of the shorter text stands in the other, in order, and
# in its gaps both have words of at least this weight that the other lacks ("mô hình nuôi cấy mô
# chuối", "… keo lai").
_FRAME: Final = 0.5
_OBJECT: Final = 1.5
# Two tasks have the same words where this part of all their words is in both. Within one unit that
# says something even of a formula; in another unit a formula is only a formula.
_WORD_FOR_WORD: Final = 0.85
# Days: what three quarterly notices passed over in silence was hardly carried on.
_LONG: Final = 300
# Shared weight below which a task is a formula: a person may see in it the same task, no program.
_FORMULA: Final = 6.0
# Another unit is no contradiction where the words are as near as this.
_NEAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found between a later task and an earlier one; the terms they share are `shared`.

    `doubtful` tells that something speaks against it, or too little for it, so that only a person can
    judge. `through` is the nearness of an earlier step of the same thread, where that one was found
    first.
    """

    later: Traits
    earlier: Traits
    score: float
    nearness: float
    shared: frozenset[str]
    doubtful: bool
    kin: Kin
    kin_name: str
    through: float = 0.0

    def reasons(self) -> tuple[str, ...]:
        """Return the reasons as short Vietnamese phrases, the plainest first."""
        return (*self._of_units(), *self._of_words(), *self._of_times())

    def _of_units(self) -> Iterator[str]:
        said = {
            "same": f"cùng đơn vị {self.kin_name}",
            "heir": f"đơn vị kế thừa của {self.kin_name}",
            "group": f"cùng thuộc {self.kin_name}",
            "helper": f"{self.kin_name} từng phối hợp hoặc nay phối hợp",
        }.get(self.kin)
        if said:
            yield said

    def _of_words(self) -> Iterator[str]:
        for number in shared_documents(self.later, self.earlier):
            yield f"cùng văn bản {number}"
        yield f"lời văn giống {round(100 * self.nearness)} %, không kể số và ngày"
        if self.through:
            yield f"nối tiếp bước trước có lời văn giống {round(100 * self.through)} %"

    def _of_times(self) -> Iterator[str]:
        before, now = self.earlier.due, self.later.due
        if before and now and before < now:
            yield f"hạn chuyển từ {day_in_words(before)} sang {day_in_words(now)}"
        elif now and before == now:
            yield f"cùng hạn {day_in_words(now)}"
        if self.later.years and self.later.years == self.earlier.years:
            yield "cùng năm " + ", ".join(sorted(self.later.years))
        if self.later.urgency:
            yield "có từ " + ", ".join(f"'{word}'" for word in self.later.urgency)


def compare(
    later: Traits,
    earlier: Traits,
    weights: Weights,
    kinship: Kinship,
    *,
    between: int = 0,
    closed: bool = False,
) -> Comparison:
    """Return how sure it is that `later` continues `earlier`.

    `between` counts the notices that lie between the two, `closed` tells that a statement has
    closed the earlier one before.
    """
    shared = later.terms & earlier.terms
    new = _spelled_out(later, earlier)
    old = _spelled_out(earlier, later)
    wholes = [
        weights.whole(traits)
        + sum(weights.total(long) - weights.total(short) for short, long in own)
        for traits, own in ((later, new), (earlier, old))
    ]
    shared |= frozenset().union(*(long for _, long in (*new, *old)))
    common = weights.total(shared)
    nearness = _nearness(common, *wholes)
    kin, kin_name = kinship.between(later, earlier)
    doubt = 1.0 - nearness * common / (common + _HALF_WEIGHT)
    doubt *= 1.0 - _KIN[kin]
    doubt *= 1.0 - _RECENT / 2**between
    doubt *= 1.0 - _SAME_DOCUMENT * _rarest_document(later, earlier, weights, kin)
    if kin in ("same", "heir") and _same_words(later, earlier):
        doubt *= 1.0 - _SAME_WORDS
    if earlier.due and later.due:
        doubt *= 1.0 - (_SAME_DAY if earlier.due == later.due else _LATER_DAY)
    if later.years and later.years == earlier.years:
        doubt *= 1.0 - _SAME_YEARS
    if later.urgency:
        doubt *= 1.0 - _PRESSED
    contradictions = list(_contradictions(later, earlier))
    score = 1.0 - doubt
    for part in contradictions:
        score *= 1.0 - part
    if kin == "other" and nearness < _NEAR:
        score *= 1.0 - _OTHER_UNIT
    if closed:
        score *= 1.0 - _CLOSED
    doubtful = bool(contradictions) or closed or common < _FORMULA
    return Comparison(later, earlier, score, nearness, shared, doubtful, kin, kin_name)


def looked_at_closely(comparison: Comparison, weights: Weights) -> Comparison:
    """Return `comparison`, doubtful and with less score if both tasks are one sentence about two things.

    Apart from `compare` because it takes as long as all the rest, and only for the nearest is it
    worth while.
    """
    if not _has_other_object(comparison.later, comparison.earlier, weights):
        return comparison
    return replace(comparison, score=comparison.score * (1.0 - _OTHER_OBJECT), doubtful=True)


def _nearness(common: float, later: float, earlier: float) -> float:
    """Return the mean of Dice's measure and of how far the smaller text is within the larger.

    The second keeps parts near to the whole, when a task was split, merged or shortened.
    """
    if not later or not earlier:
        return 0.0
    return (2 * common / (later + earlier) + common / min(later, earlier)) / 2


def shared_documents(later: Traits, earlier: Traits) -> list[str]:
    """Return the numbers of the documents that both cite, in the order of the later task.

    A number without a year may be that of any year.
    """
    return [
        number
        for number, keys in later.documents.items()
        if number in earlier.documents
        and not (keys and earlier.documents[number] and keys.isdisjoint(earlier.documents[number]))
    ]


def _years_apart(later: Traits, earlier: Traits) -> Iterator[bool]:
    """Yield for each number that both cite whether they mean documents of different years."""
    shared = shared_documents(later, earlier)
    yield from (
        number not in shared for number in later.documents.keys() & earlier.documents.keys()
    )


def _same_words(later: Traits, earlier: Traits) -> bool:
    every = len(later.words | earlier.words)
    return every > 0 and len(later.words & earlier.words) >= _WORD_FOR_WORD * every


def _rarest_document(later: Traits, earlier: Traits, weights: Weights, kin: Kin) -> float:
    """Return how much the shared document says that fewest tasks cite, 0 to 1.

    What every unit was told to carry out tells at least the tasks of one unit apart.
    """
    shared = shared_documents(later, earlier)
    least = _DOCUMENT_OF_UNIT if shared and kin in ("same", "heir") else 0.0
    return max([least, *(weights.of_document(number) for number in shared)])


def _contradictions(later: Traits, earlier: Traits) -> Iterator[float]:
    """Yield a part of the score for each thing in which both tasks are plain and differ."""
    told, before = later.documents.keys() - later.rules, earlier.documents.keys() - earlier.rules
    if any(_years_apart(later, earlier)):
        yield _OTHER_YEAR_OF_PLAN
    elif told and before and not shared_documents(later, earlier):
        yield _OTHER_DOCUMENTS
    if any(_differ(later.ordinals, earlier.ordinals)):
        yield _OTHER_ORDINAL
    if later.names - earlier.words and earlier.names - later.words:
        yield _OTHER_NAMES
    if _apart(frozenset(later.helpers), frozenset(earlier.helpers)):
        yield _OTHER_NAMES
    yield from _times_apart(later, earlier)


def _times_apart(later: Traits, earlier: Traits) -> Iterator[float]:
    """Yield a part of the score for each sign that the same work is done anew at another time."""
    if _apart(later.years, earlier.years):
        yield _OTHER_YEARS
    elif not earlier.years and any(_is_later(year, earlier.day) for year in later.years):
        yield _NEW_YEAR
    repeated = later.words == earlier.words and not later.urgency
    if _apart(later.periods, earlier.periods) or (
        repeated and _apart(later.limits, earlier.limits)
    ):
        yield _OTHER_PERIOD
    if later.day and earlier.day and (later.day - earlier.day).days > _LONG:
        yield _LONG_AGO


def _spelled_out(one: Traits, other: Traits) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return terms of short forms of `one`, with those of the words that `other` writes instead."""
    found = []
    for short, terms in one.shorts.items():
        if len(short) >= _SHORT and not terms <= other.terms and short not in other.shorts:
            long = spelled_out(short, other)
            if long:
                found.append((terms - other.terms, long - one.terms))
    return found


def _has_other_object(later: Traits, earlier: Traits, weights: Weights) -> bool:
    """Tell whether both are one sentence about two things."""
    new, gone = later.words - earlier.words, earlier.words - later.words
    if min(weights.total(new), weights.total(gone)) < _OBJECT:
        return False
    pieces = SequenceMatcher(None, earlier.order, later.order, autojunk=False).get_opcodes()
    same = sum(to - start for kind, start, to, _, _ in pieces if kind == "equal")
    if same < _FRAME * min(len(earlier.order), len(later.order)):
        return False
    return any(
        min(
            weights.total(gone.intersection(earlier.order[start:to])),
            weights.total(new.intersection(later.order[begin:end])),
        )
        >= _OBJECT
        for kind, start, to, begin, end in pieces
        if kind == "replace"
    )


def _is_later(year: str, day: Day | None) -> bool:
    return day is not None and int(year) > day.year


def _apart(later: frozenset[str], earlier: frozenset[str]) -> bool:
    return bool(later and earlier) and later.isdisjoint(earlier)


def _differ(later: frozenset[str], earlier: frozenset[str]) -> Iterator[bool]:
    """Yield for each word before a number that both have whether the numbers all differ."""
    for word in {item.split()[0] for item in later}:
        new = {item for item in later if item.split()[0] == word}
        old = {item for item in earlier if item.split()[0] == word}
        yield bool(old) and new.isdisjoint(old)


def closed_before(day: Day | None, closings: tuple[Day, ...]) -> bool:
    """Tell whether one of the days on which a task was closed lies before `day`."""
    return day is not None and any(closing < day for closing in closings)
