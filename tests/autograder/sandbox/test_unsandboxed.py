"""The same worker as an ordinary process: for submissions that are trusted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import CellJob, Sandbox, SandboxUnavailable
from autograder.sandbox.launch import plan
from autograder.sandbox.limits import Limits
from autograder.sandbox.users import Users


@pytest.fixture(scope="module")
def bare(sandbox):
    with Sandbox(sandbox.limits, unsandboxed=True) as made:
        yield made


def test_it_gives_the_same_evidence(bare, sandbox, good, make_probe):
    assert bare.level == "unsandboxed"
    job = make_probe("lr-sigmoid")
    runs = [one.run([good], [job]).probes["lr-sigmoid"] for one in (bare, sandbox)]
    assert [run.state for run in runs] == ["answered", "answered"]
    assert runs[0].hidden[0]["a"].tolist() == runs[1].hidden[0]["a"].tolist()


def test_what_a_submission_starts_ends_with_it_and_nothing_else_does(bare, stdout_of):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
    try:
        source = (
            "import subprocess\n"
            "print(subprocess.Popen(['setsid', 'sleep', '1000'], start_new_session=True).pid)"
        )
        run = bare.run([CellJob("a", source)], [])
        pid = int(stdout_of(run.cells[0]))
        assert not os.path.exists(f"/proc/{pid}")
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_files_of_one_submission_are_gone_for_the_next(bare, stdout_of):
    made = bare.run([CellJob("a", "import os\nopen('x', 'w')\nprint(os.getcwd())")], [])
    assert not Path(stdout_of(made.cells[0]).strip(), "x").exists()


def test_without_bubblewrap_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.launch.find_bwrap", lambda: None)
    with Users() as users, pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
        plan(Limits(), users)
