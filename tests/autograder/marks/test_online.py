"""Marks sent to Canvas and Moodle, held against servers that answer as the published APIs say."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pickle
import shutil
import sys
import time
import traceback
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.collect.sections import section_members
from autograder.errors import Refused, Stopped
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.online import send as sending
from autograder.marks.online import wire
from autograder.marks.online.plan import make_plan
from autograder.marks.online.send import assignment_at, deliver, remote_of
from autograder.marks.online.token import Token, read_token
from tests.autograder.marks.books import CHAPTER, FULL, WAITING, Graded, make_book
from tests.autograder.marks.lms_servers import (
    TOKEN,
    Answer,
    Canvas,
    Moodle,
    Student,
    broken_off,
    busy,
    cut,
    running,
    status,
    without_next,
    without_pages,
)

STUDENTS = {
    "12": ("Jane Doe", FULL),
    "13": ("Ada O'Connor", Graded({"bce": 2.0, "lr-train": 12.0})),
    "14": ("Li Wei", FULL),
    "15": ("No File", None),
    "16": ("Torn File", WAITING),
    "17": ("Ex Cused", FULL),
}
FULL_LINE, ADAS_LINE = "bce 8/8; lr-train 12/12", "bce 2/8; lr-train 12/12"


def people():
    return [
        Student(12, "Jane Doe", "jane@u.example", score=7.0, comments=["see me"]),
        Student(13, "Ada O'Connor", "ada@u.example"),
        Student(14, "Li Wei", "li@u.example", score=20.0, comments=[FULL_LINE]),
        Student(15, "No File", "no@u.example"),
        Student(16, "Torn File", "torn@u.example", score=3.0),
        Student(17, "Ex Cused", "ex@u.example", excused=True),
        Student(99, "Some Body", "body@u.example"),
    ]


def moodle_people():
    found = people()
    for student in found:
        student.sis, student.number = str(student.number), student.number + 1000
    found[5].score, found[5].comments = 20.0, [FULL_LINE]  # Moodle excuses nobody
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_book(tmp_path_factory.mktemp("online") / "course", STUDENTS)


@pytest.fixture(scope="module")
def marks(course):
    return read_marks(course, CHAPTER)


@pytest.fixture(params=["canvas", "moodle"])
def lms(request):
    found = Canvas(people()) if request.param == "canvas" else Moodle(moodle_people())
    with running(found):
        yield found


@pytest.fixture
def canvas():
    with running(Canvas(people())) as found:
        yield found


@pytest.fixture
def moodle():
    with running(Moodle(moodle_people())) as found:
        yield found


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Short pauses between tries; what the LMS itself asks for is waited for in full."""
    monkeypatch.setattr(sending, "_PAUSE", 0.01)
    monkeypatch.setattr(sending, "SETTLES", 0.05)
    monkeypatch.setattr(wire, "_BACKOFF", 0.01)


def place(lms):
    path = (
        "/courses/17/assignments/25"
        if isinstance(lms, Canvas)
        else "/moodle/mod/assign/view.php?id=77"
    )
    return lms.url + path


def remote(lms, token=TOKEN, comments="append", say=lambda text: None):
    return remote_of(assignment_at(place(lms)), Token(token), comments, say)


def send(lms, marks, say=lambda text: None, **settings):
    """Read, compare, send, and read again."""
    chosen = FillSettings(**settings)
    there = remote(lms, comments=chosen.comments, say=say)
    plan = make_plan(there, marks, chosen)
    return plan, deliver(there, plan, lambda: make_plan(there, marks, chosen), say)


def stands(lms):
    return {s.name: (s.score, s.comments) for s in lms.students}


def reading(asked):
    return asked.method == "GET" or "get" in asked.values().get("wsfunction", "")


def listing(asked):
    return asked.path.endswith("/submissions") or "list" in asked.values().get("wsfunction", "")


def writing(asked):
    return "update_grades" in asked.path or "save" in asked.values().get("wsfunction", "")


def test_marks_arrive_and_comments_of_people_stay(lms, marks):
    plan, left = send(lms, marks)
    assert left.changes == []
    now = stands(lms)
    assert now["Ada O'Connor"] == (14.0, [ADAS_LINE])
    assert now["Jane Doe"][0] == 20.0
    said = " ".join(now["Jane Doe"][1])
    assert "see me" in said and FULL_LINE in said
    assert plan.filled.changed == [("12", "7", "20")]
    assert (plan.filled.new, plan.filled.kept) == (1, 1)


