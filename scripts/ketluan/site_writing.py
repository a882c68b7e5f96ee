"""Writes all that is made from an archive behind what MkDocs made of the hand-written pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import partial
from html import escape
from pathlib import Path
from typing import Final

from ketluan.archive import with_existing_files, with_originals
from ketluan.digests import text_digest
from ketluan.framing import Framing
from ketluan.model import Archive
from ketluan.pages import Page
from ketluan.pages.links import Ends, file_end
from ketluan.pages.page import forget_cards
from ketluan.places import NOTICES
from ketluan.search.static_export import static_search_files
from ketluan.site_contents import Contents
from ketluan.site_files import Made, SiteFile, SiteMemory
from ketluan.surroundings import Surroundings

SearchFiles = Callable[[], Iterable[tuple[str, str]]]  # address and text of each
_SITEMAP: Final = "/sitemap.xml"
MANY: Final = 1000  # tasks from which on it is worth while to make pages on all cores


class SiteBuildError(Exception):
    """The site could not be built; the message says in which file and why."""


def write_site(
    root: Path,
    site: Path,
    archive: Archive,
    around: Surroundings,
    framing: Framing,
    made: Callable[[str], bytes],
    *,
    day: date,
    memory: SiteMemory,
    drafts: Sequence[Page] | None = None,
    search_files: SearchFiles | None = None,
) -> list[str]:
    """Write pages, data and copies of originals of the archive at `root` into the folder `site`.

    What MkDocs `made` at a path is asked for where the last site has not the same. Lists by status are
    those of `day`; `drafts` are more pages, those of a preview. `search_files` gives what a browser
    searches, where somebody else makes it meanwhile. Return what is wrong with the files, in
    order: dead links, two files at one address, … Raises `SpoiledFileError` and `OSError`.
    """
    archive = with_existing_files(root, archive)
    if around.originals and drafts is None:  # a preview shows no original
        archive = with_originals(root, archive)
    contents = Contents(archive, day, around.menu.site_url, framing, memory.remembers)
    parts = contents.parts(root / NOTICES, around.addresses, drafts or (), few=bool(memory.last))
    parts.append(partial(_hand_written, around, made))
    if search_files:
        parts.append(contents.search_part(search_files))  # nobody waits for it
    else:
        kept = memory.kept if memory.folder else None  # all anew where no site is known
        parts.insert(0, contents.search_part(partial(static_search_files, archive, kept)))
    frames = framing.frames
    problems = memory.write(
        parts,
        site,
        alone=len(archive.tasks) < MANY,
        news=frames.news,
        learn=frames.learn,
    )
    forget_cards()
    addresses = {one.address for one in memory.written.values()}
    last = []
    if around.menu.site_url:
        shown = around.shown | {address for address in addresses if address.endswith("/")}
        last = [_sitemap_file(sitemap(around.menu.site_url, shown))]
    problems += memory.close(site, last)
    return [*map(str, problems), *_broken_promises(around.promised - addresses)]


def _sitemap_file(text: str) -> SiteFile:
    made = Made(text.encode(), file_end(_SITEMAP))
    return SiteFile(_SITEMAP, text_digest(text), lambda: made)


def _hand_written(around: Surroundings, made: Callable[[str], bytes]) -> Iterator[SiteFile]:
    """Yield the files that MkDocs made."""
    for path in around.made:
        yield SiteFile(f"/{path}", around.key, partial(_copied, made, path))


def _copied(made: Callable[[str], bytes], path: str) -> Made:
    return Made(made(path), Ends())


def sitemap(site_url: str, addresses: Set[str]) -> str:
    """Return the list of the pages at `addresses` for search engines (sitemaps.org)."""
    places = (escape(site_url.rstrip("/") + address) for address in sorted(addresses))
    rows = "".join(f"  <url><loc>{place}</loc></url>\n" for place in places)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def _broken_promises(missing: Set[str]) -> list[str]:
    """Return a warning for each address that a hand-written page leads to and at which nothing is."""
    return [f"liên kết hỏng trong docs/: không có trang {address}" for address in sorted(missing)]
