"""The site exported for other engines: ProperDocs and Zensical build it with equal bodies."""

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from markdown import Markdown  # type: ignore[import-untyped]

from conftest import DAY, FIRST_NOTICE, REPOSITORY
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.markdown_folder import SettingsError, other_settings, with_anchors
from ketluan.mkdocs_edge import build_site, toc_slug
from ketluan.pages import site_pages
from spoiled_archive import spoil

SETTINGS = REPOSITORY / "mkdocs.yml"
PEERS = REPOSITORY / ".cache/peers/bin"  # `make peers` installs them there
EXTENSIONS = ["admonition", "attr_list", "def_list", "fenced_code", "tables", "toc"]
FRAME = "  custom_dir: frame\n  variant: classic\n"
GUIDE = sorted((REPOSITORY / "docs").rglob("*.md"))


def export(archive: Path, out: Path, *arguments: str) -> int:
    return run(
        ["export", "--archive", str(archive), "--format", "markdown", "--out", str(out),
         "--as-of", DAY.isoformat(), *arguments]
    )  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive with the frame and the guide of this repository."""
    folder = tmp_path_factory.mktemp("archive")
    for name in ("docs", "notices"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(SETTINGS, folder)
    return folder


@pytest.fixture(scope="module")
def exported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "folder"
    assert export(root, folder) == 0
    return folder


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    assert build_site(root, folder, day=DAY) == []
    return folder


def article(html: str) -> str:
    """Return what a page shows between head and foot, without the frame's own marks."""
    found = re.search(r'<article class="md-content__inner[^>]*>(.*)</article>', html, re.DOTALL)
    assert found
    body = re.sub(r'<a id="__skip"[^>]*></a>', "", found[1])
    return re.sub(r"\n\s*\n", "\n", body).strip()


def words_and_targets(html: str) -> tuple[str, list[str]]:
    """Return the text of a body without white space, and its anchors and links in order."""
    text = unescape(re.sub(r"<[^>]+>", "", html))
    return "".join(text.split()), re.findall(r'\s((?:id|href|src)="[^"]*")', html)


