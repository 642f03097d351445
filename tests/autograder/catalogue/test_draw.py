"""Cases can be drawn from every secret: a course has one, and nobody chose it."""

from __future__ import annotations

import pytest
import torch

from autograder.catalogue import catalogue, find_entry, keys, make_keys, run
from autograder.catalogue.draw import Draw, Undrawable
from autograder.catalogue.entry import Implementation
from course_utils.core.judge import judge

DEAD_END = 262  # its weights leave no room for a batch of backprop-mlp


def test_the_first_good_draw_is_taken():
    draw, taken = Draw(0), []

    def make() -> int:
        taken.append(draw.integer(0, 9))
        return taken[-1]

    assert draw.until(make, lambda number: number == 7) == 7
    assert taken.count(7) == 1 and len(taken) > 1


def test_what_cannot_be_drawn_ends_in_words_and_not_never():
    draw = Draw(0)
    with pytest.raises(Undrawable, match="none of 1000 draws was good"):
        draw.until(lambda: draw.integer(0, 9), lambda number: number > 9)


def test_a_secret_that_leads_into_a_dead_end_gives_keys_all_the_same():
    entry = find_entry("backprop-mlp")
    with pytest.raises(Undrawable):
        entry.make_cases(Draw(DEAD_END))
    first, again = make_keys(entry, DEAD_END), make_keys(entry, DEAD_END)
    assert len(first.keys) == 3
    for mine, other in zip(first.keys, again.keys, strict=True):
        assert mine.case.inputs["x"].equal(other.case.inputs["x"])


@pytest.mark.parametrize("exercise_id", list(catalogue()))
def test_cases_are_drawn_from_many_secrets(exercise_id):
    make = find_entry(exercise_id).make_cases
    for number in range(300):
        assert next(keys.draws(make, f"secret {number}/{exercise_id}"))


def test_cases_in_which_rounding_shows_are_drawn_anew(monkeypatch):
    entry, secret = find_entry("backprop-mlp"), "a secret/backprop-mlp"
    first = next(keys.draws(entry.make_cases, secret))

    def rounds(x, *others):
        """A right answer whose rounding shows in the cases that this secret draws first."""
        given = entry.right.obj(x, *others)
        seen = any(x.shape == c["x"].shape and torch.equal(x, c["x"].to(x)) for c in first)
        return {name: one * 1.001 if seen else one for name, one in given.items()}

    rounded = Implementation("rounds", "", lambda: rounds, "rounded in another order")
    monkeypatch.setattr(entry, "variants", [*entry.variants, rounded])
    made = make_keys(entry, secret)
    for right in (entry.right, *entry.variants, *entry.alternatives):
        evidence = [run(entry, right.obj, case) for case in made.cases]
        assert judge(entry.exercise, made, evidence).state == "passed", right.name
    assert first[0].inputs["x"].tolist() != made.cases[0].inputs["x"].tolist()
