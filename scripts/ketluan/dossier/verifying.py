"""Whether a dossier is what was made: its files against its list, every byte against the form.

The file may come from anywhere: it is read in blocks, never unpacked onto the disk, and nothing is
read beyond what it declares and a bound.
"""

import json
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ketluan.checksums import SUMS, read_sums
from ketluan.dossier.manifest import DATA, PAGE, TABLE
from ketluan.dossier.zip_form import PackingError, Part, measured, safe_path, write_zip
from ketluan.model import Problem
from ketluan.os_errors import reason

_BLOCK: Final = 1 << 20
_MOST_UNPACKED: Final = 1 << 30  # bytes of a dossier that somebody compressed again
_MOST_LIST: Final = 16 << 20  # bytes of the list: 100,000 files with long names
_MOST_DATA: Final = 64 << 20  # bytes of the data that are read to see what it says is missing
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
# What `zipfile` raises for damage: of its own, of zlib, of a header read as something else.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip
_AGAIN: Final = "hãy lấy lại hồ sơ từ người lập, hoặc lập lại từ kho"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of a dossier: how many files its list has, and every problem."""

    files: int
    problems: tuple[Problem, ...]


def verify_dossier(path: Path) -> Verified:
    """Return what is wrong with the dossier at `path`; nothing is, only if no bit of it changed."""
    shown = str(path)
    try:
        if not path.is_file():
            cause = "đây không phải là tệp thường" if path.exists() else "không có tệp này"
            message = f"{cause}; hãy nêu tệp ZIP của hồ sơ"
            return Verified(0, (Problem(shown, 1, "dossier-unreadable", message),))
        with path.open("rb") as file, path.open("rb") as again:
            found = _Findings(shown, [])
            count = _verify(file, again, found)
            return Verified(count, tuple(found.problems))
    except OSError as error:
        message = f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc"
        return Verified(0, (Problem(shown, 1, "dossier-unreadable", message),))


@dataclass(frozen=True, slots=True)
class _Findings:
    """The problems of one dossier."""

    path: str
    problems: list[Problem]

    def add(self, rule: str, message: str) -> None:
        self.problems.append(Problem(self.path, 1, rule, message))


def _verify(file: BinaryIO, again: BinaryIO, found: _Findings) -> int:
    """Collect what is wrong and return how many files the list has."""
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
            for rule, message in _refusals(entries, _size(again)):
                found.add(rule, message)
            if found.problems:
                return 0
            files = [entry for entry in entries if not entry.is_dir()]
            parts = _readable(packed, files, found)
            listed = _list_of(packed, parts, found)
            if listed is None:
                return 0
            names = {entry.filename for entry in files}
            for rule, message in _differences(parts, listed, names):
                found.add(rule, message)
            if not found.problems and not _has_form(parts, again):
                found.add(
                    "dossier-form",
                    "mọi tệp bên trong khớp danh sách, nhưng tệp ZIP không còn đúng từng byte như lúc "
                    f"lập: đã bị đóng gói lại hoặc sửa ở phần đầu mục; {_AGAIN}",
                )
            lacking = 0 if found.problems else _lacking(packed, parts[DATA])
            if lacking:
                message = (
                    f"hồ sơ đúng như lúc lập, nhưng lúc ấy đã thiếu {lacking} tệp; "
                    f"xem đầu trang {PAGE}"
                )
                found.problems.append(
                    Problem(found.path, 1, "dossier-incomplete", message, "warning")
                )
            return len(listed)
    except _DAMAGE:
        found.add("dossier-unreadable", f"không phải tệp ZIP, hoặc tệp ZIP bị hỏng; {_AGAIN}")
        return 0


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _refusals(entries: Sequence[zipfile.ZipInfo], size: int) -> Iterator[tuple[str, str]]:
    """Yield why nothing may be read: names that lead elsewhere or stand twice, too much content."""
    for entry in entries:
        name = entry.orig_filename.removesuffix("/") if entry.is_dir() else entry.orig_filename
        if name != safe_path(entry.filename.rstrip("/")):
            yield (
                "dossier-path",
                f"tên '{entry.orig_filename}' bên trong không an toàn; đừng giải nén, {_AGAIN}",
            )
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            yield (
                "dossier-unreadable",
                f"tệp bên trong '{entry.filename}' bị đặt mật khẩu hoặc nén theo cách lạ; {_AGAIN}",
            )
    names = Counter(entry.filename.casefold() for entry in entries)
    for name in sorted(name for name, count in names.items() if count > 1):
        yield "dossier-duplicate", f"bên trong có hai tệp cùng tên '{name}'; {_AGAIN}"
    declared = sum(entry.file_size for entry in entries)
    if declared > max(size, _MOST_UNPACKED):
        yield (
            "dossier-size",
            f"bên trong khai {declared} byte, nhiều hơn mức được đọc; đừng giải nén, {_AGAIN}",
        )


def _readable(
    packed: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], found: _Findings
) -> dict[str, Part]:
    """Return the entries that can be read to their declared end, by name."""
    parts = {}
    for entry in entries:
        try:
            part = _part(packed, entry)
        except _DAMAGE:
            found.add("dossier-changed", f"tệp bên trong '{entry.filename}' bị hỏng; {_AGAIN}")
            continue
        if part.size != entry.file_size:
            found.add("dossier-changed", f"tệp bên trong '{entry.filename}' bị cụt; {_AGAIN}")
        parts[part.name] = part
    return parts


def _part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Part:
    def blocks() -> Iterator[bytes]:
        with packed.open(entry) as content:
            while block := content.read(_BLOCK):
                yield block

    return measured(entry.filename, blocks)


def _list_of(
    packed: zipfile.ZipFile, parts: Mapping[str, Part], found: _Findings
) -> Mapping[str, str] | None:
    part = parts.get(SUMS)
    if part is None or part.size > _MOST_LIST:
        found.add("dossier-manifest", f"không có danh sách {SUMS} đọc được; {_AGAIN}")
        return None
    listed = read_sums(packed.read(SUMS))
    if listed is None:
        found.add("dossier-manifest", f"danh sách {SUMS} không đúng dạng; {_AGAIN}")
    return listed


def _differences(
    parts: Mapping[str, Part], listed: Mapping[str, str], names: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield where the list and the entries differ; of `names` that cannot be read enough was said."""
    for name in sorted({*listed, *names, PAGE, TABLE, DATA} - {SUMS}):
        part = parts.get(name)
        if name not in names:
            yield "dossier-missing", f"bên trong không có '{name}'; {_AGAIN}"
        elif name not in listed:
            yield "dossier-unlisted", f"tệp bên trong '{name}' không có trong danh sách; {_AGAIN}"
        elif part and part.sha256 != listed[name]:
            yield (
                "dossier-changed",
                f"tệp bên trong '{name}' không còn đúng với SHA-256 trong danh sách; {_AGAIN}",
            )


def _lacking(packed: zipfile.ZipFile, data: Part) -> int:
    """Return how many files the dossier says it could not take. Raises `ValueError` for no JSON."""
    told = json.loads(packed.read(DATA)) if data.size <= _MOST_DATA else {}
    files = told.get("files") if isinstance(told, dict) else None
    rows = [row for row in files if isinstance(row, dict)] if isinstance(files, list) else []
    return sum(bool(row.get("fault")) for row in rows)


def _has_form(parts: Mapping[str, Part], file: BinaryIO) -> bool:
    """Tell whether packing `parts` again gives the bytes of `file`."""
    comparing = _Comparing(file)
    try:
        write_zip(comparing, parts.values())
    except (_OtherError, PackingError):
        return False
    return not file.read(1)


class _OtherError(Exception):
    """The next bytes differ."""


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Takes bytes and compares each with the next of `file`."""

    file: BinaryIO

    def write(self, data: bytes, /) -> None:
        if self.file.read(len(data)) != data:
            raise _OtherError
