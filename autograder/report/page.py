"""The class report: one self-contained HTML file for one chapter.

It answers in this order: what to teach again, what needs a person's attention, how the marks
lie; then every exercise, and at the end every student. Nothing on it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template
from markupsafe import Markup

from autograder.feedback.shell import environment, policy, sheet
from autograder.report import charts
from autograder.report.class_data import NOT_ASKED, Answer, ClassData, StudentRow
from autograder.report.items import ExerciseSummary, in_words, items, to_reteach
from autograder.report.names import Names, Real
from autograder.report.reasons import (
    REPAIRED,
    STOPPED,
    WORTH_A_LOOK,
    Reason,
    in_section,
    reasons,
)
from autograder.report.summary import (
    decided_sentence,
    marks_sentence,
    middle_cpu,
    others_sentence,
    percent,
    reteach_sentence,
    waiting_sentence,
)
from autograder.submission.highlight import visible
from course_utils.views.figures import points
from course_utils.views.student_lines import GAP, rows_of

_TEMPLATES = Path(__file__).parent / "templates"
REPORT_SHEET = _TEMPLATES / "report.css"
SHOWN_MISTAKES = 4
SHOWN_NAMES = 5
RETEACH = 3
SLOWEST = 5
_UNNAMED = {
    "wrong": "wrong in a way that no known mistake explains",
    "error": "raised an exception that has no name here",
    "timeout": "ran out of time",
    "crashed": "ended the process",
}
_SECTIONS = {
    STOPPED: ("Stopped by the sandbox", "No harm was done; the other exercises of these "
              "submissions were graded."),
    WORTH_A_LOOK: ("Worth a look", "Graded, or not gradable, for a reason that a person may want "
                   "to see."),
    REPAIRED: ("Repaired", "Graded without loss; nothing to do."),
}  # fmt: skip

FeedbackLink = Callable[[StudentRow], str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A student in a list: what it is called, and where the feedback page lies."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise in the table: its counts as a chart, and what its numbers say."""

    item: ExerciseSummary
    chart: Markup
    meter: Markup
    words: str


Lister = Callable[[Sequence[StudentRow]], list[Listed]]


def feedback_link(chapter: str) -> FeedbackLink:
    """From ``report/`` in the course folder to a student's feedback page."""

    def link(row: StudentRow) -> str:
        folder = quote(row.student, safe="", errors="replace")
        return f"../feedback/{folder}/{chapter}/{chapter}.html"

    return link


def render_report(
    data: ClassData,
    *,
    title: str = "",
    course: str = "",
    when: str = "",
    texts: Mapping[str, Markup] | None = None,
    names: Names | None = None,
    link: FeedbackLink | None = None,
) -> str:
    """The report, as the text of an HTML file in UTF-8.

    Args:
        data: the class.
        title: the chapter's heading.
        course: the course's name.
        when: when the chapter was graded, of which students; the line below the title.
        texts: by exercise, its text as harmless HTML.
        names: how students are called; by their names unless given.
        link: where a student's feedback page lies; no links without it.
    """
    names = names or Real()
    found = items(data)
    sentences = (
        marks_sentence(data), waiting_sentence(data), others_sentence(data), decided_sentence(data),
    )  # fmt: skip
    first = to_reteach(found, RETEACH)
    style = sheet(REPORT_SHEET)
    rows = sorted(data.rows, key=lambda row: names.of(row).casefold())
    told = reasons((row for row in rows if row.state != "missing"), names.group)

    def listed(chosen: Sequence[StudentRow]) -> list[Listed]:
        return [Listed(names.of(row), link(row) if link else "") for row in chosen]

    page = _template().render(
        title=title or data.chapter,
        course=course,
        when=when,
        chapter=data.chapter,
        anonymous=not isinstance(names, Real),
        data=data,
        graded=len(data.graded),
        states=_states(data, rows, listed),
        marks=" ".join(filter(None, sentences)),
        why_first=reteach_sentence(data, first[0], found) if first else "",
        **_marks(data),
        reteach=first,
        lost=sum(item.lost for item in found),
        texts=texts or {},
        lines=[_line(item) for item in found],
        reasons=[
            (*words, [(r.words, listed(r.rows)) for r in in_section(told, section)])
            for section, words in _SECTIONS.items()
            if in_section(told, section)
        ],
        attention=_attention(told, [row for row in rows if not _need_not(data, row)]),
        timed=_timed(data, found, listed),
        library=_library(data, found, listed),
        sections=any(data.section_of(row) for row in rows),
        others=any(answer.state == NOT_ASKED for row in rows for answer in row.answers),
        table=[(names.of(row), link(row) if link else "", row) for row in rows],
        patterns=charts.PATTERNS,
        style=Markup(style),
        policy=policy(style),
    )
    return visible(page)


