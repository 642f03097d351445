"""What ``grade --section`` collects for others, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli.table import say_standing
from autograder.collect.sections import Members
from autograder.course.journal import Index, JournalEntry
from autograder.grade.request import Request
from autograder.grade.run import Outcome
from autograder.grade.share import not_graded_yet
from autograder.submission.result import Submission

CHAPTER = "04_logistic_regression"


def came(student: str, digest: str, file: str = "x.ipynb") -> Submission:
    return Submission(student, CHAPTER, file, digest)


def test_files_of_others_count_until_they_are_graded():
    graded = JournalEntry("ben", "f", "w", "b1", "a", "graded", "r")
    index = Index(latest={"ben": graded})
    files = [came("ADA", "a1"), came("ben", "b1"), came("cem", "c1"), came("dee", "", "")]
    assert not_graded_yet(files, Members(["ada"]), index) == 1, "cem's alone"
    assert not_graded_yet([came("ben", "b2")], Members(["ada"]), index) == 1, "a later file"
    assert not_graded_yet(files, None, index) == 0


@pytest.mark.parametrize(("count", "words"), [(1, "1 file is of"), (2, "2 files are of")])
def test_the_run_says_whose_files_wait(capsys, tmp_path: Path, count, words):
    request = Request(tmp_path, CHAPTER, tmp_path, section="A")
    say_standing(Outcome(outside=count), request)
    said = " ".join(capsys.readouterr().out.split())
    assert f"{words} students outside section A: collected, and graded when" in said
    say_standing(Outcome(), request)
    assert "outside" not in capsys.readouterr().out
