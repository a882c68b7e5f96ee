"""The folder of the index: names of its generations, its lock, what a build cut short left there.

What stands in a generation, and how it is switched to, is known to `generations`.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from ketluan.one_writer import AlreadyRunningError, only_one
from ketluan.removing import remove_folder

CURRENT: Final = "CURRENT"
UNFINISHED: Final = ".new"  # how the name of a generation ends while it is written or removed
WAITING: Final = f"{CURRENT}{UNFINISHED}"
NAME_DIGITS: Final = 16  # of the digest in a generation's name
_LOCK: Final = ".lock"
_GENERATION: Final = re.compile(rf"[0-9a-f]{{{NAME_DIGITS}}}-\d+(?:{re.escape(UNFINISHED)})?")
_STATED: Final = re.compile(rf"({_GENERATION.pattern}) ([0-9a-f]{{64}})\n")


class IndexUnavailableError(Exception):
    """No index can be opened; the message is Vietnamese and says the cure."""


class IndexLockedError(Exception):
    """Another process is building the index; the message is Vietnamese."""


def current_generation(folder: Path) -> str:
    """Return the name of the generation that CURRENT names, empty if it names none."""
    current = read_current(folder)
    return current[0] if current else ""


def read_current(folder: Path) -> tuple[str, str] | None:
    """Return name and stamp's SHA-256 that CURRENT states, `None` if it states none."""
    current = folder / CURRENT
    try:
        text = current.read_bytes().decode() if current.is_file() else ""  # a pipe would wait
    except (OSError, UnicodeDecodeError):
        return None
    stated = _STATED.fullmatch(text)
    return (stated[1], stated[2]) if stated else None


def is_generation(path: Path) -> bool:
    """Tell whether `path` is the folder of a generation, also of one unfinished."""
    return bool(_GENERATION.fullmatch(path.name)) and path.is_dir() and not path.is_symlink()


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`; the system drops it when the process ends, however it ends."""
    with ExitStack() as held:
        try:
            held.enter_context(only_one(folder / _LOCK))
        except AlreadyRunningError as error:
            raise IndexLockedError(
                "Một tiến trình khác đang lập chỉ mục tìm kiếm. "
                "Hãy đợi tiến trình đó xong rồi chạy lại."
            ) from error
        yield


def clear_index(folder: Path) -> tuple[str, ...]:
    """Remove what a build that was cut short left in `folder`; return the names of what was unfinished.

    Raise IndexLockedError if another process is building, OSError where that cannot be removed.
    """
    if not _left(folder):
        return ()
    with only_writer(folder):
        unfinished = [path for path in _left(folder) if path.name.endswith(UNFINISHED)]
        for path in unfinished:
            if path.is_dir():
                remove_folder(path)
            else:
                path.unlink()
        remove_others(folder, current_generation(folder))
    return tuple(path.name for path in unfinished)


def _left(folder: Path) -> list[Path]:
    """Return what stands in `folder` that only a build should have there."""
    current = current_generation(folder)
    found = (path for path in sorted(folder.glob("*")) if path.name != current)
    return [path for path in found if is_generation(path) or path.name == WAITING]


def remove_others(folder: Path, kept: str) -> None:
    """Remove every generation but `kept`: no file holds what nobody is to find any longer.

    Who has one open reads on; who was about to open it looks again.
    """
    for path in [*folder.iterdir()]:
        if is_generation(path) and path.name != kept:
            with suppress(OSError):  # in use, where the system does not let go of open files
                if not path.name.endswith(UNFINISHED):  # so that nobody takes a rest for a whole
                    path = path.rename(folder / f"{path.name}{UNFINISHED}")
                remove_folder(path)
