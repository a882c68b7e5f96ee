"""Work in other processes: a function over many values on all cores, one beside or apart from this."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, Generic, Self, TypeVar

from ketluan.os_errors import EndedError

Given = TypeVar("Given")
Made = TypeVar("Made")
_LEAST: Final = 16  # values for which it is worth while to start a process
_SHARES: Final = 8  # of the values for each core: who is done early takes another
_PR_SET_PDEATHSIG: Final = 1
_BEHIND: Final = (
    3  # as a rank (nice): two workers of it take as much of the cores as one other process
)


def in_parallel(
    work: Callable[[Given], Made],
    values: Sequence[Given],
    *,
    least: int = _LEAST,
    at_once: int = 0,
) -> list[Made]:
    """Return `work(value)` for each of `values`, in order; an error of one is raised here.

    Where the system cannot copy a process (only Linux does it safely), in a program with threads, in a
    worker, on one core or for fewer than `least` values all is done in this process. A worker takes
    `at_once` values, where 0 leaves the choice. Results must be picklable. Raises `EndedError` where a
    worker was ended.
    """
    return list(one_by_one(work, values, least=least, at_once=at_once))


def one_by_one(
    work: Callable[[Given], Made],
    values: Sequence[Given],
    *,
    least: int = _LEAST,
    at_once: int = 0,
    behind: bool = False,
) -> Iterator[Made]:
    """Yield what `in_parallel` returns; workers go on while this process uses what is there.

    They stay `behind` it where it has more to do than each of them, for which all would wait.
    """
    if len(values) < least or not _can_copy():
        yield from map(work, values)
        return
    cores = _cores()
    at_once = at_once or max(1, len(values) // (cores * _SHARES))
    forking = multiprocessing.get_context("fork")
    begun = (work, values, os.getpid(), _BEHIND if behind else 0)
    with ProcessPoolExecutor(cores, forking, initializer=_begin, initargs=begun) as pool:
        try:
            yield from pool.map(_do, range(len(values)), chunksize=at_once)
        except BrokenProcessPool as error:
            raise EndedError from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _can_copy() -> bool:
    """Tell whether it is safe to copy this process, and of use."""
    return _cores() > 1 and not _given and threading.active_count() == 1


class Beside(Generic[Made]):
    """Does `work` in a copy of this process, beside what this one does meanwhile; use as a context.

    Where the system cannot copy a process, or if it is not `worth` one, it is done when it is asked for.
    What it made must be picklable.
    """

    def __init__(self, work: Callable[[], Made], *, worth: bool = True) -> None:
        self._work = work
        self._connection: Connection | None = None
        if worth and _can_copy():
            forking = multiprocessing.get_context("fork")
            self._connection, theirs = forking.Pipe(duplex=False)
            given = (work, theirs, self._connection, os.getpid())
            self._process = forking.Process(target=_do_beside, args=given)
            self._process.start()
            theirs.close()  # so that the end of the process is the end of the connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection:
            self._connection.close()
            self._process.join()

    def made(self) -> Made:
        """Return what the work made, or raise its error; `EndedError` where its process was ended."""
        if self._connection is None:
            return self._work()
        try:
            made: Made
            made, failed = self._connection.recv()
        except (EOFError, OSError) as error:
            raise EndedError from error
        if failed:
            raise failed
        return made


def _do_beside(
    work: Callable[[], object], connection: Connection, parents: Connection, parent: int
) -> None:
    """Do `work` and tell what it made or what went wrong. An interrupt comes to both processes."""
    parents.close()  # so that it ends when the parent closes it
    _end_with(parent)
    with suppress(KeyboardInterrupt, OSError):
        try:
            told = work(), None
        except Exception as error:
            connection.send((None, error))
        else:
            connection.send(told)


class Apart(Generic[Given, Made]):
    """Does `work`, a function of a module, again and again, each time in a new process.

    The memory that it takes goes back to the system each time. After the first time a process waits
    ready, with all loaded that `work` needs. `end` must be called at last.
    """

    def __init__(self, work: Callable[[Given], Made]) -> None:
        self._work = work
        self._process: BaseProcess | None = None
        self._connection: Connection
        self._has_ended = False
        self._one_change = threading.Lock()  # of the process

    def run(self, value: Given) -> Made:
        """Return `work(value)`. Raises `EndedError`."""
        self._make_ready()
        if self._process is None:
            raise EndedError
        try:
            self._connection.send(value)
            made: Made = self._connection.recv()
        except (EOFError, OSError) as error:
            raise EndedError from error
        finally:
            self._stop()
        self._make_ready()
        return made

    def end(self) -> None:
        """End the process, also in the middle of its work."""
        with self._one_change:
            self._has_ended = True
            if self._process:
                self._process.kill()
                self._process.join()

    def _make_ready(self) -> None:
        with self._one_change:
            if self._process or self._has_ended:
                return
            starting = multiprocessing.get_context(
                "spawn"
            )  # a copy of a process with threads hangs
            self._connection, theirs = starting.Pipe()
            given = (self._work, theirs, os.getpid())
            self._process = starting.Process(target=_do_once, args=given)
            self._process.start()
            theirs.close()  # so that the end of the process is the end of the connection

    def _stop(self) -> None:
        """Forget the process, which is done or broken."""
        with self._one_change:
            if self._process:
                self._connection.close()
                self._process.join()
                self._process = None


def _do_once(work: Callable[[Any], Any], connection: Connection, parent: int) -> None:
    """Wait for a value, give back what `work` makes of it. An interrupt is for the parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    with suppress(EOFError):  # the parent has nothing to do any more
        connection.send(work(connection.recv()))
    gc.freeze()  # the parent waits for the end: nothing is looked through for garbage


_given: dict[str, Any] = {}  # of a worker: set once, when it is forked


def _begin(work: Callable[[Any], Any], values: Sequence[Any], parent: int, rank: int) -> None:
    """Take the work of this worker, which ends with the process that started it, however that ends."""
    _given.update(work=work, values=values)
    _end_with(parent)
    os.nice(rank)


def _end_with(parent: int) -> None:
    """End when the process `parent`, which started this one, ends (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(place: int) -> Any:
    return _given["work"](_given["values"][place])
