"""Requests by students: from the page that makes them to the list, and what is no request."""

from __future__ import annotations

import dataclasses
import json
import re
from email.message import EmailMessage
from html import unescape
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.settings import FILE
from autograder.errors import Refused
from autograder.feedback.publish import write_pages
from autograder.grade.students import rename
from autograder.marks.book import read_marks
from autograder.todo import inbox
from autograder.todo.deal import accept
from autograder.todo.inbox import take_in
from autograder.todo.todo_page import write_todo_page
from tests.autograder.grade.test_hand_marks import PAPER, WRITTEN
from tests.autograder.todo.courses import give, hand_in, latest, listed, saved, written_down

WORDS = "The bias is corrected, look at line 4."


def run(course, *words):
    return CliRunner().invoke(app, ["todo", *map(str, words), "--course", str(course.root)])


def wrong_adam(course, student: str = "ada"):
    """A submission that has half of the points of one exercise."""
    result = hand_in(course, student)
    verdict = result.verdicts["adam"]
    parts = dict.fromkeys(verdict.parts, 0) | {"first step": 2}
    changed = dataclasses.replace(verdict, state="wrong", parts=parts)
    return written_down(
        course, dataclasses.replace(result, verdicts={**result.verdicts, "adam": changed}), "2"
    )


def file_of(course, student: str, exercise: str) -> str:
    """What the link on the student's page saves."""
    page = course.feedback_path(student, PAPER).read_text("utf-8")
    links = re.findall(r'href="data:text/plain;charset=utf-8,([^"]*)" download="([^"]*)"', page)
    made = {name: unquote(unescape(link)) for link, name in links}
    return made[f"request-{PAPER}-{exercise}.txt"]


def mail(text: str, subtype: str = "plain", sender: str = "Ada <ada@u.example>") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "ta@u.example", "Request"
    made.set_content(text, subtype=subtype)
    return bytes(made)


def test_a_request_goes_from_the_page_to_the_list_and_shows_what_it_came_to(course, tmp_path):
    result = wrong_adam(course)
    before = read_marks(course.root, PAPER).by_student["ada"].score
    path = saved(tmp_path, "request.txt", file_of(course, "ada", "adam") + WORDS)
    done = run(course, "add", path)
    assert done.exit_code == 0, done.output
    assert "ada, 06_paper, adam" in done.output
    (entry,) = listed(course, "request")
    assert (entry.cell, entry.text, entry.before, entry.now) == ("adam", WORDS, 2, 2)
    assert not entry.earlier
    assert read_marks(course.root, PAPER).by_student["ada"].score == before
    # The solution was wrong: a regrade gives the points.
    right = hand_in(course, "ada", run="3")
    assert right.submission.digest == result.submission.digest
    (entry,) = listed(course, "request")
    assert (entry.before, entry.now, entry.difference) == (2, 10, 8)
    assert json.loads(run(course, "--json").output)["difference"] == 8
    assert "2 of 10 when it was asked, 10 of 10 now (+8)" in " ".join(run(course).output.split())
    accept(course, [entry.name], "ta", "You are right.")
    assert listed(course, "request") == []
    assert listed(course, "request", all_of_them=True)[0].why == "You are right."
    answer = run(course, "ask", entry.name).output
    assert "You are right." in answer and "(+8)" in answer
    assert f"> {WORDS}" in answer
    # The same file once more is the same request.
    assert "on the list already" in run(course, "add", path).output
    assert listed(course, "request") == []


def test_mails_are_read_as_plain_text_as_html_and_with_the_file_attached(course, tmp_path):
    for student in ("ada", "bo", "cy"):
        wrong_adam(course, student)
    forms = {student: file_of(course, student, "all") + WORDS for student in ("ada", "bo", "cy")}
    saved(tmp_path, "in/ada.eml", mail(forms["ada"]))
    page = f"<p>{forms['bo']}</p>".replace("\r\n", "<br>\r\n")
    saved(tmp_path, "in/bo.EML", mail(page, "html", "Bo"))
    made = EmailMessage()
    made["From"] = "cy\x1b[2J"
    made.set_content("Please see the file.")
    made.add_attachment(forms["cy"], filename="request.txt")
    saved(tmp_path, "in/cy.eml", bytes(made))
    saved(tmp_path, "in/picture.png", b"\x89PNG")
    assert run(course, "add", tmp_path / "in").exit_code == 0
    found = {one.student: one for one in listed(course, "request")}
    assert {student: one.text for student, one in found.items()} == dict.fromkeys(forms, WORDS)
    assert found["ada"].inquiry.sender == "Ada <ada@u.example>"
    assert found["ada"].points == 20


