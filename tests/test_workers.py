"""Work in other processes: what they make and their errors come to us, and none is left."""

import multiprocessing
import os
import pickle
import signal
from multiprocessing.connection import Connection

import pytest

from ketluan.os_errors import EndedError
from ketluan.workers import Beside, in_parallel, one_by_one

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


@either
def test_each_of_several_works_is_asked_for_where_it_is_used(worth: bool) -> None:
    """Also in a worker, which was copied later; what another left there is no matter."""

    def refused() -> str:
        raise OSError(28, "No space left on device", "search_index")

    with Beside(refused, lambda: "x" * 10_000_000, lambda: "y", worth=worth) as beside:
        made = in_parallel(lambda place: beside.made(place)[-1], (2, 1), least=2)
        assert made == ["y", "x"]
        with pytest.raises(OSError, match="search_index"):
            beside.made()


def test_work_that_nobody_asks_for_holds_nobody_up() -> None:
    with Beside(lambda: "x" * 10_000_000):
        pass


def test_work_is_done_here_where_no_process_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    with Beside(os.getpid) as beside:
        assert beside.made() == os.getpid()


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


@pytest.mark.parametrize("told", [0, 2, 50_000, 200_000, None], ids=lambda told: f"{told} bytes")
def test_workers_that_were_ended_while_they_told_what_they_made_are_told(
    told: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def send_some(connection: Connection, made: object) -> None:
        content = pickle.dumps(made)
        os.write(connection.fileno(), (len(content).to_bytes(4) + content)[:told])
        os.kill(os.getpid(), signal.SIGKILL)

    def work(size: int) -> bytes:
        if os.getpid() == here:
            raise EndedError  # where no process can be copied
        return bytes(size)

    monkeypatch.setattr(Connection, "send", send_some)
    with pytest.raises(EndedError):
        in_parallel(work, [300_000] * 1000, at_once=1)
    assert not multiprocessing.active_children()


def test_without_values_nobody_waits_for_a_worker() -> None:
    assert in_parallel(str, (), least=0) == []


@pytest.mark.parametrize("at_once", [0, 1, 3, 100])
def test_what_workers_made_comes_in_the_order_of_the_values(at_once: int) -> None:
    made = in_parallel(
        lambda value: b"x" * (value % 3 * 70_000 + value), range(50), at_once=at_once
    )
    assert [len(one) for one in made] == [value % 3 * 70_000 + value for value in range(50)]


@pytest.mark.parametrize("at_once", [1, 3])
def test_the_first_error_of_a_worker_comes_after_what_was_made_before(at_once: int) -> None:
    def work(value: int) -> int:
        if value >= 20:
            raise ValueError(value)
        return value

    made: list[int] = []
    with pytest.raises(ValueError, match=r"^20"):
        made.extend(one_by_one(work, range(50), at_once=at_once))
    assert made == [*range(20)]
    assert not multiprocessing.active_children()


def test_workers_end_when_nobody_wants_more() -> None:
    made = one_by_one(lambda value: bytes(value + 200_000), range(1000), at_once=1)
    assert len(next(made)) == 200_000
    made.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_a_worker_starts_no_workers() -> None:
    def pids(_: int) -> set[int]:
        return {os.getpid(), *in_parallel(lambda _: os.getpid(), range(20))}

    assert {len(found) for found in in_parallel(pids, range(20))} == {1}
