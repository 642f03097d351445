"""A group whose members handed in different files, and one who handed in none: said as it is."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.write import make_file
from autograder.overview.course_data import CourseData
from autograder.overview.course_files import read_course
from autograder.overview.sentences import mark_text, open_sentence
from autograder.submission.remark import Remark
from autograder.todo.deal import accept
from autograder.todo.sayings import ADVICE, HEADINGS, mail_to, sentence
from autograder.todo.todo_page import write_todo_page
from tests.autograder.grade.test_hand_marks import PAPER
from tests.autograder.todo.courses import hand_in, listed, written_down

WHY = Remark("group-undecided", name="Group 5", students=("ada", "bo"))


@pytest.fixture
def undecided(course):
    good = hand_in(course, "ada")
    about = dataclasses.replace(
        good.submission, student="cy", name="Cy X", file="", digest="d", faults=(WHY,)
    )
    none = dataclasses.replace(
        good, state="unreadable", verdicts={}, code={}, texts={}, to_read=None, notebook="",
        submission=about,
    )  # fmt: skip
    written_down(course, none)
    return course


def test_the_list_asks_for_the_groups_file_and_not_for_a_notebook_that_opens(undecided):
    (entry,) = [one for one in listed(undecided) if one.student == "cy"]
    assert entry.kind == "undecided"
    assert "folder called Group 5" in sentence(entry)
    assert "could not be read" not in HEADINGS[entry.kind] + ADVICE[entry.kind]
    subject, body = mail_to(entry)[1:]
    assert "cannot be read" not in subject + body and "different files" in body
    page = write_todo_page(undecided).read_text("utf-8")
    assert "Groups with several files" in page and "todo regrade" not in page
    accept(undecided, [entry.name], "ta", "she left the group")
    assert [one for one in listed(undecided) if one.student == "cy"] == []


def test_marks_and_overview_say_why_there_is_none(undecided):
    marks = read_marks(undecided.root, PAPER)
    assert marks.by_student["cy"].state == "undecided"
    filled = make_file("nbgrader", marks, FillSettings(), None)
    notes = [note for note in filled.notes if note.endswith("cy.")]
    assert len(notes) == 1 and "different files" in notes[0]
    data: CourseData = read_course(undecided, [PAPER])
    (cy,) = [one for one in data.students if one.student == "cy"]
    assert mark_text(cy.marks[0]) == "?" and data.chapters[0].open == 1
    assert open_sentence(data) == "1 which of the group's files counts is not known."
