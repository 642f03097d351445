"""An exercise with the keys that its answers are judged by, and the verdict on one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.catalogue import Entry, exercises_in
from autograder.catalogue.own_draw import OneDraw, one_draw
from autograder.course.hidden_keys import hidden_keys, keys_to_begin_with, seed_of
from autograder.errors import Refused
from autograder.sandbox import CellOutcome, ProbeJob, ProbeOutcome
from autograder.typed import command
from course_utils.core.detail import Detail
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import Exercise, exercises
from course_utils.core.judge import judge
from course_utils.core.key import Keys, visible_keys
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict, unjudged
from course_utils.texts import say
from course_utils.views.secret import without_values


@dataclass(frozen=True, slots=True)
class Judged:
    """An exercise with its visible and its fresh keys.

    Attributes:
        complete: makes fresh keys that hold the known mistakes, too; None where ``hidden`` does.
        entry: of an exercise whose hidden cases are each student's own.
        draw: one student's own hidden cases, once they are drawn.
    """

    exercise: Exercise
    visible: Keys
    hidden: Keys
    complete: Callable[[], Keys] | None = None
    entry: Entry | None = None
    draw: OneDraw | None = None

    @property
    def keys(self) -> Keys:
        """Visible cases first, so that a first difference can be shown where there is one."""
        both = self.visible.keys + self.hidden.keys
        return Keys(self.exercise.id, both, self.visible.mistakes)

    def verdict(self, observed: Sequence[Evidence]) -> Verdict:
        """The verdict; for a wrong answer the keys are completed, so that its mistake is named.

        Args:
            observed: one evidence per case, visible ones first.
        """
        verdict = judge(self.exercise, self.keys, observed)
        settled = verdict.state in ("passed", "not_attempted")
        if self.draw is not None and not settled:
            # Points are the same for all: by the cases that are everybody's; and none for what
            # these accept and others do not, since which part fails there is chance.
            return replace(
                verdict, parts={} if verdict.hidden else self._by_visible(observed).parts
            )
        if self.complete is None or settled:
            return verdict
        whole = replace(self, hidden=self.complete(), complete=None)
        return judge(self.exercise, whole.keys, observed)

    def of_student(self, draw: str) -> Judged:
        """The exercise with hidden cases of one student's own.

        Args:
            draw: the student's seed.
        """
        assert self.entry is not None
        own = one_draw(self.entry, seed_of(self.entry.id, draw))
        assert own is not None
        return self._by(own)

    def further(self, outcome: ProbeOutcome) -> tuple[str, ...]:
        """The parts of a refused answer that a student's own hidden cases alone are against.

        They are not taken: another student's cases may be for them.
        """
        if self.draw is None or outcome.state != "answered":
            return ()
        by_all = judge(self.exercise, self.keys, [*outcome.visible, *outcome.hidden])
        if by_all.state in ("passed", "not_attempted") or by_all.hidden:
            return ()
        by_visible = self._by_visible(outcome.visible)
        return tuple(name for name in by_visible.parts if name not in by_all.parts)

    def _by_visible(self, observed: Sequence[Evidence]) -> Verdict:
        return judge(self.exercise, self.visible, observed[: len(self.visible.keys)])

    def after(self, verdict: Verdict, outcome: ProbeOutcome | None) -> Judged | None:
        """The exercise with the student's next cases, where rounding in these refused the answer.

        A draw in which rounding shows is rare, and which it is turns out when right answers are
        run on it: this is done where hidden cases alone refuse an answer.

        Args:
            verdict: by these cases.
            outcome: what the answer gave.
        """
        if self.draw is None or outcome is None or outcome.state != "answered":
            return None
        if verdict.state in ("passed", "not_attempted") or not verdict.hidden:
            return None
        following = self.draw.next()
        return None if following is None else self._by(following)

    def _by(self, own: OneDraw) -> Judged:
        return replace(self, hidden=_called(own.keys), complete=None, draw=own)

    def job(self, text: str) -> ProbeJob:
        """What the worker is asked: inputs alone, and the answer's text for the search."""
        return ProbeJob(self.exercise.id, self.visible.cases, self.hidden.cases, text)


def unshared(entry: Entry) -> Judged:
    """The exercise as it is before a student's own hidden cases are drawn: without any."""
    return Judged(_as_built(entry), visible_keys(entry.id), Keys(entry.id, (), {}), entry=entry)


def fresh(entry: Entry, secret: str, course: Path | None = None) -> Judged:
    """The exercise with keys whose hidden cases are drawn from the secret seed."""
    built = _as_built(entry)
    hidden, whole = keys_to_begin_with(entry, secret, course)
    complete = None if whole else cache(lambda: _called(hidden_keys(entry, secret, course)))
    return Judged(built, visible_keys(entry.id), _called(hidden), complete)


def _called(hidden: Keys) -> Keys:
    """The fresh keys with names for their cases that tell nothing."""
    named = tuple(
        replace(key, case=replace(key.case, name=f"hidden case {number}", hidden=True))
        for number, key in enumerate(hidden.keys, 1)
    )
    return replace(hidden, keys=named)


def with_points_of(judged: Judged, then: Exercise | None) -> Judged:
    """The same with the points that it had in a release; today's where it was parted otherwise."""
    now = judged.exercise
    if then is None or [(p.name, p.items) for p in then.parts] != [
        (p.name, p.items) for p in now.parts
    ]:
        return judged
    return replace(judged, exercise=replace(now, parts=then.parts))


def _as_built(entry: Entry) -> Exercise:
    """The exercise as students have it, which is what whoever writes the marks reads.

    Raises:
        Refused: the catalogue was changed after the last build.
    """
    built = exercises().get(entry.id)
    if built is None or replace(built, helps=(), defines=()) != entry.exercise:
        raise Refused(
            f"{entry.id} was changed in the catalogue and not built since: "
            f"`{command(f'build {entry.id}')}` first."
        )
    return built


def require_all(chapter: str, entries: Sequence[Entry]) -> None:
    """Refuse where the catalogue lacks an exercise that students have.

    Raises:
        Refused: one was taken out of the catalogue after the last build.
    """
    known = {entry.id for entry in entries}
    gone = [exercise.id for exercise in exercises_in(chapter) if exercise.id not in known]
    if gone:
        raise Refused(
            f"{gone[0]} was taken out of the catalogue and the chapter was not built since: "
            f"`{command(f'build {chapter}')}` first."
        )


def verdict_of(judged: Judged, outcome: ProbeOutcome, cell: CellOutcome | None) -> Verdict:
    """The verdict on what a probe answered, or on why it could not."""
    exercise = judged.exercise
    if outcome.state == "answered":
        verdict = judged.verdict([*outcome.visible, *outcome.hidden])
        return without_values(verdict) if verdict.hidden else with_proof(verdict, outcome.proof)
    failed = cell is not None and cell.state != "ok"
    if failed and cell is not None and outcome.state in ("undefined", "misfit"):
        note = say("graded.cell-fails", symbol=exercise.symbol)
        return unjudged(exercise, cell.state, note, cell.raised or Detail("", cell.note))
    if outcome.state == "undefined":
        undefined = say("graded.undefined", symbol=exercise.symbol)
        return unjudged(exercise, "error", outcome.note or undefined)
    if outcome.state == "misfit":
        return unjudged(exercise, "error", outcome.note)
    return unjudged(exercise, outcome.state, outcome.note)


def with_proof(verdict: Verdict, proof: Proof | None) -> Verdict:
    """The verdict with the place that was found for its first difference, a visible one."""
    return replace(verdict, proof=proof) if verdict.difference and not verdict.hidden else verdict
