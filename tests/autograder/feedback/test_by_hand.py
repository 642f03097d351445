"""Points and words that an instructor gave by hand come onto the pages, and stay there."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.by_hand import ByHand, Given, read_by_hand
from autograder.course.course import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.settings import FILE, CourseSettings, offer_settings, read_settings
from autograder.errors import Refused
from autograder.feedback import render_feedback
from autograder.feedback.publish import write_pages
from autograder.grade.session import publish
from autograder.submission.result import Result
from tests.autograder.feedback.reading import Reader, assert_inert
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, alone, mistaken, mixed
from tests.autograder.feedback.test_hostile_text import ATTACKS, CONTROLS
from tests.autograder.report.classes import write_journal

STUDENT = "ada.lovelace"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Iterator[Course]:
    """A course folder with a graded student, its gradebook made through nbgrader's own API."""
    made = Course(tmp_path_factory.mktemp("made") / "classroom")
    made.root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader asks the command `alembic`, which lies beside this interpreter, for a version.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        with Gradebook(made.db_url, "gradients") as book:
            _fill(book)
        with GradebookWriter(made.db_url, {e.id: e for e in EXERCISES}) as writer:
            writer.write(answered())
        write_journal(made.journal_path(CHAPTER), [answered()])
        yield made


def answered() -> Result:
    """The mixed result, with a written answer."""
    return dataclasses.replace(mixed(), code={**mixed().code, "written-answer": "Because <b>."})


def _fill(book: Gradebook) -> None:
    book.add_assignment(CHAPTER)
    book.add_notebook(CHAPTER, CHAPTER)
    kinds = [(f"check-{e.id}", e.id, e.points, "code") for e in EXERCISES]
    for cell, solution, most, kind in [*kinds, ("written-answer", "written-answer", 3, "markdown")]:
        book.add_grade_cell(cell, CHAPTER, CHAPTER, max_score=most, cell_type=kind)
        book.add_solution_cell(solution, CHAPTER, CHAPTER)
        book.add_source_cell(solution, CHAPTER, CHAPTER, cell_type=kind, source="*Write here.*")


@pytest.fixture
def course(template: Course, tmp_path: Path) -> Course:
    shutil.copytree(template.root, tmp_path / "classroom")
    return Course(tmp_path / "classroom")


def give(course: Course, cell: str, points: float | None, comment: str, extra: float = 0) -> None:
    """What formgrader does when an instructor types."""
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade(cell, CHAPTER, CHAPTER, STUDENT)
        grade.manual_score, grade.extra_credit = points, extra
        words = book.find_comment(cell.removeprefix("check-"), CHAPTER, CHAPTER, STUDENT)
        words.manual_comment = comment
        book.db.commit()


def text_of(course: Course) -> str:
    page = course.feedback_path(STUDENT, CHAPTER).read_text(encoding="utf-8")
    assert_inert(page)
    return Reader(page).text


def test_a_manual_score_and_a_comment_come_onto_the_page_and_count(course):
    give(course, "check-lr-backward", 3.5, "Nearly: the idea is right.")
    assert write_pages(course, CHAPTER) == (1, 1)
    text = text_of(course)
    assert "From your instructor Nearly: the idea is right." in text
    assert "3.5 of 4 points, given by hand" in text
    assert "5.5 of 23 points" in text  # 2 for lr-init, and the written answer is still open
    assert "Your instructor wrote on The backward pass, by hand." in text
    part = text[text.index("3.5 of 4 points, given by hand") : text.rindex("The optimisation step")]
    assert "Points by part" not in part


def test_extra_credit_is_added_to_what_was_graded(course):
    give(course, "check-lr-init", None, "", extra=1)
    write_pages(course, CHAPTER)
    assert "3 of 2 points, given by hand" in text_of(course)


def test_a_written_answer_waits_until_it_is_graded(course):
    write_pages(course, CHAPTER)
    assert "Written answer ○ waits for your instructor" in text_of(course)
    assert "Because <b>." in text_of(course)
    give(course, "written-answer", 2, "Good numbers.\nWhich seed?")
    write_pages(course, CHAPTER)
    text = text_of(course)
    assert "✎ graded by hand 2 of 3 points" in text
    assert "Good numbers. Which seed?" in text
    assert "4 of 23 points" in text


