"""Bring a source into the archive: read, draft, say what is known, write the draft and the original.

A draft is written only where nothing is lost: its account of characters must be complete. The same
source twice, or a notice that is already there, is said before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ketluan.archive import (
    ArchiveError,
    load_archive,
    original_with_hash,
    save_file,
)  # fmt: skip
from ketluan.citations import document_citations
from ketluan.drafting import Draft, draft_notice
from ketluan.model import Archive, Citation, Deadline, Notice, Problem, Task
from ketluan.noticefile import read_notice
from ketluan.reading import read_tasks
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
    """Import the source at `path` into the archive at `root`; with `dry_run` write nothing.

    `notice_id` replaces the proposed short name; `force` allows an existing draft to be overwritten.
    """
    try:
        source = read_source(path)
    except SourceError as error:
        return Imported(str(path), problems=(Problem(str(path), 0, "source", str(error)),))
    names, archive = _known_names(root)
    imported = _draft(source, str(path), notice_id, names)
    if imported.draft is None or imported.notice is None or imported.problems:
        return imported
    refusal = _refusal(root, archive, imported, source, force=force)
    if refusal:
        return replace(imported, problems=(refusal,))
    if dry_run:
        return imported
    try:
        _write(root, imported.draft, imported.notice, source, force=force)
    except ArchiveError as error:
        return replace(imported, problems=(Problem(str(path), 0, "write", str(error)),))
    return replace(imported, written=True)


def _known_names(root: Path) -> tuple[UnitNames, Archive]:
    """Return the register's names; a folder without an archive has none yet."""
    try:
        archive = load_archive(root)
    except ArchiveError:
        archive = Archive()
    return unit_names((*archive.units, *archive.groups)), archive


def _draft(source: SourceText, name: str, notice_id: str, names: UnitNames) -> Imported:
    draft = draft_notice(source.lines)
    notice_id = notice_id or draft.notice_id
    year = notice_id[:4]
    original = {"tep": f"goc/{year}/{notice_id}{source.suffix}", "sha256": source.sha256}
    draft = replace(draft, notice_id=notice_id, metadata={**draft.metadata, "nguon": original})
    if draft.refused:
        return Imported(name, problems=(Problem(name, 0, "secret", draft.refused),))
    path = f"notices/{year}/{notice_id}.md"
    notice, problems = read_notice(path, draft.text())
    notice = replace(notice, tasks=read_tasks(notice, names))
    if not draft.coverage.complete:
        message = (
            f"dòng {draft.coverage.line}: '{draft.coverage.missing}' chưa được đưa vào bản nháp; "
            "không ghi gì, hãy gửi tệp này cho người quản trị"
        )
        return Imported(
            name, draft, notice, problems=(Problem(name, draft.coverage.line, "coverage", message),)
        )
    dateless = not (notice.meeting_date or notice.issued)
    if dateless and draft.notice_id.startswith("0000"):
        message = (
            "không đọc được ngày họp hay ngày ban hành; hãy cho biết bằng --id, ví dụ "
            "--id 2021-03-29-giao-ban-quy-i"
        )
        return Imported(name, draft, notice, problems=(Problem(name, 0, "date", message),))
    _ = problems  # what is missing in a draft is told by the summary, and by `check` afterwards
    return Imported(name, draft, notice)


