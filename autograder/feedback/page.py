"""The feedback page: one self-contained HTML file for one student and chapter.

Nothing on it runs: there is no script, every text is escaped, and the page
forbids itself anything but its own styles. What is said of an exercise comes
from :mod:`course_utils.views`, so that the page and the notebook agree.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder.feedback.highlight import code_css, code_html, visible
from autograder.grade.result import Result, is_hidden
from course_utils.exercise import Exercise
from course_utils.judge import parts_of
from course_utils.verdict import Verdict
from course_utils.views import html
from course_utils.views.figures import points
from course_utils.views.story import tell

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state is shown: a tone for the colour, a sign, and words."""

    tone: str
    sign: str
    words: str


_MARKS = {
    "passed": Mark("passed", "✓", "passed"),
    "wrong": Mark("not-yet", "→", "not yet"),
    "error": Mark("not-yet", "→", "not yet: raised an exception"),
    "timeout": Mark("not-yet", "→", "not yet: ran too long"),
    "crashed": Mark("not-yet", "→", "not yet: ended early"),
    "not_attempted": Mark("empty", "○", "still empty"),
    "grader_fault": Mark("fault", "!", "our fault: to be regraded"),
    "": Mark("empty", "○", "not graded"),
}
_NOT_RUN = Mark("not-yet", "→", "not yet: could not be run")
_STATES = {
    "graded": "Graded.",
    "flagged": "Graded, with remarks.",
    "unreadable": "The file that you handed in could not be read as a notebook, so no exercise "
    "was graded. Open it in Jupyter, save it again, and hand that in; or ask your instructor.",
    "missing": "No file was handed in.",
    "grader_fault": "Our fault: the grading itself broke. It will be graded again; no points "
    "are lost.",
}
_HAPPENED = {
    "timeout": "Your code was still running when its time was over, so it was stopped.",
    "crashed": "The process that ran your code ended before it gave an answer. That happens when "
    "the memory runs out, or when code ends Python itself.",
    "grader_fault": "This is our fault: the grader broke, not your code. It will be graded again; "
    "no points are lost.",
    "": "This exercise was not graded.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the page; an empty text is left out.

    Attributes:
        earned, most: the points; ``earned`` is None while the grading is open.
        parts: name, earned and possible points, when these differ and there are several.
        happened: why there is no judgement.
        where, fact: the first difference.
        hint_title, hint: the hint of the level that the instructor chose.
        more: the call that shows the next hint in the notebook.
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
    table: Markup | str = ""
    line: str = ""
    cause: str = ""
    why: str = ""
    hint_title: str = ""
    hint: str = ""
    more: str = ""
    code: Markup | str = ""

    @property
    def score(self) -> str:
        """The points in words."""
        most = points(self.most)
        earned = "–" if self.earned is None else points(self.earned)
        return f"{earned} of {most}"


def render(
    result: Result, exercises: Sequence[Exercise], *, course: str = "", hint_level: int = 1
) -> str:
    """The page, as the text of an HTML file in UTF-8.

    Args:
        result: the outcome for one submission.
        exercises: the chapter's, in its order.
        course: the course's name, for the head of the page.
        hint_level: which step of an exercise's hints is shown where points are
            missing: 1 to 3, or 0 for none.

    Raises:
        ValueError: ``hint_level`` is negative, or a verdict is about an exercise
            that is not among ``exercises``.
    """
    if hint_level < 0:
        raise ValueError(f"hint_level is {hint_level}; it is 1 to 3, or 0 for no hints")
    unknown = set(result.verdicts) - {exercise.id for exercise in exercises}
    if unknown:
        raise ValueError(f"verdicts on exercises of another chapter: {sorted(unknown)}")
    sections = [_section(result, exercise, hint_level) for exercise in exercises]
    style = _style()
    page = _template().render(
        course=course,
        title=_title(result),
        result=result,
        name=result.submission.name or result.submission.student,
        remarks=_remarks(result),
        state=_STATES[result.state],
        score=points(result.score) if result.state != "grader_fault" else "",
        most=points(sum(section.most for section in sections)),
        still_open=_still_open(result),
        sections=sections,
        style=Markup(style),
        style_hash=_style_hash(style),
    )
    # Here, over the whole page, so that no text can be forgotten.
    return visible(page)


def _section(result: Result, exercise: Exercise, hint_level: int) -> Section:
    verdict = result.verdicts.get(exercise.id)
    code = code_html(result.code[exercise.id]) if result.code.get(exercise.id) else ""
    if verdict is None or verdict.state == "grader_fault":
        state = "grader_fault" if verdict or result.state == "grader_fault" else ""
        mark = _MARKS[state]
        return Section(
            exercise.id,
            exercise.title,
            mark,
            None,
            exercise.points,
            happened=_HAPPENED[state],
            code=code,
        )
    story = tell(verdict, exercise, hidden=is_hidden(verdict), graded=True)
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
        table=Markup(html.table(story.table)) if story.table else "",
        line=story.line,
        cause=story.cause,
        why=story.why,
        hint_title=hint_title,
        hint=hint,
        more=more,
        code=code,
    )


def _mark(verdict: Verdict) -> Mark:
    # Without a difference nothing was asked: the name is missing, or its cell does not run.
    asked = verdict.state != "error" or verdict.difference is not None
    return _MARKS[verdict.state] if asked else _NOT_RUN


def _hint(verdict: Verdict, exercise: Exercise, level: int) -> tuple[str, str, str]:
    """The hint's heading, its text, and the call that shows the next one."""
    steps = len(exercise.hints)
    if verdict.state == "passed" or not level or not steps:
        return "", "", ""
    step = min(level, steps)
    more = f'hint("{exercise.id}", {step + 1})' if step < steps else ""
    return f"Hint {step} of {steps}", exercise.hints[step - 1], more


def _remarks(result: Result) -> tuple[str, ...]:
    """What was repaired or suspicious, each once; of a fault of ours, not its inner workings."""
    flags = () if result.state == "grader_fault" else result.flags
    return tuple(dict.fromkeys((*result.submission.notes, *flags)))


def _still_open(result: Result) -> str:
    """The points that wait for us, or an empty text when there are none."""
    faults = [v.max_score for v in result.verdicts.values() if v.state == "grader_fault"]
    return points(sum(faults)) if faults and result.state != "grader_fault" else ""


def _title(result: Result) -> str:
    """The chapter's heading in the graded notebook, else its name in words."""
    try:
        cells = json.loads(result.notebook)["cells"]
        lines = "".join(cells[0]["source"]).splitlines()
    except (ValueError, LookupError, TypeError):
        lines = []
    for line in lines:
        if line.startswith("# "):
            return line[2:].strip()
    number, _, words = result.submission.chapter.partition("_")
    words = words.replace("_", " ").capitalize()
    return f"{int(number)} · {words}" if number.isdecimal() and words else result.submission.chapter


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = lambda text: Markup(html.marked(text))
    environment.filters["code"] = lambda text: Markup(html.code(text))
    environment.filters["points"] = points
    return environment.get_template("feedback.html.j2")


@cache
def _style() -> str:
    sheet = (_TEMPLATES / "feedback.css").read_text(encoding="utf-8")
    return f"{sheet}\n{code_css()}\n"


@cache
def _style_hash(style: str) -> str:
    """The hash by which the page's policy knows its one style element."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
