"""What each lab answers: the right step, cause, mistake; and a sentence for what is hostile."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import nn

from course_utils import digits as real
from course_utils import labs
from course_utils.labs.ledger import BACKWARD, STEP, ZERO, diagnose
from course_utils.labs.loop import ORDERS, RATES, TIMES
from course_utils.labs.plane import tick_text, ticks
from course_utils.labs.raster import ground_png
from course_utils.labs.shapes import parse
from tests.course_utils.samples import LABS, clouds, fresh, height

# ---------------------------------------------------------------------- descent


def test_above_the_limit_it_diverges_and_the_curvature_says_why() -> None:
    lab = labs.descent(height, (-8.0, 1.6))
    assert "bears lr up to 2/λ = 1." in lab.at(lr=0.7).text
    words = lab.at(lr=1.5).text
    assert "It diverges" in words
    assert "curvature λ = 2" in words


def test_momentum_bears_more() -> None:
    lab = labs.descent(height, (-8.0, 1.6))
    assert "diverges" in lab.at(lr=1.5).text
    assert "(2 + 2μ)/λ = 1.9" in lab.at(lr=1.5, momentum=0.9).text
    assert "diverges" not in lab.at(lr=1.5, momentum=0.9, steps=60).text


def test_a_step_above_one_over_the_curvature_swings() -> None:
    assert "swings" in labs.descent(height, (-8.0, 1.6)).at(lr=0.7).text


def test_your_own_optimizer_takes_the_steps() -> None:
    taken = []

    class Mine:
        def __init__(self, params, lr, momentum):
            self.params, self.lr = list(params), lr

        def step(self):
            taken.append(self.lr)
            with torch.no_grad():
                for p in self.params:
                    p.sub_(self.lr * p.grad)

    labs.descent(height, (-4.0, 1.0), Mine, lr=0.123)
    assert taken == [0.123] * 30


@pytest.mark.parametrize(
    ("surface", "start"),
    [
        (lambda a, b: a * math.nan, (-4.0, 1.0)),
        (lambda a, b: torch.ones(3), (-4.0, 1.0)),
        (height, (math.nan, 1.0)),
    ],
    ids=["nan", "wrong shape", "start"],
)
def test_a_surface_or_start_without_numbers_is_refused_in_words(surface, start) -> None:
    with pytest.raises(ValueError, match="finite"):
        labs.descent(surface, start)


def test_a_straight_slope_has_no_curvature_and_is_drawn() -> None:
    assert "the loss goes from" in labs.descent(lambda a, b: 2 * a + b, (1.0, 1.0)).figure.text


# ----------------------------------------------------------------- broadcasting


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(4, 1)", "(3,)"), ("()", "(2, 2)"), ("(8, 1, 28, 28)", "(1, 3, 1, 1)"), ("(0,)", "(1,)"),
        ("(0, 3)", "(3,)"), ("(2, 3)", "(2,)"), ("(0,)", "(2,)"), ("()", "()"), ("(5,)", "(5,)"),
    ],
)  # fmt: skip
def test_broadcasting_says_what_torch_does(left: str, right: str) -> None:
    text = labs.broadcasting(left, right).figure.text
    shapes = [parse(shape) for shape in (left, right)]
    try:
        result = tuple(torch.broadcast_shapes(*shapes))
    except RuntimeError:
        assert "do not fit" in text
    else:
        assert f"give {result}" in text


@pytest.mark.parametrize(
    "typed",
    ["(4, x1a)", "(-1, 2)", "hello", "(2.5,)", "(1, 2, 3, 4, 5, 6, 7)", "(99999999,)", "²", "٣"],
)
def test_what_is_no_shape_gets_a_sentence(typed: str) -> None:
    words = labs.broadcasting().at(left=typed).text
    assert typed in words
    assert "\n" not in words


@pytest.mark.parametrize("typed", ["4,1", "4 1", "[4, 1]", "torch.Size([4, 1])", "4×1", " (4,1) "])
def test_a_shape_may_be_typed_in_many_ways(typed: str) -> None:
    assert parse(typed) == (4, 1)


def test_a_table_that_nobody_asked_for_is_pointed_out() -> None:
    assert "is a whole table what you meant?" in labs.broadcasting((4, 1), (4,)).figure.text


# ------------------------------------------------------------------------ layer


def numbers() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    x = torch.tensor([[1.0, -1.0], [2.0, 0.5]])
    return x, torch.tensor([[1.0, 2.0, 0.0], [3.0, -1.0, 1.0]]), torch.tensor([0.0, 1.0, -1.0])


def test_the_order_of_filling_is_the_ways() -> None:
    lab = labs.layer(*numbers())
    assert "Sample 0, neuron 1" in lab.at(way="sample by sample", done=2).text
    assert "Sample 1, neuron 0" in lab.at(way="neuron by neuron", done=2).text
    assert "All 6 numbers at once: (2, 2) @ (2, 3) + (3,) is (2, 3)" in lab.at(
        way="as one product").text  # fmt: skip


def test_a_sum_is_written_out() -> None:
    words = labs.layer(*numbers()).at(done=1).text
    assert "1·1 + (−1)·3 + 0 = −2, and ReLU makes it 0." in words


def test_your_layer_is_compared_number_by_number() -> None:
    def forgets_the_bias(x, w, b):
        return (x @ w).clamp(min=0)

    words = labs.layer(*numbers(), forgets_the_bias).figure.text
    assert "Yours differs in 3 of 6 places (≠), first at sample 0, neuron 1" in words
    assert "≠" in labs.layer(*numbers(), forgets_the_bias).at(done=6).svg


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x, w, b: (x[0], w, b), "wants x"),
        (lambda x, w, b: (x, w.mT, b), "as many columns"),
        (lambda x, w, b: (x.repeat(9, 1), w, b), "1 to 5"),
        (lambda x, w, b: (x, w, b, lambda x, w, b: x), r"returned \(2,\), not \(3,\)"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused_in_words(change, words) -> None:
    with pytest.raises(ValueError, match=words):
        labs.layer(*change(*numbers()))


def test_a_layer_of_nan_is_drawn() -> None:
    x, w, b = numbers()
    assert "nan" in labs.layer(x * math.nan, w, b).at(done=1).text


# ------------------------------------------------------------------------- loop


@pytest.mark.parametrize(
    ("calls", "name"),
    [
        ((ZERO, BACKWARD, STEP), "right"),
        ((BACKWARD, STEP, ZERO), "right"),
        ((BACKWARD, STEP), "gradients accumulate"),
        ((BACKWARD, ZERO, STEP), "cleared too early"),
        ((ZERO, STEP, BACKWARD), "cleared too early"),
        ((STEP, ZERO, BACKWARD), "a stale gradient"),
        ((STEP, BACKWARD), "gradients accumulate"),
        ((ZERO, BACKWARD), "no step"),
        ((ZERO, STEP), "no backward"),
        ((), "no step"),
        ((ZERO, BACKWARD, BACKWARD, STEP), "backward twice"),
        ((ZERO, BACKWARD, STEP, STEP), "step twice"),
        ((ZERO, BACKWARD, BACKWARD, STEP, STEP), "backward twice"),
    ],
)
def test_the_mistake_of_a_loop_is_named(calls, name) -> None:
    assert diagnose(calls).name == name


def test_what_the_book_says_is_what_training_does() -> None:
    """Right loops, and only these, walk the right loop's way; idle ones stay where they are."""
    lab = labs.loop()

    def losses(text: str) -> tuple[str, str]:
        way = text.split("the loss goes from ")[1]
        return way.split(" to ")[0], way.split(" to ")[1].split(" in ")[0]

    right = losses(lab.at(lr=0.02).text)
    for order, zero, backward, step in itertools.product(ORDERS, (True, False), TIMES, TIMES):
        text = lab.at(order=order, zero=zero, backward=backward, step=step, lr=0.02).text
        first, last = losses(text)
        if "as it should be" in text:
            assert (first, last) == right
        elif any(words in text for words in ("nobody uses", "No error", "does nothing")):
            assert first == last
        else:
            assert last != right[1]


