"""Decided by hand: who, when and why are kept, it survives a regrade, and is taken back whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.cli.decisions import decided_lines
from autograder.course.course import Course
from autograder.course.decisions import Decision
from autograder.course.journal import Journal
from autograder.course.rows import points_in_words
from autograder.errors import Refused
from autograder.grade import students
from autograder.grade.decide import DecisionEffect, decide
from autograder.grade.preview import preview
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.marks.book import read_marks
from autograder.report.write import class_lines, graded_chapters, write_report
from tests.autograder.grade.small_class import CHAPTER, copied, left_behind

pytestmark = pytest.mark.sandbox
MOST = 20.0


@pytest.fixture
def course(begun, tmp_path) -> Course:
    return Course(copied(begun, tmp_path))


def grade(source: Path, course: Course, roster: Path | None = None, **more):
    request = Request(source, CHAPTER, course.root, roster, workers=1, **more)
    return grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))


def override(student: str, mark: float, why: str = "oral exam") -> Decision:
    return Decision("override", student, "root", why, mark=mark, most=MOST)


def excuse(student: str, why: str = "ill") -> Decision:
    return Decision("excuse", student, "root", why)


def undo(kind, student: str) -> Decision:
    return Decision(kind, student, "root", undone=True)


def page(course: Course, student: str) -> str:
    return course.feedback_path(student, CHAPTER).read_text("utf-8")


def words(outcome) -> dict[str, str]:
    return {row.student: points_in_words(row) for row in outcome.rows}


def test_a_mark_set_by_hand_stays_after_a_regrade_which_says_what_it_would_be(begun, course):
    (done,) = decide(course, CHAPTER, [override("bo", 7.5)])
    assert (done.before, done.after) == ("18/20", "7.5/20 (set by hand; 18/20 otherwise)")
    assert "set this mark by hand. By the points below it would be 18 of 20." in page(course, "bo")
    assert "oral exam" not in page(course, "bo")  # the reason is not for everybody

    again = grade(begun / "in", course, regrade=True)
    assert again.executed == 3 and again.changed == []
    assert words(again)["bo"] == "7.5/20 (set by hand; 18/20 otherwise)"
    assert decided_lines(again.rows) == [
        "Decided by hand, and it stays so: bo mark set to 7.5 of 20."
    ]
    assert read_marks(course.root, CHAPTER).by_student["bo"].score == 7.5
    assert "set this mark by hand" in page(course, "bo")

    # A new file of hers: the mark stays, and what it would be otherwise is another.
    ada = (begun / "in" / "ada" / f"{CHAPTER}.ipynb").read_bytes()
    place = course.root.parent / "new" / "bo"
    place.mkdir(parents=True)
    (place / f"{CHAPTER}.ipynb").write_bytes(ada)
    new = grade(place.parent, course)
    (one,) = new.changed
    assert (one.student, one.before, one.after) == (
        "bo", "7.5/20 (set by hand; 18/20 otherwise)", "7.5/20 (set by hand; 20/20 otherwise)",
    )  # fmt: skip
    assert read_marks(course.root, CHAPTER).by_student["bo"].score == 7.5


def test_a_dry_regrade_knows_what_was_decided(begun, course):
    decide(course, CHAPTER, [override("bo", 7.5), excuse("cy")])
    request = Request(begun / "in", CHAPTER, course.root, None, workers=1)
    would = preview(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert would.changed == []
    assert words(would)["bo"] == "7.5/20 (set by hand; 18/20 otherwise)"
    assert words(would)["cy"] == "excused (0/20 otherwise)"


def test_taken_back_everything_is_as_it_was_and_the_journal_has_it_all(begun, course):
    before = left_behind(course.root)
    decide(course, CHAPTER, [excuse("ada", " ill,\n  for  long ")])
    decide(course, CHAPTER, [override("ada", 3, "came after all")])
    assert read_marks(course.root, CHAPTER).by_student["ada"].score == 3
    decide(course, CHAPTER, [undo("override", "ada")])
    assert left_behind(course.root) == before
    journal = Journal(course.journal_path(CHAPTER))
    assert journal.index().decided == {}
    told = [(d.kind, d.undone, d.why, d.who) for d in journal.decisions()]
    assert told == [
        ("excuse", False, "ill, for long", "root"),
        ("override", False, "came after all", "root"),
        ("override", True, "", "root"),
    ]
    assert all(d.at.endswith("+00:00") for d in journal.decisions())


def test_an_excuse_and_a_mark_take_each_other_s_place_and_say_so(course):
    decide(course, CHAPTER, [override("ada", 3)])
    (done,) = decide(course, CHAPTER, [excuse("ada")])
    assert done.instead == "mark set to 3 of 20"
    assert done.before == "3/20 (set by hand; 20/20 otherwise)"
    assert done.after == "excused (20/20 otherwise)"
    with pytest.raises(Refused, match="no mark set by hand"):
        decide(course, CHAPTER, [undo("override", "ada")])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([excuse("boo")], "has no student boo. Did you mean bo"),
        ([override("bo", 20.5)], "the mark is 20.5; 02_autograd has 0 to 20 points"),
        ([override("bo", -1)], "0 to 20 points"),
        ([override("bo", float("nan"))], "0 to 20 points"),
        ([override("bo", 3, " \n ")], "needs a reason: say it with --why"),
        ([excuse("bo", "x" * 501)], "501 characters; 500 are kept"),
        ([undo("excuse", "bo")], "nothing to take back"),
        ([excuse("ada"), excuse("ada")], "ada is named twice"),
        ([excuse("ada"), excuse("nobody")], "has no student nobody"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_decided(course, wanted, said):
    before, lines = left_behind(course.root), course.journal_path(CHAPTER).read_bytes()
    with pytest.raises(Refused, match=said):
        decide(course, CHAPTER, wanted)
    assert course.journal_path(CHAPTER).read_bytes() == lines
    assert left_behind(course.root) == before


def test_a_decision_follows_its_student(course):
    decide(course, CHAPTER, [override("bo", 3), excuse("cy"), excuse("ada")])
    students.rename(course, "bo", "bo-2")
    students.merge_students(course, "cy", "guest-1", yes=True)
    students.drop(course, "ada", yes=True)
    found = Journal(course.journal_path(CHAPTER)).index().decided
    assert {student: one.all[0].student for student, one in found.items()} == {
        "bo-2": "bo-2", "guest-1": "guest-1",
    }  # fmt: skip
    assert "set this mark by hand" in page(course, "bo-2")
    assert "You are excused" in page(course, "guest-1")
    # The id of before is understood, as in downloads.
    (done,) = decide(course, CHAPTER, [override("bo", 4)])
    assert done.decision.student == "bo-2"


def test_a_chapter_that_nobody_has_handed_in_yet_can_be_decided_about(begun, course):
    assert decide(course, "01_tensors", [excuse("bo")])[0] == DecisionEffect(
        Journal(course.journal_path("01_tensors")).decisions()[0]
    )
    assert graded_chapters(course) == [CHAPTER]


def test_who_is_excused_and_handed_in_nothing_is_not_missing(begun, course, tmp_path):
    roster = tmp_path / "roster.csv"
    ids = ("ada", "bo", "cy", "guest-1", "guest-2", "never", "ill")
    roster.write_text("id,name\n" + "".join(f"{student},\n" for student in ids))
    first = grade(begun / "in", course, roster)
    assert [row.student for row in first.rows if not row.in_order] == ["ill", "never"]
    decide(course, CHAPTER, [excuse("ill")])
    second = grade(begun / "in", course, roster)
    assert [row.student for row in second.rows if not row.in_order] == ["never"]
    assert words(second)["ill"] == "excused"
    assert "No file of yours" not in page(course, "ill") and "Excused" in page(course, "ill")
    assert "Decided by hand: 1 excused." in class_lines(course, CHAPTER)[0]
    report = write_report(course, CHAPTER).read_text("utf-8")
    assert "Decided by hand: 1 excused." in report
    assert "excused from the chapter" in report and "1 not handed in" in report
