"""A table as CSV for Excel and for programs (RFC 4180).

UTF-8 with a byte order mark, without which Excel takes it for the system's code page. Fields are
parted by commas: so does RFC 4180, so reads every program without being told, and so does Excel on
systems set to English, as offices' mostly are; a first line `sep=;` would serve the others but makes
Excel forget the mark and breaks every other reader. Rows end with CRLF; a line break in a text stays a
line break, inside quotes.
"""

import csv
import io
import re
from typing import Final

from ketluan.exports.tables import Table, shown

BOM: Final = "\ufeff"
# What a spreadsheet may take for a formula, also written in full width; behind apostrophes that
# were printed so, too, so that the one we add can be told from them.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def csv_text(table: Table) -> str:
    """Return `table` as CSV text, byte order mark first; formulas are neutralised."""
    people = table.for_people()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.title for column in people.columns])
    for row in people.rows:
        writer.writerow(
            [
                neutralised(shown(column, value))
                for column, value in zip(people.columns, row, strict=True)
            ]
        )
    return BOM + out.getvalue()


def neutralised(text: str) -> str:
    """Return `text` behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if is_formula(text) else text


def restored(text: str) -> str:
    """Return what `neutralised` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take `text` for a formula."""
    return _FORMULA.match(text) is not None
