"""What is special to chapter 2: references against autograd, and what a contract leaves open."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

import course_utils.probes.autograd  # noqa: F401 - registers the probes
from autograder.catalogue.autograd import (
    affine_backward,
    backprop_mlp,
    gd_step,
    numerical_gradient,
    vjp,
)
from autograder.catalogue.draw import Draw
from course_utils.core.verdict import Verdict
from tests.keys import verdict_by


def verdict_on(entry, obj, seed=3) -> Verdict:
    return verdict_by(entry, obj, seed)


@pytest.mark.parametrize("seed", range(3))
def test_the_networks_gradients_are_autograds_and_the_central_differences(seed):
    for case in backprop_mlp.cases(Draw(seed)):
        case = case.as_double()
        weights = {name: case[name] for name in ("w0", "b", "w1")}

        def loss(w0, b, w1, case=case):
            return F.cross_entropy((case["x"] @ w0 + b).relu() @ w1, case["y"])

        found = backprop_mlp.backprop_mlp(case["x"], case["y"], **weights)
        leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
        loss(**leaves).backward()
        for name, value in weights.items():
            tried = numerical_gradient.numerical_gradient(
                lambda moved, name=name, w=weights: loss(**{**w, name: moved}), value
            )
            torch.testing.assert_close(found[f"d_{name}"], leaves[name].grad)
            torch.testing.assert_close(found[f"d_{name}"], tried, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_a_layers_gradients_are_the_central_differences(seed):
    for case in affine_backward.cases(Draw(seed)):
        case = case.as_double()
        x, w, d_out = case["x"], case["w"], case["d_out"]
        b = torch.zeros(w.shape[1], dtype=torch.float64)

        def loss(x, w, b, d_out=d_out):
            return (d_out * (x @ w + b)).sum()

        d_x, d_w, d_b = affine_backward.affine_backward(x, w, d_out)
        for found, moved in ((d_x, "x"), (d_w, "w"), (d_b, "b")):
            given = {"x": x, "w": w, "b": b}
            measured = numerical_gradient.numerical_gradient(
                lambda v, moved=moved, given=given, loss=loss: loss(**{**given, moved: v}),
                given[moved],
            )
            torch.testing.assert_close(found, measured, rtol=1e-6, atol=1e-8)


def test_what_a_layer_returns_first_counts_where_the_last_is_missing():
    def two(x, w, d_out):
        return d_out @ w.T, x.T @ d_out

    verdict = verdict_on(affine_backward.entry, two)
    assert (verdict.state, verdict.mistake) == ("wrong", "not-three")
    assert verdict.parts == {"d_x and d_w": 1}


@pytest.mark.parametrize("seed", range(3))
def test_units_are_on_and_off_and_no_pre_activation_is_at_the_kink(seed):
    for case in backprop_mlp.cases(Draw(seed)):
        for name in ("x", "second x"):
            pre = case[name] @ case["w0"] + case["b"]
            assert pre.abs().min() > 0.01
            assert bool((pre > 0).any()) and bool((pre < 0).any())


def test_the_vector_jacobian_product_is_that_of_the_whole_jacobian():
    case = vjp.cases(Draw(1))[0].as_double()
    a, b, v = case["a"], case["b"], case["v"]
    for_a, for_b = torch.autograd.functional.jacobian(lambda a, b: 3 * a**3 - b**2, (a, b))
    found = vjp.vjp_q(a, b, v)
    torch.testing.assert_close(found[0], v @ for_a)
    torch.testing.assert_close(found[1], v @ for_b)


def test_a_cleared_gradient_is_none_or_zeros():
    def none(w, lr):
        w.data -= lr * w.grad
        w.grad = None

    def zeros(w, lr):
        w.data -= lr * w.grad
        w.grad.zero_()

    assert verdict_on(gd_step.entry, none).state == "passed"
    assert verdict_on(gd_step.entry, zeros).state == "passed"


def test_a_numerical_gradient_in_float32_is_refused_at_the_default_step():
    verdict = verdict_on(
        numerical_gradient.entry,
        lambda f, x, h=1e-5: numerical_gradient.numerical_gradient(f, x.float(), h),
    )
    assert verdict.state == "wrong" and verdict.mistake == "single-precision"
    assert verdict.parts == {"with a given h": 1, "x kept": 1}


def test_moving_x_in_place_is_right_when_its_bits_come_back():
    assert (
        verdict_on(numerical_gradient.entry, numerical_gradient.in_place_and_back).state == "passed"
    )
