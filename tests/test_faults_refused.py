"""What the system refuses is one clear sentence, and nothing that was there is lost."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import pytest

from faults import (
    BUILD,
    THIRD,
    Ended,
    Runner,
    content_of_index,
    copied,
    edit,
    hashes,
    small_archive,
)
from ketluan.checksums import BUILT_FROM, SUMS
from ketluan.places import INDEX, SETTINGS, SITE
from ketluan.search.index_folder import CURRENT
from test_importing_duplicates import quarterly

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="refuses as Linux does")

_NOBODY: Final = 65534
_ERRORS: Final = {
    errno.ENOSPC: "đĩa đã đầy",
    errno.EACCES: "không có quyền",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa hỏng hoặc bị ngắt",
}
WRITES: Final = {
    "import": (("import", "{beside}/moi.txt"), ""),
    "new": (("new", "Họp mới", "--ngay", "1/10/2021"), ""),
    "link": (("link", "--accept-all-above", "0,5"), ""),
    "outcome": (("outcome", THIRD), "c\n"),
    "export": (("export", "--format", "csv", "--out", "{beside}/ra.csv", "--force"), ""),
}
_CURES: Final = re.compile(r"hãy |xem ")


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    runner = Runner(tmp_path_factory.mktemp("chay"))
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that was never built, beside a source and an older export."""
    place = tmp_path_factory.mktemp("chua-dung") / "noi"
    place.mkdir()
    (place / "moi.txt").write_text(quarterly(), "utf-8")
    (place / "ra.csv").write_text("cũ", "utf-8")
    return small_archive(place / "kho")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, bare: Path, runner: Runner) -> Path:
    """Return the same archive with site and index, and an edit that is not yet published."""
    root = copied(bare.parent, tmp_path_factory.mktemp("da-dung") / "noi") / "kho"
    assert runner.run(root, *BUILD).code == 0
    edit(root)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built.parent, tmp_path / "noi") / "kho"


@pytest.fixture
def unbuilt(bare: Path, tmp_path: Path) -> Path:
    return copied(bare.parent, tmp_path / "noi") / "kho"


def said_well(ended: Ended, *words: str) -> None:
    """Hold what was said to be sentences with a cure, all `words` in it, and no trace."""
    told = ended.out + ended.err
    assert ended.code == 1, told
    assert "Traceback" not in told
    assert "Errno" not in told
    for word in words:
        assert word in told, told
    assert _CURES.search(told), told


def whole(root: Path) -> tuple[dict[str, str], str, dict[str, str], str]:
    """Return site, index, notices and the older export; what a write left for a while is none."""
    notices = hashes(root / "notices")
    return (
        hashes(root / SITE),
        content_of_index(root),
        {name: value for name, value in notices.items() if "/." not in f"/{name}"},
        (root.parent / "ra.csv").read_text("utf-8"),
    )


def refuse(
    runner: Runner, root: Path, arguments: tuple[str, ...], number: int, code: int, stdin: str = ""
) -> Ended:
    """Run with every step from `number` on refused."""
    named = [one.replace("{beside}", str(root.parent)) for one in arguments]
    return runner.run(root, *named, stdin=stdin, what="fail", errno=code, at=number)


def steps_of(runner: Runner, root: Path, arguments: tuple[str, ...], stdin: str = "") -> list[str]:
    done = copied(root.parent, root.parent.with_name("thu")) / "kho"
    named = [one.replace("{beside}", str(done.parent)) for one in arguments]
    return runner.steps(done, *named, stdin=stdin).steps


@pytest.mark.parametrize("verb", WRITES)
def test_a_write_that_is_refused_loses_nothing(runner: Runner, unbuilt: Path, verb: str) -> None:
    check_refused_writes(runner, unbuilt, verb, every=3)


@pytest.mark.long
@pytest.mark.parametrize("verb", WRITES)
def test_a_write_that_is_refused_at_any_step_loses_nothing(
    runner: Runner, unbuilt: Path, verb: str
) -> None:
    check_refused_writes(runner, unbuilt, verb, every=1)


def check_refused_writes(runner: Runner, root: Path, verb: str, every: int) -> None:
    arguments, stdin = WRITES[verb]
    before, start = whole(root), root.parent
    steps = steps_of(runner, root, arguments, stdin)
    after = whole(start.with_name("thu") / "kho")
    for number, step in list(enumerate(steps, start=1))[1::every]:
        root = copied(start, start.with_name("x")) / "kho"
        code = list(_ERRORS)[number % len(_ERRORS)]
        ended = refuse(runner, root, arguments, number, code, stdin)
        left = whole(root)
        assert left[:2] == before[:2], step
        assert left[3] in (before[3], after[3]), step
        for name, value in before[2].items():
            assert left[2][name] in (value, after[2][name]), step
        if left[2:] != after[2:]:  # the last step, to forget a name, comes when all is done
            said_well(ended, _ERRORS[code])


