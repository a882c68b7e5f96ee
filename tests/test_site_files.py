"""A new site takes from the last one what would be the same again, and nothing else."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ketluan.kept import Kept
from ketluan.pages.linked import linked
from ketluan.pages.links import Ends, ends_of, file_end
from ketluan.pieces import Piece
from ketluan.site_files import KEPT_TYPES, FileBundle, Made, SiteFile, SiteMemory
from ketluan.spare_site import look

FIRST = '<h1 id="noi-dung">A</h1> <a href="../b/#x">B</a>'
SECOND = '<h1 id="noi-dung">B</h1> <p id="x"></p>'


def page(address: str, html: str, key: str = "1") -> SiteFile:
    return SiteFile(
        address, key, lambda: Made(html.encode(), ends_of(address, linked(html, address)))
    )


def never(address: str, key: str = "1") -> SiteFile:
    def make() -> Made:
        raise AssertionError(address)

    return SiteFile(address, key, make)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., list[str]]:
    """Return what writes files as the next site, and returns what is wrong."""
    kept = Kept(tmp_path / "kept.db", KEPT_TYPES)
    count = iter(range(100))
    last = [tmp_path / "none"]

    def written(*files: SiteFile | FileBundle, looked: bool = False) -> list[str]:
        site = tmp_path / f"site-{next(count)}"
        site.mkdir(exist_ok=True)
        memory = SiteMemory.of(last[0], kept)
        if looked:
            memory.seen = look(last[0], tmp_path / "none", kept, long=True)
        problems = memory.write([lambda: files], site, alone=True)
        last[0] = site
        memory.keep()
        return [problem.message for problem in problems]

    return written


def test_what_is_made_of_the_same_is_the_same_file(
    write: Callable[..., list[str]], tmp_path: Path
) -> None:
    assert write(page("/a/", FIRST), page("/b/", SECOND)) == []
    assert write(never("/a/"), never("/b/")) == []
    for name in ("a", "b"):
        before, now = (tmp_path / f"site-{at}/{name}/index.html" for at in (0, 1))
        assert before.samefile(now)


def test_what_is_made_of_something_else_is_made(
    write: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(page("/a/", FIRST), page("/b/", SECOND))
    write(page("/a/", FIRST.replace("A", "C"), "2"), never("/b/"))
    assert ">C<" in (tmp_path / "site-1/a/index.html").read_text()
    assert ">A<" in (tmp_path / "site-0/a/index.html").read_text()


def test_a_dead_link_is_told_each_time_until_it_is_mended(write: Callable[..., list[str]]) -> None:
    """A preview shows such pages, and remembers them."""
    for _ in range(2):
        (message,) = write(page("/a/", FIRST))
        assert "không có trang /b/" in message
    assert write(page("/a/", FIRST), page("/b/", SECOND)) == []
    assert write(never("/a/"), never("/b/")) == []
    (message,) = write(never("/a/"))
    assert "không có trang /b/" in message


def test_what_tells_of_all_files_is_one_of_them(tmp_path: Path) -> None:
    memory = SiteMemory()
    assert memory.write([lambda: [page("/b/", SECOND)]], tmp_path, alone=True) == ()
    assert memory.close(tmp_path, [page("/sitemap.xml", "")]) == ()
    assert [*memory.written] == ["b/index.html", "sitemap.xml"]
    (problem,) = memory.close(tmp_path, [page("/sitemap.xml", "")])
    assert problem.rule == "address-collision"


def test_files_that_are_told_together_are_taken_together_or_made(
    write: Callable[..., list[str]], tmp_path: Path
) -> None:
    asked = []

    def bundle(key: str, *files: SiteFile) -> FileBundle:
        def one_by_one() -> tuple[SiteFile, ...]:
            asked.append(key)
            return files

        return FileBundle(key, one_by_one)

    write(bundle("1", page("/a/", FIRST), page("/b/", SECOND)))
    write(bundle("1", never("/a/"), never("/b/")))
    write(bundle("2", never("/a/"), page("/b/", SECOND.replace("B", "C"), "2")))
    write(bundle("2", never("/a/"), never("/b/")))
    assert asked == ["1", "2"]
    assert ">C<" in (tmp_path / "site-3/b/index.html").read_text()
    (tmp_path / "site-3/a/index.html").write_text("x")
    write(bundle("2", page("/a/", FIRST), never("/b/", "2")))
    assert ">A<" in (tmp_path / "site-4/a/index.html").read_text()
    write(bundle("2", never("/a/"), never("/b/")))
    assert asked == ["1", "2", "2"]


def test_of_files_that_are_told_together_a_dead_link_is_told_each_time(
    write: Callable[..., list[str]],
) -> None:
    for _ in range(3):
        (message,) = write(FileBundle("1", lambda: [page("/a/", FIRST)]))
        assert "không có trang /b/" in message


def data(*pieces: tuple[str, str], made: list[str]) -> SiteFile:
    """Return a file of pieces with keys and texts that tells `made` which of them were asked for."""

    def make(text: str) -> tuple[str]:
        made.append(text)
        return (text,)

    content = [Piece(key, partial(make, text)) for key, text in pieces]
    return SiteFile("/a.csv", str(pieces), lambda: Made(content, file_end("/a.csv")))


@pytest.mark.parametrize("looked", [False, True])
def test_of_a_file_in_pieces_only_new_ones_are_made(
    write: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    looked: bool,
) -> None:
    monkeypatch.setattr("ketluan.site_files._LONG", 0)
    first, second = ("1", "dòng một\n"), ("2", "dòng hai\n")
    for count, (pieces, expected) in enumerate((
        ((first, second), [first[1], second[1]]),
        ((first, ("3", "dòng ba\n"), second), ["dòng ba\n"]),
        ((second, first), []),
    )):  # fmt: skip
        made: list[str] = []
        write(data(*pieces, made=made), looked=looked)
        assert made == expected
        text = (tmp_path / f"site-{count}/a.csv").read_text("utf-8")
        assert text == "".join(text for _, text in pieces)


@pytest.mark.parametrize("looked", [False, True])
def test_no_piece_is_taken_from_a_file_that_is_not_as_it_was_written(
    write: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    looked: bool,
) -> None:
    monkeypatch.setattr("ketluan.site_files._LONG", 0)
    write(data(("1", "một"), made=[]))
    old = tmp_path / "site-0/a.csv"
    times = old.stat()
    old.write_text("mốt", "utf-8")
    os.utime(old, ns=(times.st_atime_ns, times.st_mtime_ns))
    made: list[str] = []
    write(data(("1", "một"), ("2", "hai"), made=made), looked=looked)
    assert made == ["một", "hai"]


@pytest.mark.parametrize("spoiled", ["changed", "gone", "link", "unknown"])
def test_a_file_that_does_not_stand_as_it_was_written_is_made_again(
    write: Callable[..., list[str]], tmp_path: Path, spoiled: str
) -> None:
    write(page("/b/", SECOND))
    old = tmp_path / "site-0/b/index.html"
    content = old.read_bytes()
    if spoiled == "changed":
        os.utime(old, ns=(0, 0))
    elif spoiled == "unknown":
        (tmp_path / "kept.db").unlink()
    else:
        old.unlink()
        if spoiled == "link":
            old.symlink_to(tmp_path / "kept.db")
    write(page("/b/", SECOND))
    now = tmp_path / "site-1/b/index.html"
    assert not now.is_symlink()
    assert now.read_bytes() == content


def test_a_second_page_at_an_address_is_not_written_into_the_last_site(
    write: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(page("/b/", SECOND))
    old = tmp_path / "site-0/b/index.html"
    assert write(never("/b/"), page("/b/", FIRST, "2"))
    assert old.read_text("utf-8") == SECOND


def test_no_file_is_put_into_a_folder_that_stands_in_its_place(
    write: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(page("/b/", SECOND))
    there = tmp_path / "site-1/b/index.html"
    there.mkdir(parents=True)
    with pytest.raises(OSError, match=r"index\.html"):
        write(page("/b/", SECOND))
    assert list(there.iterdir()) == []


def test_without_hard_links_it_is_a_copy(
    write: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    for _ in range(2):
        write(page("/b/", SECOND))
    assert write(never("/b/")) == []
    first, last = (tmp_path / f"site-{at}/b/index.html" for at in (0, 2))
    assert not first.samefile(last)
    assert first.read_bytes() == last.read_bytes()


def test_a_link_that_dies_on_another_page_is_told_of_a_page_that_is_not_made_again(
    write: Callable[..., list[str]],
) -> None:
    write(page("/a/", FIRST), page("/b/", SECOND))
    assert write(never("/a/"), page("/b/", SECOND.replace('"x"', '"y"'), "2")) == [
        "liên kết hỏng '../b/#x' trên trang /a/: trang /b/ không có mỏ neo #x"
    ]
    assert write(page("/a/", FIRST)) == [
        "liên kết hỏng '../b/#x' trên trang /a/: không có trang /b/"
    ]


def test_two_files_at_one_address_are_told(write: Callable[..., list[str]]) -> None:
    (message,) = write(page("/b/", SECOND), page("/b/", SECOND))
    assert message.startswith("hai trang cùng địa chỉ /b/")


def test_what_may_not_stay_is_made_again(write: Callable[..., list[str]]) -> None:
    count = []

    def made() -> Made:
        count.append(1)
        return Made(b"", Ends(), may_stay=False)

    for _ in range(2):
        write(SiteFile("/a/", "1", made))
    assert len(count) == 2
