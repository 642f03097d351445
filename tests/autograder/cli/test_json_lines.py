"""``--json`` of every command: one object a line, nothing else, and the same exit code."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import typer

from autograder.build.rubric import written_questions
from autograder.cli.app import COMMANDS, app, command_name
from autograder.cli.json_lines import print_objects
from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.decisions import Decision
from autograder.course.journal import Journal
from autograder.errors import Refused
from autograder.grade.decide import decide
from autograder.written.gathered import GivenMark, writer_key
from autograder.written.grading_page import FORMAT, KIND
from tests.autograder.cli.test_report_command import run
from tests.autograder.written.paper_class import PAPER, WRITTEN, file_of, whole_class

# They take longer; test_commands, test_contributing, test_online and test_similar_command read
# what they print.
ELSEWHERE = {"judge", "audit", "send-marks", "similar"}
# They make files, whose names are all that they say.
MAKERS = {"demo", "release", "build", "book", "bundle", "new-chapter", "new-exercise"}
TALKERS = {"worker", "help", "completion"}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A class with a hostile name, a mark set by hand, and files for the commands that take one."""
    root = tmp_path_factory.mktemp("json")
    course = open_course(root / "classroom")
    ensure_assignment(course, PAPER)
    whole_class(course)
    (course.root / "received").mkdir(exist_ok=True)
    decide(course, PAPER, [Decision("override", "cy", "ta", "oral exam", mark=11.5, most=20)])
    (root / "saved.json").write_text(json.dumps(_saved(course)), "utf-8")
    (root / "answer.py").write_text("def bce(yhat, y):\n    return float('nan')\n")
    (root / "worksheet.csv").write_text(
        "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade\n"
        "Participant 70001,Ada Lovelace,ada,ada@u.example,Submitted,,20\n"
        "Participant 70002,No Body,nob,nob@u.example,Submitted,,20\n"
    )
    (root / "handed-in" / "zoe").mkdir(parents=True)
    (root / "handed-in" / "zoe" / f"{PAPER}.ipynb").write_bytes(file_of("Adam."))
    (root / "request.txt").write_text("Hello, no request at all.")
    return root


def _saved(course: Course) -> dict:
    question = written_questions(PAPER)[WRITTEN]
    (ada,) = Journal(course.journal_path(PAPER)).results_of("ada")
    row = {
        "answers": [writer_key(course.secret(), PAPER, WRITTEN, "ada"), "nobody"],
        "text": ada.text_of(WRITTEN),
        "points": 2,
        "criteria": [True] * 4 + [False] * 2,
        "comment": "Well said.",
        "before": GivenMark().digest,
    }
    return {
        "kind": KIND, "format": FORMAT, "chapter": PAPER, "question": WRITTEN,
        "rubric": question.digest, "grader": "ta", "marks": [row],
    }  # fmt: skip


# The words of a call with `{}` for the folder above, and the exit code.
CASES: dict[str, tuple[tuple[str, int], ...]] = {
    "grade": (("grade {}/handed-in --chapter 6 --dry-run", 0),),
    "todo": (("todo", 1), ("todo add {}/request.txt", 1)),
    "written": (("written", 0), ("written --take {}/saved.json", 1)),
    "report": (("report", 0), ("report --anonymous", 0)),
    "feedback": (("feedback", 0),),
    "marks": (
        ("marks --lms canvas --dry-run", 1),
        ("marks --lms nbgrader --all -o {}/marks.csv --missing-as-zero --yes", 1),
        ("marks --lms moodle --template {}/worksheet.csv --dry-run", 1),
    ),
    "feedback-files": (("feedback-files --worksheet {}/worksheet.csv -o {}/pages.zip", 1),),
    "student": (("student list", 0), ("student decisions", 0)),
    "diff": (("diff", 1),),
    "try": (("try bce {}/answer.py", 1),),
    "doctor": (("doctor", 0),),
}
CALLS = [call for calls in CASES.values() for call in calls]
IN_A_COURSE = [call for name, calls in CASES.items() if name != "try" for call in calls]


def typed(place: Path, words: str, course: Path | None = None) -> list[str]:
    folder = [] if words.startswith("try") else ["--course", str(course or place / "classroom")]
    return [*words.format(*[place] * words.count("{}")).split(), *folder]


def test_every_command_has_json_or_makes_files_or_talks():
    every = {command_name(one) for commands in COMMANDS.values() for one in commands}
    assert every == CASES.keys() | ELSEWHERE | MAKERS | TALKERS
    known = typer.main.get_command(app).commands
    takes = {name for name, one in known.items() if any("--json" in p.opts for p in one.params)}
    assert takes == CASES.keys() | ELSEWHERE


@pytest.mark.parametrize(("words", "code"), CALLS)
def test_each_line_is_an_object_and_nothing_else_is_there(place, words, code):
    done = run(*typed(place, words), "--json")
    assert not isinstance(done.exception, Refused)
    assert done.exit_code == code, done.output
    assert done.stdout.isascii()
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows
    for row in rows:
        assert isinstance(row, dict) and list(map(type, row)) == [str] * len(row)
        assert all(row.keys() == other.keys() for other in rows[1:]) or "grade" in words
    assert run(*typed(place, words)).exit_code == code


@pytest.mark.parametrize(("words", "code"), IN_A_COURSE)
def test_where_nothing_was_graded_the_same_is_refused_and_nothing_printed(
    place, tmp_path, words, code
):
    course = tmp_path / "empty"
    course.mkdir()
    one, other = (run(*typed(place, words, course), *more) for more in ((), ["--json"]))
    assert other.exit_code == one.exit_code and str(other.exception) == str(one.exception)
    if isinstance(one.exception, Refused):
        assert other.stdout == ""


def test_a_mark_is_points_of_max_under_flat_names(place):
    rows = {}
    for words in ("marks --lms canvas --dry-run", "diff"):
        done = run(*typed(place, words), "--json")
        rows[words] = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
    for found in rows.values():
        assert (found["cy"]["points"], found["cy"]["max"]) == (11.5, 20)
        assert found["cy"]["chapter"] == PAPER
        # The answer in words waits for a person.
        assert found["bo"]["points"] is None
    (chapter,) = map(json.loads, run(*typed(place, "report"), "--json").stdout.splitlines())
    assert (chapter["submissions"], chapter["points"], chapter["max"]) == (5, 17, 17)
    assert sum(one["max"] for one in chapter["exercises"]) == chapter["max"]
    (question,) = map(json.loads, run(*typed(place, "written"), "--json").stdout.splitlines())
    assert (question["question"], question["max"], question["empty"]) == (WRITTEN, 3, 1)
    assert question["students"] == 4 and question["answers"] >= 3  # equal texts once


def test_a_section_s_marks_are_the_section_s_alone(place):
    sections = place / "classroom" / "sections.csv"
    sections.write_text("id,section\nada,A\nbo,B\n")
    done = run(*typed(place, "marks --lms canvas --dry-run --section A"), "--json")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["ada"]
    sections.unlink()


def test_actions_without_a_list_take_no_json(place):
    for words in ("todo page", "todo open k7fm", "student excuse ada --chapter 6"):
        done = run(*typed(place, words), "--json")
        assert done.exit_code == 2 and done.stdout == "" and "--json" in done.output


def test_what_json_has_no_word_for_is_null(capsys):
    print_objects([{"points": math.nan, "all": [1.5, math.inf], "in": {"it": (-math.inf,)}}])
    assert json.loads(capsys.readouterr().out) == {
        "points": None, "all": [1.5, None], "in": {"it": [None]},
    }  # fmt: skip
