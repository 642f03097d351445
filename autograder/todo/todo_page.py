"""The list as one self-contained HTML file in the course folder."""

from __future__ import annotations

import datetime
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from autograder.course.course import Course
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.feedback.shell import environment, policy, sheet
from autograder.files.atomic import write_atomic
from autograder.submission.highlight import MAX_CODE, visible
from autograder.todo.entries import KINDS, TodoEntry, todo_entries
from autograder.todo.sayings import (
    ADVICE,
    HEADINGS,
    cited,
    how_many,
    mail_to,
    mailto,
    sentence,
)
from autograder.typed import command, quoted

_TEMPLATES = Path(__file__).parent / "templates"


def todo_path(course: Course) -> Path:
    """Where the page lies, beside the class reports."""
    return course.root / "report" / "todo.html"


def refresh_todo_page(course: Course) -> None:
    """Write the page again where there is one."""
    if todo_path(course).is_file():
        write_todo_page(course)


def write_todo_page(course: Course) -> Path:
    """Write the page; its path.

    Raises:
        Refused: nothing is graded there, or the file cannot be written.
    """
    page = render_todo(course, todo_entries(course))
    path = todo_path(course)
    try:
        write_atomic(path, page)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
    return path


def render_todo(course: Course, entries: list[TodoEntry]) -> str:
    """The page, as the text of an HTML file in UTF-8; its one script copies a command."""
    style = sheet(_TEMPLATES / "todo.css")
    script = (_TEMPLATES / "todo.js").read_text("utf-8")
    groups = []
    for kind in KINDS:
        mine = [one for one in entries if one.kind == kind]
        if mine:
            groups.append((kind, HEADINGS[kind], ADVICE[kind], mine))
    page = (
        environment(_TEMPLATES)
        .get_template("todo.html.j2")
        .render(
            course=read_settings(course.root).name,
            groups=groups,
            counts=[(kind, how_many(kind, len(mine))) for kind, _, _, mine in groups],
            when=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M"),
            sentence=sentence,
            cited=cited,
            links=lambda one: _links(course, one),
            page=_page,
            mail=lambda one: mailto(*mail_to(one)),
            typed=lambda action, one: command(
                f"todo {action} {one.name} --course {quoted(course.root)}"
                + (' --why "…"' if action == "accept" else "")
            ),
            actions=_actions,
            most=MAX_CODE,
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
        )
    )
    # Here, over the whole page, so that no text can be forgotten.
    return visible(page)


def _actions(entry: TodoEntry) -> tuple[str, ...]:
    if entry.kind == "fault":
        return ("regrade",)
    if entry.kind == "written":
        return ("open",)
    return ("accept",) if entry.kind in ("unreadable", "undecided") else ("accept", "regrade")


def _links(course: Course, entry: TodoEntry) -> list[tuple[str, str]]:
    """What is there to be read about an entry: its words, and where it lies beside this page."""
    student, chapter = entry.student, entry.chapter
    found = [("Feedback page", course.feedback_path(student, chapter))]
    if entry.kind == "written":
        answers = f"{chapter}-{entry.cell}.html"
        found.append(("Page of all answers", course.root / "written" / answers))
    found.append(("Notebook", course.autograded_path(student, chapter)))
    found.append(("Class report", course.root / "report" / f"{chapter}.html"))
    return [
        (words, "../" + "/".join(map(_quoted, path.relative_to(course.root).parts)))
        for words, path in found
        if path.is_file()
    ]


def _quoted(part: str) -> str:
    return quote(part, safe="", errors="replace")


def _page(entry: TodoEntry) -> str:
    return f"../feedback/{_quoted(entry.student)}/{entry.chapter}/{entry.chapter}.html"
