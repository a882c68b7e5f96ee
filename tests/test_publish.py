import datetime
import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import CHECKOUT, DAY, FIRST_NOTICE, REPOSITORY
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.exports import calendar_file
from ketluan.mkdocs_edge import build_site
from ketluan.os_errors import EndedError
from ketluan.places import SPARE_SITE
from ketluan.publish import PublishError, building, builds, making, publish, switching
from ketluan.search.static_export import static_search_files
from ketluan.site_building import build_again
from ketluan.site_writing import SiteBuildError


def build(root: Path, **environment: str) -> None:
    """Build in a process of its own, with another clock zone, locale and hash seed."""
    subprocess.run(
        [sys.executable, "-m", "ketluan", "build", "--full", "--as-of", DAY.isoformat()],
        check=True,
        capture_output=True,
        cwd=root,
        env={"PATH": os.environ["PATH"], **CHECKOUT, **environment},
    )


def files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `notices/`, site and index as the first build leaves them."""
    root = tmp_path_factory.mktemp("da-dung") / "kho"
    shutil.copytree(REPOSITORY / "notices", root / "notices")
    assert publish(root, day=DAY).published
    return root


@pytest.fixture
def published(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the built archive; the next build looks at all of it."""
    return shutil.copytree(built, tmp_path / "kho")


