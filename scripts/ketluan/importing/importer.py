"""Bring a source into the archive: read, draft, say what is known, write the draft and the original.

A draft is written only where nothing is lost: its account of characters must be complete. What the
archive may hold already is said before anything is written; an original is never written over, and
a draft only where nobody has edited it.
"""

import logging
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.archive import HeldNotice, held_notice, read_holdings, same_originals
from ketluan.coverage import coverage
from ketluan.importing.drafting import Draft, draft_notice
from ketluan.importing.duplicates import KnownTexts, duplicates
from ketluan.model import Notice, Problem, is_notice_id
from ketluan.notice import dropped_rows, read_notice, read_tasks
from ketluan.os_errors import reason
from ketluan.places import NOTICES, ORIGINALS
from ketluan.saving import ArchiveError, ChangedError, save_edited, save_file
from ketluan.sources import DoubtfulWord, SourceError, SourceText, read_source
from ketluan.units import UnitNames

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one source. `notice` is empty and `written` false where it was refused.

    `notes` are Vietnamese sentences about how it was read, `doubtful` the words that character
    recognition is not sure of. `fault` is an error of ours that `problems` only mention.
    """

    source: str
    draft: Draft | None = None
    notice: Notice | None = None
    written: bool = False
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    doubtful: tuple[DoubtfulWord, ...] = ()
    fault: Exception | None = None

    @property
    def path(self) -> str:
        """Where the draft lies (or would lie), relative to the archive."""
        return self.notice.path if self.notice else ""


def import_source(
    root: Path, path: Path, *, notice_id: str = "", force: bool = False, dry_run: bool = False
) -> Imported:
    """Import one source; see `import_sources`. `notice_id` replaces the proposed short name."""
    return _import(Held.of(root), path, _Wish(notice_id, force, dry_run))


def import_sources(
    root: Path, paths: Iterable[Path], *, force: bool = False, dry_run: bool = False
) -> Iterator[Imported]:
    """Import the sources at `paths` into the archive at `root`, one after another.

    With `dry_run` nothing is written; `force` lets a duplicate in and replaces a draft that nobody
    edited. What the archive holds is read once, and each source sees what those before it brought.
    One that fails, in whatever way, does not stop the others.
    """
    held = Held.of(root)
    for path in paths:
        yield _import(held, path, _Wish("", force, dry_run))


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the clerk asked for."""

    notice_id: str
    force: bool
    dry_run: bool


@dataclass(slots=True)
class Held:
    """What the archive at `root` holds while sources are imported: names, notices, originals.

    `unedited` are drafts that may be replaced, as they were when they were looked at.
    """

    root: Path
    names: UnitNames
    notices: dict[str, HeldNotice]
    originals: dict[str, int]
    named: set[str]
    texts: KnownTexts = field(default_factory=KnownTexts)
    unedited: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "Held":
        """Read what the archive holds."""
        holdings = read_holdings(root)
        notices = {notice.path: notice for notice in holdings.notices}
        originals, named = dict(holdings.originals), set(holdings.named)
        return cls(root, holdings.names, notices, originals, named)

    def foresee(self, imported: Imported) -> None:
        """Take note of a draft that would be written, so that its twin in a dry run is known."""
        if imported.draft is not None:
            self.notices[imported.path] = held_notice(imported.path, imported.draft.text())

    def add(self, notice: HeldNotice, size: int) -> None:
        """Take note of a draft and its original of `size` bytes that were just written."""
        self.notices[notice.path] = notice
        self.originals[notice.original] = size
        self.named.add(notice.original)


def _import(held: Held, path: Path, wish: _Wish) -> Imported:
    """Import one source; whatever goes wrong becomes a problem of this source."""
    try:
        return _import_file(held, path, wish)
    except MemoryError:
        message = "máy không đủ bộ nhớ để đọc tệp này; không ghi gì, hãy tách tệp rồi nhập lại"
        return _refused(str(path), "memory", message)
    except OSError as error:  # of the folder for temporary files, or of what the archive holds
        place = error.filename or "thư mục tạm"
        message = (
            f"không làm việc được với '{place}' ({reason(error)}); chưa ghi gì, hãy kiểm tra "
            "quyền và chỗ trống rồi nhập lại"
        )
        return replace(_refused(str(path), "write", message), fault=error)
    except Exception as error:
        _LOG.debug("import of %r", str(path), exc_info=True)
        message = (
            f"chương trình gặp lỗi khi đọc tệp này ({type(error).__name__}); bản nháp chưa được ghi, "
            "hãy gửi tệp cho người quản trị"
        )
        return replace(_refused(str(path), "fault", message), fault=error)


