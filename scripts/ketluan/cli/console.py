"""Writing to the terminal: results, messages, tables. The only module that prints.

What is printed may come from a source, a file name or a person's draft. A terminal obeys control
characters, so none of theirs reaches it: what cannot be printed is written as its escape.
"""

import contextlib
import io
import json
import logging
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ketluan.model import Problem

_STREAMS: Final = (0, 1, 2)
_COLOURS: Final = {"old": "31", "new": "32"}


def printable(text: str) -> str:
    r"""Return `text` on one line, each character that does not print as its escape (`\x1b`)."""
    return _with_escapes(text, _escaped)


def _with_escapes(text: str, escaped: Callable[[str], str]) -> str:
    if text.isprintable():  # as nearly all is
        return text
    return "".join(char if _prints(char) else escaped(char) for char in text)


def _prints(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        code -= 0xDC00
    short = code <= 0xFF
    return f"\\x{code:02x}" if short else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def open_streams() -> None:
    """Make the standard streams fit for Vietnamese, and safe where the caller closed one.

    A closed one is opened on nothing, or the next file opened would take its place. Lone
    surrogates of file names are written as escapes.
    """
    for number in _STREAMS:
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def flush() -> None:
    """Hand over what was written so far. Raises `OSError` where nobody takes it."""
    if sys.stdout is not None:
        sys.stdout.flush()


def forget_output() -> None:
    """Let all further results go nowhere: who read them has seen enough."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def say(message: str) -> None:
    """Write a message for the person, to stderr."""
    _write(message, sys.stderr)


def give(text: str) -> None:
    """Write a result, to stdout."""
    _write(text, sys.stdout)


def _write(text: str, stream: Any) -> None:
    if stream is not None:  # `print` would take stdout for a stderr that is closed
        print("\n".join(map(printable, text.split("\n"))), file=stream)


def say_busy(message: str) -> None:
    """Show on a terminal what is being done; the next message takes its place, "" clears it."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r\x1b[2K{printable(message)}", end="", file=sys.stderr, flush=True)  # noqa: T201


class _Progress(logging.Handler):
    """Shows on a terminal how far a part of the program is."""

    def emit(self, record: logging.LogRecord) -> None:
        say_busy(record.getMessage())


def show_progress(part: str) -> None:
    """Show what `part` (a package) logs as INFO, where a person sees it; nothing in a log file."""
    logger = logging.getLogger(part)
    if sys.stderr is None or not sys.stderr.isatty() or logger.handlers:
        return
    logger.addHandler(_Progress(logging.INFO))
    logger.setLevel(logging.INFO)
    logger.propagate = False


def give_json(value: Any) -> None:
    """Write a result as one line of JSON, Vietnamese letters as they are."""
    text = json.dumps(value, ensure_ascii=False)
    # Inside strings only: all that JSON itself writes prints.
    give(_with_escapes(text, lambda char: json.dumps(char)[1:-1]))


def give_problems(problems: Iterable[Problem]) -> None:
    """Write one problem a line: `path:line: cause; cure [rule]`."""
    for problem in problems:
        give(printable(str(problem)))


def give_table(rows: Sequence[Sequence[str]]) -> None:
    """Write rows in columns as wide as their widest cell; the last one runs free."""
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in shown) for column in range(len(shown[0]) - 1)]
    for row in shown:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        give("  ".join([*cells, row[-1]]).rstrip())


def say_styled(line: Iterable[tuple[str, str]]) -> None:
    """Write a message of pieces (text, style), "old" red and "new" green where a terminal has colour.

    No piece's control characters reach the terminal.
    """
    colours = _COLOURS if _has_colour() else {}
    shown = []
    for text, style in line:
        colour = colours.get(style)
        shown.append(f"\x1b[{colour}m{printable(text)}\x1b[0m" if colour else printable(text))
    if sys.stderr is not None:
        print("".join(shown), file=sys.stderr)  # noqa: T201


def _has_colour() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return not plain and sys.stderr is not None and sys.stderr.isatty()


def columns() -> int:
    """Return the width of the terminal to which messages go; 80 where there is none."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (AttributeError, OSError, ValueError):  # closed, no terminal, or held by a test
        return 80
