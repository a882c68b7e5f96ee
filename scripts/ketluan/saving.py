"""Write files of the archive: whole or not at all, and never over another without being told to."""

import ctypes
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from ketluan.one_writer import only_one, take
from ketluan.os_errors import reason

_UNFINISHED: Final = ".ketluan-"  # how the name of a file begins while it is written
_LOCK: Final = ".cache/saving.lock"  # held from the last look at a file until it is replaced
_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1


class ArchiveError(Exception):
    """The folder is no archive, or cannot be written; the message is Vietnamese."""


class ChangedError(Exception):
    """A file no longer holds what it was read with, so it was not replaced."""


def save_file(root: Path, relative: str, content: bytes, *, overwrite: bool) -> None:
    """Write `content` to `root/relative` whole or not at all.

    Raises `ArchiveError` if the file exists and `overwrite` is false, or if it cannot be written.
    """
    save_written(root, relative, lambda file: file.write(content), overwrite=overwrite)


def save_edited(root: Path, relative: str, before: bytes, content: bytes) -> None:
    """Replace `root/relative`, a file of the archive at `root` that holds `before`, by `content`.

    Between the look at it and its replacement no other run of this program writes it. Raises
    `ChangedError` if it holds something else, `ArchiveError` if it cannot be read or written.
    """
    lock = root / _LOCK
    try:
        lock.parent.mkdir(exist_ok=True)
        with only_one(lock, wait=True):
            if (root / relative).read_bytes() != before:
                raise ChangedError(relative)
            save_file(root, relative, content, overwrite=True)
    except OSError as error:
        raise ArchiveError(
            f"không ghi được '{error.filename or relative}' ({reason(error)}); hãy kiểm tra quyền ghi"
        ) from error


def save_written(
    root: Path, relative: str, write: Callable[[BinaryIO], object], *, overwrite: bool
) -> None:
    """Write to `root/relative` what `write` writes, whole or not at all.

    Raises as `save_file` does, and whatever else `write` raises.
    """
    target = root / relative
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = _unfinished_file(target.parent)
        with os.fdopen(handle, "wb") as file:
            try:
                write(file)
                file.flush()
                os.fsync(file.fileno())
                if sys.platform == "win32":
                    file.close()  # an open file keeps its name there
                Path(temporary).chmod(0o644)
                if overwrite:
                    Path(temporary).replace(target)
                else:
                    _place(temporary, target)
            finally:
                with suppress(OSError):  # the next run clears it; what was written is written
                    Path(temporary).unlink()
    except FileExistsError as error:
        raise ArchiveError(
            f"'{relative}' đã có; không ghi đè, hãy đổi tên tệp ấy hoặc đặt mã khác"
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"không ghi được '{relative}' ({reason(error)}); hãy kiểm tra quyền ghi và chỗ trống"
        ) from error


def _unfinished_file(folder: Path) -> tuple[int, str]:
    """Make a file in `folder` and return its open handle and path; it is locked while it is open."""
    while True:
        handle, path = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
        try:
            held = take(handle)
        except OSError:  # a disk without locks, where nothing is ever cleared either
            return handle, path
        if held and Path(path).exists():
            return handle, path
        os.close(handle)  # another run took it for left behind before it was locked


def clear_unfinished(folder: Path, *, below: bool = True) -> tuple[str, ...]:
    """Remove what writes that were cut short left in `folder`; return the paths relative to it.

    What another run is writing right now stays. Without `below`, folders in it are left alone.
    """
    pattern = f"{_UNFINISHED}*"
    found = sorted(folder.rglob(pattern) if below else folder.glob(pattern))
    return tuple(path.relative_to(folder).as_posix() for path in found if _removed(path))


def _removed(path: Path) -> bool:
    """Remove the file at `path` unless somebody writes it; return whether it is gone now."""
    if path.is_symlink() or not path.is_file():
        return False
    # Errors: gone meanwhile, not ours to remove, or a disk without locks.
    with suppress(OSError), path.open("r+b") as file:
        if not take(file.fileno()):
            return False
        if sys.platform == "win32":
            file.close()
        path.unlink()
        return True
    return False


def _place(temporary: str, target: Path) -> None:
    """Give the file `temporary` the name `target`. Raises `FileExistsError` if that is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: FAT, some network shares
        _rename_new(temporary, target)


def _rename_new(temporary: str, target: Path) -> None:
    """Rename to a name that is free, in one step where the system can."""
    if sys.platform == "win32":
        Path(temporary).rename(target)  # refuses a name that is taken
        return
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    paths = (os.fsencode(temporary), os.fsencode(target))
    if rename and not rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_NOREPLACE):
        return
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))  # take the name, then fill it
    Path(temporary).replace(target)
