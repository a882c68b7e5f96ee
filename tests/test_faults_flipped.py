"""One bit that flips, a file that is lost or added: `ketluan verify` finds it, whichever file it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faults import NOTICE, small_archive
from ketluan.archive import load_archive
from ketluan.checksums import BUILT_FROM, SUMS
from ketluan.cli import run
from ketluan.model import Problem
from ketluan.places import INDEX, SITE
from ketluan.publish import publish
from ketluan.search.index_folder import CURRENT, current_generation
from ketluan.verification import verify_archive

DAY: Final = date(2021, 7, 1)


@dataclass(frozen=True)
class Built:
    """A built archive, and the files of its parts that hold something."""

    root: Path
    parts: dict[str, tuple[Path, ...]]


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(p for p in sorted(folder.rglob("*")) if p.is_file() and p.stat().st_size)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = small_archive(tmp_path_factory.mktemp("kho"))
    assert publish(root, day=DAY).published
    index = root / INDEX
    return Built(
        root,
        {
            "originals": _files(root / "notices/goc"),
            "notices": tuple(p for p in _files(root / "notices") if "goc" not in p.parts),
            "index": (index / CURRENT, *_files(index / current_generation(index))),
            "site": _files(root / SITE),
            "lists": (root / SITE / SUMS, root / BUILT_FROM),
        },
    )


def errors(root: Path) -> list[Problem]:
    found = verify_archive(load_archive(root), root, root / SITE, root / INDEX)
    return [problem for problem in found if problem.level == "error"]


@contextmanager
def other(path: Path, content: bytes | None) -> Iterator[None]:
    """Let the file hold `content`, or be lost where that is `None`, for a while."""
    before = path.read_bytes() if path.exists() else None
    try:
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


def flip_and_look(built: Built, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(built.parts)))
    path = data.draw(st.sampled_from(built.parts[part]))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    with other(path, bytes(content)):
        assert errors(built.root), (path, at)


def test_what_was_just_built_is_well(built: Built) -> None:
    assert errors(built.root) == []


@settings(max_examples=40)
@given(st.data())
def test_a_flipped_bit_is_found_wherever_it_is(built: Built, data: st.DataObject) -> None:
    flip_and_look(built, data)


@pytest.mark.long
@settings(max_examples=3000)
@given(st.data())
def test_any_of_thousands_of_flipped_bits_is_found(built: Built, data: st.DataObject) -> None:
    flip_and_look(built, data)


def test_each_file_that_is_lost_damaged_or_added_is_named(built: Built) -> None:
    site = built.root / SITE
    with other(site / "404.html", None), other(site / "la.html", b"x"):
        page = site / "don-vi/index.html"
        with other(page, page.read_bytes() + b" "):
            found = {one.path: one.message for one in errors(built.root)}
    assert found["site/404.html"].startswith("tệp này của trang web đã mất")
    assert found["site/la.html"].startswith("tệp này không do lần dựng ghi ra")
    assert found["site/don-vi/index.html"].startswith("tệp này khác với lúc dựng")


def test_a_notice_that_changed_is_said_to_be_edited_or_damaged(built: Built) -> None:
    notice = built.root / NOTICE
    with other(notice, notice.read_bytes().replace(b"ngay_hop: 2021", b"ngay_hop: 2020")):
        found = {one.rule: one for one in errors(built.root) if one.path == NOTICE}
    assert "hãy khôi phục từ bản sao lưu" in found["changed-since-build"].message
    assert "ketluan build" in found["changed-since-build"].message


def test_a_list_of_the_last_build_that_cannot_be_read_is_said(built: Built) -> None:
    with other(built.root / BUILT_FROM, b"\xff"):
        assert [one.rule for one in errors(built.root)] == ["list-damaged"]
    with other(built.root / SITE / SUMS, None):
        assert [(one.path, one.rule) for one in errors(built.root)] == [
            (f"site/{SUMS}", "site-damaged")
        ]


def test_a_link_in_the_site_is_no_file_of_the_build(built: Built, tmp_path: Path) -> None:
    link = built.root / SITE / "ra-ngoai"
    link.symlink_to(tmp_path)
    try:
        assert [one.path for one in errors(built.root)] == ["site/ra-ngoai"]
    finally:
        link.unlink()


def test_the_list_of_a_build_names_nothing_secret(tmp_path: Path) -> None:
    root = small_archive(tmp_path / "kho")
    head = (
        "---\nloai: TB\nngay_hop: 2021-04-02\nco_quan: Sở Mẫu\ntrich_yeu: Kín\ndo_mat: Mật\n---\n\n"
    )
    (root / "notices/2021/2021-04-02-hop-kin.md").write_text(f"{head}1. Phòng Mẫu làm.\n", "utf-8")
    assert publish(root, day=DAY).published
    assert "hop-kin" not in (root / BUILT_FROM).read_text("utf-8")
    assert run(["verify", "--archive", str(root)]) == 1  # the secret notice itself is a fault
