"""The page on which a question is graded: one self-contained HTML file, no server.

Its one script reads what the grader ticks and types, and saves it as a small JSON file. No text
of a student's reaches it: it knows keys and digests. The page forbids itself everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Template
from markupsafe import Markup

from autograder.feedback.own_seeds import SeedsSeen
from autograder.feedback.shell import environment, policy, sheet
from autograder.report.prose import render_markdown
from autograder.submission.highlight import visible
from autograder.written.gathered import QuestionAnswers, TextToGrade
from autograder.written.own_outputs import OwnOutput

_TEMPLATES = Path(__file__).parent / "templates"
KIND = "written-marks"
FORMAT = 1
MAX_COMMENT = 20_000  # characters


def render_answers(
    found: QuestionAnswers, *, title: str, asked: str, course: str = "", anonymous: bool = False
) -> str:
    """The page, as the text of an HTML file in UTF-8.

    Args:
        found: the answers.
        title: the chapter's heading.
        asked: the question as students read it, Markdown.
        course: the course's name; may be empty.
        anonymous: no name and no id stands on the page.
    """
    style, script = sheet(_TEMPLATES / "written.css"), _script()
    page = _template().render(
        found=found,
        question=found.question,
        title=title,
        asked=render_markdown(asked),
        model=render_markdown(found.question.model),
        course=course,
        anonymous=anonymous,
        called=_called if anonymous else None,
        kind=KIND,
        format=FORMAT,
        max_comment=MAX_COMMENT,
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )
    # Here, over the whole page, so that no text can be forgotten.
    return visible(page)


def render_own_outputs(
    outputs: Sequence[OwnOutput], seeds: SeedsSeen | None = None, whose: str = ""
) -> str:
    """What a student's own file shows below some cells, as HTML in which nothing of it runs.

    Args:
        outputs: by cell.
        seeds: the student's own, and those that the outputs show.
        whose: the name of the one whose they are.
    """
    module = cast(Any, environment(_TEMPLATES).get_template("own_outputs.html.j2").module)
    line = str(module.seeds_line(seeds, whose)) if seeds else ""
    return line + str(module.own(outputs))


def _called(one: TextToGrade) -> str:
    """What an answer is called where nobody is named."""
    return f"Answer {one.writers[0].key[:5].upper()}"


@cache
def _template() -> Template:
    return environment(_TEMPLATES).get_template("written.html.j2")


@cache
def _script() -> str:
    return (_TEMPLATES / "written.js").read_text(encoding="utf-8")
