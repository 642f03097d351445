"""``autograder feedback-files``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import (
    CLASSROOM,
    Chapter,
    CourseFolder,
    RosterAsGraded,
    a_new_file,
    existing,
)


def feedback_files(
    worksheet: Annotated[
        Path,
        typer.Option(callback=existing, help="Moodle's grading worksheet of the assignment."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", callback=a_new_file, help="The zip to write.")
    ],
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    roster: RosterAsGraded = None,
    as_json: Annotated[bool, json_option("One JSON object: file, pages, bytes, notes.")] = False,
) -> None:
    """Pack all feedback pages into the zip that Moodle hands out to the students.

    Moodle wants each page in a folder that names the student by the number that the grading
    worksheet has. In the assignment "Feedback files" must be on; then choose View all submissions >
    Upload multiple feedback files in a zip. A page that is there already is replaced by a later
    upload. Exit code 1 when somebody has no page in the zip, or no line in the worksheet.

    Example: python -m autograder feedback-files --worksheet worksheet.csv -o feedback.zip
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.roster import Roster, read_roster
    from autograder.course.course import Course
    from autograder.marks.book import read_marks
    from autograder.marks.feedback_zip import pack_feedback

    people = read_roster(roster) if roster else Roster()
    marks = read_marks(course, chapter)
    packed = pack_feedback(output, worksheet, Course(course), marks, people)
    pages = "1 page" if packed.pages == 1 else f"{packed.pages} pages"
    size = f"{packed.size / 1e6:.1f} MB" if packed.size >= 1e6 else f"{packed.size / 1e3:.0f} kB"
    if as_json:
        print_objects([{
            "file": str(output), "pages": packed.pages, "bytes": packed.size,
            "notes": packed.notes,
        }])  # fmt: skip
    else:
        typer.echo(f"{output}: {pages}, {size}.")
        for note in packed.notes:
            typer.echo(without_escapes(note))
    if packed.notes:
        raise typer.Exit(1)
