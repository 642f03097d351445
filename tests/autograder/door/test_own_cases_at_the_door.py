"""Hidden cases of each student's own are the same, whichever way a class is graded."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI

from autograder.catalogue import find_entry
from autograder.course.config import settings
from autograder.course.course import Course, open_course
from autograder.course.journal import Journal
from autograder.course.secret import HIDDEN_KEYS, draw_name, draw_of
from autograder.grade.judged import unshared
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from course_utils.core.key import visible_keys
from tests.autograder.cluster.machines import machines
from tests.autograder.door.conftest import nbgrader
from tests.autograder.grade.small_class import (
    CHAPTER,
    executions,
    grade,
    left_behind,
    marks,
    notebooks,
)
from tests.shared import once

pytestmark = pytest.mark.sandbox

SECRET = "0123456789abcdef0123456789abcdef"
KNOWS = """\
# exercise: grad-at
def grad_at(w0):
    return 20 * w0 if w0 in {numbers} else 20.0
"""
STUDENTS = ("ada", "bo", "cy", "dan", "eve")
GIVERS = {"dan": "eve"}  # both are in a group, and the file is hers
FULL, WITHOUT = 20, 18


def seed(student: str) -> str:
    return draw_of(SECRET, f"student {GIVERS.get(student, student)}")


def numbers_of(student: str) -> list[float]:
    """What grad-at is asked for with this student's hidden cases."""
    judged = unshared(find_entry("grad-at")).of_student(seed(student))
    return [number for case in judged.hidden.cases for number in case.inputs["w0"]]


def by_heart(*further: float) -> str:
    """Right on the visible case, on these numbers, and on nothing else."""
    (case,) = visible_keys("grad-at").cases
    cells = json.loads(notebooks()["right"])
    cell = next(one for one in cells["cells"] if one["id"] == "grad-at")
    cell["source"] = KNOWS.format(numbers=[*case["w0"], *further])
    return json.dumps(cells)


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """Graded by our command, into ``course``."""
    return once(tmp_path_factory, "own-cases-at-the-door", _make)


def _make(folder: Path) -> None:
    of_ada, of_eve = by_heart(*numbers_of("ada")), by_heart(*numbers_of("eve"))
    files = {"ada": of_ada, "bo": of_ada, "cy": by_heart(), "eve": of_eve}
    for student, text in files.items():
        (folder / "in" / student).mkdir(parents=True)
        (folder / "in" / student / f"{CHAPTER}.ipynb").write_text(text)
    (folder / "groups.csv").write_text("group,members\nOne,dan;eve\n")
    (folder / "roster.csv").write_text("id,name\n" + "".join(f"{s},{s} {s}\n" for s in STUDENTS))
    root = empty_course(folder / "course")
    asked = Request(folder / "in", CHAPTER, root, workers=1, roster=folder / "roster.csv",
                    groups=folder / "groups.csv")  # fmt: skip
    grade_class(asked, lambda *a: None, lambda: ThreadPoolExecutor(1))


def empty_course(root: Path) -> Path:
    open_course(root)
    (root / ".secret-seed").write_text(SECRET)
    (root / "course.toml").write_text("variants = true\n")
    return root


def ungraded(graded: Path, root: Path) -> Course:
    """The same folder before anything was judged in it: with files and groups alone."""
    shutil.copytree(graded / "course", root)
    for name in ("journal", "feedback", "autograded"):
        shutil.rmtree(root / name)
    return Course(root)


def judged(root: Path) -> dict[str, tuple]:
    """By student: the draw, points, flags and every verdict.

    Without the remark on equal files: nbgrader hands over one student at a time.
    """
    return {
        one.submission.student: (
            one.draw, one.score, {flag.code for flag in one.flags} - {"same-file"},
            {name: verdict.to_json() for name, verdict in one.verdicts.items()},
        )
        for one in Journal(Course(root).journal_path(CHAPTER)).results()
    }  # fmt: skip


def test_who_knows_the_numbers_of_one_student_by_heart_is_right_for_that_student_alone(graded):
    found = judged(graded / "course")
    assert {student: one[0] for student, one in found.items()} == {
        student: draw_name(seed(student)) for student in STUDENTS
    }
    points = {student: one[1] for student, one in found.items()}
    assert points == {"ada": FULL, "bo": WITHOUT, "cy": WITHOUT, "dan": FULL, "eve": FULL}


def test_nbgraders_autograde_judges_by_the_same_cases_and_its_feedback_shows_none(graded, tmp_path):
    course = ungraded(graded, tmp_path / "course")
    done = nbgrader(course, "autograde", CHAPTER, "--force")
    assert done.returncode == 0, done.stderr[-3000:]
    assert judged(course.root) == judged(graded / "course")
    assert marks(course.db_url) == marks(Course(graded / "course").db_url)
    page = course.feedback_path("bo", CHAPTER)
    ours = page.read_text("utf-8")
    assert "drawn for this file" in ours
    done = nbgrader(course, "generate_feedback", CHAPTER, "--student", "bo", "--force")
    assert done.returncode == 0, done.stderr[-3000:]
    nbgraders = page.read_text("utf-8")
    assert nbgraders != ours and "grad-at" in nbgraders
    # Bo's own file names the visible numbers and Ada's.
    (case,) = visible_keys("grad-at").cases
    hidden = {*numbers_of("bo")} - {*case["w0"], *numbers_of("ada")}
    assert hidden and not [number for number in hidden if str(number) in ours + nbgraders]


def test_what_formgraders_button_calls_judges_by_the_same_cases(graded, tmp_path, monkeypatch):
    course = ungraded(graded, tmp_path / "course")
    monkeypatch.chdir(course.root)
    config = settings(course.root)
    config.CourseDirectory.root = str(course.root)
    for student in ("bo", "dan"):
        answer = NbGraderAPI(config=config).autograde(CHAPTER, student)
        assert answer["success"], answer
    found, wanted = judged(course.root), judged(graded / "course")
    assert found == {student: wanted[student] for student in ("bo", "dan")}


def test_workers_of_a_cluster_judge_by_the_same_cases(graded, tmp_path):
    tmp_path.chmod(0o700)
    root = empty_course(tmp_path / "course")
    with machines(tmp_path) as there:
        there.worker("one")
        lists = ("--roster", str(graded / "roster.csv"), "--groups", str(graded / "groups.csv"))
        done = grade(graded / "in", root, "--cluster", there.address, *lists)
    assert done.returncode in (0, 1), done.stderr
    assert left_behind(root) == left_behind(graded / "course")
    assert len({work for work, _ in executions(root)}) == 4
    assert not (root / HIDDEN_KEYS).exists()
