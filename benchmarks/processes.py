"""Run a program and tell what it took: time by the clock, of the processors, and memory."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

_LOOK: Final = 0.1  # seconds between two looks at the memory, at least
_REST: Final = 20  # times the seconds of the last look: looking at a gigabyte takes a core


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, seconds of all processors, and the most MB in use at once.

    Memory is the proportional share of the program and all it started (`Pss`): what workers share
    with their parent counts once. `output` is what was printed.
    """

    seconds: float
    processor: float
    megabytes: float
    output: str


class FailedError(Exception):
    """A measured program failed; the message ends with what it said."""


def took(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Took:
    """Run `command` in `folder` and return what it took. Raises `FailedError`."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    with watched_memory(process.pid) as memory:
        output, errors = process.communicate()
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise FailedError(f"{' '.join(command)}: {process.returncode}\n{(output + errors)[-3000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(seconds, processor, memory.most, output)


@dataclass
class Memory:
    """The most MB that were seen in use at once."""

    most: float = 0.0
    _end: threading.Event = field(default_factory=threading.Event)

    def watch(self, pid: int) -> None:
        """Look at the process `pid` and all below it until `end` is called."""
        pause = _LOOK
        while not self._end.wait(pause):
            begin = time.perf_counter()
            self.most = max(self.most, sum(_share(one) for one in _family(pid)))
            pause = max(_LOOK, _REST * (time.perf_counter() - begin))

    def end(self) -> None:
        """End `watch`."""
        self._end.set()


@contextmanager
def watched_memory(pid: int) -> Iterator[Memory]:
    """Watch the memory of a process and all that it starts."""
    memory = Memory()
    thread = threading.Thread(target=memory.watch, args=(pid,))
    thread.start()
    try:
        yield memory
    finally:
        memory.end()
        thread.join()


def _family(pid: int) -> Iterator[int]:
    """Yield `pid` and all processes below it, whichever of its threads started them."""
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [(one / "children").read_text("ascii").split() for one in threads]
    except OSError:
        return
    for child in chain(*children):
        yield from _family(int(child))


def _share(pid: int) -> float:
    """Return the proportional share of one process in MB, 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
