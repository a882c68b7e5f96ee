"""Bring a source into the archive: read, draft, say what is known, write the draft and the original.

A draft is written only where nothing is lost: its account of characters must be complete. The same
source twice, or a notice that is already there, is said before anything is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ketluan.archive import (
    ArchiveError,
    load_archive,
    originals_by_hash,
    save_file,
)  # fmt: skip
from ketluan.importing.drafting import Draft, draft_notice
from ketluan.model import Archive, Notice, Problem, is_notice_id
from ketluan.notice import read_notice, read_tasks
from ketluan.sources import SourceError, SourceText, read_source
from ketluan.units import UnitNames, unit_names


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one source. `notice` is empty and `written` false where it was refused."""

    source: str
    draft: Draft | None = None
    notice: Notice | None = None
    written: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Where the draft lies (or would lie), relative to the archive."""
        return self.notice.path if self.notice else ""


def import_source(
    root: Path, path: Path, *, notice_id: str = "", force: bool = False, dry_run: bool = False
) -> Imported:
    """Import one source; see `import_sources`. `notice_id` replaces the proposed short name."""
    return _import(_Held.of(root), path, notice_id=notice_id, force=force, dry_run=dry_run)


def import_sources(
    root: Path, paths: Iterable[Path], *, force: bool = False, dry_run: bool = False
) -> Iterator[Imported]:
    """Import the sources at `paths` into the archive at `root`, one after another.

    With `dry_run` nothing is written; `force` allows an existing draft to be overwritten. What the
    archive holds is read once, and each source sees what those before it brought.
    """
    held = _Held.of(root)
    for path in paths:
        yield _import(held, path, notice_id="", force=force, dry_run=dry_run)


@dataclass(slots=True)
class _Held:
    """What the archive at `root` holds while sources are imported: names, notices, originals."""

    root: Path
    names: UnitNames
    notices: dict[str, Notice]
    originals: dict[str, str]

    @classmethod
    def of(cls, root: Path) -> "_Held":
        """Read the archive; a folder without one holds nothing yet."""
        try:
            archive = load_archive(root)
        except ArchiveError:
            archive = Archive()
        names = unit_names((*archive.units, *archive.groups))
        notices = {notice.path: notice for notice in archive.notices}
        return cls(root, names, notices, originals_by_hash(root))

    def add(self, notice: Notice, original: str, sha256: str) -> None:
        """Take note of a draft and an original that were just written."""
        self.notices[notice.path] = notice
        self.originals = {key: path for key, path in self.originals.items() if path != original}
        self.originals.setdefault(sha256, original)


def _import(held: _Held, path: Path, *, notice_id: str, force: bool, dry_run: bool) -> Imported:
    try:
        source = read_source(path)
    except SourceError as error:
        return Imported(str(path), problems=(Problem(str(path), 1, "source", str(error)),))
    imported = _draft(source, str(path), notice_id, held.names)
    if imported.draft is None or imported.notice is None or imported.problems:
        return imported
    refusal = _refusal(held, imported, source, force=force)
    if refusal:
        return replace(imported, problems=(refusal,))
    if dry_run:
        return imported
    try:
        original = _write(held.root, imported.draft, imported.notice, source, force=force)
    except ArchiveError as error:
        return replace(imported, problems=(Problem(str(path), 1, "write", str(error)),))
    held.add(imported.notice, original, source.sha256)
    return replace(imported, written=True)


def _draft(source: SourceText, name: str, notice_id: str, names: UnitNames) -> Imported:
    draft = draft_notice(source)
    notice_id = notice_id or draft.notice_id
    draft = _dated_by_name(draft, notice_id)
    year = notice_id[:4]
    original = {"tep": f"goc/{year}/{notice_id}{source.suffix}", "sha256": source.sha256}
    draft = replace(draft, notice_id=notice_id, metadata={**draft.metadata, "nguon": original})
    if draft.refused:
        return Imported(name, problems=(Problem(name, 1, "secret", draft.refused),))
    path = f"notices/{year}/{notice_id}.md"
    notice, _ = read_notice(path, draft.text())  # what a draft lacks, the summary and `check` tell
    notice = replace(notice, tasks=read_tasks(notice, names))
    if not draft.coverage.complete:
        message = (
            f"dòng {draft.coverage.line}: '{draft.coverage.missing}' chưa được đưa vào bản nháp; "
            "không ghi gì, hãy gửi tệp này cho người quản trị"
        )
        return Imported(
            name, draft, notice, problems=(Problem(name, draft.coverage.line, "coverage", message),)
        )
    if draft.notice_id.startswith("0000"):
        message = (
            "không đọc được ngày họp hay ngày ban hành; hãy cho biết bằng --id, ví dụ "
            "--id 2021-03-29-giao-ban-quy-i"
        )
        return Imported(name, draft, notice, problems=(Problem(name, 1, "date", message),))
    if not is_notice_id(notice_id):
        message = (
            f"mã '{notice_id}' phải có dạng YYYY-MM-DD-ten-ngan, chữ thường không dấu; hãy sửa --id"
        )
        return Imported(name, problems=(Problem(name, 1, "notice-id", message),))
    return Imported(name, draft, notice)


def _dated_by_name(draft: Draft, notice_id: str) -> Draft:
    """Return `draft` with the day in the clerk's name for it, guessed, where the text gave none."""
    if draft.metadata["ngay_hop"] or draft.metadata["ngay_ban_hanh"] or not is_notice_id(notice_id):
        return draft
    return replace(
        draft,
        metadata={**draft.metadata, "ngay_hop": notice_id[:10]},
        known={**draft.known, "ngay_hop": "guessed"},
    )


def _refusal(held: _Held, imported: Imported, source: SourceText, *, force: bool) -> Problem | None:
    """Return why this source must not be written, `None` if it may."""
    notice = imported.notice
    if notice is None:
        return None
    original = held.originals.get(source.sha256)
    if original and not force:
        message = (
            f"bản gốc này đã có trong kho: '{original}'; không nhập lần nữa (--force để nhập lại)"
        )
        return Problem(imported.source, 1, "duplicate", message)
    twin = next(
        (
            other.path
            for other in held.notices.values()
            if notice.number
            and other.number == notice.number
            and other.issuer == notice.issuer
            and other.day
            and notice.day
            and other.day.year == notice.day.year
            and other.path != notice.path
        ),
        "",
    )
    if twin and not force:
        message = f"đã có thông báo cùng số, cơ quan và năm: '{twin}'; --force nếu vẫn muốn nhập"
        return Problem(imported.source, 1, "duplicate", message)
    if (held.root / notice.path).exists() and not force:
        message = (
            f"'{notice.path}' đã có; không ghi đè, hãy đặt tên khác bằng --id hoặc dùng --force"
        )
        return Problem(imported.source, 1, "exists", message)
    return None


def _write(root: Path, draft: Draft, notice: Notice, source: SourceText, *, force: bool) -> str:
    """Write the original first, then the draft: a draft never points to nothing.

    Returns the path of the original, relative to `root`.
    """
    if notice.source is None:
        raise ArchiveError("bản nháp không có đường dẫn bản gốc")
    original = f"notices/{notice.source.path}"
    save_file(root, original, source.content, overwrite=force)
    save_file(root, notice.path, draft.text().encode(), overwrite=force)
    return original
