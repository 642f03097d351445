"""Sending that is broken off: the next run knows what has arrived, and nothing comes twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.errors import Refused, Stopped
from autograder.files.paths import ROOT
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.online import canvas_api, wire
from autograder.marks.online import send as sending
from autograder.marks.online import under_way as noting
from autograder.marks.online.plan import make_plan
from autograder.marks.online.send import assignment_at, deliver, first_look, remote_of
from autograder.marks.online.token import Token
from autograder.marks.online.under_way import FOLDER, under_way
from tests.autograder.marks.books import CHAPTER, FULL, Graded, make_book
from tests.autograder.marks.lms_servers import (
    SILENCE,
    TOKEN,
    Canvas,
    Moodle,
    Student,
    broken_off,
    running,
    status,
)

STUDENTS = {"12": ("Jane Doe", FULL), "13": ("Ada Byron", Graded({"bce": 2.0, "lr-train": 12.0}))}
ARRIVED = {"Jane Doe": (20.0, ["bce 8/8; lr-train 12/12"]),
           "Ada Byron": (14.0, ["bce 2/8; lr-train 12/12"])}  # fmt: skip
NOTHING = {"Jane Doe": (None, []), "Ada Byron": (None, [])}


@pytest.fixture
def course(tmp_path):
    return make_book(tmp_path / "course", STUDENTS)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sending, "_PAUSE", 0.01)
    monkeypatch.setattr(wire, "_BACKOFF", 0.01)
    settles_in(monkeypatch, 2.0)


def settles_in(monkeypatch, seconds):
    for place in (sending, noting):
        monkeypatch.setattr(place, "SETTLES", seconds)


def canvas_with(delay=0.0):
    found = Canvas(
        [Student(12, "Jane Doe", "j@u.example"), Student(13, "Ada Byron", "a@u.example")]
    )
    found.enters_after = delay
    return found


def moodle_with():
    return Moodle([Student(1012, "Jane Doe", "j@u.example", "12"),
                   Student(1013, "Ada Byron", "a@u.example", "13")])  # fmt: skip


def place(lms):
    path = "/courses/17/assignments/25" if isinstance(lms, Canvas) else (
        "/moodle/mod/assign/view.php?id=77")  # fmt: skip
    return lms.url + path


def sending_to(course, lms):
    target = assignment_at(place(lms))
    return under_way(course, target.place, target.name)


def stands(lms):
    return {one.name: (one.score, list(one.comments)) for one in lms.students}


def writing(asked):
    return "update_grades" in asked.path or "save" in asked.values().get("wsfunction", "")


def send(lms, course, say=lambda text: None):
    """As the command does it, in this process."""
    target = assignment_at(place(lms))
    marks = read_marks(course, CHAPTER)
    with sending_to(course, lms) as note:
        there = remote_of(target, Token(TOKEN), "append", say, note)
        plan = first_look(there, note, lambda: make_plan(there, marks, FillSettings()), say)
        left = deliver(there, plan, lambda: make_plan(there, marks, FillSettings()), say)
        note.ends()
    return plan, left


def notes_in(course):
    return [json.loads(path.read_text()) for path in (course / FOLDER).glob("*.json")]


def command(lms, course):
    variable = "CANVAS_TOKEN" if isinstance(lms, Canvas) else "MOODLE_TOKEN"
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "send-marks", place(lms), "--course", str(course),
         "--yes"],
        cwd=ROOT, env={**os.environ, variable: TOKEN, "NO_COLOR": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (lambda: canvas_with(1.0), signal.SIGINT),
        (moodle_with, signal.SIGTERM),
    ],
)
def test_a_signal_while_the_lms_takes_the_marks(made, number, course, monkeypatch):
    settles_in(monkeypatch, 10.0)
    came, gone = threading.Event(), threading.Event()

    def when_nobody_listens(asked, answer):
        came.set()
        gone.wait(120)
        return lms.serve(asked)

    when_nobody_listens.before = True
    with running(made()) as lms:
        lms.fail(writing, when_nobody_listens)
        run = command(lms, course)
        assert came.wait(120)
        run.send_signal(number)
        said, _ = run.communicate(timeout=120)
        gone.set()
        assert run.returncode == 128 + number, said
        assert "interrupted while marks were being sent: some may stand in" in said
        assert "sends only what differs" in said and "Traceback" not in said
        assert TOKEN not in said + "".join(map(str, notes_in(course)))
        heard = []
        plan, left = send(lms, course, heard.append)
        assert stands(lms) == ARRIVED and left.changes == []
        if isinstance(lms, Canvas):
            assert plan.changes == [] and len(lms.writes()) == 1
            assert "their answer never came: waiting" in heard[0]
        assert f"broken off while it sent marks to {lms.name}" in heard[-1]
        assert notes_in(course) == []


@pytest.mark.parametrize("made", [canvas_with, moodle_with])
@pytest.mark.parametrize("applied", [True, False])
def test_killed_in_the_middle_of_a_request(applied, made, course):
    """By SIGKILL, which nobody can catch; the marks have been entered then, or never will be."""
    came, gone = threading.Event(), threading.Event()

    def when_nobody_listens(asked, answer):
        came.set()
        gone.wait(120)
        return SILENCE

    when_nobody_listens.before = not applied
    with running(made()) as lms:
        lms.fail(writing, when_nobody_listens)
        run = command(lms, course)
        assert came.wait(120)
        run.kill()
        run.communicate(timeout=60)
        gone.set()
        assert stands(lms) == (ARRIVED if applied else NOTHING)
        done = again(lms, course)
        assert done.exit_code == 0 and stands(lms) == ARRIVED, done.output
        assert len(lms.writes()) == (1 if applied else 2)
        told = f"an earlier run was broken off while it sent marks to {lms.name}. "
        assert done.output.count(told) == 1
        if applied:
            assert f"{told}All that is to be sent stands there." in done.output
            assert "Nothing was sent: it stands there already." in done.output
        else:
            assert f"{told}There, what 2 students have differs from" in done.output
            assert "Sent to 2 students, and read again there." in done.output
        assert "earlier run" not in again(lms, course).output


def again(lms, course):
    """The same command, in this process."""
    variable = "CANVAS_TOKEN" if isinstance(lms, Canvas) else "MOODLE_TOKEN"
    words = ["send-marks", place(lms), "--course", str(course), "--yes"]
    return CliRunner(env={variable: TOKEN}).invoke(app, words)


def test_moodle_that_goes_on_after_its_sender_was_killed(course, monkeypatch):
    """The next run looks before the marks have been entered, and enters none a second time."""
    settles_in(monkeypatch, 100.0)
    came, gone, taken = threading.Event(), threading.Event(), []

    def not_entered_yet(asked, answer):
        taken.append(asked)
        came.set()
        gone.wait(120)
        return SILENCE

    def enters_after_this_look(asked, answer):
        lms.serve(taken[0])
        return answer

    not_entered_yet.before = True
    with running(moodle_with()) as lms:
        lms.fail(writing, not_entered_yet)
        run = command(lms, course)
        assert came.wait(120)
        run.kill()
        run.communicate(timeout=60)
        gone.set()
        lms.fail(lambda one: "get_grades" in str(one.values()), enters_after_this_look)
        assert "s for them to be seen there" in again(lms, course).output
        assert stands(lms) == ARRIVED and len(lms.writes()) == 1


@pytest.mark.parametrize(("fault", "kept"), [(status(403), 0), (status(500), 1)])
def test_moodle_leaves_a_note_where_nobody_knows_and_none_where_it_refused(
    fault, kept, course, monkeypatch
):
    with running(moodle_with()) as lms:
        lms.fail(writing, *[fault] * 3)
        with pytest.raises((Refused, Stopped)):
            send(lms, course)
        assert len(notes_in(course)) == kept and stands(lms) == NOTHING


def test_what_canvas_still_works_on_is_waited_for_by_the_next_run(course):
    """Killed while it waits for Canvas: the number of Canvas's work is known."""
    with running(canvas_with(4.0)) as lms:
        run = command(lms, course)
        end = time.monotonic() + 120
        while not any(note["progress"] for note in notes_in(course)):
            assert time.monotonic() < end
            time.sleep(0.01)
        run.kill()
        run.communicate(timeout=60)
        heard = []
        plan, _ = send(lms, course, heard.append)
        assert plan.changes == [] and stands(lms) == ARRIVED and len(lms.writes()) == 1
        assert "All that is to be sent stands there." in heard[1]
        assert "Canvas works on marks that were sent before" in heard[0]


