"""Work shared among the cores: a function over many values, in processes of their own."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
_LEAST: Final = 16  # values for which it is worth while to start a process
_SHARES: Final = 8  # of the values for each core: who is done early takes another
_PR_SET_PDEATHSIG: Final = 1


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
    `at_once` values, where 0 leaves the choice. Results must be picklable.
    """
    return list(one_by_one(work, values, least=least, at_once=at_once))


def one_by_one(
    work: Callable[[Given], Made],
    values: Sequence[Given],
    *,
    least: int = _LEAST,
    at_once: int = 0,
) -> Iterator[Made]:
    """Yield what `in_parallel` returns; workers go on while this process uses what is there."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    alone = cores < 2 or bool(_given) or threading.active_count() > 1
    if alone or len(values) < least:
        yield from map(work, values)
        return
    at_once = at_once or max(1, len(values) // (cores * _SHARES))
    forking = multiprocessing.get_context("fork")
    begun = (work, values, os.getpid())
    with ProcessPoolExecutor(cores, forking, initializer=_begin, initargs=begun) as pool:
        yield from pool.map(_do, range(len(values)), chunksize=at_once)


_given: dict[str, Any] = {}  # of a worker: set once, when it is forked


def _begin(work: Callable[[Any], Any], values: Sequence[Any], parent: int) -> None:
    """Take the work of this worker, which ends with the process that started it, however that ends."""
    _given.update(work=work, values=values)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(place: int) -> Any:
    return _given["work"](_given["values"][place])
