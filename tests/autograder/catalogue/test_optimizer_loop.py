"""Chapter 5: what a faulty loop looks like from outside, whatever it was shuffled with."""

from __future__ import annotations

import copy
import random

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import autograder.catalogue.optimizer_loop  # noqa: F401 - registers the entries
import course_utils.probes.optimizer_loop  # noqa: F401 - registers the probes
from autograder.catalogue.entry import _ENTRIES
from course_utils import hogwild
from course_utils.core.verdict import Verdict
from tests.keys import verdict_by


def verdict_on(exercise_id: str, obj, seed: int = 20) -> Verdict:
    """The verdict on an answer by fresh keys."""
    return verdict_by(_ENTRIES[exercise_id], obj, seed)


@pytest.mark.parametrize("seed", range(5))
def test_a_shuffle_passes_whatever_its_source_of_chance(seed):
    chance = random.Random(seed)

    def minibatches(x, y, batch_size):
        order = list(range(len(x)))
        chance.shuffle(order)
        for i in range(0, len(x), batch_size):
            yield [x[order[i : i + batch_size]], y[order[i : i + batch_size]]]

    assert verdict_on("minibatches", minibatches, seed).state == "passed"


def test_batches_in_a_new_order_are_not_samples_in_a_new_order():
    order = random.Random(0)  # by chance a shuffle leaves everything where it is

    def minibatches(x, y, batch_size):
        pairs = list(zip(x.split(batch_size), y.split(batch_size), strict=True))
        order.shuffle(pairs)
        return pairs

    assert verdict_on("minibatches", minibatches).mistake == "batches-shuffled"


def test_an_iterable_without_an_end_is_not_waited_for():
    def minibatches(x, y, batch_size):
        while True:
            yield x[:batch_size], y[:batch_size]

    assert verdict_on("minibatches", minibatches).state == "wrong"


def test_a_random_start_is_seen_by_the_call_without_steps():
    def fit_line(x, y, lr, steps):
        model = nn.Linear(1, 1)
        for _ in range(steps):
            model.zero_grad()
            F.mse_loss(model(x)[:, 0], y).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
        return model.weight, model.bias

    verdict = verdict_on("fit-line", fit_line)
    assert verdict.difference is not None and verdict.difference.yours == "not w = b = 0"
    assert verdict.mistake in ("start", None)  # the numbers after it hang on the draw


def test_torch_sgd_itself_passes_and_its_averaging_cousin_is_named():
    assert verdict_on("sgd", torch.optim.SGD).state == "passed"

    class Dampened(torch.optim.SGD):
        def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
            super().__init__(params, lr, momentum, momentum, weight_decay)

    assert verdict_on("sgd", Dampened).mistake == "dampened"


def test_either_average_of_the_batch_losses_is_right():
    def train_epoch(model, loader, loss_fn, optimizer, weigh=False):
        model.train()
        losses, weights = [], []
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            weights.append(len(xb) if weigh else 1)
            losses.append(loss.item() * weights[-1])
        return sum(losses) / sum(weights)

    assert verdict_on("train-epoch", train_epoch).state == "passed"
    assert verdict_on("train-epoch", lambda *given: train_epoch(*given, True)).state == "passed"


def test_a_right_accuracy_that_leaves_eval_mode_on_keeps_its_points_for_the_number():
    def evaluate(model, loader):
        model.eval()
        with torch.no_grad():
            hits = [(model(xb).argmax(1) == yb).float() for xb, yb in loader]
        return torch.cat(hits).mean()

    found = verdict_on("evaluate", evaluate)
    assert found.mistake == "mode-not-restored"
    assert found.parts == {"accuracy": 2}


@pytest.mark.slow
def test_two_processes_train_one_model():
    torch.manual_seed(0)
    x = torch.randn(200, 4)
    y = (x[:, 0] > 0).long()
    model = nn.Linear(4, 2)
    before = copy.deepcopy(model)
    assert hogwild.train_together(model, x, y, processes=2, steps=40) == [40, 40]
    with torch.no_grad():
        assert F.cross_entropy(model(x), y) < 0.7 * F.cross_entropy(before(x), y)
