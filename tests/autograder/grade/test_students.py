"""Another id, two who are one, one who leaves: everything follows, and no mark is lost unasked."""

from __future__ import annotations

import datetime
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.collect.intake import ids_in_gradebook
from autograder.collect.lateness import Upload, append_ledger, ledger_path, read_ledger
from autograder.collect.teams import Team, TeamMember, Teams, keep_teams, kept_teams
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.errors import Refused
from autograder.grade import students
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.marks.book import read_marks
from tests.autograder.grade.small_class import CHAPTER, copied, hand_in, left_behind

pytestmark = pytest.mark.sandbox


@pytest.fixture
def course(begun, tmp_path) -> Course:
    return Course(copied(begun, tmp_path))


def grade(source: Path, course: Course, roster: Path | None = None):
    request = Request(source, CHAPTER, course.root, roster, workers=1)
    return grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))


def by_hand(course: Course, student: str, points: float) -> None:
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_submission(CHAPTER, student).notebooks[0].grades[0]
        grade.manual_score = points
        book.find_student(student).email = f"{student}@u.example"
        book.db.commit()


def scores(course: Course) -> dict[str, float | None]:
    marks = read_marks(course.root, CHAPTER).by_student
    return {student: mark.score for student, mark in marks.items()}


def rows(course: Course) -> dict[str, tuple[str, float]]:
    found = Journal(course.journal_path(CHAPTER)).results()
    return {r.submission.student: (r.state, r.score) for r in found}


@pytest.mark.parametrize("new", ["bo-2@u.example", "김 철수", "BO"])
def test_a_new_id_takes_everything_along(begun, course, new):
    by_hand(course, "bo", 1.5)
    before, was = scores(course), rows(course)
    seen = read_ledger(ledger_path(course.root, CHAPTER)).first
    students.rename(course, "bo", new)
    assert scores(course) == {new if s == "bo" else s: one for s, one in before.items()}
    assert rows(course) == {new if s == "bo" else s: one for s, one in was.items()}
    result = next(iter(Journal(course.journal_path(CHAPTER)).results_of(new)))
    assert result.submission.file == f"submitted/{new}/{CHAPTER}/{CHAPTER}.ipynb"
    for folder in ("submitted", "autograded", "feedback"):
        assert not (course.root / folder / "bo").exists()
        assert list((course.root / folder / new).rglob("*.*"))
    assert f"<bdi>{new}</bdi>" in course.feedback_path(new, CHAPTER).read_text("utf-8")
    with Gradebook(course.db_url, "gradients") as book:
        assert book.find_student(new).email == "bo@u.example"
        assert [p.id for p in book.students].count("bo") == 0
    ledger = read_ledger(ledger_path(course.root, CHAPTER)).first
    for (student, digest), when in seen.items():
        assert ledger[new if student == "bo" else student, digest] == when

    # The download still has the old id, and it is the same student.
    again = grade(begun / "in", course)
    assert again.executed == 0 and again.changed == []
    assert scores(course) == {new if s == "bo" else s: one for s, one in before.items()}


def test_an_upload_that_came_in_time_did_so_under_the_new_id_too(begun, course):
    path = ledger_path(course.root, CHAPTER)
    key = next(key for key in read_ledger(path).first if key[0] == "bo")
    now = datetime.datetime.now(datetime.UTC)
    in_time, late = Upload("canvas", 34), Upload("canvas", 40, late=True)
    for one in (in_time, late):
        append_ledger(path, now, "in", [key], {}, {key: one})
    students.rename(course, "bo", "bo-2")
    ledger, new = read_ledger(path), ("bo-2", key[1])
    assert (ledger.on_time[new], ledger.uploads[new]) == (in_time, late)


def test_a_rename_that_was_cut_off_anywhere_is_ended_by_the_same_command(
    begun, course, tmp_path, monkeypatch
):
    by_hand(course, "bo", 1.5)
    whole = Course(Path(shutil.copytree(course.root, tmp_path / "whole")))
    students.rename(whole, "bo", "zed")
    steps = ["_note_in_journals", "_in_gradebook", "_move_files", "_in_ledgers", "_in_people"]
    for number, name in enumerate(steps):
        torn = Course(Path(shutil.copytree(course.root, tmp_path / f"torn{number}")))

        def cut(*arguments):
            raise OSError("cut off")

        with monkeypatch.context() as patched:
            patched.setattr(students, name, cut)
            with pytest.raises(OSError, match="cut off"):
                students.rename(torn, "bo", "zed")
        with pytest.raises(Refused, match="student rename bo zed"):
            grade(begun / "in", torn)
        assert students.finish_change(torn) == students.IdChange("rename", "bo", "zed")
        assert students.finish_change(torn) is None
        assert left_behind(torn.root) == left_behind(whole.root)
        assert scores(torn) == scores(whole)


