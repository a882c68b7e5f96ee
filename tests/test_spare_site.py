"""A spare site is a help, and never more: what is amiss with it costs nobody a file or a build."""

from pathlib import Path

import pytest

from ketluan.spare_site import files_of, keep_spare, lay_ground, make_spare


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a site with one file, beside which stands another."""
    for name in ("site", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    return tmp_path / "site"


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_nothing_is_changed_behind_a_link(site: Path, tmp_path: Path) -> None:
    spare, other = tmp_path / "spare", tmp_path / "other"
    spare.symlink_to(other)
    assert files_of(spare) == {}
    assert lay_ground(spare, files_of(spare), site, {"index.html"}) == {}
    keep_spare(site, spare, ())
    assert contents(other) == {"index.html": "other"}


def test_what_may_not_be_changed_is_no_ground(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "unlink", refuse)
    other = tmp_path / "other"
    assert lay_ground(other, files_of(other), site, {"a.html"}) == {}
    assert contents(site) == {"index.html": "site"}


def test_of_what_cannot_be_cleared_no_spare_is_kept(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "unlink", refuse)
    keep_spare(site, tmp_path / "spare", ["index.html"])
    assert contents(tmp_path) == {"index.html": "other"}


def test_a_site_that_follows_none_has_a_spare_at_once(site: Path, tmp_path: Path) -> None:
    make_spare(site, tmp_path / "other")
    assert contents(tmp_path / "other") == {"index.html": "site"}
    assert (tmp_path / "other/index.html").samefile(site / "index.html")


def test_a_disk_without_links_has_no_spare(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.link", refuse)
    make_spare(site, tmp_path / "other")
    assert contents(tmp_path) == {"index.html": "site"}
