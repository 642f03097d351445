"""The pool of local processes, whatever becomes of one of them."""

from __future__ import annotations

import os
import select
import signal
import time
from concurrent.futures import BrokenExecutor
from functools import partial
from multiprocessing.connection import Connection

import pytest

from autograder.errors import Refused
from autograder.execute.local import LocalPool


def dies(how: str) -> None:
    """End this process: by a signal, in order, or half-way through the result."""
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "exits":
        raise SystemExit(0)

    def half(self, data, write=os.write):
        write(self.fileno(), bytes(data)[: len(data) // 2])
        os._exit(0)

    Connection._send = half  # type: ignore[attr-defined]


def slow(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def refuse() -> None:
    raise Refused("not on this machine")


def unsendable():
    return lambda: None


@pytest.mark.parametrize("how", ["killed", "exits", "half a result"])
def test_a_death_costs_one_result_and_the_next_one_has_a_new_process(how):
    with LocalPool(1) as pool:
        first = pool.submit(os.getpid).result()
        assert first == pool.submit(os.getpid).result() != os.getpid()
        with pytest.raises(BrokenExecutor, match="a grading process died"):
            pool.submit(dies, how).result(timeout=600)
        assert pool.submit(os.getpid).result() not in (first, os.getpid())


def test_one_that_died_with_nothing_to_do_costs_nothing():
    with LocalPool(1) as pool:
        first = pool.submit(os.getpid).result()
        handle = os.pidfd_open(first)
        os.kill(first, signal.SIGKILL)
        select.select([handle], [], [])
        os.close(handle)
        assert pool.submit(os.getpid).result() not in (first, os.getpid())


def test_the_others_work_on_beside_a_death():
    with LocalPool(2) as pool:
        pool.submit(int).result()
        beside = pool.submit(slow, 3.0)
        with pytest.raises(BrokenExecutor):
            pool.submit(dies, "half a result").result(timeout=600)
        assert beside.result(timeout=600)


def test_what_is_raised_there_is_raised_here_and_says_where():
    with LocalPool(1) as pool, pytest.raises(Refused, match="not on this machine") as raised:
        pool.submit(refuse).result()
    assert "in refuse" in raised.value.__notes__[0]


def test_a_result_that_cannot_be_sent_is_an_error_and_no_death():
    with LocalPool(1) as pool:
        first = pool.submit(os.getpid).result()
        with pytest.raises(AttributeError, match="pickle"):
            pool.submit(unsendable).result()
        assert pool.submit(os.getpid).result() == first


def test_who_breaks_off_does_not_wait_for_what_is_under_way():
    with pytest.raises(KeyError), LocalPool(1) as pool:
        process = pool.submit(os.getpid).result()
        under_way, waiting = pool.submit(slow, 3600.0), pool.submit(slow, 3600.0)
        while not under_way.running():
            time.sleep(0.01)
        raise KeyError
    with pytest.raises(BrokenExecutor):
        under_way.result()
    assert waiting.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with pytest.raises(RuntimeError, match="shutdown"):
        pool.submit(int)


REMEMBERED: list[int] = []


def remember(number: int) -> None:
    REMEMBERED.append(number)


def remembered() -> tuple[int, list[int]]:
    return os.getpid(), REMEMBERED


def test_a_process_that_is_started_early_does_what_is_posted_and_then_the_first_task():
    with LocalPool(1, partial(remember, 1)) as pool:
        pool.start()
        pool.post(partial(remember, 2))
        pool.post(refuse)  # nobody waits for it, so nobody is told
        first, numbers = pool.submit(remembered).result()
        assert numbers == [1, 2]
        assert pool.submit(remembered).result() == (first, numbers)


def test_what_is_posted_at_the_wrong_moment_does_not_mix_with_answers():
    """Who posts may have found the process idle a moment before another thread took it."""
    with LocalPool(1) as pool:
        pool.start()
        (worker,) = pool._workers
        pool.post(partial(slow, 0.5))
        waited_for = pool.submit(abs, -1)
        while pool._idle:
            time.sleep(0.01)
        time.sleep(0.1)  # its thread waits for the answer to what was posted
        worker.post(partial(remember, 1))
        assert waited_for.result() == 1
        assert pool.submit(abs, -2).result() == 2


def test_each_process_begins_alike_one_that_takes_the_place_of_a_dead_one_too():
    with LocalPool(1, partial(remember, 7)) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(dies, "killed").result(timeout=600)
        assert pool.submit(remembered).result()[1] == [7]


def test_one_that_was_started_early_and_died_is_replaced():
    with LocalPool(1) as pool:
        pool.start()
        (process,) = (worker.process for worker in pool._workers)
        process.kill()
        process.wait()
        pool.post(partial(remember, 1))
        assert pool.submit(os.getpid).result() != process.pid


def test_a_task_after_another_does_not_start_a_second_process():
    """However fast it comes: a process is idle as soon as its result is there."""
    with LocalPool(4) as pool:
        assert len({pool.submit(os.getpid).result() for _ in range(50)}) == 1
