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
from autograder.sandbox.users import Users
from autograder.sandbox.worker import Worker
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
    assert run.remarks == ()


def test_one_that_is_killed_each_time_at_the_same_place_did_it_itself(sandbox):
    """Nobody can tell the two apart the first time."""
    with killer(first("student"), times=3) as killed:
        run = sandbox.run(CELLS, [])
    assert len(killed) == 3
    assert [cell.state for cell in run.cells] == ["ok", "crashed", "ok"]
    assert run.cells[1].error == "It was ended by SIGKILL."


def test_who_kills_himself_is_not_blamed_for_what_another_one_does(sandbox):
    """His own kills are not to use up what is granted for those from outside."""
    suicide = "import os\nos.kill(os.getpid(), 9)"
    cells = [CellJob("one", suicide), CellJob("two", suicide), *CELLS]
    with killer(first("student")) as killed:
        run = sandbox.run(cells, [])
    assert len(killed) == 1
    assert [cell.state for cell in run.cells] == ["crashed", "crashed", "ok", "ok", "ok"]


@pytest.mark.parametrize("kind", ["forkserver", "keeper"])
def test_when_the_worker_is_killed_it_is_nobodys_fault_and_another_one_works(sandbox, kind):
    with killer(first(kind)) as killed:
        try:
            run = sandbox.run(CELLS, [])
        except SandboxFault:  # to be tried again; or it was at once, when the death came in time
            run = sandbox.run(CELLS, [])
    assert len(killed) == 1
    assert [cell.state for cell in run.cells] == ["ok"] * 3
    assert run.remarks == ()


@pytest.fixture
def killed_at_start(monkeypatch):
    """Kills a process of a sandbox that starts, the first so many times; says how often it did."""
    done: list[Process] = []

    def kill(kind: str, times: int) -> list[Process]:
        def greeted(worker: Worker) -> bool:
            if len(done) < times:
                while not (found := _starting(worker, kind)):
                    time.sleep(0.01)
                assert shoot(found)
                done.append(found)
            return real(worker)

        real = Worker._greeted
        monkeypatch.setattr(Worker, "_greeted", greeted)
        return done

    return kill


def _starting(worker: Worker, kind: str) -> Process | None:
    if kind == "sandbox":
        return below(os.getpid()).get(worker._process.pid)
    found = [one for one in by_kind(os.getpid())[kind] if one.pid in below(worker._process.pid)]
    return found[0] if found else None


@pytest.mark.parametrize("kind", ["sandbox", "keeper", "forkserver"])
def test_a_sandbox_that_is_killed_while_it_starts_is_started_again(killed_at_start, kind):
    killed = killed_at_start(kind, times=1)
    with Sandbox() as sandbox:
        assert len(killed) == 1
        assert sandbox.run(CELLS[:1], []).cells[0].state == "ok"


def test_one_that_never_lives_to_start_is_not_to_be_had(killed_at_start):
    killed = killed_at_start("sandbox", times=100)
    with pytest.raises(SandboxUnavailable, match="killed"):
        Sandbox().start()
    assert len(killed) == 3


@pytest.mark.skipif(os.getuid() != 0, reason="only root maps users")
def test_one_that_is_killed_at_its_very_beginning_is_not_waited_for(monkeypatch):
    """What bubblewrap has started holds its pipes and the socket, and waits for ever itself."""
    killed = []

    def introduce(users: Users, lives: Callable[[], bool]) -> None:
        if not killed:
            while not (
                found := [one for one in below(os.getpid()).values() if len(one.places) > 1]
            ):
                time.sleep(0.01)
            parent = below(os.getpid())[found[0].parent]
            killed.append(shoot(parent))
        real(users, lives)

    real = Users.introduce
    monkeypatch.setattr(Users, "introduce", introduce)
    begun = time.monotonic()
    with Sandbox() as sandbox:
        assert sandbox.run(CELLS[:1], []).cells[0].state == "ok"
    assert killed == [True]
    assert time.monotonic() - begun < 60  # of 120 that a silent one is given


def _of_the_namespace() -> list[Process]:
    return [one for one in below(os.getpid()).values() if len(one.places) > 1]
