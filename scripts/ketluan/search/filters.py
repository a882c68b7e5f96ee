"""Conditions on fields (đơn vị, kỳ, loại …): from what a person wrote to a test of a record."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue, compact
from ketluan.search.columns import Test
from ketluan.search.query import Filter, FilterField, parse_query
from ketluan.search.ranking import Mask
from ketluan.search.records import Record
from ketluan.search.request import KIND_VALUES, LIMITS, FacetName, SearchRequest, limit_of
from ketluan.status import LABELS, Status
from ketluan.vietnamese import fold, nfc, roman_value, slug
from ketluan.vocabulary import type_names

_QUARTER: Final = re.compile(r"(?:qui?y?\s*)?(iv|i{1,3}|[1-4])(?:\s*+[/-]?\s*+(?:nam\s+)?(\d{4}))?")
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
    ("limits", "limit", "han"),
)
# The column that has all that the tests of a field look at.
_COLUMNS: Final[Mapping[FilterField, str]] = {
    "unit": "unit", "coordinating": "coordinating",
    "period": "period", "quarter": "period", "year": "period",
    "type": "type", "document": "document", "limit": "limit",
    "from": "day", "to": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that every result must pass. `facet` is where it was chosen beside the query.

    `said` ends the sentence "không có nội dung nào …"; empty where no value could be read.
    """

    test: Test
    field: FilterField
    said: str = ""
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
            found.append(_condition(field, values, catalogue, notes, facet))
    days: tuple[tuple[FilterField, str], ...] = (("from", request.start), ("to", request.end))
    found += [_condition(name, (day,), catalogue, notes) for name, day in days if day]
    for item in written:
        condition = _condition(item.field, (item.value,), catalogue, notes)
        found.append(_negated(condition) if item.negated else condition)
    asked = [*days, *((item.field, item.value) for item in written if not item.negated)]
    return tuple(found), (*notes, *_turned_round(asked))


def _condition(
    field: FilterField,
    values: tuple[str, ...],
    catalogue: Catalogue,
    notes: list[str],
    facet: FacetName | None = None,
) -> Condition:
    """Return the condition that one of `values` is there; a note says which cannot be read."""
    tests = [_test(field, value, catalogue) for value in values]
    read = [value for value, test in zip(values, tests, strict=True) if test]
    notes += [_UNREAD[field].format(value=value) for value in values if value not in read]
    said = _SAID[field].format(value="” hoặc “".join(read)) if read else ""
    return Condition(_any([test for test in tests if test]), field, said, facet, values)


def _negated(condition: Condition) -> Condition:
    said = f"ngoài những nội dung {condition.said}" if condition.said else ""
    return replace(condition, test=_not(condition.test), said=said)


def _turned_round(asked: Iterable[tuple[FilterField, str]]) -> Iterator[str]:
    """Yield a note if the first day asked for lies behind the last one."""
    known = [(field, value, days_of(fold(nfc(value)).strip())) for field, value in asked if value]
    starts = [(days[0], value) for field, value, days in known if field == "from" and days]
    ends = [(days[1], value) for field, value, days in known if field == "to" and days]
    if starts and ends and max(starts)[0] > min(ends)[0]:
        yield (
            f"Ngày bắt đầu “{max(starts)[1]}” đứng sau ngày kết thúc “{min(ends)[1]}”; "
            "hãy đổi lại hai ngày."
        )


def passing(mask: Mask, condition: Condition, catalogue: Catalogue, today: date) -> Mask:
    """Return those in `mask` whose records pass a condition on the day `today`."""
    if condition.field == "status":
        return _with_status(mask, condition.test, catalogue, today)
    return catalogue.columns[_COLUMNS[condition.field]].passing(mask, condition.test)


def _with_status(mask: Mask, test: Test, catalogue: Catalogue, today: date) -> Mask:
    """Return those in `mask` whose status passes `test`, which looks at nothing else."""
    column = catalogue.columns["status"]
    statuses, example = catalogue.statuses(today), catalogue.record(0)
    wanted = {status: test(example, status) for status in set(statuses)}
    return column.having(mask, [wanted[status] for status in statuses])


def _any(tests: list[Test]) -> Test:
    return lambda record, status: any(test(record, status) for test in tests)


