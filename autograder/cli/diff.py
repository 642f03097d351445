"""``autograder diff``."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, Chapter, CourseFolder


def diff(
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    as_json: Annotated[
        bool,
        json_option("One JSON object a student instead of the table: points_before, points, max."),
    ] = False,
) -> None:
    """Show whose marks the last run of `grade` changed, by exercise.

    It compares each student's result with the one before that run: a regrade, a notebook handed
    in anew, a late penalty that came or went, or a first result. Nothing is graded. Exit code 1
    when a mark changed.

    Example: python -m autograder diff --chapter 04_logistic_regression
    """
    from autograder.cli.table import changes_table
    from autograder.course.course import Course
    from autograder.course.journal import Journal
    from autograder.course.rows import changes
    from autograder.errors import Refused
    from autograder.report.write import graded_chapter

    folder = Course(course)
    chapter = graded_chapter(folder, chapter)
    journal = Journal(folder.journal_path(chapter))
    if not journal.path.exists():
        raise Refused(f"{chapter} was never graded in {course}: {journal.path} is not there.")
    index = journal.index()
    found = list(changes(journal, index))
    begun = index.session.begun if index.session else ""
    if as_json:
        from autograder.cli.json_rows import change_row

        print_objects(change_row(chapter, one) for one in found)
    elif changes_table(found):
        typer.echo(f"{len(found)} changed by the run that began at {begun}.")
    else:
        typer.echo(f"The run that began at {begun} changed no mark.")
    if found:
        raise typer.Exit(1)
