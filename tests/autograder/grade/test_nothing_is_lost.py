"""A run that is ended anywhere is taken up by the same command, and nothing differs then."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder.files.fail_point import POINTS
from tests.autograder.grade.small_class import (
    CHAPTER,
    copied,
    executions,
    hand_in,
    heads,
    left_behind,
    lines,
    words,
)

pytestmark = pytest.mark.sandbox

SETTING_UP = [point for point in POINTS if point.startswith(("config.", "secret.", "settings."))]
GRADING = [point for point in POINTS if point not in SETTING_UP]
ALWAYS = ("journal.written", "gradebook.rows", "page.half")
ENDS = [
    pytest.param(point, how, marks=() if how == "kill" or point in ALWAYS else pytest.mark.slow)
    for point in GRADING
    for how in ("kill", "term", "full")
]


@pytest.fixture(scope="module")
def undisturbed(begun, forks, tmp_path_factory):
    """What the class of five leaves behind when nothing ends it."""
    course = copied(begun, tmp_path_factory.mktemp("undisturbed"))
    done = forks.run(words(begun / "everybody", course))
    assert done.code == 0, done.output
    assert "2 submissions are identical to another" in done.output
    return left_behind(course)


def half_done(course: Path) -> list[str]:
    return [str(path) for path in course.rglob("*.new")]


@pytest.mark.parametrize(("point", "how"), ENDS)
def test_the_same_command_goes_on_from_every_step(point, how, begun, forks, undisturbed, tmp_path):
    course, source = copied(begun, tmp_path), begun / "everybody"
    ran = executions(course)
    # The second time: something is done before and something is left after it.
    count = 1 if point.startswith("run.") else 2
    # All that is asked for has run before: what processes add, some points show for all.
    light = point not in ALWAYS

    ended = forks.run(words(source, course), light=light, AUTOGRADER_FAIL=f"{point}:{count}={how}")

    assert ended.code == {"kill": -9, "term": 143, "full": 4}[how], ended.output
    if how == "kill":
        assert not ended.output
    else:
        (sentence,) = ended.output.splitlines()
        assert re.search(r"[0-5] of 5 submissions are done and kept", sentence)
        assert sentence.endswith("The same command goes on from there.")
    finished = forks.run(words(source, course), light=light)
    assert finished.code == 0, finished.output
    assert left_behind(course) == undisturbed
    assert executions(course) == ran
    assert not half_done(course)
    students = [head["student"] for head in heads(course)]
    assert len(students) == len(set(students)) == 7, "somebody was written down twice"


@pytest.mark.slow
@pytest.mark.parametrize("point", SETTING_UP)
def test_a_course_folder_that_was_half_made_is_made_whole(point, forks, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nada,Ada L\n")
    source = hand_in(tmp_path / "in", {"ada": "{"})
    course = tmp_path / "course"
    line = words(source, course, "--roster", str(roster))
    assert forks.run(line, AUTOGRADER_FAIL=f"{point}=kill").code == -9
    done = forks.run(line)
    assert done.code == 1 and "1 unreadable" in done.output, done.output
    assert len((course / ".secret-seed").read_text()) == 32
    assert (course / ".secret-seed").stat().st_mode & 0o077 == 0
    assert not half_done(course)


def test_a_journal_with_half_a_line_at_its_end_is_repaired(begun, forks, undisturbed, tmp_path):
    course, source = copied(begun, tmp_path), begun / "everybody"
    path = course / "journal" / f"{CHAPTER}.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 3].splitlines()[-1][:500])
    assert forks.run(words(source, course), light=True).code == 0
    assert path.read_bytes().startswith(whole)
    assert left_behind(course) == undisturbed


def test_everything_but_the_journal_can_be_lost(begun, forks, tmp_path):
    course = copied(begun, tmp_path)
    whole, before = left_behind(course), lines(course)
    for name in ("feedback", "autograded", "source", "release"):
        shutil.rmtree(course / name)
    (course / "gradebook.db").unlink()
    assert forks.run(words(begun / "in", course)).code == 0
    assert left_behind(course) == whole
    assert lines(course) == before


def test_an_unchanged_class_is_not_graded_again_and_not_written_down_again(begun, forks, tmp_path):
    course, source = copied(begun, tmp_path), begun / "everybody"
    forks.run(words(source, course), light=True)
    before = lines(course)
    done = forks.run(words(source, course))
    assert "5 were graded before and are unchanged" in done.output
    assert lines(course) == before
    assert (
        "changed by the run"
        in forks.run(["diff", "--chapter", CHAPTER, "--course", str(course)]).output
    )
