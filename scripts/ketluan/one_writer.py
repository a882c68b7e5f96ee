"""One process at a time: a lock on a file, which the system drops when the process ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AlreadyRunningError(Exception):
    """Another process holds the lock."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock of the file `path`, which is made if need be; its folder must be there.

    Raises `AlreadyRunningError` where another process holds it, `OSError` where it cannot be opened.
    """
    with path.open("a+b") as file:
        file.seek(0)  # Windows locks the byte at the position of the file
        try:
            _lock(file.fileno())
        except OSError as error:
            raise AlreadyRunningError(str(path)) from error
        yield
