"""A class with hidden cases of each student's own, graded for real, from one run to the next."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.course.course import Course, open_course
from autograder.course.journal import Journal
from autograder.course.secret import HIDDEN_KEYS, draw_name, draw_of
from autograder.course.settings import FILE, read_settings
from autograder.errors import Refused
from autograder.grade.preview import preview
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.submission.result import Result
from course_utils.core.key import visible_keys
from tests.autograder.grade.small_class import (
    CHAPTER,
    hand_in,
    marks,
    notebooks,
)
from tests.shared import once

SECRET = "0123456789abcdef0123456789abcdef"
# Passes every visible case of grad-at, and no other.
BY_HEART = """\
# exercise: grad-at
def grad_at(w0):
    return 20 * w0 if w0 in {seen} else 20.0
"""


def course_of(root: Path, *, variants: bool = True) -> Path:
    """A course folder with this secret."""
    open_course(root)
    (root / ".secret-seed").write_text(SECRET)
    (root / FILE).write_text(f"variants = {json.dumps(variants)}\n")
    return root


def run(root: Path, source: Path, **more):
    asked = Request(source, CHAPTER, root, workers=1, **more)
    return grade_class(asked, lambda *a: None, lambda: ThreadPoolExecutor(1))


def results(root: Path) -> dict[str, Result]:
    return {
        result.submission.student: result
        for result in Journal(Course(root).journal_path(CHAPTER)).results()
    }


def verdicts(root: Path) -> dict[str, list]:
    return {
        student: [verdict.to_json() for verdict in result.verdicts.values()]
        for student, result in results(root).items()
    }


def of(student: str) -> str:
    return draw_name(draw_of(SECRET, f"student {student}"))


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    return once(tmp_path_factory, "variants", _make)


def _make(folder: Path) -> None:
    made = notebooks()
    files = {"ada": made["right"], "bo": made["wrong"], "cy": made["stub"],
             "di": made["right"], "ed": made["wrong"]}  # fmt: skip
    source = hand_in(folder / "in", files)
    outcome = run(course_of(folder / "course"), source)
    assert (outcome.executed, outcome.shared) == (5, 0)


@pytest.mark.sandbox
def test_equal_answers_of_two_are_judged_by_two_draws_and_come_to_the_same(graded):
    found = results(graded / "course")
    assert {student: one.draw for student, one in found.items()} == {
        student: of(student) for student in ("ada", "bo", "cy", "di", "ed")
    }
    assert {student: one.score for student, one in found.items()} == {
        "ada": 20, "bo": 18, "cy": 0, "di": 20, "ed": 18
    }  # fmt: skip
    said = verdicts(graded / "course")
    assert said["ada"] == said["di"] and said["bo"] == said["ed"]
    # Nothing is made for the whole course, and nothing of a student's cases is kept.
    assert not (graded / "course" / HIDDEN_KEYS).exists()
    journal = Course(graded / "course").journal_path(CHAPTER).read_text("utf-8")
    assert SECRET not in journal
    for student in found:
        assert draw_of(SECRET, f"student {student}") not in journal


@pytest.mark.sandbox
def test_who_is_graded_alone_in_another_folder_or_again_has_the_same_cases(graded, tmp_path):
    alone = hand_in(tmp_path / "in", {"ed": notebooks()["wrong"]})
    elsewhere = course_of(tmp_path / "elsewhere")
    run(elsewhere, alone)
    assert results(elsewhere)["ed"].draw == of("ed")
    assert verdicts(elsewhere)["ed"] == verdicts(graded / "course")["ed"]
    root = Path(shutil.copytree(graded / "course", tmp_path / "course"))
    again = run(root, graded / "in")
    assert (again.executed, again.reused, again.changed) == (0, 5, [])
    seen = preview(
        Request(graded / "in", CHAPTER, root, workers=1), lambda *a: None,
        lambda: ThreadPoolExecutor(1),
    )  # fmt: skip
    assert seen.executed == 5 and seen.changed == []
    before = verdicts(root)
    once_more = run(root, graded / "in", regrade=True)
    assert (once_more.executed, once_more.changed) == (5, [])
    assert verdicts(root) == before
    assert {student: one.draw for student, one in results(root).items()} == {
        student: of(student) for student in before
    }


@pytest.mark.sandbox
def test_switched_on_in_the_middle_of_a_term_no_mark_changes_by_itself(graded, tmp_path):
    root = course_of(tmp_path / "course", variants=False)
    first = run(root, graded / "in")
    assert (first.executed, first.shared) == (3, 2)
    assert (root / HIDDEN_KEYS).is_dir()
    lines = Course(root).journal_path(CHAPTER).read_text("utf-8")
    assert '"draw"' not in lines, "a course without variants is written down as before"
    (root / FILE).write_text("[course]\nvariants = true\n")
    held = run(root, graded / "in")
    assert held.executed == 0 and held.changed == []
    assert {one.draw for one in results(root).values()} == {""}, "it says what they were judged by"
    anew = run(root, graded / "in", regrade=True)
    assert anew.executed == 5 and anew.changed == []
    assert results(root)["ada"].draw == of("ada")
    (root / FILE).write_text("")
    off = run(root, graded / "in", regrade=True)
    assert (off.executed, off.shared, off.changed) == (3, 2, [])
    assert {one.draw for one in results(root).values()} == {""}


@pytest.mark.sandbox
def test_a_group_is_judged_once_by_the_cases_of_whose_file_it_is(tmp_path):
    made = notebooks()
    (tmp_path / "groups.csv").write_text("group,members\nOne,ada;bo\nTwo,cy;di\n")
    (tmp_path / "roster.csv").write_text("id,name\nada,A A\nbo,B B\ncy,C C\ndi,D D\neve,E E\n")
    source = hand_in(
        tmp_path / "in", {"One": made["right"], "di": made["right"], "eve": made["right"]}
    )
    root = course_of(tmp_path / "course")
    about = {"roster": tmp_path / "roster.csv", "groups": tmp_path / "groups.csv"}
    outcome = run(root, source, **about)
    assert (outcome.executed, outcome.shared) == (3, 2)
    found = {student: one.draw for student, one in results(root).items() if one.draw}
    group = draw_name(draw_of(SECRET, "group one"))
    assert found == {"ada": group, "bo": group, "cy": of("di"), "di": of("di"), "eve": of("eve")}
    again = run(root, source, roster=tmp_path / "roster.csv", regrade=True)
    assert again.executed == 3 and again.changed == []
    assert {s: one.draw for s, one in results(root).items() if one.draw} == found


@pytest.mark.sandbox
def test_who_knows_the_visible_cases_by_heart_fails_and_is_shown_to_a_person(tmp_path):
    (case,) = visible_keys("grad-at").cases
    cells = json.loads(notebooks()["right"])
    cell = next(one for one in cells["cells"] if one["id"] == "grad-at")
    cell["source"] = BY_HEART.format(seen=case["w0"])
    source = hand_in(tmp_path / "in", {"ada": json.dumps(cells), "bo": json.dumps(cells)})
    root = course_of(tmp_path / "course")
    run(root, source)
    found = results(root)
    for one in found.values():
        assert one.verdicts["grad-at"].state == "wrong" and one.verdicts["grad-at"].hidden
        assert [flag.code for flag in one.flags if flag.code != "same-file"] == ["own-cases-alone"]
        assert one.state == "flagged"
    assert found["ada"].score == found["bo"].score == 18, "whichever part their cases show"
    page = Course(root).feedback_path("ada", CHAPTER).read_text("utf-8")
    assert "drawn for this student" not in page, "only instructors read it"


@pytest.mark.sandbox
@pytest.mark.postgres
def test_with_a_gradebook_in_postgresql_it_is_the_same(graded, database, tmp_path):
    root = course_of(tmp_path / "course")
    server = database("variants")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
    run(root, graded / "in")
    assert marks(server) == marks(Course(graded / "course").db_url)
    assert verdicts(root) == verdicts(graded / "course")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("variants = 1", "variants is 1; it is true or false"),
        ('variants = "yes"', "variants is 'yes'; it is true or false"),
        ("[course]\nvariant = true", "unknown setting 'variant'"),
        ("variants = true\n[course]\nvariants = false", "sets variants twice"),
        ("course = true", "unknown setting 'course'"),
        ("[[course]]\nvariants = true", "unknown setting 'course'"),
    ],
)
def test_a_setting_that_is_none_is_refused(tmp_path, text, part):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(Refused, match=r"course\.toml") as refused:
        read_settings(tmp_path)
    assert part in str(refused.value)


def test_both_ways_to_write_it_are_read(tmp_path):
    for text in (
        "variants = true",
        "[course]\nvariants = true",
        'name = "G"\n[course]\nvariants = true',
    ):
        (tmp_path / FILE).write_text(text + "\n")
        assert read_settings(tmp_path).variants
    (tmp_path / FILE).write_text('name = "G"\n')
    assert not read_settings(tmp_path).variants