def test_who_has_no_mark_is_left_alone_and_named(lms, marks):
    before = stands(lms)
    plan, _ = send(lms, marks)
    now = stands(lms)
    for name in ("No File", "Torn File", "Ex Cused", "Some Body", "Li Wei"):
        assert now[name] == before[name]
    notes = " ".join(plan.filled.notes)
    assert "15" in notes and "16" in notes and "Some Body" in notes
    sent = {c.student for c in plan.changes}
    assert sent == {"12", "13"}, "what stands there already is not sent"


def test_a_second_run_sends_nothing(lms, marks):
    send(lms, marks)
    writes, now = len(lms.writes()), stands(lms)
    plan, _ = (
        send(lms, marks) if make_plan(remote(lms), marks, FillSettings()).changes else (None, None)
    )
    assert plan is None
    assert len(lms.writes()) == writes and stands(lms) == now


def test_a_run_after_one_change_sends_that_one(lms, marks):
    send(lms, marks)
    next(s for s in lms.students if s.name == "Ada O'Connor").score = 13.0
    plan, _ = send(lms, marks)
    assert [(c.student, c.comment) for c in plan.changes] == [("13", None)]
    assert stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE]), "the comment is not lost, nor twice"


def test_looking_sends_nothing(lms, marks):
    plan = make_plan(remote(lms), marks, FillSettings())
    assert len(plan.changes) == 2 and lms.writes() == []


@pytest.mark.parametrize("seconds", ["0", "1"])
def test_a_429_is_waited_for(seconds, lms, marks):
    lms.fail(reading, busy(seconds), busy(seconds))
    lms.fail(writing, busy(seconds))
    start, said = time.monotonic(), []
    _, left = send(lms, marks, said.append)
    assert time.monotonic() - start >= 3 * int(seconds)
    assert left.changes == [] and stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE])
    assert seconds == "0" or said.count("the LMS asks to wait 1 s.") == 3


def test_nobody_waits_for_an_hour(lms, marks):
    lms.fail(reading, busy("3600"))
    with pytest.raises(Refused, match="asks to wait 60 minutes"):
        send(lms, marks)
    assert lms.writes() == []


def test_a_500_while_reading_is_tried_again(lms, marks):
    lms.fail(listing, status(500), status(502))
    _, left = send(lms, marks)
    assert left.changes == []


def test_a_500_without_end_is_told_and_nothing_is_sent(lms, marks, monkeypatch):
    monkeypatch.setattr(wire, "_TRIES", 2)
    before = stands(lms)
    lms.fail(listing, *[status(500)] * 20)
    with pytest.raises(Refused, match=r"answered.*500.*Nothing was sent"):
        send(lms, marks)
    assert lms.writes() == [] and stands(lms) == before


@pytest.mark.parametrize("done", [True, False])
def test_a_500_while_sending_sends_no_comment_twice(done, lms, marks):
    lms.fail(writing, status(500, done=done))
    said = []
    _, left = send(lms, marks, said.append)
    assert left.changes == []
    assert len(lms.writes()) == (1 if done else 2)
    assert stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE])
    assert any("looking what has arrived" in text for text in said)


def test_a_500_without_end_while_sending_says_how_many_are_missing(lms, marks):
    lms.fail(writing, *[status(500)] * 3)
    with pytest.raises(Stopped, match="Of 2 students 0 have what was sent, 2 have not") as end:
        send(lms, marks)
    assert end.value.code == 4
    _, left = send(lms, marks)
    assert left.changes == [] and stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE])


@pytest.mark.parametrize("fault", [cut, broken_off])
def test_half_an_answer_is_refused_and_nothing_is_sent(fault, lms, marks):
    before = stands(lms)
    lms.fail(listing, fault)
    with pytest.raises(Refused, match=r"(cut off|broke off).*Nothing was sent"):
        send(lms, marks)
    assert lms.writes() == [] and stands(lms) == before


@pytest.mark.parametrize("wrong", [{}, [1], ["x"], [{}], [{"user_id": 1}], None, "x", 5])
def test_what_is_no_list_of_people_is_refused(wrong, lms, marks):
    lms.fail(listing, lambda asked, answer: Answer.of(wrong, Link='<x>; rel="current"'))
    with pytest.raises(Refused, match="Nothing was sent"):
        send(lms, marks)
    assert lms.writes() == []


