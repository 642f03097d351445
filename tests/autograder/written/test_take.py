"""A saved file on its way into the gradebook: what is refused, what is left, what is kept."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.build.rubric import written_questions
from autograder.course.course import Course
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Journal
from autograder.course.rubric_marks import RubricMarks, rubric_path
from autograder.errors import Refused
from autograder.feedback.publish import write_pages
from autograder.grade.students import drop, rename
from autograder.written.gathered import GivenMark, gather_answers, writer_key
from autograder.written.grading_page import FORMAT, KIND
from autograder.written.saved import read_saved
from autograder.written.take import CHANGED, NOBODY, OTHER_TEXT, TakenMarks, take_marks
from tests.autograder.written.paper_class import (
    OTHER,
    PAPER,
    SAME,
    WRITTEN,
    formgrader_gives,
    hand_in,
    in_book,
    put_in,
)

QUESTIONS = written_questions(PAPER)
QUESTION = QUESTIONS[WRITTEN]
NONE_YET = GivenMark().digest


def key(course: Course, student: str) -> str:
    return writer_key(course.secret(), PAPER, WRITTEN, student)


def result_of(course: Course, student: str):
    (result,) = Journal(course.journal_path(PAPER)).results_of(student)
    return result


def row(course: Course, *students: str, points: float | None = 2, **more: Any) -> dict[str, Any]:
    return {
        "answers": [key(course, one) for one in students],
        "text": result_of(course, students[0]).text_of(WRITTEN),
        "points": points,
        "criteria": [True] * 4 + [False] * 2,
        "comment": "Well said.",
        "before": NONE_YET,
        **more,
    }


@pytest.fixture
def save(course, tmp_path) -> Callable[..., Path]:
    def write(*rows: Any, **more: Any) -> Path:
        content = {
            "kind": KIND, "format": FORMAT, "chapter": PAPER, "question": WRITTEN,
            "rubric": QUESTION.digest, "grader": "Grace", "marks": list(rows), **more,
        }  # fmt: skip
        path = tmp_path / "saved.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def taken(course: Course, path: Path, **more: bool) -> TakenMarks:
    return take_marks(course, PAPER, read_saved(path, PAPER, QUESTIONS), **more)


def page_of(course: Course, student: str) -> str:
    write_pages(course, PAPER, only=student)
    return course.feedback_path(student, PAPER).read_text("utf-8")


def test_points_comment_criteria_and_grader_are_kept_for_the_text(course, save):
    found = taken(course, save(row(course, "ada", "bo")))
    assert sorted(found.written) == ["ada", "bo"] and not found.kept
    for student in ("ada", "bo"):
        assert in_book(course, student)[:3] == (2, False, "Well said.")
        text = result_of(course, student).text_of(WRITTEN)
        given = HandMarks(course.hand_path(PAPER)).given(student, WRITTEN, text)
        assert (given.points, given.comment) == (2, "Well said.")
        mark = RubricMarks(rubric_path(course.root, PAPER)).of(student, WRITTEN, text)
        assert (mark.by, mark.total, mark.adjusted) == ("Grace", 2, 0)
    assert in_book(course, "ada")[3] == 19
    assert "Points by criterion" in page_of(course, "ada")


def test_the_same_file_twice_changes_nothing_the_second_time(course, save):
    path = save(row(course, "ada"))
    taken(course, path)
    kept = rubric_path(course.root, PAPER).read_bytes(), course.hand_path(PAPER).read_bytes()
    again = taken(course, path)
    assert (again.written, again.same, again.kept) == (["ada"], 1, [])
    assert kept == (rubric_path(course.root, PAPER).read_bytes(),
                    course.hand_path(PAPER).read_bytes())  # fmt: skip


def test_another_text_since_is_not_graded_by_the_old_page(course, save):
    path = save(row(course, "ada"), row(course, "cy"))
    hand_in(course, "ada", "Ada Lovelace", "Another text.")
    found = taken(course, path)
    assert [(one.student, one.why) for one in found.kept] == [("ada", OTHER_TEXT)]
    assert in_book(course, "ada")[:3] == (None, True, None)
    assert in_book(course, "cy")[0] == 2
    assert taken(course, path, overwrite=True).kept[0].why == OTHER_TEXT


def test_another_text_after_the_mark_has_neither_mark_nor_criteria(course, save):
    taken(course, save(row(course, "ada")))
    hand_in(course, "ada", "Ada Lovelace", "Another text.")
    assert in_book(course, "ada")[:3] == (None, True, None)
    assert "Points by criterion" not in page_of(course, "ada")
    hand_in(course, "ada", "Ada Lovelace", SAME)
    assert in_book(course, "ada")[0] == 2
    assert "Points by criterion" in page_of(course, "ada")


def test_graded_again_keeps_what_was_taken(course, save):
    taken(course, save(row(course, "ada")))
    put_in(course, result_of(course, "ada"))
    assert in_book(course, "ada")[:3] == (2, False, "Well said.")


def test_points_changed_in_formgrader_show_no_criteria_that_did_not_lead_to_them(course, save):
    taken(course, save(row(course, "ada")))
    formgrader_gives(course, "ada", 3, "Right after all.")
    text = page_of(course, "ada")
    assert "Right after all." in text and "Points by criterion" not in text


def test_a_mark_given_elsewhere_since_stays_and_is_named(course, save):
    path = save(row(course, "ada", "bo"))
    formgrader_gives(course, "bo", 1, "Hm.")
    (one,) = taken(course, path).kept
    assert (one.student, one.why, one.now) == ("bo", CHANGED, GivenMark(1, "Hm."))
    assert in_book(course, "bo")[:3] == (1, False, "Hm.") and in_book(course, "ada")[0] == 2
    assert taken(course, path, overwrite=True).kept == []
    assert in_book(course, "bo")[0] == 2


def test_who_is_in_the_course_no_more_is_named(course, save):
    path = save(row(course, "ada"), row(course, "cy"))
    drop(course, "cy", yes=True)
    (one,) = taken(course, path).kept
    assert (one.student, one.why) == (writer_key(course.secret(), PAPER, WRITTEN, "cy"), NOBODY)


def test_criteria_go_with_a_student_who_gets_another_id(course, save):
    taken(course, save(row(course, "ada")))
    rename(course, "ada", "countess")
    assert "Points by criterion" in page_of(course, "countess")


def test_without_points_nothing_is_written(course, save):
    found = taken(course, save(row(course, "ada", points=None)))
    assert (found.without, found.written) == (1, [])
    assert in_book(course, "ada")[:3] == (None, True, None)


def test_a_late_penalty_counts_the_points_that_were_taken(course, save):
    settings = course.root / "nbgrader_config.py"
    more = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    settings.write_text(settings.read_text("utf-8") + more, encoding="utf-8")
    with Gradebook(course.db_url, "gradients") as book:
        book.find_assignment(PAPER).duedate = datetime.datetime(2026, 3, 1)
        book.db.commit()
    hand_in(course, "ada", "Ada Lovelace", SAME, received="2026-03-02T10:00:00+00:00")
    assert penalty(course) == 17
    taken(course, save(row(course, "ada")))
    assert penalty(course) == 19


def penalty(course: Course) -> float:
    with Gradebook(course.db_url, "gradients") as book:
        return book.find_submission(PAPER, "ada").late_submission_penalty


def test_extra_credit_stays(course, save):
    with Gradebook(course.db_url, "gradients") as book:
        book.find_grade(WRITTEN, PAPER, PAPER, "ada").extra_credit = 1
        book.db.commit()
    taken(course, save(row(course, "ada")))
    assert in_book(course, "ada")[3] == 20
    assert "Points by criterion" in page_of(course, "ada")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points": 3.5}, "points is 3.5; it is 0 to 3"),
        ({"points": -1}, "points is -1; it is 0 to 3"),
        ({"points": 3.0000001}, "points is 3.0000001; it is 0 to 3"),
        ({"points": 10**400}, "points is 1000"),
        ({"points": -(10**400)}, "points is -1000"),
        ({"points": True}, "points is 'True', not a number"),
        ({"points": "3"}, "points is '3', not a number"),
        ({"criteria": [True]}, "has 1 criteria; the rubric has 6"),
        ({"criteria": [1] * 6}, "criteria is not a list of true and false"),
        ({"comment": 7}, "comment is not a text"),
        ({"comment": "x" * 30_000}, "30000 characters; 20000 are the most"),
        ({"answers": []}, "does not say whose answer it is"),
        ({"text": None}, "text is not a text"),
    ],
)
def test_one_faulty_mark_refuses_the_file_with_its_place(course, save, change, words):
    path = save(row(course, "cy"), row(course, "ada", **change))
    with pytest.raises(Refused) as refused:
        taken(course, path)
    assert f"{path}: marks[1]" in str(refused.value) and words in str(refused.value)
    assert "Nothing was taken over." in str(refused.value)
    assert in_book(course, "cy")[0] is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "x"}, "was not saved by a page"),
        ({"format": 2}, "was not saved by a page"),
        ({"chapter": "01_tensors"}, "of the chapter '01_tensors', not 06_paper"),
        ({"question": "essay"}, "has no question 'essay'; it has written-answer"),
        ({"rubric": "0" * 16}, "the rubric of written-answer has been changed"),
        ({"grader": " "}, "grader is empty"),
        ({"grader": "a\u202eb"}, "grader is empty or not a name"),
        ({"marks": {}}, "marks is not a list"),
        ({"marks": [3]}, "marks[0] is not a mark"),
    ],
)
def test_a_file_of_something_else_is_refused(course, save, change, words):
    with pytest.raises(Refused) as refused:
        taken(course, save(**change))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("[]", "was not saved by a page"),
        ('{"marks": NaN}', "NaN is not a number"),
        ('{"marks": ' + "9" * 5_000 + "}", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("\x80", "is not JSON"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path, text, words):
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(Refused, match=words):
        read_saved(path, PAPER, QUESTIONS)
    with pytest.raises(Refused, match="cannot be read"):
        read_saved(tmp_path / "none.json", PAPER, QUESTIONS)


def test_a_file_of_very_many_marks_is_refused_in_no_time(course, save):
    one = row(course, "ada")
    many = [{**one, "answers": [f"{n:016x}"]} for n in range(30_000)]
    begun = time.process_time()
    with pytest.raises(Refused, match="two marks are for the answer"):
        read_saved(save(*many, many[-1]), PAPER, QUESTIONS)
    assert time.process_time() - begun < 20


def test_one_answer_is_marked_once(course, save):
    with pytest.raises(Refused, match="two marks are for the answer"):
        taken(course, save(row(course, "ada", "bo"), row(course, "bo")))


def test_half_a_surrogate_and_nul_end_nothing(course, save):
    taken(course, save(row(course, "ada", comment="a\ud800b\x00c")))
    assert in_book(course, "ada")[2] == "a?bc"


def test_the_page_counts_who_wrote_nothing_and_who_waits(course, save):
    found = gather_answers(course, PAPER, QUESTION)
    assert (found.students, found.waiting, found.empty, found.unreadable) == (4, 4, 1, 0)
    taken(course, save(row(course, "cy", points=0)))
    found = gather_answers(course, PAPER, QUESTION)
    assert found.waiting == 3
    assert found.answers[-1].text == OTHER and found.answers[-1].rubric.by == "Grace"


def test_half_a_line_of_the_criteria_is_no_line(course, save):
    taken(course, save(row(course, "ada")))
    path = rubric_path(course.root, PAPER)
    path.write_bytes(path.read_bytes() + b'\n{"student": "ada", "ce')
    taken(course, save(row(course, "cy")))
    marks = RubricMarks(path)
    for student in ("ada", "cy"):
        assert marks.of(student, WRITTEN, result_of(course, student).text_of(WRITTEN)).by
