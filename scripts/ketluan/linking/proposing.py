"""Propose what each task continues, comparing it with the tasks of all earlier notices.

Notices are taken in order of time, and each sees only what was before it: a later notice never
changes an earlier link. Doubt means no link: the program joins two tasks only where one earlier task
is far nearer than every other and nothing speaks against it; all else is left to a person.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from heapq import nlargest
from typing import Final

from ketluan.linking.choosing import PROPOSED, Choice, choose, link_of, share_out
from ketluan.linking.comparing import (
    Comparison,
    closed_before,
    compare,
    looked_at_closely,
    shared_documents,
)
from ketluan.linking.decisions import decided_links
from ketluan.linking.kinship import Kinship, kinship_of
from ketluan.linking.traits import Traits, abbreviation_table, read_traits
from ketluan.linking.weighing import Weights
from ketluan.model import Link, Notice, Outcome, Unit

# A first proposal from here on is taken for a step, as far as the order of steps is concerned.
_PROBABLE: Final = 0.4
# What is near to an early step of a thread is nearly as near to the last one.
_INHERITED: Final = 0.97
# A step that only may belong to a thread must itself be nearly as near as the step before it.
_OWN_LIKENESS: Final = 0.7
_COMPARED: Final = 24  # earlier tasks that share most with one task are compared in full
_LOOKED_AT_CLOSELY: Final = 4  # of the nearest: as many as a person may be asked about, and one
_LEAST_LIKENESS: Final = 0.08  # signs without words in common are asked of nobody
# Places in the index that are looked at for one task, the rarest terms first; so time grows with
# the number of tasks, not with its square.
_LOOKED_AT: Final = 3000
_CLOSING: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))


def propose(
    notices: Sequence[Notice],
    units: Iterable[Unit] = (),
    groups: Iterable[Unit] = (),
    outcomes: Iterable[Outcome] = (),
    abbreviations: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Link, ...]:
    """Return the links of all tasks of `notices`, which are in order of time.

    In the order of the later tasks, for each what a person confirmed first, then the best first,
    then what a person rejected. Decisions are those of the notices; one that cannot stand is left out.
    """
    linker = new_linker(units, groups, outcomes, abbreviations or {})
    return tuple(link for notice in notices for link in linker.take(notice))


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


@dataclass(slots=True)
class Linker:
    """The tasks of the notices taken so far, ready to be compared with the next notice's."""

    kinship: Kinship
    abbreviations: Mapping[str, tuple[str, ...]]
    closings: Mapping[str, tuple[Day, ...]]
    _weights: Weights = field(default_factory=Weights)
    _held: list[Traits] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)  # of tasks in `_held`, by id
    _notice_of: list[int] = field(default_factory=list)  # counted, of each task in `_held`
    _index: dict[str, list[int]] = field(default_factory=dict)
    _earlier: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what a task goes back to
    _following: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    _notices: int = 0

    def take(self, notice: Notice, known: Sequence[Link] | None = None) -> tuple[Link, ...]:
        """Return the links of the tasks of `notice`, and hold its tasks for the notices to come.

        Links that are `known` from another time are not sought again.
        """
        read = self._read(notice)
        self._weights.count(read)
        links = known or ()
        if self._held and known is None:
            links = tuple(self._links(notice, read))
        self._hold(read)
        for link in links:
            probable = link.status == "proposed" and link.score >= _PROBABLE
            if link.joins or (probable and link.task not in self._earlier):
                self._remember(link.task, link.continues, joins=link.joins)
        return tuple(links)

    def hold(self, notice: Notice) -> None:
        """Hold the tasks of `notice` without linking them: a person wants the links of another."""
        read = self._read(notice)
        self._weights.count(read)
        self._hold(read)
        for task in notice.tasks:
            for earlier in task.continues:
                self._remember(task.id, earlier, joins=True)

    def near(
        self, notice: Notice, traits: Traits, decided: Collection[str] = frozenset()
    ) -> list[Comparison]:
        """Return the last steps of the threads to which words of `notice` are near, the best first.

        Nothing of what was `decided` already, by id.
        """
        free = (
            self._compare(notice, traits, place)
            for place in self._candidates(traits)
            if self._held[place].id not in decided
        )
        near = [comparison for comparison in free if comparison.score >= PROPOSED]
        return self._looked_at(self._last_steps(notice, traits, near, decided))

    def _looked_at(self, near: list[Comparison]) -> list[Comparison]:
        """Return `near`, the best first, after a close look at the nearest of them."""
        seen: set[str] = set()
        while fresh := [one for one in near[:_LOOKED_AT_CLOSELY] if one.earlier.id not in seen]:
            seen.add(fresh[0].earlier.id)
            near[near.index(fresh[0])] = looked_at_closely(fresh[0], self._weights)
            near.sort(key=_best_first)
        return [one for one in near if one.score >= PROPOSED and _says_something(one)]

    def weight_of(self, terms: Iterable[str]) -> float:
        """Return how much it says that two texts share `terms`."""
        return self._weights.total(terms)

    def is_last(self, task_id: str) -> bool:
        """Tell whether no link that joins leads from a task held to `task_id`."""
        return not any(joins for _, joins in self._following.get(task_id, ()))

    def _remember(self, task_id: str, earlier: str, *, joins: bool) -> None:
        self._earlier[task_id] = (*self._earlier.get(task_id, ()), earlier)
        self._following.setdefault(earlier, []).append((task_id, joins))

    def _read(self, notice: Notice) -> list[Traits]:
        """Return the traits of the notice's tasks; of two with one id the first."""
        own: dict[str, Traits] = {}
        for task in notice.tasks:
            if task.id not in own and task.id not in self._places:
                own[task.id] = read_traits(task, self.abbreviations, notice.day)
        return list(own.values())

    def _hold(self, read: Sequence[Traits]) -> None:
        self._notices += 1
        for traits in read:
            place = self._places[traits.id] = len(self._held)
            self._held.append(traits)
            self._notice_of.append(self._notices)
            for term in (*traits.terms, *traits.documents):
                self._index.setdefault(term, []).append(place)

    def _links(self, notice: Notice, read: Sequence[Traits]) -> Iterator[Link]:
        confirmed, rejected = decided_links(notice, self._places)
        found: dict[str, Choice] = {}
        for traits in read:
            decided = {*confirmed.get(traits.id, ()), *rejected.get(traits.id, ())}
            found[traits.id] = choose(self.near(notice, traits, decided), self.weight_of)
        share_out(found.values(), self.weight_of)
        for traits in read:
            yes = self._decided(notice, traits, confirmed.get(traits.id, ()))
            no = self._decided(notice, traits, rejected.get(traits.id, ()))
            yield from (link_of(one, "confirmed") for one in yes)
            yield from found[traits.id].links(yes, self.weight_of)
            yield from (link_of(one, "rejected") for one in no)

    def _decided(self, notice: Notice, traits: Traits, ids: Iterable[str]) -> list[Comparison]:
        """Return the comparisons with the tasks `ids`, the best first."""
        compared = (self._compare(notice, traits, self._places[task_id]) for task_id in ids)
        return sorted(compared, key=_best_first)

    def _compare(self, notice: Notice, traits: Traits, place: int) -> Comparison:
        earlier = self._held[place]
        return compare(
            traits,
            earlier,
            self._weights,
            self.kinship,
            between=self._notices - self._notice_of[place],
            closed=closed_before(notice.day, self.closings.get(earlier.id, ())),
        )

    def _candidates(self, traits: Traits) -> list[int]:
        """Return the places of the earlier tasks that share most, the most first."""
        postings = [
            (len(self._index[term]), term)
            for term in (*traits.terms, *traits.documents)
            if term in self._index
        ]
        shared: dict[int, float] = {}
        looked_at = 0
        for length, term in sorted(postings):
            weight = self._weights.weight(term)
            if term in traits.documents:
                weight = 3 * self._weights.of_document(term) + 1
            if weight <= 0:
                continue
            room = _LOOKED_AT - looked_at
            if room <= 0:
                break
            for place in reversed(self._index[term][-room:]):  # among equals the latest first
                shared[place] = shared.get(place, 0.0) + weight
            looked_at += length
        return nlargest(_COMPARED, shared, key=shared.__getitem__)

    def _last_steps(
        self, notice: Notice, traits: Traits, near: list[Comparison], decided: Collection[str]
    ) -> list[Comparison]:
        """Return `near`, the best first, with the last steps of threads instead of earlier ones.

        A thread goes on where it stands: a task that is near to an early step continues the step
        that came of it, however that one is worded.
        """
        found = {comparison.earlier.id: comparison for comparison in near}
        for comparison in sorted(near, key=_best_first):
            for tip, joined in self._tips(comparison.earlier.id):
                if tip in decided:
                    continue
                own = found.get(tip) or self._compare(notice, traits, self._places[tip])
                is_near = own.nearness >= _OWN_LIKENESS * comparison.nearness
                if not joined and not is_near:
                    continue
                if own.score < _INHERITED * comparison.score:
                    own = replace(
                        own,
                        score=_INHERITED * comparison.score,
                        shared=own.shared | comparison.shared,
                        doubtful=comparison.doubtful or not joined,
                        through=comparison.nearness,
                    )
                found[tip] = own
        first = min((self._places[key] for key in found), default=0)
        gone: set[str] = set()
        for tip in found:
            gone |= self._goes_back_to(tip, first)
        return sorted((one for key, one in found.items() if key not in gone), key=_best_first)

    def _tips(self, task_id: str) -> Iterator[tuple[str, bool]]:
        """Yield the last steps that came of a task, and whether every link to them joins."""
        ahead = [(task_id, True)]
        seen = {task_id}
        while ahead:
            step, joined = ahead.pop()
            following = [one for one in self._following.get(step, ()) if one[0] not in seen]
            if not self._following.get(step) and step != task_id:
                yield step, joined
            seen |= {later for later, _ in following}
            ahead += [(later, joined and joins) for later, joins in following]

    def _goes_back_to(self, task_id: str, first: int) -> set[str]:
        """Return the steps before a task, none before the place `first`: threads can be long."""
        found: set[str] = set()
        ahead = list(self._earlier.get(task_id, ()))
        while ahead:
            earlier = ahead.pop()
            if earlier not in found and self._places.get(earlier, -1) >= first:
                found.add(earlier)
                ahead += self._earlier.get(earlier, ())
        return found


def _says_something(comparison: Comparison) -> bool:
    """Tell whether both tasks share words or a document, or stand in one thread by such a step."""
    near = max(comparison.nearness, comparison.through) >= _LEAST_LIKENESS
    return near or bool(shared_documents(comparison.later, comparison.earlier))


def _best_first(comparison: Comparison) -> tuple[float, float, str]:
    return (-comparison.score, -comparison.nearness, comparison.earlier.id)
