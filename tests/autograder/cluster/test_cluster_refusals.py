"""Who is not used, and what is said: no scheduler, no worker, another version, too many tasks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from autograder.files.paths import ROOT
from tests.autograder.cluster.machines import free_port, machines, until
from tests.autograder.cluster.test_certificates import command, told
from tests.autograder.grade.small_class import CHAPTER, hand_in, notebooks

pytestmark = pytest.mark.sandbox


@pytest.fixture
def source(tmp_path) -> Path:
    return hand_in(tmp_path / "in", {"ada": notebooks()["right"]})


def grade(source: Path, course: Path, address: str):
    words = ["grade", str(source), "--chapter", CHAPTER, "--course", str(course), "--quiet"]
    return command(*words, "--cluster", address)


def test_nobody_at_that_address(source, tmp_path):
    address = f"tcp://127.0.0.1:{free_port()}"
    told(
        grade(source, tmp_path / "course", address),
        f"no Dask scheduler answers at {address}", "dask scheduler --host 127.0.0.1",
        "docs/cluster.md",
    )  # fmt: skip
    assert not (tmp_path / "course").exists()
    told(command("worker", address), "no Dask scheduler answers")
    told(
        grade(source, tmp_path / "course", "tcp://192.0.2.199:8786"),
        "is another machine", "Use tls://192.0.2.199:8786",
    )  # fmt: skip
    assert not (tmp_path / "course").exists()


def test_a_scheduler_without_workers_then_one_that_does_not_fit_then_one_that_does(
    source, other_version, tmp_path
):
    course = tmp_path / "course"
    with machines(tmp_path) as there:
        told(
            grade(source, course, there.address),
            "has no worker: start one on each machine", f"autograder worker {there.address}",
        )  # fmt: skip
        there.worker("other", cwd=other_version)
        refused = grade(source, course, there.address)
        assert refused.returncode == 3
        here = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split('version = "')[1]
        version = here.partition('"')[0]
        why = f"it has version 9.{version} of the workbook, and here is {version}"
        assert f"no worker of the cluster at {there.address} fits" in refused.stderr
        assert f"  other-1: {why}" in refused.stderr and "Traceback" not in refused.stderr
        assert not course.exists(), "something was written"

        good = there.worker("good")
        done = grade(source, course, there.address)
        assert done.returncode == 0, done.stderr
        assert f"worker other-1 is not used: {why}" in done.stderr
        seen = command("doctor", "--cluster", there.address)
        assert seen.returncode == 1
        assert "other-1" in seen.stdout and f"not used: {why}" in seen.stdout
        assert "good-1" in seen.stdout and "isolation: " in seen.stdout
        assert listening(good.process.pid) == {"127.0.0.1"}, "the network reaches a worker"


def listening(pid: int) -> set[str]:
    """The addresses at which a process and what it has started wait for others."""
    one = psutil.Process(pid)
    found = [each.net_connections("inet") for each in (one, *one.children(recursive=True))]
    return {c.laddr.ip for some in found for c in some if c.status == psutil.CONN_LISTEN}


def test_one_that_does_two_tasks_at_once_is_not_used(source, tmp_path):
    with machines(tmp_path) as there:
        words = ["worker", there.address, "--nthreads", "2", "--nworkers", "1", "--name", "wide"]
        program = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard", "--host", "127.0.0.1",
             "--local-directory", str(tmp_path)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ),
        )  # fmt: skip
        try:
            until(lambda: "Register worker" in there.scheduler.said)
            done = grade(source, tmp_path / "course", there.address)
        finally:
            program.terminate()
            program.wait()
        assert done.returncode == 3
        assert "wide: it does 2 tasks at once in one process" in done.stderr