@pytest.mark.parametrize("text", ["[" * 200_000, '{"id": ' + "9" * 5_000 + "}", "NaN", "<html>"])
def test_an_answer_that_no_parser_takes_is_told(text, lms, marks):
    lms.fail(lambda asked: True, lambda asked, answer: replace(answer, body=text.encode()))
    with pytest.raises(Refused, match="Nothing was sent"):
        send(lms, marks)
    assert lms.writes() == []


@pytest.mark.parametrize("name", ["2", "fresh"])
def test_a_list_whose_pages_do_not_end_is_refused(name, marks):
    def round_and_round(asked, answer):
        page = asked.query.get("page", "1") if name == "fresh" else "1"
        link = answer.headers["Link"].partition("<")[2].partition("?")[0]
        there = f'<{link}?page={int(page) + 1}>; rel="next"'
        return replace(answer, headers={**answer.headers, "Link": there})

    with running(Canvas(people(), page=2)) as canvas:
        canvas.fail(listing, *[round_and_round] * 600)
        with pytest.raises(Refused, match="does not end"):
            send(canvas, marks)
        assert len([one for one in canvas.asked if listing(one)]) <= 501
        assert canvas.writes() == []


def test_the_answer_to_what_was_sent_may_be_cut_too(lms, marks):
    lms.fail(writing, broken_off)
    _, left = send(lms, marks)
    assert left.changes == [] and len(lms.writes()) == 1
    assert stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE])


def test_all_pages_are_read(marks):
    with running(Canvas(people(), page=2)) as canvas:
        _, left = send(canvas, marks)
        assert left.changes == [] and stands(canvas)["Ada O'Connor"][0] == 14.0
        pages = [one.query.get("page") for one in canvas.asked if listing(one)]
        assert pages == [None, "2", "3", "4"] * 2


@pytest.mark.parametrize("number", ["1", "3"])
@pytest.mark.parametrize("fault", [without_pages, without_next, cut])
def test_a_page_that_is_missing_is_noticed(fault, number, marks):
    with running(Canvas(people(), page=2)) as canvas:
        canvas.fail(lambda one: listing(one) and one.query.get("page", "1") == number, fault)
        with pytest.raises(Refused, match="Nothing was sent"):
            send(canvas, marks)
        assert canvas.writes() == []


def test_a_person_who_comes_twice_is_refused(lms, marks):
    lms.students.append(lms.students[0])
    with pytest.raises(Refused, match="twice"):
        send(lms, marks)
    assert lms.writes() == []


def test_what_the_lms_swallows_without_a_word_is_noticed(lms, marks):
    ada = next(s for s in lms.students if s.name == "Ada O'Connor")
    lms.ignored.add(ada.number)
    _, left = send(lms, marks)
    assert [c.student for c in left.changes] == ["13"]


@pytest.mark.parametrize(
    ("comments", "jane", "ada"),
    [
        ("append", ["see me", FULL_LINE], [ADAS_LINE]),
        ("keep", ["see me"], [ADAS_LINE]),
        ("none", ["see me"], []),
    ],
)
def test_comments_are_added_or_left(comments, jane, ada, lms, marks):
    send(lms, marks, comments=comments)
    now = stands(lms)
    assert "\n".join(now["Jane Doe"][1]) == "\n".join(jane)
    assert "".join(now["Ada O'Connor"][1]) == "".join(ada)


def test_moodle_can_replace_a_comment_and_canvas_cannot(canvas, moodle, marks):
    plan, _ = send(moodle, marks, comments="replace")
    assert stands(moodle)["Jane Doe"] == (20.0, [FULL_LINE]) and plan.filled.replaced == 1
    with pytest.raises(Refused, match="keeps every comment"):
        send(canvas, marks, comments="replace")


@pytest.mark.parametrize("why", ["hidden", "file"])
def test_a_comment_of_moodles_that_would_be_lost_keeps_the_mark_away(why, moodle, marks):
    jane = moodle.students[0]
    if why == "hidden":
        moodle.hidden.add(jane.number)
    else:
        jane.comments = ['<p><img src="@@PLUGINFILE@@/a.png"></p>']
    before = stands(moodle)["Jane Doe"]
    plan, left = send(moodle, marks)
    assert stands(moodle)["Jane Doe"] == before and left.changes == []
    assert any("would be lost" in note and "12" in note for note in plan.filled.notes)


