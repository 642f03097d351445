"""Which hint a card tells, and which one it names as the next."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.core.exercise import HINTS, Exercise
from course_utils.core.mistake import Mistake
from course_utils.core.verdict import Verdict
from course_utils.texts import Words, say

# In place of a hint's step: the last one is offered, or was read before.
_OFFER, _READ = 0, -1


@dataclass(frozen=True, slots=True)
class NextHint:
    """A hint's own words when the mistake came before, and the call to make next.

    Attributes:
        text: of a hint, or what is said in its place.
        shown: which hint the text speaks of.
        step: up to which hint all is told: by its own words, or by the mistake's sentence.
        call: to make next.
    """

    text: Words = ""
    shown: int = 0
    step: int = 0
    call: str = ""


def next_hint_of(verdict: Verdict, exercise: Exercise, repeats: int) -> NextHint:
    """Each time the same mistake comes again, the next step is told.

    The last one is nearly the line: it is offered first, and told only to those who go on
    without it.

    Args:
        verdict: the judgement.
        exercise: the exercise that it is about.
        repeats: how often the same mistake was seen before, in a row.
    """
    steps = len(exercise.hints)
    if verdict.state in ("passed", "grader_fault") or verdict.note or not steps:
        return NextHint()
    if verdict.state == "not_attempted":
        return NextHint(call=f'hint("{exercise.id}")')
    first = min(_step(verdict.cause), steps)
    if repeats == 0:
        return NextHint(step=first - 1, call=f'hint("{exercise.id}", {first})')
    told: list[int] = list(range(first, max(first + 1, steps)))
    if steps < HINTS:  # the one that is nearly the line is not given
        told = list(range(first, steps + 1))
    elif told[-1] < steps:
        told += [_OFFER, steps]
    step = told[repeats - 1] if repeats <= len(told) else _READ
    if step == _OFFER:
        return NextHint(say("card.hint-offered"), steps, call=f'hint("{exercise.id}", {steps})')
    if step == _READ:
        return NextHint(say("card.hint-read"), steps, call=f'hint("{exercise.id}")')
    following = f'hint("{exercise.id}"{f", {step + 1}" if step < steps else ""})'
    return NextHint(exercise.hints[step - 1], step, step, following)


def _step(cause: Mistake | None) -> int:
    return max(1, cause.hint) if cause else 1
