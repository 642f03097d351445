"""The graph's gradients step by step, and the secant that becomes a tangent."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from course_utils import labs
from course_utils.labs.plane import tick_text

# ------------------------------------------------------------------------ graph


def slide() -> dict[str, torch.Tensor]:
    a = torch.ones(3, requires_grad=True)
    b = a + 1
    c = b * b
    return {"a": a, "b": b, "c": c, "d": c.sum()}


def test_gradients_flow_back_one_operation_at_a_time() -> None:
    nodes = slide()
    lab = labs.graph(nodes["d"], nodes)
    told = [lab.at(step=step).text for step in range(4)]
    assert "respect to itself, 1." in told[0]
    assert "d passes its gradient on. Now c has (1, 1, 1)." in told[1]
    assert "b has (4, 4, 4). b was used twice, so two parts add up." in told[2]
    assert "keep this in .grad of a only" in told[3]


def test_no_gradient_of_the_readers_is_touched_and_backward_still_works() -> None:
    nodes = slide()
    nodes["a"].grad = torch.full((3,), 7.0)
    labs.graph(nodes["d"], nodes)
    assert nodes["a"].grad.tolist() == [7.0, 7.0, 7.0]
    nodes["d"].backward()
    assert nodes["a"].grad.tolist() == [11.0, 11.0, 11.0]


def test_the_gradients_of_a_network_are_those_of_backward() -> None:
    torch.manual_seed(0)
    layer = nn.Linear(4, 1)
    net = nn.Sequential(layer, nn.ReLU())
    loss = net(torch.rand(6, 4)).square().mean()
    text = labs.graph(loss, dict(net.named_parameters()), loss=loss)
    loss.backward()
    bias = layer.bias.grad
    assert bias is not None
    drawn = "".join(text.at(step=s).svg for s in text.controls["step"].values)
    assert f"grad {tick_text(float(bias))}" in drawn


def test_a_graph_that_backward_has_freed_is_drawn_without_gradients() -> None:
    nodes = slide()
    nodes["d"].backward()
    lab = labs.graph(nodes["d"], nodes)
    assert "backward has run already" in lab.figure.text
    assert not lab.controls


def test_a_vector_wants_the_gradient_that_begins() -> None:
    nodes = slide()
    assert "give gradient=v" in labs.graph(nodes["c"], nodes).figure.text
    v = torch.tensor([1.0, 0.0, 2.0])
    assert "Now a has (4, 0, 8)" in labs.graph(nodes["c"], nodes, gradient=v).figure.text
    with pytest.raises(ValueError, match=r"shape \(3,\), not \(2,\)"):
        labs.graph(nodes["c"], gradient=torch.ones(2))


def test_a_long_graph_is_cut_with_a_sentence() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x
    for _ in range(60):
        y = y * 1.5
    lab = labs.graph(y.sum(), x=x)
    assert "48 more tensors lie further back and are not drawn." in lab.figure.text
    assert "Now mul has (2.25, 2.25)" in lab.at(step=3).text
    assert lab.figure.svg.count("mul") <= 14


def test_a_broadcast_bias_has_the_sum_over_the_batch() -> None:
    bias = torch.zeros(2, requires_grad=True)
    out = (torch.ones(5, 2) + bias).sum()
    assert "bias has (5, 5)" in labs.graph(out, bias=bias).figure.text


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (3.0, "not a float"),
        (torch.ones(2), "no graph"),
        (torch.ones(2, requires_grad=True).detach(), "no graph"),
    ],
)
def test_what_has_no_graph_is_refused_in_words(thing, words) -> None:
    with pytest.raises(ValueError, match=words):
        labs.graph(thing)


@pytest.mark.parametrize(
    "leaf",
    [
        torch.tensor(2.0),
        torch.tensor([math.nan, math.inf, -math.inf]),
        torch.ones(0),
        torch.ones(3000, 3000),
        torch.ones(2, 2, dtype=torch.complex64),
    ],
    ids=["0-d", "not finite", "empty", "huge", "complex"],
)
def test_any_leaf_gives_a_picture_with_words(leaf: torch.Tensor) -> None:
    leaf = leaf.clone().requires_grad_()
    end = (leaf * 3).abs().sum()
    text = labs.graph(end, leaf=leaf).figure.text
    assert text.endswith(".")


def test_a_leaf_alone_is_a_picture() -> None:
    leaf = torch.ones((), requires_grad=True)
    assert "no way back" in labs.graph(leaf, w=leaf).figure.text


def test_several_results_of_one_operation_are_survived() -> None:
    x = torch.arange(6.0, requires_grad=True)
    first, second = x.split(3)
    assert "x has" in labs.graph((first * second).sum(), x=x).figure.text


# ----------------------------------------------------------------------- secant


def test_truncation_and_rounding_are_told_apart() -> None:
    lab = labs.secant(lambda x: x**3, 2.0)
    assert "the error 2. Truncation" in lab.at(h=10**-0.5).text
    assert "Rounding" in lab.at(h=1e-13).text
    assert "both points are the same" in lab.at(h=1e-16).text
    best = lab.at(h=1e-8).text
    assert "about the best h" in best
    assert "Smallest error" in best


def test_the_central_difference_has_the_smaller_error() -> None:
    lab = labs.secant(torch.sin, 1.0)

    def error(kind: str) -> float:
        text = lab.at(h=1e-2, kind=kind).text
        return float(text.split("the error ")[1].split(". ")[0].replace("−", "-"))

    assert error("central") < error("one-sided") / 100


def test_float32_gives_up_earlier() -> None:
    lab = labs.secant(torch.square, 2.0)
    assert "both points are the same" in lab.at(h=1e-8, dtype="float32").text
    assert "both points are the same" not in lab.at(h=1e-8).text


def test_a_slope_that_autograd_cannot_see_can_be_given() -> None:
    def f(x):
        return x.detach() ** 2

    with pytest.raises(ValueError, match="derivative="):
        labs.secant(f, 1.0)
    assert "the right one 2" in labs.secant(f, 1.0, derivative=2).figure.text


@pytest.mark.parametrize(("f", "x"), [(torch.log, -1.0), (torch.log, 0.0), (torch.sqrt, 0.0)])
def test_a_place_without_a_slope_is_refused_in_words(f, x) -> None:
    with pytest.raises(ValueError, match="choose"):
        labs.secant(f, x)


def test_a_function_that_is_not_finite_beside_x_is_drawn() -> None:
    lab = labs.secant(torch.log, 0.5)
    assert "nan" in lab.at(h=1.0, kind="central").text
    assert "nan" not in lab.at(h=1.0, kind="central").svg
