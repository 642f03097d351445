"""Which cells a result is about: those of the release that the student was given.

A new version of the workbook may have exercises more, fewer, or under another name in a chapter
that was graded already. Whoever holds the earlier release is graded by its cells and out of its
points; the gradebook keeps the cells of both, and each submission has rows for its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from autograder.course.standing import Standing
from autograder.files.paths import CHECK_PREFIX, NOTEBOOKS
from autograder.submission.result import GRADED, Result


@lru_cache(maxsize=16)
def points_of_written(chapter: str) -> Mapping[str, float]:
    """The points of each answer in words, as the chapter is today."""
    cells = _cells_today(chapter)
    return _points([cell for cell in cells if _marks(cell).get("solution")])


@lru_cache(maxsize=16)
def answers_today(chapter: str) -> frozenset[str]:
    """The exercises and answers in words of the chapter as it is today; none if it is not built."""
    return frozenset(
        mine["grade_id"] for mine in map(_marks, _cells_today(chapter)) if mine.get("solution")
    )


def answers_of(result: Result) -> frozenset[str]:
    """The exercises and answers in words that a result is about.

    None where there is no mark, or where a journal is of before this was written down.
    """
    if result.state not in GRADED or result.to_read is None:
        return frozenset()
    return frozenset({*result.code, *result.verdicts})


def has_other_cells(result: Result) -> bool:
    """Whether the student's release has other exercises, or answers in words, than today's."""
    mine, today = answers_of(result), answers_today(result.submission.chapter)
    return bool(mine and today) and mine != today


def unjudged_points_of(result: Result) -> Mapping[str, float]:
    """The points of what a person alone can grade, in the student's release.

    These are answers in words, and exercises that the chapter no longer has.
    """
    if not has_other_cells(result) or not result.notebook:
        return points_of_written(result.submission.chapter)
    points = _points(json.loads(result.notebook)["cells"])
    return {name: most for name, most in points.items() if name not in result.verdicts}


def worth_in(result: Result) -> Mapping[str, float]:
    """By exercise and answer in words, what it is worth in the student's release."""
    judged = {name: verdict.max_score for name, verdict in result.verdicts.items()}
    return judged | dict(unjudged_points_of(result))


def most_of(result: Result) -> float:
    """What could be earned in the student's release, answers in words included."""
    return float(sum(worth_in(result).values()))


def out_of(standing: Standing, result: Result) -> Standing:
    """What counts, out of the points of the student's own release.

    The gradebook has one number for a cell, and it is today's.
    """
    return replace(standing, max_score=most_of(result)) if has_other_cells(result) else standing


def _cells_today(chapter: str) -> list[Any]:
    path = NOTEBOOKS / f"{chapter}.ipynb"
    return list(json.loads(path.read_text("utf-8"))["cells"]) if path.exists() else []


def _marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    marks: Mapping[str, Any] = cell["metadata"].get("nbgrader", {})
    return marks


def _points(cells: list[Any]) -> dict[str, float]:
    """By exercise or answer in words."""
    return {
        mine["grade_id"].removeprefix(CHECK_PREFIX): float(mine["points"])
        for mine in map(_marks, cells)
        if mine.get("grade")
    }
