"""A drawing becomes an image as MNIST's are; the lab reads it and says which ink voted."""

from __future__ import annotations

import re
import time

import pytest
import torch

from course_utils import digits, labs
from course_utils.labs.drawings import ALL_DRAWINGS, DRAWINGS
from course_utils.labs.ink import BOX, centred, inked, read_strokes
from course_utils.labs.pad import OWN, with_ready
from tests.course_utils.samples import PairTemplates, Templates

THREE = DRAWINGS["a 3"]
# A line down the left side, where a 3 is open and an 8 is closed.
CLOSED = f"{THREE}; 9,6.5 8.6,10 9.5,13 8.4,17 8.5,21.5"


def box_of(image: torch.Tensor) -> torch.Tensor:
    """The part of an image that has ink."""
    rows, columns = image.sum(1).nonzero().flatten(), image.sum(0).nonzero().flatten()
    return image[int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1]


def moved(strokes: str, scale: float, x: float, y: float) -> str:
    return "; ".join(
        " ".join(f"{a * scale + x:.3f},{b * scale + y:.3f}" for a, b in stroke)
        for stroke in read_strokes(strokes)
    )


def words(lab: labs.Lab, drawing: str) -> str:
    return lab.at(drawing=drawing).text


# ------------------------------------------------------------------- preprocessing


def test_a_digit_of_mnist_that_is_cut_out_comes_back_to_its_place() -> None:
    """The course's digits are centred by the rule that drawings are centred by."""
    for image in digits.load().x_train[:300].float() / 255:
        assert torch.equal(centred(box_of(image)), image)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_ready_drawing_has_the_size_place_and_greys_of_mnist(name: str) -> None:
    image = inked(read_strokes(DRAWINGS[name]))
    assert image.shape == (28, 28)
    assert float(image.min()) == 0 <= float(image.max()) == 1
    assert max(box_of(image).shape) == BOX
    index = torch.arange(28.0)
    for axis in (0, 1):
        assert abs(float((image.sum(axis) * index).sum() / image.sum()) - 14) <= 0.5
    assert bool(((image > 0) & (image < 1)).any())
    # As much ink as MNIST's digits have: 104 on the average, a 1 far less.
    assert 30 < float(image.sum()) < 160


@pytest.mark.parametrize("scale", [0.3, 0.6])
def test_a_small_drawing_in_a_corner_is_read_like_a_large_one(scale: float) -> None:
    small = inked(read_strokes(moved(THREE, scale, 0.5, 14.0)))
    assert float((small - inked(read_strokes(THREE))).abs().mean()) < 0.01


def test_nothing_drawn_is_an_empty_image_and_a_dot_stays_a_dot() -> None:
    assert not inked(()).any()
    dot = inked(read_strokes("4,4"))
    assert 2 <= float(dot.sum()) <= 6
    assert bool(dot[14, 14])


def test_what_is_too_wide_for_the_frame_is_cut_off() -> None:
    assert float(centred(torch.eye(40)).sum()) == 28


@pytest.mark.parametrize("text", ["1,2 x", "1;2", "1,2,3", "nan,1", "1e3,4", "9999,1", "<b>"])
def test_strokes_that_are_none_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="points of strokes"):
        read_strokes(text)


def test_an_endless_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        read_strokes(" ".join(["1,1"] * 4001))


# ------------------------------------------------------------------------- reading


def test_the_ready_drawings_are_read_by_ten_mean_images() -> None:
    told = labs.draw(Templates(*range(10))).figure.text
    right = int(told.split()[0])
    assert right >= 8, told
    assert told.count(" is read as ") == len(DRAWINGS) == 12


def test_a_3_whose_left_side_is_closed_becomes_an_8() -> None:
    lab = labs.draw_pair(PairTemplates(3, 8), 3, 8)
    assert words(lab, THREE).startswith("It reads a 3: ")
    closed = words(lab, CLOSED)
    assert closed.startswith("It reads an 8: ")
    assert re.search("speaks most for the 8 is at the (middle|lower) left", closed)


def test_the_votes_of_two_classes_are_w_times_x() -> None:
    model = PairTemplates(3, 8)
    svg = labs.draw_pair(model, 3, 8).at(drawing=THREE).svg
    column = inked(read_strokes(THREE)).reshape(-1, 1)
    assert f"= {float(model.w.T @ column):.2f}".replace("-", "−") in svg
    assert f"ŷ = {float(model(column)):.2f}, the probability of the 8" in svg


def test_it_has_to_say_one_of_two_and_says_so() -> None:
    figure = labs.draw_pair(PairTemplates(3, 8), 3, 8).figure
    assert "It has learned 3 and 8 alone" in figure.caption
    assert "of the 4 drawings that it can know" in figure.text


def test_a_ready_drawing_s_name_is_enough() -> None:
    lab = labs.draw(Templates(*range(10)))
    assert words(lab, "a 5") == words(lab, DRAWINGS["a 5"])
    assert words(lab, "") == words(lab, ALL_DRAWINGS) == lab.figure.text


def test_a_network_of_another_shape_is_told_in_the_picture_s_place() -> None:
    with pytest.raises(ValueError, match=r"logits \(1, 10\)"):
        labs.draw(lambda rows: rows[:, :3])
    lab = labs.draw(Templates(*range(10)))
    assert "Your function raised ValueError" in words(lab, "scrawl")


def test_the_model_keeps_its_gradients_and_its_mode() -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(784, 10), torch.nn.Dropout(0.5))
    with torch.no_grad():
        labs.draw(network).at(drawing="a 2")
    assert network.training
    assert all(p.grad is None for p in network.parameters())


def test_an_answer_takes_under_a_fifth_of_a_second() -> None:
    torch.manual_seed(0)
    lab = labs.draw(
        torch.nn.Sequential(torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
    )
    times = []
    for shift in (0.1, 0.2, 0.3):
        start = time.perf_counter()
        lab.at(drawing=moved(CLOSED, 1.0, shift, 0.0)).to_html()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


# -------------------------------------------------------------------------- the pad


def test_a_choice_fills_the_pad_and_a_change_of_it_is_one_s_own() -> None:
    import ipywidgets

    wire = ipywidgets.Textarea()
    ready = with_ready(wire).children[0]  # type: ignore[attr-defined]
    ready.value = "a 3"
    assert wire.value == THREE
    wire.value = CLOSED
    assert ready.value == OWN
    wire.value = ""
    assert ready.value == ALL_DRAWINGS
    wire.value = CLOSED
    ready.value = ALL_DRAWINGS
    assert wire.value == ""
