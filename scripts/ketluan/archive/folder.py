"""The archive as a folder: read `notices/`, compare originals, write drafts.

The only module that reads and writes `notices/`. Reading never stops at a fault: everything that
can be read is, and every problem is reported at once. A document with a mark of secrecy is left
out, and the problem that says so repeats nothing of it.
"""

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.archive.checks import OutcomeFile, check_archive, check_register
from ketluan.archive.collecting import (
    cited_documents,
    document_links,
    periods_of,
    with_register,
)  # fmt: skip
from ketluan.archive.document_register import DOCUMENTS_FILE, DocumentRegister, read_documents
from ketluan.archive.registers import ABBREVIATIONS_FILE, UNITS_FILE, read_abbreviations, read_units
from ketluan.coverage import Coverage, coverage
from ketluan.model import Archive, Notice, Outcome, Problem
from ketluan.notice import read_notice, read_progress, read_tasks
from ketluan.os_errors import reason
from ketluan.secrecy import secrecy_mark
from ketluan.sources import SourceError, read_source
from ketluan.units import UnitNames, unit_names

NOTICES: Final = "notices"
ORIGINALS: Final = "notices/goc"
PROGRESS: Final = "notices/cap-nhat"
MAX_NOTICE_BYTES: Final = 8 * 1024 * 1024
_REGISTERS: Final = frozenset(("don-vi.yml", "viet-tat.yml", "van-ban.yml"))


class ArchiveError(Exception):
    """The folder is no archive, or cannot be written; the message is Vietnamese."""


@dataclass(slots=True)
class _Loaded:
    secret_files: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    progress: list[OutcomeFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_archive(root: Path) -> Archive:
    """Return everything that the archive at `root` (the folder that holds `notices/`) says.

    Raises `ArchiveError` where there is no such folder; all else is in `Archive.problems`.
    """
    if not (root / NOTICES).is_dir():
        raise ArchiveError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    loaded = _Loaded()
    (units, groups), problems = read_units(_register(root, UNITS_FILE, loaded))
    abbreviations, more = read_abbreviations(_register(root, ABBREVIATIONS_FILE, loaded))
    loaded.problems += [*problems, *more]
    register, more = read_documents(_register(root, DOCUMENTS_FILE, loaded))
    loaded.problems += more
    names = unit_names((*units, *groups))
    for path in _files(root, loaded):
        _load_file(root, path, names, register, loaded)
    notices = sorted(loaded.notices, key=lambda notice: (notice.day or date.min, notice.id))
    register = _with_files(root, register, loaded)
    documents, standards = cited_documents(notices, register, abbreviations)
    outcomes = [outcome for notice in notices for outcome in notice.outcomes]
    outcomes += [outcome for file in loaded.progress for outcome in file.outcomes]
    archive = Archive(
        notices=tuple(notices),
        units=units,
        groups=groups,
        documents=documents,
        standards=standards,
        document_links=document_links(notices, register),
        periods=periods_of(notices),
        outcomes=tuple(sorted(outcomes, key=_outcome_order)),
        abbreviations=abbreviations,
    )
    found = (
        *loaded.problems,
        *check_archive(archive, loaded.progress),
        *check_register(archive, register),
    )
    return replace(archive, problems=tuple(sorted(found, key=_problem_order)))


def _outcome_order(outcome: Outcome) -> tuple[date, str, str]:
    return (outcome.day or date.min, outcome.task_id, outcome.status)


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line, problem.rule, problem.message)


def _register(root: Path, path: str, loaded: _Loaded) -> str:
    """Return the text of a register; a missing one is empty, and that is no fault."""
    return (_text(root, path, loaded) or "") if (root / path).exists() else ""


def _with_files(root: Path, register: DocumentRegister, loaded: _Loaded) -> DocumentRegister:
    """Return `register` without the files that are not there or must not be shown."""
    rows = dict(register.rows)
    for key, row in register.rows.items():
        file = root / NOTICES / row.file
        if not row.file or (
            file.is_file() and not file.is_symlink() and row.file not in loaded.secret_files
        ):
            continue
        rows[key] = replace(row, file="")
        message = (
            f"mục '{key}': không dùng được tệp 'notices/{row.file}' (không có, không phải tệp thường, "
            "hoặc là bản gốc có độ mật); hãy chép đúng tệp vào đó hoặc xóa khóa 'tep'"
        )
        loaded.problems.append(Problem(DOCUMENTS_FILE, row.line, "document-file", message))
    return replace(register, rows=rows)


def _files(root: Path, loaded: _Loaded) -> Iterator[str]:
    """Yield the notice and progress files, relative to `root`, in order; report stray ones."""
    for path in sorted((root / NOTICES).rglob("*")):
        relative = path.relative_to(root).as_posix()
        inside = PurePosixPath(relative).relative_to(NOTICES)
        if path.is_dir() or inside.parts[0] == "goc" or path.name.startswith("."):
            continue
        if len(inside.parts) == 1 and path.name in _REGISTERS:
            continue
        if path.is_symlink() or path.suffix != ".md" or len(inside.parts) != 2:
            loaded.problems.append(
                Problem(
                    relative, 1, "stray-file",
                    "tệp này không thuộc kho; thông báo phải là notices/<năm>/<mã>.md, bản gốc nằm "
                    "trong notices/goc/; hãy chuyển hoặc xóa",
                )
            )  # fmt: skip
            continue
        yield relative


