"""A check that its student stops (■ in Jupyter, Ctrl-C in a terminal): short, with the line."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable

from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import Card

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LONGEST = 100


def stopped_card(exercise_id: str, stop: KeyboardInterrupt, seconds: float) -> Card:
    """What is said of a check that was stopped after so many seconds."""
    line = own_line(traceback.extract_tb(stop.__traceback__))
    stopped = say("check.stopped", time=_time(seconds))
    if line:
        stopped = say("check.stopped-in-line", time=_time(seconds), line=line)
    headline, todo = words(stopped), words(say("check.endless"))
    text = f"{exercise_id}: {headline.replace('`', '')}\n{todo}"
    return Card(html.frame("not yet", exercise_id, headline, [html.paragraph(todo)]), text)


def quiet(stop: KeyboardInterrupt, *, searching: bool = False) -> KeyboardInterrupt:
    """The same exception for the notebook, which has read the card: one line, no traceback.

    It has to go on: a run of all cells ends with it. ``searching``: only the search for the
    place was stopped, and the card stands.
    """
    said = say("check.search-stopped") if searching else say("check.interrupted")
    stop.__dict__["_render_traceback_"] = lambda: [words(said)]
    return stop.with_traceback(None)


def own_line(frames: Iterable[traceback.FrameSummary]) -> str:
    """The innermost line that is the student's: neither ours nor a library's.

    Args:
        frames: from the outermost to the innermost.
    """
    line = ""
    for frame in frames:
        ours = frame.filename.startswith(_OURS)
        library = "site-packages" in frame.filename or "/lib/python" in frame.filename
        if frame.line and not ours and not library:
            line = frame.line.strip().replace("`", "'")
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"


def _time(seconds: float) -> Message:
    if seconds < 1:
        return say("check.a-moment")
    return say("check.seconds", seconds=f"{seconds:.0f}")
