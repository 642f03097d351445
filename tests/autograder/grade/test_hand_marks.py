"""A mark by hand belongs to the text that was read: through the real gradebook."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from autograder.catalogue import chapter_of
from autograder.cli import table
from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMark, HandMarks
from autograder.course.journal import Journal, JournalEntry, JournalWriter
from autograder.course.rows import changes, expected, points_in_words, row_of
from autograder.course.waiting import with_waiting
from autograder.grade.session import publish
from autograder.marks.book import read_marks
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released
from autograder.report.write import class_lines, write_report
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import Verdict

PAPER = "06_paper"
WRITTEN = "written-answer"
ADA = "ada"
FIRST, SECOND = "Adam is ahead by 0.02.", "Both are equal, within the noise."


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Course:
    course = open_course(tmp_path_factory.mktemp("made") / "classroom")
    ensure_assignment(course, PAPER)
    return course


@pytest.fixture
def course(template: Course, tmp_path: Path) -> Course:
    shutil.copytree(template.root, tmp_path / "classroom")
    return Course(tmp_path / "classroom")


def all_passed() -> dict[str, Verdict]:
    """Every exercise of the chapter with all its points."""
    return {
        entry.id: Verdict(
            entry.id, "passed", entry.exercise.points,
            {part.name: part.points for part in entry.exercise.parts},
        )
        for entry in chapter_of(PAPER)
    }  # fmt: skip


def answered(text: str, adam: str = "class Adam: pass", **more: str) -> Result:
    """What rebuilding makes of the notebook with this answer; the marks are the runs' part."""
    notebook = copy.deepcopy(read_released(PAPER))
    for cell in notebook.cells:
        if cell.id == WRITTEN and text:
            cell.source = text
        if cell.id == "adam":
            cell.source = f"# exercise: adam\n{adam}"
    if more:
        notebook.cells.append(new_markdown_cell(more["added"]))
    rebuilt = rebuild(nbformat.writes(notebook).encode(), read_released(PAPER))
    return Result(
        Submission(ADA, PAPER, file="x", digest=text),
        "graded",
        all_passed(),
        tuple(rebuilt.remarks),
        rebuilt.code,
        nbformat.writes(rebuilt.notebook),
        texts=rebuilt.texts,
        to_read=tuple(rebuilt.to_read),
    )


def grade(course: Course, result: Result) -> Result:
    """What `autograder grade` does with a result."""
    exercises = {entry.id: entry.exercise for entry in chapter_of(PAPER)}
    hands = HandMarks(course.hand_path(PAPER))
    with GradebookWriter(course.db_url, exercises) as gradebook:
        publish(result, course, gradebook, list(exercises.values()), hands)
        return with_waiting(result, gradebook, hands)


def give(
    course: Course, points: float | None, comment: str | None = None, cell: str = WRITTEN
) -> None:
    """What formgrader's handlers do when a person types, line for line."""
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_grade(cell, PAPER, PAPER, ADA)
        mine.manual_score = points
        mine.needs_manual_grade = mine.manual_score is None and mine.auto_score is None
        words = book.find_comment(cell.removeprefix("check-"), PAPER, PAPER, ADA)
        words.manual_comment = comment
        book.db.commit()


def row(course: Course, cell: str = WRITTEN) -> tuple:
    """Automatic score, points by hand, whether it waits, comment by hand."""
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_grade(cell, PAPER, PAPER, ADA)
        words = book.find_comment(cell.removeprefix("check-"), PAPER, PAPER, ADA)
        scores = (mine.auto_score, mine.manual_score, mine.needs_manual_grade)
        return (*scores, words.manual_comment)


def placeholder(course: Course, cell: str = WRITTEN) -> str | None:
    """What formgrader shows in the empty field for the comment."""
    with Gradebook(course.db_url, "gradients") as book:
        return book.find_comment(cell, PAPER, PAPER, ADA).auto_comment


def page(course: Course) -> str:
    return course.feedback_path(ADA, PAPER).read_text("utf-8")


def test_the_same_text_graded_again_keeps_its_mark_and_waits_for_nobody(course):
    done = grade(course, answered(FIRST))
    assert done.waits[WRITTEN].points == 3 and done.waits[WRITTEN].before is None
    assert read_marks(course.root, PAPER).by_student[ADA].state == "by_hand"
    give(course, 2.5, "Which seed?")
    for _ in range(2):
        done = grade(course, answered(FIRST + "  \n"))
        assert not done.waits
        assert row(course) == (None, 2.5, False, "Which seed?")
    assert read_marks(course.root, PAPER).by_student[ADA].score == 19.5
    assert "Which seed?" in page(course) and "wait" not in page(course)