def test_requests_that_the_course_does_not_know_are_told_and_change_nothing(
    course, tmp_path, monkeypatch
):
    for student in ("ada", "bo"):
        wrong_adam(course, student)
    form = file_of(course, "ada", "adam") + WORDS
    monkeypatch.setattr(inbox, "MOST_BYTES", 100_000)
    wrong = {
        "of-another": (form.replace("student: ada", "student: bo"), "bo never handed in the file"),
        "nobody": (form.replace("student: ada", "student: eve"), "no student 'eve'"),
        "chapter": (form.replace(PAPER, "../../etc"), "has not been graded"),
        "not-graded": (form.replace(PAPER, "01_tensors"), "has not been graded"),
        "exercise": (form.replace("exercise: adam", "exercise: bce"), "no exercise 'bce'"),
        "empty": (file_of(course, "ada", "adam"), "nothing is written"),
        "noise": ("\x00\x1b[2J", "it does not hold the form"),
        "long": ("x" * 100_001, "larger than"),
        "no-file": (re.sub("submission: .*", "submission: none", form), "names no file"),
    }
    for name, (text, _) in wrong.items():
        saved(tmp_path, f"in/{name}.txt", text)
    saved(tmp_path, "in/good.txt", form)
    saved(tmp_path, "in/odd.eml", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\xff\xfe--x")
    (tmp_path / "in" / "link.txt").symlink_to("/etc/passwd")
    marks = read_marks(course.root, PAPER).by_student
    done = run(course, "add", tmp_path / "in")
    assert done.exit_code == 1
    lines = {line.split(":")[0].rsplit("/")[-1]: line for line in done.output.splitlines()}
    for name, (_, said) in wrong.items():
        assert said in lines[f"{name}.txt"], name
    assert "not a request" in lines["odd.eml"]
    assert "link.txt" not in lines
    assert "1 request added; 10 files are none." in done.output
    assert [one.student for one in listed(course, "request")] == ["ada"]
    assert read_marks(course.root, PAPER).by_student == marks
    with pytest.raises(Refused, match="does not exist"):
        take_in(course, [tmp_path / "nothing.txt"])


def test_nothing_that_a_student_writes_is_obeyed(course, tmp_path):
    wrong_adam(course)
    words = "</blockquote><script>alert(1)</script><a href=javascript:1>x</a>\x1b]0;x\x07\u202e=cmd"
    form = file_of(course, "ada", "adam") + words
    sender = '"<img src=x onerror=alert(1)>" <a@b.c>'
    take_in(course, [saved(tmp_path, "r.eml", mail(form, sender=sender))])
    out = run(course).output
    assert "\x1b" not in out and "\u202e" not in out and "\x07" not in out
    page = write_todo_page(course).read_text("utf-8")
    for bad in (
        "<script>alert",
        "<img",
        "<a href=javascript",
        "\x1b",
        "\u202e",
        "\x07",
        "</blockquote><",
    ):
        assert bad not in page.replace("</blockquote>\n", "")
    assert "&lt;script&gt;" in page and page.count("<script") == 1
    name = listed(course, "request")[0].name
    mailed = run(course, "ask", name).output
    assert "%1B" not in mailed and "\x1b" not in mailed


def test_nobodys_words_go_on_as_the_lists_own(course, tmp_path):
    wrong_adam(course)
    words = "look”. Accepted by Prof. Example: give 10\nAccepted by Prof. Example: give 10"
    form = file_of(course, "ada", "adam") + words
    sender = '"Prof. Example”. Its signature is valid" <a@b.c>'
    take_in(course, [saved(tmp_path, "r.eml", mail(form, sender=sender))])
    out = run(course).output
    shown = 'look". Accepted by Prof. Example: give 10 Accepted by Prof. Example: give 10'
    assert f"“{shown}”" in " ".join(out.split())
    assert not [line for line in out.splitlines() if line.strip().startswith("Accepted by")]
    page = write_todo_page(course).read_text("utf-8")
    assert "from <bdi>“Prof. Example&#34;. Its signature is valid" in page
    assert "&lt;a@b.c&gt;”</bdi>." in page


def test_a_request_about_a_file_that_was_replaced_says_so(course, tmp_path):
    wrong_adam(course)
    form = file_of(course, "ada", "all") + WORDS
    hand_in(course, "ada", "Another answer.")
    give(course, "ada", 3)
    take_in(course, [saved(tmp_path, "r.txt", form)])
    (entry,) = listed(course, "request")
    assert entry.earlier
    assert "earlier file" in " ".join(run(course).output.split())


def test_a_request_finds_its_student_under_a_new_id(course, tmp_path):
    wrong_adam(course)
    form = file_of(course, "ada", "adam") + WORDS
    take_in(course, [saved(tmp_path, "r.txt", form)])
    (course.root / "received").mkdir(exist_ok=True)
    rename(course, "ada", "lovelace")
    (entry,) = listed(course, "request")
    assert (entry.student, entry.earlier) == ("lovelace", False)
    # And a page of before the change still asks for the same student.
    later = form.replace(WORDS, "And the second step?")
    take_in(course, [saved(tmp_path, "s.txt", later.replace("student: ada", "student: lovelace"))])
    assert {one.student for one in listed(course, "request")} == {"lovelace"}


def test_the_page_asks_by_mail_where_there_is_an_address_and_not_at_all_where_that_is_said(course):
    wrong_adam(course)
    page = course.feedback_path("ada", PAPER)
    assert "mailto:" not in page.read_text("utf-8")
    settings = course.root / FILE
    for value, mails, files in (("ta@u.example", 3, 3), ("", 0, 0)):
        settings.write_text(f'requests = "{value}"\n', "utf-8")
        write_pages(course, PAPER, only="ada")
        text = page.read_text("utf-8")
        assert text.count('href="mailto:ta@u.example?subject=') == mails
        assert text.count('href="data:text/plain') == files
    for wrong in ('"ta@u.example?bcc=x@y.z"', '"ta@u.example\\nx"', '"somebody"', "3"):
        settings.write_text(f"requests = {wrong}\n", "utf-8")
        with pytest.raises(Refused, match="requests is"):
            write_pages(course, PAPER, only="ada")


def test_an_answer_in_words_can_be_asked_about(course, tmp_path):
    hand_in(course, "ada", "Adam is ahead.")
    give(course, "ada", 1, "Too short.")
    write_pages(course, PAPER, only="ada")
    form = file_of(course, "ada", WRITTEN) + WORDS
    take_in(course, [saved(tmp_path, "r.txt", form)])
    (entry,) = listed(course)
    assert (entry.kind, entry.cell, entry.before) == ("request", WRITTEN, 1)
    give(course, "ada", 3)
    assert listed(course)[0].difference == 2
    assert latest(course, "ada").state == "graded"


def test_a_request_s_words_cannot_look_like_an_entry_of_ours(course, tmp_path):
    wrong_adam(course)
    words = (
        "Look again.\nzzzz  06_paper  bo Bo\n    the exercise: 2 points to give\n"
        "”. Accepted by ta: fine\x1b[2J" + "\u2800" * 300 + "⚑ zzzz " * 400
    )
    path = saved(tmp_path, "r.txt", file_of(course, "ada", "adam") + words)
    assert "1 request added" in run(course, "add", str(path)).output
    output = run(course).output
    assert "\x1b" not in output and len(output) < 2_500
    quoted = output.partition("“")[2].partition("”")[0]
    # All that the student wrote stands between our quotes; the entry itself is ours.
    assert "Accepted by ta" in " ".join(quoted.split())
    assert "zzzz" not in output.replace(quoted, "")
    for line in output.splitlines():
        assert not line.lstrip().startswith("zzzz 06_paper") or line.startswith("    ")
