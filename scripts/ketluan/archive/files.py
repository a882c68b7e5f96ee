"""The files below `notices/`: which there are, and their text.

Reading never stops at a fault: what cannot be read is reported, and the rest goes on.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.archive.originals import NOTICES
from ketluan.model import Problem
from ketluan.os_errors import reason

MAX_NOTICE_BYTES: Final = 8 * 1024 * 1024
_REGISTERS: Final = frozenset(("don-vi.yml", "viet-tat.yml", "van-ban.yml"))


def notice_files(root: Path, problems: list[Problem]) -> Iterator[str]:
    """Yield the notice and progress files, relative to `root`, in order; report stray ones."""
    for path in sorted((root / NOTICES).rglob("*")):
        relative = path.relative_to(root).as_posix()
        inside = PurePosixPath(relative).relative_to(NOTICES)
        if path.is_dir() or inside.parts[0] == "goc" or path.name.startswith("."):
            continue
        if len(inside.parts) == 1 and path.name in _REGISTERS:
            continue
        if path.is_symlink() or path.suffix != ".md" or len(inside.parts) != 2:
            problems.append(
                Problem(
                    relative, 1, "stray-file",
                    "tệp này không thuộc kho; thông báo phải là notices/<năm>/<mã>.md, bản gốc nằm "
                    "trong notices/goc/; hãy chuyển hoặc xóa",
                )
            )  # fmt: skip
            continue
        yield relative


def file_text(root: Path, path: str, problems: list[Problem]) -> str | None:
    r"""Return the file's text with `\n` line ends; an unreadable one is reported and `None`."""
    file = root / path
    try:
        if not file.is_file():
            message = "đây không phải là tệp thường; hãy xóa và chép lại tệp"
            problems.append(Problem(path, 1, "file", message))
            return None
        if file.stat().st_size > MAX_NOTICE_BYTES:
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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        line = next(
            number
            for number, content in enumerate(text.split("\n"), start=1)
            if not unicodedata.is_normalized("NFC", content)
        )
        message = "chữ Việt ở dạng tổ hợp (NFD); hãy lưu lại ở dạng dựng sẵn (NFC)"
        problems.append(Problem(path, line, "nfc", message))
    return text


def register_text(root: Path, path: str, problems: list[Problem]) -> str:
    """Return the text of a register; a missing one is empty, and that is no fault."""
    return (file_text(root, path, problems) or "") if (root / path).exists() else ""
