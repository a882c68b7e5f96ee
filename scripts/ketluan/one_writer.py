"""One process at a time: a lock on a file, which the system drops when the process ends.

What is being written is locked as long as it is written: a file that nobody holds was left by a
process that was ended.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


# What the systems answer where another process holds the lock; all else is a disk without locks.
_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


class AlreadyRunningError(Exception):
    """Another process holds the lock."""


@contextmanager
def only_one(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of the file `path`, which is made if need be; its folder must be there.

    Raises `AlreadyRunningError` where another process holds it and we do not `wait`, `OSError` where
    it cannot be opened or the disk knows no locks.
    """
    with path.open("a+b") as file:
        file.seek(0)  # Windows locks the byte at the position of the file
        if not take(file.fileno(), wait=wait):
            raise AlreadyRunningError(str(path))
        yield


def take(descriptor: int, *, wait: bool = False) -> bool:
    """Lock the open file, and return whether we hold it now; it is free when it is closed.

    Raises `OSError` where the disk knows no locks.
    """
    try:
        _lock(descriptor, wait=wait)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
