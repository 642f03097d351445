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
from autograder.todo.sayings import ADVICE, HEADINGS, how_many, mail_to, mailto, sentence
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
    """The page, as the text of an HTML file in UTF-8; nothing on it runs."""
    style = sheet(_TEMPLATES / "todo.css")
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
            page=_page,
            mail=lambda one: mailto(*mail_to(one)),
            typed=lambda action, one: command(
                f"todo {action} {one.name} --course {quoted(course.root)}"
                + (' --why "…"' if action == "accept" else "")
            ),
            actions=_actions,
            most=MAX_CODE,
            style=Markup(style),
            policy=policy(style),
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


def _page(entry: TodoEntry) -> str:
    folder = quote(entry.student, safe="", errors="replace")
    return f"../feedback/{folder}/{entry.chapter}/{entry.chapter}.html"
