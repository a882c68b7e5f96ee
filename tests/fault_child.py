"""Runs of `ketluan` that end, stop or fail at a chosen step of writing; see `faults.py`.

One process has the program loaded; each run is a child of it in a process group of its own. Before
each step that changes the disk (open for writing, fsync, rename, link, remove, new or lost folder,
…) the child counts, so that a step is hit whatever the speed of the machine.

Standard input: one run a line as JSON; standard output: what became of it.
"""

import codecs
import errno
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import ketluan
from ketluan.cli import run

_CHANGES: Final = frozenset(
    (
        "ctypes.dlsym",  # stands for the exchange of two folders, which is called right behind it
        "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
        "os.truncate", "os.utime",
    )
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# A full disk lets go of files; a disk that may only be read does not.
_TAKES_ROOM: Final = ("open", "os.mkdir", "os.link", "os.symlink", "fsync")


class _Steps:
    """Counts the steps of one run and does at the chosen one what was asked."""

    def __init__(self, wish: dict[str, Any]) -> None:
        self.at: int = wish.get("at", 0)
        self.what: str = wish.get("what", "")
        self.error: int = wish.get("errno", 0)
        self.only: str = wish.get("only", "")
        self.seen: list[str] = []
        self.busy = False

    def hook(self, event: str, values: tuple[Any, ...]) -> None:
        """See one event of the interpreter (PEP 578)."""
        if self.busy or not _changes_disk(event, values):
            return
        self.count(event, str(values[0]) if values else "")

    def count(self, event: str, path: str) -> None:
        """Count one step before it is done."""
        if self.only and self.only not in path:
            return
        self.seen.append(f"{event} {path}")
        if not self.at or len(self.seen) < self.at:
            return
        if self.what == "fail":
            spared = self.error == errno.ENOSPC and event not in _TAKES_ROOM
            if not spared and event != "ctypes.dlsym":
                raise OSError(self.error, os.strerror(self.error), path)
        elif len(self.seen) == self.at:
            if self.what == "stop":
                os.kill(os.getpid(), signal.SIGSTOP)
            else:
                os.killpg(0, signal.SIGKILL)

    def write(self, notes: Path) -> None:
        """Write down what was seen, for who asked."""
        self.busy = True
        notes.write_text(json.dumps(self.seen), "utf-8")


def _changes_disk(event: str, values: tuple[Any, ...]) -> bool:
    if event == "open":
        path, mode, flags = values
        if str(path).startswith(("/dev/", "/proc/")) or isinstance(path, int):
            return False
        if isinstance(mode, str):
            return any(letter in mode for letter in "wax+")
        return bool(flags & _WRITING)
    return event in _CHANGES and (event != "ctypes.dlsym" or values[-1] == "renameat2")


def _child(wish: dict[str, Any], streams: tuple[int, int, int]) -> int:
    os.setpgid(0, 0)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout, sys.stderr = (os.fdopen(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))
    os.environ.update(wish.get("environment", {}))
    tempfile.tempdir = None
    if "user" in wish:
        codecs.lookup("utf-8-sig")  # loaded now: another user may not read where Python lies
        os.setegid(wish["user"])
        os.seteuid(wish["user"])
    if "torn" in wish:  # the first file that would grow beyond it is cut there
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if wish["what"] == "kill" else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish["torn"], wish["torn"]))
    steps = _Steps(wish)
    synced = os.fsync

    def fsync(handle: int) -> None:
        steps.count("fsync", "")
        synced(handle)

    os.fsync = fsync  # type: ignore[assignment]
    settled = os.sync

    def sync() -> None:
        steps.count("sync", "")
        settled()

    os.sync = sync
    sys.addaudithook(steps.hook)
    if "after" in wish:
        threading.Timer(wish["after"], lambda: os.killpg(0, signal.SIGKILL)).start()
    try:
        code = run(wish["arguments"])
    except SystemExit as error:
        code = int(error.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    if wish.get("notes"):
        steps.write(Path(wish["notes"]))
    return code


def _forked(wish: dict[str, Any], streams: tuple[int, int, int]) -> int:
    child = os.fork()
    if child:
        return child
    code = 70  # an exception that nobody caught
    try:
        code = _child(wish, streams)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _answer(child: int, streams: Sequence[int]) -> bool:
    """Write what became of `child`, and return whether it ended."""
    _, status = os.waitpid(child, os.WUNTRACED)
    told: dict[str, Any] = {"stopped": os.WIFSTOPPED(status)}
    if not told["stopped"]:
        told["code"] = os.waitstatus_to_exitcode(status)
        for name, stream in zip(("out", "err"), streams, strict=True):
            with os.fdopen(stream, "rb") as said:
                told[name] = said.read().decode()
    print(json.dumps(told), flush=True)  # noqa: T201
    return not told["stopped"]


def _load_all() -> None:
    """Load what verbs would load when they are asked for: once, and not as steps of a run."""
    for part in pkgutil.walk_packages(ketluan.__path__, "ketluan."):
        import_module(part.name)


def _main() -> None:
    _load_all()
    for line in sys.stdin:
        wish = json.loads(line)
        given, typed = os.pipe()  # pipes: a bound on the size of files is none for them
        os.write(typed, wish.get("stdin", "").encode())
        os.close(typed)
        out, to_out = os.pipe()
        err, to_err = os.pipe()
        child = _forked(wish, (given, to_out, to_err))
        for end in (given, to_out, to_err):
            os.close(end)
        if not _answer(child, (out, err)):
            sys.stdin.readline()  # the next line says that it may go on
            os.kill(child, signal.SIGCONT)
            _answer(child, (out, err))


if __name__ == "__main__":
    _main()
