"""``autograder todo``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, CourseFolder, OnlyChapter

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.course.rows import MarkChange
    from autograder.todo.entries import TodoEntry
    from autograder.todo.inbox import Opened

_NEEDS = {
    "open": "the names of entries",
    "accept": "the names of entries",
    "regrade": "the names of entries",
    "ask": "the names of entries",
    "add": "files or folders",
}


def todo(
    action: Annotated[
        Literal["list", "page", "open", "accept", "regrade", "ask", "add"],
        typer.Argument(help="What to do; `list` shows all that waits."),
    ] = "list",
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="The entries' names, as the list has them; for `add`: files, or a folder of them."
        ),
    ] = None,
    course: CourseFolder = CLASSROOM,
    chapter: OnlyChapter = None,
    why: Annotated[str, typer.Option(help="For `accept`: the reason, which is kept.")] = "",
    by: Annotated[
        str, typer.Option(help="For `accept`: who decides; your name on this machine by default.")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="List requests that are decided, too.")
    ] = False,
    as_json: Annotated[
        bool, json_option("`list`: one JSON object an entry. `add`: one a file.")
    ] = False,
) -> None:
    """What waits for a person: answers, changed texts, flags, and requests by students.

    Every entry has a name of a few letters. `open` says where its page and its notebook are,
    `accept` decides it (a flag stays decided until another file comes; a changed text keeps its
    earlier points), `regrade` grades that one submission again, `ask` writes a mail to the
    student. `page` writes the list as one HTML file. Exit code 1 when something waits, or when a
    file of `add` is not a request.

    Students send requests from their feedback pages: `add` takes the file that the page makes,
    and mails saved as .eml or .txt. A request changes no mark. The list shows the mark from when
    it was added, the mark now, and the difference.

    Examples:
    python -m autograder todo
    python -m autograder todo accept k7fm --why "talked to her, it was a slip"
    python -m autograder todo add requests/
    """
    from autograder.course.course import Course

    folder, given = Course(course.resolve()), names or []
    if action in _NEEDS and not given:
        raise typer.BadParameter(f"{action} needs {_NEEDS[action]}.", param_hint="NAMES")
    if action in ("list", "page") and given:
        raise typer.BadParameter(f"{action} takes no names.", param_hint="NAMES")
    if as_json and action not in ("list", "add"):
        raise typer.BadParameter(
            f"it belongs to list, add; the action is {action}.", param_hint="--json"
        )
    if action == "add":
        _add(folder, course, given, as_json)
        return
    if action in ("list", "page"):
        _list(folder, course, chapter, everything, as_json, page=action == "page")
        return
    _deal(folder, course, action, given, why, by)


def _list(
    folder: Course,
    course: Path,
    chapter: str | None,
    everything: bool,
    as_json: bool,
    *,
    page: bool,
) -> None:
    from autograder.cli.plain import without_escapes
    from autograder.todo.entries import todo_entries

    entries = [
        one for one in todo_entries(folder, all_of_them=everything)
        if chapter in (None, one.chapter)
    ]  # fmt: skip
    waits = [one for one in entries if not one.by]
    if page:
        from autograder.todo.todo_page import write_todo_page

        typer.echo(f"todo  {without_escapes(str(write_todo_page(folder)))}")
    elif as_json:
        print_objects(_as_data(folder, entry) for entry in entries)
    else:
        _show(entries, course)
    if waits:
        raise typer.Exit(1)


def _show(entries: Sequence[TodoEntry], course: Path) -> None:
    from collections import Counter

    from rich.console import Console
    from rich.text import Text

    from autograder.cli.listing import print_rows
    from autograder.cli.plain import flag_line, foreign_words, shortened_line, without_escapes
    from autograder.todo.entries import KINDS
    from autograder.todo.sayings import HEADINGS, how_many, sentence
    from autograder.typed import command, quoted

    console = Console()
    counts = Counter(one.kind for one in entries)
    for kind in (kind for kind in KINDS if counts[kind]):
        typer.echo(f"{HEADINGS[kind]}")
        rows = []
        for one in (one for one in entries if one.kind == kind):
            who = " ".join(map(shortened_line, filter(None, (one.student, one.person))))
            said = [flag_line(flag.text) for flag in one.flags]
            said = said or [without_escapes(sentence(one))]
            if one.inquiry is not None:
                said += ["It is about an earlier file."] if one.earlier else []
                said += [without_escapes(f"Accepted by {one.by}: {one.why}")] if one.by else []
                # A line of its own, so that no student's words go on in ours.
                said += [foreign_words(one.text)]
            rows.append([Text(cell) for cell in (one.name, one.chapter, who, "\n".join(said))])
        print_rows(console, ("name", "chapter", "student", "what"), rows, short=3)
        typer.echo("")
    if not entries:
        typer.echo("Nothing waits for a person.")
        return
    typer.echo(", ".join(how_many(kind, counts[kind]) for kind in KINDS if counts[kind]) + ".")
    place = f" --course {quoted(course)}"
    typer.echo(f"  {command(f'todo open NAME{place}')}     (or regrade, ask)")
    typer.echo(f'  {command(f"todo accept NAME{place}")} --why "..."')


def _as_data(folder: Course, entry: TodoEntry) -> dict[str, Any]:
    from autograder.todo.deal import page_of
    from autograder.todo.sayings import sentence

    asked = entry.inquiry
    return {
        "name": entry.name,
        "kind": entry.kind,
        "chapter": entry.chapter,
        "student": entry.student,
        "person": entry.person,
        "exercise": entry.cell,
        "points": entry.points,
        "before": entry.before,
        "now": entry.now,
        "difference": entry.difference,
        "words": entry.text,
        "words_before": entry.text_before,
        "flags": [one.told_as_json() for one in entry.flags],
        "text": sentence(entry),
        "received": entry.received,
        "sender": asked.sender if asked else "",
        "digest": asked.asked.digest if asked else "",
        "earlier_file": entry.earlier,
        "decided_by": entry.by,
        "why": entry.why,
        "page": str(page_of(folder, entry)),
    }


def _add(folder: Course, course: Path, names: Sequence[str], as_json: bool) -> None:
    from autograder.cli.plain import shortened_line, without_escapes
    from autograder.todo.inbox import take_in
    from autograder.todo.todo_page import refresh_todo_page
    from autograder.typed import command, quoted

    found = take_in(folder, [Path(name) for name in names])
    refresh_todo_page(folder)
    if as_json:
        print_objects(map(_opened, found))
    for one in () if as_json else found:
        if one.asked is None:
            said = f"not a request: {shortened_line(one.fault, 200)}."
        else:
            known = "" if one.new else ", which was on the list already"
            said = f"{one.asked.student}, {one.asked.chapter}, {one.asked.exercise}{known}."
        typer.echo(without_escapes(f"{one.file}: {said}"))
    new, bad = sum(one.new for one in found), sum(one.asked is None for one in found)
    typer.echo(
        f"{'1 request' if new == 1 else f'{new} requests'} added"
        + (f"; {'1 file is not one' if bad == 1 else f'{bad} files are none'}" if bad else "")
        + f". The list: {command(f'todo --course {quoted(course)}')}",
        err=as_json,
    )
    if bad:
        raise typer.Exit(1)


def _opened(one: Opened) -> dict[str, Any]:
    asked = one.asked
    return {
        "file": str(one.file),
        "new": one.new,
        "student": asked.student if asked else "",
        "chapter": asked.chapter if asked else "",
        "exercise": asked.exercise if asked else "",
        "fault": one.fault,
    }


def _deal(
    folder: Course, course: Path, action: str, names: Sequence[str], why: str, by: str
) -> None:
    import getpass

    from autograder.cli.plain import plain_lines, without_escapes
    from autograder.todo import deal
    from autograder.todo.sayings import mail_to, mailto
    from autograder.todo.todo_page import refresh_todo_page

    if action == "accept":
        for one in deal.accept(folder, names, by or getpass.getuser(), why):
            typer.echo(without_escapes(f"{one.name} {one.student}: accepted. {why}"))
        refresh_todo_page(folder)
    elif action == "regrade":
        entries, changed = deal.regrade(folder, names)
        refresh_todo_page(folder)
        _say_regraded(entries, changed)
    for one in deal.named(folder, names) if action in ("open", "ask") else ():
        if action == "open":
            typer.echo(without_escapes(f"{one.name} {one.student} {one.chapter}"))
            typer.echo(plain_lines(f"  feedback    {deal.page_of(course_of(course), one)}"))
            notebook = course_of(course).autograded_path(one.student, one.chapter)
            if notebook.is_file():
                typer.echo(plain_lines(f"  notebook    {notebook}"))
            if there := deal.formgrader_of(one):
                typer.echo(f"  formgrader  <address of JupyterLab>/{there}")
        else:
            address, subject, body = mail_to(one)
            typer.echo(plain_lines(f"To: {address or '(no address is known)'}"))
            typer.echo(without_escapes(f"Subject: {subject}"))
            typer.echo(f"\n{plain_lines(body)}\n\n{mailto(address, subject, body)}\n")


def course_of(course: Path) -> Course:
    """The course folder by the path that was typed: shorter to read."""
    from autograder.course.course import Course

    return Course(course)


def _say_regraded(
    entries: Sequence[TodoEntry], changed: Mapping[tuple[str, str], MarkChange]
) -> None:
    from autograder.cli.plain import without_escapes

    for one in entries:
        change = changed.get((one.chapter, one.student))
        said = f"{change.before} → {change.after}" if change else "no mark changed"
        typer.echo(without_escapes(f"{one.name} {one.student} {one.chapter}: {said}"))
