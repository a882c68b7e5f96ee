"""A run that is killed at any step leaves all that was there, and the next one mends the rest."""

import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from dossier_archive import FIRST
from faults import (
    BUILD,
    KILLED,
    THIRD,
    Ended,
    Hashes,
    Runner,
    content_of_index,
    copied,
    edit,
    hashes,
    small_archive,
    strays,
)
from ketluan.places import SITE, SPARE_SITE
from test_importing_duplicates import quarterly

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")

_SEED: Final = 20210329
_SIZES: Final = (0, 1, 50, 400, 1500, 4000, 9000, 30_000)  # bytes after which a file is torn
_SECONDS: Final = 0.6  # within which a build is killed by the clock: about what it takes


@dataclass(frozen=True)
class Work:
    """A command, what is typed, and what is done to the archive before."""

    arguments: tuple[str, ...]
    stdin: str = ""
    prepare: Callable[[Path], object] = lambda _: None
    built: bool = False  # whether there are a site and an index before

    def on(self, root: Path) -> tuple[str, ...]:
        """Return the arguments for the archive at `root`."""
        return tuple(one.replace("{beside}", str(root.parent)) for one in self.arguments)


THREAD: Final = f"{FIRST}#I.1"
BUILDS: Final = {
    "the first build": Work(BUILD),
    "a build after an edit": Work(BUILD, prepare=edit, built=True),
    "a full build": Work((*BUILD, "--full"), prepare=edit, built=True),
}
WRITES: Final = {
    "import": Work(("import", "{beside}/moi.txt")),
    "link": Work(("link", "--accept-all-above", "0,5")),
    "outcome": Work(("outcome", THIRD), "c\n"),
    "export": Work(("export", "--format", "csv", "--out", "{beside}/ra.csv", "--force")),
    "a new export": Work(("export", "--format", "xlsx", "--out", "{beside}/ra.xlsx")),
    "a dossier": Work(
        ("export", "--format", "zip", "--thread", THREAD, "--out", "{beside}/ra.zip")
    ),
}


@dataclass(frozen=True)
class State:
    """Everything that must be whole: site, what the index holds, notices, files that were exported."""

    site: Hashes
    index: str
    notices: Hashes
    exported: Hashes


