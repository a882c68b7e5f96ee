"""Propose what each task continues, comparing it with the tasks of all earlier notices.

Notices are taken in order of time, and each sees only what was before it: a later notice never
changes an earlier link. Doubt means no link: the program joins two tasks only where one earlier task
is far nearer than every other and nothing speaks against it; all else is left to a person.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final

import numpy as np

from ketluan.linking.choosing import PROPOSED, choose, link_of, share_out
from ketluan.linking.columns import OneTask, OneTasks, Tasks
from ketluan.linking.comparing import (
    LOOKED_AT_CLOSELY,
    Comparison,
    looked_at_closely,
    shared_documents,
)
from ketluan.linking.decisions import decided_links
from ketluan.linking.kinship import kinship_of
from ketluan.linking.past import Found, Past
from ketluan.linking.steps import Steps
from ketluan.linking.traits import Traits, abbreviation_table
from ketluan.model import Link, Notice, Outcome, Unit

# A first proposal from here on is taken for a step, as far as the order of steps is concerned.
_PROBABLE: Final = 0.4
# What is near to an early step of a thread is nearly as near to the last one.
_INHERITED: Final = 0.97
# A step that only may belong to a thread must itself be nearly as near as the step before it.
_OWN_LIKENESS: Final = 0.7
_LEAST_LIKENESS: Final = 0.08  # signs without words in common are asked of nobody
_CLOSING: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))


def new_linker(
    units: Iterable[Unit],
    groups: Iterable[Unit],
    outcomes: Iterable[Outcome],
    abbreviations: Mapping[str, tuple[str, ...]],
) -> "Linker":
    """Return a linker that has taken no notice yet."""
    kinship, table = kinship_of(units, groups), abbreviation_table(abbreviations)
    return Linker(Past(kinship, table, closing_days(outcomes)))


def closing_days(outcomes: Iterable[Outcome]) -> dict[str, tuple[Day, ...]]:
    """Return the days on which an outcome closed each task, in the order of `outcomes`."""
    closings: dict[str, tuple[Day, ...]] = {}
    for outcome in outcomes:
        if outcome.status in _CLOSING and outcome.day:
            closings[outcome.task_id] = (*closings.get(outcome.task_id, ()), outcome.day)
    return closings


@dataclass(frozen=True, slots=True)
class _Texts:
    """Tasks or sentences of one notice.

    Earlier tasks that were closed before `day` are thought to be over; without a day none is.
    """

    tasks: Tasks
    day: Day | None
    later: Mapping[int, OneTask]
    earlier: Mapping[int, OneTask]


class Linker:
    """The tasks of the notices taken so far, ready to be compared with the next notice's."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self._steps = Steps()

    def hold(self, notices: Sequence[Notice]) -> None:
        """Prepare for taking `notices`, the next ones; it takes less time for many at once."""
        self.past.hold(notices)

    def look_ahead(self, notices: Sequence[Notice]) -> Iterator[Found]:
        """Yield what is near to the tasks of each of `notices`, the next ones held."""
        return self.past.near_to_next([notice.day for notice in notices], PROPOSED)

    def take(
        self, notice: Notice, known: Sequence[Link] | None = None, near: Found | None = None
    ) -> tuple[Link, ...]:
        """Return the links of the tasks of `notice`, and hold its tasks for the notices to come.

        Links that are `known` from another time are not sought again, nor what is `near`.
        """
        if not self.past.ahead:
            self.hold((notice,))
        tasks = self.past.count_next()
        links = known or ()
        if known is None and self.past.end:
            texts = self._texts(tasks, notice.day)
            near = near or self.past.near(tasks, notice.day, PROPOSED)
            self.past.weights.prepare(np.unique(tasks.terms))
            links = tuple(self._links(notice, texts, near))
        self.past.pass_next(tasks)
        for link in links:
            probable = link.status == "proposed" and link.score >= _PROBABLE
            later, earlier = self.past.place(link.task), self.past.place(link.continues)
            if link.joins or (probable and later not in self._steps):
                self._steps.add(later, earlier, joins=link.joins)
        return tuple(links)

    def near(self, texts: Sequence[Traits], decided: Collection[str]) -> list[list[Comparison]]:
        """Return for each of `texts` the last steps of near threads, the best first.

        Nothing of what was `decided` already, by id. A text may tell of what was closed before.
        """
        if not texts:
            return []
        places = {self.past.place(task_id) for task_id in decided if task_id in self.past}
        tasks = Tasks(self.past.tables)
        tasks.add(texts)
        found = self.past.near(tasks, None, PROPOSED)
        return self._nearest(self._texts(tasks, None), found, [places] * len(texts))

    def weight_of(self, terms: Collection[int]) -> float:
        """Return how much it says that two texts share `terms`."""
        return self.past.weights.total(terms)

    def is_last(self, task_id: str) -> bool:
        """Tell whether no link that joins leads from a task held to `task_id`."""
        return self._steps.is_last(self.past.place(task_id))

    def _texts(self, tasks: Tasks, day: Day | None) -> _Texts:
        return _Texts(tasks, day, OneTasks(tasks), self.past.each)

    def _links(self, notice: Notice, texts: _Texts, found: Found) -> Iterator[Link]:
        confirmed, rejected = (
            [[self.past.place(other) for other in ids[one]] for one in texts.tasks.ids]
            for ids in decided_links(notice, self.past)
        )
        decided = [{*yes, *no} for yes, no in zip(confirmed, rejected, strict=True)]
        near = self._nearest(texts, found, decided)
        choices = [choose(each, self.weight_of) for each in near]
        share_out(choices, self.weight_of)
        for row, choice in enumerate(choices):
            yes = self._decided(texts, row, confirmed[row])
            yield from (link_of(one, "confirmed") for one in yes)
            yield from choice.links(yes, self.weight_of)
            no = self._decided(texts, row, rejected[row])
            yield from (link_of(one, "rejected") for one in no)

    def _decided(self, texts: _Texts, row: int, places: Sequence[int]) -> list[Comparison]:
        """Return the comparisons of a text with the tasks at `places`, the best first."""
        if not places:
            return []
        compared = self._compared(texts, [(row, place) for place in places])
        return sorted((one for _, one in compared), key=_best_first)

    def _compared(
        self, texts: _Texts, pairs: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, Comparison]]:
        """Yield what is found for each pair of a row of `texts` and a place, with the row."""
        if not pairs:
            return iter(())
        rows, places = np.array(pairs, np.intp).T
        return self._comparisons(texts, self.past.compared(texts.tasks, texts.day, rows, places))

    def _comparisons(self, texts: _Texts, found: Found) -> Iterator[tuple[int, Comparison]]:
        """Yield each pair that was found, with the row of the text."""
        columns = (found.rows, found.places, found.score, found.nearness, found.doubtful)
        looked_at = found.other_object or [None] * len(found.rows)
        told = zip(*(column.tolist() for column in columns), looked_at, strict=True)
        for row, place, *said in told:
            yield row, Comparison(texts.later[row], texts.earlier[place], self.past.kinship, *said)

    def _nearest(
        self, texts: _Texts, found: Found, decided: Sequence[Collection[int]]
    ) -> list[list[Comparison]]:
        """Return for each of `texts` what is near, the best first, but for what was `decided` of it."""
        near: list[dict[int, Comparison]] = [{} for _ in decided]
        for row, one in self._comparisons(texts, found):
            if one.earlier.place not in decided[row]:
                near[row][one.earlier.place] = one
        near = [dict(sorted(each.items(), key=lambda one: _best_first(one[1]))) for each in near]
        tips = [[self._steps.tips(place) for place in each] for each in near]
        pairs = [
            (row, tip)
            for row, out in enumerate(decided)
            for tip in dict.fromkeys(tip for each in tips[row] for tip in each)
            if tip not in near[row] and tip not in out
        ]
        others: list[dict[int, Comparison]] = [{} for _ in decided]
        for row, one in self._compared(texts, pairs):
            others[row][one.earlier.place] = one
        return [
            self._looked_at(self._last_steps(list(each.values()), last, each, more))
            if any(last)
            else self._looked_at(list(each.values()))
            for each, last, more in zip(near, tips, others, strict=True)
        ]

    def _last_steps(
        self,
        near: Sequence[Comparison],
        tips: Sequence[Mapping[int, bool]],
        found: dict[int, Comparison],
        others: Mapping[int, Comparison],
    ) -> list[Comparison]:
        """Return `near`, the best first, with the last steps of threads instead of earlier ones.

        A thread goes on where it stands: a task that is near to an early step continues the step
        that came of it, however that one is worded. `tips` are the last steps of each that is near;
        `found` is what is near, by place, `others` such last steps as are not, and were not decided.
        """
        for one, last in zip(near, tips, strict=True):
            for tip, joined in last.items():
                own = found.get(tip) or others.get(tip)
                if not own or not (joined or own.nearness >= _OWN_LIKENESS * one.nearness):
                    continue
                if own.score < _INHERITED * one.score:
                    own = replace(
                        own,
                        score=_INHERITED * one.score,
                        doubtful=one.doubtful or not joined,
                        through=one.nearness,
                        by=(*own.by, one.earlier),
                    )
                found[tip] = own
        known = {one.earlier.place: last for one, last in zip(near, tips, strict=True)}
        gone = self._steps.passed({place: known.get(place, {}) for place in found})
        return sorted((one for place, one in found.items() if place not in gone), key=_best_first)

    def _looked_at(self, near: list[Comparison]) -> list[Comparison]:
        """Return `near`, the best first, after a close look at the nearest of them."""
        seen: set[str] = set()
        while fresh := [one for one in near[:LOOKED_AT_CLOSELY] if one.earlier.id not in seen]:
            seen.add(fresh[0].earlier.id)
            looked_at = looked_at_closely(fresh[0], self.past.weights)
            if looked_at is not fresh[0]:
                near[near.index(fresh[0])] = looked_at
                near.sort(key=_best_first)
        return [one for one in near if one.score >= PROPOSED and _says_something(one)]


def _says_something(comparison: Comparison) -> bool:
    """Tell whether both tasks share words or a document, or stand in one thread by such a step."""
    near = max(comparison.nearness, comparison.through) >= _LEAST_LIKENESS
    return near or bool(shared_documents(comparison.later.documents, comparison.earlier.documents))


def _best_first(comparison: Comparison) -> tuple[float, float, str]:
    return (-comparison.score, -comparison.nearness, comparison.earlier.id)
