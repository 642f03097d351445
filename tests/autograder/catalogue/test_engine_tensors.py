"""What is special to chapter 7's tensors: independent references, and what contracts leave open."""

from __future__ import annotations

import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import course_utils.probes.engine  # noqa: F401 - registers the probes
from autograder.build.header import fresh_visible_keys
from autograder.catalogue import Entry, run
from autograder.catalogue.draw import Draw
from autograder.catalogue.engine import clip_grad, hvp, input_gradient, nudge, sum_to_shape
from course_utils.core.judge import judge
from course_utils.core.verdict import Verdict
from course_utils.probes.engine_tensors import _OPERANDS, _counting, _Reader
from tests.autograder.catalogue.test_outside import FOLDER, answer_of
from tests.keys import verdict_by

ENTRIES = [module.entry for module in (sum_to_shape, input_gradient, nudge, hvp, clip_grad)]
each_seed = pytest.mark.parametrize("seed", range(3))

# By exercise, then by a wrong answer of the catalogue or of outside/: the parts that it loses.
LOST: dict[str, dict[str, set[str]]] = {
    "sum-to-shape": {
        "leading-only": {"axes of length 1", "both, and neither"},
        "ones-only": {"leading axes", "both, and neither"},
        "elif": {"both, and neither"},
    },
    "input-gradient": {
        "mean-reduction": {"the gradient"},
        "flattened/1": {"the gradient"},
        "backward-fills": {"nothing else changed"},
        "parameters-cleared/2": {"nothing else changed"},
        "left-in-eval/1": {"nothing else changed"},
        "left-in-train/1": {"nothing else changed"},
        "requires-grad-on-x": {"nothing else changed"},
    },
    "nudge": {
        "zero-moves/1": {"the step"},
        "accumulates/1": {"the step"},
        "changes-x": {"the step"},
        "no-limit": {"the limit"},
        "no-range": {"between 0 and 1"},
        "upper-end-only/1": {"between 0 and 1"},
        "limit-above-only/1": {"the limit"},
    },
    "hvp": {
        "only-vectors": {"of any shape, without the Hessian"},
        "full-hessian": {"of any shape, without the Hessian"},
        "f-in-a-loop/1": {"of any shape, without the Hessian"},
        "accumulates": {"of a vector", "of any shape, without the Hessian"},
    },
    "clip-grad": {
        "forgets-to-return": {"the norm"},
        "total-afterwards/1": {"the norm"},
        "generator-twice": {"too long"},
        "per-parameter-torch": {"too long"},
        "clip-value": {"too long"},
        "new-tensors": {"in place, and nothing else"},
        "none-crashes": {"in place, and nothing else"},
        "no-condition": {"in place, and nothing else"},
        "zero-division": {"in place, and nothing else"},
    },
}


def verdict_on(entry: Entry, obj: object, seed: int = 3) -> Verdict:
    return verdict_by(entry, obj, seed)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_is_right_keeps_its_points(entry):
    parts = {part.name for part in entry.exercise.parts}
    keys = fresh_visible_keys(entry.id)
    wrong = {one.name: one.obj for _, one in entry.wrong}
    for name, lost in LOST[entry.id].items():
        path = FOLDER / f"{entry.id}--{name}.py"
        obj = answer_of(path.stem, entry) if path.exists() else wrong[name]
        verdict = judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])
        assert parts - set(verdict.parts) == lost, name
    assert set().union(*LOST[entry.id].values()) == parts, "a part is lost by nobody"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
@pytest.mark.parametrize("nothing", (lambda *given: None, lambda *given: 0.0), ids=("None", "0"))
def test_doing_nothing_earns_nothing(entry, nothing):
    assert verdict_on(entry, nothing).score == 0


@pytest.mark.parametrize("entry", ENTRIES[:-1], ids=lambda entry: entry.id)
def test_returning_the_argument_earns_nothing(entry):
    place = 0 if entry.id == "sum-to-shape" else 1
    assert verdict_on(entry, lambda *given: given[place]).score == 0


# ------------------------------------------------------------------------------ sum-to-shape


@each_seed
def test_the_sum_is_what_autograd_gives_a_broadcast_operand(seed):
    for case in sum_to_shape.cases(Draw(seed)):
        for kind in _OPERANDS:
            g, shape = case[f"g of {kind}"], case[f"shape of {kind}"]
            operand = torch.zeros(shape, dtype=g.dtype, requires_grad=True)
            (operand + torch.zeros_like(g)).backward(g)
            found = sum_to_shape.sum_to_shape(g, torch.Size(shape))
            torch.testing.assert_close(found, operand.grad)


def test_every_kind_of_operand_is_among_the_cases():
    for case in sum_to_shape.cases(Draw(1)):
        pairs = {kind: (case[f"g of {kind}"].shape, case[f"shape of {kind}"]) for kind in _OPERANDS}
        lacking = {kind for kind, (whole, own) in pairs.items() if len(whole) > len(own)}
        ones = {
            kind
            for kind, (whole, own) in pairs.items()
            if any(a != b == 1 for a, b in zip(reversed(whole), reversed(own), strict=False))
        }
        assert (
            lacking - ones and ones - lacking and lacking & ones and pairs.keys() - lacking - ones
        )
        assert any(not own for _, own in pairs.values())
        places = {i for whole, own in pairs.values() for i, n in enumerate(own) if n == 1}
        assert {0, 1, 2, 3} <= places


