"""What the pictures of accumulation, broadcasting and step sizes draw is what PyTorch does."""

from __future__ import annotations

import math
import re

import pytest
import torch

from course_utils import NotAttempted, labs, pictures
from course_utils.labs.reduction import MOVES
from course_utils.pictures.loss_slice import _slice
from course_utils.pictures.rate_map import MOMENTA, MOST, RATES, SHARE, _steps
from tests.course_utils.samples import added_row, height, small_network

X = torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])


# ------------------------------------------------------------------- the box of .grad


@pytest.mark.parametrize(("cleared", "levels"), [(False, (6, 12, 18)), (True, (6, 6, 6))])
def test_the_chapter_s_boxes_are_what_backward_fills(cleared, levels) -> None:
    w, found = torch.tensor(3.0, requires_grad=True), []
    assert w.grad is None
    for _ in range(3):
        w.grad = None if cleared else w.grad
        (w**2).backward()
        found.append(w.grad.item())
    assert tuple(found) == levels
    text = pictures.grad_box({"w": found}, 6, caption="c").text
    assert f".grad is {', '.join(f'{level:g}' for level in levels)}." in text


@pytest.mark.parametrize(
    ("rows", "arrives"), [({}, 6), ({"a": ()}, 6), ({"a": (6, 3)}, 6), ({"a": (1,) * 6}, 1),
                          ({"a": (6,)}, 0)],
)  # fmt: skip
def test_a_box_that_cannot_be_drawn_is_refused(rows, arrives) -> None:
    with pytest.raises(ValueError, match="grad_box draws 1 to 5 levels"):
        pictures.grad_box(rows, arrives)


# ---------------------------------------------------------------- broadcasting, backwards


@pytest.mark.parametrize("seed", range(10))
def test_the_gradient_of_a_repeated_row_is_the_sum(seed) -> None:
    torch.manual_seed(seed)
    b, gradient = torch.randn(3, requires_grad=True), torch.randn(4, 3)
    (torch.randn(4, 3) + b).backward(gradient=gradient)
    sums = gradient.sum(dim=0)
    assert torch.allclose(b.grad, sums)
    text = pictures.broadcast_backward(b, gradient).text
    assert "(3,) and was added to 4 rows" in text
    assert text.endswith(", ".join(f"{v:.3g}" for v in sums.tolist()).replace("-", "−") + ".")


def test_what_does_not_belong_together_is_refused() -> None:
    b, gradient = added_row()
    with pytest.raises(ValueError, match="no gradient yet"):
        pictures.broadcast_backward(torch.zeros(2), gradient)
    with pytest.raises(ValueError, match="up to 5"):
        pictures.broadcast_backward(b, gradient.T)


# -------------------------------------------------------------------- broadcasting, forward


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ((2, 3), (3,), "A row meets every row"),
        ((4, 1), (3,), "both are repeated"),
        ((4, 3), (4, 1), "A column meets every column"),
        ((2, 3), (2, 3), "Solid is what is there"),
        ((2, 3), (2,), "3 meets 2. It makes no difference that 2 is also the number of rows."),
        ((4, 3), (2,), "Lined up on the right, 3 meets 2. The dotted 1 is an axis that (2,)"),
        ((2, 3), (3, 3), "2 meets 3."),
    ],
)
def test_the_caption_says_what_happens_to_these_shapes(left, right, said) -> None:
    assert said in pictures.broadcasting(left, right).caption


# ------------------------------------------------------------------------- a sum, moving


@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("keepdim", [False, True])
def test_the_movement_ends_at_torch_s_shape_and_numbers(dim, keepdim) -> None:
    expected = X.sum(dim, keepdim=keepdim)
    text = labs.reduction(X).at(dim=str(dim), keepdim=keepdim).text
    assert f"becomes {tuple(expected.shape)}." in text
    assert ", ".join(f"{value:g}" for value in expected.flatten().tolist()) in text
    assert ("it has the length 1 now" in text) == keepdim


def test_cells_arrive_one_after_the_other_and_nothing_is_added_before() -> None:
    lab = labs.reduction(X)
    said = [lab.at(moved=moved).text for moved in range(MOVES + 1)]
    assert "Nothing is added up yet" in said[0] and "Nothing is added up yet" in said[7]
    assert "1 of 3 columns have arrived. The sums so far are 3, 30" in said[8]
    assert "2 of 3 columns have arrived. The sums so far are 5, 50" in said[16]
    assert "6, 60" in said[24]
    assert len(set(said)) == MOVES + 1


def test_the_still_shows_where_all_came_from_and_the_whole_result() -> None:
    figure = labs.reduction(X).figure
    texts = re.findall(r">([\d.]+)</text>", figure.svg)
    assert {"1", "2", "3", "10", "20", "30", "6", "60"} <= set(texts)
    assert "shape (2,)" in figure.svg and "3 → gone" in figure.svg


@pytest.mark.parametrize("x", [torch.zeros(3), torch.zeros(5, 2), torch.zeros(0, 2)])
def test_what_is_no_small_matrix_is_refused(x) -> None:
    with pytest.raises(ValueError, match="reduction draws up to 4 × 4"):
        labs.reduction(x)


# ------------------------------------------------------------------------- all pairs at once


