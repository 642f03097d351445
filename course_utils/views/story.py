"""What is said of a verdict, in words, before any view draws it.

The text view and the HTML view tell the same story; only here is decided what
a student reads and, for hidden inputs, what no one may read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from course_utils.core.evidence import RAISED, Item
from course_utils.core.exercise import Exercise
from course_utils.core.finding import shape
from course_utils.core.raised import NOT_ATTEMPTED
from course_utils.core.verdict import Cause, Difference, Verdict
from course_utils.views.figures import (
    Table,
    compare_table,
    first_unequal,
    points,
    sizes,
    sketch,
    write_pair,
)
from course_utils.views.secret import without_values

Tone = Literal["passed", "not yet", "empty", "fault"]

_TONES: dict[str, Tone] = {
    "passed": "passed",
    "not_attempted": "empty",
    "grader_fault": "fault",
}
LEAD = "This is what you get when "
# In place of a hint's step: the last one is offered, or was read before.
_OFFER, _READ = 0, -1
# How many whole numbers are told in one line.
_LIST = 12
_AFTER = (
    "the model does not answer as it did before the call: it is in another mode, or its numbers "
    "were changed."
)
# How the student's own line is set apart in Verdict.detail.
_LINE = "  (line: "


@dataclass(frozen=True, slots=True)
class Story:
    """The sentences of one message, in reading order; an empty one is left out.

    Attributes:
        exercise, title: which exercise.
        tone: what the colour and the sign say; the headline says it in words.
        headline: the outcome and the points.
        note: a sentence that stands for all others, such as "… is not defined yet".
        where: the evidence item and the case.
        fact: what the numbers are, or the exception's own words.
        raised: whether it is the latter.
        table: yours beside the expected.
        line: the student's own line that raised.
        cause, why: the named mistake and the mathematics that it goes against.
        hint: the text of a hint, shown when the same mistake comes again.
        step: which hint that is, or 0.
        next: what to call next.
        printed: what the student's function printed.
        warned: the warnings that it caused.
    """

    exercise: str
    title: str
    tone: Tone
    headline: str
    note: str = ""
    where: str = ""
    fact: str = ""
    raised: bool = False
    table: Table | None = None
    line: str = ""
    cause: str = ""
    why: str = ""
    hint: str = ""
    step: int = 0
    next: str = ""
    printed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def tell(
    verdict: Verdict,
    exercise: Exercise,
    *,
    hidden: bool = False,
    graded: bool = False,
    repeats: int = 0,
    printed: Sequence[str] = (),
    warned: Sequence[str] = (),
) -> Story:
    """The story of a verdict.

    Args:
        verdict: the judgement.
        exercise: the exercise that it is about.
        hidden: the inputs are secret: neither numbers nor exception texts are told.
        graded: the points are final, by visible and hidden cases, not those of a check.
        repeats: how often the same mistake was seen before, in a row.
        printed: lines that the student's function printed.
        warned: warnings that it caused.
    """
    if hidden:
        verdict = without_values(verdict)
    difference = verdict.difference
    fact, table, line = _facts(verdict, exercise, hidden)
    hint, following, step = _help(verdict, exercise, repeats)
    return Story(
        exercise=exercise.id,
        title=exercise.title,
        tone=_tone(verdict),
        headline=_headline(verdict, exercise, hidden or graded),
        note=_note(verdict, exercise),
        where=_where(difference, exercise, hidden),
        fact=fact,
        raised=difference is not None and difference.item == RAISED,
        table=table,
        line=line,
        cause=_cause(verdict),
        why=verdict.cause.why if verdict.cause else "",
        hint=hint,
        step=step,
        next=following,
        printed=tuple(printed),
        warned=tuple(warned),
    )


def _tone(verdict: Verdict) -> Tone:
    if verdict.state == "not_attempted" and verdict.note:
        return "not yet"
    return _TONES.get(verdict.state, "not yet")


def _headline(verdict: Verdict, exercise: Exercise, final: bool) -> str:
    most = points(verdict.max_score)
    earned = f"{points(verdict.score)} of {most} {'point' if most == '1' else 'points'}"
    place = "" if final else " in the visible checks"
    if verdict.state == "passed":
        if final:
            return f"passed ({earned})"
        return "the visible checks pass (hidden ones with other numbers run at grading)"
    if verdict.state == "not_attempted":
        return "not yet" if verdict.note else "still empty"
    if verdict.state == "grader_fault":
        return "the check itself broke; this is not your doing and costs no points"
    ending = {
        "error": ": the code raised an exception",
        "timeout": ": the code ran longer than it may",
        "crashed": ": the process that ran the code ended",
    }.get(verdict.state, "")
    if verdict.note and not verdict.parts:
        return f"not yet{ending}"
    return f"not yet ({earned}{place}){ending}"


def _note(verdict: Verdict, exercise: Exercise) -> str:
    if verdict.note:
        # Without evidence there is no line for the exception's own words.
        detail = verdict.detail if verdict.difference is None else ""
        return f"{_sentence(verdict.note)} {detail}".strip()
    if verdict.state == "not_attempted":
        return f"What it asks: {_sentence(exercise.contract)}"
    if verdict.state == "timeout":
        return "A loop that never ends, or one that does far more steps than it is asked for?"
    return ""


def _where(difference: Difference | None, exercise: Exercise, hidden: bool) -> str:
    if difference is None:
        return ""
    what = _while(difference, exercise) if difference.item == RAISED else difference.label
    # A case's name may hold a number of its inputs, such as "dim = 5".
    place = "on inputs that you have not seen" if hidden else f"case “{difference.case}”"
    return f"{what}, {place}"


def _while(difference: Difference, exercise: Exercise) -> str:
    """When an exception was raised: on the way to an item that is therefore missing."""
    label = difference.label
    if exercise.kinds.get(difference.missing) == "made":
        return f"when {exercise.symbol}(…) was made"
    if re.match(r"[\w.]+\(", label):
        return f"in {label}"
    if re.match(r"(what|how|whether)\b", label):
        return f"before it was known {label}"
    return f"while computing {label}"


def _facts(verdict: Verdict, exercise: Exercise, hidden: bool) -> tuple[str, Table | None, str]:
    """What is a plain fact: a sentence, a table, the line that raised."""
    difference = verdict.difference
    if difference is None:
        return "", None, ""
    if difference.item == RAISED:
        text, _, line = verdict.detail.partition(_LINE)
        return text, None, line.removesuffix(")")
    if exercise.kinds.get(difference.item) == "after" and _tensors(difference):
        return _AFTER, None, ""
    fact, table = ("", None) if hidden else _compared(difference, exercise)
    return _sentence(fact or difference.seen or "not as expected"), table, ""


def _tensors(difference: Difference) -> bool:
    values = difference.yours, difference.expected
    return all(isinstance(value, torch.Tensor) for value in values)


def _compared(difference: Difference, exercise: Exercise) -> tuple[str, Table | None]:
    yours, expected = difference.yours, difference.expected
    # The numbers that `seen` may end with are written here, with digits that tell them apart.
    seen = difference.seen.partition(": yours ")[0]
    if not isinstance(expected, torch.Tensor):
        return seen or f"yours “{_words(yours)}”, expected “{expected}”", None
    kind = exercise.kind(difference.item, expected)
    if kind == "shape":
        return _shape_fact(yours, expected), None
    if not isinstance(yours, torch.Tensor):
        return f"{seen or f'yours is {_words(yours)}'}; expected {_wanted(expected)}", None
    if kind == "count" and max(yours.ndim, expected.ndim) == 1 and _short(yours, expected):
        return f"yours {sketch(yours, _LIST)}; expected {sketch(expected, _LIST)}", None
    if yours.shape != expected.shape:
        return seen, compare_table(yours, expected)
    if not expected.numel():  # of the same shape, and of another dtype
        return seen or f"yours has the dtype {yours.dtype}, expected {expected.dtype}", None
    place = first_unequal(yours, expected) or 0
    left, right = write_pair(yours.flatten()[place], expected.flatten()[place])
    numbers = f"yours {left}, expected {right}"
    if expected.numel() == 1:
        return f"{numbers}; {seen}" if seen else numbers, None
    return seen or "the first difference is marked", compare_table(yours, expected)


def _shape_fact(yours: Item | None, expected: torch.Tensor) -> str:
    wanted = sizes(expected)
    if isinstance(yours, torch.Tensor):
        return f"yours is {sizes(yours)}, expected is {wanted}"
    words = _words(yours)
    lead = "there is no such Parameter" if words.startswith("no ") else f"yours is {words}"
    return f"{lead}; it should have the shape {wanted}"


def _wanted(expected: torch.Tensor) -> str:
    """What belongs where something stands that is no tensor."""
    if not expected.ndim:
        return f"one number, {sketch(expected)}"
    return f"a tensor of shape {shape(expected)}: {sketch(expected)}"


def _short(*values: torch.Tensor) -> bool:
    return all(value.numel() <= _LIST for value in values)


def _words(item: object) -> str:
    if isinstance(item, torch.Tensor):
        return f"a tensor of shape {shape(item)}"
    return "missing" if item is None else str(item)


def _cause(verdict: Verdict) -> str:
    if verdict.cause:
        return LEAD + _sentence(verdict.cause.sentence)
    difference = verdict.difference
    if difference is not None and difference.item == RAISED and isinstance(difference.yours, str):
        head, _, name = difference.yours.partition(" in ")
        if head == NOT_ATTEMPTED and name:
            return f"It calls `{name}`, which is still empty: write that one first."
    return ""


def _help(verdict: Verdict, exercise: Exercise, repeats: int) -> tuple[str, str, int]:
    """A hint's own words when the mistake came before, the call to make next, the hint's step.

    Each time the same mistake comes again, the next step is told. The last one is
    nearly the line: it is offered first, and told only to those who go on without it.
    """
    steps = len(exercise.hints)
    if verdict.state in ("passed", "grader_fault") or verdict.note or not steps:
        return "", "", 0
    if verdict.state == "not_attempted":
        return "", f'hint("{exercise.id}")', 0
    first = min(_step(verdict.cause), steps)
    if repeats == 0:
        return "", f'hint("{exercise.id}", {first})', 0
    told: list[int] = list(range(first, max(first + 1, steps)))
    if told[-1] < steps:
        told += [_OFFER, steps]
    step = told[repeats - 1] if repeats <= len(told) else _READ
    if step == _OFFER:
        asked = "nearly the line, and so it is shown when you ask for it."
        return f"Hint {steps} of {steps}: {asked}", f'hint("{exercise.id}", {steps})', 0
    if step == _READ:
        read = "you have read it. Compare your lines with it, one by one."
        return f"Hint {steps} of {steps}: {read}", f'hint("{exercise.id}")', 0
    following = f'hint("{exercise.id}"{f", {step + 1}" if step < steps else ""})'
    return f"Hint {step} of {steps}: {exercise.hints[step - 1]}", following, step


def _step(cause: Cause | None) -> int:
    return max(1, cause.hint) if cause else 1


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else f"{text}."
