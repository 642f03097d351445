"""An instructor's classic hidden test runs in the worker, is told as inline, and rarely counts."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.build.student import student_notebook
from autograder.catalogue import CHAPTERS
from autograder.files.paths import SOLUTIONS
from autograder.grade import inline
from autograder.grade.context import grading_context
from autograder.grade.examiner import Examiner
from autograder.submission.remark import texts
from autograder.submission.result import Submission
from tests.autograder.grade.conftest import CHAPTER

TEST = "assert bce(torch.tensor([[0.5]]), torch.tensor([[1.0]])) < {limit}, 'SECRET 0.5'"


def source_with(folder: Path, *lines: str) -> None:
    """The chapter's source with more lines in the hidden region of bce."""
    text = (SOLUTIONS / f"{CHAPTER}.py").read_text(encoding="utf-8")
    line = 'hidden("bce")\n'
    assert text.count(line) == 1
    more = "".join(f"{one}\n" for one in lines)
    (folder / f"{CHAPTER}.py").write_text(text.replace(line, more + line), encoding="utf-8")


def graded(filled, as_bytes, folder, monkeypatch, *lines: str):
    source_with(folder, *lines)
    monkeypatch.setattr(inline, "SOLUTIONS", folder)
    examiner = Examiner(CHAPTER, "a fixed secret")
    try:
        return examiner.grade_bytes(Submission("li", CHAPTER), as_bytes(filled()))
    finally:
        examiner.close()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_courses_own_regions_hold_no_inline_test(chapter):
    assert inline.inline_tests(chapter) == ()


@pytest.mark.sandbox
def test_one_that_passes_says_nothing(filled, as_bytes, tmp_path, monkeypatch):
    result = graded(filled, as_bytes, tmp_path, monkeypatch, TEST.format(limit=1))
    assert (result.state, result.score, result.flags) == ("graded", 20, ())


@pytest.mark.sandbox
def test_one_that_fails_is_a_remark_and_costs_nothing(filled, as_bytes, tmp_path, monkeypatch):
    result = graded(filled, as_bytes, tmp_path, monkeypatch, TEST.format(limit=0))
    assert result.score == 20
    assert texts(result.flags) == (
        "inline test of bce not passed (AssertionError); it does not count",
    )
    assert "SECRET" not in str(result.to_json())


@pytest.mark.sandbox
def test_one_that_the_instructor_counts_takes_the_exercises_points(
    filled, as_bytes, tmp_path, monkeypatch
):
    lines = ("# counts", TEST.format(limit=0))
    result = graded(filled, as_bytes, tmp_path, monkeypatch, *lines)
    assert result.score == 18
    assert result.verdicts["bce"].state == "wrong"
    assert "it counts" in result.flags[0].text


def test_another_inline_test_makes_another_result(tmp_path, monkeypatch):
    before = grading_context(CHAPTER, "seed").digest
    source_with(tmp_path, TEST.format(limit=1))
    monkeypatch.setattr(inline, "SOLUTIONS", tmp_path)
    assert grading_context(CHAPTER, "seed").digest != before


def test_students_never_get_it(source):
    cell = next(cell for cell in source.cells if cell.id == "check-bce")
    cell = nbformat.from_dict(cell)
    cell.source = cell.source.replace('hidden("bce")', f'{TEST}\nhidden("bce")')
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=source.metadata)
    assert "SECRET" not in nbformat.writes(student_notebook(notebook))
