"""One exercise on the feedback page: what is said of it, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from autograder.course.by_hand import Given
from autograder.course.rubric_marks import NO_RUBRIC_MARK, RubricMark
from autograder.feedback.own_seeds import SeedsSeen
from autograder.submission.highlight import MAX_CODE, code_html, visible
from autograder.submission.marked_code import marked_code_html
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict, parts_of
from course_utils.texts import say, words
from course_utils.views.figures import Table, points
from course_utils.views.story import FACT, Story, tell


@dataclass(frozen=True, slots=True)
class StateSign:
    """How a state is shown: a tone for the colour, a sign, and the code of its words."""

    tone: str
    sign: str
    code: str

    @property
    def words(self) -> str:
        """What it says."""
        return words(say(self.code))


SIGNS = {
    "passed": StateSign("passed", "✓", "mark.passed"),
    "wrong": StateSign("not-yet", "→", "mark.wrong"),
    "error": StateSign("not-yet", "→", "mark.error"),
    "timeout": StateSign("not-yet", "→", "mark.timeout"),
    "crashed": StateSign("not-yet", "→", "mark.crashed"),
    "not_attempted": StateSign("empty", "○", "mark.not-attempted"),
    "grader_fault": StateSign("fault", "!", "mark.fault"),
    "": StateSign("empty", "○", "mark.not-graded"),
    "by_hand": StateSign("passed", "✎", "mark.by-hand"),
    "to_read": StateSign("empty", "○", "mark.to-read"),
}
_NOT_RUN = StateSign("not-yet", "→", "mark.not-run")
_HAPPENED = {
    "timeout": "happened.timeout",
    "crashed": "happened.crashed",
    "grader_fault": "happened.fault",
    "": "happened.not-graded",
}
_WAITING = {
    "not_attempted": "happened.nothing-written",
    "to_read": "happened.to-read",
}


def _told(code: str | None) -> str:
    return words(say(code)) if code else ""


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the page; an empty text is left out.

    Attributes:
        earned, most: the points; ``earned`` is None while the grading is open.
        parts: name, earned and possible points, when these differ and there are several.
        happened: why there is no judgement.
        where, fact: the first difference.
        lines: which lines of the code are marked, and ``asks``, what of them matters.
        cause: the sentence about the named mistake, as certain as it is; in its place, which
            exercise is to be written first.
        in_short: why points are missing, for the list of exercises; empty when there is no name
            for it.
        hint_title, hint: the hint of the level that the instructor chose.
        more: the call that shows the next hint in the notebook.
        answer: a written answer's text.
        by_hand: whether the points are the instructor's and not the grader's.
        comment: the instructor's own words.
        rubric: the criteria of a written answer.
        seeds: of an answer that quotes runs with seeds of the student's own, which those are, and
            whether the outputs show them.
    """

    id: str
    title: str
    mark: StateSign
    earned: float | None
    most: float
    parts: tuple[tuple[str, float, float], ...] = ()
    happened: str = ""
    note: str = ""
    where: str = ""
    fact: str = ""
    table: Table | None = None
    line: str = ""
    lines: str = ""
    asks: str = ""
    cause: str = ""
    in_short: str = ""
    why: str = ""
    hint_title: str = ""
    hint: str = ""
    more: str = ""
    code: Markup | str = ""
    answer: str = ""
    by_hand: bool = False
    comment: str = ""
    rubric: RubricMark = NO_RUBRIC_MARK
    seeds: str = ""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do and nothing new to read: one line says it."""
        return self.mark.tone == "passed" and self.earned == self.most and not self.comment

    @property
    def score(self) -> str:
        """The points in words."""
        most = points(self.most)
        earned = "–" if self.earned is None else points(self.earned)
        return words(say("mark.score", earned=earned, most=most))


def section_of(result: Result, exercise: Exercise, hint_level: int) -> Section:
    """What is said of one exercise; ``hint_level`` as in :func:`autograder.feedback.render`."""
    verdict = result.verdicts.get(exercise.id)
    code = _code(result.code.get(exercise.id, ""), exercise, verdict)
    if verdict is None or verdict.state == "grader_fault":
        state = "grader_fault" if verdict or result.state == "grader_fault" else ""
        mark = SIGNS[state]
        return Section(
            exercise.id,
            exercise.title,
            mark,
            None,
            exercise.points,
            happened=_told(_HAPPENED[state]),
            code=code,
        )
    story = tell(verdict, exercise, graded=True)
    hint_title, hint, more = _hint(verdict, exercise, hint_level)
    parts = parts_of(verdict, exercise)
    split = len(parts) > 1 and verdict.state != "passed"
    return Section(
        id=exercise.id,
        title=exercise.title,
        mark=_mark(verdict),
        earned=verdict.score,
        most=verdict.max_score,
        parts=tuple((name, *both) for name, both in parts.items()) if split else (),
        happened=_told(_HAPPENED.get(verdict.state)),
        note=story.note,
        where=story.where,
        fact=story.fact,
        table=story.table,
        line=story.line,
        lines=story.lines,
        asks=story.asks,
        cause=story.cause or story.first,
        in_short=_in_short(story),
        why=story.why,
        hint_title=hint_title,
        hint=hint,
        more=more,
        code=code,
    )


def _code(text: str, exercise: Exercise, verdict: Verdict | None) -> Markup | str:
    """The student's code, with the places that the verdict speaks of marked in it."""
    if not text:
        return ""
    if verdict is None or verdict.proof is None or verdict.hidden:
        return code_html(text)
    return marked_code_html(text, verdict.proof.places, f"{exercise.id}-line")


