"""MkDocs is asked again exactly where it might make something else of the hand-written pages."""

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.nav import Navigation

from conftest import DAY, FIRST_NOTICE, REPOSITORY
from ketluan import site_building, surroundings
from ketluan.kept import FILE, Kept
from ketluan.mkdocs_edge import KetluanPlugin, build_site, folders_of
from ketluan.places import settings_of
from ketluan.publish import PublishError, publish
from ketluan.site_files import SiteMemory


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("quanh") / "kho"
    for name in ("notices", "docs"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    assert publish(root, day=DAY).published
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "kho")


def memory_of(root: Path) -> SiteMemory:
    return SiteMemory.of(root / "site", Kept(root / FILE, site_building.KEPT_TYPES))


def found(root: Path) -> surroundings.Surroundings | None:
    return surroundings.find(settings_of(root), memory_of(root))


def _add(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "settings": lambda root: _add(root / "mkdocs.yml"),
    "a page": lambda root: _add(root / "docs/huong-dan/index.md"),
    "a page more": lambda root: (root / "docs/la.md").write_text("# Lạ\n", "utf-8"),
    "a page less": lambda root: (root / "docs/huong-dan/quy-tac.md").unlink(),
    "a link": lambda root: (root / "docs/la.md").symlink_to(root / FIRST_NOTICE),
    "a file that it made": lambda root: _add(root / "site/404.html"),
    "a file that it made is gone": lambda root: (root / "site/404.html").unlink(),
    "no site": lambda root: shutil.rmtree(root / "site"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_holds_until_something_of_it_changes(root: Path, change: str) -> None:
    _add(root / FIRST_NOTICE)
    assert found(root)
    CHANGES[change](root)
    assert found(root) is None


def test_without_mkdocs_the_site_is_the_same(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a page has a shape that nobody has met: then the theme alone is asked."""
    later = root / "notices/2022/2022-01-05-giao-ban-quy-iv.md"
    later.parent.mkdir()
    text = (root / FIRST_NOTICE).read_text("utf-8")
    later.write_text(text.replace("ngay_hop: 2021-03-29", "ngay_hop: 2022-01-05"), "utf-8")
    monkeypatch.setattr(site_building, "_by_mkdocs", _never)
    asked = []
    theme_of = site_building._theme_of  # noqa: SLF001 - what stands for MkDocs here

    def theme(root: Path, site: Path) -> object:
        asked.append(root)
        return theme_of(root, site)

    monkeypatch.setattr(site_building, "_theme_of", theme)
    around = found(root)
    assert around
    with monkeypatch.context() as without_frames:
        without_frames.setattr(surroundings, "find", lambda *_: replace(around, frames={}))
        assert publish(root, day=DAY).published
    assert len(asked) == 1
    _add(later)
    assert publish(root, day=DAY).published
    assert len(asked) == 1
    build_site(root, tmp_path / "anew", day=DAY)
    for path in (tmp_path / "anew").rglob("*.html"):
        name = path.relative_to(tmp_path / "anew")
        assert path.read_bytes() == (root / "site" / name).read_bytes(), name


def _never(*_: object, **__: object) -> None:
    raise AssertionError("MkDocs was asked")


def test_what_is_edited_while_mkdocs_reads_it_is_not_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_nav = KetluanPlugin.on_nav

    def edited(plugin: KetluanPlugin, nav: Navigation, **more: object) -> Navigation:
        _add(root / "docs/huong-dan/index.md")
        return on_nav(plugin, nav, **more)

    _add(root / "mkdocs.yml")
    monkeypatch.setattr(KetluanPlugin, "on_nav", edited)
    assert publish(root, day=DAY).published
    assert found(root) is None


def test_without_links_in_the_file_system_what_mkdocs_made_is_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EMLINK, "Too many links")

    before = (root / "site/404.html").read_bytes()
    monkeypatch.setattr(site_building, "_by_mkdocs", _never)
    monkeypatch.setattr("ketluan.site_files._link", refused)
    _add(root / FIRST_NOTICE)
    assert publish(root, day=DAY).published
    assert (root / "site/404.html").read_bytes() == before


def test_a_file_that_is_changed_while_the_site_is_built_is_a_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = found(root)
    (root / "site/404.html").unlink()
    _add(root / FIRST_NOTICE)
    with monkeypatch.context() as late:
        late.setattr(surroundings, "find", lambda *_: around)
        with pytest.raises(PublishError, match=r"'site/404\.html' bị sửa trong lúc dựng"):
            publish(root, day=DAY)
    assert publish(root, day=DAY).published


@pytest.mark.parametrize(
    ("old", "new", "folders"),
    [
        ("", "", ("docs",)),
        ("docs_dir: docs", "docs_dir: notices", ("notices",)),
        ("  language: vi", "  language: vi\n  custom_dir: notices", ("docs", "notices")),
        ("  - tables", "  - footnotes", ("docs",)),
        ("  - tables", "  - pymdownx.snippets", ()),
        ("plugins:", "plugins:\n  - search", ()),
        ("plugins:", "hooks: [them.py]\nplugins:", ()),
        ('site_url: ""', "site_url: !ENV [TRANG, '']", ()),
        ('site_url: ""', "repo_url: https://github.com/a/b", ()),
        ("docs_dir: docs", "docs_dir: docs\n# INHERIT: khac.yml", ()),
    ],
)
def test_what_else_may_have_a_part_keeps_nothing(
    root: Path, old: str, new: str, folders: tuple[str, ...]
) -> None:
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "them.py").touch()
    assert old in text
    (root / "mkdocs.yml").write_text(text.replace(old, new, 1), "utf-8")
    assert folders_of(load_config(str(root / "mkdocs.yml"))) == folders
