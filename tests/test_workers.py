"""Work beside this process: what it makes and its error come to us."""

import os
import signal

import pytest

from ketluan.os_errors import EndedError
from ketluan.workers import Beside, in_parallel

either = pytest.mark.parametrize("worth", [True, False], ids=["apart", "here"])


@either
def test_what_work_made_beside_comes_here(worth: bool) -> None:
    with Beside(lambda: ("a", 1), worth=worth) as beside:
        assert beside.made() == ("a", 1)


@either
def test_its_error_is_raised_here(worth: bool) -> None:
    def work() -> None:
        raise OSError(28, "No space left on device", "search_index")

    with Beside(work, worth=worth) as beside, pytest.raises(OSError, match="search_index") as error:
        beside.made()
    assert error.value.errno == 28


def test_work_that_nobody_asks_for_holds_nobody_up() -> None:
    with Beside(lambda: "x" * 10_000_000):
        pass


def test_work_whose_process_was_ended_is_told() -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        raise EndedError  # where no process can be copied

    with Beside(work) as beside, pytest.raises(EndedError):
        beside.made()


def test_a_worker_that_was_ended_is_told() -> None:
    here = os.getpid()

    def work(_: int) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        raise EndedError  # where no process can be copied

    with pytest.raises(EndedError):
        in_parallel(work, (1, 2), least=2)
