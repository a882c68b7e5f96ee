"""A person's decisions about links, written at once into the file of the later notice."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ketluan.archive.saving import ArchiveError, save_file
from ketluan.model import Notice
from ketluan.notice import read_notice
from ketluan.notice.deciding import DecisionKey, UndecidableError, with_decision
from ketluan.os_errors import reason


@dataclass(frozen=True, slots=True)
class DecisionsFile:
    """The file of a notice as it was when a person was shown its tasks: `content` are its bytes."""

    root: Path
    path: str
    content: bytes

    def decide(self, decisions: Iterable[tuple[str, DecisionKey, str]]) -> "DecisionsFile":
        """Write decisions (number, key, id of the earlier task) and return the file as it is now.

        Whole or not at all. Raises `ArchiveError` where the file has changed meanwhile, where it
        cannot take a decision, or where it cannot be written.
        """
        if _bytes(self.root, self.path) != self.content:
            raise _changed(self.path)
        text = self.content.decode()
        try:
            for number, key, task_id in decisions:
                text = with_decision(text, number, key, task_id)
        except UndecidableError as error:
            raise ArchiveError(f"{self.path}: {error}") from error
        content = text.encode()
        if content != self.content:
            save_file(self.root, self.path, content, overwrite=True)
        return replace(self, content=content)


def open_decisions(root: Path, notice: Notice) -> DecisionsFile:
    """Return the file of `notice`, which was read from the archive at `root`.

    Raises `ArchiveError` where the file no longer says what `notice` does.
    """
    content = _bytes(root, notice.path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _changed(notice.path) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    now, _ = read_notice(notice.path, text)
    same = now.body == unicodedata.normalize("NFC", notice.body)
    if not same or now.decisions != notice.decisions or now.secrecy:
        raise _changed(notice.path)
    return DecisionsFile(root, notice.path, content)


def _bytes(root: Path, path: str) -> bytes:
    file = root / path
    if file.is_symlink():
        raise ArchiveError(
            f"'{path}' là liên kết; chương trình chỉ ghi vào tệp thường, hãy chép tệp thật vào đó"
        )
    try:
        return file.read_bytes()
    except OSError as error:
        raise ArchiveError(
            f"không mở được '{path}' ({reason(error)}); hãy kiểm tra quyền đọc"
        ) from error


def _changed(path: str) -> ArchiveError:
    return ArchiveError(
        f"'{path}' vừa bị sửa ở nơi khác nên chưa ghi quyết định này; hãy chạy lại `ketluan link`, "
        "những gì đã quyết định trước đó vẫn còn"
    )