@pytest.mark.parametrize("fault", [broken_off, status(500, done=True), status(504, done=True)])
def test_an_answer_that_is_lost_while_canvas_enters_the_marks_later(fault, course):
    with running(canvas_with(0.5)) as lms:
        lms.fail(writing, fault)
        _, left = send(lms, course)
        assert left.changes == [] and stands(lms) == ARRIVED and len(lms.writes()) == 1


def test_canvas_that_is_not_done_in_time_is_not_sent_it_again(course, monkeypatch):
    monkeypatch.setattr(canvas_api, "_LONGEST", 0.1)
    with running(canvas_with(3.0)) as lms:
        with pytest.raises(Stopped, match="same command, later, waits for it") as end:
            send(lms, course)
        assert end.value.code == 4 and len(lms.writes()) == 1
        monkeypatch.setattr(canvas_api, "_LONGEST", 60.0)
        plan, _ = send(lms, course)
        assert plan.changes == [] and stands(lms) == ARRIVED and len(lms.writes()) == 1


def test_a_server_that_is_gone_in_the_middle_and_comes_back(course):
    lms = canvas_with(0.2)
    with running(lms):
        port = int(lms.url.rpartition(":")[2])
        lms.fail(lambda one: "progress" in one.path, *[broken_off] * 2)
        with pytest.raises(Stopped, match="cannot be read now") as end:
            send(lms, course)
        assert "Nothing was sent" not in str(end.value)
        assert [note["progress"] for note in notes_in(course)] == [1]
    with pytest.raises(Refused, match=r"Canvas cannot be reached .*Nothing was sent"):
        send(lms, course)
    with running(lms, port):
        plan, _ = send(lms, course)
        assert plan.changes == [] and stands(lms) == ARRIVED and len(lms.writes()) == 1
    assert notes_in(course) == []