def _asked(story: Story) -> str:
    return f"{story.lines}: {story.asks}" if story.asks else ""


def _in_short(story: Story) -> str:
    if story.mistake and story.frame == FACT:
        return story.mistake
    return story.cause or _asked(story) or story.first


def _mark(verdict: Verdict) -> StateSign:
    # Without a difference nothing was asked: the name is missing, or its cell does not run.
    asked = verdict.state != "error" or verdict.difference is not None
    return SIGNS[verdict.state] if asked else _NOT_RUN


def _hint(verdict: Verdict, exercise: Exercise, level: int) -> tuple[str, str, str]:
    """The hint's heading, its text, and the call that shows the next one."""
    steps = len(exercise.hints)
    if verdict.state == "passed" or not level or not steps:
        return "", "", ""
    step = min(level, steps)
    more = f'hint("{exercise.id}", {step + 1})' if step < steps else ""
    return words(say("card.hint", step=step, steps=steps)), exercise.hints[step - 1], more


def with_given(section: Section, given: Given | None) -> Section:
    """The section with the points and words that count before ours."""
    if given is None:
        return section
    if given.waits and section.earned is not None:
        waiting = _told(_WAITING["to_read"])
        return Section(
            section.id, section.title, SIGNS["to_read"], None, section.most,
            happened=waiting, code=section.code, comment=given.comment,
        )  # fmt: skip
    changed = given.points is not None or bool(given.extra)
    return replace(
        section,
        earned=given.earned(section.earned),
        # Our points by part do not add up to points that somebody else gave.
        parts=() if changed else section.parts,
        by_hand=changed,
        comment=given.comment,
    )


def written_answer(
    result: Result, name: str, given: Given, seeds: SeedsSeen | None = None
) -> Section:
    """A written answer, which only a person can grade.

    Args:
        result: the outcome for the submission.
        name: the cell.
        given: what a person gave.
        seeds: the student's own, and whose the outputs show; None where all have the same.
    """
    title = name.replace("-", " ").replace("_", " ").capitalize()
    text = "" if given.empty else visible(result.code.get(name, ""))[:MAX_CODE]
    done = given.points is not None and not given.empty
    state = "not_attempted" if given.empty else "by_hand" if done else "to_read"
    return Section(
        name,
        title,
        SIGNS[state],
        given.points,
        given.most,
        happened=_told(_WAITING.get(state)),
        answer=text,
        by_hand=done,
        comment=given.comment,
        rubric=given.rubric,
        seeds=_seeds(seeds) if seeds else "",
    )


def _seeds(seen: SeedsSeen) -> str:
    """The student's own seeds, and where the outputs are of others, that they are."""
    own, found = (", ".join(map(str, seeds)) for seeds in (seen.own, seen.found))
    if seen.state == "member":
        return words(say("seeds.feedback-of-member", seeds=found))
    # Those of another id of the student's are the own ones, too.
    told = [say("seeds.feedback", seeds=found if seen.state == "own" else own)]
    if seen.state == "everybody":
        told.append(say("seeds.feedback-for-everybody", found=found))
    elif seen.state != "own":
        told.append(say("seeds.feedback-none"))
    return " ".join(map(words, told))
