"""Facets: the values by which a search can be narrowed, with what each would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.filters import Condition, passing
from ketluan.search.records import KINDS
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


def facets(
    catalogue: Catalogue, ordinals: Iterable[int], found: Sequence[Condition], today: date
) -> Facets:
    """Return the values of each facet with their counts under all other conditions.

    A value that would leave nothing is not offered; a chosen one stays, so that it can be undone.
    """
    matching = tuple(ordinals)
    return {name: _facet(name, catalogue, matching, found, today) for name in FACETS}


def _facet(
    name: FacetName,
    catalogue: Catalogue,
    matching: Sequence[int],
    found: Sequence[Condition],
    today: date,
) -> tuple[FacetValue, ...]:
    others = [condition for condition in found if condition.facet != name]
    chosen = {v for c in found if c.facet == name for v in c.values} & _known(name, catalogue)
    counts: Counter[str] = Counter()
    for ordinal in passing(matching, others, catalogue, today):
        counts.update(set(_values(name, ordinal, catalogue, today)))
    return _sorted(name, counts, chosen, catalogue)


def _values(name: FacetName, ordinal: int, catalogue: Catalogue, today: date) -> Iterable[str]:
    record = catalogue.record(ordinal)
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
    if name == "han":
        limit = limit_of(record)
        return [limit] if limit else []
    status = catalogue.statuses(today)[ordinal]
    return [status] if status else []


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
        return Period(value).label
    if name == "loai":
        return next(KIND_NAMES[kind] for kind in KINDS if KIND_VALUES[kind] == value)
    return next((label for status, label in LABELS.items() if status == value), value)
