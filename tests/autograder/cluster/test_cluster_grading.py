"""A class on three machines that share no folder: as on one, whatever becomes of them."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.autograder.cluster.machines import machines, until
from tests.autograder.grade.runs import Run, Written
from tests.autograder.grade.small_class import (
    copied,
    executions,
    grade,
    hand_in,
    left_behind,
    notebooks,
)
from tests.shared import once

pytestmark = pytest.mark.sandbox

SIZE = 9


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A class, the course folder before it is graded, and after it was, here alone."""
    return once(tmp_path_factory, "cluster-class", _make)


def _make(folder: Path) -> None:
    made = list(notebooks().values())
    files = {}
    for number in range(SIZE):  # no two of them run the same
        text = made[number % 2]
        files[f"s{number}"] = text.replace("def grad_at(", f"# {number}\\ndef grad_at(", 1)
    assert len(set(files.values())) == SIZE
    source = hand_in(folder / "in", files)
    one = hand_in(folder / "one", {"s0": files["s0"]})
    done = grade(one, folder / "course")
    assert done.returncode == 0, done.stderr
    shutil.copytree(folder / "course", folder / "alone")
    done = grade(source, folder / "alone")
    assert done.returncode == 0, done.stderr


def is_as_alone(course: Path, graded: Path) -> None:
    """Nothing is lost, nothing was done twice, and all is as on one machine."""
    assert left_behind(graded) == left_behind(course / "alone")
    assert len(executions(graded)) == SIZE
    works = [work for work, _ in executions(graded)]
    assert len(set(works)) == SIZE


def closed(folder: Path) -> Path:
    """The folder, where no other user may look into it."""
    folder.chmod(0o700)
    return folder


def test_two_of_three_machines_die_and_nobody_notices(course, tmp_path):
    graded = copied(course, closed(tmp_path))
    with machines(tmp_path) as there:
        one, two = there.worker("one"), there.worker("two")
        three = there.worker("three", count=2)
        if os.getuid() == 0:
            assert len({os.stat(f"/proc/{p.process.pid}").st_uid for p in (one, two, three)}) == 3
        with Run(course / "in", graded, "--cluster", there.address) as run:
            written = Written(graded)
            until(lambda: written() > 1 or run.poll() is not None)
            one.kill()
            until(lambda: written() > 3 or run.poll() is not None)
            two.kill()
            code, _, said = run.end()
        assert code == 0, said
        is_as_alone(course, graded)
        assert "Traceback" not in said
        # What the workers were given is gone; what a killed one had goes with its machine.
        until(lambda: not list(there.folder_of(three).rglob("grading-*")))
        assert three.end() == 143
        assert not list(there.folder_of(three).rglob("*.ipynb"))


def test_the_scheduler_goes_and_comes_back(course, tmp_path):
    graded = copied(course, closed(tmp_path))
    with machines(tmp_path) as there:
        there.worker("one", count=2)
        with Run(course / "in", graded, "--cluster", there.address) as run:
            written = Written(graded)
            until(lambda: written() > 1 or run.poll() is not None)
            there.scheduler.kill()
            until(lambda: "has gone; waiting for it" in run._read()[1])
            there.scheduler.start()
            code, _, said = run.end()
        assert code == 0, said
        assert "is back" in said and "Traceback" not in said
        is_as_alone(course, graded)


def test_who_joins_later_is_looked_over_too(course, other_version, tmp_path):
    """The first worker stands still until another one has begun: that one does the rest."""
    graded = copied(course, closed(tmp_path))
    with machines(tmp_path) as there:
        one = there.worker("one")
        with Run(course / "in", graded, "--cluster", there.address) as run:
            written = Written(graded)
            until(lambda: written() > 1 or run.poll() is not None)
            one.signal_all(signal.SIGSTOP)
            there.worker("other", cwd=other_version)
            until(lambda: "worker other-1 is not used: it has version 9." in run._read()[1])
            late = there.worker("late")
            before = written()
            # What waits with the first one is stuck with it.
            until(lambda: written() > before or run.poll() is not None)
            assert list(there.folder_of(late).rglob("grading-*"))
            one.signal_all(signal.SIGCONT)
            code, _, said = run.end()
        assert code == 0, said
        is_as_alone(course, graded)


def test_two_graders_at_once_and_a_worker_that_stands_still(course, tmp_path):
    """Each has its own results, though all that they ask for is the same."""
    first, second = copied(course, closed(tmp_path) / "a"), copied(course, tmp_path / "b")
    with machines(tmp_path) as there:
        there.worker("one")
        slow = there.worker("slow")
        with (
            Run(course / "in", first, "--cluster", there.address) as run,
            Run(course / "in", second, "--cluster", there.address) as other,
        ):
            written = Written(first)
            until(lambda: written() > 1 or run.poll() is not None)
            slow.signal_all(signal.SIGSTOP)
            until(lambda: written() > 2 or run.poll() is not None)
            slow.signal_all(signal.SIGCONT)
            ends = [run.end(), other.end()]
        for (code, _, said), graded in zip(ends, (first, second), strict=True):
            assert code == 0, said
            is_as_alone(course, graded)


def test_whom_a_run_has_left_behind_goes_on_with_it_elsewhere(course, tmp_path):
    """Ctrl-C on the cluster, then the same command on this machine: nothing is done twice."""
    graded = copied(course, closed(tmp_path))
    with machines(tmp_path) as there:
        there.worker("one")
        with Run(course / "in", graded, "--cluster", there.address) as run:
            written = Written(graded)
            until(lambda: written() > 1 or run.poll() is not None)
            run.send_signal(signal.SIGINT)
            code, _, said = run.end()
        assert code == 130 and "done and kept" in said
    done = grade(course / "in", graded)
    assert done.returncode == 0, done.stderr
    is_as_alone(course, graded)
