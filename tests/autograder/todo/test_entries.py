"""The list of what waits, and dealing with it: through the real gradebook and journal."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.decisions import Decision
from autograder.course.journal import Journal
from autograder.course.rows import MarkChange
from autograder.course.rulings import Rulings
from autograder.errors import Refused
from autograder.grade.decide import decide
from autograder.grade.students import rename
from autograder.marks.book import read_marks
from autograder.submission.remark import Remark
from autograder.todo import deal
from autograder.todo.deal import accept
from autograder.todo.entries import TodoEntry
from autograder.todo.todo_page import todo_path, write_todo_page
from tests.autograder.grade.test_hand_marks import PAPER, WRITTEN
from tests.autograder.todo.courses import give, hand_in, latest, listed, score, written_down

FIRST, SECOND = "Adam is ahead by 0.02.", "Both are equal, within the noise."
MARKUP = "<script>alert(1)</script>\x1b[2J\u202ecmd"


def run(course, *words):
    return CliRunner().invoke(app, ["todo", *words, "--course", str(course.root)])


def flag(line: int = 3, source: str = "import os") -> Remark:
    return Remark("reaches-for-checks", cell="adam", line=line, source=source)


def test_an_answer_waits_until_a_person_gives_points(course):
    hand_in(course, "ada", FIRST)
    (entry,) = listed(course)
    assert (entry.kind, entry.student, entry.cell, entry.text) == ("written", "ada", WRITTEN, FIRST)
    assert entry.points == 3
    with pytest.raises(Refused, match="waits for points"):
        accept(course, [entry.name], "ta", "fine")
    give(course, "ada", 2)
    assert listed(course) == []


def test_a_changed_text_can_keep_the_points_of_the_one_before(course):
    hand_in(course, "ada", FIRST)
    give(course, "ada", 2, "Well seen.")
    hand_in(course, "ada", SECOND)
    (entry,) = listed(course)
    assert (entry.kind, entry.before, entry.text) == ("changed", 2, SECOND)
    assert entry.text_before == FIRST
    assert score(course, "ada") is None
    accept(course, [entry.name], "ta", "only the wording")
    assert score(course, "ada") == 2
    assert listed(course) == []
    # Grading the same file again takes nothing of it away.
    written_down(course, latest(course, "ada"), run="2")
    assert score(course, "ada") == 2
    assert "Well seen." in course.feedback_path("ada", PAPER).read_text("utf-8")
    # A third text waits again.
    hand_in(course, "ada", "Neither.")
    assert [one.kind for one in listed(course)] == ["changed"]


def test_points_that_are_kept_for_a_late_text_are_penalised_at_once(course):
    config = course.root / "nbgrader_config.py"
    more = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    config.write_text(config.read_text() + more, "utf-8")
    hand_in(course, "ada", FIRST)
    give(course, "ada", 2)
    hand_in(course, "ada", SECOND)
    with Gradebook(course.db_url, "gradients") as book:
        book.find_assignment(PAPER).duedate = datetime.datetime(2026, 1, 1)
        book.find_submission(PAPER, "ada").timestamp = datetime.datetime(2026, 1, 2)
        book.db.commit()
    accept(course, [listed(course)[0].name], "ta", "only the wording")
    mark = read_marks(course.root, PAPER).by_student["ada"]
    earned = sum(score for _, score, _ in mark.parts)
    assert (mark.score, mark.penalty) == (0, earned) and earned > 2
    assert Journal(course.journal_path(PAPER)).index().penalties["ada"].penalty == earned


def test_a_decided_flag_comes_again_only_with_another_file_or_another_flag(course):
    hand_in(course, "ada", "", flag())
    (entry,) = listed(course)
    before = read_marks(course.root, PAPER).by_student["ada"].score
    accept(course, [entry.name], "ta", "talked to her")
    assert listed(course) == []
    made = Rulings(course.root).made[-1]
    assert (made.by, made.why, made.student) == ("ta", "talked to her", "ada")
    assert made.at.endswith("+00:00")
    written_down(course, latest(course, "ada"), run="2")
    assert listed(course) == []
    hand_in(course, "ada", "", flag(), flag(9, "import sys"), run="3")
    (new,) = listed(course)
    assert [one.text for one in new.flags] == [flag(9, "import sys").text]
    assert new.name != entry.name
    hand_in(course, "ada", FIRST, flag())
    assert [len(one.flags) for one in listed(course, "flag")] == [1]
    assert read_marks(course.root, PAPER).by_student["ada"].score in (before, None)


def test_what_was_measured_differently_is_no_new_flag(course):
    hand_in(course, "ada", "", Remark("idle", seconds=3.0))
    (entry,) = listed(course)
    accept(course, [entry.name], "ta", "a slow machine")
    hand_in(course, "ada", "", Remark("idle", seconds=4.0), run="2")
    assert listed(course) == []


def test_a_decision_follows_its_student(course):
    hand_in(course, "ada", "", flag())
    accept(course, [listed(course)[0].name], "ta", "fine")
    (course.root / "received").mkdir(exist_ok=True)
    rename(course, "ada", "lovelace")
    assert Rulings(course.root).made[-1].student == "lovelace"
    assert listed(course) == []


def test_unreadable_files_and_grader_errors_are_on_the_list(course):
    good = hand_in(course, "ada")
    fault = Remark("empty-file")
    bad = dataclasses.replace(
        good, state="unreadable", verdicts={}, code={}, texts={}, to_read=None, notebook="",
        submission=dataclasses.replace(good.submission, student="bo", file="", faults=(fault,)),
    )  # fmt: skip
    written_down(course, bad)
    verdict = dataclasses.replace(good.verdicts["adam"], state="grader_fault", parts={})
    broken = dataclasses.replace(
        good, verdicts={**good.verdicts, "adam": verdict},
        submission=dataclasses.replace(good.submission, student="cy"),
    )  # fmt: skip
    written_down(course, broken)
    found = {one.student: one for one in listed(course)}
    assert {student: one.kind for student, one in found.items()} == {
        "bo": "unreadable", "cy": "fault",
    }  # fmt: skip
    assert found["bo"].points == 20
    with pytest.raises(Refused, match="regrade"):
        accept(course, [found["cy"].name], "ta", "x")
    accept(course, [found["bo"].name], "ta", "no file came in a week")
    assert [one.student for one in listed(course)] == ["cy"]


def test_a_name_that_is_none_is_refused_and_nothing_is_decided(course):
    hand_in(course, "ada", "", flag())
    name = listed(course)[0].name
    for wrong in ("zzzz", name[:2], ""):
        with pytest.raises(Refused, match="no entry"):
            accept(course, [name, wrong], "ta", "x")
    with pytest.raises(Refused, match="--why"):
        accept(course, [name], "ta", "  ")
    assert len(listed(course)) == 1


def test_half_a_line_of_a_crash_is_no_decision(course):
    hand_in(course, "ada", "", flag())
    accept(course, [listed(course)[0].name], "ta", "fine")
    path = Rulings(course.root).path
    with path.open("ab") as file:
        file.write(b'{"event": "decided", "chap')
    hand_in(course, "bo", "", flag())
    accept(course, [listed(course)[0].name], "ta", "fine, too")
    assert listed(course) == []
    assert len(Rulings(course.root).made) == 2


def test_the_command_says_it_all_and_runs_nothing_of_a_student_s(course):
    hand_in(course, "ada", MARKUP, flag(source=MARKUP))
    hand_in(course, "bo", "")
    done = run(course)
    assert done.exit_code == 1
    assert (
        "Answers to read" in done.output
        and "1 flagged submission, 1 answer to read." in done.output
    )
    assert "\x1b[2J" not in done.output and "\u202e" not in done.output
    data = [json.loads(line) for line in run(course, "--json").output.splitlines()]
    assert [one["kind"] for one in data] == ["flag", "written"]
    assert run(course, "--json", "--chapter", "1").output == ""
    page = write_todo_page(course)
    text = page.read_text("utf-8")
    assert text.count("<script") == 1 and "<script>alert" not in text
    assert "\x1b" not in text and "\u202e" not in text
    assert f'href="../feedback/ada/{PAPER}/{PAPER}.html"' in text
    name = data[0]["name"]
    mail = run(course, "ask", name)
    assert "\x1b[2J" not in mail.output and "%1B" not in mail.output
    assert run(course, "open", name).exit_code == 0
    assert run(course, "accept", name, "--why", "seen").exit_code == 0
    # The page that is there is never older than what was decided from it.
    assert name not in todo_path(course).read_text("utf-8")
    assert run(course, "accept").exit_code == 2


def test_where_nothing_was_graded_there_is_no_list(tmp_path):
    done = CliRunner().invoke(app, ["todo", "--course", str(tmp_path)])
    assert isinstance(done.exception, Refused)


def test_nothing_is_owed_by_who_is_excused_or_has_a_mark_set_by_hand(course):
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, FIRST)
    decide(course, PAPER, [
        Decision("excuse", "ada", who="ta", why="ill", at="2026-03-01T10:00:00+00:00"),
        Decision("override", "bob", who="ta", why="oral exam", at="2026-03-01T10:00:00+00:00",
                 mark=10.0, most=20.0),
    ])  # fmt: skip
    assert [one.student for one in listed(course)] == ["eve"]
    assert "eve" in run(course).output and "ada" not in run(course).output


def test_a_student_of_two_chapters_is_told_each_of_them(course, monkeypatch):
    entries = [TodoEntry("flag", chapter, "ada") for chapter in ("04_logistic_regression", PAPER)]
    monkeypatch.setattr(deal, "named", lambda *_: entries)

    def again(_, chapter, who):
        return [MarkChange("ada", "Ada", "5/20", "6/20", "regraded")] if chapter == PAPER else []

    _, changed = deal.regrade(course, ["a", "b"], again)
    assert list(changed) == [(PAPER, "ada")]
