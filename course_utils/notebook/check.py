"""``check``: run the visible cases over the student's object and say what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from course_utils.core.exercise import (
    START,
    Exercise,
    UnknownExercise,
    find_exercise,
    nameless,
)
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.probing import kind_mismatch, run_probe
from course_utils.core.purpose import counted, missed
from course_utils.core.surroundings import Captured, capture_output, on_cpu, preserve_rng_state
from course_utils.core.tensor_file import Damaged
from course_utils.core.verdict import Verdict, unjudged
from course_utils.notebook import hint, stopping
from course_utils.notebook.buttons import Offer, offer_buttons
from course_utils.notebook.explain import explain_offer
from course_utils.notebook.last import keep_verdict, last_exercise, remember, say_unknown
from course_utils.notebook.leftover import Leftover, leftover, say_leftover
from course_utils.notebook.passed import as_passed
from course_utils.notebook.place_search import proof_for
from course_utils.notebook.ran import watch_cells
from course_utils.notebook.records import has_passed, record
from course_utils.notebook.reset import empty_cell_offer
from course_utils.notebook.running import told_while_it_runs
from course_utils.notebook.stale import last_version, say_stale, undefined
from course_utils.texts import Words, say, words
from course_utils.views import html, text
from course_utils.views.card import Card, Shown, shell, show
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


def check(exercise_id: object = None, obj: object = _UNSET) -> None:
    """Show what the visible checks say of an answer. Nothing is raised in a notebook.

    Args:
        exercise_id: such as ``lr-backward``; a function's own name will do. Without it, the
            exercise that was worked on last.
        obj: the function or class to check; without it the one that bears the
            exercise's name in the notebook.

    Raises:
        CheckFailed: the check is not passed and nbgrader runs the notebook, whose
            Validate button would otherwise say that all is well.
        KeyboardInterrupt: whoever runs it stops it; what it was doing is shown before.
    """
    caller = sys._getframe(1).f_globals
    try:
        exercise = last_exercise() if exercise_id is None else find_exercise(exercise_id)
        if exercise is None:
            _show(html.note(nameless("check")), passed=False)
            return
    except UnknownExercise as error:
        _show(html.note(say_unknown(error, exercise_id)), passed=False)
        return
    except Exception as error:
        fault = say("data.unreadable", kind=type(error).__name__, message=str(error))
        sentence = words(fault)
        _show(Card(html.frame("fault", "", sentence, []), sentence), passed=False)
        return
    remember(exercise)
    names = _names(caller)
    with told_while_it_runs(exercise.id) as run:
        try:
            with on_cpu():
                seen = _seen(exercise, obj, names)
        except KeyboardInterrupt as stop:
            run.end()
            show(stopping.stopped_card(exercise.id, stop, run.seconds), run.shown)
            raise stopping.quiet(stop) from None
    repeats = 0 if seen.stale else _count(seen.verdict)
    if not seen.stale:
        keep_verdict(seen.verdict)
    counts = exercise.chapter != START  # a tour is nobody's progress
    if counts and not seen.stale and not (seen.verdict.note and seen.rest is None):
        record(seen.verdict, written=seen.verdict.state != "not_attempted" or bool(seen.rest))
    story = _story(seen, exercise, repeats)
    hint.mark_shown(exercise.id, story.step)
    shown = _show(_card(story), run.shown, passed=story.tone == "passed")
    try:
        if seen.is_judged_wrong:
            _look_for_the_place(seen, exercise, repeats, names, shown)
    finally:
        offer_buttons(exercise, _offers(seen, exercise, story.tone))


def _look_for_the_place(
    seen: _Seen, exercise: Exercise, repeats: int, names: Mapping[str, Any], shown: Shown
) -> None:
    """Mark in the card where in the student's code it went wrong, where that is found."""
    try:
        proof = proof_for(exercise, seen.verdict, seen.obj, names, given=seen.given)
        if proof is not None:
            proven = replace(seen, verdict=replace(seen.verdict, proof=proof))
            shown.become(_card(_story(proven, exercise, repeats)))
            keep_verdict(proven.verdict)
    except KeyboardInterrupt as stop:
        raise stopping.quiet(stop, searching=True) from None


def _offers(seen: _Seen, exercise: Exercise, tone: str) -> list[Offer]:
    """The buttons below the card."""
    if tone in ("passed", "fault") or seen.stale:
        return []
    offers: list[Offer | None] = [hint.next_hint_offer(exercise) if exercise.hints else None]
    if seen.is_judged_wrong:
        offers.append(explain_offer(exercise))
        offers.append(empty_cell_offer(exercise))
    return [offer for offer in offers if offer is not None]


def _names(caller: Mapping[str, Any]) -> Mapping[str, Any]:
    running = shell()
    return caller if running is None else running.user_ns


