"""A picture that cannot be drawn of what was given: a sentence, and none of our own lines."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from course_utils.core.exercise import NotAttempted
from course_utils.texts import say, words

P = ParamSpec("P")
R = TypeVar("R")
_OURS = str(Path(__file__).parents[1])


class NotDrawn(ValueError):
    """What was given cannot be drawn; the message says why."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, and none of the lines that led to it."""
        return [str(self)]


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator for what a notebook calls: a slip in the arguments becomes a sentence.

    An exception that the student's own function raised is theirs, and stays what it is.
    """

    @functools.wraps(function)
    def call(*given: P.args, **named: P.kwargs) -> R:
        try:
            return function(*given, **named)
        except (NotDrawn, NotAttempted):  # what is still empty is told by demo()
            raise
        except Exception as error:
            if not _is_raised_by_us(error):
                raise
            name = f"{function.__module__.split('.')[1]}.{function.__name__}"  # labs.digits
            fault = str(error).rstrip(".") or type(error).__name__
            raise NotDrawn(words(say("picture.not-drawn", name=name, fault=fault))) from error

    return call


def _is_raised_by_us(error: Exception) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OURS)
