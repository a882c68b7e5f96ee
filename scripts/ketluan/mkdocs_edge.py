"""The one module that knows MkDocs: pages made elsewhere become a site in Material's frame.

Nothing is decided here. Generated pages enter the build as they are; Python-Markdown sees only the
hand-written pages of `docs/`, so that no text of a notice is ever read as Markdown.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_build_datetime

from ketluan.archive import NOTICES, blocking, load_archive, with_originals
from ketluan.as_of import today
from ketluan.checksums import file_sum
from ketluan.kept import FILE as KEPT_FILE
from ketluan.kept import Kept
from ketluan.mkdocs_pages import GeneratedPage, frame_pages
from ketluan.model import Archive
from ketluan.pages import (
    KEPT_TYPES,
    Page,
    PublishedFile,
    StaticFile,
    dead_links,
    document_files,
    original_files,
    site_parts,
    static_files,
)
from ketluan.search.static_export import static_search_files
from ketluan.vietnamese import slug
from ketluan.workers import in_parallel

THEME: Final = Path(__file__).parent / "theme"
SETTINGS: Final = "mkdocs.yml"
CHECKOUT: Final = Path(__file__).resolve().parents[2]
# A build must not depend on the day on which it runs, but MkDocs wants a date for each page.
_NO_DATE: Final = "1980-01-01"
_MANY: Final = 1000  # tasks from which on it is worth while to make pages on all cores
_UNUSED: Final = (
    "assets/javascripts/lunr/",  # Material's own search is off
    "assets/javascripts/workers/",
    "assets/images/favicon",
    "sitemap.xml",  # a theme's template; MkDocs renders it where the site's address is known
    "assets/ketluan/preview.",  # the preview serves these itself; no site on disk holds them
)

log = get_plugin_logger("ketluan")


class SiteBuildError(Exception):
    """MkDocs could not build the site; the message says in which file and why."""


class KetluanConfig(Config):  # type: ignore[no-untyped-call]
    """Options: `archive`, the folder that holds `notices/`; by default that of mkdocs.yml.

    `originals`: whether the files that notices were imported from are published.
    """

    archive = Type(str, default="")
    originals = Type(bool, default=True)


class KetluanPlugin(BasePlugin[KetluanConfig]):  # type: ignore[no-untyped-call]
    """Adds the generated pages and the static data of an archive to a MkDocs build."""

    archive: Archive | None = None  # given by `build_site`; read at each build where it is not
    day: date | None = None  # for which status is told; `_build_day` where nobody says
    drafts: Sequence[Page] | None = None  # for a preview: more pages, and no gate
    anew: bool = False  # whether nothing that is kept may be used
    beside: Path | None = None  # the folder in which results are kept, by default the archive's

    def on_startup(
        self,
        *,
        command: Literal["build", "gh-deploy", "serve"],
        dirty: bool,
    ) -> None:
        """Keep this object alive between the builds of `mkdocs serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our part of the theme before Material's."""
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(0, str(THEME))
        if not config.site_url:
            config.theme.static_templates.discard("sitemap.xml")  # it would be empty
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add pages and data, and warn of every dead link."""
        for file in list(files):
            if file.src_uri.startswith(_UNUSED) or file.src_uri.endswith(".map"):
                files.remove(file)
        archive = self.archive or load_archive(self._root(config))
        stopping = blocking(archive.problems)
        # The same gate as `ketluan build`: MkDocs alone must not publish more.
        if stopping and self.drafts is None:
            raise PluginError("\n".join(str(problem) for problem in stopping))
        notices = self._root(config) / NOTICES
        archive = with_existing_files(archive, notices)
        if self.config.originals and self.drafts is None:  # a preview copies no file at each edit
            archive = with_originals(self._root(config), archive)
        day = self.day or _build_day()
        place = (self.beside or self._root(config)) / KEPT_FILE
        kept = Kept(None if self.anew else place, KEPT_TYPES)
        made, data, search = _made(archive, config.site_url or "", day, kept)
        pages = (*made, *(self.drafts or ()))
        written = [f"/{file.url}" for file in files.documentation_pages()]
        for page in pages:
            files.append(_page_file(page, config))
        for static in data:
            files.append(_file(config, static.address[1:], static.text.encode()))
        for address, text in search:
            files.append(_file(config, address[1:], text.encode()))
        for published in (*document_files(archive), *original_files(archive)):
            files.append(_copied_file(config, published, notices))
        others = [*written, *(f"/{file.dest_uri}" for file in files)]
        for problem in dead_links(pages, others):
            log.warning(str(problem))
        return files

    def on_nav(self, nav: Navigation, *, files: Files, **_: object) -> Navigation:
        """Place each generated page below its list, so that the menu shows where one is."""
        lists = {page.url: page for page in nav.pages if page.url}
        for file in files.documentation_pages():
            page = file.page
            if page and page not in nav.pages and page.parent is None:
                section = lists.get(file.url.split("/", 1)[0] + "/")
                page.parent = section  # type: ignore[assignment]
        return nav

    def on_env(
        self,
        env: Environment,
        *,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,
    ) -> Environment:
        """Give the template of generated pages its one word."""
        frame_pages(env, files)
        return env

    def on_pre_page(self, page: MkDocsPage, **_: object) -> MkDocsPage:
        """Take the day of the build out of the page."""
        page.update_date = _NO_DATE
        return page

    def _root(self, config: MkDocsConfig) -> Path:
        folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        return folder / self.config.archive


def _made(
    archive: Archive, site_url: str, day: date, kept: Kept
) -> tuple[tuple[Page, ...], tuple[StaticFile, ...], tuple[tuple[str, str], ...]]:
    """Return pages, data and the static search of `archive`; a large one is made on all cores."""
    makers: tuple[Callable[[], Iterable[Any]], ...] = (
        *site_parts(archive, day, kept),
        lambda: static_files(archive, site_url, day),
        lambda: static_search_files(archive),
    )
    # What takes longest stands last, and must be begun first.
    begun = tuple(reversed(makers))
    least = 2 if len(archive.tasks) >= _MANY else len(makers) + 1
    *pages, data, search = reversed(in_parallel(_all_of, begun, least=least))
    return tuple(page for part in pages for page in part), data, search


def _all_of(maker: Callable[[], Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(maker())


def _build_day() -> date:
    """Return today, or the day of SOURCE_DATE_EPOCH, by which builds elsewhere are repeated too."""
    return get_build_datetime().date() if "SOURCE_DATE_EPOCH" in os.environ else today()


def _page_file(page: Page, config: MkDocsConfig) -> File:
    file = _file(config, f"{page.address[1:]}index.md", "")
    file.edit_uri = page.source or None
    GeneratedPage(page, file, config)
    return file


def _file(config: MkDocsConfig, path: str, content: str | bytes) -> File:
    """Return a file of the site; bytes stay as they are where a system has line ends of its own."""
    return File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)


class CopiedFile(File):
    """A file of the archive; a link to it in its place would let whoever writes the site change it."""

    published: PublishedFile

    def copy_file(self, dirty: bool = False) -> None:
        """Copy it; raise `MkDocsException` where its content is not the one that was recorded."""
        super().copy_file(dirty)
        expected = self.published.sha256
        if expected and file_sum(Path(self.abs_dest_path)) != expected:
            raise MkDocsException(
                f"bản gốc 'notices/{self.published.path}' không còn đúng mã SHA-256 đã ghi; hãy khôi "
                "phục từ bản sao lưu"
            )


def _copied_file(config: MkDocsConfig, published: PublishedFile, notices: Path) -> File:
    file = CopiedFile.generated(
        config,
        published.address[1:],
        abs_src_path=str((notices / published.path).absolute()),
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    file.published = published  # type: ignore[attr-defined]
    return file


def with_existing_files(archive: Archive, notices: Path) -> Archive:
    """Return `archive` without those files of documents that `notices` does not really hold.

    A link in the file system, which may lead out of the archive, counts as missing.
    """
    return replace(
        archive,
        documents=tuple(
            replace(one, file=one.file if _is_held(notices, one.file) else "")
            for one in archive.documents
        ),
    )


def _is_held(notices: Path, path: str) -> bool:
    if not path:
        return False
    found = (notices / path).absolute()
    return found.is_file() and found.resolve() == notices.resolve() / path


def toc_slug(text: str, separator: str) -> str:
    """Return the anchor of a hand-written heading, đ as d; for `toc.slugify` in mkdocs.yml."""
    return slug(text).replace("-", separator)


def build_site(
    root: Path,
    site_dir: Path,
    archive: Archive | None = None,
    *,
    day: date | None = None,
    drafts: Sequence[Page] | None = None,
    anew: bool = False,
    beside: Path | None = None,
) -> list[str]:
    """Build the site of the archive in `root` into `site_dir`; return the warnings in order.

    `root` holds `notices/`, and usually `mkdocs.yml` and `docs/`; where it has no `mkdocs.yml`,
    that of this program's checkout is used. `archive` spares reading `root` again where it was
    read already. `day` is the one for which lists by status are made, by default today. `drafts`
    are pages of a preview: they are added, and problems that block publishing do not stop the build.
    With `anew` nothing is used that another build kept; results are kept in the folder `beside`, by
    default in `root`.
    Raises `SiteBuildError` where MkDocs cannot build.
    """
    settings = root / SETTINGS
    if not settings.is_file():
        settings = CHECKOUT / SETTINGS
    try:
        with _collected_warnings() as warnings:
            config = load_config(str(settings), site_dir=str(site_dir.absolute()))
            plugin = _plugin(config)
            plugin.config.archive = str(root.absolute())
            plugin.archive, plugin.day, plugin.drafts = archive, day, drafts
            plugin.anew, plugin.beside = anew, beside
            _build(config)
        return warnings
    except MkDocsException as error:
        raise SiteBuildError(
            f"MkDocs không dựng được trang theo '{settings.name}': {error}"
        ) from error


def _plugin(config: MkDocsConfig) -> KetluanPlugin:
    plugin = config.plugins["ketluan"]
    if not isinstance(plugin, KetluanPlugin):
        raise TypeError("the plugin named ketluan is another program's")
    return plugin


def _build(config: MkDocsConfig) -> None:
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


class _Collector(logging.Handler):
    """Keeps the messages of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    """Collect the warnings of MkDocs instead of printing them."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner about another program
    logger = logging.getLogger("mkdocs")
    collector = _Collector()
    propagated, level = logger.propagate, logger.level
    logger.addHandler(collector)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate, logger.level = propagated, level
