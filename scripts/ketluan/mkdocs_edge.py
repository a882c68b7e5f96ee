"""The one module that knows MkDocs: pages made elsewhere become a site in Material's frame.

Nothing is decided here. MkDocs builds the hand-written pages of `docs/` and knows the menu; what is
made from an archive is written behind it, so that no text of a notice is ever read as Markdown.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.theme import Theme
from mkdocs.utils import get_build_datetime

from ketluan.archive import blocking, load_archive
from ketluan.checksums import files_below
from ketluan.clock import today
from ketluan.compiled import compiled_templates
from ketluan.frames import Frames
from ketluan.framing import Framing, Menu, PageTheme
from ketluan.mkdocs_pages import NO_DATE, MaterialTheme, menu_files
from ketluan.model import Archive
from ketluan.pages import Page
from ketluan.pages.page import MENU
from ketluan.places import settings_of
from ketluan.site_contents import SpoiledFileError
from ketluan.site_files import SiteMemory
from ketluan.site_writing import SiteBuildError, write_site
from ketluan.surroundings import Surroundings, keep, key_of
from ketluan.vietnamese import slug

THEME: Final = Path(__file__).parent / "theme"
_UNUSED: Final = (
    "assets/javascripts/lunr/",  # Material's own search is off
    "assets/javascripts/workers/",
    "assets/images/favicon",
    "sitemap.xml",  # a template of the theme; MkDocs knows too few pages for it
    "assets/ketluan/preview.",  # the preview serves these itself; no site on disk holds them
)

# Extensions of Markdown that read nothing but the text.
_PURE: Final = frozenset((
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables",
    "toc",
))  # fmt: skip
_READS_MORE: Final = (b"INHERIT", b"!ENV", b"!relative")

log = get_plugin_logger("ketluan")


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
    memory: SiteMemory | None = None  # of the last site, and then of this one
    tell_framing: Callable[[Framing], None] | None = None  # called when all pages are written

    made: tuple[Surroundings, Framing]  # once all is written

    _folders: tuple[str, ...]  # of which all is made that MkDocs makes
    _key: str  # of what is in them
    _read: Archive
    _others: frozenset[str]
    _files: "_Files"
    _nav: Navigation
    _env: Environment

    def on_startup(
        self,
        *,
        command: Literal["build", "gh-deploy", "serve"],
        dirty: bool,
    ) -> None:
        """Keep this object alive between the builds of `mkdocs serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our part of the theme before Material's."""
        self._folders = folders_of(config)
        self._key = self._key_now(config)
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(0, str(THEME))
        config.theme.get_env = partial(_theme_env, config.theme)  # type: ignore[method-assign]
        config.theme.static_templates.discard("sitemap.xml")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the archive, and give each page of the menu its place."""
        for file in list(files):
            if file.src_uri.startswith(_UNUSED) or file.src_uri.endswith(".map"):
                files.remove(file)
            elif file.abs_src_path and not Path(file.abs_src_path).is_file():
                raise MkDocsException(
                    f"'{file.abs_src_path}' không phải là tệp thường; hãy xóa và chép lại tệp"
                )
        archive = self.archive or load_archive(self._root(config))
        stopping = blocking(archive.problems)
        # The same gate as `ketluan build`: MkDocs alone must not publish more.
        if stopping and self.drafts is None:
            raise PluginError("\n".join(str(problem) for problem in stopping))
        self._read = archive
        self._others = frozenset(
            f"/{place}" for file in files for place in (file.url, file.dest_uri)
        )
        self._files = _Files((*files, *menu_files(config)), config)
        return self._files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:
        """Remember the menu."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Remember the templates."""
        self._env = env
        return env

    def on_pre_page(self, page: MkDocsPage, **_: object) -> MkDocsPage:
        """Take the day of the build out of the page."""
        page.update_date = NO_DATE
        return page

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write all that is made from the archive, and warn of every dead link."""
        site = Path(config.site_dir)
        theme = MaterialTheme(self._env, self._nav, self._files, config)
        around = self._surroundings(theme.menu, site, config)
        framing = Framing(around.menu, lambda: theme, Frames(), around.key)
        try:
            problems = write_site(
                self._root(config), site, self._read, around, framing,
                lambda path: (site / path).read_bytes(),
                day=self.day or _build_day(), memory=self.memory or SiteMemory(remembers=False),
                drafts=self.drafts,
            )  # fmt: skip
        except SpoiledFileError as error:
            raise MkDocsException(str(error)) from error
        for message in problems:
            log.warning(message)
        self.made = around, framing
        if self.tell_framing:
            del self.archive, self._read, self.memory  # who keeps the framing keeps this, too
            self.tell_framing(framing)

    def _surroundings(self, menu: Menu, site: Path, config: MkDocsConfig) -> Surroundings:
        """Return what MkDocs made in the folder `site`."""
        return Surroundings(
            menu,
            self.config.originals,
            made=tuple(sorted(name for name, _ in files_below(site))),
            addresses=self._others,
            shown=frozenset(f"/{file.url}" for file in self._files.documentation_pages()),
            promised=frozenset(self._files.promised),
            folders=self._folders,
            key=self._key if self._key == self._key_now(config) else "",  # edited meanwhile
        )

    def _key_now(self, config: MkDocsConfig) -> str:
        settings = Path(config.config_file_path)
        return key_of(settings, self._folders) if self._folders else ""

    def _root(self, config: MkDocsConfig) -> Path:
        folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        return folder / self.config.archive


def _theme_env(theme: Theme) -> Environment:
    """Return what shows the templates of the theme, as MkDocs has it, but sooner."""
    env = Theme.get_env(theme)
    env.loader = _Shown(theme.dirs)
    env.bytecode_cache = compiled_templates()
    return env


class _Shown(FileSystemLoader):
    """Finds templates. MkDocs lists them all to leave hidden ones out: 14,000 icons of Material."""

    def list_templates(self) -> list[str]:
        """Return the names of all files that no hidden folder holds."""
        found = set()
        for top in self.searchpath:
            for folder, inner, names in os.walk(top):
                inner[:] = [one for one in inner if not one.startswith(".")]
                below = Path(folder).relative_to(top)
                found |= {(below / name).as_posix() for name in names}
        return sorted(found)


def folders_of(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the folders of which MkDocs makes the site, relative to that of its settings.

    There are none where more may have a part in it: settings that read other files or the environment,
    or run what nobody knows here. Nor where pages lead to the files that they show: frames would tell
    the names of such as became secret.
    """
    settings = Path(config.config_file_path or "")
    if (
        not settings.is_file()
        or any(word in settings.read_bytes() for word in _READS_MORE)
        or config.hooks
        or config.edit_uri
        or config.edit_uri_template
        or set(config.plugins) != {"ketluan"}
        or not _PURE.issuperset(config.markdown_extensions)
    ):
        return ()
    folders = filter(None, (config.docs_dir, config.theme.custom_dir))
    return tuple(os.path.relpath(folder, settings.parent) for folder in folders)


def _build_day() -> date:
    """Return today, or the day of SOURCE_DATE_EPOCH, by which builds elsewhere are repeated too."""
    return get_build_datetime().date() if "SOURCE_DATE_EPOCH" in os.environ else today()


class _Files(Files):
    """The files that MkDocs knows. A link to a generated page is good if that page comes to be."""

    def __init__(self, files: Iterable[File], config: MkDocsConfig) -> None:
        super().__init__(files)
        self.promised: set[str] = set()
        self._config = config

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file at `path`, also that of a generated page that is not made yet."""
        known = super().get_file_from_path(path)
        folder, _, rest = path.partition("/")
        if known or f"/{folder}/" not in MENU or not rest.endswith("index.md"):
            return known
        self.promised.add(f"/{path.removesuffix('index.md')}")
        return File.generated(self._config, path, content="")


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
    memory: SiteMemory | None = None,
    tell_framing: Callable[[Framing], None] | None = None,
) -> list[str]:
    """Build the site of the archive in `root` into `site_dir`; return the warnings in order.

    `root` holds `notices/`, and usually `mkdocs.yml` and `docs/`; where it has no `mkdocs.yml`,
    that of this program's checkout is used. `archive` spares reading `root` again where it was
    read already. `day` is the one for which lists by status are made, by default today. `drafts`
    are pages of a preview: they are added, and problems that block publishing do not stop the build.
    `memory` knows the last site, of which files are taken, and then this one. `tell_framing` is given
    what puts the frame around pages, to make single ones of the same site anew.
    Raises `SiteBuildError` where MkDocs cannot build.
    """
    settings = settings_of(root)
    try:
        with _collected_warnings() as warnings:
            config = load_config(str(settings), site_dir=str(site_dir.absolute()))
            plugin = _plugin(config)
            plugin.config.archive = str(root.absolute())
            plugin.archive, plugin.day, plugin.drafts = archive, day, drafts
            plugin.memory, plugin.tell_framing = memory, tell_framing
            _build(config)
        if memory and not warnings and drafts is None:
            around, framing = plugin.made
            keep(settings, around, framing.frames, memory)
        return warnings
    except MkDocsException as error:  # where it aborts, it has told why before
        cause = "; ".join(warnings) if isinstance(error, Abort) and warnings else error
        raise SiteBuildError(
            f"MkDocs không dựng được trang theo '{settings.name}' ({cause}); hãy sửa chỗ đó rồi dựng lại"
        ) from error


def framing_of(root: Path, folder: Path) -> Framing:
    """Return what puts the frame around pages of the archive in `root`; no notice has a part in it.

    `folder`, which is made, holds what MkDocs needs a while. Raises `SiteBuildError`.
    """
    framings: list[Framing] = []
    build_site(root, folder, Archive(), drafts=(), tell_framing=framings.append)
    return framings[0]


def theme_of(root: Path, site: Path) -> PageTheme:
    """Return the theme of the archive in `root`, made in the folder `site`. Raises `SiteBuildError`."""
    with TemporaryDirectory(dir=site) as folder:
        return framing_of(root, Path(folder)).theme


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
