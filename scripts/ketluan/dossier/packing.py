"""Make a dossier: take the files from the archive, say which cannot be taken, pack and list all.

The bytes follow from the archive and the given day alone.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.archive import INTEGRITY
from ketluan.archive.enclosing import (
    file_blocks,
    is_held,
    is_marked,
    progress_stating,
    registered_file,
    secret_originals,
    site_note,
)
from ketluan.checksums import SUMS, sums_text
from ketluan.dossier.manifest import DATA, PAGE, TABLE
from ketluan.dossier.zip_form import Part, Writable, free_path, measured, text_part, write_zip
from ketluan.exports.csv_file import csv_text
from ketluan.exports.dossier_data import EnclosedFile, Fault, FileKind, Subject, dossier_json
from ketluan.exports.rows import tasks_table
from ketluan.model import Problem
from ketluan.pages.dossier_page import dossier_page
from ketluan.places import NOTICES, ORIGINALS

_ORIGINALS: Final = PurePosixPath("originals")
_FOREIGN: Final = ("original", "document")  # what the archive does not read whole by itself


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier ready to be written: its entries, and what it says of the files of the archive."""

    parts: tuple[Part, ...]
    files: tuple[EnclosedFile, ...]

    @property
    def missing(self) -> tuple[EnclosedFile, ...]:
        """The files that belong to it and are not in it."""
        return tuple(file for file in self.files if file.fault)

    def write(self, out: Writable) -> str:
        """Write the ZIP to `out` and return its SHA-256. Raises `OSError` and `PackingError`."""
        hashing = _Hashing(out)
        write_zip(hashing, self.parts)
        return hashing.digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Hashing:
    out: Writable
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def write(self, data: bytes, /) -> None:
        self.digest.update(data)
        self.out.write(data)


def make_dossier(root: Path, subject: Subject, problems: tuple[Problem, ...]) -> Dossier:
    """Return the dossier of `subject` from the archive at `root`, whose `problems` are known.

    A file that is missing, cannot be read, is other than recorded or bears a mark of secrecy is not
    packed; page and data say so.
    """
    files, kept = _take(root, subject)
    paths = {file.path for file in files}
    about = tuple(one for one in problems if one.path in paths and one.rule in INTEGRITY)
    note = site_note(root)
    table = text_part(TABLE, csv_text(tasks_table(subject.selection)))
    data = text_part(DATA, dossier_json(subject, note, files, about))
    made = (_made("table", table), _made("data", data))
    page = text_part(PAGE, dossier_page(subject, note, (*files, *made), about))
    parts = (*kept, table, data, page)
    hashes = {part.name: part.sha256 for part in parts}
    return Dossier((*parts, text_part(SUMS, sums_text(hashes))), files)


def _made(kind: FileKind, part: Part) -> EnclosedFile:
    return EnclosedFile(kind, "", name=part.name, size=part.size, sha256=part.sha256)


def _wanted(root: Path, subject: Subject) -> Iterator[EnclosedFile]:
    """Yield the files of the archive that belong to the dossier, originals first."""
    for notice in subject.notices:
        if notice.source:
            path, recorded = f"{NOTICES}/{notice.source.path}", notice.source.sha256
            yield EnclosedFile("original", path, notice.id, recorded=recorded)
        else:
            yield EnclosedFile("original", "", notice.id, fault="missing")
    if subject.document and (path := registered_file(root, subject.document.key)):
        yield EnclosedFile("document", path, subject.document.key)
    for notice in subject.notices:
        yield EnclosedFile("notice", notice.path, notice.id)
    for path in progress_stating(root, frozenset(subject.outcomes)):
        yield EnclosedFile("progress", path)


def _take(root: Path, subject: Subject) -> tuple[tuple[EnclosedFile, ...], tuple[Part, ...]]:
    """Return the wanted files, each with its name in the dossier or its fault, and their content."""
    secret = secret_originals(root)
    kept: dict[str, Part] = {}  # by path: two notices may share an original
    files = []
    for file in _wanted(root, subject):
        fault, part = _judged(root, file, secret, kept)
        if part:
            kept[file.path] = part
            told = replace(file, name=part.name, size=part.size, sha256=part.sha256)
        elif fault == "secret":
            told = replace(file, path="", recorded="", fault=fault)
        else:
            told = replace(file, fault=fault)
        files.append(told)
    return tuple(files), tuple(kept.values())


def _judged(
    root: Path, file: EnclosedFile, secret: Collection[str], kept: Mapping[str, Part]
) -> tuple[Fault, Part | None]:
    """Return the file's content, or why it may not be packed."""
    if not file.path or not is_held(root, file.path):
        return "missing", None
    if file.path in secret or (file.kind in _FOREIGN and is_marked(root, file.path)):
        return "secret", None
    try:
        part = kept.get(file.path) or _measured(root, file.path, kept)
    except OSError:
        return "unreadable", None
    if part.sha256 in secret:
        return "secret", None
    if file.recorded and file.recorded != part.sha256:
        return "changed", None
    return "", part


def _measured(root: Path, path: str, kept: Mapping[str, Part]) -> Part:
    inside = PurePosixPath(path)
    if inside.is_relative_to(ORIGINALS):
        inside = _ORIGINALS / inside.relative_to(ORIGINALS)
    taken = {part.name.casefold() for part in kept.values()}
    return measured(free_path(str(inside), taken), partial(file_blocks, root, path))
