"""How sure it is that tasks continue earlier ones, for many pairs at once: scores between 0 and 1.

The nearness of words is the ground. Each further sign takes away a part of the doubt that is left
(score = 1 - product of what stays doubtful), each contradiction takes away a part of the score. So
signs never add up to certainty, and none alone makes a link where the words are strange.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ketluan.linking.citing import Citations
from ketluan.linking.columns import Floats, Mask
from ketluan.linking.kinship import Kin, Relations
from ketluan.linking.one_task import OneTasks
from ketluan.linking.runs import Places
from ketluan.linking.sharing import Laters, Pairs, Words, words_of

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
# Two tasks have the same words where this part of all their words is in both. Within one unit that
# says something even of a formula; in another unit a formula is only a formula.
_WORD_FOR_WORD: Final = 0.85
# Days: what three quarterly notices passed over in silence was hardly carried on.
_LONG: Final = 300
# Shared weight below which a task is a formula: a person may see in it the same task, no program.
_FORMULA: Final = 6.0
# Another unit is no contradiction where the words are as near as this.
_NEAR: Final = 0.6

KINS: Final = tuple(_KIN)
_PARTS: Final = np.array(list(_KIN.values()))
_SAME, _HEIR, _OTHER = (KINS.index(kin) for kin in ("same", "heir", "other"))


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found between a later and an earlier task, for each of many pairs; see `Comparison`."""

    score: Floats
    nearness: Floats
    doubtful: Mask
    common: Floats


def scores_of(
    later: tuple[Laters, Places],
    earlier: tuple[OneTasks, Places],
    relations: Relations,
    citations: Citations,
    *,
    notice: int,
    closed: Mask,
) -> Scores:
    """Return how sure it is that later tasks continue earlier ones, of which the places are given.

    `notice` is the number of the last notice before the later tasks', `closed` tells for each pair that
    a statement has closed the earlier task before.
    """
    (laters, after), (earliers, before) = later, earlier
    new, old = laters.tasks.rows.take(after), earliers.tasks.rows.take(before)
    both = Pairs(laters, earliers, after, before, new, old)
    words = words_of(both)
    common = words.common
    nearness = _nearness(words)
    kin = _kin(both, relations)
    akin = (kin == _SAME) | (kin == _HEIR)
    doubt = 1.0 - nearness * common / (common + _HALF_WEIGHT)
    doubt *= 1.0 - _PARTS[kin]
    doubt *= 1.0 - np.ldexp(_RECENT, old["notice"] - notice)
    shared, contradictions = _cited(both, citations, akin)
    doubt *= 1.0 - _SAME_DOCUMENT * shared
    every = new["word_count"] + old["word_count"] - words.words
    alike = (every > 0) & (words.words >= _WORD_FOR_WORD * every)
    _lessen(doubt, _SAME_WORDS, akin & alike)
    limited = (new["due"] > 0) & (old["due"] > 0)
    same_day = new["due"] == old["due"]
    _lessen(doubt, _SAME_DAY, limited & same_day)
    _lessen(doubt, _LATER_DAY, limited & ~same_day)
    _lessen(doubt, _SAME_YEARS, (new["years"] > 0) & (new["years"] == old["years"]))
    _lessen(doubt, _PRESSED, new["urgency"] > 0)
    score = 1.0 - doubt
    doubtful = closed | (common < _FORMULA)
    for part, holds in (*contradictions, *_contradictions(both, words)):
        _lessen(score, part, holds)
        doubtful |= holds
    _lessen(score, _OTHER_UNIT, (kin == _OTHER) & (nearness < _NEAR))
    _lessen(score, _CLOSED, closed)
    return Scores(score, nearness, doubtful, common)


def _lessen(values: Floats, part: float, holds: Mask) -> None:
    """Take `part` of each value away where it `holds`."""
    np.multiply(values, 1.0 - part, out=values, where=holds)


