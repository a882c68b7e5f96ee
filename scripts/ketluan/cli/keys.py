"""One key of a person: at once on a terminal, the first letter of a line anywhere else."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

NextKey = Callable[[], str]

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _raw() -> Iterator[NextKey]:
        yield msvcrt.getwch
else:
    import termios
    import tty

    @contextmanager
    def _raw() -> Iterator[NextKey]:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor, termios.TCSANOW)  # Ctrl+C still stops the program
            yield lambda: os.read(descriptor, 1).decode("ascii", "replace")
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextmanager
def next_keys() -> Iterator[NextKey]:
    """Give a function that waits for the next key and returns it; "" where there is no more input."""
    if sys.stdin is not None and sys.stdin.isatty():
        with _raw() as next_key:
            yield next_key
    else:
        yield _first_letter


def _first_letter() -> str:
    """Return the first letter of the next line, " " of an empty one."""
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return (line.strip() or " ")[0] if line else ""
