"""What a query means beyond its words: a unit's name, a document's number, a word nowhere written.

Where none of these is at play a query means what it says, and `Matcher` answers it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import log
from typing import Final, Literal

import numpy as np

from ketluan.search.catalogue import Catalogue
from ketluan.search.limits import AskedLimit
from ketluan.search.matching import Matcher, Matches, need_of, wishes_of
from ketluan.search.mistyped import is_word
from ketluan.search.postings import Postings
from ketluan.search.query import Group, Phrase, Query, narrowed, pairs_of
from ketluan.search.ranking import Mask, Scores, Values, mask_of, ordinals_of
from ketluan.search.records import Record
from ketluan.search.unit_names import UnitNames, UnitRun

# More than the whole typed run with its accents: the tasks of the unit that is named come first.
_LED: Final = 400.0
_LED_WORD: Final = 5.0  # what a unit's name counts on its own tasks, about as much as a rare word
_MOST: Final = 100.0  # what all of the words count where most of them are enough
_NEWEST: Final = 20.0  # what the latest notice counts where a question asks how something stands
_ABOVE: Final = 1000.0  # more than words can count
_NAME: Final = 4  # letters of a word that is no syllable, enough for a name
_LONG: Final = 8  # words; fewer may all stand in a notice without meaning it
_ROUNDING: Final = 1e-9
_TIME: Final = re.compile(r"%(?:\d{4}(?:-q\d|-\d\d)?|q\d)")
_MONTH: Final = re.compile(r"%\d{4}-\d\d")
_NO_TONE: Final = "1"  # in an exact syllable


class Meaning:
    """Reads queries as a person means them, in one open index. Safe for threads."""

    def __init__(self, catalogue: Catalogue, postings: Postings, matcher: Matcher) -> None:
        self._catalogue = catalogue
        self._postings = postings
        self._matcher = matcher
        self._size = len(catalogue.entries)

    def answers(self, query: Query) -> Matches:
        """Return what answers `query`: what has its words, and what its names stand for."""
        if len(query.groups) != 1:
            return self._matcher.matches(query)
        (group,) = query.groups
        found = self._written(group, self._matcher.matches(query))
        if any(clause.cited for clause in group.clauses):
            found = self._with_citing(group, found)
        runs = [*self._units.named(group.clauses)]
        if any(run.is_vague for run in runs) and self.has_tasks(found):
            runs = [run for run in runs if not run.is_vague]
        return self._with_units(group, runs, found) if runs else found

    def is_written(self, exact: str) -> bool:
        """Tell whether the very syllable stands anywhere in the archive."""
        return self._postings.has([(("exact", exact),)])

    # words nowhere written

    def _written(self, group: Group, found: Matches) -> Matches:
        """Leave out what only looks like a word of which the archive has not the very accents.

        "sầu riêng" is not "sau … riêng". What has the word's letters and a neighbour's side by side
        stays, because an accent is easily forgotten: "thuyêt minh".
        """
        if not (found and any(run.accented for run in group.runs)):
            return found
        for run in narrowed(group, range(len(group.clauses))).runs:  # words alone, no numbers
            for need in self._beside_unwritten(run):
                found = found.among(self._postings.matching([need]))
        return found

    def _beside_unwritten(self, run: Phrase) -> Iterator[tuple[tuple[Literal["pair"], str], ...]]:
        """Yield for each syllable that is typed with accents and nowhere written so its pairs.

        The last syllable counts in any case: whoever types accents may not yet have come to it.
        """
        last = len(run.folded) - 1
        if not (run.accented and last):
            return
        for place, (folded, exact) in enumerate(zip(run.folded, run.exact, strict=True)):
            is_typed = place == last or exact != folded + _NO_TONE
            if is_typed and folded.isalpha() and not self.is_written(exact):
                around = range(max(0, place - 1), min(place + 1, last))
                yield tuple(("pair", f"{run.folded[at]}_{run.folded[at + 1]}") for at in around)

    # documents

    def _with_citing(self, group: Group, found: Matches) -> Matches:
        """Return what was found with all tasks that cite a document that answers by itself.

        "76/KH-SKHCN ngày 20/01/2021 của Sở" names a document; most of what cites it says less of it.
        """
        asked = [clause.tokens for clause in group.clauses if clause.cited]
        first, last = self._catalogue.bounds["document"]
        own = [o for o in self._catalogue.owners(asked[0]) if first <= o < last and found.mask[o]]
        citing = mask_of((o for one in own for o in self._citing.get(one, ())), self._size)
        more = citing & ~found.mask
        if len(asked) > 1 or not more.any():
            return found
        if group.phrases or group.without or group.without_phrases:
            more &= self._allowed(group)
        scores = self._spread(found)
        return self._known(scores, more | found.mask)

    def _allowed(self, group: Group) -> Mask:
        """Return what has the group's phrases and nothing that it excludes."""
        kept = Group(
            phrases=group.phrases, without=group.without, without_phrases=group.without_phrases
        )
        return self._matcher.matches(Query((kept,), text=" ")).mask

    def _spread(self, found: Matches) -> Values:
        """Return the score of every record, 0 for what is not found."""
        scores = np.zeros(self._size)
        scores[found.ordinals] = found.scores(found.ordinals)
        return scores

    def _known(self, scores: Values, mask: Mask) -> Matches:
        """Return the records in `mask` with their `scores`, which are those of every record."""
        ordinals = ordinals_of(mask)
        return Matches.known(Scores(ordinals, scores[ordinals]), self._size)

    @property
    def _citing(self) -> Mapping[int, Sequence[int]]:
        return self._catalogue.kept("citing tasks", lambda: _citing_tasks(self._catalogue))

    # time

    def in_its_time(self, group: Group) -> Matches | None:
        """Return what answers without the years, quarters and months asked for, and is of that time.

        `None` if no such time is asked for, or nothing else is.
        """
        times, others = _times(group)
        if not times or others.is_empty:
            return None
        found = self.answers(Query((others,), text=" "))
        return found.among(*map(self._of_time, times))

    def _of_time(self, time: str) -> Mask:
        """Return the records that are of the time of a token."""
        column = self._catalogue.columns["day" if _MONTH.fullmatch(time) else "period"]
        everything = np.ones(self._size, np.bool_)
        return column.passing(everything, lambda record, _: _is_of(record, time))

    def _rest(self, group: Group) -> Matches:
        """Return what has the words beside a unit's name; a time may be that of the task."""
        found = self._matcher.matches(Query((group,), text=" "))
        times, others = _times(group)
        if not times:
            return found
        asked = Query() if others.is_empty else Query((others,), text=" ")
        dated = self._matcher.matches(asked).among(*map(self._of_time, times))
        return found.before(dated, _NEWEST)

    # limits

    def in_its_limit(self, limit: AskedLimit, group: Group) -> Matches:
        """Return the tasks of a limit that answer the rest of `group`; limits that are written first."""
        left = narrowed(group, limit.kept)
        rest = self.answers(Query() if left.is_empty else Query((left,), text=" "))
        due = [
            ordinal
            for day, ordinals in self._due.items()
            if limit.first <= day <= limit.last
            for ordinal in ordinals
        ]
        own = (o for o in due if self._catalogue.record(o).due_from != "period")
        found = rest.among(mask_of(due, self._size))
        return found.among(mask_of(own, self._size)).before(found, _ABOVE)

    @property
    def _due(self) -> Mapping[date, Sequence[int]]:
        return self._catalogue.kept("tasks by last day", lambda: _tasks_by_day(self._catalogue))

    # units

    @property
    def _units(self) -> UnitNames:
        return self._catalogue.kept("unit names", lambda: UnitNames(self._catalogue))

    def has_tasks(self, found: Matches) -> bool:
        """Tell whether a task is among the matches."""
        first, last = self._catalogue.bounds["task"]
        return bool(found.mask[first:last].any())

    def has_only_notices(self, found: Matches) -> bool:
        """Tell whether whole notices alone are among the matches."""
        first, last = self._catalogue.bounds["notice"]
        return bool(found.mask[first:last].sum() == len(found))

    def _with_units(self, group: Group, runs: Sequence[UnitRun], found: Matches) -> Matches:
        """Return what was found with the named units' tasks that have the other words, led ones first."""
        named = {place for run in runs for place in range(run.start, run.end)}
        others = [place for place in range(len(group.clauses)) if place not in named]
        rest = self._rest(narrowed(group, others))
        concerned = rest.mask & self._concerned(runs)
        scores, own = self._spread(found), ordinals_of(concerned)
        scores[own] = np.maximum(scores[own], rest.scores(own))
        for run in runs:
            for unit, share in run.units.items():
                led = mask_of(self._units.tasks(unit).led, self._size)
                scores += _LED * share * (led & concerned)
        return self._known(scores, found.mask | concerned)

    def _concerned(self, runs: Iterable[UnitRun]) -> Mask:
        """Return the tasks that a unit of each of `runs` leads or takes part in."""
        known = [[self._units.tasks(unit) for unit in run.units] for run in runs]
        each = [frozenset[int]().union(*(t.led | t.joined for t in tasks)) for tasks in known]
        return mask_of(frozenset.intersection(*each), self._size)

    def newest_first(self, found: Matches) -> Matches:
        """Return what was found, raised the more the later its notice was held."""
        entries = self._catalogue.entries
        days = [entries[o].record.day or date.min for o in found.ordinals.tolist()]
        places = {day: place for place, day in enumerate(sorted({*days}))}
        ages = np.array([places[day] / len(places) for day in days])
        values = found.scores(found.ordinals) + _NEWEST * ages
        return Matches.known(Scores(found.ordinals, values), self._size)

    # most of what is asked

    def most_of(self, group: Group, share: float, pairs: int = 1) -> Matches:
        """Return what has at least `share` of the words of `group`, each weighed by its rarity.

        Numbers and phrases are needed all the same, what is excluded stays out, and so many `pairs`
        of words must stand side by side, or a name be there, a word of no Vietnamese syllable. The
        more of the weight, the higher the rank. A few words are not looked for in whole notices,
        where most of any words stand somewhere.
        """
        needs = self._weighed(group)
        numbers = [place for place, clause in enumerate(group.clauses) if clause.numbers]
        needed = self._matcher.matches(Query((narrowed(group, numbers),), text=" "))
        scores, enough = _with_most(needs, share * sum(w for w, _ in needs), self._size)
        kept = enough & needed.mask
        if len(needs) < _LONG:
            first, last = self._catalogue.bounds["notice"]
            kept[first:last] = False
        return self._raised(group, scores, kept, pairs)

    def _weighed(self, group: Group) -> list[tuple[float, Scores]]:
        """Return weight and scores of each word; a unit's name is one, met by the unit too.

        A word that stands nowhere weighs as the rarest that is there: what has not even that one is
        no answer.
        """
        runs = [*self._units.named(group.clauses)]
        named = {place for run in runs for place in range(run.start, run.end)}
        words = [need_of(c) for place, c in enumerate(group.clauses) if place not in named]
        found = self._postings.lists(words)
        for run in runs:
            own = self._postings.scores([need_of(c) for c in group.clauses[run.start : run.end]])
            concerned = self._concerned([run])
            scores = np.where(concerned, _LED_WORD, 0.0)
            scores[own.ordinals] = own.values
            both = ordinals_of(concerned | own.mask(self._size))
            found.append(Scores(both, scores[both]))
        known = [len(own) for own in found if len(own)] or [0]
        rarest = max(map(self._rarity, known))
        return [(self._rarity(len(own)) if len(own) else rarest, own) for own in found]

    def _rarity(self, count: int) -> float:
        return log(1 + len(self._catalogue.entries) / (count + 1))

    def _raised(self, group: Group, scores: Values, kept: Mask, pairs: int) -> Matches:
        """Return those `kept` that have so many `pairs` of words or a name, raised by all wishes."""
        for boost, own in self._postings.raising(wishes_of(group)):
            scores[own.ordinals] += boost * own.values
        found = dict.fromkeys(pair for run in group.runs for pair in pairs_of(run)[0])
        having = np.zeros(self._size, np.int32)
        for pair in found:
            having += self._postings.matching([(("pair", pair),)])
        beside = having >= pairs
        for clause in group.clauses:
            if len(clause.typed) >= _NAME and clause.typed.isalpha() and not is_word(clause.typed):
                beside |= self._postings.matching([need_of(clause)])
        return self._known(scores, kept & beside if found else kept)


