"""The review's questions: whatever numbers are drawn, torch gives the answer called right."""

from __future__ import annotations

import ast
import math
import random
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn, optim

from course_utils.core.exercise import exercises
from course_utils.notebook.predictions import predictions
from course_utils.review_questions.bank import review_bank
from course_utils.review_questions.recipe import Drawn, Recipe, WhyQuestion

DRAWS = 200
EDITED_DRAWS = 25
RECIPES = [asked for asked in review_bank().values() if isinstance(asked, Recipe)]
REASONS = [asked for asked in review_bank().values() if isinstance(asked, WhyQuestion)]


def value_of(code: str) -> Any:
    """What the last line of a chapter's cell shows."""
    names = {"torch": torch, "F": F, "nn": nn, "optim": optim, "math": math}
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "the last line has a value"
    exec(compile(tree, "<question>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<question>", "eval"), names)


def agrees(text: str, value: Any) -> bool:
    """Whether an option is this value as the questions write it."""
    if isinstance(value, torch.Tensor):
        value = value.item()
    if isinstance(value, torch.Size):
        value = tuple(value)
    try:
        written = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return False
    if value is None or isinstance(value, tuple) or isinstance(written, tuple | None):
        return written == value
    if isinstance(value, list):
        pairs = zip(written, value, strict=True)
        return len(written) == len(value) and all(
            math.isclose(a, b, rel_tol=1e-6) for a, b in pairs
        )
    return math.isclose(written, value, rel_tol=6e-4, abs_tol=6e-4)


def draws(recipe: Recipe, count: int) -> list[Drawn]:
    chance = random.Random(recipe.id)
    return [recipe.drawn(chance) for _ in range(count)]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_the_right_answer_is_what_torch_gives_and_no_wrong_one_is(recipe) -> None:
    for drawn in draws(recipe, DRAWS):
        value = value_of(drawn.code)
        assert agrees(drawn.right, value), (drawn.right, drawn.code)
        for slip in drawn.slips:
            assert not agrees(slip.text, value), f"{slip.text} is right, too: {drawn.code}"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_no_two_options_are_the_same_and_every_wrong_one_has_its_sentence(recipe) -> None:
    different = set()
    for drawn in draws(recipe, DRAWS):
        options = [drawn.right, *(slip.text for slip in drawn.slips)]
        assert len(set(options)) == len(options) >= 3
        sentences = [drawn.why, *(slip.why for slip in drawn.slips)]
        assert len(set(sentences)) == len(sentences)
        assert all(len(said) > 10 and said[-1] in ".)" for said in sentences), sentences
        different.add(drawn)
    assert len(different) > 3, "the numbers are new"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_the_line_that_would_give_a_wrong_answer_gives_it(recipe) -> None:
    edited = 0
    for drawn in draws(recipe, EDITED_DRAWS):
        for slip in drawn.slips:
            old, new = slip.edit
            if old:
                assert drawn.code.count(old) == 1, (old, drawn.code)
                changed = drawn.code.replace(old, new)
                assert agrees(slip.text, value_of(changed)), (slip, changed, value_of(changed))
                assert bool(drawn.line_for(slip)) is slip.tells
                edited += 1
    assert edited


def test_every_chapter_has_questions_enough() -> None:
    for chapter in (1, 2, 3, 4, 5, 7):
        assert len([recipe for recipe in RECIPES if recipe.chapter == chapter]) >= 5
        assert len([reason for reason in REASONS if reason.chapter == chapter]) >= 2


def test_every_question_is_about_something_that_the_course_asks() -> None:
    for asked in review_bank().values():
        for name in asked.about:
            home = predictions().get(name) or exercises().get(name)
            assert home is not None, f"{asked.id} is about {name}, which does not exist"
            assert int(home.chapter[:2]) == asked.chapter, f"{asked.id}: {name} is elsewhere"


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.id)
def test_a_model_answer_has_two_lines(reason) -> None:
    assert len(reason.model.split("\n")) == 2 and reason.text.startswith("Why")
