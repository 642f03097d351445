"""Every chapter's own solutions earn everything in the sandbox, its stubs nothing."""

from __future__ import annotations

import copy

import nbformat
import pytest

from autograder.build.student import student_notebook
from autograder.catalogue import CHAPTERS
from autograder.grade.examiner import Examiner
from autograder.submission.result import Submission
from tests.sources import source_of

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_solutions_earn_everything_and_stubs_nothing(chapter):
    source = source_of(chapter)
    released = student_notebook(source)
    answers = {cell.id: cell.source for cell in source.cells if "BEGIN SOLUTION" in cell.source}
    solved = copy.deepcopy(released)
    for cell in solved.cells:
        cell.source = answers.get(cell.id, cell.source)
    examiner = Examiner(chapter, "a fixed secret")
    try:
        full = examiner.grade_bytes(Submission("a", chapter), nbformat.writes(solved).encode())
        none = examiner.grade_bytes(Submission("b", chapter), nbformat.writes(released).encode())
    finally:
        examiner.close()
    assert {v.exercise: v.state for v in full.verdicts.values()} == dict.fromkeys(
        full.verdicts, "passed"
    )
    assert full.score == full.max_score > 0
    assert full.state == "graded", full.flags
    assert none.score == 0
    assert {v.state for v in none.verdicts.values()} == {"not_attempted"}
    assert full.cpu_seconds < 10
