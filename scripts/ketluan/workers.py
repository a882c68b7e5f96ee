"""Work shared among the cores: a function over many values, in processes of their own."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
_LEAST: Final = 16  # values for which it is worth while to start a process


def in_parallel(
    work: Callable[[Given], Made], values: Sequence[Given], *, least: int = _LEAST
) -> list[Made]:
    """Return `work(value)` for each of `values`, in order; an error of one is raised here.

    Where the system cannot copy a process (no fork), in a program with threads, on one core or for
    fewer than `least` values all is done in this process. Results must be picklable.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if cores < 2 or len(values) < least or threading.active_count() > 1:
        return [work(value) for value in values]
    context = multiprocessing.get_context("fork")
    parts = [range(start, len(values), cores) for start in range(cores)]
    found: list[Any] = [None] * len(values)
    with context.Pool(cores, _begin, (work, values)) as pool:
        for part, made in zip(parts, pool.imap(_do, parts, chunksize=1), strict=True):
            for place, value in zip(part, made, strict=True):
                found[place] = value
    return found


_given: dict[str, Any] = {}  # of a worker: set once, when it is forked


def _begin(work: Callable[[Any], Any], values: Sequence[Any]) -> None:
    _given.update(work=work, values=values)


def _do(places: range) -> list[Any]:
    return [_given["work"](_given["values"][place]) for place in places]
