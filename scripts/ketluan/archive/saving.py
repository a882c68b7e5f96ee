"""Write files of the archive: whole or not at all, and never over another without being told to."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ketluan.os_errors import reason


class ArchiveError(Exception):
    """The folder is no archive, or cannot be written; the message is Vietnamese."""


def save_file(root: Path, relative: str, content: bytes, *, overwrite: bool) -> None:
    """Write `content` to `root/relative` whole or not at all.

    Raises `ArchiveError` if the file exists and `overwrite` is false, or if it cannot be written.
    """
    save_written(root, relative, lambda file: file.write(content), overwrite=overwrite)


def save_written(
    root: Path, relative: str, write: Callable[[BinaryIO], object], *, overwrite: bool
) -> None:
    """Write to `root/relative` what `write` writes, whole or not at all.

    Raises as `save_file` does, and whatever else `write` raises.
    """
    target = root / relative
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".ketluan-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            if overwrite:
                Path(temporary).replace(target)
            else:
                _place(temporary, target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except FileExistsError as error:
        raise ArchiveError(
            f"'{relative}' đã có; không ghi đè, hãy đổi tên tệp ấy hoặc đặt mã khác"
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"không ghi được '{relative}' ({reason(error)}); hãy kiểm tra quyền ghi và chỗ trống"
        ) from error


def _place(temporary: str, target: Path) -> None:
    """Give the file `temporary` the name `target`. Raises `FileExistsError` if that is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except (
        OSError
    ):  # a disk without hard links (FAT, some network shares): take the name, then fill it
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        Path(temporary).replace(target)
