"""The files below `notices/`: which there are, and their text.

Reading never stops at a fault: what cannot be read is reported, and the rest goes on.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.model import Problem
from ketluan.os_errors import reason
from ketluan.places import NOTICES

MAX_NOTICE_BYTES: Final = 8 * 1024 * 1024
_REGISTERS: Final = frozenset(("don-vi.yml", "viet-tat.yml", "van-ban.yml"))


def notice_files(root: Path, problems: list[Problem]) -> Iterator[str]:
    """Yield the notice and progress files, relative to `root`, in order; report stray ones."""
    for inside in sorted(_below(root / NOTICES)):
        name = inside[-1]
        path = "/".join((NOTICES, *inside))
        is_register = len(inside) == 1 and name in _REGISTERS
        if name.startswith(".") or is_register or not is_nameable(path):
            continue
        stray = len(inside) != 2 or PurePosixPath(name).suffix != ".md"
        if stray or (root / path).is_symlink():
            problems.append(
                Problem(
                    path, 1, "stray-file",
                    "tệp này không thuộc kho; thông báo phải là notices/<năm>/<mã>.md, bản gốc nằm "
                    "trong notices/goc/; hãy chuyển hoặc xóa",
                )
            )  # fmt: skip
            continue
        yield path


def is_nameable(path: str) -> bool:
    """Tell whether the bytes of a path are text: else no page, list or index can name the file."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def unusable(root: Path) -> Iterator[Problem]:
    """Yield what of `notices/`, originals too, nobody can use: names that are no text, closed folders."""
    refused: list[OSError] = []
    for place, _, names in os.walk(root / NOTICES, onerror=refused.append):
        folder = Path(place).relative_to(root).as_posix()
        for path in (f"{folder}/{name}" for name in sorted(names)):
            if not is_nameable(path):
                shown = os.fsencode(path).decode("utf-8", "backslashreplace")
                message = "tên tệp không phải bảng mã UTF-8; hãy đổi tên tệp"
                yield Problem(shown, 1, "encoding", message)
    for error in refused:
        if not isinstance(error, FileNotFoundError):  # gone while we looked
            path = Path(error.filename).relative_to(root).as_posix()
            message = f"không mở được thư mục ({reason(error)}); hãy kiểm tra quyền đọc"
            yield Problem(path, 1, "file", message)


def _below(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield what lies below `folder` and is no folder, as parts of a path, but for `goc`."""
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder).parts
        if not inside:
            folders[:] = [name for name in folders if name != "goc"]
            files = [name for name in files if name != "goc"]
        yield from ((*inside, name) for name in files)


def file_text(root: Path, path: str, problems: list[Problem]) -> str | None:
    r"""Return the file's text with `\n` line ends; an unreadable one is reported and `None`."""
    file = root / path
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            message = "đây không phải là tệp thường; hãy xóa và chép lại tệp"
            problems.append(Problem(path, 1, "file", message))
            return None
        if status.st_size > MAX_NOTICE_BYTES:
            message = f"tệp lớn hơn {MAX_NOTICE_BYTES // 2**20} MiB; hãy tách tệp"
            problems.append(Problem(path, 1, "file", message))
            return None
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc"
        problems.append(Problem(path, 1, "file", message))
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "tệp không phải bảng mã UTF-8; hãy lưu lại bằng UTF-8"
        problems.append(Problem(path, line, "encoding", message))
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def unusual_form(path: str, text: str) -> tuple[Problem, ...]:
    """Return what is wrong with the Unicode form of the file's text: at most one problem."""
    if unicodedata.is_normalized("NFC", text):
        return ()
    line = next(
        number
        for number, content in enumerate(text.split("\n"), start=1)
        if not unicodedata.is_normalized("NFC", content)
    )
    message = "chữ Việt ở dạng tổ hợp (NFD); hãy lưu lại ở dạng dựng sẵn (NFC)"
    return (Problem(path, line, "nfc", message),)


def register_text(root: Path, path: str, problems: list[Problem]) -> str:
    """Return the text of a register; a missing one is empty, and that is no fault."""
    text = (file_text(root, path, problems) or "") if (root / path).exists() else ""
    problems += unusual_form(path, text)
    return text
