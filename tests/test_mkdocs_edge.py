"""The built site: complete, strict, equal byte for byte, and asking nobody else for anything."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import DAY
from documents_archive import write_archive
from ketluan.archive import load_archive, with_originals
from ketluan.mkdocs_edge import build_site, toc_slug
from ketluan.pages import site_pages, static_files

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the archive that may be spoiled."""
    folder = tmp_path_factory.mktemp("archive")
    for name in ("docs", "notices"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site; its build gave no warning."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assert build_site(root, folder, day=DAY) == []
    return folder


def html_files(site: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(site.rglob("*.html")):
        yield path, path.read_text("utf-8")


def test_every_page_and_file_is_in_the_site(root: Path, site: Path) -> None:
    archive = with_originals(root, load_archive(root))
    for page in site_pages(archive, DAY):
        html = (site / page.address[1:] / "index.html").read_text("utf-8")
        assert page.html in html, page.address
    for file in static_files(archive, day=DAY):
        assert (site / file.address[1:]).read_bytes().decode() == file.text
    for path in ("404.html", "huong-dan/index.html", "huong-dan/tim-kiem/index.html"):
        assert (site / path).is_file()


def test_no_page_has_inline_script_style_or_another_host(site: Path) -> None:
    for path, html in html_files(site):
        assert '<html lang="vi"' in html
        for tag in re.findall(r"<script\b[^>]*>", html):
            assert " src=" in tag or 'type="application/json"' in tag, (path, tag)
        assert not re.search(r'<style\b|<[^>]+\s(?:style|on\w+)="', html), path
        assert not re.search(r'(?:src|href|action)="(?:[a-z]+:)?//', html), path


def test_every_link_of_the_whole_site_exists(site: Path) -> None:
    ids = {path: set(re.findall(r'\sid="([^"]+)"', html)) for path, html in html_files(site)}
    for path, html in html_files(site):
        folder = site if path.name == "404.html" else path.parent
        for link in set(re.findall(r'\s(?:href|src|action)="([^"]+)"', html)):
            name, _, anchor = link.partition("#")
            name = name.partition("?")[0]
            base = site if name.startswith("/") else folder
            target = (base / name.lstrip("/")).resolve() if name else path
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (path, link)
            assert not anchor or anchor in ids[target], (path, link)


def test_no_english_word_of_the_theme_is_left(site: Path) -> None:
    for path, html in html_files(site):
        for word in ("Table of contents", "Skip to", "Back to top", ">Tabs<", '"Tabs"', "Search"):
            assert word not in html, (path, word)


def test_a_page_outside_the_menu_marks_its_list_and_shows_where_it_is(site: Path) -> None:
    html = (site / "van-ban/76-kh-skhcn-2021/index.html").read_text("utf-8")
    active = re.search(r'md-tabs__item--active">\s*<a[^>]*>([^<]+)<', html)
    assert active
    assert active[1] == "Văn bản"
    assert "kl-crumbs" in html


def test_the_menu_is_small_and_constant(site: Path) -> None:
    for path, html in html_files(site):
        tabs = html.partition('class="md-tabs__list"')[2].partition("</ul>")[0]
        assert tabs.count("<li") == 10, path


def built_in(root: Path, site: Path, **environment: str) -> dict[str, bytes]:
    command = "import sys; from pathlib import Path; from ketluan.mkdocs_edge import build_site; "
    command += "sys.exit(bool(build_site(Path(sys.argv[1]), Path(sys.argv[2]))))"
    subprocess.run(
        [sys.executable, "-c", command, str(root), str(site)],
        check=True,
        env={**os.environ, **environment},
    )
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_equal_whatever_clock_locale_and_hash_seed(
    root: Path, tmp_path: Path
) -> None:
    settings = root / "mkdocs.yml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace('site_url: ""', "site_url: http://kho.example/"), "utf-8")
    try:
        first = built_in(
            root, tmp_path / "a", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C", SOURCE_DATE_EPOCH="0"
        )
        second = built_in(
            root,
            tmp_path / "b",
            PYTHONHASHSEED="2",
            TZ="Asia/Ho_Chi_Minh",
            LC_ALL="C.UTF-8",
            SOURCE_DATE_EPOCH="80000",  # another hour of the same day
        )
    finally:
        settings.write_text(before, "utf-8")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert b"<loc>http://kho.example/thong-bao/</loc>" in first["sitemap.xml"]
    assert b"lastmod" not in first["sitemap.xml"]
    calendar = first["lich/tat-ca.ics"]
    assert calendar.count(b"\n") == calendar.count(b"\r\n") > 0  # RFC 5545 on every system
    assert b"URL:http://kho.example/thong-bao/" in calendar.replace(b"\r\n ", b"")


def mkdocs(root: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(site)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )


def test_a_build_writes_nothing_below_docs_and_notices(root: Path, tmp_path: Path) -> None:
    before = sorted((p, p.stat().st_mtime_ns) for p in root.rglob("*"))
    build_site(root, tmp_path / "site")
    assert sorted((p, p.stat().st_mtime_ns) for p in root.rglob("*")) == before


def test_a_dead_link_from_a_generated_page_fails_the_strict_build(
    root: Path, tmp_path: Path
) -> None:
    spoiled = tmp_path / "archive"
    shutil.copytree(root, spoiled)
    (spoiled / "docs/huong-dan/tim-kiem.md").unlink()
    warnings = build_site(spoiled, tmp_path / "site")
    assert any("liên kết hỏng '../huong-dan/tim-kiem/'" in warning for warning in warnings)
    done = mkdocs(spoiled, tmp_path / "site")
    assert done.returncode != 0
    assert "liên kết hỏng" in done.stderr


def test_an_archive_without_settings_uses_those_of_the_checkout(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "notices", tmp_path / "archive/notices")
    assert build_site(tmp_path / "archive", tmp_path / "site") == []
    assert (tmp_path / "site/kiem-toan/index.html").is_file()


def test_the_file_of_a_document_is_copied_as_it_is(tmp_path: Path) -> None:
    root = write_archive(tmp_path)
    assert build_site(root, root / "site") == []
    folder = root / "site/van-ban/62-2014-qd-ubnd"
    original = root / "notices/goc/van-ban/Quyết định 62.pdf"
    assert (folder / "quyet-dinh-62.pdf").read_bytes() == original.read_bytes()
    assert not list((root / "site").rglob("mat-roi*"))


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Đơn vị được giao", "don-vi-duoc-giao"),
        ("Điều 1", "dieu-1"),
        ("Quý II/2021", "quy-ii-2021"),
    ],
)
def test_anchors_of_hand_written_headings_keep_the_letter_d(heading: str, anchor: str) -> None:
    assert toc_slug(heading, "-") == anchor
