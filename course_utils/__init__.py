"""The student's package: check an answer, ask for a hint, draw a picture.

Names are imported when they are first used, so that ``import course_utils``
costs next to nothing and the instructor's tools can read an exercise's text
without loading torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from course_utils.core.exercise import NotAttempted
from course_utils.texts import say, words

if TYPE_CHECKING:
    from course_utils import digits, labs, pictures
    from course_utils.handin.submission import submit
    from course_utils.notebook.arrange import arrange
    from course_utils.notebook.check import CheckFailed, check
    from course_utils.notebook.classes import method_of
    from course_utils.notebook.demo import demo
    from course_utils.notebook.explain import explain
    from course_utils.notebook.guess import guess
    from course_utils.notebook.hint import hint
    from course_utils.notebook.own_seeds import my_id, own_seeds
    from course_utils.notebook.progress import progress
    from course_utils.notebook.reset import reset
    from course_utils.notebook.review import review
    from course_utils.notebook.summary import summary

__version__ = "0.1.0"
# As numbers, so that a notebook's set-up cell can compare: "0.10.0" is not below "0.9.0".
RELEASE = tuple(int(part) for part in __version__.split("."))

__all__ = [
    "CheckFailed",
    "NotAttempted",
    "__version__",
    "arrange",
    "check",
    "demo",
    "digits",
    "explain",
    "guess",
    "hint",
    "labs",
    "method_of",
    "my_id",
    "own_seeds",
    "pictures",
    "progress",
    "reset",
    "review",
    "submit",
    "summary",
]

# No module may bear the name of a function here: importing it would put the
# module in the function's place. `submit.py`, a command, is the exception: it
# can be called as the function.
_HOMES = {
    "CheckFailed": "notebook.check",
    "arrange": "notebook.arrange",
    "check": "notebook.check",
    "demo": "notebook.demo",
    "explain": "notebook.explain",
    "guess": "notebook.guess",
    "hint": "notebook.hint",
    "method_of": "notebook.classes",
    "my_id": "notebook.own_seeds",
    "own_seeds": "notebook.own_seeds",
    "progress": "notebook.progress",
    "reset": "notebook.reset",
    "review": "notebook.review",
    "submit": "handin.submission",
    "summary": "notebook.summary",
}
_MODULES = ("digits", "labs", "pictures")


class PackageMissing(ModuleNotFoundError):
    """A package that the course needs is not installed; the message says how to get it."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, and none of the lines that led to it."""
        return [str(self)]


def _module(name: str) -> Any:
    try:
        return importlib.import_module(f"course_utils.{name}")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", "course_utils"):
            raise
        sentence = words(say("data.package-missing", package=missing))
        raise PackageMissing(sentence, name=missing) from None


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(_module(_HOMES[name]), name)
    elif name in _MODULES:
        value = _module(name)
    else:
        raise AttributeError(f"module 'course_utils' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
