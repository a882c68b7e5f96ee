"""A table as JSON: keys are English and stable, days ISO 8601, what is not known is `null`."""

import json
from datetime import date

from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Table, Value
from ketluan.model import Period


def json_text(table: Table, selection: Selection) -> str:
    """Return `table` as JSON, with what its rows were chosen by."""
    keys = [column.key for column in table.columns]
    content = {
        "what": table.name,
        "unit": selection.unit.id if selection.unit else None,
        "period": selection.period.id if selection.period else None,
        "as_of": _plain(selection.as_of),
        "status_day": _plain(selection.day),
        "rows": [dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return value.id
    if isinstance(value, tuple):
        return list(value)
    return None if value == "" else value
