"""What is said of a verdict, in words, before any view draws it.

The text view and the HTML view tell the same story; only here is decided what
a student reads and, for hidden inputs, what no one may read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from course_utils.core.detail import RAISED
from course_utils.core.exercise import WARM_UP, Exercise
from course_utils.core.raised import read_tag
from course_utils.core.values import Values
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import Message, Words, say, words
from course_utils.views.facts import facts, full_sentence
from course_utils.views.figures import (
    Table,
    points,
)
from course_utils.views.folds import Fold
from course_utils.views.next_hint import next_hint_of
from course_utils.views.secret import without_values
from course_utils.views.student_lines import MarkedRow, rows_of, say_lines

Tone = Literal["passed", "not yet", "empty", "fault"]

_TONES: dict[str, Tone] = {
    "passed": "passed",
    "not_attempted": "empty",
    "grader_fault": "fault",
}
# What a mistake's sentence completes: when it is a fact, and when it is one that may be.
FACT = "card.mistake"
_LIKE, _LIKE_RAISED, _LIKE_RESULT = (
    "card.mistake-like",
    "card.mistake-raised",
    "card.mistake-result",
)
# Causes that say again what the fact has said; what they add is their why.
_RETOLD = frozenset(
    f"general.{name}"
    for name in ("kind", "kind-not-number", "kind-not-tensor", "unchanged", "reshaped")
)


@dataclass(frozen=True, slots=True)
class Story:
    """The sentences of one message, in reading order; an empty one is left out.

    Attributes:
        exercise, title: which exercise.
        tone: what the colour and the sign say; the headline says it in words.
        headline: the outcome and the points.
        advance: after a pass, how many exercises of the chapter have passed, and of how many.
        after: after a pass, the same in words, and what comes next.
        note: a sentence that stands for all others, such as "… is not defined yet".
        where: the evidence item and the case.
        fact: what the numbers are, or the exception's own words.
        raised: whether it is the latter.
        table: yours beside the expected.
        line: the student's own line that raised.
        lines: which lines of the student's code the proof's places are in, such as "Line 4".
        rows: these lines, with the places marked.
        asks: what of the marked piece matters, where no mistake's sentence says it.
        mistake: the sentence of the named mistake, which completes "This is what you get
            when …"; a view puts both together.
        frame: the code of the sentence that it completes: a fact, or numbers that it makes too.
        retold: the mistake's sentence says what the fact says; a card leaves it out.
        first: in its place, which other exercise is to be written first.
        why: the mathematics that the mistake goes against.
        hint: the text of a hint, shown when the same mistake comes again.
        hint_title: which of how many it is.
        step: up to which hint all is told: by its own words, or by the mistake's sentence.
        next: what to call next.
        printed: what the student's function printed.
        warned: the warnings that it caused.
        folds: what is there to open after a pass.
    """

    exercise: str
    title: str
    tone: Tone
    headline: str
    advance: tuple[int, int] | None = None
    after: str = ""
    note: str = ""
    where: str = ""
    fact: str = ""
    raised: bool = False
    table: Table | None = None
    line: str = ""
    lines: str = ""
    rows: tuple[MarkedRow, ...] = ()
    asks: str = ""
    mistake: str = ""
    frame: str = FACT
    retold: bool = False
    first: str = ""
    why: str = ""
    hint: str = ""
    hint_title: str = ""
    step: int = 0
    next: str = ""
    printed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    folds: tuple[Fold, ...] = ()

    @property
    def cause(self) -> str:
        """The whole sentence about the mistake; empty where none is named, or it says no more."""
        if not self.mistake or self.retold:
            return ""
        return words(say(self.frame, mistake=self.mistake))


def tell(
    verdict: Verdict,
    exercise: Exercise,
    *,
    graded: bool = False,
    repeats: int = 0,
    printed: Sequence[str] = (),
    warned: Sequence[str] = (),
) -> Story:
    """The story of a verdict; on hidden inputs neither numbers nor exception texts are told.

    Args:
        verdict: the judgement.
        exercise: the exercise that it is about.
        graded: the points are final, by visible and hidden cases, not those of a check.
        repeats: how often the same mistake was seen before, in a row.
        printed: lines that the student's function printed.
        warned: warnings that it caused.
    """
    if verdict.hidden:
        # A proof is by visible inputs, and would be of another difference.
        verdict = replace(without_values(verdict), proof=None)
    difference = verdict.difference
    fact, table = facts(verdict, exercise)
    raised = difference is not None and difference.item == RAISED
    rows = rows_of(verdict.proof)
    line = verdict.detail.line if raised and verdict.detail else ""
    cause = verdict.cause
    if cause is not None and not cause.fact and verdict.is_contradicted:
        cause = None
    following = next_hint_of(verdict, exercise, repeats)
    return Story(
        exercise=exercise.id,
        title=exercise.title,
        tone=_tone(verdict),
        headline=words(_headline(verdict, verdict.hidden or graded)),
        note=words(_note(verdict, exercise)),
        where=words(_where(difference, exercise)),
        fact=fact,
        raised=raised,
        table=table,
        line="" if any(row.text.strip() == line.strip() for row in rows) else line,
        lines=words(say_lines(verdict.proof, exercise)),
        rows=rows,
        asks=words(_asks(verdict)),
        mistake=full_sentence(cause.sentence) if cause else "",
        frame=_frame(verdict),
        retold=cause is not None and _is_retold(cause.sentence),
        first=words(_first(verdict)),
        why=words(cause.why) if cause else "",
        hint=words(following.text),
        hint_title=words(say("card.hint", step=following.shown, steps=len(exercise.hints)))
        if following.text
        else "",
        step=following.step,
        next=following.call,
        printed=tuple(printed),
        warned=tuple(warned),
    )


def _tone(verdict: Verdict) -> Tone:
    if verdict.state == "not_attempted" and verdict.note:
        return "not yet"
    return _TONES.get(verdict.state, "not yet")


def _headline(verdict: Verdict, final: bool) -> Words:
    most = points(verdict.max_score)
    code = "points.one" if most == "1" else "points.many"
    earned = say(code, earned=points(verdict.score), most=most)
    state = verdict.state
    if state == "passed":
        if verdict.exercise == WARM_UP:  # it is nobody's grade
            return say("headline.passes")
        return say("headline.passed", points=earned) if final else say("headline.passed-visible")
    if state == "not_attempted":
        return say("headline.not-yet") if verdict.note else say("headline.still-empty")
    if state == "grader_fault":
        return say("headline.fault")
    if verdict.note and not verdict.parts:
        return say("headline.not-yet") if state == "wrong" else say(f"headline.{state}-alone")
    return say(f"headline.{state}" if final else f"headline.{state}-visible", points=earned)


def _note(verdict: Verdict, exercise: Exercise) -> Words:
    if verdict.note:
        # A message is a whole sentence; a text comes from elsewhere and may lack its full stop.
        note = full_sentence(verdict.note) if isinstance(verdict.note, str) else words(verdict.note)
        # Without evidence there is no line for the exception's own words.
        if verdict.detail is None or verdict.difference is not None:
            return note
        return say("note.with-detail", note=note, detail=str(verdict.detail))
    if verdict.state == "not_attempted":
        return say("note.asks", contract=full_sentence(exercise.contract))
    return say("note.endless") if verdict.state == "timeout" else ""


def _where(difference: Difference | None, exercise: Exercise) -> Words:
    if difference is None:
        return ""
    what = _while(difference, exercise) if difference.item == RAISED else difference.label
    if difference.hidden:  # a case's name may hold a number of its inputs, such as "dim = 5"
        return say("where.unseen", what=what)
    return say("where.case", what=what, case=difference.case)


def _while(difference: Difference, exercise: Exercise) -> Words:
    """When an exception was raised: on the way to an item that is therefore missing."""
    label = difference.label
    if exercise.kinds.get(difference.missing) == "made":
        return say("while.made", symbol=exercise.symbol)
    # Labels are the exercise's own words: a call, or a question, or a value's name.
    if re.match(r"[\w.]+\(", label):
        return say("while.in-call", label=label)
    if re.match(r"(what|how|whether)\b", label):
        return say("while.finding-out", label=label)
    return say("while.computing", label=label)


def _frame(verdict: Verdict) -> str:
    """What the mistake's sentence completes: only what was proved, or read, is a fact."""
    cause, difference = verdict.cause, verdict.difference
    if cause is None or difference is None or cause.fact or verdict.is_proven:
        return FACT
    if difference.item == RAISED:
        return _LIKE_RAISED
    # On hidden inputs no numbers are shown.
    return _LIKE if isinstance(difference.yours, Values) else _LIKE_RESULT


def _is_retold(sentence: Words) -> bool:
    return isinstance(sentence, Message) and sentence.code in _RETOLD


def _asks(verdict: Verdict) -> Words:
    """What of the marked piece matters; nothing where the proven mistake says it."""
    proof, difference = verdict.proof, verdict.difference
    if proof is None or verdict.is_proven:
        return ""
    if proof.reach == "passes":
        return say(f"place.{proof.kind}")
    raised = difference is not None and difference.item == RAISED
    return say(f"place.{proof.kind}/{'raised' if raised else 'further'}")


def _first(verdict: Verdict) -> Words:
    """Which other exercise the code calls that is still empty."""
    difference = verdict.difference
    if verdict.cause or difference is None or difference.item != RAISED:
        return ""
    stub = read_tag(difference.yours).stub if isinstance(difference.yours, str) else ""
    return say("card.still-empty", function=stub) if stub else ""
