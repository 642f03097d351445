"""Without a roster the course says whose a file is, and nobody becomes a second student."""

from __future__ import annotations

import datetime
import json
import zipfile

import pytest
from nbgrader.api import Gradebook

from autograder.collect.collect import collect
from autograder.collect.groups import read_groups
from autograder.collect.intake import Intake, dry_run
from autograder.collect.known import known_in
from autograder.collect.plan import Options
from autograder.collect.roster import Person, Roster, read_roster
from autograder.course.course import Course
from tests.autograder.collect.lms_class import CHAPTER, SHAPES, make_class, notebook

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
ADA, BO = Person("s1", "Ada Lovelace", numbers=("501",)), Person("s2", "Bo Chen", numbers=("502",))


def taken_in(course, files, roster=None, due=None, groups=None):
    """What is collected from these files, by path, into the course folder."""
    source = course.parent / "in.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    options = Options(known=known_in(course), root=course, due=due, groups=groups)
    return collect(source, CHAPTER, course, roster, options)


def owners(collected):
    return {file.path: (file.use, file.student) for file in collected.files}


def said(collected):
    return {remark.code for remark in collected.remarks}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_download_without_its_roster_has_the_same_students(tmp_path, shape):
    made, course = make_class(tmp_path, shape, 60), tmp_path / "course"
    first = collect(made.source, CHAPTER, course, read_roster(made.roster), Options(root=course))
    again = dry_run(made.source, CHAPTER, course, Intake())
    assert owners(again) == owners(first)
    names = {one.student: one.name for one in first.submissions}
    assert all(one.name == names[one.student] for one in again.submissions)
    assert not again.people.twice
    assert "new-without-roster" not in said(again), "strangers of the first run are no news"
    assert ("class-as-before" in said(again)) == (shape in ("canvas", "moodle"))


def test_nobody_is_missing_by_a_list_that_was_not_given(tmp_path):
    course = tmp_path / "course"
    file = {"lovelaceada_501_9_p.ipynb": notebook("a")}
    first = taken_in(course, file, Roster((ADA, BO)))
    assert [one.student for one in first.submissions] == ["s1", "s2"]
    again = taken_in(course, file)
    assert [one.student for one in again.submissions] == ["s1"]
    kept = json.loads((course / "received" / "people.json").read_text("utf-8"))
    assert kept["names"] == {"s1": "Ada Lovelace", "s2": "Bo Chen"}, "the list stays whole"


def test_who_is_not_in_the_kept_list_is_named_once_and_flagged(tmp_path):
    course = tmp_path / "course"
    taken_in(course, {"lovelaceada_501_9_p.ipynb": notebook("a")}, Roster((ADA,)))
    files = {"lovelaceada_501_9_p.ipynb": notebook("a"), "chenbo_502_8_p.ipynb": notebook("b")}
    again = taken_in(course, files)
    remarks = {one.student: [r.code for r in one.remarks] for one in again.submissions}
    assert remarks == {"s1": [], "chenbo_502": ["not-known"]}
    new = next(r for r in again.remarks if r.code == "new-without-roster")
    assert "chenbo_502" in new.text and "--roster" in new.text


def test_a_groups_file_without_roster_and_list_counts_for_its_members_and_nobody_is_new(tmp_path):
    course, file = tmp_path / "course", {"group1_3001_9_p.ipynb": notebook("g")}
    table = tmp_path / "groups.csv"
    table.write_text("group,id\nGroup 1,501\nGroup 1,s2\n")
    first = taken_in(course, file, Roster((ADA, BO)), groups=read_groups(table))
    again = taken_in(course, file)
    students = [[one.student for one in came.submissions] for came in (first, again)]
    assert students == [["s1", "s2"], ["s1", "s2"]]
    assert "new-without-roster" not in said(again) and "groups-as-before" in said(again)
    listed = taken_in(course, file, groups=read_groups(table))
    assert owners(listed) == owners(first) and "groups-strangers" not in said(listed)


def test_two_of_one_name_stay_apart_by_moodles_numbers_of_that_chapter(tmp_path):
    course = tmp_path / "course"
    twins = Roster(tuple(Person(f"a{n}", "Ada Li", participant=str(n)) for n in (11, 12)))
    files = {f"Ada Li_{n}_assignsubmission_file/p.ipynb": notebook(str(n)) for n in (11, 12)}
    first = taken_in(course, files, twins)
    assert owners(taken_in(course, files)) == owners(first)


def test_who_was_late_by_the_worksheet_stays_late_without_it(tmp_path):
    course = tmp_path / "course"
    listed = Roster(
        (
            Person("a1", "Ada Li", participant="11", late=True),
            Person("b2", "Bo Chen", participant="12", late=False),
        )
    )
    names = {11: "Ada Li", 12: "Bo Chen"}
    files = {
        f"{name}_{n}_assignsubmission_file/p.ipynb": notebook(str(n)) for n, name in names.items()
    }
    first = taken_in(course, files, listed, due=NOW)
    again = taken_in(course, files, due=NOW)
    late = {file.student: file.late for file in first.files}
    assert late == {"a1": True, "b2": False}
    assert {file.student: file.late for file in again.files} == late
    assert [one.received for one in again.submissions] == [
        one.received for one in first.submissions
    ]
    other = taken_in(course, {path: notebook(f"later {path}") for path in files}, due=NOW)
    why = {remark.code for one in other.submissions for remark in one.remarks}
    assert why == {"late-by-collection"}, "of other files the worksheet says nothing"


def test_a_student_whom_the_gradebook_names_is_found_where_no_list_is_kept(tmp_path):
    course = Course(tmp_path / "course")
    course.root.mkdir()
    with Gradebook(course.db_url) as book:
        book.add_student("s1", first_name="Ada", last_name="Lovelace")
        book.add_student("nameless_7")
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("lovelaceada_501_9_p.ipynb", notebook("a"))
    found = dry_run(tmp_path / "in.zip", CHAPTER, course.root, Intake())
    (mine,) = found.submissions
    assert (mine.student, mine.first, mine.last) == ("s1", "Ada", "Lovelace")


def test_a_course_that_never_had_a_list_keeps_the_files_names(tmp_path):
    course = tmp_path / "course"
    files = {"hw.ipynb": notebook("a"), "hw_bo.ipynb": notebook("b")}
    first = taken_in(course, files)
    assert owners(taken_in(course, files)) == owners(first)
    assert {one.student for one in first.submissions} == {"hw", "hw_bo"}


def test_whoever_was_graded_under_a_files_name_first_is_told_to_be_two(tmp_path):
    course, file = tmp_path / "course", {"lovelaceada_501_9_p.ipynb": notebook("a")}
    taken_in(course, file)
    with_roster = taken_in(course, file, Roster((ADA,)))
    assert with_roster.people.twice == (("lovelaceada_501", "s1"),)
    assert taken_in(course, file).people.twice == (("lovelaceada_501", "s1"),)
