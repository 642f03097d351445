"""Which exercise, or question, is meant where none is named: the last one.

It is the one whose cell, check or hint was run last in this notebook; after a night, the one
that was checked last.
"""

from __future__ import annotations

import re

from course_utils.core.exercise import (
    Exercise,
    UnknownExercise,
    exercises,
    find_exercise,
    nameless,
)
from course_utils.core.verdict import Verdict
from course_utils.line_puzzles.all_puzzles import PUZZLES
from course_utils.notebook.predictions import predictions
from course_utils.notebook.ran import runs
from course_utils.notebook.records import known
from course_utils.texts import Words, say
from course_utils.views import html
from course_utils.views.card import show

# The first line of an exercise's cell, or a call that names an exercise.
_NAMED = re.compile(
    r"^\s*#\s*exercise:\s*([a-z0-9-]+)\s*$"
    r"|\b(?:check|hint|explain|reset)\(\s*[\"']([^\"'\n]+)[\"']",
    re.MULTILINE,
)
_ASKED = re.compile(r"\bguess\(\s*[\"']([^\"'\n]+)[\"']")
# Where no cells are known: a terminal, a script.
_named: list[str] = []
# What the last check of an exercise said.
_verdicts: dict[str, Verdict] = {}


def remember(exercise: Exercise) -> None:
    """This one was named now."""
    _named[:] = [exercise.id]


def last_exercise() -> Exercise | None:
    """The exercise that was worked on last; None where nothing was."""
    for run in reversed(runs()):
        for found in reversed(_NAMED.findall(run.text)):
            try:
                return find_exercise(found[0] or found[1])
            except UnknownExercise:
                continue
    name = _named[0] if _named else known().last
    return exercises().get(name)


def say_unknown(error: UnknownExercise, asked: object) -> Words:
    """What is said of an id that no exercise has; of another thing's id, how that is called."""
    name = asked.strip() if isinstance(asked, str) else ""
    try:
        if name in predictions():
            return say("exercise.is-question", name=name)
    except (OSError, ValueError, LookupError, TypeError):
        pass  # the questions cannot be read: the error says what is known
    return say("exercise.is-program", name=name) if name in PUZZLES else str(error)


def meant_exercise(exercise_id: object, function: str) -> Exercise | None:
    """The exercise that is named, or else the last one; None where a note says what to write.

    Args:
        exercise_id: what the student wrote between the parentheses; None for nothing.
        function: the one that was called, for the note.
    """
    try:
        exercise = last_exercise() if exercise_id is None else find_exercise(exercise_id)
    except UnknownExercise as error:
        show(html.note(say_unknown(error, exercise_id)))
        return None
    if exercise is None:
        show(html.note(nameless(function)))
        return None
    remember(exercise)
    return exercise


def last_question() -> str:
    """The id of the question that was asked last; empty where none was."""
    for run in reversed(runs()):
        if found := _ASKED.findall(run.text):
            return str(found[-1])
    return ""


def keep_verdict(verdict: Verdict) -> None:
    """Remember what a check said, in place of what one before it did."""
    _verdicts[verdict.exercise] = verdict


def last_verdict(exercise: Exercise) -> Verdict | None:
    """What the last check in this session said of an exercise; None where there was none."""
    return _verdicts.get(exercise.id)