def _marks(data: ClassData) -> dict[str, object]:
    found = charts.bins([row.score for row in data.graded], data.most)
    return {"bins": found, "histogram": charts.histogram(found, marks_sentence(data))}


def _line(item: ExerciseSummary) -> ExerciseLine:
    parts = [
        ("passed", item.passed),
        ("failed", item.failed),
        ("empty", item.empty),
        ("open", item.open),
    ]
    label = ", ".join(f"{count} {kind}" for kind, count in parts if count)
    mean = item.mean or 0.0
    return ExerciseLine(
        item,
        charts.shares(parts, label),
        charts.meter(mean, f"mean share of the points: {100 * mean:.0f} %"),
        in_words(item.discrimination, item.answers),
    )


def _need_not(data: ClassData, row: StudentRow) -> bool:
    """Whether nothing was handed in, and nothing had to be."""
    return row.state == "missing" and data.is_excused(row)


def _states(
    data: ClassData, rows: Sequence[StudentRow], listed: Lister
) -> list[tuple[str, list[Listed]]]:
    """Who has no mark, and why."""
    words = {
        "unreadable": "without a file that could be graded",
        "missing": "handed in nothing",
        "grader_fault": "a grader error; will be regraded",
    }
    found = [
        (said, [row for row in rows if row.state == state and not _need_not(data, row)])
        for state, said in words.items()
    ]
    found.append(("excused from the chapter", [row for row in rows if data.is_excused(row)]))
    found.append(("has an exercise to be regraded", [row for row in rows if row.is_open]))
    return [(said, listed(chosen)) for said, chosen in found if chosen]


def _attention(told: Sequence[Reason], rows: Sequence[StudentRow]) -> str:
    """What needs a person's attention, in one sentence."""
    parts = []
    for state, words in (
        ("unreadable", "unreadable"),
        ("grader_fault", "left ungraded by a grader error"),
        ("missing", "not handed in"),
    ):
        count = sum(row.state == state for row in rows)
        if count:
            parts.append(f"{count} {words}")
    sections = ((STOPPED, "stopped by the sandbox"), (WORTH_A_LOOK, "with something odd"))
    for section, words in sections:
        chosen = (row for reason in in_section(told, section) for row in reason.rows)
        if people := {row.student for row in chosen if row.answers}:
            parts.append(f"{len(people)} {words}")
    return f"{', '.join(parts)}." if parts else "Nothing."


def _timed(data: ClassData, found: Sequence[ExerciseSummary], listed: Lister) -> dict[str, object]:
    hits = []
    for place, item in enumerate(found):
        late = [row for row in data.graded if row.answers[place].state == "timeout"]
        if late:
            hits.append((item.exercise, listed(late)))
    slowest = sorted(data.graded, key=lambda row: -row.cpu_seconds)[:SLOWEST]
    seconds = [row.cpu_seconds for row in slowest]
    return {
        "hits": hits,
        "middle": middle_cpu(data),
        "slowest": list(zip(listed(slowest), seconds, strict=True)),
    }


def _library(
    data: ClassData, found: Sequence[ExerciseSummary], listed: Lister
) -> list[tuple[ExerciseSummary, str, list[Listed]]]:
    return [
        (
            item,
            name,
            listed([row for row in data.graded if row.answers[place].library == name]),
        )
        for place, item in enumerate(found)
        for name, _ in item.library
    ]


def cell(answer: Answer) -> str:
    """One answer in the table of students: its points, or a sign."""
    if answer.state == "not_attempted":
        return "○"
    if answer.state == NOT_ASKED:
        return "–"
    return "!" if answer.state == "grader_fault" else points(answer.score)


@cache
def _template() -> Template:
    made = environment(_TEMPLATES)
    made.filters["cell"] = cell
    made.filters["percent"] = percent
    made.filters["kind"] = lambda kind: kind.replace("-", " ")
    made.filters["row"] = lambda proof: rows_of(replace(proof, places=(proof.place,)))[0]
    made.globals["gap"] = GAP
    made.filters["unnamed"] = lambda state: _UNNAMED.get(state, state)
    made.globals["shown_mistakes"] = SHOWN_MISTAKES
    made.globals["shown_names"] = SHOWN_NAMES
    return made.get_template("report.html.j2")