def _refused(name: str, rule: str, message: str) -> Imported:
    return Imported(name, problems=(Problem(name, 1, rule, message),))


def _import_file(held: Held, path: Path, wish: _Wish) -> Imported:
    try:
        refuse_no_file(path)
        source = read_source(path)
    except SourceError as error:
        return _refused(str(path), "source", str(error))
    same = same_originals(held.root, held.originals, source.content, source.sha256)
    free = [original for original in same if original not in held.named]
    original = (free or same or [""])[0]
    imported = _drafted(held, source, str(path), wish.notice_id, original)
    if imported.notice is None or imported.problems:
        return imported
    if free:
        note = (
            f"bản gốc đã nằm ở '{original}' mà chưa có thông báo nào nêu (lần nhập trước có thể bị "
            "ngắt giữa chừng); bản nháp dùng bản gốc ấy"
        )
        imported = replace(imported, notes=(*imported.notes, note))
    problems = tuple(_refusals(held, imported, same, force=wish.force))
    if problems:
        return replace(imported, problems=problems)
    if wish.dry_run:
        held.foresee(imported)
        return imported
    return _written(held, imported, source)


def refuse_no_file(path: Path) -> None:
    """Raise `SourceError` for what is no regular file, before anything opens it.

    To open a pipe waits for its writer, and a link shows another file than the clerk sees.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError as error:
        raise SourceError("không có tệp này; hãy kiểm tra lại đường dẫn") from error
    except OSError as error:
        raise SourceError(f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc") from error
    if stat.S_ISDIR(mode):
        raise SourceError("đây là thư mục; hãy chỉ tên từng tệp trong đó, ví dụ TÊN_THƯ_MỤC/*.docx")
    if stat.S_ISLNK(mode):
        raise SourceError("đây là liên kết tới tệp khác; hãy chỉ thẳng tệp ấy")
    if not stat.S_ISREG(mode):
        raise SourceError("đây không phải là tệp thường (ống dẫn hay thiết bị); hãy chỉ một tệp")


def _drafted(held: Held, source: SourceText, name: str, notice_id: str, original: str) -> Imported:
    """Return the draft of `source`, not yet compared with what the archive holds.

    `original` is where it lies already, relative to the archive; empty where it must be written.
    """
    draft = draft_notice(source)
    if draft.refused:
        return _refused(name, "secret", draft.refused)
    notice_id = notice_id or draft.notice_id
    draft = _dated_by_name(draft, notice_id)
    original = original or new_original(held, notice_id, source.suffix)
    kept: dict[str, object] = {
        "nguon": {"tep": original.removeprefix(f"{NOTICES}/"), "sha256": source.sha256}
    }
    if draft.dropped:
        kept["luoc_bo"] = dropped_rows(draft.dropped)
    draft = replace(draft, notice_id=notice_id, metadata={**draft.metadata, **kept})
    path = f"{NOTICES}/{notice_id[:4]}/{notice_id}.md"
    notice, _ = read_notice(path, draft.text())  # what a draft lacks, the summary and `check` tell
    notice = replace(notice, tasks=read_tasks(notice, held.names))
    # The account of what will be read from the file, not of what was meant to be written.
    draft = replace(draft, coverage=coverage(source.lines, notice.body, notice.dropped))
    problems = tuple(_draft_problems(draft, name))
    if any(problem.rule == "notice-id" for problem in problems):
        return Imported(name, problems=problems)
    return Imported(name, draft, notice, False, problems, source.notes, source.doubtful)


def _draft_problems(draft: Draft, name: str) -> Iterator[Problem]:
    """Yield why the draft must not be written, whatever the archive holds."""
    account = draft.coverage
    if not account.complete:
        message = (
            f"dòng {account.line}: '{account.missing}' chưa được đưa vào bản nháp; không ghi gì, hãy "
            "gửi tệp này cho người quản trị"
        )
        yield Problem(name, account.line, "coverage", message)
    if draft.notice_id.startswith("0000"):
        message = (
            "không đọc được ngày họp hay ngày ban hành; hãy nhập riêng tệp này với ngày thật trong mã: "
            f"--id YYYY-MM-DD{draft.notice_id[len('0000-00-00') :]}"
        )
        yield Problem(name, 1, "date", message)
    elif not is_notice_id(draft.notice_id):
        message = (
            f"mã '{draft.notice_id}' phải có dạng YYYY-MM-DD-ten-ngan, chữ thường không dấu; hãy sửa "
            "--id"
        )
        yield Problem(name, 1, "notice-id", message)


def _dated_by_name(draft: Draft, notice_id: str) -> Draft:
    """Return `draft` with the day in the clerk's name for it, guessed, where the text gave none."""
    if draft.metadata["ngay_hop"] or draft.metadata["ngay_ban_hanh"] or not is_notice_id(notice_id):
        return draft
    return replace(
        draft,
        metadata={**draft.metadata, "ngay_hop": notice_id[:10]},
        known={**draft.known, "ngay_hop": "guessed"},
    )


