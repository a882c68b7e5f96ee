"""`ketluan verify`: a flipped bit anywhere is found, in a dossier as in an original."""

import hashlib
import io
import json
import os
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_archive import FIRST, KEY, ORIGINALS, SECOND, write_archive
from ketluan.archive import load_archive
from ketluan.checksums import BUILT_FROM, SUMS, read_sums, sums_below, sums_text
from ketluan.cli import run
from ketluan.dossier import make_dossier, verify_dossier
from ketluan.dossier.manifest import DATA
from ketluan.dossier.zip_form import measured, text_part, write_zip
from ketluan.exports.dossier_data import document_subject
from ketluan.pages import static_files
from ketluan.places import INDEX, SITE
from ketluan.publish import publish
from ketluan.search.generations import build_index
from ketluan.search.index_folder import CURRENT
from ketluan.verification import verify_archive

ORIGINAL = f"originals/2021/{FIRST}.txt"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a dossier as it was made."""
    root = write_archive(tmp_path_factory.mktemp("kho"))
    archive = load_archive(root)
    subject = document_subject(archive, KEY, date(2021, 8, 1), None)
    assert subject
    out = io.BytesIO()
    make_dossier(root, subject, archive.problems).write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a dossier lies that is to be verified."""
    return tmp_path_factory.mktemp("ho-so") / "x.zip"


def rules_of(file: Path, content: bytes) -> list[str]:
    file.write_bytes(content)
    return [problem.rule for problem in verify_dossier(file).problems]


def unpacked(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def repacked(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


# --- a dossier ---


def test_a_dossier_as_it_was_made_is_well(whole: bytes, file: Path) -> None:
    assert rules_of(file, whole) == []
    assert verify_dossier(file).files == len(unpacked(whole)) - 1


@settings(max_examples=150)
@given(st.data())
def test_a_change_of_any_bits_is_found(whole: bytes, file: Path, data: st.DataObject) -> None:
    changed = bytearray(whole)
    # Half of the changes hit the directory and what ends the file.
    low = data.draw(st.sampled_from([0, whole.index(b"PK\1\2")]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(low, len(whole) - 1))
        changed[at] ^= data.draw(st.integers(1, 255))
    if changed != whole:
        assert rules_of(file, bytes(changed)) != []


@settings(max_examples=75)
@given(st.data())
def test_a_piece_lost_doubled_or_added_is_found(
    whole: bytes, file: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    piece = data.draw(st.sampled_from([b"", whole[start:end] * 2]) | st.binary(max_size=40))
    changed = whole[:start] + piece + whole[end:]
    if changed != whole:
        assert rules_of(file, changed) != []


@pytest.mark.parametrize(("before", "behind"), [(b"", b"\n"), (b"#!/bin/sh\n", b"")])
def test_what_stands_around_a_dossier_is_found(
    whole: bytes, file: Path, before: bytes, behind: bytes
) -> None:
    assert rules_of(file, before + whole + behind) == ["dossier-form"]


@given(st.binary(max_size=200))
def test_what_is_no_zip_is_said(file: Path, content: bytes) -> None:
    assert rules_of(file, content) == ["dossier-unreadable"]


def _without(files: Files) -> None:
    del files[ORIGINAL]


def _other(files: Files) -> None:
    files[ORIGINAL] += b"."


def _more(files: Files) -> None:
    files["originals/lạ.txt"] = b"x"


def _no_list(files: Files) -> None:
    del files[SUMS]


def _list_of_other_form(files: Files) -> None:
    files[SUMS] = files[SUMS].replace(b"  ", b" *")


def _list_of_less(files: Files) -> None:
    files[SUMS] = b"".join(files[SUMS].splitlines(keepends=True)[1:])


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_without, "dossier-missing"),
        (_other, "dossier-changed"),
        (_more, "dossier-unlisted"),
        (_no_list, "dossier-manifest"),
        (_list_of_other_form, "dossier-manifest"),
        (_list_of_less, "dossier-unlisted"),
    ],
)
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_is_wrong_with_the_files_is_said(
    whole: bytes, file: Path, spoil: Callable[[Files], None], rule: str, method: int
) -> None:
    files = unpacked(whole)
    spoil(files)
    assert rules_of(file, repacked(list(files.items()), method)) == [rule]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_dossier_packed_again_is_other_though_its_files_are_the_same(
    whole: bytes, file: Path, method: int
) -> None:
    files = [("originals/", b""), *unpacked(whole).items()]
    assert rules_of(file, repacked(files, method)) == ["dossier-form"]


def test_a_dossier_that_was_made_without_an_original_says_so(root: Path, file: Path) -> None:
    (root / ORIGINALS[0]).unlink()
    assert run(["export", "--format", "zip", "--document", KEY, "--archive", str(root),
                "--as-of", "2021-08-01", "--out", str(file), "--force"]) == 1  # fmt: skip
    problems = verify_dossier(file).problems
    assert [(one.rule, one.level) for one in problems] == [("dossier-incomplete", "warning")]
    assert "thiếu 1 tệp" in problems[0].message
    assert run(["verify", str(file)]) == 0


@pytest.mark.parametrize("data", [b"", b"[]", b'{"files": 1}', b'{"files": [1, {}]}', b"[" * 99999])
def test_data_of_any_shape_stops_nothing(whole: bytes, file: Path, data: bytes) -> None:
    files = {**unpacked(whole), DATA: data}
    hashes = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != SUMS}
    files[SUMS] = sums_text(hashes).encode()
    out = io.BytesIO()
    write_zip(out, [measured(name, _blocks(content)) for name, content in files.items()])
    assert set(rules_of(file, out.getvalue())) <= {"dossier-unreadable"}


