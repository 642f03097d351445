"""Decided by hand: who, when and why are kept, it survives a regrade, and is taken back whole."""

from __future__ import annotations

import datetime
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.cli.decisions import decided_lines
from autograder.collect.lateness import extensions_in_gradebook
from autograder.course.course import Course
from autograder.course.decisions import Decision
from autograder.course.journal import Journal
from autograder.course.rows import changes, points_in_words
from autograder.errors import Refused
from autograder.grade import decide as decide_module
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
        ([override("bo", 20.0000001)], "the mark is 20.0000001; 02_autograd has 0 to 20 points"),
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


DUE = "2026-03-01 23:59+00:00"
LATER = "2026-03-04T23:59:00+00:00"


def extension(student: str, until: str = LATER) -> Decision:
    return Decision("extension", student, "root", "in hospital", until=until)


@pytest.fixture
def late(begun, course) -> Course:
    """ada and bo came two days late, which costs everything."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    for student in ("ada", "bo"):
        stamp = begun / "in" / student / "timestamp.txt"
        stamp.write_text("2026-03-03 12:00:00 UTC")
    try:
        timed(begun / "in", course, due=DUE)
    finally:
        for student in ("ada", "bo"):
            (begun / "in" / student / "timestamp.txt").unlink()
    assert scores(course) == {"ada": 0, "bo": 0, "cy": 0, "guest-1": 20, "guest-2": 18}
    return course


def timed(source: Path, course: Course, **more):
    return grade(source, course, trust_timestamps=True, layout="nbgrader", **more)


def scores(course: Course) -> dict[str, float | None]:
    return {s: m.score for s, m in read_marks(course.root, CHAPTER).by_student.items()}


def in_book(course: Course, student: str):
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_submission(CHAPTER, student)
        return mine.extension, mine.total_seconds_late, mine.late_submission_penalty


def test_an_extension_takes_the_penalty_away_at_once_and_its_end_brings_it_back(late):
    before = left_behind(late.root)
    (done,) = decide(late, CHAPTER, [extension("ada")])
    assert (done.before, done.after) == ("0/20 (20 − 20 late)", "20/20")
    assert scores(late)["ada"] == 20 and scores(late)["bo"] == 0
    assert in_book(late, "ada") == (datetime.timedelta(days=3), 0, 0)
    assert "Your own due date for this chapter is 2026-03-04 23:59 UTC." in page(late, "ada")
    assert "taken off" not in page(late, "ada") and "in hospital" not in page(late, "ada")

    (back,) = decide(late, CHAPTER, [undo("extension", "ada")])
    assert (back.before, back.after) == ("20/20", "0/20 (20 − 20 late)")
    assert in_book(late, "ada")[0] is None
    assert left_behind(late.root) == before


def test_diff_names_the_extension_as_the_reason(begun, late, tmp_path):
    shutil.copytree(begun / "everybody" / "di", tmp_path / "more" / "di")
    grade(tmp_path / "more", late)
    decide(late, CHAPTER, [extension("ada")])
    found = {one.student: one for one in changes(Journal(late.journal_path(CHAPTER)))}
    assert set(found) == {"ada", "di"}
    one = found["ada"]
    assert (one.before, one.after, one.why) == ("0/20 (20 − 20 late)", "20/20", "extension")
    decide(late, CHAPTER, [override("ada", 4)])
    found = {one.student: one for one in changes(Journal(late.journal_path(CHAPTER)))}
    assert (found["ada"].why, found["ada"].after[:4]) == ("decided by hand", "4/20")


def test_a_regrade_keeps_it_and_says_so(begun, late, tmp_path):
    decide(late, CHAPTER, [extension("ada")])
    source = tmp_path / "tree"
    for student in ("ada", "bo"):
        folder = source / student / CHAPTER
        folder.mkdir(parents=True)
        notebook = (begun / "in" / student / f"{CHAPTER}.ipynb").read_bytes()
        (folder / f"{CHAPTER}.ipynb").write_bytes(notebook)
        (folder / "timestamp.txt").write_text("2026-03-03 12:00:00 UTC")
    again = timed(source, late, regrade=True)
    assert again.changed == []
    assert words(again) == {"ada": "20/20", "bo": "0/20 (18 − 18 late)"}
    (ada,) = [row for row in again.rows if row.student == "ada"]
    assert "it came in time for the student's own due date, 2026-03-04 23:59 UTC" in ada.information
    assert decided_lines(again.rows)[0].endswith("ada due 2026-03-04 23:59 UTC.")
    # The class's date is put off beyond it: then that one counts, and nobody is late.
    put_off = timed(source, late, due="2026-03-09")
    assert words(put_off) == {"ada": "20/20", "bo": "18/20"}
    assert in_book(late, "ada") == (None, 0, 0)


def test_an_extension_before_the_first_grading_counts_from_the_start(begun, course, tmp_path):
    decide(course, CHAPTER, [extension("ada")])
    with Gradebook(course.db_url, "gradients") as book:
        assert book.find_submission(CHAPTER, "ada").extension is None  # there is no date yet
    timed(begun / "in", course, due=DUE)
    assert in_book(course, "ada")[0] == datetime.timedelta(days=3)


def test_one_that_nbgrader_s_gradebook_has_counts_too(late, begun):
    with Gradebook(late.db_url, "gradients") as book:
        book.grant_extension(CHAPTER, "bo", days=3)
    assert extensions_in_gradebook(late.db_url, CHAPTER) == {
        "bo": datetime.datetime.fromisoformat(LATER)
    }
    timed(begun / "in", late, regrade=True)
    assert in_book(late, "bo")[0] == datetime.timedelta(days=3)


@pytest.mark.parametrize("until", ["2026-03-01T23:59:00+00:00", "2026-02-01T00:00:00+00:00"])
def test_an_extension_that_ends_before_the_due_date_is_refused(late, until):
    before = late.journal_path(CHAPTER).read_bytes()
    with pytest.raises(Refused, match=r"due 2026-03-01 23:59 UTC for everybody: give a later date"):
        decide(late, CHAPTER, [extension("ada"), extension("bo", until)])
    assert late.journal_path(CHAPTER).read_bytes() == before


def test_an_extension_of_nbgrader_s_own_can_be_taken_back(late):
    with Gradebook(late.db_url, "gradients") as book:
        book.grant_extension(CHAPTER, "bo", days=3)
    decide(late, CHAPTER, [undo("extension", "bo")])
    assert in_book(late, "bo")[0] is None and scores(late)["bo"] == 0


@pytest.mark.parametrize("undone", [False, True])
def test_what_was_cut_off_is_done_by_the_same_command_again(late, monkeypatch, undone):
    wanted = undo("extension", "ada") if undone else extension("ada")
    if undone:
        decide(late, CHAPTER, [extension("ada")])

    def cut(*arguments, **more):
        raise OSError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(decide_module, "GradebookWriter", cut)
        with pytest.raises(OSError, match="cut off"):
            decide(late, CHAPTER, [wanted])
    decide(late, CHAPTER, [wanted])
    assert scores(late)["ada"] == (0 if undone else 20)
    assert in_book(late, "ada")[0] == (None if undone else datetime.timedelta(days=3))


@pytest.mark.postgres
def test_a_gradebook_in_postgresql_has_the_extension_too(database, begun, course):
    server = database("decided")
    (course.root / "gradebook.db").unlink()
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
    grade(begun / "in", course, due=DUE)
    decide(course, CHAPTER, [extension("ada"), extension("bo")])
    own = datetime.datetime.fromisoformat(LATER)
    assert extensions_in_gradebook(server, CHAPTER) == {"ada": own, "bo": own}
    decide(course, CHAPTER, [undo("extension", "bo"), override("ada", 4)])
    assert extensions_in_gradebook(server, CHAPTER) == {"ada": own}
    assert scores(course)["ada"] == 4


def typed(course: Course, *words: str):
    """The real command, in this process."""
    return CliRunner().invoke(app, ["student", *words, "--course", str(course.root)])


def test_the_command_says_what_changed_and_lists_what_was_decided(course):
    done = typed(
        course, "override", "bo", "--chapter", "2", "--mark", "7.5", "--why", "oral", "--who", "Kim"
    )
    assert done.exit_code == 0 and done.output == (
        "bo, 02_autograd: mark set to 7.5 of 20; 18/20 → 7.5/20 (set by hand; 18/20 otherwise).\n"
    )
    late = typed(course, "extend", "bo", "ada", "--until", "2099-03-08", "--why", "ill")
    assert "02_autograd has no due date yet" in late.output
    (one, *_) = [
        json.loads(line) for line in typed(course, "decisions", "--json").output.split("\n")[2:3]
    ]
    assert (one["student"], one["who"], one["why"], one["mark"]) == ("bo", "Kim", "oral", 7.5)
    back = typed(course, "override", "bo", "--undo")
    assert back.output.startswith("bo, 02_autograd: no mark set by hand any more; 7.5/20")
    assert "taken back" in typed(course, "decisions", "bo", "--all").output
    assert "taken back" not in typed(course, "decisions", "bo").output
    assert typed(course, "decisions", "cy").output == "Nothing has been decided by hand.\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("override", "bo", "--why", "x"), "override needs it"),
        (("extend", "bo", "--why", "x"), "extend needs it"),
        (("excuse", "--why", "x"), "takes one id or more"),
        (("excuse", "bo", "--mark", "3", "--why", "x"), "belongs to override"),
        (("list", "--undo"), "belongs to extend, excuse, override"),
        (("override", "bo", "--mark", "a lot", "--why", "x"), "is not a number"),
    ],
)
def test_a_wrong_call_is_told_with_its_option(course, given, said):
    before = course.journal_path(CHAPTER).read_bytes()
    wrong = typed(course, *given)
    assert wrong.exit_code == 2 and said in " ".join(wrong.output.replace("│", "").split())
    assert course.journal_path(CHAPTER).read_bytes() == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("excuse", "nobody", "--why", "x"), "has no student nobody"),
        (("decisions", "nobody"), "has no student nobody"),
        (("excuse", "bo", "--chapter", "99", "--why", "x"), "there is no chapter '99'"),
        (("excuse", "bo"), "needs a reason"),
        (("extend", "bo", "--until", "soon", "--why", "x"), "--until 'soon' is not a date"),
        (("override", "bo", "--undo"), "nothing to take back"),
    ],
)
def test_what_is_refused_says_what_to_do(course, given, said):
    before = course.journal_path(CHAPTER).read_bytes()
    assert said in str(typed(course, *given).exception)
    assert course.journal_path(CHAPTER).read_bytes() == before
