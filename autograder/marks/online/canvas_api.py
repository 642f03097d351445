"""Canvas's API, by canvasapi: one assignment's submissions, read and written.

As developerdocs.instructure.com has it: the list of submissions comes in pages, each with a Link
header; ``update_grades`` takes many marks at once and is worked on later, as a Progress. Comments
are only ever added. What a teacher entered is ``entered_score``; ``score`` is what Canvas's own
late policy leaves of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import requests
from canvasapi.course import Course as CanvasCourse
from canvasapi.exceptions import (
    CanvasException,
    Forbidden,
    InvalidAccessToken,
    RateLimitExceeded,
    ResourceDoesNotExist,
    Unauthorized,
)
from canvasapi.progress import Progress
from canvasapi.requester import Requester

from autograder.errors import Refused, Stopped
from autograder.marks.book import ChapterMark, feedback_of, has_persons_words, with_feedback
from autograder.marks.fill import Comments, Filled
from autograder.marks.online.plan import Keep, LmsEntry, LmsSheet, ToSend, score_of
from autograder.marks.online.token import Token
from autograder.marks.online.under_way import UnderWay
from autograder.marks.online.wire import Announce, Unanswered, faults_told, fields, open_session

_NUMBER = (int, float)
# Rails reads at most 4096 fields of one form; a student takes two.
_AT_ONCE = 1000
_LONGEST = 300.0
_MOST_PAGES = 500  # of up to a hundred students
_SHAPES = (AttributeError, TypeError, KeyError, ValueError, RecursionError)


class NoSuch(Refused):
    """Canvas has nothing under this number."""


class CanvasRemote:
    """An assignment in Canvas."""

    name = "Canvas"
    enters_later = True

    def __init__(
        self,
        base: str,
        course: int,
        assignment: int,
        token: Token,
        comments: Comments,
        say: Announce,
        note: UnderWay | None = None,
    ) -> None:
        """Nothing is asked for yet.

        Args:
            base: the address without a path.
            course: Canvas's number.
            assignment: Canvas's number.
            token: of a teacher of the course.
            comments: what to do where a person's comment stands.
            say: is told why nothing moves.
            note: what an earlier run left under way, and where this one writes that down; None
                for one that only looks.

        Raises:
            Refused: Canvas cannot do that with comments.
        """
        if comments == "replace":
            raise Refused(
                "Canvas keeps every comment, so --comments replace cannot be done: delete them "
                "there, or choose append, keep or none."
            )
        self.where = f"{base}/courses/{course}/assignments/{assignment}"
        self._token, self._comments, self._say = token, comments, say
        self._note = note
        # At its lowest level canvasapi logs the end of the token.
        logging.getLogger("canvasapi").setLevel(logging.WARNING)
        self._requester = Requester(base, token.reveal())
        self._session = open_session(say)
        self._session.hooks["response"].append(self._note_page)
        # canvasapi has no public way to give it a session with limits of time and patience.
        self._requester._session = self._session
        self._course, self._number = course, assignment
        self._pages: list[requests.Response] = []
        self._said: dict[str, list[str]] = {}

    def read(self) -> LmsSheet:
        """What stands there, whole, once what was sent before has been entered."""
        self._settle()
        with faults_told(self.name, self._token), self._answered():
            course = CanvasCourse(self._requester, {"id": self._course})
            self._assignment = course.get_assignment(self._number)
        about = fields(
            vars(self._assignment), "Canvas's assignment", name=str, points_possible=_NUMBER
        )
        _check(about)
        rows = self._rows()
        people = tuple(_standing(row) for row in rows)
        self._said = {
            str(row["user_id"]): [
                str(one.get("comment") or "")
                for one in row.get("submission_comments") or ()
                if isinstance(one, dict)
            ]
            for row in rows
        }
        taken = sum(bool(score_of(row.get("points_deducted"))) for row in rows)
        notes = (
            f"Canvas's own late policy takes points off {taken} of these marks, besides the late "
            "penalties of the gradebook: switch one of the two off.",
        )
        title = f'"{about["name"]}"'
        return LmsSheet(title, float(about["points_possible"]), people, notes if taken else ())

    def _rows(self) -> list[dict[str, Any]]:
        self._pages = []
        with faults_told(self.name, self._token), self._answered():
            listed = list(self._assignment.get_submissions(include=["user", "submission_comments"]))
        self._check_pages(len(listed))
        rows = [vars(one) for one in listed]
        for row in rows:
            fields(row, "a submission of Canvas's", user_id=int)
            fields(row.get("user"), "a person of Canvas's", name=str)
        return rows

    def _note_page(self, response: requests.Response, **others: object) -> None:
        if response.request.method == "GET" and "/submissions" in (response.request.url or ""):
            again = any(page.request.url == response.request.url for page in self._pages)
            if again or len(self._pages) >= _MOST_PAGES:
                raise Refused("Canvas's list of submissions does not end. Nothing was sent.")
            self._pages.append(response)

    def _check_pages(self, count: int) -> None:
        """See that all pages came: each says which one it is, and the last one that it is last."""
        pages = [page for page in self._pages if page.ok]
        rows = [page.json() for page in pages]
        if not all(isinstance(page, list) for page in rows):
            raise Refused("what Canvas sent is not a list of submissions. Nothing was sent.")
        if not all(page.links for page in pages) or sum(map(len, rows)) != count:
            raise Refused(
                "Canvas's list of submissions came without its page numbers, so that nobody can "
                "tell whether it is whole. Nothing was sent."
            )
        here, last = (_page(pages[-1].links, name) for name in ("current", "last"))
        if "next" in pages[-1].links or (here and last and here != last):
            raise Refused(
                f"Canvas's list of submissions ends at page {here} of {last}. Nothing was sent."
            )

    def comment(self, standing: LmsEntry, mark: ChapterMark, filled: Filled) -> str | Keep | None:
        """Ours, unless it is the latest of ours already, or a person's keeps it away."""
        said = self._said.get(standing.user, [])
        persons = any(has_persons_words(text, mark) for text in said)
        filled.kept += persons
        if self._comments == "none" or (self._comments == "keep" and persons):
            return None
        line = feedback_of(mark)
        # Ours is what another line of points would take the place of.
        ours = [
            t for t in said if not has_persons_words(t, mark) and with_feedback(t, mark) == line
        ]
        return None if ours and ours[-1].strip() == line else line

    def send(self, changes: Sequence[ToSend]) -> None:
        """Send them; Canvas works on them later, and that is waited for."""
        for start in range(0, len(changes), _AT_ONCE):
            self._send(changes[start : start + _AT_ONCE])

    def _send(self, changes: Sequence[ToSend]) -> None:
        data = {
            change.user: {"posted_grade": change.score}
            | ({} if change.comment is None else {"text_comment": change.comment})
            for change in changes
        }
        if self._note:
            self._note.begins()
        try:
            with self._sending():
                progress = self._assignment.submissions_bulk_update(grade_data=data)
                number = int(progress.id)
        except Refused:
            if self._note:
                self._note.ends()  # Canvas has not taken it
            raise
        if self._note:
            self._note.is_taken(number)
        with self._sending():
            progress = self._ended(progress)
        if self._note:
            self._note.ends()
        if progress.workflow_state != "completed":
            raise Unanswered("Canvas took the marks and could not enter all of them")

    def _ended(self, progress: Progress) -> Progress:
        """Canvas's work on what was sent, when it is over.

        Raises:
            Stopped: it takes too long. Nobody may send it again meanwhile.
        """
        pause, waited = 0.2, 0.0
        while progress.workflow_state in ("queued", "running"):
            if waited > _LONGEST:
                raise Stopped(
                    f"Canvas has been working on what was sent for {_LONGEST / 60:.0f} minutes. "
                    "The same command, later, waits for it, and sends only what differs then."
                )
            time.sleep(pause)
            waited, pause = waited + pause, min(2 * pause, 5.0)
            progress = progress.query()
        return progress

    def _settle(self) -> None:
        """Wait until an earlier run's marks have been entered: they would be sent twice."""
        left = self._note.left() if self._note else None
        if self._note is None or left is None or left.progress is None:
            return  # without a number there is nothing to ask for but the marks themselves
        self._say("Canvas works on marks that were sent before; waiting until it is done.")
        try:
            with faults_told(self.name, self._token), self._answered():
                work = Progress(self._requester, {"id": left.progress}).query()
                self._ended(work)
        except NoSuch:
            pass  # Canvas forgets what was done long ago
        self._note.ends()

    @contextmanager
    def _sending(self) -> Iterator[None]:
        with faults_told(self.name, self._token, sending=True), self._answered(sending=True):
            yield

    def _answered(self, *, sending: bool = False) -> _Answered:
        return _Answered(self._token, sending)


