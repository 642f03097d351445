"""One door to the three kinds of file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from autograder.errors import Refused
from autograder.marks.book import ChapterMarks
from autograder.marks.canvas import fill_canvas, new_canvas
from autograder.marks.fill import Filled, FillSettings
from autograder.marks.moodle import fill_moodle, new_moodle
from autograder.marks.plain import new_plain
from course_utils.core.atomic import replacing

_NEW: Mapping[str, Callable[[ChapterMarks, FillSettings], Filled]] = {
    "canvas": new_canvas,
    "moodle": new_moodle,
    "nbgrader": new_plain,
}
_FILL: Mapping[str, Callable[[Path, ChapterMarks, FillSettings], Filled]] = {
    "canvas": fill_canvas,
    "moodle": fill_moodle,
}

LMS = tuple(_NEW)


def make_file(
    lms: str, marks: ChapterMarks, settings: FillSettings, template: Path | None
) -> Filled:
    """The marks as a file of that LMS.

    Raises:
        Refused: there is no such LMS, or its template does not fit.
    """
    if lms not in _NEW:
        raise Refused(f"--lms {lms}: there are {', '.join(_NEW)}.")
    if template is None:
        return _NEW[lms](marks, settings)
    if lms not in _FILL:
        raise Refused(f"--template is for {' and '.join(_FILL)}; leave it out for {lms}.")
    return _FILL[lms](template, marks, settings)


def write_file(path: Path, data: bytes, template: Path | None) -> None:
    """Write it whole or not at all, and never over the LMS's own export.

    Raises:
        Refused: it cannot be written there.
    """
    if template is not None and path.exists() and path.samefile(template):
        raise Refused(f"{path} is the template itself: give -o another name.")
    try:
        with replacing(path, f"{path.name}.new") as file:
            file.write(data)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
