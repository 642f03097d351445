"""``check``: run the visible cases over the student's object and say what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from course_utils import hints
from course_utils.exercise import Exercise, UnknownExercise, find_exercise
from course_utils.judge import judge, unjudged
from course_utils.key import visible_keys
from course_utils.probing import misfit, run_probe
from course_utils.records import record
from course_utils.surroundings import Heard, listening, on_cpu, own_state
from course_utils.verdict import Verdict
from course_utils.views import html, text
from course_utils.views.card import Card, shell, show
from course_utils.views.story import Story, tell


class CheckFailed(AssertionError):
    """A check that is not passed, where nbgrader's Validate must see an exception."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the message, and none of the lines that led to it."""
        return str(self).splitlines()


class _Unset:
    """The argument that was not given: None is an answer, and a wrong one."""


_UNSET = _Unset()
# Exercise -> (the mistake seen last, how often in a row before now).
_repeats: dict[str, tuple[str, int]] = {}


def check(exercise_id: str, obj: object = _UNSET) -> None:
    """Show what the visible checks say of an answer. Nothing is raised in a notebook.

    Args:
        exercise_id: such as ``lr-backward``.
        obj: the function or class to check; without it the one that bears the
            exercise's name in the notebook.

    Raises:
        CheckFailed: the check is not passed and nbgrader runs the notebook, whose
            Validate button would otherwise say that all is well.
    """
    caller = sys._getframe(1).f_globals
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        _show(html.note(str(error)), passed=False)
        return
    except Exception as error:
        sentence = f"The course's data cannot be read ({type(error).__name__}: {error})."
        _show(Card(html.frame("fault", "", sentence, []), sentence), passed=False)
        return
    with on_cpu():
        verdict, heard = _judged(exercise, obj, caller)
        story = tell(
            verdict,
            exercise,
            repeats=_count(verdict),
            printed=heard.printed,
            warned=heard.warned,
        )
    hints.told(exercise.id, story.step)
    if not verdict.note:
        record(verdict)
    _show(_card(story), passed=verdict.state == "passed")


def visible_verdict(exercise: Exercise, names: Mapping[str, Any]) -> Verdict:
    """What the visible checks say of a notebook's present answer; nothing is shown or kept."""
    with on_cpu():
        return _judged(exercise, _UNSET, names)[0]


def _judged(exercise: Exercise, obj: object, caller: Mapping[str, Any]) -> tuple[Verdict, Heard]:
    """The verdict by the visible cases; a fault of ours becomes one, too."""
    try:
        if isinstance(obj, _Unset):
            running = shell()
            names = caller if running is None else running.user_ns
            if exercise.symbol not in names:
                return unjudged(exercise, "not_attempted", _undefined(exercise)), Heard()
            obj = names[exercise.symbol]
        sentence = misfit(exercise.id, obj)
        if sentence:
            return unjudged(exercise, "wrong", sentence), Heard()
        return _observed(exercise, obj)
    except MemoryError:
        note = "The code asks for more memory than there is."
        return unjudged(exercise, "error", note), Heard()
    except Exception as error:
        return unjudged(exercise, "grader_fault", _fault(error)), Heard()


def _observed(exercise: Exercise, obj: object) -> tuple[Verdict, Heard]:
    keys = visible_keys(exercise.id)
    heard: dict[str, Heard] = {}
    observed = []
    for case in keys.cases:
        with own_state(), listening() as heard[case.name]:
            observed.append(run_probe(exercise.id, obj, case))
    verdict = judge(exercise, keys, observed)
    # Prints help where it went wrong; of a right answer the first case's are enough.
    name = verdict.difference.case if verdict.difference else keys.cases[0].name
    return verdict, heard[name]


def _undefined(exercise: Exercise) -> str:
    return f"`{exercise.symbol}` is not defined yet: run the cell above that defines it."


def _fault(error: Exception) -> str:
    return (
        f"The check could not be made ({type(error).__name__}: {str(error)[:200]}). "
        "Restart the kernel and run the cells again; if it stays, tell your instructor."
    )


def _count(verdict: Verdict) -> int:
    """How often the same mistake was seen before this time, in a row."""
    if verdict.state not in ("wrong", "error") or verdict.note:
        _repeats.pop(verdict.exercise, None)
        return 0
    mistake = verdict.mistake or ""
    last, times = _repeats.get(verdict.exercise, ("", -1))
    times = times + 1 if times >= 0 and last == mistake else 0
    _repeats[verdict.exercise] = (mistake, times)
    return times


def _card(story: Story) -> Card:
    return Card(html.render(story), text.render(story))


def _show(card: Card, *, passed: bool) -> None:
    show(card)
    if not passed and os.environ.get("NBGRADER_EXECUTION"):
        raise CheckFailed(card.text)
