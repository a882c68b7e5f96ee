"""Propose what each task continues, comparing it with the tasks of all earlier notices.

Notices are taken in order of time, and each sees only what was before it: a later notice never
changes an earlier link. Doubt means no link: the program joins two tasks only where one earlier task
is far nearer than every other and nothing speaks against it; all else is left to a person.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from typing import Final

import numpy as np

from ketluan.linking.choosing import (
    AUTOMATIC,
    MOST_PROPOSALS,
    PROPOSED,
    choose,
    link_of,
    share_out,
)
from ketluan.linking.closely import look_closely
from ketluan.linking.columns import Tasks
from ketluan.linking.comparing import Comparison
from ketluan.linking.decisions import decided_links
from ketluan.linking.kinship import kinship_of
from ketluan.linking.last_steps import Near, last_steps
from ketluan.linking.one_task import OneTasks
from ketluan.linking.past import Found, Past, Seen
from ketluan.linking.runs import Places, ranks
from ketluan.linking.sharing import Laters
from ketluan.linking.steps import Steps
from ketluan.linking.traits import Traits, abbreviation_table
from ketluan.model import Link, Notice, Outcome, Unit

# A first proposal from here on is taken for a step, as far as the order of steps is concerned.
_PROBABLE: Final = 0.4
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

    later: Laters
    day: Day | None
    earlier: OneTasks


class Linker:
    """The tasks of the notices taken so far, ready to be compared with the next notice's."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self._steps = Steps()

    def hold(self, notices: Sequence[Notice]) -> None:
        """Prepare for taking `notices`, the next ones; it takes less time for many at once."""
        self.past.hold(notices)

    def look_ahead(
        self, notices: Sequence[Notice], look: Callable[[Past, Notice], Seen]
    ) -> Iterator[tuple[Seen, Found]]:
        """Yield for each of `notices`, the next ones held, what `look` finds and what `take` may use.

        That is what is near to its tasks.
        """

        def both(past: Past, notice: Notice) -> tuple[Seen, Found]:
            seen = look(past, notice)
            tasks = past.count_next()
            near = past.near(tasks, notice.day, PROPOSED)
            past.pass_next(tasks)
            return seen, near

        return self.past.look_ahead(notices, both)

    def take(
        self, notice: Notice, known: Sequence[Link] | None = None, ahead: Found | None = None
    ) -> tuple[Link, ...]:
        """Return the links of the tasks of `notice`, and hold its tasks for the notices to come.

        Links that are `known` from another time are not sought again, nor what was found `ahead`.
        """
        if not self.past.ahead:
            self.hold((notice,))
        tasks = self.past.count_next()
        links = known or ()
        if known is None and self.past.end:
            texts = self._texts(tasks, notice.day)
            near = ahead or self.past.near(tasks, notice.day, PROPOSED)
            links = tuple(self._links(notice, texts, near))
        self.past.pass_next(tasks)
        for link in links:
            probable = link.status == "proposed" and link.score >= _PROBABLE
            later, earlier = self.past.place(link.task), self.past.place(link.continues)
            if link.joins or (probable and later not in self._steps):
                self._steps.add(later, earlier, joins=link.joins)
        return tuple(links)

    def near(
        self, texts: Sequence[Traits], found: Found, decided: Collection[str]
    ) -> list[list[Comparison]]:
        """Return for each of `texts` the last steps of near threads, the best first.

        Tasks were `found` to be near. Nothing of what was `decided` already, by id.
        """
        places = {self.past.place(task_id) for task_id in decided if task_id in self.past}
        later = self._texts(self.past.texts(texts), None)
        near, _ = self._nearest(later, found, [places] * len(texts))
        return self._comparisons(later, near)

    def weight_of(self, terms: Collection[int]) -> float:
        """Return how much it says that two texts share `terms`."""
        return self.past.weights.total(terms)

    def is_last(self, task_id: str) -> bool:
        """Tell whether no link that joins leads from a task held to `task_id`."""
        return self._steps.is_last(self.past.place(task_id))

    def _texts(self, tasks: Tasks, day: Day | None) -> _Texts:
        later = Laters(tasks, self.past.weights)
        later.prepare(range(len(tasks)))
        return _Texts(later, day, self.past.each)

    def _links(self, notice: Notice, texts: _Texts, found: Found) -> Iterator[Link]:
        confirmed, rejected = (
            [[self.past.place(other) for other in ids[one]] for one in texts.later.tasks.ids]
            for ids in decided_links(notice, self.past)
        )
        decided = [{*yes, *no} for yes, no in zip(confirmed, rejected, strict=True)]
        near, decisions = self._nearest(texts, found, decided)
        settled = self._comparisons(
            texts, Near.of(decisions).those(self.past.best_first(decisions))
        )
        asked = near.those(_may_be_chosen(near, [row for row, yes in enumerate(confirmed) if yes]))
        choices = [choose(each, self.weight_of) for each in self._comparisons(texts, asked)]
        share_out(choices, self.weight_of)
        for choice, known, out in zip(choices, settled, rejected, strict=True):
            yes = [one for one in known if one.place not in out]
            no = [one for one in known if one.place in out]
            yield from (link_of(one, "confirmed") for one in yes)
            yield from choice.links(yes, self.weight_of)
            yield from (link_of(one, "rejected") for one in no)

    def _comparisons(self, texts: _Texts, near: Near) -> list[list[Comparison]]:
        """Return for each of `texts` the pairs that are `near`, in their order."""
        found, earliers = near.found, texts.earlier
        related = (self.past.relations, self.past.citations)
        texts.earlier.prepare(found.places.tolist())
        left = texts.later.whole.take(found.rows) - found.common
        columns = (*found.columns(), left, near.through, near.by)
        each: list[list[Comparison]] = [[] for _ in texts.later.tasks.ids]
        for row, place, *said in zip(*(column.tolist() for column in columns), strict=True):
            each[row].append(Comparison(texts.later[row], place, earliers, *related, *said))
        return each

    def _nearest(
        self, texts: _Texts, found: Found, decided: Sequence[Collection[int]]
    ) -> tuple[Near, Found]:
        """Return what is near to each of `texts`, the best first, and all that was `decided` of it.

        Of what is near, but not decided, last steps of threads stand for earlier ones, and at the nearest
        there was a close look.
        """
        size = len(self.past.tasks)
        out = [row * size + place for row, places in enumerate(decided) for place in places]
        left_out = np.array(out, np.intp)
        if out:
            found = found.those(~np.isin(found.rows * size + found.places, left_out))
        compare = partial(self.past.compared, texts.later, texts.day)
        near, decisions = last_steps(found, self._steps, left_out, compare, size)
        best = self.past.best_first
        near = look_closely(near, best, texts.later, texts.earlier)
        return near.those(self._worth_asking(texts, near)), decisions

    def _worth_asking(self, texts: _Texts, near: Near) -> Places:
        """Return what is near enough, and shares words or a document, or stands in one thread by such."""
        enough = near.found.score >= PROPOSED
        words = np.maximum(near.found.nearness, near.through) >= _LEAST_LIKENESS
        for at in np.flatnonzero(enough & ~words).tolist():
            row, place = int(near.found.rows[at]), int(near.found.places[at])
            later, earlier = texts.later[row].row, texts.earlier[place].row
            words[at] = bool(self.past.citations[later.documents, earlier.documents].shared)
        return np.flatnonzero(enough & words)


def _may_be_chosen(near: Near, confirmed: Collection[int]) -> Places:
    """Return which of what is `near`, the best first, may be linked, asked about or stand against it.

    Where nothing is sure and nothing `confirmed`, by row, those are the first few.
    """
    found = near.found
    sure = found.rows[(found.score >= AUTOMATIC) & ~found.doubtful]
    every = np.isin(found.rows, np.concatenate((sure, np.array(list(confirmed), np.intp))))
    return np.flatnonzero(every | (ranks(found.rows) < MOST_PROPOSALS))
