"""``autograder send-marks``."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import (
    CLASSROOM,
    Chapter,
    CourseFolder,
    PointsInLms,
    RosterAsGraded,
)

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMarks
    from autograder.marks.online.plan import SendPlan


def send_marks(
    url: Annotated[str, typer.Argument(help="The assignment's address, out of the browser.")],
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    section: Annotated[
        str,
        typer.Option(
            help="Of this section alone; what stands in the LMS of all others stays as it is."
        ),
    ] = "",
    roster: RosterAsGraded = None,
    points: PointsInLms = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="0 for those who handed in nothing; what could not be graded stays empty. "
            "Refused where a file belongs to no student on the lists: it may be a group's.",
        ),
    ] = False,
    comments: Annotated[
        Literal["append", "keep", "replace", "none"],
        typer.Option(
            help="Where a person's comment stands there: add the exercises' points to it, keep it "
            "as it is, or (in Moodle) replace it by them; none sends no comment at all."
        ),
    ] = "append",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Announce what would change; send nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a student: id, name, chapter, state, points, max, before (in the "
            "LMS), change and sent. All else is said on the error stream."
        ),
    ] = False,
) -> None:
    """Send the marks to Canvas or Moodle through the LMS's own API.

    What stands there is read first, and what would change is shown; then you are asked. Only what
    differs is sent, so a second run sends nothing. Nothing is sent if the LMS's answer is not
    whole. The token comes from the environment variable CANVAS_TOKEN or MOODLE_TOKEN, or is asked
    for; it is never written down. Interrupt it when you like: the next run finds out from the LMS
    what has arrived. Exit code 1 when somebody has no mark or no line there, or a
    mark in the LMS changes; 4 when the LMS broke off and the same command has to go on.

    Example: python -m autograder send-marks https://canvas.example/courses/17/assignments/25 --dry-run
    """  # noqa: E501
    from autograder.collect.roster import Roster, read_roster
    from autograder.collect.sections import section_members
    from autograder.errors import Refused
    from autograder.marks.book import read_marks
    from autograder.marks.fill import FillSettings
    from autograder.marks.online.plan import make_plan
    from autograder.marks.online.send import (
        assignment_at,
        deliver,
        first_look,
        interrupted_told,
        remote_of,
    )
    from autograder.marks.online.token import read_token
    from autograder.marks.online.under_way import note_about, under_way

    target = assignment_at(url)
    people = read_roster(roster) if roster else Roster()
    mine = section_members(course, section) if section else None
    settings = FillSettings("", missing_as_zero, points, people, comments, mine)
    marks = read_marks(course, chapter)
    if not (dry_run or yes or _can_ask()):
        raise Refused("nobody can be asked here: look with --dry-run, then send with --yes.")
    token = read_token(target.name, target.variable)
    sent: set[str] = set()
    left = None
    with nullcontext() if dry_run else under_way(course, target.place, target.name) as note:
        remote = remote_of(target, token, comments, _say, note)
        plan = first_look(remote, note, lambda: make_plan(remote, marks, settings), _say)
        _show(plan, marks, f"{remote.name}, {plan.sheet.title} ({remote.where})", beside=as_json)
        if note is None:
            left_there = note_about(course, target.place).left()
            if left_there and (remote.enters_later or left_there.settles_in):
                typer.echo(
                    f"An earlier run was broken off while it sent: {remote.name} may still enter "
                    "some of these marks.",
                    err=as_json,
                )
            typer.echo("Nothing was sent.", err=as_json)
        elif not plan.changes:
            note.ends()
            typer.echo("Nothing was sent: it stands there already.", err=as_json)
        else:
            if not yes:
                typer.confirm(f"Send this to {remote.name}?", abort=True, err=as_json)
                if make_plan(remote, marks, settings).changes != plan.changes:
                    raise Refused(
                        f"{remote.name} has changed meanwhile. Nothing was sent: look again."
                    )
            with interrupted_told(remote):
                left = deliver(remote, plan, lambda: make_plan(remote, marks, settings), _say)
            note.ends()
            _tell_what_arrived(plan, left, beside=as_json)
            sent = {one.student for one in plan.changes} - {one.student for one in left.changes}
    if as_json:
        from autograder.cli.json_rows import mark_rows

        print_objects(
            {**row, "sent": row["id"] in sent} for row in mark_rows(plan.filled, marks, settings)
        )
    if left is not None and left.changes:
        raise typer.Exit(1)
    if plan.filled.notes or plan.filled.changed:
        raise typer.Exit(1)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _say(text: str) -> None:
    from autograder.cli.plain import without_escapes

    print(without_escapes(text), file=sys.stderr)


def _show(plan: SendPlan, marks: ChapterMarks, where: str, *, beside: bool) -> None:
    from autograder.cli.marks import change_lines, counts
    from autograder.cli.plain import without_escapes

    typer.echo(without_escapes(f"{where}: {counts(plan.filled)}"), err=beside)
    for line in change_lines(plan.filled, marks):
        typer.echo(line, err=beside)
    if plan.comments:
        typer.echo(f"{plan.comments} of the unchanged marks get a new comment.", err=beside)
    for note in plan.filled.notes:
        typer.echo(without_escapes(note), err=beside)


def _tell_what_arrived(plan: SendPlan, left: SendPlan, *, beside: bool) -> None:
    from autograder.cli.plain import without_escapes
    from autograder.marks.fill import shortened

    sent = len(plan.changes) - len(left.changes)
    typer.echo(f"Sent to {sent} student{'s' * (sent != 1)}, and read again there.", err=beside)
    if left.changes:
        names = shortened([change.student for change in left.changes])
        typer.echo(err=beside, message=without_escapes(
            f"{len(left.changes)} did not arrive, though the LMS said nothing: {names}. It may "
            "grade this assignment in another way (a rubric), or these marks may be locked there."
        ))  # fmt: skip
