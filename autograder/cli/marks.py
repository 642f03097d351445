"""``autograder marks``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    CLASSROOM,
    Chapter,
    CourseFolder,
    OlderCourseFolder,
    a_new_file,
    existing,
    offers,
    one_of,
)

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMark
    from autograder.marks.fill import Filled


def _lms() -> tuple[str, ...]:
    return ("canvas", "moodle", "nbgrader")


def marks(
    lms: Annotated[
        str,
        typer.Option(
            help="canvas, moodle or nbgrader.", callback=one_of(_lms), autocompletion=offers(_lms)
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", callback=a_new_file, help="The CSV to write.")
    ],
    folder: OlderCourseFolder = None,
    course: CourseFolder = CLASSROOM,
    chapter: Chapter = None,
    template: Annotated[
        Path | None,
        typer.Option(
            callback=existing,
            help="The LMS's own export, whose column is filled: Canvas's Grades > Export, "
            "Moodle's grades export or grading worksheet. The best way: all else stays as it is.",
        ),
    ] = None,
    assignment: Annotated[
        str, typer.Option(help="The LMS's column, by its title or number, where it is not clear.")
    ] = "",
    roster: Annotated[
        Path | None,
        typer.Option(callback=existing, help="The roster that the class was graded with."),
    ] = None,
    points: Annotated[
        float | None,
        typer.Option(min=0.01, help="Convert to this many points, where the LMS has others."),
    ] = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="0 for those who handed in nothing; what could not be graded stays empty. "
            "Refused where a file belongs to no student on the lists: it may be a group's.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
) -> None:
    """Write the marks into the file that your LMS imports.

    They come from nbgrader's gradebook: scores given by hand and late penalties count. Students
    without a mark (unreadable, a grader error, to be graded by hand, nothing handed in) get no
    cell, never a 0 by itself, and are named. Where a mark in the template differs from today's,
    both are printed. Comments in the template are kept, and the points of the exercises put after
    them. Texts that a spreadsheet would compute are made harmless. Exit code 1 when somebody has
    no mark or no line, or when a mark in the template changes.

    Examples: python -m autograder marks --lms canvas --template export.csv -o marks.csv
    python -m autograder marks --lms moodle --template worksheet.csv -o marks.csv --chapter 4
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.roster import Roster, read_roster
    from autograder.marks.book import read_marks
    from autograder.marks.fill import FillSettings
    from autograder.marks.write import make_file, write_file

    people = read_roster(roster) if roster else Roster()
    settings = FillSettings(assignment, missing_as_zero, points, people)
    found = read_marks(folder or course, chapter)
    filled = make_file(lms, found, settings, template)
    if not dry_run:
        write_file(output, filled.data, template)
    typer.echo(f"{output}: {_counts(filled, template)}{' Nothing was written.' * dry_run}")
    for student, before, after in filled.changed:
        who = _who(found.by_student[student])
        typer.echo(f"  {without_escapes(f'{who}: {before} -> {after}')}")
    for note in filled.notes:
        typer.echo(without_escapes(note))
    if filled.notes or filled.changed:
        raise typer.Exit(1)


def _counts(filled: Filled, template: Path | None) -> str:
    marks = "1 mark" if filled.written == 1 else f"{filled.written} marks"
    if template is None:
        return f"{marks}."
    changed = len(filled.changed)
    return f"{marks}: {filled.new} new, {filled.same} unchanged, {changed} changed."


def _who(mark: ChapterMark) -> str:
    return " ".join(filter(None, (mark.student, mark.name)))