def _nearness(words: Words) -> Floats:
    """Return the mean of Dice's measure and of how far the smaller text is within the larger.

    The second keeps parts near to the whole, when a task was split, merged or shortened.
    """
    common, later, earlier = words.common, words.new, words.old
    with np.errstate(divide="ignore", invalid="ignore"):
        near = (2 * common / (later + earlier) + common / np.minimum(later, earlier)) / 2
    return np.where((later != 0) & (earlier != 0), near, 0.0)


def _kin(pairs: Pairs, relations: Relations) -> Places:
    """Return for each pair how the units are related, as a place in `KINS`."""
    each, which = pairs.each_two("units", np.arange(len(pairs.after)))
    kin = [KINS.index(relations[both][0]) for both in each]
    return np.array(kin, np.intp)[which]


def _cited(
    pairs: Pairs, cited: Citations, akin: Mask
) -> tuple[Floats, tuple[tuple[float, Mask], ...]]:
    """Return how much the shared document says that fewest tasks cite, 0 to 1, and what contradicts.

    What every unit was told to carry out tells at least the tasks of one unit apart.
    """
    at = np.flatnonzero((pairs.new["documents"] > 0) & (pairs.old["documents"] > 0))
    each, which = pairs.each_two("documents", at)
    found = [cited[both] for both in each]
    shared = [both.shared for both in found]
    apart = [(both.other_year, both.others) for both in found]
    keys = list(dict.fromkeys(key for both in shared for key in both))
    weight = dict(zip(keys, pairs.laters.weights.of_documents(keys).tolist(), strict=True))
    none = -1.0
    most = np.array([max(map(weight.__getitem__, both), default=none) for both in shared])[which]
    said = np.zeros(len(akin))
    least = np.where(akin[at], _DOCUMENT_OF_UNIT, 0.0)
    said[at] = np.where(most == none, 0.0, np.maximum(most, least))
    other_year, others = np.zeros((2, len(akin)), np.bool_)
    other_year[at], others[at] = np.array(apart, np.bool_).reshape(-1, 2)[which].T
    return said, ((_OTHER_YEAR_OF_PLAN, other_year), (_OTHER_DOCUMENTS, others))


def _contradictions(pairs: Pairs, words: Words) -> Iterator[tuple[float, Mask]]:
    """Yield parts of the score, each with the pairs in which both tasks are plain and differ."""
    new, old = pairs.new, pairs.old
    yield _OTHER_ORDINAL, _both(pairs, "ordinals", _differ)
    yield (
        _OTHER_NAMES,
        ((words.new_names < new["name_count"]) & (words.old_names < old["name_count"])),
    )
    yield _OTHER_NAMES, _both(pairs, "helpers", frozenset.isdisjoint)
    yield _OTHER_YEARS, _both(pairs, "years", frozenset.isdisjoint)
    yield _NEW_YEAR, (old["years"] == 0) & (new["last_year"] > old["year"])
    same = (words.words == new["word_count"]) & (words.words == old["word_count"])
    again = same & (new["urgency"] == 0) & _both(pairs, "limits", frozenset.isdisjoint)
    yield _OTHER_PERIOD, again | _both(pairs, "periods", frozenset.isdisjoint)
    dated = (new["day"] > 0) & (old["day"] > 0)
    yield _LONG_AGO, dated & (new["day"] - old["day"] > _LONG)


def _both(
    pairs: Pairs, column: str, holds: Callable[[frozenset[str], frozenset[str]], bool]
) -> Mask:
    """Return which pairs have something in `column` both, not the same, of which it `holds`."""
    new, old = pairs.new[column], pairs.old[column]
    found: Mask = (new > 0) & (old > 0) & (new != old)
    sets = pairs.laters.tasks.tables.sets.values
    at = np.flatnonzero(found)
    found[at] = [
        holds(sets[one], sets[other])
        for one, other in zip(new[at].tolist(), old[at].tolist(), strict=True)
    ]
    return found


def _differ(later: frozenset[str], earlier: frozenset[str]) -> bool:
    """Tell whether for a word before a number that both have the numbers all differ."""
    for word in {item.split()[0] for item in later}:
        new = {item for item in later if item.split()[0] == word}
        old = {item for item in earlier if item.split()[0] == word}
        if old and new.isdisjoint(old):
            return True
    return False