def test_two_builds_are_the_same_bytes_whatever_clock_locale_and_hash_seed(
    archive_copy: Path,
) -> None:
    build(archive_copy, TZ="Asia/Ho_Chi_Minh", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    first = files(archive_copy / "site")
    build(archive_copy, TZ="America/Los_Angeles", LC_ALL="POSIX", PYTHONHASHSEED="2",
          SOURCE_DATE_EPOCH="1")  # fmt: skip
    second = files(archive_copy / "site")
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
    today = datetime.datetime.now(tz=datetime.UTC).date()
    made = [content for name, content in second.items() if not name.startswith("huong-dan/")]
    for written in (
        today.isoformat(),
        f"{today:%d/%m/%Y}",
    ):  # people may write any day in the guide
        assert all(written.encode() not in content for content in made)


def test_a_build_says_what_it_did(archive_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--json", "--as-of", "1/7/2021", "--archive", str(archive_copy)]) == 0
    first = json.loads(capsys.readouterr().out)
    assert set(first) >= {"pages", "changed", "seconds", "problems"}
    assert first["changed"] == first["pages"] > 25
    assert run(["build", "--json", "--as-of", "1/7/2021", "--archive", str(archive_copy)]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 0


def test_a_build_tells_a_note_once_and_then_how_many_are_as_before(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*options: str) -> tuple[list[str], str]:
        assert run(["build", *options, "--as-of", "1/7/2021", "--archive", str(archive_copy)]) == 0
        given, said = capsys.readouterr()
        notes = [line.partition(":")[0].rpartition("/")[2] for line in given.splitlines()]
        return notes, said.partition("Đã dựng")[0]

    goc = archive_copy / "notices" / "goc"
    usual, _ = told()
    (goc / "a.txt").write_text("không ai nêu", "utf-8")
    notes, _ = told()
    assert notes == ["a.txt"]
    as_before = f"Ngoài ra có {len(usual) + 1} lưu ý như lần dựng trước"
    for _ in range(2):  # nothing changed the second time
        notes, said = told()
        assert notes == []
        assert said.startswith(as_before)
    (goc / "b.txt").write_text("cũng không", "utf-8")
    notes, said = told()
    assert notes == ["b.txt"]
    assert said.startswith(as_before)
    assert told("--full") == ([*usual, "a.txt", "b.txt"], "")
    assert run(["build", "--json", "--archive", str(archive_copy)]) == 0
    assert len(json.loads(capsys.readouterr().out)["problems"]) == len(usual) + 2


def test_where_nothing_changed_nothing_is_done(
    archive_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(archive_copy, day=DAY)
    monkeypatch.setattr(making, "load_archive", _never)
    again = publish(archive_copy, day=DAY)
    assert again.published
    assert (again.pages, again.changed, again.problems) == (first.pages, 0, first.problems)
    for day, full in ((DAY + datetime.timedelta(1), False), (DAY, True)):
        with pytest.raises(DoneError):
            publish(archive_copy, day=day, full=full)
    (archive_copy / "site" / "404.html").unlink()
    with pytest.raises(DoneError):
        publish(archive_copy, day=DAY)


@pytest.mark.parametrize("gone", [False, True])
def test_a_build_that_may_have_missed_a_notice_is_not_the_last_word(
    published: Path, monkeypatch: pytest.MonkeyPatch, *, gone: bool
) -> None:
    def made(root: Path, **_: object) -> tuple[builds.Build, int]:
        if gone:  # as while an editor writes it anew
            (root / FIRST_NOTICE).rename(root / "notices/moi.md")
            (root / "notices/moi.md").rename(root / FIRST_NOTICE)
        return builds.Build(1, (), builds.outcome(root)), 0

    monkeypatch.setattr(building, "_make", made)
    assert publish(published, day=DAY).published
    assert bool(builds.last_build(published, builds.made_of(published, DAY))) is not gone


# What reads an archive, makes pages, keeps an index and answers browsers.
HEAVY = frozenset(("docx", "flask", "lxml", "mkdocs", "numpy", "pypdfium2", "whoosh", "xlsxwriter"))


def test_what_makes_pages_is_loaded_only_where_something_changed(archive_copy: Path) -> None:
    asked = f"from ketluan.cli import run; run(['build', '--as-of', '{DAY}']); import sys; "
    loaded = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", f"{asked} print(*sys.modules)"],
            check=True, capture_output=True, text=True, cwd=archive_copy,
        )  # fmt: skip
        loaded.append(HEAVY.intersection(done.stdout.split()))
        if len(loaded) == 2:
            _append(archive_copy / FIRST_NOTICE)
    assert loaded[0] >= {"mkdocs", "numpy", "whoosh"}
    assert loaded[1] == set()
    assert loaded[2] == {"numpy", "whoosh"}


def _never(*_: object, **__: object) -> None:
    raise DoneError


class DoneError(Exception):
    """Something was done."""


def _append(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


def test_any_change_of_what_it_is_made_of_or_made_is_seen(published: Path) -> None:
    def state() -> tuple[str, str]:
        return builds.made_of(published, DAY), builds.outcome(published)

    assert state() == state()
    for name in (
        FIRST_NOTICE, "notices/don-vi.yml", "notices/goc/la.txt", "notices/2021/la.md", "mkdocs.yml",
        "docs/index.md", "site/index.html", "site/la.html", "search_index/CURRENT",
    ):  # fmt: skip
        before = state()
        _append(published / name)
        assert state() != before, name


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _add_a_notice(root: Path) -> None:
    later = root / "notices/2021/2021-06-29-giao-ban-quy-ii.md"
    shutil.copy(root / FIRST_NOTICE, later)
    _replace(later, "ngay_hop: 2021-03-29", "ngay_hop: 2021-06-29")
    _replace(later, "2021-Q2", "2021-Q3")
    _replace(root / "mkdocs.yml", 'site_url: ""', "site_url: https://a.example.vn/")


def _add_one_of_another_year(root: Path) -> None:
    later = root / "notices/2022/2022-01-12-giao-ban-quy-iv.md"
    later.parent.mkdir()
    shutil.copy(root / FIRST_NOTICE, later)
    _replace(later, "ngay_hop: 2021-03-29", "ngay_hop: 2022-01-12")
    _replace(later, "2021-Q2", "2022-Q1")


def _tell_an_outcome(root: Path) -> None:
    told = root / "notices/cap-nhat/2021-07-01-tien-do.md"
    told.parent.mkdir(exist_ok=True)
    told.write_text(
        "---\nket_qua:\n  - nhiem_vu: 2021-03-29-giao-ban-quy-i#ii.1.1\n"
        "    trang_thai: hoan-thanh\n    ngay: 2021-07-01\n---\n", "utf-8",
    )  # fmt: skip
    _replace(root / "mkdocs.yml", "a.example", "b.example")


def _rename_units_and_site(root: Path) -> None:
    _replace(root / "notices/don-vi.yml", "Phòng ", "Ban ")
    _replace(root / "mkdocs.yml", "site_name: T", "site_name: S")


def _take_a_notice_away(root: Path) -> None:
    _replace(root / FIRST_NOTICE, "trich_yeu: K", "trich_yeu: C")
    (root / "notices/2021/2021-06-29-giao-ban-quy-ii.md").unlink()


EDITS = (
    _add_a_notice, _tell_an_outcome, _add_one_of_another_year, _rename_units_and_site,
    _take_a_notice_away,
)  # fmt: skip


def test_whatever_is_edited_a_build_equals_one_of_everything(
    archive_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A law over edits one after the other; most of each site is taken from the one before."""
    shutil.copytree(REPOSITORY / "docs", archive_copy / "docs")
    shutil.copy(REPOSITORY / "mkdocs.yml", archive_copy)
    monkeypatch.setattr(making, "LARGE", 1)
    monkeypatch.setattr(switching, "LARGE", 1)
    monkeypatch.setattr(calendar_file, "EVENTS", 1)  # calendars begin with another year each year
    publish(archive_copy, day=DAY)
    assert files(archive_copy / SPARE_SITE)
    for edit in EDITS:
        name = edit.__name__
        edit(archive_copy)
        done = publish(archive_copy, day=DAY)
        assert done.published, (name, done.problems)
        assert 0 < done.changed <= done.pages, name
        anew = tmp_path / name
        assert build_site(archive_copy, anew, day=DAY) == []
        now, expected = files(archive_copy / "site"), files(anew)
        del now["SHA256SUMS"]
        assert sorted(now) == sorted(expected), name
        assert [path for path in now if now[path] != expected[path]] == [], name
        spare = archive_copy / SPARE_SITE
        left = [path for path in files(spare) if not (archive_copy / "site" / path).is_file()]
        assert left == [], name
        assert all((spare / path).samefile(archive_copy / "site" / path) for path in files(spare))
        assert files(spare), name


@pytest.mark.parametrize("spoiled", ["other content", "a link", "more files", "gone", "no folder"])
def test_a_spare_site_that_was_meddled_with_changes_nothing(published: Path, spoiled: str) -> None:
    for name in ("404.html", "index.html"):  # so that each build looks at all
        (published / "site" / name).unlink()
        publish(published, day=DAY)
    expected, spare = files(published / "site"), published / SPARE_SITE
    page = spare / "thong-bao/2021/2021-03-29-giao-ban-quy-i/index.html"
    if spoiled == "no folder":
        shutil.rmtree(spare)
        spare.write_text("")
    else:
        page.unlink()
    if spoiled == "other content":
        page.write_text("x")
    elif spoiled == "a link":
        shutil.rmtree(page.parent)
        page.parent.symlink_to(published / "notices")
    elif spoiled == "more files":
        page.with_name("la.html").write_text("x")
        (spare / "SHA256SUMS").hardlink_to(published / "site/SHA256SUMS")
    (published / "site/404.html").unlink()
    assert publish(published, day=DAY).published
    assert files(published / "site") == expected


def test_no_file_of_the_site_that_is_shown_is_written_through(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (published / "site/404.html").unlink()
    publish(published, day=DAY)
    page = Path("thong-bao/2021/2021-03-29-giao-ban-quy-i/index.html")
    assert (published / SPARE_SITE / page).samefile(published / "site" / page)
    shown = files(published / "site")
    _replace(published / FIRST_NOTICE, "trich_yeu: K", "trich_yeu: C")
    monkeypatch.setattr(switching, "_listed", _never)
    with pytest.raises(DoneError):
        publish(published, day=DAY)
    assert files(published / "site") == shown
    assert not (published / "site.new").exists()


def test_a_file_that_is_changed_while_the_site_is_made_is_not_published(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = files(published / "site")
    _replace(published / FIRST_NOTICE, "trich_yeu: K", "trich_yeu: C")

    def meddled(root: Path, site: Path, *values: Any, **more: Any) -> list[str]:
        warnings = build_again(root, site, *values, **more)
        (site / "kiem-toan/index.html").unlink()
        (site / "kiem-toan/index.html").write_text("x")
        return warnings

    monkeypatch.setattr(switching, "build_again", meddled)
    with pytest.raises(
        PublishError, match=r"'site/kiem-toan/index\.html' bị sửa trong lúc dựng trang"
    ):
        publish(published, day=DAY)
    assert files(published / "site") == shown


def test_a_build_that_is_refused_at_the_end_keeps_the_spare(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (published / "site/404.html").unlink()
    publish(published, day=DAY)
    spare = published / SPARE_SITE
    before = files(spare).keys()
    _replace(published / FIRST_NOTICE, "trich_yeu: K", "trich_yeu: C")

    def refused(*values: Any, **more: Any) -> list[str]:
        return [*build_again(*values, **more), "liên kết hỏng"]

    monkeypatch.setattr(switching, "build_again", refused)
    assert not publish(published, day=DAY).published
    kept = files(spare).keys()
    assert len(kept) > len(before) / 2
    assert all((spare / path).samefile(published / "site" / path) for path in kept)
    assert not (published / "site.new").exists()


def test_pages_that_another_program_made_are_not_taken(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = published / "site/thong-bao/2021/2021-03-29-giao-ban-quy-i/index.html"
    publish(published, day=DAY)
    monkeypatch.setattr("ketluan.publish.builds.program_digest", lambda: "another")
    before = page.stat().st_ino
    publish(published, day=DAY)
    assert page.stat().st_ino == before
    monkeypatch.setattr("ketluan.publish.builds.program_digest", lambda: "a third")
    monkeypatch.setattr("ketluan.origins.program_digest", lambda: "a third")
    publish(published, day=DAY)
    assert page.stat().st_ino != before


def test_a_blocking_fault_leaves_the_last_good_site_and_index(published: Path) -> None:
    site, index = files(published / "site"), files(published / "search_index")
    notice = published / FIRST_NOTICE
    notice.write_text(notice.read_text("utf-8").replace("kết thức", "kết thúc"), "utf-8")
    done = publish(published, day=DAY)
    assert not done.published
    assert [problem.rule for problem in done.problems] == ["coverage"]
    assert files(published / "site") == site
    assert files(published / "search_index") == index


def test_a_build_that_fails_on_the_way_leaves_the_last_good_site(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = files(published / "site")
    for places, told in (
        (("site.new",), r"đầy: site\.new\)"),
        (("docs/x", None, "site.new/x"), r"đầy: site\.new/x\)"),  # a copy
        ((), r"đầy\)"),  # of an open file the system tells no name
    ):

        def full_disk(*_: object, places: tuple[str | None, ...] = places, **__: object) -> None:
            raise OSError(28, "No space left on device", *places)

        monkeypatch.setattr(switching, "index_beside", full_disk)
        with pytest.raises(PublishError, match=f"{told}; trang cũ vẫn còn nguyên"):
            publish(published, day=DAY, full=True)
    assert files(published / "site") == site


def test_a_build_whose_process_was_ended_says_so(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise EndedError

    monkeypatch.setattr(making, "load_archive", ended)
    with pytest.raises(PublishError, match="hết bộ nhớ"):
        publish(published, day=DAY, full=True)


def test_the_next_build_mends_what_an_interrupted_one_left(published: Path) -> None:
    site = files(published / "site")
    (published / "site").rename(published / "site.old")
    (published / "site.new").mkdir()
    (published / "site.new/nua-chung.html").write_text("x")
    assert publish(published, day=DAY).changed == 0
    assert files(published / "site") == site
    assert not (published / "site.old").exists()
    assert not (published / "site.new").exists()


def test_two_builds_at_once_are_one_too_many(archive_copy: Path) -> None:
    with building._only_build(archive_copy), pytest.raises(PublishError, match="đang có"):  # noqa: SLF001
        publish(archive_copy, day=DAY)


def test_what_mkdocs_told_before_it_gave_up_is_said(archive_copy: Path) -> None:
    (archive_copy / "mkdocs.yml").write_text("site_name: Kho\ndocs_dir: khong-co\n", "utf-8")
    with pytest.raises(PublishError, match=r"mkdocs\.yml.*khong-co.*hãy sửa chỗ đó rồi dựng lại"):
        publish(archive_copy, day=DAY)


def test_without_an_exchange_in_one_step_the_switch_still_works(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "_exchange", lambda *_: False)
    publish(published, day=DAY)
    names = {path.name for path in published.iterdir()}
    assert names == {"notices", "site", "search_index", ".cache"}


def test_a_secret_document_reaches_no_output(archive_copy: Path) -> None:
    secret = archive_copy / "notices/2021/2021-04-02-hop-kin.md"
    secret.write_text(
        "---\nloai: TB\nngay_hop: 2021-04-02\nco_quan: Sở DAUHIEUBIMAT\ntrich_yeu: DAUHIEUBIMAT\n"
        "do_mat: Mật\n---\n\n1. Thanh tra Sở làm DAUHIEUBIMAT theo 999/KH-DAUHIEUBIMAT.\n",
        "utf-8",
    )
    done = publish(archive_copy, day=DAY)
    assert done.published
    assert [problem.rule for problem in done.problems] == ["secret"]
    for folder in ("site", "search_index"):
        for name, content in files(archive_copy / folder).items():
            assert b"DAUHIEUBIMAT" not in content, name
            assert b"dauhieubimat" not in content.lower(), name
            assert b"hop-kin" not in content, name


def test_mkdocs_alone_builds_the_same_site(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[1]
    publish_to, alone = tmp_path / "a", tmp_path / "b"
    build_site(root, publish_to, day=DAY)
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(alone)],
        check=True,
        capture_output=True,
        cwd=root,
        env={
            "PATH": os.environ["PATH"],
            **CHECKOUT,
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": "1625097600",  # 1 July 2021
        },
    )
    assert files(publish_to) == files(alone)
    assert filecmp.dircmp(publish_to, alone).diff_files == []


def test_a_broken_setting_of_mkdocs_is_a_sentence(
    archive_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive_copy / "mkdocs.yml").write_text("site_name: [", "utf-8")
    assert run(["build", "--archive", str(archive_copy)]) == 1
    assert "mkdocs.yml" in capsys.readouterr().err


def test_mkdocs_alone_stops_at_the_same_gate(archive_copy: Path) -> None:
    notice = archive_copy / FIRST_NOTICE
    text = notice.read_text("utf-8")
    notice.write_text(text.replace("loai: TB", "loai: TB\nđộ_mật: Mật"), "utf-8")
    with pytest.raises(SiteBuildError):
        build_site(archive_copy, archive_copy / "out")


@pytest.mark.parametrize("many", [0, 1000], ids=["beside", "behind"])
def test_where_the_site_cannot_be_switched_the_index_is_not_either(
    published: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whether the index is made beside the pages or behind them."""
    monkeypatch.setattr(switching, "MANY", many)
    before = (published / "search_index/CURRENT").read_bytes()
    generations = sorted(path.name for path in (published / "search_index").iterdir())
    notice = published / FIRST_NOTICE
    notice.write_text(notice.read_text("utf-8").replace("loai: TB", "loai: KL"), "utf-8")

    def refused(_: Path) -> None:
        raise OSError(1, "Operation not permitted", "site")

    monkeypatch.setattr(switching, "_switch", refused)
    with pytest.raises(PublishError, match="không được phép"):
        publish(published, day=DAY)
    assert (published / "search_index/CURRENT").read_bytes() == before
    assert sorted(path.name for path in (published / "search_index").iterdir()) == generations
    monkeypatch.undo()
    monkeypatch.setattr(switching, "MANY", many)
    publish(published, day=DAY)
    assert (published / "search_index/CURRENT").read_bytes() != before
    for address, text in static_search_files(load_archive(published)):
        assert (published / f"site{address}").read_text("utf-8") == text
