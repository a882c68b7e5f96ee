"""Files of the archive that leave it, in a dossier or with the site: only what really lies there.

A link in the file system, which may lead out of the archive, counts as missing.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from stat import S_ISREG
from typing import Final

from ketluan.archive.document_register import DOCUMENTS_FILE, read_documents
from ketluan.archive.holdings import read_holdings
from ketluan.archive.reading import PROGRESS
from ketluan.fields import Fields
from ketluan.model import Archive, Notice, Outcome, Problem
from ketluan.notice import read_progress
from ketluan.places import NOTICES, SETTINGS
from ketluan.secrecy import secrecy_mark
from ketluan.sources import SourceError, read_source
from ketluan.strict_yaml import StrictYamlError, read_mapping

_BLOCK: Final = 1 << 20
_Held = Callable[[str], os.stat_result | None]


def is_held(root: Path, path: str) -> bool:
    """Tell whether `path`, relative to the archive at `root`, is a file that lies in `notices/`."""
    return held_files(root)(path) is not None


def held_files(root: Path) -> _Held:
    """Return what gives the state of a file of which `is_held` is true, `None` for others.

    A thousand originals lie in few folders: each of these is looked at once.
    """
    top, real = f"{root}/", os.path.realpath(root / NOTICES)

    @cache
    def lies_there(folder: str) -> bool:
        return os.path.realpath(top + folder) == real + folder.removeprefix(NOTICES)

    def state(path: str) -> os.stat_result | None:
        try:
            found = os.lstat(top + path) if lies_there(path.rpartition("/")[0]) else None
        except (OSError, ValueError):  # there is none, or there can be none of such a name
            return None
        return found if found and S_ISREG(found.st_mode) else None

    return state


def file_blocks(root: Path, path: str) -> Iterator[bytes]:
    """Yield the content of the file `path` of the archive at `root`. Raises `OSError`."""
    with (root / path).open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def secret_originals(root: Path) -> frozenset[str]:
    """Return paths (relative to `root`) and hashes of the originals of notices with a mark of secrecy."""
    secret = [notice for notice in read_holdings(root).notices if notice.secret]
    return frozenset(text for notice in secret for text in (notice.original, notice.sha256) if text)


def with_existing_files(root: Path, archive: Archive) -> Archive:
    """Return `archive` without those files of documents that `notices/` does not really hold."""
    held = held_files(root)
    return replace(
        archive,
        documents=tuple(
            replace(one, file="") if one.file and not held(f"{NOTICES}/{one.file}") else one
            for one in archive.documents
        ),
    )


def with_originals(root: Path, archive: Archive) -> Archive:
    """Return `archive` with the sizes of those originals that may stand on the site.

    None is that of a secret notice, is a link in the file system, or had a mark of secrecy dropped
    from it; all other text of an original stands in the body, which was looked at already.
    """
    hidden = any(problem.rule == "secret" for problem in archive.problems)
    secret = secret_originals(root) if hidden else frozenset()
    held = held_files(root)
    return replace(
        archive, notices=tuple(_with_original(held, one, secret) for one in archive.notices)
    )


def _with_original(held: _Held, notice: Notice, secret: frozenset[str]) -> Notice:
    source = notice.source
    if source is None:
        return notice
    path = f"{NOTICES}/{source.path}"
    state = held(path)
    if state is None or not secret.isdisjoint((path, source.sha256)):
        return notice
    if secrecy_mark([piece.text for piece in notice.dropped]):
        return notice
    return replace(notice, source=replace(source, size=state.st_size))


def is_marked(root: Path, path: str) -> bool:
    """Tell whether the file bears a mark of secrecy, as far as it can be read without other programs."""
    try:
        return bool(secrecy_mark(read_source(root / path, quick=True).lines))
    except SourceError:
        return False


def registered_file(root: Path, key: str) -> str:
    """Return the file, relative to `root`, that the register names for the document, else nothing."""
    try:
        register, _ = read_documents((root / DOCUMENTS_FILE).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):  # without a register nothing is registered
        return ""
    row = register.rows.get(key)
    return f"{NOTICES}/{row.file}" if row and row.file else ""


def progress_stating(root: Path, outcomes: frozenset[Outcome]) -> tuple[str, ...]:
    """Return the files of `notices/cap-nhat/`, relative to `root`, that state one of the outcomes."""
    files = (path.relative_to(root).as_posix() for path in sorted((root / PROGRESS).glob("*.md")))
    return tuple(
        path
        for path in files
        if is_held(root, path) and not outcomes.isdisjoint(_stated(root, path))
    )


def _stated(root: Path, path: str) -> tuple[Outcome, ...]:
    try:
        return read_progress(path, (root / path).read_bytes().decode("utf-8-sig"))[0]
    except (OSError, UnicodeDecodeError):  # `check` reports it
        return ()


def site_note(root: Path) -> tuple[str, ...]:
    """Return what stands on every page of the site: its name and its footer, where they are set."""
    try:
        mapping = read_mapping((root / SETTINGS).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, StrictYamlError):  # the builder of the site reports it
        return ()
    problems: list[Problem] = []
    fields = Fields.of(SETTINGS, mapping, problems)
    return tuple(text for key in ("site_name", "copyright") if (text := fields.text(key)))
