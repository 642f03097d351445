"""Labs: a picture without widgets, an answer with them, and nothing of the reader's is touched."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
import torch

from course_utils import NotAttempted, labs
from course_utils.labs import Lab
from course_utils.labs.controls import choice, slider
from course_utils.labs.svg import Sheet
from course_utils.pictures import Figure
from tests.course_utils.samples import LABS

NAMES = tuple(LABS)
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def made() -> dict[str, Lab]:
    return {name: make() for name, make in LABS.items()}


def every_setting(lab: Lab) -> Iterator[tuple[str, Any]]:
    """Each control at its first, its middle and its last value."""
    for control in lab.controls.values():
        values = control.values
        for value in {values[0], values[len(values) // 2], values[-1]}:
            yield control.name, value


def test_every_lab_of_the_package_has_a_sample() -> None:
    assert {name for name in labs.__all__ if name != "Lab"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_is_a_picture_with_caption_alternative_and_words(name: str, made) -> None:
    figure = made[name].figure
    assert figure.caption
    assert figure.alt.endswith(".")
    assert figure.text.endswith((".", "?"))
    assert figure.spoken
    assert repr(made[name]) == figure.text


@pytest.mark.parametrize("name", NAMES)
def test_where_the_picture_changes_the_spoken_line_does(name: str, made) -> None:
    """Who cannot see it hears that a control did something."""
    for control in made[name].controls.values():
        few = control.values[:: max(1, len(control.values) // 8)]
        figures = [made[name].at(**{control.name: value}) for value in few]
        for one, other in itertools.pairwise(figures):
            assert one.svg == other.svg or one.text != other.text, (control.name, one.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_draws_a_whole_picture(name: str, made) -> None:
    for control, value in every_setting(made[name]):
        figure = made[name].at(**{control: value})
        root = ElementTree.fromstring(figure.svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "nan" not in figure.svg
        assert "raised" not in figure.text, (control, value)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_changes_picture_and_words(name: str, made) -> None:
    lab = made[name]
    for control in lab.controls.values():
        drawn = {lab.at(**{control.name: value}).svg for value in control.values}
        told = {lab.at(**{control.name: value}).text for value in control.values}
        assert len(drawn) > 1, control.name
        assert len(told) > 1, control.name


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_a_lab_are_read_out_when_they_change(name: str, made) -> None:
    page = made[name].figure.to_html()
    assert page.count('role="status" aria-live="polite"') == 1
    assert page.count("<img ") == 1


@pytest.mark.parametrize("name", NAMES)
def test_moving_a_widget_replaces_the_picture(name: str, monkeypatch) -> None:
    lab = LABS[name]()
    box = lab.widgets()
    shown: list[Figure] = []

    class Handle:
        def update(self, shown_now) -> None:
            shown.append(shown_now.figure)

    monkeypatch.setattr(lab, "_handles", [Handle()])
    before = lab.figure
    moved = {id(w): w for w in _controls(box)}
    assert len(moved) == len(lab.controls)
    for control, widget in zip(lab.controls.values(), moved.values(), strict=True):
        other = next(v for v in control.values if v != lab.settings[control.name])
        widget.value = other
        assert lab.settings[control.name] == other
        assert shown[-1] == lab.figure
    assert shown[-1].svg != before.svg
    assert shown[-1].text != before.text


def _controls(box) -> Iterator:
    if "lab-control" in box._dom_classes:
        yield box
    for child in getattr(box, "children", ()):
        yield from _controls(child)


@pytest.mark.parametrize("name", NAMES)
def test_every_widget_has_a_label_and_a_class_of_its_own(name: str, made) -> None:
    widgets = list(_controls(made[name].widgets()))
    classes = [tuple(w._dom_classes) for w in widgets]
    assert all(w.description for w in widgets)
    assert len(set(classes)) == len(classes)
    assert f"lab-{name}" in made[name].widgets()._dom_classes


@pytest.mark.parametrize("name", NAMES)
def test_nothing_global_is_touched(name: str) -> None:
    import matplotlib.pyplot as plt

    style, state = dict(mpl.rcParams), torch.get_rng_state()
    figures, grad = plt.get_fignums(), torch.is_grad_enabled()
    lab = LABS[name]()
    for control, value in every_setting(lab):
        lab.at(**{control: value})
    assert dict(mpl.rcParams) == style
    assert torch.equal(torch.get_rng_state(), state)
    assert (plt.get_fignums(), torch.is_grad_enabled()) == (figures, grad)


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_is_the_same_each_time(name: str, made) -> None:
    torch.manual_seed(1234)
    assert LABS[name]().figure.svg == made[name].figure.svg


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_works_where_gradients_are_off(name: str, made) -> None:
    with torch.no_grad():
        lab = made[name] if name == "graph" else LABS[name]()
        assert "raised" not in lab.figure.text


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_appears_within_a_second_and_answers_within_a_tenth(name: str) -> None:
    """Processor time: what else the machine does must not fail this."""
    LABS["descent"]()  # torch loads its optimizers once, whoever comes first
    start = time.process_time()
    lab = LABS[name]()
    lab.figure.to_html()
    assert time.process_time() - start < 1.0
    for control, value in every_setting(lab):
        start = time.process_time()
        lab.at(**{control: value}).to_html()
        assert time.process_time() - start < 0.1, (control, value)


def test_an_unknown_setting_is_refused_in_words(made) -> None:
    with pytest.raises(ValueError, match="no speed; it has lr, momentum, steps, a, b"):
        made["descent"].at(speed=3)
    with pytest.raises(ValueError, match="kind can be one-sided, central; it cannot be 'forward'"):
        made["secant"].at(kind="forward")


def fragile(raises: BaseException) -> Lab:
    def draw(n: int) -> Figure:
        if n:
            raise raises
        return Sheet(300, 100).figure("c", "Nothing.", "Fine.")

    return Lab(draw, [slider("n", "n", (0, 1), 0)], name="fragile")


def test_a_function_that_raises_later_says_so_in_the_pictures_place() -> None:
    text = fragile(ZeroDivisionError("by zero\nand more")).at(n=1).text
    assert text == "Your function raised ZeroDivisionError: by zero"


def test_a_function_that_is_still_empty_is_told() -> None:
    assert "still empty" in fragile(NotAttempted()).at(n=1).text


def test_a_function_that_is_empty_at_first_is_the_cells_own_business() -> None:
    def draw(n: int) -> Figure:
        raise NotAttempted

    with pytest.raises(NotAttempted):
        Lab(draw, [slider("n", "n", (0, 1), 0)], name="fragile")


def test_random_numbers_in_a_students_function_leave_theirs_alone() -> None:
    def draw(way: str) -> Figure:
        return Sheet(300, 100).figure("c", "Nothing.", f"{way} {torch.rand(1).item()}.")

    torch.manual_seed(5)
    before = torch.get_rng_state()
    lab = Lab(draw, [choice("way", "Way", ("a", "b"))], name="random")
    assert lab.at(way="b").text.split()[1] == lab.figure.text.split()[1]
    assert torch.equal(torch.get_rng_state(), before)
