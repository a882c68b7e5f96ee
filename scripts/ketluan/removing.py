"""A folder of ours removed whole, also where somebody took the right to change what is in it."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from stat import S_IRWXU


def remove_folder(folder: Path) -> None:
    """Remove `folder` with all in it; what links in it lead to stays as it is. Raises `OSError`."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        _allow_changes(folder)
        shutil.rmtree(folder)


def _allow_changes(folder: Path) -> None:
    """Let the owner change `folder` and the folders in it, each before it is looked into."""
    with suppress(OSError):  # not ours: removing it tells so
        folder.chmod(S_IRWXU)
        for place, inner, _ in os.walk(folder):
            for path in (Path(place, name) for name in inner):
                if not path.is_symlink():
                    path.chmod(S_IRWXU)
