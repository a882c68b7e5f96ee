"""The site of an archive: by MkDocs, or with what that made last time where it would make the same."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Final

from ketluan import site_files, surroundings
from ketluan.frames import Frames
from ketluan.framing import Framing, PageTheme
from ketluan.later import later
from ketluan.model import Archive
from ketluan.pages import Page
from ketluan.places import settings_of
from ketluan.site_contents import SpoiledFileError
from ketluan.site_files import SiteMemory
from ketluan.site_writing import SearchFiles, SiteBuildError, write_site
from ketluan.surroundings import keep

# What is kept of a site is made of these.
KEPT_TYPES: Final = (*site_files.KEPT_TYPES, *surroundings.KEPT_TYPES)
_by_mkdocs: Final[Callable[..., list[str]]] = later("ketluan.mkdocs_edge", "build_site")
_theme_of: Final[Callable[[Path, Path], PageTheme]] = later("ketluan.mkdocs_edge", "theme_of")


def build_again(
    root: Path,
    site: Path,
    archive: Archive,
    *,
    day: date,
    memory: SiteMemory,
    drafts: Sequence[Page] | None = None,
    tell_framing: Callable[[Framing], None] | None = None,
    search_files: SearchFiles | None = None,
) -> list[str]:
    """Do what `mkdocs_edge.build_site` does, without MkDocs where it would make what it made last.

    Only for a page of a shape that nobody has met it is asked. For `search_files` see `write_site`.
    """
    settings = settings_of(root)
    around = surroundings.find(settings, memory)
    if around is None:
        return _by_mkdocs(
            root, site, archive, day=day, memory=memory, drafts=drafts, tell_framing=tell_framing
        )
    theme, frames = cache(lambda: _theme_of(root, site)), Frames(around.frames)
    framing = Framing(around.menu, theme, frames, around.key)
    site.mkdir()
    try:
        warnings = write_site(
            root,
            site,
            archive,
            around,
            framing,
            partial(_last, memory),
            day=day,
            memory=memory,
            drafts=drafts,
            search_files=search_files,
        )
    except SpoiledFileError as error:
        raise SiteBuildError(str(error)) from error
    keep(settings, around, framing.frames, memory)
    if tell_framing:
        tell_framing(framing)
    return warnings


def _last(memory: SiteMemory, path: str) -> bytes:
    """Return what MkDocs made at `path` last time, where it cannot be shared with the new site."""
    content = memory.content(path)
    if content is None:
        raise SiteBuildError(f"tệp 'site/{path}' bị sửa trong lúc dựng trang; hãy dựng lại")
    return content
