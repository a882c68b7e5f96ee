"""What this program is: one digest of everything of it that decides what it makes."""

import hashlib
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_LEFT_OUT: Final = frozenset(("__pycache__",))


@cache
def program_digest() -> str:
    """Return the SHA-256 of the program's files, of Python's version and of all that is installed.

    What was kept by another program is not trusted: equal digests make equal results of equal input.
    """
    hashed = hashlib.sha256(sys.version.encode())
    installed = sorted({f"{one.name}=={one.version}" for one in distributions()})
    hashed.update("\0".join(installed).encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and _LEFT_OUT.isdisjoint(path.parts):
            hashed.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0".encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()
