"""Chapter 1: what equal shapes, large logits and wrapped bytes look like from outside."""

from __future__ import annotations

import pytest
import torch

import autograder.catalogue.tensors  # noqa: F401 - registers the entries
import course_utils.probes.tensors  # noqa: F401 - registers the probes
from autograder.catalogue.entry import _ENTRIES
from autograder.catalogue.tensors.layer_loop import balanced
from course_utils.core.verdict import Verdict
from tests.keys import verdict_by


def verdict_on(exercise_id: str, function, seed: int = 20) -> Verdict:
    """The verdict on a function by fresh keys."""
    return verdict_by(_ENTRIES[exercise_id], function, seed)


def test_two_slips_that_raise_alike_are_told_apart_by_the_square_case():
    without_keepdim = verdict_on("row-normalize", lambda x: x / x.sum(1))
    upright = verdict_on("row-normalize", lambda x: x / x.sum(0)[:, None])
    assert without_keepdim.state == upright.state == "error"
    assert without_keepdim.mistake == "missing-keepdim"
    assert upright.mistake == "column-sums-as-column"


def test_a_silent_broadcast_is_named_whatever_is_done_with_the_table():
    table = {
        "mean": lambda d: d.square().mean(),
        "sum": lambda d: d.square().sum(),
        "absolute": lambda d: d.abs().mean(),
    }
    for reduce in table.values():
        found = verdict_on("mse", lambda pred, target, r=reduce: r(pred - target))
        assert found.mistake == "broadcast"


def test_a_global_maximum_fails_only_where_rows_lie_far_apart():
    def softmax(x):
        e = torch.exp(x - x.max())
        return e / e.sum(1, keepdim=True)

    found = verdict_on("softmax", softmax)
    assert found.mistake == "global-maximum"
    assert found.difference is not None and found.difference.item == "apart"
    assert found.parts == {"values": 1, "one row and x kept": 1}


@pytest.mark.parametrize("eps", [1e-7, 1e-9, 1e-12, 1e-30])
def test_a_guard_inside_the_logarithm_is_seen_as_a_cap(eps):
    def cross_entropy(logits, y):
        p = torch.softmax(logits, 1)[torch.arange(len(y)), y]
        return -torch.log(p + eps).mean()

    assert verdict_on("cross-entropy", cross_entropy).mistake == "capped"


def test_logsumexp_at_ten_thousand_is_exact_enough():
    def cross_entropy(logits, y):
        return (torch.logsumexp(logits, 1) - logits[torch.arange(len(y)), y]).mean()

    assert verdict_on("cross-entropy", cross_entropy).state == "passed"


def test_bytes_that_wrap_are_named():
    assert verdict_on("mean-image", lambda x: sum(x) / len(x) / 255).mistake == "wrapped-sum"


def test_an_answer_in_place_is_named_though_its_numbers_are_right():
    def batch_to_columns(x):
        return x.t_()

    assert verdict_on("batch-to-columns", batch_to_columns).mistake == "in-place"


@pytest.mark.parametrize("seed", range(5))
def test_every_layer_drawn_has_units_that_only_the_bias_switches(seed):
    from autograder.catalogue.draw import Draw

    inputs = balanced(Draw(seed), 3, 4)
    sums = inputs["x"] @ inputs["w"]
    on, with_bias = sums > 0, sums + inputs["b"] > 0
    assert (on & ~with_bias).any() and (~on & with_bias).any()
    assert (on & with_bias).any() and (~on & ~with_bias).any()