def _blocks(content: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter((content,))


def test_a_zip_in_our_form_that_is_no_dossier_is_not_well(file: Path) -> None:
    out = io.BytesIO()
    write_zip(out, [text_part(SUMS, sums_text({}))])
    assert rules_of(file, out.getvalue()) == ["dossier-missing"] * 3


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "C:\\x", "a/../../x", "con.txt", "x\n", "a//b", "a\x00b"],
)
def test_a_name_that_leads_elsewhere_is_refused(whole: bytes, file: Path, name: str) -> None:
    placed = "q" * len(name.encode())
    content = repacked([*unpacked(whole).items(), (placed, b"x")])
    assert rules_of(file, content.replace(placed.encode(), name.encode())) == ["dossier-path"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [ORIGINAL, ORIGINAL.upper()])
def test_two_files_of_one_name_are_refused(whole: bytes, file: Path, name: str) -> None:
    content = repacked([*unpacked(whole).items(), (name, b"x")])
    assert rules_of(file, content) == ["dossier-duplicate"]


def test_nothing_is_unpacked_beyond_what_is_declared_or_allowed(whole: bytes, file: Path) -> None:
    bomb = repacked([*unpacked(whole).items(), ("b", bytes(1 << 24))], zipfile.ZIP_DEFLATED)
    true = struct.pack("<I", 1 << 24)
    assert bomb.count(true) == 2
    huge = bomb.replace(true, struct.pack("<I", (1 << 32) - 2))
    assert rules_of(file, huge) == ["dossier-size"]
    small = bomb.replace(true, struct.pack("<I", 10))
    assert set(rules_of(file, small)) == {"dossier-changed", "dossier-unlisted"}


def test_a_locked_or_strangely_packed_zip_is_not_read(whole: bytes, file: Path) -> None:
    lzma = repacked(list(unpacked(whole).items())[:1], zipfile.ZIP_LZMA)
    assert rules_of(file, lzma) == ["dossier-unreadable"]
    directory = whole.index(b"PK\1\2")
    locked = bytearray(whole)
    locked[directory + 8] |= 1
    assert rules_of(file, bytes(locked)) == ["dossier-unreadable"]


@given(
    st.dictionaries(
        st.text(min_size=1).filter(lambda name: name.strip() == name and "\n" not in name),
        st.binary(min_size=32, max_size=32).map(bytes.hex),
    )
)
def test_the_list_says_what_it_was_given(hashes: dict[str, str]) -> None:
    try:
        content = sums_text(hashes).encode()
    except UnicodeEncodeError:
        return
    assert read_sums(content) == hashes


# --- the command ---


