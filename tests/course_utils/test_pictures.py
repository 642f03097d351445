"""Pictures say the same thing to the eye, in a caption and in words."""

from __future__ import annotations

import base64
import inspect
import math
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import get_type_hints
from xml.etree import ElementTree

import pytest
import torch

from course_utils import digits as real
from course_utils import pictures
from course_utils.pictures import Figure
from tests.course_utils.samples import PICTURES, by_sum, clouds


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {name: make() for name, make in PICTURES.items()}


class Images(HTMLParser):
    """The attributes of every img, and the text of every figcaption."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.caption = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "figcaption" or self._inside
        if tag == "img":
            self.images.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "figcaption"

    def handle_data(self, data: str) -> None:
        self.caption += data if self._inside else ""


NAMES = tuple(PICTURES)


def test_every_picture_of_the_package_has_a_sample() -> None:
    functions = {
        name
        for name in pictures.__all__
        if inspect.isfunction(getattr(pictures, name))
        and get_type_hints(getattr(pictures, name))["return"] is Figure
    }
    assert functions == {name for name in pictures.__all__ if name[0].islower()}
    assert set(PICTURES) == functions


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_caption_alternative_and_words(name: str, figures: dict[str, Figure]) -> None:
    figure = figures[name]
    assert figure.caption
    assert figure.alt.endswith(".")
    assert figure.text.endswith(".")
    assert repr(figure) == figure.text


@pytest.mark.parametrize("name", NAMES)
def test_the_drawing_reaches_the_notebook_whole(name: str, figures: dict[str, Figure]) -> None:
    figure = figures[name]
    bundle = figure._repr_mimebundle_()
    assert bundle["text/plain"] == figure.text
    page = Images(bundle["text/html"])
    (image,) = page.images
    assert image["alt"] == f"{figure.alt} {figure.text}"
    assert page.caption == figure.caption
    data = str(image["src"]).removeprefix("data:image/svg+xml;base64,")
    root = ElementTree.fromstring(base64.b64decode(data))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_equal_pictures_have_equal_bytes(figures: dict[str, Figure]) -> None:
    assert {name: PICTURES[name]().svg for name in NAMES} == {
        name: figure.svg for name, figure in figures.items()
    }


def test_importing_the_pictures_loads_no_matplotlib() -> None:
    code = "import sys; from course_utils import pictures; print('matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_style_of_the_readers_own_plots_stays_as_it_was() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    pictures.bridge(2, 2)
    assert dict(mpl.rcParams) == before


def test_quotes_in_a_name_do_not_end_the_alternative_text() -> None:
    figure = pictures.curves({'f"><b>': torch.tanh}, 0, 1, caption="a < b")
    page = Images(figure.to_html())
    assert 'f"><b>' in str(page.images[0]["alt"])
    assert page.caption == "a < b"


def test_the_boundary_says_how_many_examples_are_right() -> None:
    x, y = clouds()
    flipped = y.clone()
    flipped[0, 0] = 1.0
    figure = pictures.decision_boundary({"sum": by_sum}, x, flipped)
    assert "sum: 98.0% of 50 examples" in figure.text


def test_the_boundary_draws_a_classifier_that_never_changes_its_mind() -> None:
    x, y = clouds()
    figure = pictures.decision_boundary(lambda x: torch.full((1, x.shape[1]), 0.5), x, y)
    assert "40.0% of 50 examples" in figure.text


def test_the_boundary_takes_a_model_with_parameters() -> None:
    x, y = clouds()
    w = torch.nn.Parameter(torch.ones(2, 1))
    figure = pictures.decision_boundary(lambda x: torch.sigmoid(w.T @ x - 6), x, y)
    assert "100.0% of 50 examples" in figure.text
    assert w.grad is None


def test_weights_are_drawn_from_zero_outwards() -> None:
    w = torch.zeros(784, 1)
    w[28 * 3 + 5], w[28 * 20 + 7] = 0.5, -0.25
    figure = pictures.weight_image(w.requires_grad_(), zero="3", one="8")
    assert "0.50 for 8, is at row 3, column 5" in figure.text
    assert "−0.25 for 3, at row 20, column 7" in figure.text
    assert "782 of 784 are zero" in figure.text


def test_untrained_weights_can_be_drawn() -> None:
    assert "784 of 784 are zero" in pictures.weight_image(torch.zeros(784, 1)).text


def test_a_loss_that_overflows_leaves_a_gap_and_is_named() -> None:
    figure = pictures.loss_curve({"good": [0.7, 0.1], "bad": [0.7, 9.0, math.inf, math.nan]})
    assert "good: 0.7 at first, 0.1 after 1 step;" in figure.text
    assert "bad: 0.7 at first, not finite after 3 steps" in figure.text


def test_the_highest_loss_on_the_way_is_told() -> None:
    assert "highest 8" in pictures.loss_curve([0.7, 8.0, 0.2]).text


def test_a_digit_taken_for_another_is_told_in_words() -> None:
    some = real.load()
    images, labels = some.x_test[:2], some.y_test[:2]
    said = [int(labels[0]), (int(labels[1]) + 1) % 10]
    text = pictures.digits(images, labels, said).text
    assert text == f"In order: {labels[0]}, {labels[1]} taken for {said[1]}."


def test_no_digit_at_all_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="at least one image"):
        pictures.digits(torch.zeros(0, 28, 28), [])


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        pictures.product(("x", "dim", "m"), ("e", "1", "m"), ("dw", "dim", "1"))


@pytest.mark.parametrize("size", [(0, 3), (7, 3), (3, 9)])
def test_a_bridge_too_large_to_read_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="1 to 6 examples"):
        pictures.bridge(*size)


def test_a_chain_wants_a_link_between_every_two_nodes() -> None:
    with pytest.raises(ValueError, match="3 nodes want 2 links"):
        pictures.chain([("a", ""), ("b", ""), ("c", "")], [("f", "g", "h")])


def test_what_rounding_leaves_of_a_zero_is_told_as_zero() -> None:
    text = pictures.curves({"f": lambda z: z * 0 + 3e-8}, -1, 1, caption="c").text
    assert "f: 0 at z = −1, 0 in the middle, 0 at 1" in text
    assert "e−" not in text


def test_a_picture_keeps_its_place_on_the_page_while_it_is_replaced() -> None:
    (image,) = Images(pictures.bridge(2, 2).to_html()).images
    assert int(str(image["width"])) > int(str(image["height"])) > 50


@pytest.mark.parametrize(("left", "right"), [((2, 3), (2,)), ((3,), (2, 2)), ((2, 3), (3, 3))])
def test_shapes_that_do_not_fit_stand_one_below_the_other(left, right) -> None:
    """As the caption says: lined up on the right, and not two blocks side by side."""
    figure = pictures.broadcasting(left, right, caption="Lined up on the right.")
    side_by_side = pictures.broadcasting((2, 3), (3,), caption="They fit.")
    assert "do not fit" in figure.text and "lower" not in figure.alt
    assert figure.alt == "Two shapes, one below the other."
    assert figure.alt != side_by_side.alt


def test_the_line_at_zero_lies_on_top_of_the_bars() -> None:
    svg = pictures.histograms({"one": torch.randn(500)}, caption="A line at 0.").svg
    bars = [match.start() for match in re.finditer(r'<g id="patch_', svg)]
    dotted = svg.index("stroke-dasharray")
    # What is drawn later lies above: frames come last, all bars before the line.
    assert sum(bar < dotted for bar in bars) >= 40
