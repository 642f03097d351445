"""``autograder report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import CLASSROOM, Chapter, CourseFolder


def report(
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Stable pseudonyms in the place of names and ids.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the file goes; report/ in the course folder unless given."),
    ] = None,
) -> None:
    """What a class has not understood: one HTML file, to read or to print.

    What to teach again first, the marks, every exercise with its mistakes and how many made
    each, what was flagged or stopped and why, who ran out of time, and which answers hand the
    work to the library. It is made from the journal; nothing is graded again. A pseudonym stays
    the same in all reports of a course folder.

    Example: python -m autograder report --anonymous
    """
    from autograder.cli.plain import without_escapes
    from autograder.course.course import Course
    from autograder.report.write import class_lines, graded_chapter, write_report

    folder = Course(course)
    name = graded_chapter(folder, chapter)
    path = write_report(folder, name, anonymous=anonymous, out=out)
    for line in class_lines(folder, name):
        typer.echo(without_escapes(line))
    typer.echo(f"\nclass report  {path}")
