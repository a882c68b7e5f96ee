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
from ketluan.linking.columns import OneTask, Tables, Tasks
from ketluan.linking.comparing import Comparison, looked_at_closely, shared_documents
from ketluan.linking.decisions import decided_links
from ketluan.linking.kinship import Kinship, kinship_of
from ketluan.linking.postings import Postings
from ketluan.linking.scoring import scores_of
from ketluan.linking.steps import Steps
from ketluan.linking.traits import Traits, abbreviation_table, read_traits
from ketluan.linking.weighing import Weights
from ketluan.model import Link, Notice, Outcome, Unit

# A first proposal from here on is taken for a step, as far as the order of steps is concerned.
_PROBABLE: Final = 0.4
# What is near to an early step of a thread is nearly as near to the last one.
_INHERITED: Final = 0.97
# A step that only may belong to a thread must itself be nearly as near as the step before it.
_OWN_LIKENESS: Final = 0.7
_LOOKED_AT_CLOSELY: Final = 4  # of the nearest: as many as a person may be asked about, and one
_LEAST_LIKENESS: Final = 0.08  # signs without words in common are asked of nobody
_CLOSING: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))
_MADE_AGAIN: Final = frozenset(("_places", "_postings"))


def new_linker(
    units: Iterable[Unit],
    groups: Iterable[Unit],
    outcomes: Iterable[Outcome],
    abbreviations: Mapping[str, tuple[str, ...]],
) -> "Linker":
    """Return a linker that has taken no notice yet."""
    return Linker(
        kinship_of(units, groups), abbreviation_table(abbreviations), closing_days(outcomes)
    )


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
    each: Sequence[OneTask]


