"""Facets: the values by which a search can be narrowed, with what each would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.filters import Condition, passing
from ketluan.search.records import KINDS, Record
from ketluan.search.request import (
    FACETS,
    KIND_NAMES,
    KIND_VALUES,
    LIMITS,
    FacetName,
    FacetValue,
    limit_of,
)
from ketluan.status import LABELS

Facets = dict[FacetName, tuple[FacetValue, ...]]
# The column that has all that the values of a facet come from.
_COLUMNS: Final[Mapping[FacetName, str]] = {
    "don_vi": "unit", "ky": "period", "nam": "period", "loai": "kind",
    "van_ban": "document", "han": "limit",
}  # fmt: skip


def facets(
    catalogue: Catalogue, ordinals: Iterable[int], found: Sequence[Condition], today: date
) -> Facets:
    """Return the values of each facet with their counts under all other conditions.

    A value that would leave nothing is not offered; a chosen one stays, so that it can be undone.
    """
    matching = tuple(ordinals)
    kept: dict[tuple[int, ...], Sequence[int]] = {(): matching}  # by the places of the conditions

    def under(places: tuple[int, ...]) -> Sequence[int]:
        if places not in kept:
            kept[places] = passing(matching, [found[i] for i in places], catalogue, today)
        return kept[places]

    return {name: _facet(name, catalogue, under, found, today) for name in FACETS}


def _facet(
    name: FacetName,
    catalogue: Catalogue,
    under: Callable[[tuple[int, ...]], Sequence[int]],
    found: Sequence[Condition],
    today: date,
) -> tuple[FacetValue, ...]:
    others = tuple(place for place, one in enumerate(found) if one.facet != name)
    chosen = {v for c in found if c.facet == name for v in c.values}
    counts = _counted(name, under(others), catalogue, today)
    return _sorted(name, counts, chosen and chosen & _known(name, catalogue), catalogue)


def _counted(
    name: FacetName, ordinals: Iterable[int], catalogue: Catalogue, today: date
) -> Mapping[str, int]:
    if name == "trang_thai":
        statuses = Counter(map(catalogue.statuses(today).__getitem__, ordinals))
        return {status: count for status, count in statuses.items() if status}
    counts: Counter[str] = Counter()
    for example, count in catalogue.columns[_COLUMNS[name]].counted(ordinals):
        for value in set(_values(name, example, catalogue)):
            counts[value] += count
    return counts


def _values(name: FacetName, record: Record, catalogue: Catalogue) -> Iterable[str]:
    if name == "don_vi":
        return [unit.id for unit in record.units]
    if name == "ky":  # whoever chooses a year sees its quarters too
        return [outer for period in record.periods for outer in catalogue.periods[period]]
    if name == "nam":
        return map(str, record.years)
    if name == "loai":
        return [KIND_VALUES[record.kind]]
    if name == "van_ban":
        return [document.id for document in record.documents]
    limit = limit_of(record)
    return [limit] if limit else []


def _sorted(
    name: FacetName, counts: Mapping[str, int], chosen: set[str], catalogue: Catalogue
) -> tuple[FacetValue, ...]:
    """Return values by count, the largest first; periods and years by time."""
    values = [
        FacetValue(value, _label(name, value, catalogue), counts.get(value, 0), value in chosen)
        for value in {*counts, *chosen}
    ]
    if name in ("ky", "nam"):
        return tuple(sorted(values, key=lambda item: item.value, reverse=True))
    return tuple(sorted(values, key=lambda item: (-item.count, item.label, item.value)))


def _known(name: FacetName, catalogue: Catalogue) -> set[str]:
    tables: dict[FacetName, Iterable[str]] = {
        "don_vi": catalogue.unit_names,
        "ky": catalogue.periods,
        "nam": map(str, catalogue.years),
        "loai": KIND_VALUES.values(),
        "van_ban": catalogue.document_numbers,
        "trang_thai": LABELS,
        "han": LIMITS,
    }
    return set(tables[name])


def _label(name: FacetName, value: str, catalogue: Catalogue) -> str:
    if name == "don_vi":
        return catalogue.unit_names[value]
    if name == "van_ban":
        return catalogue.document_numbers[value]
    if name == "han":
        return LIMITS[value]
    if name == "ky":
        return _period_label(value)
    if name == "loai":
        return next(KIND_NAMES[kind] for kind in KINDS if KIND_VALUES[kind] == value)
    return next((label for status, label in LABELS.items() if status == value), value)


@lru_cache(maxsize=1 << 12)  # periods of centuries
def _period_label(period: str) -> str:
    return Period(period).label
