"""Work beside this process: it waits for us, its error is ours, nothing goes on without us."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ketluan.workers import Beside, EndedError

either = pytest.mark.parametrize("worth", [True, False], ids=["apart", "here"])


def writes(file: Path) -> Callable[[Callable[[], object]], None]:
    """Return work that writes into `file` what it does."""

    def work(wait: Callable[[], object]) -> None:
        file.write_text("1")
        wait()
        with file.open("a") as more:
            more.write("3")

    return work


@either
def test_work_waits_where_it_must(tmp_path: Path, worth: bool) -> None:
    file = tmp_path / "did"
    with Beside(writes(file), worth=worth) as beside:
        beside.finish(lambda: file.write_text(f"{file.read_text()}2"))
        assert file.read_text() == "123"


@either
@pytest.mark.parametrize("late", [True, False])
def test_an_error_of_the_work_is_raised_here(worth: bool, late: bool) -> None:
    def work(wait: Callable[[], object]) -> None:
        if late:
            wait()
        raise OSError(28, "No space left on device", "search_index")

    called = []
    with Beside(work, worth=worth) as beside:
        with pytest.raises(OSError, match="search_index") as error:
            beside.finish(lambda: called.append(1))
        assert error.value.errno == 28
        assert called == ([1] if late else [])


@either
def test_work_that_nobody_finishes_goes_no_further(tmp_path: Path, worth: bool) -> None:
    file = tmp_path / "did"
    file.touch()
    with Beside(writes(file), worth=worth):
        pass
    assert file.read_text() in ("", "1")


@either
def test_work_goes_no_further_where_what_it_waits_for_fails(tmp_path: Path, worth: bool) -> None:
    file = tmp_path / "did"

    def fail() -> None:
        raise OSError(1, "Operation not permitted")

    with Beside(writes(file), worth=worth) as beside, pytest.raises(OSError, match="permitted"):
        beside.finish(fail)
    assert file.read_text() == "1"


def test_work_whose_process_was_ended_is_told() -> None:
    here = os.getpid()

    def work(wait: Callable[[], object]) -> None:
        wait()
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        raise EndedError  # where no process can be copied

    with Beside(work) as beside, pytest.raises(EndedError):
        beside.finish(lambda: None)
