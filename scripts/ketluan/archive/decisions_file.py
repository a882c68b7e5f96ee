"""A person's decisions about links and outcomes, written at once into the file of their notice."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ketluan.model import Notice, Outcome
from ketluan.notice import read_notice
from ketluan.notice.deciding import (
    DecisionKey,
    UndecidableError,
    with_decision,
    with_outcome,
    without_outcome,
)
from ketluan.os_errors import reason
from ketluan.saving import ArchiveError, ChangedError, save_edited


@dataclass(frozen=True, slots=True)
class DecisionsFile:
    """The file of a notice as it was when a person was shown its tasks: `content` are its bytes."""

    root: Path
    path: str
    content: bytes

    def decide(self, decisions: Iterable[tuple[str, DecisionKey, str]]) -> "DecisionsFile":
        """Write decisions about links (number, key, id of the earlier task); see `_edited`."""

        def edit(text: str) -> str:
            for number, key, task_id in decisions:
                text = with_decision(text, number, key, task_id)
            return text

        return self._edited(edit)

    def confirm(self, outcome: Outcome) -> "DecisionsFile":
        """Write an outcome that the notice states; see `_edited`."""
        return self._edited(lambda text: with_outcome(text, outcome))

    def reject(self, task_id: str) -> "DecisionsFile":
        """Write that the notice states no outcome of a task; see `_edited`."""
        return self._edited(lambda text: without_outcome(text, task_id))

    def _edited(self, edit: Callable[[str], str]) -> "DecisionsFile":
        """Write the file with its text edited, whole or not at all, and return it as it is now.

        Raises `ArchiveError` where the file has changed meanwhile, where it cannot take the
        decision, or where it cannot be written.
        """
        if _bytes(self.root, self.path) != self.content:
            raise _changed(self.path)
        try:
            content = edit(self.content.decode()).encode()
        except UndecidableError as error:
            raise ArchiveError(f"{self.path}: {error}") from error
        if content != self.content:
            try:
                save_edited(self.root, self.path, self.content, content)
            except ChangedError as error:
                raise _changed(self.path) from error
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
    if now.body != unicodedata.normalize("NFC", notice.body) or now.secrecy:
        raise _changed(notice.path)
    if _decided(now) != _decided(notice):
        raise _changed(notice.path)
    return DecisionsFile(root, notice.path, content)


def _decided(notice: Notice) -> tuple[object, ...]:
    return notice.decisions, notice.outcomes, notice.no_outcomes


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
        f"'{path}' vừa bị sửa ở nơi khác nên chưa ghi quyết định này; hãy chạy lại lệnh, "
        "những gì đã quyết định trước đó vẫn còn"
    )