def test_each_dossier_is_told_and_a_bad_one_is_enough(
    whole: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "tot.zip", tmp_path / "hong.zip"
    good.write_bytes(whole)
    bad.write_bytes(whole[:-1] + b"x")
    assert run(["verify", str(good)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"{good}: {len(unpacked(whole)) - 1} tệp trong danh sách: không có lỗi.\n"
    assert run(["verify", "--json", str(good), str(bad), str(tmp_path), str(tmp_path / "x")]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in problems] == [str(bad), str(tmp_path), str(tmp_path / "x")]
    assert {tuple(one) for one in problems} == {("path", "line", "rule", "message", "level")}


def test_a_folder_without_an_archive_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", "--archive", str(tmp_path)]) == 1
    assert "--archive" in capsys.readouterr().err


# --- the archive ---


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_archive(tmp_path)


def archive_rules(root: Path) -> list[tuple[str, str]]:
    found = verify_archive(load_archive(root), root, root / SITE, root / INDEX)
    return [(problem.rule, problem.level) for problem in found]


ABSENT = [("index-absent", "warning"), ("site-absent", "warning")]


def test_an_archive_that_was_never_built_is_well_but_that_is_said(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive_rules(root) == ABSENT
    assert run(["verify", "--archive", str(root)]) == 0
    out, err = capsys.readouterr()
    assert out.count("chưa dựng") == 2
    assert err == "Kho: 2 thông báo, 2 bản gốc: không có lỗi, 2 lưu ý.\n"


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 7))
def test_a_flipped_bit_of_an_original_is_found(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    root = write_archive(tmp_path_factory.mktemp("kho"))
    original = root / ORIGINALS[at % 2]
    content = bytearray(original.read_bytes())
    content[at % len(content)] ^= 1 << bit
    original.write_bytes(content)
    assert archive_rules(root) == [("source-hash", "error"), *ABSENT]


def test_what_is_lost_forgotten_or_leads_nowhere_is_found(root: Path) -> None:
    (root / ORIGINALS[0]).unlink()
    (root / "notices/goc/quen.txt").write_text("x")
    later = root / f"notices/2021/{SECOND}.md"
    later.write_text(later.read_text("utf-8").replace(f"{FIRST}#I.1", f"{FIRST}#I.9"), "utf-8")
    assert archive_rules(root) == [
        ("source-missing", "error"), ("task-unknown", "error"), ("orphan-original", "warning"),
        *ABSENT,
    ]  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_an_original_that_cannot_be_read_is_said_and_stops_nothing(root: Path) -> None:
    """Below /proc lies a regular file that nobody can read from its beginning, not even root."""
    notice = root / f"notices/2021/{FIRST}.md"
    (root / "notices/goc/may").symlink_to("/proc/self")
    notice.write_text(
        notice.read_text("utf-8").replace(f"goc/2021/{FIRST}.txt", "goc/may/mem"), "utf-8"
    )
    found = [one for one in load_archive(root).problems if one.path.endswith(notice.name)]
    assert [(one.rule, "không đọc được bản gốc" in one.message) for one in found] == [
        ("file", True)
    ]


def test_a_body_that_lost_words_is_found(root: Path) -> None:
    notice = root / f"notices/2021/{SECOND}.md"
    notice.write_text(notice.read_text("utf-8").replace("khẩn trương ", ""), "utf-8")
    assert ("coverage", "error") in archive_rules(root)


def _site_of(root: Path) -> None:
    for static in static_files(load_archive(root)):
        path = root / SITE / static.address[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(static.text.encode())
    (root / SITE / "index.html").write_text("x")
    (root / SITE / SUMS).unlink(missing_ok=True)
    (root / SITE / SUMS).write_text(sums_text(sums_below(root / SITE)), "utf-8")


def test_index_and_site_are_held_against_what_the_archive_says_now(root: Path) -> None:
    build_index(load_archive(root), root / INDEX)
    _site_of(root)
    assert archive_rules(root) == []
    units = root / "notices/don-vi.yml"
    units.write_text(units.read_text("utf-8").replace("Phòng Mẫu}", "Phòng Mẫu, viet_tat: [PM]}"))
    assert archive_rules(root) == [("index-old", "error"), ("site-old", "error")]
    build_index(load_archive(root), root / INDEX)
    _site_of(root)
    assert archive_rules(root) == []
    (root / SITE / "api/v1/tasks.json").unlink()
    assert archive_rules(root) == [("site-old", "error"), ("site-damaged", "error")]


def close(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nobody open `folder`, not even root."""
    scandir = os.scandir

    def refusing(place: str | Path) -> Iterator[os.DirEntry[str]]:
        if Path(place) == folder:
            raise PermissionError(13, "Permission denied", str(place))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)


@pytest.mark.parametrize(("place", "rule"), [("site/x/y", "site-damaged"), ("notices/goc", "file")])
def test_a_folder_that_may_not_be_opened_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch, place: str, rule: str
) -> None:
    (root / "site/x/y").mkdir(parents=True)
    _site_of(root)
    (root / BUILT_FROM).write_text(sums_text(sums_below(root / "notices")), "utf-8")
    assert archive_rules(root) == ABSENT[:1]
    close(monkeypatch, root / place)
    found = verify_archive(load_archive(root), root, root / SITE, root / INDEX)
    told = {(one.path, one.rule) for one in found if "không có quyền" in one.message}
    assert told == {(place, rule)}


def test_a_damaged_index_is_found(root: Path) -> None:
    build_index(load_archive(root), root / INDEX)
    current = root / INDEX / CURRENT
    name = current.read_text().split()[0]
    records = next((root / INDEX / name).glob("*/records.jsonl"))
    content = records.read_bytes()
    records.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    assert archive_rules(root)[0] == ("index-damaged", "error")
    records.write_bytes(content)
    assert archive_rules(root) == [("site-absent", "warning")]
    current.write_text("khác")
    assert archive_rules(root)[0] == ("index-damaged", "error")


def test_what_a_build_makes_is_what_the_archive_says(archive_copy: Path) -> None:
    assert publish(archive_copy, day=date(2021, 8, 1)).published
    assert archive_rules(archive_copy) == []
