"""What was found between one task and an earlier one, its reasons, and the close look at the nearest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ketluan.linking.columns import OneTask, Shorts
from ketluan.linking.kinship import Kin, Kinship
from ketluan.linking.traits import words_behind
from ketluan.linking.weighing import Weights
from ketluan.vietnamese import day_in_words

LOOKED_AT_CLOSELY: Final = 4  # of the nearest: as many as a person may be asked about, and one
_OTHER_OBJECT: Final = 0.25  # part of the score that another object takes away
_SHORT: Final = 3  # letters of a short form that stands for words by their first letters alone
# One sentence with another object: this part of the shorter text stands in the other, in order, and
# in its gaps both have words of at least this weight that the other lacks ("mô hình nuôi cấy mô
# chuối", "… keo lai").
_FRAME: Final = 0.5
_OBJECT: Final = 1.5

Words = tuple[int, ...]  # as they follow each other, by number


@dataclass(slots=True, eq=False)
class Comparison:
    """What was found between a later task and an earlier one.

    `doubtful` tells that something speaks against it, or too little for it, so that only a person can
    judge. `other_object` tells whether both are one sentence about two things, `None` where nobody has
    looked. `through` is the nearness of an earlier step of the same thread, where that one was found
    first; `by` are all such steps.
    """

    later: OneTask
    earlier: OneTask
    kinship: Kinship
    score: float
    nearness: float
    doubtful: bool
    other_object: bool | None = None
    through: float = 0.0
    by: tuple[OneTask, ...] = ()
    _shared: frozenset[int] | None = None

    @property
    def shared(self) -> frozenset[int]:
        """The terms that the later task shares with the earlier one and with the steps `by`."""
        if self._shared is None:
            steps = (self.earlier, *self.by)
            self._shared = frozenset().union(*(shared_terms(self.later, one) for one in steps))
        return self._shared

    @property
    def kin(self) -> Kin:
        """How the units of both are related."""
        return self.kinship.between(self.later.units, self.earlier.units)[0]

    def reasons(self) -> tuple[str, ...]:
        """Return the reasons as short Vietnamese phrases, the plainest first."""
        return (*self._of_units(), *self._of_words(), *self._of_times())

    def _of_units(self) -> Iterator[str]:
        kin, name = self.kinship.between(self.later.units, self.earlier.units)
        said = {
            "same": f"cùng đơn vị {name}",
            "heir": f"đơn vị kế thừa của {name}",
            "group": f"cùng thuộc {name}",
            "helper": f"{name} từng phối hợp hoặc nay phối hợp",
        }.get(kin)
        if said:
            yield said

    def _of_words(self) -> Iterator[str]:
        for number in shared_documents(self.later.documents, self.earlier.documents):
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


def looked_at_closely(comparison: Comparison, weights: Weights) -> Comparison:
    """Return `comparison`, doubtful and with less score if both tasks are one sentence about two things.

    Apart from the scores of all pairs: it takes longer, and only for the nearest is it worth while.
    """
    other = comparison.other_object
    if other is None:
        other = has_other_object(comparison.later, comparison.earlier, weights)
    if not other:
        return comparison
    return replace(comparison, score=comparison.score * (1.0 - _OTHER_OBJECT), doubtful=True)


def shared_documents(
    later: Mapping[str, frozenset[str]], earlier: Mapping[str, frozenset[str]]
) -> list[str]:
    """Return the numbers of the documents that both cite, in the order of the later task.

    A number without a year may be that of any year.
    """
    return [
        number
        for number, keys in later.items()
        if number in earlier and not (keys and earlier[number] and keys.isdisjoint(earlier[number]))
    ]


def shared_terms(later: OneTask, earlier: OneTask) -> frozenset[int]:
    """Return the terms of both, with those of short forms of one that the other spells out."""
    both = later.terms & earlier.terms
    if spells_apart(later.shorts, earlier.shorts):
        spelled = (*spelled_out(later, earlier), *spelled_out(earlier, later))
        both = both.union(*(long for _, long in spelled))
    return both


def spells_apart(one: Shorts, other: Shorts) -> bool:
    """Tell whether one of two tasks has a short form that the other has not, and may spell out."""
    return one != other and any(
        len(short) >= _SHORT for short in dict(one).keys() ^ dict(other).keys()
    )


def spelled_out(one: OneTask, other: OneTask) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Return terms of short forms of `one`, with those of the words that `other` writes instead."""
    found = []
    known = dict(other.shorts)
    for short, terms in one.shorts:
        if len(short) < _SHORT or short in known or short not in other.initials:
            continue
        if not terms <= other.terms:
            long = other.numbers(words_behind(short, other.initials, other.written))
            found.append((terms - other.terms, long - one.terms))
    return found


def has_other_object(later: OneTask, earlier: OneTask, weights: Weights) -> bool:
    """Tell whether both are one sentence about two things."""
    if later.order == earlier.order:
        return False
    frame = _FRAME * min(len(earlier.order), len(later.order))
    if sum(map(later.words.__contains__, earlier.order)) < frame:
        return False
    new, gone = later.words - earlier.words, earlier.words - later.words
    if min(weights.total(new), weights.total(gone)) < _OBJECT:
        return False
    blocks = matching_blocks(earlier.order, later.order)
    if sum(size for _, _, size in blocks) < frame:
        return False
    start = begin = 0
    for to, end, size in (*blocks, (len(earlier.order), len(later.order), 0)):
        before = gone.intersection(earlier.order[start:to])
        after = new.intersection(later.order[begin:end])
        if before and after and min(weights.total(before), weights.total(after)) >= _OBJECT:
            return True
        start, begin = to + size, end + size
    return False


def matching_blocks(one: Words, other: Words) -> list[tuple[int, int, int]]:
    """Return what stands in both in order, as places in `one` and `other` and a length.

    The longest piece, of equals the first, then the same before it and behind it: what `difflib` finds,
    from the list of all pieces that cannot be longer.
    """
    blocks = []
    ahead = [(0, len(one), 0, len(other), _pieces(one, other))]
    while ahead:
        start, to, begin, end, pieces = ahead.pop()
        best = (0, 0, 0)
        for first, second, size in pieces:
            cut = max(start - first, begin - second, 0)
            length = min(size, to - first, end - second) - cut
            if length > 0:
                best = max(best, (length, -first - cut, -second - cut))
        length, first, second = best[0], -best[1], -best[2]
        if length:
            blocks.append((first, second, length))
            before = [one for one in pieces if one[0] < first and one[1] < second]
            last, behind = first + length, second + length
            after = [one for one in pieces if one[0] + one[2] > last and one[1] + one[2] > behind]
            ahead.append((start, first, begin, second, before))
            ahead.append((last, to, behind, end, after))
    return sorted(blocks)


def _pieces(one: Words, other: Words) -> list[tuple[int, int, int]]:
    """Return all equal pieces of both that cannot be longer, as places and a length."""
    places: dict[int, list[int]] = {}
    for place, value in enumerate(other):
        places.setdefault(value, []).append(place)
    pieces = []
    running: dict[int, int] = {}  # where the piece began that goes on with this place of `other`
    for place, value in enumerate((*one, -1)):
        going = {}
        for second in places.get(value, ()):
            going[second + 1] = running.pop(second, place)
        pieces += [
            (first, second - place + first, place - first) for second, first in running.items()
        ]
        running = going
    return pieces
