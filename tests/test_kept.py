"""What is kept from one run to the next changes nothing but the time; damage to it is no fault."""

import gc
import json
import pickle
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import FrozenInstanceError, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from shutil import copytree
from typing import Any
from zlib import crc32

import pytest

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.kept import FILE, Kept, packed
from ketluan.linking import Linker
from ketluan.model import Archive, Chair, Link, Links, Notice, Outcome, Period, Problem, Signer
from ketluan.no_collector import no_collector
from ketluan.notice import read_notice
from ketluan.origins import digest_of_links

SAMPLE = REPOSITORY / "tests" / "sample_archive"
_NOTICES = 5


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the first notices of the sample archive, with its registers and originals."""
    root = tmp_path / "kho"
    copytree(SAMPLE, root, ignore=lambda *_: [".cache"])
    for path in sorted((root / "notices").glob("20*/*.md"))[_NOTICES:]:
        path.unlink()
    return root


@dataclass(frozen=True)
class Loose:
    """A dataclass without slots."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrow(Period):
    """A dataclass with slots above and below."""

    weeks: int


def kept(root: Path) -> Kept:
    return Kept(root / FILE, (Period, date))


def same(root: Path) -> Archive:
    """Return the archive as read with what is kept, after comparing it with one read anew."""
    found = load_archive(root)
    anew = load_archive(root, anew=True)
    assert found == anew
    assert isinstance(found.links, Links)
    assert isinstance(anew.links, Links)
    assert found.links.digests == anew.links.digests
    brought = groupby(found.links, lambda link: link.task.partition("#")[0])
    told = {notice_id: digest_of_links(links) for notice_id, links in brought}
    assert {one: found.links.digests[one] for one in told} == told
    return found


def test_a_value_is_found_under_its_kind_and_key_alone(tmp_path: Path) -> None:
    store = kept(tmp_path)
    assert store.find("a", ["1"]) == {}
    store.keep("a", {"1": packed(Period("2021-Q2")), "2": packed((date(2021, 3, 29), "đ"))})
    assert store.find("a", ["1", "2", "3"]) == {
        "1": Period("2021-Q2"),
        "2": (date(2021, 3, 29), "đ"),
    }
    assert store.find("b", ["1"]) == {}


def test_a_value_comes_back_with_all_its_fields(tmp_path: Path) -> None:
    """Those too in which two values may differ and yet be equal."""
    notice = Notice("a", "notices/2021/a.md", "Đ", 3, {"loai": 2}, digest="1", blocks=())
    outcome = Outcome("a#1", "rut", date(2021, 3, 29), "", line=7, stated=date(2021, 4, 1))
    types = (Notice, Outcome, Chair, Signer, Period, date, Loose, Narrow, Archive)
    store = Kept(tmp_path / FILE, types)
    others = (Period("2021-Q2"), Loose(("một",)), Narrow("2021-05", 4), Archive((notice,)))
    for value in (notice, outcome, *others, (outcome, outcome)):
        store.keep("a", {"1": packed(value)})
        found = store.find("a", ["1"])["1"]
        assert (type(found), found, repr(found)) == (type(value), value, repr(value))
    with pytest.raises(FrozenInstanceError):
        store.find("a", ["1"])["1"][0].line = 8