def test_moodle_without_comments_gets_marks_alone(moodle, marks):
    moodle.assignment["configs"] = []
    plan, left = send(moodle, marks)
    assert left.changes == [] and stands(moodle)["Ada O'Connor"] == (14.0, [])
    assert stands(moodle)["Jane Doe"] == (20.0, ["see me"])
    assert any("comments are off" in note for note in plan.filled.notes)


def test_a_class_of_two_hundred_goes_to_moodle_in_two_parts(tmp_path):
    class_ = {f"s{n}": (f"Student {n}", FULL) for n in range(150)}
    many = read_marks(make_book(tmp_path / "course", class_), CHAPTER)
    students = [Student(1000 + n, f"Student {n}", f"{n}@u", f"s{n}") for n in range(150)]
    with running(Moodle(students)) as moodle:
        moodle.fail(lambda one: writing(one) and len(moodle.writes()) == 2, status(500))
        _, left = send(moodle, many)
        assert left.changes == []
        sizes = [sum(key.endswith("[userid]") for key, _ in one.form) for one in moodle.writes()]
        assert sizes == [100, 50, 50], "what had arrived is not sent again"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"points_possible": 100.0}, "give --points 100"),
        ({"grading_type": "pass_fail"}, "not graded with points"),
        ({"anonymize_students": True}, "hides who"),
        ({"moderated_grading": True}, "moderated"),
        ({"group_category_id": 4}, "the whole group"),
        ({"points_possible": None}, "lacks points_possible"),
    ],
)
def test_an_assignment_of_canvass_that_takes_no_single_marks_is_refused(
    change, part, canvas, marks
):
    canvas.assignment |= change
    with pytest.raises(Refused, match=part):
        send(canvas, marks)
    assert canvas.writes() == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"grade": 100}, "give --points 100"),
        ({"grade": -3}, "not graded with points"),
        ({"blindmarking": 1}, "hides who"),
        ({"markingworkflow": 1}, "marking workflow"),
        ({"id": 9}, "does not show this assignment"),
    ],
)
def test_an_assignment_of_moodles_that_takes_no_single_marks_is_refused(
    change, part, moodle, marks
):
    moodle.assignment |= change
    with pytest.raises(Refused, match=part):
        send(moodle, marks)
    assert moodle.writes() == []


def test_canvass_own_late_policy_is_pointed_out_and_makes_no_difference(canvas, marks):
    canvas.students[2].deducted = 4.0
    plan, left = send(canvas, marks)
    assert "14" not in {c.student for c in plan.changes}, "what was entered is compared"
    assert any("late policy" in note for note in plan.filled.notes) and left.changes == []


@pytest.mark.parametrize(
    ("url", "lms", "base", "numbers"),
    [
        ("https://c.example/courses/17/assignments/25", "canvas", "https://c.example", (17, 25)),
        ("https://c.example/courses/17/assignments/25/edit?x=1#a", "canvas", "https://c.example",
         (17, 25)),
        ("https://c.example/courses/17/gradebook/speed_grader?assignment_id=25&student_id=3",
         "canvas", "https://c.example", (17, 25)),
        ("https://u.example/moodle/mod/assign/view.php?id=77&action=grading", "moodle",
         "https://u.example/moodle", (77,)),
    ],
)  # fmt: skip
def test_the_address_in_the_browser_is_enough(url, lms, base, numbers):
    target = assignment_at(url)
    assert (target.lms, target.base, target.numbers) == (lms, base, numbers)


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://c.example/courses/17/assignments/25", "not encrypted"),
        ("https://me:secret@c.example/courses/17/assignments/25", "leave the password out"),
        ("https://c.example/courses/17", "not the address of an assignment"),
        ("https://u.example/mod/quiz/view.php?id=77", "not the address of an assignment"),
        ("https://u.example/mod/assign/view.php?id=x", "not the address of an assignment"),
        ("canvas.example/courses/17/assignments/25", "copy it from the browser"),
        ("ftp://c.example/courses/17/assignments/25", "copy it from the browser"),
        ("https://[c.example/courses/17/assignments/25", "not the address"),
        ("", "copy it from the browser"),
    ],
)
def test_what_is_no_safe_address_is_refused(url, part):
    with pytest.raises(Refused, match=part) as end:
        assignment_at(url)
    assert "secret" not in str(end.value)


