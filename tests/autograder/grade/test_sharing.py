"""Equal answers run once; a fault of ours is tried again and is never a zero."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import pytest

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from tests.autograder.grade.small_class import (
    CHAPTER,
    copied,
    executions,
    hand_in,
    heads,
    marks,
    notebooks,
    words,
)

pytestmark = pytest.mark.sandbox


class Broken(Executor):
    """An engine that loses whatever it is given."""

    given = 0

    def submit(self, fn: Callable, /, *arguments, **named) -> Future:
        type(self).given += 1
        raise BrokenExecutor("the machine went away")


def test_equal_answers_run_once_and_each_has_a_result_of_his_own(begun):
    course = begun / "course"
    assert len(executions(course)) == 3
    results = {
        result.submission.student: result
        for result in Journal(Course(course).journal_path(CHAPTER)).results()
    }
    assert len(results) == 5
    for guest, of in (("guest-1", "ada"), ("guest-2", "bo")):
        assert results[guest].notebook == results[of].notebook
        assert results[guest].verdicts.keys() == results[of].verdicts.keys()
        assert results[guest].submission.digest != results[of].submission.digest
        assert Course(course).feedback_path(guest, CHAPTER).exists()


def test_what_the_collector_says_stays_with_the_student(begun, forks, tmp_path):
    """A second file, byte for byte the same as another's: noted with these two alone."""
    course = copied(begun, tmp_path)
    source = shutil.copytree(begun / "in", tmp_path / "in")
    hand_in(source, {"zoe": (source / "bo" / f"{CHAPTER}.ipynb").read_text(encoding="utf-8")})
    done = forks.run(words(source, course))
    assert done.code == 1, done.output
    results = {
        result.submission.student: result
        for result in Journal(Course(course).journal_path(CHAPTER)).results()
    }
    flagged = {student for student, result in results.items() if result.state == "flagged"}
    assert flagged == {"bo", "zoe"}
    assert results["zoe"].score == results["guest-2"].score == 18
    assert len(executions(course)) == 3


def test_a_fault_of_ours_is_tried_again_is_told_at_once_and_is_no_zero(begun, tmp_path, caplog):
    course = copied(begun, tmp_path)
    other = notebooks()["wrong"].replace("torch.zeros(())", "torch.ones(())")
    source = hand_in(tmp_path / "in", {"zed": other})
    request = Request(source, CHAPTER, course, workers=1)

    Broken.given = 0
    (row,) = grade_class(request, lambda *a: None, Broken).rows
    assert row.state == "grader_fault" and not row.graded
    assert Broken.given > 4, "it was not tried again in the same command"
    assert any("zed: a grader error; will be regraded" in line for line in caplog.messages)
    of_zed = [mark for mark in marks(Course(course).db_url) if mark[0] == "zed" and len(mark) == 5]
    assert {mark[2] for mark in of_zed} == {None}
    assert all(needs for *_, needs in of_zed)

    outcome = grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert [(row.state, row.score) for row in outcome.rows] == [("graded", 18)]
    assert outcome.executed == 1
    assert [head["state"] for head in heads(course) if head["student"] == "zed"] == [
        "grader_fault",
        "graded",
    ]


def test_a_regrade_that_was_interrupted_grades_only_the_rest_again(begun, forks, tmp_path):
    course = copied(begun, tmp_path)
    request = Request(begun / "in", CHAPTER, course, workers=1, regrade=True)

    class Enough(Exception):
        pass

    def stop(done, total, result):
        if done == 3:
            raise Enough

    with pytest.raises(Enough):
        grade_class(request, stop, lambda: ThreadPoolExecutor(1))
    before = len(executions(course))
    assert 3 < before < 6
    outcome = grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert outcome.resumed and outcome.changed == []
    assert len(executions(course)) == 6, "each of the three ran twice, and no more"
    done = forks.run(["diff", "--chapter", CHAPTER, "--course", str(course)])
    assert done.code == 0 and "changed no mark" in done.output
