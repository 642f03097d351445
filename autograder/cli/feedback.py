"""``autograder feedback``."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, CourseFolder, OnlyChapter


def feedback(
    chapter: OnlyChapter = None,
    course: CourseFolder = CLASSROOM,
    section: Annotated[
        str,
        typer.Option(help="Of this section alone; sections.csv in the course folder has them."),
    ] = "",
    as_json: Annotated[
        bool, json_option("One JSON object a chapter: pages, by_hand, shared, hint_level.")
    ] = False,
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
    from autograder.collect.group_hands import share_by_hand, shared_sentence
    from autograder.collect.sections import section_members
    from autograder.course.course import Course
    from autograder.course.penalties import settle_penalties
    from autograder.course.settings import FILE, read_settings
    from autograder.errors import Stopped, is_full
    from autograder.feedback.publish import write_pages
    from autograder.grade.session import locked
    from autograder.report.write import chosen_chapters

    folder = Course(course)
    chapters = chosen_chapters(folder, chapter)
    mine = section_members(folder.root, section) if section else None
    settings = read_settings(folder.root)
    try:
        with locked(folder):
            for name in chapters:
                shared = share_by_hand(folder, name)
                settle_penalties(folder, name, (one.student for one in shared))
                pages, touched = write_pages(folder, name, members=mine)
                if as_json:
                    print_objects([{
                        "chapter": name, "pages": pages, "by_hand": touched,
                        "shared": len(shared), "hint_level": settings.hint_level,
                    }])  # fmt: skip
                    continue
                lead = f"{name}: " if len(chapters) > 1 else ""
                if shared:
                    typer.echo(f"{lead}{without_escapes(shared_sentence(shared))}")
                typer.echo(
                    f"{lead}{pages} pages, {touched} of them with points or comments given by "
                    f"hand; hint level {settings.hint_level} ({course / FILE})."
                )
    except OSError as fault:
        if not is_full(fault):
            raise
        raise Stopped(
            f"the disk is full ({fault.filename}): the pages that are written are whole, and "
            "the others as before. The same command writes them all."
        ) from None
    name = "<chapter>" if len(chapters) > 1 else chapters[0]
    typer.echo(f"\nfeedback  {course}/feedback/<student>/{name}/{name}.html", err=as_json)
