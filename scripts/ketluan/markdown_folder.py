"""The whole site as a folder that another generator builds: Markdown, data, frame, settings.

ProperDocs and Zensical read the settings of MkDocs, but Zensical runs no plugin and neither knows
this program. So generated pages stand in `docs/` as files of one HTML block each, and hand-written
ones bear the anchors that our settings would have given their headings.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive import with_existing_files, with_originals
from ketluan.mkdocs_edge import THEME
from ketluan.model import Archive
from ketluan.pages import document_files, original_files, site_pages, static_files
from ketluan.places import NOTICES, SETTINGS, settings_of
from ketluan.search.static_export import static_search_files
from ketluan.vietnamese import slug

MARK: Final = "# Do `ketluan export --format markdown` ghi ra; sửa ở kho rồi xuất lại.\n"
_PAGES: Final = "docs"
_FRAME: Final = "frame"
# For pages that MkDocs alone leaves to us, or served by the preview alone.
_NOT_OF_THE_FRAME: Final = ("later.html", "assets/ketluan/preview.")

_PLUGIN: Final = re.compile(r"^( *)- ketluan\b.*\n(?:\1 +\S.*\n)*", re.MULTILINE)
_NO_ORIGINALS: Final = re.compile(
    r"^ +originals: *(?:false|no|off)\b", re.MULTILINE | re.IGNORECASE
)
_NO_PLUGIN_LEFT: Final = re.compile(r"^plugins:[ ]*\n(?![ \-])", re.MULTILINE)
_SLUGS: Final = re.compile(r"^ *slugify: !!python/name:ketluan\..*\n", re.MULTILINE)
_THEME: Final = re.compile(r"^( +)name: material\b.*\n", re.MULTILINE)
_OMITTED: Final = re.compile(r"^( +omitted_files:) .*$", re.MULTILINE)
_ENTRY: Final = re.compile(r"^(?P<dash> *- )(?P<path>\S+\.md) *$", re.MULTILINE)

_FENCE: Final = re.compile(r" *(?:```|~~~)")
_HEADING: Final = re.compile(r"#{1,6} ++(?P<text>[^\n]*[^\s#}])[ #]*")


class SettingsError(Exception):
    """`mkdocs.yml` has no form that can be handed on; the message is Vietnamese."""


def folder_files(
    root: Path, archive: Archive, *, day: date, site_url: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of the folder for the archive in `root`, read already.

    Lists by status are those of `day`. `site_url` is the site's address, where it is known.
    Raises `SettingsError` before anything is yielded, and `OSError`.
    """
    settings = settings_of(root)
    notices = root / NOTICES
    written = settings.read_text("utf-8")
    archive = _with_files(root, archive, written)
    pages = site_pages(archive, day)
    menu = {f"{page.address}index.md"[1:]: page.menu for page in pages if page.menu}
    text = with_menu(other_settings(written), menu)
    yield SETTINGS, (MARK + text).encode()
    for path in _files(settings.parent / "docs"):
        content = (settings.parent / "docs" / path).read_bytes()
        if path.endswith(".md"):
            content = with_anchors(content.decode()).encode()
        yield f"{_PAGES}/{path}", content
    for path in _files(THEME):
        if not path.startswith(_NOT_OF_THE_FRAME):
            yield f"{_FRAME}/{path}", (THEME / path).read_bytes()
    for page in pages:
        yield f"{_PAGES}{page.address}index.md", page.markdown().encode()
    for static in static_files(archive, site_url, day):
        yield f"{_PAGES}{static.address}", static.text.encode()
    for address, text in static_search_files(archive):
        yield f"{_PAGES}{address}", text.encode()
    for published in (*document_files(archive), *original_files(archive)):
        yield f"{_PAGES}{published.address}", (notices / published.path).read_bytes()


def _with_files(root: Path, archive: Archive, settings: str) -> Archive:
    """Return `archive` with those files that the site publishes, as `mkdocs.yml` says."""
    archive = with_existing_files(root, archive)
    return archive if _NO_ORIGINALS.search(settings) else with_originals(root, archive)


def _files(folder: Path) -> list[str]:
    """Return the files in `folder` and below, by their paths relative to it."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def other_settings(settings: str) -> str:
    """Return the text of `mkdocs.yml` without what only this program can do, with its frame.

    The frame is made for Material; Zensical, which has a look of its own, calls that one classic.
    Raises `SettingsError` where the theme is another, or has a frame of its own.
    """
    if len(_THEME.findall(settings)) != 1 or re.search(r"^ +custom_dir:", settings, re.MULTILINE):
        raise SettingsError(
            f"{SETTINGS} phải dùng giao diện 'name: material' và không có 'custom_dir' thì mới xuất "
            "được cho bộ dựng trang khác; hãy sửa lại"
        )
    settings = _PLUGIN.sub("", settings)
    settings = _NO_PLUGIN_LEFT.sub("plugins: []\n", settings)
    settings = _SLUGS.sub("", settings)
    settings = _OMITTED.sub(r"\1 ignore", settings)  # pages are in no menu, and that is meant
    return _THEME.sub(rf"\g<0>\1custom_dir: {_FRAME}\n\1variant: classic\n", settings)


def with_menu(settings: str, menu: Mapping[str, str]) -> str:
    """Return settings in which each page of the menu has its short name; `menu` is by path."""

    def named(match: re.Match[str]) -> str:
        name = menu.get(match["path"])
        return (
            f"{match['dash']}{json.dumps(name, ensure_ascii=False)}: {match['path']}"
            if name
            else match[0]
        )

    return _ENTRY.sub(named, settings)


def with_anchors(markdown: str) -> str:
    """Return a hand-written page with the anchor of each heading written behind it.

    Anchors are those of `mkdocs_edge.toc_slug`; one met again has its count, as Markdown counts.
    """
    lines, used, fenced = [], set[str](), False
    for line in markdown.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            anchor = _unused(slug(_spoken(heading["text"])), used)
            lines.append(f"{line.rstrip()} {{ #{anchor} }}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _spoken(heading: str) -> str:
    """Return a heading without the addresses of its links."""
    return re.sub(r"\]\([^)\s\]]*\)", "]", heading)


def _unused(anchor: str, used: set[str]) -> str:
    count, free = 0, anchor
    while free in used:
        count += 1
        free = f"{anchor}_{count}"
    used.add(free)
    return free
