"""Two people of one name: a file is never given to the other one, with a roster and without."""

from __future__ import annotations

import zipfile

import pytest
from nbgrader.api import Gradebook

from autograder.collect.intake import Intake, dry_run
from autograder.collect.known import read_people
from autograder.collect.roster import Person, Roster
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.grade.students import merge_students, rename
from tests.autograder.collect.lms_class import CHAPTER, notebook
from tests.autograder.collect.test_kept_class import said, taken_in


def download(lms, *claims):
    """A download's files: each of its own bytes, under a name and the LMS's number."""
    path = "{0}_{1}_9_p.ipynb" if lms == "canvas" else "{0}_{1}_assignsubmission_file/p.ipynb"
    return {path.format(*one): notebook(str(one)) for one in claims}


def whose(collected):
    """By student, the LMS's numbers of the files, and why a person has to look."""
    asked = {one.student: [r.code for r in one.remarks] for one in collected.submissions}
    return {
        file.student: (file.path.split("_")[1], *asked[file.student])
        for file in collected.files
        if file.use == "graded"
    }


CANVAS = Roster(
    (Person("s1", "Ada Li", numbers=("501",)), Person("s2", "Bo Chen", numbers=("502",)))
)
NUMBERS_ARE_IDS = Roster((Person("501", "Ada Li"), Person("502", "Bo Chen")))
MOODLE = Roster(
    (Person("s1", "Ada Li", participant="501"), Person("s2", "Bo Chen", participant="502"))
)
HERE = {
    "canvas": (CANVAS, "liada", "chenbo"),
    "canvas by id": (NUMBERS_ARE_IDS, "liada", "chenbo"),
    "moodle": (MOODLE, "Ada Li", "Bo Chen"),
}


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("there", [True, False], ids=["both", "the new one alone"])
@pytest.mark.parametrize("kind", HERE)
def test_a_namesake_with_another_number_is_somebody_else(tmp_path, kind, there, given):
    roster, ada, bo = HERE[kind]
    lms, course = kind.split()[0], tmp_path / "course"
    first, second = (person.student for person in roster.people)
    taken_in(course, download(lms, (ada, 501), (bo, 502)), roster)
    files = download(lms, *[(ada, 501)] * there, (ada, 777), (bo, 502))
    found = whose(taken_in(course, files, roster if given else None))
    new = {"canvas": f"{ada}_777", "moodle": "Ada-Li_777"}[lms]
    assert found.pop(new) == ("777", "another-number")
    assert found == {second: ("502",)} | ({first: ("501",)} if there else {})


def test_of_two_numbers_and_one_name_neither_is_believed(tmp_path):
    roster = Roster((Person("s1", "Ada Li"), Person("s2", "Bo Chen")))
    files = download("moodle", ("Ada Li", 11), ("Ada Li", 12), ("Bo Chen", 13))
    assert whose(taken_in(tmp_path / "course", files, roster)) == {
        "Ada-Li_11": ("11", "another-number"),
        "Ada-Li_12": ("12", "another-number"),
        "s2": ("13",),
    }


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(
    ("people", "claim"),
    [
        (NUMBERS_ARE_IDS, ("canvas", ("liada", 502))),
        (
            Roster((*MOODLE.people, Person("s3", "Bo Li", participant="503"))),
            ("moodle", ("Ada Li", 503)),
        ),
    ],
    ids=["canvas", "moodle"],
)
def test_a_number_that_is_anothers_does_not_outweigh_the_name(tmp_path, people, claim, given):
    """A university's ids can look like Canvas's numbers; two of Moodle's people share a word."""
    course, (lms, one) = tmp_path / "course", claim
    taken_in(course, {f"{people.people[0].student}/p.ipynb": notebook("own")}, people)
    found = whose(taken_in(course, download(lms, one), people if given else None))
    assert [why for _, *why in found.values()] == [["number-of-another"]]
    assert not {person.student for person in people.people} & set(found)


