"""What nbgrader's user finds in the gradebook and its exports after `autograder grade`."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from nbgrader.api import Gradebook

from autograder.catalogue import chapter_of
from autograder.cli.topics import TOPICS
from autograder.collect.teams import Team, TeamMember, Teams, keep_teams
from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.gradebook import GradebookWriter
from autograder.grade.pool import fault
from autograder.grade.session import publish
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import Verdict, unjudged
from tests.autograder.door.conftest import CHAPTER, make_course, marks, nbgrader

PAPER = "06_paper"


def passed(submission: Submission, **more: object) -> Result:
    """A result with every exercise right."""
    verdicts = {
        entry.id: Verdict(
            entry.id,
            "passed",
            entry.exercise.points,
            {part.name: part.points for part in entry.exercise.parts},
        )
        for entry in chapter_of(submission.chapter)
    }
    return Result(submission, "graded", verdicts, **more)  # type: ignore[arg-type]


def write(course: Course, *results: Result) -> None:
    exercises = {e.id: e.exercise for e in chapter_of(results[0].submission.chapter)}
    with GradebookWriter(course.db_url, exercises) as gradebook:
        for result in results:
            publish(result, course, gradebook, list(exercises.values()))


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    more = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    made = make_course(tmp_path_factory.mktemp("marks") / "classroom", more)
    with Gradebook(made.db_url, "gradients") as book:
        book.update_or_create_assignment(CHAPTER, duedate="2026-03-01 12:00:00 UTC")
    return made


def exported(course: Course, to: Path) -> dict[str, dict[str, str]]:
    done = nbgrader(course, "export", "--to", str(to))
    assert done.returncode == 0, done.stderr[-2000:]
    with to.open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_a_fault_of_the_grader_is_an_empty_cell_in_the_export_and_no_zero(course, tmp_path):
    one = passed(Submission("half-faulty", CHAPTER))
    half = replace(
        one,
        verdicts={
            **one.verdicts,
            "bce": unjudged(chapter_of(CHAPTER)[3].exercise, "grader_fault", "it broke"),
        },
    )
    write(course, passed(Submission("fine", CHAPTER)), half)
    write(course, fault(Submission("faulty", CHAPTER, name="=1+1 Faulty"), "it broke"))
    rows = exported(course, tmp_path / "grades.csv")
    assert rows["fine"]["score"] == "20.0"
    for student in ("faulty", "half-faulty"):
        assert (rows[student]["score"], rows[student]["raw_score"]) == ("", "")
    assert rows["faulty"]["last_name"] == "'=1+1 Faulty"
    write(course, passed(Submission("faulty", CHAPTER)), passed(Submission("half-faulty", CHAPTER)))
    rows = exported(course, tmp_path / "again.csv")
    assert rows["faulty"]["score"] == rows["half-faulty"]["score"] == "20.0"


def test_a_persons_score_for_a_faulty_cell_is_exported(course, tmp_path):
    write(course, fault(Submission("by-hand", CHAPTER), "it broke"))
    with Gradebook(course.db_url, "gradients") as book:
        for notebook in book.find_submission(CHAPTER, "by-hand").notebooks:
            for grade in notebook.grades:
                grade.manual_score = 1.0
        book.db.commit()
    score = exported(course, tmp_path / "grades.csv")["by-hand"]["score"]
    assert float(score) == len(chapter_of(CHAPTER))


def test_late_work_gets_the_penalty_and_work_in_time_loses_it_again(course):
    late = Submission("late", CHAPTER, received="2026-03-01T12:00:01+00:00")
    write(course, passed(late), passed(Submission("fine", CHAPTER)))
    assert marks(course, "late")["penalty"] == (20,)
    assert marks(course, "fine")["penalty"] == (0,)
    write(course, passed(replace(late, received="2026-03-01T11:59:59+00:00")))
    assert marks(course, "late")["penalty"] == (0,)


@pytest.mark.parametrize("owner", ["ours", "nbgrader's"])
def test_a_time_that_is_believed_no_more_makes_nobody_late(course, owner):
    student = f"moved-{owner[0]}"
    file = f"submitted/{student}/{CHAPTER}/{CHAPTER}.ipynb"
    late = Submission(student, CHAPTER, file=file, received="2026-03-02T12:00:00+00:00")
    stamp = (course.root / file).with_name("timestamp.txt")
    stamp.parent.mkdir(parents=True)
    if owner != "ours":
        stamp.write_text("2026-03-02 12:00:00.000000 UTC")
    write(course, passed(late))
    assert marks(course, student)["penalty"] == (20,) and stamp.exists()
    write(course, passed(replace(late, received="")))
    assert marks(course, student)["penalty"] == (0,)
    # What nbgrader collected is not ours to take away; formgrader shows it.
    assert stamp.exists() is (owner != "ours")
    with Gradebook(course.db_url, "gradients") as book:
        assert book.find_submission(CHAPTER, student).timestamp is None


def test_an_answer_in_words_without_points_has_no_score_in_the_export(tmp_path):
    course = open_course(tmp_path / "classroom")
    ensure_assignment(course, PAPER)
    with Gradebook(course.db_url, "gradients") as book:
        (notebook,) = book.find_assignment(PAPER).notebooks
        names = {cell.name for cell in notebook.solution_cells}
        (written,) = names & {cell.name for cell in notebook.grade_cells}
    write(course, passed(Submission("ada", PAPER), code={written: "Because."}))
    assert exported(course, tmp_path / "a.csv")["ada"]["score"] == ""
    with Gradebook(course.db_url, "gradients") as book:
        book.find_grade(written, PAPER, PAPER, "ada").manual_score = 2
        book.db.commit()
    assert exported(course, tmp_path / "b.csv")["ada"]["score"] == "19.0"


def test_a_member_whose_group_has_handed_in_has_no_zero_in_the_export(tmp_path):
    course = open_course(tmp_path / "classroom")
    ensure_assignment(course, PAPER)
    write(course, passed(Submission("ada", PAPER)), Result(Submission("bo", PAPER), "missing"),
          Result(Submission("cy", PAPER), "missing"))  # fmt: skip
    team = Team("Group 1", (TeamMember("ada"), TeamMember("bo")))
    keep_teams(PAPER, Teams((team,), course.root))
    rows = exported(course, tmp_path / "a.csv")
    assert [rows[student]["score"] for student in ("bo", "cy")] == ["", "0.0"]
    assert float(rows["ada"]["score"]) > 0


def test_the_courses_own_plugin_sets_the_penalty(tmp_path):
    course = make_course(
        tmp_path / "classroom", '\nc.AssignLatePenalties.plugin_class = "hourly.Hourly"\n'
    )
    (course.root / "hourly.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Hourly(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 2 * total_seconds_late / 3600\n"
    )
    with Gradebook(course.db_url, "gradients") as book:
        book.update_or_create_assignment(CHAPTER, duedate="2026-03-01 12:00:00 UTC")
    write(course, passed(Submission("li", CHAPTER, received="2026-03-01T13:30:00+00:00")))
    assert marks(course, "li")["penalty"] == (3,)


def test_an_answer_in_words_waits_for_a_person_and_keeps_what_the_person_gave(tmp_path):
    course = open_course(tmp_path / "classroom")
    ensure_assignment(course, PAPER)
    with Gradebook(course.db_url, "gradients") as book:
        (notebook,) = book.find_assignment(PAPER).notebooks
        names = {cell.name for cell in notebook.solution_cells}
        (written,) = names & {cell.name for cell in notebook.grade_cells}
        stub = book.find_source_cell(written, PAPER, PAPER).source
    answered = passed(Submission("ada", PAPER), code={written: "Because the graph is kept."})
    write(course, answered, passed(Submission("bob", PAPER), code={written: f"{stub}\n"}))

    def row(student: str) -> tuple:
        with Gradebook(course.db_url, "gradients") as book:
            grade = book.find_grade(written, PAPER, PAPER, student)
            comment = book.find_comment(written, PAPER, PAPER, student)
            scores = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            return (*scores, comment.auto_comment)

    assert row("ada") == (None, None, True, None)
    assert row("bob") == (0, None, False, "No response.")
    with Gradebook(course.db_url, "gradients") as book:
        book.find_grade(written, PAPER, PAPER, "ada").manual_score = 3
        book.db.commit()
    write(course, answered)
    assert row("ada") == (None, 3, False, None)


def test_the_penalty_of_the_help_is_one_that_works(tmp_path):
    told = TOPICS["late"]().split("\n\n")
    program = "\n\n".join(dedent(text) for text in told if text.startswith("  import math"))
    program += "".join(f"\n\n{dedent(text)}\n" for text in told if "class TwoADay" in text)
    (setting,) = (text.strip() for text in told if "plugin_class" in text)
    course = make_course(tmp_path / "classroom", f"\n{setting}\n")
    (course.root / "late.py").write_text(program)
    with Gradebook(course.db_url, "gradients") as book:
        book.update_or_create_assignment(CHAPTER, duedate="2026-03-01 12:00:00 UTC")
    for student, received, penalty in (
        ("punctual", "2026-03-01T11:59:59+00:00", 0),
        ("li", "2026-03-01T12:00:01+00:00", 2),
        ("bo", "2026-03-03T13:30:00+00:00", 6),
        ("al", "2027-03-03T13:30:00+00:00", 20),
    ):
        write(course, passed(Submission(student, CHAPTER, received=received)))
        assert marks(course, student)["penalty"] == (penalty,)
