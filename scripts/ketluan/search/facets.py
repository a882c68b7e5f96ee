"""Facets: the values by which a search can be narrowed, with what each would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.columns import counted
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

MOST_VALUES: Final = 100  # of one facet; an archive cites thousands of documents, nobody reads them
Facets = dict[FacetName, tuple[FacetValue, ...]]
# The column that has all that the values of a facet come from.
_COLUMNS: Final[Mapping[FacetName, str]] = {
    "don_vi": "small", "ky": "period", "nam": "period", "loai": "small",
    "van_ban": "document", "han": "small",
}  # fmt: skip


def facets(
    catalogue: Catalogue, ordinals: Iterable[int], found: Sequence[Condition], today: date
) -> Facets:
    """Return the values of each facet with their counts under all other conditions.

    A value that would leave nothing is not offered; a chosen one stays, so that it can be undone.
    """
    matching = tuple(ordinals)
    kept: dict[tuple[int, ...], _Counts] = {}  # by the places of the conditions
    offered: Facets = {}
    for name in FACETS:
        others = tuple(place for place, one in enumerate(found) if one.facet != name)
        if others not in kept:
            left = passing(matching, [found[i] for i in others], catalogue, today)
            kept[others] = _Counts(catalogue, left, today)
        chosen = {v for c in found if c.facet == name for v in c.values}
        known = chosen and chosen & _known(name, catalogue)
        offered[name] = _sorted(name, kept[others].of(name), known, catalogue)
    return offered


class _Counts:
    """How often the values of each facet stand among `ordinals`; columns are counted once."""

    def __init__(self, catalogue: Catalogue, ordinals: Sequence[int], today: date) -> None:
        self._catalogue = catalogue
        self._ordinals = ordinals
        self._today = today
        self._groups: dict[str, Counter[int]] = {}

    def of(self, name: FacetName) -> Mapping[str, int]:
        """Return the count of each value of a facet."""
        catalogue = self._catalogue
        if name == "trang_thai":
            statuses = counted(self._ordinals, catalogue.statuses(self._today))
            return {status: count for status, count in statuses.items() if status}
        column = _COLUMNS[name]
        if column not in self._groups:
            self._groups[column] = counted(self._ordinals, catalogue.columns[column].groups)
        values = catalogue.kept(name, lambda: _values_of_groups(name, catalogue))
        counts: dict[str, int] = {}
        for group, count in self._groups[column].items():
            for value in values[group]:
                counts[value] = counts.get(value, 0) + count
        return counts


def _values_of_groups(name: FacetName, catalogue: Catalogue) -> list[tuple[str, ...]]:
    examples = catalogue.columns[_COLUMNS[name]].examples
    return [tuple(dict.fromkeys(_values(name, example, catalogue))) for example in examples]


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
    """Return values by count, the largest first; periods and years by time.

    Of more than MOST_VALUES the largest are offered, and what is chosen.
    """
    values = {value: _label(name, value, catalogue) for value in {*counts, *chosen}}
    if name in ("ky", "nam"):
        order = sorted(values, reverse=True)
    else:

        def key(value: str) -> tuple[int, str, str]:
            return -counts.get(value, 0), values[value], value

        order = nsmallest(MOST_VALUES, values, key)
        order += sorted(chosen.difference(order), key=key)
    return tuple(FacetValue(v, values[v], counts.get(v, 0), v in chosen) for v in order)


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