def test_without_zero_grad_a_large_rate_runs_away() -> None:
    words = labs.loop().at(zero=False, lr=max(RATES)).text
    assert "zero_grad is missing" in words


def test_an_optimizer_that_raises_is_quoted() -> None:
    class Broken:
        def __init__(self, params, lr):
            pass

        def zero_grad(self):
            pass

        def step(self):
            raise RuntimeError("no way\nout")

    assert "It raises: no way (the right loop" in labs.loop(Broken).figure.text


# ------------------------------------------------- training, digits, optimizers


def test_a_boundary_is_seen_to_move() -> None:
    lab = LABS["training"]()
    assert "After 0 of 40 rounds 40.0%" in lab.at(frame=0).text
    assert lab.at(lr=3.0, frame=40).text != lab.at(lr=0.03, frame=40).text


def test_a_classifier_of_nan_is_told() -> None:
    def make(rate):
        return (lambda: None), lambda points: points[:1] * math.nan

    assert "not finite" in labs.training(make, *clouds()).figure.text


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (torch.ones(3, 4), torch.ones(1, 4), "wants x"),
        (torch.ones(2, 0), torch.ones(1, 0), "wants x"),
        (torch.full((2, 4), math.nan), torch.ones(1, 4), "no place in the plane"),
    ],
)
def test_examples_without_a_place_are_refused_in_words(x, y, words) -> None:
    with pytest.raises(ValueError, match=words):
        labs.training(fresh, x, y)


