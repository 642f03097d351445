"""``autograder feedback``."""

from __future__ import annotations

import typer

from autograder.cli.options import CLASSROOM, Chapter, CourseFolder


def feedback(
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
) -> None:
    """Write all feedback pages again: after grading by hand, or with another setting.

    Points and comments that you gave in formgrader appear on the pages and count in their totals;
    what one member of a group was given for an answer, the others who wait with it are given too.
    The file course.toml in the course folder holds the course's name and hint_level: which hint a
    page shows where points are missing (0 none, 1 where to look, 2 which idea, 3 nearly the
    line). Nothing is graded again.

    Example: python -m autograder feedback --chapter 04_logistic_regression
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.group_hands import share_by_hand
    from autograder.course.course import Course
    from autograder.course.settings import FILE, read_settings
    from autograder.errors import Stopped, is_full
    from autograder.feedback.publish import write_pages
    from autograder.grade.session import locked
    from autograder.report.write import graded_chapter

    folder = Course(course)
    name = graded_chapter(folder, chapter)
    settings = read_settings(folder.root)
    try:
        with locked(folder):
            shared = share_by_hand(folder, name)
            pages, touched = write_pages(folder, name)
    except OSError as fault:
        if not is_full(fault):
            raise
        raise Stopped(
            f"the disk is full ({fault.filename}): the pages that are written are whole, and "
            "the others as before. The same command writes them all."
        ) from None
    if shared:
        count, who = len(shared), ", ".join(dict.fromkeys(mark.student for mark in shared))
        typer.echo(
            f"{count} {'mark' if count == 1 else 'marks'} given by hand to a member of a group now "
            f"{'counts' if count == 1 else 'count'} for the others who waited with the same text: "
            f"{without_escapes(who)}."
        )
    typer.echo(
        f"{pages} pages, {touched} of them with points or comments given by hand; "
        f"hint level {settings.hint_level} ({course / FILE})."
    )
    typer.echo(f"\nfeedback  {course}/feedback/<student>/{name}/{name}.html")
