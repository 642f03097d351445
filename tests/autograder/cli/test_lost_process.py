"""A process of the pool that is killed, by the kernel or by an answer, costs the run nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.execute.spread import in_order
from autograder.files.paths import ROOT

RIGHT = "def bce(yhat, y):\n    return F.binary_cross_entropy(yhat, y)\n"


def pool_of(process: subprocess.Popen) -> list[int]:
    """The pool's processes."""
    found = []
    for task in Path(f"/proc/{process.pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
            except OSError:
                continue
            if b"execute.local" in command:
                found.append(child)
    return found


def run_and_kill(*words: str) -> str:
    """Run the command and kill the first process of its pool; what it printed."""
    command = [sys.executable, "-m", "autograder", *words, "--workers", "2", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (pool := pool_of(process)):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        time.sleep(0.5)  # it is at work
        os.kill(pool[0], signal.SIGKILL)
        out, err = process.communicate(timeout=3600)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "a grading process died" in err
    return out


@pytest.mark.sandbox
def test_judge_judges_all_answers_in_their_order(tmp_path):
    files = [tmp_path / f"{number:02}.py" for number in range(20)]
    for file in files:
        file.write_text(f"{RIGHT}# {file.stem}\n")  # equal ones would be run once
    out = run_and_kill("judge", "bce", *map(str, files))
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["file"] for answer in answers] == [str(file) for file in files]
    assert {answer["state"] for answer in answers} == {"passed"}


def test_audit_measures_every_exercise():
    out = run_and_kill("audit", "vjp", "mse", "lr-sigmoid")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["id"] for row in rows} == {"vjp", "mse", "lr-sigmoid"}
    assert all(row["named"] == row["wrong"] > 0 for row in rows)


def test_an_answer_that_ends_its_process_is_a_fault_and_not_the_end(tmp_path):
    """Alone, too: code 0 and silence would mean that nothing is missing."""
    # Each Python that starts imports it, those of the pool, too.
    (tmp_path / "sitecustomize.py").write_text(
        "import os\n"
        "from autograder.authoring import audit\n"
        "audit.make_keys = lambda *words: os._exit(0)\n"
    )
    program = "from autograder.authoring.audit import audit; print(list(audit(['bce']))[0].faults)"
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=3600,
        check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert "bce: one of its answers ends the process that runs it" in done.stdout, done.stderr


def test_numbered_items_come_in_their_order_as_soon_as_they_can():
    pairs = [((number, ""), number) for number in (2, 0, 1, 4, 3)]
    taken = []

    def source():
        for pair in pairs:
            taken.append(pair[1])
            yield pair

    found = in_order(source())
    assert next(found)[1] == 0 and taken == [2, 0]
    assert [value for _, value in found] == [1, 2, 3, 4]
