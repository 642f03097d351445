"""Time and life: what is interrupted, what is killed, what must be left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox import CellJob, Sandbox, SandboxFault
from autograder.sandbox.inside.system import Process, proportional_bytes
from autograder.sandbox.limits import MIB

pytestmark = pytest.mark.sandbox


def test_a_loop_is_interrupted_and_the_next_cell_sees_what_it_made(sandbox):
    cells = [CellJob("loop", "n = 0\nwhile True:\n    n += 1"), CellJob("next", "assert n > 0")]
    run = sandbox.run(cells, [])
    assert [cell.state for cell in run.cells] == ["timeout", "ok"]
    assert "interrupted" in run.cells[0].error
    assert 1.8 < run.cpu_seconds < 4


@pytest.fixture(scope="module")
def tight(sandbox):
    with Sandbox(replace(sandbox.limits, restarts=2, cpu_per_notebook=3.0)) as made:
        yield made


def test_the_notebooks_budget_ends_what_is_left(tight, make_probe):
    burn = "import time\nuntil = time.process_time() + 0.8\n"
    burn += "while time.process_time() < until: pass"
    run = tight.run([CellJob(str(n), burn) for n in range(9)], [make_probe("bce")])
    states = [cell.state for cell in run.cells]
    assert states[:2] == ["ok"] * 2
    assert states[-1] == "timeout"
    assert run.probes["bce"].state == "timeout"
    assert run.cpu_seconds < 4


def test_many_deaths_are_bounded(tight):
    run = tight.run([CellJob(str(n), "import os; os._exit(1)") for n in range(6)], [])
    assert [cell.state for cell in run.cells] == ["crashed"] * 3 + ["timeout"] * 3


def test_a_right_answer_on_a_busy_machine_is_not_timed_out(sandbox, good, make_probe):
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        work = "until = __import__('time').process_time() + 0.7\n"
        work += "while __import__('time').process_time() < until: pass"
        run = sandbox.run([good, CellJob("work", work)], [make_probe("lr-sigmoid")])
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert [cell.state for cell in run.cells] == ["ok", "ok"]
    assert run.probes["lr-sigmoid"].state == "answered"


def test_a_short_sleep_is_no_idleness(sandbox):
    run = sandbox.run([CellJob(str(n), "import time\ntime.sleep(0.6)") for n in range(3)], [])
    assert [cell.state for cell in run.cells] == ["ok"] * 3


def test_a_worker_that_was_killed_is_replaced(sandbox, good):
    worker = sandbox.start()  # asked again, it would give the next one
    worker._process.kill()
    worker._process.wait()
    assert sandbox.run([good], []).cells[0].state == "ok"


def test_a_worker_that_dies_under_a_submission_is_our_fault(sandbox, good):
    worker = sandbox.start()
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -9 {worker._process.pid}"])
    with pytest.raises(SandboxFault):
        sandbox.run([good, CellJob("wait", "while True: pass")], [])
    killer.wait()
    assert sandbox.run([good], []).cells[0].state == "ok"


def test_a_closed_sandbox_leaves_no_process_and_no_folder(sandbox, tmp_path, monkeypatch):
    # A folder for temporary files that only its owner can enter, as some systems have it.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Sandbox(sandbox.limits) as made:
        made.run([CellJob("a", "import subprocess; subprocess.Popen(['sleep', '1000'])")], [])
        pid = made.start()._process.pid
    assert list(tmp_path.iterdir()) == []
    # Others' sandboxes may be at work beside this one.
    assert not list(Path("/tmp").glob(f"autograder-*-{os.getpid()}-*"))
    assert not os.path.exists(f"/proc/{pid}")


def test_a_process_that_has_ended_meanwhile_holds_nothing():
    """In a crowd that comes and goes each would else count whole, and the crowd as too much."""
    gone = Process(1 << 22, 1, 0.0, 0.0, 300 * MIB, False, 1 << 22)
    assert proportional_bytes(gone) == 0
