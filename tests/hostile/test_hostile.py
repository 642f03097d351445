"""Every file of the corpus runs beside a good exercise; what must come of it is in its header."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.catalogue import find_entry
from autograder.catalogue.draw import Draw
from autograder.sandbox import CellJob, Limits, ProbeJob, Run, Sandbox
from autograder.sandbox.limits import MIB
from course_utils.core.compare import same

pytestmark = pytest.mark.sandbox

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.py"))

LIMITS = Limits(
    cpu_per_cell=1.0,
    cpu_per_probe=1.0,
    cpu_per_notebook=12.0,
    cpu_grace=0.5,
    idle=1.0,
    wall_per_notebook=900.0,  # a busy machine takes its time
    address_space=400 * MIB,
    memory=800 * MIB,
    scratch=64 * MIB,
    shared_memory=32 * MIB,
    processes=40,
)

GOOD = """
import torch
from torch import nn


class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {"dw": None, "db": None}

    def sigmoid(self, z):
        return 1 / (1 + torch.exp(-z))
"""

# Fails when the submission before has left anything behind, wherever it may be.
CANARY = """
import os
import torch
# What is mounted in them is the interpreter, where the project lies below one of them.
for place, own in (("/tmp", ["work"]), ("/dev/shm", []), ("/dev/pts", ["ptmx"])):
    left = [name for name in os.listdir(place) if not os.path.ismount(f"{place}/{name}")]
    assert left == own, (place, left)
    assert os.listxattr(place) == [], place
assert os.listdir("/tmp/work") == []
assert (os.getpid(), sorted(int(n) for n in os.listdir("/proc") if n.isdigit())) == (2, [1, 2])
assert not os.path.exists("/proc/sys") or not os.access("/proc/sys/kernel/shmmax", os.W_OK)
assert len(open("/proc/self/net/unix").read().splitlines()) == 1
assert os.getpriority(os.PRIO_PROCESS, 0) == 0 and os.sched_getscheduler(0) == os.SCHED_OTHER
assert torch.get_default_dtype() == torch.float32 and torch.is_grad_enabled()
torch.rand(3).tolist()
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        assert made.level in ("root", "user"), "the corpus must never run outside of a sandbox"
        yield made


@pytest.fixture(scope="module")
def job() -> ProbeJob:
    draw = find_entry("lr-sigmoid").make_cases
    assert draw is not None
    return ProbeJob("lr-sigmoid", tuple(draw(Draw("visible"))), tuple(draw(Draw("hidden"))))


@pytest.fixture(scope="module")
def expected(sandbox: Sandbox, job: ProbeJob) -> Run:
    run = sandbox.run([CellJob("good", GOOD), CellJob("canary", CANARY)], [job])
    assert run.cells[1].state == "ok", run.cells[1].error
    return run


def headers(text: str) -> dict[str, str]:
    lines = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def same_evidence(run: Run, expected: Run) -> bool:
    found, wanted = run.probes["lr-sigmoid"], expected.probes["lr-sigmoid"]
    pairs = zip(found.visible + found.hidden, wanted.visible + wanted.hidden, strict=True)
    return found.state == "answered" and all(
        list(one) == list(other) and all(same(one[name], other[name], 0.0, 0.0) for name in one)
        for one, other in pairs
    )


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_it_costs_itself_alone(file: Path, sandbox: Sandbox, job: ProbeJob, expected: Run) -> None:
    source = file.read_text(encoding="utf-8")
    wanted = headers(source)
    cells = [CellJob("good", GOOD), CellJob("bad", source), CellJob("after", "after = 1 + 1")]

    run = sandbox.run(cells, [job])

    good, bad, after = run.cells
    assert good.state == "ok"
    assert bad.state in wanted["Cell"].split(" | "), (bad, run.remarks)
    if wanted["Probe"] == "right":
        assert after.state == "ok"
        assert same_evidence(run, expected), (run.probes, run.remarks)
    elif wanted["Probe"] != "any":
        assert run.probes["lr-sigmoid"].state == wanted["Probe"], (run.probes, run.remarks)
        assert wanted.get("Says", "") in str(run.probes["lr-sigmoid"].note), run.probes
    assert run.cpu_seconds < LIMITS.cpu_per_notebook + LIMITS.cpu_grace + 2

    clean = sandbox.run([CellJob("good", GOOD), CellJob("canary", CANARY)], [job])
    assert clean.cells == expected.cells
    assert same_evidence(clean, expected)
    assert clean.remarks == ()
