"""Facets: the values by which a search can be narrowed, with what each would leave."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.columns import Counts, Spread
from ketluan.search.filters import Condition
from ketluan.search.ranking import Mask, Places, all_of
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

MOST_VALUES: Final = (
    50  # of one facet, two more than are shown; an archive cites thousands of documents
)
Facets = dict[FacetName, tuple[FacetValue, ...]]
# The column that has all that the values of a facet come from.
_COLUMNS: Final[Mapping[FacetName, str]] = {
    "don_vi": "small", "ky": "period", "nam": "period", "loai": "small",
    "van_ban": "document", "trang_thai": "status", "han": "small",
}  # fmt: skip
_IN_TIME: Final = ("ky", "nam")  # the latest first; of the others the most frequent


def facets(
    catalogue: Catalogue, mask: Mask, found: Sequence[tuple[Condition, Mask]], today: date
) -> Facets:
    """Return the values of each facet with their counts in `mask` under all other conditions.

    Conditions are given with those in `mask` that pass them. A value that would leave nothing is not
    offered; a chosen one stays, so that it can be undone.
    """
    kept: dict[tuple[int, ...], Places] = {}  # by the places of the conditions
    counted: dict[tuple[tuple[int, ...], str], Counts] = {}
    offered: Facets = {}
    for name in FACETS:
        others = tuple(place for place, (one, _) in enumerate(found) if one.facet != name)
        column = _COLUMNS[name]
        if others not in kept:
            masks = [found[place][1] for place in others]
            kept[others] = all_of(mask, masks).nonzero()[0]
        if (others, column) not in counted:
            counted[others, column] = catalogue.columns[column].counted(kept[others])
        chosen = {v for c, _ in found if c.facet == name for v in c.values}
        known = chosen and chosen & _known(name, catalogue)
        spread = _spread(name, catalogue, today)
        counts = spread.counted(counted[others, column])
        offered[name] = _sorted(name, spread, counts, known, catalogue)
    return offered


def _spread(name: FacetName, catalogue: Catalogue, today: date) -> Spread:
    """Return the values of a facet by the groups of its column, those of a status for one day."""
    if name == "trang_thai":
        statuses = catalogue.statuses(today)
        return catalogue.kept_for(today, name, lambda: _made(name, map(_one, statuses), catalogue))
    examples = catalogue.columns[_COLUMNS[name]].examples
    by_group = (_values(name, example, catalogue) for example in examples)
    return catalogue.kept(name, lambda: _made(name, by_group, catalogue))


def _made(name: FacetName, by_group: Iterable[Iterable[str]], catalogue: Catalogue) -> Spread:
    rows = [tuple(dict.fromkeys(own)) for own in by_group]
    return Spread(rows, lambda value: _label(name, value, catalogue))


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


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
    name: FacetName, spread: Spread, counts: Counts, chosen: set[str], catalogue: Catalogue
) -> tuple[FacetValue, ...]:
    """Return values by count, the largest first; periods and years by time.

    Of more than MOST_VALUES the largest are offered, and what is chosen.
    """
    most = len(spread.values) if name in _IN_TIME else MOST_VALUES
    found = [FacetValue(*one) for one in spread.largest(counts, most)]
    if chosen:
        found = [one._replace(chosen=one.value in chosen) for one in found]
        missing = chosen.difference(one.value for one in found)
        labels = sorted((_label(name, value, catalogue), value) for value in missing)
        found += [FacetValue(v, label, spread.count(v, counts), True) for label, v in labels]
    if name in _IN_TIME:
        found.sort(key=attrgetter("value"), reverse=True)
    return tuple(found)


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
