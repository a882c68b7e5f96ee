"""Where things stand in an archive's folder: what people write, and what is made from it."""

from pathlib import Path
from typing import Final

NOTICES: Final = "notices"
ORIGINALS: Final = "notices/goc"
HAND_WRITTEN: Final = "docs"
SETTINGS: Final = "mkdocs.yml"
SITE: Final = "site"
INDEX: Final = "search_index"
NEW_SITE: Final = "site.new"  # while it is made
OLD_SITE: Final = "site.old"  # until it is gone, where both cannot change places in one step
SPARE_SITE: Final = ".cache/site"  # the ground of the next one

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_ORIGINALS_INSIDE: Final = f"{ORIGINALS.removeprefix(f'{NOTICES}/')}/"


def is_original(name: str) -> bool:
    """Tell whether a file, by its path in `notices/`, stands among the originals."""
    return name.startswith(_ORIGINALS_INSIDE)


def settings_of(root: Path) -> Path:
    """Return the `mkdocs.yml` of the archive at `root`: its own, or that of this program's checkout.

    The hand-written pages stand beside it.
    """
    own = root / SETTINGS
    return own if own.is_file() else _CHECKOUT / SETTINGS