def test_another_text_waits_again_and_has_neither_the_mark_nor_the_comment(course):
    grade(course, answered(FIRST))
    give(course, 2.5, "Which seed?")
    for _ in range(2):
        done = grade(course, answered(SECOND))
        assert done.waits[WRITTEN].before == 2.5
        assert row(course) == (None, None, True, None)
    assert read_marks(course.root, PAPER).by_student[ADA].state == "by_hand"
    assert "Which seed?" not in page(course)
    assert "3 of the points wait for your instructor" in page(course)
    said = placeholder(course)
    assert said is not None and "was given 2.5 by hand" in said and "Which seed?" in said


def test_the_first_text_again_has_its_own_mark_again(course):
    grade(course, answered(FIRST))
    give(course, 2.5, "Which seed?")
    grade(course, answered(SECOND))
    give(course, 1.0, "No numbers.")
    assert not grade(course, answered(FIRST)).waits
    assert row(course) == (None, 2.5, False, "Which seed?")
    grade(course, answered(SECOND))
    assert row(course) == (None, 1.0, False, "No numbers.")


def test_a_mark_that_was_taken_back_does_not_come_back(course):
    grade(course, answered(FIRST))
    give(course, 2.5, "Which seed?")
    grade(course, answered(FIRST))
    give(course, None, None)
    assert grade(course, answered(FIRST)).waits[WRITTEN].before is None
    assert grade(course, answered(SECOND)).waits[WRITTEN].before is None
    grade(course, answered(FIRST))
    assert row(course) == (None, None, True, None)


def test_words_added_beside_the_answer_make_another_text(course):
    grade(course, answered("", added=FIRST))
    give(course, 3)
    assert not grade(course, answered("", added=FIRST)).waits
    assert grade(course, answered("", added=SECOND)).waits[WRITTEN].before == 3
    # Nothing is left of what was graded: a person looks, and no zero is given.
    assert grade(course, answered("")).waits[WRITTEN].before == 3
    assert row(course) == (None, None, True, None)


def test_points_and_a_comment_on_code_belong_to_that_code(course):
    adam = "check-adam"
    grade(course, answered(FIRST))
    give(course, 4, "Not your own.", adam)
    give(course, 3)
    assert not grade(course, answered(FIRST)).waits
    assert row(course, adam) == (10, 4, False, "Not your own.")
    done = grade(course, answered(FIRST, "class Adam: 1"))
    assert set(done.waits) == {"adam"} and done.waits["adam"].before == 4
    assert row(course, adam) == (None, None, True, None)
    assert read_marks(course.root, PAPER).by_student[ADA].state == "by_hand"
    assert "Not your own." not in page(course)
    give(course, 10, None, adam)
    assert not grade(course, answered(FIRST, "class Adam: 1")).waits
    assert row(course, adam) == (10, 10, False, None)


def test_a_comment_alone_waits_for_nobody_and_goes_with_its_text(course):
    grade(course, answered(""))
    give(course, None, "Nice class.", "check-adam")
    assert not grade(course, answered("")).waits
    assert row(course, "check-adam")[3] == "Nice class."
    assert not grade(course, answered("", "class Adam: 1")).waits
    assert row(course, "check-adam") == (10, None, False, None)
    grade(course, answered(""))
    assert row(course, "check-adam") == (10, None, False, "Nice class.")


def test_a_file_that_cannot_be_read_is_marked_as_a_file(course):
    grade(course, answered(FIRST))
    give(course, 2.5)
    broken = replace(
        answered(FIRST), state="unreadable", code={}, texts={}, to_read=None, notebook="",
        submission=Submission(ADA, PAPER, file="y", digest="broken"),
    )  # fmt: skip
    grade(course, broken)
    assert row(course) == (None, None, True, None)
    give(course, 1)
    grade(course, broken)
    assert row(course) == (None, 1, False, None)
    grade(course, answered(FIRST))
    assert row(course) == (None, 2.5, False, None)


def test_a_fault_of_the_graders_takes_nothing_away(course):
    grade(course, answered(FIRST))
    give(course, 2.5, "Which seed?")
    faulty = replace(answered(FIRST), state="grader_fault", code={}, texts={}, notebook="")
    grade(course, faulty)
    assert row(course)[1] == 2.5
    grade(course, answered(FIRST))
    assert row(course) == (None, 2.5, False, "Which seed?")


@pytest.mark.parametrize(("text", "kept"), [(FIRST, True), (SECOND, False)])
def test_a_course_of_before_this_was_written_down_asks_the_graded_notebook(course, text, kept):
    grade(course, answered(FIRST))
    give(course, 2.5)
    course.hand_path(PAPER).unlink()
    grade(course, answered(text))
    assert row(course)[:3] == (None, 2.5 if kept else None, not kept)


def test_a_run_that_was_cut_off_between_gradebook_and_notebook_goes_on(course, monkeypatch):
    grade(course, answered(FIRST))
    give(course, 2.5, "Which seed?")
    grade(course, answered(SECOND))
    give(course, 1, "No numbers.")

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    def cut(result: Result) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("autograder.grade.session.write_timestamp", cut_off)
            with pytest.raises(KeyboardInterrupt):
                grade(course, result)

    cut(answered(FIRST))
    grade(course, answered(FIRST))
    assert row(course) == (None, 2.5, False, "Which seed?")
    cut(answered(SECOND))
    cut(answered(SECOND))
    grade(course, answered(SECOND))
    assert row(course) == (None, 1, False, "No numbers.")