def _refusal(
    root: Path, archive: Archive, imported: Imported, source: SourceText, *, force: bool
) -> Problem | None:
    """Return why this source must not be written, `None` if it may."""
    notice = imported.notice
    if notice is None:
        return None
    held = original_with_hash(root, source.sha256)
    if held and not force:
        message = f"bản gốc này đã có trong kho: '{held}'; không nhập lần nữa (--force để nhập lại)"
        return Problem(imported.source, 0, "duplicate", message)
    twin = next(
        (
            other.path
            for other in archive.notices
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
        return Problem(imported.source, 0, "duplicate", message)
    if (root / notice.path).exists() and not force:
        message = (
            f"'{notice.path}' đã có; không ghi đè, hãy đặt tên khác bằng --id hoặc dùng --force"
        )
        return Problem(imported.source, 0, "exists", message)
    return None


def _write(root: Path, draft: Draft, notice: Notice, source: SourceText, *, force: bool) -> None:
    """Write the original first, then the draft: a draft never points to nothing."""
    if notice.source is None:
        raise ArchiveError("bản nháp không có đường dẫn bản gốc")
    original = f"notices/{notice.source.path}"
    save_file(root, original, source.content, overwrite=force)
    save_file(root, notice.path, draft.text().encode(), overwrite=force)


FIELD_NAMES: Final = {
    "loai": "loại văn bản",
    "so_ky_hieu": "số, ký hiệu",
    "ngay_ban_hanh": "ngày ban hành",
    "ngay_hop": "ngày họp",
    "co_quan": "cơ quan",
    "trich_yeu": "trích yếu",
    "ky_danh_gia": "kỳ đánh giá",
    "ky_chi_dao": "kỳ chỉ đạo",
    "nguoi_ky": "người ký",
}


def imported_json(imported: Imported) -> dict[str, Any]:
    """Return the object that `ketluan import --json` prints for one source (DESIGN, section 5)."""
    notice, draft = imported.notice, imported.draft
    return {
        "source": imported.source,
        "path": imported.path,
        "written": imported.written,
        "metadata": _metadata_json(notice) if notice else {},
        "known": _known_json(draft.known) if draft else {},
        "tasks": [task_json(task) for task in notice.tasks] if notice else [],
        "coverage": {
            "source_characters": draft.coverage.source_characters if draft else 0,
            "accounted": draft.coverage.accounted if draft else 0,
            "dropped": [
                {"line": piece.line, "text": piece.text, "reason": piece.reason}
                for piece in (draft.dropped if draft else ())
            ],
        },
        "problems": [problem_json(problem) for problem in imported.problems],
    }


_JSON_NAMES: Final = {
    "loai": "type",
    "so_ky_hieu": "number",
    "ngay_ban_hanh": "issued",
    "ngay_hop": "meeting_date",
    "co_quan": "issuer",
    "trich_yeu": "title",
    "ky_danh_gia": "reviewed_period",
    "ky_chi_dao": "directed_period",
    "nguoi_ky": "signer",
}


def _known_json(known: Mapping[str, str]) -> dict[str, str]:
    return {_JSON_NAMES[key]: how for key, how in known.items()}


def _metadata_json(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.subject,
        "type": notice.type,
        "number": notice.number,
        "issued": notice.issued.isoformat() if notice.issued else "",
        "meeting_date": notice.meeting_date.isoformat() if notice.meeting_date else "",
        "issuer": notice.issuer,
        "reviewed_period": notice.reviewed_period.id if notice.reviewed_period else "",
        "directed_period": notice.directed_period.id if notice.directed_period else "",
        "signer": {
            "name": notice.signer.name,
            "position": notice.signer.position,
            "authority": notice.signer.authority,
        },
        "recipients": list(notice.recipients),
    }


def task_json(task: Task) -> dict[str, Any]:
    """Return one task as `import --json` gives it; spans point into its text."""
    return {
        "number": task.number,
        "headings": list(task.headings),
        "lead_units": [unit.name for unit in task.lead_units],
        "coordinating_units": [unit.name for unit in task.coordinating_units],
        "text": task.text,
        "citations": [citation_json(c) for c in document_citations(task.citations)],
        "standards": [citation_json(c) for c in task.citations if c.family == "standard"],
        "deadlines": [deadline_json(deadline) for deadline in task.deadlines],
        "period": task.period.id if task.period else "",
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return one citation as `ketluan cite` gives it (DESIGN, section 5)."""
    return {
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "number": citation.number,
        "family": citation.family,
        "type": citation.type,
        "issuer": citation.issuer,
        "year": citation.year,
        "year_from": citation.year_from,
        "date": citation.date.isoformat() if citation.date else None,
        "key": citation.key,
        "relation": citation.relation,
    }


def deadline_json(deadline: Deadline) -> dict[str, Any]:
    """Return one deadline: the phrase as printed and the days read from it."""
    return {
        "text": deadline.text,
        "start": deadline.start.isoformat() if deadline.start else None,
        "due": deadline.due.isoformat() if deadline.due else None,
        "kind": deadline.kind,
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return one problem as every verb gives it."""
    return {
        "path": problem.path,
        "line": problem.line,
        "rule": problem.rule,
        "message": problem.message,
    }
