"""Moodle's web services: one assignment's grades and comments, read and written.

As Moodle's ``mod_assign`` describes its functions (mod/assign/externallib.php). All of them are in
Moodle's own mobile service. There is no kept client of them (moodlepy's last release is of October
2024), and a call is one POST, so requests does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from autograder.errors import Refused
from autograder.marks.book import ChapterMark
from autograder.marks.fill import Comments, Filled
from autograder.marks.online.plan import KEEP, Keep, LmsEntry, LmsSheet, ToSend, score_of
from autograder.marks.online.token import Token
from autograder.marks.online.under_way import UnderWay
from autograder.marks.online.wire import Announce, Unanswered, faults_told, fields, open_session

_NUMBER = (int, float)
# PHP takes 1000 fields of one form where nobody set it higher; a student takes eight.
_AT_ONCE = 100
_FILES = "@@PLUGINFILE@@"


class MoodleRemote:
    """An assignment in Moodle."""

    name = "Moodle"
    enters_later = False

    def __init__(
        self,
        base: str,
        module: int,
        token: Token,
        comments: Comments,
        say: Announce,
        note: UnderWay | None = None,
    ) -> None:
        """Nothing is asked for yet.

        Args:
            base: the address that Moodle's pages begin with.
            module: the number in the assignment's address, ``view.php?id=``.
            token: of a teacher of the course.
            comments: what to do where a person's comment stands.
            say: is told why nothing moves.
            note: where what is under way is written down; None for one that only looks.
        """
        self.where = f"{base}/mod/assign/view.php?id={module}"
        self._server = f"{base}/webservice/rest/server.php"
        self._module, self._token, self._comments = module, token, comments
        self._note = note
        self._reader = open_session(say, posts_read=True)
        self._writer = open_session(say)
        self._assignment, self._takes_comments = 0, False
        self._graded: dict[str, float | None] = {}
        # user -> the comment as it stands there: without it, a new mark would erase it.
        self._stands: dict[str, str] = {}

    def read(self) -> LmsSheet:
        """What stands there, whole."""
        about = self._about()
        self._assignment = int(about["id"])
        self._takes_comments = any(
            one.get("plugin") == "comments"
            and one.get("subtype") == "assignfeedback"
            and (one.get("name"), str(one.get("value"))) == ("enabled", "1")
            for one in about.get("configs") or ()
        )
        listed = self._call("mod_assign_list_participants", assignid=self._assignment, groupid=0,
                            filter="")  # fmt: skip
        if not isinstance(listed, list):
            raise Refused("what Moodle sent is not a list of participants. Nothing was sent.")
        self._graded = dict(self._grades())
        people = tuple(self._standing(one) for one in listed)
        notes: tuple[str, ...] = ()
        if not self._takes_comments and self._comments != "none":
            notes = ("Feedback comments are off in this assignment, so marks alone are sent.",)
        return LmsSheet(f'"{about["name"]}"', float(about["grade"]), people, notes)

    def _about(self) -> Mapping[str, Any]:
        """The assignment behind the number in the address, if marks can be sent to it."""
        answer = self._call("core_course_get_course_module", cmid=self._module)
        module = fields(answer, "Moodle's answer", cm=Mapping)["cm"]
        fields(module, "Moodle's module", course=int, instance=int, modname=str)
        if module["modname"] != "assign":
            raise Refused(f"this is the address of a {module['modname']}, not of an assignment.")
        found = self._call("mod_assign_get_assignments", courseids=[module["course"]])
        for course in fields(found, "Moodle's list", courses=list)["courses"]:
            for one in fields(course, "a course of Moodle's", assignments=list)["assignments"]:
                if one.get("id") == module["instance"]:
                    _check(fields(one, "Moodle's assignment", id=int, name=str, grade=_NUMBER))
                    return one  # type: ignore[no-any-return]
        raise Refused("Moodle does not show this assignment to the token's owner.")

    def _grades(self) -> Iterator[tuple[str, float | None]]:
        found = self._call("mod_assign_get_grades", assignmentids=[self._assignment])
        for one in fields(found, "Moodle's list of grades", assignments=list)["assignments"]:
            for grade in fields(one, "a list of grades", grades=list)["grades"]:
                fields(grade, "a grade of Moodle's", userid=int, grade=(str, int, float))
                score = score_of(grade["grade"])
                # -1 is Moodle's "no grade".
                yield str(grade["userid"]), None if score is None or score < 0 else score

    def _standing(self, one: object) -> LmsEntry:
        person = fields(one, "a participant of Moodle's", id=int, fullname=str)
        ids = tuple(str(person.get(name) or "") for name in ("idnumber", "email", "username"))
        user = str(person["id"])
        return LmsEntry(user, ids, person["fullname"], self._graded.get(user))

    def comment(self, standing: LmsEntry, mark: ChapterMark, filled: Filled) -> str | Keep | None:
        """The comment with ours in it; as it stands there, it is sent with a mark that changes.

        Moodle takes a mark and its comment together, so a comment that cannot be read would be
        lost. It is asked for as it was written, because a rendered one would be stored rendered.
        """
        if not self._takes_comments:
            return None
        answer = self._call(
            "mod_assign_get_submission_status", assignid=self._assignment, userid=standing.user,
            moodlewssettingraw=1, moodlewssettingfilter=0, moodlewssettingfileurl=0,
        )  # fmt: skip
        status = fields(answer, "Moodle's answer")
        feedback = status.get("feedback")
        if not isinstance(feedback, Mapping):
            # Moodle keeps back what is hidden from the students.
            if standing.score is not None:
                return KEEP
            feedback = {}
        said = _comment_in(feedback)
        if _FILES in said:
            return KEEP
        new = filled.said(said, mark, self._comments)
        self._stands[standing.user] = said
        return None if new == said else new

    def send(self, changes: Sequence[ToSend]) -> None:
        """Send them, a hundred at a time."""
        for start in range(0, len(changes), _AT_ONCE):
            grades = [self._grade(change) for change in changes[start : start + _AT_ONCE]]
            with self._note.one_request() if self._note else nullcontext():
                self._call("mod_assign_save_grades", sending=True, assignmentid=self._assignment,
                           applytoall=0, grades=grades)  # fmt: skip

    def _grade(self, change: ToSend) -> dict[str, Any]:
        grade: dict[str, Any] = {
            "userid": change.user, "grade": change.score, "attemptnumber": -1, "addattempt": 0,
            "workflowstate": "",
        }  # fmt: skip
        if self._takes_comments:
            stands = self._stands.get(change.user, "")
            editor = {"text": stands if change.comment is None else change.comment, "format": 1}
            grade["plugindata"] = {"assignfeedbackcomments_editor": editor}
        return grade

    def _call(self, function: str, *, sending: bool = False, **values: object) -> Any:
        # The token goes into the body: an address is written into the logs of servers.
        form = {"wstoken": self._token.reveal(), "wsfunction": function,
                "moodlewsrestformat": "json", **dict(_flat("", values))}  # fmt: skip
        session = self._writer if sending else self._reader
        with faults_told(self.name, self._token, sending=sending):
            response = session.post(self._server, data=form)
            if response.status_code >= 500 and sending:
                raise Unanswered(f"Moodle answered with status {response.status_code}")
            if not response.ok:
                sentence = (
                    f"Moodle answered with status {response.status_code}; are web services "
                    "switched on there?"
                )
                raise Refused(sentence if sending else f"{sentence} Nothing was sent.")
            answer = response.json()
        if isinstance(answer, Mapping) and "exception" in answer:
            self._refuse(function, answer)
        return answer

    def _refuse(self, function: str, answer: Mapping[str, Any]) -> None:
        code = str(answer.get("errorcode") or "")
        if code in ("invalidtoken", "accessexception"):
            raise Refused(
                f"Moodle does not take the token for {function}: it has expired, or its service "
                "lacks this function. A token is made under Preferences > Security keys; the "
                "service has to hold the functions that docs/lms.md lists."
            )
        said = self._token.hidden_in(str(answer.get("message") or code))[:200]
        raise Refused(f"Moodle does not allow {function}: {said}")


def _check(about: Mapping[str, Any]) -> None:
    """See that single marks in points can be sent to this assignment."""
    if about["grade"] <= 0:
        raise Refused("this assignment is not graded with points in Moodle: change that there.")
    if about.get("markingworkflow"):
        raise Refused(
            "this assignment uses Moodle's marking workflow, in which comments cannot be read from "
            "outside: use the grading worksheet, with `marks`."
        )
    if about.get("blindmarking") and not about.get("revealidentities"):
        raise Refused("Moodle hides who the students are: reveal the identities there first.")


def _comment_in(feedback: Mapping[str, Any]) -> str:
    for plugin in feedback.get("plugins") or ():
        if isinstance(plugin, Mapping) and plugin.get("type") == "comments":
            texts = [str(one.get("text") or "") for one in plugin.get("editorfields") or ()]
            return texts[0] if texts else ""
    return ""


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    """Nested values as PHP reads them from a form: ``grades[0][userid]``."""
    if isinstance(value, Mapping):
        pairs: Iterator[tuple[object, object]] = iter(value.items())
    elif isinstance(value, list | tuple):
        pairs = iter(enumerate(value))
    else:
        yield prefix, str(value)
        return
    for key, inner in pairs:
        yield from _flat(f"{prefix}[{key}]" if prefix else str(key), inner)
