"""What ``autograder student`` decides by hand about a chapter, and the list of it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from autograder.cli.json_lines import print_objects

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.course.decisions import Decision, DecisionKind
    from autograder.course.rows import Row

KINDS: dict[str, DecisionKind] = {
    "extend": "extension", "excuse": "excuse", "override": "override",
}  # fmt: skip
"""The kind of decision, by the word of the command."""

_OPTIONS = {"until": "extend", "mark": "override"}


def check_options(action: str, given: dict[str, Any]) -> None:
    """Refuse an option of another action, and the lack of one.

    Args:
        action: the word of the command.
        given: by name, what was typed; None, False or empty where nothing was.
    """
    for name, value in given.items():
        belongs = [_OPTIONS[name]] if name in _OPTIONS else [*KINDS]
        if name == "chapter":
            belongs.append("decisions")
        if name == "json":
            belongs = ["list", "decisions"]
        if value in (None, False, "") or action in belongs:
            continue
        raise typer.BadParameter(
            f"it belongs to {', '.join(belongs)}; the action is {action}.", param_hint=f"--{name}"
        )
    for name, of in _OPTIONS.items():
        if action == of and given[name] in (None, "") and not given["undo"]:
            raise typer.BadParameter(f"{action} needs it.", param_hint=f"--{name}")


def make_decision(
    folder: Course, action: str, ids: Sequence[str], chapter: str | None, **said: Any
) -> None:
    """Decide for these students, and say what changed.

    Args:
        folder: the course folder.
        action: the word of the command.
        ids: whom it is about.
        chapter: by number or name; None for the only one that is graded.
        said: the options until, mark, why, who and undo.
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.due import parse_due
    from autograder.collect.lateness import due_in_gradebook
    from autograder.course.decisions import Decision
    from autograder.grade.decide import decide, points_of_chapter
    from autograder.grade.session import locked
    from autograder.typed import command

    name = _chapter(folder, chapter)
    kind, undo = KINDS[action], bool(said["undo"])
    about = Decision(kind, "", said["who"] or _login(), said["why"], undone=undo)
    until = parse_due(said["until"], "--until").isoformat() if said["until"] else ""
    with locked(folder):
        wanted = [
            Decision(
                kind, student, about.who, about.why, undone=undo,
                mark=said["mark"] or 0.0, most=points_of_chapter(name), until=until,
            )
            for student in ids
        ]  # fmt: skip
        effects = decide(folder, name, wanted)
    for one in effects:
        what = _NOTHING_LEFT[kind] if undo else one.decision.what
        instead = f", in the place of: {one.instead}" if one.instead else ""
        moved = f"; {one.before} → {one.after}" if one.before != one.after else ""
        typer.echo(without_escapes(f"{one.decision.student}, {name}: {what}{instead}{moved}."))
    if until and not undo:
        for line in _others_of_groups(folder, name, [one.decision.student for one in effects]):
            typer.echo(line)
    if until and not undo and due_in_gradebook(folder.db_url, name) is None:
        typer.echo(f"{name} has no due date yet: `{command('grade --due ...')}` says it.")


def _others_of_groups(folder: Course, chapter: str, students: Sequence[str]) -> list[str]:
    """Who shares a file with these students, and does not get their date by that."""
    from autograder.cli.plain import without_escapes
    from autograder.collect.known import known_in
    from autograder.collect.teams import kept_teams

    teams = kept_teams(folder.root, chapter, known_in(folder.root))
    found = []
    for team in teams.teams if teams else ():
        others = [one for one in team.students if one not in students]
        if others and len(others) < len(team.students):
            found.append(
                without_escapes(
                    f"An extension is one student's own, for the group's file, too: in {team.name} "
                    f"the date stays as it was for {', '.join(others)}. If the whole group has "
                    "more time, name them all."
                )
            )
    return found


_NOTHING_LEFT = {
    "extension": "the due date of the class again",
    "excuse": "not excused any more",
    "override": "no mark set by hand any more",
}


def show_decisions(
    folder: Course, ids: Sequence[str], chapter: str | None, *, every: bool, as_json: bool
) -> None:
    """List what was decided.

    Args:
        folder: the course folder.
        ids: of these students alone; of all where it is empty.
        chapter: of this one alone.
        every: also what was taken back or replaced.
        as_json: one object a line, for a program.
    """
    from rich.console import Console
    from rich.text import Text

    from autograder.catalogue.chapters import find_chapter
    from autograder.cli.listing import print_rows
    from autograder.cli.plain import without_escapes
    from autograder.course.decisions import in_utc
    from autograder.grade.decide import ids_as_spelled

    only, ids = find_chapter(chapter) if chapter else None, ids_as_spelled(folder, ids)
    found = [
        (name, one)
        for name, one in _decisions(folder, every=every)
        if only in (None, name) and (not ids or one.student in ids)
    ]
    if as_json:
        print_objects({"chapter": name, **one.to_json()} for name, one in found)
        return
    rows = [
        [
            Text(without_escapes(text))
            for text in (one.student, name, one.what, one.why, one.who, f"{in_utc(one.at)} UTC")
        ]
        for name, one in found
    ]
    if rows:
        names = ("student", "chapter", "what", "why", "who", "when")
        print_rows(Console(), names, rows, short=3)
    else:
        typer.echo("Nothing has been decided by hand.")


def decided_lines(rows: Sequence[Row]) -> list[str]:
    """What was decided by hand about those who were graded now, and what it is without that."""
    found = [f"{row.student} {one.what}" for row in rows for one in row.standing.decided.all]
    if not found:
        return []
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return [f"Decided by hand, and it stays so: {', '.join(found[:_NAMED])}{more}."]


_NAMED = 8


def _decisions(folder: Course, *, every: bool) -> list[tuple[str, Decision]]:
    """By chapter and student; what counts, or all that ever did."""
    from autograder.course.journal import Journal

    found: list[tuple[str, Decision]] = []
    for path in sorted(folder.journal_path("x").parent.glob("*.jsonl")):
        journal = Journal(path)
        if every:
            found += [(path.stem, one) for one in journal.decisions()]
        else:
            decided = sorted(journal.index().decided.items())
            found += [(path.stem, one) for _, mine in decided for one in mine.all]
    return found


def _chapter(folder: Course, chapter: str | None) -> str:
    from autograder.catalogue.chapters import find_chapter
    from autograder.report.write import graded_chapter

    return find_chapter(chapter) if chapter else graded_chapter(folder, None)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
