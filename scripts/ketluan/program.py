"""What this program is: one digest of everything of it that decides what it makes."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_LEFT_OUT: Final = frozenset(("__pycache__",))
# Beside each installed package stands a folder, or of old ones a file, named after it and its version.
_INSTALLED: Final = (".dist-info", ".egg-info")


@cache
def program_digest() -> str:
    """Return the SHA-256 of the program's files, of Python's version and of all that is installed.

    What was kept by another program is not trusted: equal digests make equal results of equal input.
    """
    hashed = hashlib.sha256(sys.version.encode())
    hashed.update("\0".join(sorted(_installed())).encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and _LEFT_OUT.isdisjoint(path.parts):
            hashed.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0".encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _installed() -> Iterator[str]:
    """Yield name and version of each package that can be imported, as its folder says them.

    To ask each one's own file for them takes a tenth of a build in which nothing changed.
    """
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):  # it is an archive, or not there
            yield from (one.name for one in Path(folder).iterdir() if one.suffix in _INSTALLED)