class Linker:
    """The tasks of the notices taken so far, ready to be compared with the next notice's."""

    def __init__(
        self,
        kinship: Kinship,
        abbreviations: Mapping[str, tuple[str, ...]],
        closings: Mapping[str, tuple[Day, ...]],
    ) -> None:
        self.kinship = kinship
        self.abbreviations = abbreviations
        self.closings = closings
        self._tables = Tables()
        self._held = Tasks(self._tables)
        self._places: dict[str, int] = {}  # of tasks in `_held`, by id
        self._weights = Weights(self._tables.terms)
        self._steps = Steps()
        self._notices = 0
        self._postings = Postings(self._tables.terms)

    def __getstate__(self) -> dict[str, object]:
        """Return what was taken; the index of it is made again."""
        return {name: value for name, value in self.__dict__.items() if name not in _MADE_AGAIN}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        """Take what `__getstate__` gave."""
        self.__dict__.update(state)
        self._places = {task_id: place for place, task_id in enumerate(self._held.ids)}
        self._postings = Postings(self._tables.terms)
        self._postings.add(self._held, 0)

    def take(self, notice: Notice, known: Sequence[Link] | None = None) -> tuple[Link, ...]:
        """Return the links of the tasks of `notice`, and hold its tasks for the notices to come.

        Links that are `known` from another time are not sought again.
        """
        texts = self._texts(self._read(notice), notice.day)
        self._weights.count(texts.tasks)
        links = known or ()
        if self._places and known is None:
            links = tuple(self._links(notice, texts))
        self._hold(texts.tasks)
        for link in links:
            probable = link.status == "proposed" and link.score >= _PROBABLE
            later, earlier = self._places[link.task], self._places[link.continues]
            if link.joins or (probable and later not in self._steps):
                self._steps.add(later, earlier, joins=link.joins)
        return tuple(links)

    def near(self, texts: Sequence[Traits], decided: Collection[str]) -> list[list[Comparison]]:
        """Return for each of `texts` the last steps of near threads, the best first.

        Nothing of what was `decided` already, by id. A text may tell of what was closed before.
        """
        places = {self._places[task_id] for task_id in decided if task_id in self._places}
        return self._near(self._texts(texts, None), [places] * len(texts))

    def weight_of(self, terms: Collection[int]) -> float:
        """Return how much it says that two texts share `terms`."""
        return self._weights.total(terms)

    def is_last(self, task_id: str) -> bool:
        """Tell whether no link that joins leads from a task held to `task_id`."""
        return self._steps.is_last(self._places[task_id])

    def _read(self, notice: Notice) -> list[Traits]:
        """Return the traits of the notice's tasks; of two with one id the first."""
        own: dict[str, Traits] = {}
        for task in notice.tasks:
            if task.id not in own and task.id not in self._places:
                own[task.id] = read_traits(task, self.abbreviations, notice.day)
        return list(own.values())

    def _texts(self, traits: Sequence[Traits], day: Day | None) -> _Texts:
        tasks = Tasks(self._tables)
        tasks.add(traits, self._notices + 1)
        return _Texts(tasks, day, [OneTask(tasks, row) for row in range(len(tasks))])

    def _hold(self, tasks: Tasks) -> None:
        self._notices += 1
        begin = len(self._held)
        self._held.extend(tasks)
        self._postings.add(self._held, begin)
        self._places |= zip(tasks.ids, range(begin, len(self._held)), strict=True)

    def _links(self, notice: Notice, texts: _Texts) -> Iterator[Link]:
        confirmed, rejected = (
            [[self._places[other] for other in ids[one]] for one in texts.tasks.ids]
            for ids in decided_links(notice, self._places)
        )
        near = self._near(texts, [{*yes, *no} for yes, no in zip(confirmed, rejected, strict=True)])
        found = [choose(each, self.weight_of) for each in near]
        share_out(found, self.weight_of)
        for row, choice in enumerate(found):
            yes = self._decided(texts, row, confirmed[row])
            yield from (link_of(one, "confirmed") for one in yes)
            yield from choice.links(yes, self.weight_of)
            no = self._decided(texts, row, rejected[row])
            yield from (link_of(one, "rejected") for one in no)

    def _decided(self, texts: _Texts, row: int, places: Iterable[int]) -> list[Comparison]:
        """Return the comparisons of a text with the tasks at `places`, the best first."""
        compared = self._compared(texts, [(row, place) for place in places])
        return sorted((one for _, one in compared), key=_best_first)

    def _compared(
        self, texts: _Texts, pairs: Sequence[tuple[int, int]], least: float = 0.0
    ) -> Iterator[tuple[int, Comparison]]:
        """Yield what is found for each pair of a row of `texts` and a place, with the row.

        Only what has at `least` this score.
        """
        if not pairs:
            return
        rows, places = np.array(pairs, np.intp).T
        scores = scores_of(
            (texts.tasks, rows),
            (self._held, places),
            self._weights,
            self.kinship,
            notice=self._notices,
            closed=np.array([self._is_closed(place, texts.day) for _, place in pairs]),
        )
        kept = np.flatnonzero(scores.score >= least)
        columns = (rows, places, scores.score, scores.nearness, scores.doubtful)
        for row, place, *found in zip(*(one[kept].tolist() for one in columns), strict=True):
            earlier = OneTask(self._held, place)
            yield row, Comparison(texts.each[row], earlier, self.kinship, *found)

    def _is_closed(self, place: int, day: Day | None) -> bool:
        """Tell whether one of the days on which the task was closed lies before `day`."""
        closings = self.closings.get(self._held.ids[place]) if day else None
        return bool(day and closings and min(closings) < day)

    def _near(self, texts: _Texts, decided: Sequence[Collection[int]]) -> list[list[Comparison]]:
        """Return for each of `texts` what is near, the best first, but for what was `decided` of it."""
        near: list[list[Comparison]] = [[] for _ in decided]
        pairs = [
            (row, place)
            for row, out in enumerate(decided)
            for place in self._candidates(texts.tasks, row)
            if place not in out
        ]
        for row, one in self._compared(texts, pairs, PROPOSED):
            near[row].append(one)
        for each in near:
            each.sort(key=_best_first)
        tips = [[self._steps.tips(one.earlier.place) for one in each] for each in near]
        found = [{one.earlier.place: one for one in each} for each in near]
        pairs = [
            (row, tip)
            for row, out in enumerate(decided)
            for tip in dict.fromkeys(tip for each in tips[row] for tip in each)
            if tip not in found[row] and tip not in out
        ]
        others: list[dict[int, Comparison]] = [{} for _ in decided]
        for row, one in self._compared(texts, pairs):
            others[row][one.earlier.place] = one
        return [
            self._looked_at(self._last_steps(*each))
            for each in zip(near, tips, found, others, strict=True)
        ]

    def _candidates(self, tasks: Tasks, row: int) -> list[int]:
        """Return the places of the earlier tasks that share most with a task."""
        terms = tasks.terms_of(row)
        weights = dict(zip(terms, self._weights.of(np.array(terms, np.intp)).tolist(), strict=True))
        documents = tasks.documents_of(row)
        for number in documents:
            weights[number] = 3 * self._weights.of_document(self._tables.terms.values[number]) + 1
        near = self._postings.nearest((term, weights[term]) for term in (*terms, *documents))
        return list(near.tolist())

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
        gone = self._steps.passed(found)
        return sorted((one for place, one in found.items() if place not in gone), key=_best_first)

    def _looked_at(self, near: list[Comparison]) -> list[Comparison]:
        """Return `near`, the best first, after a close look at the nearest of them."""
        seen: set[str] = set()
        while fresh := [one for one in near[:_LOOKED_AT_CLOSELY] if one.earlier.id not in seen]:
            seen.add(fresh[0].earlier.id)
            near[near.index(fresh[0])] = looked_at_closely(fresh[0], self._weights)
            near.sort(key=_best_first)
        return [one for one in near if one.score >= PROPOSED and _says_something(one)]


def _says_something(comparison: Comparison) -> bool:
    """Tell whether both tasks share words or a document, or stand in one thread by such a step."""
    near = max(comparison.nearness, comparison.through) >= _LEAST_LIKENESS
    return near or bool(shared_documents(comparison.later.documents, comparison.earlier.documents))


def _best_first(comparison: Comparison) -> tuple[float, float, str]:
    return (-comparison.score, -comparison.nearness, comparison.earlier.id)
