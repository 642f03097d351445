"""The "Help: I get …" box: symptoms that read as sentences."""

import re

import pytest

from autograder.build.header import helps
from autograder.catalogue import find_entry


def symptoms(exercise_id: str) -> list[str]:
    """What the box of an exercise says a student may see."""
    return [symptom for symptom, _ in helps(find_entry(exercise_id))]


def test_a_step_too_far_is_told_as_one_sentence() -> None:
    told = symptoms("lr-optimize")
    assert any(
        re.fullmatch(r"w after one step is the expected one \+ [\d.]+ · dw", s) for s in told
    )
    assert not any("yours" in symptom for symptom in told)


def test_a_factor_close_to_one_is_not_told_as_one() -> None:
    assert any("% larger than the expected one" in symptom for symptom in symptoms("lr-sigmoid"))


@pytest.mark.parametrize(
    ("exercise_id", "words"),
    [
        ("lr-sigmoid", "sigmoid([-1000, -200, 200, 1000]): 2 of 4 elements are NaN"),
        ("bce", "bce(yhat, y) is infinite"),
    ],
)
def test_what_is_not_finite_is_told_with_its_place(exercise_id, words) -> None:
    assert words in symptoms(exercise_id)


@pytest.mark.parametrize(
    ("exercise_id", "words"),
    [
        ("net", "how many trainable numbers: 79,400, not 79,510"),
        ("my-linear", "the shape of the Parameter weights: (4, 2), not (2, 4)"),
    ],
)
def test_a_count_and_a_shape_are_told_as_they_are(exercise_id, words) -> None:
    assert words in symptoms(exercise_id)


def test_one_element_that_is_not_a_number_is_told_in_words() -> None:
    assert any(told.endswith("1 of 6 elements is NaN") for told in symptoms("softmax"))
