"""What the machine does to a right submission: load, and a worker that is killed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grade.examiner import Examiner
from autograder.submission.result import Submission
from tests.hostile.conftest import LIMITS
from tests.hostile.maker import CHAPTER, Work, new_cell

pytestmark = pytest.mark.sandbox

SUBMISSION = Submission("student", CHAPTER)
BURN = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end:\n    pass"


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    made = Examiner(CHAPTER, "a fixed secret", limits=LIMITS)
    made.grade_bytes(SUBMISSION, slow_work(0.0))  # the worker is warm from here on
    yield made
    made.close()


def slow_work(seconds: float) -> bytes:
    """A right notebook whose own cell takes this long."""
    work = Work(Path())
    notebook = work.right()
    notebook.cells.append(new_cell(BURN.format(seconds)))
    return work.data(notebook)


def test_a_right_submission_on_a_busy_machine_keeps_all_its_points(examiner: Examiner) -> None:
    """Its cell takes 1 of 1.5 CPU seconds; ten others want the processor at the same time."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(10)]
    try:
        result = examiner.grade_bytes(SUBMISSION, slow_work(1.0))
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert (result.state, result.score, result.flags) == ("graded", 20, ())


def kill_worker(examiner: Examiner, over: threading.Event, times: int) -> None:
    """Kill the worker's process in the middle of the work, as the kernel would."""
    killed: set[int] = set()
    while len(killed) < times and not over.wait(0.2):
        worker = examiner._sandbox._worker
        # Only one that has forked a child is in the middle of something.
        if worker is None or worker._process.pid in killed or not _has_children(worker):
            continue
        time.sleep(0.2)
        killed.add(worker._process.pid)
        worker._process.kill()


def _has_children(worker) -> bool:
    path = Path(f"/proc/{worker._process.pid}/task/{worker._process.pid}/children")
    try:
        first = path.read_text().split()
        return bool(first) and bool(Path(f"/proc/{first[0]}/task/{first[0]}/children").read_text())
    except OSError:
        return False


@pytest.mark.parametrize(("times", "state", "score"), [(1, "graded", 20), (3, "grader_fault", 0)])
def test_a_killed_worker_is_our_fault_and_is_tried_again(
    examiner: Examiner, times: int, state: str, score: float
) -> None:
    over = threading.Event()
    killer = threading.Thread(target=kill_worker, args=(examiner, over, times))
    killer.start()
    try:
        result = examiner.grade_bytes(SUBMISSION, slow_work(1.0))
    finally:
        over.set()
        killer.join()
    assert (result.state, result.score) == (state, score)
    if state == "grader_fault":
        assert {v.state for v in result.verdicts.values()} == {"grader_fault"}
        assert result.flags[0].code == "grader-fault"
        again = examiner.grade_bytes(SUBMISSION, slow_work(0.0))
        assert (again.state, again.score) == ("graded", 20)
