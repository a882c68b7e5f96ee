"""The originals (bản gốc) below `notices/goc/`: which there are, their hashes, who names them.

An original is hashed in blocks: a scan can be larger than the memory that a build may use.
"""

import hashlib
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ketluan.archive.files import is_nameable
from ketluan.checksums import file_sum
from ketluan.coverage import Coverage, coverage
from ketluan.kept import Kept, packed
from ketluan.model import Notice, Problem
from ketluan.os_errors import reason
from ketluan.places import NOTICES, ORIGINALS
from ketluan.program import program_digest
from ketluan.secrecy import secrecy_mark
from ketluan.sources import SourceError, read_source
from ketluan.workers import in_parallel

_KIND: Final = "source"


def original_sizes(root: Path) -> dict[str, int]:
    """Return the originals of the archive at `root`: path relative to `root` → bytes, in order.

    Hidden files (a write that was cut short leaves one), links, what is no file and what has a name
    that is no text are left out.
    """
    found: dict[str, int] = {}
    folder = root / ORIGINALS
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        status = path.lstat()
        name = path.relative_to(root).as_posix()
        if stat.S_ISREG(status.st_mode) and not path.name.startswith(".") and is_nameable(name):
            found[name] = status.st_size
    return found


def same_originals(root: Path, sizes: Mapping[str, int], content: bytes, sha256: str) -> list[str]:
    """Return the originals among `sizes` that hold exactly `content`, whose hash is `sha256`.

    Only those of its size are read. One that cannot be read counts as another.
    """
    same = []
    for path, size in sizes.items():
        if size != len(content):
            continue
        try:
            if file_sum(root / path) == sha256:
                same.append(path)
        except OSError:
            continue
    return same


def orphan_originals(paths: Collection[str], named: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for each original of `paths` that is not `named` by a notice or register.

    Both are relative to the archive's folder.
    """
    for path in sorted(set(paths) - set(named)):
        message = (
            "bản gốc này không thông báo nào nêu; hãy nhập nó (`ketluan import` với chính tệp này), "
            "hoặc chuyển nó ra khỏi kho"
        )
        yield Problem(path, 1, "orphan-original", message, "warning")


def compare_sources(root: Path, notices: Iterable[Notice], kept: Kept) -> Iterator[Problem]:
    """Yield what is wrong with the originals of `notices`.

    One is compared again where the notice or the file has changed, as the system tells by its size and
    times; a rotten disk changes neither, so `verify` keeps nothing.
    """
    named = [notice for notice in notices if notice.source]
    marks = {notice.path: _mark(root, notice) for notice in named}
    known: dict[str, tuple[Problem, ...]] = kept.find(_KIND, filter(None, marks.values()))
    new = [notice for notice in named if marks[notice.path] not in known]
    compared = in_parallel(lambda notice: tuple(compare_source(root, notice)), new)
    found = {notice.path: problems for notice, problems in zip(new, compared, strict=True)}
    fresh = {marks[path]: packed(problems) for path, problems in found.items() if marks[path]}
    kept.keep(_KIND, fresh, marks.values())
    for notice in named:
        yield from found[notice.path] if notice.path in found else known[marks[notice.path]]


def _mark(root: Path, notice: Notice) -> str:
    """Return what changes when a notice or its original does, empty where that one cannot be seen."""
    path = notice.source.path if notice.source else ""
    try:
        status = (root / NOTICES / path).lstat()
    except OSError:
        return ""
    times = (status.st_mode, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    return hashlib.sha256(f"{program_digest()}{notice.digest}{times}".encode()).hexdigest()


def compare_source(root: Path, notice: Notice) -> Iterator[Problem]:
    """Yield what is wrong with the original of `notice`: missing, changed, not all in the body."""
    if notice.source is None:
        return
    line = notice.key_lines.get("nguon", 1)
    path = root / NOTICES / notice.source.path
    if not path.is_file() or path.is_symlink():
        message = f"không có bản gốc 'notices/{notice.source.path}'; hãy chép lại bản gốc vào đó"
        yield Problem(notice.path, line, "source-missing", message)
        return
    try:
        digest = file_sum(path)
    except OSError as error:
        message = (
            f"không đọc được bản gốc 'notices/{notice.source.path}' ({reason(error)}); hãy kiểm tra "
            "quyền đọc và ổ đĩa"
        )
        yield Problem(notice.path, line, "file", message)
        return
    if digest != notice.source.sha256:
        message = (
            f"bản gốc 'notices/{notice.source.path}' có SHA-256 {digest[:12]}…, phần đầu tệp ghi "
            f"{notice.source.sha256[:12]}…; bản gốc đã bị thay đổi, hãy khôi phục từ bản sao lưu"
        )
        yield Problem(notice.path, line, "source-hash", message)
        return
    lines = _lines(path)
    if lines is None:
        message = (
            "chưa đọc được chữ trong bản gốc nên không đối chiếu được nội dung; hãy tự đối chiếu"
        )
        yield Problem(notice.path, line, "source-unread", message, "warning")
        return
    if secrecy_mark(lines):
        message = (
            "bản gốc có dấu độ mật nên văn bản không được đưa vào trang, chỉ mục hay dữ liệu; "
            "hãy chuyển tệp này và bản gốc của nó ra khỏi kho"
        )
        yield Problem(notice.path, line, "secret", message)
        return
    account = coverage(lines, notice.body, notice.dropped)
    if not account.complete:
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
    lines = _lines(root / NOTICES / notice.source.path)
    return None if lines is None else coverage(lines, notice.body, notice.dropped)


def _lines(path: Path) -> tuple[str, ...] | None:
    """Return the lines of an original, `None` where it is no text."""
    try:
        return read_source(path, quick=True).lines
    except SourceError:
        return None