def test_what_is_no_longer_asked_for_goes(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.keep("a", {key: packed(key) for key in "123"})
    store.keep("a", {"4": packed("4")}, ["2"])
    assert store.find("a", "1234") == {"2": "2", "4": "4"}


def test_nothing_but_the_types_named_is_called_for(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
            return (Path.touch, (tmp_path / "hit",))  # type: ignore[return-value]

    raw = pickle.dumps(Trap())
    store = kept(tmp_path)
    store.keep("a", {"1": crc32(raw).to_bytes(4) + raw})
    assert store.find("a", ["1"]) == {}
    assert not (tmp_path / "hit").exists()


@pytest.mark.parametrize("spoil", [b"", b"no database", b"SQLite format 3\0" + b"\1" * 4000])
def test_a_damaged_file_keeps_nothing_and_is_made_anew(tmp_path: Path, spoil: bytes) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_bytes(spoil)
    store = kept(tmp_path)
    assert store.find("a", ["1"]) == {}
    store.keep("a", {"1": packed("x")})
    assert store.find("a", ["1"]) == {"1": "x"}


def test_a_single_wrong_bit_of_a_value_is_seen(tmp_path: Path) -> None:
    store = kept(tmp_path)
    good = packed(("một", "hai"))
    for place in range(0, len(good), 3):
        bad = bytearray(good)
        bad[place] ^= 1
        store.keep("a", {"1": bytes(bad)})
        assert store.find("a", ["1"]) == {}


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    store = kept(tmp_path)
    store.keep("a", {"1": packed("x")})
    assert store.find("a", ["1"]) == {}


def test_a_second_look_reads_checks_compares_and_links_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_archive(root)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("done a second time")

    monkeypatch.setattr("ketluan.archive.reading.read_notice", never)
    monkeypatch.setattr("ketluan.archive.reading.check_notice", never)
    monkeypatch.setattr("ketluan.archive.originals.compare_source", never)
    monkeypatch.setattr(Linker, "take", never)
    assert load_archive(root) == first


def test_what_was_made_without_the_collector_is_old_at_once() -> None:
    with no_collector():
        made = [[place] for place in range(100)]
        assert not gc.isenabled()
    assert gc.isenabled()
    young = {id(one) for generation in (0, 1) for one in gc.get_objects(generation)}
    assert young.isdisjoint(map(id, made))
    assert gc.get_freeze_count() == 0


def test_edits_of_all_kinds_give_what_reading_anew_gives(root: Path) -> None:
    """A law over edits one after the other: text, decisions, outcomes, registers, files come and go."""
    dice = random.Random(7)  # noqa: S311 - not for secrets
    files = sorted(path for path in (root / "notices").glob("20*/*.md"))
    same(root)
    for round_ in range(5):
        path = dice.choice(files)
        text = path.read_text("utf-8")
        kind = dice.choice(("words", "words", "gone", "closed", "register", "units"))
        if kind == "words":
            path.write_text(text.replace(". ", f" đợt {round_}. ", 3), "utf-8")
        elif kind == "gone":
            path.rename(path.with_suffix(".away"))
            same(root)
            path.with_suffix(".away").rename(path)
        elif kind == "closed":
            task = dice.choice(load_archive(root).tasks)
            told = root / "notices" / "cap-nhat" / f"2023-0{round_ + 1}-01-tien-do.md"
            told.parent.mkdir(exist_ok=True)
            told.write_text(
                f"---\nket_qua:\n  - nhiem_vu: {task.id}\n    trang_thai: hoan-thanh\n"
                f"    ngay: 2023-0{round_ + 1}-01\n---\n", "utf-8",
            )  # fmt: skip
        else:
            name = "van-ban.yml" if kind == "register" else "don-vi.yml"
            register = root / "notices" / name
            register.write_text(register.read_text("utf-8") + f"# {round_}\n", "utf-8")
        same(root)


@pytest.mark.parametrize(("edited", "taken_again"), [(-1, 1), (-2, 3), (-3, 3), (-4, None)])
def test_the_linker_goes_on_where_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, edited: int, taken_again: int | None
) -> None:
    """What is edited is linked with those before it, of which few are taken once more."""
    monkeypatch.setattr("ketluan.archive.linked._FAR_BEHIND", 1)
    monkeypatch.setattr("ketluan.archive.linked._BEHIND", (1, 3))
    paths = sorted((root / "notices").glob("20*/*.md"))
    same(root)
    taken: list[str] = []
    take = Linker.take

    def noted(linker: Linker, notice: Notice, *known: Any, **near: Any) -> tuple[Link, ...]:
        taken.append(notice.id)
        return take(linker, notice, *known, **near)

    monkeypatch.setattr(Linker, "take", noted)
    with paths[edited].open("a", encoding="utf-8") as file:
        file.write("\n")
    found = load_archive(root)
    assert taken == [path.stem for path in paths[-taken_again if taken_again else 0 :]]
    assert found == load_archive(root, anew=True)


@pytest.mark.parametrize("many", [0, 100])
def test_a_notice_that_is_kept_damaged_is_read_again_beside_a_new_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whether what is new is read here or in a process beside, which does not know of the damage."""
    monkeypatch.setattr("ketluan.archive.reading._MANY", many)
    load_archive(root)
    with closing(sqlite3.connect(root / FILE)) as known, known:
        row = "(SELECT min(rowid) FROM kept WHERE kind = 'notice')"
        changed = known.execute(f"UPDATE kept SET value = x'00' WHERE rowid = {row}")  # noqa: S608
        assert changed.rowcount == 1
    with max((root / "notices").glob("20*/*.md")).open("a", encoding="utf-8") as file:
        file.write("\n")
    same(root)


@pytest.mark.parametrize("many", [0, 100])
@pytest.mark.parametrize("damaged", range(4))
def test_links_that_are_kept_damaged_are_found_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, damaged: int, many: int
) -> None:
    """Whether what is new is linked here or in a process beside, which looks at what is kept, too."""
    monkeypatch.setattr("ketluan.archive.linked._FAR_BEHIND", 1)
    monkeypatch.setattr("ketluan.archive.linked._BEHIND", (3,))
    monkeypatch.setattr("ketluan.archive.reading._MANY", many)
    load_archive(root)
    with closing(sqlite3.connect(root / FILE)) as known, known:
        where = "kind = 'linked' ORDER BY rowid LIMIT 1 OFFSET ?"
        (key,) = known.execute(f"SELECT key FROM kept WHERE {where}", (damaged,)).fetchone()  # noqa: S608
        known.execute("UPDATE kept SET value = x'00' WHERE key = ?", (key,))
    with max((root / "notices").glob("20*/*.md")).open("a", encoding="utf-8") as file:
        file.write("\n")
    same(root)


def test_a_file_with_a_mark_of_secrecy_leaves_no_word_in_what_is_kept(root: Path) -> None:
    path = next((root / "notices").glob("20*/*.md"))
    words = "Chữ chỉ tài liệu này có"
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n\n{words}.\n", "utf-8")
    load_archive(root)
    assert words.encode() in (root / FILE).read_bytes()
    path.write_text(text.replace("---\n", "---\ndo_mat: Mật\n", 1) + f"\n\n{words}.\n", "utf-8")
    load_archive(root)
    assert words.encode() not in (root / FILE).read_bytes()


def test_what_another_program_kept_is_not_taken(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_archive(root)
    read: list[str] = []

    def noted(path: str, text: str) -> tuple[Notice, tuple[Problem, ...]]:
        read.append(path)
        return read_notice(path, text)

    monkeypatch.setattr("ketluan.archive.reading.one_by_one", lambda work, all_: map(work, all_))
    monkeypatch.setattr("ketluan.archive.reading.read_notice", noted)
    for module in ("reading", "originals", "linked"):
        monkeypatch.setattr(f"ketluan.archive.{module}.program_digest", lambda: "another")
    assert load_archive(root) == first
    assert len(read) == len(first.notices)


def test_what_rots_without_a_trace_is_found_by_verify_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that rots changes no time of a file: a build takes the original for what it was."""
    monkeypatch.setattr("ketluan.archive.originals._mark", lambda _, notice: notice.id)
    notice = next(one for one in load_archive(root).notices if one.source)
    assert notice.source
    original = root / "notices" / notice.source.path
    content = bytearray(original.read_bytes())
    content[len(content) // 2] ^= 1
    original.write_bytes(content)
    assert "source-hash" not in {problem.rule for problem in load_archive(root).problems}
    assert run(["verify", "--json", "--archive", str(root)]) == 1
    assert "source-hash" in {problem["rule"] for problem in json.loads(capsys.readouterr().out)}
