"""Where progress is kept so that it outlives this machine: your Drive in Colab, else a file."""

from __future__ import annotations

import os
from pathlib import Path

from course_utils.core.brief import brief, cut
from course_utils.notebook.record_file import Unusable, read_records
from course_utils.notebook.records import keep_copy, known, merge_records
from course_utils.texts import Message, say
from course_utils.views.card import in_colab

COPY_NAME = "gradient_workbook_progress.json"
# Where Colab puts a student's Drive once it is mounted.
DRIVE = Path("/content/drive/MyDrive")

ProgressPlace = bool | str | os.PathLike[str]
"""A file; True is the place where progress is kept if nothing else is said."""


def usual_place() -> Path:
    """Drive where it is mounted, else the folder of the notebook."""
    return (DRIVE if DRIVE.is_dir() else Path()) / COPY_NAME


def _file(place: ProgressPlace) -> Path | None:
    """The file that is meant; None for what is no name of one."""
    try:
        path = usual_place() if isinstance(place, bool) else Path(place).expanduser()
    except (TypeError, RuntimeError):
        return None
    try:
        os.fsencode(path)
    except UnicodeError:  # half a sign
        return None
    if "\0" in str(path):
        return None
    return path / COPY_NAME if os.path.isdir(path) else path


def save_progress(place: ProgressPlace) -> list[Message]:
    """Keep progress there, now and from now on in this session; returns the result in words."""
    path = _file(place)
    if path is None:
        return [say("progress.no-place", place=brief(place))]
    try:
        keep_copy(path)
    except (OSError, Unusable) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        return [say("progress.not-saved", path=cut(str(path)), fault=reason.rstrip("."))]
    told = [say("progress.saved", path=str(path))]
    if place is True and in_colab() and not DRIVE.is_dir():
        told.append(say("progress.mount-drive"))
    elif place is True and not DRIVE.is_dir():
        told.append(say("progress.take-along"))
    return told


def load_progress(place: ProgressPlace) -> list[Message]:
    """Add what is kept there; returns the result in words."""
    path = _file(place)
    if path is None:
        return [say("progress.no-place", place=brief(place))]
    try:
        before = known()
        after = merge_records(read_records(path))
    except FileNotFoundError:
        told = [say("progress.no-file", path=str(path))]
        unmounted = place is True and in_colab() and not DRIVE.is_dir()
        return [*told, say("progress.mount-drive")] if unmounted else told
    except (OSError, Unusable) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        return [say("progress.not-loaded", fault=reason.rstrip("."))]
    changed = sum(entry != before.exercises.get(n) for n, entry in after.exercises.items())
    if place is True:  # and what comes is kept there, too
        save_progress(path)
    return [say("progress.loaded", path=str(path), count=changed)]
