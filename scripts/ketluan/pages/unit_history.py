"""A unit over time: what it came of and what came of it, and how much it was told to do."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from ketluan.addresses import period_address, unit_address
from ketluan.lineage import Change, Kind, Lineage
from ketluan.model import Period, Task, Unit
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link
from ketluan.vietnamese import day_in_words

_KINDS: Final[Mapping[Kind, str]] = {
    "renamed": "Đổi tên",
    "merged": "Sáp nhập",
    "split": "Chia tách",
    "rearranged": "Sắp xếp lại",
}


class ChangeRow(NamedTuple):
    """A change in words: its first day, its kind, the old and the new units; no link is this unit."""

    day: str
    kind: str
    earlier: tuple[Link, ...]
    later: tuple[Link, ...]


class Load(NamedTuple):
    """The tasks of one period: led by the unit, by its predecessors, and how many of both are open.

    `own_part` and `inherited_part` are the lengths of their bars, in per cent of the longest row.
    """

    period: Link
    own: int
    inherited: int
    still_open: int
    own_part: str
    inherited_part: str


def change_rows(unit: Unit, known: Catalogue) -> tuple[ChangeRow, ...]:
    """Return the changes through all generations that led to the unit, and on from it."""
    return tuple(_change_row(one, unit, known) for one in known.lineage.changes_of(unit.id))


def _change_row(change: Change, unit: Unit, known: Catalogue) -> ChangeRow:
    def links(ids: Iterable[str]) -> tuple[Link, ...]:
        return tuple(
            Link(known.units[one].name, "" if one == unit.id else unit_address(one)) for one in ids
        )

    return ChangeRow(
        day=day_in_words(change.day) if change.day else "",
        kind=_KINDS[change.kind],
        earlier=links(change.earlier),
        later=links(change.later),
    )


def is_former(unit: Unit, by_then: Lineage, day: date) -> bool:
    """Tell whether the unit was gone on `day`; `by_then` is the lineage on that day."""
    return bool(by_then.successors[unit.id]) or (unit.valid_to is not None and unit.valid_to < day)


def heirs_of(unit: Unit, by_then: Lineage) -> tuple[str, ...]:
    """Return the units that hold what `unit` left open: its last heirs, itself where it has none."""
    after = by_then.after(unit.id)
    return tuple(one for one in after if not by_then.successors[one]) or (unit.id,)


def loads(
    own: Iterable[Task], inherited: Iterable[Task], still_open: Iterable[Task]
) -> tuple[Load, ...]:
    """Return the numbers of tasks by period, the newest first; tasks without a period are left out.

    `still_open` are those of both that are open.
    """
    led, taken, still = (
        Counter([period.id for task in some if (period := task.period)])
        for some in (own, inherited, still_open)
    )
    ids = led.keys() | taken.keys()
    most = max((led[one] + taken[one] for one in ids), default=1)
    return tuple(
        _load(period, led[period.id], taken[period.id], still[period.id], most)
        for period in sorted(map(Period, ids), key=lambda one: (one.start, one.id), reverse=True)
    )


def _load(period: Period, own: int, inherited: int, still_open: int, most: int) -> Load:
    return Load(
        period=Link(period.label, period_address(period.id)),
        own=own,
        inherited=inherited,
        still_open=still_open,
        own_part=f"{100 * own / most:.1f}%",
        inherited_part=f"{100 * inherited / most:.1f}%",
    )
