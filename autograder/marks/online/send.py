"""From an assignment's address to marks that stand in the LMS."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs

from autograder.errors import Refused, Signalled, Stopped
from autograder.marks.fill import Comments
from autograder.marks.online.plan import Remote, SendPlan
from autograder.marks.online.token import Token
from autograder.marks.online.under_way import SETTLES, UnderWay
from autograder.marks.online.wire import Announce, Unanswered, address

_CANVAS = re.compile(r"/courses/(\d+)/assignments/(\d+)(?:/|$)")
_SPEED_GRADER = re.compile(r"/courses/(\d+)/gradebook/speed_grader$")
_MOODLE = re.compile(r"^(.*)/mod/assign/view\.php$")
_TIMES = 3
_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class LmsAssignment:
    """Which assignment of which LMS.

    Attributes:
        lms: canvas or moodle.
        base: where the LMS's own addresses begin.
        numbers: Canvas's course and assignment; Moodle's module.
    """

    lms: Literal["canvas", "moodle"]
    base: str
    numbers: tuple[int, ...]

    @property
    def name(self) -> str:
        """As the LMS is called."""
        return self.lms.capitalize()

    @property
    def place(self) -> str:
        """The address, written in one way."""
        return " ".join((self.base.lower(), *map(str, self.numbers)))

    @property
    def variable(self) -> str:
        """The environment variable that may hold the token."""
        return f"{self.lms.upper()}_TOKEN"


def assignment_at(url: str) -> LmsAssignment:
    """The assignment that an address out of the browser is of.

    Raises:
        Refused: it is none of an assignment.
    """
    parts = address(url)
    host = f"{parts.scheme}://{parts.netloc}"
    query = parse_qs(parts.query)
    if found := _CANVAS.match(parts.path):
        return LmsAssignment("canvas", host, (int(found[1]), int(found[2])))
    number = query.get("assignment_id", [""])[0]
    if (found := _SPEED_GRADER.match(parts.path)) and number.isdecimal():
        return LmsAssignment("canvas", host, (int(found[1]), int(number)))
    number = query.get("id", [""])[0]
    if (found := _MOODLE.match(parts.path)) and number.isdecimal():
        return LmsAssignment("moodle", host + found[1], (int(number),))
    raise Refused(
        "this is not the address of an assignment. Open the assignment in the browser and copy it: "
        "https://…/courses/17/assignments/25 of Canvas, https://…/mod/assign/view.php?id=77 of "
        "Moodle."
    )


def remote_of(
    target: LmsAssignment,
    token: Token,
    comments: Comments,
    say: Announce,
    note: UnderWay | None = None,
) -> Remote:
    """The assignment behind its LMS's API.

    Args:
        target: which one.
        token: of a teacher.
        comments: what to do where a person's comment stands.
        say: is told why nothing moves.
        note: about what is under way; None for whoever only looks.

    Raises:
        Refused: the extra is not installed, or the LMS cannot do that with comments.
    """
    try:
        if target.lms == "canvas":
            from autograder.marks.online.canvas_api import CanvasRemote

            course, number = target.numbers
            return CanvasRemote(target.base, course, number, token, comments, say, note)
        from autograder.marks.online.moodle_api import MoodleRemote

        return MoodleRemote(target.base, target.numbers[0], token, comments, say, note)
    except ModuleNotFoundError as fault:
        raise Refused(
            f"{fault.name} is not installed, which talks to {target.name}: "
            "`pip install -c constraints.txt -e '.[instructor,lms]'`."
        ) from None


def first_look(
    remote: Remote, note: UnderWay | None, again: Callable[[], SendPlan], say: Announce
) -> SendPlan:
    """What has to be sent, when what an earlier run left under way has had its time to arrive.

    Args:
        remote: the assignment.
        note: what an earlier run left; None for one that only looks, and waits for nothing.
        again: reads and compares.
        say: is told what an earlier run left, and why nothing moves.

    Raises:
        Refused: it cannot be read.
    """
    left = note.left() if note else None
    plan = again()
    if left is None:
        return plan
    if plan.changes and left.progress is None and (rest := left.settles_in):
        say(
            f"marks were sent to {remote.name} a moment ago, and their answer never came: waiting "
            f"up to {math.ceil(rest)} s for them to be seen there."
        )
        plan = _entered(plan, again, time.monotonic() + rest)
    count = len(plan.changes)
    say(
        f"an earlier run was broken off while it sent marks to {remote.name}. "
        + (
            f"There, what {count} student{'s have' if count > 1 else ' has'} differs from what is "
            "to be sent; all others have it."
            if count
            else "All that is to be sent stands there."
        )
    )
    return plan


def deliver(
    remote: Remote, plan: SendPlan, again: Callable[[], SendPlan], say: Announce
) -> SendPlan:
    """Send a plan, and look in the LMS what has arrived.

    What was sent and not answered is not sent again blindly: what stands there is read, and what
    still differs is sent. So no comment comes twice.

    Args:
        remote: the assignment.
        plan: what to send.
        again: reads and compares anew.
        say: is told why nothing moves.

    Returns:
        What still differs, though the LMS said that it took it.

    Raises:
        Refused: the LMS refuses; nothing was sent.
        Stopped: the LMS broke off again and again; says how many marks are missing.
    """
    wanted = len(plan.changes)
    for attempt in range(_TIMES):
        try:
            remote.send(plan.changes)
        except Unanswered as fault:
            why = str(fault)
        except Refused as fault:
            raise _half(remote, again, wanted, str(fault)) from None
        else:
            return again()
        say(f"{why}; looking what has arrived.")
        try:
            plan = _arrived(remote, again, _PAUSE * (attempt + 1))
        except Refused:
            raise Stopped(
                f"{why}, and what has arrived cannot be read now. The same command, later, looks "
                "there and sends only what differs."
            ) from None
        if not plan.changes:
            return plan
    left = len(plan.changes)
    raise Stopped(
        f"{why}, {_TIMES} times. Of {wanted} students {wanted - left} have what was sent, {left} "
        f"have not. The same command sends only these."
    )


@contextmanager
def interrupted_told(remote: Remote) -> Iterator[None]:
    """A signal in the middle of sending, as a sentence that says what it leaves.

    Raises:
        Stopped: a signal came.
    """
    try:
        yield
    except Signalled as end:
        raise Stopped(
            f"interrupted while marks were being sent: some may stand in {remote.name} already. "
            "The same command looks there, and sends only what differs.",
            128 + end.number,
        ) from None


def _arrived(remote: Remote, again: Callable[[], SendPlan], pause: float) -> SendPlan:
    """What still differs, when what was sent has had the time to be entered."""
    until = time.monotonic() + SETTLES
    time.sleep(pause)
    plan = again()
    return _entered(plan, again, until) if remote.enters_later else plan


def _entered(plan: SendPlan, again: Callable[[], SendPlan], until: float) -> SendPlan:
    """What differs still, when nothing does or the time is over."""
    while plan.changes and (rest := until - time.monotonic()) > 0:
        time.sleep(min(_PAUSE, rest))
        plan = again()
    return plan


def _half(remote: Remote, again: Callable[[], SendPlan], wanted: int, why: str) -> Exception:
    """A refusal in the middle: whether anything arrived decides what is said."""
    try:
        left = len(again().changes)
    except Refused:
        return Stopped(f"{why} Whether something has arrived cannot be read.")
    if left == wanted:
        return Refused(f"{why} Nothing was changed in {remote.name}.")
    return Stopped(f"{why} {wanted - left} of {wanted} students have what was sent.")
