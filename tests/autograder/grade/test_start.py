"""What is begun before anything else is known."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder.catalogue import chapter_of, find_entry
from autograder.errors import Refused
from autograder.execute.local import LocalPool
from autograder.execute.reused import ReusedPool
from autograder.files.paths import ROOT
from autograder.grade.examiner import Examiner
from autograder.grade.judged import fresh
from autograder.grade.pool import Plan, examiner_of
from autograder.grade.start import begin_sandbox, begun_pool, begun_worker
from autograder.nbgrader_plugin.kept_process import KeptProcess
from autograder.sandbox import CellJob, Limits, Sandbox
from autograder.sandbox.worker import Worker

WORDS = "begun early"


@pytest.mark.sandbox
def test_a_sandbox_that_was_started_early_is_the_one_that_runs_the_first_submission():
    begin_sandbox(Limits())
    begin_sandbox(Limits())  # it is there
    assert begun_worker(Limits(cpu_per_cell=1.0), unsandboxed=False) is None
    assert begun_worker(Limits(), unsandboxed=True) is None
    worker = begun_worker(Limits(), unsandboxed=False)
    assert worker is not None and begun_worker(Limits(), unsandboxed=False) is None
    with Sandbox(worker=worker) as sandbox:
        assert sandbox.start() is worker
        for _ in range(3):  # the first one, the one that waits for the rest, and one more
            run = sandbox.run([CellJob("a", f"print({WORDS!r})")], [])
            assert run.cells[0].outputs[0]["text"].strip() == WORDS


@pytest.mark.sandbox
def test_one_that_was_killed_while_it_warmed_is_started_again():
    begin_sandbox(Limits())
    worker = begun_worker(Limits(), unsandboxed=False)
    assert worker is not None
    worker._process.kill()
    with Sandbox(worker=worker) as sandbox:
        assert sandbox.run([CellJob("a", "1")], []).cells[0].state == "ok"


def ready(plan: Plan) -> int:
    return len(examiner_of(plan).judged)


@pytest.mark.sandbox
def test_a_pool_that_was_begun_grades_and_is_opened_again_when_it_broke(tmp_path):
    open_pool = begun_pool("02_autograd", 1)
    plan = Plan("02_autograd", "a secret", str(tmp_path))
    with ReusedPool(open_pool) as pool, pool.open() as executor:
        assert executor.submit(ready, plan).result() == 9
    with open_pool() as other:
        assert other is not executor


def test_who_never_opens_the_pool_that_he_began_leaves_nothing_behind():
    """As where the submissions cannot be read: the process ends with him who began it."""
    program = (
        "from autograder.grade.start import begun_pool\n"
        "open_pool = begun_pool('02_autograd', 1, unsandboxed=True)\n"
        "print(open_pool()._workers[0].process.pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=600,
        check=True,
    )  # fmt: skip
    wait = f"import os, time\nwhile os.path.exists('/proc/{int(done.stdout)}'): time.sleep(0.05)"
    subprocess.run([sys.executable, "-c", wait], timeout=600, check=True)


def test_a_process_that_was_kept_for_a_notebook_that_never_came_is_ended_in_order():
    kept = KeptProcess()
    kept.begin("02_autograd")
    assert kept.pool is not None
    with kept.pool.open() as pool:
        assert isinstance(pool, LocalPool)
        (process,) = (worker.process for worker in pool._workers)
    kept.let_go()
    assert process.returncode == 0


def test_a_catalogue_that_was_changed_after_the_build_is_refused(monkeypatch):
    entry = find_entry("vjp")
    changed = replace(entry.exercise, title="Another one")
    monkeypatch.setattr(entry, "exercise", changed)
    with pytest.raises(Refused, match=r"vjp was changed .* `.*build vjp` first"):
        fresh(entry, "a secret")


def test_an_exercise_that_was_taken_out_after_the_build_is_refused(monkeypatch):
    rest = [entry for entry in chapter_of("02_autograd") if entry.id != "vjp"]
    monkeypatch.setattr("autograder.grade.examiner.chapter_of", lambda chapter: rest)
    with pytest.raises(Refused, match=r"vjp was taken out .* `.*build 02_autograd` first"):
        Examiner("02_autograd", "a secret")


@pytest.mark.sandbox
def test_one_that_is_closed_while_it_starts_leaves_no_process():
    """bubblewrap's child waits for bubblewrap, for ever where that was ended before."""
    for _ in range(6):
        worker = Worker(Limits())
        first = worker._first and os.dup(worker._first)
        worker.close()
        if first:  # of one that root started
            assert select.select([first], [], [], 60)[0]
            os.close(first)


def test_a_process_that_was_kept_for_another_chapter_is_let_go():
    """Each would keep its keys and a sandbox; and after a build it would know old ones."""
    kept, processes = KeptProcess(), []
    for chapter in ("02_autograd", "02_autograd", "01_tensors"):
        kept.begin(chapter)
        with kept.pool.open() as pool:
            processes.append(pool._workers[0].process)
    first, same, other = processes
    assert first is same is not other and first.wait(600) == 0
    kept.let_go()


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "odd",
    ["import sys\nsys.path.clear()", "import dataclasses\ndataclasses.dataclass = None"],
)
def test_the_first_submission_of_a_worker_gets_the_verdict_of_any_later_one(odd):
    """What a probe needs is imported before a student's code could be in its way."""
    entry = find_entry("vjp")
    judged = fresh(entry, "a secret")
    cells = [CellJob("a", "import torch"), CellJob("b", odd), CellJob("c", entry.right.source)]
    with Sandbox() as sandbox:
        states = []
        for _ in range(2):
            probe = sandbox.run(cells, [judged.job("")]).probes["vjp"]
            states.append(judged.verdict([*probe.visible, *probe.hidden]).state)
    assert states == ["passed", "passed"]
