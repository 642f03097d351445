"""``autograder report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
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
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a chapter: counts, points (the mean) of max, and every exercise with "
            "its mistakes. The pages are written all the same."
        ),
    ] = False,
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
    from autograder.report.summary import terminal_lines
    from autograder.report.write import chosen_chapters, class_data, write_report

    folder = Course(course)
    chapters = chosen_chapters(folder, chapter)
    if out and len(chapters) > 1:
        raise Refused(
            f"--out is one file: say which chapter, with --chapter: {', '.join(chapters)}."
        )
    for name in chapters:
        path = write_report(folder, name, anonymous=anonymous, out=out, section=section)
        data = class_data(folder, name, section)
        if as_json:
            from autograder.cli.json_rows import class_row

            print_objects([class_row(data, path, section)])
            continue
        lines = terminal_lines(data)
        if len(chapters) > 1:
            lines = [f"{name}: {lines[0]}"]
        for line in lines:
            typer.echo(without_escapes(line))
    if len(chapters) > 1:
        _overview(folder, chapters, section, anonymous=anonymous, beside=as_json)
    where = f"class reports  {path.parent}/<chapter>.html"
    if len(chapters) == 1:
        where = f"\nclass report  {path}"
    typer.echo(where, err=as_json)


def _overview(
    folder: Course, chapters: list[str], section: str, *, anonymous: bool, beside: bool
) -> None:
    from autograder.cli.plain import without_escapes
    from autograder.overview.course_files import read_course, write_overview
    from autograder.overview.sentences import overview_lines

    data = read_course(folder, chapters, section)
    page, table = write_overview(folder, data, anonymous=anonymous)
    typer.echo(err=beside)
    for line in overview_lines(data):
        typer.echo(without_escapes(line), err=beside)
    typer.echo(f"\noverview  {page}", err=beside)
    typer.echo(f"as a table  {table}", err=beside)
