"""Handing submissions out: what becomes of those whose sandbox does not start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from autograder.grade import pool
from autograder.grade.pool import Plan, grade_all
from autograder.sandbox import SandboxUnavailable
from autograder.submission.result import Result, Submission
from tests.autograder.grade.small_class import CHAPTER
from tests.autograder.grade.test_spread import AtOnce

CLASS = [Submission(f"s{number}", CHAPTER, file="f") for number in range(8)]


def grades(
    monkeypatch, refused: Callable[[str, int], bool], submissions: Sequence[Submission] = CLASS
) -> tuple[dict[str, str], Counter[str]]:
    """States where a sandbox starts or not, and how often each was tried."""
    tries: Counter[str] = Counter()

    def shard(plan: Plan, submissions: Sequence[Submission]) -> list:
        (one,) = submissions
        tries[one.student] += 1
        if refused(one.student, tries[one.student]):
            return [SandboxUnavailable("It said: (nothing)")]
        return [Result(one, "graded", notebook="{}")]

    monkeypatch.setattr(pool, "grade_shard", shard)
    pairs = grade_all(AtOnce, Plan(CHAPTER, "secret", "."), submissions, 1)
    return {submission.student: result.state for submission, result in pairs}, tries


def test_a_sandbox_whose_start_is_disturbed_costs_one_try(monkeypatch):
    first = {"s0", "s1", "s5"}
    found, tries = grades(monkeypatch, lambda student, count: student in first and count == 1)
    assert found == dict.fromkeys((one.student for one in CLASS), "graded")
    assert tries == {one.student: 1 + (one.student in first) for one in CLASS}


def test_one_that_never_starts_again_is_our_fault_and_no_zero(monkeypatch):
    found, tries = grades(monkeypatch, lambda student, count: student == "s3")
    assert found.pop("s3") == "grader_fault" and tries["s3"] == 2
    assert set(found.values()) == {"graded"}


@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_machine_without_a_sandbox_ends_the_run_before_the_class_is_gone_through(
    count, monkeypatch
):
    tries: Counter[str] = Counter()

    def none(student: str, count: int) -> bool:
        tries[student] += 1
        return True

    with pytest.raises(SandboxUnavailable, match="It said"):
        grades(monkeypatch, none, CLASS[:count])
    assert tries == {one.student: 1 for one in CLASS[:count][: max(3, pool.WINDOW)]}