def _with_most(
    needs: Sequence[tuple[float, Scores]], least: float, size: int
) -> tuple[Values, Mask]:
    """Return the scores of all `size` records, and which of them have `least` of the weight."""
    weights, scores = np.zeros(size), np.zeros(size)
    for weight, own in needs:
        weights[own.ordinals] += weight
        scores[own.ordinals] += own.values
    enough = (weights >= least - _ROUNDING) & (weights > 0)
    return scores + _MOST * weights / (least or 1.0), enough


def _times(group: Group) -> tuple[list[str], Group]:
    """Return the tokens of the years, quarters and months of a group, and the group without them."""
    first = [clause.tokens[0] for clause in group.clauses]
    others = [place for place, token in enumerate(first) if not _TIME.fullmatch(token)]
    return [token for token in first if _TIME.fullmatch(token)], narrowed(group, others)


def _is_of(record: Record, time: str) -> bool:
    """Tell whether a record is of the time of a token: `%2021`, `%2021-q2`, `%q2`, `%2021-06`."""
    period = time[1:].upper()
    if len(period) == len("2021"):
        return int(period) in record.years
    if "Q" in period:
        return any(known.endswith(period) for known in record.periods)
    return record.day is not None and record.day.isoformat().startswith(period)


def _tasks_by_day(catalogue: Catalogue) -> dict[date, list[int]]:
    """Return the tasks by the last day of their limit."""
    found: dict[date, list[int]] = {}
    for task in range(*catalogue.bounds["task"]):
        if due := catalogue.record(task).due:
            found.setdefault(due, []).append(task)
    return found


def _citing_tasks(catalogue: Catalogue) -> dict[int, list[int]]:
    """Return the tasks that cite each document, by its ordinal."""
    ordinals = {catalogue.record(o).id: o for o in range(*catalogue.bounds["document"])}
    found: dict[int, list[int]] = {}
    for task in range(*catalogue.bounds["task"]):
        for document in catalogue.record(task).documents:
            if document.id in ordinals:
                found.setdefault(ordinals[document.id], []).append(task)
    return found