def test_a_written_answer_that_is_empty_is_no_points_and_waits_for_nobody(course):
    with GradebookWriter(course.db_url, {e.id: e for e in EXERCISES}) as writer:
        publish(mixed(), course, writer, EXERCISES)
    text = text_of(course)
    assert "Written answer ○ still empty 0 of 3" in text
    assert "You have written nothing here." in text and "waits for your instructor" not in text


def test_a_manual_score_settles_what_our_fault_left_open(course):
    write_pages(course, CHAPTER)
    assert "2 of the points are still open because of a grader error" in text_of(course)
    give(course, "check-lr-optimize", 2, "")
    write_pages(course, CHAPTER)
    assert "because of a grader error" not in text_of(course)


def test_a_regrade_keeps_both_on_the_page(course):
    give(course, "check-lr-backward", 3.5, "Nearly.")
    with GradebookWriter(course.db_url, {e.id: e for e in EXERCISES}) as writer:
        publish(answered(), course, writer, EXERCISES)
    text = text_of(course)
    assert "From your instructor Nearly." in text and "3.5 of 4 points" in text


def test_a_late_penalty_is_said_and_taken_off(course):
    given = ByHand({}, penalty=1.5)
    text = Reader(render_feedback(mixed(), EXERCISES, by_hand=given)).text
    assert "0.5 of 20 points" in text
    assert "1.5 of your points were taken off because the file came late." in text


@pytest.mark.parametrize("words", [*ATTACKS, CONTROLS])
def test_a_comment_is_text_too(words):
    given = ByHand({"lr-backward": Given(1, comment=words)})
    page = render_feedback(mixed(), EXERCISES, by_hand=given)
    assert_inert(page)
    if words in ATTACKS:
        assert " ".join(words.split()) in Reader(page).text


def test_a_student_without_an_entry_in_the_gradebook_has_nothing_by_hand(course):
    with Gradebook(course.db_url, "gradients") as book:
        assert read_by_hand(book, CHAPTER, "nobody") == ByHand()


def test_the_hint_and_the_name_are_set_in_one_place(course):
    offer_settings(course.root)
    assert read_settings(course.root) == CourseSettings()
    (course.root / FILE).write_text('name = "Gradients, spring"\nhint_level = 3\n')
    write_pages(course, CHAPTER)
    text = text_of(course)
    assert "Gradients, spring · Feedback" in text
    assert "Hint 3 of 3" in text and "Hint 1 of 3" not in text
    (course.root / FILE).write_text("hints = 2\nhint_level = 3\n")
    write_pages(course, CHAPTER)
    assert "Hint 2 of 2" in text_of(course) and "Hint 3" not in text_of(course)
    (course.root / FILE).write_text("hint_level = 0\n")
    write_pages(course, CHAPTER)
    assert "Hint" not in text_of(course)


def test_settings_that_are_there_are_not_written_over(tmp_path):
    (tmp_path / FILE).write_text("hint_level = 2\n")
    offer_settings(tmp_path)
    assert read_settings(tmp_path).hint_level == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("hint_level = 4", "hint_level is 4; it is 0, 1, 2 or 3"),
        ("hint_level = true", "hint_level is True"),
        ('hint_level = "2"', "hint_level is '2'"),
        ("name = 7", "name is a text in quotes"),
        (
            "hint = 1",
            "unknown setting 'hint'; there are name, hint_level, hints, requests and variants",
        ),
        ("hints = 4", "hints is 4; it is 0, 1, 2 or 3"),
        ("hints = 2.0", "hints is 2.0"),
        ("hint_level =", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_place(tmp_path, text, part):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(Refused, match=r"course\.toml") as refused:
        read_settings(tmp_path)
    assert part in str(refused.value)


def test_megabytes_of_code_make_no_large_page():
    page = render_feedback(
        alone(mistaken("bce", "sum"), "x = '" + "é\u202e<b>" * 500_000), EXERCISES
    )
    assert len(page.encode()) < 400_000
    assert_inert(page)