# ---------------------------------------------------------------------------- input-gradient


@each_seed
def test_the_gradient_for_the_data_is_the_central_difference(seed):
    case = input_gradient.cases(Draw(seed))[0].as_double()
    model, h = _Reader(case), 1e-6
    for x, y in (("x", "y"), ("images", "labels of images")):
        data, labels = case[x], case[y]
        found = input_gradient.input_gradient(model, data, labels)
        for place in itertools.product(*(range(size) for size in data.shape)):
            ends = []
            for way in (h, -h):
                moved = data.clone()
                moved[place] += way
                loss = F.cross_entropy(model(moved), labels, reduction="sum")
                ends.append(float(loss.detach()))
            assert abs((ends[0] - ends[1]) / (2 * h) - float(found[place])) < 1e-6


@pytest.mark.parametrize("mode", (True, False))
def test_in_which_mode_the_gradient_is_computed_is_left_open(mode):
    def chosen(model, x, y):
        was = model.training
        model.train(mode)
        leaf = x.clone().requires_grad_()
        (g,) = torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)
        model.train(was)
        return g

    assert verdict_on(input_gradient.entry, chosen).state == "passed"


def test_of_two_mistakes_the_numbers_come_first():
    def both(model, x, y):
        x.requires_grad_()
        F.cross_entropy(model(x), y).backward()
        return x.grad

    verdict = verdict_on(input_gradient.entry, both)
    assert verdict.mistake == "mean" and verdict.score == 0


# -------------------------------------------------------------------------------------- nudge


@each_seed
def test_a_small_step_lowers_the_loss_and_keeps_to_both_bounds(seed):
    for case in nudge.cases(Draw(seed)):
        model, x, target = _Reader(case), case["x"], case["target"]
        before = float(F.cross_entropy(model(x), target).detach())
        moved = nudge.nudge(model, x, target, 0.001, 0.5)
        assert float(F.cross_entropy(model(moved), target).detach()) < before
        for data, y in (("edges", "target"), ("images", "targets of images")):
            moved = nudge.nudge(model, case[data], case[y], case["large step"], case["small limit"])
            assert float((moved - case[data]).abs().max()) <= case["small limit"] + 1e-6
            assert float(moved.min()) >= 0 and float(moved.max()) <= 1


@each_seed
def test_limit_and_step_are_in_both_orders_and_neither_clamp_hides_the_other(seed):
    for case in nudge.cases(Draw(seed)):
        assert case["small limit"] < case["large step"] and 2 * case["step"] < case["limit"]
        reach = case["limit"]
        assert reach < float(case["x"].min()) and float(case["x"].max()) < 1 - reach
        assert case["large step"] < float(case["images"].min())


def test_of_two_missing_bounds_both_parts_are_lost_and_the_step_keeps_its_point():
    def unbounded(model, x, target, step, limit):
        leaf = x.clone().requires_grad_()
        F.cross_entropy(model(leaf), target).backward()
        return x - step * leaf.grad.sign()

    verdict = verdict_on(nudge.entry, unbounded)
    assert verdict.parts == {"the step": 1} and verdict.mistake == "limit-and-range-missing"


# ---------------------------------------------------------------------------------------- hvp


@each_seed
def test_the_product_is_that_of_the_whole_hessian(seed):
    for case in hvp.cases(Draw(seed)):
        f, _ = _counting(case)
        x, v = case["x"], case["v"]
        hessian = torch.autograd.functional.hessian(f, x).reshape(x.numel(), x.numel())
        torch.testing.assert_close(hvp.hvp(f, x, v).reshape(-1), hessian @ v.reshape(-1))
        mixed = hessian - hessian.diagonal().diag()
        assert x.numel() == 1 or float(mixed.abs().max()) > 0.05


def test_a_difference_of_two_gradients_has_the_right_numbers_and_passes():
    assert verdict_on(hvp.entry, hvp.central).state == "passed"


def test_a_third_call_of_f_costs_the_second_part():
    def thrice(f, x, v):
        f(x), f(x)
        return hvp.hvp(f, x, v)

    assert verdict_on(hvp.entry, thrice).parts == {"of a vector": 1}


# ---------------------------------------------------------------------------------- clip-grad


@each_seed
def test_scaling_is_what_torch_does(seed):
    for case in clip_grad.cases(Draw(seed)):
        for limit in ("max norm", "large norm"):
            mine, theirs = ([nn.Parameter(case[name]) for name in "pqr"] for _ in range(2))
            for leaf, twin, name in zip(mine, theirs, "pqr", strict=True):
                leaf.grad, twin.grad = case[f"grad of {name}"], case[f"grad of {name}"]
            total = nn.utils.clip_grad_norm_(theirs, case[limit])
            assert clip_grad.clip_grad(mine, case[limit]) == pytest.approx(float(total), rel=1e-6)
            for leaf, twin in zip(mine, theirs, strict=True):
                torch.testing.assert_close(leaf.grad, twin.grad)


@each_seed
def test_only_one_of_the_two_limits_is_below_the_norm(seed):
    for case in clip_grad.cases(Draw(seed)):
        norms = [float(case[f"grad of {name}"].norm()) for name in "pqr"]
        total = sum(norm**2 for norm in norms) ** 0.5
        assert 3 * case["max norm"] < total < case["large norm"] < sum(norms)
        assert float(case["grad of p"].abs().max()) > case["max norm"]
