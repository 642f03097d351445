"""Points that one member of a group was given by hand: through the real gradebook."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.collect.group_hands import share_by_hand
from autograder.collect.teams import Team, TeamMember, Teams, keep_teams
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Journal, JournalEntry, JournalWriter
from autograder.course.rubric_marks import (
    MarkedCriterion,
    RubricMark,
    RubricMarks,
    rubric_path,
)
from autograder.marks.book import read_marks
from tests.autograder.grade.test_hand_marks import (
    FIRST,
    PAPER,
    SECOND,
    WRITTEN,
    answered,
    course,  # noqa: F401  (a fixture)
    give,
    grade,
    template,  # noqa: F401  (a fixture)
)


def handed_in(folder, **texts):
    """Members of one group with these answers in words."""
    for student, text in texts.items():
        result = answered(text)
        result = replace(result, submission=replace(result.submission, student=student))
        with JournalWriter(folder.journal_path(PAPER)) as writer:
            writer.append([(JournalEntry(student, text, text, text, text, "graded", "r"), result)])
        grade(folder, result)
    members = tuple(TeamMember(student) for student in texts)
    keep_teams(PAPER, Teams((Team("Group 1", members, filed=True),), folder.root))


def written_again(folder, student):
    """What `grade` and `todo regrade` do with one student's result."""
    (result,) = Journal(folder.journal_path(PAPER)).results_of(student)
    return grade(folder, result)


def points(folder):
    with Gradebook(folder.db_url, "gradients") as book:
        found = {}
        for person in book.students:
            mine = book.find_grade(WRITTEN, PAPER, PAPER, person.id)
            words = book.find_comment(WRITTEN, PAPER, PAPER, person.id)
            found[person.id] = (mine.manual_score, mine.needs_manual_grade, words.manual_comment)
        return found


@pytest.fixture
def folder(course):  # noqa: F811
    return course


def test_who_waits_with_the_same_text_gets_points_and_comment(folder):
    handed_in(folder, ada=FIRST, bo=FIRST, cy=SECOND)
    give(folder, 2.5, "Well read.")
    done = CliRunner().invoke(app, ["feedback", "--course", str(folder.root), "--chapter", PAPER])
    assert done.exit_code == 0, done.output
    assert "1 mark given by hand" in done.output and "same text: bo." in done.output
    assert points(folder) == {
        "ada": (2.5, False, "Well read."),
        "bo": (2.5, False, "Well read."),
        "cy": (None, True, None),
    }
    marks = read_marks(folder.root, PAPER).by_student
    assert marks["bo"].score == marks["ada"].score is not None
    assert marks["cy"].state == "by_hand", "another text is another answer"
    assert "Well read." in folder.feedback_path("bo", PAPER).read_text("utf-8")


def test_grading_again_shares_what_formgrader_was_told_since(folder):
    """One member alone is graded again, and all who wait with the text have the points."""
    handed_in(folder, ada=FIRST, bo=FIRST, cy=SECOND)
    give(folder, 2.5, "Well read.")
    regraded = written_again(folder, "ada")
    assert points(folder)["bo"] == (2.5, False, "Well read.")
    assert "Well read." in folder.feedback_path("bo", PAPER).read_text("utf-8")
    assert regraded.waits == {} and points(folder)["cy"][0] is None


def test_who_comes_into_the_group_later_has_the_mark_when_graded(folder):
    handed_in(folder, ada=FIRST)
    give(folder, 2.0)
    handed_in(folder, ada=FIRST, bo=FIRST)
    assert written_again(folder, "bo").waits == {}, "the table of `grade` says it, too"
    assert points(folder)["bo"][0] == 2.0


def test_the_criteria_go_with_the_points_and_lateness_costs_its_share(folder):
    config = folder.root / "nbgrader_config.py"
    more = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    config.write_text(config.read_text("utf-8") + more, "utf-8")
    handed_in(folder, ada=FIRST, bo=FIRST)
    give(folder, 2.0)
    with Gradebook(folder.db_url, "gradients") as book:
        book.find_assignment(PAPER).duedate = datetime.datetime(2026, 1, 1)
        book.find_submission(PAPER, "bo").timestamp = datetime.datetime(2026, 1, 2)
        book.db.commit()
    text = HandMarks(folder.hand_path(PAPER)).shown("ada")[WRITTEN]
    said = RubricMark((MarkedCriterion("says how large", 2.0, True),), 2.0, "ta")
    RubricMarks(rubric_path(folder.root, PAPER)).note("ada", WRITTEN, text, said)
    CliRunner().invoke(app, ["feedback", "--course", str(folder.root), "--chapter", PAPER])
    assert RubricMarks(rubric_path(folder.root, PAPER)).of("bo", WRITTEN, text) == said
    assert "says how large" in folder.feedback_path("bo", PAPER).read_text("utf-8")
    mark = read_marks(folder.root, PAPER).by_student["bo"]
    assert mark.score == 0 and mark.penalty == sum(score for _, score, _ in mark.parts)


def test_a_mark_that_stands_is_not_changed_and_two_marks_are_no_mark_for_the_third(folder):
    handed_in(folder, ada=FIRST, bo=FIRST, cy=FIRST)
    give(folder, 2.5)
    with Gradebook(folder.db_url, "gradients") as book:
        book.find_grade(WRITTEN, PAPER, PAPER, "bo").manual_score = 1.0
        book.db.commit()
    assert share_by_hand(folder, PAPER) == []
    assert [row[0] for row in points(folder).values()] == [2.5, 1.0, None]


def test_it_stays_when_the_class_is_written_again_and_goes_with_another_text(folder):
    handed_in(folder, ada=FIRST, bo=FIRST)
    give(folder, 2.0)
    assert [one.student for one in share_by_hand(folder, PAPER)] == ["bo"]
    handed_in(folder, ada=FIRST, bo=FIRST)
    assert points(folder)["bo"][0] == 2.0
    handed_in(folder, bo=SECOND)
    assert points(folder)["bo"][:2] == (None, True)


def test_without_groups_nothing_is_shared(folder):
    for student in ("ada", "bo"):
        result = answered(FIRST)
        grade(folder, replace(result, submission=replace(result.submission, student=student)))
    give(folder, 2.0)
    assert share_by_hand(folder, PAPER) == []
    assert points(folder)["bo"][0] is None
