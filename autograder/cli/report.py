"""``autograder report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CLASSROOM, CourseFolder, OnlyChapter

if TYPE_CHECKING:
    from autograder.course.course import Course


def report(
    chapter: OnlyChapter = None,
    course: CourseFolder = CLASSROOM,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Stable pseudonyms in the place of names and ids.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where one chapter's file goes; report/ in the course folder unless given."
        ),
    ] = None,
    section: Annotated[
        str, typer.Option(help="Of this section alone; sections.csv in the course folder has them.")
    ] = "",
) -> None:
    """What a class has not understood: one HTML file a chapter, to read or to print.

    What to teach again first, the marks, every exercise with its mistakes and how many made
    each, what was flagged or stopped and why, who ran out of time, and which answers hand the
    work to the library. It is made from the journal; nothing is graded again. A pseudonym stays
    the same in all reports of a course folder.

    Where several chapters are graded and none is named, all their reports are written, and the
    course's overview beside them. course.html has everybody's marks in all chapters, who is
    falling behind, which mistakes come again and what to teach again first; course.csv has the
    same marks as a table.

    Examples: python -m autograder report --anonymous
    python -m autograder report --chapter 04_logistic_regression --section A
    """
    from autograder.cli.plain import without_escapes
    from autograder.course.course import Course
    from autograder.errors import Refused
    from autograder.report.write import chosen_chapters, class_lines, write_report

    folder = Course(course)
    chapters = chosen_chapters(folder, chapter)
    if out and len(chapters) > 1:
        raise Refused(
            f"--out is one file: say which chapter, with --chapter: {', '.join(chapters)}."
        )
    for name in chapters:
        path = write_report(folder, name, anonymous=anonymous, out=out, section=section)
        lines = class_lines(folder, name, section)
        if len(chapters) > 1:
            lines = [f"{name}: {lines[0]}"]
        for line in lines:
            typer.echo(without_escapes(line))
    if len(chapters) == 1:
        typer.echo(f"\nclass report  {path}")
        return
    _overview(folder, chapters, section, anonymous=anonymous)
    typer.echo(f"class reports  {path.parent}/<chapter>.html")


def _overview(folder: Course, chapters: list[str], section: str, *, anonymous: bool) -> None:
    from autograder.cli.plain import without_escapes
    from autograder.overview.course_files import read_course, write_overview
    from autograder.overview.sentences import overview_lines

    data = read_course(folder, chapters, section)
    page, table = write_overview(folder, data, anonymous=anonymous)
    typer.echo()
    for line in overview_lines(data):
        typer.echo(without_escapes(line))
    typer.echo(f"\noverview  {page}")
    typer.echo(f"as a table  {table}")