def installed(name: str) -> str:
    """Return where an engine is installed, empty if it is not."""
    return shutil.which(name) or shutil.which(name, path=PEERS) or ""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=pytest.mark.skipif(not installed(name), reason=f"no {name}: run make peers")
        )
        for name in ("properdocs", "zensical")
    ],
)
def test_another_engine_makes_equal_bodies(
    name: str, exported: Path, root: Path, site: Path
) -> None:
    folder = exported.parent / name
    shutil.copytree(exported, folder)
    done = subprocess.run(
        [installed(name), "build", "--strict", "-f", "mkdocs.yml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    generated = {page.address for page in site_pages(load_archive(root), DAY)}
    ours = {path.relative_to(site).as_posix(): path for path in site.rglob("index.html")}
    theirs = {path.relative_to(folder / "site").as_posix() for path in folder.rglob("index.html")}
    assert theirs == ours.keys()
    for path, file in ours.items():
        body = article((folder / "site" / path).read_text("utf-8"))
        expected = article(file.read_text("utf-8"))
        if "/" + path.removesuffix("index.html") in generated:
            block = re.fullmatch(r"<div>\n(.*)\n</div>", body, re.DOTALL)
            assert block, path
            assert block[1] == expected, path
        else:  # Zensical paints blocks of code
            assert words_and_targets(body) == words_and_targets(expected), path
    for data in [*site.glob("api/v1/*.json"), *site.glob("lich/*.ics"), *site.glob("tin/*.xml")]:
        assert (folder / "site" / data.relative_to(site)).read_bytes() == data.read_bytes()


def test_generated_pages_pass_through_markdown_unchanged(root: Path) -> None:
    markdown = Markdown(extensions=EXTENSIONS)
    for page in site_pages(load_archive(root), DAY):
        block = page.markdown().split("---\n", 2)[2]
        assert markdown.reset().convert(block) == block.strip(), page.address


@pytest.mark.parametrize("path", GUIDE, ids=[path.stem for path in GUIDE])
def test_hand_written_pages_keep_their_anchors_without_our_settings(path: Path) -> None:
    source = path.read_text("utf-8")
    plain = Markdown(extensions=EXTENSIONS)
    ours = Markdown(extensions=EXTENSIONS, extension_configs={"toc": {"slugify": toc_slug}})
    assert plain.convert(with_anchors(source)) == ours.convert(source)


def test_anchors_written_are_those_of_markdown() -> None:
    source = (
        "# Đơn vị\n\n## Đơn vị\n\n```\n# không phải tiêu đề\n```\n\n"
        "### [Nơi `khác`](khac.md#x) và nữa ##\n\n## Điều 1 **đậm**\n\n#dính liền"
    )
    ours = Markdown(extensions=EXTENSIONS, extension_configs={"toc": {"slugify": toc_slug}})
    expected = re.findall(r'<h\d id="([^"]+)', ours.convert(source))
    assert re.findall(r"{ #(\S+) }", with_anchors(source)) == expected[:4]


def test_settings_lose_what_only_this_program_can_do() -> None:
    settings = other_settings(SETTINGS.read_text("utf-8"))
    assert "ketluan.mkdocs_edge" not in settings
    assert "\nplugins: []\n" in settings
    assert f"\n{FRAME}" in settings


@pytest.mark.parametrize(
    ("plugins", "left"),
    [
        ("plugins:\n  - ketluan\n", "plugins: []\n"),
        ("plugins:\n  - search\n  - ketluan:\n      archive: x\n", "plugins:\n  - search\n"),
        ("plugins:\n- ketluan\n- search\n", "plugins:\n- search\n"),
    ],
)
def test_other_plugins_stay(plugins: str, left: str) -> None:
    theme = "theme:\n  name: material\n"
    assert other_settings(f"{plugins}{theme}") == f"{left}{theme}{FRAME}"


def test_the_menu_has_the_short_names_of_ours(exported: Path) -> None:
    settings = (exported / "mkdocs.yml").read_text("utf-8")
    assert '\n  - "Kỳ": ky/index.md\n' in settings
    assert "\n      - huong-dan/index.md\n" in settings


def test_a_theme_of_its_own_is_refused() -> None:
    with pytest.raises(SettingsError, match="custom_dir"):
        other_settings("theme:\n  name: material\n  custom_dir: x\n")


def test_a_second_export_touches_only_what_changed(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = archive_copy / "out"
    assert export(archive_copy, out) == 0
    left_over = out / "docs/thong-bao/cu/index.md"
    left_over.parent.mkdir()
    left_over.touch()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    notice = archive_copy / FIRST_NOTICE
    notice.write_text(
        notice.read_text("utf-8").replace("ngay_ban_hanh:", "ngay_ban_hanh: 2021-04-05"), "utf-8"
    )
    assert export(archive_copy, out) == 1
    assert "thêm --force" in capsys.readouterr().err
    assert export(archive_copy, out, "--force") == 0
    after = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert before.keys() - after.keys() == {left_over}
    changed = {path for path in after if after[path] != before[path]}
    assert out / "docs/thong-bao/2021/2021-03-29-giao-ban-quy-i/index.md" in changed
    assert out / "mkdocs.yml" not in changed


def test_a_folder_of_somebody_else_is_left_alone(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive_copy / "out").mkdir()
    (archive_copy / "out/thu").touch()
    assert export(archive_copy, archive_copy / "out", "--force") == 1
    assert "đã có nội dung khác" in capsys.readouterr().err
    assert [path.name for path in (archive_copy / "out").iterdir()] == ["thu"]


def test_an_archive_that_must_not_be_published_is_not_exported(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(archive_copy)
    assert export(archive_copy, archive_copy / "out") == 1
    assert "ketluan check" in capsys.readouterr().err
    assert not (archive_copy / "out").exists()


@pytest.mark.parametrize("option", [["--unit", "x"], ["--what", "audit"], ["--thread", "x"]])
def test_options_of_other_formats_are_refused(
    archive_copy: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(archive_copy, archive_copy / "out", *option) == 2
    assert option[0] in capsys.readouterr().err
