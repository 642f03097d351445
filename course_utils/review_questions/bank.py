"""All questions of the review, by id."""

from __future__ import annotations

from functools import cache

from course_utils.review_questions.of_autograd import AUTOGRAD
from course_utils.review_questions.of_engine import ENGINE
from course_utils.review_questions.of_logistic import LOGISTIC
from course_utils.review_questions.of_loop import LOOP
from course_utils.review_questions.of_modules import MODULES
from course_utils.review_questions.of_paper import PAPER
from course_utils.review_questions.of_tensors import TENSORS
from course_utils.review_questions.reasons import REASONS
from course_utils.review_questions.recipe import Recipe, WhyQuestion

ReviewQuestion = Recipe | WhyQuestion
"""A question of either kind, without its numbers."""


@cache
def review_bank() -> dict[str, ReviewQuestion]:
    """Every question by its id, in the course's order."""
    recipes = (
        *TENSORS,
        *AUTOGRAD,
        *MODULES,
        *LOGISTIC,
        *LOOP,
        *PAPER,
        *ENGINE,
    )
    return {asked.id: asked for asked in (*recipes, *REASONS)}
