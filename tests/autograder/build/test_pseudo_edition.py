"""The student's package of an edition, in a Python of its own: everything is in its language."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.build.edition import build_edition, language_of
from autograder.files.paths import ROOT
from tests.autograder.build.test_languages import depth, plain_words

pytestmark = pytest.mark.slow

SAID = """
import course_utils
from course_utils import labs
print(course_utils.__file__)
course_utils.hint("bce")
print("=====")
course_utils.progress()
print("=====")
course_utils.check("bce")
print("=====")
print(labs.secant(lambda x: x**3, 2.0))
"""
# Ids of exercises and chapters, units, names of code.
NAMES = {"bce", "hint", "batch", "to", "columns", "tensors", "autograd", "modules", "logistic",
         "regression", "optimizer", "loop", "paper", "engine"}  # fmt: skip


def test_what_a_student_is_told_has_no_english_left(tmp_path):
    before = subprocess.run(
        ["git", "status", "--short"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    made = build_edition(language_of("pseudo"), folder=tmp_path / "pseudo")
    assert made.broken == [] and all(done == count > 0 for _, done, count in made.counts)
    run = subprocess.run(
        [sys.executable, "-c", SAID], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": str(made.folder)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    place, _, said = run.stdout.partition("\n")
    assert place.startswith(str(made.folder))
    for block in said.split("=====\n"):
        assert depth(block) in (1, 2), block
        assert set(plain_words(block)) <= NAMES, block
    after = subprocess.run(
        ["git", "status", "--short"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert before.stdout == after.stdout
