"""The kinds of a mistake's edits, over all its wrong answers."""

from __future__ import annotations

from functools import cache

import pytest

from autograder.build.header import fresh_visible_keys
from autograder.catalogue import find_entry
from autograder.catalogue.edit_kinds import kinds_of
from course_utils.core.key import visible_keys
from course_utils.core.place import KINDS


@cache
def kinds(exercise: str) -> dict[str, tuple[str, ...]]:
    return kinds_of(find_entry(exercise))


@pytest.mark.parametrize(
    ("exercise", "mistake", "kind"),
    [
        ("row-normalize", "missing-keepdim", "keepdim"),
        ("lr-backward", "missing-mean", "factor"),  # two edits
        ("lr-optimize", "ascent", "operator"),
        ("mean-image", "wrong-axis", "axis"),
        ("bce", "sum", "reduction"),
        ("my-linear", "not-a-module", "definition"),
        ("logistic-function", "slope-precedence", "grouping"),
        ("lr-init", "w-row", "argument"),  # a method that stands alone in the catalogue
    ],
)
def test_a_mistake_has_the_kind_of_the_edit_that_undoes_it(exercise, mistake, kind):
    assert kind in kinds(exercise)[mistake]


@pytest.mark.parametrize("exercise", ["row-normalize", "lr-optimize"])
def test_every_mistake_is_asked_and_every_kind_is_known(exercise):
    assert set(kinds(exercise)) == set(find_entry(exercise).mistakes)
    for found in kinds(exercise).values():
        assert tuple(kind for kind in KINDS if kind in found) == found


def test_the_kinds_are_written_into_the_visible_keys():
    for name, mistake in fresh_visible_keys("row-normalize").mistakes.items():
        assert mistake.kinds == kinds("row-normalize")[name]
        assert visible_keys("row-normalize").mistakes[name] == mistake