@pytest.mark.parametrize("text", ["", "[]", '{"action": "rename"}', '{"was": "bo"}'])
def test_a_change_that_was_begun_and_cannot_be_read_is_told_with_its_place(text, tmp_path):
    path = tmp_path / "received" / "begun.json"
    path.parent.mkdir()
    path.write_text(text)
    for call in (students.check_begun, students.finish_change):
        with pytest.raises(Refused, match=r"received/begun.json cannot be read .*run that command"):
            call(Course(tmp_path))
        assert path.read_text() == text


def test_nothing_is_taken_for_somebody_else_and_nothing_is_lost_unasked(course):
    before = left_behind(course.root)
    for call, said in (
        (lambda: students.rename(course, "bo", "ada"), "makes one of the two"),
        (lambda: students.rename(course, "boo", "x"), "Did you mean bo"),
        (lambda: students.rename(course, "bo", "a/b"), "cannot be an id"),
        (lambda: students.rename(course, "bo", ".."), "cannot be an id"),
        (lambda: students.rename(course, "bo", "bo"), "nothing to rename"),
        (lambda: students.merge_students(course, "bo", "ada"), "Say --yes"),
        (lambda: students.merge_students(course, "bo", "nobody"), "has no student nobody"),
        (lambda: students.drop(course, "bo"), "Say --yes"),
    ):
        with pytest.raises(Refused, match=said):
            call()
    assert left_behind(course.root) == before


def test_two_who_are_one_keep_the_mark_of_the_one_that_stays(begun, course):
    by_hand(course, "ada", 0.5)
    handed_in = (course.root / "submitted" / "bo" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes()
    before = scores(course)
    students.merge_students(course, "bo", "ada", yes=True)
    assert scores(course) == {s: one for s, one in before.items() if s != "bo"}
    assert "bo" not in rows(course) and rows(course)["ada"] == ("graded", 20.0)
    (kept,) = (course.root / "attempts" / "ada" / CHAPTER).iterdir()
    assert kept.read_bytes() == handed_in
    assert not (course.root / "feedback" / "bo").exists()


def test_who_has_nothing_yet_gets_the_others_marks_without_being_asked(course, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nada,Ada\nbo,Bo\nb2,Bo\n")
    source = hand_in(tmp_path / "in", {})
    shutil.copytree(course.root / "submitted" / "ada" / CHAPTER, source / "ada")
    grade(source, course, roster)
    assert rows(course)["b2"] == ("missing", 0.0)
    students.rename(course, "bo", "b2")
    assert rows(course)["b2"] == ("graded", 18.0) and scores(course)["b2"] == 18.0
    page = course.feedback_path("b2", CHAPTER).read_text("utf-8")
    assert "18</span> of 20 points" in page


def test_who_is_dropped_is_gone_and_the_files_are_kept(begun, course):
    students.drop(course, "bo", yes=True)
    assert "bo" not in scores(course) and "bo" not in rows(course)
    assert "bo" not in ids_in_gradebook(course)
    dropped = course.root / students.DROPPED / "bo"
    assert (dropped / "submitted" / CHAPTER / f"{CHAPTER}.ipynb").is_file()
    assert not (course.root / "feedback" / "bo").exists()
    # Handed in again, he is there again.
    grade(begun / "in", course)
    assert scores(course)["bo"] == 18
    students.drop(course, "bo", yes=True)
    assert len(list((dropped / "submitted" / CHAPTER).glob("*.ipynb"))) == 2


def test_who_is_dropped_leaves_the_groups_whose_file_would_bring_him_back(course):
    members = (TeamMember("ada", "Ada"), TeamMember("bo", "Bo"))
    team = Team("Team 1", members, ("7",), filed=True, shared={"bo": "digest"})
    for chapter in (CHAPTER, "05_optimizer_loop"):
        keep_teams(chapter, Teams((team, Team("Team 2")), course.root, strangers=(("A", "x"),)))
    students.drop(course, "bo", yes=True)
    for chapter in (CHAPTER, "05_optimizer_loop"):
        kept = kept_teams(course.root, chapter)
        assert kept.teams == (replace(team, members=members[:1]), Team("Team 2"))
        assert kept.strangers == (("A", "x"),)


def test_the_same_person_in_another_spelling_is_one_in_journal_and_gradebook(
    begun, course, tmp_path
):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nADA,Ada\nBo,Bo\nGUEST-1,Guest\n")
    grade(begun / "in", course, roster)
    assert set(scores(course)) == {"ada", "bo", "cy", "guest-1", "guest-2"} == set(rows(course))


def test_the_command_lists_changes_and_refuses_in_a_sentence(course, forks):
    place = ["--course", str(course.root)]
    done = forks.run(["student", "list", *place])
    assert done.code == 0 and "guest-1" in done.output and f"{CHAPTER} graded" in done.output
    done = forks.run(["student", "rename", "bo", *place])
    assert done.code == 2 and "takes two ids" in done.output
    done = forks.run(["student", "drop", "bo", *place])
    assert done.code == 3 and done.output.count("\n") == 1 and "--yes" in done.output
    done = forks.run(["student", "rename", "bo", "zed", *place])
    assert done.code == 0 and "bo is zed now" in done.output
    done = forks.run(["student", "list", "--course", str(course.root / "nothing")])
    assert done.code == 3 and "is not a course folder" in done.output
