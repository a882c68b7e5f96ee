"""The original of a notice on the site: which ones, where, as they were recorded."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import DAY, FIRST_ORIGINAL, REPOSITORY
from ketluan.archive import load_archive, with_originals
from ketluan.markdown_folder import folder_files
from ketluan.mkdocs_edge import build_site
from ketluan.model import Archive, Dropped, Notice, Source
from ketluan.pages import original_files, site_pages
from ketluan.pages.notice_original import original_address, original_link, size_in_words
from ketluan.site_writing import SiteBuildError
from ketluan.static_site import SAVED

ADDRESS = "/thong-bao/2021/2021-03-29-giao-ban-quy-i/"
PUBLISHED = f"{ADDRESS}2021-03-29-giao-ban-quy-i.txt"


def published(root: Path) -> list[str]:
    return [file.address for file in original_files(with_originals(root, load_archive(root)))]


def test_the_site_holds_the_original_byte_for_byte_and_its_own(sample_root: Path) -> None:
    notice = load_archive(sample_root).notices[-1]
    assert notice.source is not None
    kept = sample_root / "notices" / notice.source.path
    page = f"site/thong-bao/{notice.id[:4]}/{notice.id}"
    html = (sample_root / page / "index.html").read_text("utf-8")
    (name, words) = re.findall(r'<a href="([^"]+)">(Tải bản gốc [^<]+)<', html)[0]
    copied = sample_root / page / name
    assert copied.read_bytes() == kept.read_bytes()
    assert words == f"Tải bản gốc (TXT, {size_in_words(kept.stat().st_size)})"
    assert copied.stat().st_ino != kept.stat().st_ino


def test_only_what_really_lies_in_the_archive_is_published(archive_copy: Path) -> None:
    assert published(archive_copy) == [PUBLISHED]
    original = archive_copy / FIRST_ORIGINAL
    content = original.read_bytes()
    original.unlink()
    assert published(archive_copy) == []
    (archive_copy / "ngoai.txt").write_bytes(content)
    original.symlink_to(archive_copy / "ngoai.txt")
    assert published(archive_copy) == []


def test_the_original_of_a_secret_notice_is_not_published_for_another(archive_copy: Path) -> None:
    open_one = next((archive_copy / "notices/2021").glob("*.md"))
    text = open_one.read_text("utf-8")
    copied = archive_copy / "notices/goc/2021/ban-sao.txt"
    copied.write_bytes((archive_copy / FIRST_ORIGINAL).read_bytes())
    other = re.sub(r"(tep: *)[^,}\n]+", r"\g<1>goc/2021/ban-sao.txt", text)
    secret = re.sub(r"^do_mat:.*\n?", "", other, flags=re.MULTILINE)
    secret = secret.replace("---\n", "---\ndo_mat: Mật\n", 1)
    (open_one.parent / "2021-03-30-mat.md").write_text(secret, "utf-8")
    assert any(one.rule == "secret" for one in load_archive(archive_copy).problems)
    assert published(archive_copy) == []


def test_an_original_from_which_a_mark_of_secrecy_was_dropped_stays_away(
    archive_copy: Path,
) -> None:
    archive = load_archive(archive_copy)
    marked = replace(archive.notices[0], dropped=(Dropped(1, "MẬT", "dấu"),))
    found = with_originals(archive_copy, replace(archive, notices=(marked,)))
    assert list(original_files(found)) == []


def test_an_original_that_is_not_the_recorded_one_stops_the_build(archive_copy: Path) -> None:
    archive = load_archive(archive_copy)  # its hash was right when it was checked
    (archive_copy / "docs").symlink_to(REPOSITORY / "docs")
    (archive_copy / FIRST_ORIGINAL).write_text("thay", "utf-8")
    with pytest.raises(SiteBuildError, match="không còn đúng mã SHA-256"):
        build_site(archive_copy, archive_copy / "site", archive, day=DAY)


def test_an_office_may_keep_originals_off_the_site(archive_copy: Path) -> None:
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    archive = load_archive(archive_copy)
    (archive_copy / "docs").symlink_to(REPOSITORY / "docs")
    off = settings.replace("originals: true", "originals: false")
    (archive_copy / "mkdocs.yml").write_text(off, "utf-8")
    assert build_site(archive_copy, archive_copy / "site", archive, day=DAY) == []
    assert list((archive_copy / "site/thong-bao").rglob("*.txt")) == []
    assert not exports(archive_copy, archive)
    (archive_copy / "mkdocs.yml").write_text(settings, "utf-8")
    assert exports(archive_copy, archive)


def exports(root: Path, archive: Archive) -> bool:
    """Tell whether the folder for other generators has the original."""
    return f"docs{PUBLISHED}" in dict(folder_files(root, archive, day=DAY))


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("goc/2021/Thông báo.DOCX", f"{ADDRESS}thong-bao.docx"),
        ("goc/2021/a.pdf", f"{ADDRESS}a.pdf"),
        ("goc/2021/ghi chép.md", f"{ADDRESS}ghi-chep.txt"),
        ("goc/2021/。.odt", f"{ADDRESS}ban-goc.odt"),
        ("goc/2021/trang.html", ""),
        ("goc/2021/hinh.svg", ""),
        ("goc/2021/tep", ""),
    ],
)
def test_an_original_lies_below_its_notice_if_a_browser_runs_nothing_in_it(
    path: str, address: str
) -> None:
    notice = Notice("2021-03-29-giao-ban-quy-i", "", "", source=Source(path, "0" * 64, 1))
    assert original_address(notice) == original_link(notice).address == address
    unsized = replace(notice, source=Source(path, "0" * 64))
    assert original_link(unsized).text == original_address(unsized) == ""


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (7000, "7 kB"), (119_001, "120 kB"), (999_001, "1 MB"), (1_350_000, "1,4 MB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_a_page_without_its_original_still_says_path_and_hash() -> None:
    source = Source("goc/2021/a.docx", "ab" * 32)
    notice = Notice("2021-03-29-giao-ban-quy-i", "", "", source=source)
    pages = site_pages(Archive(notices=(notice,)), DAY)
    html = next(page.html for page in pages if page.address == ADDRESS)
    assert source.path in html
    assert source.sha256 in html
    assert "Tải bản gốc" not in html


def test_nginx_saves_the_files_that_the_service_saves() -> None:
    guide = (REPOSITORY / "docs/huong-dan/cai-dat.md").read_text("utf-8")
    (pattern,) = re.findall(r"location ~ (\\\.\S+) \{", guide)
    assert all(re.search(pattern, f"/a{ending}") for ending in SAVED)
    assert not re.search(pattern, "/a.pdf")
