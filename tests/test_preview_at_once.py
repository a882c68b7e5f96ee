"""An edited notice is shown before the rest of the site is made: the same page, and nothing secret."""

import shutil
from pathlib import Path

import pytest

from ketluan.preview import building
from ketluan.preview.faults import bar
from ketluan.preview.rendering import Builder
from ketluan.search.generations import build_index
from ketluan.search.index_folder import IndexUnavailableError
from ketluan.service import IndexFollower
from previewed import TODAY
from sample_stories import ARCHIVE

FIRST, SECOND = (
    "notices/2022/2022-03-30-giao-ban-quy-i.md",
    "notices/2022/2022-06-29-giao-ban-quy-ii.md",
)
# One after the other; each stays for those that follow.
EDITS = (
    (FIRST, "(6) Tham mưu", "(6) Khẩn trương tham mưu"),
    (SECOND, "số 112/TB-UBND ngày 10/6/2022", "số 987/TB-UBND ngày 09/6/2022"),
    (SECOND, "trước ngày 31/8/2022", "trước ngày 15/9/2022"),
    (SECOND, "(6) Kiểm tra hệ thống", "(6) Phòng Thử nghiệm Mẫu kiểm tra hệ thống"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive of the first notices of the sample."""
    for path in ARCHIVE.glob("notices/*.yml"):
        (tmp_path / "notices").mkdir(exist_ok=True)
        shutil.copy(path, tmp_path / "notices")
    for folder in ("2022", "goc/2022"):
        shutil.copytree(ARCHIVE / "notices" / folder, tmp_path / "notices" / folder)
    return tmp_path


@pytest.fixture
def follower(root: Path) -> IndexFollower:
    """Return what a service of the preview asks."""
    return IndexFollower(root / "lam/search_index")


@pytest.fixture
def builder(root: Path, follower: IndexFollower) -> Builder:
    """Return what has built the archive once."""
    (root / "lam").mkdir()
    builder = Builder(root, root / "lam", lambda: TODAY, follower.withdraw, follower.restore)
    assert builder.build().failure == ""
    return builder


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def page(builder: Builder, path: str) -> bytes:
    (address,) = (to for to, source in builder.shown.sources.items() if source == path)
    return (builder.shown.site / address[1:] / "index.html").read_bytes()


def own_problems(builder: Builder, path: str) -> set[str]:
    return {str(one) for one in builder.shown.problems if one.path == path}


def test_the_page_shown_at_once_is_the_one_that_the_next_build_makes(
    root: Path, builder: Builder
) -> None:
    for path, old, new in EDITS:
        before, version = page(builder, path), builder.shown.version
        edit(root, path, old, new)
        builder.show_at_once(path, lambda: True)
        at_once, problems = page(builder, path), own_problems(builder, path)
        assert at_once != before
        assert builder.shown.version != version
        assert builder.shown.goes_on
        assert any("nội dung khác bản gốc" in one for one in problems)
        builder.build()
        assert page(builder, path) == at_once, new
        assert own_problems(builder, path) == problems
        assert not builder.shown.goes_on


def test_what_is_not_clear_is_left_to_the_next_build(root: Path, builder: Builder) -> None:
    text = (root / FIRST).read_text("utf-8")
    doubtful = {
        "loai: TB\n": (
            "loai: TB\ndo_mat: Mật\n", "loai: TB\nđộ_mật: Mật\n", "loai: [TB\n", "khoa_la: x\n",
        ),
        "---\n\nTHÔNG BÁO": ("---\n\nMẬT\n\nTHÔNG BÁO", "\nTHÔNG BÁO"),
        "ngay_hop: 2022-03-30": ("ngay_hop: 2022-03-31",),
        "(6) Tham mưu": ("(6) Tham\ud800 mưu",),
    }  # fmt: skip
    before = builder.shown
    for old, news in doubtful.items():
        assert old in text
        for new in news:
            content = text.replace(old, new, 1).encode("utf-8", "surrogatepass")
            (root / FIRST).write_bytes(content)
            builder.show_at_once(FIRST, lambda: True)
            assert builder.shown is before, new
    (root / FIRST).write_text(text.replace("(6) Tham", "(6) Tham mưu", 1), "utf-8")
    builder.show_at_once(FIRST, lambda: False)  # it changed again meanwhile
    builder.show_at_once("notices/don-vi.yml", lambda: True)
    assert builder.shown is before


def test_what_is_edited_while_a_build_runs_stays_when_it_ends(
    root: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []

    def edited_meanwhile(*arguments: object) -> object:
        for word in ("một", "hai"):
            edit(root, SECOND, "Kiểm tra hệ thống", f"Kiểm {word} tra hệ thống")
            builder.show_at_once(SECOND, lambda: True)
            said.append(f"Kiểm {word} tra".encode() in page(builder, SECOND))
            edit(root, SECOND, f"Kiểm {word} tra", "Kiểm tra")
        edit(root, FIRST, "loai: TB\n", "loai: TB\ndo_mat: Mật\n")
        builder.show_at_once(FIRST, lambda: True)
        return build_index(*arguments)  # type: ignore[arg-type]

    edit(root, FIRST, "(6) Tham mưu", "(6) Sớm tham mưu")
    builder.show_at_once(FIRST, lambda: True)
    monkeypatch.setattr(building, "build_index", edited_meanwhile)
    shown = builder.build()
    assert said == [True, True]
    assert "Kiểm hai tra".encode() in page(builder, SECOND)
    assert shown.goes_on
    monkeypatch.undo()
    builder.build()
    assert FIRST not in builder.shown.sources.values()
    assert "Sớm tham mưu".encode() not in b"".join(
        path.read_bytes() for path in builder.shown.site.rglob("*.html")
    )


def test_a_notice_that_becomes_secret_is_gone_at_the_first_look(
    root: Path, builder: Builder, follower: IndexFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def becomes_secret(path: str) -> None:
        edit(root, path, "loai: TB\n", "loai: TB\ndo_mat: Mật\n")
        builder.withhold([path])
        assert builder.shown.sources == {}
        assert "Kết luận" not in (builder.shown.site / "index.html").read_text("utf-8")
        assert not (root / "lam/search_index").exists()

    def secret_meanwhile(*arguments: object) -> object:
        becomes_secret(SECOND)
        made = build_index(*arguments)  # type: ignore[arg-type]
        with pytest.raises(IndexUnavailableError, match="đang được lập lại"), follower.index():
            pass
        return made

    before = builder.shown
    builder.withhold([FIRST, "notices/don-vi.yml", "notices/2022/khong-co.md"])
    assert builder.shown is before
    becomes_secret(FIRST)
    assert builder.shown.version != before.version
    monkeypatch.setattr(building, "build_index", secret_meanwhile)
    shown = builder.build()
    assert (shown.sources, shown.problems) == ({}, ())
    assert "độ mật" in shown.failure
    assert not (root / "lam/search_index").exists()
    monkeypatch.undo()
    shown = builder.build()
    assert shown.failure == ""
    assert shown.sources
    assert {FIRST, SECOND}.isdisjoint(shown.sources.values())
    with follower.index() as index:
        assert index.generation
    follower.close()


def test_a_page_shown_at_once_leaves_the_site_of_the_archive_alone(
    root: Path, builder: Builder
) -> None:
    before = builder.shown.site / "thong-bao/2022/2022-03-30-giao-ban-quy-i/index.html"
    shared = root / "shared.html"
    shared.hardlink_to(before)
    old = shared.read_bytes()
    edit(root, FIRST, "(6) Tham mưu", "(6) Sớm tham mưu")
    builder.show_at_once(FIRST, lambda: True)
    assert before.read_bytes() != old
    assert shared.read_bytes() == old


def test_the_bar_says_that_other_pages_are_still_being_made() -> None:
    for goes_on in (True, False):
        assert ("đang cập nhật các trang khác…" in bar((), "", "", {}, goes_on=goes_on)) == goes_on