def test_a_worksheet_of_another_assignment_leaves_it_to_the_names(tmp_path):
    course = tmp_path / "course"
    files = download("moodle", ("Ada Li", 901), ("Bo Chen", 902))
    expected = {"s1": ("901",), "s2": ("902",)}
    assert whose(taken_in(course, files, MOODLE)) == expected
    assert whose(taken_in(course, files)) == expected


def test_who_was_merged_is_one_person_from_then_on(tmp_path):
    course, files = tmp_path / "course", download("canvas", ("liada", 777))
    taken_in(course, download("canvas", ("liada", 501)), CANVAS)
    taken_in(course, files)
    merge_students(Course(course), "liada_777", "s1", yes=True)
    assert read_people(course).numbers["s1"] == ["501"]
    for roster in (None, CANVAS):
        assert whose(taken_in(course, files, roster)) == {"s1": ("777",)}


def test_an_id_in_nbgraders_folders_is_nobodys_name(tmp_path):
    course, source = Course(tmp_path / "course"), tmp_path / "in.zip"
    course.root.mkdir()
    with Gradebook(course.db_url) as book:
        book.add_student("alovelace", first_name="Ada", last_name="Lovelace")
    with zipfile.ZipFile(source, "w") as archive:
        for student in ("alovelace", "adalovelace"):
            archive.writestr(f"submitted/{student}/{CHAPTER}/{CHAPTER}.ipynb", notebook(student))
    found = dry_run(source, CHAPTER, course.root, Intake())
    asked = {one.student: [r.code for r in one.remarks] for one in found.submissions}
    assert asked == {"alovelace": [], "adalovelace": ["not-known"]}
    assert "new-without-roster" in said(found)


def test_a_torn_list_says_nobodys_file_is_whose(tmp_path):
    course, files = tmp_path / "course", download("canvas", ("liada", 501))
    taken_in(course, files, CANVAS)
    kept = course / "received" / "people.json"
    whole = kept.read_bytes()
    for torn in (b"", whole[: len(whole) // 2], b"\xff", b"[]"):
        kept.write_bytes(torn)
        with pytest.raises(Refused, match=r"people\.json cannot be read.*--roster"):
            taken_in(course, files)
        with pytest.raises(Refused, match=r"people\.json cannot be read"):
            rename(Course(course), "s1", "s9")
        assert kept.read_bytes() == torn
    taken_in(course, files, CANVAS)
    assert whose(taken_in(course, files)) == {"s1": ("501",)}


def test_a_namesake_of_who_has_left_the_class(tmp_path):
    """Whom the gradebook alone has is found by a number, and flagged where a name alone says it."""
    course = Course(tmp_path / "course")
    taken_in(course.root, download("canvas", ("liada", 501), ("chenbo", 502)), CANVAS)
    with Gradebook(course.db_url) as book:
        book.add_student("s1", first_name="Ada", last_name="Li")
        book.add_student("s3", first_name="Cy", last_name="Oz")
    stays = download("canvas", ("chenbo", 502))
    taken_in(course.root, stays, Roster(CANVAS.people[1:]))
    came = [("liada", 501), ("liada", 777), ("ozcy", 503), ("chenbo", 502)]
    asked = {}
    for number, one in enumerate(came):
        source = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr(*next(iter(download("canvas", one).items())))
        (found,) = dry_run(source, CHAPTER, course.root, Intake()).submissions
        asked[one] = (found.student, [remark.code for remark in found.remarks])
    assert asked == {
        ("liada", 501): ("s1", []),
        ("liada", 777): ("liada_777", ["another-number"]),
        ("ozcy", 503): ("s3", ["by-gradebook"]),
        ("chenbo", 502): ("s2", []),
    }


def test_a_number_that_is_somebody_elses_now_is_the_former_owners_no_more(tmp_path):
    course = tmp_path / "course"
    files = download("moodle", ("Ada Li", 501))
    taken_in(course, files, MOODLE)
    taken_in(course, files, Roster((Person("s9", "Ada Li", ("501",), participant="501"),)))
    kept = read_people(course)
    assert kept.participants[CHAPTER] == {"s9": "501", "s2": "502"} and kept.numbers == {
        "s9": ["501"]
    }
    assert whose(taken_in(course, files)) == {"s9": ("501",)}
