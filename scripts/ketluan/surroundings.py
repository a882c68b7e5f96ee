"""What MkDocs made of the hand-written part of a site, kept while nothing of that changes.

MkDocs and the theme take half a second to load and to read `docs/`, and what comes of it is the same in
nearly every build: its files, which are taken from the last site, and the frames around all pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ketluan.checksums import sums_below, sums_text
from ketluan.digests import text_digest
from ketluan.frames import Frame, Frames, Known
from ketluan.framing import Menu
from ketluan.kept import packed
from ketluan.program import program_digest
from ketluan.site_files import SiteMemory

_KIND: Final = "surroundings"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the pages of an archive in its site.

    `made` are paths of all files that MkDocs made, `addresses` where they are found, `shown` those of its
    pages, `promised` those of generated pages to which hand-written ones lead. `originals`: whether the
    files that notices were imported from are published. `key` is the digest of all that decides this,
    empty where nobody can tell that; what lies in `folders` is a part of it.
    """

    menu: Menu
    originals: bool
    made: tuple[str, ...]
    addresses: frozenset[str]
    shown: frozenset[str]
    promised: frozenset[str]
    folders: tuple[str, ...] = ()
    key: str = ""
    frames: Known = field(default_factory=dict)


# What is kept of surroundings is made of these.
KEPT_TYPES: Final = (Frame, Menu, Surroundings)


def key_of(settings: Path, folders: Iterable[str]) -> str:
    """Return the digest of the file `settings` and of all files in `folders` beside it.

    It is empty where one of them is a link in the file system. Raises `OSError`.
    """
    told = [_settings_key(settings)]
    for folder in folders:
        sums = sums_below(settings.parent / folder)
        if not all(sums.values()):
            return ""
        told.append(f"{folder}\0{sums_text(sums)}")
    return text_digest("\0".join(told))


def keep(settings: Path, surroundings: Surroundings, frames: Frames, memory: SiteMemory) -> None:
    """Keep `surroundings`, which `settings` made, and `frames`, if a key tells them and any is new."""
    if surroundings.key and surroundings.frames != frames.known:
        value = packed(replace(surroundings, frames=dict(frames.known)))
        memory.kept.keep(_KIND, {_settings_key(settings): value}, ())


def find(settings: Path, memory: SiteMemory) -> Surroundings | None:
    """Return the surroundings that are kept, if MkDocs would make the same, and its files still stand."""
    if not memory.last:
        return None
    name = _settings_key(settings)
    found: Surroundings | None = memory.kept.find(_KIND, (name,)).get(name)
    if found is None or key_of(settings, found.folders) != found.key:
        return None
    return found if memory.stand(found.made, found.key) else None


def _settings_key(settings: Path) -> str:
    """Return the name of `settings` as they are now. Raises `OSError`."""
    return text_digest(f"{program_digest()}\0{settings.read_bytes()!r}")