class _Answered:
    """Canvas's own refusals in a sentence."""

    def __init__(self, token: Token, sending: bool) -> None:
        self._token, self._sending = token, sending

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> Literal[False]:
        if isinstance(fault, _SHAPES) and not isinstance(fault, requests.RequestException):
            # canvasapi takes an answer for the object that it asked for, without looking.
            sentence = "what Canvas sent is not what its API says"
            if self._sending:
                raise Unanswered(sentence) from None
            raise Refused(f"{sentence}. Nothing was sent.") from None
        if not isinstance(fault, CanvasException):
            return False
        if isinstance(fault, InvalidAccessToken | Unauthorized):
            raise Refused(
                "Canvas does not take the token: it has expired, or belongs to somebody who does "
                "not teach this course. Make one in Canvas: Account > Settings > New access token."
            ) from None
        if isinstance(fault, ResourceDoesNotExist):
            raise NoSuch("Canvas has no such course or assignment, or hides it.") from None
        if isinstance(fault, RateLimitExceeded):
            raise Refused("Canvas says again and again to wait. Try in some minutes.") from None
        said = self._token.hidden_in(str(fault))[:200]
        if isinstance(fault, Forbidden):
            raise Refused(f"Canvas does not allow it: {said}") from None
        if self._sending:
            raise Unanswered(f"Canvas answered: {said}") from None
        raise Refused(f"Canvas answered: {said}. Nothing was sent.") from None


def _check(about: Any) -> None:
    """See that single marks in points can be sent to this assignment."""
    if about.get("grading_type") in ("pass_fail", "not_graded"):
        raise Refused("this assignment is not graded with points in Canvas: change that there.")
    if about.get("anonymize_students"):
        raise Refused("Canvas hides who the students are: switch anonymous grading off there.")
    if about.get("moderated_grading"):
        raise Refused("this assignment is moderated in Canvas, which takes no marks this way.")
    if about.get("group_category_id") and not about.get("grade_group_students_individually"):
        raise Refused(
            "Canvas gives one member's mark to the whole group: switch on "
            "“Assign grades to each student individually” in the assignment."
        )


def _standing(row: dict[str, Any]) -> LmsEntry:
    user = row["user"]
    ids = (str(row["user_id"]), *(str(user.get(n) or "") for n in ("sis_user_id", "login_id")))
    entered = row.get("entered_score", row.get("score"))
    locked = bool(row.get("excused"))
    return LmsEntry(str(row["user_id"]), ids, user["name"], score_of(entered), locked)


def _page(links: Any, name: str) -> str:
    url = str(links.get(name, {}).get("url", ""))
    return parse_qs(urlsplit(url).query).get("page", [""])[0]