def test_half_a_line_is_no_line_and_spoils_no_other(tmp_path):
    path = tmp_path / "marks.jsonl"
    marks = HandMarks(path)
    marks.note(ADA, WRITTEN, "a", HandMark(2.0, None, "ü\n\u2028"))
    with path.open("ab") as file:
        file.write(b'{"student": "ada", "cell": "wri')
    again = HandMarks(path)
    again.note(ADA, WRITTEN, "b", HandMark(1.0))
    for marks in (again, HandMarks(path)):
        assert marks.given(ADA, WRITTEN, "a") == HandMark(2.0, None, "ü\n\u2028")
        assert marks.earlier(ADA, WRITTEN, "c") == HandMark(1.0)
    lines = path.read_bytes()
    again.note(ADA, WRITTEN, "b", HandMark(1.0))
    assert path.read_bytes() == lines


def entry(result: Result, run: str) -> JournalEntry:
    return JournalEntry(ADA, run, run, result.submission.digest, run, result.state, run)


def test_the_table_the_diff_and_the_report_say_what_waits(course, capsys, monkeypatch):
    monkeypatch.setattr(table.console, "_width", 200)
    with JournalWriter(course.journal_path(PAPER)) as journal:
        for number, text in enumerate((FIRST, SECOND)):
            journal.begin(regrade=False)
            result = answered(text)
            journal.append([(entry(result, f"run {number}"), result)])
            row_now = row_of(grade(course, result))
            give(course, 2.5 - number)
            journal.end()
    table.results_table([row_now])
    table.say_waiting([row_now])
    said = " ".join(capsys.readouterr().out.split())
    assert "17/17, 3 wait" in said
    assert "written-answer: waits for a person; an earlier text was given 2.5 by hand" in said
    assert "1 answer waits for a person: 1 written-answer." in said
    assert "another text now; the old mark is not counted: ada." in said

    found = Journal(course.journal_path(PAPER))
    (change,) = changes(found)
    assert change.exercises == {WRITTEN: ("2.5 by hand", "waits for a person")}
    assert (change.before, change.after) == ("19.5/20", "17/20")
    assert class_lines(course, PAPER)[0] == "1 submission: 1 graded."
    told = write_report(course, PAPER).read_text("utf-8")
    assert "In the gradebook 1 student has points by hand or a late penalty, too." in told
    grade(course, answered(SECOND))
    (change,) = changes(found)
    assert change.exercises == {WRITTEN: ("2.5 by hand", "1.5 by hand")}
    assert (change.before, change.after) == ("19.5/20", "18.5/20")
    give(course, None)
    assert "1 answer waits for a person, of 1 student." in class_lines(course, PAPER)[0]


@pytest.mark.parametrize(
    ("points", "words", "total"),
    [(None, "17/20", None), (0, "17/20", 17), (2.5, "19.5/20", 19.5), (3, "20/20", 20)],
)
def test_the_tables_points_are_the_gradebooks_and_those_that_the_journal_tells(
    course, points, words, total
):
    result = grade(course, answered(FIRST))
    give(course, points)
    grade(course, result)
    with GradebookWriter(course.db_url, {}) as book:
        stands = book.standing(ADA, PAPER)
    assert (points_in_words(row_of(result, stands)), stands.total) == (words, total)
    assert expected(result, HandMarks(course.hand_path(PAPER))) == stands


def test_code_that_had_points_by_hand_has_none_of_the_graders_under_another_text(course):
    """The table of what changed says the gradebook's points, and no full mark."""
    results = answered(FIRST), answered(FIRST, "class Adam: 1")
    with JournalWriter(course.journal_path(PAPER)) as journal:
        for number, result in enumerate(results):
            journal.begin(regrade=False)
            journal.append([(entry(result, f"run {number}"), result)])
            grade(course, result)
            give(course, 2)
            if not number:
                give(course, 4, cell="check-adam")
            journal.end()
    grade(course, results[1])
    with GradebookWriter(course.db_url, {}) as book:
        stands = book.standing(ADA, PAPER)
    hands = HandMarks(course.hand_path(PAPER))
    assert expected(results[1], hands, stands=True) == stands and stands.total is None
    (change,) = changes(Journal(course.journal_path(PAPER)))
    assert change.after == points_in_words(row_of(results[1], stands)) != "19/20"
    assert change.exercises == {"adam": ("4 by hand", "waits for a person")}
    assert change.totals[1] is None


def test_an_answer_in_words_that_is_empty_is_no_full_mark(course):
    result = grade(course, answered(""))
    stands = expected(result, HandMarks(course.hand_path(PAPER)))
    assert (points_in_words(row_of(result, stands)), stands.total) == ("17/20", 17)
