"""Where the last sending to an LMS ended, for the next one: a note beside the gradebook.

What was sent is asked of the LMS, never of a note. But Canvas takes marks at once and enters them
later, and Moodle goes on with a request whose sender has died: whoever looks meanwhile sees nothing
of them, and would send them a second time. So while something is under way, a file says since when,
and by which Progress of Canvas's.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.files.locking import alone

FOLDER = "sending"
SETTLES = 60.0
"""Seconds after which marks that were sent, and never answered, can be seen if they arrived."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a sending that ended half-way left behind.

    Attributes:
        since: when its last request was sent, in seconds since 1970.
        progress: Canvas's number for the work on it; None where the answer never came.
    """

    since: float
    progress: int | None

    @property
    def settles_in(self) -> float:
        """Seconds until what was sent can be seen, if it arrived; 0 when they are over."""
        return max(0.0, min(SETTLES, SETTLES - (time.time() - self.since)))


class UnderWay:
    """The note about one assignment."""

    def __init__(self, path: Path) -> None:
        """Args: path: the note's place."""
        self._path = path

    def left(self) -> Left | None:
        """What the last sending left unfinished; None where it came to its end."""
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
            number = note["progress"]
            return Left(float(note["since"]), None if number is None else int(number))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            # A note that nobody can read was one nevertheless: as if it were of this moment.
            return Left(time.time(), None)

    def begins(self) -> None:
        """A request goes out now."""
        self._write(None)

    def is_taken(self, progress: int) -> None:
        """The LMS has it, and works on it under this number."""
        self._write(progress)

    def ends(self) -> None:
        """Nothing is on its way any more."""
        self._path.unlink(missing_ok=True)

    @contextmanager
    def one_request(self) -> Iterator[None]:
        """A request that is over with its answer: taken, or refused."""
        self.begins()
        try:
            yield
        except Refused:
            self.ends()
            raise
        self.ends()

    def _write(self, progress: int | None) -> None:
        note = {"since": time.time(), "progress": progress}
        write_atomic(self._path, json.dumps(note) + "\n", mode=0o600)


def note_about(course: Path, place: str) -> UnderWay:
    """The note about an assignment, to read: whoever sends takes :func:`under_way`.

    Args:
        course: the folder.
        place: the assignment's address, written in one way.
    """
    return UnderWay(course / FOLDER / f"{_stem(place)}.json")


def _stem(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()[:16]


@contextmanager
def under_way(course: Path, place: str, lms: str) -> Iterator[UnderWay]:
    """The note about an assignment, while nobody else sends to it from this course folder.

    Args:
        course: the folder.
        place: the assignment's address, written in one way.
        lms: what the LMS is called.

    Raises:
        Refused: another process sends to it.
    """
    folder = course / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    busy = f"another run is at work on this assignment of {lms}'s; wait until it has ended."
    with alone(folder / f"{_stem(place)}.lock", busy):
        yield note_about(course, place)
