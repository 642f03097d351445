"""Canvas and Moodle on this machine: real HTTP servers that answer as the published APIs say.

Written from developerdocs.instructure.com (Assignments, Submissions, Progress, Pagination) and from
Moodle's mod/assign/externallib.php. They hold a class, change it as they are told, write down every
request, and fail on request.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "7~S3cretTokenOfTheTeacher0123456789xQzW"


@dataclass
class Answer:
    """What a server sends."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # what Content-Length claims, where it lies

    @classmethod
    def of(cls, value: object, status: int = 200, **headers: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(json.dumps(value).encode(), status, named)


SILENCE = Answer(b"")
"""The line is closed, and nothing was said."""
NOISE = Answer(b"\x17\x03\x03\x00\x20" + b"noise" * 9)
"""The line is disturbed, and closed."""


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    form: list[tuple[str, str]]
    headers: dict[str, str]

    def values(self) -> dict[str, str]:
        return dict(self.form)


Fault = Callable[[Asked, Answer], Answer]


class Lms:
    """A class in an LMS; a fault may spoil the answers, one after the other."""

    name = ""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[tuple[Callable[[Asked], bool], Fault]] = []
        self.url = ""

    def fail(self, when: Callable[[Asked], bool], *faults: Fault) -> None:
        """The next answers to such requests are spoilt, each by one of the faults."""
        self.faults += [(when, fault) for fault in faults]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        for number, (when, fault) in enumerate(self.faults):
            if when(asked):
                del self.faults[number]
                # What a server did before it broke off is done.
                before = getattr(fault, "before", False)
                return fault(asked, Answer(b"") if before else self.serve(asked))
        return self.serve(asked)

    def serve(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def writes(self) -> list[Asked]:
        raise NotImplementedError


def busy(seconds: str = "0") -> Fault:
    def fault(asked: Asked, answer: Answer) -> Answer:
        return Answer(b"wait", 429, {"Retry-After": seconds})

    fault.before = True  # type: ignore[attr-defined]
    return fault


def status(code: int, *, done: bool = False) -> Fault:
    """An error page; with ``done`` what was asked for has happened nevertheless."""

    def fault(asked: Asked, answer: Answer) -> Answer:
        return Answer(b"<html>error</html>", code)

    fault.before = not done  # type: ignore[attr-defined]
    return fault


def cut(asked: Asked, answer: Answer) -> Answer:
    """Half of the JSON, and the length says that this is all."""
    return Answer(answer.body[: len(answer.body) // 2], answer.status, answer.headers)


def broken_off(asked: Asked, answer: Answer) -> Answer:
    """Half of the JSON, and the line is closed before the length that was promised."""
    half = answer.body[: len(answer.body) // 2]
    return Answer(half, answer.status, answer.headers, len(answer.body))


def silent(asked: Asked, answer: Answer) -> Answer:
    """What was asked for is done, and the line closed without an answer."""
    return SILENCE


def disturbed(asked: Asked, answer: Answer) -> Answer:
    """What was asked for is done, and the answer comes as noise."""
    return NOISE


def without_pages(asked: Asked, answer: Answer) -> Answer:
    headers = {name: text for name, text in answer.headers.items() if name != "Link"}
    return Answer(answer.body, answer.status, headers)


def without_next(asked: Asked, answer: Answer) -> Answer:
    links = [link for link in answer.headers["Link"].split(",") if 'rel="next"' not in link]
    return Answer(answer.body, answer.status, answer.headers | {"Link": ",".join(links)})


@dataclass
class Student:
    number: int
    name: str
    login: str
    sis: str = ""
    score: float | None = None
    comments: list[str] = field(default_factory=list)
    excused: bool = False
    deducted: float | None = None


class Canvas(Lms):
    """Course 17, assignment 25."""

    name = "Canvas"

    def __init__(self, students: list[Student], page: int = 100) -> None:
        super().__init__()
        self.students, self.page = students, page
        self.assignment: dict[str, Any] = {
            "id": 25, "name": "Logistic regression", "points_possible": 20.0,
            "grading_type": "points", "course_id": 17, "group_category_id": None,
        }  # fmt: skip
        self.jobs = 0
        # Canvas takes marks at once and enters them later: in this many seconds.
        self.enters_after = 0.0
        self.waiting: dict[int, list[tuple[str, str]]] = {}
        self.ignored: set[int] = set()

    def serve(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            errors = {"errors": [{"message": f"Invalid access token {asked.headers}"}]}
            return Answer.of(errors, 401, WWW_Authenticate='Bearer realm="canvas-lms"')
        base = "/api/v1/courses/17/assignments/25"
        routes = {
            ("GET", base): lambda: Answer.of(self.assignment),
            ("GET", f"{base}/submissions"): lambda: self.list(asked),
            ("POST", f"{base}/submissions/update_grades"): lambda: self.update(asked),
        }
        if (asked.method, asked.path) in routes:
            return routes[asked.method, asked.path]()
        if asked.path.startswith("/api/v1/progress/"):
            self.jobs += 1
            number = int(asked.path.rpartition("/")[2])
            done = number not in self.waiting if self.enters_after else self.jobs % 2 == 0
            return Answer.of({"id": number, "workflow_state": "completed" if done else "running"})
        return Answer.of({"errors": [{"message": "The specified resource does not exist."}]}, 404)

    def list(self, asked: Asked) -> Answer:
        size = min(int(asked.query.get("per_page", "10")), self.page)
        page = int(asked.query.get("page", "1"))
        last = max(1, -(-len(self.students) // size))
        shown = self.students[(page - 1) * size : page * size]
        rows = [self.row(student) for student in shown]
        numbers = {"current": page, "first": 1, "last": last}
        if page < last:
            numbers["next"] = page + 1
        include = "include[]=user&include[]=submission_comments"
        links = [
            f'<{self.url}{asked.path}?{include}&page={n}&per_page={size}>; rel="{name}"'
            for name, n in numbers.items()
        ]
        return Answer.of(rows, Link=",".join(links))

    def row(self, student: Student) -> dict[str, Any]:
        left = student.score
        if left is not None and student.deducted:
            left -= student.deducted
        comments = [{"id": i, "comment": text} for i, text in enumerate(student.comments)]
        return {
            "id": 9000 + student.number, "user_id": student.number, "assignment_id": 25,
            "score": left, "entered_score": student.score, "points_deducted": student.deducted,
            "excused": student.excused, "submission_comments": comments,
            "user": {
                "id": student.number, "name": student.name, "login_id": student.login,
                "sis_user_id": student.sis or None,
            },
        }  # fmt: skip

    def update(self, asked: Asked) -> Answer:
        number = len(self.writes())
        if self.enters_after:
            self.waiting[number] = asked.form
            threading.Timer(self.enters_after, self.enter, [number]).start()
        else:
            self.apply(asked.form)
        return Answer.of({"id": number, "workflow_state": "queued", "completion": 0})

    def enter(self, number: int) -> None:
        self.apply(self.waiting[number])
        del self.waiting[number]

    def apply(self, form: list[tuple[str, str]]) -> None:
        for key, value in form:
            found = re.fullmatch(r"grade_data\[(\d+)\]\[(posted_grade|text_comment)\]", key)
            assert found, key
            student = next(s for s in self.students if s.number == int(found[1]))
            if student.number in self.ignored:
                continue
            if found[2] == "posted_grade":
                student.score = float(value)
            else:
                student.comments.append(value)

    def writes(self) -> list[Asked]:
        return [one for one in self.asked if one.method != "GET"]


class Moodle(Lms):
    """Course 5, module 77, assignment 8."""

    name = "Moodle"

    def __init__(self, students: list[Student]) -> None:
        super().__init__()
        self.students = students
        self.assignment: dict[str, Any] = {
            "id": 8, "cmid": 77, "course": 5, "name": "Logistic regression", "grade": 20,
            "markingworkflow": 0, "blindmarking": 0,
            "configs": [{"plugin": "comments", "subtype": "assignfeedback", "name": "enabled",
                         "value": "1"}],
        }  # fmt: skip
        self.hidden: set[int] = set()
        self.ignored: set[int] = set()

    def serve(self, asked: Asked) -> Answer:
        values = asked.values()
        if asked.path != "/moodle/webservice/rest/server.php" or asked.query:
            return Answer(b"not found", 404)
        assert values["moodlewsrestformat"] == "json"
        if values["wstoken"] != TOKEN:
            said = f"Invalid token - token not found {values['wstoken']}"
            return Answer.of({"exception": "moodle_exception", "errorcode": "invalidtoken",
                              "message": said})  # fmt: skip
        return Answer.of(getattr(self, values["wsfunction"])(values))

    def core_course_get_course_module(self, values: dict[str, str]) -> object:
        if values["cmid"] != "77":
            return {"exception": "dml_missing_record_exception", "errorcode": "invalidrecord",
                    "message": "Can't find data record in database"}  # fmt: skip
        module = {"id": 77, "course": 5, "instance": 8, "modname": "assign", "name": "x"}
        return {"cm": module, "warnings": []}

    def mod_assign_get_assignments(self, values: dict[str, str]) -> object:
        assert values["courseids[0]"] == "5"
        return {"courses": [{"id": 5, "assignments": [self.assignment]}], "warnings": []}

    def mod_assign_list_participants(self, values: dict[str, str]) -> object:
        assert (values["assignid"], values["groupid"], values["filter"]) == ("8", "0", "")
        return [
            {"id": s.number, "fullname": s.name, "email": s.login, "idnumber": s.sis}
            for s in self.students
        ]

    def mod_assign_get_grades(self, values: dict[str, str]) -> object:
        assert values["assignmentids[0]"] == "8"
        grades = [
            {"id": s.number, "userid": s.number, "attemptnumber": 0, "grade": f"{s.score:.5f}"}
            for s in self.students
            if s.score is not None
        ]
        return {"assignments": [{"assignmentid": 8, "grades": grades}], "warnings": []}

    def mod_assign_get_submission_status(self, values: dict[str, str]) -> object:
        student = self.student(values["userid"])
        if student.number in self.hidden or (student.score is None and not student.comments):
            return {"warnings": []}
        text = "".join(student.comments)
        if values.get("moodlewssettingraw") != "1":
            text = f"<div class='no-overflow'>{text}</div>"
        editor = [{"name": "comments", "description": "Feedback comments", "text": text,
                   "format": 1}]  # fmt: skip
        return {"feedback": {"plugins": [{"type": "comments", "name": "Feedback comments",
                                          "editorfields": editor}]}, "warnings": []}  # fmt: skip

    def mod_assign_save_grades(self, values: dict[str, str]) -> object:
        assert values["assignmentid"] == "8" and values["applytoall"] == "0"
        assert len(values) <= 1000, "PHP reads no more fields"
        number = 0
        while (user := values.get(f"grades[{number}][userid]")) is not None:
            given = f"grades[{number}]"
            for name in ("attemptnumber", "addattempt", "workflowstate"):
                assert f"{given}[{name}]" in values
            editor = f"{given}[plugindata][assignfeedbackcomments_editor]"
            student = self.student(user)
            if student.number not in self.ignored:
                student.score = float(values[f"{given}[grade]"])
                if self.assignment["configs"]:
                    assert values[f"{editor}[format]"] == "1"
                    # Moodle takes what is sent for the whole comment.
                    student.comments = [values[f"{editor}[text]"]]
            number += 1
        return None

    def student(self, number: str) -> Student:
        return next(s for s in self.students if s.number == int(number))

    def writes(self) -> list[Asked]:
        return [one for one in self.asked if "save" in one.values().get("wsfunction", "")]


@contextmanager
def running(lms: Lms, port: int = 0, certificate: tuple[Path, Path] | None = None) -> Iterator[Lms]:
    """The server, on a port of its own or on this one, until the block ends.

    With a certificate and its key it speaks https, and is called localhost.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", "0"))
            form = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
            query = dict(parse_qsl(parts.query))
            asked = Asked(self.command, parts.path, query, form, dict(self.headers))
            answer = lms.answer(asked)
            if answer in (SILENCE, NOISE):
                # On a TLS line: what is no TLS, and an end without its goodbye.
                os.write(self.connection.fileno(), answer.body)
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, text in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, text)
            claimed = len(answer.body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(claimed))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = answer.length is not None

        do_POST = do_GET

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    lms.url = f"http://127.0.0.1:{server.server_address[1]}"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        lms.url = f"https://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