def test_the_lms_that_sends_us_elsewhere_does_not_take_the_token_with_it(lms, marks):
    with running(Canvas([])) as thief:
        where = f"{thief.url}/api/v1/courses/17/assignments/25?token={TOKEN}"
        lms.fail(lambda one: True, lambda one, answer: Answer(b"", 307, {"Location": where}))
        with pytest.raises(Refused, match="sends us on to") as end:
            send(lms, marks)
        assert thief.asked == [] and TOKEN not in str(end.value)


def test_a_password_of_netrc_does_not_take_the_tokens_place(lms, marks, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password wrong\n")
    monkeypatch.setenv("NETRC", str(netrc))
    _, left = send(lms, marks)
    assert left.changes == []


def test_an_lms_that_is_not_there_is_told(marks):
    with running(Canvas([])) as gone:
        pass
    with pytest.raises(Refused, match=r"Canvas cannot be reached .*Nothing was sent"):
        send(gone, marks)


@pytest.mark.parametrize("text", ["wrong-token", TOKEN[:-1]])
def test_a_token_that_is_not_taken_is_told_without_it(text, lms, marks):
    with pytest.raises(Refused, match="does not take the token") as end:
        make_plan(remote(lms, token=text), marks, FillSettings())
    assert text not in str(end.value)


@pytest.mark.parametrize(
    "fault",
    [
        lambda one, answer: Answer.of({"message": f"bad {TOKEN}", "exception": "x"}, 400),
        lambda one, answer: Answer.of({"errors": [TOKEN]}, 403),
        lambda one, answer: Answer(TOKEN.encode(), 418),
        lambda one, answer: Answer(TOKEN.encode(), 200),
        lambda one, answer: Answer.of({"exception": "e", "errorcode": TOKEN, "message": TOKEN}),
        lambda one, answer: Answer.of([TOKEN]),
        lambda one, answer: Answer.of(7),
        status(500),
    ],
)
@pytest.mark.parametrize("when", [reading, writing])
def test_no_message_traceback_or_log_shows_the_token(when, fault, lms, marks, caplog, monkeypatch):
    monkeypatch.setattr(wire, "_TRIES", 0)
    caplog.set_level(logging.DEBUG)
    lms.fail(when, *[fault] * 9)
    said = []
    try:
        send(lms, marks, said.append)
    except (Refused, Stopped) as end:
        shown = "".join(
            traceback.TracebackException.from_exception(end, capture_locals=False).format()
        )
        assert TOKEN not in shown
    assert TOKEN not in " ".join(said) + caplog.text
    assert TOKEN[-4:] not in caplog.text


def test_a_token_cannot_be_shown_or_written_down():
    token = Token(f"  {TOKEN}\n")
    assert token.reveal() == TOKEN
    assert TOKEN not in f"{token} {token!r} {[token]}"
    with pytest.raises(TypeError):
        pickle.dumps(token)
    for wrong in ("", "  ", "two words", "line\nbreak", "umläut"):
        with pytest.raises(Refused) as end:
            Token(wrong)
        assert not wrong.strip() or wrong not in str(end.value)


def test_the_token_comes_from_the_environment_and_is_not_inherited(monkeypatch):
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    assert read_token("Canvas", "CANVAS_TOKEN").reveal() == TOKEN
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Refused, match="CANVAS_TOKEN"):
        read_token("Canvas", "CANVAS_TOKEN")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_token_that_is_typed_is_not_shown():
    import pty

    code = (
        "from autograder.marks.online.token import read_token\n"
        "print('length', len(read_token('Canvas', 'CANVAS_TOKEN').reveal()))\n"
        "raise RuntimeError(str(read_token))"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", code])
    shown = b""
    while b"not shown" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, TOKEN.encode() + b"\n")
    with contextlib.suppress(OSError):  # the other end is closed
        while more := os.read(terminal, 4096):
            shown += more
    os.waitpid(child, 0)
    os.close(terminal)
    assert f"length {len(TOKEN)}".encode() in shown and b"RuntimeError" in shown
    assert TOKEN.encode() not in shown


def run(lms, course, *words, typed=None):
    variable = "CANVAS_TOKEN" if isinstance(lms, Canvas) else "MOODLE_TOKEN"
    command = ["send-marks", place(lms), "--course", str(course), *words]
    return CliRunner(env={variable: TOKEN}).invoke(app, command, input=typed)


