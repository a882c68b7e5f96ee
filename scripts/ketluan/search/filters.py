"""Conditions on fields (đơn vị, kỳ, loại …): from what a person wrote to a test of a record."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.query import Filter, FilterField, parse_query
from ketluan.search.records import Record
from ketluan.search.request import KIND_VALUES, FacetName, SearchRequest
from ketluan.status import LABELS, Status
from ketluan.vietnamese import fold, nfc, roman_value, slug
from ketluan.vocabulary import type_names

Test = Callable[[Record, Status | None], bool]

_QUARTER: Final = re.compile(r"(?:qui?y?\s*)?(iv|i{1,3}|[1-4])(?:\s*[/-]?\s*(?:nam\s+)?(\d{4}))?")
_MONTH: Final = re.compile(r"(?:thang\s*)?(\d{1,2})\s*/\s*(\d{4})")
_YEARS: Final = re.compile(r"(?:nam\s*)?(\d{4})(?:\s*-\s*(\d{4}))?")
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

_REQUEST_FIELDS: Final[tuple[tuple[str, FilterField, FacetName | None], ...]] = (
    ("units", "unit", "don_vi"),
    ("periods", "period", "ky"),
    ("years", "year", "nam"),
    ("types", "type", "loai"),
    ("documents", "document", "van_ban"),
    ("statuses", "status", "trang_thai"),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that every result must pass. `facet` is where it was chosen beside the query."""

    test: Test
    facet: FacetName | None = None
    values: tuple[str, ...] = ()


def conditions(
    request: SearchRequest, written: Iterable[Filter], catalogue: Catalogue
) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """Return the conditions of a request and of the fields in its query, with Vietnamese notes.

    A value that means nothing matches nothing, and a note says so.
    """
    found: list[Condition] = []
    notes: list[str] = []
    for attribute, field, facet in _REQUEST_FIELDS:
        values: tuple[str, ...] = getattr(request, attribute)
        if values:
            tests = [_test(field, value, catalogue, notes) for value in values]
            found.append(Condition(_any(tests), facet, values))
    days: tuple[tuple[FilterField, str], ...] = (("from", request.start), ("to", request.end))
    found += [Condition(_test(name, day, catalogue, notes)) for name, day in days if day]
    for item in written:
        test = _test(item.field, item.value, catalogue, notes)
        found.append(Condition(_not(test) if item.negated else test))
    return tuple(found), tuple(notes)


def _any(tests: list[Test]) -> Test:
    return lambda record, status: any(test(record, status) for test in tests)


def _not(test: Test) -> Test:
    return lambda record, status: not test(record, status)


def _nothing(_record: Record, _status: Status | None) -> bool:
    return False


def _test(field: FilterField, value: str, catalogue: Catalogue, notes: list[str]) -> Test:
    """Return the test for one value of one field; what cannot be read matches nothing."""
    plain = fold(nfc(value)).strip()
    test: Test | None
    if field in ("unit", "coordinating"):
        test = _unit_test(field, plain, catalogue)
    elif field in ("period", "quarter", "year"):
        test = _period_test(field, plain)
    elif field == "type":
        test = _type_test(plain)
    elif field == "document":
        test = _document_test(value, catalogue)
    elif field == "status":
        test = _status_test(plain)
    else:
        test = _day_test(field, plain)
    if test is None:
        notes.append(_UNREAD[field].format(value=value))
    return test or _nothing


_UNREAD: Final[dict[FilterField, str]] = {
    "unit": "Không có đơn vị nào tên “{value}”.",
    "coordinating": "Không có đơn vị nào tên “{value}”.",
    "period": "Không hiểu kỳ “{value}”; hãy viết như II/2021 hoặc 2021-Q2.",
    "quarter": "Không hiểu quý “{value}”; hãy viết như II/2021.",
    "year": "Không hiểu năm “{value}”; hãy viết như 2021 hoặc 2020-2022.",
    "type": "Không có loại “{value}”.",
    "document": "Không hiểu số văn bản “{value}”; hãy viết như 105/TB-UBND.",
    "status": "Không có trạng thái “{value}”.",
    "from": "Không hiểu ngày “{value}”; hãy viết như 29/3/2021.",
    "to": "Không hiểu ngày “{value}”; hãy viết như 29/3/2021.",
}


def _compact(text: str) -> str:
    return slug(text).replace("-", "")


def _unit_test(field: FilterField, plain: str, catalogue: Catalogue) -> Test | None:
    ids = unit_ids(plain, catalogue)
    if not ids:
        return None
    if field == "coordinating":
        return lambda record, _: any(unit.id in ids for unit in record.coordinating)
    return lambda record, _: any(unit.id in ids for unit in record.units)


