"""How the units of two tasks are related: the same, an heir, a member of a group, a helper."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ketluan.lineage import lineage
from ketluan.linking.columns import Table, Units
from ketluan.model import Unit

Kin = Literal["same", "heir", "group", "helper", "unknown", "other"]
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Kinship:
    """The units of a register with their heirs and groups; see `kinship_of`.

    `heirs` are all units that came after one, however often it was renamed, merged or split.
    """

    names: Mapping[str, str]
    heirs: Mapping[str, frozenset[str]]
    members: Mapping[str, frozenset[str]]

    def between(self, later: Units, earlier: Units) -> tuple[Kin, str]:
        """Return how the units of two tasks are related, and the name of the unit that shows it."""
        (new, helping), (old, helped) = (
            (dict(leads), dict(more)) for leads, more in (later, earlier)
        )
        if not new or not old:
            return "unknown", ""
        related: tuple[tuple[Kin, Mapping[str, str], Callable[[str], bool]], ...] = (
            ("same", new, lambda unit: unit in old and unit not in self.members),
            ("group", new, lambda unit: unit in old),
            ("heir", old, lambda unit: not self.heirs.get(unit, _NONE).isdisjoint(new)),
            ("group", new, lambda unit: not self.members.get(unit, _NONE).isdisjoint(old)),
            ("group", old, lambda unit: not self.members.get(unit, _NONE).isdisjoint(new)),
            ("helper", new, lambda unit: unit in helped),
            ("helper", old, lambda unit: unit in helping),
        )
        for kin, units, holds in related:
            unit = next(filter(holds, units), None)
            if unit is not None:
                return kin, self.names.get(unit) or units[unit]
        return "other", ""


class Relations(dict[tuple[int, int], tuple[Kin, str]]):
    """How the units of later and earlier tasks are related, by their numbers in `units`."""

    def __init__(self, kinship: Kinship, units: Table[Units]) -> None:
        super().__init__()
        self._kinship = kinship
        self._units = units

    def __missing__(self, both: tuple[int, int]) -> tuple[Kin, str]:
        later, earlier = both
        units = self._units.values
        found = self[both] = self._kinship.between(units[later], units[earlier])
        return found


def kinship_of(units: Iterable[Unit], groups: Iterable[Unit]) -> Kinship:
    """Return the relations between the units of a register."""
    listed, grouped = tuple(units), tuple(groups)
    known = lineage(listed)
    return Kinship(
        {unit.id: unit.name for unit in (*listed, *grouped)},
        {unit.id: frozenset(known.after(unit.id)) for unit in listed},
        {group.id: frozenset(group.members) for group in grouped},
    )
