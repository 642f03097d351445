"""The hostile corpus through nbgrader's own command: the batch goes on, no mark is forged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.course.journal import Journal
from tests.autograder.door.conftest import CHAPTER, make_course, nbgrader
from tests.hostile.maker import COPIED, Attack, make_class

pytestmark = pytest.mark.sandbox

# One of each sort: what forges, ends the process, leaves links and devices, breaks the file.
HANDFUL = (
    "h-answer-nan", "h-displayed-score", "h-os-exit", "h-symbolic-link", "h-linked-folder",
    "h-fifo", "h-extra-files", "h-folder-for-a-file", "h-truncated", "h-doubled-cells",
    "h-points-retyped",
)  # fmt: skip

# nbgrader itself copies files beside the notebook, and says that it cannot read a folder.
OTHERWISE = {"h-extra-files": ("graded",), "h-folder-for-a-file": (None,)}


def graded(root: Path, some: bool) -> tuple[Course, list[Attack], str]:
    """The class in an nbgrader tree, graded; ``some``: a handful and the harmless ones."""
    course = make_course(root / "classroom")
    # Made where it is graded: what was moved afterwards would leave links that lead nowhere.
    made = make_class(course.root, "nbgrader", course=course.root)
    if some:
        kept = [one for one in made if one.good or one.student in {COPIED, *HANDFUL}]
        for one in made:
            if one not in kept:
                shutil.rmtree(course.root / "submitted" / one.student)
        made = kept
    done = nbgrader(course, "autograde", CHAPTER)
    return course, made, done.stderr


def check(course: Course, made: list[Attack], said: str) -> None:
    """Every submission has the mark it has to have, and a state where one was graded."""
    journal = Journal(course.journal_path(CHAPTER))
    states = {result.submission.student: result.state for result in journal.results()}
    wrong: list[tuple] = []
    with Gradebook(course.db_url, "gradients") as book:
        for attack in made:
            submission = book.find_submission(CHAPTER, attack.student)
            undecided = {g.auto_score for n in submission.notebooks for g in n.grades} == {None}
            if states.get(attack.student) not in OTHERWISE.get(attack.student, attack.states):
                wrong.append((attack.student, states.get(attack.student), attack.states))
            elif attack.score is None and not (undecided and submission.needs_manual_grade):
                wrong.append((attack.student, "a mark where none may be"))
            elif attack.score is not None and submission.score != attack.score:
                wrong.append((attack.student, submission.score, attack.score))
    assert not wrong, f"{wrong}\n{said[-3000:]}"
    assert not [path for path in (course.root / "autograded").rglob("*") if path.is_symlink()]


def test_a_handful_of_attacks_costs_nobody_else_anything(tmp_path):
    course, made, said = graded(tmp_path, True)
    assert {one.student for one in made if not one.good} == {COPIED, *HANDFUL}
    check(course, made, said)


@pytest.mark.slow
def test_the_whole_corpus_through_nbgraders_command(tmp_path):
    check(*graded(tmp_path, False))