def unit_ids(text: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the ids of the units called `text`, else of those whose name contains it."""
    wanted = _compact(text)
    if not wanted:
        return frozenset()
    names = {unit: {_compact(unit), _compact(name)} for unit, name in catalogue.unit_names.items()}
    for entry in catalogue.entries:
        if entry.record.kind == "unit":
            known = (*entry.record.text.split("; "), *entry.record.keywords.split("; "))
            names.setdefault(entry.record.id, set()).update(_compact(name) for name in known)
    equal = frozenset(unit for unit, keys in names.items() if wanted in keys)
    return equal or frozenset(
        unit for unit, keys in names.items() if any(wanted in key for key in keys)
    )


def _period_test(field: FilterField, plain: str) -> Test | None:
    if field == "year":
        return _year_test(plain)
    period = Period.parse(plain.upper())
    quarter = None if period else _QUARTER.fullmatch(plain)
    if quarter:
        number = _quarter_number(quarter[1])
        if not quarter[2]:
            return lambda record, _: any(p.endswith(f"-Q{number}") for p in record.periods)
        period = Period.parse(f"{quarter[2]}-Q{number}")
    elif month := _MONTH.fullmatch(plain):
        period = Period.parse(f"{month[2]}-{int(month[1]):02}")
    if period is None or not 1 <= period.year <= date.max.year:
        return None
    first, last = period.start, period.end
    return lambda record, _: any(
        first <= known.start and known.end <= last for known in map(Period, record.periods)
    )


def _quarter_number(written: str) -> int:
    return int(written) if written.isdigit() else roman_value(written.upper())


def _year_test(plain: str) -> Test | None:
    years = _YEARS.fullmatch(plain)
    if years is None:
        return None
    first, last = int(years[1]), int(years[2] or years[1])
    return lambda record, _: any(first <= year <= last for year in years_of(record))


def years_of(record: Record) -> tuple[int, ...]:
    """Return the years to which a record belongs: those of its periods, else of its day."""
    if record.periods:
        return tuple(sorted({int(period[:4]) for period in record.periods}))
    return (record.day.year,) if record.day else ()


def _type_test(plain: str) -> Test | None:
    for kind, value in KIND_VALUES.items():
        if _compact(plain) == _compact(value):
            return lambda record, _, kind=kind: record.kind == kind  # type: ignore[misc]
    symbols = {
        symbol
        for symbol, name in type_names().items()
        if _compact(plain) in (_compact(symbol), _compact(name))
    }
    return (lambda record, _: record.type in symbols) if symbols else None


def _document_test(value: str, catalogue: Catalogue) -> Test | None:
    """Return the test for a document's key or for its number in any shape in which it is typed."""
    key = slug(value)
    if not key:
        return None
    typed = parse_query(value, catalogue.glossary).clauses
    wanted = {token for clause in typed[:1] if len(typed) == 1 for token in clause.tokens}
    numbers = {token for token in wanted if token.startswith("#")}

    def test(record: Record, _status: Status | None) -> bool:
        if any(document.id == key for document in record.documents):
            return True
        return not numbers.isdisjoint(record.numbers)

    return test


def _status_test(plain: str) -> Test | None:
    for status, label in LABELS.items():
        if _compact(plain) in (_compact(status), _compact(label)):
            return lambda _, known, wanted=status: known == wanted  # type: ignore[misc]
    return None


def _day_test(field: FilterField, plain: str) -> Test | None:
    span = days_of(plain)
    if span is None:
        return None
    first, last = span
    if field == "from":
        return lambda record, _: record.day is not None and record.day >= first
    return lambda record, _: record.day is not None and record.day <= last


def days_of(plain: str) -> tuple[date, date] | None:
    """Return first and last day of `29/3/2021`, `2021-03-29`, `3/2021`, `II/2021` or `2021`."""
    try:
        if match := _DAY.fullmatch(plain):
            day = date(int(match[3]), int(match[2]), int(match[1]))
            return day, day
        if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
            return (date.fromisoformat(plain),) * 2
        period = Period.parse(plain.upper())
        if match := _MONTH.fullmatch(plain):
            period = Period.parse(f"{match[2]}-{int(match[1]):02}")
        elif not period and (match := _QUARTER.fullmatch(plain)) and match[2]:
            period = Period.parse(f"{match[2]}-Q{_quarter_number(match[1])}")
        return (period.start, period.end) if period else None
    except ValueError:
        return None
