"""Chapter 6: what the scripted optimizer must not let through, and what it must."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue import find_entry
from course_utils.core.verdict import Verdict
from course_utils.probes.paper import _compared, _course
from tests.keys import verdict_by


def verdict_on(exercise: str, obj: object, seed: int = 3) -> Verdict:
    return verdict_by(find_entry(exercise), obj, seed)


def experiment(order=None, first_weights=None, note=None):
    """A right run in a given order of samples, from given first weights."""

    def run_it(optimizer_factory, x, y, epochs, batch_size, seed):
        chance = torch.Generator().manual_seed(seed)
        weights = torch.zeros(x.shape[1], int(y.max()) + 1)
        if first_weights:
            weights.normal_(generator=chance).mul_(first_weights)
        weights.requires_grad_()
        optimizer = optimizer_factory([weights])
        losses = []
        for _ in range(epochs):
            rows = order(len(x), chance) if order else torch.arange(len(x))
            for part in rows.split(batch_size):
                optimizer.zero_grad()
                loss = F.cross_entropy(x[part] @ weights, y[part])
                loss.backward()
                optimizer.step()
            losses.append(note(loss) if note else F.cross_entropy(x @ weights, y).item())
        return losses

    return run_it


@pytest.mark.parametrize("first_weights", [0.0, 0.01, 3.0])
@pytest.mark.parametrize(
    "order",
    [
        None,
        lambda count, chance: torch.randperm(count, generator=chance),
        lambda count, chance: torch.arange(count).flip(0),
    ],
)
def test_neither_start_nor_order_of_the_samples_is_judged(order, first_weights):
    assert verdict_on("paper-experiment", experiment(order, first_weights)).state == "passed"


@pytest.mark.parametrize("salt", range(4))
def test_a_mistake_is_named_whatever_the_order(salt):
    def order(count, chance):
        return torch.randperm(count, generator=chance).roll(salt)

    verdict = verdict_on("paper-experiment", experiment(order, 0.5, note=lambda loss: loss.item()))
    assert verdict.mistake == "noted-too-early"


@pytest.mark.parametrize("seed", range(3))
def test_labels_in_another_order_are_named_as_such(seed):
    def mixed(optimizer_factory, x, y, epochs, batch_size, seed):
        torch.manual_seed(seed)
        other = y[torch.randperm(len(y))]
        return experiment()(optimizer_factory, x, other, epochs, batch_size, seed)

    assert verdict_on("paper-experiment", mixed, seed).mistake == "labels-not-shuffled"


def test_a_hidden_layer_of_any_width_is_named():
    def deep(optimizer_factory, x, y, epochs, batch_size, seed):
        model = nn.Sequential(nn.Linear(x.shape[1], 7), nn.Tanh(), nn.Linear(7, 10))
        optimizer_factory(model.parameters())
        return [0.0] * epochs

    assert verdict_on("paper-experiment", deep).mistake == "hidden-layer"


def test_a_stub_in_any_of_adams_methods_is_not_attempted():
    from course_utils import NotAttempted

    class Empty:
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            raise NotAttempted

    assert verdict_on("adam", Empty).state == "not_attempted"


def test_one_count_for_each_parameter_is_right_too():
    class Counted:
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            self.inner = [torch.optim.Adam([p], lr, betas, eps) for p in params]

        def step(self):
            for optimizer in self.inner:
                optimizer.step()

        def zero_grad(self):
            for optimizer in self.inner:
                optimizer.zero_grad()

    assert verdict_on("adam", Counted).state == "passed"


def test_the_last_bits_of_losses_decide_nothing():
    # Of an answer that trains nothing; processors add the batches' losses in different orders.
    before, after = 2.3470087, 2.3470085
    assert _course([before, after]) == _course([after, before]) == _course([before, before])
    assert _course([before, 2.34]) != _course([before, after])
    assert _compared([before], [after]) == _compared([before], [before])
    assert _compared([before], [2.34]) != _compared([before], [before])
