"""This session beside the saved file: work that was run and not saved, checks that do not pass."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from course_utils.core.exercise import Exercise, exercises
from course_utils.core.released import Released, checksum
from course_utils.handin.findings import NotebookFinding
from course_utils.handin.match import DEFINES, Match, counting, filled, is_blank
from course_utils.handin.notebook import EXERCISE_LINE, Notebook
from course_utils.notebook.records import records
from course_utils.notebook.stale import last_version, say_stale
from course_utils.texts import Words, say
from course_utils.views.card import shell


def history() -> list[str]:
    """The cells that this kernel has run, as they were typed."""
    running = shell()
    manager = getattr(running, "history_manager", None)
    raw = getattr(manager, "input_hist_raw", None)
    return [text for text in raw if isinstance(text, str)] if raw else []


def unsaved_findings(
    notebook: Notebook, released: Released, found: Match, ran: Sequence[str]
) -> Iterator[NotebookFinding]:
    """Answers and helper functions that ran in this kernel, and are not in the file."""
    if notebook.live:
        return
    last = {}
    for text in ran:
        for name in EXERCISE_LINE.findall(text):
            last[name] = text
    for cell in released.cells:
        if cell.role != "exercise" or cell.id not in last or cell.id not in found.places:
            continue
        places = found.places[cell.id]
        kept = {checksum(notebook.cells[place].source) for place in places}
        if checksum(last[cell.id]) not in kept:
            saved = notebook.cells[counting(cell, places, notebook.cells)]
            blank = is_blank(cell, saved)
            what = say("session.not-saved-empty") if blank else say("session.not-saved")
            yield NotebookFinding("stop", cell.id, what, say("session.not-saved.todo"))
    yield from _lost_helpers(notebook, ran)


def _lost_helpers(notebook: Notebook, ran: Sequence[str]) -> Iterator[NotebookFinding]:
    running = shell()
    alive = running.user_ns if running is not None else {}
    text = "\n".join(cell.source for cell in notebook.cells)
    kept = set(DEFINES.findall(text))
    mentioned = set(re.findall(r"\w+", text))
    defined = dict.fromkeys(
        name
        for source in ran
        if not EXERCISE_LINE.search(source)
        for name in DEFINES.findall(source)
    )
    # One that no saved cell speaks of is an experiment, and nobody's loss.
    lost = [name for name in defined if name in alive and name not in kept and name in mentioned]
    if lost:
        names = ", ".join(f"`{name}`" for name in lost)
        yield NotebookFinding(
            "mend",
            ", ".join(lost),
            say("session.lost", names=names),
            say("session.lost.todo"),
        )


def check_findings(
    notebook: Notebook,
    released: Released,
    found: Match,
    names: dict[str, Any] | None,
    told: Collection[Words] = (),
) -> Iterator[NotebookFinding]:
    """Filled-in exercises whose visible checks do not pass in this session.

    Of those in ``told`` something was said that no check can better.
    """
    remembered = records()
    known = exercises()
    for cell in released.cells:
        places = found.places.get(cell.id, ())
        if cell.role != "exercise" or cell.id not in known or cell.id in told:
            continue
        # In another cell it is judged like any other.
        if not filled(cell, places, notebook.cells) and cell.id not in found.elsewhere:
            continue
        exercise = known[cell.id]
        if older := last_version(exercise, names or {}):
            what = say_stale(older, "nothing")
            yield NotebookFinding("mend", cell.id, what, say("session.older.todo"))
        elif names is not None and exercise.symbol in names:
            yield from _judged(exercise, names)
        else:
            entry = remembered.get(cell.id)
            if entry is None or entry.state != "passed" or entry.now:
                yield NotebookFinding(
                    "mend",
                    cell.id,
                    say("session.not-run"),
                    say("session.not-run.todo"),
                )


def _judged(exercise: Exercise, names: dict[str, Any]) -> Iterator[NotebookFinding]:
    from course_utils.notebook.check import visible_verdict

    try:
        verdict = visible_verdict(exercise, names)
    except KeyboardInterrupt:  # of one endless answer; the others are looked at all the same
        yield NotebookFinding("mend", exercise.id, say("session.stopped"), say("loop.todo"))
        return
    if verdict.state == "passed":
        return
    if verdict.state == "not_attempted":
        what, todo = say("session.empty"), say("session.empty.todo")
    elif verdict.state == "grader_fault":
        what, todo = say("session.fault"), say("session.fault.todo")
    else:
        what, todo = say("session.wrong"), say("session.wrong.todo")
    yield NotebookFinding("mend", exercise.id, what, todo)
