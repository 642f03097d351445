"""One exercise on the feedback page: what is said of it, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from autograder.course.by_hand import Given
from autograder.submission.highlight import MAX_CODE, code_html, visible
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise
from course_utils.core.judge import parts_of
from course_utils.core.verdict import Verdict
from course_utils.texts import say, words
from course_utils.views.figures import Table, points
from course_utils.views.story import tell


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state is shown: a tone for the colour, a sign, and words."""

    tone: str
    sign: str
    words: str


MARKS = {
    "passed": Mark("passed", "✓", "passed"),
    "wrong": Mark("not-yet", "→", "not yet"),
    "error": Mark("not-yet", "→", "not yet: raised an exception"),
    "timeout": Mark("not-yet", "→", "not yet: ran too long"),
    "crashed": Mark("not-yet", "→", "not yet: ended early"),
    "not_attempted": Mark("empty", "○", "still empty"),
    "grader_fault": Mark("fault", "!", "our fault: to be regraded"),
    "": Mark("empty", "○", "not graded"),
    "by_hand": Mark("passed", "✎", "graded by hand"),
    "to_read": Mark("empty", "○", "waits for your instructor"),
}
_NOT_RUN = Mark("not-yet", "→", "not yet: could not be run")
_HAPPENED = {
    "timeout": "Your code was still running when its time was over, so it was stopped.",
    "crashed": "The process that ran your code ended before it gave an answer. That happens when "
    "the memory runs out, or when code ends Python itself.",
    "grader_fault": "This is our fault: the grader broke, not your code. It will be graded again; "
    "no points are lost.",
    "": "This exercise was not graded.",
}


_WAITING = {
    "not_attempted": "Nothing is written here.",
    "to_read": "Your instructor has not graded this answer yet.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the page; an empty text is left out.

    Attributes:
        earned, most: the points; ``earned`` is None while the grading is open.
        parts: name, earned and possible points, when these differ and there are several.
        happened: why there is no judgement.
        where, fact: the first difference.
        mistake: the sentence of the named mistake, which completes "This is what you get
            when …"; ``first``, in its place, which exercise is to be written first.
        hint_title, hint: the hint of the level that the instructor chose.
        more: the call that shows the next hint in the notebook.
        answer: a written answer's text.
        by_hand: whether the points are the instructor's and not the grader's.
        comment: the instructor's own words.
    """

    id: str
    title: str
    mark: Mark
    earned: float | None
    most: float
    parts: tuple[tuple[str, float, float], ...] = ()
    happened: str = ""
    note: str = ""
    where: str = ""
    fact: str = ""
    table: Table | None = None
    line: str = ""
    mistake: str = ""
    first: str = ""
    why: str = ""
    hint_title: str = ""
    hint: str = ""
    more: str = ""
    code: Markup | str = ""
    answer: str = ""
    by_hand: bool = False
    comment: str = ""

    @property
    def cause(self) -> str:
        """The whole sentence about the mistake."""
        return words(say("card.mistake", mistake=self.mistake)) if self.mistake else self.first

    @property
    def in_short(self) -> str:
        """Why points are missing, for the list of exercises; empty when there is no name for it."""
        return self.mistake or self.first

    @property
    def score(self) -> str:
        """The points in words."""
        most = points(self.most)
        earned = "–" if self.earned is None else points(self.earned)
        return f"{earned} of {most}"


def section_of(result: Result, exercise: Exercise, hint_level: int) -> Section:
    """What is said of one exercise; ``hint_level`` as in :func:`autograder.feedback.render`."""
    verdict = result.verdicts.get(exercise.id)
    code = code_html(result.code[exercise.id]) if result.code.get(exercise.id) else ""
    if verdict is None or verdict.state == "grader_fault":
        state = "grader_fault" if verdict or result.state == "grader_fault" else ""
        mark = MARKS[state]
        return Section(
            exercise.id,
            exercise.title,
            mark,
            None,
            exercise.points,
            happened=_HAPPENED[state],
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
        happened=_HAPPENED.get(verdict.state, ""),
        note=story.note,
        where=story.where,
        fact=story.fact,
        table=story.table,
        line=story.line,
        mistake=story.mistake,
        first=story.first,
        why=story.why,
        hint_title=hint_title,
        hint=hint,
        more=more,
        code=code,
    )


def _mark(verdict: Verdict) -> Mark:
    # Without a difference nothing was asked: the name is missing, or its cell does not run.
    asked = verdict.state != "error" or verdict.difference is not None
    return MARKS[verdict.state] if asked else _NOT_RUN


def _hint(verdict: Verdict, exercise: Exercise, level: int) -> tuple[str, str, str]:
    """The hint's heading, its text, and the call that shows the next one."""
    steps = len(exercise.hints)
    if verdict.state == "passed" or not level or not steps:
        return "", "", ""
    step = min(level, steps)
    more = f'hint("{exercise.id}", {step + 1})' if step < steps else ""
    return f"Hint {step} of {steps}", exercise.hints[step - 1], more


def with_given(section: Section, given: Given | None) -> Section:
    """The section with the points and words that count before ours."""
    if given is None:
        return section
    if given.waits and section.earned is not None:
        waiting = _WAITING["to_read"]
        return Section(
            section.id, section.title, MARKS["to_read"], None, section.most,
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


def written_answer(result: Result, name: str, given: Given) -> Section:
    """A written answer, which only a person can grade."""
    words = name.replace("-", " ").replace("_", " ").capitalize()
    text = "" if given.empty else visible(result.code.get(name, ""))[:MAX_CODE]
    done = given.points is not None and not given.empty
    state = "not_attempted" if given.empty else "by_hand" if done else "to_read"
    return Section(
        name,
        words,
        MARKS[state],
        given.points,
        given.most,
        happened=_WAITING.get(state, ""),
        answer=text,
        by_hand=done,
        comment=given.comment,
    )