def visible_verdict(exercise: Exercise, names: Mapping[str, Any]) -> Verdict:
    """What the visible checks say of a notebook's present answer; nothing is shown or kept."""
    with on_cpu():
        return _seen(exercise, _UNSET, names).verdict


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a check found.

    Attributes:
        verdict: by the visible cases.
        captured: what was printed and warned meanwhile.
        stale: sentences on why the last version of the cell is not what was judged.
        rest: where the stub's line still stands beside the student's own.
        purpose: of a right answer that went around what the exercise is for, a kind line.
        obj: what was checked.
        given: it was handed over, and is not what bears the exercise's name.
    """

    verdict: Verdict
    captured: Captured = field(default_factory=Captured)
    stale: Words = ""
    rest: Leftover | None = None
    purpose: Words = ""
    obj: object = None
    given: bool = False

    @property
    def is_judged_wrong(self) -> bool:
        """Whether the student's last version was run, and is not as it should be."""
        plain = not self.stale and not self.verdict.note and self.rest is None
        return plain and self.verdict.state in ("wrong", "error")


def _seen(exercise: Exercise, obj: object, names: Mapping[str, Any]) -> _Seen:
    """The verdict by the visible cases; a fault of ours becomes one, too."""
    try:
        given = not isinstance(obj, _Unset) and obj is not names.get(exercise.symbol, _UNSET)
        found = None if given else last_version(exercise, names)
        if isinstance(obj, _Unset):
            if exercise.symbol not in names:
                note = say_stale(found, "nothing") if found else undefined(exercise)
                return _Seen(unjudged(exercise, "not_attempted", note))
            obj = names[exercise.symbol]
        if unfit := kind_mismatch(exercise.id, obj):
            note = say_stale(found, "nothing") if found else unfit
            return _Seen(unjudged(exercise, "wrong", note))
        verdict, captured, passes = _observed(exercise, obj)
        empty = verdict.state == "not_attempted"
        return _Seen(
            verdict,
            captured,
            stale=say_stale(found, "empty" if empty else "older") if found else "",
            rest=leftover(exercise, obj) if empty else None,
            purpose=missed(exercise.id, passes) if verdict.state == "passed" else "",
            obj=obj,
            given=given,
        )
    except MemoryError:
        return _Seen(unjudged(exercise, "error", say("check.memory")))
    except Exception as error:
        return _Seen(unjudged(exercise, "grader_fault", _fault(error)))


def _observed(exercise: Exercise, obj: object) -> tuple[Verdict, Captured, int | None]:
    keys = visible_keys(exercise.id)
    captured: dict[str, Captured] = {}
    observed = []
    with counted() as passes:
        for case in keys.cases:
            with preserve_rng_state(), capture_output() as captured[case.name]:
                observed.append(run_probe(exercise.id, obj, case))
    verdict = judge(exercise, keys, observed)
    # Prints help where it went wrong; of a right answer the first case's are enough.
    name = verdict.difference.case if verdict.difference else keys.cases[0].name
    return verdict, captured[name], passes.count


def _story(seen: _Seen, exercise: Exercise, repeats: int) -> Story:
    verdict, captured = seen.verdict, seen.captured
    told = tell(
        verdict,
        exercise,
        repeats=repeats,
        printed=captured.printed,
        warned=captured.warned,
    )
    not_yet = words(say("headline.not-yet"))
    if seen.stale:
        if verdict.state == "passed":
            return replace(
                told,
                tone="not yet",
                headline=words(say("check.not-the-last")),
                note=words(say("check.older-passes", stale=seen.stale)),
            )
        if verdict.state == "not_attempted":
            return replace(told, tone="not yet", headline=not_yet, note=words(seen.stale))
        return replace(told, note=words(seen.stale))
    if seen.rest:
        note = words(say_leftover(seen.rest))
        return replace(told, tone="not yet", headline=not_yet, note=note)
    if verdict.state == "not_attempted" and has_passed(exercise.id):
        code = "check.passed-undefined" if verdict.note else "check.passed-before"
        return replace(told, note=words(say(code, note=told.note)))
    if verdict.state != "passed" or exercise.chapter == START:
        return told
    return as_passed(replace(told, note=words(seen.purpose)), exercise)


def _fault(error: Exception) -> Words:
    if isinstance(error, Damaged):
        return str(error)
    return say("check.fault", kind=type(error).__name__, message=str(error)[:200])


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


def _show(card: Card, before: Shown | None = None, *, passed: bool) -> Shown:
    shown = show(card, before)
    if not passed and os.environ.get("NBGRADER_EXECUTION"):
        raise CheckFailed(card.text)
    return shown


# From here on it is known which cells ran to their end.
watch_cells()
