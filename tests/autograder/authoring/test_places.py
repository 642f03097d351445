"""Wrong answers as cells: what the search for a place is measured by."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from autograder.authoring.places import STYLES, known_places, names_after, search_in
from autograder.catalogue import find_entry
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.probing import run_probe


def places(exercise, *styles):
    return list(known_places([exercise], styles or STYLES))


def test_every_style_is_what_it_says():
    found = places("lr-backward")
    assert {place.style for place in found} == set(STYLES)
    assert len({place.wrong for place in found}) == len(found)
    for place in found:
        assert place.is_edit == bool(place.change) == (place.style != "written")
        assert place.mistake in find_entry("lr-backward").mistakes
        assert place.wrong != place.right
        assert place.lines <= set(range(1, len(place.wrong.splitlines()) + 1))
        assert place.lines
        ast.parse(place.right)


def test_a_cell_is_the_stub_s():
    (place,) = (p for p in places("lr-backward") if p.name == "missing-mean/1")
    assert place.wrong.splitlines()[:3] == [
        "# exercise: lr-backward",
        "@method_of(LR)",
        "def backward(self, x, yhat, y):",
    ]
    shown = [place.wrong.splitlines()[n - 1].strip() for n in sorted(place.lines)]
    assert all("error" in line for line in shown)


def test_the_method_is_put_into_the_class_that_it_was_written_for():
    found = places("lr-optimize", "carried")
    assert {place.given for place in found} == {"LR", "ParameterLR"}
    for place in found:
        names = names_after(place)
        assert names["LR"].__name__ == place.given
        assert names["LR"].__module__ == "__main__"


def test_a_carried_edit_knows_the_names_that_it_uses():
    for place in places("paper-experiment", "carried"):
        named = {node.id for node in ast.walk(ast.parse(place.wrong)) if isinstance(node, ast.Name)}
        had = {node.id for node in ast.walk(ast.parse(place.right)) if isinstance(node, ast.Name)}
        assert "loss" not in named - had, place.name


@pytest.mark.parametrize("exercise", ["row-normalize", "lr-optimize", "net"])
def test_a_right_cell_passes_and_a_wrong_one_is_refused(exercise):
    keys = visible_keys(exercise)
    for place in places(exercise, "reference"):
        searched = search_in(place)
        if searched is not None:  # else the cell itself raises, or a card of its own is shown
            assert searched.verdict.state in ("wrong", "error")
            assert searched.is_named, place.name
    right = [place for place in places(exercise) if place.style in ("reference", "carried")]
    for cell in {place.right: place for place in right}.values():
        names = names_after(replace(cell, wrong=cell.right))
        obj = names[find_entry(exercise).exercise.symbol]
        observed = [run_probe(exercise, obj, case) for case in keys.cases]
        assert judge(find_entry(exercise).exercise, keys, observed).state == "passed"


def test_what_is_not_refused_has_no_place():
    (place,) = (p for p in places("net", "reference") if p.name == "init-misspelt/1")
    assert search_in(place) is None


@pytest.mark.parametrize(
    ("exercise", "name", "kind"),
    [
        ("row-normalize", "missing-keepdim/1", "keepdim"),
        ("mean-image", "wrong-axis/1", "axis"),
        ("bce", "sum/1", "reduction"),
    ],
)
def test_the_search_finds_the_place_of_a_usual_mistake(exercise, name, kind):
    (place,) = (p for p in places(exercise, "reference") if p.name == name)
    searched = search_in(place)
    assert searched.is_right and searched.first_is_right
    assert searched.proof.kind == kind
    assert searched.verdict.is_proven and searched.is_named
