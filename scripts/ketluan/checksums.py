"""Lists of files with their SHA-256, as `sha256sum -c` reads them: are files still what they were.

A list finds damage: bits that flipped, files lost or added. It cannot tell who may write the files
and their list.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Final

SUMS: Final = "SHA256SUMS"  # the list of a folder, in that folder
BUILT_FROM: Final = ".cache/notices.sha256"  # of notices/ at the last build, in the archive
_BLOCK: Final = 2**16  # bytes read at once: most files are one, a scan is many
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")


def sums_text(sums: Mapping[str, str]) -> str:
    """Return the list of `sums` (by name), one file a line, in the order of names."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def read_sums(content: bytes) -> Mapping[str, str] | None:
    """Return the sums by name; `None` where `content` is not what `sums_text` writes."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    lines = [_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    sums = {line[2]: line[1] for line in lines if line}
    return sums if sums_text(sums) == text else None


def read_list(path: Path) -> Mapping[str, str] | None:
    """Return the sums in the list at `path`; `None` where it is not what `sums_text` writes.

    Raises `OSError`.
    """
    # Whoever opens a pipe waits until somebody writes into it.
    return read_sums(path.read_bytes()) if S_ISREG(path.stat().st_mode) else None


def sums_below(folder: Path, only: Callable[[str], bool] = lambda _: True) -> dict[str, str]:
    """Return the sum of each file below `folder`, or of those of a name for which `only` is true.

    Names are paths relative to it. What is no file (a link in the file system, a pipe) has no sum: its is
    empty. Raises `OSError`.
    """
    return {name: sum_of(entry) for name, entry in entries_below(folder) if only(name)}


def sum_of(entry: os.DirEntry[str]) -> str:
    """Return the sum of a file as `sums_below` does."""
    return file_sum(Path(entry.path)) if entry.is_file(follow_symlinks=False) else ""


def state_of(folder: Path) -> str:
    """Return a digest of which files are below `folder`, of their sizes and of when they were changed.

    Nothing is read: far quicker than sums, and blind to bits that flip. Raises `OSError`.
    """
    return state_of_files(
        (name, entry.stat(follow_symlinks=False)) for name, entry in entries_below(folder)
    )


def state_of_files(files: Iterable[tuple[str, os.stat_result]]) -> str:
    """Return the `state_of` a folder that holds `files`, which were looked at already."""
    marks = []
    for name, status in files:
        times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
        marks.append(f"{name}\0{status.st_mode} {status.st_size} {times}\0")
    told = "".join(sorted(marks)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(told).hexdigest()


def file_sum(path: Path) -> str:
    """Return the SHA-256 of the file at `path` in hexadecimal. Raises `OSError`."""
    hashed = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            hashed.update(block)
    return hashed.hexdigest()


def entries_below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield name and entry of every file below `folder`, and of links to folders, in no order.

    A site has tens of thousands, and is looked at by each build: no path is made of them. Raises
    `OSError` where a folder may not be opened: nobody is to take what is in it for gone.
    """
    ahead = [("", os.fspath(folder))]
    while ahead:
        above, place = ahead.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    ahead.append((f"{above}{entry.name}/", entry.path))
                else:
                    yield f"{above}{entry.name}", entry


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of every file below `folder`, and of links to folders. Raises `OSError`."""
    return ((name, Path(entry.path)) for name, entry in entries_below(folder))
