"""Who comes up as alike: copies in disguise, and nobody who wrote by themselves."""

from __future__ import annotations

import random
import time

import pytest

from autograder.catalogue import find_entry
from autograder.similar.gather import likeness_in
from autograder.similar.known import known_answers
from tests.autograder.feedback.samples import CHAPTER
from tests.autograder.similar.classes import (
    DISGUISED,
    UNUSUAL,
    backward,
    independent,
    result_of,
    with_answers,
)


@pytest.fixture(scope="module")
def known():
    return known_answers(CHAPTER)


def compared(results, known):
    return likeness_in(results, CHAPTER, known)


def who(found):
    return [{found.authors[n][0].student for n in (pair.one, pair.other)} for pair in found.pairs]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [6, 25, 80])
def test_nobody_comes_up_in_a_class_that_writes_by_itself(known, size, seed):
    assert who(compared(independent(size, seed), known)) == []


@pytest.mark.parametrize("size", [8, 30, 150])
def test_a_copy_with_other_names_and_in_another_order_comes_up_first(known, size):
    students = with_answers(
        independent(size), s001=("lr-backward", UNUSUAL), s006=("lr-backward", DISGUISED)
    )
    found = compared(students, known)
    assert who(found) == [{"s001", "s006"}]
    alike = found.pairs[0].alike[0]
    assert (alike.exercise, alike.same_form) == ("lr-backward", True)


def test_three_who_share_one_answer_are_one_group(known):
    again = UNUSUAL.replace("gap", "rest")
    students = with_answers(
        independent(40), s001=("lr-backward", UNUSUAL), s006=("lr-backward", DISGUISED),
        s020=("lr-backward", again),
    )  # fmt: skip
    found = compared(students, known)
    assert len(found.clusters) == 1 and len(found.pairs) == 3


def test_a_group_of_any_size_comes_up_each_with_the_next(known):
    rng = random.Random(1)
    texts = [UNUSUAL.replace("gap", f"gap{number}") for number in range(70)]
    texts += [backward(rng) for _ in range(530)]
    students = [result_of(f"s{n:03d}", {"lr-backward": text}) for n, text in enumerate(texts)]
    (cluster,) = compared(students, known).clusters
    assert {one for pair in cluster for one in (pair.one, pair.other)} == set(range(70))
    assert len(cluster) == 69


def test_a_form_of_the_catalogue_says_nothing_however_few_wrote_it(known):
    right = find_entry("lr-backward").variants[-1].source
    students = with_answers(
        independent(80), s001=("lr-backward", right), s002=("lr-backward", right)
    )
    assert who(compared(students, known)) == []
    wrong = find_entry("lr-backward").wrong[-1][1].source
    students = with_answers(
        independent(80), s001=("lr-backward", wrong), s002=("lr-backward", wrong)
    )
    assert who(compared(students, known)) == []


def test_a_class_of_six_hundred_takes_seconds(known):
    students = independent(600)
    before = time.process_time()
    compared(students, known)
    assert time.process_time() - before < 20
