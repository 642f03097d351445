"""``autograder student``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from autograder.cli.decisions import KINDS, check_options, make_decision, show_decisions
from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, CourseFolder


def student(
    action: Annotated[
        Literal["list", "extend", "excuse", "override", "decisions", "rename", "merge", "drop"],
        typer.Argument(
            help="What to do; `list` shows everybody with what was handed in, `decisions` what "
            "was decided by hand."
        ),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help="`extend ID...`: another due date. `excuse ID...`: from a chapter. "
            "`override ID...`: a mark that counts in the place of all other points. "
            "`decisions [ID...]`. `rename OLD NEW`: another id. `merge OLD INTO`: the two are "
            "one, and INTO stays. `drop ID`: out of the course."
        ),
    ] = None,
    course: CourseFolder = CLASSROOM,
    yes: Annotated[
        bool, typer.Option("--yes", help="Also where a mark ends, which cannot be undone.")
    ] = False,
    chapter: Annotated[
        str | None,
        typer.Option(help="By number or name; needed when several are graded."),
    ] = None,
    until: Annotated[
        str, typer.Option(help="`extend`: the new due date, typed like that of `grade --due`.")
    ] = "",
    mark: Annotated[
        float | None, typer.Option(help="`override`: the mark, late penalties included.")
    ] = None,
    why: Annotated[
        str, typer.Option(help="The reason, for the journal; students do not see it.")
    ] = "",
    who: Annotated[str, typer.Option(help="Who decides; your login name unless given.")] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take an extension, an excuse or an override back.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="`decisions`: also what was taken back or replaced.")
    ] = False,
    as_json: Annotated[
        bool, json_option("`decisions`: one JSON object each. `list`: one a student.")
    ] = False,
) -> None:
    """Decide about a student by hand; list students, rename one, merge two, or drop one.

    An extension is one student's other due date: lateness and its penalty are reckoned anew at
    once. An excused student has no mark in the chapter, never a 0: `marks` writes EX where the LMS
    knows it. A mark set by `override` stays when the class is graded again, and `grade` says what
    it would be otherwise. Each decision is in the journal with who, when and why. It counts in
    `marks`, `nbgrader export`, report and page, and --undo takes it back.

    After rename and merge, marks, what was given or decided by hand, files, pages and journals
    follow in all chapters, and the journal keeps a note. The id that a student had before is still
    understood in downloads and rosters. Where a mark would be lost (both handed in the same
    chapter; the student has marks) it refuses until you say --yes. What was handed in is kept in
    attempts/ or dropped/ in any case.

    Examples:
    python -m autograder student extend 501 --chapter 4 --until 2026-03-08 --why "ill"
    python -m autograder student excuse 502 503 --chapter 4 --why "ill"
    python -m autograder student override 501 --chapter 4 --mark 15 --why "oral exam"

    Examples:
    python -m autograder student override 501 --chapter 4 --undo
    python -m autograder student decisions

    Examples:
    python -m autograder student list
    python -m autograder student rename 7 77
    python -m autograder student merge ADA@example.org ada@example.org --yes
    python -m autograder student drop 501 --yes
    """
    from autograder.course.course import Course
    from autograder.errors import Refused
    from autograder.grade.session import locked
    from autograder.grade.students import IdChange, drop, finish_change, merge_students, rename

    given = ids or []
    said = {"until": until, "mark": mark, "why": why, "who": who, "undo": undo}
    check_options(action, {"chapter": chapter, "json": as_json, **said})
    if action in KINDS and not given:
        raise typer.BadParameter(f"{action} takes one id or more.", param_hint="IDS")
    wanted = {"list": 0, "rename": 2, "merge": 2, "drop": 1}.get(action, len(given))
    if len(given) != wanted:
        words = ("takes no id", "takes one id", "takes two ids, the old one first")[wanted]
        raise typer.BadParameter(f"{action} {words}; there are {len(given)}.", param_hint="IDS")
    folder = Course(course.resolve())
    if not (folder.root / "received").is_dir():
        raise Refused(f"{course} is not a course folder in which anything was graded.")
    if action == "list":
        _show(folder, as_json=as_json)
        return
    if action == "decisions":
        show_decisions(folder, given, chapter, every=every, as_json=as_json)
        return
    if action == "extend" or action == "excuse" or action == "override":
        make_decision(folder, action, given, chapter, **said)
        return
    old, new = given[0], given[1] if wanted > 1 else ""
    with locked(folder):
        done = finish_change(folder)
        if done != IdChange(action, old, new):
            if action == "rename":
                rename(folder, old, new)
            elif action == "merge":
                merge_students(folder, old, new, yes=yes)
            else:
                drop(folder, old, yes=yes)
    _say_done(action, old, new)


def _say_done(action: str, old: str, new: str) -> None:
    from autograder.cli.plain import without_escapes
    from autograder.grade.students import DROPPED

    words = {
        "rename": f"{old} is {new} now, in journal, gradebook, files and pages.",
        "merge": f"{old} and {new} are one now: {new}.",
        "drop": f"{old} is out of the course and its groups. What was handed in lies in "
        f"{DROPPED}/{old}. A roster, a list of groups or a file with the id brings it back.",
    }
    typer.echo(without_escapes(words[action]))


def _show(folder: Any, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from autograder.cli.listing import print_rows
    from autograder.cli.plain import shortened_line, without_escapes
    from autograder.grade.students import students

    if as_json:
        print_objects(
            {"id": one.student, "name": one.name, "chapters": one.states}
            for one in students(folder).values()
        )
        return
    rows = [
        [
            Text(shortened_line(one.student)),
            Text(shortened_line(one.name)),
            Text(
                without_escapes(
                    ", ".join(f"{chapter} {state}" for chapter, state in one.states.items())
                )
            ),
        ]
        for one in students(folder).values()
    ]
    print_rows(Console(), ("student", "name", "chapters"), rows, short=2)
