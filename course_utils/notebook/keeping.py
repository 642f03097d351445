"""Where progress is kept so that it outlives this machine: your Drive in Colab, else a file."""

from __future__ import annotations

import os
from pathlib import Path

from course_utils.core.brief import cut, spelled
from course_utils.core.kinds import with_article
from course_utils.notebook.records import (
    Unusable,
    keep_copy,
    known,
    merge_records,
    read_records,
)
from course_utils.texts import Message, say, words
from course_utils.views.card import shell

COPY_NAME = "gradient_workbook_progress.json"
# Where Colab puts a student's Drive once it is mounted.
DRIVE = Path("/content/drive/MyDrive")

ProgressPlace = bool | str | os.PathLike[str]
"""A file; True is the place where progress is kept if nothing else is said."""


def in_colab() -> bool:
    """Whether this is a notebook in Colab, whose files are gone after some hours."""
    return "google.colab" in str(type(shell()))


def usual_place() -> Path:
    """Drive where it is mounted, else the folder of the notebook."""
    return (DRIVE if DRIVE.is_dir() else Path()) / COPY_NAME


def _file(place: object) -> Path:
    """The file that is meant.

    Raises:
        OSError: nobody may look there.
        Unusable: no file can be meant.
    """
    if isinstance(place, bool):
        return usual_place()
    if not isinstance(place, str | os.PathLike):
        kind = with_article(type(place).__name__)
        raise Unusable(words(say("progress.no-place", kind=kind)))
    try:
        path = Path(os.path.expanduser(place))
        os.fsencode(path)
    except (ValueError, TypeError):  # half a sign; a path of bytes
        raise Unusable(words(say("progress.no-name"))) from None
    if "\0" in str(path):
        raise Unusable(words(say("progress.no-name")))
    return path / COPY_NAME if path.is_dir() else path


def _shown(place: object) -> str:
    return str(usual_place()) if isinstance(place, bool) else cut(spelled(place))


def _reason(fault: Exception) -> str:
    reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return reason.rstrip(".")


def save_progress(place: ProgressPlace) -> list[Message]:
    """Keep progress there, now and from now on in this session; says what came of it."""
    try:
        path = _file(place)
        keep_copy(path)
    except (OSError, Unusable) as fault:
        return [say("progress.not-saved", path=_shown(place), fault=_reason(fault))]
    told = [say("progress.saved", path=str(path))]
    if place is True and in_colab() and not DRIVE.is_dir():
        told.append(say("progress.mount-drive"))
    elif place is True and not DRIVE.is_dir():
        told.append(say("progress.take-along"))
    return told


def load_progress(place: ProgressPlace) -> list[Message]:
    """Add what is kept there; says what came of it."""
    try:
        path = _file(place)
        before = known()
        after = merge_records(read_records(path))
    except FileNotFoundError:
        told = [say("progress.no-file", path=str(_file(place)))]
        unmounted = place is True and in_colab() and not DRIVE.is_dir()
        return [*told, say("progress.mount-drive")] if unmounted else told
    except OSError as fault:
        return [say("progress.not-read", path=_shown(place), fault=_reason(fault))]
    except Unusable as fault:
        return [say("progress.not-loaded", fault=_reason(fault))]
    changed = sum(entry != before.exercises.get(n) for n, entry in after.exercises.items())
    if place is True:  # and what comes is kept there, too
        save_progress(path)
    return [say("progress.loaded", path=str(path), count=changed)]
