"""Writing to the terminal: results, messages, tables. The only module that prints."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ketluan.model import Problem


def say(message: str) -> None:
    """Write a message for the person, to stderr."""
    print(message, file=sys.stderr)  # noqa: T201


def give(text: str) -> None:
    """Write a result, to stdout."""
    print(text)  # noqa: T201


def give_json(value: Any) -> None:
    """Write a result as one line of JSON, Vietnamese letters as they are."""
    give(json.dumps(value, ensure_ascii=False))


def give_problems(problems: Iterable[Problem]) -> None:
    """Write one problem a line: `path:line: cause; cure [rule]`."""
    for problem in problems:
        give(str(problem))


def give_table(rows: Sequence[Sequence[str]]) -> None:
    """Write rows in columns as wide as their widest cell; the last one runs free."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        give("  ".join([*cells, row[-1]]).rstrip())