def _not(test: Test) -> Test:
    return lambda record, status: not test(record, status)


def _test(field: FilterField, value: str, catalogue: Catalogue) -> Test | None:
    """Return the test for one value of one field, `None` if the value cannot be read."""
    plain = fold(nfc(value)).strip()
    if field in ("unit", "coordinating"):
        return _unit_test(field, plain, catalogue)
    if field in ("period", "quarter", "year"):
        return _period_test(field, plain)
    if field == "type":
        return _type_test(plain)
    if field == "document":
        return _document_test(value, catalogue)
    if field == "status":
        return _status_test(plain)
    if field == "limit":
        return _limit_test(plain)
    return _day_test(field, plain)


_UNREAD: Final[dict[FilterField, str]] = {
    "unit": "Không có đơn vị nào tên “{value}”.",
    "coordinating": "Không có đơn vị nào tên “{value}”.",
    "period": "Không hiểu kỳ “{value}”; hãy viết như II/2021 hoặc 2021-Q2.",
    "quarter": "Không hiểu quý “{value}”; hãy viết như II/2021.",
    "year": "Không hiểu năm “{value}”; hãy viết như 2021 hoặc 2020-2022.",
    "type": "Không có loại “{value}”.",
    "document": "Không hiểu số văn bản “{value}”; hãy viết như 105/TB-UBND.",
    "status": "Không có trạng thái “{value}”.",
    "limit": "Không có loại thời hạn “{value}”; hãy viết như han:theoky hoặc han:vanbanghi.",
    "from": "Không hiểu ngày “{value}”; hãy viết như 29/3/2021.",
    "to": "Không hiểu ngày “{value}”; hãy viết như 29/3/2021.",
}

_SAID: Final[dict[FilterField, str]] = {
    "unit": "của đơn vị “{value}”",
    "coordinating": "do đơn vị “{value}” phối hợp",
    "period": "thuộc kỳ “{value}”",
    "quarter": "thuộc quý “{value}”",
    "year": "thuộc năm “{value}”",
    "type": "thuộc loại “{value}”",
    "document": "viện dẫn văn bản “{value}”",
    "status": "có trạng thái “{value}”",
    "limit": "có thời hạn thuộc loại “{value}”",
    "from": "từ ngày “{value}” trở đi",
    "to": "đến hết ngày “{value}”",
}


def _unit_test(field: FilterField, plain: str, catalogue: Catalogue) -> Test | None:
    ids = unit_ids(plain, catalogue)
    if not ids:
        return None
    if field == "coordinating":
        return lambda record, _: any(unit.id in ids for unit in record.coordinating)
    return lambda record, _: any(unit.id in ids for unit in record.units)


def unit_ids(text: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the ids of the units called `text`, else of those whose name contains it.

    An id is that unit alone, as facets count it; a former name is its successors', too.
    """
    wanted, names = compact(text), catalogue.unit_keys
    if not wanted:
        return frozenset()
    if text in names:
        return frozenset((text,))
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
    return lambda record, _: any(first <= year <= last for year in record.years)


def _type_test(plain: str) -> Test | None:
    for kind, value in KIND_VALUES.items():
        if compact(plain) == compact(value):
            return lambda record, _, kind=kind: record.kind == kind  # type: ignore[misc]
    symbols = {
        symbol
        for symbol, name in type_names().items()
        if compact(plain) in (compact(symbol), compact(name))
    }
    return (lambda record, _: record.type in symbols) if symbols else None


def _document_test(value: str, catalogue: Catalogue) -> Test | None:
    """Return the test for a document's key or for its number in any shape in which it is typed."""
    key = slug(value)
    if not key:
        return None
    if value == key and key in catalogue.document_numbers:
        return lambda record, _: any(document.id == key for document in record.documents)
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
        if compact(plain) in (compact(status), compact(label)):
            return lambda _, known, wanted=status: known == wanted  # type: ignore[misc]
    return None


def _limit_test(plain: str) -> Test | None:
    for limit, label in LIMITS.items():
        if compact(plain) in (compact(limit), compact(label)):
            return lambda record, _, wanted=limit: limit_of(record) == wanted  # type: ignore[misc]
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
