"""A check that runs long says so while it runs: how long, in which line, and how to stop it."""

from __future__ import annotations

import contextvars
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from course_utils.notebook.stopping import own_line
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import Card, Shown, shell, show

_FIRST = 3.0  # seconds of which nobody needs to be told
_AGAIN = 4.0


class LongRun:
    """What is told of one check while it runs, and how long that is."""

    def __init__(self, exercise_id: str) -> None:
        """Count from now on.

        Args:
            exercise_id: what is checked.
        """
        self.shown: Shown | None = None
        self._exercise = exercise_id
        self._begun = time.monotonic()
        self._over = threading.Event()
        self._watched = threading.get_ident()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Tell of it from now on."""
        # A display finds the cell that it belongs to by its context, which a thread lacks.
        run = contextvars.copy_context().run
        self._thread = threading.Thread(target=run, args=(self._tell,), daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    def end(self) -> None:
        """Tell nothing any more."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _tell(self) -> None:
        wait = _FIRST
        while not self._over.wait(wait):
            wait = _AGAIN
            card = _card(self._exercise, self.seconds, self._line())
            if self.shown is None:
                self.shown = show(card)
            else:
                self.shown.become(card)

    def _line(self) -> str:
        frame: FrameType | None = sys._current_frames().get(self._watched)
        return own_line(traceback.extract_stack(frame)) if frame is not None else ""


def _card(exercise_id: str, seconds: float, line: str) -> Card:
    told = say("check.running", seconds=f"{seconds:.0f}")
    if line:
        told = say("check.running-in-line", seconds=f"{seconds:.0f}", line=line)
    headline, how = words(told), words(say("check.how-to-stop"))
    text = f"{exercise_id}: {headline}\n{how}".replace("`", "")
    return Card(html.frame("info", exercise_id, headline, [html.paragraph(how)]), text)


@contextmanager
def told_while_it_runs(exercise_id: str) -> Iterator[LongRun]:
    """Tell of what runs inside, once it takes long and where somebody would see it."""
    run = LongRun(exercise_id)
    if hasattr(shell(), "kernel") and not os.environ.get("NBGRADER_EXECUTION"):
        run.begin()
    try:
        yield run
    finally:
        run.end()
