"""Units over time (đơn vị kế tục): what was renamed, merged and split, and who came of whom.

The register says of each unit which units came after it. A succession that leads back to where it
began is left out, so that nothing here ever goes round; `circles` names it for `check`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ketluan.model import Unit

Kind = Literal["renamed", "merged", "split", "rearranged"]
_Ties = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the register: the units `earlier` became the units `later`.

    `day` is the first day of the new units, else the day after the last of the old ones, `None` where
    the register gives neither.
    """

    earlier: tuple[str, ...]
    later: tuple[str, ...]
    day: date | None

    @property
    def kind(self) -> Kind:
        """One to one is a new name (đổi tên), many to one a merger, one to many a split."""
        if len(self.earlier) == len(self.later) == 1:
            return "renamed"
        if len(self.later) == 1:
            return "merged"
        return "split" if len(self.earlier) == 1 else "rearranged"


@dataclass(frozen=True, slots=True)
class Lineage:
    """The successions between the units of a register, by id; see `lineage`.

    `changes` are in order of day; one without a day stands behind what made its old units.
    """

    successors: _Ties
    predecessors: _Ties
    changes: tuple[Change, ...]

    def after(self, unit_id: str) -> tuple[str, ...]:
        """Return all units that came of the unit, the nearest generation first, without itself."""
        return _reached(unit_id, self.successors)

    def before(self, unit_id: str) -> tuple[str, ...]:
        """Return all units of which the unit came, the nearest generation first, without itself."""
        return _reached(unit_id, self.predecessors)

    def changes_of(self, unit_id: str) -> tuple[Change, ...]:
        """Return the changes through all generations that led to the unit, and on from it."""
        made = {unit_id, *self.before(unit_id)}
        ended = {unit_id, *self.after(unit_id)}
        return tuple(
            one
            for one in self.changes
            if not made.isdisjoint(one.later) or not ended.isdisjoint(one.earlier)
        )


def lineage(units: Iterable[Unit], as_of: date | None = None) -> Lineage:
    """Return the lineage of a register; unknown units and circles are left out.

    With a day only those successions are told that had happened by its end.
    """
    known = {unit.id: unit for unit in units}
    written = {
        earlier: tuple(one for one in later if _has_happened(known[earlier], known[one], as_of))
        for earlier, later in _written(known).items()
    }
    bad = set(_circles(written))
    successors = {
        earlier: tuple(one for one in later if (earlier, one) not in bad)
        for earlier, later in written.items()
    }
    predecessors: dict[str, tuple[str, ...]] = dict.fromkeys(known, ())
    for earlier, later in successors.items():
        for one in later:
            predecessors[one] = (*predecessors[one], earlier)
    changes = tuple(_changes(successors, predecessors, known))
    return Lineage(successors, predecessors, changes)


def circles(units: Iterable[Unit]) -> tuple[tuple[str, str], ...]:
    """Return the successions (earlier, later) that lead back to the earlier unit."""
    return _circles(_written({unit.id: unit for unit in units}))


def _written(known: Mapping[str, Unit]) -> _Ties:
    return {
        unit.id: tuple(dict.fromkeys(one for one in unit.successors if one in known))
        for unit in known.values()
    }


def _has_happened(earlier: Unit, later: Unit, as_of: date | None) -> bool:
    """Tell whether the old unit was gone and the new one there, as far as the register gives days."""
    if as_of is None:
        return True
    ended, begun = earlier.valid_to, later.valid_from
    return (ended is None or ended < as_of) and (begun is None or begun <= as_of)


def _circles(ties: _Ties) -> tuple[tuple[str, str], ...]:
    return tuple(
        (earlier, later)
        for earlier, ids in ties.items()
        for later in ids
        if later == earlier or earlier in _reached(later, ties)
    )


def _reached(start: str, ties: _Ties) -> tuple[str, ...]:
    """Return what `ties` lead to from `start`, breadth first, without `start`."""
    found = dict.fromkeys(ties.get(start, ()))
    ahead = list(found)
    for unit_id in ahead:  # grows while it is gone through
        new = [one for one in ties.get(unit_id, ()) if one not in found]
        found |= dict.fromkeys(new)
        ahead += new
    found.pop(start, None)
    return tuple(found)


def _changes(successors: _Ties, predecessors: _Ties, known: Mapping[str, Unit]) -> list[Change]:
    """Return each set of units that became another set, in order of day."""
    found: dict[frozenset[str], Change] = {}
    for unit_id in known:
        if successors[unit_id]:
            earlier, later = _joined(unit_id, successors, predecessors)
            ordered = [tuple(one for one in known if one in ids) for ids in (earlier, later)]
            found.setdefault(earlier, Change(ordered[0], ordered[1], _day(earlier, later, known)))
    age = {unit_id: len(_reached(unit_id, predecessors)) for unit_id in known}
    since = dict.fromkeys(known, date.min)
    days: dict[Change, date] = {}
    for change in sorted(found.values(), key=lambda one: max(age[old] for old in one.earlier)):
        days[change] = change.day or max(since[old] for old in change.earlier)
        since |= {new: max(since[new], days[change]) for new in change.later}
    return sorted(days, key=lambda one: days[one])


def _joined(
    unit_id: str, successors: _Ties, predecessors: _Ties
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the units that ended together with `unit_id`, and those that came of them."""
    earlier, later = {unit_id}, set(successors[unit_id])
    while True:
        more = {before for one in later for before in predecessors[one]} - earlier
        if not more:
            return frozenset(earlier), frozenset(later)
        earlier |= more
        later |= {after for one in more for after in successors[one]}


def _day(earlier: Iterable[str], later: Iterable[str], known: Mapping[str, Unit]) -> date | None:
    begun = [day for one in later if (day := known[one].valid_from)]
    ended = [day for one in earlier if (day := known[one].valid_to)]
    if begun:
        return min(begun)
    last = max(ended, default=None)
    return last + timedelta(days=1) if last and last < date.max else last
