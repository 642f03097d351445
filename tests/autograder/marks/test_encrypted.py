"""The line to an LMS: whom the token is shown to, and what is said of a line that is not safe."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.online import send as sending
from autograder.marks.online import under_way as noting
from autograder.marks.online import wire
from autograder.marks.online.plan import make_plan
from autograder.marks.online.send import assignment_at, deliver, remote_of
from autograder.marks.online.token import Token
from tests.autograder.marks.books import CHAPTER, FULL, make_book
from tests.autograder.marks.lms_servers import (
    TOKEN,
    Answer,
    Canvas,
    Moodle,
    Student,
    disturbed,
    running,
    silent,
)

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="certificates are made by openssl"
)


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    return read_marks(
        make_book(tmp_path_factory.mktemp("tls"), {"12": ("Jane Doe", FULL)}), CHAPTER
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Makes a certificate, signed by itself, for a machine of this name."""
    folder = tmp_path_factory.mktemp("certificates")

    def made(name):
        key, signed = folder / f"{name}.key", folder / f"{name}.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", key, "-out", signed, "-subj", f"/CN={name}",
             "-addext", f"subjectAltName=DNS:{name}", "-days", "2"],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return signed, key

    return made


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sending, "_PAUSE", 0.01)
    monkeypatch.setattr(wire, "_BACKOFF", 0.01)
    for place in (sending, noting):
        monkeypatch.setattr(place, "SETTLES", 0.05)


@pytest.fixture(params=["canvas", "moodle"])
def lms(request):
    if request.param == "canvas":
        return Canvas([Student(12, "Jane Doe", "j@u.example")])
    return Moodle([Student(1012, "Jane Doe", "j@u.example", "12")])


def place(lms):
    path = "/courses/17/assignments/25" if isinstance(lms, Canvas) else (
        "/moodle/mod/assign/view.php?id=77")  # fmt: skip
    return lms.url + path


def send(lms, marks):
    there = remote_of(assignment_at(place(lms)), Token(TOKEN), "append", lambda text: None)
    plan = make_plan(there, marks, FillSettings())
    return deliver(there, plan, lambda: make_plan(there, marks, FillSettings()), lambda text: None)


def writing(asked):
    return "update_grades" in asked.path or "save" in asked.values().get("wsfunction", "")


def test_a_certificate_that_nobody_vouches_for(lms, marks, certificate):
    with running(lms, certificate=certificate("localhost")):
        with pytest.raises(Refused, match="certificate is not trusted: self-signed") as end:
            send(lms, marks)
        assert "REQUESTS_CA_BUNDLE" in str(end.value) and lms.asked == []


def test_a_certificate_of_another_machine(lms, marks, certificate, monkeypatch):
    made = certificate("lms.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made[0]))
    with running(lms, certificate=made):
        with pytest.raises(Refused, match=r"not trusted: .*not valid for 'localhost'"):
            send(lms, marks)
        assert lms.asked == []


def test_a_certificate_that_the_university_vouches_for(lms, marks, certificate, monkeypatch):
    made = certificate("localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made[0]))
    with running(lms, certificate=made):
        assert send(lms, marks).changes == [] and lms.students[0].score == 20.0


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_list_of_certificates_that_is_none_is_told(
    text, lms, marks, certificate, monkeypatch, tmp_path
):
    path = tmp_path / "list.pem"
    if text:
        path.write_text(text)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with running(lms, certificate=certificate("localhost")):
        with pytest.raises(Refused, match="certificates that is none: REQUESTS_CA_BUNDLE="):
            send(lms, marks)
        assert lms.asked == []


def test_a_server_that_does_not_encrypt_behind_an_address_that_says_so(lms, marks):
    with running(lms):
        lms.url = lms.url.replace("http:", "https:")
        with pytest.raises(Refused, match="does not answer encrypted") as end:
            send(lms, marks)
        assert "certificate" not in str(end.value) and lms.asked == []


LINES = pytest.mark.parametrize(
    ("fault", "encrypted"), [(silent, False), (silent, True), (disturbed, True)]
)


@LINES
def test_a_line_that_ends_without_an_answer_is_not_sent_on_again_and_again(
    fault, encrypted, lms, marks, certificate, monkeypatch
):
    made = certificate("localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made[0]))
    with running(lms, certificate=made if encrypted else None):
        lms.fail(writing, fault)
        assert send(lms, marks).changes == []
        assert len(lms.writes()) == 1
        assert lms.students[0].comments == ["bce 8/8; lr-train 12/12"]


@LINES
def test_a_line_that_ends_while_reading_is_asked_again(
    fault, encrypted, lms, marks, certificate, monkeypatch
):
    made = certificate("localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made[0]))
    with running(lms, certificate=made if encrypted else None):
        lms.fail(lambda one: not writing(one), fault)
        assert send(lms, marks).changes == []
        lms.fail(lambda one: not writing(one), *[fault] * 9)
        with pytest.raises(Refused, match=r"Nothing was sent\.$") as end:
            send(lms, marks)
        assert "certificate" not in str(end.value)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirection_of_the_marks_themselves_carries_nothing_elsewhere(code, lms, marks):
    with running(Canvas([])) as thief:
        lms.fail(writing, lambda one, answer: Answer(b"", code, {"Location": f"{thief.url}/x"}))
        with running(lms), pytest.raises(Exception, match="sends us on to"):
            send(lms, marks)
        assert thief.asked == []


def test_a_next_page_elsewhere_is_not_fetched(marks):
    """Canvas's Link header says where the list goes on."""
    canvas = Canvas([Student(n, f"S {n}", f"{n}@u") for n in range(12, 16)], page=2)
    with running(Canvas([])) as thief, running(canvas):

        def elsewhere(asked, answer):
            link = answer.headers["Link"].replace(canvas.url, thief.url)
            return Answer(answer.body, 200, {"Link": link})

        canvas.fail(lambda one: one.path.endswith("/submissions"), elsewhere)
        with pytest.raises(Refused, match="Nothing was sent"):
            send(canvas, marks)
        assert thief.asked == []