def state(root: Path) -> State:
    """Return the state of the archive at `root`; hidden files of a write cut short are no notices."""
    notices = hashes(root / "notices")
    out = {path.name: path.read_text("latin-1") for path in root.parent.glob("ra.*")}
    return State(
        hashes(root / SITE),
        content_of_index(root),
        {name: value for name, value in notices.items() if "/." not in f"/{name}"},
        out,
    )


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    runner = Runner(tmp_path_factory.mktemp("chay"))
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that was never built, in a folder with a source and an older export."""
    place = tmp_path_factory.mktemp("chua-dung")
    (place / "moi.txt").write_text(quarterly(), "utf-8")
    (place / "ra.csv").write_text("cũ", "utf-8")
    return small_archive(place / "kho")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, bare: Path, runner: Runner) -> Path:
    """Return the same archive with its site, the spare of a second build, and index."""
    root = copied(bare.parent, tmp_path_factory.mktemp("da-dung") / "noi") / "kho"
    assert runner.run(root, *BUILD).code == 0
    (root / SITE / "404.html").unlink()
    assert runner.run(root, *BUILD).code == 0
    assert (root / SPARE_SITE).is_dir()
    return root


@dataclass
class Trial:
    """One work on copies of an archive: what was before it, what is after it, and its steps."""

    runner: Runner
    work: Work
    start: Path
    place: Path
    before: State
    after: State
    steps: list[str]

    def fresh(self) -> Path:
        """Return a copy of the archive as it is before the work."""
        return copied(self.start, self.place / "x") / "kho"

    def killed(self, **wish: object) -> tuple[Path, Ended]:
        """Kill the work on a fresh copy as `wish` says."""
        root = self.fresh()
        ended = self.runner.run(
            root, *self.work.on(root), stdin=self.work.stdin, what="kill", **wish
        )
        return root, ended

    def check(self, root: Path, told: str) -> None:
        """Hold the archive at `root` against what was and what shall be, and mend it."""
        left = state(root)
        assert left.site in (self.before.site, self.after.site), told
        assert left.index in (self.before.index, self.after.index), told
        for name, value in left.exported.items():
            old, new = self.before.exported.get(name), self.after.exported.get(name)
            assert value in (old, new), (told, name)
        for name, value in left.notices.items():
            assert value in (self.before.notices.get(name), self.after.notices.get(name)), told
        assert set(self.before.notices) <= set(left.notices), told
        stray = self.stray(root)
        again = self.runner.run(root, *self.work.on(root), stdin=self.work.stdin)
        # What is done already is no fault, but a second import or export says so and writes nothing.
        assert again.code in (0, 1), (told, again)
        assert "Traceback" not in again.err, told
        assert self.stray(root) == [], told
        assert state(root) == self.after, (told, again)
        if stray:
            assert "bị ngắt giữa chừng" in again.err, (told, stray, again)
            assert again.err.count("bị ngắt") == 1, told

    def stray(self, root: Path) -> list[str]:
        """Return what lies about below and beside the archive at `root`."""
        beside = [path.name for path in root.parent.glob(".ketluan-*")]
        return strays(root, self.runner.temporary) + beside


@pytest.fixture
def trial(
    request: pytest.FixtureRequest, runner: Runner, bare: Path, built: Path, tmp_path: Path
) -> Trial:
    """Return the trial of the work that the test names."""
    work: Work = request.param
    start = copied((built if work.built else bare).parent, tmp_path / "start")
    work.prepare(start / "kho")
    before = state(start / "kho")
    root = copied(start, tmp_path / "done") / "kho"
    ended = runner.steps(root, *work.on(root), stdin=work.stdin)
    assert ended.code in (0, 1), ended
    assert ended.steps
    return Trial(runner, work, start, tmp_path, before, state(root), ended.steps)


def kind(step: str, place: Path) -> str:
    """Return what kind of step it is: steps on pages, or on parts of an index, are one kind."""
    event, _, path = step.partition(" ")
    if not path.startswith("/"):  # a file below a folder that is being removed
        return event
    relative = path.replace(str(place), "")
    parts = re.sub(r"[0-9a-f]{16,}|\.ketluan-\w+", "x", relative).split("/")
    return f"{event} {'/'.join(parts[:5] if 'search_index' in relative else parts[:4])}"


def one_of_each(trial: Trial) -> list[int]:
    """Return the number of the first step of each kind."""
    first: dict[str, int] = {}
    for number, step in enumerate(trial.steps, start=1):
        first.setdefault(kind(step, trial.place), number)
    return sorted(first.values())


def kill_at(trial: Trial, numbers: Sequence[int]) -> None:
    for number in numbers:
        told = f"killed before step {number}: {trial.steps[number - 1]}"
        root, ended = trial.killed(at=number)
        assert ended.code == KILLED, told
        trial.check(root, told)


def chance() -> random.Random:
    """Return the same chance every time."""
    return random.Random(_SEED)  # noqa: S311


every_write = pytest.mark.parametrize("trial", WRITES.values(), ids=WRITES, indirect=True)
every_build = pytest.mark.parametrize("trial", BUILDS.values(), ids=BUILDS, indirect=True)


@every_write
def test_a_notice_or_file_is_old_or_new_wherever_its_writing_is_killed(trial: Trial) -> None:
    steps = one_of_each(trial)
    kill_at(trial, sorted({chance().choice(steps), *steps[-2:]}))


@pytest.mark.parametrize("trial", [BUILDS["a build after an edit"]], ids=["build"], indirect=True)
def test_a_site_and_index_are_old_or_new_wherever_their_build_is_killed(trial: Trial) -> None:
    steps = one_of_each(trial)
    switch = [n for n in steps if re.search(r"dlsym|rename.*CURRENT", trial.steps[n - 1])]
    kill_at(trial, [*switch, *chance().sample(sorted(set(steps) - set(switch)), 2)])


@pytest.mark.parametrize("trial", [BUILDS["a build after an edit"]], ids=["build"], indirect=True)
def test_what_a_build_has_written_is_on_the_disk_before_it_is_shown(trial: Trial) -> None:
    kinds = [kind(step, trial.place) for step in trial.steps]
    safe = kinds.index("sync")
    switch = next(n for n, one in enumerate(kinds) if "dlsym" in one)
    written = [n for n, one in enumerate(kinds) if re.match(r"open .*/site\.new|os.link", one)]
    index = [n for n, one in enumerate(kinds) if re.match(r"open .*search_index/x", one)]
    assert max(*written, *index) < safe < switch


@pytest.mark.parametrize("trial", [WRITES["link"]], ids=["link"], indirect=True)
@pytest.mark.parametrize("size", [0, 50])
def test_a_write_torn_in_its_middle_leaves_the_notice_as_it_was(trial: Trial, size: int) -> None:
    root, ended = trial.killed(torn=size)
    assert ended.code < 0
    trial.check(root, f"torn after {size} bytes")


@pytest.mark.long
@every_write
def test_every_step_of_every_write(trial: Trial) -> None:
    kill_at(trial, range(1, len(trial.steps) + 1))


@pytest.mark.long
@every_build
def test_a_hundred_random_steps_of_each_build(trial: Trial) -> None:
    numbers = range(1, len(trial.steps) + 1)
    kill_at(trial, sorted({*one_of_each(trial), *chance().sample(numbers, 100)}))


@pytest.mark.long
@every_build
def test_a_build_torn_in_the_middle_of_a_file(trial: Trial) -> None:
    for size in _SIZES:
        root, _ = trial.killed(torn=size)
        trial.check(root, f"torn after {size} bytes")


@pytest.mark.long
@every_build
def test_a_build_killed_by_the_clock(trial: Trial) -> None:
    moments = chance()
    for _ in range(40):
        after = moments.uniform(0, _SECONDS)
        root, ended = trial.killed(after=after)
        assert ended.code in (0, KILLED)
        trial.check(root, f"killed after {after} seconds")