def new_original(held: Held, notice_id: str, suffix: str) -> str:
    """Return a path for an original at which none lies: nothing is ever written over one."""
    stem = f"{ORIGINALS}/{notice_id[:4]}/{notice_id}"
    path, count = f"{stem}{suffix}", 2
    while path in held.originals or path in held.named:
        path, count = f"{stem}-ban-{count}{suffix}", count + 1
    return path


def _refusals(
    held: Held, imported: Imported, same: Iterable[str], *, force: bool
) -> Iterator[Problem]:
    """Yield why this draft must not be written: a duplicate, or a file that must stay."""
    notice, name = imported.notice, imported.source
    if notice is None:
        return
    found = list(duplicates(notice, same, held.notices.values(), held.texts))
    for duplicate in found:
        if duplicate.secret:
            message = f"{duplicate.message}; không nhập, hãy hỏi người phụ trách bảo mật"
            yield Problem(name, 1, "secret", message)
        elif not force:
            message = (
                f"{duplicate.message}; chưa ghi gì, hãy đối chiếu rồi dùng --force nếu vẫn nhập"
            )
            yield Problem(name, 1, "duplicate", message)
    target = held.root / notice.path
    if not (target.exists() or target.is_symlink()):
        return
    if force and not _as_imported(held, notice.path):
        message = (
            f"'{notice.path}' đã được sửa sau khi nhập (hoặc do một bản khác của chương trình tạo ra) "
            "nên không bị thay, kể cả với --force; hãy tự xóa hoặc đổi tên tệp ấy, hoặc đặt mã khác "
            "bằng --id"
        )
        yield Problem(name, 1, "edited", message)
    elif not force and not found:
        message = (
            f"'{notice.path}' đã có; không ghi đè, hãy đặt mã khác bằng --id, hoặc dùng --force để "
            "thay bản nháp nếu chưa ai sửa nó"
        )
        yield Problem(name, 1, "exists", message)


def _as_imported(held: Held, path: str) -> bool:
    """Tell whether the draft at `path` is what importing its original gives now: nobody edited it."""
    notice = held.notices.get(path)
    if notice is None or notice.original not in held.originals:
        return False
    try:
        source = read_source(held.root / notice.original)
    except SourceError:
        return False
    stem = PurePosixPath(path).stem
    fresh = _drafted(held, source, notice.original, stem, notice.original)
    written = (held.root / path).read_bytes()
    if fresh.draft is None or written.replace(b"\r\n", b"\n") != fresh.draft.text().encode():
        return False
    held.unedited[path] = written
    return True


def _written(held: Held, imported: Imported, source: SourceText) -> Imported:
    """Write the original first, then the draft: a draft never points to nothing."""
    draft, notice = imported.draft, imported.notice
    if draft is None or notice is None or notice.source is None:
        raise ArchiveError("bản nháp không có đường dẫn bản gốc")
    original = f"{NOTICES}/{notice.source.path}"
    text = draft.text()
    try:
        if original not in held.originals:
            save_file(held.root, original, source.content, overwrite=False)
            held.originals[original] = len(source.content)
        before = held.unedited.pop(notice.path, None)
        if before is None:
            save_file(held.root, notice.path, text.encode(), overwrite=False)
        else:
            save_edited(held.root, notice.path, before, text.encode())
    except ChangedError:
        message = f"'{notice.path}' vừa bị sửa ở nơi khác nên không bị thay; hãy xem lại tệp ấy"
        return replace(imported, problems=(Problem(imported.source, 1, "edited", message),))
    except ArchiveError as error:
        return replace(imported, problems=(Problem(imported.source, 1, "write", str(error)),))
    held.add(held_notice(notice.path, text), len(source.content))
    return replace(imported, written=True)
