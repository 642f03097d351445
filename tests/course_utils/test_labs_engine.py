"""Chapter 7's labs: the student's own engine and step, and what depth does to a gradient."""

from __future__ import annotations

import re

import pytest
import torch

from course_utils import NotAttempted, digits, labs
from tests.course_utils.samples import Dual, Templates, towards

READER = Templates(*range(10))


def three() -> torch.Tensor:
    return digits.load().x_test[283] / 255


# ---------------------------------------------------------------------- values


def test_the_numbers_are_the_engines_own() -> None:
    lab = labs.values(Dual, lambda a, b: (a * b + a**2).relu(), a=2.0, b=-0.5)
    assert lab.figure.text == (
        "The end is 3; a = 2 with grad 3.5, b = −0.5 with grad 2. PyTorch finds the same numbers."
    )
    assert "The end is 0; a = 2 with grad 0, b = −4 with grad 0." in lab.at(b=-4.0).text


def test_numbers_on_either_side_and_every_operation_are_drawn() -> None:
    lab = labs.values(Dual, lambda a: (2 - a) * 3 + (1 + -a) ** 3 - a - 1, a=0.5)
    assert "PyTorch finds the same numbers." in lab.figure.text
    for title in ("2 −", "× 3", "1 +", "** 3", "− 1"):
        assert f">{title}<" in lab.figure.svg or f">end: {title}<" in lab.figure.svg


class Forgets(Dual):
    """Its product keeps the value in the slope's place."""

    def __mul__(self, other):
        product = super().__mul__(other)
        product.back = lambda g: self.add_grad(g * product.data)
        return product


def test_an_engine_that_differs_from_pytorch_is_told_where() -> None:
    lab = labs.values(Forgets, lambda a, b: a * b + b, a=2.0, b=3.0)
    assert "PyTorch disagrees: grad of a is 6, expected 3." in lab.figure.text


def test_what_the_end_was_not_made_of_is_not_drawn() -> None:
    def recipe(a):
        a * 7
        return a + 1

    assert "Boxes for 2 numbers" in labs.values(Dual, recipe, a=1.0).figure.alt


def long_recipe(a):
    for _ in range(30):
        a = a + 1
    return a


@pytest.mark.parametrize(
    ("recipe", "numbers", "words"),
    [
        (lambda: 1, {}, "one to four inputs, not 0"),
        (lambda a: 3, {"a": 1.0}, "has to return something that it computed"),
        (lambda a: a, {"a": 1.0}, "has to return something that it computed"),
        (long_recipe, {"a": 1.0}, "makes 31 numbers; a picture holds"),
    ],
)
def test_a_recipe_that_cannot_be_drawn_says_why(recipe, numbers, words, capsys) -> None:
    with pytest.raises(ValueError, match=words):
        labs.values(Dual, recipe, **numbers)


def test_an_empty_engine_is_an_exercise_that_is_still_empty() -> None:
    class Value:
        def __init__(self, data):
            raise NotAttempted

    with pytest.raises(NotAttempted):
        labs.values(Value, lambda a: a + 1, a=1.0)


def test_no_gradient_of_the_readers_is_touched_where_gradients_are_off() -> None:
    with torch.no_grad():
        assert "finds the same" in labs.values(Dual, lambda a: a * a, a=3.0).figure.text
        assert not torch.is_grad_enabled()


# ---------------------------------------------------------------------- nudges


def test_the_students_own_step_moves_the_image() -> None:
    calls = []

    def mine(model, x, target, step, limit):
        calls.append((tuple(x.shape), target.tolist(), step, limit))
        return towards(model, x, target, step, limit)

    lab = labs.nudges(mine, READER, three(), target=8, size=0.2, steps=2)
    assert calls == [((1, 784), [8], 0.1, 0.1)] * 2
    assert lab.figure.text.startswith("2 steps of 0.1 towards 8: no pixel moves by more than 0.20.")
    calls.clear()
    assert "nothing moves" in lab.at(size=0.0).text
    assert not calls
    lab.at(towards="5", steps=1)
    assert calls == [((1, 784), [5], 0.2, 0.2)]


def test_a_larger_size_says_what_changed() -> None:
    lab = labs.nudges(towards, READER, three(), target=8)
    assert "now it says 8" in lab.at(size=0.3, steps=20).text
    assert "said 3" in lab.figure.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: labs.nudges(towards, READER, torch.zeros(5)), "784 numbers, not of 5"),
        (lambda: labs.nudges(towards, lambda x: x[:, :3], three()), r"returned \(1, 3\)"),
        (lambda: labs.nudges(lambda *a: torch.zeros(3), READER, three()), r"nudge returned \(3,\)"),
    ],
)
def test_what_does_not_fit_is_said(wrong, words) -> None:
    with pytest.raises(ValueError, match=words):
        wrong()


# ---------------------------------------------------------------------- depth


def ratio(lab, **settings) -> float:
    words = lab.at(**settings).text
    return float(re.search(r"The first gets (\S+) of", words)[1].replace("−", "-"))


def test_sigmoids_vanish_by_more_than_four_for_each_layer() -> None:
    lab = labs.depth()
    by_depth = [ratio(lab, layers=layers) for layers in (5, 10, 20, 30)]
    assert by_depth == sorted(by_depth, reverse=True)
    assert by_depth[2] < 0.25**19


def test_relu_keeps_its_size_with_a_gain_of_root_two_alone() -> None:
    lab = labs.depth(unit="ReLU", gain="√2")

    def first(**settings) -> float:
        words = lab.at(**settings).text
        return float(re.search(r"norm (\S+),", words)[1].replace("−", "-"))

    assert all(0.1 < first(layers=layers) < 10 for layers in (5, 10, 20, 30))
    assert first(layers=30, gain="1") < 1e-4
    assert first(layers=30, gain="2") > 1e6
    assert 0.2 < ratio(lab, layers=20) < 1