@pytest.fixture(scope="module")
def valley() -> tuple[torch.Tensor, torch.Tensor]:
    """The steps that each pair needs in chapter 5's valley, and which pairs diverge."""
    return _steps(height, (-8.0, 1.6), torch.optim.SGD)


def test_the_limit_parts_what_comes_down_from_what_diverges(valley) -> None:
    _, lost = valley
    for row, mu in enumerate(MOMENTA):
        for column, lr in enumerate(RATES):
            if not math.isclose(lr, 1 + mu, rel_tol=1e-3):  # there rounding decides
                assert bool(lost[row, column]) == (lr > 1 + mu), (lr, mu)


def test_a_cell_says_after_how_many_steps_the_loss_is_down_for_good(valley) -> None:
    """Counted once more in plain numbers, without an optimizer and without autograd."""
    needed, _ = valley
    for row, column in ((0, 12), (5, 14), (9, 3), (7, 9), (10, 4), (0, 2)):
        lr, mu = RATES[column], MOMENTA[row]
        places, speeds, losses = [-8.0, 1.6], [0.0, 0.0], []
        for _ in range(MOST + 1):
            losses.append(0.05 * places[0] ** 2 + places[1] ** 2)
            for k, bend in enumerate((0.1, 2.0)):
                speeds[k] = mu * speeds[k] + bend * places[k]
                places[k] -= lr * speeds[k]
        high = [step for step, loss in enumerate(losses) if loss > SHARE * losses[0]]
        counted = high[-1] + 1
        found = float(needed[row, column])
        assert found == (counted if counted <= MOST else math.inf), (lr, mu)


def test_what_the_chapter_says_of_the_map_is_so(valley) -> None:
    needed, lost = valley
    plain = needed[0][~lost[0]]
    finite = plain[plain.isfinite()]
    # The steps fall as lr grows, and one cell later it diverges.
    assert (finite.diff() < 0).all() and plain[-1] == finite[-1]
    best = divmod(int(needed.argmin()), len(RATES))
    assert 0.3 <= MOMENTA[best[0]] <= 0.7  # the middle
    assert needed[-1].min() > 3 * needed.min()  # with too much momentum more, not fewer
    assert (len(RATES), len(MOMENTA)) == (18, 11)
    # The theory of heavy-ball descent puts the best pair near lr = 1.34, μ = 0.40.
    steep, flat = 2.0**0.5, 0.1**0.5
    assert abs(RATES[best[1]] - (2 / (steep + flat)) ** 2) < 0.2
    assert abs(MOMENTA[best[0]] - ((steep - flat) / (steep + flat)) ** 2) < 0.15


def test_the_numbers_of_the_caption_are_those_of_the_map(valley) -> None:
    needed, lost = valley
    figure = pictures.rate_map(height, (-8.0, 1.6), torch.optim.SGD)
    assert f"the best pair needs {needed[0].min():.0f} steps, with it {needed.min():.0f}" in (
        figure.caption
    )
    assert f"{int(lost.sum())} of 198 pairs diverge" in figure.text
    assert "lr = 1 · (1 + μ)" in figure.text


def test_an_optimizer_that_is_the_reader_s_own_takes_the_steps() -> None:
    class Crawl:
        def __init__(self, params, lr, momentum):
            self.params = list(params)

        def step(self):
            with torch.no_grad():
                self.params[0] *= 0.99

    figure = pictures.rate_map(height, (-8.0, 1.6), Crawl)
    assert "more than 100" in figure.caption and "0 of 198 pairs diverge" in figure.text


# ------------------------------------------------------------------- a slice of the loss


def test_each_place_of_the_slice_is_the_loss_with_these_two_weights() -> None:
    model, untrained, x, y = small_network()
    found = _slice(model, untrained, x, y)
    weight = model[-1].weight
    kept = weight.detach().clone()
    moved = (kept - untrained[-1].weight.detach()).abs()
    assert moved[found.places[0]] == moved.max()
    assert found.places[0][0] != found.places[1][0]
    for row, column in ((0, 0), (3, 20), (15, 15), (30, 7)):
        with torch.no_grad():
            weight[found.places[0]] = found.across[column]
            weight[found.places[1]] = found.up[row]
            loss = torch.nn.functional.cross_entropy(model(x), y)
            weight.copy_(kept)
        assert torch.allclose(found.losses[row, column], loss, atol=1e-5)
    middle = torch.nn.functional.cross_entropy(model(x), y)
    assert torch.allclose(found.losses[15, 15], middle, atol=1e-5)  # what was learned


def test_a_network_that_ends_otherwise_is_refused() -> None:
    model, untrained, x, y = small_network()
    with pytest.raises(ValueError, match=r"ends in nn\.Linear"):
        pictures.loss_slice(torch.nn.ReLU(), torch.nn.ReLU(), x, y)
    longer = torch.nn.Sequential(model, torch.nn.Flatten(0))
    with pytest.raises(ValueError, match="gives the logits"):
        pictures.loss_slice(longer, untrained, x, y)


def test_a_network_that_was_not_trained_is_an_exercise_that_is_still_empty() -> None:
    _, untrained, x, y = small_network()
    with pytest.raises(NotAttempted, match="Train the first"):
        pictures.loss_slice(untrained, untrained, x, y)
