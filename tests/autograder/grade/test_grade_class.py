"""A small class through the whole path: real sandbox, real gradebook, real pages."""

from __future__ import annotations

import copy
import csv
import gc
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Grade, Gradebook, SubmittedAssignment

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.rows import Row
from autograder.errors import Refused
from autograder.grade.examiner import Examiner
from autograder.grade.request import Request
from autograder.grade.session import grade_class, locked
from autograder.submission.result import Submission
from tests.autograder.grade.conftest import CHAPTER, WRONG_BACKWARD

pytestmark = pytest.mark.sandbox

ENDLESS = "# exercise: bce\ndef bce(yhat, y):\n    while True:\n        pass\n"
READS_GRADEBOOK = """\
# exercise: bce
import os
found = []
for folder, folders, files in os.walk("/"):
    if folder.count("/") < 2:
        folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib", "dev")]
    folders[:] = [f for f in folders if f not in ("site-packages", "lib")]
    found += [f for f in folders + files if f in ("gradebook.db", "solutions", "autograder")]
if found:
    raise SystemExit(f"found {found}")
def bce(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()
"""
PATCHES = """\
# exercise: bce
import builtins, course_utils.core.judge, course_utils.core.compare, course_utils.core.probing
torch.allclose = torch.equal = lambda *a, **k: True
torch.isclose = lambda *a, **k: torch.tensor(True)
course_utils.core.compare.same = lambda *a, **k: True
course_utils.core.judge.judge = lambda *a, **k: 100
def bce(yhat, y):
    class Anything(torch.Tensor):
        def __eq__(self, other):
            return True
    return torch.tensor(0.0).as_subclass(Anything)
"""
# Right on the visible cases only: the numbers come from the package's own keys.
HARD_CODED = """\
# exercise: bce
from course_utils.core.key import visible_keys
def bce(yhat, y):
    for key in visible_keys("bce").keys:
        if key.case["yhat"].shape == yhat.shape and torch.equal(key.case["yhat"], yhat):
            return key.expected["loss"].values[0]
        if torch.equal(key.case["yhat"][:, :1], yhat):
            return key.expected["one example"].values[0]
    return torch.tensor(0.5)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory, source, released):
    """One run over a class of eleven; the outcome and its folder."""
    answers = {c.id: c.source for c in source.cells if "BEGIN SOLUTION" in c.source}

    def filled(**exchanged):
        notebook = copy.deepcopy(released)
        for cell in notebook.cells:
            if cell.id in answers:
                cell.source = exchanged.get(cell.id.replace("-", "_"), answers[cell.id])
        return nbformat.writes(notebook)

    folder = tmp_path_factory.mktemp("class")
    files = {
        "right": filled(),
        "twin": filled() + "\n",  # equal answers; equal bytes would be flagged
        "nomean": filled(lr_backward=WRONG_BACKWARD),
        "stub": nbformat.writes(released),
        "broken": "{bad",
        "empty": "",
        "endless": filled(bce=ENDLESS),
        "reader": filled(bce=READS_GRADEBOOK),
        "patcher": filled(bce=PATCHES),
        "hardcoded": filled(bce=HARD_CODED),
        "syntax": filled(bce="# exercise: bce\ndef bce(yhat, y:\n    return 1\n"),
    }
    (folder / "in").mkdir()
    for student, text in files.items():
        (folder / "in" / f"{student}.ipynb").write_text(text)
    course = folder / "classroom"
    seen = []
    outcome = grade_class(
        Request(folder / "in", CHAPTER, course),
        lambda done, total, result: seen.append((done, total)),
    )
    return outcome, Course(course), seen


def results_of(graded):
    return list(Journal(graded[1].journal_path(CHAPTER)).results())


def result_of(graded, student):
    return next(r for r in results_of(graded) if r.submission.student == student)


def test_every_submission_has_a_result_and_the_bar_reaches_the_end(graded):
    outcome, _, seen = graded
    assert len(outcome.rows) == 11
    assert seen[-1] == (11, 11)


def test_right_is_full_and_empty_is_nothing(graded):
    assert result_of(graded, "right").score == 20
    assert result_of(graded, "right").state == "graded"
    stub = result_of(graded, "stub")
    assert stub.score == 0
    assert {v.state for v in stub.verdicts.values()} == {"not_attempted"}


def test_the_mistake_is_named_and_costs_only_its_own_points(graded):
    result = result_of(graded, "nomean")
    assert result.score == 16
    assert result.verdicts["lr-backward"].mistake == "missing-mean"


@pytest.mark.parametrize("student", ["broken", "empty"])
def test_what_cannot_be_read_is_said_and_gets_no_mark(graded, student):
    result = result_of(graded, student)
    assert result.state == "unreadable"
    assert result.flags[0].text.startswith("unreadable: ")


def test_an_endless_loop_costs_only_its_own_exercise(graded):
    result = result_of(graded, "endless")
    assert result.verdicts["bce"].state == "timeout"
    assert result.score == 18
    assert result.state == "flagged"


def test_nothing_of_the_instructors_is_in_the_sandbox(graded):
    result = result_of(graded, "reader")
    assert result.verdicts["bce"].mistake == "sum"
    assert result.score == 18


def test_patched_comparisons_earn_nothing(graded):
    result = result_of(graded, "patcher")
    assert result.verdicts["bce"].score == 0
    assert result.score == 18


def test_hard_coded_answers_fail_on_hidden_cases_and_no_hidden_number_is_told(graded):
    _, course, _ = graded
    verdict = result_of(graded, "hardcoded").verdicts["bce"]
    assert verdict.state == "wrong" and verdict.score == 0
    assert verdict.hidden
    assert verdict.difference.yours is None and verdict.difference.expected == ""
    page = course.feedback_path("hardcoded", CHAPTER).read_text()
    assert "tensor(" not in page


def test_a_syntax_error_is_told_in_its_exercise_and_spares_the_others(graded):
    result = result_of(graded, "syntax")
    assert result.verdicts["bce"].state == "error"
    assert result.verdicts["bce"].detail.kind == "SyntaxError"
    assert result.score == 18


def test_the_gradebook_holds_the_marks_and_what_was_not_graded_waits_for_a_person(graded):
    _, course, _ = graded
    with Gradebook(course.db_url, "gradients") as book:
        for result in results_of(graded):
            submission = book.find_submission(CHAPTER, result.submission.student)
            if result.state == "unreadable":
                assert submission.needs_manual_grade
                grades = [g for n in submission.notebooks for g in n.grades]
                assert {grade.auto_score for grade in grades} == {None}
            else:
                assert submission.score == result.score
                assert not submission.needs_manual_grade
            assert submission.max_score == 20


def test_nbgraders_own_export_prints_the_marks(graded, tmp_path):
    _, course, _ = graded
    target = tmp_path / "grades.csv"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", str(target)],
        cwd=course.root, check=True, capture_output=True, timeout=900,
        env={"PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    with target.open() as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    for result in results_of(graded):
        score = scores[result.submission.student]
        if result.state == "unreadable":
            assert score == ""  # never a zero
        else:
            assert float(score) == result.score


def test_a_manual_score_and_comment_survive_a_regrade(graded, tmp_path):
    _, course, _ = graded
    from autograder.catalogue import chapter_of
    from autograder.course.gradebook import GradebookWriter

    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade("check-bce", CHAPTER, CHAPTER, "twin")
        grade.manual_score = 1.5
        comment = book.find_comment("bce", CHAPTER, CHAPTER, "twin")
        comment.manual_comment = "Nicely argued."
        book.db.commit()
    exercises = {entry.id: entry.exercise for entry in chapter_of(CHAPTER)}
    with GradebookWriter(course.db_url, exercises) as writer:
        writer.write(result_of(graded, "twin"))
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade("check-bce", CHAPTER, CHAPTER, "twin")
        assert (grade.auto_score, grade.manual_score) == (2, 1.5)
        assert not grade.needs_manual_grade  # the text is the same: it was decided
        comment = book.find_comment("bce", CHAPTER, CHAPTER, "twin")
        assert comment.manual_comment == "Nicely argued."


def test_the_gradebooks_writer_keeps_nothing_of_a_submission(graded):
    """A class of thousands is written by one."""
    from autograder.catalogue import chapter_of
    from autograder.course.gradebook import GradebookWriter

    _, course, _ = graded
    exercises = {entry.id: entry.exercise for entry in chapter_of(CHAPTER)}
    with GradebookWriter(course.db_url, exercises) as writer:
        for result in results_of(graded):
            writer.write(result)
            gc.collect()
            kept = [one for one in gc.get_objects() if isinstance(one, Grade | SubmittedAssignment)]
            assert not kept


def test_pages_and_notebooks_are_written_for_everybody(graded):
    _, course, _ = graded
    for result in results_of(graded):
        student = result.submission.student
        assert "<script" not in course.feedback_path(student, CHAPTER).read_text()
        if result.state != "unreadable":
            notebook = nbformat.read(course.autograded_path(student, CHAPTER), 4)
            nbformat.validate(notebook)


def _graded(row: Row) -> tuple:
    return row.student, row.state, row.marks, row.flags, row.more_flags


def test_the_same_command_again_grades_nothing_twice(graded):
    outcome, course, _ = graded
    before = course.journal_path(CHAPTER).read_bytes()
    again = grade_class(Request(course.root.parent / "in", CHAPTER, course.root), lambda *a: None)
    assert again.reused == 11
    # The gradebook's points may be others since: a person gave some in between.
    assert [_graded(row) for row in again.rows] == [_graded(row) for row in outcome.rows]
    assert course.journal_path(CHAPTER).read_bytes() == before


def test_a_second_grader_on_the_same_course_is_refused(graded):
    _, course, _ = graded
    with locked(course), pytest.raises(Refused, match="another grading run"):
        grade_class(Request(course.root.parent / "in", CHAPTER, course.root), lambda *a: None)


def test_a_hidden_input_never_reaches_saved_outputs(source, released):
    printing = (
        "# exercise: bce\n"
        "def bce(yhat, y):\n"
        "    print('INPUT', yhat.tolist())\n"
        "    raise ValueError(f'INPUT {yhat.tolist()}')\n"
    )
    notebook = copy.deepcopy(released)
    next(cell for cell in notebook.cells if cell.id == "bce").source = printing
    examiner = Examiner(CHAPTER, "a fixed secret")
    try:
        result = examiner.grade_bytes(
            Submission("eve", CHAPTER), nbformat.writes(notebook).encode()
        )
    finally:
        examiner.close()
    text = json.dumps(result.to_json())
    for key in examiner.judged["bce"].hidden.keys:
        for value in key.case["yhat"].flatten().tolist():
            # The one value that visible and hidden cases share is a round one.
            assert f"{value!r}"[:6] not in text or f"{value:.3f}" in ("0.001", "0.999")


def test_stock_nbgrader_agrees_through_its_own_command(graded, tmp_path):
    """`nbgrader autograde` runs the hidden regions in its kernel and comes to the same marks."""
    _, course, _ = graded
    copied = tmp_path / "classroom"
    shutil.copytree(course.root, copied)
    environment = {**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin"}
    for student in ("right", "nomean"):
        command = ["-m", "nbgrader", "autograde", CHAPTER, "--student", student, "--force"]
        subprocess.run(
            [sys.executable, *command], cwd=copied, check=True, capture_output=True,
            timeout=1800, env=environment,
        )  # fmt: skip
    with Gradebook(Course(copied).db_url, "gradients") as book:
        for student in ("right", "nomean"):
            score = book.find_submission(CHAPTER, student).score
            assert score == result_of(graded, student).score


def test_a_long_experiment_of_the_students_own_does_not_cost_the_exercises(filled, as_bytes):
    notebook = filled()
    loop = "total = 0\nwhile True:\n    total += 1"
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "lr-sigmoid")
    for number in range(4):
        notebook.cells.insert(at, nbformat.v4.new_code_cell(loop, id=f"mine-{number}"))
    examiner = Examiner(CHAPTER, "a fixed secret")
    examiner._sandbox.limits = replace(
        examiner._sandbox.limits, cpu_per_cell=1.0, cpu_per_notebook=3.0
    )
    try:
        result = examiner.grade_bytes(Submission("li", CHAPTER), as_bytes(notebook))
    finally:
        examiner.close()
    assert result.score == 20
    assert result.state == "flagged"
    assert any(flag.code == "without-added-cells" for flag in result.flags)