def _load_file(
    root: Path, path: str, names: UnitNames, register: DocumentRegister, loaded: _Loaded
) -> None:
    before = len(loaded.problems)
    text = _text(root, path, loaded)
    if text is None:
        return
    if path.startswith(f"{PROGRESS}/"):
        outcomes, problems = read_progress(path, text)
        loaded.progress.append(OutcomeFile(path, outcomes))
        loaded.problems += problems
        return
    notice, problems = read_notice(path, text)
    if notice.secrecy or secrecy_mark(notice.body.split("\n")):
        del loaded.problems[before:]  # nothing else is said of it
        loaded.problems.append(_secret(notice))
        if notice.source:
            loaded.secret_files.add(notice.source.path)
        return
    loaded.problems += problems
    if not notice.complete:  # nobody can tell what an unreadable front matter would have said
        return
    notice = replace(notice, blocks=with_register(notice.blocks, register))
    notice = replace(notice, tasks=read_tasks(notice, names))
    loaded.notices.append(notice)
    loaded.problems += _compare_source(root, notice)


def _secret(notice: Notice) -> Problem:
    message = (
        "văn bản có dấu hoặc khóa độ mật nên không được đưa vào trang, chỉ mục hay dữ liệu; "
        "hãy chuyển tệp này và bản gốc của nó ra khỏi kho"
    )
    return Problem(notice.path, notice.key_lines.get("do_mat", 1), "secret", message)


def _text(root: Path, path: str, loaded: _Loaded) -> str | None:
    r"""Return the file's text with `\n` line ends; an unreadable one is reported and `None`."""
    file = root / path
    try:
        if not file.is_file():
            message = "đây không phải là tệp thường; hãy xóa và chép lại tệp"
            loaded.problems.append(Problem(path, 1, "file", message))
            return None
        if file.stat().st_size > MAX_NOTICE_BYTES:
            message = f"tệp lớn hơn {MAX_NOTICE_BYTES // 2**20} MiB; hãy tách tệp"
            loaded.problems.append(Problem(path, 1, "file", message))
            return None
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc"
        loaded.problems.append(Problem(path, 1, "file", message))
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "tệp không phải bảng mã UTF-8; hãy lưu lại bằng UTF-8"
        loaded.problems.append(Problem(path, line, "encoding", message))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        line = next(
            number
            for number, content in enumerate(text.split("\n"), start=1)
            if not unicodedata.is_normalized("NFC", content)
        )
        message = "chữ Việt ở dạng tổ hợp (NFD); hãy lưu lại ở dạng dựng sẵn (NFC)"
        loaded.problems.append(Problem(path, line, "nfc", message))
    return text


def _compare_source(root: Path, notice: Notice) -> Iterator[Problem]:
    """Yield what is wrong with the original of `notice`: missing, changed, not all in the body."""
    if notice.source is None:
        return
    line = notice.key_lines.get("nguon", 1)
    path = root / NOTICES / notice.source.path
    if not path.is_file() or path.is_symlink():
        message = f"không có bản gốc 'notices/{notice.source.path}'; hãy chép lại bản gốc vào đó"
        yield Problem(notice.path, line, "source-missing", message)
        return
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != notice.source.sha256:
        message = (
            f"bản gốc 'notices/{notice.source.path}' có SHA-256 {digest[:12]}…, phần đầu tệp ghi "
            f"{notice.source.sha256[:12]}…; bản gốc đã bị thay đổi, hãy khôi phục từ bản sao lưu"
        )
        yield Problem(notice.path, line, "source-hash", message)
        return
    account = source_coverage(root, notice)
    if account is None:
        message = (
            "chưa đọc được chữ trong bản gốc nên không đối chiếu được nội dung; hãy tự đối chiếu"
        )
        yield Problem(notice.path, line, "source-unread", message, "warning")
    elif not account.complete:
        where = f"dòng {account.line}" if account.line else "hết"
        message = (
            f"nội dung khác bản gốc: bản gốc ({where}) ghi “{account.missing}”, tệp này ghi "
            f"“{account.extra}”; hãy chép lại đúng bản gốc, hoặc ghi phần bỏ đi vào 'luoc_bo'"
        )
        yield Problem(notice.path, _body_line_of(notice, account), "coverage", message)


def _body_line_of(notice: Notice, account: Coverage) -> int:
    """Return the line of the file where the body and the source part."""
    seen = 0
    for block in notice.blocks:
        seen += len("".join((block.label + block.text).split()))
        if seen > account.accounted - sum(len("".join(d.text.split())) for d in notice.dropped):
            return block.line
    return notice.body_line


def source_coverage(root: Path, notice: Notice) -> Coverage | None:
    """Return the account of characters of `notice`, `None` where its original is no text."""
    if notice.source is None:
        return None
    try:
        source = read_source(root / NOTICES / notice.source.path, quick=True)
    except SourceError:
        return None
    return coverage(source.lines, notice.body, notice.dropped)


def originals_by_hash(root: Path) -> dict[str, str]:
    """Return the paths of all originals, relative to `root`, by the SHA-256 of their bytes.

    Of two with the same bytes the first in order is named.
    """
    folder = root / ORIGINALS
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found.setdefault(digest, path.relative_to(root).as_posix())
    return found


def save_file(root: Path, relative: str, content: bytes, *, overwrite: bool) -> None:
    """Write `content` to `root/relative` whole or not at all.

    Raises `ArchiveError` if the file exists and `overwrite` is false, or if it cannot be written.
    """
    target = root / relative
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".ketluan-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            if overwrite:
                Path(temporary).replace(target)
            else:
                os.link(temporary, target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except FileExistsError as error:
        raise ArchiveError(
            f"'{relative}' đã có; không ghi đè, hãy dùng --force nếu muốn thay bằng bản mới"
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"không ghi được '{relative}' ({reason(error)}); hãy kiểm tra quyền ghi và chỗ trống"
        ) from error
