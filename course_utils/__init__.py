"""The student's package: check an answer, ask for a hint, draw a picture.

Names are imported when they are first used, so that ``import course_utils``
costs next to nothing and the instructor's tools can read an exercise's text
without loading torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from course_utils.exercise import NotAttempted

if TYPE_CHECKING:
    from course_utils import digits, pictures  # type: ignore[attr-defined]
    from course_utils.checks import CheckFailed, check
    from course_utils.classes import method_of
    from course_utils.demos import demo
    from course_utils.hints import hint
    from course_utils.records import progress

__version__ = "0.1.0"

__all__ = [
    "CheckFailed",
    "NotAttempted",
    "__version__",
    "check",
    "demo",
    "digits",
    "hint",
    "method_of",
    "pictures",
    "progress",
]

# No module may bear the name of a function here: importing it would put the
# module in the function's place.
_HOMES = {
    "CheckFailed": "checks",
    "check": "checks",
    "demo": "demos",
    "hint": "hints",
    "method_of": "classes",
    "progress": "records",
}
_MODULES = ("digits", "pictures")


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"course_utils.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"course_utils.{name}")
    else:
        raise AttributeError(f"module 'course_utils' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
