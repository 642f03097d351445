"""Several processes train one model at once, without waiting for one another.

The worker lives in a module because a new process imports what it shall run:
what is defined in a notebook it cannot find.
"""

from __future__ import annotations

import time

import torch
import torch.nn.functional as F
from torch import multiprocessing, nn

from course_utils.texts import say, words

TIMEOUT = 60.0  # seconds; a process that has not started by then is stopped


def train_together(
    model: nn.Module,
    x: torch.Tensor,
    y: torch.Tensor,
    *,
    processes: int = 2,
    steps: int = 100,
    lr: float = 0.1,
    batch_size: int = 100,
) -> list[int]:
    """Train one model in shared memory by several processes; each sees its own share of the data.

    Args:
        model: its parameters are moved into shared memory and changed there.
        x: (N, …) inputs.
        y: (N,) class numbers.
        processes: how many, at least 1.
        steps: how many steps each of them takes.
        lr: the step size.
        batch_size: how many examples a step uses.

    Returns:
        How many steps each process has taken.

    Raises:
        RuntimeError: a process ended with an error or did not end in time.
    """
    model.share_memory()
    counts = torch.zeros(processes, dtype=torch.int64).share_memory_()
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(
            target=work,
            args=(rank, model, x[rank::processes], y[rank::processes], counts, steps, lr,
                  batch_size),
            daemon=True,
        )
        for rank in range(processes)
    ]  # fmt: skip
    for worker in workers:
        worker.start()
    deadline = time.monotonic() + TIMEOUT
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
    failed = [worker for worker in workers if worker.exitcode != 0]
    for worker in failed:
        worker.kill()
    if failed:
        told = say("demo.processes", failed=len(failed), processes=processes)
        raise RuntimeError(words(told))
    numbers: list[int] = counts.tolist()
    return numbers


def work(
    rank: int,
    model: nn.Module,
    x: torch.Tensor,
    y: torch.Tensor,
    counts: torch.Tensor,
    steps: int,
    lr: float,
    batch_size: int,
) -> None:
    """What one process does: gradients of its own, steps on the shared parameters."""
    torch.set_num_threads(1)
    torch.manual_seed(rank)
    shared = list(model.parameters())
    for _ in range(steps):
        chosen = torch.randint(len(x), (batch_size,))
        slopes = torch.autograd.grad(F.cross_entropy(model(x[chosen]), y[chosen]), shared)
        with torch.no_grad():
            for parameter, slope in zip(shared, slopes, strict=True):
                parameter.sub_(slope, alpha=lr)
        counts[rank] += 1
