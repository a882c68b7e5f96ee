"""A table as JSON: keys are English and stable, days ISO 8601, what is not known is `null`."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Table, Value
from ketluan.model import Period
from ketluan.pieces import Piece, whole

_PARTED: Final = ",\n  "
_ITEM: Final = "\0"  # no such character stands in what it marks a place in
# Items of a list: a digest of what they are made of (see `Piece`), and what gives them.
Items = tuple[str, Callable[[], Iterable[object]]]


def json_text(table: Table, selection: Selection) -> str:
    """Return `table` as JSON, with what its rows were chosen by."""
    content = {
        "what": table.name,
        "unit": selection.unit.id if selection.unit else None,
        "period": selection.period.id if selection.period else None,
        "as_of": plain_value(selection.as_of),
        "status_day": plain_value(selection.day),
        "rows": table_rows(table),
    }
    return lines_of(content)


def lines_of(content: Mapping[str, object]) -> str:
    """Return `content` as JSON: a key a line, of a list an item a line.

    So tools that compare lines show which row changed, and no row passes through Python by its words.
    """
    keys = (f" {_json(key)}: {_rows(value)}" for key, value in content.items())
    return "{\n" + ",\n".join(keys) + "\n}\n"


def pieces_of(content: Mapping[str, object], name: str, some: Iterable[Items]) -> Iterator[Piece]:
    """Yield the pieces of `lines_of` a `content` that ends with the list `name`.

    Each of `some` gives items of that list, one at least.
    """
    head, foot = lines_of({**content, name: [_ITEM]}).split(_json(_ITEM))
    before = head
    for key, items in some:
        yield Piece(key and f"{key} {before}", partial(_after, before, items))
        before = _PARTED
    yield from whole(foot if before is _PARTED else lines_of({**content, name: []}))


def _after(before: str, items: Callable[[], Iterable[object]]) -> tuple[str]:
    return (before + _PARTED.join(map(_json, items())),)


def _rows(value: object) -> str:
    if not isinstance(value, list | tuple) or not value:
        return _json(value)
    return "[\n  " + _PARTED.join(map(_json, value)) + "\n ]"


_json = json.JSONEncoder(ensure_ascii=False).encode


def table_rows(table: Table) -> list[dict[str, object]]:
    """Return the rows of `table` as JSON has them, by the keys of its columns."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(plain_value, row), strict=True)) for row in table.rows]


def plain_value(value: Value) -> object:
    """Return a value as JSON has it; what is empty is not known."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return value.id
    if isinstance(value, tuple):
        return list(value)
    return None if value == "" else value
