"""A release of a course with variants gives each student seeds, and nothing of the secret."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pytest

from autograder.build.stamp import release_name
from autograder.course.course import Course
from autograder.course.secret import open_token
from autograder.course.settings import FILE
from autograder.feedback.own_seeds import own_seeds_of
from autograder.release.make import make_release
from course_utils.core.seeds import seeds_of

PAPER = "06_paper"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The course folder, what was made, and the unpacked wheel."""
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "course").mkdir()
    (folder / "course" / FILE).write_text("variants = true\n")
    made = make_release(folder / "public", folder / "course", "graded", check=False)
    (wheel,) = (folder / "public").glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "alone")
    return Course(folder / "course"), made, folder


def test_a_student_without_the_workbook_gets_the_seeds_that_graders_expect(released):
    course, _, folder = released
    code = (
        f"import sys; sys.path.insert(0, {str(folder / 'alone')!r})\n"
        "from course_utils import demo, my_id, own_seeds\n"
        "with demo('adam'):\n    own_seeds(3)\n"
        "my_id('ada17')\nprint(own_seeds(3))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seeds = own_seeds_of(course, PAPER)
    assert seeds is not None
    assert done.stdout.splitlines()[-1] == str(seeds_of(seeds.token, "ada17", 3))
    assert "class list" in done.stdout.splitlines()[0]


def test_the_secret_is_in_no_file_and_the_token_in_the_package_alone(released):
    course, _, folder = released
    texts = {
        path: path.read_bytes()
        for top in ("public", "alone")
        for path in (folder / top).rglob("*")
        if path.is_file()
    }
    assert not [path for path, data in texts.items() if course.secret().encode() in data]
    token = open_token(course.secret()).encode()
    (found,) = (path for path, data in texts.items() if token in data)
    assert found.name == "course.json"


def test_the_release_has_a_name_of_its_own_and_says_so(released):
    course, made, _ = released
    token = open_token(course.secret())
    assert made.release == release_name("graded", own_seeds=token) != release_name("graded")
    assert json.loads((made.kept / "release.json").read_text())["own_seeds"] is True


def test_switched_off_or_never_given_out_all_have_the_same(released, tmp_path):
    course, _, _ = released
    setting = course.root / FILE
    try:
        setting.write_text("variants = false\n")
        assert own_seeds_of(course, PAPER) is None
    finally:
        setting.write_text("variants = true\n")
    assert own_seeds_of(course, "04_logistic_regression") is None  # asks for none
    (tmp_path / FILE).write_text("variants = true\n")
    assert own_seeds_of(Course(tmp_path), PAPER) is None
    # What counts is what students got last.
    later = tmp_path / "releases" / "later"
    for folder, when, has in (
        (later, "2026-02-02", False),
        (later.with_name("first"), "2026", True),
    ):
        folder.mkdir(parents=True)
        said = {"why": "released", "made": when, "own_seeds": has}
        (folder / "release.json").write_text(json.dumps(said))
    assert own_seeds_of(Course(tmp_path), PAPER) is None
    (later / "release.json").write_text("{")
    assert own_seeds_of(Course(tmp_path), PAPER) is not None
