"""Exercises and chapters as they are typed behind `build` and `audit`."""

from __future__ import annotations

import pytest

from autograder.authoring.scope import scope_of
from autograder.catalogue import CHAPTERS, catalogue, chapter_of
from autograder.errors import Refused


def test_without_a_word_it_is_the_whole_course():
    scope = scope_of(())
    assert scope.exercises == tuple(catalogue())
    assert scope.chapters == CHAPTERS


def test_exercises_and_chapters_stand_in_the_courses_order_each_once():
    scope = scope_of(["bce", "1", "mse", "01_tensors"])
    assert scope.chapters == ("01_tensors",)
    assert scope.exercises == (*(entry.id for entry in chapter_of("01_tensors")), "bce")


def test_no_exercise_is_called_as_a_chapter_is():
    names = {word for chapter in CHAPTERS for word in (chapter, *chapter.split("_", 1))}
    assert not names & set(catalogue())


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("bec", "bce."),
        ("lr-backwards", "lr-backward, "),
        ("tensor", "01_tensors"),
        ("qqqq", "01_tensors, 02_"),
    ],
)
def test_a_word_that_is_neither_is_told_what_is_close(word, close):
    with pytest.raises(Refused, match=f"no exercise and no chapter '{word}'") as told:
        scope_of([word])
    assert close in str(told.value)
    assert "\n" not in str(told.value)
