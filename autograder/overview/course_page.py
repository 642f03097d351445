"""The overview as one self-contained HTML file; nothing on it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template
from markupsafe import Markup

from autograder.feedback.shell import environment, policy, sheet
from autograder.marks.book import ChapterMark
from autograder.overview.course_data import ChapterPart, CourseData, CourseStudent
from autograder.overview.sentences import (
    NO_MARK,
    behind_sentence,
    mark_text,
    open_sentence,
    why_behind,
)
from autograder.report import charts
from autograder.report.page import REPORT_SHEET
from autograder.report.write import report_name
from autograder.submission.highlight import visible
from course_utils.texts import words
from course_utils.views.figures import points

_TEMPLATES = Path(__file__).parent / "templates"
TAUGHT = 5
AGAIN = 8
_LOW = 0.5

Called = Callable[[CourseStudent], str]


@dataclass(frozen=True, slots=True)
class MarkCell:
    """One mark in the table of students: what stands there, its meaning, and where it leads."""

    text: str
    means: str
    href: str
    low: bool


def render_overview(
    data: CourseData, *, course: str, when: str, called: Called, anonymous: bool = False
) -> str:
    """The page, as the text of an HTML file in UTF-8.

    Args:
        data: the course.
        course: its name.
        when: the line below the title.
        called: how a student is called on this page.
        anonymous: whether these are pseudonyms; then nothing leads to a feedback page.
    """
    style = sheet(REPORT_SHEET, _TEMPLATES / "overview.css")
    people = sorted(data.students, key=lambda one: called(one).casefold())
    states = {mark.state if mark else "missing" for one in people for mark in one.marks}
    page = _template().render(
        course=course,
        when=when,
        anonymous=anonymous,
        about=_about(data, anonymous=anonymous),
        data=data,
        teach=data.to_teach[:TAUGHT],
        lost=sum(item.lost for _, item in data.to_teach),
        behind=[(called(one), one, _cells(one, data, linked=not anonymous)) for one in data.behind],
        behind_sentence=behind_sentence(data),
        waiting=open_sentence(data),
        again=[(words(one.sentence), one) for one in data.again[:AGAIN]],
        rest=len(data.again[AGAIN:]),
        chapters=[(part, _meter(part)) for part in data.chapters],
        people=[(called(one), one, _cells(one, data, linked=not anonymous)) for one in people],
        sections=any(one.section for one in people),
        signs=[pair for state, pair in NO_MARK.items() if state in states],
        patterns=charts.PATTERNS,
        style=Markup(style),
        policy=policy(style),
    )
    return visible(page)


def _about(data: CourseData, *, anonymous: bool) -> Callable[[str], str]:
    """From the overview to a chapter's report of the same kind, which lies beside it."""
    return lambda chapter: report_name(chapter, anonymous=anonymous, section=data.section)


def _meter(part: ChapterPart) -> Markup:
    share = (part.mean or 0.0) / part.points if part.points else 0.0
    return charts.meter(share, f"mean of the marks: {100 * share:.0f} % of the points")


def _cells(student: CourseStudent, data: CourseData, *, linked: bool) -> list[MarkCell]:
    pairs = zip(student.marks, data.chapters, strict=True)
    return [_cell(student.student, mark, part, linked=linked) for mark, part in pairs]


def _cell(student: str, mark: ChapterMark | None, part: ChapterPart, *, linked: bool) -> MarkCell:
    score = mark.score if mark else None
    means = "" if score is not None else NO_MARK.get(mark.state if mark else "missing", ("", ""))[1]
    href = ""
    if linked and mark is not None and mark.state not in ("missing", "ungraded", "group"):
        folder = quote(student, safe="", errors="replace")
        href = f"../feedback/{folder}/{part.chapter}/{part.chapter}.html"
    most = part.out_of(mark)
    low = score is not None and score < _LOW * most
    text = mark_text(mark)
    if score is not None and most != part.points:
        text, means = f"{text}/{points(most)}", "an earlier release, which has other exercises"
    return MarkCell(text, means, href, low)


@cache
def _template() -> Template:
    made = environment(_TEMPLATES)
    made.filters["why"] = why_behind
    return made.get_template("overview.html.j2")
