"""``autograder report`` and ``autograder feedback`` as a person types them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.course import Course
from autograder.errors import Refused
from course_utils.core.exercise import UnknownExercise
from tests.autograder.cli.test_commands import one_line
from tests.autograder.cli.test_commands import run as run_for_real
from tests.autograder.feedback.samples import CHAPTER
from tests.autograder.report.classes import make, write_journal


def run(*words):
    """The command in this process: its own start takes longer than all that it does."""
    return CliRunner().invoke(app, [*map(str, words)])


def refusal(*words) -> str:
    """The sentence with which the command refuses."""
    done = run(*words)
    assert isinstance(done.exception, Refused | UnknownExercise), done.output
    assert one_line(str(done.exception))
    return str(done.exception)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "classroom"
    write_journal(Course(folder).journal_path(CHAPTER), make(40))
    return folder


def test_the_report_is_written_and_said_in_a_few_lines(classroom):
    done = run_for_real("report", "--course", classroom)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("40 submissions: ")
    path = classroom / "report" / f"{CHAPTER}.html"
    assert lines[-1] == f"class report  {path}"
    page = path.read_text(encoding="utf-8")
    assert "4 · The backward pass by hand" in page and "../feedback/" in page
    # Which course, and when: a printed page has nothing else that says it.
    assert "classroom · Class report" in page
    assert re.search(r"Graded on \d+ \w+ 20\d\d, \d\d:\d\d UTC · version \d", page)


def test_without_names_the_file_holds_none(classroom, tmp_path):
    out = tmp_path / "for the colleagues.html"
    done = run("report", "--course", classroom, "--anonymous", "--out", out)
    assert done.exit_code == 0, done.output
    page = out.read_text(encoding="utf-8")
    for result in make(40):
        assert result.submission.student not in page
        assert result.submission.name not in page
        assert result.submission.student not in done.stdout


def test_the_latest_result_of_each_student_counts(tmp_path):
    course = Course(tmp_path)
    first, second = list(make(6)), list(make(6, seed=1))
    write_journal(course.journal_path(CHAPTER), [*first, *second])
    alone = Course(tmp_path / "alone")
    latest = {r.submission.student: r for r in (*first, *second)}
    write_journal(alone.journal_path(CHAPTER), latest.values())
    said = [run("report", "--course", c.root).stdout.splitlines()[0] for c in (course, alone)]
    assert said[0] == said[1]
    assert said[0].startswith(f"{len(latest)} submissions")


@pytest.mark.parametrize("command", ["report", "feedback"])
@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "nothing has been graded in"),
        (("--chapter", "05_optimizer_loop"), "chapter 05_optimizer_loop has not been graded"),
    ],
)
def test_a_wrong_call_gets_one_sentence(command, words, part, tmp_path):
    assert part in refusal(command, "--course", tmp_path / "none", *words)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["report", "feedback"])
def test_a_chapter_that_is_none_is_a_wrong_call(command, tmp_path):
    done = run(command, "--course", tmp_path / "none", "--chapter", "nonsense")
    assert done.exit_code == 2
    assert "no chapter 'nonsense'" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_fault_in_the_settings_is_one_sentence(tmp_path):
    write_journal(Course(tmp_path).journal_path(CHAPTER), make(2))
    (tmp_path / "course.toml").write_text("hint_level = 9\n")
    assert "hint_level is 9; it is 0, 1, 2 or 3." in refusal("feedback", "--course", tmp_path)


def test_without_a_gradebook_the_pages_are_refused(tmp_path):
    write_journal(Course(tmp_path).journal_path(CHAPTER), make(2))
    assert "has no gradebook" in refusal("feedback", "--course", tmp_path)
    assert not (tmp_path / "gradebook.db").exists()
