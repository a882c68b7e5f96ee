"""Work in other processes: a function over many values on all cores, one beside or apart from this."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import call
from queue import SimpleQueue
from typing import Any, Final, Generic, Self, TypeVar, cast

from ketluan.os_errors import EndedError

Given = TypeVar("Given")
Made = TypeVar("Made")
_Tried = tuple[list[Made], Exception | None]
_Do = Callable[..., None]  # of connections
_LEAST: Final = 16  # values for which it is worth while to start a process
_SHARES: Final = 8  # of the values for each core: who is done early takes another
_ASKED: Final = 4  # parts for each worker that are to be made, in work, or made and not wanted yet
_WIDTH: Final = 4  # bytes of the number of a part in a pipe
_PR_SET_PDEATHSIG: Final = 1
_BEHIND: Final = 3  # as a rank (nice): two workers of it take as much as another process


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
    if len(values) < max(1, least) or not _can_copy():
        yield from map(work, values)
        return
    at_once = at_once or max(1, len(values) // (_cores() * _SHARES))
    parts = [values[at : at + at_once] for at in range(0, len(values), at_once)]
    with _Crew(work, parts) as crew:
        crew.start(_BEHIND if behind else 0)
        for place in range(len(parts)):
            made, failed = crew.part(place)
            yield from made
            if failed:
                raise failed


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _can_copy() -> bool:
    """Tell whether it is safe to copy this process, and of use."""
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return alone and _cores() > 1


class _Crew(Generic[Given, Made]):
    """Workers, who take one of the `parts` after the other; use as a context, at whose end they end.

    Who is free reads the number of the next part from a pipe. What was made comes through a pipe of each
    worker, whose other end nobody else holds: so one that is ended in the middle of a word ends its pipe,
    and nobody waits for the rest.
    """

    def __init__(self, work: Callable[[Given], Made], parts: Sequence[Sequence[Given]]) -> None:
        self._work = work
        self._parts = parts
        self._workers: dict[Connection, BaseProcess] = {}
        self._numbers, self._asking = os.pipe()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._told: SimpleQueue[tuple[int, _Tried[Made]] | Exception] = SimpleQueue()
        self._made: dict[int, _Tried[Made]] = {}
        self._to_ask = iter(range(len(parts)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.kill()
        if self._listener.is_alive():
            self._listener.join()
        for telling, worker in self._workers.items():
            worker.join()
            telling.close()
        os.close(self._numbers)
        os.close(self._asking)

    def start(self, rank: int) -> None:
        for _ in range(min(_cores(), len(self._parts))):
            worker, (telling,) = _copied(lambda telling: self._serve(telling, rank), daemon=True)
            self._workers[telling] = worker
            self._ask(_ASKED)
        self._listener.start()

    def part(self, place: int) -> _Tried[Made]:
        """Return, once, what came of the part at `place`. Raises `EndedError`."""
        while place not in self._made:
            told = self._told.get()
            if isinstance(told, Exception):
                raise told
            self._made[told[0]] = told[1]
            self._ask(1)
        return self._made.pop(place)

    def _ask(self, count: int) -> None:
        """Ask for `count` parts more, if there are so many."""
        for _, number in zip(range(count), self._to_ask, strict=False):
            os.write(self._asking, number.to_bytes(_WIDTH))

    def _listen(self) -> None:
        """Hear the workers in a thread, so that none of them waits until this process has time."""
        try:
            while True:
                for telling in wait([*self._workers]):
                    self._told.put(cast("Connection", telling).recv())
        except Exception as error:
            self._told.put(EndedError() if isinstance(error, EOFError | OSError) else error)

    def _serve(self, telling: Connection, rank: int) -> None:
        """Make, as a worker, the parts whose numbers come."""
        os.close(self._asking)  # so that the end of the parent is the end of the numbers
        os.nice(rank)
        while number := os.read(self._numbers, _WIDTH):  # a whole one, as it was written
            place = int.from_bytes(number)
            telling.send((place, _tried(self._work, self._parts[place])))


def _tried(work: Callable[[Given], Made], values: Iterable[Given]) -> _Tried[Made]:
    """Return what `work` makes of `values`, up to the first where something goes wrong, and what."""
    made: list[Made] = []
    try:
        made.extend(map(work, values))
    except Exception as error:
        error.add_note(traceback.format_exc())  # the place is lost on the way to the parent
        return made, error
    return made, None


def _copied(
    do: _Do, *, pipes: int = 1, daemon: bool = False
) -> tuple[BaseProcess, Sequence[Connection]]:
    """Start a copy of this process, in which `do` sends through `pipes`, whose other ends are returned.

    A daemon starts no workers, and ends with this process.
    """
    forking = multiprocessing.get_context("fork")
    ours, theirs = zip(*(forking.Pipe(duplex=False) for _ in range(pipes)), strict=True)
    given = (do, theirs, ours, os.getpid())
    process = forking.Process(target=_do_copied, args=given, daemon=daemon)
    process.start()
    for one in theirs:
        one.close()  # so that the end of the process is the end of the connection
    return process, ours


def _do_copied(
    do: _Do, connections: Sequence[Connection], parents: Sequence[Connection], parent: int
) -> None:
    """Do it as long as the parent listens. An interrupt comes to both processes."""
    for one in parents:
        one.close()  # so that it ends when the parent closes it
    _end_with(parent)
    with suppress(KeyboardInterrupt, OSError):
        do(*connections)


class Beside(Generic[Made]):
    """Does `works` in a copy of this process, beside what this one does meanwhile; use as a context.

    They are done one after the other. Where the system cannot copy a process, or if they are not `worth`
    one, each is done when it is asked for. What they make must be picklable.
    """

    def __init__(self, *works: Callable[[], Made], worth: bool = True) -> None:
        self._works = works
        self._connections: Sequence[Connection] = ()
        if worth and _can_copy():
            with suppress(OSError):  # there are too many processes, or is too little memory
                self._process, self._connections = _copied(self._tell, pipes=len(works))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._connections:
            one.close()
        if self._connections:
            self._process.join()

    def made(self, place: int = 0) -> Made:
        """Return, once, what the work at `place` made, or raise its error.

        A copy of this process may ask for it, too. Raises `EndedError` where the process was ended.
        """
        if not self._connections:
            return self._works[place]()
        try:
            tried: _Tried[Made] = self._connections[place].recv()
        except (EOFError, OSError) as error:
            raise EndedError from error
        made, failed = tried
        if failed:
            raise failed
        return made[0]

    def _tell(self, *connections: Connection) -> None:
        for work, connection in zip(self._works, connections, strict=True):
            connection.send(_tried(call, [work]))
            connection.close()


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
            starting = multiprocessing.get_context("spawn")  # a copy of one with threads hangs
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


def _end_with(parent: int) -> None:
    """End when the process `parent`, which started this one, ends (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
