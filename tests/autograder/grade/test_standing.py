"""Whoever is not in a download stays as he is, and no mark changes by itself."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.catalogue import find_entry
from autograder.collect.another_chapter import check_chapter
from autograder.collect.collect import downloaded
from autograder.course.course import Course
from autograder.course.journal import Journal, JournalWriter
from autograder.errors import Refused
from autograder.feedback.publish import write_pages
from autograder.files.paths import CHECK_PREFIX, project
from autograder.grade.preview import preview
from autograder.grade.request import Request
from autograder.grade.run import Outcome, missing
from autograder.grade.session import grade_class
from autograder.rebuild.keep import course_now, is_given
from autograder.rebuild.since import changed_since, changes_in_words
from autograder.report.items import items
from autograder.report.write import class_data, class_lines
from course_utils.core.exercise import Part, exercises
from tests.autograder.grade.small_class import (
    CHAPTER,
    copied,
    executions,
    hand_in,
    left_behind,
    lines,
    marks,
    words,
)

pytestmark = pytest.mark.sandbox
ALL = ("ada", "bo", "cy", "guest-1", "guest-2")


@pytest.fixture
def course(begun, tmp_path) -> Path:
    return copied(begun, tmp_path)


@pytest.fixture
def roster(tmp_path) -> Path:
    """Everybody, and one who never hands in."""
    path = tmp_path / "roster.csv"
    path.write_text("id,name\n" + "".join(f"{student},\n" for student in (*ALL, "never")))
    return path


def grade(source: Path, course: Path, roster: Path | None = None, **more) -> Outcome:
    request = Request(source, CHAPTER, course, roster, workers=1, **more)
    return grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))


def some(begun: Path, folder: Path, *students: str) -> Path:
    for student in students:
        shutil.copytree(begun / "in" / student, folder / student)
    return folder


def without(found: dict, student: str) -> dict:
    """What was left behind, less one student."""
    return {
        "results": {s: one for s, one in found["results"].items() if s != student},
        "files": {p: text for p, text in found["files"].items() if f"/{student}/" not in p},
        "gradebook": [row for row in found["gradebook"] if row[0] != student],
    }


@pytest.mark.parametrize("came", [("bo",), ("cy", "guest-1"), ALL[:4], ALL], ids=len)
def test_a_download_that_does_not_hold_everybody_leaves_the_others_as_they_are(
    begun, course, roster, tmp_path, came
):
    before = left_behind(course)
    outcome = grade(some(begun, tmp_path / "some", *came), course, roster)
    assert without(left_behind(course), "never") == before
    assert outcome.absent == ({"graded": 5 - len(came)} if len(came) < 5 else {})
    states = {row.student: row.state for row in outcome.rows}
    assert states == {**dict.fromkeys(came, "graded"), "never": "missing"}
    assert outcome.executed == 0 and all(one.first for one in outcome.changed)
    assert class_lines(Course(course), CHAPTER)[0] == "6 submissions: 5 graded, 1 missing."
    # The whole download again: nothing is graded anew, and all is as it was.
    again = grade(begun / "in", course, roster)
    assert again.executed == 0 and not again.absent and again.changed == []
    assert without(left_behind(course), "never") == before


def test_the_order_of_the_downloads_makes_no_difference(begun, course, roster, tmp_path):
    other = Path(shutil.copytree(course, tmp_path / "other"))
    for name in ("journal", "submitted", "feedback", "autograded", "received", "releases"):
        shutil.rmtree(other / name)
    with Gradebook(Course(other).db_url, "gradients") as book:
        for person in book.students:
            book.remove_student(person.id)
    first = grade(some(begun, tmp_path / "first", "bo"), other, roster)
    assert {row.student for row in first.rows if row.state == "missing"} == {*ALL, "never"} - {"bo"}
    last = grade(begun / "in", other, roster)
    assert not last.absent
    assert [one.why for one in last.changed] == ["handed in"] * 4
    assert without(left_behind(other), "never") == left_behind(course)


def test_a_regrade_of_some_leaves_the_others_and_the_release_is_kept_once(
    begun, course, roster, tmp_path
):
    before = left_behind(course)
    kept = course / "releases" / course_now()
    assert list((course / "releases").iterdir()) == [kept] and not is_given(kept)
    assert (kept / "notebooks" / f"{CHAPTER}.ipynb").is_file()
    outcome = grade(some(begun, tmp_path / "some", "bo"), course, roster, regrade=True)
    assert (outcome.executed, outcome.absent["graded"]) == (1, 4)
    assert without(left_behind(course), "never") == before
    assert list((course / "releases").iterdir()) == [kept]


def test_an_unreadable_file_stays_unreadable_and_a_missing_one_missing(
    begun, course, roster, tmp_path
):
    source = some(begun, tmp_path / "some", *ALL)
    hand_in(source, {"cy": "{no notebook"})
    grade(source, course, roster)
    before = left_behind(course)
    outcome = grade(some(begun, tmp_path / "late", "bo"), course, roster)
    assert outcome.absent == {"graded": 3, "unreadable": 1}
    assert left_behind(course) == before
    assert before["results"]["cy"]["state"] == "unreadable"
    assert before["results"]["never"]["state"] == "missing"
    # Then he hands in something that can be read.
    outcome = grade(some(begun, tmp_path / "anew", "cy"), course, roster)
    assert [(c.student, c.before, c.after, c.why) for c in outcome.changed] == [
        ("cy", "—", "0/20", "new file")
    ]


def test_who_was_once_written_down_as_missing_though_graded_is_put_right(
    begun, course, roster, tmp_path
):
    """A journal can hold such a line: before, a partial download wrote one for everybody else."""
    before = left_behind(course)
    folder = Course(course)
    entry = Journal(folder.journal_path(CHAPTER)).index().latest["ada"]
    mine = Journal(folder.journal_path(CHAPTER)).read(entry).submission
    gone = missing(replace(mine, file="", digest="", received=""))
    with JournalWriter(folder.journal_path(CHAPTER)) as writer:
        writer.append([(replace(entry, state="missing", work="w", file="f", digest=""), gone)])
    folder.feedback_path("ada", CHAPTER).write_text("0 of 20 points. No file was handed in.")
    grade(some(begun, tmp_path / "some", "bo"), course, roster)
    assert without(left_behind(course), "never") == before


def test_who_was_cut_off_by_a_crash_is_written_again_by_a_partial_download(
    begun, course, roster, tmp_path
):
    before = left_behind(course)
    journal = Course(course).journal_path(CHAPTER)
    assert b'"end"' in lines(course)[-1]
    journal.write_bytes(b"".join(lines(course)[:-1]))
    Course(course).feedback_path("ada", CHAPTER).unlink()
    with Gradebook(Course(course).db_url, "gradients") as book:
        book.remove_student("ada")
    grade(some(begun, tmp_path / "some", "bo"), course, roster)
    assert without(left_behind(course), "never") == before


def test_the_command_says_in_a_line_who_stays(begun, course, roster, forks, tmp_path):
    source = some(begun, tmp_path / "some", "bo")
    shutil.copytree(course, tmp_path / "untouched")
    for more in (["--dry-run"], [], ["--json"]):
        done = forks.run(words(source, course, "--roster", str(roster), *more), light=True)
        assert "4 graded before, not in this download: they stay as they are." in done.output
        assert "ada" not in done.output
        if more == ["--dry-run"]:
            assert left_behind(course) == left_behind(tmp_path / "untouched")


def test_whoever_hands_in_something_else_is_named_with_the_old_mark_and_the_new(
    begun, course, forks, tmp_path
):
    source = some(begun, tmp_path / "some", "bo")
    shutil.copy2(begun / "in" / "ada" / f"{CHAPTER}.ipynb", source / "bo" / f"{CHAPTER}.ipynb")
    done = forks.run(words(source, course), light=True)
    assert "One student's marks changed." in done.output
    assert "grad-at: 0 → 2" in done.output and "18/20" in done.output


# The course changes after the class was graded.


@pytest.fixture
def newer(monkeypatch):
    """A later version, in which an exercise is worth less and another one more."""
    monkeypatch.setitem(project()["project"], "version", "0.2.0")
    for name, part, now in (("grad-at", 0, 0.5), ("grad-at", 1, 0.5), ("vjp", 0, 2.0)):
        entry = find_entry(name)
        parts = list(entry.exercise.parts)
        parts[part] = Part(parts[part].name, now, parts[part].items)
        monkeypatch.setattr(entry, "exercise", replace(entry.exercise, parts=tuple(parts)))
        built = replace(exercises()[name], parts=tuple(parts))
        monkeypatch.setitem(exercises(), name, built)


def test_the_same_command_changes_no_mark_after_an_upgrade(begun, course, tmp_path, newer):
    before, was = left_behind(course), Journal(Course(course).journal_path(CHAPTER))
    (by,) = {entry.by for entry in was.index().latest.values()}
    ran = executions(course)
    for _ in range(2):
        outcome = grade(begun / "in", course)
        assert outcome.kept == {by: 5} and by.startswith("0.1.0+")
        assert outcome.changed == [] and executions(course) == ran
        assert left_behind(course) == before
    said = changes_in_words(changed_since(course, by, [CHAPTER]))
    assert said == "points of grad-at 2 → 1; points of vjp 2 → 3"
    # Somebody new and somebody with a new file are graded by today's course.
    source = some(begun, tmp_path / "some", *ALL)
    shutil.copytree(source / "ada", source / "new")
    shutil.copy2(source / "guest-1" / f"{CHAPTER}.ipynb", source / "bo" / f"{CHAPTER}.ipynb")
    outcome = grade(source, course)
    assert outcome.kept == {by: 4}
    changed = {one.student: dict(one.exercises) for one in outcome.changed if not one.first}
    assert changed == {"bo": {"grad-at": ("0", "1"), "vjp": ("2", "3")}}
    found = left_behind(course)
    assert without(without(found, "bo"), "new")["gradebook"] == without(before, "bo")["gradebook"]


def test_a_regrade_says_first_what_it_changes_and_its_pages_speak_of_one_release(
    begun, course, newer
):
    kept = next(iter((course / "releases").iterdir()))
    exercises = json.loads((kept / "exercises.json").read_text("utf-8"))
    for one in exercises:
        one["hints"] = [f"HINT OF THEN: {one['id']}", *one["hints"][1:]]
    (kept / "exercises.json").write_text(json.dumps(exercises))
    folder = Course(course)
    write_pages(folder, CHAPTER)
    held = folder.feedback_path("bo", CHAPTER).read_text("utf-8")
    assert "HINT OF THEN: grad-at" in held and "0 of 2" in held and "of 20 points" in held
    assert "Points have changed" not in held

    before = {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()}
    request = Request(begun / "in", CHAPTER, course, workers=1, regrade=True)
    would = preview(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()} == before
    done = grade(begun / "in", course, regrade=True)
    assert would.changed == done.changed
    assert {one.student for one in done.changed} == {"ada", "bo", "guest-1", "guest-2"}

    anew = folder.feedback_path("bo", CHAPTER).read_text("utf-8")
    assert "HINT OF THEN: grad-at" in anew and "0 of 1" in anew and "0 of 2" not in anew
    title = find_entry("grad-at").exercise.title
    assert f"since your notebook was made: {title} counts 1 instead of 2" in anew
    assert "of 20 points" in anew


def test_a_dry_run_of_a_regrade_says_which_points_by_hand_would_wait(begun, course, tmp_path):
    folder = Course(course)
    with Gradebook(folder.db_url) as book:
        name = f"{CHECK_PREFIX}grad-at"
        book.find_grade(name, CHAPTER, CHAPTER, "bo").manual_score = 1.5
        book.db.commit()
    source = some(begun, tmp_path / "some", "bo")
    shutil.copy2(begun / "in" / "ada" / f"{CHAPTER}.ipynb", source / "bo" / f"{CHAPTER}.ipynb")
    before = {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()}
    request = Request(source, CHAPTER, course, workers=1, regrade=True)
    would = preview(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()} == before
    done = grade(source, course, regrade=True)
    (one,) = would.changed
    assert one.why == "new file" and one.exercises["grad-at"][1] == "waits for a person"
    assert would.changed == done.changed and would.rows == done.rows
    assert would.rows[0].waits["grad-at"].before == 1.5


def test_the_report_of_a_class_with_two_countings_loses_no_points_twice(begun, course, newer):
    grade(begun / "in", course)
    found = {item.exercise.id: item for item in items(class_data(Course(course), CHAPTER))}
    assert all(item.lost >= 0 and (item.mean or 0) <= 1 for item in found.values())
    assert found["grad-at"].lost == 2 * 3, "bo's, guest-2's and cy's two points"


def test_a_name_reaches_journal_gradebook_and_page_whether_or_not_a_file_came(
    begun, course, tmp_path, newer
):
    was = [row for row in marks(Course(course).db_url) if len(row) != 3]
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "id,first name,surname\nada,Ann-Marie,Van Der Berg\nbo,철수,김\ncy,,عبد الله\n"
    )
    outcome = grade(some(begun, tmp_path / "some", "ada"), course, roster)
    assert outcome.people.renamed == () and outcome.kept.total() == 1
    with Gradebook(Course(course).db_url, "gradients") as book:
        names = {p.id: (p.first_name, p.last_name) for p in book.students}
    assert names["ada"] == ("Ann-Marie", "Van Der Berg")
    assert names["bo"] == ("철수", "김")
    assert names["cy"] == ("", "عبد الله")
    for student, name in (("ada", "Ann-Marie Van Der Berg"), ("cy", "عبد الله")):
        assert name in Course(course).feedback_path(student, CHAPTER).read_text("utf-8")
    assert [row for row in marks(Course(course).db_url) if len(row) != 3] == was


def test_a_new_name_is_no_grading_and_no_copy_of_anothers_answers(begun, course, tmp_path):
    roster, source = tmp_path / "roster.csv", some(begun, tmp_path / "some", "ada", "bo")
    roster.write_text("id,name\nada,Ada King\nbo,Bo\nzoe,Zoe\n")
    for _ in range(2):  # said anew, then as it was; Zoe was never graded
        outcome = grade(source, course, roster)
        assert (outcome.executed, outcome.shared, outcome.reused) == (0, 0, 2)
    assert "Ada King" in Course(course).feedback_path("ada", CHAPTER).read_text("utf-8")


def test_another_chapters_download_is_refused_before_anything_is_written(begun, tmp_path, forks):
    course = tmp_path / "nothing"
    line = ["grade", str(begun / "in"), "--course", str(course), "--quiet"]
    for more in ([], ["--dry-run"], ["--chapter", "4"]):
        done = forks.run([*line, *more])
        assert done.code == 3, done.output
        assert f"--chapter {CHAPTER}" in done.output and "5 of the 5 notebooks" in done.output
        assert not course.exists()
    done = forks.run(["grade", str(tmp_path / "nosuch.zip"), "--course", str(course)])
    assert done.code == 2 and "does not exist" in done.output and "warming" not in done.output


@pytest.mark.parametrize(
    ("came", "said", "refused"),
    [
        (ALL, True, True), (ALL, False, True), (("bo",), True, False), (("bo",), False, True),
    ],
)  # fmt: skip
def test_a_single_wrong_file_is_refused_only_where_nobody_named_the_chapter(
    begun, tmp_path, came, said, refused
):
    source = some(begun, tmp_path / "some", *came)
    with downloaded(source, "01_tensors") as read:
        if refused:
            with pytest.raises(Refused, match=f"--chapter {CHAPTER}"):
                check_chapter(read, "01_tensors", said=said)
        else:
            check_chapter(read, "01_tensors", said=said)
        check_chapter(read, CHAPTER, said=said)