def test_a_predictor_of_the_wrong_shape_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"returned \(2, 1681\) for 1681 points"):
        labs.training(lambda rate: (lambda: None, lambda points: points), *clouds())


def test_wrong_digits_come_first_and_the_surest_before_all() -> None:
    some = real.load()
    images, labels = some.x_test[:60], some.y_test[:60]
    logits = nn.functional.one_hot(labels, 10) * 3.0
    for place, certainty in ((7, 1.0), (40, 9.0)):
        logits[place] = 0
        logits[place, (int(labels[place]) + 1) % 10] = certainty
    lab = labs.digits(images, labels, logits)
    expected = [f"{int(labels[i])} taken for {(int(labels[i]) + 1) % 10}" for i in (40, 7)]
    assert lab.figure.text.startswith(f"2 of 60 are wrong. Page 1 of 3 shows 24: {expected[0]}")
    assert expected[1] in lab.figure.text
    assert lab.at(page=2).text.endswith("all of them right.")
    only = lab.at(which=f"only {int(labels[7])}", page=3).text
    assert expected[1] in only


def test_logits_that_are_not_finite_are_drawn() -> None:
    some = real.load()
    lab = labs.digits(some.x_test[:3], some.y_test[:3], torch.full((3, 10), math.nan))
    assert "of 3 are wrong" in lab.figure.text


@pytest.mark.parametrize("count", [0, 2001])
def test_no_digit_and_too_many_are_refused_in_words(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 2,000"):
        labs.digits(torch.zeros(count, 28, 28), torch.zeros(count).long(), torch.zeros(count, 10))


def test_optimizers_are_ranked_and_the_lost_are_named() -> None:
    lab = LABS["optimizers"]()
    words = lab.at(factor=10.0).text
    assert "SGD is worse than the start" in words
    assert words.index("SGD: ") > words.index("Adam: ")
    assert "On real digits" in lab.at(place="real digits").text


def test_optimizers_have_rates_of_their_own_for_each_place() -> None:
    """As chapter 6 says: on the digits nobody leaves for good, SGD is slowest at small rates."""
    from torch import optim

    lab = labs.optimizers(
        {
            "SGD": (optim.SGD, (0.05, 3.0)),
            "momentum": (lambda params, lr: optim.SGD(params, lr=lr, momentum=0.9), (0.02, 3.0)),
            "Adam": (optim.Adam, (0.3, 0.2)),
        }
    )

    def losses(**at: object) -> dict[str, float]:
        told = lab.at(place="real digits", **at).text.split(" steps: ")[1].split(". ")[0]
        pairs = (part.split(": ") for part in told.rstrip(".").split("; "))
        return {name: float(value) for name, value in pairs}

    small = losses(factor=0.1)
    assert small["SGD"] > 3 * max(small["momentum"], small["Adam"])
    assert max(losses(factor=10.0).values()) < 0.1
    early = [losses(factor=10.0, step=step) for step in range(1, 16)]
    highest = {name: max(step[name] for step in early) for name in small}
    assert min(highest.values()) > 2 * math.log(10)
    assert 3 * highest["Adam"] < min(highest["SGD"], highest["momentum"])
    assert "SGD and momentum are worse than the start" in lab.at(factor=10.0).text


def test_too_many_optimizers_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        labs.optimizers({})


# ------------------------------------------------------------------ small parts


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (-0.0, "0"), (1e-8, "1e−8"), (-2.5, "−2.5"), (1e20, "1e20"), (math.nan, "nan"),
     (-math.inf, "−inf"), (12.0, "12")],
)  # fmt: skip
def test_numbers_are_written_for_people(value: float, words: str) -> None:
    assert tick_text(value) == words


def test_an_axis_has_round_numbers() -> None:
    assert [text for _, text in ticks((0.0, 20.0), False, 5)] == ["0", "5", "10", "15", "20"]
    assert [text for _, text in ticks((0.4, 12.0), True, 5)] == ["0.5", "1", "2", "5", "10"]
    assert ticks((0.0, math.inf), False, 6) == []


def test_a_ground_is_a_png_that_others_can_read() -> None:
    import io

    from PIL import Image

    share = torch.tensor([[0.0, 0.5], [1.0, math.nan]])
    with Image.open(io.BytesIO(ground_png(share))) as image:
        assert image.size == (2, 2)
        assert image.getpixel((0, 1)) == (169, 207, 232)  # the first row is at the bottom
        assert image.getpixel((0, 0)) == (252, 223, 203)
        assert image.getpixel((1, 0)) == (200, 200, 200)