def test_the_command_shows_what_would_change_and_sends_nothing(lms, course):
    before = stands(lms)
    done = run(lms, course, "--dry-run")
    assert done.exit_code == 1, done.output
    assert "1 new" in done.output and "1 comment kept" in done.output
    assert "  12 Jane Doe: 7 -> 20" in done.output and "Nothing was sent." in done.output
    assert stands(lms) == before and lms.writes() == [] and TOKEN not in done.output


def test_the_command_sends_once_it_is_told_to(lms, course):
    done = run(lms, course, "--yes")
    assert "Sent to 2 students, and read again there." in done.output, done.output
    assert stands(lms)["Ada O'Connor"] == (14.0, [ADAS_LINE])
    again = run(lms, course, "--yes")
    assert "0 new" in again.output and "it stands there already" in again.output
    assert len(lms.writes()) == 1


def test_nobody_at_the_terminal_and_no_yes_is_refused(lms, course):
    done = run(lms, course)
    assert isinstance(done.exception, Refused) and "--yes" in str(done.exception)
    assert lms.asked == []


def test_a_no_sends_nothing(lms, course, monkeypatch):
    monkeypatch.setattr("autograder.cli.send_marks._can_ask", lambda: True)
    done = run(lms, course, typed="n\n")
    assert "Send this to" in done.output and done.exit_code == 1
    assert lms.writes() == []
    done = run(lms, course, typed="y\n")
    assert "Sent to 2 students" in done.output


@pytest.fixture
def shared(course, tmp_path):
    """The course with sections, which a person has typed in another case."""
    shutil.copytree(course, tmp_path / "course")
    rows = "12,A\n13,B\n14,a\n15,A\n16,B\n17,B\n"
    (tmp_path / "course" / "sections.csv").write_text(f"id,section\n{rows}")
    return tmp_path / "course"


def test_a_section_is_sent_alone_and_all_others_stay(lms, shared):
    before = stands(lms)
    shown = run(lms, shared, "--section", "a", "--dry-run")
    assert "  12 Jane Doe: 7 -> 20" in shown.output and lms.writes() == []
    assert "0 new" in shown.output and "left alone, as of no student of the section" in shown.output
    # Another section's students are not this one's business.
    assert not {"Ada", "Torn", "13", "16"} & set(shown.output.replace(":", " ").split())
    done = run(lms, shared, "--section", "a", "--missing-as-zero", "--yes")
    assert "Sent to 2 students" in done.output, done.output
    now = stands(lms)
    assert now["Jane Doe"][0] == 20.0 and now["No File"][0] == 0.0
    others = before.keys() - {"Jane Doe", "No File"}
    assert {name: now[name] for name in others} == {name: before[name] for name in others}
    for name in ("13", "16", "17"):
        assert name not in {student.student for student in make_plan(
            remote(lms), read_marks(shared, CHAPTER),
            FillSettings(mine=section_members(shared, "A")),
        ).changes}  # fmt: skip


@pytest.mark.parametrize("section", ["C", " "])
def test_an_unknown_section_is_refused_before_the_lms_is_asked(section, lms, shared, course):
    done = run(lms, shared, "--section", section, "--yes")
    assert isinstance(done.exception, Refused) and "there are: A, a, B" in str(done.exception)
    without = run(lms, course, "--section", "A", "--yes")
    assert isinstance(without.exception, Refused) and "knows no sections" in str(without.exception)
    assert lms.asked == []


def test_what_is_sent_as_data(lms, shared):
    for words, sent in ((("--dry-run",), False), (("--yes",), True)):
        done = run(lms, shared, "--section", "A", "--json", *words)
        rows = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
        assert rows.keys() == {"12", "14", "15"} and done.exit_code == 1
        assert (
            rows["12"] | {"points": 20, "max": 20, "before": 7, "change": "changed"} == rows["12"]
        )
        assert rows["14"]["change"] == "same" and rows["15"]["points"] is None
        assert {row["id"]: row["sent"] for row in rows.values()} == {
            "12": sent, "14": False, "15": False,
        }  # fmt: skip


def test_where_nobody_answers_the_lms_is_not_said_to_have_asked(monkeypatch, marks):
    monkeypatch.setattr(wire, "_BACKOFF", 2)
    monkeypatch.setattr(wire, "_TRIES", 2)
    said = []
    with running(Canvas(people())) as gone:
        pass
    with pytest.raises(Refused, match="cannot be reached"):
        send(gone, marks, said.append)
    assert said and not any("asks" in text for text in said)
    assert "the next try is in 4 s" in said[-1]
