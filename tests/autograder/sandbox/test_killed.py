"""What something else than the grader has killed is run again, and nobody is blamed for it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import CellJob, Limits, Sandbox, SandboxUnavailable
from autograder.sandbox.jobs import SandboxFault
from tests.autograder.grade.processes import Process, below, by_kind, shoot

pytestmark = pytest.mark.sandbox

CELLS = [
    CellJob("before", "x = 1"),
    CellJob("slow", "import time\ntime.sleep(2)\nprint(x)"),
    CellJob("after", "print(x + 1)"),
]


@pytest.fixture
def sandbox():
    with Sandbox(Limits()) as made:
        yield made


@contextmanager
def killer(victim: Callable[[], Process | None], times: int = 1) -> Iterator[list[Process]]:
    """Kills what is named, as soon as it is there, so many times; says what it has killed."""
    killed: list[Process] = []
    over = threading.Event()

    def work() -> None:
        while len(killed) < times and not over.wait(0.05):
            if (found := victim()) and found not in killed and shoot(found):
                killed.append(found)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def first(kind: str, grown: float = 0.5) -> Callable[[], Process | None]:
    """The first process of the kind that is so many seconds old."""
    seen: dict[Process, float] = {}

    def look() -> Process | None:
        for process in by_kind(os.getpid())[kind]:
            if time.monotonic() - seen.setdefault(process, time.monotonic()) > grown:
                return process
        return None

    return look


@pytest.mark.parametrize("kind", ["student", "init"])
def test_a_submission_whose_process_is_killed_from_outside_runs_again(sandbox, kind):
    quiet = sandbox.run(CELLS, [])
    with killer(first(kind)) as killed:
        run = sandbox.run(CELLS, [])
    assert len(killed) == 1
    assert run.cells == quiet.cells and run.cells[1].state == "ok"
    assert run.notes == ()


def test_one_that_is_killed_each_time_at_the_same_place_did_it_itself(sandbox):
    """Nobody can tell the two apart the first time."""
    with killer(first("student"), times=3) as killed:
        run = sandbox.run(CELLS, [])
    assert len(killed) == 3
    assert [cell.state for cell in run.cells] == ["ok", "crashed", "ok"]
    assert run.cells[1].error == "It was ended by SIGKILL."


@pytest.mark.parametrize("kind", ["zygote", "keeper"])
def test_when_the_worker_is_killed_the_grader_is_at_fault_and_another_one_works(sandbox, kind):
    with killer(first(kind)) as killed, pytest.raises(SandboxFault):
        sandbox.run(CELLS, [])
    assert len(killed) == 1
    assert sandbox.run(CELLS, []).notes == ()


def newest() -> Process | None:
    """What this process has started last, once that has gone on to what it is to become."""
    found = [one for one in below(os.getpid()).values() if one.parent == os.getpid()]
    bwrap = [one for one in found if one.name == "bwrap"]
    return bwrap[-1] if bwrap else None


@pytest.mark.parametrize("victim", [newest, first("keeper", 0.1), first("zygote", 0.1)])
def test_a_sandbox_that_is_killed_while_it_starts_is_started_again(victim):
    with killer(victim) as killed, Sandbox() as sandbox:
        assert len(killed) == 1
        assert sandbox.run(CELLS[:1], []).cells[0].state == "ok"


def test_one_that_never_lives_to_start_is_not_to_be_had():
    with killer(newest, times=100) as killed, pytest.raises(SandboxUnavailable, match="killed"):
        Sandbox().start()
    assert len(killed) == 3