def check_refused_builds(runner: Runner, root: Path, numbers: list[int], code: int) -> None:
    steps = steps_of(runner, root, BUILD)
    after = whole(root.parent.with_name("thu") / "kho")
    before = whole(root)
    for number in numbers:
        step = steps[number - 1]
        ended = refuse(runner, root, BUILD, number, code)
        left = whole(root)
        assert left[0] in (before[0], after[0]), step
        assert left[1] in (before[1], after[1]), step
        assert left[2:] == before[2:], step
        if ended.code != 0:
            said_well(ended, _ERRORS[code])
    assert runner.run(root, *BUILD).code == 0
    assert whole(root) == after


def test_a_build_that_is_refused_leaves_the_old_site(runner: Runner, root: Path) -> None:
    steps = steps_of(runner, root, BUILD)
    switch = next(n for n, step in enumerate(steps, 1) if "CURRENT" in step)
    check_refused_builds(runner, root, [2, len(steps) // 4, switch], errno.ENOSPC)


@pytest.mark.long
@pytest.mark.parametrize("code", _ERRORS)
def test_a_build_that_is_refused_anywhere_leaves_the_old_site(
    runner: Runner, root: Path, code: int
) -> None:
    count = len(steps_of(runner, root, BUILD))
    check_refused_builds(runner, root, list(range(1, count + 1, 3)), code)


# --- what stands in the place of a folder ---


def _file(path: Path) -> None:
    path.write_text("của người khác", "utf-8")


def _link(path: Path) -> None:
    other = path.parent.parent / "noi-khac"
    other.mkdir()
    (other / "tep").write_text("của người khác", "utf-8")
    path.symlink_to(other)


def _folder(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "tep").write_text("của người khác", "utf-8")


def _broken_link(path: Path) -> None:
    path.symlink_to(path.parent / "khong-co")


@pytest.mark.parametrize(
    ("name", "put"),
    [
        (SITE, _file), (SITE, _link), (SITE, _broken_link), (INDEX, _file), (INDEX, _broken_link),
        (".cache", _file), (".cache", _broken_link), (BUILT_FROM, _folder),
        (SETTINGS, _folder), (SETTINGS, _broken_link), (SETTINGS, os.mkfifo),
    ],
)  # fmt: skip
def test_what_stands_in_the_place_of_what_is_made_is_named_and_stays(
    runner: Runner, unbuilt: Path, name: str, put: Callable[[Path], None]
) -> None:
    root = unbuilt
    (root / name).unlink(missing_ok=True)
    put(root / name)
    before = ((root / name).readlink() if (root / name).is_symlink() else "", hashes(root.parent))
    ended = runner.run(root, *BUILD)
    said_well(ended, f"'{root / name}'", "hãy xóa hoặc đổi tên")
    assert ended.err.count("\n") == 1
    link = (root / name).readlink() if (root / name).is_symlink() else ""
    assert (link, hashes(root.parent)) == before


def test_a_folder_elsewhere_may_be_linked_to_where_that_works(runner: Runner, root: Path) -> None:
    for name in (INDEX, ".cache"):
        (root / name).rename(root.parent / f"cu-{name}")
        (root / name).symlink_to(root.parent / f"cu-{name}")
    assert runner.run(root, *BUILD).code == 0
    assert (root / INDEX).is_symlink()
    assert (root / ".cache").is_symlink()


@pytest.mark.parametrize("put", [_file, _broken_link])
def test_what_stands_in_the_place_of_a_folder_for_a_while_is_cleared_and_no_more(
    runner: Runner, root: Path, put: Callable[[Path], None]
) -> None:
    put(root / "site.new")
    _link(root / "site.old")
    ended = runner.run(root, *BUILD)
    assert ended.code == 0
    assert "site.new, site.old" in ended.err
    assert not os.path.lexists(root / "site.new")
    assert not os.path.lexists(root / "site.old")
    assert (root.parent / "noi-khac/tep").is_file()


# --- rights and disks that are real ---


def as_other(root: Path) -> dict[str, int]:
    """Return the wish to run as one whom rights bind, not as the system's root, and lead there."""
    if os.geteuid() != 0:
        return {}
    top = Path(gettempdir())
    for path in root.parents:  # pytest's own folders are for their owner alone
        if path != top and path.is_relative_to(top):
            path.chmod(0o755)
    return {"user": _NOBODY}


@pytest.mark.parametrize("verb", [*WRITES, "build"])
def test_a_folder_without_rights_is_said(runner: Runner, unbuilt: Path, verb: str) -> None:
    root = unbuilt
    arguments, stdin = WRITES.get(verb, (BUILD, ""))
    places = [root.parent, *(path for path in root.rglob("*") if path.is_dir())]
    before = whole(root)
    for place in places:
        place.chmod(0o555)
    other = as_other(root)
    root.parent.chmod(0o555)
    try:
        named = [one.replace("{beside}", str(root.parent)) for one in arguments]
        ended = runner.run(root, *named, stdin=stdin, **other)
    finally:
        for place in places:
            place.chmod(0o755)
    said_well(ended, "không có quyền")
    assert whole(root) == before


def test_what_was_left_is_cleared_also_where_its_folders_lost_their_rights(
    runner: Runner, root: Path
) -> None:
    (root / f"notices/2021/{THIRD}.md").write_text("", "utf-8")  # nothing more is to be done
    _link(root / "site.old")
    outside = root.parent / "noi-khac"
    for name in ("site.new", f"{INDEX}/{'0' * 16}-1"):
        shutil.copytree(root / SITE / "thong-bao", root / name)
        (root / name / "lien-ket").symlink_to(outside)
    other = as_other(root)
    for path in (root, *root.rglob("*"), outside) if other else ():
        os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
    outside.chmod(0o555)
    for place in [*root.glob("site.new/*/"), *root.glob(f"{INDEX}/0*/")]:
        if not place.is_symlink():
            place.chmod(0)
    ended = runner.run(root, *BUILD, **other)
    assert "còn để lại site.new, site.old; đã dọn" in ended.err
    assert "Chưa dựng trang" in ended.err
    for gone in ("site.new", "site.old", f"{INDEX}/{'0' * 16}-1"):
        assert not os.path.lexists(root / gone)
    assert outside.stat().st_mode & 0o777 == 0o555
    assert hashes(outside)


def in_time(root: Path, *arguments: str) -> Ended:
    """Return what became of a run that may wait for nobody."""
    verb, *others = arguments
    command = [sys.executable, "-m", "ketluan", verb, "--archive", str(root), *others]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    return Ended(run.returncode, run.stdout, run.stderr)


def test_pipes_in_the_place_of_what_was_made_are_replaced(root: Path) -> None:
    """Whoever opens a pipe waits until somebody else does."""
    assert in_time(root, *BUILD).code == 0
    made = (f"{SITE}/{SUMS}", f"{SITE}/index.html", f"{SITE}/ong", BUILT_FROM, f"{INDEX}/{CURRENT}")
    for name in made:
        (root / name).unlink(missing_ok=True)
        os.mkfifo(root / name)
    assert in_time(root, "verify").code == 1
    assert in_time(root, *BUILD).code == 0
    assert in_time(root, "verify").code == 0
    assert not (root / SITE / "ong").exists()


@pytest.mark.parametrize("name", ["notices/2021/2021-01-01-ong.md", "docs/ong.md"])
def test_a_pipe_among_what_a_build_reads_is_said(root: Path, name: str) -> None:
    before = whole(root)
    os.mkfifo(root / name)
    ended = in_time(root, *BUILD)
    assert ended.code == 1
    assert re.search(
        rf"{name}\b.*không phải là tệp thường; hãy xóa và chép lại tệp", ended.out + ended.err
    )
    assert whole(root) == before


@pytest.mark.parametrize("size", [0, 10_000])
def test_a_file_that_may_not_grow_further_is_said(runner: Runner, root: Path, size: int) -> None:
    before = whole(root)
    said_well(runner.run(root, *BUILD, what="fail", torn=size), "tệp lớn quá mức")
    assert whole(root) == before


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk, which only root may")
@pytest.mark.parametrize("left", [0, 16, 64, 128, 256])
def test_a_disk_that_is_really_full_is_said(runner: Runner, root: Path, left: int) -> None:
    """`left` is the room in KiB beside the archive on its disk."""
    used = sum(-(-path.stat().st_size // 4096) * 4 + 4 for path in root.parent.rglob("*"))
    disk = root.parent.with_name("dia")
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={used + 8192}k", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        place = copied(root.parent, disk / "noi") / "kho"
        (disk / "day").write_bytes(bytes(shutil.disk_usage(disk).free - 1024 * left))
        before = whole(place)
        said_well(runner.run(place, *BUILD), "đĩa đã đầy")
        assert whole(place) == before
        assert not (place / "site.new").exists()
        for verb, (arguments, stdin) in WRITES.items():
            (disk / "day").write_bytes(b"")
            with (disk / "day").open("ab", buffering=0) as rest:
                while True:
                    try:
                        rest.write(bytes(4096))
                    except OSError:
                        break
            named = [one.replace("{beside}", str(place.parent)) for one in arguments]
            said_well(runner.run(place, *named, stdin=stdin), "đĩa đã đầy")
            assert whole(place) == before, verb
    finally:
        subprocess.run(["umount", str(disk)], check=True)
