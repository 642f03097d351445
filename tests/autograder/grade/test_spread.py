"""Work that is spread over an executor, and processes that die under it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from functools import partial
from pathlib import Path

import pytest

from autograder.execute.local import LocalPool
from autograder.execute.spread import Lost, PoolBroken, spread
from autograder.files.paths import ROOT


class AtOnce(Executor):
    """An executor that does the work when it is asked."""

    def submit(self, fn: Callable, /, *arguments, **named) -> Future:
        future: Future = Future()
        try:
            future.set_result(fn(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


def squares(shard):
    return [number**2 for number in shard]


def squares_or_death(log: str, fatal: tuple[int, ...], shard):
    """Squares, and a line for each number that was come to; a fatal one kills the process."""
    found = []
    for number in shard:
        with open(log, "a") as file:
            file.write(f"{number}\n")
        if number in fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        found.append(number**2)
    return found


@pytest.mark.parametrize("open_pool", [AtOnce, lambda: ThreadPoolExecutor(3)])
def test_any_executor_will_do(open_pool):
    pairs = spread(open_pool, squares, range(50), size=4, window=3)
    assert sorted(pairs) == [(number, number**2) for number in range(50)]


def test_no_more_is_taken_than_the_window_holds():
    taken = []

    def source():
        for number in range(1000):
            taken.append(number)
            yield number

    pairs = spread(AtOnce, squares, source(), size=4, window=3)
    next(pairs)
    assert len(taken) == 12
    pairs.close()


def test_a_fault_that_is_no_death_ends_the_run():
    def broken(shard):
        raise RuntimeError("not today")

    with pytest.raises(RuntimeError, match="not today"):
        list(spread(AtOnce, broken, range(3), size=1, window=2))


def test_an_item_that_kills_its_process_is_lost_and_the_others_are_not(tmp_path, caplog):
    log = tmp_path / "log"
    task = partial(squares_or_death, str(log), (5,))
    pairs = dict(spread(lambda: LocalPool(1), task, range(8), size=2, window=2))
    assert isinstance(pairs.pop(5), Lost)
    assert pairs == {number: number**2 for number in range(8) if number != 5}
    come_to = [int(line) for line in log.read_text().split()]
    assert come_to.count(5) == 3
    (why,) = [record.getMessage() for record in caplog.records]
    assert why.startswith("a grading process died (exit code -9); what was under way is tried")
    assert all(come_to.count(number) == 1 for number in (0, 1, 2, 3, 6, 7))


def dies_once_and_is_waited_for(folder: str, shard):
    """The first item kills its process the first time; the second waits for the first's result."""
    (number,) = shard
    begun, done = Path(folder, "begun"), Path(folder, "done")
    if number == 0 and not begun.exists():
        begun.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 0:
        done.touch()
    until = time.monotonic() + 600
    while number == 1 and not done.exists():
        assert time.monotonic() < until, "nobody tried the first one again meanwhile"
        time.sleep(0.01)
    return [number]


def test_what_a_process_died_over_is_tried_again_at_once_and_beside_the_rest(tmp_path):
    task = partial(dies_once_and_is_waited_for, str(tmp_path))
    pairs = spread(lambda: LocalPool(2), task, range(9), size=1, window=4)
    assert sorted(pairs) == [(number, number) for number in range(9)]


def test_a_pool_that_breaks_as_a_whole_costs_none_of_those_that_were_beside_it(tmp_path):
    log = tmp_path / "log"
    task = partial(squares_or_death, str(log), (5,))
    context = multiprocessing.get_context("spawn")
    pools = lambda: ProcessPoolExecutor(2, mp_context=context)  # noqa: E731
    pairs = dict(spread(pools, task, range(12), size=2, window=4))
    assert isinstance(pairs.pop(5), Lost)
    assert pairs == {number: number**2 for number in range(12) if number != 5}
    assert log.read_text().split().count("5") == 3


@pytest.mark.slow
def test_a_pool_in_which_everything_dies_is_said_to_be_broken(tmp_path):
    task = partial(squares_or_death, str(tmp_path / "log"), tuple(range(9)))
    with pytest.raises(PoolBroken):
        list(spread(lambda: LocalPool(1), task, range(9), size=1, window=1))


def running_below(name: str) -> set[int]:
    """Processes that hold the word in their environment or command line."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if name.encode() in text and (folder / "stat").read_text().split()[2] != "Z":
            found.add(int(folder.name))
    return found


def test_the_processes_end_with_the_one_that_started_them_even_when_it_is_killed():
    mark = f"spread-test-{os.getpid()}"
    code = (
        "import time\n"
        "from autograder.execute.local import LocalPool\n"
        "if __name__ == '__main__':\n"
        "    pool = LocalPool(2)\n"
        "    [pool.submit(time.sleep, 600) for _ in range(2)]\n"
        "    print('up', flush=True)\n"
        "    time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "MARK": mark},
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "up\n"
    until = time.monotonic() + 600
    while len(running_below(mark)) < 3:
        assert time.monotonic() < until, "the processes of the pool were not started"
        time.sleep(0.1)
    process.kill()
    process.wait()
    until = time.monotonic() + 600
    while running_below(mark) and time.monotonic() < until:
        time.sleep(0.1)
    assert not running_below(mark)


class Closed(AtOnce):
    """An executor that takes nothing from the first."""

    def submit(self, fn: Callable, /, *arguments, **named) -> Future:
        raise BrokenExecutor("no process can be started")


def test_pools_that_take_nothing_are_not_opened_for_ever():
    with pytest.raises(PoolBroken):
        list(spread(Closed, squares, range(50), size=4, window=3))
