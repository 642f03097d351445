"""One warm sandbox for all the tests of this folder: a worker takes seconds to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.catalogue import find_entry
from autograder.catalogue.draw import Draw
from autograder.sandbox import CellJob, CellOutcome, Limits, ProbeJob, Sandbox
from autograder.sandbox.limits import MIB

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


def bce(yhat, y):
    return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()
"""

LIMITS = Limits(
    cpu_per_cell=2.0,
    cpu_per_probe=1.0,
    cpu_per_notebook=12.0,
    cpu_grace=0.5,
    idle=1.0,
    wall_per_notebook=60.0,
    address_space=800 * MIB,
    memory=1200 * MIB,
    output_per_cell=MIB // 4,
)

OneCell = Callable[[str], CellOutcome]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        yield made


@pytest.fixture
def run_one(sandbox: Sandbox) -> OneCell:
    return lambda source: sandbox.run([CellJob("cell", source)], []).cells[0]


def text_of(outcome: CellOutcome, name: str = "stdout") -> str:
    return "".join(
        output["text"]
        for output in outcome.outputs
        if output["output_type"] == "stream" and output["name"] == name
    )


def probe_job(exercise: str, hidden: str = "hidden") -> ProbeJob:
    draw = find_entry(exercise).make_cases
    assert draw is not None
    return ProbeJob(exercise, tuple(draw(Draw("visible"))), tuple(draw(Draw(hidden))))


@pytest.fixture
def good() -> CellJob:
    return CellJob("good", GOOD)


@pytest.fixture
def make_probe() -> Callable[..., ProbeJob]:
    return probe_job


@pytest.fixture
def stdout_of() -> Callable[..., str]:
    return text_of
