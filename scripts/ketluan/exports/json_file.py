"""A table as JSON: keys are English and stable, days ISO 8601, what is not known is `null`."""

import json
from datetime import date
from json.encoder import encode_basestring

from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Table, Value
from ketluan.model import Period


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
    return indented(content) + "\n"


def indented(value: object, margin: str = "\n") -> str:
    """Return plain `value` as JSON, one blank for each level; `margin` begins the lines of its own.

    It is what `json.dumps` gives with `ensure_ascii=False` and `indent=1`, which goes through Python for
    each comma as soon as there is an indent.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    inner = margin + " "
    if isinstance(value, dict):
        rows = [encode_basestring(key) + ": " + indented(one, inner) for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(rows)}{margin}}}" if rows else "{}"
    if isinstance(value, list | tuple):
        rows = [indented(one, inner) for one in value]
        return f"[{inner}{f',{inner}'.join(rows)}{margin}]" if rows else "[]"
    return json.dumps(value)


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
