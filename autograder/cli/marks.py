"""``autograder marks``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def marks(
    course: Annotated[Path, typer.Argument(help="The course folder that `grade` made.")],
    lms: Annotated[str, typer.Option(help="canvas, moodle or nbgrader.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV to write.")],
    chapter: Annotated[str, typer.Option(help="The assignment's name.")] = "04_logistic_regression",
    template: Annotated[
        Path | None,
        typer.Option(
            help="The LMS's own export, whose column is filled: Canvas's Grades > Export, "
            "Moodle's grades export or grading worksheet. The best way: all else stays as it is."
        ),
    ] = None,
    assignment: Annotated[
        str, typer.Option(help="The LMS's column, by its title or number, where it is not clear.")
    ] = "",
    roster: Annotated[
        Path | None, typer.Option(help="The roster that the class was graded with.")
    ] = None,
    points: Annotated[
        float | None,
        typer.Option(min=0.01, help="Convert to this many points, where the LMS has others."),
    ] = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="0 for those who handed in nothing; what could not be graded stays empty.",
        ),
    ] = False,
) -> None:
    """Write the marks into the file that your LMS imports.

    They come from nbgrader's gradebook: scores given by hand and late penalties count. Who has no
    mark (unreadable, a fault of the grader's, to be graded by hand, nothing handed in) gets no
    cell, never a 0 by itself, and is named. Texts that a spreadsheet would compute are made
    harmless. Exit code 1 when somebody has no mark or no line.

    Examples: python -m autograder marks classroom --lms canvas --template export.csv -o marks.csv
    python -m autograder marks classroom --lms moodle --template worksheet.csv -o marks.csv
    """
    from autograder.cli.plain import plain
    from autograder.collect.roster import Roster, read_roster
    from autograder.marks.book import read_marks
    from autograder.marks.fill import Settings
    from autograder.marks.write import make_file, write_file

    people = read_roster(roster) if roster else Roster()
    settings = Settings(assignment, missing_as_zero, points, people)
    filled = make_file(lms, read_marks(course, chapter), settings, template)
    write_file(output, filled.data, template)
    typer.echo(f"{output}: {filled.written} marks.")
    for note in filled.notes:
        typer.echo(plain(note))
    if filled.notes:
        raise typer.Exit(1)