def test_two_at_once_from_one_course_folder_do_not_send_twice(course):
    with running(canvas_with()) as lms, sending_to(course, lms):
        with pytest.raises(Refused, match="another run is at work on this assignment of Canvas's"):
            send(lms, course)
        assert lms.asked == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"since": "x", "progress": 1}', "\0"])
def test_a_note_that_cannot_be_read_is_waited_for_and_goes_away(text, course, monkeypatch):
    settles_in(monkeypatch, 0.3)
    with running(canvas_with()) as lms:
        with sending_to(course, lms) as note:
            note.begins()
        (path,) = (course / FOLDER).glob("*.json")
        path.write_text(text)
        heard = []
        send(lms, course, heard.append)
        assert stands(lms) == ARRIVED and "never came: waiting up to 1 s" in heard[0]
    assert notes_in(course) == []


def test_a_look_says_that_something_may_be_on_its_way_and_touches_nothing(course):
    with running(canvas_with()) as lms:
        with sending_to(course, lms) as note:
            note.is_taken(7)
        words = ["send-marks", place(lms), "--course", str(course), "--dry-run"]
        done = CliRunner(env={"CANVAS_TOKEN": TOKEN}).invoke(app, words)
        assert "Canvas may still enter some of these marks." in done.output, done.output
        assert lms.writes() == [] and [one["progress"] for one in notes_in(course)] == [7]


def test_canvas_that_has_forgotten_its_work_stops_nobody(course):
    with running(canvas_with()) as lms:
        with sending_to(course, lms) as note:
            note.is_taken(7)
        lms.fail(lambda one: "progress" in one.path, status(404))
        _, left = send(lms, course)
        assert left.changes == [] and stands(lms) == ARRIVED


TOO_LARGE = "9" * 400


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "7", '{"since": "x", "progress": null}', '{"since": 1, "progress": {}}',
        '{"since": 1, "progress": 1e999}', f'{{"since": {TOO_LARGE}, "progress": null}}',
        '{"since": NaN, "progress": null}', '{"since": 1e999, "progress": null}',
        '{"since": 99999999999, "progress": null}',
    ],
)  # fmt: skip
def test_a_note_that_says_nothing_true_is_waited_for_as_one_of_this_moment(tmp_path, text):
    """Torn, forged, or written before the clock was set back."""
    with under_way(tmp_path, "https://lms.example/1", "Canvas") as note:
        note.begins()
        (path,) = (tmp_path / FOLDER).glob("*.json")
        path.write_text(text)
        left = note.left()
        assert left.progress is None and 0 < left.settles_in <= noting.SETTLES
        note.ends()
        assert note.left() is None
